"""Writing files so that nothing is ever torn, and naming them so that nothing is ever misplaced."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import sys
import tempfile
import time
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_STEM: Final = 60
#: Names that Windows keeps for devices.
_DEVICES: Final = frozenset(
    ["con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))]
)
OWNER_ONLY: Final = 0o600
#: Around the names of files that are not finished yet.
_PREFIX: Final = ".omnicheck-"
_SUFFIX: Final = ".tmp"
#: Seconds after which an unfinished file that nobody holds was left by a program that was killed.
_LEFT_AFTER: Final = 3600
#: More bytes than an answers file has.
USUAL_ROOM: Final = 100_000


class WriteError(InputError):
    """A file cannot be written; whatever stood there before is untouched."""

    def __init__(self, path: Path, error: OSError) -> None:
        """Say why in words that help."""
        super().__init__([Fault(Place(clean(str(path))), *_why(error))])


def _why(error: OSError) -> tuple[str, str]:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return _("The disk is full."), _("Free some space, then try again.")
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return _("This folder cannot be written to."), _("Choose another folder.")
        case errno.ENOENT | errno.ENOTDIR:
            return _("There is no such folder."), _("Make the folder first, or choose another.")
        case errno.ENAMETOOLONG:
            return _("This name is too long."), _("Choose a shorter one.")
        case _:
            return _("The file cannot be written."), str(error.strerror or "")


def atomic_write(path: Path, data: bytes, *, mode: int = OWNER_ONLY) -> None:
    """Write a file whole or not at all: after a crash the old or the new one stands there.

    A link at `path` is replaced, never followed.

    Raises:
        WriteError: the file cannot be written; the old one is untouched.
    """
    with atomic_file(path, mode=mode) as file:
        file.write(data)


@contextlib.contextmanager
def atomic_file(path: Path, *, mode: int = OWNER_ONLY) -> Iterator[BinaryIO]:
    """Open a file to write that takes its place whole when the block ends, or not at all if it fails.

    A link at `path` is replaced, never followed. What killed runs left in the folder goes.

    Raises:
        WriteError: the file cannot be written; the old one is untouched.
    """
    temporary = ""
    try:
        _tidy_once(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
        with _held(handle):
            with os.fdopen(handle, "wb") as file:
                yield file
            put_in_place(Path(temporary), path, mode=mode)
    except OSError as error:
        raise WriteError(path, error) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


def put_in_place(finished: Path, path: Path, *, mode: int = OWNER_ONLY) -> None:
    """Give a finished file the name that it is for, on the same disk: the old or the new one stands there.

    A link at `path` is replaced, never followed.

    Raises:
        WriteError: it cannot be put there; the old one is untouched.
    """
    try:
        with finished.open("rb+") as file:
            os.fsync(file.fileno())
        finished.chmod(mode)
        finished.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise WriteError(path, error) from error


@contextlib.contextmanager
def _held(handle: int) -> Iterator[None]:
    """Hold an unfinished file until its writer is done or dead; Windows holds it while it is open."""
    if sys.platform == "win32":
        yield
        return
    mark = os.dup(handle)
    try:
        _hold(mark)
        yield
    finally:
        os.close(mark)


def _hold(handle: int) -> bool:
    """Hold an open file, for as long as it is open; return whether nobody else held it."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # This disk knows no locks; then the age alone tells.
        return True
    return True


@cache
def _tidy_once(folder: Path) -> None:
    # A batch writes thousands of files into one folder, and looking through it takes a while.
    remove_leftovers(folder, older_than=_LEFT_AFTER)


def remove_leftovers(folder: Path, *, older_than: float = 0) -> None:
    """Remove what `atomic_write` left in a folder when the program was killed, if as many seconds old.

    What a running program still writes stays.
    """
    for left in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with contextlib.suppress(OSError):
            if time.time() - left.lstat().st_mtime >= older_than:
                _remove_unless_held(left)


def _remove_unless_held(left: Path) -> None:
    handle = os.open(
        left, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    try:
        is_free = _hold(handle)
    finally:
        os.close(handle)
    if is_free:
        left.unlink()


def check_room(path: Path, room: int = USUAL_ROOM) -> None:
    """Find out whether a file of this many bytes can be written, without a trace of it.

    Raises:
        WriteError: it cannot.
    """
    try:
        with tempfile.TemporaryFile(dir=path.parent) as trial:
            trial.write(bytes(room))
            trial.flush()
        with contextlib.suppress(FileNotFoundError):
            path.lstat()
    except OSError as error:
        raise WriteError(path, error) from error


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def safe_name(text: str, identity: str | None = None) -> str:
    r"""Return a name that every system accepts as one file in one folder.

    With `identity`, a short hash of it keeps apart what the letters alone do not.

    >>> safe_name("Corner Bakery"), safe_name("../../evil"), safe_name("日本 語")
    ('corner_bakery', 'evil', '日本_語')
    """
    plain = unicodedata.normalize("NFC", text).casefold()
    stem = re.sub(r"[^\w]+", "_", plain).strip("_")[:_LONGEST_STEM].strip("_")
    while len(stem.encode()) > 3 * _LONGEST_STEM:
        stem = stem[:-1]
    if not stem or stem in _DEVICES:
        stem = f"business_{stem}".rstrip("_")
    if identity is None:
        return stem
    return f"{stem}-{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"

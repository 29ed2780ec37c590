"""Writing files so that nothing is ever torn, and naming them so that nothing is ever misplaced."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
import unicodedata
from pathlib import Path
from typing import Final

from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _
from omnicheck.plaintext import clean

_LONGEST_STEM: Final = 60
#: Names that Windows keeps for devices.
_DEVICES: Final = frozenset(
    ["con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))]
)
OWNER_ONLY: Final = 0o600
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
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=".omnicheck-", suffix=".tmp", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise WriteError(path, error) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)


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

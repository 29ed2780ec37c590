"""The folder that a batch writes to: held by one run at a time, and a memory of what was made in it.

Unfinished files stand in `.omnicheck/staging`, on the same disk as the finished ones, so that each takes its
place whole. `.omnicheck/made.jsonl` has a line for each finished file; it grows while a run goes on, and
lines count only when they are whole, so that a killed run forgets nothing that it finished.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
import socket
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, Final

from omnicheck.errors import Fault, InputError, OmnicheckError, Place
from omnicheck.files import (
    USUAL_ROOM,
    WriteError,
    atomic_write,
    check_room,
    put_in_place,
    remove_leftovers,
)
from omnicheck.language import _
from omnicheck.reports.shelf import KeptError, mode_for
from omnicheck.yamlsource import displayed, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What a batch remembers, in the folder it writes to.
STATE: Final = ".omnicheck"
#: Where the reports of single clients stand.
REPORTS: Final = "reports"
_STAGING: Final = "staging"
_JOURNAL: Final = "made.jsonl"
_HOLDER: Final = "run.json"


class BusyError(OmnicheckError):
    """Another run writes to the folder."""

    def __init__(self, folder: Path, holder: dict[str, Any]) -> None:
        """Say who holds it, as far as that is known."""
        what = _("Another run is writing to {folder}").format(folder=displayed(str(folder)))
        if holder:
            words = _("process {pid} on {host}, since {since}").format(**holder)
            what = f"{what} ({words})"
        super().__init__(f"{what}. {_('Wait until it is done, or choose another folder.')}")


class Placed(Enum):
    """What became of a finished file."""

    WRITTEN = auto()
    SAME = auto()
    """It stood there already, byte for byte."""


def how_to_go_on() -> str:
    """Say what to do where a file stays that a new one was to replace."""
    return _("Move it elsewhere to keep it, or replace it with --force.")


@dataclass
class Made:
    """What is known of a file that was made before."""

    key: str = ""
    """Of all that it was made from; empty where that is not asked."""
    digests: list[str] = field(default_factory=list)
    """SHA-256 of what may stand there, the newest last: more than one only where a run was cut short."""

    @property
    def latest(self) -> tuple[str, str]:
        """The key and the newest digest."""
        return self.key, self.digests[-1]


class Store:
    """A folder of results; use `opened` to write to it."""

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        """Look at what was made before.

        Raises:
            InputError: this cannot be read.
        """
        self.folder = folder
        self.force = force
        self.made: dict[str, Made] = {}
        written = _bytes_of(folder / STATE / _JOURNAL)
        self._is_torn = bool(written) and not written.endswith(b"\n")
        for line in written.split(b"\n"):
            self._recall(line)

    @property
    def staging(self) -> Path:
        """Where unfinished files stand."""
        return self.folder / STATE / _STAGING

    @property
    def reports(self) -> Path:
        """Where the reports of single clients stand."""
        return self.folder / REPORTS

    def make_reports_folder(self) -> None:
        """Make the folder for reports, if it is not there yet.

        Raises:
            InputError: it cannot be made.
        """
        _make(self.reports)

    def knows(self, name: str, digest: str, key: str = "") -> bool:
        """Whether this, and nothing else, is remembered of a file."""
        made = self.made.get(name)
        return made is not None and (made.key, made.digests) == (key, [digest])

    def note(self, name: str, digest: str, key: str = "") -> None:
        """Remember that a file is in its place; the name is relative to the folder.

        Raises:
            WriteError: it cannot be remembered.
        """
        try:
            self._announce(name, digest, key)
        except OSError as error:
            raise WriteError(self.folder / STATE / _JOURNAL, error) from error
        self.made[name].digests = [digest]

    def _announce(self, name: str, digest: str, key: str = "") -> None:
        line = json.dumps({"file": name, "key": key, "sha256": digest}) + "\n"
        before, self._is_torn = self._is_torn, True
        with (self.folder / STATE / _JOURNAL).open("ab", buffering=0) as file:
            file.write(b"\n" * before + line.encode())
        self._is_torn = False
        self._remember(name, digest, key)

    def put(self, name: str, data: bytes) -> Placed:
        """Write a file into the folder; see `place`."""
        staged = self.staging / name
        try:
            staged.write_bytes(data)
        except OSError as error:
            raise WriteError(self.folder / name, error) from error
        return self.place(staged, name)

    def place(self, staged: Path, name: str) -> Placed:
        """Move a finished file from the staging folder to its place; one that is the same stays.

        Raises:
            KeptError: what stands there is not ours, or was changed since; it stays, unless `force`.
            WriteError: it cannot be put there.
        """
        path = self.folder / name
        try:
            digest = _digest(staged)
            if _is_file(path) and filecmp.cmp(staged, path, shallow=False):
                staged.unlink()
                if not self.knows(name, digest):
                    self.note(name, digest)
                return Placed.SAME
            self._check_replacing(path, name)
            # Announced first: were the run killed in between, the file would be taken for somebody's own.
            self._announce(name, digest)
        except OSError as error:
            raise WriteError(path, error) from error
        put_in_place(staged, path, mode=mode_for(path))
        self.made[name].digests = [digest]
        return Placed.WRITTEN

    def check(self, name: str) -> None:
        """Find out whether a file may be put in its place.

        Raises:
            KeptError: as `place` does.
            WriteError: what stands there cannot be read.
        """
        try:
            self._check_replacing(self.folder / name, name)
        except OSError as error:
            raise WriteError(self.folder / name, error) from error

    def discard(self, name: str) -> None:
        """Remove a file of an earlier run, if it is as that run left it.

        Raises:
            KeptError: somebody changed it; it stays.
            WriteError: it cannot be removed.
        """
        path = self.folder / name
        try:
            if os.path.lexists(path):
                self._check_ours(path, name)
                path.unlink()
        except OSError as error:
            raise WriteError(path, error) from error

    def tidy(self) -> None:
        """Write the memory in order, one line a file: equal folders then have equal bytes.

        Raises:
            InputError: it cannot be written; the lines written so far remain.
        """
        lines = [
            json.dumps({"file": name, "key": made.key, "sha256": digest}) + "\n"
            for name, made in sorted(self.made.items())
            if os.path.lexists(self.folder / name)
            for digest in made.digests
        ]
        data = "".join(lines).encode()
        path = self.folder / STATE / _JOURNAL
        if _bytes_of(path) != data:
            atomic_write(path, data)

    def _recall(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
            self._remember(str(entry["file"]), str(entry["sha256"]), str(entry["key"]))
        except (ValueError, KeyError, TypeError):
            pass  # torn when a run was killed

    def _remember(self, name: str, digest: str, key: str) -> None:
        entry = self.made.setdefault(name, Made())
        entry.key = key
        entry.digests.append(digest)

    def _check_replacing(self, path: Path, name: str) -> None:
        if not self.force:
            self._check_ours(path, name)

    def _check_ours(self, path: Path, name: str) -> None:
        what = ""
        if os.path.lexists(path) and not _is_file(path):
            what = _("This is not an ordinary file.")
        elif os.path.lexists(path) and not self._is_ours(name, _digest(path)):
            what = _("This file was not made here by omnicheck, or somebody changed it since.")
        if what:
            raise KeptError([Fault(Place(displayed(str(path))), what, how_to_go_on())])

    def _is_ours(self, name: str, digest: str) -> bool:
        return digest in self.made.get(name, Made()).digests


@contextmanager
def opened(folder: Path, *, force: bool = False) -> Iterator[Store]:
    """Make a folder ready to write to, and hold it against other runs.

    What a killed run left unfinished is removed; its lock ended with it.

    Raises:
        BusyError: another run holds it.
        WriteError: it cannot be written to.
    """
    from filelock import FileLock, Timeout

    state = folder / STATE
    _make(folder)
    _make(state, mode=0o700)
    lock = FileLock(state / "lock", mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise BusyError(folder, _holder(state / _HOLDER)) from None
    except OSError as error:
        raise WriteError(state, error) from error
    try:
        store = Store(folder, force=force)
        _clean(store)
        check_room(state / _JOURNAL, USUAL_ROOM)
        atomic_write(state / _HOLDER, _introduction())
        yield store
    finally:
        shutil.rmtree(state / _STAGING, ignore_errors=True)
        remove_leftovers(folder / REPORTS)  # of workers that an interrupt ended
        with suppress(OSError):
            (state / _HOLDER).unlink(missing_ok=True)
        lock.release()


def _make(folder: Path, mode: int = 0o777) -> None:
    try:
        folder.mkdir(mode, parents=True, exist_ok=True)
    except FileExistsError:
        what = _("This is a file, and the results need a folder.")
        raise InputError(
            [Fault(Place(displayed(str(folder))), what, _("Choose another name."))]
        ) from None
    except OSError as error:
        raise WriteError(folder, error) from error


def _clean(store: Store) -> None:
    shutil.rmtree(store.staging, ignore_errors=True)
    for folder in (store.folder, store.folder / STATE, store.reports):
        remove_leftovers(folder)
    _make(store.staging, mode=0o700)


def _introduction() -> bytes:
    since = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since}).encode()


def _holder(path: Path) -> dict[str, Any]:
    """Return what the run that holds the folder says of itself; nothing if it has not come to it yet."""
    try:
        said = json.loads(_bytes_of(path) or b"{}")
        return {name: displayed(str(said[name])) for name in ("pid", "host", "since")}
    except (InputError, ValueError, KeyError, TypeError):
        return {}


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise unreadable(error, displayed(str(path))) from None


def _is_file(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

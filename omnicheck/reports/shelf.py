"""Putting report files where they were asked to go, without harm to what stands there.

All is looked at before anything is written. A file that omnicheck did not make stays, and so does a
report on another business or of another kind, and one that somebody edited; `force` replaces them.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Final

from omnicheck.errors import Fault, InputError, Place, YamlError
from omnicheck.files import OWNER_ONLY, USUAL_ROOM, WriteError, atomic_write, check_room
from omnicheck.language import _
from omnicheck.reports.formats import UnknownFormatError, format_of
from omnicheck.reports.rendering import check_installed
from omnicheck.reports.stamp import REDACTED, read_stamp, whose
from omnicheck.yamlsource import displayed, read_regular_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from omnicheck.reports.stamp import Stamp

#: No report is larger.
_MOST_BYTES: Final = 20_000_000


class KeptError(InputError):
    """Something that must not be lost stands where a report was to go."""


def check_targets(
    paths: Iterable[Path], inputs: Iterable[str | Path] = (), *, room: int = USUAL_ROOM
) -> None:
    """Find out before any work whether report files can be written to these paths.

    `inputs` are files that are read for the report, and are never written over; `room` is how many
    bytes there must be room for.

    Raises:
        InputError: with every fault of every path.
        MissingExtraError: a format needs a library that is not installed.
    """
    paths = list(paths)
    faults = [fault for path in paths for fault in _faults_of(path, room)]
    faults += _named_twice(paths)
    for given in map(Path, inputs):
        what = _("This file is read for the report, so the report cannot take its place.")
        same = (path for path in paths if _is_same(path, given))
        faults += [_fault(path, what, _("Choose another name.")) for path in same]
    if faults:
        raise InputError(faults)
    for path in paths:
        check_installed(format_of(path))


def check_replacing(paths: Iterable[Path], identity: str) -> None:
    """Find out whether anything that must not be lost stands at these paths.

    `identity` is that of the report to write, see `reports.stamp`.

    Raises:
        KeptError: with a fault for each path.
    """
    faults = [_fault(path, what, _cure()) for path in paths if (what := _worth(path, identity))]
    if faults:
        raise KeptError(faults)


def put(files: Mapping[Path, bytes], identity: str, *, force: bool = False) -> None:
    """Write finished report files, each whole or not at all; nothing where one of them may not be written.

    A file is for its owner only, as it may carry money and staff; one that replaces an earlier state of
    itself keeps the permissions that its owner gave it. A link at a path is replaced, never followed.

    Raises:
        InputError: a path cannot be written, or something that must not be lost stands there.
    """
    check_targets(files, room=sum(map(len, files.values())))
    if not force:
        check_replacing(files, identity)
    for path, data in files.items():
        atomic_write(path, data, mode=mode_for(path, identity))


def _faults_of(path: Path, room: int) -> Iterator[Fault]:
    if os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises for names that are too long
        cure = _("Name a file in it, such as {path}.").format(path=path / "report.html")
        yield _fault(path, _("This is a folder."), cure)
        return
    if _is_special(path):
        yield _fault(path, _("This is not an ordinary file."), _("Choose another name."))
        return
    try:
        format_of(path)
        check_room(path, room)
    except (UnknownFormatError, WriteError) as error:
        yield from error.faults


def _is_special(path: Path) -> bool:
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _named_twice(paths: list[Path]) -> Iterator[Fault]:
    for i, path in enumerate(paths):
        if any(_is_same(path, earlier) for earlier in paths[:i]):
            yield _fault(path, _("This file is named twice."), _("Name it once."))


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, be it there or not."""
    try:
        if one.samefile(other):
            return True
    except (OSError, ValueError):
        pass
    return os.path.normcase(_resolved(one)) == os.path.normcase(_resolved(other))


def _resolved(path: Path) -> str:
    # The folder only: a link at the end is replaced itself.
    return os.path.join(os.path.realpath(path.parent), path.name)  # noqa: PTH118


def _worth(path: Path, identity: str) -> str:
    """Say what would be lost if the file at a path were replaced; nothing where it can be."""
    if not os.path.exists(path):  # noqa: PTH110  Path.exists raises where it may not look
        return ""
    stamp = _stamp_at(path)
    if stamp is None:
        return _("This file was not made by omnicheck, or another program saved it since.")
    if stamp.identity != identity:
        return _another(stamp.identity, identity)
    if not stamp.untouched:
        return _("This report was changed after omnicheck made it.")
    if not path.stat().st_mode & stat.S_IWUSR:
        return _("This report is set to be read only.")
    return ""


def _another(old: str, new: str) -> str:
    """Say how two reports differ, by their identities."""
    if old == f"{REDACTED}{new}":
        return _("This is a redacted report, and the new one shows money, staff and notes.")
    if f"{REDACTED}{old}" == new:
        return _("This is the full report, and the new one is redacted.")
    if whose(old) == whose(new):
        return _("This is a report on the same business, but of another kind or on something else.")
    return _("This is a report on another business, or by another questionnaire.")


def _stamp_at(path: Path) -> Stamp | None:
    try:
        return read_stamp(read_regular_file(str(path), displayed(str(path)), _MOST_BYTES))
    except YamlError:
        return None


def _cure() -> str:
    return _("Choose another name, or replace it with --force.")


def _fault(path: Path, what: str, cure: str) -> Fault:
    return Fault(Place(displayed(str(path))), what, cure)


def mode_for(path: Path, identity: str | None = None) -> int:
    """Return the permissions of a file of our own that stands there, else those of a new one.

    With an identity only those of the same report: another one was never meant for the same eyes.
    """
    try:
        status = path.lstat()
    except OSError:
        return OWNER_ONLY
    is_ours = stat.S_ISREG(status.st_mode) and status.st_uid == getattr(os, "geteuid", lambda: 0)()
    if is_ours and identity is not None:
        stamp = _stamp_at(path)
        is_ours = stamp is not None and stamp.identity == identity
    return stat.S_IMODE(status.st_mode) & 0o666 if is_ours else OWNER_ONLY

"""Find what to read: files, folders, patterns and standard input become one sorted list of inputs.

Folders are searched for answers files, in the folders below too. A table is read only if it is named,
by itself or by a pattern: a table that lies in a folder of answers may be anything, and is told as left
out. A folder with nothing but Parquet files is one table in parts, and read. Left out are hidden
files and folders, JSON Schemas (`*.schema.json`), the folder that the reports go to, and where that is
named itself, also at the beginning of a pattern, what earlier runs made in it. Whether a file can be read
is found out when it is read: no file is opened here, so nothing waits for a pipe.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from omnicheck.batch.record import Input
from omnicheck.errors import Fault, Place, YamlError
from omnicheck.language import _
from omnicheck.yamlfile import MAX_BYTES
from omnicheck.yamlsource import displayed, read_bytes, read_regular_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ANSWERS: Final = (".yaml", ".yml", ".json")
TABLES: Final = (".csv", ".tsv", ".xlsx", ".xlsm", ".parquet", ".jsonl", ".ndjson")
#: Tables that come in parts, many in a folder.
_PARTS: Final = (".parquet",)
_OTHER_SPREADSHEETS: Final = (".xls", ".xlsb", ".ods", ".numbers")
_SCHEMA: Final = ".schema.json"
_MOST_TABLES_NAMED: Final = 3
#: How the names begin of files that Excel lays beside a workbook that somebody has open.
_OPEN_ELSEWHERE: Final = "~$"

_Id = tuple[int, int] | str


class Discovered(NamedTuple):
    """What paths stand for."""

    inputs: list[Input]
    """Sorted by name, each file once."""
    faults: list[Fault]
    """Names without a file, folders that cannot be looked into or in which nothing was found, links that
    lead back to where they are."""
    warnings: list[Fault]
    """Tables that were seen in folders of answers, and not taken."""


def discover(
    paths: Sequence[str], leave_out: Path | None = None, made: Iterable[str] = ()
) -> Discovered:
    """Find the inputs that paths stand for, sorted by name, each file once.

    Args:
        paths: Files, folders, patterns such as `clients/**/*.yaml`, and `-` for one answers document on
            standard input. A name that exists is never taken for a pattern.
        leave_out: The folder that the results go to; it is not searched unless it is named itself.
        made: Files that earlier runs made in that folder, by their names in it; they are no inputs.
    """
    search = _Search(_id_of(str(leave_out)) if leave_out else None)
    if leave_out and made:
        ours = [os.path.join(leave_out, name) for name in made]  # noqa: PTH118
        search.made = frozenset(map(_id_of, ours))
        search.with_made = frozenset(_id_of(os.path.dirname(path)) for path in ours)  # noqa: PTH120
    for path in dict.fromkeys(paths):
        search.add(path)
    inputs = sorted(search.found, key=lambda found: found.name)
    by_file = {_id_of(str(each.path)): each for each in reversed(inputs)}
    left = [fault for file, fault in search.left.items() if file not in by_file]
    return Discovered(list(reversed(by_file.values())), list(dict.fromkeys(search.faults)), left)


def _id_of(path: str) -> _Id:
    """What tells a file from others under all its names; its path where there is no file."""
    try:
        status = os.stat(path)  # noqa: PTH116  paths stay as they were given
    except (OSError, ValueError):
        return path
    return (status.st_dev, status.st_ino) if status.st_ino else os.path.normcase(path)


def _is_folder(path: str) -> bool:
    return os.path.isdir(path)  # noqa: PTH112


def _ends(name: str, endings: tuple[str, ...]) -> bool:
    return name.casefold().endswith(endings)


@dataclass
class _Search:
    """What was found so far."""

    leave_out: _Id | None
    made: frozenset[_Id] = frozenset()
    """Files that earlier runs made."""
    with_made: frozenset[_Id] = frozenset()
    """The folders that they are in: in others, nobody looks for them."""
    found: list[Input] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    """Seen in the folders of this path, and not taken."""
    left: dict[_Id, Fault] = field(default_factory=dict)
    """Tables in folders of answers."""
    folders: set[_Id] = field(default_factory=set)
    """Searched for this path: no folder is searched twice, whatever leads to it."""

    def add(self, path: str) -> None:
        """Find what one path stands for."""
        self.tables, self.folders = [], set()
        before = len(self.found), len(self.faults)
        if path == "-":
            self._take_standard_input()
        elif _is_folder(path):
            self._search(path)
        elif os.path.lexists(path):
            self._take_named(path)
        elif any(mark in path for mark in "*?["):
            self._expand(path)
        else:
            self._refuse_missing(path)
        if before != (len(self.found), len(self.faults)):
            self.left |= {_id_of(table): _left_out(table) for table in sorted(self.tables)}
        elif self.tables and all(_ends(table, _PARTS) for table in self.tables):
            for table in self.tables:
                self._take(table)
        else:
            self._fault(path, *self._nothing_found(path))

    def _fault(self, path: str, what: str, cure: str) -> None:
        self.faults.append(Fault(Place(displayed(path)), what, cure))

    def _refuse_missing(self, path: str) -> None:
        try:
            read_regular_file(path, displayed(path), 0)
        except YamlError as error:
            self.faults += error.faults

    def _nothing_found(self, path: str) -> tuple[str, str]:
        what = (
            _("There are no answers files in this folder.")
            if _is_folder(path)
            else _("No answers file and no table fits this pattern.")
        )
        if self.tables:
            named = ", ".join(displayed(name) for name in sorted(self.tables)[:_MOST_TABLES_NAMED])
            return what, _("To read a table, name it: {names}").format(names=named)
        cure = _("Looked for names that end in {endings}, in the folders below too.")
        endings = ANSWERS if _is_folder(path) else (*ANSWERS, *TABLES)
        return what, cure.format(endings=", ".join(endings))

    def _take_standard_input(self) -> None:
        try:
            data, name = read_bytes("-", MAX_BYTES)
        except YamlError as error:
            self.faults += error.faults
        else:
            self.found.append(Input(Path("-"), name, "answers", data))

    def _take_named(self, path: str) -> None:
        if self._take(path):
            return
        if _ends(path, _OTHER_SPREADSHEETS):
            what = _("Spreadsheets of this kind are not read.")
            self._fault(path, what, _("Save it as .xlsx or .csv, and name that file."))
        else:
            what = _("The ending of the name tells neither answers nor a table.")
            cure = _("Answers end in {answers}; tables in {tables}.")
            self._fault(
                path, what, cure.format(answers=", ".join(ANSWERS), tables=", ".join(TABLES))
            )

    def _take(self, path: str) -> bool:
        """Take a file that the ending of its name tells to be an input."""
        is_table = _ends(path, TABLES)
        if not is_table and not _ends(path, ANSWERS):
            return False
        file = Path(path)
        self.found.append(Input(file, displayed(str(file)), "table" if is_table else "answers"))
        return True

    def _search(self, start: str) -> None:
        """Search a folder and those below; links are followed, but never in a circle."""
        waiting = [(start, _folders_above(start))]
        while waiting:
            folder, above = waiting.pop()
            here = _id_of(folder)
            if here in above:
                what = _("This link leads back to a folder that it is in.")
                self._fault(folder, what, _("Delete the link; everything else is read."))
                continue
            if here in self.folders or (here == self.leave_out and folder != start):
                continue
            self.folders.add(here)
            for path in self._entries(folder):
                if _is_folder(path):
                    waiting.append((path, above | {here}))
                elif here in self.with_made and _id_of(path) in self.made:
                    continue
                elif _ends(path, TABLES):
                    self.tables.append(path)
                elif not _ends(path, (_SCHEMA,)):
                    self._take(path)

    def _entries(self, folder: str, *, hidden: bool = False) -> list[str]:
        """The paths of what is in a folder, last first; none where it cannot be looked into."""
        try:
            names = os.listdir(folder)  # noqa: PTH208
        except OSError as error:
            what = _("This folder cannot be looked into ({reason}).")
            self._fault(
                folder, what.format(reason=error.strerror), _("Ask its owner, or work on a copy.")
            )
            return []
        shown = (
            name
            for name in names
            if not name.startswith(_OPEN_ELSEWHERE) and (hidden or not name.startswith("."))
        )
        return [os.path.join(folder, name) for name in sorted(shown, reverse=True)]  # noqa: PTH118

    def _expand(self, pattern: str) -> None:
        """Find what fits a pattern: files by the ending of their name, folders to be searched."""
        first, *rest = Path(pattern).parts
        is_absolute = Path(pattern).is_absolute()
        start = (first, tuple(rest)) if is_absolute else ("", (first, *rest))
        waiting, seen = [start], set()
        while waiting:
            base, parts = waiting.pop()
            if (base, parts) in seen:
                continue
            seen.add((base, parts))
            if parts:
                waiting += self._one_step(base, *parts)
            elif _is_folder(base):
                self._search(base)
            elif not _ends(base, (_SCHEMA,)) and _id_of(base) not in self.made:
                self._take(base)

    def _is_left_out(self, path: str) -> bool:
        """Whether this is the folder of the results: what is to be read there has to be named."""
        return self.leave_out is not None and _id_of(path) == self.leave_out

    def _one_step(self, base: str, part: str, *rest: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield where the first part of a pattern can lead from a folder, and the parts left over."""
        here = base or os.curdir
        if part == "**":
            yield base, rest or ("*",)
            below = [path for path in self._entries(here) if _is_real_folder(path)]
            yield from ((path, (part, *rest)) for path in below if not self._is_left_out(path))
        elif not any(mark in part for mark in "*?["):
            path = os.path.join(base, part)  # noqa: PTH118
            if os.path.lexists(path):
                yield path, rest
        elif _is_folder(here):
            for path in self._entries(here, hidden=part.startswith(".")):
                name = os.path.basename(path)  # noqa: PTH119
                if fnmatch(name, part) and not self._is_left_out(path):
                    yield os.path.join(base, name), rest  # noqa: PTH118


def _left_out(table: str) -> Fault:
    what = _("This table lies in a folder of answers, and was not read.")
    name = displayed(table)
    return Fault(Place(name), what, _("To read it too, name it as well: {name}").format(name=name))


def _is_real_folder(path: str) -> bool:
    """Whether it is a folder, and not a link to one: `**` could follow links for ever."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _folders_above(path: str) -> frozenset[_Id]:
    real = Path(os.path.realpath(path))
    return frozenset(_id_of(str(folder)) for folder in real.parents)

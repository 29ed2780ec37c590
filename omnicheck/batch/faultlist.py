"""Everything that was wrong with the inputs of a batch: all of it in a file, the gist of it in memory."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from omnicheck.batch.discover import ANSWERS
from omnicheck.batch.writers.dialects import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import TextIO

    from omnicheck.errors import Fault, Place

#: The columns of `faults.csv`.
COLUMNS: Final = ("file", "line_or_row", "column", "client", "what", "cure")
_MOST_CAUSES: Final = 500
_MOST_PLACES: Final = 3
_MOST_KEPT: Final = 10_000
#: What differs between faults of one cause: what was written there.
_PARTICULARS: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|\d+")


@dataclass
class Cause:
    """Faults that are alike."""

    example: Fault
    """The first of them."""
    client: str = ""
    """Whom the first is about, where it is a row of a table and that is known."""
    count: int = 0
    places: list[str] = field(default_factory=list)
    """The first few, each once; rows with the client they are about."""


class Causes:
    """Faults gathered by what caused them."""

    def __init__(self) -> None:
        """Begin with none."""
        self.count = 0
        self._by_words: dict[str, Cause] = {}

    def add(self, fault: Fault, client: str = "") -> None:
        """Gather one more; beyond some hundreds of causes, all others count as one.

        Args:
            fault: What is wrong.
            client: Whom it is about, where that is known; told of rows, as spreadsheets count them
                otherwise than we do. A file of answers tells it by its own name.
        """
        if not _is_row(fault.place):
            client = ""
        words = _PARTICULARS.sub("", f"{fault.what}\n{fault.cure}")
        if len(self._by_words) >= _MOST_CAUSES and words not in self._by_words:
            words = ""
        cause = self._by_words.setdefault(words, Cause(fault, client))
        self.count += 1
        cause.count += 1
        place = f"{fault.place} ({client})" if client else str(fault.place)
        if len(cause.places) < _MOST_PLACES and place not in cause.places:
            cause.places.append(place)

    def listed(self) -> tuple[Cause, ...]:
        """Return the causes, the most frequent first."""
        return tuple(sorted(self._by_words.values(), key=lambda cause: -cause.count))


class FaultList:
    """The faults of a batch, written to a file as they come in."""

    def __init__(self, path: Path | None) -> None:
        """Begin the file; without a path, only gather."""
        self.causes = Causes()
        self.kept: list[tuple[str, Fault]] = []
        """The first faults, each with the client it is about, as far as that is known."""
        self._path = path
        self._file: TextIO | None = None
        self._trouble: OSError | None = None

    def add(self, faults: Iterable[Fault], client: str = "") -> None:
        """Write down some faults; where that fails, they are still gathered."""
        for fault in faults:
            self.causes.add(fault, client)
            if len(self.kept) < _MOST_KEPT:
                self.kept.append((client, fault))
            self._write(_row(client, fault))

    def close(self) -> OSError | None:
        """End the file; return why not all is in it, or None. What comes later is only gathered."""
        try:
            if self._file:
                self._file.close()
        except OSError as error:
            self._trouble = error
        self._path = None
        return self._trouble

    def _write(self, row: Sequence[str]) -> None:
        if self._path is None or self._trouble:
            return
        try:
            if self._file is None:
                self._file = self._path.open("w", encoding="utf-8-sig", newline="")
                self._file.write(_line(COLUMNS))
            self._file.write(_line(row))
        except OSError as error:
            self._trouble = error


def _is_row(place: Place) -> bool:
    return bool(place.line) and not place.file.casefold().endswith(ANSWERS)


def _row(client: str, fault: Fault) -> list[str]:
    place = fault.place
    numbers = [str(number) if number else "" for number in (place.line, place.column)]
    return [place.file, *numbers, client, fault.what, fault.cure]


def _line(cells: Sequence[str]) -> str:
    return ",".join(map(csv_text, cells)) + "\r\n"

"""What the head of a CSV file settles for its rows, and what is told of rows that break it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from omnicheck.batch.parts import RowFault, TableError
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.batch.record import Input

#: A row has to fit into one; a quotation mark that is not closed makes one row of all that follows.
BLOCK: Final = 1 << 20
#: From so many columns on, a line with as many separators inside one cell was meant to be a row.
ENOUGH_COLUMNS: Final = 5


@dataclass(frozen=True)
class Dialect:
    """What the head of a file settles for its rows."""

    table: Input
    names: tuple[str, ...]
    separator: str

    def uneven(self, number: int, count: int, cells: Sequence[str]) -> RowFault:
        """Return the fault of a row with more or fewer cells than the head; `cells` are their texts."""
        taken = [i for i, text in enumerate(cells) if self.holds_row(text, len(cells))]
        if not taken and count < len(self.names) and self._has_row(cells[-1]):
            taken = [count - 1]
        if taken:
            return swallowing(number, taken[0] + 1, sum(lines_in(text) for text in cells))
        width = len(self.names)
        what = plural("This row has one cell", "This row has {count} cells", count)
        what = _("{row}, and the head has {width}.").format(row=what, width=width)
        if count > width:
            cure = _("Cells end at {separator} here; a text that holds one needs quotes around it.")
        elif self._holds_rest(cells):
            cure = _cure_of_open_quotes()
        else:
            cure = _("Cells end at {separator} here; write one for each column, if only empty.")
        words = {",": _("a comma"), ";": _("a semicolon"), "\t": _("a tab")}
        cure = cure.format(separator=words[self.separator])
        return RowFault(number, min(count, width) + 1, what, cure)

    def is_blank(self, row: str) -> bool:
        """Whether a line holds nothing but separators, spaces and quotation marks."""
        return not row.strip(f'{self.separator}" \t\r\n')

    def holds_row(self, text: str, count: int) -> bool:
        """Whether a text of several lines, in a row of `count` cells, has taken another row in.

        Then a line in it has as many separators as a row, or the whole row as many as two: those with
        a space behind them, as commas in sentences have it, count in lines only.
        """
        inner = len(self.names) - 1
        if inner + 1 < ENOUGH_COLUMNS or "\n" not in text.strip():
            return False
        return self._has_row(text) or self._tight(text) + count - 1 >= 2 * inner

    def _has_row(self, text: str) -> bool:
        """Whether a line of a text of several lines has as many separators as a row."""
        inner = max(1, len(self.names) - 1)
        lines = text.split("\n") if "\n" in text.strip() else []
        return any(line.count(self.separator) >= inner for line in lines)

    def _tight(self, text: str) -> int:
        return text.count(self.separator) - text.count(f"{self.separator} ")

    def _holds_rest(self, cells: Sequence[str]) -> bool:
        """Whether the last cell of a row holds the cells that the row lacks."""
        missing = len(self.names) - len(cells)
        return 0 < missing <= self._tight(cells[-1]) and len(self.names) >= ENOUGH_COLUMNS

    def cells_of(self, row: str) -> list[str]:
        """Return the texts of a row as it is written."""
        csv.field_size_limit(2**31 - 1)
        return next(csv.reader(io.StringIO(row, newline=""), delimiter=self.separator), [""])

    def unclosed(self, row: int | None = None) -> TableError:
        """Return the error of a row that does not end."""
        where = _("Row {row}").format(row=row) if row else _("A row")
        what = _("{where} goes on for more than {count:,} characters.")
        cure = _("Most likely a quotation mark before a cell has none behind it.")
        return TableError(self.table, what.format(where=where, count=BLOCK), cure)


def swallowing(number: int, column: int, taken: int) -> RowFault:
    """Return the fault of a row with a cell that has taken other rows in."""
    what = _("A cell of this row holds what looks like further rows.")
    return RowFault(number, column, what, _cure_of_open_quotes(), 1 + taken)


def _cure_of_open_quotes() -> str:
    return _("Most likely a quotation mark before its text has none behind it.")


def lines_in(text: str) -> int:
    """Return how many lines a text goes on for, without those that are empty."""
    return sum(map(bool, map(str.strip, text.split("\n")[1:])))

"""CSV and TSV: commas, semicolons or tabs, as the head has them; quoted cells may hold line ends."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Final

from omnicheck.answer_tables import rows_holding
from omnicheck.batch.parts import Part, RowFault, TableError, column_names, parts_of
from omnicheck.batch.textfile import text_of
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.batch.record import Input

#: A row has to fit into one; a quotation mark that is not closed makes one row of all that follows.
BLOCK: Final = 1 << 20
_SEPARATORS: Final = (",", ";", "\t")
#: Excel's own way to name the separator, on a line above the head.
_NAMED_SEPARATOR: Final = re.compile(rb'\s*"?sep=([,;\t])"?[;,\t]*\r?\n')
#: A quoted cell, or the end of a line outside of one.
_QUOTED_OR_END: Final = re.compile(rb'(?:(?<=[,;\t])|\A)"(?:[^"]|"")*"|\r\n|\r|\n')
#: From so many columns on, a line with as many separators inside one cell was meant to be a row.
_ENOUGH_COLUMNS: Final = 5


@dataclass(frozen=True)
class Dialect:
    """What the head of a file settles for its rows."""

    table: Input
    names: tuple[str, ...]
    separator: str

    def uneven(self, number: int, count: int, cells: Sequence[str]) -> RowFault:
        """Return the fault of a row with more or fewer cells than the head; `cells` are their texts."""
        taken = [i for i, text in enumerate(cells) if self.holds_row(text, len(cells))]
        if taken:
            return swallowing(number, taken[0] + 1, sum(_lines_in(text) for text in cells))
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
        if inner + 1 < _ENOUGH_COLUMNS or "\n" not in text.strip():
            return False
        if any(line.count(self.separator) >= inner for line in text.split("\n")):
            return True
        return self._tight(text) + count - 1 >= 2 * inner

    def _tight(self, text: str) -> int:
        return text.count(self.separator) - text.count(f"{self.separator} ")

    def _holds_rest(self, cells: Sequence[str]) -> bool:
        """Whether the last cell of a row holds the cells that the row lacks."""
        missing = len(self.names) - len(cells)
        return 0 < missing <= self._tight(cells[-1]) and len(self.names) >= _ENOUGH_COLUMNS

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


def csv_parts(table: Input, rows: int) -> Iterator[Part]:
    """Read a file in parts of rows.

    Raises:
        InputError: it cannot be read as a table, or no further than to here.
    """
    with text_of(table) as file:
        dialect = _read_head(file, table)
        if find_spec("pyarrow"):
            from omnicheck.batch.arrowfile import csv_parts_by_arrow

            parts = csv_parts_by_arrow(file, dialect, rows)
        else:
            parts = _parts_by_csv(file, dialect, rows)
        for part in parts:
            yield _without_swallowed(part, dialect)


def _read_head(file: IO[bytes], table: Input) -> Dialect:
    """Read the first line that is not empty; leave the file at the line after it."""
    start = file.tell()
    text = file.read(BLOCK)
    named = _NAMED_SEPARATOR.match(text)
    begin = named.end() if named else 0
    begin += len(text[begin:]) - len(text[begin:].lstrip(b"\r\n"))
    text = text[begin:]
    ends = (found for found in _QUOTED_OR_END.finditer(text) if found[0][:1] != b'"')
    end = next(ends, None)
    if end is None and len(text) >= BLOCK // 2:
        raise TableError(table, _("The first row does not end."), _("Is this the right file?"))
    line = text[: end.start()] if end else text
    file.seek(start + begin + (end.end() if end else len(text)))
    separator = named[1].decode() if named else _separator(line)
    head = next(csv.reader([line.decode()], delimiter=separator), [])
    return Dialect(table, column_names(head, table), separator)


def _separator(head: bytes) -> str:
    """Return what stands most often in the head outside of quotes."""
    bare = re.sub(rb'"(?:[^"]|"")*"', b"", head).decode()
    return max(_SEPARATORS, key=bare.count)


def _parts_by_csv(file: IO[bytes], dialect: Dialect, rows: int) -> Iterator[Part]:
    csv.field_size_limit(2**31 - 1)  # ours are told apart by row, theirs end the reading
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        yield from parts_of(dialect.names, _rows(text, dialect), rows)
    finally:
        text.detach()


def _rows(text: io.TextIOWrapper, dialect: Dialect) -> Iterator[tuple[int, list[str]] | RowFault]:
    lines = _LimitedLines(text, dialect)
    width = len(dialect.names)
    for number, cells in enumerate(csv.reader(lines, delimiter=dialect.separator), start=1):
        lines.begin_row(number + 1)
        if len(cells) == width:
            yield number, cells
        elif not dialect.is_blank("".join(cells)):
            yield dialect.uneven(number, len(cells), cells)


class _LimitedLines:
    """Lines for the csv module, which would read on for ever after a quotation mark that opens."""

    def __init__(self, text: io.TextIOWrapper, dialect: Dialect) -> None:
        self._text, self._dialect = text, dialect
        self.begin_row(1)

    def begin_row(self, number: int) -> None:
        self._row, self._left = number, BLOCK

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._left)
        self._left -= len(line)
        if not line:
            raise StopIteration
        if self._left <= 0:
            raise self._dialect.unclosed(self._row)
        return line


def _without_swallowed(part: Part, dialect: Dialect) -> Part:
    """Refuse rows in which a quotation mark that was not closed has taken other rows for its text."""
    if len(part.names) < _ENOUGH_COLUMNS:
        return part
    width, faults = len(part.names), [*part.faults]
    for i, (positions, texts) in enumerate(part.columns):
        wanted = [
            k for k, text in enumerate(texts) if "\n" in text and dialect.holds_row(text, width)
        ]
        for position, rows in rows_holding(positions, wanted):
            taken = _lines_in(texts[position])
            faults += [swallowing(int(n), i + 1, taken) for n in part.numbers[rows]]
    return replace(part, faults=faults)


def swallowing(number: int, column: int, taken: int) -> RowFault:
    """Return the fault of a row with a cell that has taken other rows in."""
    what = _("A cell of this row holds what looks like further rows.")
    return RowFault(number, column, what, _cure_of_open_quotes(), 1 + taken)


def _cure_of_open_quotes() -> str:
    return _("Most likely a quotation mark before its text has none behind it.")


def _lines_in(text: str) -> int:
    """Return how many lines a text goes on for, without those that are empty."""
    return sum(map(bool, map(str.strip, text.split("\n")[1:])))

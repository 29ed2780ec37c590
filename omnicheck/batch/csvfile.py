"""CSV and TSV: commas, semicolons or tabs, as the head has them; quoted cells may hold line ends."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Final

from omnicheck.answer_tables import rows_holding
from omnicheck.batch.csvdialect import BLOCK, ENOUGH_COLUMNS, Dialect, lines_in, swallowing
from omnicheck.batch.parts import Part, RowFault, TableError, column_names, parts_of
from omnicheck.batch.textfile import text_of
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.batch.record import Input

_SEPARATORS: Final = (",", ";", "\t")
#: Excel's own way to name the separator, on a line above the head.
_NAMED_SEPARATOR: Final = re.compile(rb'\s*"?sep=([,;\t])"?[;,\t]*\r?\n')
#: A quoted cell, or the end of a line outside of one.
_QUOTED_OR_END: Final = re.compile(rb'(?:(?<=[,;\t])|\A)"(?:[^"]|"")*"|\r\n|\r|\n')


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
    is_tsv = table.path.suffix.casefold() == ".tsv"
    separator = named[1].decode() if named else _separator(line, is_tsv=is_tsv)
    head = next(csv.reader([line.decode()], delimiter=separator), [])
    return Dialect(table, column_names(head, table), separator)


def _separator(head: bytes, *, is_tsv: bool) -> str:
    """Return what stands most often in the head outside of quotes, and not as in a sentence.

    The texts of questions can be heads: a comma with a space behind it counts where nothing else does.
    """
    bare = re.sub(rb'"(?:[^"]|"")*"', b"", head).decode()
    if is_tsv and ("\t" in bare or not any(each in bare for each in _SEPARATORS)):
        return "\t"
    return max(
        _SEPARATORS, key=lambda each: (bare.count(each) - bare.count(f"{each} "), bare.count(each))
    )


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
    if len(part.names) < ENOUGH_COLUMNS:
        return part
    width, faults = len(part.names), [*part.faults]
    for i, (positions, texts) in enumerate(part.columns):
        wanted = [
            k for k, text in enumerate(texts) if "\n" in text and dialect.holds_row(text, width)
        ]
        for position, rows in rows_holding(positions, wanted):
            taken = lines_in(texts[position])
            faults += [swallowing(int(n), i + 1, taken) for n in part.numbers[rows]]
    return replace(part, faults=faults)

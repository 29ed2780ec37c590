"""JSON lines: one business a line, each an object with the names of the columns as keys."""

from __future__ import annotations

import json
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Final

from omnicheck.answer_tables import as_one_text
from omnicheck.batch.parts import Part, RowBuffer, RowFault, TableError, column_names, written
from omnicheck.batch.textfile import text_of
from omnicheck.language import _
from omnicheck.yamlfile import MAX_BYTES
from omnicheck.yamlsource import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.batch.record import Input

_BLANK: Final = b" \t\r\n"


class _MisfitError(ValueError):
    """A line holds something else than one object of plain values."""


def json_parts(table: Input, rows: int) -> Iterator[Part]:
    """Read a file in parts of rows; numbers stay as they are written.

    A column is counted where its name comes up first in the file. A row's number is that of its line.

    Raises:
        InputError: it cannot be read, or has two names for a column that read the same.
    """
    columns: dict[str, int] = {}
    buffer = RowBuffer(rows)
    with text_of(table) as file:
        _refuse_one_document(file, table)
        for number, line in _lines(file):
            if buffer.is_complete(number):
                yield from _even(buffer, columns, table, number)
            if not line.strip(_BLANK):
                continue
            try:
                row = _row(line)
            except _MisfitError as error:
                buffer.faults.append(RowFault(number, 1, str(error), _cure()))
                continue
            buffer.numbers.append(number)
            buffer.texts.append(_placed(row, columns))
        yield from _even(buffer, columns, table)


def _refuse_one_document(file: IO[bytes], table: Input) -> None:
    """Tell a list of all businesses, or one over many lines, once and not by each of its lines."""
    start = file.tell()
    first = next((text for _number, line in _lines(file) if (text := line.strip(_BLANK))), b"")
    file.seek(start)
    if first.startswith(b"[") or first == b"{":
        what = _("This is JSON as a whole, not one business a line.")
        raise TableError(table, what, _cure())


def _placed(row: dict[str, str], columns: dict[str, int]) -> list[str]:
    """Return the texts of a row by column; names that are new get columns of their own."""
    if [*row] == [*columns]:
        return [*row.values()]
    places = [columns.setdefault(name, len(columns)) for name in row]
    cells = [""] * len(columns)
    for place, text in zip(places, row.values(), strict=True):
        cells[place] = text
    return cells


def _even(
    buffer: RowBuffer, columns: dict[str, int], table: Input, before: int | None = None
) -> Iterator[Part]:
    """Give rows back with a cell for each column that is known by now."""
    width = len(columns)
    buffer.texts = [[*cells, *[""] * (width - len(cells))] for cells in buffer.texts]
    yield from buffer.part(column_names(columns, table) if columns else (), before)


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines; one that is too long is cut, and its end is passed over."""
    number = 0
    while line := file.readline(MAX_BYTES):
        number += 1
        yield number, line
        while len(line) == MAX_BYTES and not line.endswith(b"\n"):
            line = file.readline(MAX_BYTES)


def _row(line: bytes) -> dict[str, str]:
    if len(line) == MAX_BYTES:
        raise _MisfitError(_("This line is longer than {count:,} bytes.").format(count=MAX_BYTES))
    try:
        row = _decoder().decode(line.decode())
    except json.JSONDecodeError as error:
        what = _("This line is not JSON from its character {column} on.")
        raise _MisfitError(what.format(column=error.colno)) from None
    except RecursionError:
        raise _MisfitError(_("This line holds groups within groups.")) from None
    if not isinstance(row, dict):
        raise _MisfitError(_("This line is not an object."))
    return {
        name: value if isinstance(value, str) else _cell(name, value) for name, value in row.items()
    }


@cache
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        parse_int=str, parse_float=str, parse_constant=str, object_pairs_hook=_object
    )


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _MisfitError(_("{name} stands in this line twice.").format(name=excerpt(twice)))
    return found


def _cell(name: str, value: Any) -> str:
    match value:
        case list() if not any(isinstance(part, list | dict) for part in value):
            return as_one_text(map(written, value))
        case list() | dict():
            what = _("{name} holds a group, not one value.").format(name=excerpt(name))
            raise _MisfitError(what)
        case _:
            return written(value)


def _cure() -> str:
    return _('Write one object a line, like: {"name": "Corner Bakery", "reach": "town"}')

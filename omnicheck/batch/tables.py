"""Tables with one business a row, read in chunks of texts: what stands in a cell is what is read.

No types and no missing values are guessed: `NA`, `007` and `1e5` stay as they are written, and only an
empty cell is no answer. Memory holds one chunk, however long a CSV, Parquet or JSON lines file is; the
strings of a workbook are held as a whole, up to a limit. CSV is read by pyarrow where it is installed
(the extra `tables`), else by Python's own csv module: several times slower, cell by cell the same.
Parquet needs pyarrow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from omnicheck.answer_tables import rows_holding
from omnicheck.batch.faulty import clients_in
from omnicheck.batch.ours import own_fault
from omnicheck.batch.parts import LONGEST_CELL, Cells, Chunk, Part, RowFault, TableError
from omnicheck.errors import Fault, InputError, OmnicheckError, Place
from omnicheck.language import _, plural
from omnicheck.yamlsource import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from omnicheck.batch.record import Input


def table_chunks(
    table: Input,
    rows: int = 100_000,
    questionnaire: str | None = None,
    span: range | None = None,
) -> Iterator[Chunk]:
    """Read a table in chunks; never raises for what is wrong with it.

    The k-th chunk holds the rows with the numbers k * rows + 1 to (k + 1) * rows, whichever library
    reads them. What is wrong comes as faults of the chunk that it was met in.

    Args:
        table: An input of the kind "table".
        rows: The most rows of a chunk.
        questionnaire: As `api.load_questionnaire` takes it; finds the sheet of a workbook whose columns
            are its questions.
        span: Of a Parquet file, the rows to read, counted from 0; the first chunk begins there.
    """
    is_first = span is None or not span.start
    is_told = not is_first
    try:
        for part in _parts(table, rows, questionnaire, span):
            unnamed = () if is_told else _unnamed(table, part)
            chunk = _chunk(table, part, unnamed, is_first=is_first)
            if len(chunk.numbers) or chunk.faults or (chunk.warnings and not is_first):
                yield chunk
                is_first, is_told = False, is_told or bool(unnamed)
        if is_first and not (span and _has_rows(table, rows)):
            raise TableError(table, _("The table has no rows."), _("Write one row a business."))
    except InputError as error:
        yield _broken(table, error.faults, is_first=is_first)
    except OSError as error:
        yield _broken(table, unreadable(error, table.name).faults, is_first=is_first)
    except OmnicheckError as error:
        yield _broken(table, (Fault(Place(table.name), str(error)),), is_first=is_first)
    except Exception as error:  # noqa: BLE001  nothing may stop the other inputs or be lost
        yield _broken(table, (own_fault(table.name, error),), is_first=is_first)


def _has_rows(table: Input, rows: int) -> bool:
    """Whether a Parquet file has rows that are not empty, anywhere."""
    return any(_filled(part).any() for part in _parts(table, rows, None, None))


def _parts(
    table: Input, rows: int, questionnaire: str | None, span: range | None
) -> Iterator[Part]:
    match table.path.suffix.casefold():
        case ".csv" | ".tsv":
            from omnicheck.batch.csvfile import csv_parts

            return csv_parts(table, rows)
        case ".parquet":
            from omnicheck.batch.arrowfile import parquet_parts

            return parquet_parts(table, rows, span)
        case ".jsonl" | ".ndjson":
            from omnicheck.batch.jsonlines import json_parts

            return json_parts(table, rows)
        case _:
            from omnicheck.batch.workbooks import sheet_parts

            return sheet_parts(table, rows, questionnaire)


def _broken(table: Input, faults: tuple[Fault, ...], *, is_first: bool) -> Chunk:
    return Chunk(table, np.array([], dtype=np.int64), (), is_first, faults, failed=1)


def _chunk(table: Input, part: Part, unnamed: tuple[Fault, ...], *, is_first: bool) -> Chunk:
    """Settle the names of the columns; leave out empty rows and those with a cell beyond all measure."""
    broken = [*part.faults, *_overlong(part)]
    kept = _filled(part) & ~np.isin(part.numbers, [fault.row for fault in broken])
    columns = tuple(
        Cells(name, i + 1, positions[kept].astype(np.min_scalar_type(len(texts))), tuple(texts))
        for i, (name, (positions, texts)) in enumerate(zip(part.names, part.columns, strict=True))
        if name
    )
    faults = tuple(fault.at(table) for fault in broken)
    lost: dict[int, int] = {}
    for fault in broken:
        lost[fault.row] = max(lost.get(fault.row, 0), fault.businesses)
    warnings = (*unnamed, *part.warnings)
    clients = clients_in(part, broken)
    failed = sum(lost.values())
    return Chunk(table, part.numbers[kept], columns, is_first, faults, failed, warnings, clients)


def _filled(part: Part) -> NDArray[np.bool_]:
    """Where a row has a text in any of its cells; spreadsheets leave empty rows behind."""
    filled = np.zeros(len(part.numbers), dtype=np.bool_)
    for positions, texts in part.columns:
        filled |= np.array([*map(bool, map(str.strip, texts)), False])[positions]
        if filled.all():
            break
    return filled


def _overlong(part: Part) -> Iterator[RowFault]:
    for i, (positions, texts) in enumerate(part.columns):
        if max(map(len, texts), default=0) <= LONGEST_CELL:
            continue
        wanted = [k for k, text in enumerate(texts) if len(text) > LONGEST_CELL]
        for _position, rows in rows_holding(positions, wanted):
            what = _("This cell holds more than {count:,} characters.").format(count=LONGEST_CELL)
            for number in part.numbers[rows]:
                yield RowFault(int(number), i + 1, what, _("Shorten it."))


def _unnamed(table: Input, part: Part) -> tuple[Fault, ...]:
    """Say how many columns without a name hold something; spreadsheets leave empty ones behind."""
    count = sum(
        not name and any(map(str.strip, texts))
        for name, (_positions, texts) in zip(part.names, part.columns, strict=True)
    )
    if not count:
        return ()
    what = plural(
        "One column has no name in the head; it is not read.",
        "{count} columns have no name in the head; they are not read.",
        count,
    )
    cure = plural("If it matters, give it a name.", "If they matter, give them names.", count)
    return (Fault(Place(table.name), what, cure),)

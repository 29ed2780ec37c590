"""What pyarrow reads: Parquet, and CSV faster than Python's own module; part of the extra `tables`."""

from __future__ import annotations

from collections import deque
from importlib.util import find_spec
from itertools import compress
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.answer_tables import as_one_text
from omnicheck.batch.csvdialect import BLOCK
from omnicheck.batch.parts import Encoded, Part, RowFault, TableError, column_names, written
from omnicheck.errors import MissingExtraError
from omnicheck.language import _
from omnicheck.yamlsource import open_regular_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from omnicheck.batch.csvdialect import Dialect
    from omnicheck.batch.record import Input

#: What pandas calls a column for its index.
_INDEX: Final = "__index_level_"
_BUFFER: Final = 1 << 20


def csv_parts_by_arrow(file: IO[bytes], dialect: Dialect, rows: int) -> Iterator[Part]:
    """Read the rows of a CSV file, from where it stands, in parts.

    Raises:
        TableError: a row does not end.
    """
    import pyarrow as pa

    broken = _BrokenRows(dialect)
    if not file.read(1):
        return
    file.seek(-1, 1)
    batches = _numbered(_csv_batches(file, dialect, broken), broken)
    try:
        yield from _parts(dialect.names, batches, broken.faults, rows)
    except pa.ArrowInvalid as error:
        if "straddling" not in str(error):
            raise
        raise dialect.unclosed() from None


def _csv_batches(file: IO[bytes], dialect: Dialect, broken: _BrokenRows) -> Iterator[Any]:
    import pyarrow as pa
    from pyarrow import csv

    names = [str(i) for i in range(len(dialect.names))]
    yield from csv.open_csv(
        file,
        csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names),
        csv.ParseOptions(
            delimiter=dialect.separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=broken.take,
        ),
        csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
            check_utf8=False,  # it was checked
        ),
    )


class _BrokenRows:
    """Rows that do not have a cell for each column: skipped by pyarrow, which counts them all."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.skipped: deque[int] = deque()
        self.faults: deque[RowFault] = deque()

    def take(self, row: Any) -> str:
        self.skipped.append(row.number)
        if not self._dialect.is_blank(row.text):
            cells = self._dialect.cells_of(row.text)
            self.faults.append(self._dialect.uneven(row.number, row.actual_columns, cells))
        return "skip"


def _numbered(
    batches: Iterator[Any], broken: _BrokenRows
) -> Iterator[tuple[NDArray[np.int64], Any]]:
    """Yield the batches with the numbers of their rows, from those of the rows that are not in them."""
    following = 1
    for batch in batches:
        end, skipped = following + len(batch), []
        while broken.skipped and broken.skipped[0] < end:
            skipped.append(broken.skipped.popleft())
            end += 1
        numbers = np.arange(following, end, dtype=np.int64)
        yield numbers[~np.isin(numbers, skipped)], batch
        following = end


def _parts(
    names: tuple[str, ...],
    batches: Iterator[tuple[NDArray[np.int64], Any]],
    faults: deque[RowFault],
    rows: int,
    start: int = 0,
) -> Iterator[Part]:
    """Cut batches anew, into parts by the numbers of their rows, of which the first is `start` + 1."""
    end, pending = start + rows, list[tuple["NDArray[np.int64]", Any]]()
    for numbers, batch in batches:
        while len(numbers) and numbers[-1] > end:
            cut = int(np.searchsorted(numbers, end, side="right"))
            pending.append((numbers[:cut], batch[:cut]))
            yield from _part(names, pending, faults, end)
            numbers, batch, pending = numbers[cut:], batch[cut:], []  # noqa: PLW2901
            end += rows
        pending.append((numbers, batch))
    while pending or faults:
        yield from _part(names, pending, faults, end)
        pending, end = [], end + rows


def _part(
    names: tuple[str, ...],
    pending: Sequence[tuple[NDArray[np.int64], Any]],
    faults: deque[RowFault],
    end: int,
) -> Iterator[Part]:
    import pyarrow as pa

    own = []
    while faults and faults[0].row <= end:
        own.append(faults.popleft())
    batches = [batch for _numbers, batch in pending if len(batch)]
    if not batches and not own:
        return
    empty: Encoded = np.array([], dtype=np.int64), ()
    columns = [empty] * len(names)
    if batches:
        columns = [_encoded(column) for column in pa.Table.from_batches(batches).columns]
    numbers = np.concatenate([np.array([], dtype=np.int64), *(n for n, _batch in pending)])
    yield Part(names, numbers, columns, own)


def _encoded(column: Any) -> Encoded:
    """Return a column of any plain type as its distinct texts."""
    from pyarrow import types

    whole = column.combine_chunks()
    if types.is_dictionary(whole.type) and len(whole.dictionary) <= len(whole):
        return _in_use(whole)
    if types.is_dictionary(whole.type):
        whole = whole.dictionary_decode()
    found = whole.dictionary_encode(null_encoding="encode")
    return found.indices.to_numpy(zero_copy_only=False), _texts(found.dictionary)


def _in_use(column: Any) -> Encoded:
    """Return the texts of a column that its file keeps once each, without those of other rows."""
    texts = [*_texts(column.dictionary), ""]
    positions = column.indices.fill_null(len(texts) - 1).to_numpy(zero_copy_only=False)
    is_used = np.zeros(len(texts), dtype=np.bool_)
    is_used[positions] = True
    moved = np.cumsum(is_used) - 1
    return moved[positions], [*compress(texts, is_used.tolist())]


def _texts(values: Any) -> list[str]:
    import pyarrow as pa
    from pyarrow import types

    try:
        if types.is_string(values.type) and not values.null_count:
            texts: list[str] = values.to_numpy(zero_copy_only=False).tolist()
            return texts
        return [written(value) for value in values.to_pylist()]
    except (pa.ArrowException, UnicodeDecodeError):
        values.validate(full=True)  # says so, if a text is not UTF-8
        raise


def parquet_parts(table: Input, rows: int, span: range | None = None) -> Iterator[Part]:
    """Read a Parquet file in parts of rows, or some of its rows, counted from 0.

    Raises:
        InputError: it cannot be read as a table of plain values.
        MissingExtraError: pyarrow is not installed.
    """
    if find_spec("pyarrow") is None:
        raise MissingExtraError(_("Reading Parquet"), "tables")
    import pyarrow as pa
    from pyarrow import parquet

    with open_regular_file(str(table.path), table.name) as file:
        try:
            head = parquet.ParquetFile(file)
            source = parquet.ParquetFile(
                file,
                metadata=head.metadata,
                read_dictionary=_text_columns(head.schema_arrow),
                buffer_size=_BUFFER,
                pre_buffer=False,
            )
            kept = [name for name in source.schema_arrow.names if not name.startswith(_INDEX)]
            names = column_names(kept, table)
            span = range(source.metadata.num_rows) if span is None else span
            batches = _parquet_batches(source, kept, rows, table, span)
            yield from _parts(names, batches, deque(), rows, span.start)
        except pa.ArrowInvalid as error:
            what = _("This cannot be read as Parquet ({reason}).")
            reason = str(error).partition("\n")[0][:100]
            raise TableError(table, what.format(reason=reason)) from None


def _text_columns(schema: Any) -> list[str]:
    """Return the columns of texts: read as the distinct ones, which is how the file keeps them."""
    from pyarrow import types

    return [each.name for each in schema if types.is_string(each.type)]


def _parquet_batches(
    source: Any, kept: Sequence[str], rows: int, table: Input, span: range
) -> Iterator[tuple[NDArray[np.int64], Any]]:
    import pyarrow as pa

    groups, position = _groups_with(source.metadata, span)
    for whole in source.iter_batches(batch_size=rows, row_groups=groups, columns=list(kept)):
        batch = whole[max(0, span.start - position) : max(0, span.stop - position)]
        numbers = np.arange(len(batch), dtype=np.int64) + max(position, span.start) + 1
        position += len(whole)
        if len(batch):
            columns = [_plain(batch.column(name), name, table) for name in kept]
            yield numbers, pa.record_batch(columns, names=[str(i) for i in range(len(kept))])


def _groups_with(metadata: Any, span: range) -> tuple[list[int], int]:
    """Return which groups of rows hold some of these, and the position of the first row in them."""
    ends = np.cumsum([metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)])
    first = int(np.searchsorted(ends, span.start, side="right"))
    last = int(np.searchsorted(ends, span.stop, side="left"))
    return [*range(first, min(last + 1, len(ends)))], int(ends[first - 1]) if first else 0


def _plain(column: Any, name: str, table: Input) -> Any:
    """Return a column without groups: a list of ticks becomes one text."""
    from pyarrow import types

    kind = column.type
    if types.is_dictionary(kind):
        if types.is_string(kind.value_type):
            return column
        column, kind = column.dictionary_decode(), kind.value_type
    is_list = types.is_list(kind) or types.is_large_list(kind)
    if is_list and not types.is_nested(kind.value_type):
        return _converted(column, lambda ticks: as_one_text(map(written, ticks)))
    if types.is_nested(kind):
        what = _("The column {name} holds groups of values.").format(name=name)
        raise TableError(table, what, _("Write one text into each cell."))
    if types.is_binary(kind) or types.is_large_binary(kind):
        return column.cast("string")
    if types.is_float16(kind) or types.is_float32(kind):  # 0.1, and not 0.10000000149011612
        return _converted(column, lambda number: written(float(str(np.float32(number)))))
    return column


def _converted(column: Any, convert: Callable[[Any], str]) -> Any:
    """Return a column of texts, one for each value that is not missing."""
    import pyarrow as pa

    values = column.to_pylist()
    return pa.array([None if each is None else convert(each) for each in values], pa.string())

"""Results as Parquet: typed columns for programs; pyarrow is needed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from omnicheck.batch.writers.base import ResultsWriter, cut

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.results import ResultColumn

#: Rows that stand together, whatever parts they came in.
_GROUP: Final = 131_072
_TYPES: Final = {"text": pa.string(), "number": pa.float64(), "count": pa.int64()}


class ParquetWriter(ResultsWriter):
    """Writes Parquet; nothing is null."""

    def _begin(self) -> None:
        self._schema = pa.schema([(column.name, _TYPES[column.kind]) for column in self.columns])
        self._parquet = pq.ParquetWriter(self._file, self._schema, compression="zstd")
        self._held.callback(self._let_go)
        self._waiting: list[Any] = []
        self._rows = 0

    def _add(self, frame: pd.DataFrame) -> None:
        arrays = [_array(frame, column) for column in self.columns]
        self._waiting.append(pa.Table.from_arrays(arrays, schema=self._schema))
        self._rows += len(frame)
        if self._rows >= _GROUP:
            self._write(self._rows // _GROUP * _GROUP)

    def _end(self) -> None:
        self._write(self._rows)
        self._parquet.close()

    def _let_go(self) -> None:
        with suppress(OSError):
            self._parquet.close()

    def _write(self, rows: int) -> None:
        """Write whole groups of the rows that wait."""
        if self._waiting:
            table = pa.concat_tables(self._waiting).combine_chunks()
            self._parquet.write_table(table.slice(0, rows), row_group_size=_GROUP)
            self._waiting, self._rows = [table.slice(rows)], self._rows - rows


def _array(frame: pd.DataFrame, column: ResultColumn) -> Any:
    if column.name not in frame.columns:
        return pa.nulls(len(frame), _TYPES[column.kind])
    values = frame[column.name]
    match column.kind:
        case "number":
            numbers = cut(values.to_numpy(dtype=np.float64, na_value=np.nan))
            return pa.array(numbers, pa.float64(), from_pandas=True)
        case "count":
            return pa.array(values.to_numpy(dtype=np.int64), pa.int64())
        case _:
            return _texts(values.to_numpy(dtype=object))


def _texts(values: NDArray[Any]) -> Any:
    """Texts, with nothing for those that are empty."""
    try:
        texts = pa.array(values, pa.string(), from_pandas=True)
    except UnicodeEncodeError:
        valid = [_valid(text) if isinstance(text, str) else None for text in values]
        texts = pa.array(valid, pa.string())
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _valid(text: str) -> str:
    """A text without halves of characters, which no file in UTF-8 can hold."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

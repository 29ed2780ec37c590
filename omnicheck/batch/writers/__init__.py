"""Files of results, written part by part: CSV, Parquet, JSON lines and Excel.

The same rows give the same bytes, however they are cut into parts. Each file takes its place whole when it
is finished, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.choices import ResultsKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from omnicheck.batch.writers.base import ResultsWriter
    from omnicheck.results import ResultColumn

__all__ = ["check_writable", "open_writer"]


def open_writer(kind: ResultsKind, path: Path, columns: Sequence[ResultColumn]) -> ResultsWriter:
    """Begin a file of results with these columns, see `batch.ledger.ledger_columns`.

    Raises:
        MissingExtraError: the library for this kind is not installed.
        WriteError: the file cannot be begun.
    """
    match kind:
        case ResultsKind.CSV:
            from omnicheck.batch.writers.lines import CsvWriter

            return CsvWriter(path, columns)
        case ResultsKind.JSON_LINES:
            from omnicheck.batch.writers.lines import JsonLinesWriter

            return JsonLinesWriter(path, columns)
        case ResultsKind.PARQUET:
            check_writable(kind)
            from omnicheck.batch.writers.parquet import ParquetWriter

            return ParquetWriter(path, columns)
        case ResultsKind.WORKBOOK:
            from omnicheck.batch.writers.sheet import SheetWriter

            return SheetWriter(path, columns)


def check_writable(kind: ResultsKind) -> None:
    """Find out before any work whether the library for a kind of file is there.

    Raises:
        MissingExtraError: it is not.
    """
    from importlib.util import find_spec

    from omnicheck.errors import MissingExtraError
    from omnicheck.language import _

    if kind is ResultsKind.PARQUET and find_spec("pyarrow") is None:
        raise MissingExtraError(_("A Parquet file"), "tables")

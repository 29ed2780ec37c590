"""How much there is to read, and how many processes it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.batch.pool import cores
from omnicheck.errors import YamlError
from omnicheck.yamlsource import open_regular_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.batch.record import Input

#: Bytes from which the length of a line is told.
_SAMPLE: Final = 1_000_000
_LINES: Final = (".csv", ".tsv", ".jsonl", ".ndjson")
#: Businesses to read, and report files to make, from which on further processes pay: each takes most of a
#: second to start.
_WORTH_READING: Final = 1_500
_WORTH_ROWS: Final = 50_000
_WORTH_REPORTS: Final = 60


def expected(inputs: Sequence[Input]) -> int | None:
    """Return about how many businesses the inputs hold; None where nobody knows before they are read."""
    counts = [1 if each.kind == "answers" else _rows(each) for each in inputs]
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def jobs_for_reading(inputs: Sequence[Input]) -> int:
    """Return how many processes pay for reading these inputs."""
    files = sum(each.kind == "answers" for each in inputs)
    rows = [_rows(each) for each in inputs if each.kind == "table"]
    many_rows = sum(count or 0 for count in rows) >= _WORTH_ROWS
    return cores() if files >= _WORTH_READING or many_rows else 1


def jobs_for_reports(files: int) -> int:
    """Return how many processes pay for making so many report files."""
    return cores() if files >= _WORTH_REPORTS else 1


def _rows(table: Input) -> int | None:
    """About how many rows a table has, by the length of its first lines."""
    match table.path.suffix.casefold():
        case ".parquet":
            return parquet_rows(table)
        case ending if ending in _LINES:
            return _lines(table)
        case _:
            return None


def _lines(table: Input) -> int | None:
    try:
        size = table.path.stat().st_size
        with open_regular_file(str(table.path), table.name) as file:
            sample = file.read(_SAMPLE)
    except (OSError, YamlError):
        return None
    lines = max(1, sample.count(b"\n"))
    return max(1, round(size * lines / max(1, len(sample))))


def parquet_rows(table: Input) -> int | None:
    """Return how many rows a Parquet file has; None where it cannot be looked into."""
    try:
        from pyarrow.parquet import read_metadata

        with open_regular_file(str(table.path), table.name) as file:
            return int(read_metadata(file).num_rows)
    except (ImportError, OSError, ValueError, YamlError):
        return None

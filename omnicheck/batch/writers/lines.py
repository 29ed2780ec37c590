"""Results as lines of text: CSV for spreadsheets, JSON lines for programs.

CSV is UTF-8 with a byte order mark, without which Excel misreads accents, and with the line ends of RFC
4180. A text that a spreadsheet could take for a formula begins with an apostrophe; numbers do not.

Each different value of a column is put into words once, and the rows are joined from those words: by
pyarrow where it is installed, else by pandas, which gives the same bytes more slowly.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.batch.writers.base import ResultsWriter, steps_of
from omnicheck.batch.writers.dialects import CSV, JSON, csv_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from omnicheck.batch.writers.dialects import Dialect
    from omnicheck.results import ResultColumn

#: Rows joined at once.
_BLOCK: Final = 32_768
_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Lines:
    """How rows of results become lines of a file; can be sent to another process, and used there."""

    columns: tuple[ResultColumn, ...]
    dialect: Dialect
    pieces: tuple[str, ...]
    """What stands before each column, and what ends the line."""

    def of(self, frame: pd.DataFrame) -> bytes:
        """Return the lines of some rows; columns that the file does not have are left out."""
        join = _join()
        parts = (frame.iloc[start : start + _BLOCK] for start in range(0, len(frame), _BLOCK))
        return b"".join(join(part, self.columns, self.dialect, self.pieces) for part in parts)


class LineWriter(ResultsWriter):
    """Writes a line for each row."""

    lines: Lines

    def add_lines(self, made: bytes) -> None:
        """Write the lines of some rows, as `lines` made them elsewhere.

        Raises:
            WriteError: the file cannot be written; it is given up.
        """
        self._guarded(lambda: self._write(made))

    def _add(self, frame: pd.DataFrame) -> None:
        self._write(self.lines.of(frame))

    def _write(self, made: bytes) -> None:
        self._file.write(made)


class CsvWriter(LineWriter):
    """Writes CSV."""

    def __init__(self, path: Path, columns: Sequence[ResultColumn]) -> None:
        """Begin a file with these columns."""
        self.lines = Lines(tuple(columns), CSV, ("", *[","] * (len(columns) - 1), "\r\n"))
        super().__init__(path, columns)

    def _begin(self) -> None:
        head = ",".join(csv_text(column.name) for column in self.columns)
        self._file.write(_MARK + f"{head}\r\n".encode())


class JsonLinesWriter(LineWriter):
    """Writes an object a line, in ASCII; nothing is null."""

    def __init__(self, path: Path, columns: Sequence[ResultColumn]) -> None:
        """Begin a file with these columns."""
        names = [f"{json.dumps(column.name)}: " for column in columns]
        pieces = ("{" + names[0], *(f", {name}" for name in names[1:]), "}\n")
        self.lines = Lines(tuple(columns), JSON, pieces)
        super().__init__(path, columns)


def _join() -> Callable[..., bytes]:
    if find_spec("pyarrow") is None:
        return join_by_pandas
    from omnicheck.batch.writers.arrowlines import join_by_arrow

    return join_by_arrow


def join_by_pandas(
    frame: pd.DataFrame,
    columns: Sequence[ResultColumn],
    dialect: Dialect,
    pieces: Sequence[str],
) -> bytes:
    """Return the lines of some rows."""
    words = (_words(frame, column, dialect) for column in columns)
    line = "%s".join(piece.replace("%", "%%") for piece in pieces)
    return "".join([line % row for row in zip(*words, strict=True)]).encode("utf-8")


def _words(frame: pd.DataFrame, column: ResultColumn, dialect: Dialect) -> list[str]:
    """The words for each row of a column."""
    import pandas as pd

    if column.name not in frame.columns:
        return [dialect.blank] * len(frame)
    if column.kind == "text":  # older versions of pandas take texts with half a character for one
        texts = frame[column.name].tolist()
        told = {text: dialect.text(text) for text in set(texts) if isinstance(text, str)}
        return [told.get(text, dialect.blank) for text in texts]
    if column.kind == "number":
        known, values = steps_of(frame[column.name])
        positions, distinct = pd.factorize(values)
        positions = np.where(known, positions, -1)
    else:
        positions, distinct = pd.factorize(frame[column.name].to_numpy())
    words = dialect.words(column.kind, distinct.tolist())
    chosen: list[str] = np.array([*words, dialect.blank], dtype=object)[positions].tolist()
    return chosen

"""Results as one sheet of an Excel workbook: plain texts and numbers, with a filter and a fixed head."""

from __future__ import annotations

from datetime import datetime
from math import isnan
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import xlsxwriter

from omnicheck.batch.writers.base import ResultsWriter, cut
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _
from omnicheck.reports.theme import PLAIN
from omnicheck.reports.workbook.cells import cell_text, sheet_name
from omnicheck.reports.workbook.styles import Styles
from omnicheck.yamlsource import displayed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO

    import pandas as pd

    from omnicheck.results import ResultColumn

#: A sheet holds no more below its head.
MOST_ROWS: Final = 1_048_575
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: The same rows give the same file.
_SOME_DAY: Final = datetime(2000, 1, 1)
_WIDTHS: Final = {"text": 18.0, "number": 11.0, "count": 11.0}
_WIDE: Final = {"client": 30.0, "name": 30.0, "source": 30.0, "first_actions": 60.0}
_STYLES: Final = {"text": "text", "number": "decimal", "count": "whole"}
#: All decimals of a number: rounding would lift some over their line.
_AS_IT_IS: Final = "0.0###"
_WHOLE_SHEET: Final = "A1:XFD1048576"


class TooManyRowsError(InputError):
    """A sheet cannot hold all rows."""

    def __init__(self, path: Path) -> None:
        """Name formats that can."""
        what = _("An Excel sheet holds at most {most:,} businesses.").format(most=MOST_ROWS)
        cure = _("Write these results as CSV or Parquet.")
        super().__init__([Fault(Place(displayed(str(path))), what, cure)])


class SheetWriter(ResultsWriter):
    """Writes a workbook with one sheet, row by row."""

    def _begin(self) -> None:
        folder = self._held.enter_context(TemporaryDirectory(prefix="omnicheck-"))
        self._patient = _PatientFile(self._file)
        self._book = xlsxwriter.Workbook(self._patient, {**_OPTIONS, "tmpdir": folder})
        self._book.set_properties({"created": _SOME_DAY, "title": _("Results")})
        self._sheet = self._book.add_worksheet(sheet_name(_("Results")))
        self._held.callback(self._let_go)
        styles: Any = Styles(self._book, PLAIN.accent)
        styles["decimal"].set_num_format(_AS_IT_IS)
        self._looks = [styles[_STYLES[column.kind]] for column in self.columns]
        self._rows = 0
        self._sheet.freeze_panes(1, 0)
        self._sheet.ignore_errors({"number_stored_as_text": _WHOLE_SHEET})
        for position, column in enumerate(self.columns):
            width = _WIDE.get(column.name, _WIDTHS[column.kind])
            self._sheet.set_column(position, position, max(width, len(column.name) + 3))
        for position, column in enumerate(self.columns):
            head = styles["list_head" if column.kind == "text" else "list_head_right"]
            self._sheet.write_string(0, position, cell_text(column.name), head)

    def _add(self, frame: pd.DataFrame) -> None:
        if self._rows + len(frame) > MOST_ROWS:
            raise TooManyRowsError(self.path)
        columns = [_values(frame, column) for column in self.columns]
        for row in zip(*columns, strict=True):
            self._rows += 1
            for position, (value, look) in enumerate(zip(row, self._looks, strict=True)):
                if isinstance(value, str):
                    self._sheet.write_string(self._rows, position, cell_text(value), look)
                elif value is not None:
                    self._sheet.write_number(self._rows, position, value, look)

    def _end(self) -> None:
        self._sheet.autofilter(0, 0, max(1, self._rows), len(self.columns) - 1)
        self._book.close()
        if self._patient.error:
            raise self._patient.error

    def _let_go(self) -> None:
        """Keep XlsxWriter from writing a book that is given up."""
        self._book.fileclosed = True
        self._sheet.row_data_fh.close()


class _PatientFile:
    """A file that keeps the first error to itself: a zip file that fails half-way makes noise for ever."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        self._try(lambda: self._file.write(data))
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._try(lambda: self._file.seek(offset, whence))
        return self.tell()

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        self._try(self._file.flush)

    def seekable(self) -> bool:
        return True

    def _try(self, step: Callable[[], object]) -> None:
        try:
            step()
        except OSError as error:
            self.error = self.error or error


def _values(frame: pd.DataFrame, column: ResultColumn) -> list[Any]:
    """The values of a column for each row; None where there is nothing to write."""
    if column.name not in frame.columns:
        return [None] * len(frame)
    values = frame[column.name]
    if column.kind == "number":
        numbers = cut(values.to_numpy(dtype=np.float64, na_value=np.nan))
        return [None if isnan(number) else number for number in numbers.tolist()]
    texts: list[Any] = values.tolist()
    return texts if column.kind == "count" else [text or None for text in texts]

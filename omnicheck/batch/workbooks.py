"""Excel workbooks: the sheet with the questions in its head, row by row, as a person sees it.

The XML is read here, in a stream and within limits, because the libraries at hand make room for every
cell between the first and the last: a file of a few hundred bytes that names the cells A1 and XFD1048576
ends the process.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from xml.parsers.expat import ExpatError

import numpy as np

from omnicheck.batch.parts import Part, RowFault, TableError, column_names, parts_of
from omnicheck.batch.sheetcells import Looks, looks_of
from omnicheck.batch.sheetxml import SheetRow, rows_of, shared_texts, tags_of
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.yamlsource import open_regular_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from omnicheck.batch.record import Input

#: Bytes that a sheet, the texts of all sheets, and any other part may unpack to.
_MOST_SHEET: Final = 600_000_000
_MOST_TEXTS: Final = 100_000_000
_MOST_OTHER: Final = 10_000_000
_MOST_ROWS: Final = 1_048_576
_MOST_SHOWN: Final = 3
_FIRST_OF_ZIP: Final = b"PK"


@dataclass(frozen=True)
class _Book:
    """A workbook that is open: where its sheets are, its texts, and how its cells look."""

    table: Input
    archive: zipfile.ZipFile
    sheets: dict[str, str]
    """Parts of the archive by the names of the sheets that are shown."""
    texts: Sequence[str]
    looks: Looks

    def rows(self, sheet: str, merged: list[str] | None = None) -> Iterator[SheetRow]:
        """Yield the rows of a sheet; the ranges of its merged cells come into `merged` behind the last."""
        path = self.sheets[sheet]
        _checked(self.archive, path, _MOST_SHEET, self.table)
        with self.archive.open(path) as file:
            for row in rows_of(file, self.texts, self.looks.seen, [] if merged is None else merged):
                if row.number > _MOST_ROWS:
                    what = _("The sheet has more rows than any sheet can have.")
                    raise TableError(self.table, what, _cure())
                yield row

    def head(self, sheet: str) -> tuple[int, list[str]]:
        """Return the number of the first row with a text in it, and its texts; none in an empty sheet."""
        for row in self.rows(sheet):
            if any(text.strip() for text in row.cells.values()):
                return row.number, [row.cells.get(i, "") for i in range(1, max(row.cells) + 1)]
        return 0, []


def sheet_parts(table: Input, rows: int, questionnaire: str | None) -> Iterator[Part]:
    """Read the first sheet, or the one with questions in its head, in parts of rows.

    Raises:
        InputError: it cannot be read, or is larger than is read.
    """
    with open_regular_file(str(table.path), table.name) as file:
        try:
            with zipfile.ZipFile(file) as archive:
                yield from _sheet_parts(_opened(archive, table), rows, questionnaire)
        except (zipfile.BadZipFile, ExpatError, KeyError, ValueError, NotImplementedError) as error:
            raise _damaged(file, table) from error


def _damaged(file: Any, table: Input) -> TableError:
    file.seek(0)
    if file.read(2) == _FIRST_OF_ZIP:
        what = _("This workbook is damaged or not from a spreadsheet.")
    else:
        what = _("This is not a workbook (.xlsx), or it is protected by a password.")
    return TableError(table, what, _("Open it in your spreadsheet and save it as CSV or .xlsx."))


def _opened(archive: zipfile.ZipFile, table: Input) -> _Book:
    parts = {info.filename for info in archive.infolist()}
    for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"):
        if part in parts:
            _checked(archive, part, _MOST_OTHER, table)
    texts: Sequence[str] = ()
    if "xl/sharedStrings.xml" in parts:
        _checked(archive, "xl/sharedStrings.xml", _MOST_TEXTS, table)
        with archive.open("xl/sharedStrings.xml") as file:
            texts = shared_texts(file)
    book = [*tags_of(archive.read("xl/workbook.xml"))]
    links = tags_of(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {
        attributes["Id"]: _part_name(attributes["Target"])
        for tag, attributes in links
        if tag == "Relationship" and attributes["Type"].endswith("/worksheet")
    }
    sheets = {
        attributes["name"]: targets[attributes["id"]]
        for tag, attributes in book
        if tag == "sheet"
        and attributes["id"] in targets
        and attributes.get("state", "visible") == "visible"
    }
    styles = archive.read("xl/styles.xml") if "xl/styles.xml" in parts else b""
    is_1904 = any(
        tag == "workbookPr" and attributes.get("date1904") in ("1", "true")
        for tag, attributes in book
    )
    return _Book(table, archive, sheets, texts, looks_of(styles, since_1904=is_1904))


def _part_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _checked(archive: zipfile.ZipFile, part: str, most: int, table: Input) -> None:
    """Refuse a part before it is unpacked; zipfile never unpacks more than the size given there."""
    if archive.getinfo(part).file_size > most:
        what = _("The workbook unpacks to more than {count:,} MB.").format(count=most // 1_000_000)
        raise TableError(table, what, _cure())


def _cure() -> str:
    return _("Save the table as CSV, which may have any size.")


def _sheet_parts(book: _Book, rows: int, questionnaire: str | None) -> Iterator[Part]:
    if not book.sheets:
        raise TableError(book.table, _("The workbook has no sheet with cells."))
    sheet, warnings = _chosen(book, questionnaire)
    start, head = book.head(sheet)
    names = column_names(head, book.table)
    merged: list[str] = []
    for part in parts_of(names, _rows_below(book, sheet, start, names, merged), rows):
        yield replace(part, warnings=warnings)
        warnings = ()
    if told := _of_merged(merged, start, book.table):
        nothing = np.array([], dtype=np.int64)
        yield Part(names, nothing, [(nothing, ())] * len(names), warnings=(told,))


def _of_merged(merged: Sequence[str], head: int, table: Input) -> Fault | None:
    """Warn of merged cells below the head."""
    below = [cells for cells in merged if int(re.findall(r"\d+", cells)[-1]) > head]
    if not below:
        return None
    shown = ", ".join(below[:_MOST_SHOWN]) + (", …" if below[_MOST_SHOWN:] else "")
    what = _("Merged cells ({cells}): only the first of them holds the value.")
    cure = _("If the value is meant for all of them, split the cells and fill them in.")
    return Fault(Place(table.name), what.format(cells=clean(shown)), cure)


def _rows_below(
    book: _Book, sheet: str, head: int, names: Sequence[str], merged: list[str]
) -> Iterator[tuple[int, list[str]] | RowFault]:
    width = len(names)
    columns = range(1, width + 1)
    for row in book.rows(sheet, merged):
        number, cells = row.number, row.cells
        if number <= head or not (cells or row.errors):
            continue
        errors = [i for i in row.errors if i <= width and names[i - 1]]
        beyond = [i for i, text in cells.items() if i > width and text.strip()]
        if errors:
            yield from (_misfit(number - head, i, row.errors[i]) for i in sorted(errors))
        elif beyond:
            what = _("A cell of this row stands in a column without a name.")
            cure = _("Name the column in the head, or empty the cell.")
            yield RowFault(number - head, min(beyond), what, cure)
        yield number - head, [cells.get(i, "") for i in columns]


def _misfit(number: int, column: int, error: str) -> RowFault:
    """Return the fault of a cell with a formula that came to nothing."""
    if error:
        what = _("This cell shows an error of the spreadsheet ({error}).").format(
            error=clean(error)
        )
        return RowFault(number, column, what, _("Write the value there, or empty the cell."))
    what = _("This cell holds a formula, and its value was not saved.")
    cure = _("Open the workbook in your spreadsheet and save it, or write the value there.")
    return RowFault(number, column, what, cure)


def _chosen(book: _Book, questionnaire: str | None) -> tuple[str, tuple[Fault, ...]]:
    """Return the sheet to read, and what to know where another could have been meant."""
    first, *others = book.sheets
    if not others:
        return first, ()
    is_question = _questions(questionnaire)
    fitting = [sheet for sheet in book.sheets if any(map(is_question, book.head(sheet)[1]))]
    sheet = fitting[0] if fitting else first
    if len(fitting) < 2:  # noqa: PLR2004
        return sheet, ()
    what = _("More than one sheet has columns for questions; only {sheet} is read.")
    cure = _("To read another, save it as a file of its own.")
    return sheet, (Fault(Place(book.table.name), what.format(sheet=sheet), cure),)


def _questions(questionnaire: str | None) -> Callable[[str], object]:
    from omnicheck.batch.heads import Heads
    from omnicheck.batch.questionnaires import loaded

    try:
        question = Heads(loaded(questionnaire).compiled).question
    except InputError:
        return lambda _name: None
    return lambda name: question(name.strip())

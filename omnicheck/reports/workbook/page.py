"""One sheet being filled: cells by row and column, tables, widths and how it prints."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from omnicheck.choices import PaperSize
from omnicheck.reports.workbook.cells import Cell, Linked, Styled, cell_text, printed
from omnicheck.reports.workbook.styles import NUMBERS, Style

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from omnicheck.reports.workbook.styles import Styles

#: Numbers that Excel knows papers by.
_PAPERS: Final = {PaperSize.A4: 9, PaperSize.LETTER: 1}
_ON_THE_RIGHT: Final[dict[Style, Style]] = {"head": "head_right", "list_head": "list_head_right"}
_SIDE_MARGIN: Final = 0.4
_HEAD_MARGIN: Final = 0.75
_SECTION_HEIGHT: Final = 22
_LINE_HEIGHT: Final = 13.5
_PADDING: Final = 5.25
#: Excel allows no higher row.
_HIGHEST: Final = 409
#: Letters of text to a unit of width, which is a digit; words do not fill a line to its end.
_LETTERS_TO_WIDTH: Final = 1.18
_NO_GRID: Final = 2
_WHOLE_SHEET: Final = "A1:XFD1048576"
#: Texts whose height is remembered; long lists say the same again and again.
_REMEMBERED: Final = 1_000
#: Move with the cells, but keep the size: rows above may grow when the file is opened.
_MOVE: Final = 2


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    title: str
    style: Style = "text"
    width: float = 0
    """In characters; needed where the table is the whole sheet."""


class Page:
    """A sheet with a place to write next; rows and columns count from 0."""

    def __init__(self, book: Any, name: str, styles: Styles) -> None:
        """Add an empty sheet to an XlsxWriter workbook."""
        self.name = name
        self.sheet = book.add_worksheet(name)
        self.row = 0
        self._book = book
        self._styles = styles
        self._widths: tuple[float, ...] = ()

    def set_widths(self, *widths: float) -> None:
        """Set the widths of the columns from the left, in characters."""
        self._widths = widths
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def put(self, column: int, value: Cell, style: Style) -> None:
        """Write a cell of the current row: a number as a number, any text as nothing but text."""
        if isinstance(value, Styled):
            value, style = value
        look = self._styles[style]
        if value is None or value == "":
            self.sheet.write_blank(self.row, column, None, look)
        elif isinstance(value, str):
            self.sheet.write_string(self.row, column, cell_text(value), look)
        elif isinstance(value, Linked):
            text, file = cell_text(value.text), f"external:{value.file}"
            self.sheet.write_url(self.row, column, file, self._styles["link"], text)
        else:
            self.sheet.write_number(self.row, column, value, look)

    def line(self, values: Sequence[Cell], styles: Sequence[Style], height: float = 0) -> None:
        """Write the current row from the left, and go to the next.

        Without a height, in points, the row is as high as its texts need: not every program finds that
        out by itself.
        """
        self.sheet.set_row(self.row, height or self._height(values))
        for column, (value, style) in enumerate(zip(values, styles, strict=True)):
            self.put(column, value, style)
        self.row += 1

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.row += rows

    def section(self, title: str) -> None:
        """Write a heading across the sheet, below an empty row."""
        self.skip(1 if self.row else 0)
        blank = [None] * (len(self._widths) - 1)
        self.line([title, *blank], ["section"] * len(self._widths), _SECTION_HEIGHT)

    def fact(self, label: str, text: str, style: Style = "plain") -> None:
        """Write a text beside its label, across all other columns."""
        self.put(0, label, "label")
        self._across(1, text, style)

    def texts(self, title: str, texts: Iterable[str]) -> None:
        """Write a heading and texts below it, each across the sheet; nothing where there are none."""
        found = tuple(texts)
        if found:
            self.section(title)
        for text in found:
            self._across(0, text, "plain")

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], head: Style = "head"
    ) -> None:
        """Write a head and its rows, which run on empty to the last column of the sheet.

        A column of numbers has its title above them, on the right.
        """
        beside = [Column("")] * (len(self._widths) - len(columns))
        titles = [
            Styled(column.title, _ON_THE_RIGHT[head] if column.style in NUMBERS else head)
            for column in (*columns, *beside)
        ]
        styles = [column.style for column in (*columns, *beside)]
        self.line(titles, styles)
        for row in rows:
            self.line([*row, *[None] * len(beside)], styles)

    def as_list(self, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
        """Begin the sheet with a table whose head stays in sight, filters and prints on each page."""
        self.set_widths(*(column.width for column in columns))
        self.table(columns, rows, "list_head")
        self.sheet.autofilter(0, 0, max(1, self.row - 1), len(columns) - 1)
        self.sheet.freeze_panes(1, 0)
        self.sheet.repeat_rows(0)

    def bars(self, first: int, last: int, column: int, colour: str, most: float) -> None:
        """Draw a bar in each cell of some rows, as long as its number is of the most."""
        looks = {"bar_color": colour, "bar_solid": True, "data_bar_2010": True}
        scale = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": most}
        self.sheet.conditional_format(
            first, column, last, column, {"type": "data_bar"} | looks | scale
        )

    def highlight(self, first: int, last: int, column: int, formula: str, colour: str) -> None:
        """Set those cells of some rows in a colour where a formula holds, written for the first of them."""
        look = self._book.add_format({"font_color": colour, "bold": True})
        rule = {"type": "formula", "criteria": formula, "format": look}
        self.sheet.conditional_format(first, column, last, column, rule)

    def hide(self, first: int, last: int) -> None:
        """Hide columns that only charts and colours are made from."""
        for column in range(first, last + 1):
            self.sheet.set_column(column, column, self._widths[column], None, {"hidden": True})

    def freeze(self, columns: int) -> None:
        """Keep the head and the first columns in sight."""
        self.sheet.freeze_panes(1, columns)

    def cells(self, first: int, last: int, column: int) -> list[str | int]:
        """Return rows of a column as a chart names them."""
        return [self.name, first, column, last, column]

    def chart(self, kind: str, variant: str = "") -> Any:
        """Return an empty XlsxWriter chart."""
        return self._book.add_chart({"type": kind, "subtype": variant or None})

    def place(self, chart: Any, description: str, rows: int) -> None:
        """Put a chart below what is written, with a text for those who cannot see it."""
        looks = {"description": cell_text(description), "object_position": _MOVE}
        self.sheet.insert_chart(self.row, 0, chart, looks)
        self.skip(rows)

    def place_right(self, image: Any, description: str, width: float, scale: float) -> None:
        """Put an image, this many pixels wide when scaled, against the right edge of the first row."""
        looks = {
            "x_offset": max(0, sum(map(_pixels, self._widths)) - width),
            "x_scale": scale,
            "y_scale": scale,
            "object_position": _MOVE,
            **({"description": cell_text(description)} if description else {"decorative": True}),
        }
        self.sheet.insert_image(0, 0, image, looks)

    def prepare(self, head: str, foot: str, page_of: str, paper: PaperSize) -> None:
        """Set how the sheet looks and prints: all columns on one page's width.

        Args:
            head: Stands over each printed page, beside the name of the sheet.
            foot: Stands under it.
            page_of: Stands beside the foot, with the fields {page} and {pages}.
            paper: What it is printed on.
        """
        self.sheet.hide_gridlines(_NO_GRID)
        self.sheet.ignore_errors({"number_stored_as_text": _WHOLE_SHEET})
        self.sheet.set_landscape()
        self.sheet.set_paper(_PAPERS[paper])
        self.sheet.set_margins(_SIDE_MARGIN, _SIDE_MARGIN, _HEAD_MARGIN, _HEAD_MARGIN)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_header(f"&L{printed(head)}&R&A")
        pages = printed(page_of).format(page="&P", pages="&N")
        self.sheet.set_footer(f"&L{printed(foot)}&R{pages}")

    def _across(self, first: int, text: str, style: Style) -> None:
        """Write a text over several columns."""
        last = len(self._widths) - 1
        self.sheet.set_row(self.row, _height_of(_lines(text, sum(self._widths[first:]))))
        if first < last:
            self.sheet.merge_range(self.row, first, self.row, last, "", self._styles[style])
        self.put(first, text, style)
        self.row += 1

    def _height(self, values: Iterable[Cell]) -> float:
        texts = (value.text if isinstance(value, Styled | Linked) else value for value in values)
        lines = (
            _lines(text, width)
            for text, width in zip(texts, self._widths, strict=False)
            if isinstance(text, str) and len(text) > width / 2  # shorter ones surely fit
        )
        return _height_of(max(lines, default=1))


def _pixels(width: float) -> float:
    """Return the pixels of a column: digits are 7 wide, and a cell has a margin of 5."""
    return 7 * width + 5


def _height_of(lines: int) -> float:
    return min(_PADDING + _LINE_HEIGHT * lines, _HIGHEST)


@lru_cache(_REMEMBERED)
def _lines(value: str, width: float) -> int:
    """Return how many lines a text takes in a column, rather one too many."""
    room = width * _LETTERS_TO_WIDTH
    wide = 0 if value.isascii() else sum(east_asian_width(char) in "WF" for char in value)
    return max(1, ceil((len(value) + wide) / room))

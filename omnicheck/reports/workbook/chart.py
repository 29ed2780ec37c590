"""The chart of the scores that decide, drawn by the program that opens the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from omnicheck.language import _
from omnicheck.reports.manuscript.record import BarsFigure
from omnicheck.reports.workbook.styles import INK, RULE, WHITE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.report import Score
    from omnicheck.reports.manuscript.record import Manuscript
    from omnicheck.reports.workbook.page import Page

#: Columns of the table that the chart is drawn from.
_TITLES: Final = 0
_VALUES: Final = 1
_LOWEST: Final = 2
_HIGHEST: Final = 3
_NEEDS: Final = 4
_SIZE: Final = {"width": 860, "height": 300}
_ROWS: Final = 16
_EDGE: Final = {"color": INK, "width": 1.25}
#: Both colours are seen on a dark bar and on white.
_DASH: Final = {"type": "long_dash", "size": 20, "fill": {"color": "#f2a900"}, "border": _EDGE}
_DIAMOND: Final = {"type": "diamond", "size": 10, "fill": {"color": "#7fb3d5"}, "border": _EDGE}


def draw_scores(page: Page, scores: Sequence[Score], manuscript: Manuscript, accent: str) -> None:
    """Draw the scores in the first rows of the sheet, each with what omnichannel asks for."""
    drawn = next(_figures(manuscript), None)
    if drawn is None or all(score.value is None for score in scores):
        return
    chart = page.chart("column")
    chart.add_series(_bars(page, len(scores), accent))
    marks = page.chart("line")
    marks.add_series(_marks(page, len(scores), _NEEDS, drawn.threshold_legend, _DASH))
    if drawn.range_legend:
        marks.add_series(_marks(page, len(scores), _LOWEST, _("Lowest"), _DIAMOND))
        marks.add_series(_marks(page, len(scores), _HIGHEST, _("Highest"), _DIAMOND))
    chart.combine(marks)
    grid = {"visible": True, "line": {"color": RULE}}
    scale = {"min": 0, "max": 100, "major_unit": 25, "num_format": "0"}
    chart.set_title({"name": drawn.title, "name_font": {"size": 13, "color": INK}})
    chart.set_y_axis(scale | {"major_gridlines": grid, "line": {"none": True}})
    chart.set_x_axis({"num_font": {"size": 10}, "line": {"color": RULE}})
    chart.set_legend({"position": "bottom"})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size(_SIZE)
    page.place(chart, drawn.description, _ROWS)


def _figures(manuscript: Manuscript) -> Iterator[BarsFigure]:
    for section in manuscript.sections:
        yield from (block for block in section.blocks if isinstance(block, BarsFigure))


def _bars(page: Page, count: int, accent: str) -> dict[str, Any]:
    labels = {
        "value": True,
        "num_format": "0",
        "position": "inside_base",
        "font": {"color": WHITE, "bold": True, "size": 11},
    }
    return {
        "name": _("Value"),
        "categories": page.cells(1, count, _TITLES),
        "values": page.cells(1, count, _VALUES),
        "fill": {"color": accent},
        "gap": 80,
        "data_labels": labels,
    }


def _marks(
    page: Page, count: int, column: int, name: str, marker: dict[str, Any]
) -> dict[str, Any]:
    return {
        "name": name,
        "categories": page.cells(1, count, _TITLES),
        "values": page.cells(1, count, column),
        "line": {"none": True},
        "marker": marker,
    }

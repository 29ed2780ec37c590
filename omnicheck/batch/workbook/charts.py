"""The charts of the first sheet, drawn by the program that opens the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from omnicheck.choices import Strategy
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.reports.colours import mixed
from omnicheck.reports.labels import strategy_label
from omnicheck.reports.workbook.styles import INK, RULE, WHITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.batch.workbook.scores import Drawn
    from omnicheck.reports.workbook.page import Page

_GREY: Final = "#85807a"
_WIDTH: Final = 900
_TITLE: Final = {"size": 13, "color": INK}
_FIRMNESS: Final = (200, 11)
_CROWD: Final = (520, 27)
"""Heights of the charts in pixels, and the rows they take."""
_TINTS: Final = (1.0, 0.55, 0.25)


def draw_firmness(page: Page, first: int, titles: Sequence[str], accent: str) -> None:
    """Draw how firm the recommendations are, from the table whose head is in row `first`."""
    chart = page.chart("bar", "stacked")
    for column, (title, tint) in enumerate(zip(titles, _TINTS, strict=True), start=1):
        chart.add_series(
            {
                "name": title,
                "categories": page.cells(first + 1, first + 2, 0),
                "values": page.cells(first + 1, first + 2, column),
                "fill": {"color": mixed(accent, WHITE, tint)},
                "gap": 40,
            }
        )
    chart.set_title({"name": _("How firm the recommendations are"), "name_font": _TITLE})
    chart.set_x_axis({"num_format": "0", "major_gridlines": _grid(), "line": {"none": True}})
    chart.set_y_axis({"reverse": True, "line": {"color": RULE}})
    description = _("Both recommendations, each by confidence; the table above has the figures.")
    _place(page, chart, description, *_FIRMNESS)


def draw_crowd(page: Page, drawn: Drawn, accent: str) -> None:
    """Draw all businesses on the two indices; the axes cross where omnichannel begins."""
    part = drawn.part
    across, upward = part.picture or ("", "")
    titles = clean(part.title_of(across)), clean(part.title_of(upward))
    chart = page.chart("scatter")
    for strategy, column in drawn.upward.items():
        chart.add_series(_marks(drawn, strategy, column, accent))
    chart.set_title(
        {
            "name": _("{upward} against {across}").format(
                across=titles[0].lower(), upward=titles[1]
            ),
            "name_font": _TITLE,
        }
    )
    chart.set_x_axis(_scale(titles[0], part.usual_line(across)))
    chart.set_y_axis(_scale(titles[1], part.usual_line(upward)))
    chart.show_hidden_data()
    words = _(
        "All businesses by {across} and {upward}. The lines cross where omnichannel begins: at {x} and {y}."
    )
    lines = (part.usual_line(across), part.usual_line(upward))
    description = words.format(across=titles[0], upward=titles[1], x=lines[0], y=lines[1])
    _place(page, chart, description, *_CROWD)


def _marks(drawn: Drawn, strategy: Strategy, column: int, accent: str) -> dict[str, Any]:
    is_omnichannel = strategy is Strategy.OMNICHANNEL
    colour = accent if is_omnichannel else _GREY
    return {
        "name": strategy_label(strategy),
        "categories": drawn.page.cells(1, drawn.rows, drawn.across),
        "values": drawn.page.cells(1, drawn.rows, column),
        "marker": {
            "type": "circle" if is_omnichannel else "diamond",
            "size": 7,
            "fill": {"color": colour},
            "border": {"color": WHITE},
        },
    }


def _scale(title: str, crossing: float | None) -> dict[str, Any]:
    """Return an axis from 0 to 100, crossed by the other one where omnichannel begins."""
    return {
        "name": title,
        "min": 0,
        "max": 100,
        "major_unit": 25,
        "num_format": "0",
        "crossing": 0 if crossing is None else crossing,
        "label_position": "low",
        "line": {"color": INK, "width": 1.25},
        "major_gridlines": _grid(),
    }


def _grid() -> dict[str, Any]:
    return {"visible": True, "line": {"color": RULE}}


def _place(page: Page, chart: Any, description: str, height: int, rows: int) -> None:
    chart.set_legend({"position": "bottom"})
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": _WIDTH, "height": height})
    page.place(chart, description, rows)

"""The figures of a report drawn as SVG, for wide and for narrow places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.reports.manuscript.record import (
    BarsFigure,
    LadderFigure,
    PlotFigure,
    PullsFigure,
    TimelineFigure,
)
from omnicheck.reports.pictures.balance import draw_gauge
from omnicheck.reports.pictures.bars import draw_bars
from omnicheck.reports.pictures.ladder import draw_ladder
from omnicheck.reports.pictures.plot import draw_plot
from omnicheck.reports.pictures.pulls import draw_pulls
from omnicheck.reports.pictures.shapes import Width
from omnicheck.reports.pictures.svg import Colours, Labels, print_svg, style
from omnicheck.reports.pictures.timeline import draw_timeline

if TYPE_CHECKING:
    from omnicheck.reports.manuscript.record import Balance, Figure
    from omnicheck.reports.pictures.shapes import Drawing

__all__ = [
    "Colours",
    "Width",
    "draw",
    "draw_balance",
    "drawing_of",
    "standalone",
    "standalone_balance",
    "style",
]


def draw(figure: Figure, width: Width, prefix: str) -> str:
    """Return a figure as one svg element for a page that holds `style`.

    Args:
        figure: What to draw.
        width: The place it is drawn for.
        prefix: Begins every id in the picture; one of its own for each picture on a page.
    """
    return print_svg(drawing_of(figure, width), _labels(figure), prefix)


def draw_balance(balance: Balance, left: str, right: str, width: Width, prefix: str) -> str:
    """Return the margin as a point on a line between two names, as `draw` does."""
    drawing = draw_gauge(balance, left, right, width)
    return print_svg(drawing, Labels(balance.description), prefix)


def standalone(figure: Figure, width: Width, prefix: str, colours: Colours, font: str) -> str:
    """Return a figure as an SVG file with its own style, for colours that are no variables."""
    css = style(colours, font)
    return print_svg(drawing_of(figure, width), _labels(figure), prefix, css)


def standalone_balance(
    balance: Balance, names: tuple[str, str], width: Width, prefix: str, colours: Colours, font: str
) -> str:
    """Return the margin as an SVG file with its own style; names are those of both ends."""
    drawing = draw_gauge(balance, *names, width)
    return print_svg(drawing, Labels(balance.description), prefix, style(colours, font))


def drawing_of(figure: Figure, width: Width) -> Drawing:
    """Return the shapes of a figure, before they are printed."""
    match figure:
        case BarsFigure():
            return draw_bars(figure, width)
        case PlotFigure():
            return draw_plot(figure, width)
        case PullsFigure():
            return draw_pulls(figure, width)
        case LadderFigure():
            return draw_ladder(figure, width)
        case TimelineFigure():
            return draw_timeline(figure, width)


def _labels(figure: Figure) -> Labels:
    return Labels(figure.title, figure.description)

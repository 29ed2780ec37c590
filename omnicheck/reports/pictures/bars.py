"""Scores as bars on one scale, with the mark of what omnichannel asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures import marks
from omnicheck.reports.pictures.measure import text_width, wrapped
from omnicheck.reports.pictures.scale import Places, Scale
from omnicheck.reports.pictures.shapes import (
    Anchor,
    Drawing,
    Rect,
    Tone,
    Width,
    Words,
    below,
    centred,
    text_height,
)

if TYPE_CHECKING:
    from omnicheck.reports.manuscript.record import BarsFigure, Score

_BAR: Final = 16.0
_START: Final = 8.0
_END: Final = 12.0
"""Room at the ends of the scale for a point or a number that stands there."""
_BEYOND: Final = 3.0
_INDENT: Final = 2 * marks.ICON + 7
"""Room of the icon before a state."""
_STATE_GAP: Final = 6.0
_GUTTER: Final = 20.0


def draw_bars(figure: BarsFigure, width: Width) -> Drawing:
    """Return the bars below each other."""
    drawing = Drawing(width.value)
    y = _legend(figure, drawing)
    layout = _Columns.of(figure, drawing) if drawing.is_wide else None
    for score in figure.scores:
        y = _in_one_row(score, layout, y, drawing) if layout else _stacked(score, y, drawing)
    left, right = (layout.bar, layout.bar_end) if layout else (_START, drawing.width - _END)
    drawing.height = _scale(Scale(left, right), y, drawing) + 2
    return drawing


@dataclass(frozen=True)
class _Columns:
    """Where the columns of the wide picture begin and end."""

    title: float
    """Room of the title, and of the state under it."""
    value: float
    """Right edge of the value."""
    bar: float
    bar_end: float

    @classmethod
    def of(cls, figure: BarsFigure, drawing: Drawing) -> _Columns:
        title = _widest([score.title for score in figure.scores], drawing.text, 230, bold=True)
        state = _widest([score.state for score in figure.scores], drawing.small, 230 - _INDENT)
        values = [score.value_text for score in figure.scores]
        value = _widest(values, drawing.text, 90, bold=True)
        column = max(title, state + _INDENT)
        right = column + _GUTTER + value
        return cls(column, right, right + _GUTTER / 2 + _START, drawing.width - _END)


def _widest(texts: list[str], size: float, most: float, *, bold: bool = False) -> float:
    return min(most, max((text_width(text, size, bold=bold) for text in texts), default=0) + 0.1)


def _legend(figure: BarsFigure, drawing: Drawing) -> float:
    entries = []
    if any(score.threshold is not None for score in figure.scores):
        entries.append(marks.requirement_entry(figure.threshold_legend))
    if figure.range_legend:
        entries.append(marks.range_entry(figure.range_legend))
    if not entries:
        return 0
    return marks.legend(drawing, entries, 0, 4, drawing.width) + 6


def _in_one_row(score: Score, columns: _Columns, top: float, drawing: Drawing) -> float:
    size = drawing.text
    title = wrapped(score.title, columns.title, size, bold=True)
    above = text_height(len(title), size)
    depth = above + _state_depth(score, columns.title, drawing)
    height = max(depth, _BAR + 2 * marks.MARK_REACH) + 16
    middle = top + height / 2
    first = middle - depth / 2
    drawing.add(Words(title, 0, below(first, size), size, bold=True))
    marks.state(score, 0, first + above + _STATE_GAP, columns.title, drawing)
    value = wrapped(score.value_text, columns.value - columns.title - _GUTTER, size, bold=True)
    y = centred(middle, size, len(value))
    drawing.add(Words(value, columns.value, y, size, bold=True, anchor=Anchor.END))
    _bar(score, Scale(columns.bar, columns.bar_end), middle, drawing)
    return top + height


def _stacked(score: Score, top: float, drawing: Drawing) -> float:
    size = drawing.text
    value = wrapped(score.value_text, 110, size, bold=True)
    beside = max((text_width(line, size, bold=True) for line in value), default=0)
    title = wrapped(score.title, drawing.width - beside - 14, size, bold=True, most=3)
    top += 12
    drawing.add(
        Words(title, 0, below(top, size), size, bold=True),
        Words(value, drawing.width, below(top, size), size, bold=True, anchor=Anchor.END),
    )
    top += text_height(max(len(title), len(value)), size) + 2 * marks.MARK_REACH + 2
    _bar(score, Scale(_START, drawing.width - _END), top + _BAR / 2, drawing)
    top += _BAR + marks.MARK_REACH
    marks.state(score, 0, top + _STATE_GAP, drawing.width, drawing)
    return top + _state_depth(score, drawing.width, drawing)


def _state_depth(score: Score, room: float, drawing: Drawing) -> float:
    lines = marks.state_lines(score, room, drawing)
    return text_height(len(lines), drawing.small) + _STATE_GAP if lines else 0


def _bar(score: Score, scale: Scale, middle: float, drawing: Drawing) -> None:
    top = middle - _BAR / 2
    places = Places.of(score, scale, marks.CLEAR if score.low < score.high else 3, _BEYOND)
    drawing.add(Rect(scale.start, top, scale.end - scale.start, _BAR, fill=Tone.WASH))
    solid = max(places.low - scale.start, 0)
    if solid:
        drawing.add(Rect(scale.start, top, solid, _BAR, fill=Tone.ACCENT))
    if places.is_open:
        drawing.add(*marks.open_range(places.low, top, places.high - places.low, _BAR))
    if places.mark is not None:
        drawing.add(*marks.requirement(places.mark, top, top + _BAR))
    if places.is_open and places.value is not None:
        drawing.add(*marks.point(max(places.value, marks.HALO), middle))


def _scale(scale: Scale, top: float, drawing: Drawing) -> float:
    size, middle = drawing.small, Anchor.MIDDLE
    y = below(top + 6, size)
    for value in (0, 50, 100):
        drawing.add(Words((str(value),), scale.at(value), y, size, Tone.QUIET, anchor=middle))
    return top + 6 + text_height(1, size)

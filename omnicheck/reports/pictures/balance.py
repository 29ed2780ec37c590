"""The margin as a point on a line between the two strategies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures import marks
from omnicheck.reports.pictures.measure import wrapped
from omnicheck.reports.pictures.scale import Scale
from omnicheck.reports.pictures.shapes import (
    Anchor,
    Drawing,
    Rect,
    Stroke,
    Tone,
    Width,
    Words,
    below,
    text_height,
)

if TYPE_CHECKING:
    from omnicheck.reports.manuscript.record import Balance

_LINE: Final = 50.0
_TRACK: Final = 10.0


def draw_gauge(balance: Balance, left: str, right: str, width: Width) -> Drawing:
    """Return the line with the names of both strategies over its ends; the nearer one is bold."""
    drawing = Drawing(width.value)
    scale = Scale(marks.HALO, drawing.width - marks.HALO)
    ahead = balance.value is not None and balance.value >= _LINE
    size = drawing.text
    room = drawing.width / 2 - 16
    names = [
        Words(wrapped(name, room, size, bold=bold), x, 0, size, bold=bold, anchor=anchor)
        for name, bold, x, anchor in (
            (left, not ahead, 0.0, Anchor.START),
            (right, ahead, drawing.width, Anchor.END),
        )
    ]
    lines = max(len(name.lines) for name in names)
    for name in names:
        y = below(2, size) + (lines - len(name.lines)) * name.leading
        drawing.add(name.moved(name.x, y))
    middle = text_height(lines, size) + 22
    _track(balance, scale, middle, drawing)
    drawing.height = middle + 16
    return drawing


def _track(balance: Balance, scale: Scale, middle: float, drawing: Drawing) -> None:
    top = middle - _TRACK / 2
    centre = scale.at(_LINE)
    point = None if balance.value is None else scale.beside(balance.value, _LINE, marks.CLEAR)
    drawing.add(Rect(0, top, drawing.width, _TRACK, fill=Tone.WASH, radius=_TRACK / 2))
    if balance.low < balance.high:
        ends = [scale.beside(end, _LINE, 2) for end in (balance.low, balance.high)]
        ends += [] if point is None else [point]
        drawing.add(*marks.open_range(min(ends), top, max(ends) - min(ends), _TRACK))
    elif point is not None:
        start = min(centre, point)
        drawing.add(Rect(start, top, abs(point - centre), _TRACK, fill=Tone.ACCENT))
    drawing.add(
        Stroke(((centre, top - 8), (centre, top + _TRACK + 8)), Tone.PAPER, thickness=5),
        Stroke(((centre, top - 8), (centre, top + _TRACK + 8)), Tone.INK, thickness=2),
        *(() if point is None else marks.point(point, middle)),
    )

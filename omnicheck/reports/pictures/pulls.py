"""What pulls the decision to either side, as bars to the left and to the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures.measure import text_width, wrapped
from omnicheck.reports.pictures.shapes import (
    Anchor,
    Drawing,
    Rect,
    Stroke,
    Tone,
    Width,
    Words,
    below,
    centred,
    text_height,
)

if TYPE_CHECKING:
    from omnicheck.reports.manuscript.record import Pull, PullsFigure

_BAR: Final = 14.0
_GAP: Final = 8.0
_LEAST: Final = 1.5


def draw_pulls(figure: PullsFigure, width: Width) -> Drawing:
    """Return the bars from the strongest towards omnichannel to the strongest towards multichannel."""
    drawing = Drawing(width.value)
    top = _heads(figure, drawing)
    y = top + 6
    pulls = sorted(figure.pulls, key=lambda pull: -pull.points)
    most = max((abs(pull.points) for pull in pulls), default=0) or 1
    beside = max((text_width(p.points_text, drawing.small, bold=True) for p in pulls), default=0)
    longest = drawing.width / 2 - beside - _GAP
    for pull in pulls:
        y = _row(pull, longest * abs(pull.points) / most, y, drawing)
    centre = drawing.width / 2
    drawing.add(Stroke(((centre, top), (centre, y + 6)), Tone.INK, thickness=1.5))
    drawing.height = y + 8
    return drawing


def _heads(figure: PullsFigure, drawing: Drawing) -> float:
    """Name both sides, each with an arrow that points away from the middle."""
    size, centre = drawing.small, drawing.width / 2
    room = centre - _GAP - 20
    left = wrapped(figure.towards_multichannel, room, size, most=3)
    right = wrapped(figure.towards_omnichannel, room, size, most=3)
    y = below(2, size)
    drawing.add(
        Words(left, centre - _GAP - 14, y, size, Tone.QUIET, anchor=Anchor.END),
        Words(right, centre + _GAP + 14, y, size, Tone.QUIET),
        _arrow(centre - _GAP, centre - _GAP - 9, y - 0.36 * size),
        _arrow(centre + _GAP, centre + _GAP + 9, y - 0.36 * size),
    )
    return 2 + text_height(max(len(left), len(right)), size) + 8


def _arrow(start: float, end: float, y: float) -> Stroke:
    return Stroke(((start, y - 4.5), (start, y + 4.5), (end, y)), fill=Tone.QUIET)


def _row(pull: Pull, length: float, top: float, drawing: Drawing) -> float:
    """Draw a bar on its side of the middle and its name on the other."""
    size, small, centre = drawing.text, drawing.small, drawing.width / 2
    onward = -1 if pull.points < 0 else 1
    ahead, back = (Anchor.END, Anchor.START) if onward < 0 else (Anchor.START, Anchor.END)
    topic = wrapped(pull.topic, centre - _GAP - 1, size, most=2)
    height = max(text_height(len(topic), size), _BAR) + 8
    middle = top + height / 2
    length = max(length, _LEAST)
    left = centre if onward > 0 else centre - length
    tone = Tone.ACCENT if onward > 0 else Tone.COUNTER
    drawing.add(
        Rect(left, middle - _BAR / 2, length, _BAR, fill=tone),
        Words(topic, centre - onward * _GAP, centred(middle, size, len(topic)), size, anchor=back),
        Words(
            (pull.points_text,),
            centre + onward * (length + _GAP - 2),
            centred(middle, small),
            small,
            bold=True,
            anchor=ahead,
        ),
    )
    return top + height

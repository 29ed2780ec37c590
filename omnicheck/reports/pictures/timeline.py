"""The plan on a calendar whose first 30 days have as much room as the months that follow."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures.measure import LINE_HEIGHT, text_width, wrapped
from omnicheck.reports.pictures.shapes import (
    Anchor,
    Dot,
    Drawing,
    Rect,
    Shape,
    Stroke,
    Tone,
    Width,
    Words,
    below,
    centred,
    text_height,
)

if TYPE_CHECKING:
    from omnicheck.reports.manuscript.record import TimelineFigure, TimelineStep

_TITLES: Final = 316.0
"""Room of the titles beside a wide calendar, their gaps included."""
_BAR: Final = 12.0
_LEAST: Final = 5.0
_DISC: Final = 10.5
_GAP: Final = 9.0


@dataclass(frozen=True)
class _Calendar:
    """Weeks on a stretch of the drawing, in bands that are equally wide."""

    left: float
    right: float
    ends: tuple[float, float, float]

    @property
    def edges(self) -> tuple[float, ...]:
        """Return where the bands begin and end, left to right."""
        band = (self.right - self.left) / len(self.ends)
        return tuple(self.left + number * band for number in range(len(self.ends) + 1))

    def at(self, week: float) -> float:
        """Return the place of a moment, in weeks from the day of the answers."""
        weeks = (0.0, *self.ends)
        for (start, end), (left, right) in zip(pairwise(weeks), pairwise(self.edges), strict=True):
            if week <= end:
                return left + (right - left) * max(week - start, 0) / (end - start)
        return self.right

    def ground(self, top: float, bottom: float) -> tuple[Shape, ...]:
        """Return the bands between two heights."""
        return (
            Rect(self.left, top, self.right - self.left, bottom - top, fill=Tone.WASH),
            *(Stroke(((x, top), (x, bottom)), Tone.PAPER, thickness=3) for x in self.edges[1:-1]),
        )


def draw_timeline(figure: TimelineFigure, width: Width) -> Drawing:
    """Return the actions below each other, each with its bar beside it or, on a phone, under it."""
    drawing = Drawing(width.value)
    calendar = _Calendar(_TITLES if drawing.is_wide else 0, drawing.width, figure.ends)
    disc = _disc_radius(figure, drawing)
    top = _heads(figure, calendar, drawing)
    behind = len(drawing.shapes)
    add_step = _beside if drawing.is_wide else _under
    bottom = top + 4
    for step in figure.steps:
        bottom = add_step(step, calendar, disc, bottom, drawing)
    drawing.height = bottom + 4
    if drawing.is_wide:
        drawing.shapes[behind:behind] = calendar.ground(top, drawing.height)
    return drawing


def _disc_radius(figure: TimelineFigure, drawing: Drawing) -> float:
    numbers = (text_width(str(step.number), drawing.small, bold=True) for step in figure.steps)
    return max(_DISC, max(numbers, default=0) / 2 + 3)


def _heads(figure: TimelineFigure, calendar: _Calendar, drawing: Drawing) -> float:
    """Name the bands over the edges where they end; return where the names end."""
    size = drawing.small
    room = calendar.edges[1] - calendar.edges[0] - 8
    names = [wrapped(name, room, size, most=3) for name in figure.bands]
    deepest = max(map(len, names))
    for lines, right in zip(names, calendar.edges[1:], strict=True):
        y = below(2, size) + (deepest - len(lines)) * size * LINE_HEIGHT
        drawing.add(Words(lines, right, y, size, Tone.QUIET, anchor=Anchor.END))
    return 2 + text_height(deepest, size) + 6


def _beside(
    step: TimelineStep, calendar: _Calendar, disc: float, top: float, drawing: Drawing
) -> float:
    size = drawing.text
    indent = 2 * disc + _GAP
    title = wrapped(step.title, calendar.left - indent - 16, size)
    height = max(text_height(len(title), size), 2 * disc) + 7
    middle = top + height / 2
    drawing.add(*_number(step, disc, middle, drawing))
    drawing.add(Words(title, indent, centred(middle, size, len(title)), size))
    drawing.add(*_bar(step, calendar, middle, drawing))
    return top + height


def _under(
    step: TimelineStep, calendar: _Calendar, disc: float, top: float, drawing: Drawing
) -> float:
    size = drawing.text
    indent = 2 * disc + _GAP
    title = wrapped(step.title, drawing.width - indent, size, most=3)
    top += 10
    first = top + disc
    drawing.add(*_number(step, disc, first, drawing))
    drawing.add(Words(title, indent, centred(first, size), size))
    top = max(first + disc, centred(first, size) + text_height(len(title), size) - 0.8 * size) + 6
    drawing.add(*calendar.ground(top, top + _BAR + 8))
    drawing.add(*_bar(step, calendar, top + _BAR / 2 + 4, drawing))
    return top + _BAR + 8


def _number(step: TimelineStep, disc: float, y: float, drawing: Drawing) -> tuple[Shape, ...]:
    size = drawing.small
    number = Words(
        (str(step.number),),
        disc,
        centred(y, size),
        size,
        Tone.PAPER,
        bold=True,
        anchor=Anchor.MIDDLE,
    )
    return Dot(disc, y, disc, fill=Tone.ACCENT), number


def _bar(
    step: TimelineStep, calendar: _Calendar, middle: float, drawing: Drawing
) -> tuple[Shape, ...]:
    """Return a bar with its weeks beside it, on the side where there is room."""
    left = min(calendar.at(step.from_week), calendar.right - _LEAST)
    right = max(calendar.at(step.to_week), left + _LEAST)
    bar = Rect(left, middle - _BAR / 2, right - left, _BAR, fill=Tone.ACCENT, radius=2)
    size = drawing.small
    needed = text_width(step.when, size) + 12
    if not step.when or right + needed > calendar.right > left - needed < calendar.left:
        return (bar,)
    x, anchor = (right + 6, Anchor.START)
    if right + needed > calendar.right:
        x, anchor = (left - 6, Anchor.END)
    when = Words((step.when,), x, centred(middle, size), size, Tone.QUIET, anchor=anchor)
    return bar, _knocked_out(when), when


def _knocked_out(words: Words) -> Rect:
    """Return ground under words, so that the edge of a band does not run through them."""
    box = words.box
    return Rect(box.left, box.top, box.right - box.left, box.bottom - box.top, fill=Tone.WASH)

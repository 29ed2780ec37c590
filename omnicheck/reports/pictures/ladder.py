"""The stages as rising steps, with the one of today and those that the plan works towards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures.measure import LINE_HEIGHT, wrapped
from omnicheck.reports.pictures.shapes import (
    Drawing,
    Rect,
    Shape,
    Stroke,
    Tone,
    Width,
    Words,
    below,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.reports.manuscript.record import LadderFigure, Rung

_RISE: Final = 30.0
_TREAD: Final = 4.0
_GAP: Final = 3.0
_INSET: Final = 11.0
_FLAG: Final = 18.0
"""Room of the sign before its words."""
_MOST_COLUMNS: Final = 5


def draw_ladder(figure: LadderFigure, width: Width) -> Drawing:
    """Return a staircase; on a phone, or with many stages, the highest step on top of the others."""
    drawing = Drawing(width.value)
    fits = drawing.is_wide and len(figure.rungs) <= _MOST_COLUMNS
    drawing.height = (_stairs if fits else _shelves)(figure.rungs, drawing)
    return drawing


def _stairs(rungs: Sequence[Rung], drawing: Drawing) -> float:
    """Draw the steps side by side, down to one ground; return where it is."""
    run = (drawing.width + _GAP) / max(len(rungs), 1)
    steps = [_Step.of(rung, run - _GAP, drawing) for rung in rungs]
    drops = [_RISE * number for number in reversed(range(len(steps)))]
    top = max((step.over - drop for step, drop in zip(steps, drops, strict=True)), default=0)
    top = max(top, _TREAD)
    ground = max(
        (top + drop + step.depth for step, drop in zip(steps, drops, strict=True)), default=0
    )
    for number, (step, drop) in enumerate(zip(steps, drops, strict=True)):
        drawing.add(*step.shapes(number * run, top + drop, ground))
    return ground


def _shelves(rungs: Sequence[Rung], drawing: Drawing) -> float:
    """Draw the steps below each other, higher ones further in; return where they end."""
    indent = min(14.0, 60 / max(len(rungs) - 1, 1))
    bottom = -_GAP
    for number, rung in reversed(list(enumerate(rungs))):
        left = number * indent
        step = _Step.of(rung, drawing.width - left, drawing)
        tread = bottom + _GAP + step.over
        bottom = tread + step.depth
        drawing.add(*step.shapes(left, tread, bottom))
    return max(bottom, 0)


@dataclass(frozen=True)
class _Step:
    """A stage with its texts broken into lines."""

    rung: Rung
    width: float
    title: Words
    means: Words
    mark: Words

    @classmethod
    def of(cls, rung: Rung, width: float, drawing: Drawing) -> _Step:
        room, size, small = width - 2 * _INSET, drawing.text, drawing.small
        title = wrapped(rung.title, room, size, bold=True, most=3)
        means = wrapped(rung.means, room, small, most=7)
        mark = wrapped(rung.mark, width - _INSET - _FLAG - 2, small, bold=True, most=3)
        return cls(
            rung,
            width,
            Words(title, 0, 0, size, bold=True),
            Words(means, 0, 0, small, Tone.QUIET),
            Words(mark, 0, 0, small, Tone.ACCENT, bold=True),
        )

    @property
    def over(self) -> float:
        """Return the room over the step: its tread, and what stands on it."""
        return _TREAD + (_height(self.mark) + 10 if self.mark.lines else 0)

    @property
    def depth(self) -> float:
        """Return the room under the tread that the texts take."""
        between = 6 if self.means.lines else 0
        return 10 + _height(self.title) + between + _height(self.means) + 12

    def shapes(self, left: float, tread: float, bottom: float) -> Iterator[Shape]:
        """Yield the step, down to the bottom."""
        fill = Tone.ACCENT_SOFT if self.rung.is_today else Tone.WASH
        edge = Tone.ACCENT if self.rung.is_today or self.rung.is_target else Tone.COUNTER
        yield Rect(left, tread, self.width, bottom - tread, fill=fill)
        yield Rect(left, tread - _TREAD, self.width, _TREAD, fill=edge)
        left += _INSET
        yield self.title.moved(left, below(tread + 10, self.title.size))
        second = tread + 10 + _height(self.title) + 6
        yield self.means.moved(left, below(second, self.means.size))
        if self.mark.lines:
            yield from _sign(self.rung, left, tread - _TREAD)
            first = tread - _TREAD - 6 - (len(self.mark.lines) - 1) * self.mark.size * LINE_HEIGHT
            yield self.mark.moved(left + _FLAG, first)


def _height(words: Words) -> float:
    return text_height(len(words.lines), words.size)


def _sign(rung: Rung, x: float, foot: float) -> Iterator[Shape]:
    """Yield a pin for today, a flag for where the plan is to lead."""
    if rung.is_today:
        pin = ((x, foot - 17), (x + 13, foot - 17), (x + 6.5, foot - 5))
        yield Stroke(pin, fill=Tone.ACCENT)
        return
    cloth = ((x + 1, foot - 18), (x + 13, foot - 13.5), (x + 1, foot - 9))
    yield Stroke(((x + 1, foot), (x + 1, foot - 18)), Tone.ACCENT, thickness=1.8)
    yield Stroke(cloth, fill=Tone.ACCENT)

"""Places of values on a line, true to the one thing that counts: on which side of its mark a value is."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omnicheck.reports.manuscript.record import Score


@dataclass(frozen=True)
class Scale:
    """Scores from 0 to 100 on a stretch of the drawing, which may run either way."""

    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value; what lies outside 0 to 100 stands at the end."""
        return self.start + (self.end - self.start) * min(max(value, 0), 100) / 100

    def beside(
        self,
        value: float,
        mark: float | None,
        short: float,
        over: float = 0,
        *,
        met: bool | None = None,
    ) -> float:
        """Return the place of a value, clear of the mark that it has to reach.

        Args:
            value: 0 to 100.
            mark: What is to be reached; None for nothing.
            short: Distance that a value short of the mark keeps from it at least.
            over: Distance that a value that reaches the mark goes beyond it at least.
            met: Whether it is reached, where that is known better than from the values.
        """
        place = self.at(value)
        if mark is None:
            return place
        onward = copysign(1, self.end - self.start)
        reached = value >= mark if met is None else met
        if reached:
            return onward * max(onward * place, onward * (self.at(mark) + onward * over))
        return onward * min(onward * place, onward * (self.at(mark) - onward * short))


@dataclass(frozen=True)
class Places:
    """Where a score and the ends of its range stand."""

    value: float | None
    low: float
    high: float
    mark: float | None
    is_open: bool

    @classmethod
    def of(cls, score: Score, scale: Scale, reach: float, over: float = 0) -> Places:
        """Place a score whose point takes so much room to either side."""
        is_open = score.low < score.high

        def place(value: float, short: float, met: bool | None = None) -> float:
            return scale.beside(value, score.threshold, short, over, met=met)

        value = None if score.value is None else place(score.value, reach, score.met)
        edges = (place(score.low, 2), place(score.high, 2)) if is_open else (value, value)
        low, high = (scale.at(0) if edge is None else edge for edge in edges)
        mark = None if score.threshold is None else scale.at(score.threshold)
        return cls(value, low, high, mark, is_open)

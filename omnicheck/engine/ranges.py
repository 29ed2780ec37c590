"""How far each weight, share and line can be moved, everything else as it is, before the answer turns.

Exact: the values where a comparison can turn are known beforehand (`engine.moves`), and the engine decides
at each of them and between any two. Held fixed are the answers, so what is asked and what is open, and all
other numbers of the questionnaire. Not fixed, but found anew with each value: scores, stage, the lines of
that stage, how much is unknown, and the worst that the open answers can do.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, pairwise
from math import inf
from typing import TYPE_CHECKING

from omnicheck.choices import Moved
from omnicheck.engine.moves import Lines, Number, Scores, Shares, Weights
from omnicheck.engine.sheet import bars_of, omnichannel_where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from omnicheck.engine.decide import Standing
    from omnicheck.engine.moves import Family
    from omnicheck.engine.sheet import Base, Sheet


@dataclass(frozen=True)
class End:
    """Where a recommendation ends."""

    at: Fraction
    holds: bool
    """At this very value it still holds, and turns beyond; else it has turned there."""


@dataclass(frozen=True)
class Range:
    """Around today's value of a number: where the recommendation holds without a break."""

    number: Number
    below: End | None
    """None where it holds down to 0, and at 0."""
    above: End | None
    """None where it holds up to the top, 1 for a share and 100 for points, or however high."""

    @property
    def ends(self) -> tuple[End, ...]:
        """The ends that there are."""
        return tuple(end for end in (self.below, self.above) if end)

    @cached_property
    def times(self) -> float:
        """How many times as large, or as small, the number must become at least; infinite if none does."""
        return min(map(self.times_to, self.ends), default=inf)

    def times_to(self, end: End) -> float:
        """How many times as large or as small one end is; from 0 and to 0, infinitely."""
        today, then = self._size(self.number.today), self._size(end.at)
        return max(today / then, then / today) if today and then else inf

    def _size(self, value: Fraction) -> float:
        """The number itself; of a share, how it stands to all the others, as a weight would."""
        if self.number.moved is Moved.SHARE:
            return float(value / (1 - value)) if value < 1 else 0.0
        return float(value)


def ranges(sheet: Sheet) -> tuple[Range, ...]:
    """Return the range of every weight, share, factor's score and line of one business.

    Left out is a number whose range cannot be told, as too many completions of the open answers may be
    the worst one; and all scores where too much is unknown.
    """
    compiled, bars = sheet.compiled, bars_of(sheet.compiled)
    families = (
        Weights(compiled, bars, None),
        Shares(compiled, bars, Fraction(1)),
        Scores(compiled, bars, Fraction(100)),
        Lines(compiled, bars, Fraction(100)),
    )
    return tuple(chain.from_iterable(_ranges(family, sheet) for family in families))


def _ranges(family: Family, sheet: Sheet) -> list[Range]:
    """The ranges of one kind of numbers, in their order."""
    moved = list(family.numbers(sheet))
    found = {each.number: each for each in _tried(family, sheet, moved, [sheet.today])}
    doubtful = [number for number in moved if found[number].doubtful]
    if doubtful:
        # Too much may then be unknown; the open answers at their worst turn at places of their own.
        bases = [sheet.today, *(sheet.lows or ())]
        found |= {each.number: each for each in _tried(family, sheet, doubtful, bases)}
    told = (found[number] for number in moved if not found[number].doubtful or sheet.lows)
    return [each.around_today(sheet.omnichannel) for each in told]


@dataclass(frozen=True)
class _Tried:
    """One number with the values that were tried, from 0 to the top."""

    number: Number
    values: tuple[Fraction, ...]
    """By turns a place where something may turn, and one between it and the next."""
    omnichannel: list[bool]
    doubtful: bool
    """At some of the values it hangs on the open answers at their worst."""

    def around_today(self, today: bool) -> Range:
        """Walk from today's value to both sides for as long as the recommendation holds."""
        start = bisect_left(self.values, self.number.today)
        if self.values[start] != self.number.today and start % 2 == 0:
            start -= 1  # between the place before and this one, as is the value tried there
        holds = [each == today for each in self.omnichannel]
        assert holds[start], self.number
        return Range(
            self.number,
            below=self._end(holds, range(start, -1, -1)),
            above=self._end(holds, range(start, len(holds))),
        )

    def _end(self, holds: list[bool], way: range) -> End | None:
        turned = next((place for place in way if not holds[place]), None)
        if turned is None:
            return None
        if turned % 2 == 0:
            return End(self.values[turned], holds=False)
        return End(self.values[turned - way.step], holds=True)


def _tried(
    family: Family, sheet: Sheet, moved: Sequence[Number], bases: Sequence[Base]
) -> Iterator[_Tried]:
    """Try each number at every place where it may turn for one of the bases, and between."""
    if not moved:
        return
    marks = zip(*(family.marks(base, moved) for base in bases), strict=True)
    values = [_values(chain.from_iterable(each), family.top) for each in marks]
    numbers = [number for number, tried in zip(moved, values, strict=True) for _ in tried]
    flat = list(chain.from_iterable(values))

    def judge(base: Base, rows: NDArray[np.int64]) -> Standing:
        picked = rows.tolist()
        return family.stand(base, [numbers[row] for row in picked], [flat[row] for row in picked])

    omnichannel, doubtful = omnichannel_where(sheet, len(flat), judge)
    start = 0
    for number, tried in zip(moved, values, strict=True):
        part = slice(start, start + len(tried))
        yield _Tried(number, tried, omnichannel[part].tolist(), bool(doubtful[part].any()))
        start += len(tried)


def _values(marks: Iterable[Fraction], top: Fraction | None) -> tuple[Fraction, ...]:
    """0, the marks and the top, each with a value between it and the next; beyond the last if no top.

    Between two places any value does; their mediant takes less work than their middle.
    """
    inside = {mark for mark in marks if mark.numerator > 0 and (top is None or mark < top)}
    places = [Fraction(0), *sorted(inside), *([] if top is None else [top])]
    found = [places[0]]
    for before, after in pairwise(places):
        both = before.numerator + after.numerator, before.denominator + after.denominator
        found += [Fraction(*both), after]
    return tuple(found if top is not None else [*found, places[-1] + 1])

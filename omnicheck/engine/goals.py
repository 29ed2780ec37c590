"""What a set of changed answers must reach to turn the recommendation, as sums in whole numbers.

Where answers count by their values alone, every line is a sum over answers, so that sets which cannot do
it are told apart without a rerun. Goals only rule out: whatever turns the recommendation meets one of
them, and what meets one is still rerun.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain, combinations
from math import comb, inf, prod
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from omnicheck.conditions import Both, Compare, Name, Not, subjects
from omnicheck.engine.decide import sums_or_blank
from omnicheck.engine.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from omnicheck.conditions import Condition
    from omnicheck.engine.compile import CompiledQuestionnaire, Gate
    from omnicheck.engine.decide import Standing
    from omnicheck.engine.ladders import Ladder

#: Ways to spread changes over the factors that are looked at; beyond, the bound is a looser one.
_MOST_SPREADS: Final = 200_000
#: Sets given as examples of one size.
_MOST_EXAMPLES: Final = 50


class Line(NamedTuple):
    """A sum over what the factors gain, and what it must reach."""

    shares: tuple[int, ...]
    """By factor."""
    amount: int


@dataclass(frozen=True)
class Gains:
    """What each ladder adds to its factor at its last rung; one entry a ladder."""

    factors: NDArray[np.int64]
    """The factor; of a ladder in no factor any, with a gain of 0."""
    amounts: Any


@dataclass(frozen=True)
class Goal:
    """Answers that must be among the changed ones, and lines that all of them together must reach."""

    gains: Gains
    needed: tuple[int, ...]
    """Positions of ladders."""
    lines: tuple[Line, ...]

    @cached_property
    def rest(self) -> list[int]:
        """Positions of the other ladders."""
        return [i for i in range(len(self.gains.factors)) if i not in self.needed]

    @cached_property
    def _shares(self) -> Any:
        return np.array([line.shares for line in self.lines], dtype=self.gains.amounts.dtype)

    @cached_property
    def _amounts(self) -> Any:
        """What the lines still ask for once the needed answers are changed."""
        asked = np.array([line.amount for line in self.lines], dtype=self.gains.amounts.dtype)
        needed = list(self.needed)
        return asked - self._worth[needed].sum(axis=0)

    @cached_property
    def _worth(self) -> Any:
        """What each ladder adds to each line, shape (ladders, lines)."""
        return (self._shares[:, self.gains.factors] * self.gains.amounts).T

    @cached_property
    def least(self) -> float:
        """No fewer answers meet this goal; infinite where none do."""
        if not self.lines:
            return len(self.needed)
        if self._spreads is None:
            return len(self.needed) + max(map(self._least_for, range(len(self.lines))))
        _counts, sizes = self._spreads
        return float(sizes.min()) + len(self.needed) if len(sizes) else inf

    def _least_for(self, line: int) -> float:
        """How many more answers one line alone needs."""
        if self._amounts[line] <= 0:
            return 0
        reached = np.cumsum(np.sort(self._worth[self.rest, line])[::-1]) >= self._amounts[line]
        return int(np.argmax(reached)) + 1 if reached.any() else inf

    @cached_property
    def _piles(self) -> list[list[int]]:
        """The other ladders of each factor that counts here, the largest gain first."""
        piles = defaultdict(list)
        for i in self.rest:
            if self._worth[i].any():
                piles[int(self.gains.factors[i])].append(i)
        return [
            sorted(pile, key=lambda i: (-int(self.gains.amounts[i]), i)) for pile in piles.values()
        ]

    @cached_property
    def _spreads(self) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """How many answers to change in each factor so that all lines are reached, and how many in all.

        Within a factor, the largest gains do as much as any others, so that nothing smaller is missed.
        None where there are too many ways.
        """
        shape = [len(pile) + 1 for pile in self._piles]
        if prod(shape) > _MOST_SPREADS:
            return None
        counts = np.indices(shape).reshape(len(shape), prod(shape))
        reached: Any = np.zeros((len(self.lines), prod(shape)), dtype=self.gains.amounts.dtype)
        for pile, count in zip(self._piles, counts, strict=True):
            growing = np.cumsum(self._worth[pile], axis=0)
            reached += np.concatenate([np.zeros_like(growing[:1]), growing])[count].T
        enough = (reached >= self._amounts[:, None]).all(axis=0)
        return counts[:, enough].T, counts[:, enough].sum(axis=0)

    def examples(self, size: int) -> Iterator[tuple[int, ...]]:
        """Yield some sets of this size that meet the goal, those with the largest gains."""
        more = size - len(self.needed)
        if self.lines and more > 0 and self._spreads is not None:
            counts, sizes = self._spreads
            for count in counts[sizes == more][:_MOST_EXAMPLES]:
                taken = (pile[:n] for pile, n in zip(self._piles, count, strict=True))
                yield tuple(sorted(chain(self.needed, *taken)))
        elif more == 0:
            yield self.needed

    def count(self, size: int) -> int:
        """How many sets of this size are held against the goal."""
        more = size - len(self.needed)
        return comb(len(self.rest), more) if more >= 0 else 0

    def sets(self, size: int) -> NDArray[np.int64]:
        """Return every set of this size that meets the goal, shape (sets, size), in order."""
        more = size - len(self.needed)
        count = self.count(size)
        chosen = np.fromiter(
            chain.from_iterable(combinations(self.rest, more)) if count else (),
            dtype=np.int64,
            count=count * max(more, 0),
        ).reshape(count, max(more, 0))
        if self.lines:
            chosen = chosen[(self._worth[chosen].sum(axis=1) >= self._amounts).all(axis=1)]
        needed = np.tile(np.array(self.needed, dtype=np.int64), (len(chosen), 1))
        return np.sort(np.concatenate([needed, chosen], axis=1), axis=1)


def any_set(ladders: Sequence[Ladder]) -> list[Goal]:
    """Return the goal that every set meets: nothing is ruled out."""
    count = len(ladders)
    return [Goal(Gains(np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)), (), ())]


def goals(
    compiled: CompiledQuestionnaire, standing: Standing, ladders: Sequence[Ladder], *, upwards: bool
) -> list[Goal]:
    """Return goals one of which every set of answers meets that turns the recommendation.

    `standing` has two rows: today, and all ladders at their last rungs. Every answer must count by its
    value alone, and today not too much may be unknown.
    """
    found = _Goals(compiled, standing, ladders)
    wanted = dict.fromkeys(found.upwards() if upwards else found.downwards())
    gains = _gains(compiled, standing, ladders)
    place = {ladder.column: i for i, ladder in enumerate(ladders)}
    made = [
        Goal(gains, tuple(sorted(place[column] for column in needed)), lines)
        for needed, lines in wanted
        if needed <= place.keys()
    ]
    return [goal for goal in made if goal.least <= len(ladders)]


def _gains(compiled: CompiledQuestionnaire, standing: Standing, ladders: Sequence[Ladder]) -> Gains:
    home = {
        column: (f, weight)
        for f, factor in enumerate(compiled.factors)
        for column, weight in zip(factor.columns, factor.weights, strict=True)
    }
    factors, amounts = [], []
    for column in (ladder.column for ladder in ladders):
        factor, weight = home.get(column, (0, 0))
        today, last = compiled.values[column].worth(standing.codes[:, column])[0].tolist()
        factors.append(factor)
        amounts.append(weight * abs(last - today))
    return Gains(np.array(factors, dtype=np.int64), np.array(amounts, dtype=compiled.exact))


_Wanted = tuple[frozenset[int], tuple[Line, ...]]
"""Columns that must be among the changed ones, and lines to reach."""


@dataclass(frozen=True)
class _Goals:
    compiled: CompiledQuestionnaire
    standing: Standing
    ladders: Sequence[Ladder]

    def upwards(self) -> Iterator[_Wanted]:
        """For each stage within reach: every requirement and gate, and what the stages up to it ask for."""
        today, most = self.standing.stage.tolist()
        needed = {gate.column for gate, met in self._gates(row=0) if not met}
        lines: list[Line] = []
        for stage in range(today, most + 1):
            for atom in self._parts(stage) if stage > today else ():
                if self._holds(atom, row=0):
                    continue
                if column := self._column(atom):
                    needed |= column
                else:
                    lines += self._score_line(atom, sign=1)
            asked = (self._requirement(r, stage) for r in range(len(self.compiled.requirements)))
            missed = [Line(line.shares, -line.amount) for line in asked if line.amount < 0]
            yield frozenset(needed), (*lines, *missed)

    def downwards(self) -> Iterator[_Wanted]:
        """Each gate that can fail; each requirement, with the thresholds of each stage within reach."""
        for (gate, met), (_gate, still) in zip(self._gates(row=0), self._gates(row=1), strict=True):
            if met and not still:
                yield frozenset({gate.column}), ()
        most, least = self.standing.stage.tolist()
        for stage in range(least, most + 1):
            for needed, lines in self._falls_to(stage) if stage < most else [(frozenset(), ())]:
                for r in range(len(self.compiled.requirements)):
                    line = self._requirement(r, stage)
                    missed = [Line(line.shares, line.amount + 1)] if line.amount >= 0 else []
                    yield needed, (*lines, *missed)

    def _falls_to(self, stage: int) -> Iterator[_Wanted]:
        """For each part of the next stage's condition: what ends it."""
        for atom in self._parts(stage + 1):
            if not self._is_simple(atom):
                yield frozenset(), ()
            elif column := self._column(atom):
                if not self._holds(atom, row=1):
                    yield column, ()
            else:
                yield frozenset(), tuple(self._score_line(atom, sign=-1))

    def _gates(self, row: int) -> list[tuple[Gate, bool]]:
        return [
            (gate, bool(self.standing.gates[row, g] >= 0))
            for g, gate in enumerate(self.compiled.gates)
        ]

    def _parts(self, stage: int) -> tuple[Condition, ...]:
        """What a stage asks for, all of it."""
        text = self.compiled.questionnaire.stages[stage].when
        condition = self.compiled.conditions[text or ""]
        is_joint = isinstance(condition, Both) and condition.joint == "and"
        return condition.parts if isinstance(condition, Both) and is_joint else (condition,)

    def _is_simple(self, condition: Condition) -> bool:
        """Whether a condition is about one answer, or about the score of one factor that has one."""
        if not isinstance(condition, Compare):
            return False
        if self._column(condition):
            return True
        name = condition.left.id if isinstance(condition.left, Name) else ""
        factor = self.compiled.factor_by_id.get(name)
        return factor is not None and bool(self.standing.tally.possible[0, factor])

    def _column(self, condition: Condition) -> frozenset[int]:
        """The column of the one answer that a condition is about; empty where it is about more."""
        by_id = self.compiled.column_by_id
        if isinstance(condition, Both | Not):
            return frozenset()
        return frozenset(by_id[name] for name in subjects(condition) if name in by_id)

    def _holds(self, condition: Condition, row: int) -> bool:
        return bool(self._facts.truth(condition).yes[row])

    @cached_property
    def _facts(self) -> Facts:
        return Facts(self.compiled, self.standing.codes, tally=self.standing.tally)

    def _score_line(self, condition: Condition, *, sign: int) -> list[Line]:
        """What it takes to reach the score of a factor, or to lose it; nothing where that is not plain."""
        if not self._is_simple(condition):
            return []
        assert isinstance(condition, Compare)
        assert isinstance(condition.left, Name)
        assert isinstance(condition.right, Fraction)
        f, bar = self.compiled.factor_by_id[condition.left.id], condition.right
        got, possible = (
            int(each[0, f]) for each in (self.standing.tally.got, self.standing.tally.possible)
        )
        spare = got * bar.denominator - bar.numerator * possible * self.compiled.scale
        is_strict = condition.comparator == ">"
        amount = int(is_strict) - spare if sign > 0 else spare + int(not is_strict)
        shares = [0] * len(self.compiled.factors)
        shares[f] = bar.denominator
        return [Line(tuple(shares), amount)]

    def _requirement(self, r: int, stage: int) -> Line:
        """What a requirement has to spare at a stage; below 0 what it is short of."""
        got, possible = self._sums
        requirement, every = self.compiled.requirements[r], prod(possible)
        shares = [
            share * (every // whole)
            for share, whole in zip(requirement.shares, possible, strict=True)
        ]
        reached = sum(share * has for share, has in zip(shares, got, strict=True))
        spare = reached - requirement.thresholds[stage] * every * self.compiled.shares_total
        others = len(self.compiled.factors) - len(shares)
        return Line((*shares, *[0] * others), spare)

    @cached_property
    def _sums(self) -> tuple[list[int], list[int]]:
        got, possible = sums_or_blank(self.compiled, self.standing.tally, 50)
        return [int(each[0]) for each in got], [int(each[0]) for each in possible]

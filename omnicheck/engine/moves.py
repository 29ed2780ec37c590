"""The numbers that can be moved: what each may turn, and where a business then stands.

A number enters each score as `(a + b x) / (c + d x)`, and a line as it is. So a comparison turns in one
place at most, the root of an equation of the first degree, and all the places are known beforehand.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from omnicheck.choices import Moved
from omnicheck.engine.decide import margins, stand_on
from omnicheck.engine.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from omnicheck.engine.compile import CompiledQuestionnaire, Mixture
    from omnicheck.engine.decide import Standing
    from omnicheck.engine.sheet import Base, Sheet


@dataclass(frozen=True)
class Number:
    """A number that can be moved, everything else as it is."""

    moved: Moved
    id: str
    """The question, factor or index that it belongs to."""
    within: str
    """The factor that a weight counts in, the index that a share is of, or the stage that a line is
    written for; empty for a line of all other stages, and for a gate."""
    today: Fraction


@dataclass(frozen=True)
class Family(ABC):
    """The numbers of one kind; each runs from 0 to `top`, or without an end."""

    compiled: CompiledQuestionnaire
    bars: tuple[tuple[str, Fraction], ...]
    """What every score is held against; see `sheet.bars_of`."""
    top: Fraction | None
    """None where the numbers have no end."""

    @abstractmethod
    def numbers(self, sheet: Sheet) -> Iterator[Number]:
        """Yield the numbers that this business can be asked about."""

    @abstractmethod
    def marks(self, base: Base, moved: Sequence[Number]) -> Iterator[list[Fraction]]:
        """Yield for each number the values where a comparison can turn, and perhaps others."""

    @abstractmethod
    def stand(self, base: Base, moved: Sequence[Number], values: Sequence[Fraction]) -> Standing:
        """Return where a sheet stands under each of n moves."""

    def bars_behind(self, factor: int) -> Iterator[tuple[str, int, Mixture, Fraction]]:
        """Yield each score that a factor is in: name, the factor's share, mixture, what is asked for."""
        for name, bar in self.bars:
            mixture = self.compiled.mixture(name)
            if factor in mixture.factors:
                yield name, mixture.shares[mixture.factors.index(factor)], mixture, bar


class Weights(Family):
    """The weight of each question that applies, as a multiple of today's."""

    def numbers(self, sheet: Sheet) -> Iterator[Number]:
        """Yield them; see `Family`."""
        for factor in self.compiled.factors:
            for column in factor.columns:
                if sheet.today.parts[column][1] or sheet.may_ask_more:
                    question = self.compiled.columns[column].id
                    yield Number(Moved.WEIGHT, question, factor.id, Fraction(1))

    def marks(self, base: Base, moved: Sequence[Number]) -> Iterator[list[Fraction]]:
        """Yield the places; see `Family`."""
        factors = {number.within for number in moved}
        equations = {name: list(self._equations(base, name)) for name in factors}
        for number in moved:
            part = base.parts[self.compiled.column_by_id[number.id]]
            whole = base.sums[self.compiled.factor_by_id[number.within]]
            rest = [all_ - own for all_, own in zip(whole, part, strict=True)]
            # equation . (rest + x part) = 0
            both = [(_dot(each, rest), _dot(each, part)) for each in equations[number.within]]
            yield [Fraction(-fixed, slope) for fixed, slope in both if fixed * slope < 0]

    def _equations(self, base: Base, name: str) -> Iterator[tuple[int, int, int]]:
        """Yield what got, possible and unknown of a factor are multiplied by: 0 where it turns."""
        factor = self.compiled.factor_by_id[name]
        for _name, share, mixture, bar in self.bars_behind(factor):
            others = _others(base, mixture, factor) - bar * mixture.whole
            yield share * others.denominator, others.numerator, 0
        percent = Fraction(self.compiled.questionnaire.decision.omnichannel.max_unknown)
        yield 0, -percent.numerator, 100 * percent.denominator

    def stand(self, base: Base, moved: Sequence[Number], values: Sequence[Fraction]) -> Standing:
        """Return where a sheet then stands; see `Family`."""
        factors = [self.compiled.factor_by_id[number.within] for number in moved]
        whole = _columns(base.sums[f] for f in factors)
        part = _columns(base.parts[self.compiled.column_by_id[q.id]] for q in moved)
        times, over = _halves(values)
        sums = [over * (all_ - own) + times * own for all_, own in zip(whole, part, strict=True)]
        return _stand_on(base, factors, sums)


class Scores(Family):
    """The score of each deciding factor, whatever the answers behind it; what is unknown stays."""

    def numbers(self, sheet: Sheet) -> Iterator[Number]:
        """Yield them; see `Family`."""
        for f, factor in enumerate(self.compiled.factors[: self.compiled.deciding]):
            if sheet.today.sums[f][1] and not sheet.too_much_unknown:
                today = sheet.today.scores[f] / self.compiled.scale
                yield Number(Moved.SCORE, factor.id, "", today)

    def marks(self, base: Base, moved: Sequence[Number]) -> Iterator[list[Fraction]]:
        """Yield the places; see `Family`."""
        for number in moved:
            f = self.compiled.factor_by_id[number.id]
            yield [
                (bar * mixture.whole - _others(base, mixture, f)) / (share * self.compiled.scale)
                for _name, share, mixture, bar in self.bars_behind(f)
            ]

    def stand(self, base: Base, moved: Sequence[Number], values: Sequence[Fraction]) -> Standing:
        """Return where a sheet then stands; see `Family`."""
        factors = [self.compiled.factor_by_id[number.id] for number in moved]
        _got, possible, unknown = _columns(base.sums[f] for f in factors)
        times, over = _halves(values)
        got = self.compiled.scale * times * possible
        return _stand_on(base, factors, [got, over * possible, over * unknown])


class Shares(Family):
    """The share of each factor in an index of several."""

    def numbers(self, sheet: Sheet) -> Iterator[Number]:  # noqa: ARG002  all have them
        """Yield them; see `Family`."""
        for name in self.compiled.questionnaire.indices:
            mixture = self.compiled.mixture(name)
            if len(mixture.factors) > 1:
                for f, share in zip(mixture.factors, mixture.shares, strict=True):
                    today = Fraction(share, mixture.whole)
                    yield Number(Moved.SHARE, self.compiled.factors[f].id, name, today)

    def marks(self, base: Base, moved: Sequence[Number]) -> Iterator[list[Fraction]]:
        """Yield the places; see `Family`."""
        for number in moved:
            f = self.compiled.factor_by_id[number.id]
            own, found = base.scores[f], []
            for name, share, mixture, bar in self.bars_behind(f):
                if name == number.within:
                    others = _others(base, mixture, f) / (mixture.whole - share)
                    found += [(bar - others) / (own - others)] if own != others else []
            yield found

    def stand(self, base: Base, moved: Sequence[Number], values: Sequence[Fraction]) -> Standing:
        """Return where a sheet then stands; see `Family`."""
        names = dict.fromkeys(number.within for number in moved)
        blends = {name: self._blend(name, moved, values) for name in names}
        sums = base.tally_of(len(moved))
        return stand_on(self.compiled, base.rows(len(moved)), sums, base.blank, blends)

    def _blend(self, name: str, moved: Sequence[Number], values: Sequence[Fraction]) -> Mixture:
        """The shares of one index in each of n moves, of which some are about another index."""
        own = self.compiled.mixture(name)
        rows = []
        for number, value in zip(moved, values, strict=True):
            row = [*own.shares, own.whole]
            if number.within == name:
                row = _shifted(own, self.compiled.factor_by_id[number.id], value)
            rows.append(row)
        *shares, whole = _columns(rows)
        return replace(own, shares=tuple(shares), whole=whole)


class Lines(Family):
    """What each score must reach, and each gate's minimum.

    The number moved is the one in the questionnaire that is in force at today's stage; where other stages
    share it, it moves for them too.
    """

    def numbers(self, sheet: Sheet) -> Iterator[Number]:
        """Yield them; see `Family`."""
        stage = int(sheet.today.standing.stage[0])
        for requirement in self.compiled.requirements:
            today = Fraction(requirement.thresholds[stage], self.compiled.scale)
            written_for = self._written_for(stage, requirement.id)
            yield Number(Moved.LINE, requirement.id, written_for, today)
        for gate in self.compiled.gates:
            today = Fraction(gate.minimum, self.compiled.scale)
            yield Number(Moved.GATE, self.compiled.columns[gate.column].id, "", today)

    def _written_for(self, stage: int, name: str) -> str:
        """The stage that has a line of its own; empty where the line of all stages is in force."""
        step = self.compiled.questionnaire.stages[stage].id
        eased = self.compiled.questionnaire.decision.omnichannel.at_stage
        return step if name in eased.get(step, {}) else ""

    def marks(self, base: Base, moved: Sequence[Number]) -> Iterator[list[Fraction]]:
        """Yield the places; see `Family`."""
        for number in moved:
            if number.moved is Moved.LINE:
                mixture = self.compiled.mixture(number.id)
                total = _others(base, mixture, None)
                yield [total / (mixture.whole * self.compiled.scale)]
            else:
                column = self.compiled.column_by_id[number.id]
                values, _applies = self.compiled.values[column].worth(base.codes[:, column])
                yield [Fraction(int(values[0]), self.compiled.scale)]

    def stand(self, base: Base, moved: Sequence[Number], values: Sequence[Fraction]) -> Standing:
        """Return where a sheet then stands; see `Family`."""
        found, scale = base.standing, self.compiled.scale
        values_up, over = _halves(values)
        todays_up, todays_over = _halves([number.today for number in moved])
        raised = scale * (values_up * todays_over - todays_up * over) // todays_over
        # All that is measured in points, times the denominators, so that it stays in whole numbers.
        got, possible = self._in_fractions(base, over)
        gates = over[:, None] * found.gates.astype(object)
        thresholds = over[:, None] * found.rule.thresholds.astype(object)
        for row, number in enumerate(moved):
            if number.moved is Moved.GATE:
                gates[row] -= raised[row] * self._known_gate(base, number.id)
            else:
                thresholds[row] += raised[row] * self._line_in_force(base, number)
        rule = replace(found.rule, thresholds=thresholds)
        tally = Tally(got, possible, base.tally_of(len(moved)).unknown)
        reached = margins(self.compiled, tally, gates, rule)
        return replace(found, gates=gates, rule=rule, margins=reached)

    def _in_fractions(self, base: Base, over: Any) -> tuple[Any, Any]:
        """The sums of all factors, got times the denominators; what a blank factor counts for is put in."""
        sums = [
            (got, all_) if all_ else (base.blank * self.compiled.scale, 1)
            for got, all_, _ in base.sums
        ]
        got, possible = _columns(sums)
        return over[:, None] * got, np.broadcast_to(possible, (len(over), len(possible)))

    def _known_gate(self, base: Base, question: str) -> Any:
        """1 at the gate on a question, 0 at all others; an unknown gate is failed whatever it asks for."""
        column = self.compiled.column_by_id[question]
        known = base.codes[0, column] >= 0
        return np.array([int(known and g.column == column) for g in self.compiled.gates], object)

    def _line_in_force(self, base: Base, number: Number) -> Any:
        """1 at the line that is moved, if it is in force where the sheet stands; 0 at all others."""
        written_for = self._written_for(int(base.standing.stage[0]), number.id)
        required = [r.id == number.id for r in self.compiled.requirements]
        return np.array([int(r and written_for == number.within) for r in required], object)


def _dot(left: Sequence[int], right: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _others(base: Base, mixture: Mixture, without: int | None) -> Fraction:
    """What the other factors bring to a score, times the whole of its shares, in scaled points."""
    parts = zip(mixture.factors, mixture.shares, strict=True)
    return sum((share * base.scores[f] for f, share in parts if f != without), Fraction(0))


def _shifted(own: Mixture, factor: int, value: Fraction) -> list[int]:
    """Shares of which one is moved and the others make room; their whole at the end."""
    rest = own.whole - own.shares[own.factors.index(factor)]
    moved, left = value.numerator, value.denominator - value.numerator
    shares = [
        moved * rest if f == factor else left * share
        for f, share in zip(own.factors, own.shares, strict=True)
    ]
    return [*shares, value.denominator * rest]


def _columns(rows: Iterable[Sequence[int]]) -> list[Any]:
    """Rows of whole numbers as columns of Python's integers, which never overflow."""
    return list(np.array([list(row) for row in rows], dtype=object).T)


def _halves(values: Sequence[Fraction]) -> list[Any]:
    """Numerators and denominators."""
    return _columns((value.numerator, value.denominator) for value in values)


def _stand_on(base: Base, factors: list[int], sums: Sequence[Any]) -> Standing:
    """Let a sheet stand on other sums of one factor, another one in each row."""
    tally = base.tally_of(len(factors))
    rows = np.arange(len(factors))
    for whole, column in zip((tally.got, tally.possible, tally.unknown), sums, strict=True):
        whole[rows, factors] = column
    return stand_on(base.compiled, base.rows(len(factors)), tally, base.blank)

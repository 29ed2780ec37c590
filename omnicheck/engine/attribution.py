"""How much of a move came from which answers: Shapley values, in exact fractions that add up to the move.

An answer's part is what it moves on average over all orders in which the changed answers can be changed
one after the other. Where answers do not touch each other this is simply what each moves alone; elsewhere
every set of them is rerun. Too many for that are taken together, by factor or by section.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb, lcm
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.conditions import subjects
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.decide import close_branches, stand
from omnicheck.engine.facts import Facts
from omnicheck.engine.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire

#: Changes of which every set is rerun; more are taken together in groups.
MOST_ALONE: Final = 14
#: What a factor counts for when nothing in it applies, as in the margin.
_BLANK: Final = 50

Parts = dict[tuple[str, ...], Fraction]
"""Questions whose answers changed, one or a group -> points; all of them add up to the move."""
Values = dict[str, Fraction]
"""Score or margin -> points."""

#: The margin, among the scores; no score has this name, as an id is one word.
MARGIN: Final = "the margin"


def values_of(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> list[Values]:
    """Return the margin and every score of n businesses; nothing in a factor counts half-way.

    Args:
        compiled: The questionnaire.
        codes: Branches still open, shape (n, questions).
    """
    found = _measured(compiled, codes, [MARGIN, *_scores(compiled)])
    return [
        {name: Fraction(int(number[i]), int(below[i])) for name, (number, below) in found.items()}
        for i in range(len(codes))
    ]


def attribute(
    compiled: CompiledQuestionnaire, before: NDArray[np.int64], after: NDArray[np.int64]
) -> dict[str, Parts]:
    """Return the parts of the move of the margin and of every score.

    Args:
        compiled: The questionnaire of both.
        before: Codes with branches still open, shape (questions,).
        after: The same once the answers are changed.
    """
    change = _Change(compiled, *followed(compiled, before, after))
    factors = {factor.id: change.of_factor(f) for f, factor in enumerate(compiled.factors)}
    indices = {name: _mixed(compiled, name, factors) for name in compiled.questionnaire.indices}
    found = {MARGIN: change.of_margin(), **factors, **indices}
    return {name: change.named(parts) for name, parts in found.items()}


def followed(
    compiled: CompiledQuestionnaire, before: NDArray[np.int64], after: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return both rows, where a question that only one asks has its answer from there in the other too.

    It is not asked in the other, so nothing changes there; and the change is that of the answer that
    opens the question.
    """
    both = np.asfortranarray([before, after])
    closed = close_branches(compiled, both)
    free = (closed == NOT_ASKED) & (both == NOT_SURE)
    return np.where(free[0], both[1], both[0]), np.where(free[1], both[0], both[1])


def _scores(compiled: CompiledQuestionnaire) -> list[str]:
    return [*compiled.questionnaire.factors, *compiled.questionnaire.indices]


def _measured(
    compiled: CompiledQuestionnaire, codes: NDArray[np.int64], names: Iterable[str]
) -> dict[str, tuple[Any, Any]]:
    """Numerators and denominators of the margin and of scores, n of each."""
    standing = stand(compiled, close_branches(compiled, np.asfortranarray(codes)))
    sums = standing.tally
    nothing = sums.possible == 0
    got = np.where(nothing, _BLANK * compiled.scale, sums.got)
    filled = Tally(got, np.where(nothing, 1, sums.possible), sums.unknown)
    facts = Facts(compiled, standing.codes, tally=filled)
    margins = standing.margins
    return {
        name: (margins.margin, margins.denominator) if name == MARGIN else facts.score(name)[:2]
        for name in names
    }


def _mixed(
    compiled: CompiledQuestionnaire, name: str, factors: dict[str, dict[tuple[int, ...], Fraction]]
) -> dict[tuple[int, ...], Fraction]:
    """An index is a sum of its factors, and so are its parts."""
    mixture = compiled.mixture(name)
    found: dict[tuple[int, ...], Fraction] = {}
    for f, share in zip(mixture.factors, mixture.shares, strict=True):
        for group, points in factors[compiled.factors[f].id].items():
            found[group] = found.get(group, Fraction(0)) + points * Fraction(share, mixture.whole)
    return found


@dataclass(frozen=True)
class _Change:
    """Two rows of one questionnaire."""

    compiled: CompiledQuestionnaire
    before: NDArray[np.int64]
    after: NDArray[np.int64]

    @cached_property
    def columns(self) -> list[int]:
        """Where the answers differ."""
        return [int(column) for column in np.flatnonzero(self.before != self.after)]

    @cached_property
    def drivers(self) -> list[int]:
        """Those that decide whether another question is asked."""
        return [column for column in self.columns if column in self.compiled.drivers]

    def named(self, parts: dict[tuple[int, ...], Fraction]) -> Parts:
        """Return parts by the ids of questions, without those that moved nothing."""
        ids = [column.id for column in self.compiled.columns]
        return {tuple(ids[c] for c in group): points for group, points in parts.items() if points}

    def of_factor(self, f: int) -> dict[tuple[int, ...], Fraction]:
        """Return the parts of a factor's score."""
        factor = self.compiled.factors[f]
        own = [column for column in self.columns if column in factor.columns]
        players: list[tuple[int, ...]] = [(column,) for column in sorted({*own, *self.drivers})]
        if self._are_apart(f):
            return self._alone(players, factor.id)
        if len(players) > MOST_ALONE:
            players = self._grouped(
                [column for player in players for column in player], self._section
            )
        return self._shapley(players, factor.id)

    def of_margin(self) -> dict[tuple[int, ...], Fraction]:
        """Return the parts of the margin: a smallest value, in which all answers may touch each other."""
        columns = [column for column in self.columns if column in self._binding]
        players: list[tuple[int, ...]] = [(column,) for column in columns]
        if len(players) > MOST_ALONE:
            players = self._grouped(columns, self._factor_or_section)
        if len(players) > MOST_ALONE:
            players = self._grouped(columns, self._section)
        if len(players) > MOST_ALONE:
            players = [tuple(columns)]
        return self._shapley(players, MARGIN)

    @cached_property
    def _binding(self) -> set[int]:
        """Columns that can move the margin: those of deciding factors, gates, branches and stages."""
        compiled = self.compiled
        found = {*compiled.drivers, *(gate.column for gate in compiled.gates)}
        factors = [*compiled.factors[: compiled.deciding]]
        if any(len(set(r.thresholds)) > 1 for r in compiled.requirements):
            asked = [
                name
                for stage in compiled.questionnaire.stages
                if stage.when
                for name in subjects(compiled.conditions[stage.when])
            ]
            found |= {
                compiled.column_by_id[name] for name in asked if name in compiled.column_by_id
            }
            factors += [f for f in compiled.factors if f.id in asked]
        return found.union(*(factor.columns for factor in factors))

    def _are_apart(self, f: int) -> bool:
        """Whether each answer adds its own to a factor's score, whatever the others are."""
        rows = np.asfortranarray([self.before, self.after])
        applies = [
            self.compiled.values[column].worth(rows[:, column])[1]
            for column in self.compiled.factors[f].columns
        ]
        return not self.drivers and all(before == after for before, after in applies)

    def _alone(
        self, players: Sequence[tuple[int, ...]], name: str
    ) -> dict[tuple[int, ...], Fraction]:
        """What each moves by itself."""
        count = len(players)
        masks = np.array([0, *(1 << i for i in range(count))], dtype=np.int64)
        numbers, below = self._run(players, masks, name)
        return {
            player: Fraction(numbers[1 + i] - numbers[0], below) for i, player in enumerate(players)
        }

    def _shapley(
        self, players: Sequence[tuple[int, ...]], name: str
    ) -> dict[tuple[int, ...], Fraction]:
        if not players:
            return {}
        masks = np.arange(1 << len(players), dtype=np.int64)
        numbers, below = self._run(players, masks, name)
        parts = shapley(numbers)
        return {player: part / below for player, part in zip(players, parts, strict=True)}

    def _run(
        self, players: Sequence[tuple[int, ...]], masks: NDArray[np.int64], name: str
    ) -> tuple[Any, int]:
        """Rerun with the answers of some players changed; whole numbers over one denominator."""
        codes = np.asfortranarray(np.tile(self.before, (len(masks), 1)))
        for i, player in enumerate(players):
            chosen = (masks >> i & 1).astype(bool)
            for column in player:
                codes[chosen, column] = self.after[column]
        numbers, below = _measured(self.compiled, codes, [name])[name]
        common = lcm(*{int(each) for each in below})
        return numbers.astype(object) * (common // below.astype(object)), common

    def _grouped(self, columns: Sequence[int], key: Callable[[int], str]) -> list[tuple[int, ...]]:
        groups: dict[str, list[int]] = {}
        for column in columns:
            groups.setdefault(key(column), []).append(column)
        return [tuple(group) for group in groups.values()]

    def _section(self, column: int) -> str:
        return self.compiled.columns[column].question.section

    def _factor_or_section(self, column: int) -> str:
        question = self.compiled.columns[column].question
        return f"factor {question.factor}" if question.scored else f"section {question.section}"


def shapley(values: Any) -> list[Fraction]:
    """Return the part of each player in a game.

    Args:
        values: What each set of players reaches, by the bits of the set; whole numbers of Python, or
            fractions, shape (2 ** players,).
    """
    count = (len(values) - 1).bit_length()
    masks = np.arange(len(values), dtype=np.int64)
    sizes = sum((masks >> i & 1 for i in range(count)), np.zeros(len(values), dtype=np.int64))
    total = _by_size(values, sizes, count)
    found = []
    for i in range(count):
        has = (masks >> i & 1).astype(bool)
        with_it = _by_size(values[has], sizes[has], count)
        steps = (
            Fraction(with_it[s + 1] - (total[s] - with_it[s])) / (count * comb(count - 1, s))
            for s in range(count)
        )
        found.append(sum(steps, Fraction(0)))
    return found


def _by_size(values: Any, sizes: NDArray[np.int64], most: int) -> list[Any]:
    """Return the sum of the values of all sets of each size."""
    return [sum(values[sizes == size].tolist()) for size in range(most + 1)]

"""What would turn the recommendation: the fewest changed answers, and the open answers that could.

Every claim is a rerun of the whole decision, branches and stage included.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb, prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.completions import ends
from omnicheck.engine.decide import close_branches, stand
from omnicheck.engine.score import exceeds_unknown, recommends

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire

#: Sheets tried at once; more are tried in turn.
_BATCH: Final = 20_000
#: Sheets tried in all before the search says that it found nothing smaller.
_MOST_TRIED: Final = 200_000

Changes = dict[int, int]
"""Column -> new code."""


@dataclass(frozen=True)
class Ladder:
    """The codes that one answer can move to, nearest first, and how many steps away each is."""

    column: int
    rungs: tuple[int, ...]
    steps: tuple[int, ...]


def headline(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where omnichannel is recommended, for codes of shape (n, questions)."""
    closed = close_branches(compiled, codes)
    standing = stand(compiled, closed)
    unclear = exceeds_unknown(
        compiled, standing, compiled.questionnaire.decision.omnichannel.max_unknown
    )
    low_margin: Any = np.full(len(codes), -1).astype(compiled.exact)
    if unclear.any():
        low, _ = ends(compiled, closed[unclear])
        low_margin[unclear] = low.margins.margin
    return np.asarray(recommends(standing.margins.margin, unclear, low_margin))


def flipping_unknowns(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> list[int]:
    """Return the columns that are not sure and whose answer alone could turn the recommendation.

    `row` has shape (questions,), with branches closed.
    """
    trials = [
        (int(column), code)
        for column in np.flatnonzero(row == NOT_SURE)
        for code in _every_value(compiled, int(column))
    ]
    codes = np.tile(row, (len(trials) + 1, 1))
    for i, (column, code) in enumerate(trials, start=1):
        codes[i, column] = code
    turned = headline(compiled, codes)
    return list(
        dict.fromkeys(
            c for (c, _), turns in zip(trials, turned[1:] != turned[0], strict=True) if turns
        )
    )


def fewest_changes(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> Changes | None:
    """Return the fewest changed answers that turn the recommendation, or None where none do.

    Only answers that a business can change; upwards towards omnichannel, downwards away from it.
    Ties go to the fewest steps, then to the order of the questions. Exact where nothing is asked
    conditionally; else every combination up to `_MOST_TRIED` is tried.
    """
    today = bool(headline(compiled, row[None, :])[0])
    ladders = [ladder for ladder in _ladders(compiled, row, upwards=not today) if ladder.rungs]
    search = _Search(compiled, row, today)
    if not compiled.drivers:
        return search.by_extremes(ladders)
    return search.by_trying(ladders)


@dataclass(frozen=True)
class _Climb:
    """Some answers changed, each to one rung of its ladder."""

    ladders: tuple[Ladder, ...]
    heights: tuple[int, ...]

    def changes(self) -> Changes:
        """Column -> new code."""
        return {
            ladder.column: ladder.rungs[h]
            for ladder, h in zip(self.ladders, self.heights, strict=True)
        }

    def rank(self) -> tuple[int, list[int], tuple[int, ...]]:
        """Fewest steps first, then the order of the questions."""
        steps = sum(ladder.steps[h] for ladder, h in zip(self.ladders, self.heights, strict=True))
        return steps, [ladder.column for ladder in self.ladders], self.heights

    def lower(self) -> Iterator[_Climb]:
        """The same with one answer a rung nearer to today's."""
        for i, height in enumerate(self.heights):
            if height > 0:
                yield _Climb(self.ladders, (*self.heights[:i], height - 1, *self.heights[i + 1 :]))


@dataclass(frozen=True)
class _Search:
    compiled: CompiledQuestionnaire
    row: NDArray[np.int64]
    today: bool

    def turns(self, trials: list[Changes]) -> list[bool]:
        """Whether each set of changes turns the recommendation."""
        found: list[bool] = []
        for start in range(0, len(trials), _BATCH):
            batch = trials[start : start + _BATCH]
            codes = np.tile(self.row, (len(batch), 1))
            for i, changes in enumerate(batch):
                for column, code in changes.items():
                    codes[i, column] = code
            found += [bool(turned) for turned in headline(self.compiled, codes) != self.today]
        return found

    def by_extremes(self, ladders: list[Ladder]) -> Changes | None:
        """Where raising an answer never lowers the margin, the last rung decides whether a set can."""
        if not self.turns([{ladder.column: ladder.rungs[-1] for ladder in ladders}])[0]:
            return None
        for size in range(1, len(ladders) + 1):
            sets = list(combinations(ladders, size))
            turned = self.turns(
                [{ladder.column: ladder.rungs[-1] for ladder in chosen} for chosen in sets]
            )
            able = [chosen for chosen, turns in zip(sets, turned, strict=True) if turns]
            if able:
                return self._fewest_steps(able)
        return None

    def _fewest_steps(self, sets: list[tuple[Ladder, ...]]) -> Changes:
        """Climb down from the last rungs, one at a time, as long as the recommendation turns."""
        frontier = [
            _Climb(chosen, tuple(len(ladder.rungs) - 1 for ladder in chosen)) for chosen in sets
        ]
        best = min(frontier, key=_Climb.rank)
        while frontier:
            best = min([best, *frontier], key=_Climb.rank)
            lower = list(dict.fromkeys(climb for found in frontier for climb in found.lower()))[
                :_BATCH
            ]
            turned = self.turns([climb.changes() for climb in lower])
            frontier = [climb for climb, turns in zip(lower, turned, strict=True) if turns]
        return best.changes()

    def by_trying(self, ladders: list[Ladder]) -> Changes | None:
        """Try every combination, smallest first."""
        tried = 0
        for size in range(1, len(ladders) + 1):
            if tried + comb(len(ladders), size) > _MOST_TRIED:
                return None
            combos = list(_combinations(ladders, size, _MOST_TRIED - tried))
            tried += len(combos)
            turned = self.turns([climb.changes() for climb in combos])
            able = [climb for climb, turns in zip(combos, turned, strict=True) if turns]
            if able:
                return min(able, key=_Climb.rank).changes()
        return None


def _combinations(ladders: list[Ladder], size: int, most: int) -> Iterator[_Climb]:
    left = most
    for chosen in combinations(ladders, size):
        shape = tuple(len(ladder.rungs) for ladder in chosen)
        left -= prod(shape)
        if left < 0:
            return
        for heights in np.ndindex(*shape):
            yield _Climb(chosen, tuple(int(height) for height in heights))


def _ladders(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, upwards: bool
) -> Iterator[Ladder]:
    for position, column in enumerate(compiled.columns):
        if column.question.changeable and row[position] >= NOT_SURE:
            yield _ladder(compiled, position, int(row[position]), upwards=upwards)


def _ladder(compiled: CompiledQuestionnaire, position: int, code: int, *, upwards: bool) -> Ladder:
    """Codes beyond today's answer; from not sure, every code from the far end on."""
    table = compiled.values[position]
    several = table.column.question.kind is Kind.SEVERAL
    reachable = (
        _tick_steps(compiled, position, code) if several else _value_steps(compiled, position, code)
    )
    codes = np.array(list(reachable), dtype=np.int64)
    today = None if code == NOT_SURE else int(table.of(np.array([code], dtype=np.int64))[0])
    rungs = []
    for value, other in zip(table.of(codes).tolist(), codes.tolist(), strict=True):
        if today is None or (value > today if upwards else value < today):
            rungs.append((value if upwards else -value, reachable[other], other))
    rungs.sort()
    return Ladder(position, tuple(rung[2] for rung in rungs), tuple(rung[1] for rung in rungs))


def _value_steps(compiled: CompiledQuestionnaire, position: int, code: int) -> dict[int, int]:
    """Code -> steps from today's answer, in the order of the values; one to answer at all."""
    codes = _every_value(compiled, position)
    values = compiled.values[position].of(np.array(codes, dtype=np.int64)).tolist()
    ranked = [other for _, other in sorted(zip(values, codes, strict=True))]
    if code not in ranked:
        return {other: rank + 1 for rank, other in enumerate(ranked)}
    return {other: abs(rank - ranked.index(code)) for rank, other in enumerate(ranked)}


def _tick_steps(compiled: CompiledQuestionnaire, position: int, code: int) -> dict[int, int]:
    """Code -> ticks more, in the order of the options, or ticks less, backwards."""
    column = compiled.columns[position]
    today = 0 if code == NOT_SURE else code & ~column.exclusive
    found = {} if code != NOT_SURE else {column.exclusive: 1}
    for positions, adding in ((column.counted, True), (column.counted[::-1], False)):
        ticks, steps = today, 0
        for option in positions:
            if bool(ticks >> option & 1) != adding:
                ticks, steps = ticks ^ 1 << option, steps + 1
                found.setdefault(ticks or column.exclusive, steps)
    return found


def _every_value(compiled: CompiledQuestionnaire, position: int) -> list[int]:
    """One code for each value that an answer can have."""
    column, table = compiled.columns[position], compiled.values[position]
    match column.question.kind:
        case Kind.TEXT:
            return []
        case Kind.SEVERAL:
            return [table.lowest_code, table.highest_code]
        case Kind.NUMBER:
            return table.band_codes()
        case _:
            return list(range(column.size))

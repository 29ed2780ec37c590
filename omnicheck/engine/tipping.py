"""What would turn the recommendation: the fewest changed answers, and the open answers that could.

Every claim is a rerun of the whole decision, branches and stage included.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, islice
from math import comb
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.completions import ends
from omnicheck.engine.decide import close_branches, stand
from omnicheck.engine.score import exceeds_unknown, recommends

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire

#: Sheets tried at once; more are tried in turn.
_BATCH: Final = 5_000
#: Sheets tried in all before the search says that it proved no more.
_MOST_TRIED: Final = 20_000
#: The same where open answers decide what is asked: each sheet then stands for many.
_MOST_TRIED_OPEN: Final = 500

Changes = dict[int, int]
"""Column -> new code."""


@dataclass(frozen=True)
class Ladder:
    """The codes that one answer can move to, nearest first, and how many steps away each is."""

    column: int
    rungs: tuple[int, ...]
    steps: tuple[int, ...]


@dataclass(frozen=True)
class Turning:
    """What turns a recommendation."""

    changes: Changes | None
    """None where nothing was found."""
    proven: bool
    """Nothing smaller does it; without changes: nothing at all does."""


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


def fewest_changes(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> Turning:
    """Return the fewest changed answers that turn the recommendation.

    `row` has shape (questions,), as it was answered, branches still open: a change that opens a
    question counts with what then stands there. Only answers that a business can change, upwards towards
    omnichannel, downwards away from it. Ties go to the fewest steps, then to the order of the questions.
    Where nothing is asked conditionally, more of an answer never lowers the margin, and the last rungs
    alone decide whether a set of answers can do it; else every combination is tried.
    """
    today = bool(headline(compiled, row[None, :])[0])
    asked = close_branches(compiled, row[None, :])[0]
    ladders = [ladder for ladder in _ladders(compiled, asked, upwards=not today) if ladder.rungs]
    search = _Search(compiled, row, today)
    if not compiled.drivers:
        return search.by_last_rungs(ladders, _MOST_TRIED)
    is_open = bool((asked[list(compiled.drivers)] == NOT_SURE).any())
    return search.by_trying(ladders, _MOST_TRIED_OPEN if is_open else _MOST_TRIED)


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

    def by_last_rungs(self, ladders: list[Ladder], budget: int) -> Turning:
        """Find the smallest sets that turn it at their last rungs, then climb down."""
        everything = _top(ladders)
        if not ladders or not self.turns([everything.changes()])[0]:
            return Turning(None, proven=True)
        for size in range(1, len(ladders) + 1):
            budget -= comb(len(ladders), size)
            if budget < 0:
                return Turning(self._reduced(everything), proven=False)
            sets = [_top(chosen) for chosen in combinations(ladders, size)]
            turned = self.turns([climb.changes() for climb in sets])
            able = [climb for climb, turns in zip(sets, turned, strict=True) if turns]
            if able:
                return Turning(self._fewest_steps(able), proven=True)
        raise AssertionError(ladders)

    def by_trying(self, ladders: list[Ladder], budget: int) -> Turning:
        """Try every combination, smallest first."""
        for size in range(1, len(ladders) + 1):
            budget -= _count(ladders, size)
            if budget < 0:
                everything = _top(ladders)
                turns = self.turns([everything.changes()])[0]
                return Turning(self._reduced(everything) if turns else None, proven=False)
            combos = list(_combinations(ladders, size))
            turned = self.turns([climb.changes() for climb in combos])
            able = [climb for climb, turns in zip(combos, turned, strict=True) if turns]
            if able:
                return Turning(min(able, key=_Climb.rank).changes(), proven=True)
        return Turning(None, proven=True)

    def _reduced(self, climb: _Climb) -> Changes:
        """Leave out, from the last question on, every change that is not needed; then climb down."""
        for ladder in reversed(climb.ladders):
            fewer = _top(other for other in climb.ladders if other is not ladder)
            if fewer.ladders and self.turns([fewer.changes()])[0]:
                climb = fewer
        for i in range(len(climb.ladders)):
            while climb.heights[i] > 0:
                heights = (*climb.heights[:i], climb.heights[i] - 1, *climb.heights[i + 1 :])
                lower = _Climb(climb.ladders, heights)
                if not self.turns([lower.changes()])[0]:
                    break
                climb = lower
        return climb.changes()

    def _fewest_steps(self, sets: list[_Climb]) -> Changes:
        """Climb down from the last rungs, one at a time, as long as the recommendation turns."""
        frontier = sorted(sets, key=_Climb.rank)[:_BATCH]
        best = frontier[0]
        while frontier:
            best = min([best, *frontier], key=_Climb.rank)
            climbs = (lower for climb in frontier for lower in climb.lower())
            lower = list(islice(dict.fromkeys(climbs), _BATCH))
            turned = self.turns([climb.changes() for climb in lower])
            frontier = [climb for climb, turns in zip(lower, turned, strict=True) if turns]
        return best.changes()


def _top(ladders: Iterable[Ladder]) -> _Climb:
    """Every one of these answers at its last rung."""
    chosen = tuple(ladders)
    return _Climb(chosen, tuple(len(ladder.rungs) - 1 for ladder in chosen))


def _count(ladders: list[Ladder], size: int) -> int:
    """How many combinations of this many answers there are, rungs counted."""
    ways = [1] + [0] * size
    for ladder in ladders:
        for taken in range(size, 0, -1):
            ways[taken] += ways[taken - 1] * len(ladder.rungs)
    return ways[size]


def _combinations(ladders: list[Ladder], size: int) -> Iterator[_Climb]:
    for chosen in combinations(ladders, size):
        for heights in np.ndindex(*(len(ladder.rungs) for ladder in chosen)):
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
    codes = every_value(compiled, position)
    values = compiled.values[position].of(np.array(codes, dtype=np.int64)).tolist()
    ranked = [other for _, other in sorted(zip(values, codes, strict=True))]
    if code not in ranked:
        return {other: rank + 1 for rank, other in enumerate(ranked)}
    return {other: abs(rank - ranked.index(code)) for rank, other in enumerate(ranked)}


def _tick_steps(compiled: CompiledQuestionnaire, position: int, code: int) -> dict[int, int]:
    """Code -> ticks more, in the order of the options, or ticks less, backwards.

    What does not apply stays so, and is never ticked.
    """
    column = compiled.columns[position]
    size = len(column.options)
    today = 0 if code == NOT_SURE else code & ~column.exclusive & ((1 << size) - 1)
    apart = 0 if code == NOT_SURE else code >> size
    free = [option for option in column.counted if not apart >> option & 1]
    found: dict[int, int] = {}
    if code == NOT_SURE and column.exclusive:
        found[column.nothing_ticked[0]] = 1
    for positions, adding in ((free, True), (free[::-1], False)):
        ticks, steps = today, 0
        for option in positions:
            if bool(ticks >> option & 1) != adding:
                ticks, steps = ticks ^ 1 << option, steps + 1
                whole = (ticks or (0 if apart else column.nothing_ticked[0])) | apart << size
                found.setdefault(whole, steps)
    return found


def every_value(compiled: CompiledQuestionnaire, position: int) -> list[int]:
    """Return one code for each value that an answer can have."""
    column, table = compiled.columns[position], compiled.values[position]
    match column.question.kind:
        case Kind.TEXT:
            return []
        case Kind.SEVERAL:
            return [table.lowest_code, table.highest_code]
        case Kind.NUMBER:
            return [code for code in table.band_codes() if code < column.size]
        case _:
            return list(range(column.size))

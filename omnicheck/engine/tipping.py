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
    from collections.abc import Iterable, Iterator

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
    """The codes that one answer can move to, one step at a time."""

    column: int
    rungs: tuple[int, ...]


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
        """Climb down from the last rungs, one step at a time, as long as the recommendation turns."""
        frontier = [(chosen, tuple(len(ladder.rungs) - 1 for ladder in chosen)) for chosen in sets]
        best = frontier
        while frontier:
            frontier = sorted(frontier, key=lambda item: -sum(item[1]))
            best = self._fewest(best, frontier)
            lower = dict.fromkeys(
                (chosen, (*steps[:i], steps[i] - 1, *steps[i + 1 :]))
                for chosen, steps in frontier
                for i in range(len(steps))
                if steps[i] > 0
            )
            trials = list(lower)[:_BATCH]
            turned = self.turns([_changes(chosen, steps) for chosen, steps in trials])
            frontier = [trial for trial, turns in zip(trials, turned, strict=True) if turns]
        return _changes(*best[0])

    @staticmethod
    def _fewest(
        best: list[tuple[tuple[Ladder, ...], tuple[int, ...]]],
        frontier: list[tuple[tuple[Ladder, ...], tuple[int, ...]]],
    ) -> list[tuple[tuple[Ladder, ...], tuple[int, ...]]]:
        everything = [*frontier, *best]
        least = min(sum(steps) for _, steps in everything)
        kept = [item for item in everything if sum(item[1]) == least]
        order = lambda item: ([ladder.column for ladder in item[0]], item[1])  # noqa: E731
        return sorted(kept, key=order)

    def by_trying(self, ladders: list[Ladder]) -> Changes | None:
        """Try every combination, smallest first."""
        tried = 0
        for size in range(1, len(ladders) + 1):
            if tried + comb(len(ladders), size) > _MOST_TRIED:
                return None
            combos = list(_combinations(ladders, size, _MOST_TRIED - tried))
            tried += len(combos)
            turned = self.turns([_changes(chosen, steps) for chosen, steps in combos])
            able = [combo for combo, turns in zip(combos, turned, strict=True) if turns]
            if able:
                return _changes(*min(able, key=lambda combo: sum(combo[1])))
        return None


def _combinations(
    ladders: list[Ladder], size: int, most: int
) -> Iterator[tuple[tuple[Ladder, ...], tuple[int, ...]]]:
    left = most
    for chosen in combinations(ladders, size):
        shape = tuple(len(ladder.rungs) for ladder in chosen)
        left -= prod(shape)
        if left < 0:
            return
        for steps in np.ndindex(*shape):
            yield chosen, tuple(int(step) for step in steps)


def _changes(chosen: Iterable[Ladder], steps: Iterable[int]) -> Changes:
    return {ladder.column: ladder.rungs[step] for ladder, step in zip(chosen, steps, strict=True)}


def _ladders(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, upwards: bool
) -> Iterator[Ladder]:
    for position, column in enumerate(compiled.columns):
        if column.question.changeable and row[position] >= NOT_SURE:
            yield Ladder(
                position, tuple(_rungs(compiled, position, int(row[position]), upwards=upwards))
            )


def _rungs(
    compiled: CompiledQuestionnaire, position: int, code: int, *, upwards: bool
) -> list[int]:
    """Codes beyond today's answer, nearest first; from not sure, every code from the far end on."""
    table = compiled.values[position]
    several = table.column.question.kind is Kind.SEVERAL
    codes = _tick_steps(compiled, position, code) if several else _every_value(compiled, position)
    values = [int(value) for value in table.of(np.array(codes, dtype=np.int64))]
    ranked = sorted(
        zip(values, codes, strict=True), key=lambda rung: rung[0] if upwards else -rung[0]
    )
    if code == NOT_SURE:
        return [other for _, other in ranked]
    today = int(table.of(np.array([code], dtype=np.int64))[0])
    return [other for value, other in ranked if (value > today if upwards else value < today)]


def _tick_steps(compiled: CompiledQuestionnaire, position: int, code: int) -> list[int]:
    """One tick more at a time in the order of the options, and one less at a time backwards."""
    column = compiled.columns[position]
    today = 0 if code == NOT_SURE else code & ~column.exclusive
    steps = [] if code != NOT_SURE else [column.exclusive]
    for positions, adding in ((column.counted, True), (column.counted[::-1], False)):
        ticks = today
        for option in positions:
            if bool(ticks >> option & 1) != adding:
                ticks ^= 1 << option
                steps.append(ticks or column.exclusive)
    return steps


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

"""What turns the recommendation: the smallest sets of changed answers, all of them.

Every claim is a rerun of the whole decision, branches and stage included.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.completions import worst_end
from omnicheck.engine.decide import close_branches, stand
from omnicheck.engine.goals import any_set, goals
from omnicheck.engine.ladders import ladders_of_advice, ladders_of_doubt
from omnicheck.engine.score import exceeds_unknown, recommends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.decide import Standing
    from omnicheck.engine.goals import Goal
    from omnicheck.engine.ladders import Ladder

__all__ = [
    "MOST_WAYS",
    "Changes",
    "Turning",
    "fewest_changes",
    "fewest_errors",
    "headline",
]

#: Sets that are kept; where there are more, `Turning.complete` is False.
MOST_WAYS: Final = 60
#: Sheets rerun at once; more are rerun in turn.
_BATCH: Final = 5_000
#: Sets tried in all before the search says that it proved no more.
_MOST_TRIED: Final = 20_000
#: The same where open answers decide what is asked: each sheet then stands for many.
_MOST_TRIED_OPEN: Final = 500
#: Sheets on which every combination of rungs is tried; beyond, one answer after another.
_MOST_RUNGS: Final = 4_000

Changes = dict[int, int]
"""Column -> new code."""


@dataclass(frozen=True)
class Turning:
    """What turns a recommendation."""

    ways: tuple[Changes, ...]
    """Sets of the smallest size found, each at the rungs nearest to today that do it: none of its answers
    can be a rung nearer. Fewest steps first, then the order of the questions. Empty where nothing was found."""
    at_least: int
    """It is proven that no smaller set does it; beyond all answers where nothing does."""
    complete: bool
    """These are all the sets of that size."""
    answers: int
    """How many answers could be changed."""

    @property
    def changes(self) -> Changes | None:
        """The first way; None where nothing was found."""
        return self.ways[0] if self.ways else None

    @property
    def proven(self) -> bool:
        """Whether nothing smaller does it; without ways, whether nothing at all does."""
        return self.at_least >= (len(self.ways[0]) if self.ways else self.answers + 1)


def headline(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where omnichannel is recommended, for codes of shape (n, questions)."""
    return _headline(compiled, stand(compiled, close_branches(compiled, codes)), codes)


def _headline(
    compiled: CompiledQuestionnaire, standing: Standing, raw: NDArray[np.int64]
) -> NDArray[np.bool_]:
    margin = standing.margins.margin
    unclear = _unclear(compiled, standing) & (margin >= 0)  # below, nothing hangs on the worst end
    low_margin: Any = np.full(len(unclear), -1).astype(compiled.exact)
    if unclear.any():
        low_margin[unclear] = worst_end(
            compiled, standing.codes[unclear], raw[unclear]
        ).margins.margin
    return np.asarray(recommends(margin, unclear, low_margin))


def _unclear(compiled: CompiledQuestionnaire, standing: Standing) -> Any:
    most = compiled.questionnaire.decision.omnichannel.max_unknown
    return exceeds_unknown(compiled, standing, most)


def fewest_changes(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, today: bool | None = None
) -> Turning:
    """Return the smallest sets of changed answers that turn the recommendation.

    `row` has shape (questions,), as it was answered, branches still open: a change that opens a
    question counts with what then stands there, or with a change of that too. Only answers that a business
    can change, upwards towards omnichannel, downwards away from it. `today` is whether omnichannel is
    recommended, where that is known.
    """
    asked, today = _today(compiled, row, today)
    ladders = ladders_of_advice(compiled, row, asked, upwards=not today)
    return _Search(compiled, row, asked, today, ladders).smallest(every=True)


def fewest_errors(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, today: bool | None = None
) -> Turning:
    """Return how many of the answers given would have to be wrong for the recommendation to turn.

    All answers given count, whether a business can change them or not, and may be any other answer that
    the question takes. What is open stays open: a question that a wrong answer closed counts as not sure,
    or, where an answer stands there all the same, with that one, which may be wrong as well. Where one is
    enough, every such answer is returned with the nearest one that turns it; else one set of the smallest
    size, with answers that turn it: where they count by their value alone, those at their other ends.
    """
    asked, today = _today(compiled, row, today)
    ladders = ladders_of_doubt(compiled, row, asked, upwards=not today)
    return _Search(compiled, row, asked, today, ladders).smallest(every=False)


def _today(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], today: bool | None
) -> tuple[NDArray[np.int64], bool]:
    """The answers asked for, and whether omnichannel is recommended."""
    closed = close_branches(compiled, row[None, :])
    if today is None:
        today = bool(_headline(compiled, stand(compiled, closed), row[None, :])[0])
    return closed[0], today


class _Sets(NamedTuple):
    """Sets of answers to change, as many in each; both of shape (sets, answers)."""

    places: NDArray[np.int64]
    """Positions of ladders, ascending."""
    heights: NDArray[np.int64]
    """Positions of rungs."""

    def take(self, sets: Any) -> _Sets:
        """Return some of them."""
        return _Sets(self.places[sets], self.heights[sets])


@dataclass(frozen=True)
class _Search:
    compiled: CompiledQuestionnaire
    row: NDArray[np.int64]
    asked: NDArray[np.int64]
    today: bool
    ladders: Sequence[Ladder]

    def smallest(self, *, every: bool) -> Turning:
        """Try one size after the other, from the least that can do it.

        Without `every`, one set is enough where it takes more than one answer.
        """
        # Away from omnichannel one answer mostly is enough, and goals are many: they wait.
        singles = self._single_ways() if self.today or self._least == 1 else ()
        if singles:
            return self._found(singles, at_least=1, is_all=True)
        left = self._most_tried
        for size in range(max(2, self._least), len(self.ladders) + 1):
            left -= self._count(size)
            found = self._of_size(size, every=every, within=left >= 0)
            if len(found.places):
                is_all = every and left >= 0 and len(found.places) <= MOST_WAYS
                ways = (
                    self._nearest(found.take(slice(MOST_WAYS)))
                    if every
                    else self._changes(found.take(slice(1)))
                )
                return self._found(ways, size, is_all=is_all)
            if left < 0:
                return self._found(self._beyond(), size, is_all=False)
        return self._found((), len(self.ladders) + 1, is_all=True)

    def _found(self, ways: tuple[Changes, ...], at_least: int, *, is_all: bool) -> Turning:
        """Claim no more than was tried: an answer may be something that no ladder holds."""
        is_whole = all(ladder.is_whole for ladder in self.ladders)
        return Turning(ways, at_least if is_whole else 1, is_all and is_whole, len(self.ladders))

    def _single_ways(self) -> tuple[Changes, ...]:
        """Every answer that turns it alone, each at its nearest rung that does."""
        places = np.arange(len(self.ladders))[:, None]
        return self._changes(self._best_of_all(places)) if self.ladders else ()

    def _of_size(self, size: int, *, every: bool, within: bool) -> _Sets:
        """Return sets of a size that turn it: all of them, or some where that is enough or all there is."""
        if not (every and within):
            found = self._turning(self._examples(size))
            if len(found.places) or not within:
                return found
        return self._turning(self._sets(size))

    def _beyond(self) -> tuple[Changes, ...]:
        """Return a set that is larger than what could be searched: without all that is not needed."""
        places = list(range(len(self.ladders)))
        if not self._turns(self._at_last_rungs(np.array([places]))).any():
            return ()
        for left_out in reversed(range(len(self.ladders))):
            fewer = [place for place in places if place != left_out]
            if fewer and self._turns(self._at_last_rungs(np.array([fewer]))).any():
                places = fewer
        return self._nearest(self._at_last_rungs(np.array([places])))

    @cached_property
    def _by_value(self) -> bool:
        """Whether every answer counts by its value alone, so that last rungs settle it."""
        return not self.compiled.drivers and all(ladder.only_last for ladder in self.ladders)

    @cached_property
    def _goals(self) -> list[Goal]:
        if not self._by_value:
            return any_set(self.ladders)
        rows = np.stack([self.asked, self.asked])
        for ladder in self.ladders:
            rows[1, ladder.column] = ladder.rungs[-1]
        standing = stand(self.compiled, rows)
        if _headline(self.compiled, standing, rows)[1] == self.today:
            return []
        if _unclear(self.compiled, standing)[0]:
            return any_set(self.ladders)
        return goals(self.compiled, standing, self.ladders, upwards=not self.today)

    @property
    def _least(self) -> int:
        """No smaller set does it; beyond all answers where none does."""
        least = min((goal.least for goal in self._goals), default=len(self.ladders) + 1)
        return max(1, int(least))

    @property
    def _most_tried(self) -> int:
        drivers = self.row[list(self.compiled.drivers)]
        return _MOST_TRIED_OPEN if (drivers == NOT_SURE).any() else _MOST_TRIED

    def _count(self, size: int) -> int:
        """How many sets of this size are to be tried, counting rungs where they matter."""
        if self._by_value:
            return sum(goal.count(size) for goal in self._goals if goal.least <= size)
        ways = [1] + [0] * size
        for ladder in self.ladders:
            for taken in range(size, 0, -1):
                ways[taken] += ways[taken - 1] * len(ladder.tried)
        return ways[size]

    def _examples(self, size: int) -> _Sets:
        """Some sets of this size that may do it."""
        found = dict.fromkeys(places for goal in self._goals for places in goal.examples(size))
        return self._at_last_rungs(np.array(list(found), dtype=np.int64).reshape(-1, size))

    def _sets(self, size: int) -> _Sets:
        """All sets of this size that may do it, in the order of the questions."""
        if self._by_value:
            found = [goal.sets(size) for goal in self._goals if goal.least <= size]
            return self._at_last_rungs(np.unique(np.concatenate(found), axis=0))
        places, heights = [], []
        for chosen in combinations(range(len(self.ladders)), size):
            for climbed in product(*(self.ladders[place].tried for place in chosen)):
                places.append(chosen)
                heights.append(climbed)
        return _Sets(np.array(places), np.array(heights))

    def _at_last_rungs(self, places: NDArray[np.int64]) -> _Sets:
        return _Sets(places, self._last[places])

    def _turning(self, tried: _Sets) -> _Sets:
        """Return those sets that turn the recommendation, each once, at the first rungs that do."""
        found = tried.take(self._turns(tried))
        _, first = np.unique(found.places, axis=0, return_index=True)
        return found.take(np.sort(first))

    def _turns(self, tried: _Sets) -> NDArray[np.bool_]:
        """Whether each set turns the recommendation at its rungs."""
        found = np.zeros(len(tried.places), dtype=bool)
        for start in range(0, len(found), _BATCH):
            part = slice(start, start + _BATCH)
            places = tried.places[part]
            codes = np.tile(self.row, (len(places), 1))
            rows = np.arange(len(places))[:, None]
            codes[rows, self._columns[places]] = self._rungs[places, tried.heights[part]]
            found[part] = headline(self.compiled, codes) != self.today
        return found

    def _nearest(self, sets: _Sets) -> tuple[Changes, ...]:
        """Bring each set, at rungs that turn it, as near to today as it still turns; fewest steps first."""
        rungs = (self._last[sets.places] + 1).prod(axis=1, dtype=np.float64).sum()
        return self._changes(
            self._best_of_all(sets.places) if rungs <= _MOST_RUNGS else self._one_by_one(sets)
        )

    def _changes(self, sets: _Sets) -> tuple[Changes, ...]:
        steps = self._steps[sets.places, sets.heights].sum(axis=1)
        ordered = sets.take(np.argsort(steps, kind="stable"))
        columns = self._columns[ordered.places].tolist()
        codes = self._rungs[ordered.places, ordered.heights].tolist()
        return tuple(dict(zip(*each, strict=True)) for each in zip(columns, codes, strict=True))

    def _best_of_all(self, sets: NDArray[np.int64]) -> _Sets:
        """Try every combination of rungs, and take that of the fewest steps for each set that turns."""
        heights = [np.indices(shape).reshape(len(shape), -1).T for shape in self._last[sets] + 1]
        owner = np.repeat(np.arange(len(sets)), [len(each) for each in heights])
        tried = _Sets(sets[owner], np.concatenate(heights))
        turned = np.flatnonzero(self._turns(tried))
        steps = self._steps[tried.places, tried.heights].sum(axis=1)[turned]
        order = turned[np.lexsort((turned, steps, owner[turned]))]
        _, first = np.unique(owner[order], return_index=True)
        return tried.take(order[first])

    def _one_by_one(self, sets: _Sets) -> _Sets:
        """Lower one answer after the other as far as the rest allows, until none can be lower."""
        found = _Sets(sets.places, sets.heights.copy())
        is_moving = True
        while is_moving:
            before = found.heights.copy()
            for i in range(found.places.shape[1]):
                found.heights[:, i] = self._lowest(found, i)
            is_moving = not self._by_value and bool((found.heights != before).any())
        return found

    def _lowest(self, sets: _Sets, i: int) -> NDArray[np.int64]:
        """The lowest rung of one answer of each set at which the set still turns."""
        lengths = sets.heights[:, i] + 1
        owner = np.repeat(np.arange(len(lengths)), lengths)
        tried = sets.take(owner)
        first = np.cumsum(lengths) - lengths
        tried.heights[:, i] = np.arange(len(owner)) - first[owner]
        turned = np.flatnonzero(self._turns(tried))
        _, lowest = np.unique(owner[turned], return_index=True)
        return np.asarray(tried.heights[turned[lowest], i])

    @cached_property
    def _columns(self) -> NDArray[np.int64]:
        return np.array([ladder.column for ladder in self.ladders], dtype=np.int64)

    @cached_property
    def _last(self) -> NDArray[np.int64]:
        return np.array([len(ladder.rungs) - 1 for ladder in self.ladders], dtype=np.int64)

    @cached_property
    def _rungs(self) -> NDArray[np.int64]:
        return _padded([ladder.rungs for ladder in self.ladders])

    @cached_property
    def _steps(self) -> NDArray[np.int64]:
        return _padded([ladder.steps for ladder in self.ladders])


def _padded(rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Rows of different lengths as one array; what is added is never read."""
    width = max(map(len, rows), default=0)
    return np.array([[*row, *[0] * (width - len(row))] for row in rows], dtype=np.int64)

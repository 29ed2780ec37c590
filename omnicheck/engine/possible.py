"""What unknown answers leave open: the recommendations that they can still lead to.

A completion gives every unknown answer one of the question's own answers; "not sure" is none, and
"does not apply" only where that is asked for. Each recommendation named as possible was reached by a
rerun; each one left out is excluded by a bound that holds for all completions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import isqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.engine.between import Between
from omnicheck.engine.freedom import MOST_PATTERNS, Boxes, Freedom, freedom, may_not_apply
from omnicheck.engine.score import decide
from omnicheck.engine.settling import Settling, by_bounds, by_trying, settled_already

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.choices import Strategy
    from omnicheck.engine.compile import CompiledQuestionnaire

#: Completions that are all tried; where there are more, bounds and witnesses are looked for.
MOST_TRIED: Final = 2_048
#: Completions spread over all, to find a witness of each recommendation.
_SPREAD: Final = 512
#: Times that boxes are cut in halves, and boxes looked at each time.
_ROUNDS: Final = 4
_MOST_BOXES: Final = 256


@dataclass(frozen=True)
class Possible:
    """What the unknown answers of one business leave open."""

    open: tuple[int, ...]
    """Columns of the unknown answers that some completion asks and that bear on the recommendation."""
    paths: tuple[int, ...]
    """Positions of the paths that some completion gives, each reached by a rerun."""
    not_excluded: tuple[int, ...]
    """Positions of the paths that could not be excluded; the same where that is exact."""
    strategies: tuple[Strategy, ...]
    """Those that could not be excluded."""
    even_not_applying: bool
    """It is proved that nothing else is possible either where open questions turn out not to apply."""
    settling: Settling | None
    """Which answers can still change the strategy; None where that could not be proved."""

    @property
    def exact(self) -> bool:
        """Whether the paths are exactly those that completions give."""
        return self.paths == self.not_excluded

    @property
    def settled(self) -> bool:
        """Whether no completion changes the strategy."""
        return len(self.strategies) == 1


def possible(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> Possible:
    """Return what the unknown answers of a business leave open.

    `row` has shape (questions,), as answered, branches still open. All completions are tried where they
    are at most `MOST_TRIED`; else bounds and witnesses close in on each other, with an effort that is capped.
    """
    free = freedom(compiled, row)
    if free.patterns > MOST_PATTERNS:
        return _unbounded(free.bearing())
    free = free.asked(free.boxes()).bearing()
    if free.is_whole and free.completions <= MOST_TRIED:
        return _all_tried(free)
    paths, not_excluded = _searched(free)
    is_settled = len(_strategies(free, not_excluded)) == 1
    settling = settled_already() if is_settled else by_bounds(free, _spread(free))
    return _made(free, paths, not_excluded, settling)


def is_certain(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> bool:
    """Return whether nothing that is still open can change strategy or path any more.

    The recommendation as it stands must be the one of every completion, "does not apply" included. What
    is answered with "not sure" leaves the others as they are. False where that is not proved.
    """
    free = _even_not_applying(compiled, row)
    if free is None:
        return False
    today = int(decide(compiled, row[None, :]).path[0])
    return np.flatnonzero(_not_excluded(free)).tolist() == [today]


def is_strategy_certain(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> bool:
    """Return whether nothing that is still open can change the strategy any more, as `is_certain` does.

    The path, and the plan with it, may still be open.
    """
    free = _even_not_applying(compiled, row)
    if free is None:
        return False
    today = int(decide(compiled, row[None, :]).path[0])
    strategy = compiled.questionnaire.decision.paths[today].strategy
    return _strategies(free, _not_excluded(free)) == (strategy,)


def _even_not_applying(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> Freedom | None:
    """Return what is open, "does not apply" included; None where no bounds hold for all of it."""
    free = freedom(compiled, row, not_applying=True).bearing()
    return None if free.patterns > MOST_PATTERNS or not free.bounds_options else free


def _not_excluded(free: Freedom) -> NDArray[np.bool_]:
    """Return the paths that one look at the ends does not exclude."""
    return np.asarray(_between(free, free.boxes()).paths.any(axis=0))


def _holds_not_applying(free: Freedom, not_excluded: NDArray[np.bool_]) -> bool:
    """Return whether no other path is possible where open questions turn out not to apply."""
    columns = free.compiled.columns
    if not any(may_not_apply(columns[ladder.column]) for ladder in free.ladders):
        return True
    wider = _even_not_applying(free.compiled, free.row)
    return wider is not None and not (_not_excluded(wider) & ~not_excluded).any()


def _made(
    free: Freedom,
    paths: NDArray[np.bool_],
    not_excluded: NDArray[np.bool_],
    settling: Settling | None,
) -> Possible:
    return Possible(
        open=tuple(ladder.column for ladder in free.ladders),
        paths=tuple(np.flatnonzero(paths).tolist()),
        not_excluded=tuple(np.flatnonzero(not_excluded).tolist()),
        strategies=_strategies(free, not_excluded),
        even_not_applying=_holds_not_applying(free, not_excluded),
        settling=settling,
    )


def _strategies(free: Freedom, paths: NDArray[np.bool_]) -> tuple[Strategy, ...]:
    every = free.compiled.questionnaire.decision.paths
    return tuple(dict.fromkeys(every[p].strategy for p in np.flatnonzero(paths)))


def _all_tried(free: Freedom) -> Possible:
    decision = decide(free.compiled, free.rows(free.every()))
    found = np.zeros(len(free.compiled.questionnaire.decision.paths), dtype=bool)
    found[decision.path] = True
    return _made(free, found, found, by_trying(free, decision.omnichannel))


def _unbounded(free: Freedom) -> Possible:
    """Return what is known where questions can open in too many ways: witnesses, and no bounds."""
    found = _reached(free, _spread(free))
    return _made(free, found, np.ones(len(found), dtype=bool), None)


def _searched(free: Freedom) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the paths reached, and those not excluded.

    Completions are cut in halves until each path is reached or excluded everywhere, or the effort is spent.
    """
    found = _reached(free, _spread(free))
    boxes, stuck = free.boxes(), np.zeros(len(found), dtype=bool)
    for _round in range(_ROUNDS):
        maybe = _between(free, boxes).paths
        unclear = np.asarray((maybe & ~found).any(axis=1))
        boxes, maybe = boxes.take(unclear), maybe[unclear]
        if not len(boxes) or 2 * len(boxes) > _MOST_BOXES:
            return found, found | stuck | maybe.any(axis=0)
        ends = np.concatenate([boxes.low, boxes.high, (boxes.low + boxes.high) // 2])
        found = found | _reached(free, ends)
        cuts, gains = _cuts(free, boxes)
        is_one = (boxes.low == boxes.high).all(axis=1)
        stuck = stuck | maybe[(gains <= 0) & ~is_one].any(axis=0)
        boxes, maybe = _halved(boxes.take(gains > 0), cuts[gains > 0]), maybe[gains > 0]
    return found, found | stuck | maybe.any(axis=0)


def _between(free: Freedom, boxes: Boxes) -> Between:
    return Between.of(free.compiled, free.rows(boxes.low), free.rows(boxes.high))


def _reached(free: Freedom, positions: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which paths these completions give."""
    found = np.zeros(len(free.compiled.questionnaire.decision.paths), dtype=bool)
    found[decide(free.compiled, free.rows(positions)).path] = True
    return found


def _cuts(free: Freedom, boxes: Boxes) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return for each box the answer that moves the scores most, and by how much; 0 where none can be cut."""
    moves = np.zeros(boxes.low.shape)
    pulls = _pulls(free)
    for i, ladder in enumerate(free.ladders):
        if ladder.whole:
            span = ladder.values[boxes.high[:, i]] - ladder.values[boxes.low[:, i]]
            moves[:, i] = (boxes.high[:, i] > boxes.low[:, i]) * (pulls[i] * span + 1e-9)
    if not free.ladders:
        return np.zeros(len(boxes), dtype=np.int64), np.zeros(len(boxes))
    return moves.argmax(axis=1), moves.max(axis=1)


def _pulls(free: Freedom) -> list[float]:
    """Return the share of its factor that each answer weighs."""
    weights = {
        column: weight / factor.total
        for factor in free.compiled.factors
        for column, weight in zip(factor.columns, factor.weights, strict=True)
    }
    return [weights.get(ladder.column, 0.0) for ladder in free.ladders]


def _halved(boxes: Boxes, cuts: NDArray[np.int64]) -> Boxes:
    each = np.arange(len(boxes))
    middle = (boxes.low[each, cuts] + boxes.high[each, cuts]) // 2
    below, above = boxes.high.copy(), boxes.low.copy()
    below[each, cuts], above[each, cuts] = middle, middle + 1
    return Boxes(np.concatenate([boxes.low, above]), np.concatenate([below, boxes.high]))


def _spread(free: Freedom) -> NDArray[np.int64]:
    """Return completions spread evenly: those of one factor lean together, high or low.

    Always the same ones: multiples of roots of primes, of which only the fractions are taken.
    """
    compiled, steps = free.compiled, np.arange(1, _SPREAD + 1)
    factor_of = {c: f for f, factor in enumerate(compiled.factors) for c in factor.columns}
    found = np.zeros((_SPREAD, len(free.ladders)), dtype=np.int64)
    for i, ladder in enumerate(free.ladders):
        alone = _fractions(steps, len(compiled.factors) + i)
        lean = _fractions(steps, factor_of.get(ladder.column, i))
        together = np.clip(lean + (alone - 0.5) / 2, 0.0, 0.999)
        where = together if len(ladder.classes) == 1 else alone
        found[:, i] = (where * len(ladder.codes)).astype(np.int64)
    return found


def _fractions(steps: NDArray[np.int64], dimension: int) -> NDArray[np.float64]:
    return np.asarray(steps * np.sqrt(_prime(dimension)) % 1.0)


@cache
def _prime(place: int) -> int:
    """Return the prime of a place; the first is 2.

    >>> [_prime(place) for place in range(5)]
    [2, 3, 5, 7, 11]
    """
    found, number = -1, 1
    while found < place:
        number += 1
        found += all(number % divisor for divisor in range(2, isqrt(number) + 1))
    return number

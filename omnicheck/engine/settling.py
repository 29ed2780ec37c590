"""Which unknown answers can still change the strategy, and in which order to ask for them.

The strategy hangs on an answer if two completions that differ in it alone lead to different strategies.
It is settled once all answers that it hangs on are known, whatever the others are, and not before for
certain: so these are the smallest set that settles it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.engine.between import Between
from omnicheck.engine.freedom import Boxes
from omnicheck.engine.score import decide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.freedom import Freedom

#: Where not all completions can be tried: so many open answers at most, each moved in so many completions,
#: and so many boxes to prove that the others change nothing.
_MOST_OPEN: Final = 16
_MOVED: Final = 48
_MOST_BOXES: Final = 1_024


@dataclass(frozen=True)
class Settling:
    """The unknown answers that can still change the strategy; no others can."""

    columns: tuple[int, ...]
    """In the order in which to ask, so as to be settled soonest on average; empty where it is settled."""
    average: Fraction
    """How many of them have to be asked on average, if all answers that differ are equally likely."""


def settled_already() -> Settling:
    """Return that no answer is needed."""
    return Settling((), Fraction(0))


def by_trying(free: Freedom, omnichannel: NDArray[np.bool_]) -> Settling:
    """Return what the strategy hangs on, from that of every completion in the order of `Freedom.every`."""
    grid = omnichannel.reshape([len(ladder.codes) for ladder in free.ladders])
    hangs = [a for a in range(grid.ndim) if (grid.any(axis=a) != grid.all(axis=a)).any()]
    apart = grid[tuple(slice(None) if a in hangs else 0 for a in range(grid.ndim))]
    return _ordered(tuple(free.ladders[a].column for a in hangs), apart)


def by_bounds(free: Freedom, completions: NDArray[np.int64]) -> Settling | None:
    """Return what the strategy hangs on where not all completions can be tried; None where unproved.

    Each answer is moved from end to end in some of the completions given, positions on the ladders. What
    changes nothing there is proved to change nothing anywhere, by bounds, or None is returned.
    """
    if len(free.ladders) > _MOST_OPEN:
        return None
    hangs = _seen_to_matter(free, completions[:_MOVED])
    others = [i for i in range(len(free.ladders)) if i not in hangs]
    sizes = [len(free.ladders[i].codes) for i in hangs]
    patterns = prod(len(free.ladders[i].classes) for i in others)
    if prod(sizes) * patterns > _MOST_BOXES or not all(free.ladders[i].whole for i in hangs):
        return None
    boxes = _boxes(free, hangs, others)
    certain = Between.of(free.compiled, free.rows(boxes.low), free.rows(boxes.high)).strategy
    yes, no = (each.reshape(prod(sizes), patterns).all(axis=1) for each in certain)
    if not (yes | no).all():
        return None
    return _ordered(tuple(free.ladders[i].column for i in hangs), yes.reshape(sizes))


def _seen_to_matter(free: Freedom, completions: NDArray[np.int64]) -> list[int]:
    """Return the ladders on which a move from end to end turns one of the completions."""
    trials = []
    for i, ladder in enumerate(free.ladders):
        ends = [start for start, _end in ladder.classes] + [end for _start, end in ladder.classes]
        for end in (min(ends, key=_worth(ladder)), max(ends, key=_worth(ladder))):
            moved = completions.copy()
            moved[:, i] = end
            trials.append(moved)
    verdicts = decide(free.compiled, free.rows(np.concatenate(trials))).omnichannel
    both = verdicts.reshape(len(free.ladders), 2, len(completions))
    return np.flatnonzero((both[:, 0] != both[:, 1]).any(axis=1)).tolist()


def _worth(ladder: Any) -> Any:
    return lambda place: (ladder.values[place], place)


def _boxes(free: Freedom, known: list[int], others: list[int]) -> Boxes:
    """Return a box for all that the known ones can be, with each combination of classes of the others."""
    answers = free.among([free.ladders[i] for i in known]).every()
    rest = free.among([free.ladders[i] for i in others]).boxes()
    low, high = (
        np.zeros((len(answers) * len(rest), len(free.ladders)), np.int64) for _ in range(2)
    )
    for ends, theirs in ((low, rest.low), (high, rest.high)):
        ends[:, known] = np.repeat(answers, len(rest), axis=0)
        ends[:, others] = np.tile(theirs, (len(answers), 1))
    return Boxes(low, high)


def _ordered(columns: tuple[int, ...], omnichannel: NDArray[np.bool_]) -> Settling:
    """Return the answers in the order that settles the strategy after the fewest on average.

    `omnichannel` has a dimension for each answer. The order is the best of all; among equals, that of the
    questionnaire.
    """
    open_share = _OpenShare(omnichannel)
    axes = range(len(columns))

    @cache
    def best(known: frozenset[int]) -> tuple[Fraction, tuple[int, ...]]:
        share = open_share.of(tuple(sorted(known)))
        if not share:
            return Fraction(0), ()
        tails = ((axis, *best(known | {axis})) for axis in axes if axis not in known)
        return min((share + average, (axis, *tail)) for axis, average, tail in tails)

    average, order = best(frozenset())
    rest = (axis for axis in axes if axis not in order)
    return Settling(tuple(columns[axis] for axis in (*order, *rest)), average)


class _OpenShare:
    """How often the strategy is still open once some answers are known."""

    def __init__(self, omnichannel: NDArray[np.bool_]) -> None:
        self._axes = tuple(range(omnichannel.ndim))
        self._ends: dict[tuple[int, ...], tuple[Any, Any]] = {
            self._axes: (omnichannel, omnichannel)
        }

    def of(self, known: tuple[int, ...]) -> Fraction:
        """Return the share of what some answers, named in their order, can be that leaves it open."""
        some, every = self._reduced(known)
        return Fraction(int(np.sum(some & ~every)), int(np.size(some)))

    def _reduced(self, known: tuple[int, ...]) -> tuple[Any, Any]:
        """Return where some, and where all, of what the others can be gives omnichannel."""
        if known not in self._ends:
            added = next(axis for axis in self._axes if axis not in known)
            larger = tuple(sorted((*known, added)))
            some, every = self._reduced(larger)
            axis = larger.index(added)
            self._ends[known] = some.any(axis=axis), every.all(axis=axis)
        return self._ends[known]

"""How low and how high each score can still turn out, over all completions of the unknown answers.

As everywhere, a completion gives an unknown answer one of the question's own answers. Scores rise with the
values of answers, so that two completions for each way in which questions can open and close hold the ends.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from omnicheck.engine.completions import outermost_sums
from omnicheck.engine.decide import close_branches
from omnicheck.engine.facts import Facts
from omnicheck.engine.freedom import freedom
from omnicheck.engine.tally import tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.freedom import Freedom, Ladder

#: Ways for questions to open and close that are all looked at; beyond, the intervals are bounds.
MOST_WAYS: Final = 4_096

Interval = tuple[Fraction, Fraction]


class Intervals(NamedTuple):
    """Where scores lie, whatever the unknown answers turn out to be."""

    scores: dict[str, Interval]
    """Factor or index -> its lowest and highest score, 0 to 100, over all completions in which it has
    one; without those that never have one."""
    exact: bool
    """Some completion reaches each end; else no completion goes beyond."""


def intervals(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> Intervals:
    """Return the intervals of all factors and indices of a business.

    `row` has shape (questions,), as it was answered, branches still open.
    """
    free = freedom(compiled, row)
    free = free.among([_ends_alone(free, ladder) for ladder in free.ladders])
    if free.patterns > MOST_WAYS:
        return Intervals(_bounds(compiled, row), exact=False)
    boxes = free.boxes()
    rows = np.concatenate([free.rows(boxes.low), free.rows(boxes.high)])
    return Intervals(_over(compiled, close_branches(compiled, rows)), exact=True)


def _ends_alone(free: Freedom, ladder: Ladder) -> Ladder:
    """Of an answer that opens no question, the lowest and the highest; all classes of others."""
    if ladder.column in free.compiled.drivers:
        return ladder
    values = free.compiled.values[ladder.column].of(ladder.codes)
    ends = [int(values.argmin()), int(values.argmax())]
    return replace(ladder, codes=ladder.codes[ends], values=ladder.values[ends], classes=((0, 1),))


def _over(compiled: CompiledQuestionnaire, rows: NDArray[np.int64]) -> dict[str, Interval]:
    """Return the lowest and the highest of each score in some rows."""
    facts = Facts(compiled, rows, tally=tally(compiled, rows))
    found = {}
    for name in (*compiled.questionnaire.factors, *compiled.questionnaire.indices):
        number, whole, known = facts.score(name)
        every = {Fraction(int(n), int(w)) for n, w in zip(number[known], whole[known], strict=True)}
        if every:
            found[name] = min(every), max(every)
    return found


def _bounds(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> dict[str, Interval]:
    """Return intervals that hold all completions."""
    ends = [outermost_sums(compiled, row, lowest=lowest) for lowest in (True, False)]
    return _over(compiled, np.stack(ends))

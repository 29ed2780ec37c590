"""One business held against other weights, shares and lines than those of its questionnaire.

Whatever is changed, the business keeps its answers: what is asked and what is open stay as they are. Its
sums, scores, stage, lines, the share that is unknown and the worst that its open answers can do are those
of the changed questionnaire, and the engine says what then is recommended.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.conditions import Compare, Name, atoms
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.completions import outer_completions
from omnicheck.engine.decide import Standing, stand
from omnicheck.engine.kept import kept
from omnicheck.engine.score import exceeds_unknown
from omnicheck.engine.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.score import Scores

#: Completions of one business's open answers that are held against every change.
_MOST_LOWS: Final = 64


@dataclass(frozen=True)
class Base:
    """One sheet of codes, branches closed: as answered, or its open answers at their worst."""

    compiled: CompiledQuestionnaire
    standing: Standing
    """Where it stands today, in one row."""
    blank: int
    """What a factor counts for when nothing in it applies, 0 to 100."""

    @property
    def codes(self) -> NDArray[np.int64]:
        """Shape (1, questions)."""
        return self.standing.codes

    @cached_property
    def sums(self) -> list[tuple[int, int, int]]:
        """Today's got, possible and unknown of each factor."""
        tally = self.standing.tally
        columns = (each[0].tolist() for each in (tally.got, tally.possible, tally.unknown))
        return list(zip(*columns, strict=True))

    @cached_property
    def parts(self) -> dict[int, tuple[int, int, int]]:
        """Column -> what its question adds to got, possible and unknown of its factor."""
        found = {}
        for factor in self.compiled.factors:
            for column, weight in zip(factor.columns, factor.weights, strict=True):
                code = self.codes[:, column]
                values, applies = self.compiled.values[column].worth(code)
                unknown = weight if code[0] == NOT_SURE else 0
                found[column] = weight * int(values[0]), weight * int(applies[0]), unknown
        return found

    @cached_property
    def scores(self) -> list[Fraction]:
        """Today's score by factor, in scaled points."""
        blank = Fraction(self.blank * self.compiled.scale)
        return [Fraction(got, possible) if possible else blank for got, possible, _ in self.sums]

    def rows(self, count: int) -> NDArray[np.int64]:
        """Return the same codes in many rows."""
        return np.broadcast_to(self.codes, (count, self.codes.shape[1]))

    def tally_of(self, count: int) -> Tally:
        """Return today's sums in many rows of Python's integers, to be changed."""
        tally = self.standing.tally
        return Tally(
            *(
                np.tile(each.astype(object), (count, 1))
                for each in (tally.got, tally.possible, tally.unknown)
            )
        )


@dataclass(frozen=True)
class Sheet:
    """One business as answered, and at the worst that its open answers can do."""

    compiled: CompiledQuestionnaire
    raw: NDArray[np.int64]
    """As answered, branches still open, shape (questions,)."""
    today: Base
    omnichannel: bool
    """What is recommended today."""
    too_much_unknown: bool

    @cached_property
    def lows(self) -> tuple[Base, ...] | None:
        """The completions among which the lowest is, whatever the weights; None for too many."""
        found = outer_completions(self.compiled, self.raw, lowest=True)
        if found is None or len(found) > _MOST_LOWS:
            return None
        rows = (found[[row]] for row in range(len(found)))
        return tuple(Base(self.compiled, stand(self.compiled, row, 0), blank=0) for row in rows)

    @property
    def may_ask_more(self) -> bool:
        """Whether an open answer decides what else is asked."""
        return bool((self.today.codes[0, list(self.compiled.drivers)] == NOT_SURE).any())


def sheet_of(scores: Scores, raw: NDArray[np.int64], business: int = 0) -> Sheet:
    """Return one of n businesses; `raw` are its codes as answered, branches still open."""
    standing = scores.standing.take(np.array([business]))
    return Sheet(
        scores.compiled,
        raw,
        Base(scores.compiled, standing, blank=50),
        bool(scores.omnichannel[business]),
        bool(scores.too_much_unknown[business]),
    )


def omnichannel_where(
    sheet: Sheet, count: int, judge: Callable[[Base, NDArray[np.int64]], Standing]
) -> tuple[Any, Any]:
    """Return where omnichannel is recommended under n changes, and where that hangs on the lows.

    `judge` says where a sheet stands under some of the changes, given by their positions. Without lows,
    nobody can tell for what hangs on them.
    """
    compiled = sheet.compiled
    most = compiled.questionnaire.decision.omnichannel.max_unknown
    standing = judge(sheet.today, np.arange(count))
    unclear = exceeds_unknown(compiled, standing, most)
    found = (standing.margins.margin >= 0).astype(bool)
    doubtful = found & unclear
    rows = np.flatnonzero(doubtful)
    for low in (sheet.lows or ()) if len(rows) else ():
        found[rows] &= (judge(low, rows).margins.margin >= 0).astype(bool)
    return found, doubtful


@kept
def bars_of(compiled: CompiledQuestionnaire) -> tuple[tuple[str, Fraction], ...]:
    """Return what each score is held against, in scaled points: lines of every stage, and stages.

    Stages ask only for factors that do not decide.
    """
    lines = ((r.id, Fraction(bar)) for r in compiled.requirements for bar in r.thresholds)
    asked = ((name, bar * compiled.scale) for name, bar in _asked_of_stages(compiled))
    return tuple(dict.fromkeys((*lines, *asked)))


def _asked_of_stages(compiled: CompiledQuestionnaire) -> Iterator[tuple[str, Fraction]]:
    """The scores that conditions of stages compare, and with what."""
    conditions = (compiled.conditions[s.when] for s in compiled.questionnaire.stages if s.when)
    for atom in chain.from_iterable(map(atoms, conditions)):
        match atom:
            case Compare(left=Name(id=name), right=Fraction() as bar) if (
                name in compiled.factor_by_id
            ):
                yield name, bar
            case _:
                continue  # an answer: no weight changes it

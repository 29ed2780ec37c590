"""What the questions without an answer could still do to n recommendations, and which to answer first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.decide import close_branches, margins
from omnicheck.engine.ladders import turning_codes
from omnicheck.engine.tipping import headline

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.decide import Standing
    from omnicheck.engine.score import Scores

#: Businesses with one answer tried, scored at once.
_BLOCK: Final = 8192


@dataclass(frozen=True)
class Openings:
    """The open answers of n businesses; arrays have one row a question and one column a business."""

    is_open: NDArray[np.bool_]
    """Asked, not answered, and counted in a score or a gate."""
    can_flip: NDArray[np.bool_]
    """This answer alone could still turn the recommendation."""
    blocks: NDArray[np.bool_]
    """By question: a gate, so omnichannel cannot be recommended without it."""
    decides: NDArray[np.bool_]
    """By question: it counts for the recommendation itself, and not only for the stage."""
    reach: NDArray[np.float64]
    """How much of its factor hangs on it, 0 to 1."""

    def urgency(self) -> NDArray[np.float64]:
        """Return how much each answer is wanted, the most urgent highest; below 0 where none is open.

        First the gates, then what could turn the recommendation, then what counts for it, then by reach.
        """
        blocks = self.blocks[:, None]
        rank = 2 * (self.can_flip | blocks) + self.decides[:, None] + blocks
        return np.where(self.is_open, 2 * rank + self.reach, -1.0)

    def next_best(self) -> NDArray[np.int64]:
        """Return the column of the answer wanted most by each business; -1 where all are known."""
        best = np.full(self.is_open.shape[1], -1, dtype=np.int64)
        some = np.flatnonzero(self.is_open.any(axis=0))
        if len(some):
            best[some] = np.argmax(self.take(some).urgency(), axis=0)
        return best

    def take(self, businesses: NDArray[np.int64]) -> Openings:
        """Return the open answers of some of the businesses."""
        return replace(
            self,
            is_open=self.is_open[:, businesses],
            can_flip=self.can_flip[:, businesses],
            reach=self.reach[:, businesses],
        )


def openings(scores: Scores, raw: NDArray[np.int64]) -> Openings:
    """Return the open answers of n businesses.

    `raw` holds their codes as they were answered, branches still open, shape (n, questions).
    """
    compiled = scores.compiled
    gates = {gate.column for gate in compiled.gates}
    counted = np.array(
        [column.question.scored or i in gates for i, column in enumerate(compiled.columns)]
    )
    deciding = {c for factor in compiled.factors[: compiled.deciding] for c in factor.columns}
    not_sure = scores.standing.codes.T == NOT_SURE
    return Openings(
        is_open=not_sure & counted[:, None],
        can_flip=flips(compiled, raw, _undecided(scores)),
        blocks=np.array([i in gates for i in range(len(compiled.columns))]),
        decides=np.array([i in deciding | gates for i in range(len(compiled.columns))]),
        reach=_reach(compiled, scores),
    )


def flips(
    compiled: CompiledQuestionnaire, raw: NDArray[np.int64], among: Any = None
) -> NDArray[np.bool_]:
    """Return where one open answer alone could turn the recommendation, shape (questions, n).

    Enough of the values that the answer can have are tried. `raw` has shape (n, questions), branches
    still open. With `among`, a mask, only these businesses are looked at: where it is known that none of the others
    has such an answer.
    """
    found = np.zeros(raw.T.shape, dtype=bool)
    looked_at = np.arange(len(raw)) if among is None else np.flatnonzero(among)
    raw = raw[looked_at]
    not_sure = close_branches(compiled, np.asfortranarray(raw)).T == NOT_SURE
    today = headline(compiled, raw)
    columns, rows, codes = _trials(compiled, not_sure, today)
    for start in range(0, len(rows), _BLOCK):
        part = slice(start, start + _BLOCK)
        trial = np.asfortranarray(raw[rows[part]])
        trial[np.arange(len(trial)), columns[part]] = codes[part]
        turned = headline(compiled, trial) != today[rows[part]]
        found[columns[part][turned], looked_at[rows[part][turned]]] = True
    return np.asarray(found)


def _undecided(scores: Scores) -> Any:
    """Where open answers may turn the recommendation, as far as the ends tell.

    Answering one question leaves a business between its ends. Where even the worst end meets every line
    by the hardest thresholds, or the best end misses one by the easiest, nothing turns it; the stages,
    whose conditions may ask for anything, are left out of this. Open answers that decide what is asked
    are always looked into.
    """
    compiled, standing, outlook = scores.compiled, scores.standing, scores.outlook
    found = np.zeros(len(scores), dtype=bool)
    thresholds: Any = np.array([r.thresholds for r in compiled.requirements], dtype=compiled.exact)
    hardest, easiest = thresholds.max(axis=1), thresholds.min(axis=1)
    surely = _margin(compiled, outlook.low, hardest, blank=0) >= 0
    never = _margin(compiled, outlook.high, easiest, blank=100) < 0
    found[outlook.rows] = ~(surely & scores.omnichannel[outlook.rows]) & ~never
    drivers = standing.codes[:, list(compiled.drivers)]
    return found | (drivers == NOT_SURE).any(axis=1)


def _margin(
    compiled: CompiledQuestionnaire, standing: Standing, thresholds: Any, *, blank: int
) -> Any:
    """The margins that other thresholds, the same for all, would give."""
    for_all = np.broadcast_to(thresholds, (len(standing.codes), len(thresholds)))
    rule = replace(standing.rule, thresholds=for_all)
    return margins(compiled, standing.tally, standing.gates, rule, blank).margin


def _trials(
    compiled: CompiledQuestionnaire, not_sure: NDArray[np.bool_], today: NDArray[np.bool_]
) -> tuple[Any, Any, Any]:
    """Every column, business and code to try."""
    none = np.zeros(0, dtype=np.int64)
    found = [(none, none, none)]
    for column, is_open in enumerate(not_sure):
        for upwards in (False, True):
            rows = np.flatnonzero(is_open & (today != upwards))
            codes = turning_codes(compiled, column, upwards=upwards)
            if len(rows) and len(codes):
                tried = np.tile(codes, len(rows))
                found.append((np.full(len(tried), column), np.repeat(rows, len(codes)), tried))
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))  # type: ignore[return-value]


def _reach(compiled: CompiledQuestionnaire, scores: Scores) -> NDArray[np.float64]:
    """Weight times the range of an answer's values, as a share of what its factor could get."""
    reach = np.zeros(scores.standing.codes.T.shape)
    for f, factor in enumerate(compiled.factors):
        possible = np.asarray(scores.standing.tally.possible[:, f])
        whole = np.where(possible == 0, 1, possible) * (100 * compiled.scale)
        for column, weight in zip(factor.columns, factor.weights, strict=True):
            table = compiled.values[column]
            span = weight * (table.highest - table.lowest)
            reach[column] = (np.where(possible == 0, 0, span) / whole).astype(np.float64)
    return reach

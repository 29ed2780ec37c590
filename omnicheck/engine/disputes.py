"""Several sheets of answers about one business: which of their differences turn what is recommended.

Nothing is averaged. One sheet takes the answers of another, one by one or several together, and the
engine says what then is recommended.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import chain, combinations, permutations
from math import comb
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from omnicheck.engine.attribution import followed
from omnicheck.engine.columns import NOT_ASKED
from omnicheck.engine.decide import close_branches
from omnicheck.engine.score import decide

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire

#: Sets of answers that are rerun for two sheets, in each direction.
MOST_SETS: Final = 60_000


class Swap(NamedTuple):
    """One answer taken over, and what then is recommended."""

    sheet: int
    """Which takes the answer over."""
    other: int
    """From which."""
    column: int
    path: int
    turns_strategy: bool
    """The strategy is another too, not only the path."""


@dataclass(frozen=True)
class Bridge:
    """The smallest sets of answers that bring one sheet to the recommendation of another."""

    sheet: int
    other: int
    sets: tuple[tuple[int, ...], ...]
    """Columns, each set in order. Empty where there are none, and where too many would have to be tried."""
    least: int
    """No set smaller than this does it."""
    is_complete: bool
    """All sets up to `least` were tried; if there are none in `sets`, there are none at all."""


@dataclass(frozen=True)
class Sheets:
    """Sheets of one questionnaire."""

    compiled: CompiledQuestionnaire
    rows: NDArray[np.int64]
    """Codes with branches still open, shape (sheets, questions)."""

    @cached_property
    def _closed(self) -> NDArray[np.int64]:
        return close_branches(self.compiled, np.asfortranarray(self.rows))

    @cached_property
    def _verdicts(self) -> tuple[Any, Any]:
        decision = decide(self.compiled, self.rows)
        return decision.omnichannel, decision.path

    def differences(self, sheet: int, other: int) -> list[int]:
        """Return the columns in which two sheets differ and which at least one of them is asked."""
        mine, theirs = followed(self.compiled, self.rows[sheet], self.rows[other])
        asked = (self._closed[[sheet, other]] != NOT_ASKED).any(axis=0)
        return [int(column) for column in np.flatnonzero((mine != theirs) & asked)]

    @cached_property
    def disputed(self) -> list[int]:
        """The columns in which any two sheets differ, in the order of the questionnaire."""
        pairs = combinations(range(len(self.rows)), 2)
        return sorted({*chain.from_iterable(self.differences(i, j) for i, j in pairs)})

    def swaps(self) -> list[Swap]:
        """Return each single answer that, taken over from another sheet, turns strategy or path."""
        tried: list[tuple[int, int, int]] = [
            (sheet, other, column)
            for sheet, other in permutations(range(len(self.rows)), 2)
            for column in self.differences(sheet, other)
        ]
        if not tried:
            return []
        codes = np.concatenate(
            [self._with(sheet, other, [(column,)]) for sheet, other, column in tried]
        )
        decision = decide(self.compiled, codes)
        omnichannel, path = self._verdicts
        return [
            Swap(*each, int(found), bool(omni != omnichannel[each[0]]))
            for each, omni, found in zip(tried, decision.omnichannel, decision.path, strict=True)
            if omni != omnichannel[each[0]] or found != path[each[0]]
        ]

    def agree(self, sheet: int, other: int) -> bool:
        """Whether two sheets give the same strategy and the same path."""
        omnichannel, path = self._verdicts
        return bool(omnichannel[sheet] == omnichannel[other] and path[sheet] == path[other])

    def bridge(self, sheet: int, other: int) -> Bridge:
        """Return the smallest sets that decide between two sheets, in the direction that takes fewer.

        Where the strategies differ, that of the other sheet is to be reached; else its path.
        """
        there = self._bridge(sheet, other)
        back = self._bridge(other, sheet, most=there.least - 1 if there.sets else None)
        return back if back.sets else there

    def _bridge(self, sheet: int, other: int, most: int | None = None) -> Bridge:
        """Look in one direction, for sets of at most so many answers."""
        columns, left = self.differences(sheet, other), MOST_SETS
        most = len(columns) if most is None else most
        for size in range(1, most + 1):
            left -= comb(len(columns), size)
            if left < 0:
                return Bridge(sheet, other, (), size, is_complete=False)
            sets = list(combinations(columns, size))
            reached = self._reaches(sheet, other, sets)
            found = tuple(each for each, does in zip(sets, reached, strict=True) if does)
            if found:
                return Bridge(sheet, other, found, size, is_complete=True)
        return Bridge(sheet, other, (), most + 1, is_complete=True)

    def _reaches(self, sheet: int, other: int, sets: list[tuple[int, ...]]) -> Any:
        omnichannel, path = self._verdicts
        decision = decide(self.compiled, self._with(sheet, other, sets))
        if omnichannel[sheet] != omnichannel[other]:
            return decision.omnichannel == omnichannel[other]
        return (decision.omnichannel == omnichannel[other]) & (decision.path == path[other])

    def _with(self, sheet: int, other: int, sets: list[tuple[int, ...]]) -> NDArray[np.int64]:
        """Return a sheet once for each set, with the answers of the other in its columns."""
        mine, theirs = followed(self.compiled, self.rows[sheet], self.rows[other])
        codes = np.tile(mine, (len(sets), 1))
        chosen = np.array(sets, dtype=np.int64)
        codes[np.arange(len(sets))[:, None], chosen] = theirs[chosen]
        return codes

"""Sums over answers: what each factor got, could have got, and what of it is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire, IntArray


@dataclass(frozen=True)
class Tally:
    """Sums of n businesses by factor, each of shape `(n, factors)`, in whole numbers."""

    got: IntArray
    """Weight times scaled value; a not-sure answer counts half-way between its extremes."""
    possible: IntArray
    """Weight of the questions that apply; a factor's score is `got / (possible * scale)`."""
    unknown: IntArray
    """Weight of the not-sure answers among them."""

    def take(self, rows: Any) -> Tally:
        """Return the sums of some of the businesses."""
        return Tally(self.got[rows], self.possible[rows], self.unknown[rows])


def tally(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> Tally:
    """Add up a matrix of codes, `(n, questions)`, looping over questions and never over rows."""
    shape = (len(codes), len(compiled.factors))
    # By column in memory, as everything here runs over columns.
    got: IntArray = np.zeros(shape, dtype=compiled.exact, order="F")
    possible, unknown = got.copy(order="K"), got.copy(order="K")
    for f, addends in enumerate(compiled.addends):
        if addends:
            packed = sum(addend.of(codes[:, column]) for column, addend in addends)
            _column, first = addends[0]
            got[:, f] = packed & ((1 << first.got_bits) - 1)
            possible[:, f] = packed >> first.got_bits & ((1 << first.weight_bits) - 1)
            unknown[:, f] = packed >> (first.got_bits + first.weight_bits)
    return Tally(got, possible, unknown)

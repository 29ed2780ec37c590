"""Sums over answers: what each factor got, could have got, and what of it is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from omnicheck.engine.columns import NOT_SURE

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
    for f, factor in enumerate(compiled.factors):
        for column, weight in zip(factor.columns, factor.weights, strict=True):
            values, applies = compiled.values[column].worth(codes[:, column])
            got[:, f] += weight * values
            possible[:, f] += weight * applies
            unknown[:, f] += weight * (codes[:, column] == NOT_SURE)
    return Tally(got, possible, unknown)

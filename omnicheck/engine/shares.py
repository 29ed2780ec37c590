"""How much each factor counts in an index, as it stands and moved a little for reruns."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.questionnaire import Questionnaire

SHARE_STEP: Final = Fraction(1, 10)

ShareTable = tuple[tuple[int, ...], ...]
"""Whole-number shares by requirement and deciding factor."""


def shares_of(questionnaire: Questionnaire, name: str) -> dict[str, Fraction]:
    """Return the factors behind a factor or index, with shares that add up to 1."""
    index = questionnaire.indices.get(name)
    if index is None:
        return {name: Fraction(1)}
    total = sum(Fraction(share) for share in index.shares.values())
    return {factor: Fraction(share) / total for factor, share in index.shares.items()}


def whole_shares(rows: list[list[Fraction]]) -> tuple[ShareTable, int]:
    """Return shares as whole numbers, and what each row of them adds up to."""
    total = lcm(1, *(share.denominator for row in rows for share in row))
    return tuple(tuple(int(share * total) for share in row) for row in rows), total


def moved_shares(rows: list[list[Fraction]]) -> Iterator[tuple[ShareTable, int]]:
    """Yield the table with one share of one row up or down by a tenth, the others making room."""
    for r, row in enumerate(rows):
        for moved in _moved(row):
            yield whole_shares([moved if i == r else other for i, other in enumerate(rows)])


def _moved(row: list[Fraction]) -> list[list[Fraction]]:
    """Of two shares, moving the first up is moving the second down: each result comes once."""
    found: dict[tuple[Fraction, ...], None] = {}
    for i, share in enumerate(row):
        if 0 < share < 1:
            for target in (share - SHARE_STEP, share + SHARE_STEP):
                new = min(max(target, Fraction(0)), Fraction(1))
                rest = (1 - new) / (1 - share)
                found[tuple(new if j == i else s * rest for j, s in enumerate(row))] = None
    return [list(shares) for shares in found]

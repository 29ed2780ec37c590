"""Robustness: the same decision again with each weight, share and threshold moved a little.

Deterministic: each weight of a deciding factor x 0.75 and x 1.25, each share of an index up and down
by 0.10, each threshold of an index up and down by 5. A rerun with a weight is made only where that
question applies; the unknown share is always that of the weights as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.engine.decide import Rule, Standing, sums_or_blank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.engine.compile import CompiledQuestionnaire

THRESHOLD_STEP: Final = 5


@dataclass(frozen=True)
class Robustness:
    """How many of the reruns gave the same headline; `same` and `made` have one row a business."""

    same: Any
    made: Any


def robustness(
    compiled: CompiledQuestionnaire,
    standing: Standing,
    unclear: Any,
    unclear_low: Standing,
    omnichannel: Any,
) -> Robustness:
    """Rerun the decision of n businesses and count the reruns that agree with `omnichannel`.

    `unclear_low` has a row for each business that is unclear: all its unknown answers at their worst.
    """
    same = np.zeros(len(standing.codes), dtype=np.int64)
    made = np.zeros(len(standing.codes), dtype=np.int64)
    doubtful = np.flatnonzero(unclear)
    nowhere = repeat((np.zeros(0, dtype=bool), None))
    at_worst = _reruns(compiled, unclear_low, blank=0) if len(doubtful) else nowhere
    reruns = _reruns(compiled, standing, blank=50)
    for (verdict, applies), (surely, _) in zip(reruns, at_worst, strict=False):
        verdict[doubtful] &= surely
        made += applies
        same += applies & (verdict == omnichannel)
    return Robustness(same, made)


def _reruns(
    compiled: CompiledQuestionnaire, standing: Standing, *, blank: int
) -> Iterator[tuple[Any, Any]]:
    """Yield for each rerun where all lines are reached, and for which businesses it is made."""
    everyone = np.ones(len(standing.codes), dtype=bool)
    gates_open = (standing.gates >= 0).all(axis=1)
    lines = _lines(compiled, standing, blank)
    met = [_reached(line.number) for line in lines]

    def verdict(moved: dict[int, Any]) -> Any:
        return np.logical_and.reduce([gates_open, *(moved.get(r, met[r]) for r in range(len(met)))])

    for f, factor in enumerate(compiled.factors[: compiled.deciding]):
        behind = [r for r, line in enumerate(lines) if f in line.slopes]
        for column, weight in zip(factor.columns, factor.weights, strict=True):
            values, applies = compiled.values[column].worth(standing.codes[:, column])
            pulls = {r: lines[r].moved_by(f, weight * values, weight * applies) for r in behind}
            for sign in (-1, 1):
                # Four times the line, and one weight less or more: the weight x 0.75 or x 1.25.
                yield (
                    verdict({r: _reached(4 * lines[r].number + sign * pulls[r]) for r in behind}),
                    applies,
                )
    for table, total in compiled.moved_shares:
        moved = _lines(compiled, standing, blank, Rule(table, total, standing.rule.thresholds))
        yield verdict({r: _reached(line.number) for r, line in enumerate(moved)}), everyone
    for r, requirement in enumerate(compiled.requirements):
        if requirement.is_index:
            for step in (-THRESHOLD_STEP, THRESHOLD_STEP):
                eased = lines[r].number - step * compiled.scale * lines[r].whole
                yield verdict({r: _reached(eased)}), everyone


def _reached(number: Any) -> Any:
    return (number >= 0).astype(bool)


@dataclass(frozen=True)
class _Line:
    """A requirement's score minus its threshold, over the denominators of its own factors alone."""

    number: Any
    """Zero or more where it is reached."""
    whole: Any
    """What one scaled point of the threshold counts for."""
    slopes: dict[int, tuple[Any, Any]]
    """Factor -> what the line gains with each unit that the factor got, and could have got."""

    def moved_by(self, factor: int, got: Any, possible: Any) -> Any:
        """Return what the line gains when a factor gets more; its sums must not be blank."""
        by_got, by_possible = self.slopes[factor]
        return by_got * got + by_possible * possible


def _lines(
    compiled: CompiledQuestionnaire, standing: Standing, blank: int, rule: Rule | None = None
) -> list[_Line]:
    """Return the lines of n businesses under a rule; without one, under their own."""
    rule = rule or standing.rule
    got, possible = sums_or_blank(compiled, standing.tally, blank)
    return [
        _line(
            {f: share for f, share in enumerate(shares) if share},
            rule.shares_total * rule.thresholds[:, r],
            rule.shares_total,
            got,
            possible,
        )
        for r, shares in enumerate(rule.shares)
    ]


def _line(
    shares: dict[int, Any], threshold: Any, total: int, got: list[Any], possible: list[Any]
) -> _Line:
    slopes = {}
    for f, share in shares.items():
        others = {g: possible[g] for g in shares if g != f}
        rest = prod(others.values())
        held = sum(shares[g] * got[g] * prod(others[h] for h in others if h != g) for g in others)
        slopes[f] = share * rest, held - threshold * rest
    f = next(iter(shares))
    by_got, by_possible = slopes[f]
    number = by_got * got[f] + by_possible * possible[f]
    return _Line(number, total * prod(possible[f] for f in shares), slopes)

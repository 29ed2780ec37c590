"""Robustness: the same decision again with each weight, share and threshold moved a little.

Deterministic: each weight of a deciding factor x 0.75 and x 1.25, each share of an index up and down
by 0.10, each threshold of an index up and down by 5. A rerun with a weight is made only where that
question applies; the unknown share is always that of the weights as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.engine.decide import Rule, Standing, margins
from omnicheck.engine.tally import Tally, value_of

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
    compiled: CompiledQuestionnaire, standing: Standing, low: Standing, unclear: Any, omnichannel: Any
) -> Robustness:
    """Rerun the decision of n businesses and count the reruns that agree with `omnichannel`."""
    same = np.zeros(len(standing.codes), dtype=np.int64)
    made = np.zeros(len(standing.codes), dtype=np.int64)
    for point, worst, applies in _reruns(compiled, standing, low):
        verdict = _margin(compiled, point, blank=50) >= 0
        if unclear.any():
            verdict = verdict & (~unclear | (_margin(compiled, worst, blank=0) >= 0))
        made += applies
        same += applies & (verdict.astype(bool) == omnichannel)
    return Robustness(same, made)


def _margin(compiled: CompiledQuestionnaire, standing: Standing, *, blank: int) -> Any:
    return margins(compiled, standing.tally, standing.gates, standing.rule, blank).margin


def _reruns(
    compiled: CompiledQuestionnaire, standing: Standing, low: Standing
) -> Iterator[tuple[Standing, Standing, Any]]:
    """Yield the moved businesses, the same at their worst, and where the rerun is made."""
    everyone = np.ones(len(standing.codes), dtype=bool)
    for f, factor in enumerate(compiled.factors[: compiled.deciding]):
        for column, weight in zip(factor.columns, factor.weights, strict=True):
            _, applies = value_of(compiled, column, standing.codes)
            for sign in (-1, 1):
                moved = [_with_weight(compiled, s, f, column, sign * weight) for s in (standing, low)]
                yield moved[0], moved[1], applies
    for table, total in compiled.moved_shares:
        shares: Any = np.array(table, dtype=compiled.exact)
        moved = [replace(s, rule=Rule(shares, total, s.rule.thresholds)) for s in (standing, low)]
        yield moved[0], moved[1], everyone
    for r, requirement in enumerate(compiled.requirements):
        if requirement.is_index:
            for sign in (-1, 1):
                moved = [_with_threshold(compiled, s, r, sign) for s in (standing, low)]
                yield moved[0], moved[1], everyone


def _with_weight(
    compiled: CompiledQuestionnaire, standing: Standing, factor: int, column: int, step: int
) -> Standing:
    """Four times the sums of a factor, and one weight more or less: the weight x 1.25 or x 0.75."""
    values, applies = value_of(compiled, column, standing.codes)
    got, possible = standing.tally.got.copy(), standing.tally.possible.copy()
    got[:, factor] = 4 * got[:, factor] + step * values * applies
    possible[:, factor] = 4 * possible[:, factor] + step * applies
    return replace(standing, tally=Tally(got, possible, standing.tally.unknown))


def _with_threshold(
    compiled: CompiledQuestionnaire, standing: Standing, requirement: int, sign: int
) -> Standing:
    thresholds = standing.rule.thresholds.copy()
    thresholds[:, requirement] += sign * THRESHOLD_STEP * compiled.scale
    return replace(standing, rule=replace(standing.rule, thresholds=thresholds))

"""Robustness: the same decision again with each weight, share and threshold moved a little.

Deterministic: each weight of a deciding factor x 0.75 and x 1.25, each share of an index up and down
by 0.10, each threshold of an index up and down by 5. A rerun with a weight is made only where that
question applies; the unknown share is always that of the weights as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.engine.decide import Rule, Standing, reaches
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
    compiled: CompiledQuestionnaire,
    standing: Standing,
    low: Standing,
    unclear: Any,
    omnichannel: Any,
) -> Robustness:
    """Rerun the decision of n businesses and count the reruns that agree with `omnichannel`."""
    same = np.zeros(len(standing.codes), dtype=np.int64)
    made = np.zeros(len(standing.codes), dtype=np.int64)
    nowhere = repeat((np.zeros(len(unclear), dtype=bool), None))
    at_worst = _reruns(compiled, low, blank=0) if unclear.any() else nowhere
    for (reached, applies), (surely, _) in zip(
        _reruns(compiled, standing, blank=50), at_worst, strict=False
    ):
        verdict = reached & (~unclear | surely)
        made += applies
        same += applies & (verdict == omnichannel)
    return Robustness(same, made)


def _reruns(
    compiled: CompiledQuestionnaire, standing: Standing, *, blank: int
) -> Iterator[tuple[Any, Any]]:
    """Yield for each rerun where all lines are reached, and for which businesses it is made."""
    sums, rule = standing.tally, standing.rule
    gates_open = (standing.gates >= 0).all(axis=1)
    everyone = np.ones(len(gates_open), dtype=bool)
    for f, factor in enumerate(compiled.factors[: compiled.deciding]):
        for column, weight in zip(factor.columns, factor.weights, strict=True):
            values, applies = value_of(compiled, column, standing.codes)
            for step in (-weight, weight):
                moved = _with_weight(sums, f, step * values * applies, step * applies)
                yield reaches(compiled, moved, gates_open, rule, blank), applies
    for table, total in compiled.moved_shares:
        shares: Any = np.array(table, dtype=compiled.exact)
        moved_rule = Rule(shares, total, rule.thresholds)
        yield reaches(compiled, sums, gates_open, moved_rule, blank), everyone
    for r, requirement in enumerate(compiled.requirements):
        if requirement.is_index:
            for step in (-THRESHOLD_STEP, THRESHOLD_STEP):
                moved_rule = _with_threshold(rule, r, step * compiled.scale)
                yield reaches(compiled, sums, gates_open, moved_rule, blank), everyone


def _with_weight(sums: Tally, factor: int, got_step: Any, possible_step: Any) -> Tally:
    """Four times the sums of a factor, and one weight more or less: the weight x 1.25 or x 0.75."""
    got, possible = sums.got.copy(order="K"), sums.possible.copy(order="K")
    got[:, factor] = 4 * got[:, factor] + got_step
    possible[:, factor] = 4 * possible[:, factor] + possible_step
    return Tally(got, possible, sums.unknown)


def _with_threshold(rule: Rule, requirement: int, step: int) -> Rule:
    thresholds = rule.thresholds.copy(order="K")
    thresholds[:, requirement] += step
    return replace(rule, thresholds=thresholds)

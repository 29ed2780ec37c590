"""The whole way from codes to a recommendation with its confidence, for n businesses at once."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from omnicheck.choices import Confidence
from omnicheck.engine.completions import ends
from omnicheck.engine.decide import Standing, close_branches, settle, stand
from omnicheck.engine.facts import ratio_is
from omnicheck.engine.reruns import Robustness, robustness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.facts import Facts

#: Order of the codes in `Scores.confidence`.
CONFIDENCES = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


@dataclass(frozen=True)
class Scores:
    """Everything that is known about n businesses; arrays have one row a business."""

    compiled: CompiledQuestionnaire
    standing: Standing
    facts: Facts
    """What conditions of triggers may ask about; holds strategy and path."""
    low: Standing
    """All unknown answers at their worst."""
    high: Standing
    """All unknown answers at their best."""
    ends_agree: Any
    """Both ends give the same headline."""
    too_much_unknown: Any
    """In some deciding factor more than the share allowed is unknown."""
    robustness: Robustness
    confidence: NDArray[np.int64]

    @property
    def omnichannel(self) -> Any:
        """Where omnichannel is recommended."""
        return self.facts.omnichannel

    @property
    def path(self) -> NDArray[np.int64]:
        """Positions among the paths of the decision."""
        assert self.facts.path is not None
        return self.facts.path

    def __len__(self) -> int:
        return len(self.standing.codes)


def score(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> Scores:
    """Score a matrix of codes, shape (n, questions), and decide for each row.

    The rules are those of the README's method section: margin = the smallest of value minus threshold
    over requirements and failed gates; omnichannel where it is 0 or more and little enough is unknown.
    """
    closed = close_branches(compiled, np.asfortranarray(codes, dtype=np.int64))
    standing = stand(compiled, closed)
    low, high = ends(compiled, closed)
    unclear = exceeds_unknown(
        compiled, standing, compiled.questionnaire.decision.omnichannel.max_unknown
    )
    omnichannel = recommends(standing.margins.margin, unclear, low.margins.margin)
    ends_agree, ends_differ = _compare_ends(compiled, low, high)
    facts = settle(compiled, standing, omnichannel, ends_differ)
    robust = robustness(compiled, standing, low, unclear, omnichannel)
    confidence = _confidence(compiled, standing, robust, unclear, ends_agree, ends_differ)
    return Scores(compiled, standing, facts, low, high, ends_agree, unclear, robust, confidence)


def recommends(margin: Any, too_much_unknown: Any, low_margin: Any) -> Any:
    """Where omnichannel is the answer."""
    return ((margin >= 0) & (~too_much_unknown | (low_margin >= 0))).astype(bool)


def exceeds_unknown(compiled: CompiledQuestionnaire, standing: Standing, percent: Any) -> Any:
    """Where in some deciding factor more than a share of the weight that applies is unknown.

    A factor in which nothing applies counts as unknown as a whole.
    """
    deciding = slice(0, compiled.deciding)
    unknown, possible = standing.tally.unknown[:, deciding], standing.tally.possible[:, deciding]
    over = ratio_is(100 * unknown, possible, ">", Fraction(percent))
    return (over | (possible == 0)).any(axis=1).astype(bool)


def _compare_ends(
    compiled: CompiledQuestionnaire, low: Standing, high: Standing
) -> tuple[Any, Any]:
    """Where the ends give the same headline, and where they differ in headline or path."""
    nothing = np.zeros(len(low.codes), dtype=bool)
    low_omni, high_omni = (
        recommends(end.margins.margin, nothing, end.margins.margin) for end in (low, high)
    )
    low_facts = settle(compiled, low, low_omni, nothing)
    high_facts = settle(compiled, high, high_omni, nothing)
    agree = low_omni == high_omni
    return agree, ~agree | (low_facts.path != high_facts.path)


def _confidence(
    compiled: CompiledQuestionnaire,
    standing: Standing,
    robust: Robustness,
    unclear: Any,
    ends_agree: Any,
    ends_differ: Any,
) -> NDArray[np.int64]:
    rule = compiled.questionnaire.decision.confidence
    margin, denominator = abs(standing.margins.margin), standing.margins.denominator
    mostly_known = ~exceeds_unknown(compiled, standing, rule.medium.unknown)
    high = (
        ends_agree
        & _at_least(margin, denominator, rule.high.margin)
        & _at_least(100 * robust.same, robust.made, rule.high.robustness)
        & ~unclear
    )
    medium = (
        (ends_agree | mostly_known)
        & _at_least(margin, denominator, rule.medium.margin)
        & _at_least(100 * robust.same, robust.made, rule.medium.robustness)
        & (~unclear | ~ends_differ)
    )
    return np.where(high, 2, np.where(medium, 1, 0)).astype(np.int64)


def _at_least(number: Any, denominator: Any, bar: Any) -> Any:
    return ratio_is(number, denominator, ">=", Fraction(bar))

"""The whole way from codes to a recommendation with its confidence, for n businesses at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from omnicheck.choices import Confidence
from omnicheck.conditions import Flag, Name, atoms
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.completions import ends
from omnicheck.engine.decide import Standing, close_branches, settle, stand
from omnicheck.engine.facts import ratio_is
from omnicheck.engine.reruns import Robustness, robustness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.facts import Facts

_ENDS_DIFFER = Flag(Name("ends_differ"))
#: Order of the codes in `Scores.confidence`.
CONFIDENCES = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


@dataclass(frozen=True)
class Outlook:
    """Where some of n businesses stand at the ends of what their unknown answers allow."""

    rows: NDArray[np.int64]
    low: Standing
    high: Standing
    agree: Any
    """Both ends give the same headline; has one row for each of the n businesses."""
    differ: Any
    """The ends differ in headline or path; has one row for each of the n businesses."""

    def at_worst(self, where: Any) -> Standing:
        """Return the low end of some of the n businesses, all of them among `rows`."""
        return self.low.take(np.searchsorted(self.rows, np.flatnonzero(where)))


@dataclass(frozen=True)
class Decision:
    """What n businesses are advised to do; arrays have one row a business."""

    compiled: CompiledQuestionnaire
    standing: Standing
    facts: Facts
    """Holds strategy and path. In a decision alone, `ends_differ` is known only where a path asks for it."""
    too_much_unknown: Any
    """In some deciding factor more than the share allowed is unknown."""

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


@dataclass(frozen=True)
class Scores(Decision):
    """Everything that is known about n businesses; arrays have one row a business."""

    outlook: Outlook
    robustness: Robustness
    confidence: NDArray[np.int64]

    @cached_property
    def low(self) -> Standing:
        """All unknown answers at their worst."""
        return self.standing.overlaid(self.outlook.rows, self.outlook.low)

    @cached_property
    def high(self) -> Standing:
        """All unknown answers at their best."""
        return self.standing.overlaid(self.outlook.rows, self.outlook.high)

    @property
    def ends_agree(self) -> Any:
        """Where both ends give the same headline."""
        return self.outlook.agree


def score(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> Scores:
    """Score a matrix of codes, shape (n, questions), and decide for each row.

    The rules are those of the README's method section: margin = the smallest of value minus threshold
    over requirements and failed gates; omnichannel where it is 0 or more and little enough is unknown.
    """
    standing, unclear = _stand(compiled, codes)
    outlook = _outlook(compiled, standing, codes, _is_open(compiled, standing))
    facts = _settle(compiled, standing, unclear, outlook)
    robust = robustness(compiled, standing, unclear, outlook.at_worst(unclear), facts.omnichannel)
    confidence = _confidence(compiled, standing, robust, unclear, outlook)
    return Scores(compiled, standing, facts, unclear, outlook, robust, confidence)


def decide(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> Decision:
    """Decide for each row as `score` does, and find out no more than that takes.

    The ends are looked at only where the headline or the path hangs on them.
    """
    standing, unclear = _stand(compiled, codes)
    outlook = _outlook(compiled, standing, codes, unclear | _path_hangs(compiled, standing))
    return Decision(compiled, standing, _settle(compiled, standing, unclear, outlook), unclear)


def _settle(
    compiled: CompiledQuestionnaire, standing: Standing, unclear: Any, outlook: Outlook
) -> Facts:
    low_margin = standing.margins.margin.copy()
    low_margin[outlook.rows] = outlook.low.margins.margin
    omnichannel = recommends(standing.margins.margin, unclear, low_margin)
    return settle(compiled, standing, omnichannel, outlook.differ)


def _stand(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> tuple[Standing, Any]:
    """Where n businesses stand, and for which of them too much is unknown."""
    standing = stand(compiled, close_branches(compiled, np.asfortranarray(codes, dtype=np.int64)))
    most = compiled.questionnaire.decision.omnichannel.max_unknown
    return standing, exceeds_unknown(compiled, standing, most)


def _is_open(compiled: CompiledQuestionnaire, standing: Standing) -> Any:
    """Where the ends may differ from today: something is unknown, or a factor has nothing in it."""
    blank = standing.tally.possible[:, : compiled.deciding] == 0
    return (standing.codes == NOT_SURE).any(axis=1) | blank.any(axis=1)


def _path_hangs(compiled: CompiledQuestionnaire, standing: Standing) -> Any:
    """Where the condition of a path turns on whether the ends differ."""
    conditions = [
        compiled.conditions[path.when]
        for path in compiled.questionnaire.decision.paths
        if path.when and _ENDS_DIFFER in atoms(compiled.conditions[path.when])
    ]
    found = np.zeros(len(standing.codes), dtype=bool)
    facts = standing.facts(compiled)
    omnichannel = (standing.margins.margin >= 0).astype(bool)
    same, other = (
        replace(facts, omnichannel=omnichannel, ends_differ=np.full(len(found), differ))
        for differ in (False, True)
    )
    for condition in conditions:
        found |= same.truth(condition).yes != other.truth(condition).yes
    return found


def _outlook(
    compiled: CompiledQuestionnaire, standing: Standing, raw: NDArray[np.int64], where: Any
) -> Outlook:
    """Look at the ends of some businesses; for all others the ends are where they stand."""
    rows = np.flatnonzero(where)
    agree, differ = np.ones(len(where), dtype=bool), np.zeros(len(where), dtype=bool)
    if not len(rows):
        nobody = standing.take(rows)
        return Outlook(rows, nobody, nobody, agree, differ)
    low, high = ends(compiled, np.asfortranarray(standing.codes[rows]), raw[rows])
    agree[rows], differ[rows] = _compare_ends(compiled, low, high)
    return Outlook(rows, low, high, agree, differ)


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
    outlook: Outlook,
) -> NDArray[np.int64]:
    rule = compiled.questionnaire.decision.confidence
    margin, denominator = abs(standing.margins.margin), standing.margins.denominator
    mostly_known = ~exceeds_unknown(compiled, standing, rule.medium.unknown)
    high = (
        outlook.agree
        & _at_least(margin, denominator, rule.high.margin)
        & _at_least(100 * robust.same, robust.made, rule.high.robustness)
        & ~unclear
    )
    medium = (
        (outlook.agree | mostly_known)
        & _at_least(margin, denominator, rule.medium.margin)
        & _at_least(100 * robust.same, robust.made, rule.medium.robustness)
        & (~unclear | ~outlook.differ)
    )
    return np.where(high, 2, np.where(medium, 1, 0)).astype(np.int64)


def _at_least(number: Any, denominator: Any, bar: Any) -> Any:
    return ratio_is(number, denominator, ">=", Fraction(bar))

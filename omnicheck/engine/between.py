"""What holds for every completion between two: conditions, stage, lines and paths, bound from both ends.

Scores and lines rise with every answer, so what holds at both ends of a box of completions holds all
through it. Where the ends differ, both are taken to be possible: too much is allowed, never too little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from omnicheck.choices import Strategy
from omnicheck.conditions import Both, Call, Compare, Flag, Name, Not
from omnicheck.engine.decide import Margins, Rule, Standing, close_branches, margins, stand
from omnicheck.engine.facts import Facts, Truth

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.conditions import Condition
    from omnicheck.engine.compile import CompiledQuestionnaire


@dataclass(frozen=True)
class Between(Facts):
    """Conditions over n boxes; yes and no hold for every completion of a box, else both can be."""

    ends: Standing | None = None
    """The lowest completion of each box, then the highest of each: 2n businesses."""

    @classmethod
    def of(
        cls, compiled: CompiledQuestionnaire, low: NDArray[np.int64], high: NDArray[np.int64]
    ) -> Between:
        """Look at boxes by their ends, branches still open; no condition may read the ends' answers apart."""
        both = close_branches(compiled, np.asfortranarray(np.concatenate([low, high])))
        return cls(compiled, low, ends=stand(compiled, both, blank=0))

    @property
    def standing(self) -> Standing:
        """Where the ends stand."""
        assert self.ends is not None
        return self.ends

    @cached_property
    def at_ends(self) -> Facts:
        """The conditions at the ends themselves."""
        unsettled = np.zeros(2 * len(self.codes), dtype=bool)
        return replace(self.standing.facts(self.compiled), ends_differ=unsettled)

    @cached_property
    def blank(self) -> Any:
        """Where a deciding factor has nothing in it; that is the same all through a box."""
        possible = self.standing.tally.possible[: len(self.codes), : self.compiled.deciding]
        return (possible == 0).any(axis=1)

    @cached_property
    def stages(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The lowest and the highest stage in each box."""
        low, high = (np.zeros(len(self.codes), dtype=np.int64) for _ in range(2))
        surely, perhaps = (np.ones(len(self.codes), dtype=bool) for _ in range(2))
        for step, stage in enumerate(self.compiled.questionnaire.stages[1:], start=1):
            if stage.when:
                truth = self.truth(self.compiled.conditions[stage.when])
                surely, perhaps = surely & truth.yes, perhaps & ~truth.no
            low[surely], high[perhaps] = step, step
        return low, high

    @cached_property
    def lines(self) -> tuple[Margins, Margins]:
        """The margins that no completion of a box goes below, and above."""
        return self._lines(0)

    def _lines(self, blank: int) -> tuple[Margins, Margins]:
        compiled, half = self.compiled, len(self.codes)
        low, high = self.stages
        by_stage: Any = np.array(
            [r.thresholds for r in compiled.requirements], dtype=compiled.exact
        ).T
        hardest, easiest = by_stage[low].copy(), by_stage[low].copy()
        for step, thresholds in enumerate(by_stage):
            within = ((low <= step) & (step <= high))[:, None]
            hardest = np.where(within, np.maximum(hardest, thresholds), hardest)
            easiest = np.where(within, np.minimum(easiest, thresholds), easiest)

        def at(part: slice, thresholds: Any) -> Margins:
            sums, gates = self.standing.tally.take(part), self.standing.gates[part]
            own = self.standing.rule
            return margins(
                compiled, sums, gates, Rule(own.shares, own.shares_total, thresholds), blank
            )

        return at(slice(0, half), hardest), at(slice(half, None), easiest)

    @cached_property
    def strategy(self) -> Truth:
        """Where every completion gives omnichannel, and where every one gives multichannel.

        A factor with nothing in it counts as unknown as a whole, and so at its worst.
        """
        lowest, highest = self.lines
        return Truth((lowest.margin >= 0).astype(bool), (highest.margin < 0).astype(bool))

    @cached_property
    def paths(self) -> NDArray[np.bool_]:
        """Where each path is possible, as far as the ends tell; shape (boxes, paths)."""
        paths = self.compiled.questionnaire.decision.paths
        found = np.zeros((len(self.codes), len(paths)), dtype=bool)
        left = {Strategy.OMNICHANNEL: ~self.strategy.no, Strategy.MULTICHANNEL: ~self.strategy.yes}
        for p, path in enumerate(paths):
            found[:, p] = left[path.strategy]
            if path.when:
                truth = self.truth(self.compiled.conditions[path.when])
                found[:, p] &= ~truth.no
                left[path.strategy] = left[path.strategy] & ~truth.yes
            else:
                left[path.strategy] = np.zeros(len(self.codes), dtype=bool)
        return found

    def _truth(self, condition: Condition) -> Truth:
        match condition:
            case Both() | Not():
                return super()._truth(condition)
            case Compare(left=Name(id="stage")):
                return self._of_stage(condition)
            case Compare(left=Name(id="strategy"), comparator=comparator, right=Name(id=choice)):
                same = (choice == Strategy.OMNICHANNEL) == (comparator == "==")
                return self.strategy if same else Truth(self.strategy.no, self.strategy.yes)
            case Compare(left=Name(id=name), comparator="==" | "!=") if self._is_score(name):
                return self._of_equals(condition)
            case Flag(fact=Call(function="failed", argument=name)):
                return self._of_failing(name)
            case Flag(fact=Name(id="ends_differ")):
                # Nothing is unknown in a completion; only a factor with nothing in it lets its ends differ.
                return Truth(np.zeros(len(self.codes), dtype=bool), ~self.blank)
            case _:
                return self._folded(self.at_ends.truth(condition))

    def _is_score(self, name: str) -> bool:
        questionnaire = self.compiled.questionnaire
        return name in questionnaire.factors or name in questionnaire.indices

    def _folded(self, truth: Truth) -> Truth:
        half = len(self.codes)
        return Truth(truth.yes[:half] & truth.yes[half:], truth.no[:half] & truth.no[half:])

    def _of_equals(self, condition: Compare) -> Truth:
        """A score is surely another one only where both ends are on the same side."""

        def folded(comparator: Literal["==", "<", ">"]) -> Any:
            return self._folded(self.at_ends.truth(replace(condition, comparator=comparator))).yes

        same, other = folded("=="), folded("<") | folded(">")
        return Truth(same, other) if condition.comparator == "==" else Truth(other, same)

    def _of_stage(self, condition: Compare) -> Truth:
        """Hold both ends of the stages against one, and all between them."""
        low, high = self.stages
        yes, no = (np.ones(len(self.codes), dtype=bool) for _ in range(2))
        for step in range(len(self.compiled.questionnaire.stages)):
            truth = Facts(self.compiled, self.codes, stage=np.full(len(self.codes), step)).truth(
                condition
            )
            possible = (low <= step) & (step <= high)
            yes, no = yes & (truth.yes | ~possible), no & (truth.no | ~possible)
        return Truth(yes, no)

    def _of_failing(self, name: str) -> Truth:
        lowest, highest = self._lines(50)
        found = []
        for each in (highest, lowest):
            failed = Facts(
                self.compiled,
                self.codes,
                failed_requirements=(each.requirements < 0).astype(bool),
                failed_gates=(each.gates < 0).astype(bool),
            )
            found.append(failed.truth(Flag(Call("failed", name))).yes)
        return Truth(found[0], ~found[1])

"""From sums to a verdict: stage, requirements, gates, margin and limiting condition.

Everything is compared as whole numbers over one common denominator per business, so a margin of
exactly 0 is 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.choices import Strategy
from omnicheck.conditions import subjects
from omnicheck.engine.columns import NOT_ASKED
from omnicheck.engine.facts import Facts
from omnicheck.engine.tally import Tally, tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire, IntArray, Mixture

Blends = Mapping[str, "Mixture"]
"""Index -> what its score is made of, where that is not what the questionnaire says."""
NO_BLENDS: Final[Blends] = {}


@dataclass(frozen=True)
class Rule:
    """The shares and thresholds in force, which a rerun moves a little."""

    shares: Any
    """By requirement and deciding factor; whole numbers, or columns of them where businesses differ."""
    shares_total: Any
    thresholds: IntArray
    """By business and requirement, in scaled whole numbers."""


@dataclass(frozen=True)
class Margins:
    """How far n businesses are above or below each line; whole numbers over `denominator`."""

    requirements: IntArray
    """Shape (n, requirements)."""
    gates: IntArray
    """Shape (n, gates); a passed gate never binds and stands at zero or more."""
    margin: IntArray
    """The smallest of the requirements and the failed gates."""
    limiting: NDArray[np.int64]
    """Its position: requirements first, then gates; ties go to the first."""
    denominator: IntArray


@dataclass(frozen=True)
class Standing:
    """n businesses with nothing left to choose: their sums, stage and margins."""

    codes: NDArray[np.int64]
    tally: Tally
    stage: NDArray[np.int64]
    gates: IntArray
    """Scaled value minus minimum, by gate; an unknown gate stands at -1."""
    rule: Rule
    margins: Margins

    def take(self, rows: NDArray[np.int64]) -> Standing:
        """Return some of the businesses."""
        margins = {each.name: getattr(self.margins, each.name)[rows] for each in fields(Margins)}
        return Standing(
            codes=self.codes[rows],
            tally=self.tally.take(rows),
            stage=self.stage[rows],
            gates=self.gates[rows],
            rule=replace(self.rule, thresholds=self.rule.thresholds[rows]),
            margins=Margins(**margins),
        )

    def overlaid(self, rows: NDArray[np.int64], other: Standing) -> Standing:
        """Return the businesses, those in some rows as they stand in `other`."""
        if len(rows) in (0, len(self.codes)):
            return other if len(rows) else self

        def lay(mine: Any, theirs: Any) -> Any:
            both = mine.copy(order="K")
            both[rows] = theirs
            return both

        def lay_all(mine: Any, theirs: Any) -> Any:
            names = (each.name for each in fields(mine))
            laid = {name: lay(getattr(mine, name), getattr(theirs, name)) for name in names}
            return type(mine)(**laid)

        return Standing(
            codes=lay(self.codes, other.codes),
            tally=lay_all(self.tally, other.tally),
            stage=lay(self.stage, other.stage),
            gates=lay(self.gates, other.gates),
            rule=replace(self.rule, thresholds=lay(self.rule.thresholds, other.rule.thresholds)),
            margins=lay_all(self.margins, other.margins),
        )

    def facts(self, compiled: CompiledQuestionnaire) -> Facts:
        """Return what conditions in paths and triggers may ask about."""
        return Facts(
            compiled,
            self.codes,
            tally=self.tally,
            stage=self.stage,
            failed_requirements=(self.margins.requirements < 0).astype(bool),
            failed_gates=(self.margins.gates < 0).astype(bool),
        )


def close_branches(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the codes with every question whose condition is false marked as not asked.

    An unknown condition asks. Conditions look at earlier questions only, so one pass is enough.
    """
    closed = codes.copy(order="K")
    for position, column in enumerate(compiled.columns):
        if column.question.when:
            condition = compiled.conditions[column.question.when]
            no = Facts(compiled, closed).truth(condition).no
            closed[:, position] = np.where(no, NOT_ASKED, closed[:, position])
    return closed


def hanging_on(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], moving: Iterable[int]
) -> list[int]:
    """Return the questions that may open or close where some answers become others.

    Also those that do so through others. `row` has shape (questions,), branches still open; what the form
    leaves out stays out. `moving` are the columns of these answers.
    """
    moved, found = set(moving), list[int]()
    for position, column in enumerate(compiled.columns):
        if column.question.when and row[position] != NOT_ASKED:
            read = subjects(compiled.conditions[column.question.when])
            if not moved.isdisjoint(compiled.column_by_id[name] for name in read):
                moved.add(position)
                found.append(position)
    return found


def stand(compiled: CompiledQuestionnaire, codes: NDArray[np.int64], blank: int = 50) -> Standing:
    """Score codes whose branches are closed, shape (n, questions).

    `blank` is what a factor counts for when nothing in it applies, 0 to 100.
    """
    return stand_on(compiled, codes, tally(compiled, codes), blank)


def stand_on(
    compiled: CompiledQuestionnaire,
    codes: NDArray[np.int64],
    sums: Tally,
    blank: int = 50,
    blends: Blends = NO_BLENDS,
) -> Standing:
    """Do the same on sums that are there already, those of other weights perhaps.

    The indices in `blends` are made of other shares than in the questionnaire. These may be columns, one
    number a business; such a standing cannot be taken apart. No stage asks for an index.
    """
    stage = _stage(compiled, Facts(compiled, codes, tally=sums))
    gates = _gate_values(compiled, codes)
    rule = rule_in_force(compiled, stage, blends)
    return Standing(codes, sums, stage, gates, rule, margins(compiled, sums, gates, rule, blank))


def _stage(compiled: CompiledQuestionnaire, facts: Facts) -> NDArray[np.int64]:
    """The highest stage all of whose conditions hold, and all of those below it."""
    reached = np.zeros(len(facts.codes), dtype=np.int64)
    climbing = np.ones(len(facts.codes), dtype=bool)
    for step, stage in enumerate(compiled.questionnaire.stages[1:], start=1):
        if stage.when:
            climbing = climbing & facts.holds(stage.when)
        reached[climbing] = step
    return reached


def _gate_values(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> IntArray:
    found: IntArray = np.zeros((len(codes), len(compiled.gates)), dtype=compiled.exact, order="F")
    for g, gate in enumerate(compiled.gates):
        values, _ = compiled.values[gate.column].worth(codes[:, gate.column])
        known = codes[:, gate.column] >= 0
        found[:, g] = np.where(known, values - gate.minimum, -compiled.scale)
    return found


def rule_in_force(
    compiled: CompiledQuestionnaire, stage: NDArray[np.int64], blends: Blends = NO_BLENDS
) -> Rule:
    """Return the shares, the questionnaire's own unless blended, and each business's thresholds."""
    required = compiled.requirements
    by_stage: Any = np.array([r.thresholds for r in required], dtype=compiled.exact).T
    thresholds = by_stage.T[:, stage].T
    if blends:
        return Rule(*_blended(compiled, blends), thresholds)
    shares: Any = np.array([r.shares for r in required], dtype=compiled.exact)
    return Rule(shares, compiled.shares_total, thresholds)


def _blended(compiled: CompiledQuestionnaire, blends: Blends) -> tuple[list[list[Any]], Any]:
    """Shares of which some are blended, over one common total."""
    own = compiled.shares_total
    wholes = [blends[r.id].whole for r in compiled.requirements if r.id in blends]
    total = prod(wholes, start=own)
    shares: list[list[Any]] = []
    for requirement in compiled.requirements:
        blend = blends.get(requirement.id)
        row: list[Any] = [share * (total // own) for share in requirement.shares]
        if blend is not None:
            for f, share in zip(blend.factors, blend.shares, strict=True):
                row[f] = share * (total // blend.whole)
        shares.append(row)
    return shares, total


def margins(
    compiled: CompiledQuestionnaire,
    sums: Tally,
    gates: IntArray,
    rule: Rule,
    blank: int = 50,
) -> Margins:
    """Hold every business against every line, over one denominator per business."""
    lines, denominator = _requirement_lines(compiled, sums, rule, blank)
    gated = [gates[:, g] * denominator for g in range(gates.shape[1])]
    far = (
        101 * compiled.scale * denominator
    )  # more than any margin can be: a passed gate never binds
    margin, limiting = _smallest([*lines, *(np.where(gate < 0, gate, far) for gate in gated)])
    return Margins(
        _by_column(lines), _by_column(gated) if gated else gates, margin, limiting,
        denominator * compiled.scale,
    )  # fmt: skip


def _smallest(lines: list[IntArray]) -> tuple[IntArray, NDArray[np.int64]]:
    """The smallest of all lines and its position; ties go to the first."""
    margin, limiting = lines[0], np.zeros(len(lines[0]), dtype=np.int64)
    for position, line in enumerate(lines[1:], start=1):
        smaller = line < margin
        margin = np.where(smaller, line, margin)
        limiting[smaller.astype(bool)] = position
    return margin, limiting


def _by_column(arrays: list[IntArray]) -> IntArray:
    return np.stack(arrays).T


def _requirement_lines(
    compiled: CompiledQuestionnaire, sums: Tally, rule: Rule, blank: int
) -> tuple[list[IntArray], IntArray]:
    """Value minus threshold of each requirement, and what to divide all of them by, scale aside."""
    got, possible = sums_or_blank(compiled, sums, blank)
    scores = [prod(possible[:f] + possible[f + 1 :], start=got[f]) for f in range(len(got))]
    denominator = prod(possible, start=rule.shares_total)
    lines = []
    for r, requirement in enumerate(compiled.requirements):
        reached = sum(rule.shares[r][f] * scores[f] for f in requirement.factors)
        lines.append(reached - rule.thresholds[:, r] * denominator)
    return lines, denominator


def sums_or_blank(
    compiled: CompiledQuestionnaire, sums: Tally, blank: int
) -> tuple[list[IntArray], list[IntArray]]:
    """Return got and possible by deciding factor; where nothing applies, they make the score `blank`."""
    nothing = [sums.possible[:, f] == 0 for f in range(compiled.deciding)]
    got = [np.where(none, blank * compiled.scale, sums.got[:, f]) for f, none in enumerate(nothing)]
    return got, [np.where(none, 1, sums.possible[:, f]) for f, none in enumerate(nothing)]


def choose_path(compiled: CompiledQuestionnaire, facts: Facts) -> NDArray[np.int64]:
    """Return the first path of the strategy whose condition holds."""
    assert facts.omnichannel is not None
    paths = compiled.questionnaire.decision.paths
    found = np.full(len(facts.codes), -1, dtype=np.int64)
    for p, path in enumerate(paths):
        fits = facts.omnichannel == (path.strategy is Strategy.OMNICHANNEL)
        if path.when:
            fits = fits & facts.holds(path.when)
        found[fits & (found < 0)] = p
    return found


def settle(
    compiled: CompiledQuestionnaire, standing: Standing, omnichannel: Any, ends_differ: Any
) -> Facts:
    """Return all facts of businesses whose strategy is known, their path among them."""
    facts = replace(standing.facts(compiled), omnichannel=omnichannel, ends_differ=ends_differ)
    return replace(facts, path=choose_path(compiled, facts))

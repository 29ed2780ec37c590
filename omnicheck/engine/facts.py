"""Conditions answered over whole columns of businesses at once, in three-valued logic.

A comparison with an answer that is not sure, not applicable or not asked, or with a score that does
not exist, is unknown: neither yes nor no.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from omnicheck.choices import Strategy
from omnicheck.conditions import (
    COMPARE,
    Among,
    Both,
    Call,
    Comparator,
    Compare,
    Condition,
    Flag,
    Name,
    Not,
    Ticked,
)
from omnicheck.engine.columns import STATES
from omnicheck.engine.kept import kept

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.tally import Tally

Mask = Any  # a boolean array, one element a business
_LARGEST_INT64: Final = 2**63 - 1


class Truth(NamedTuple):
    """Where a condition holds and where it does not; elsewhere it is unknown."""

    yes: Mask
    no: Mask


@dataclass(frozen=True)
class Facts:
    """What conditions can ask about n businesses; what is not known yet is None."""

    compiled: CompiledQuestionnaire
    codes: NDArray[np.int64]
    tally: Tally | None = None
    stage: NDArray[np.int64] | None = None
    omnichannel: Mask | None = None
    path: NDArray[np.int64] | None = None
    ends_differ: Mask | None = None
    failed_requirements: Mask | None = None
    """Shape (n, requirements)."""
    failed_gates: Mask | None = None
    """Shape (n, gates)."""

    @cached_property
    def _answered(self) -> dict[int, tuple[Condition, Truth]]:
        """By the identity of conditions: many share parts, and each part is answered once."""
        return {}

    def holds(self, text: str) -> Mask:
        """Where a condition, given by its text, holds for certain."""
        return self.truth(self.compiled.conditions[text]).yes

    def truth(self, condition: Condition) -> Truth:
        """Answer a condition for every business."""
        if id(condition) not in self._answered:
            self._answered[id(condition)] = condition, self._truth(condition)
        return self._answered[id(condition)][1]

    def _truth(self, condition: Condition) -> Truth:
        match condition:
            case Both(joint=joint, parts=parts):
                answers = [self.truth(part) for part in parts]
                yes, no = [a.yes for a in answers], [a.no for a in answers]
                if joint == "and":
                    return Truth(np.logical_and.reduce(yes), np.logical_or.reduce(no))
                return Truth(np.logical_or.reduce(yes), np.logical_and.reduce(no))
            case Not(part=part):
                answer = self.truth(part)
                return Truth(answer.no, answer.yes)
            case Flag(fact=fact):
                return self._flag(fact)
            case _:
                return self._looked_up(condition)

    def _looked_up(self, condition: Condition) -> Truth:
        """Answer a comparison; one with a single answer from a table of all its codes, made once."""
        position = self.compiled.column_by_id.get(_only_answer(condition) or "")
        if position is None:
            return self.compared(condition)
        if not self.compiled.columns[position].pays_to_look_up(len(self.codes)):
            return self.compared(condition)
        table, codes = _by_code(self.compiled, position, condition), self.codes[:, position]
        return Truth(table.yes[codes], table.no[codes])

    def compared(self, condition: Condition) -> Truth:
        """Answer a comparison by comparing."""
        match condition:
            case Compare():
                return self._compare(condition)
            case Among(question=question, options=options):
                codes, column = self._answers(question)
                wanted = [column.options.index(option) for option in options]
                return _known(np.isin(codes, wanted), codes >= 0)
            case Ticked(option=option, question=question):
                codes, column = self._answers(question)
                return _known(column.ticked(codes, column.options.index(option)), codes >= 0)
            case _:
                raise AssertionError(condition)

    def _answers(self, question: str) -> tuple[NDArray[np.int64], Any]:
        position = self.compiled.column_by_id[question]
        return self.codes[:, position], self.compiled.columns[position]

    def _flag(self, fact: Name | Call) -> Truth:
        match fact:
            case Name(id="ends_differ"):
                assert self.ends_differ is not None
                return Truth(self.ends_differ, ~self.ends_differ)
            case Call(function="failed", argument=name):
                failed = self._failed(name)
                return Truth(failed, ~failed)
            case _:
                raise AssertionError(fact)

    def _failed(self, name: str) -> Mask:
        assert self.failed_requirements is not None
        assert self.failed_gates is not None
        for r, requirement in enumerate(self.compiled.requirements):
            if requirement.id == name:
                return self.failed_requirements[:, r]
        column = self.compiled.column_by_id[name]
        gates = [g for g, gate in enumerate(self.compiled.gates) if gate.column == column]
        return self.failed_gates[:, gates].any(axis=1)

    def _compare(self, condition: Compare) -> Truth:
        match condition:
            case Compare(left=Name(id=word), right=Name(id=choice)) if word in STAGE_WORDS:
                return self._word(word, condition.comparator, choice)
            case Compare(left=Name(id=question), right=Name(id=choice)):
                return self._answer_is(question, condition.comparator, choice)
            case Compare(left=left, right=Fraction() as right):
                number, denominator, known = self.number(left)
                return _ratio(number, denominator, known, condition.comparator, right)
            case _:
                raise AssertionError(condition)

    def _word(self, word: str, comparator: Comparator, choice: str) -> Truth:
        questionnaire = self.compiled.questionnaire
        everyone = np.ones(len(self.codes), dtype=bool)
        if word == "strategy":
            assert self.omnichannel is not None
            same = self.omnichannel == (choice == Strategy.OMNICHANNEL)
        else:
            ladder = questionnaire.stages if word == "stage" else questionnaire.decision.paths
            standing = self.stage if word == "stage" else self.path
            assert standing is not None
            place = [step.id for step in ladder].index(choice)
            return _known(COMPARE[comparator](standing, place), everyone)
        return _known(same if comparator == "==" else ~same, everyone)

    def _answer_is(self, question: str, comparator: Comparator, choice: str) -> Truth:
        codes, column = self._answers(question)
        if choice in STATES:
            same = codes == STATES[choice]
            return _known(same if comparator == "==" else ~same, np.ones(len(codes), dtype=bool))
        same = codes == column.options.index(choice)
        return _known(same if comparator == "==" else ~same, codes >= 0)

    def number(self, left: Name | Call) -> tuple[Any, Any, Mask]:
        """Return numerator, denominator and where the number is known."""
        compiled = self.compiled
        match left:
            case Call(function="value", argument=question):
                position = compiled.column_by_id[question]
                codes, table = self.codes[:, position], compiled.values[position]
                known = codes >= 0
                if table.column.question.score == "share":
                    known = known & (table.applicable(codes) > 0)
                return table.of(codes), np.full(len(codes), compiled.scale), known
            case Call(function="count", argument=question):
                codes, column = self._answers(question)
                return column.count(codes), np.ones(len(codes), dtype=np.int64), codes >= 0
            case Call(function="unknown", argument=factor):
                return self._unknown([compiled.factor_by_id[factor]])
            case Name(id="unknown_share"):
                return self._unknown(range(compiled.deciding))
            case Name(id=name) if name in compiled.column_by_id:
                codes, column = self._answers(name)
                number = codes * column.unit.numerator + int(
                    column.origin * column.unit.denominator
                )
                return number, np.full(len(codes), column.unit.denominator), codes >= 0
            case Name(id=name):
                return self.score(name)
            case _:
                raise AssertionError(left)

    def _unknown(self, factors: Any) -> tuple[Any, Any, Mask]:
        """The largest share of unknown weight, in percent; a factor without a score counts in full."""
        assert self.tally is not None
        largest = 100 * max(factor.total for factor in self.compiled.factors) ** 2
        exact = self._exact(largest)
        number: Any = np.zeros(len(self.codes), dtype=exact)
        denominator: Any = np.ones(len(self.codes), dtype=exact)
        for f in factors:
            blank = self.tally.possible[:, f] == 0
            share: Any = np.where(blank, 100, 100 * self.tally.unknown[:, f]).astype(exact)
            whole: Any = np.where(blank, 1, self.tally.possible[:, f]).astype(exact)
            larger = share * denominator > number * whole
            number, denominator = (
                np.where(larger, share, number),
                np.where(larger, whole, denominator),
            )
        return number, denominator, np.ones(len(self.codes), dtype=bool)

    def score(self, name: str) -> tuple[Any, Any, Mask]:
        """Return a factor's or index's score as numerator and denominator, and where it exists."""
        assert self.tally is not None
        mixture = self.compiled.mixture(name)
        factors, whole = mixture.factors, mixture.whole
        largest = 100 * self.compiled.scale * mixture.largest
        exact = self._exact(largest)
        got = [self.tally.got[:, f].astype(exact, copy=False) for f in factors]
        possible = [self.tally.possible[:, f].astype(exact, copy=False) for f in factors]
        known = np.logical_and.reduce([each > 0 for each in possible])
        possible = [np.where(each == 0, 1, each) for each in possible]
        number: Any = 0
        for i, share in enumerate(mixture.shares):
            number = number + share * prod(possible[:i] + possible[i + 1 :], start=got[i])
        return number, prod(possible) * (whole * self.compiled.scale), known

    def _exact(self, largest: int) -> type:
        """The type for numbers up to a size; sums on other weights, which are larger, stay as they are."""
        assert self.tally is not None
        is_small = largest <= _LARGEST_INT64 and self.tally.possible.dtype != object
        return np.int64 if is_small else object


#: Words that conditions compare with ids that are no options.
STAGE_WORDS = ("stage", "strategy", "path")


def _only_answer(condition: Condition) -> str | None:
    """The question whose answer a comparison is about, if it is about one; scores are named alike."""
    match condition:
        case Among(question=question) | Ticked(question=question):
            return question
        case Compare(left=Call(function="value" | "count", argument=question)):
            return question
        case Compare(left=Name(id=name)):
            return name
        case _:
            return None


@kept
def _by_code(compiled: CompiledQuestionnaire, position: int, condition: Condition) -> Truth:
    """Where a comparison with the answer of one question holds, for each of its codes."""
    every = compiled.columns[position].every_code[:, None]
    rows = np.broadcast_to(every, (len(every), len(compiled.columns)))
    return Facts(compiled, rows).compared(condition)


def _known(same: Mask, known: Mask) -> Truth:
    return Truth(same & known, ~same & known)


def _ratio(
    number: Any, denominator: Any, known: Mask, comparator: Comparator, right: Fraction
) -> Truth:
    return _known(ratio_is(number, denominator, comparator, right), known)


def ratio_is(number: Any, denominator: Any, comparator: Comparator, right: Fraction) -> Mask:
    """Compare `number / denominator` with a fraction, in whole numbers that never overflow."""
    factor = max(right.denominator, abs(right.numerator))
    if factor * max(_largest(number), _largest(denominator)) > _LARGEST_INT64:
        number, denominator = number.astype(object), denominator.astype(object)
    result = COMPARE[comparator](number * right.denominator, denominator * right.numerator)
    return np.asarray(result).astype(bool)


def _largest(numbers: Any) -> int:
    if numbers.dtype == object or not len(numbers):
        return 0
    return max(int(numbers.max()), -int(numbers.min()))

"""The engine against a slow scorer in plain Python, written straight from the method's rules.

The reference knows nothing of codes in columns, scales or common denominators: it takes one business
at a time, works in fractions, and finds the interval by trying every answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from omnicheck.choices import Kind, Strategy
from omnicheck.conditions import (
    COMPARE,
    Among,
    Both,
    Call,
    Compare,
    Condition,
    Flag,
    Name,
    Not,
    Ticked,
    parse_condition,
    subjects,
)
from omnicheck.engine.compile import compile_questionnaire
from omnicheck.engine.score import CONFIDENCES, Scores, score
from tests.factories import DRAWN, all_codes, answer_codes, questionnaires, worth, worth_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from omnicheck.questionnaire import Question, Questionnaire

NOT_SURE, NOT_APPLICABLE, NOT_ASKED = -1, -2, -3
STATES = {"not_sure": NOT_SURE, "not_applicable": NOT_APPLICABLE, "not_asked": NOT_ASKED}
#: Answers tried at most for one business.
MOST_TRIED = 3000

Sheet = dict[str, int]
"""Question -> code."""
Known = bool | None


@dataclass(frozen=True)
class Weights:
    """What a rerun moves: weights of questions, shares behind requirements, thresholds."""

    weights: dict[str, Fraction]
    shares: dict[str, dict[str, Fraction]]
    moved_thresholds: dict[str, int]


@dataclass(frozen=True)
class Verdict:
    """All that the engine says about one business."""

    factors: dict[str, Fraction | None]
    margin: Fraction
    limiting: str
    stage: str
    low: Fraction
    high: Fraction
    ends_agree: bool
    too_much_unknown: bool
    omnichannel: bool
    path: str
    same: int
    made: int
    confidence: str


class Reference:
    """Scores one business at a time by the rules."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.q = questionnaire
        self.rule = questionnaire.decision.omnichannel
        self.questions = {question.id: question for question in questionnaire.questions}
        self.plain = Weights(
            {q.id: Fraction(q.weight) for q in questionnaire.questions},
            {name: self._shares(name) for name in self.rule.requires},
            {},
        )
        self.deciding = [
            f for f in questionnaire.factors if any(f in row for row in self.plain.shares.values())
        ]

    def _shares(self, name: str) -> dict[str, Fraction]:
        if name not in self.q.indices:
            return {name: Fraction(1)}
        shares = self.q.indices[name].shares
        total = sum(map(Fraction, shares.values()))
        return {factor: Fraction(share) / total for factor, share in shares.items()}

    # One answer

    @cached_property
    def values(self) -> dict[str, list[Fraction]]:
        return {name: worth_of(question) for name, question in self.questions.items()}

    def value(self, name: str, code: int) -> Fraction | None:
        """The value that counts: an unknown answer half-way; None where nothing applies."""
        if code == NOT_SURE:
            return (min(self.values[name]) + max(self.values[name])) / 2
        return None if code < 0 else worth(self.questions[name], code)

    # Scores of one sheet

    def members(self, factor: str) -> list[Question]:
        return [q for q in self.q.questions if q.factor == factor and q.weight > 0]

    def factor_score(self, factor: str, sheet: Sheet, weights: Weights) -> Fraction | None:
        got = total = Fraction(0)
        for question in self.members(factor):
            value = self.value(question.id, sheet[question.id])
            if value is not None:
                got += weights.weights[question.id] * value
                total += weights.weights[question.id]
        return got / total if total else None

    def unknown(self, factor: str, sheet: Sheet) -> Fraction:
        """The share of the weight that applies which is unknown, in percent; all without any."""
        unknown = total = Fraction(0)
        for question in self.members(factor):
            code = sheet[question.id]
            if self.value(question.id, code) is not None:
                total += Fraction(question.weight)
                unknown += Fraction(question.weight) if code == NOT_SURE else 0
        return 100 * unknown / total if total else Fraction(100)

    def most_unknown(self, sheet: Sheet) -> Fraction:
        return max(self.unknown(factor, sheet) for factor in self.deciding)

    def too_much_unknown(self, sheet: Sheet, percent: Any) -> bool:
        blank = any(self.factor_score(f, sheet, self.plain) is None for f in self.deciding)
        return blank or self.most_unknown(sheet) > Fraction(percent)

    def lines(self, sheet: Sheet, blank: int, weights: Weights) -> dict[str, Fraction]:
        """How far above or below each requirement and gate; a passed gate is left out."""
        scores: dict[str, Fraction] = {}
        for factor in self.deciding:
            found = self.factor_score(factor, sheet, weights)
            scores[factor] = Fraction(blank) if found is None else found
        eased = self.rule.at_stage.get(self.stage(sheet), {})
        lines: dict[str, Fraction] = {}
        for name, threshold in self.rule.requires.items():
            reached = sum(share * scores[f] for f, share in weights.shares[name].items())
            line = Fraction(eased.get(name, threshold)) + weights.moved_thresholds.get(name, 0)
            lines[name] = reached - line
        return lines | self.failed_gates(sheet)

    def failed_gates(self, sheet: Sheet) -> dict[str, Fraction]:
        failed: dict[str, Fraction] = {}
        for name, minimum in self.rule.gates.items():
            value = self.value(name, sheet[name])
            assert value is not None
            above = Fraction(-1) if sheet[name] == NOT_SURE else value - Fraction(minimum)
            if above < 0:
                failed[f"gate {name}"] = above
        return failed

    def margin(self, sheet: Sheet, blank: int, weights: Weights | None = None) -> Fraction:
        return min(self.lines(sheet, blank, weights or self.plain).values())

    def stage(self, sheet: Sheet) -> str:
        reached = self.q.stages[0].id
        for stage in self.q.stages[1:]:
            assert stage.when is not None
            if self.truth(parse_condition(stage.when), sheet, {}) is not True:
                break
            reached = stage.id
        return reached

    # Conditions, in three-valued logic

    def truth(self, condition: Condition, sheet: Sheet, facts: dict[str, Any]) -> Known:
        match condition:
            case Both(joint="and", parts=parts):
                return _all(self.truth(part, sheet, facts) for part in parts)
            case Both(parts=parts):
                negated = _all(_not(self.truth(part, sheet, facts)) for part in parts)
                return _not(negated)
            case Not(part=part):
                return _not(self.truth(part, sheet, facts))
            case Among(question=name, options=options):
                given = sheet[name]
                return None if given < 0 else self.options(name)[given] in options
            case Ticked(option=option, question=name):
                given = sheet[name]
                return None if given < 0 else bool(given >> self.options(name).index(option) & 1)
            case Flag(fact=Call(argument=line)):
                return bool(facts["lines"].get(line, facts["lines"].get(f"gate {line}", 0)) < 0)
            case Flag(fact=fact):
                return bool(facts[str(fact.id)]) if isinstance(fact, Name) else None
            case Compare():
                return self.compare(condition, sheet)

    def options(self, name: str) -> list[str]:
        return list(self.questions[name].options) or ["yes", "no"]

    def compare(self, condition: Compare, sheet: Sheet) -> Known:
        holds: Callable[[Any, Any], bool] = COMPARE[condition.comparator]
        match condition:
            case Compare(left=Name(id="stage"), right=Name(id=choice)):
                ladder = [stage.id for stage in self.q.stages]
                return holds(ladder.index(self.stage(sheet)), ladder.index(choice))
            case Compare(left=Name(id=name), right=Name(id=state)) if state in STATES:
                return holds(sheet[name], STATES[state])
            case Compare(left=Name(id=name), right=Name(id=choice)):
                return None if sheet[name] < 0 else holds(self.options(name)[sheet[name]], choice)
            case Compare(left=left, right=right):
                number = self.number(left, sheet)
                return None if number is None else holds(number, right)

    def number(self, left: Name | Call, sheet: Sheet) -> Fraction | None:
        match left:
            case Call(function="value", argument=name):
                return None if sheet[name] == NOT_SURE else self.value(name, sheet[name])
            case Call(function="count", argument=name):
                counted = [
                    i
                    for i, o in enumerate(self.questions[name].options.values())
                    if not o.exclusive
                ]
                return (
                    None
                    if sheet[name] < 0
                    else Fraction(sum(sheet[name] >> i & 1 for i in counted))
                )
            case Call(argument=factor):
                return self.unknown(factor, sheet)
            case Name(id="unknown_share"):
                return self.most_unknown(sheet)
            case Name(id=name) if name in self.questions:
                return None if sheet[name] < 0 else self.answered_number(name, sheet[name])
            case Name(id=name):
                return self.score(name, sheet)

    def answered_number(self, name: str, code: int) -> Fraction:
        question = self.questions[name]
        if question.scale is not None:
            return Fraction(question.scale.first) + code
        return Fraction(question.minimum or 0) + Fraction(code, 10 ** int(question.decimals))

    def score(self, name: str, sheet: Sheet) -> Fraction | None:
        """The score of a factor or index; None where a factor of it has nothing that applies."""
        total = Fraction(0)
        for factor, share in self._shares(name).items():
            found = self.factor_score(factor, sheet, self.plain)
            if found is None:
                return None
            total += share * found
        return total

    # Completions

    def closed(self, sheet: Sheet) -> Sheet:
        done = dict(sheet)
        for question in self.q.questions:
            if question.when and self.truth(parse_condition(question.when), done, {}) is False:
                done[question.id] = NOT_ASKED
        return done

    @cached_property
    def drivers(self) -> set[str]:
        return {n for q in self.q.questions if q.when for n in subjects(parse_condition(q.when))}

    def completions(self, sheet: Sheet, *, lowest: bool) -> Iterator[Sheet]:
        """Every answer to unknown questions that open others, the rest at their lowest or highest."""
        unknown = sorted(name for name, code in sheet.items() if code == NOT_SURE)
        choices = [self.ranked(name, lowest=lowest) for name in unknown]
        kept = [c if n in self.drivers else c[:1] for n, c in zip(unknown, choices, strict=True)]
        for chosen in product(*kept):
            yield self.closed(sheet | dict(zip(unknown, chosen, strict=True)))

    def ranked(self, name: str, *, lowest: bool) -> list[int]:
        codes, values = all_codes(self.questions[name]), self.values[name]
        ranked = sorted(zip(values, codes, strict=True), reverse=not lowest)
        return [code for _, code in ranked]

    def tried(self, sheet: Sheet) -> int:
        """How many completions there are."""
        open_drivers = [name for name in self.drivers if sheet[name] == NOT_SURE]
        return prod(len(self.values[name]) for name in open_drivers)

    def end(self, sheet: Sheet, *, lowest: bool) -> list[Sheet]:
        """The completions with the lowest or highest margin; several where they are equal."""
        blank = 0 if lowest else 100
        found = [(self.margin(c, blank), c) for c in self.completions(sheet, lowest=lowest)]
        best = (min if lowest else max)(margin for margin, _ in found)
        return [completion for margin, completion in found if margin == best]

    # The decision

    def reruns(self, sheet: Sheet) -> Iterator[Weights]:
        plain = self.plain
        for factor in self.deciding:
            for question in self.members(factor):
                if self.value(question.id, sheet[question.id]) is not None:
                    for up in (Fraction(3, 4), Fraction(5, 4)):
                        moved = plain.weights | {question.id: plain.weights[question.id] * up}
                        yield Weights(moved, plain.shares, {})
        for name, row in plain.shares.items():
            for moved_row in _moved_shares(row):
                yield Weights(plain.weights, plain.shares | {name: moved_row}, {})
        for name in plain.shares:
            if name in self.q.indices:
                for step in (-5, 5):
                    yield Weights(plain.weights, plain.shares, {name: step})

    def path(self, sheet: Sheet, blank: int, facts: dict[str, Any]) -> str:
        facts = facts | {"lines": self.lines(sheet, blank, self.plain)}
        for path in self.q.decision.paths:
            fits = (path.strategy is Strategy.OMNICHANNEL) == facts["omnichannel"]
            if fits and (
                not path.when or self.truth(parse_condition(path.when), sheet, facts) is True
            ):
                return path.id
        raise AssertionError

    def verdict(self, given: Sheet) -> Verdict | None:
        """The verdict; None where equal ends of the interval say different things."""
        sheet = self.closed(given)
        lows, highs = self.end(given, lowest=True), self.end(given, lowest=False)
        ends = [{self.headline_and_path(s, b) for s in e} for e, b in ((lows, 0), (highs, 100))]
        if any(len(end) > 1 for end in ends):
            return None
        (low_end,), (high_end,) = ends
        low, high = self.margin(lows[0], 0), self.margin(highs[0], 100)
        lines = self.lines(sheet, 50, self.plain)
        margin = min(lines.values())
        unclear = self.too_much_unknown(sheet, self.rule.max_unknown)
        omnichannel = margin >= 0 and (not unclear or low >= 0)
        again = [
            self.margin(sheet, 50, moved) >= 0
            and (not unclear or self.margin(lows[0], 0, moved) >= 0)
            for moved in self.reruns(sheet)
        ]
        differ = low_end != high_end
        agree = low_end[0] == high_end[0]
        same = sum(verdict == omnichannel for verdict in again)
        return Verdict(
            factors={f: self.factor_score(f, sheet, self.plain) for f in self.q.factors},
            margin=margin,
            limiting=next(line for line, above in lines.items() if above == margin),
            stage=self.stage(sheet),
            low=low,
            high=high,
            ends_agree=agree,
            too_much_unknown=unclear,
            omnichannel=omnichannel,
            path=self.path(sheet, 50, {"omnichannel": omnichannel, "ends_differ": differ}),
            same=same,
            made=len(again),
            confidence=self.confidence(
                sheet, margin, Fraction(same, len(again)) if again else Fraction(1), agree, differ
            ),
        )

    def headline_and_path(self, completion: Sheet, blank: int) -> tuple[bool, str]:
        omnichannel = self.margin(completion, blank) >= 0
        return omnichannel, self.path(
            completion, blank, {"omnichannel": omnichannel, "ends_differ": False}
        )

    def confidence(
        self, sheet: Sheet, margin: Fraction, robust: Fraction, agree: bool, differ: bool
    ) -> str:
        rule = self.q.decision.confidence
        unclear = self.too_much_unknown(sheet, self.rule.max_unknown)

        def reaches(bar: Any) -> bool:
            return abs(margin) >= Fraction(bar.margin) and 100 * robust >= Fraction(bar.robustness)

        if agree and not unclear and reaches(rule.high):
            return "high"
        known_enough = agree or not self.too_much_unknown(sheet, rule.medium.unknown)
        if known_enough and (not unclear or not differ) and reaches(rule.medium):
            return "medium"
        return "low"


def _all(answers: Iterator[Known]) -> Known:
    found = list(answers)
    if False in found:
        return False
    return None if None in found else True


def _not(answer: Known) -> Known:
    return None if answer is None else not answer


def _moved_shares(row: dict[str, Fraction]) -> list[dict[str, Fraction]]:
    """One share a tenth up or down, the others making room in proportion; equal results once."""
    found: list[dict[str, Fraction]] = []
    for factor, share in row.items():
        for step in (Fraction(-1, 10), Fraction(1, 10)):
            new = min(max(share + step, Fraction(0)), Fraction(1))
            if share < 1:
                moved = {
                    f: new if f == factor else s * (1 - new) / (1 - share) for f, s in row.items()
                }
                if moved not in found:
                    found.append(moved)
    return found


def sheet_of(questionnaire: Questionnaire, row: Any) -> Sheet:
    return {q.id: int(code) for q, code in zip(questionnaire.questions, row, strict=True)}


def found_by_engine(scores: Scores, i: int = 0) -> Verdict:
    """What the engine says of one row, in the words of the reference."""
    compiled, standing = scores.compiled, scores.standing
    lines = [line.id for line in compiled.requirements]
    lines += [f"gate {compiled.columns[gate.column].id}" for gate in compiled.gates]
    factors: dict[str, Fraction | None] = {}
    for name in compiled.questionnaire.factors:
        number, denominator, known = scores.facts.score(name)
        factors[name] = Fraction(int(number[i]), int(denominator[i])) if known[i] else None
    margins = [
        Fraction(int(end.margins.margin[i]), int(end.margins.denominator[i]))
        for end in (standing, scores.low, scores.high)
    ]
    return Verdict(
        factors=factors,
        margin=margins[0],
        limiting=lines[standing.margins.limiting[i]],
        stage=compiled.questionnaire.stages[standing.stage[i]].id,
        low=margins[1],
        high=margins[2],
        ends_agree=bool(scores.ends_agree[i]),
        too_much_unknown=bool(scores.too_much_unknown[i]),
        omnichannel=bool(scores.omnichannel[i]),
        path=compiled.questionnaire.decision.paths[scores.path[i]].id,
        same=int(scores.robustness.same[i]),
        made=int(scores.robustness.made[i]),
        confidence=CONFIDENCES[scores.confidence[i]].value,
    )


def check_against_reference(data: st.DataObject, *, conditions: bool, not_applicable: bool) -> None:
    questionnaire = data.draw(questionnaires(conditions, not_applicable))
    compiled = compile_questionnaire(questionnaire)
    rows = [data.draw(answer_codes(compiled, not_asked=not_applicable)) for _ in range(3)]
    reference = Reference(questionnaire)
    sheets = [sheet_of(questionnaire, row[0]) for row in rows]
    assume(all(reference.tried(sheet) <= MOST_TRIED for sheet in sheets))
    scores = score(compiled, np.concatenate(rows))
    for i, sheet in enumerate(sheets):
        expected = reference.verdict(sheet)
        if expected is not None:
            assert found_by_engine(scores, i) == expected


@DRAWN
@given(st.data())
def test_plain_questionnaires_score_as_in_the_reference(data: st.DataObject) -> None:
    check_against_reference(data, conditions=False, not_applicable=False)


@DRAWN
@given(st.data())
def test_questionnaires_with_dropped_questions_score_as_in_the_reference(
    data: st.DataObject,
) -> None:
    check_against_reference(data, conditions=False, not_applicable=True)


@DRAWN
@given(st.data())
def test_questionnaires_with_conditions_score_as_in_the_reference(data: st.DataObject) -> None:
    check_against_reference(data, conditions=True, not_applicable=True)


@DRAWN
@given(questionnaires(conditions=False, not_applicable=True))
def test_every_code_is_worth_what_the_reference_says(questionnaire: Questionnaire) -> None:
    compiled = compile_questionnaire(questionnaire)
    for column, table in zip(compiled.columns, compiled.values, strict=True):
        codes = np.array(all_codes(column.question), dtype=np.int64)
        found = [Fraction(int(value), compiled.scale) for value in table.of(codes)]
        assert found == worth_of(column.question)
        assert Fraction(table.lowest, compiled.scale) == min(found)
        assert Fraction(table.highest, compiled.scale) == max(found)
        assert {table.lowest_code, table.highest_code} <= set(codes.tolist())
        if column.question.kind is Kind.SEVERAL:
            assert (table.of(np.array([NOT_SURE, NOT_APPLICABLE, NOT_ASKED])) == 0).all()

"""Every number of an explanation can be worked out again, and every place named holds what is said."""

from __future__ import annotations

import ast
import operator
from dataclasses import asdict, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.answers import code_row
from omnicheck.api import assess, explain, load_answers, load_questionnaire
from omnicheck.assessment.case import Case
from omnicheck.assessment.derivation import (
    Held,
    NotToPassOnError,
    SubjectKind,
    UnknownSubjectError,
    subjects_of,
)
from omnicheck.assessment.derivation.fate import Fate
from omnicheck.assessment.derivation.reading import Reading
from omnicheck.assessment.derivation.record import amount
from omnicheck.assessment.derivation.told import tell
from omnicheck.assessment.derivation.trail import Trail
from omnicheck.choices import Cost
from omnicheck.engine.compile import compile_questionnaire
from omnicheck.engine.score import score
from omnicheck.yamlfile import parse_document
from tests.assessment.sheets import sheet_of
from tests.factories import DRAWN, answer_codes, make_compiled, make_question, questionnaires

if TYPE_CHECKING:
    from collections.abc import Iterable

    from omnicheck.answers import AnswerSheet
    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.derivation.record import Amount, Check, Step

ROOT: Final = Path(__file__).parent.parent.parent
#: One of each sort: omnichannel, a line missed, a gate missed, much open, and the short form.
FEW: Final = [
    ROOT / "examples" / f"{name}.yaml"
    for name in ("boutique", "bike_shop", "bookshop", "kayak_rental", "vet_practice")
]
RULES: Final = (ROOT / "questionnaires" / "channel_strategy.yaml").read_text().splitlines()
OPERATORS: Final[dict[type[ast.operator], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def exactly(text: str) -> Fraction:
    """Work out a formula, or a number, as it is shown."""
    typed = text.replace("×", "*").replace("÷", "/").replace("−", "-")
    return _exactly(ast.parse(typed, mode="eval").body)


def _exactly(tree: ast.expr) -> Fraction:
    match tree:
        case ast.BinOp(left=left, op=op, right=right):
            found: Fraction = OPERATORS[type(op)](_exactly(left), _exactly(right))
            return found
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_exactly(operand)
        case ast.Constant():
            return Fraction(ast.unparse(tree))
        case _:
            raise AssertionError(ast.dump(tree))


@cache
def reading_of(path: Path) -> Reading:
    known, sheet = load_questionnaire(), load_answers(path)
    scored = score(known.compiled, code_row(sheet, known.compiled))
    return Reading(Case(sheet, scored), known.document)


def check_numbers(steps: Iterable[Step]) -> None:
    """Work out every formula, every table and every difference again from what is shown."""
    for step in steps:
        if step.formula:
            assert step.result is not None
            assert exactly(step.formula) == exactly(step.result.exact), step
        counted = [term for term in step.terms if term.value and term.product]
        for term in counted:
            assert term.value
            assert term.product
            product = exactly(term.weight.exact) * exactly(term.value.exact)
            assert product == exactly(term.product.exact), term
        if counted and step.result:
            total = sum(exactly(term.product.exact) for term in counted if term.product)
            weights = sum(exactly(term.weight.exact) for term in counted)
            assert total / weights == exactly(step.result.exact), step
        for line in step.lines:
            if line.value:
                margin = exactly(line.value.exact) - exactly(line.threshold.exact)
                assert margin == exactly(line.margin.exact), line
            assert line.met == (exactly(line.margin.exact) >= 0)
        if step.lines:
            binding = [exactly(x.margin.exact) for x in step.lines if not (x.is_gate and x.met)]
            assert step.result
            assert min(binding) == exactly(step.result.exact)
            assert [x.binds for x in step.lines].count(True) == 1
        check_groups(step.checks)


def check_groups(checks: tuple[Check, ...]) -> None:
    """A group of conditions holds as its parts do, in three-valued logic."""
    for position, check in enumerate(checks):
        below = checks[position + 1 :]
        end = next((i for i, other in enumerate(below) if other.level <= check.level), len(below))
        parts = [other.held for other in below[:end] if other.level == check.level + 1]
        match check.text:
            case "All of these:":
                assert check.held is _joined(parts, Held.YES, Held.NO)
            case "At least one of these:":
                assert check.held is _joined(parts, Held.NO, Held.YES)
            case "Not this:":
                opposite = {Held.YES: Held.NO, Held.NO: Held.YES, Held.UNKNOWN: Held.UNKNOWN}
                assert [opposite[check.held]] == parts
            case _:
                assert parts == []


def _joined(parts: list[Held], all_of: Held, any_of: Held) -> Held:
    if any_of in parts:
        return any_of
    return all_of if set(parts) == {all_of} else Held.UNKNOWN


@pytest.mark.parametrize(
    ("number", "exact", "shown"),
    [
        (Fraction(0), "0", "0"),
        (Fraction(-13, 2), "−6.5", "−6.5"),
        (Fraction(1, 3), "1/3", "0.3333…"),
        (Fraction(-3460, 63), "−3460/63", "−54.9206…"),
        (Fraction(2, 3), "2/3", "0.6666…"),
        (Fraction(1, 1000000), "0.000001", "0.000001"),
        (Fraction(100, 7), "100/7", "14.2857…"),
        (Fraction(50, 3 * 10**6), "1/60000", "0.0000…"),
    ],
)
def test_numbers_are_exact_and_their_digits_are_cut_never_rounded(
    number: Fraction, exact: str, shown: str
) -> None:
    assert (amount(number).exact, amount(number).shown) == (exact, shown)
    assert exactly(exact) == number


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.stem)
def test_everything_can_be_explained_and_worked_out_again(path: Path) -> None:
    reading = reading_of(path)
    for name, subject in subjects_of(reading.questionnaire).items():
        if subject.kind in (SubjectKind.ACTION, SubjectKind.WEAKNESS):
            continue  # told further below, quicker
        trail = Trail(reading)
        assert tell(trail, subject), name
        assert trail.steps, name
        assert [step.number for step in trail.steps] == list(range(1, len(trail.steps) + 1))
        check_numbers(trail.steps)


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.stem)
def test_what_comes_out_is_what_the_report_says(path: Path) -> None:
    sheet = load_answers(path)
    report = assess(sheet)
    for shown in report.scores:
        result = last_result(explain(sheet, shown.id), shown.title)
        assert (None if result is None else float(exactly(result.exact))) == shown.value
    margin = explain(sheet, "margin").steps[-1]
    assert margin.result
    assert float(exactly(margin.result.exact)) == report.verdict.margin
    assert [x.name for x in margin.lines if x.binds] == [report.verdict.limiting]
    decision = explain(sheet, "decision")
    assert decision.says.startswith(f"{report.verdict.strategy_title} is recommended")
    assert report.verdict.title.rstrip(".") in decision.says
    assert decision.steps[-1].outcome == "Taken."
    confidence = explain(sheet, "confidence")
    assert confidence.steps[-1].outcome == (
        f"Holds. The confidence is {report.verdict.confidence.value}."
    )
    for stage in report.stages:
        if stage.is_today:
            assert explain(sheet, "stage").says == f"Your stage today: {stage.title}."
            assert explain(sheet, f"stage:{stage.id}").steps[-1].outcome == "Reached."


def last_result(document: Explanation, title: str) -> Amount | None:
    return next(step.result for step in reversed(document.steps) if step.title == title)


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.stem)
def test_the_fate_of_every_action_is_that_of_the_plan(path: Path) -> None:
    reading = reading_of(path)
    known = subjects_of(reading.questionnaire)
    common = Trail(reading)
    tell(common, known["decision"])  # what most actions rest on is told once
    for weakness in reading.questionnaire.weaknesses:
        trail = replace(common, steps=[*common.steps], told=dict(common.told))
        assert tell(trail, known[weakness.id])
        check_numbers(trail.steps[len(common.steps) :])
    placement, planning = reading.placement, reading.questionnaire.planning
    assert placement is not None
    assert planning is not None
    for position, action in enumerate(reading.questionnaire.actions):
        fate = Fate(reading, placement, planning, position)
        is_candidate = (
            fate.is_for_this_business and fate.is_wanted and fate.stage <= fate.highest_stage
        )
        assert is_candidate == placement.candidates[position, 0], action.id
        trail = replace(common, steps=[*common.steps], told=dict(common.told))
        says = tell(trail, known[action.id])
        own = trail.steps[len(common.steps) :]
        check_numbers(own)
        times = [step for step in own if step.title.startswith("Time: ")]
        for step in times[:-1]:
            assert Held.NO in {check.held for check in step.checks}, (action.id, step)
        at_last = {check.held for step in times[-1:] for check in step.checks}
        if fate.horizon >= 0:
            assert says.startswith("In the plan, within ")
            assert at_last == {Held.YES}, action.id
        elif is_candidate:
            assert says.startswith("Not in the plan, but worth doing later: "), action.id
            assert not says.endswith(": ")
            assert not times or Held.NO in at_last
        else:
            assert says.startswith("Not in the plan: ")


@pytest.mark.parametrize("path", FEW, ids=lambda path: path.stem)
def test_places_hold_what_is_said(path: Path) -> None:
    given_lines = path.read_text(encoding="utf-8").splitlines()
    document = explain(load_answers(path), "decision")
    for step in document.steps:
        for term in step.terms:
            if term.step:
                assert term.name in RULES[term.rule_at.line - 1]
                continue
            assert RULES[term.rule_at.line - 1].strip() == f"- id: {term.name}"
            if term.state == "answered" and term.value and not term.note:
                rule = RULES[term.value_at.line - 1]
                assert f"value: {term.value.exact}" in rule, term
                above = "\n".join(RULES[term.rule_at.line : term.value_at.line])
                assert term.answer in " ".join(above.split())
            if term.answer_at:
                line = given_lines[term.answer_at.line - 1]
                assert line[term.answer_at.column - 1 :].startswith(f"{term.name}:")
                assert term.answer_at.file == path.name
        for line_term in step.lines:
            rule = RULES[line_term.rule_at.line - 1]
            assert f"{line_term.name}: {line_term.threshold.exact}" in rule


def test_an_open_and_an_unasked_answer_are_shown_as_what_they_are() -> None:
    sheet = load_answers(ROOT / "examples" / "kayak_rental.yaml")
    terms = {
        term.name: term
        for name in ("need", "resources", "integration")
        for step in explain(sheet, name).steps
        for term in step.terms
    }
    open_terms = [x for x in terms.values() if x.state in ("not_sure", "not_answered")]
    assert open_terms
    for term in open_terms:
        assert term.value
        assert "half-way" in term.note
        formula, _sign, result = term.note.rpartition(": ")[2].partition(" = ")
        assert exactly(formula) == exactly(result) == exactly(term.value.exact)
    aside = [x for x in terms.values() if x.state in ("not_asked", "not_applicable")]
    for term in aside:
        assert term.value is None
        assert term.product is None
        assert term.note


def test_conditions_show_what_was_met() -> None:
    document = explain(load_answers(ROOT / "examples" / "bike_shop.yaml"), "stage")
    checks = document.steps[-1].checks
    assert [(check.level, check.text, check.found, check.held) for check in checks] == [
        (0, "All of these:", "", Held.NO),
        (1, "integration >= 40", "Joined up today: 31.25 (step 3)", Held.NO),
        (1, "value(handover) >= 50", "Handing over the story: 25", Held.NO),
        (1, "value(same_facts) >= 40", "Same facts everywhere: 40", Held.YES),
    ]


def test_hashes_and_versions_go_with_it() -> None:
    sheet = load_answers(ROOT / "examples" / "bike_shop.yaml")
    assert explain(sheet, "need").origin == assess(sheet).origin


def test_money_asked_for_on_the_command_line_counts() -> None:
    sheet = load_answers(ROOT / "examples" / "bookshop.yaml")
    stated = explain(sheet, "answer_in_any_channel").says
    asked = explain(sheet, "answer_in_any_channel", cost_ceiling=Cost.PROJECT).says
    assert "costs more than the plan counts on" in stated
    assert "costs more" not in asked


def test_a_question_called_like_a_word_is_told_by_its_kind() -> None:
    questions = [make_question(name, factor="f") for name in ("margin", "help", "q")]
    found = subjects_of(make_compiled(questions, {"f": 50}).questionnaire)
    told = [name for name, subject in found.items() if subject.kind is SubjectKind.QUESTION]
    assert told == ["question:margin", "question:help", "q"]
    assert found["margin"].kind is SubjectKind.MARGIN


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("omnichannel", SubjectKind.DECISION),
        ("path:omnichannel", SubjectKind.PATH),
        ("Customer expectations", SubjectKind.SCORE),
        ("question:channels", SubjectKind.QUESTION),
        (" customer-expectations ", SubjectKind.SCORE),
    ],
)
def test_names_are_read_as_people_write_them(name: str, kind: SubjectKind) -> None:
    sheet = load_answers(ROOT / "examples" / "bike_shop.yaml")
    assert explain(sheet, name).subject.kind is kind


def test_a_wrong_name_gets_the_nearest() -> None:
    sheet = load_answers(ROOT / "examples" / "bike_shop.yaml")
    with pytest.raises(UnknownSubjectError) as caught:
        explain(sheet, "redines")
    assert "Did you mean readiness?" in caught.value.faults[0].cure


def test_a_copy_to_pass_on_explains_only_what_rests_on_no_sensitive_answer() -> None:
    sheet = load_answers(ROOT / "examples" / "bike_shop.yaml")
    questionnaire = load_questionnaire().record
    other = other_means(sheet)
    hidden = {question.id for question in questionnaire.questions if question.sensitive}
    explained = set()
    for name in subjects_of(questionnaire):
        try:
            document = explain(sheet, name, redacted=True)
        except NotToPassOnError:
            continue
        explained.add(name)
        assert document.redacted
        assert asdict(document) == asdict(explain(other, name, redacted=True)), name
        assert (document.origin.answers_sha256, document.business.staff) == ("", None)
    assert {"customer_expectations", "integration", "stage", "handover"} <= explained
    assert explained.isdisjoint({"decision", "margin", "confidence", "need", "readiness", *hidden})


def test_what_is_refused_names_what_can_be_explained() -> None:
    with pytest.raises(NotToPassOnError) as caught:
        explain(load_answers(ROOT / "examples" / "bike_shop.yaml"), "need", redacted=True)
    assert "money or staff" in caught.value.faults[0].what
    assert "customer_expectations" in caught.value.faults[0].cure


def other_means(sheet: AnswerSheet) -> AnswerSheet:
    """The same with other money and staff."""
    changed = {
        question.id: sheet.answers[question.id]._replace(code=0)
        for question in load_questionnaire().record.questions
        if question.sensitive
    }
    return replace(sheet, answers=sheet.answers | changed, sha256="2" * 64)


@DRAWN
@given(st.data())
def test_any_questionnaire_can_be_followed(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires(conditions=True, not_applicable=True))
    compiled = compile_questionnaire(questionnaire)
    text = questionnaire.model_dump_json(by_alias=True, exclude_defaults=True)
    document = parse_document(text.encode(), "drawn.json")
    codes = data.draw(answer_codes(compiled))
    sheet = sheet_of(compiled, codes.reshape(-1))
    reading = Reading(Case(sheet, score(compiled, code_row(sheet, compiled))), document)
    for name, subject in subjects_of(questionnaire).items():
        trail = Trail(reading)
        assert tell(trail, subject), name
        check_numbers(trail.steps)
        if subject.kind is SubjectKind.SCORE:
            result = next(s.result for s in reversed(trail.steps) if s.title == subject.title)
            expected = reading.case.score(name)
            assert (None if result is None else exactly(result.exact)) == expected

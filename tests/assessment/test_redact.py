"""A report to pass on holds nothing of money, staff and notes, nor what follows from them alone."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING, Final

import jsonschema
import pytest

from omnicheck import assess, load_answers, load_questionnaire, redact, render_report, schemas
from omnicheck.assessment.redact import redact as redact_with
from omnicheck.choices import Strategy
from omnicheck.conditions import parse_condition, subjects
from tests.assessment.sheets import report_of
from tests.cli.program import EXAMPLES
from tests.factories import codes_of, make_compiled, make_index, make_question
from tests.reports.sample import texts_of

if TYPE_CHECKING:
    from omnicheck.assessment.report import Change, Report

CANARY: Final = "canary4711"
BUILT_IN: Final = load_questionnaire()
NAMES: Final = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
SENSITIVE: Final = {q.id: q for q in BUILT_IN.record.questions if q.sensitive}
every_example = pytest.mark.parametrize("name", NAMES)


@cache
def whole(name: str) -> Report:
    """The report of an example with a canary in everything that is to be left out."""
    sheet = load_answers(EXAMPLES / f"{name}.yaml", BUILT_IN)
    notes = {question.id: f"{CANARY} {question.id}" for question in BUILT_IN.record.questions}
    business = sheet.business.model_copy(update={"staff": "4711", "tags": {CANARY: CANARY}})
    return assess(replace(sheet, notes=notes, business=business), BUILT_IN)


@cache
def copy(name: str) -> Report:
    return redact(whole(name), BUILT_IN)


def test_money_and_staff_questions_are_marked() -> None:
    assert set(SENSITIVE) == {
        "monthly_budget", "hours_per_week", "people_per_customer", "technical_help",
        "channel_rivalry", "business_phase",
    }  # fmt: skip


@every_example
def test_no_text_holds_a_canary_or_a_sensitive_answer(name: str) -> None:
    told = list(texts_of(copy(name)))
    assert not [text for text in told if "4711" in text]
    assert any(CANARY in text for text in texts_of(whole(name)))
    for question in SENSITIVE.values():
        for option in question.options.values():
            assert option.text not in told
            assert not [text for text in told if option.says and option.says in text]


@every_example
def test_no_number_is_left_of_money_and_time(name: str) -> None:
    report = copy(name)
    assert report.business.staff is None
    assert report.origin.answers_sha256 == ""
    assert {line.note for line in report.answers} == {""}
    for line in report.answers:
        if line.question in SENSITIVE:
            assert (line.state, line.answer, line.value) == ("withheld", "", None)
            assert (line.contribution, line.line) == (0, 0)
    assert report.plan is not None
    assert (report.plan.hours_per_week, report.plan.cost_ceiling) == (None, None)
    for horizon in report.plan.horizons:
        assert (horizon.hours_available, horizon.hours_used) == (None, None)
    actions = [a for horizon in report.plan.horizons for a in horizon.actions]
    for action in (*actions, *report.plan.later):
        assert (action.cost, action.hours, action.from_week, action.to_week) == (None,) * 4


@every_example
def test_nothing_points_at_a_sensitive_answer(name: str) -> None:
    report = copy(name)
    named = [
        *(reason.question for reason in (*report.reasons_for, *report.reasons_against)),
        *(pull.question for pull in report.pulls),
        *(unknown.question for unknown in report.unknowns),
        *(change.question for change in report.tipping_point.changes),
        *(change.question for way in report.tipping_point.ways for change in way.changes),
        *(change.question for change in doubted(report)),
        *(unlock.id for unlock in report.unlocks),
        *(line.id for line in report.lines),
        report.verdict.limiting,
    ]
    assert SENSITIVE.keys().isdisjoint(named)
    topics = [question.topic.casefold() for question in SENSITIVE.values()]
    rest = replace(report, answers=(), sources=())  # the questions themselves may be named
    assert not [text for text in texts_of(rest) for topic in topics if topic in text.casefold()]


@every_example
def test_nothing_that_a_sensitive_answer_decides_is_shown(name: str) -> None:
    report, record = copy(name), BUILT_IN.record
    conditions = {part.id: part.when for part in record.actions}
    conditions |= {part.id: part.when for part in record.kpis}
    by_sensitive = {
        name
        for name, when in conditions.items()
        if when and not SENSITIVE.keys().isdisjoint(subjects(parse_condition(when)))
    }
    assert by_sensitive
    assert report.plan is not None
    actions = [a for horizon in report.plan.horizons for a in horizon.actions]
    shown = {action.id for action in (*actions, *report.plan.later)}
    shown |= {kpi.id for kpi in report.kpis}
    assert by_sensitive.isdisjoint(shown)
    assert {"owner_worn_out", "channels_fight", "lists_drift_apart"}.isdisjoint(
        risk.id for risk in report.risks
    )
    assert "Your monthly budget rises by a step." not in report.rerun_when
    assert "Little time for this work" not in {action.weakness for action in actions}


@every_example
def test_the_recommendation_and_the_other_answers_stay(name: str) -> None:
    before, after = whole(name), copy(name)
    assert after.redacted
    assert (after.verdict.strategy, after.verdict.path) == (
        before.verdict.strategy,
        before.verdict.path,
    )
    assert after.verdict.confidence is before.verdict.confidence
    kept = [line for line in before.answers if line.question not in SENSITIVE]
    assert [line for line in after.answers if line.question not in SENSITIVE] == [
        replace(line, note="") for line in kept
    ]
    assert after.plan is not None
    assert [a for h in after.plan.horizons for a in h.actions]


@every_example
def test_scores_are_whole_and_on_the_same_side_of_their_lines(name: str) -> None:
    before, after = whole(name), copy(name)
    for old, new in zip(before.scores, after.scores, strict=True):
        assert new.value is None or new.value == int(new.value)
        assert (new.low <= (new.value or 0) <= new.high) or new.value is None
        if new.value is not None and new.threshold is not None and old.value is not None:
            assert abs(new.value - old.value) <= 1
            assert (new.value >= new.threshold) == (old.value >= new.threshold)
    verdict = after.verdict
    assert verdict.margin == int(verdict.margin)
    assert verdict.margin_low <= verdict.margin <= verdict.margin_high
    assert (verdict.fit_now >= 50) == (verdict.strategy is Strategy.OMNICHANNEL)
    for line in after.lines:
        assert line.met == (line.margin >= 0)


def test_what_limits_the_result_is_left_out_where_it_is_sensitive() -> None:
    assert whole("bookshop").verdict.limiting == "hours_per_week"
    found = copy("bookshop").verdict
    assert (found.limiting, found.limiting_title) == ("", "Something that is left out of this copy")
    assert found.margin == min(line.margin for line in copy("bookshop").lines)


def doubted(report: Report) -> tuple[Change, ...]:
    doubt = report.tipping_point.doubt
    return doubt.changes if doubt else ()


def test_answers_that_it_hangs_on_are_left_out_without_telling_how_many() -> None:
    doubt = copy("boutique").tipping_point.doubt
    assert doubt is not None
    assert doubt.says == "Some of the answers that it hangs on are left out of this copy."
    assert [change.topic for change in doubt.changes] == [
        "Feelings about data", "Same facts everywhere", "Answering messages", "Connected tools",
        "Customer history", "Channels in use",
    ]  # fmt: skip


def test_changes_that_are_left_out_are_counted() -> None:
    assert copy("bookshop").tipping_point.says.endswith("1 of them is left out of this copy.")
    assert [c.topic for c in copy("bookshop").tipping_point.changes] == ["Answering messages"]


def test_of_several_ways_those_left_out_are_said_to_be_and_one_that_is_shown_comes_first() -> None:
    point = copy("bike_shop").tipping_point
    assert point.says.endswith(
        " One change would turn the answer to omnichannel. "
        "Some ways to turn it are left out of this copy."
    )
    assert [[c.topic for c in way.changes] for way in point.ways] == [
        ["Connected tools"],
        ["Customer history"],
    ]
    assert point.changes == point.ways[0].changes


def test_answers_to_keep_up_are_not_named_where_one_of_them_is_left_out() -> None:
    point = copy("vet_practice").tipping_point
    assert point.says == "Some of what would turn the answer is left out of this copy."
    assert point.changes == point.ways[0].changes
    assert "Monthly budget" not in {change.topic for way in point.ways for change in way.changes}


def test_other_notes_other_staff_and_other_hours_give_the_same_copy() -> None:
    sheet = load_answers(EXAMPLES / "car_wash_chain.yaml", BUILT_IN)
    other = replace(
        sheet,
        notes={"reach": "other"},
        business=sheet.business.model_copy(update={"staff": "3", "tags": {}}),
        sha256="0" * 64,
    )
    assert redact(assess(other, BUILT_IN), BUILT_IN) == redact(assess(sheet, BUILT_IN), BUILT_IN)


@every_example
def test_a_copy_of_a_copy_is_the_same(name: str) -> None:
    assert redact(copy(name), BUILT_IN) == copy(name)


@every_example
def test_a_copy_fits_the_schema(name: str) -> None:
    data = json.loads(json.dumps(asdict(copy(name))))
    jsonschema.Draft7Validator(schemas.report_schema()).validate(data)


@pytest.mark.parametrize("kind", ["html", "md", "xlsx", "json"])
@pytest.mark.parametrize("name", ["boutique", "bookshop"])
def test_no_file_holds_a_canary(kind: str, name: str) -> None:
    data = render_report(copy(name), kind).data
    assert len(data) > 1000
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(entry) for entry in archive.namelist())
    assert CANARY.encode() not in data


def test_what_hangs_on_a_hidden_question_is_hidden_too() -> None:
    questions = [
        make_question("money", factor="f", sensitive=True),
        make_question("loan", factor="f", when="money == o0"),
        make_question("wish", factor="g"),
    ]
    compiled = make_compiled(questions, {"i": 50}, indices={"i": make_index(f=50, g=50)})
    report = report_of(compiled, codes_of(compiled, {"money": "o0", "loan": "o1", "wish": "o2"})[0])
    found = redact_with(report, compiled.questionnaire)
    assert [line.state for line in found.answers] == ["withheld", "withheld", "answered"]
    assert {score.id: score.says for score in found.scores} == {
        "f": "",
        "g": "High.",
        "i": "High.",
    }

"""Sides are cut out of reports, and what differs between two of them is said in words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from omnicheck.answers import Answer
from omnicheck.api import assess, load_answers, load_questionnaire, what_if
from omnicheck.assessment.differences import difference
from omnicheck.assessment.sides import Side, SideStep, WayWork, side_of
from omnicheck.assessment.what_if import what_if as beside
from omnicheck.choices import Confidence, Cost, Horizon, Strategy
from omnicheck.errors import AnswersError, Place
from omnicheck.reports.data import as_json
from omnicheck.reports.what_if import in_short, work_says
from omnicheck.scenarios import scenario_of_values
from tests.assessment.sheets import ORIGIN, sheet_of
from tests.factories import codes_of, make_compiled, make_question

if TYPE_CHECKING:
    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.report import Report
    from omnicheck.assessment.sides import SideBySide
    from omnicheck.engine.compile import CompiledQuestionnaire

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
NAMES: Final = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))

every_example: Final = pytest.mark.parametrize("name", NAMES)
#: One of each sort: omnichannel, a line missed, a gate missed, much open, and the short form.
some_examples: Final = pytest.mark.parametrize(
    "name", ["boutique", "bike_shop", "bookshop", "kayak_rental", "vet_practice"]
)


@cache
def built_in() -> LoadedQuestionnaire:
    return load_questionnaire()


@cache
def answered(name: str) -> AnswerSheet:
    return load_answers(EXAMPLES / f"{name}.yaml", built_in())


def tried(name: str, **answers: object) -> SideBySide:
    """An example beside one scenario."""
    return what_if(answered(name), {"Tried": answers}, built_in())


# A side is the report in short


@every_example
def test_a_side_says_what_its_report_says(name: str) -> None:
    report = assess(answered(name), built_in())
    side = side_of(report, "Today")
    verdict = report.verdict
    assert (side.strategy, side.path, side.confidence) == (
        verdict.strategy,
        verdict.path,
        verdict.confidence,
    )
    assert (side.margin, side.fit_now, side.limiting) == (
        verdict.margin,
        verdict.fit_now,
        verdict.limiting,
    )
    assert (side.changes, side.remarks) == ((), ())
    planned = [a.id for h in report.plan.horizons for a in h.actions] if report.plan else []
    assert [step.id for step in side.steps] == planned
    assert set(side.missed) == {line.title for line in report.lines if not line.met}


@some_examples
def test_a_scenario_is_the_assessment_of_the_changed_answers(name: str) -> None:
    answers = {"hours_per_week": "none", "channel_switching": "five_seven", "crossing": "collect"}
    document = tried(name, **answers)
    scenario = scenario_of_values(answers, built_in().compiled, "Tried")
    changed = replace(answered(name), answers=answered(name).answers | scenario.answers)
    today, then = (assess(sheet, built_in()) for sheet in (answered(name), changed))
    assert document.sides[0] == side_of(today, "Today")
    assert document.sides[1] == side_of(then, "Tried", today, document.sides[1].remarks)


# By hand


def test_hours_of_the_bike_shop() -> None:
    """From 3 to 5 hours (55) to half a day (80), weight 16 of 100: resources rise by 25 x 0.16 = 4."""
    document = tried("bike_shop", hours_per_week="half_day")
    today, then = document.sides
    assert [round(side.margin, 6) for side in document.sides] == [-6.7, -2.7]
    assert [score.value for score in then.scores] == [52.3, 68.9, 72.2, 70.88]
    (change,) = then.changes
    assert (change.question, change.today, change.then) == (
        "hours_per_week",
        "3 to 5 hours",
        "More than 5 hours, up to a full day",
    )
    (found,) = document.differences
    assert found.says == (
        "The answer stays multichannel: “Multichannel now, with a path to omnichannel”."
    )
    assert found.moved == (
        "Confidence: down from medium to low.",
        "Available resources: up from 48 to 52 of 100.",
        "Distance to the line: 3 points short, instead of 7 points short.",
    )
    assert found.stayed == (
        "As before: Type of business, Customer expectations and Need.",
        "The stage stays “Several channels”.",
        "14 steps of the plan stay.",
    )
    assert [step.id for step in found.steps_in] == ["help_across_by_phone"]
    assert found.steps_out == found.steps_later == ()
    assert [(step.id, step.horizon) for step in found.steps_sooner] == [
        ("greet_regulars_from_list", Horizon.DAYS_30),
        ("choose_connecting_tool", Horizon.DAYS_90),
    ]
    assert today.distance == "7 points short"


def test_two_changes_together_turn_the_bike_shop() -> None:
    """Records from 45 to 75, weight 16, add 4.8 to the 4 of the hours: 48.3 + 8.8 = 57.1, and 55 is asked."""
    document = tried("bike_shop", hours_per_week="half_day", customer_history="one_system")
    then, (found,) = document.sides[1], document.differences
    assert round(then.margin, 6) == 2.1
    assert (then.strategy, then.missed) == (Strategy.OMNICHANNEL, ())
    assert found.says == (
        "The answer turns from multichannel to omnichannel: “Omnichannel, start now”."
    )
    assert "Reaches what omnichannel asks for now: Readiness." in found.moved
    assert "Distance to the line: 2 points to spare, instead of 7 points short." in found.moved


def test_a_gate_that_closes_is_named() -> None:
    (found,) = tried("bike_shop", hours_per_week="none").differences
    assert "Falls short of what omnichannel asks for now: Hours a week." in found.moved
    assert "What decides most: Hours a week, instead of Readiness." in found.moved


# Sides made by hand


def side(**fields: Any) -> Side:
    plain = side_of(assess(answered("bike_shop"), built_in()), "Side")
    return replace(plain, **fields)


def test_equal_sides_do_not_differ() -> None:
    found = difference(side(), side())
    assert found.moved == ()
    assert found.stayed == (
        "Confidence stays medium.",
        "As before: Available resources, Type of business, Customer expectations and Need.",
        "The stage stays “Several channels”.",
        "The steps of the plan stay the same.",
    )


def test_each_thing_that_moves_is_said_once() -> None:
    before = side(confidence=Confidence.LOW, scores=())
    after = side(confidence=Confidence.HIGH, scores=(), stage="omni", stage_title="As one")
    assert difference(before, after).moved == (
        "Confidence: up from low to high.",
        "Stage today: As one, instead of Several channels.",
    )
    assert difference(after, before).moved == (
        "Confidence: down from high to low.",
        "Stage today: Several channels, instead of As one.",
    )


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ((48.0, 55.0), (54.9, 55.0), "Score: up from 48 to 54.9 of 100."),
        ((54.2, None), (54.4, None), "Score: up from 54.2 to 54.4 of 100."),
        ((54.21, None), (54.22, None), "Score: 54.2 of 100 as before."),
        ((60.0, None), (40.0, None), "Score: down from 60 to 40 of 100."),
        ((None, None), (40.0, None), "Score: 40 of 100, where there was no score."),
        ((40.0, None), (None, None), "Score: no score any more."),
        (
            (50.0, 55.0),
            (50.0, 45.0),
            "Score: 50 of 100 as before. Omnichannel then asks for 45, not 55.",
        ),
    ],
)
def test_scores_in_words(
    was: tuple[float | None, float | None], now: tuple[float | None, float | None], told: str
) -> None:
    plain = replace(side().scores[0], id="s", title="Score")
    before, after = (
        side(scores=(replace(plain, value=value, line=line),)) for value, line in (was, now)
    )
    assert difference(before, after).moved == (told,)


def test_every_step_is_in_one_list_at_most() -> None:
    first = side(steps=steps(a=0, b=0, c=1, d=2))
    other = side(steps=steps(b=0, c=0, d=2, e=1, a=2))
    found = difference(first, other)
    assert [s.id for s in found.steps_in] == ["e"]
    assert found.steps_out == ()
    assert [s.id for s in found.steps_sooner] == ["c"]
    assert [s.id for s in found.steps_later] == ["a"]
    assert "4 steps of the plan stay." in found.stayed


def steps(**horizons: int) -> tuple[SideStep, ...]:
    return tuple(SideStep(name, name, list(Horizon)[at]) for name, at in horizons.items())


@pytest.mark.parametrize(
    ("strategy", "path", "told"),
    [
        ("multichannel", "p", "The answer stays multichannel: “As one”."),
        ("multichannel", "q", "The answer stays multichannel, in another way: “As one”."),
        ("omnichannel", "q", "The answer turns from multichannel to omnichannel: “As one”."),
    ],
)
def test_what_becomes_of_the_recommendation(strategy: str, path: str, told: str) -> None:
    chosen = Strategy(strategy)
    words = {"path_title": "As one.", "strategy_title": strategy.capitalize()}
    assert difference(side(path="p"), side(path=path, strategy=chosen, **words)).says == told


# Questions that open and close, and answers without effect


@cache
def branching() -> CompiledQuestionnaire:
    """B is asked only of those whose answer to A is the best."""
    return make_compiled(
        [
            make_question("a", factor="f", changeable="true"),
            make_question("b", factor="f", when="a == o2"),
        ],
        {"f": 60},
    )


def branched(before: dict[str, str], **answers: object) -> SideBySide:
    compiled = branching()
    sheet = sheet_of(compiled, codes_of(compiled, before)[0])
    return beside(sheet, [scenario_of_values(answers, compiled, "Tried")], assessed)


def assessed(sheet: AnswerSheet) -> Report:
    from omnicheck.assessment.build import build_report

    return build_report(sheet, branching(), ORIGIN)


def test_an_answer_to_a_question_that_is_not_asked_is_said_to_have_no_effect() -> None:
    then = branched({"a": "o0", "b": "o0"}, b="o2").sides[1]
    assert then.changes == ()
    assert then.remarks == (
        "b: this is not asked with these answers, so the answer has no effect.",
    )


def test_a_scenario_can_open_a_question_and_answer_it() -> None:
    """A alone: 0. A and B at their best: 100."""
    today, then = branched({"a": "o0", "b": "o0"}, b="o2", a="o2").sides
    assert (today.scores[0].value, then.scores[0].value) == (0, 100)
    assert [(c.question, c.today, c.then) for c in then.changes] == [
        ("a", "Option 0", "Option 2"),
        ("b", "Not asked", "Option 2"),
    ]
    assert then.remarks == ()


def test_a_question_that_closes_is_among_the_changes() -> None:
    then = branched({"a": "o2", "b": "o1"}, a="o1").sides[1]
    assert [(c.question, c.today, c.then) for c in then.changes] == [
        ("a", "Option 2", "Option 1"),
        ("b", "Option 1", "Not asked"),
    ]


def test_the_quick_form_says_what_it_does_not_ask() -> None:
    then = tried("vet_practice", use_or_pleasure="taste").sides[1]
    assert then.changes == ()
    (remark,) = then.remarks
    assert remark.endswith(": the quick form does not ask this, so the answer has no effect.")


def test_todays_answer_is_said_to_be_that() -> None:
    then = tried("bike_shop", hours_per_week="3 to 5 hours", crossing="collect").sides[1]
    assert then.changes == ()
    assert then.remarks == (
        "Hours a week: this is today's answer already.",
        "Crossing between channels: this is today's answer already.",
    )


def test_not_sure_is_what_no_answer_is_already() -> None:
    sheet = answered("bike_shop")
    open_one = {q: answer for q, answer in sheet.answers.items() if q != "replies"}
    scenario = {"Tried": {"replies": "not_sure"}}
    then = what_if(replace(sheet, answers=open_one), scenario, built_in()).sides[1]
    assert (then.changes, then.remarks) == (
        (),
        ("Answering messages: this is today's answer already.",),
    )


def test_a_mark_that_changes_the_score_is_not_todays_answer() -> None:
    given = Answer(0b1, "", Place("a.yaml"))
    sheet = answered("bike_shop")
    sheet = replace(sheet, answers=sheet.answers | {"crossing": given})
    scenario = {"Tried": {"crossing": "collect;vouchers=not_applicable"}}
    then = what_if(sheet, scenario, built_in()).sides[1]
    assert then.remarks == ()


# What turns it, and what must not be told


@some_examples
def test_every_scenario_of_the_tipping_point_turns_the_answer(name: str) -> None:
    document = what_if(answered(name), (), built_in())
    today, *others = document.sides
    assert {side.strategy for side in others} <= {*Strategy} - {today.strategy}
    report = assess(answered(name), built_in())
    point = report.tipping_point
    assert document.says.startswith(point.says)
    ways = [(way.changes, way.settings) for way in point.ways[:4]]
    if point.cheapest:
        ways.append((point.cheapest.changes, point.cheapest.settings))
    shown = [{change.question for change in side.changes} for side in others]
    assert shown == [{change.question for change in changes} for changes, _settings in ways]
    for side, (changes, _settings) in zip(others, ways, strict=True):
        assert {(c.question, c.then) for c in side.changes} == {
            (c.question, c.then) for c in changes
        }


def test_a_redacted_copy_tries_no_answer_that_is_left_out() -> None:
    document = what_if(answered("bike_shop"), (), built_in(), redacted=True)
    assert [side.label for side in document.sides] == ["Today", "Way 1", "Way 2"]
    assert [[change.question for change in side.changes] for side in document.sides[1:]] == [
        ["tools_connected"],
        ["customer_history"],
    ]


def test_a_redacted_document_does_not_tell_the_answer_tried() -> None:
    scenario = {"Half a day": {"hours_per_week": "half_day", "replies": "within_day"}}
    document = what_if(answered("bike_shop"), scenario, built_in(), redacted=True)
    then = document.sides[1]
    assert document.redacted
    assert then.label == document.differences[0].label == "Scenario 1"
    assert [change.question for change in then.changes] == ["replies"]
    assert then.remarks == ("Answers that this scenario changes are left out of this copy.",)
    text = as_json(document)
    for secret in ("hours_per_week", "Hours a week", "full day", "Half a day", "3 to 5"):
        assert secret not in text
    assert all((score.value or 0) % 1 == 0 for side in document.sides for score in side.scores)


def test_faults_of_a_scenario_name_it_and_the_question() -> None:
    with pytest.raises(AnswersError) as caught:
        what_if(answered("bike_shop"), {"Tried": {"hours_per_week": "haf_day", "hour": 1}})
    assert [str(fault) for fault in caught.value.faults] == [
        "Tried: hour: There is no question hour in channel_strategy. Did you mean hours_per_week?",
        "Tried: hours_per_week: “haf_day” is not among the answers. Did you mean half_day?",
    ]


# What the ways take


@some_examples
def test_every_way_has_the_price_that_the_report_says(name: str) -> None:
    document = what_if(answered(name), (), built_in())
    report = assess(answered(name), built_in())
    point, plan = report.tipping_point, report.plan
    assert plan is not None
    assert document.hours_a_week == plan.hours_per_week
    ways = [way for way in point.ways[:4] if way.hours is not None or way.decisions]
    priced = [(way.actions, way.hours, way.cost, way.decisions) for way in ways]
    if point.cheapest:
        priced.append((point.cheapest.actions, point.cheapest.hours, point.cheapest.cost, ()))
    works = document.works
    assert [(w.steps, w.hours, w.cost, w.decisions) for w in works] == priced
    assert {work.label for work in works} <= {side.label for side in document.sides[1:]}
    assert [w.label for w in works if w.is_least] == (["Least work"] if point.cheapest else [])


def test_the_work_is_held_against_hours_and_money() -> None:
    """The bike shop has one subscription and 4 hours a week; 40 hours are 10 weeks of them."""
    *_others, least = what_if(answered("bike_shop"), (), built_in()).works
    assert (least.hours, least.weeks, least.cost) == (40, 10, Cost.FEW_SUBSCRIPTIONS)
    assert (least.affordable, least.is_least, least.proven) == (False, True, True)
    enough = Cost.FEW_SUBSCRIPTIONS
    *_others, least = what_if(
        answered("bike_shop"), (), built_in(), hours_per_week=8, cost_ceiling=enough
    ).works
    assert (least.hours, least.weeks, least.affordable) == (40, 5, True)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "2 steps, with about 10 hours of work and one subscription a month. At 4 hours a week it takes about 3 weeks."),
        ({"steps": ("A",)}, "1 step, with about 10 hours of work and one subscription a month. At 4 hours a week it takes about 3 weeks."),
        ({"cost": Cost.FREE, "weeks": 1.0}, "2 steps, with about 10 hours of work and no extra money. At 4 hours a week it takes about 1 week."),
        ({"affordable": False, "weeks": 104.0}, "2 steps, with about 10 hours of work and one subscription a month. That is more than the money you named. At 4 hours a week it takes about 104 weeks (2 years)."),
        ({"is_least": True, "weeks": None}, "2 steps, with about 10 hours of work and one subscription a month. Less may do: not all was tried."),
        ({"steps": (), "hours": None, "cost": None, "weeks": None, "decisions": ("X", "Y")}, "No step of the plan brings about a change in X and Y: that is up to you."),
    ],
)  # fmt: skip
def test_what_a_way_takes_in_words(fields: dict[str, Any], told: str) -> None:
    plain = WayWork("Way 1", ("A", "B"), 10, Cost.ONE_SUBSCRIPTION, True, 2.5, (), False, False)
    document = what_if(answered("bike_shop"), (), built_in())
    assert work_says(replace(plain, **fields), document) == told


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("bookshop", [("What it takes", "Steps of the plan alone do not bring it about: it takes a decision of yours.")]),
        ("cobbler", []),
        ("boutique", []),
    ],
)  # fmt: skip
def test_where_no_work_turns_it_that_is_said_where_work_could(
    name: str, told: list[tuple[str, str]]
) -> None:
    assert in_short(what_if(answered(name), (), built_in())) == told


def test_a_way_that_is_the_least_work_itself_is_shown_once() -> None:
    document = what_if(answered("bike_shop"), (), built_in())
    works = tuple(replace(work, is_least=work.label == "Way 4") for work in document.works)
    ((label, _says),) = in_short(replace(document, works=works))
    assert label == "Least work, Way 4"


def test_of_steps_without_a_time_none_comes_sooner() -> None:
    document = what_if(answered("bike_shop"), (), built_in(), redacted=True)
    assert {step.horizon for side in document.sides for step in side.steps} == {None}
    assert {each.steps_sooner + each.steps_later for each in document.differences} == {()}
    assert document.works == ()

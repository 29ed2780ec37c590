"""What a plan brings, and the most that its hours and money can bring, in words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from omnicheck import assess, load_answers, load_questionnaire
from omnicheck.api import redact
from omnicheck.choices import Cost, Strategy
from tests.cli.program import EXAMPLES

if TYPE_CHECKING:
    from omnicheck.assessment.report import AfterPlan, Report

QUESTIONNAIRE = load_questionnaire()
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


@cache
def report_of(name: str, hours: float | None = None, cost: Cost | None = None) -> Report:
    answers = load_answers(EXAMPLES / f"{name}.yaml", QUESTIONNAIRE)
    return assess(answers, QUESTIONNAIRE, hours_per_week=hours, cost_ceiling=cost)


def after(name: str, hours: float | None = None, cost: Cost | None = None) -> AfterPlan:
    found = report_of(name, hours, cost).after_plan
    assert found is not None
    return found


def test_scores_that_move_are_told_with_the_recommendation() -> None:
    assert after("electronics_repair").says == (
        "If each step of this plan brings what it promises, Available resources would go from 21 to 29 "
        "of 100, and Joined up today from 25 to 31.",
        "You would still be at the stage “Several channels”.",
        "For “Channels that help each other”, 2 things would still be missing: Joined up today, at least "
        "40 (by then 31 of 100); Handing over the story, at least “What a search in several places brings up”.",
        "The recommendation would stay multichannel.",
        "All other answers are taken as they are today.",
    )


def test_a_stage_reached_is_told() -> None:
    found = after("dental_clinic")
    assert found.outcome
    assert found.outcome.climbs
    assert f"You would then be at the stage “{found.outcome.stage}”." in found.says


def test_each_answer_names_the_steps_that_bring_it() -> None:
    found = {change.question: change for change in after("electronics_repair").changes}
    history = found["customer_history"]
    assert history.today == "In notebooks, paper files or inboxes"
    assert history.then == "In one list, partly up to date"
    assert history.steps[0] == "Keep one customer list for all who serve"
    assert list(found) == ["same_facts", "hours_per_week", "customer_history"]
    assert found["hours_per_week"].steps == ("Free one fixed hour a week",)


def test_a_plan_that_only_prepares_says_so() -> None:
    found = after("web_shop")
    assert found.changes == ()
    assert found.says == (
        "The steps of this plan prepare others, or keep up what is there. None of them changes an answer "
        "by itself, so the scores stay as they are.",
        "You would still be at the stage “Several channels”.",
        "For “Channels that help each other”, one thing would still be missing: Handing over the story, at "
        "least “What a search in several places brings up”.",
    )
    assert found.outcome
    report = report_of("web_shop")
    assert found.outcome.margin == report.verdict.margin
    assert [score.after for score in found.outcome.scores] == [
        score.value for score in report.scores if score.same_as is None
    ]


@pytest.mark.parametrize("name", NAMES)
def test_no_step_lowers_a_score(name: str) -> None:
    found = after(name)
    assert found.best
    assert found.outcome
    assert all((s.after or 0) >= (s.before or 0) for s in found.outcome.scores)
    assert found.outcome.margin >= report_of(name).verdict.margin


def test_hours_and_money_are_those_asked_for() -> None:
    plan = report_of("electronics_repair", 6.0, Cost.PROJECT).plan
    assert plan
    assert (plan.hours_per_week, plan.cost_ceiling) == (6.0, Cost.PROJECT)
    assert plan.notes[0].startswith("The hours and the money are those that you asked to plan for")
    only = report_of("kayak_rental", 2.5).plan
    assert only
    assert (only.hours_per_week, only.cost_ceiling) == (2.5, Cost.ONE_SUBSCRIPTION)
    assert only.notes[0] == (
        "The hours are those that you asked to plan for, not those of your answers."
    )


def test_more_means_turn_the_result() -> None:
    best = after("bike_shop", 6.0, Cost.FEW_SUBSCRIPTIONS).best
    assert best
    assert best.proven
    assert best.beats_plan
    assert best.outcome.turns
    assert best.outcome.strategy is Strategy.OMNICHANNEL
    assert best.outcome.margin >= 0
    assert best.says.startswith(
        "Other steps within these hours and this money would bring more: the recommendation would turn to omnichannel,"
    )


def test_a_plan_that_cannot_be_beaten_is_told() -> None:
    best = after("corner_bakery", 12.0).best
    assert best
    assert not best.beats_plan
    assert best.says == (
        "Of the steps that suit this recommendation, no other choice within these hours and this money "
        "brings more."
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_to_pass_on_tells_no_scores_and_no_hidden_step(name: str) -> None:
    full = report_of(name, 6.0, Cost.PROJECT)
    passed_on = redact(full, QUESTIONNAIRE).after_plan
    assert passed_on
    assert passed_on.outcome is None
    assert passed_on.best is None
    assert passed_on.says == ("What the scores would then be is left out of this copy.",)
    sensitive = {q.id for q in QUESTIONNAIRE.record.questions if q.sensitive}
    assert not {change.question for change in passed_on.changes} & sensitive

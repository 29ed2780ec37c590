"""No statement on a plan contradicts another one, in any report of an example."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import omnicheck.reports.plan_sentences as say_plan
import omnicheck.reports.turning_sentences as say_turning
from omnicheck import assess, load_answers, load_questionnaire
from omnicheck.api import redact
from omnicheck.assessment.report import AfterPlan, LeastWork, Plan, Report
from omnicheck.choices import Cost
from tests.assessment.promises import check_promises, planned
from tests.cli.program import EXAMPLES

QUESTIONNAIRE = load_questionnaire()
NO_ANSWERS = ("theme", "what_if")
FILES = [
    path for path in sorted(EXAMPLES.rglob("*.yaml")) if path.parent.name not in NO_ANSWERS
]  # fmt: skip
MEANS: list[tuple[float | None, Cost | None]] = [(None, None), (6.0, Cost.FEW_SUBSCRIPTIONS)]


@cache
def report_of(path: Path, hours: float | None = None, cost: Cost | None = None) -> Report:
    answers = load_answers(path, QUESTIONNAIRE)
    return assess(answers, QUESTIONNAIRE, hours_per_week=hours, cost_ceiling=cost)


def example(name: str) -> tuple[Report, Plan, AfterPlan]:
    report = report_of(EXAMPLES / f"{name}.yaml")
    assert report.plan
    assert report.after_plan
    return report, report.plan, report.after_plan


def least_work(report: Report) -> LeastWork:
    assert report.tipping_point.cheapest
    return report.tipping_point.cheapest


@pytest.mark.parametrize("means", MEANS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_promised_is_what_the_outcome_says(
    path: Path, means: tuple[float | None, Cost | None]
) -> None:
    report = report_of(path, *means)
    check_promises(report, QUESTIONNAIRE.record)
    check_promises(redact(report, QUESTIONNAIRE), QUESTIONNAIRE.record)


def test_a_plan_that_falls_short_of_a_stage_says_what_is_missing() -> None:
    report, plan, after = example("bike_shop")
    assert plan.target_stage == "Channels that help each other"
    assert say_plan.plan_frame(report).endswith(
        " It works towards the stage “Channels that help each other”, but its steps alone do not reach it."
    )
    assert [(need.id, need.today, need.needed) for need in after.missing] == [
        ("integration", "37 of 100", "at least 40"),
        (
            "handover",
            "The story, but only if it is the same person",
            "at least “What a search in several places brings up”",
        ),
    ]
    assert after.says[1:3] == (
        "You would still be at the stage “Several channels”.",
        "For “Channels that help each other”, 2 things would still be missing: Joined up today, at least "
        "40 (by then 37 of 100); Handing over the story, at least “What a search in several places brings up”.",
    )


def test_a_plan_that_leads_part_of_the_way_says_both() -> None:
    report, _plan, after = example("dental_clinic")
    assert say_plan.plan_frame(report).endswith(
        " It leads to the stage “Channels that help each other” if each step brings what it promises, and "
        "works towards “Channels that work as one”."
    )
    assert [(need.id, need.needed) for need in after.missing] == [("integration", "at least 75")]


def test_a_plan_that_reaches_a_stage_that_no_step_serves_says_so() -> None:
    report, plan, after = example("batch/barber")
    assert plan.target_stage == "Several channels"
    assert after.missing == ()
    assert say_plan.plan_frame(report).endswith(
        " If each step brings what it promises, it leads to the stage “Channels that help each other” within "
        "twelve months."
    )


def test_a_stage_is_not_left_without_a_step_that_serves_a_higher_one() -> None:
    assert say_plan.plan_frame(example("hair_salon")[0]).endswith(
        " It strengthens the stage you are at, “Several channels”. For now, you stay there."
    )
    assert say_plan.plan_frame(example("optician")[0]).endswith(
        " It strengthens the stage you are at, “Channels that work as one”."
    )


def test_a_copy_to_pass_on_says_what_its_steps_serve_and_not_what_they_reach() -> None:
    copy = redact(example("boutique")[0], QUESTIONNAIRE)
    assert (
        say_plan.plan_frame(copy) == "It works towards the stage “Channels that help each other”."
    )
    assert copy.after_plan
    assert copy.after_plan.missing == ()


def test_the_target_of_a_copy_is_that_of_the_steps_shown() -> None:
    shown = {a.id: a.serves for a in QUESTIONNAIRE.record.actions}
    titles = [stage.title for stage in QUESTIONNAIRE.record.stages]
    for path in FILES:
        copy = redact(report_of(path), QUESTIONNAIRE)
        assert copy.plan
        today = next(i for i, stage in enumerate(copy.stages) if stage.is_today)
        served = {shown[a.id] for a in planned(copy)}
        ranks = [i for i, stage in enumerate(copy.stages) if stage.id in served]
        assert copy.plan.target_stage == titles[max([today, *ranks])]


def test_affordable_steps_that_turn_the_answer_stand_beside_the_plan() -> None:
    report, plan, after = example("compare/consultant")
    found = least_work(report)
    assert found.steps == ("share_customer_list", "move_list_into_customer_tool")
    assert (found.fits, found.too_dear, found.in_plan) == (True, False, False)
    assert plan.notes[0] == (
        "Within these hours and this money, 2 steps that are not in the plan would turn the recommendation "
        "to omnichannel: Keep one customer list for all who serve; Move the list into a shared customer "
        "tool. That is about 20 hours of work in all; it would take the place of 1 other step."
    )
    assert after.best
    assert after.best.beats_plan
    assert after.best.outcome.turns
    assert say_turning.least_work(report.tipping_point).endswith(
        " The hours and the money of your plan are enough for it."
    )


@pytest.mark.parametrize(
    ("name", "too_dear", "weeks", "says"),
    [
        ("bike_shop", True, 10, "more money than your plan may cost, though the hours would do."),
        ("electronics_repair", True, 152, "your plan may cost, and about 152 weeks at its hours."),
    ],
)
def test_the_least_work_is_held_against_the_means(
    name: str, too_dear: bool, weeks: float, says: str
) -> None:
    report, _plan, _after = example(name)
    found = least_work(report)
    assert (found.too_dear, found.weeks, found.fits) == (too_dear, weeks, False)
    assert say_turning.least_work(report.tipping_point).endswith(says)


def test_work_that_takes_too_long_for_its_money_says_so() -> None:
    path = EXAMPLES / "electronics_repair.yaml"
    report = report_of(path, None, Cost.PROJECT)
    assert say_turning.least_work(report.tipping_point).endswith(
        "At the hours of your plan that is about 152 weeks, more than its twelve months."
    )


def test_work_that_the_plan_holds_already_is_not_offered_again() -> None:
    path = EXAMPLES / "batch" / "stove_fitter.yaml"
    report = report_of(path, 6.0, Cost.FEW_SUBSCRIPTIONS)
    found = least_work(report)
    assert (found.fits, found.in_plan) == (True, True)
    assert set(found.steps) <= {action.id for action in planned(report)}
    assert say_turning.least_work(report.tipping_point).endswith(" All of it is in your plan.")
    assert report.after_plan
    assert report.after_plan.outcome
    assert report.after_plan.outcome.turns
    assert report.plan
    assert not [note for note in report.plan.notes if "would turn" in note]


def test_the_best_steps_are_the_least_work_where_the_search_finds_nothing_that_turns_it() -> None:
    path = EXAMPLES / "electronics_repair.yaml"
    report = report_of(path, 6.0, Cost.FEW_SUBSCRIPTIONS)
    assert report.after_plan
    best = report.after_plan.best
    assert best
    assert best.outcome.turns
    assert (best.steps, best.proven) == (least_work(report).actions, False)

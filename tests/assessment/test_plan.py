"""The plan keeps its promises for any answers to the built-in questionnaire."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from omnicheck import load_questionnaire
from omnicheck.assessment.report import PlanAction, Report
from omnicheck.choices import Cost, Horizon
from omnicheck.engine.planning import WEEKS
from tests.assessment.promises import check_promises
from tests.assessment.sheets import report_of
from tests.factories import answer_codes

QUESTIONNAIRE = load_questionnaire()
ACTIONS = {action.id: action for action in QUESTIONNAIRE.record.actions}
STAGES = [stage.id for stage in QUESTIONNAIRE.record.stages]
COSTS: list[Cost | None] = list(Cost)
HORIZONS = list(Horizon)

reports = answer_codes(QUESTIONNAIRE.compiled).map(
    lambda codes: report_of(QUESTIONNAIRE.compiled, codes[0])
)


@settings(deadline=None, max_examples=30)
@given(reports)
def test_the_plan_keeps_its_promises(report: Report) -> None:
    check_every_line_not_met_is_worked_on_or_watched(report)
    check_nothing_comes_before_what_it_builds_on(report)
    check_the_hours_the_money_and_the_number_fit(report)
    check_no_stage_is_skipped(report)
    check_no_action_comes_twice(report)
    check_promises(report, QUESTIONNAIRE.record)


def placed(report: Report) -> list[tuple[Horizon, PlanAction]]:
    assert report.plan is not None
    return [(part.horizon, action) for part in report.plan.horizons for action in part.actions]


def check_every_line_not_met_is_worked_on_or_watched(report: Report) -> None:
    assert report.plan is not None
    worked_on = {title for _horizon, action in placed(report) for title in action.unlocks}
    watched = " ".join(report.plan.watch)
    for line in report.lines:
        assert line.met or line.title in worked_on or line.title in watched, line


def check_nothing_comes_before_what_it_builds_on(report: Report) -> None:
    order = [action.id for _horizon, action in placed(report)]
    assert report.plan is not None
    waiting = {action.id for action in report.plan.later}
    for position, name in enumerate(order):
        for before in ACTIONS[name].after:
            assert before not in waiting
            assert before not in order[position:]


def check_the_hours_the_money_and_the_number_fit(report: Report) -> None:
    plan, used = report.plan, 0.0
    assert plan is not None
    assert plan.hours_per_week is not None
    for part in plan.horizons:
        used += sum(action.hours or 0 for action in part.actions)
        assert part.hours_used == used
        assert used <= plan.hours_per_week * WEEKS[part.horizon]
        assert len(part.actions) <= 5
        for action in part.actions:
            assert COSTS.index(action.cost) <= COSTS.index(plan.cost_ceiling)
            assert HORIZONS.index(ACTIONS[action.id].horizon) <= HORIZONS.index(part.horizon)


def check_no_stage_is_skipped(report: Report) -> None:
    today = next(i for i, stage in enumerate(report.stages) if stage.is_today)
    reached = today
    for _horizon, action in placed(report):
        serves = ACTIONS[action.id].serves
        step = STAGES.index(serves) if serves else 0
        assert step <= reached + 1
        reached = max(reached, step)
    most = 2 if report.verdict.strategy == "omnichannel" else 1
    assert reached <= today + most


def check_no_action_comes_twice(report: Report) -> None:
    assert report.plan is not None
    names = [action.id for _horizon, action in placed(report)] + [
        action.id for action in report.plan.later
    ]
    assert len(names) == len(set(names))


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_the_report_says_the_same_thing_throughout(data: st.DataObject) -> None:
    report: Any = data.draw(reports)
    verdict = report.verdict
    assert (verdict.fit_now >= 50) == (verdict.strategy == "omnichannel")
    assert verdict.margin_low <= verdict.margin <= verdict.margin_high
    if verdict.strategy == "multichannel":
        missed = {line.id for line in report.lines if not line.met and line.value is not None}
        assert missed <= {unlock.id for unlock in report.unlocks}
    for score in report.scores:
        if score.value is not None:
            total = sum(line.contribution for line in report.answers if line.factor == score.id)
            assert score.is_index or abs(total - (score.value - 50)) < 1e-9
    for reason in report.reasons_for:
        assert reason.says
        assert (reason.points > 0) == (verdict.strategy == "omnichannel")
    for reason in report.reasons_against:
        assert (reason.points < 0) == (verdict.strategy == "omnichannel")

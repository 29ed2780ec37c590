"""The examples: each loads, gives the result that its README promises, and a plan that holds."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain, combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pytest

from omnicheck.answer_codes import code_of
from omnicheck.answers import code_row
from omnicheck.api import assess, load_answers, load_questionnaire
from omnicheck.choices import Confidence, Cost, Form, Horizon, Strategy
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_SURE
from omnicheck.engine.score import score

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.report import Change, Plan, PlanAction, Report

EXAMPLES: Final = Path(__file__).parent.parent / "examples"
WEEKS: Final = {Horizon.DAYS_30: 4, Horizon.DAYS_90: 13, Horizon.MONTHS_12: 52}


class Expected(NamedTuple):
    """What omnicheck says to one business."""

    strategy: str
    path: str
    stage: str
    confidence: str
    margin: float


EXPECTED: Final = {
    "bike_shop": Expected("multichannel", "path_to_omnichannel", "multi", "medium", -6.70),
    "bookshop": Expected("multichannel", "path_to_omnichannel", "omni", "high", -25.00),
    "boutique": Expected("omnichannel", "omnichannel", "multi", "high", 16.40),
    "car_wash_chain": Expected("multichannel", "by_choice", "cross", "high", -31.70),
    "cobbler": Expected("multichannel", "simple", "single", "high", -45.00),
    "corner_bakery": Expected("multichannel", "simple", "multi", "high", -34.52),
    "dental_clinic": Expected("omnichannel", "omnichannel", "multi", "low", 2.98),
    "electronics_repair": Expected("multichannel", "path_to_omnichannel", "multi", "high", -33.70),
    "furniture_maker": Expected("multichannel", "path_to_omnichannel", "multi", "high", -28.30),
    "garden_nursery": Expected("multichannel", "selective", "cross", "high", -8.20),
    "hair_salon": Expected("multichannel", "simple", "multi", "high", -21.20),
    "kayak_rental": Expected("multichannel", "provisional", "multi", "low", -4.50),
    "optician": Expected("omnichannel", "omnichannel", "omni", "medium", 5.60),
    "parts_distributor": Expected("omnichannel", "omnichannel", "cross", "high", 24.00),
    "plumber": Expected("multichannel", "simple", "multi", "high", -25.70),
    "vet_practice": Expected("omnichannel", "omnichannel", "cross", "medium", 4.84),
    "web_shop": Expected("multichannel", "selective", "multi", "high", -9.80),
}

every_example: Final = pytest.mark.parametrize("name", EXPECTED)


@cache
def built_in() -> LoadedQuestionnaire:
    return load_questionnaire()


@cache
def answered(name: str) -> AnswerSheet:
    return load_answers(EXAMPLES / f"{name}.yaml", built_in())


@cache
def assessed(name: str) -> Report:
    return assess(answered(name), built_in())


def planned(name: str) -> Plan:
    plan = assessed(name).plan
    assert plan is not None
    return plan


def stage_today(report: Report) -> str:
    (stage,) = [step.id for step in report.stages if step.is_today]
    return stage


def test_every_file_has_an_expectation_and_every_expectation_a_file() -> None:
    assert sorted(path.stem for path in EXAMPLES.glob("*.yaml")) == sorted(EXPECTED)


@every_example
def test_loads_without_warnings(name: str) -> None:
    assert answered(name).warnings == ()


@every_example
def test_result(name: str) -> None:
    report = assessed(name)
    verdict = report.verdict
    assert EXPECTED[name] == Expected(
        verdict.strategy.value,
        verdict.path,
        stage_today(report),
        verdict.confidence.value,
        round(verdict.margin, 2),
    )


def test_coverage() -> None:
    record = built_in().record
    results = EXPECTED.values()
    assert {result.strategy for result in results} == {strategy.value for strategy in Strategy}
    assert {result.path for result in results} == {path.id for path in record.decision.paths}
    assert {result.stage for result in results} == {stage.id for stage in record.stages}
    assert {result.confidence for result in results} == {level.value for level in Confidence}


# What the files show of the answers format.


@every_example
def test_tells_a_story_and_keeps_the_order_of_the_questionnaire(name: str) -> None:
    lines = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    story = next(i for i, line in enumerate(lines) if not line.startswith("# "))
    order = [question.id for question in built_in().record.questions]
    sections = [section.title for section in built_in().record.sections]
    sheet = answered(name)
    assert 2 <= story <= 4
    assert [line[4:] for line in lines if line.startswith("  # ")] == sections
    assert list(sheet.answers) == [question for question in order if question in sheet.answers]
    assert list(sheet.notes) == [question for question in order if question in sheet.notes]
    assert 2 <= len(sheet.notes) <= 5
    assert sheet.answered_on is not None


def test_each_business_is_another_one() -> None:
    assert len({answered(name).identity for name in EXPECTED}) == len(EXPECTED)
    assert any(not answered(name).business.name.isascii() for name in EXPECTED)


def test_quick_form_holds_the_quick_questions_only() -> None:
    (name,) = [name for name in EXPECTED if answered(name).form is Form.QUICK]
    quick = [question.id for question in built_in().record.questions if question.quick]
    assert list(answered(name).answers) == quick


def test_states_of_an_answer_are_shown() -> None:
    states = {line.state for name in EXPECTED for line in assessed(name).answers}
    assert states == {"answered", "not_sure", "not_answered", "not_applicable", "not_asked"}


def test_exact_text_counts_as_the_option() -> None:
    text = "The story, but only if it is the same person"
    assert text in (EXAMPLES / "plumber.yaml").read_text(encoding="utf-8")
    (line,) = [line for line in assessed("plumber").answers if line.question == "handover"]
    assert (line.answer, line.value) == (text, 25.0)


def test_option_that_does_not_apply_is_left_out_of_the_share() -> None:
    (line,) = [line for line in assessed("hair_salon").answers if line.question == "crossing"]
    assert line.value == 50.0  # two of the four services that apply to a hair salon


def test_contradiction_is_hinted_at() -> None:
    hinted = [name for name in EXPECTED if assessed(name).hints]
    assert hinted == ["garden_nursery"]


# The README beside the examples.


def readme_rows() -> Iterator[tuple[str, str, Expected]]:
    """File, link and result of each row; a README knows no margin."""
    row = re.compile(r"\| \[(\w+)\]\(([\w.]+)\) \| [^|]+ " + r"\| (\w+) " * 4 + r"\| [^|]+ \|")
    for line in (EXAMPLES / "README.md").read_text(encoding="utf-8").splitlines():
        if found := row.fullmatch(line):
            name, link, strategy, path, stage, confidence = found.groups()
            yield name, link, Expected(strategy, path, stage, confidence, 0.0)


def test_readme_agrees_with_the_results() -> None:
    rows = list(readme_rows())
    assert [name for name, _, _ in rows] == sorted(EXPECTED)
    for name, link, result in rows:
        assert link == f"{name}.yaml"
        assert result == EXPECTED[name]._replace(margin=0.0)


# The plan.


def in_order(plan: Plan) -> list[PlanAction]:
    return [action for horizon in plan.horizons for action in horizon.actions]


@every_example
def test_plan_answers_every_line_not_met(name: str) -> None:
    plan = planned(name)
    worked_on = {title for action in in_order(plan) for title in action.unlocks}
    named = [re.split(" lies? with others", text)[0] for text in plan.watch]
    watched = {title for names in named for title in re.split(", | and ", names)}
    missed = {line.title for line in assessed(name).lines if not line.met}
    assert missed <= worked_on | watched
    assert worked_on <= missed


@every_example
def test_plan_puts_nothing_before_what_it_builds_on(name: str) -> None:
    plan = planned(name)
    order = [action.id for action in (*in_order(plan), *plan.later)]
    after = {action.id: action.after for action in built_in().record.actions}
    assert len(order) == len(set(order))
    for position, action in enumerate(order):
        assert [before for before in after[action] if before in order[position:]] == []


@every_example
def test_plan_places_no_action_before_its_own_horizon(name: str) -> None:
    earliest = {action.id: action.horizon for action in built_in().record.actions}
    for horizon in planned(name).horizons:
        for action in horizon.actions:
            assert WEEKS[earliest[action.id]] <= WEEKS[horizon.horizon]


@every_example
def test_plan_fits_the_hours(name: str) -> None:
    plan = planned(name)
    planning = built_in().record.planning
    assert planning is not None
    hours = planning.capacity.hours_per_week
    used = 0.0
    assert plan.hours_per_week == float(
        hours[capacity_option(name, planning.capacity.hours_question)]
    )
    assert [horizon.horizon for horizon in plan.horizons] == list(WEEKS)
    for horizon in plan.horizons:
        used += sum(action.hours or 0 for action in horizon.actions)
        assert horizon.hours_used == used
        assert horizon.hours_available == plan.hours_per_week * WEEKS[horizon.horizon]
        assert used <= horizon.hours_available
        assert len(horizon.actions) <= 5


@every_example
def test_plan_fits_the_money(name: str) -> None:
    plan = planned(name)
    planning = built_in().record.planning
    assert planning is not None
    costs: list[Cost | None] = list(Cost)
    stated = capacity_option(name, planning.capacity.cost_question)
    assert plan.cost_ceiling is planning.capacity.cost_ceiling[stated]
    for action in in_order(plan):
        assert costs.index(action.cost) <= costs.index(plan.cost_ceiling)


def capacity_option(name: str, question: str) -> str:
    """The option answered; not sure counts as the one with the lowest value, which comes first."""
    column = built_in().compiled.columns[built_in().compiled.column_by_id[question]]
    answer = answered(name).answers.get(question)
    return column.options[max(answer.code, 0) if answer else 0]


@every_example
def test_plan_leaves_out_what_a_simple_plan_does_not_need(name: str) -> None:
    """Work towards omnichannel stands in a plan only where the path asks for it."""
    joining = [
        action.id for action in in_order(planned(name)) if action.strategy is Strategy.OMNICHANNEL
    ]
    if EXPECTED[name].path in {"simple", "by_choice", "provisional"}:
        assert joining == []
    if EXPECTED[name].path == "omnichannel":
        assert joining


# The tipping point.


def omnichannel_after(name: str, changes: Iterable[Change]) -> bool:
    compiled = built_in().compiled
    codes = code_row(answered(name), compiled)
    for change in changes:
        position = compiled.column_by_id[change.question]
        several = change.question == "channels"
        code = code_of(
            compiled.columns[position], change.then.split("; ") if several else change.then
        )
        assert code is not None
        assert code.code not in (NOT_SURE, NOT_APPLICABLE, codes[0, position])
        codes[0, position] = code.code
    return bool(score(compiled, codes).omnichannel[0])


def smaller_subsets(changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    return chain.from_iterable(combinations(changes, size) for size in range(len(changes)))


@every_example
def test_tipping_point_turns_the_strategy_and_no_part_of_it_does(name: str) -> None:
    tipping = assessed(name).tipping_point
    omnichannel = EXPECTED[name].strategy == "omnichannel"
    assert tipping.towards is (Strategy.MULTICHANNEL if omnichannel else Strategy.OMNICHANNEL)
    if not tipping.changes:
        assert tipping.says
        return
    assert omnichannel_after(name, tipping.changes) is not omnichannel
    for part in smaller_subsets(tipping.changes):
        assert omnichannel_after(name, part) is omnichannel


def test_tipping_points_of_every_size_are_shown() -> None:
    assert {len(assessed(name).tipping_point.changes) for name in EXPECTED} == {0, 1, 2, 3}


@every_example
def test_tipping_point_changes_only_what_a_business_can_change(name: str) -> None:
    changeable = {question.id for question in built_in().record.questions if question.changeable}
    assert {change.question for change in assessed(name).tipping_point.changes} <= changeable

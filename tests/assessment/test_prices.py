"""What it takes to turn the recommendation: steps, hours and money, in the record and in words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

import omnicheck.reports.turning_sentences as say_turning
from omnicheck import assess, load_answers, load_questionnaire, redact
from omnicheck.answer_codes import code_of
from omnicheck.answer_tables import cell_parts
from omnicheck.choices import Cost, Strategy
from omnicheck.reports.data import as_json
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.scenarios import scenario_of_settings
from tests.cli.program import EXAMPLES
from tests.reports.sample import texts_of

if TYPE_CHECKING:
    from omnicheck.answers import AnswerSheet
    from omnicheck.assessment.report import Report

BUILT_IN: Final = load_questionnaire()
NAMES: Final = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


@cache
def answered(name: str) -> AnswerSheet:
    """The answers of an example."""
    return load_answers(EXAMPLES / f"{name}.yaml", BUILT_IN)


@cache
def report_of(name: str) -> Report:
    """The report of an example."""
    return assess(answered(name), BUILT_IN)


def with_few_answers(name: str, keep: int) -> Report:
    """The report of an example with every so many answers kept."""
    sheet = answered(name)
    kept = {q: a for i, (q, a) in enumerate(sheet.answers.items()) if i % keep == 0}
    return assess(replace(sheet, answers=kept), BUILT_IN)


def test_each_way_has_the_price_of_the_steps_that_bring_it() -> None:
    ways = report_of("bike_shop").tipping_point.ways
    assert [(way.hours, way.cost, way.decisions) for way in ways] == [
        (None, None, ("Monthly budget",)),
        (None, None, ("Hours a week",)),
        (None, None, ("Connected tools",)),
        (72, Cost.FEW_SUBSCRIPTIONS, ()),
    ]
    assert [bool(way.actions) for way in ways] == [False, False, False, True]
    assert [way.settings for way in ways[:2]] == [
        {"monthly_budget": "project"},
        {"hours_per_week": "more"},
    ]


def test_the_least_work_may_change_other_answers_than_the_smallest_set() -> None:
    found = report_of("bike_shop").tipping_point.cheapest
    assert found
    assert (found.hours, found.cost, found.proven) == (40, Cost.FEW_SUBSCRIPTIONS, True)
    assert [(change.topic, change.then) for change in found.changes] == [
        ("Technical help", "A paid helper you can call"),
        ("Customer history", "In one system, for most customers"),
    ]
    assert len(found.actions) == 4
    shown = list(texts_of(manuscript_of(report_of("bike_shop"))))
    assert (
        "The least work that turns it takes 4 steps, about 40 hours in all, and a few subscriptions or "
        "some days of help. That is more money than your plan may cost, though the hours would do. The "
        "steps stand in the appendix."
    ) in shown
    assert "No step of the plan brings this about: it is up to you." in shown
    assert set(found.actions) <= set(shown)


def test_of_several_changes_those_are_named_that_no_step_brings() -> None:
    assert say_turning.price(report_of("furniture_maker").tipping_point) == (
        "No step of the plan brings about the change in Hours a week: that part is up to you."
    )


def test_a_priced_way_says_its_price_unless_it_is_the_least_work() -> None:
    point = report_of("bike_shop").tipping_point
    priced = point.ways[3]
    first = replace(point, changes=priced.changes, ways=(priced,))
    assert say_turning.price(first) == (
        "Steps bring this about, with about 72 hours of work and a few subscriptions or some days of "
        "help."
    )
    assert first.cheapest
    same = replace(first.cheapest, actions=priced.actions)
    assert say_turning.price(replace(first, cheapest=same)) == ""


def test_what_is_not_proven_is_not_called_the_least() -> None:
    point = report_of("bike_shop").tipping_point
    assert point.cheapest
    told = say_turning.least_work(replace(point, cheapest=replace(point.cheapest, proven=False)))
    assert told.endswith(" Less may do: not all was tried.")


@pytest.mark.parametrize("name", NAMES)
def test_only_the_turn_to_omnichannel_has_a_price(name: str) -> None:
    point = report_of(name).tipping_point
    if point.towards is Strategy.MULTICHANNEL:
        assert point.cheapest is None
        assert not any(way.actions or way.hours or way.cost or way.decisions for way in point.ways)
        assert say_turning.price(point) == say_turning.least_work(point) == ""


@pytest.mark.parametrize("name", NAMES)
def test_the_settings_of_a_way_turn_the_answer(name: str) -> None:
    sheet, point = answered(name), report_of(name).tipping_point
    tried = [way.settings for way in point.ways[:3]]
    if point.cheapest:
        tried.append(point.cheapest.settings)
    for settings in tried:
        texts = [f"{question}={answer}" for question, answer in settings.items()]
        scenario = scenario_of_settings(texts, BUILT_IN.compiled, "Way")
        assert assess(scenario.on(sheet), BUILT_IN).verdict.strategy is point.towards


@pytest.mark.parametrize("name", NAMES)
def test_settings_are_read_back_as_the_answers_shown(name: str) -> None:
    compiled = BUILT_IN.compiled
    for way in report_of(name).tipping_point.ways:
        for change in way.changes:
            column = compiled.columns[compiled.column_by_id[change.question]]
            read = code_of(column, cell_parts(column, way.settings[change.question]))
            shown = code_of(column, cell_parts(column, change.then))
            assert read
            assert shown
            assert read.code == shown.code


@pytest.mark.parametrize("name", ["bike_shop", "furniture_maker", "electronics_repair"])
def test_a_copy_to_pass_on_has_no_trace_of_prices(name: str) -> None:
    report = report_of(name)
    copy = redact(report, BUILT_IN)
    point = copy.tipping_point
    assert point.cheapest is None
    assert report.tipping_point.cheapest
    assert not any(way.actions or way.hours or way.cost or way.decisions for way in point.ways)
    assert say_turning.price(point) == say_turning.least_work(point) == ""
    text = as_json(copy)
    for secret in ("hours_per_week=", "monthly_budget=", "The least work"):
        assert secret not in text
    hidden = {"hours_per_week", "monthly_budget"}
    assert all(hidden.isdisjoint(way.settings) for way in point.ways)


# Open answers that cannot turn it


def test_what_no_open_answer_can_turn_is_not_said_to_hang_on_them() -> None:
    report = with_few_answers("cobbler", 2)
    assert report.outlook
    assert report.outlook.certain
    assert report.firmness
    assert report.tipping_point.says == (
        "No open answer can turn the answer to omnichannel. To say what would, more of them have to be "
        "known first."
    )
    assert report.firmness.sentences == (
        "No open answer turns it, and however the answers given are counted, the answer stays.",
    )
    assert "Omnichannel cannot be recommended without this answer." not in {
        unknown.says for unknown in report.unknowns
    }
    assert report.verdict.confidence_reasons == (
        "Many answers are still open. None of them can turn the answer to omnichannel, but how you stand "
        "is known only roughly.",
    )
    assert say_turning.open_count(report).endswith(
        " answers are open. They do not decide between the strategies, but the advice gets better with "
        "them:"
    )


def test_what_open_answers_can_turn_is_to_be_found_out_first() -> None:
    report = with_few_answers("web_shop", 2)
    assert report.outlook
    assert not report.outlook.certain
    assert report.tipping_point.says == (
        "Too many answers are open to say what would turn the answer. Find those first."
    )
    assert say_turning.open_count(report).endswith(" answers are open. Find these out first:")


def test_what_turns_it_is_told_also_where_much_is_open() -> None:
    sheet = answered("parts_distributor")
    # Of the weight of "type of business", 20 + 16 of 100 are open: more than 35 %.
    open_ones = ("sales_spread", "people_per_customer")
    kept = {q: a for q, a in sheet.answers.items() if q not in open_ones}
    report = assess(replace(sheet, answers=kept), BUILT_IN)
    assert report.verdict.strategy is Strategy.OMNICHANNEL
    assert report.verdict.confidence_reasons[0].startswith("Many answers are still open.")
    assert report.tipping_point.says == (
        "If your answer about Same facts everywhere fell to “They often differ”, the answer would turn "
        "to multichannel. The line for Same facts everywhere would then be missed."
    )

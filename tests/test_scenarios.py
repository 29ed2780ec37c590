"""Scenarios are read as answers files and tables are, and tell what does not fit."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from omnicheck.answer_words import answer_text
from omnicheck.api import load_questionnaire
from omnicheck.errors import AnswersError
from omnicheck.scenarios import (
    MOST_SCENARIOS,
    looks_like_scenarios,
    scenario_of_settings,
    scenario_of_values,
    scenarios_from,
)
from omnicheck.yamlfile import parse_document, read_document

if TYPE_CHECKING:
    from omnicheck.engine.compile import CompiledQuestionnaire

ROOT = Path(__file__).parent.parent
HALF_DAY = "More than 5 hours, up to a full day"
TWO = "Use the same voucher or loyalty card everywhere; See stock or free times online"


@cache
def compiled() -> CompiledQuestionnaire:
    return load_questionnaire().compiled


def in_words(setting: str) -> str:
    """The one answer that a setting stands for."""
    scenario = scenario_of_settings([setting], compiled(), "A")
    ((question, answer),) = scenario.answers.items()
    column = compiled().columns[compiled().column_by_id[question]]
    return answer_text(column, answer.code, answer.given)


@pytest.mark.parametrize(
    ("setting", "then"),
    [
        ("hours_per_week=half_day", HALF_DAY),
        (f" hours_per_week = {HALF_DAY}. ", HALF_DAY),
        ("hours_per_week=Half-Day", HALF_DAY),
        ("hours_per_week=not_sure", "Not sure"),
        ("competitors=not_applicable", "Does not apply"),
        ("crossing=see_stock;vouchers", TWO),
        ("crossing=see_stock, vouchers", TWO),
        ("crossing=Order or book online, then collect or be served", "Order or book online, then collect or be served"),
        ("crossing=vouchers=not_applicable;see_stock", "See stock or free times online"),
        ("crossing=none_of_these", "None of these"),
    ],
)  # fmt: skip
def test_a_setting_is_written_as_in_files_and_tables(setting: str, then: str) -> None:
    assert in_words(setting) == then


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("hours_per_week=haf_day", "“haf_day” is not among the answers. Did you mean half_day?"),
        ("hours_per_wek=half_day", "There is no question hours_per_wek in channel_strategy. Did you mean hours_per_week?"),
        ("hours_per_week", "There is no = between question and answer. Write it like --set hours_per_week=half_day"),
        ("hours=half_day", "There is no question hours in channel_strategy. Did you mean hours_per_week?"),
        ("=half_day", "There is no question before the =. Write it like --set hours_per_week=half_day"),
        ("=", "There is no question before the =. Write it like --set hours_per_week=half_day"),
        ("hours_per_week=", "There is no answer for hours_per_week. Write the answer to try, or not_sure."),
        ("crossing=collect,se_stock", "“se_stock” is not among the answers. Did you mean see_stock?"),
        ("crossing=;", "There is no answer for crossing. Write the answer to try, or not_sure. For none of them, write none_of_these."),
        ("crossing=collect;not_sure", "Not_sure cannot stand in a list. Write it alone: crossing=not_sure"),
        ("crossing=none_of_these;collect", "None_of_these cannot stand beside other answers. Keep it alone, or take it out."),
        ("hours_per_week=not_applicable", "This question applies to every business. Choose an answer, or write not_sure."),
    ],
)  # fmt: skip
def test_a_setting_that_does_not_fit_is_told_with_its_cure(setting: str, told: str) -> None:
    with pytest.raises(AnswersError) as caught:
        scenario_of_settings([setting], compiled(), "A")
    assert [str(fault) for fault in caught.value.faults] == [f"--set {setting}: {told}"]


def test_a_setting_is_cut_where_it_is_long() -> None:
    long = "x" * 100_000
    with pytest.raises(AnswersError) as caught:
        scenario_of_settings([f"hours_per_week={long}", f"{long}=more"], compiled(), "A")
    assert [fault.place.file for fault in caught.value.faults] == [
        f"--set hours_per_week={'x' * 45}...",
        f"--set {'x' * 60}...",
    ]
    assert max(len(str(fault)) for fault in caught.value.faults) < 400
    with pytest.raises(AnswersError) as caught:
        scenario_of_values({long: "more"}, compiled(), "A")
    assert len(str(caught.value)) < 400


def test_values_may_be_numbers_truths_and_lists() -> None:
    scenario = scenario_of_values({"crossing": ["see_stock", "vouchers"]}, compiled(), "A")
    assert scenario.answers["crossing"].code == 0b1100
    with pytest.raises(AnswersError, match="One answer is needed here"):
        scenario_of_values({"hours_per_week": ["more"]}, compiled(), "A")


def faults_of(text: str) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        scenarios_from(parse_document(text.encode(), "s.yaml"), compiled())
    return [str(fault) for fault in caught.value.faults]


ENTRY = "{{name: {name}, set: {{replies: not_sure}}}}"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        (
            f"format: 1\nscenarios: [{ENTRY.format(name='A')}, {ENTRY.format(name='A')}]\n",
            ["s.yaml:2:57: Two scenarios are called “A”. Give each a name of its own."],
        ),
        (
            "scenarios: []\n",
            [
                "s.yaml:1:1: format is missing. Add it.",
                "s.yaml:1:12: Something is missing here. Write at least 1.",
            ],
        ),
        (
            f"format: 1\nquestionnaire: other\nscenarios: [{ENTRY.format(name='A')}]\n",
            [
                "s.yaml:2:16: These scenarios are for other, and the answers for channel_strategy. "
                "Use scenarios for the same questionnaire."
            ],
        ),
        (
            "format: 1\nscenarios: [{name: A, set: {replies: ''}}]\n",
            ["s.yaml:2:29: replies is blank. Write the answer to try, or not_sure."],
        ),
        (
            "format: 1\nscenarios: [text, [list]]\n",
            [
                "s.yaml:2:13: A block of keys is needed here. Write it like: key: value",
                "s.yaml:2:19: A block of keys is needed here. Write it like: key: value",
            ],
        ),
        (
            f"format: 1\nscenarios: [{', '.join(ENTRY.format(name=n) for n in range(MOST_SCENARIOS + 1))}]\n",
            ["s.yaml:2:12: This is too long. At most 20."],
        ),
        (
            "format: 1\nscenarios: [{name: ~, set: {replies: not_sure}}]\n",
            ["s.yaml:2:14: name is blank. Write it behind name:"],
        ),
        (
            "answers: {}\n",
            [
                "s.yaml: There are no scenarios in this file. "
                "Write them below scenarios: as in examples/what_if/scenarios.yaml"
            ],
        ),
    ],
)
def test_faults_of_a_file(text: str, faults: list[str]) -> None:
    assert faults_of(text) == faults


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        *[(ours, ours) for ours in ("Today", "What if", "Least work", "Smallest change", "Way 1", "Way 12")],
        ("TODAY", "TODAY"),
        ("'  way  3 '", "way 3"),
        (r'"To\u200bday"', "Today"),
        (r'"What\u00a0if"', "What if"),
    ],
)  # fmt: skip
def test_a_name_of_the_programs_own_columns_is_refused(name: str, shown: str) -> None:
    text = f"format: 1\nscenarios: [{ENTRY.format(name=name)}]\n"
    assert faults_of(text) == [
        f"s.yaml:2:20: omnicheck calls a column of its own “{shown}”. "
        "Give the scenario another name."
    ]


@pytest.mark.parametrize("name", ["Today, but faster", "Way", "Way out 3", "What if not", "Tomorrow"])  # fmt: skip
def test_a_name_that_only_begins_like_one_of_them_is_fine(name: str) -> None:
    text = f"format: 1\nscenarios: [{{name: '{name}', set: {{replies: not_sure}}}}]\n"
    (scenario,) = scenarios_from(parse_document(text.encode(), "s.yaml"), compiled())
    assert scenario.name == name


@pytest.mark.parametrize(
    "name",
    [r"\u202e\u200b", r"\u200b", r"\u2800", r"\u3164 \u00ad", r"\u0301", r"\ufe0f", r"\u0007"],
)
def test_a_name_of_which_nothing_is_seen_is_refused(name: str) -> None:
    quoted = f'"{name}"'
    assert faults_of(f"format: 1\nscenarios: [{ENTRY.format(name=quoted)}]\n") == [
        "s.yaml:2:20: Nothing of this name can be seen. Write a name with letters or digits."
    ]


@pytest.mark.parametrize("name", ["7", "?", "更多時間", "🚲", "ж"])
def test_a_name_in_any_letters_is_fine(name: str) -> None:
    text = f"format: 1\nscenarios: [{ENTRY.format(name=repr(name))}]\n"
    (scenario,) = scenarios_from(parse_document(text.encode(), "s.yaml"), compiled())
    assert scenario.name == name


def test_two_names_that_look_alike_are_named_twice() -> None:
    alike = ENTRY.format(name=r'"A\u200b"')
    text = f"format: 1\nscenarios: [{ENTRY.format(name='A')}, {alike}]\n"
    assert faults_of(text) == [
        "s.yaml:2:57: Two scenarios are called “A”. Give each a name of its own."
    ]


def test_a_questionnaire_that_was_looked_up_must_be_this_one() -> None:
    text = f"format: 1\nquestionnaire: ../own.yaml\nscenarios: [{ENTRY.format(name='A')}]\n"
    document = parse_document(text.encode(), "s.yaml")
    with pytest.raises(AnswersError) as caught:
        scenarios_from(document, compiled(), "own")
    assert str(caught.value) == (
        "s.yaml:2:16: These scenarios are for own, and the answers for channel_strategy. "
        "Use scenarios for the same questionnaire."
    )
    (scenario,) = scenarios_from(document, compiled(), "channel_strategy")
    assert scenario.name == "A"


def test_a_questionnaire_named_by_its_path_is_taken_for_this_one() -> None:
    text = f"format: 1\nquestionnaire: ../own.yaml\nscenarios: [{ENTRY.format(name='A')}]\n"
    (scenario,) = scenarios_from(parse_document(text.encode(), "s.yaml"), compiled())
    assert scenario.name == "A"


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("examples/what_if/scenarios.yaml", True),
        ("examples/bike_shop.yaml", False),
        ("examples/theme/theme.yaml", False),
        ("questionnaires/channel_strategy.yaml", False),
    ],
)
def test_scenarios_are_told_from_other_files(path: str, *, is_one: bool) -> None:
    assert looks_like_scenarios(read_document(ROOT / path)) == is_one

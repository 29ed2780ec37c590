"""How firmly a recommendation stands, in words."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache
from typing import Final

import jsonschema
import pytest

from omnicheck import assess, load_answers, load_questionnaire, redact, schemas
from omnicheck.assessment.firmness import stays_text
from omnicheck.assessment.report import Firmness, Report
from omnicheck.choices import Moved
from omnicheck.reports.manuscript import manuscript_of
from tests.cli.program import EXAMPLES

BUILT_IN: Final = load_questionnaire()


@cache
def report_of(name: str) -> Report:
    """The report of an example."""
    return assess(load_answers(EXAMPLES / f"{name}.yaml", BUILT_IN), BUILT_IN)


def found_in(name: str) -> Firmness:
    """What the report of an example says of its firmness."""
    found = report_of(name).firmness
    assert found is not None
    return found


def test_a_close_call_says_what_it_hangs_on() -> None:
    assert found_in("dental_clinic").sentences == (
        "It hangs most on Customer expectations: about 5 points less there would turn the answer.",
        "Even if you count any one question half or twice as much, the answer stays. The same goes for "
        "Type of business and Customer expectations within Need. “Spread of sales” is the first that "
        "could turn it, at about 2.0 times as much.",
        "With all weights changed at once, each to between half and one and a half times its own, "
        "it stays in 1,927 of 2,048 mixes spread evenly.",
    )
    assert found_in("dental_clinic").hangs_on == "customer_expectations"


@pytest.mark.parametrize(
    ("name", "score", "line"), [("boutique", "readiness", 55), ("bike_shop", "readiness", 55)]
)
def test_the_distance_is_the_difference_of_the_figures_shown(
    name: str, score: str, line: int
) -> None:
    found = next(each for each in report_of(name).scores if each.id == score)
    assert found.value is not None
    points = abs(round(found.value) - line)
    assert f": about {points} points " in found_in(name).sentences[0]


def test_a_factor_alone_behind_its_index_is_said_to_be() -> None:
    assert found_in("bike_shop").sentences[:1] == (
        "It hangs most on Available resources: about 7 points more there would turn the answer. It stands "
        "alone behind Readiness, so counting it more or less changes nothing: its score and the line "
        "decide.",
    )


def test_a_weight_that_could_turn_it_is_named() -> None:
    assert found_in("optician").sentences[1] == (
        "How a question is counted matters: if “Reading the results” counted about 1.6 times as "
        "much, the answer would turn."
    )


def test_a_firm_answer_says_that_nothing_alone_turns_it() -> None:
    found = found_in("plumber")
    assert found.sentences[:2] == (
        "No single score and no single line could turn the answer.",
        "However much or little any one question counted, the answer would stay. The same goes for Type "
        "of business and Customer expectations within Need.",
    )
    assert (found.box_same, found.box_made, found.hangs_on) == (2048, 2048, "")
    assert {each.says for each in found.ranges} == {"whatever it is"}


def test_while_too_much_is_open_only_the_counting_is_weighed() -> None:
    assert found_in("kayak_rental").sentences == (
        "Too much is open to say how firmly this stands. However the answers given are counted, the "
        "answer stays.",
    )
    assert found_in("kayak_rental").hangs_on == ""


@pytest.mark.parametrize("name", ["dental_clinic", "optician", "bike_shop", "vet_practice"])
def test_today_lies_in_every_range_as_it_is_shown_and_the_tightest_come_first(name: str) -> None:
    found = found_in(name).ranges
    for each in found:
        assert each.low is None or each.low <= each.today, each
        assert each.high is None or each.high >= each.today, each
    times = [each.times if each.times is not None else float("inf") for each in found]
    assert times == sorted(times)
    assert len(found_in(name).sentences) <= 5


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((3.0, None, True, True), "from 3 up"),
        ((3.0, None, False, True), "above 3"),
        ((None, 8.5, True, True), "up to 8.5"),
        ((None, 8.5, True, False), "below 8.5"),
        ((3.0, 8.5, True, True), "from 3 and up to 8.5"),
        ((None, None, True, True), "whatever it is"),
    ],
)
def test_a_range_in_words(ends: tuple[float | None, float | None, bool, bool], words: str) -> None:
    low, high, from_it, up_to_it = ends
    assert stays_text(low, high, from_it=from_it, up_to_it=up_to_it) == words


def test_a_copy_to_pass_on_leaves_out_what_sensitive_answers_settle() -> None:
    copy = redact(report_of("vet_practice"), BUILT_IN).firmness
    assert copy is not None
    questions = {q.id: q for q in BUILT_IN.record.questions}
    hidden = {q.id for q in questions.values() if q.sensitive}
    assert hidden.isdisjoint(each.id for each in copy.ranges)
    touched = {questions[name].factor for name in hidden}
    assert touched.isdisjoint(each.within for each in copy.ranges)
    lines = [each for each in copy.ranges if each.moved is Moved.LINE]
    assert [(each.id, each.high, each.says, each.times) for each in lines][:2] == [
        ("readiness", 59.0, "up to 59", None),
        ("need", 60.0, "up to 60", None),
    ]
    topics = [questions[name].topic.casefold() for name in hidden]
    assert not [s for s in copy.sentences for topic in topics if topic in s.casefold()]


def test_the_record_follows_its_schema() -> None:
    plain = json.loads(json.dumps(asdict(report_of("dental_clinic"))))
    jsonschema.validate(plain, schemas.report_schema())
    assert plain["firmness"]["ranges"][0]["moved"] == "line"


def test_the_page_has_the_sentences_and_the_appendix_every_range() -> None:
    report = report_of("dental_clinic")
    pages = manuscript_of(report)
    main = next(section for section in pages.sections if section.id == "firmness")
    assert [item.lead for item in main.blocks[0].items] == list(found_in("dental_clinic").sentences)  # type: ignore[union-attr]
    table = next(section for section in pages.appendix if section.id == "ranges").blocks[1]
    assert table.rows[0] == ("Line for Need", "50", "up to 52.9")  # type: ignore[union-attr]
    assert ("Weight of Being known everywhere", "12", "from 2.6 up") in table.rows  # type: ignore[union-attr]


def test_a_report_without_it_says_nothing_of_it() -> None:
    report: Report = replace(report_of("dental_clinic"), firmness=None)
    ids = {
        section.id
        for part in (manuscript_of(report),)
        for section in (*part.sections, *part.appendix)
    }
    assert {"firmness", "ranges"}.isdisjoint(ids)

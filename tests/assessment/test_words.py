"""What the report says of one business in whole sentences, word by word."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from omnicheck import assess, load_answers, load_questionnaire, redact
from omnicheck.assessment.phrases import in_words, with_comma
from omnicheck.choices import Confidence, Horizon
from omnicheck.reports import sentences as say
from omnicheck.reports import turning_sentences as say_turning
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.drawings import ladder
from tests.cli.program import EXAMPLES
from tests.reports.sample import front_page, texts_of

if TYPE_CHECKING:
    from omnicheck.assessment.report import Plan, Report

BUILT_IN: Final = load_questionnaire()
NAMES: Final = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


@cache
def report_of(name: str) -> Report:
    """The report of an example."""
    sheet = load_answers(EXAMPLES / f"{name}.yaml", BUILT_IN)
    return assess(sheet, BUILT_IN)


def plan_of(name: str) -> Plan:
    plan = report_of(name).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_names_are_listed_as_in_a_sentence(names: list[str], words: str) -> None:
    assert in_words(names) == words


def test_parts_that_hold_lists_are_set_apart_by_a_comma() -> None:
    assert with_comma(["a"]) == "a"
    assert with_comma(["a and b", "c", "d"]) == "a and b, c, and d"


def test_a_tick_list_as_a_reason_is_a_sentence() -> None:
    assert report_of("cobbler").reasons_for[0].says == (
        "You named only one thing under “Channels in use”: “Shop, practice or office”."
    )


def test_what_would_turn_the_answer_is_a_sentence() -> None:
    assert report_of("cobbler").tipping_point.says == (
        "What you can do yourself would not turn the answer to omnichannel. It would take a higher "
        "score for Need, Readiness, Customer expectations and Type of business, and another answer "
        "about Monthly budget, Connected tools, Customer history and Channels in use."
    )


def test_the_answer_that_would_turn_it_back_is_named_with_its_line() -> None:
    point = report_of("boutique").tipping_point
    assert point.says == (
        "If your answer about Same facts everywhere fell to “They often differ”, the answer would turn "
        "to multichannel. The line for Same facts everywhere would then be missed."
    )


def test_the_nearest_line_is_named_where_the_change_misses_it() -> None:
    says = report_of("vet_practice").tipping_point.says
    assert says.startswith(
        "The nearest line is Readiness, with 5 points to spare. If your answer about "
    )
    assert says.endswith(" The line for Readiness would then be missed.")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "boutique",
            "8 answers could each turn it alone, if they are wrong. Check first: Feelings about data, "
            "Same facts everywhere and Answering messages. Each is a minimum that omnichannel asks for, "
            "however high the scores are.",
        ),
        (
            "web_shop",
            "No single wrong answer turns it. At least 2 would have to be wrong together, such as "
            "Switching channels and Monthly budget.",
        ),
        (
            "cobbler",
            "No single wrong answer turns it. At least 9 would have to be wrong together.",
        ),
        (
            "garden_nursery",
            "Wrong answers alone do not turn it: open ones would have to be found as well.",
        ),
    ],
)
def test_how_many_answers_would_have_to_be_wrong_is_said_beside_the_confidence(
    name: str, says: str
) -> None:
    report = report_of(name)
    assert report.tipping_point.doubt is not None
    assert report.tipping_point.doubt.says == says
    assert says in front_page(report).confidence_reasons


def test_nothing_is_said_of_wrong_answers_while_too_much_is_unknown() -> None:
    point = report_of("kayak_rental").tipping_point
    assert (point.doubt, point.ways) == (None, ())


def test_other_ways_of_as_few_changes_follow_the_first() -> None:
    point = report_of("bike_shop").tipping_point
    assert [way.changes[0].topic for way in point.ways] == [
        "Monthly budget", "Hours a week", "Connected tools", "Customer history",
    ]  # fmt: skip
    assert point.changes == point.ways[0].changes
    assert (point.proven, point.complete) == (True, True)
    assert say_turning.other_ways(point)[0] == (
        "Hours a week to “More than a full day, or a person named for it”"
    )
    shown = list(texts_of(manuscript_of(report_of("bike_shop"))))
    assert "1 more way with as few changes stands in the appendix." in shown
    assert "Or: Connected tools to “All connect, or you use one system”." in shown
    assert "Customer history to “In one system that everyone who serves can open”" in shown


def test_too_many_open_answers_do_not_contradict_what_is_short_so_far() -> None:
    report = report_of("kayak_rental")
    assert len(report.unlocks) == 1
    assert say_turning.asked_of_omnichannel(report) == (
        "As far as the answers go today, this is short of what omnichannel asks for:"
    )
    assert say_turning.asked_of_omnichannel(report_of("cobbler")) == (
        "Today, 8 things fall short of what omnichannel asks for:"
    )


def paid(count: int) -> str:
    return (
        f"{count} steps of this plan may cost money. Your budget was checked for each of them alone, so "
        "look for one tool that serves them all, or pay for one at a time."
    )


MONEY: Final = (
    "The plan ends before your hours are used up: what comes later costs more than the money that the "
    "plan counts on, or builds on a step that does."
)
NUMBER: Final = (
    "The plan begins at most 5 steps in each part, so that they get finished. The rest comes later, "
    "although there would be hours left."
)


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("boutique", (paid(2), MONEY)),
        ("corner_bakery", (NUMBER,)),
        ("dental_clinic", (paid(4),)),  # what is left of the hours is not enough for a later step
        ("cobbler", ()),  # nothing comes later
    ],
)
def test_a_plan_says_what_it_costs_and_why_it_ends_before_the_hours(
    name: str, note: tuple[str, ...]
) -> None:
    assert plan_of(name).notes == note


def test_a_stage_that_open_answers_can_move_is_not_told_as_certain() -> None:
    today = "You are perhaps at stage 2 of 4: Several channels."
    assert today in ladder(report_of("kayak_rental")).description
    assert [rung.mark for rung in ladder(report_of("kayak_rental")).rungs if rung.is_today] == [
        "perhaps you are here, and the plan builds on it"
    ]
    assert (
        "You are at stage 2 of 4: Several channels."
        in ladder(report_of("dental_clinic")).description
    )


def test_the_ways_to_turn_it_are_told_apart_from_answers_that_may_be_wrong() -> None:
    told = "These are answers that you can change. Others would turn it too, if they are wrong."
    clinic = report_of("dental_clinic").tipping_point
    assert clinic.doubt
    assert (len(clinic.ways), len(clinic.doubt.changes)) == (7, 16)
    assert say_turning.only_yours(clinic) == told
    assert told in texts_of(manuscript_of(report_of("dental_clinic")))
    for name in ("web_shop", "cobbler", "kayak_rental"):  # several at once, none, unknown
        assert say_turning.only_yours(report_of(name).tipping_point) == ""


def test_a_low_confidence_tempers_omnichannel_only() -> None:
    careful = "So take the first steps only, and look again after 90 days before you go on."
    close = report_of("dental_clinic")
    assert close.verdict.confidence is Confidence.LOW
    assert front_page(close).confidence_reasons == (
        *close.verdict.confidence_reasons,
        "16 answers could each turn it alone, if they are wrong. Check first: People per customer, "
        "Switching channels and Having to repeat.",
        careful,
    )
    for name in ("kayak_rental", "boutique"):
        assert careful not in front_page(report_of(name)).confidence_reasons


def test_what_lies_with_others_is_a_sentence() -> None:
    assert plan_of("web_shop").watch[0].startswith("Need lies with others, so watch it. ")
    assert (
        plan_of("hair_salon")
        .watch[0]
        .startswith("Need and Customer expectations lie with others, so watch them. ")
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_report_speaks_of_the_program_as_its_reader_would_not(name: str) -> None:
    report = report_of(name)
    told = "\n".join(texts_of(replace(report, sources=())))
    assert "run omnicheck" not in told.lower()
    assert "reruns with" not in told


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_to_pass_on_counts_the_reasons_that_it_leaves_out(name: str) -> None:
    whole, copy = report_of(name), redact(report_of(name), BUILT_IN)
    asked = {q.id for q in BUILT_IN.record.questions if q.sensitive}
    for before, after in (
        (whole.reasons_for, copy.reasons_for),
        (whole.reasons_against, copy.reasons_against),
    ):
        missing = sum(reason.question in asked for reason in before)
        told = [reason.says for reason in after if not reason.question]
        some = "reason is" if missing == 1 else "reasons are"
        assert told == ([f"{missing} {some} left out of this copy."] if missing else [])
        assert len(after) == len(before) - missing + bool(missing)


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_to_pass_on_lists_the_steps_in_order_without_parts(name: str) -> None:
    plan = redact(report_of(name), BUILT_IN).plan
    assert plan is not None
    [part] = plan.horizons
    assert (part.horizon, part.title) == (Horizon.MONTHS_12, "Within 12 months")
    order = [action.id for each in plan_of(name).horizons for action in each.actions]
    kept = [action.id for action in part.actions]
    assert kept == [each for each in order if each in kept]


@pytest.mark.parametrize("name", NAMES)
def test_the_stage_and_how_far_it_is_joined_do_not_contradict_each_other(name: str) -> None:
    """The stage speaks of what customers can count on, the score of how much is in place."""
    report = report_of(name)
    [today] = [stage.means for stage in report.stages if stage.is_today]
    [joined] = [score.says for score in report.scores if score.id == "integration"]
    for word in ("apart", "on its own", "as one"):
        assert word not in today + joined


def test_the_order_of_reasons_is_explained_where_the_pulls_stand() -> None:
    for name in ("cobbler", "boutique"):
        report = report_of(name)
        told = say.order_of_reasons(report.verdict.strategy)
        assert told.startswith("What decides most is the line ")
        assert told in list(texts_of(manuscript_of(report)))

"""Several people on one business: each sheet by itself, and what decides between them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from omnicheck.api import assess, load_answers, load_questionnaire, respondents
from omnicheck.assessment.agreement import DecidingSet
from omnicheck.assessment.takeovers import named, one_of
from omnicheck.errors import AnswersError
from omnicheck.reports.data import as_json
from omnicheck.scenarios import scenario_of_values

if TYPE_CHECKING:
    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.agreement import Agreement

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
PEOPLE: Final = ("owner", "staff", "consultant")


@cache
def built_in() -> LoadedQuestionnaire:
    return load_questionnaire()


@cache
def sheets() -> tuple[AnswerSheet, ...]:
    return tuple(load_answers(EXAMPLES / "compare" / f"{name}.yaml", built_in()) for name in PEOPLE)


def with_answers(sheet: AnswerSheet, **answers: object) -> AnswerSheet:
    return scenario_of_values(answers, built_in().compiled, "x").on(sheet)


@cache
def document() -> Agreement:
    return respondents(sheets(), built_in())


def test_each_side_is_the_report_on_that_sheet_and_nothing_is_averaged() -> None:
    for side, sheet in zip(document().sides, sheets(), strict=True):
        verdict = assess(sheet, built_in()).verdict
        assert (side.path, side.margin, side.confidence) == (
            verdict.path, verdict.margin, verdict.confidence,
        )  # fmt: skip
    assert [side.label for side in document().sides] == [*PEOPLE]
    assert document().verdict_says == (
        "owner: “Omnichannel, start now”. "
        "staff and consultant: “Multichannel now, with a path to omnichannel”."
    )
    assert not document().agreed


def test_every_difference_is_there_with_each_ones_answer_and_its_span() -> None:
    differing = {
        question.id
        for question in built_in().record.questions
        if len({sheet.answers[question.id].code for sheet in sheets()}) > 1
    }
    assert {dispute.question for dispute in document().disputes} == differing
    assert document().alike == len(built_in().record.questions) - len(differing)
    (hours,) = [d for d in document().disputes if d.question == "hours_per_week"]
    assert hours.answers == (
        "More than 5 hours, up to a full day", "1 or 2 hours", "More than 5 hours, up to a full day",
    )  # fmt: skip
    assert (hours.values, hours.span) == ((80.0, 25.0, 80.0), 55.0)


def test_what_decides_is_told_for_each_two_who_end_differently_and_rerun() -> None:
    told = {(each.label, each.towards): each for each in document().deciders}
    assert [*told] == [("owner", "staff"), ("consultant", "owner")]
    by_label = dict(zip(PEOPLE, sheets(), strict=True))
    for (label, towards), decider in told.items():
        goal = assess(by_label[towards], built_in()).verdict.strategy
        for found in decider.sets:
            assert len(found.questions) == decider.least
            swapped = replace(
                by_label[label],
                answers=by_label[label].answers
                | {name: by_label[towards].answers[name] for name in found.questions},
            )
            assert assess(swapped, built_in()).verdict.strategy is goal
    assert told["consultant", "owner"].says == (
        "With the answer of owner on “Connected tools”, the sheet of consultant gives “Omnichannel” too. "
        "The same goes for “Owners' commitment”."
    )


def test_what_turns_alone_comes_first() -> None:
    deciding = [dispute.topic for dispute in document().disputes if dispute.decides]
    assert deciding == ["Hours a week", "Connected tools", "Owners' commitment"]
    assert [dispute.decides for dispute in document().disputes] == [True] * 3 + [False] * 3
    assert document().first_says == (
        "Settle this first: “Hours a week”, “Connected tools” and “Owners' commitment”."
    )


def test_answers_that_decide_only_together_are_named_together() -> None:
    bikes = load_answers(EXAMPLES / "bike_shop.yaml", built_in())
    # Resources are 48.3 of 55: hours add 4, records 4.8, and the reply speed does not count there.
    other = with_answers(
        bikes, hours_per_week="half_day", customer_history="one_system", reply_speed="hours"
    )
    people = [replace(bikes, source="a.yaml"), replace(other, source="b.yaml")]
    found = respondents(people, built_in())
    (decider,) = found.deciders
    assert (decider.label, decider.least) == ("b", 1)
    assert [each.questions for each in decider.sets] == [("hours_per_week",), ("customer_history",)]
    swapped = {dispute.question: len(dispute.swaps) for dispute in found.disputes}
    assert swapped == {"hours_per_week": 1, "customer_history": 1, "reply_speed": 0}


def test_braces_in_the_name_of_a_file_are_only_letters() -> None:
    bikes = load_answers(EXAMPLES / "bike_shop.yaml", built_in())
    other = with_answers(bikes, hours_per_week="half_day", customer_history="one_system")
    people = [replace(bikes, source="{0}.yaml"), replace(other, source="{label}.yaml")]
    (decider,) = respondents(people, built_in()).deciders
    assert decider.says == (
        "With the answer of {0} on “Hours a week”, the sheet of {label} gives “Multichannel” too. "
        "The same goes for “Customer history”."
    )


def test_topics_with_a_comma_are_told_apart() -> None:
    assert named(["Hours a week", "Order here, collect there", "Use"]) == (
        "“Hours a week”, “Order here, collect there” and “Use”"
    )
    sets = [DecidingSet(("a", "b"), ("One, two", "Three"), ("b",)), DecidingSet(("c",), ("C",), ())]
    assert one_of(sets, mark_open=True) == "“One, two” and “Three” (left open); “C”"


def without(sheet: AnswerSheet, *names: str) -> AnswerSheet:
    return replace(sheet, answers={n: a for n, a in sheet.answers.items() if n not in names})


def test_a_missing_answer_is_no_difference_and_is_told_as_missing() -> None:
    """Leaving one line open turns this optician: it is then not reached for certain."""
    optician = load_answers(EXAMPLES / "optician.yaml", built_in())
    blank = replace(without(optician, "tools_connected", "same_facts"), source="blank.yaml")
    found = respondents([optician, blank], built_in())
    by_id = {dispute.question: dispute for dispute in found.disputes}
    assert {name: (d.is_gap, d.open_for) for name, d in by_id.items()} == {
        "tools_connected": (True, ("blank",)),
        "same_facts": (True, ("blank",)),
    }
    assert not found.agreed
    (decider,) = found.deciders
    assert all(each.open == each.questions for each in decider.sets if decider.label == "optician")
    assert "With the answer" not in decider.says or decider.towards == "optician"
    for dispute in found.disputes:
        for swap in dispute.swaps:
            assert swap.is_open == (swap.taken_from == "blank")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (
            "plumber",
            "With the answer of plumber on “Complaints about repeating”, the sheet of optician gives "
            "“Multichannel” too. The same goes for “Handing over the story”, “Same facts "
            "everywhere”, “Recognising the customer” or “Crossing between channels”.",
        ),
        (
            "kayak_rental",
            "With the answer of kayak_rental on “Same facts everywhere”, the sheet of optician gives "
            "“Multichannel” too. The same goes for “Feelings about data” (left open), “Handing over "
            "the story” (left open) or “Recognising the customer” (left open). 3 more sets do it.",
        ),
    ],
)
def test_sets_are_named_where_that_takes_no_more_room_and_open_answers_are_marked(
    other: str, says: str
) -> None:
    pair = [load_answers(EXAMPLES / f"{name}.yaml", built_in()) for name in ("optician", other)]
    (decider,) = respondents(pair, built_in(), same_business=True).deciders
    assert decider.says == says


def test_what_is_only_missing_is_to_be_found_and_what_differs_to_be_settled() -> None:
    owner, staff, _consultant = sheets()
    blank = replace(without(owner, "hours_per_week"), source="blank.yaml")
    found = respondents([owner, staff, blank], built_in())
    (hours,) = [d for d in found.disputes if d.question == "hours_per_week"]
    assert (hours.is_gap, hours.open_for) == (False, ("blank",))
    found = respondents([owner, blank], built_in())
    (only,) = found.disputes
    assert (only.is_gap, only.question) == (True, "hours_per_week")
    assert "Settle this first" not in found.first_says


def test_alike_sheets_differ_in_nothing() -> None:
    owner = sheets()[0]
    found = respondents([owner, owner], built_in())
    assert (found.agreed, found.disputes, found.deciders) == (True, (), ())
    assert found.first_says == "They differ in no answer."


def test_where_nothing_turns_anything_nothing_need_be_settled() -> None:
    cobbler = load_answers(EXAMPLES / "cobbler.yaml", built_in())
    other = with_answers(cobbler, reply_speed="hours")
    found = respondents([cobbler, other], built_in())
    assert found.agreed
    assert len(found.disputes) == 1
    assert found.disputes[0].says == "Does not turn the recommendation by itself."
    assert found.first_says.startswith("No single difference turns what is recommended")


def test_files_of_the_same_name_get_labels_of_their_own() -> None:
    first, second, third = sheets()
    same = [
        replace(first, source="a/x.yaml"), replace(second, source="b/x.yaml"), replace(third, source="-"),
    ]  # fmt: skip
    found = respondents(same, built_in())
    assert [side.label for side in found.sides] == ["x", "Person 2", "Person 3"]


def test_other_businesses_and_questionnaires_are_refused() -> None:
    plumber = load_answers(EXAMPLES / "plumber.yaml", built_in())
    with pytest.raises(AnswersError, match="--same-business"):
        respondents([*sheets(), plumber], built_in())
    assert respondents([*sheets(), plumber], built_in(), same_business=True)
    with pytest.raises(AnswersError, match="answers to other"):
        respondents([sheets()[0], replace(sheets()[1], questionnaire="other")], built_in())
    with pytest.raises(ValueError, match="two people"):
        respondents(sheets()[:1], built_in())


def test_a_redacted_copy_tells_no_answer_about_money_or_staff() -> None:
    found = respondents(sheets(), built_in(), redacted=True)
    hidden = {question.id for question in built_in().record.questions if question.sensitive}
    assert not hidden & {dispute.question for dispute in found.disputes}
    assert found.left_out == 1
    assert "Hours a week" not in as_json(found)
    assert found.deciders[0].says == (
        "What decides between owner and staff is left out of this copy."
    )

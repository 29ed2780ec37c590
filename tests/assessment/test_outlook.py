"""What the open answers leave open, as the report says it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from omnicheck.api import assess, load_answers, load_questionnaire
from omnicheck.assessment.redact import redact
from omnicheck.assessment.report import OpenAnswer, Report
from tests.assessment.sheets import report_of
from tests.factories import codes_of, make_compiled, make_question

EXAMPLES = Path(__file__).parents[2] / "examples"


def without(file: str, *open_answers: str) -> Report:
    """The report of an example in which some questions have no answer."""
    sheet = load_answers(EXAMPLES / file)
    known = {name: each for name, each in sheet.answers.items() if name not in open_answers}
    return assess(replace(sheet, answers=known))


def test_where_nothing_is_open_nothing_is_said() -> None:
    assert without("boutique.yaml").outlook is None


def test_what_cannot_change_the_recommendation_is_said_to_be_so() -> None:
    found = without("web_shop.yaml", "monthly_budget", "commitment", "buyers").outlook
    assert found is not None
    assert (found.certain, found.exact, found.asks, found.asks_on_average) == (True, True, (), 0)
    assert found.says == (
        "Whatever the open answers turn out to be, the recommendation is "
        "“Multichannel, join the one or two handovers that matter”.",
    )
    assert found.asks_says == ""


def test_a_sure_strategy_with_an_open_path_is_told_apart() -> None:
    found = without("garden_nursery.yaml").outlook
    assert found is not None
    assert found.certain
    assert found.says == (
        "Whatever the open answers turn out to be, the answer is multichannel.",
        "They only decide which kind of it: “Multichannel, join the one or two handovers that matter” "
        "or “Multichannel by choice”.",
    )


def test_the_only_answers_that_can_turn_it_are_named_in_the_order_to_ask() -> None:
    report = without("dental_clinic.yaml", "monthly_budget", "hours_per_week", "buyers", "replies")
    found = report.outlook
    assert found is not None
    assert not found.certain
    assert [answer.question for answer in found.asks] == [
        "replies", "monthly_budget", "hours_per_week",
    ]  # fmt: skip
    assert [unknown.question for unknown in report.unknowns] == [
        "hours_per_week", "monthly_budget", "replies", "buyers",
    ]  # fmt: skip
    assert found.asks_says == (
        "Only these 3 can still turn the answer to the other strategy: Answering messages, Monthly budget "
        "and Hours a week. In this order, 2.4 of them settle it on average, if all answers are equally likely."
    )


def test_where_too_much_is_open_no_answer_is_singled_out() -> None:
    found = without("kayak_rental.yaml").outlook
    assert found is not None
    assert found.exact
    assert not found.asks_known
    assert (found.asks, found.asks_on_average, len(found.possible)) == ((), None, 5)
    assert len(found.says) == 1
    assert found.asks_says.startswith("Too many are open")


def test_it_is_said_where_a_claim_does_not_hold_for_what_may_not_apply() -> None:
    found = without("dental_clinic.yaml", "monthly_budget", "after_sale").outlook
    assert found is not None
    assert [answer.question for answer in found.asks] == ["after_sale", "monthly_budget"]
    assert found.says[-1] == "That an open question may not apply to you is left aside here."


def test_what_could_not_be_ruled_out_is_named_apart() -> None:
    questions = [make_question(f"q{i}", factor="f") for i in range(12)]
    for i in range(6):
        when = f"q{2 * i} == o0 and q{2 * i + 1} == o1"
        questions.append(make_question(f"r{i}", factor="f", when=when))
    compiled = make_compiled(questions, {"f": 100})
    found = report_of(compiled, codes_of(compiled, {})[0]).outlook
    assert found is not None
    assert not found.exact
    assert found.says == (
        "The open answers can still lead to “simple”.",
        "There are too many to try them all, so “omni” cannot be ruled out either.",
    )


def test_a_redacted_copy_keeps_sensitive_answers_out_of_the_order() -> None:
    report = without("dental_clinic.yaml", "monthly_budget", "hours_per_week", "buyers", "replies")
    copy = redact(report, load_questionnaire().record).outlook
    assert copy is not None
    assert copy.asks == (OpenAnswer("replies", "Answering messages"),)
    assert (copy.asks_known, copy.asks_on_average) == (False, None)
    assert copy.asks_says == (
        "Answers that can still turn it to the other strategy are left out of this copy."
    )

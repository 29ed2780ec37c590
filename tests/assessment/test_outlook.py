"""What the open answers leave open, as the report says it."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

from rich.console import Console

import omnicheck.reports.turning_sentences as say_turning
from omnicheck.api import assess, load_answers, load_questionnaire
from omnicheck.assessment.redact import redact
from omnicheck.assessment.report import OpenAnswer, Report
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Front, Items, Paragraph
from omnicheck.reports.terminal import render_terminal
from tests.assessment.sheets import report_of
from tests.factories import codes_of, make_compiled, make_question
from tests.reports.sample import texts_of

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
        "and Hours a week. Asked in this order, they settle it soonest: after 2.4 answers on average, if all "
        "answers are equally likely."
    )


def test_people_read_first_what_decides_and_in_the_order_that_settles_it_soonest() -> None:
    report = without("boutique.yaml", "customer_history", "data_comfort", "suggestions")
    assert [unknown.question for unknown in report.unknowns] == [
        "customer_history", "data_comfort", "suggestions",
    ]  # fmt: skip
    deciding, others = say_turning.open_answers(report)
    assert [unknown.question for unknown in deciding] == ["data_comfort", "customer_history"]
    assert [unknown.question for unknown in others] == ["suggestions"]
    assert say_turning.open_count(report) == (
        "3 answers are open. Find these 2 out first, in this order:"
    )
    _ahead, _intro, first, lead, rest = next(
        section.blocks for section in manuscript_of(report).sections if section.id == "unknowns"
    )[:5]
    assert isinstance(first, Items)
    assert isinstance(rest, Items)
    assert [item.lead for item in first.items] == ["Feelings about data", "Customer history"]
    assert lead == Paragraph("This one cannot turn the answer, but the advice gets better with it:")
    assert ([item.lead for item in rest.items], rest.first) == (["Personal suggestions"], 3)


def test_a_gate_without_an_answer_has_no_distance() -> None:
    report = without("boutique.yaml", "customer_history", "data_comfort", "suggestions")
    assert (report.verdict.margin, report.verdict.limiting) == (-1, "customer_history")
    assert report.verdict.confidence_reasons == (
        "The open answers could still turn the recommendation.",
        "Customer history and Feelings about data have no answer, and omnichannel cannot be recommended "
        "without them.",
    )
    pages = manuscript_of(report)
    assert isinstance(pages.front, Front)
    assert pages.front.balance.value is None
    assert pages.front.balance.description == (
        "0 is plainly multichannel, 100 is plainly omnichannel. The line between them is at 50. Without an "
        "answer about Customer history, where you stand is not known. Open answers leave it between 20 and 70."
    )
    assert not [text for text in texts_of(pages) if "1 point" in text or "49 of 100" in text]
    assert "●" not in next(
        line for line in on_a_terminal(report) if "▒▒▒" in line and "Omni" in line
    )
    assert "●" in next(
        line for line in on_a_terminal(without("boutique.yaml")) if "──" in line and "Omni" in line
    )


def test_a_near_line_and_a_gate_without_an_answer_are_both_told() -> None:
    report = without("vet_practice.yaml", "customer_history", "data_comfort")
    assert report.verdict.confidence_reasons[1:] == (
        "It is a close call: Readiness is 1 point from the line.",
        "Customer history and Feelings about data have no answer, and omnichannel cannot be recommended "
        "without them.",
    )


def test_a_gate_that_changes_nothing_any_more_says_what_it_still_does() -> None:
    report = without("cobbler.yaml", "customer_history", "commitment")
    assert report.outlook
    assert (report.outlook.certain, len(report.outlook.possible)) == (True, 1)
    says = {unknown.question: unknown.says for unknown in report.unknowns}
    assert says["customer_history"].startswith("Up to ")
    assert says["customer_history"].endswith(" of 100 points of “Available resources” hang on it.")


def on_a_terminal(report: Report) -> list[str]:
    """The lines of a report on a terminal of 80 columns."""
    stream = StringIO()
    render_terminal(report, Console(file=stream, width=80, color_system=None))
    return stream.getvalue().splitlines()


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

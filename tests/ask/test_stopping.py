"""Stopping early: offered once when the strategy is certain, and once when all of the recommendation is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omnicheck.answers import code_row
from omnicheck.api import load_answers, load_questionnaire
from omnicheck.engine.columns import NOT_ASKED
from omnicheck.interview import Certainty, Interview
from tests.ask.small import at_first_question, passes_the_check, resumed
from tests.factories import make_path, make_question, plain_questionnaire

if TYPE_CHECKING:
    from tests.ask.terminal import Terminal

EXAMPLES = Path(__file__).parents[2] / "examples"
OFFER = "Your recommendation is certain now."
SURE = "Multichannel is certain now."
STOP = "Would you like to stop here and see your result? y, n, or b to go back:"


def gated(gate: int) -> dict[str, Any]:
    """Six questions, of which one must be answered with o2 or o1 for omnichannel to be possible."""
    questions = [make_question(f"q{i}", factor="f") for i in range(6)]
    return plain_questionnaire(questions, {"f": 60}, gates={f"q{gate}": 50})


def with_two_ways() -> dict[str, Any]:
    """Seven questions: the first is a gate, and the second alone decides which way to go about it."""
    questions = [make_question(f"q{i}", factor="f") for i in range(7)]
    paths = [
        make_path("omni", "omnichannel"),
        make_path("other", "multichannel", "q2 == o1"),
        make_path("simple", "multichannel"),
    ]
    made = plain_questionnaire(questions, {"f": 60}, gates={"q0": 50}, paths=paths)
    made["strategies"] = {
        "multichannel": {"title": "Multichannel", "means": "Words."},
        "omnichannel": {"title": "Omnichannel", "means": "Words."},
    }
    return made


def at_start(folder: Path, *arguments: str, gate: int = 0) -> Terminal:
    return at_first_question(folder, *arguments, questionnaire=gated(gate))


def answers_of(folder: Path) -> set[str]:
    """The questions with an answer in the file."""
    questionnaire = load_questionnaire(folder / "small.yaml")
    return set(load_answers(folder / "tea.yaml", questionnaire).answers)


def test_who_stops_early_sees_the_result_and_can_go_on_later(tmp_path: Path) -> None:
    with at_start(tmp_path) as terminal:
        terminal.ask("1\r", OFFER, "the other 5 questions", STOP)
        terminal.ask("y\r", "Check your answers", "q1: Not provided", "Number or Enter:")
        terminal.ask("\r", "5 questions have no answer.", "Your answers are in:")
        assert terminal.end() == 0
    assert answers_of(tmp_path) == {"q0"}
    assert passes_the_check(tmp_path)
    with resumed(tmp_path) as terminal:
        terminal.wait("1 of 6 questions answered", "question 2 of 6", "Your answer:")
        for number in (3, 4, 5, 6):
            terminal.ask("3\r", f"question {number} of 6", "Your answer:")
        terminal.ask("3\r", "Number or Enter:")
        assert OFFER not in terminal.scrollback()
        terminal.send("q\r")
        assert terminal.end() == 130
    assert len(answers_of(tmp_path)) == 6


def test_who_says_no_is_asked_everything_and_not_again(tmp_path: Path) -> None:
    with at_start(tmp_path, "--accessible") as terminal:
        terminal.ask("1\r", OFFER, STOP)
        terminal.ask("?\r", "Type y to stop here, n for the next question, or b for the")
        terminal.ask("n\r", "question 2 of 6", "Your answer:")
        terminal.ask("b\r", "question 1 of 6", "Your answer:")
        terminal.ask("1\r", "question 2 of 6", "Your answer:")
        for number in (3, 4, 5, 6):
            terminal.ask("3\r", f"question {number} of 6", "Your answer:")
        terminal.ask("3\r", "Number or Enter:")
        assert terminal.scrollback().count(OFFER) == 1
    assert len(answers_of(tmp_path)) == 6


def test_from_the_offer_there_is_a_way_back(tmp_path: Path) -> None:
    with at_start(tmp_path) as terminal:
        terminal.ask("1\r", OFFER, STOP)
        terminal.ask("b\r", "question 1 of 6", "Your answer now: Option 0", "Your answer:")
        terminal.ask("\r", OFFER, STOP)
        terminal.ask("b\r", "question 1 of 6", "Your answer:")
        terminal.ask("3\r", "question 2 of 6", "Your answer:")
        assert terminal.scrollback().count(OFFER) == 2
    assert answers_of(tmp_path) == {"q0"}


def test_a_certain_strategy_is_offered_apart_from_a_certain_way(tmp_path: Path) -> None:
    with at_first_question(tmp_path, questionnaire=with_two_ways()) as terminal:
        terminal.ask("1\r", SURE, "the other 6 questions, it stays multichannel", STOP)
        assert OFFER not in terminal.scrollback()
        terminal.ask("n\r", "question 2 of 7", "Your answer:")
        terminal.ask("3\r", "question 3 of 7", "Your answer:")
        terminal.ask("2\r", OFFER, "the other 4 questions, it stays the same", STOP)
        terminal.ask("n\r", "question 4 of 7", "Your answer:")
        for number in (5, 6, 7):
            terminal.ask("3\r", f"question {number} of 7", "Your answer:")
        terminal.ask("3\r", "Number or Enter:")
        told = terminal.scrollback()
        assert (told.count(SURE), told.count(OFFER)) == (1, 1)


def test_who_stops_at_a_certain_strategy_is_not_asked_again(tmp_path: Path) -> None:
    with at_first_question(tmp_path, questionnaire=with_two_ways()) as terminal:
        terminal.ask("1\r", SURE, STOP)
        terminal.ask("y\r", "Number or Enter:")
        terminal.ask("2\r", "q1?", "Your answer:")
        terminal.ask("2\r", "Check your answers", "Number or Enter:")
        terminal.ask("\r", "MULTICHANNEL", "Your answers are in:")
        assert terminal.end() == 0
    assert answers_of(tmp_path) == {"q0", "q1"}


def test_q_at_the_offer_stops_as_anywhere(tmp_path: Path) -> None:
    with at_start(tmp_path) as terminal:
        terminal.ask("1\r", STOP)
        terminal.ask("q\r", "Saved. Continue with: omnicheck ask tea.yaml")
        assert terminal.end() == 130


def test_with_two_questions_left_nothing_is_offered(tmp_path: Path) -> None:
    with at_start(tmp_path, gate=3) as terminal:
        for number in (2, 3, 4):
            terminal.ask("3\r", f"question {number} of 6", "Your answer:")
        terminal.ask("1\r", "question 5 of 6", "Your answer:")
        assert OFFER not in terminal.scrollback()


def test_a_change_in_the_review_that_opens_it_again_asks_the_rest(tmp_path: Path) -> None:
    with at_start(tmp_path) as terminal:
        terminal.ask("1\r", STOP)
        terminal.ask("y\r", "Number or Enter:")
        terminal.ask("2\r", "q1?", "Your answer:")
        terminal.ask("3\r", "Check your answers", "Number or Enter:")
        terminal.ask("1\r", "Your answer now: Option 0", "Your answer:")
        terminal.ask("3\r", "can change the result again", "question 3 of 6", "Your answer:")
    assert answers_of(tmp_path) == {"q0", "q1"}


def test_the_web_shop_may_stop_after_22_of_35_questions_and_the_boutique_not_before_the_end() -> (
    None
):
    assert certain_after("web_shop.yaml") == 22
    assert certain_after("boutique.yaml") == 33


def certain_after(example: str) -> int:
    """How many answers of an example, in the order of the questions, it takes."""
    compiled = load_questionnaire().compiled
    sheet = load_answers(EXAMPLES / example)
    codes = code_row(sheet, compiled)[0]
    assert NOT_ASKED not in codes
    interview = Interview(compiled, sheet)
    found = len(interview.asked)
    while found and interview.certainty is Certainty.PATH:
        found -= 1
        known = {q: sheet.answers[q] for q in interview.asked[:found] if q in sheet.answers}
        interview = Interview(compiled, replace(sheet, answers=known))
    return found + 1

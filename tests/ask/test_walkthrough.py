"""Whole interviews: three owners with three ways of answering, and what they end with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omnicheck.api import load_questionnaire
from omnicheck.choices import Kind
from tests.ask.small import (
    ANSWERS,
    QUESTIONS,
    answer,
    at_first_question,
    passes_the_check,
    resumed,
    saved,
    start,
)
from tests.ask.terminal import CTRL_U, DOWN, Terminal, omnicheck
from tests.cli import program

if TYPE_CHECKING:
    from pathlib import Path

BUNDLED = load_questionnaire().record.questions
SCORES = re.compile(r"\b(points?|score|weight|value|margin)\b|[0-9]+ ?/ ?100|[0-9]+ of 100", re.I)


def begin(folder: Path, *arguments: str, arrows: bool = False) -> Terminal:
    """Come to the first question of the bundled questionnaire, in a new file."""
    terminal = Terminal(omnicheck("ask", *arguments), folder)
    terminal.wait("Your choice:")
    terminal.ask(f"{DOWN}\r" if arrows else "1\r", "Name:")
    terminal.ask("Corner Bakery\r", "Trade:")
    terminal.ask("bakery\r", "File:")
    terminal.ask("\r", "question 1 of 35", "Your answer:")
    return terminal


def pick(number: int, size: int) -> int:
    """The option that the scripted owners choose at this question, from 1."""
    return number % size + 1


def by_number(kind: Kind, choice: int) -> str:
    return f"{choice} {choice + 1}\r" if kind is Kind.SEVERAL else f"{choice}\r"


def by_arrow(kind: Kind, choice: int) -> str:
    return DOWN * choice + (f" {DOWN} \r" if kind is Kind.SEVERAL else "\r")


def walk(terminal: Terminal, *, arrows: bool = False) -> None:
    """Answer every question, accept the review, decline what is offered, and see the result."""
    for number, question in enumerate(BUNDLED, start=1):
        choice = pick(number, max(2, len(question.options)) - (question.kind is Kind.SEVERAL) * 2)
        after = (f"question {number + 1} of 35", "Your answer:")
        last = number == len(BUNDLED)
        keys = (by_arrow if arrows else by_number)(question.kind, choice)
        terminal.ask(keys, *(("Number or Enter:",) if last else after))
    terminal.ask("\r", "Your answers are in:")


def test_three_owners_end_with_the_same_file_and_the_report_of_assess(tmp_path: Path) -> None:
    files = []
    for owner in ("numbers", "arrows", "accessible"):
        folder = tmp_path / owner
        folder.mkdir()
        arguments = ("--accessible",) if owner == "accessible" else ()
        with begin(folder, *arguments, arrows=owner == "arrows") as terminal:
            before = terminal.scrollback()
            walk(terminal, arrows=owner == "arrows")
            assert terminal.end() == 0
            talk = terminal.scrollback().partition("Check your answers")[0]
            assert not SCORES.search(talk[len(before) :].replace("value the", ""))
            assert "b[2J" not in terminal.raw.replace("\x1b", "b")
            last = terminal.scrollback()
        (path,) = folder.glob("*.yaml")
        assert path.name == "corner_bakery.answers.yaml"
        files.append(re.sub(r"answered_on: .*", "", path.read_text(encoding="utf-8")))
        assert_ends_with_verdict_file_and_next_command(last, folder)
    assert files[0] == files[1] == files[2]


def assert_ends_with_verdict_file_and_next_command(last: str, folder: Path) -> None:
    end = [line.strip() for line in last.splitlines() if line.strip()][-7:]
    assert "Confidence:" in end[0]
    assert end[1:] == [
        "Your answers are in:",
        "corner_bakery.answers.yaml",
        "See this again:  omnicheck assess corner_bakery.answers.yaml",
        "Change answers:  omnicheck ask corner_bakery.answers.yaml",
        "A report to keep or to send:",
        "omnicheck assess corner_bakery.answers.yaml -o corner_bakery.html",
    ]
    assert passes_the_check(folder, "corner_bakery.answers.yaml")
    report = program.omnicheck("assess", "corner_bakery.answers.yaml", cwd=folder).stdout
    verdict = [line.strip(" ▌") for line in report.splitlines() if "Confidence:" in line][-1]
    assert verdict.casefold() == end[0].strip(" ▌").casefold()


def test_the_start_says_what_it_is_for_and_how_long_it_takes(tmp_path: Path) -> None:
    with Terminal(omnicheck("ask"), tmp_path) as terminal:
        terminal.wait("Your choice:")
        shown = " ".join(terminal.screen().split())
        assert "Multichannel or omnichannel?" in shown
        assert "12 minutes" in shown
        assert "It helps to have" in shown
        assert "You can stop at any time" in shown
        assert "Nothing leaves this computer." in shown
        assert terminal.line() == "Your choice:"
        terminal.ask("\r", "Type 1 or 2.")
        terminal.send("q\r")
        assert terminal.end() == 130
    assert list(tmp_path.iterdir()) == []


def test_one_question_is_on_the_screen_with_its_place_its_reason_and_its_keys(
    tmp_path: Path,
) -> None:
    with at_first_question(tmp_path) as terminal:
        shown = terminal.screen()
        assert shown.count("What about") == 1
        assert "Section 1 of 2: Trade - question 1 of about 7 - about 2 minutes left" in shown
        assert "Why we ask: Because." in shown
        assert "Hint: Look at visits." in shown
        assert "  2  Every month (example: A barber)" in shown
        assert "s not sure; b back; ? help; q stop" in shown
        answer(terminal, *QUESTIONS[:4])
        shown = terminal.screen()
        assert "Section 2 of 2: Means - question 5 of 7 - about 1 minute left" in shown


def test_a_branch_that_closes_makes_the_total_smaller(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        answer(terminal, *QUESTIONS[:2])
        terminal.ask("n\r", "Section 2 of 2: Means - question 4 of 6", "Your answer:")


def test_optional_is_said_in_words(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        terminal.wait()
        assert "What do you do? (optional)" in terminal.scrollback()
        answer(terminal, *QUESTIONS[:5])
        terminal.ask("1000\r", "What about story? (optional)")
        assert "*" not in terminal.screen()


def test_not_sure_everywhere_ends_provisional(tmp_path: Path) -> None:
    quick = [question for question in BUNDLED if question.quick]
    with Terminal(omnicheck("ask", "--quick", "tea.yaml"), tmp_path) as terminal:
        terminal.wait("Name:")
        terminal.ask("Tea Room\r", "Trade:")
        terminal.ask("\r", "Your answer:")
        for number in range(2, len(quick) + 1):
            terminal.ask("s\r", f"question {number} of {len(quick)}", "Your answer:")
        terminal.ask("s\r", "Number or Enter:")
        assert terminal.screen().count("Not sure") > 10
        terminal.ask("\r", "too little is known", "Confidence: low", "Your answers are in:")
        assert terminal.end() == 0
    report = program.omnicheck("assess", "tea.yaml", "--json", cwd=tmp_path).stdout
    assert '"path": "provisional"' in report or '"id": "provisional"' in report
    assert passes_the_check(tmp_path)


def test_the_answers_that_could_turn_the_result_are_offered_again(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        terminal.ask("1\r", "What about channels?", "Your answer:")
        terminal.ask("s\r", "What about online?", "Your answer:")
        terminal.ask("n\r", "What about mood?", "Your answer:")
        terminal.ask("10\r", "What about sales?", "Your answer:")
        answer(terminal, "sales", "story")
        terminal.ask("\r", "1 answer that you were not sure of could still turn the result:")
        terminal.wait("- channels", "y or n:")
        terminal.ask("what\r", "Type y for yes or n for no.")
        terminal.ask(f"{CTRL_U}y\r", "What about channels?", "Your answer now: Not sure.")
        terminal.wait("Your answer:")
        terminal.ask("1 2 3\r", "Your answers are in:")
        assert terminal.end() == 0
    assert saved(tmp_path)["channels"] == "[shop, phone, web]"


def test_quick_asks_little_and_full_later_only_what_is_missing(tmp_path: Path) -> None:
    with start(tmp_path, "--quick", "tea.yaml") as terminal:
        terminal.wait("Name:")
        terminal.ask("Tea Room\r", "Trade:")
        terminal.ask("\r", "What about visits?", "Your answer:")
        terminal.ask("2\r", "question 2 of 2", "What about online?", "Your answer:")
        terminal.ask("y\r", "Number or Enter:")
        terminal.ask("\r", "All questions:", "omnicheck ask --full tea.yaml")
        assert terminal.end() == 0
    assert "form: quick" in (tmp_path / "tea.yaml").read_text(encoding="utf-8")
    with resumed(tmp_path, "--full") as terminal:
        terminal.wait("Going on with Tea Room: 2 of 7 questions answered.")
        for question in ("channels", "crossing", "mood", "sales", "story"):
            terminal.wait(f"What about {question}?", "Your answer:")
            terminal.send(f"{ANSWERS[question][0]}\r")
        terminal.wait("Number or Enter:")
    assert "form: full" in (tmp_path / "tea.yaml").read_text(encoding="utf-8")
    assert saved(tmp_path) == {name: written for name, (_, written) in ANSWERS.items()}

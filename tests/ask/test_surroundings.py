"""Terminals of every size and skill, other encodings, and no terminal at all."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from tests.ask.small import QUESTIONS, answer, at_first_question, resumed, saved, start
from tests.ask.terminal import DOWN, Terminal, omnicheck
from tests.cli import program

if TYPE_CHECKING:
    from pathlib import Path

COLOUR = re.compile(r"\x1b\[[0-9;]*\b(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])\b[0-9;]*m")
MANY_COLOURS = re.compile(r"\x1b\[[0-9;]*\b[34]8;[25]\b")


def whole_interview(terminal: Terminal) -> str:
    """Answer everything, and return all that the program wrote."""
    answer(terminal, *QUESTIONS)
    terminal.ask("\r", "Your answers are in:")
    assert terminal.end() == 0
    return terminal.raw


def test_without_a_terminal_it_ends_at_once_and_names_the_other_way(tmp_path: Path) -> None:
    began = time.monotonic()
    for arguments in ((), ("tea.yaml",), ("--accessible",)):
        done = program.omnicheck("ask", *arguments, cwd=tmp_path)
        assert done.returncode == 2
        assert done.stdout == ""
        assert "omnicheck template > my_business.yaml" in done.stderr
        assert "omnicheck assess my_business.yaml" in done.stderr
    assert time.monotonic() - began < 30
    assert list(tmp_path.iterdir()) == []


def test_colours_are_few_and_mean_nothing_alone(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        terminal.send(DOWN)
        terminal.see("> 1  Once a year")
        assert COLOUR.search(terminal.raw)
        terminal.send("\r")
        terminal.wait("What about channels?", "Your answer:")
        answer(terminal, *QUESTIONS[1:])
        assert not MANY_COLOURS.search(terminal.raw)


@pytest.mark.parametrize(
    ("env", "arguments"),
    [({"NO_COLOR": "1"}, ()), ({}, ("--no-color",))],
    ids=["variable", "option"],
)
def test_no_color_leaves_no_colour(
    env: dict[str, str], arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with at_first_question(tmp_path, *arguments, env=env) as terminal:
        terminal.send(DOWN)
        terminal.see("> 1  Once a year")
        terminal.send("\x15")
        assert not COLOUR.search(whole_interview(terminal))


@pytest.mark.parametrize(("rows", "columns"), [(20, 40), (24, 80), (24, 20)])
def test_the_question_its_answers_and_the_line_are_on_one_screen(
    rows: int, columns: int, tmp_path: Path
) -> None:
    with at_first_question(tmp_path, rows=rows, columns=columns) as terminal:
        for question in QUESTIONS:
            shown = " ".join(terminal.screen().split())
            assert f"What about {question}?" in shown
            assert terminal.line() == "Your answer:"
            if question == "channels":
                assert "None of these" in shown
            answer(terminal, question)
        assert " ".join(terminal.screen().split()).endswith("Number or Enter:")


@pytest.mark.parametrize(("rows", "columns"), [(24, 80), (30, 40), (20, 40)])
def test_sixteen_boxes_fit_or_fall_back_to_what_is_chosen(
    rows: int, columns: int, tmp_path: Path
) -> None:
    example = (program.EXAMPLES / "corner_bakery.yaml").read_text(encoding="utf-8")
    without = re.sub(r"^  channels:.*\n(?:  - .*\n|    .*\n)*", "", example, flags=re.MULTILINE)
    (tmp_path / "tea.yaml").write_text(without, encoding="utf-8")
    with resumed(tmp_path, rows=rows, columns=columns) as terminal:
        terminal.wait("Your answer:")
        terminal.send(f"{DOWN}{DOWN} {DOWN}{DOWN} ")
        terminal.see("Your answer: 2 4")
        shown = " ".join(terminal.screen().split())
        assert "Through which of these channels do you and your customers both talk" in shown
        assert "2 [x] Phone calls" in shown
        assert "> 4 [x] Form on your website" in shown
        if columns == 80:
            assert "1 [ ] Shop" in shown
            assert "16 [ ] None of these" in shown
        terminal.ask("\r", "Channels in use: Phone calls; Form on your website")


@pytest.mark.parametrize(
    ("env", "arguments"),
    [
        ({"LC_ALL": "C"}, ()),
        ({"PYTHONIOENCODING": "cp1252"}, ()),
        ({"PYTHONIOENCODING": "ascii"}, ()),
        ({"PYTHONIOENCODING": "ascii"}, ("--accessible",)),
    ],
    ids=["C", "cp1252", "ascii", "accessible"],
)
def test_no_encoding_stops_the_interview(
    env: dict[str, str], arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with at_first_question(tmp_path, *arguments, env=env) as terminal:
        answer(terminal, *QUESTIONS[:5])
        terminal.ask("1000\r", "What about story?", "Your answer:")
        terminal.ask("caf\u00e9 \u65e5\r", "Number or Enter:")
        terminal.ask("\r", "Your answers are in:")
        assert terminal.end() == 0
        assert "\\u" not in terminal.raw
        assert "Error" not in terminal.raw
    assert saved(tmp_path)["story"].startswith('"caf')


def test_a_faulty_file_is_told_with_its_line_before_anything_is_asked(tmp_path: Path) -> None:
    text = "questionnaire: channel_strategy\nbusiness: {name: Tea}\nanswers:\n  channnels: [shop]\n"
    (tmp_path / "tea.yaml").write_text(text, encoding="utf-8")
    with resumed(tmp_path) as terminal:
        terminal.wait("tea.yaml:4:3:", "Did you mean channels?")
        assert terminal.end() == 2
    assert (tmp_path / "tea.yaml").read_text(encoding="utf-8") == text


def test_the_name_that_is_needed_is_asked_for_kindly(tmp_path: Path) -> None:
    with start(tmp_path, "--full") as terminal:
        terminal.wait("Name:")
        terminal.ask("  \r", "Type a name. It stands on the report, and any name will do.")


def test_the_help_of_ask_opens_with_examples() -> None:
    done = program.omnicheck("ask", "--help")
    assert done.stdout.index("omnicheck ask --quick") < done.stdout.index("Usage:")
    assert omnicheck("ask")[-1] == "ask"

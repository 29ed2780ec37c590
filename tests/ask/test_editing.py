"""Answering: keys, mistakes, the way back, help, pasting, and the review."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.ask.small import QUESTIONS, answer, at_first_question, saved, start
from tests.ask.terminal import (
    BACKSPACE,
    CTRL_U,
    DOWN,
    LEFT,
    PASTE,
    PASTE_END,
    RIGHT,
    UP,
    Terminal,
    omnicheck,
)

if TYPE_CHECKING:
    from pathlib import Path

BOTH = pytest.mark.parametrize("arguments", [(), ("--accessible",)], ids=["arrows", "accessible"])
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def named(folder: Path, name: str, *arguments: str) -> Terminal:
    """Give a name, and come to where the file is proposed."""
    terminal = start(folder, "--full", *arguments)
    terminal.wait("Name:")
    terminal.ask(f"{name}\r", "Trade:")
    terminal.ask("\r", "File:")
    return terminal


@BOTH
def test_enter_alone_asks_again_at_every_question(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with at_first_question(tmp_path, *arguments) as terminal:
        for question in QUESTIONS:
            asked = terminal.screen().rpartition("What about")[2]
            assert "[x]" not in asked
            assert "\n> " not in asked
            terminal.ask("\r", "s for not sure.")
            assert question not in saved(tmp_path)
            answer(terminal, question)


def test_arrows_choose_and_their_number_can_be_seen(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        terminal.send(DOWN)
        terminal.see("> 1  Once a year")
        terminal.send(DOWN)
        terminal.see("> 2  Every month")
        assert terminal.line() == "Your answer: 2"
        terminal.ask(f"{UP}{UP}\r", "What about channels?", "Your answer:")
        assert saved(tmp_path) == {"visits": "daily"}
        terminal.send(f"{DOWN} {DOWN}{DOWN} ")
        terminal.see("> 3  [x] Web shop")
        assert "  1  [x] Shop" in terminal.screen()
        terminal.send(f"{DOWN} ")
        terminal.see("> 4  [x] None of these")
        assert "  1  [ ] Shop" in terminal.screen()
        terminal.ask("\r", "What about online?", "Your answer:")
        terminal.ask(f"{DOWN}{DOWN}\r", "What about mood?")
    assert saved(tmp_path) == {"visits": "daily", "channels": "[none]", "online": "no"}


def test_a_mistake_keeps_what_was_typed_and_shows_the_list_once(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        terminal.ask("9\r", "There is no answer 9 here. Type a number from 1 to 3")
        terminal.see("Your answer: 9")
        assert terminal.line() == "Your answer: 9"
        assert terminal.scrollback().count("Once a year") == 1
        terminal.ask(f"{BACKSPACE}2\r", "What about channels?")
    assert saved(tmp_path) == {"visits": "often"}


def test_a_mistake_in_plain_lines_names_what_was_typed_and_asks_again(tmp_path: Path) -> None:
    with at_first_question(tmp_path, "--accessible") as terminal:
        terminal.ask("9\r", "There is no answer 9 here.", "Your answer:")
        assert terminal.scrollback().count("Once a year") == 1
        terminal.ask("2\r", "What about channels?")


@BOTH
def test_arrow_keys_never_end_in_stored_text(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with at_first_question(tmp_path, *arguments) as terminal:
        answer(terminal, *QUESTIONS[:6])
        terminal.ask(f"ab{LEFT}{LEFT}{RIGHT}{UP}{DOWN}X\x1bOP\r", "Number or Enter:")
    text = (tmp_path / "tea.yaml").read_text(encoding="utf-8")
    assert not CONTROLS.search(text)
    assert "\\u" not in text
    assert saved(tmp_path)["story"].startswith('"a')
    assert "X" in saved(tmp_path)["story"]


@pytest.mark.parametrize(
    ("arguments", "bracketed"),
    [((), True), ((), False), (("--accessible",), False)],
    ids=["bracketed", "bare", "accessible"],
)
def test_one_paste_of_many_lines_fills_one_answer(
    arguments: tuple[str, ...], bracketed: bool, tmp_path: Path
) -> None:
    words = [f"line {number}" for number in range(120)]
    on, off = (PASTE, PASTE_END) if bracketed else ("", "")
    with at_first_question(tmp_path, *arguments) as terminal:
        answer(terminal, *QUESTIONS[:6])
        terminal.send(on + "\r".join(words) + off + "\r")
        terminal.wait("Number or Enter:")
        assert terminal.line() == "Number or Enter:"
    assert saved(tmp_path)["story"] == f'"{" ".join(words)}"'


@BOTH
def test_a_paste_at_a_list_answers_one_question_at_most(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with at_first_question(tmp_path, *arguments) as terminal:
        terminal.send("2\r1\r1\r1\r")
        terminal.wait("What about channels?" if not arguments else "Type a number", "Your answer:")
        assert set(saved(tmp_path)) <= {"visits"}


@BOTH
def test_back_from_every_question_shows_the_earlier_answer(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with at_first_question(tmp_path, *arguments) as terminal:
        terminal.ask("b\r", "This is the first question.", "What about visits?", "Your answer:")
        answer(terminal, *QUESTIONS[:6])
        before = saved(tmp_path)
        for question in reversed(QUESTIONS[:6]):
            terminal.ask("b\r", f"What about {question}?", "Your answer now:", "Enter keeps it.")
            terminal.wait("Your answer:")
        terminal.ask("\r", "What about story?", "Your answer:")
        assert saved(tmp_path) == before


@BOTH
def test_help_explains_and_the_question_can_be_seen_again(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with at_first_question(tmp_path, *arguments) as terminal:
        terminal.ask("?\r", "Because.", "Look at visits.", "s: not sure.", "q: stop.")
        terminal.wait("Enter to see the question again:")
        terminal.ask("\r", "What about visits?", "Every month", "Your answer:")
        terminal.ask("?\r", "Enter to see the question again:")
        terminal.ask("9\r", "There is no answer 9 here.")
        terminal.ask(f"{CTRL_U}2\r", "What about channels?", "Your answer:")
        terminal.ask("?\r", "Put n before the number")
    assert saved(tmp_path) == {"visits": "often"}


def test_the_review_lists_all_and_a_change_asks_only_what_it_opens(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        answer(terminal, *QUESTIONS[:2])
        terminal.ask("n\r", "What about mood?", "Your answer:")
        answer(terminal, *QUESTIONS[4:])
        shown = terminal.screen()
        assert "Trade\n   1  visits: Every month\n   2  channels: Shop; Web shop\n" in shown
        assert (
            "Means\n   4  mood: 7\n   5  sales: 5,000 pounds a week\n   6  story: We bake" in shown
        )
        assert "crossing" not in shown
        terminal.ask("9\r", "Type a number from 1 to 6")
        terminal.ask(f"{CTRL_U}3\r", "What about online?", "Your answer now: No.", "Your answer:")
        terminal.ask("y\r", "What about crossing?", "Your answer:")
        terminal.ask("1\r", "Check your answers", "4 crossing: Option 0", "Number or Enter:")
        opened = saved(tmp_path)
        terminal.ask("3\r", "What about online?", "Your answer:")
        terminal.ask("n\r", "Check your answers", "Number or Enter:")
        assert "crossing" not in terminal.screen()
        assert saved(tmp_path) == opened | {"online": "no"}
        terminal.ask("3\r", "What about online?", "Your answer:")
        terminal.ask("y\r", "4 crossing: Option 0", "Number or Enter:")
        terminal.ask("5\r", "What about mood?", "Your answer:")
        terminal.ask("b\r", "Check your answers", "5 mood: 7", "Number or Enter:")
    assert saved(tmp_path) == opened


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("[/]", "business.answers.yaml"),
        ("../../evil", "evil.answers.yaml"),
        ("日本 茶", "日本_茶.answers.yaml"),
        ("A" * 200, "a" * 60 + ".answers.yaml"),
    ],
)
def test_a_strange_name_is_just_a_name(name: str, file: str, tmp_path: Path) -> None:
    folder = tmp_path / "inner" / "most"
    folder.mkdir(parents=True)
    with named(folder, name) as terminal:
        terminal.ask("\r", "question 1 of", "Your answer:")
        terminal.ask("q\r", "Saved. Continue with: omnicheck ask")
        assert terminal.end() == 130
    assert {path.name for path in tmp_path.rglob("*.yaml")} == {file, "small.yaml"}
    assert f'  name: "{name}"\n' in (folder / file).read_text(encoding="utf-8")


@BOTH
def test_control_characters_in_a_name_reach_neither_file_nor_screen(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with named(tmp_path, "a\x1b]52;c;ZXZpbA==\x07b", *arguments) as terminal:
        terminal.ask("x.yaml\r", "question 1 of", "Your answer:")
        assert "]52;" not in terminal.raw.replace("^[", "\x1b").partition("Every answer")[2]
    assert not CONTROLS.search((tmp_path / "x.yaml").read_text(encoding="utf-8"))


def test_a_bytes_that_are_no_text_do_not_end_the_program(tmp_path: Path) -> None:
    with at_first_question(tmp_path, "--accessible") as terminal:
        answer(terminal, *QUESTIONS[:6])
        terminal.child.send(b"caf\xe9\r")
        terminal.wait("Number or Enter:")
    assert saved(tmp_path)["story"].startswith('"caf')


def test_words_on_the_screen_are_kind_and_plain(tmp_path: Path) -> None:
    unkind = re.compile(
        r"\b(invalid|illegal|forgot|please|sorry|oops|required field|error)\b", re.I
    )
    with Terminal(omnicheck("ask", "--quick"), tmp_path) as terminal:
        terminal.wait("Name:")
        terminal.ask("\r", "Type a name.")
        terminal.ask("Tea\r", "Trade:")
        terminal.ask("\r", "File:")
        terminal.ask("\r", "Your answer:")
        terminal.ask("99\r", "no answer 99")
        terminal.ask(f"{CTRL_U}?\r", "see the question again:")
        assert not unkind.search(terminal.scrollback())


def test_a_name_that_is_too_long_is_asked_for_again_and_never_cut(tmp_path: Path) -> None:
    with start(tmp_path, "--full", "--accessible") as terminal:
        terminal.wait("Name:")
        terminal.ask("A" * 201 + "\r", "Use at most 200 characters.", "Name:")
        terminal.ask("Ana\r", "Trade:")

"""However the interview ends, the answers are on file, and the terminal is as it was."""

from __future__ import annotations

import shlex
import signal
from typing import TYPE_CHECKING

import pytest

from tests.ask.small import QUESTIONS, answer, at_first_question, resumed, saved, start
from tests.ask.terminal import CTRL_C, CTRL_D, CTRL_Z, Terminal, omnicheck

if TYPE_CHECKING:
    from pathlib import Path

SAVED = "Saved. Continue with: omnicheck ask tea.yaml"
BOTH = pytest.mark.parametrize("arguments", [(), ("--accessible",)], ids=["arrows", "accessible"])


def test_ctrl_c_at_every_kind_of_question_says_how_to_go_on(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        terminal.ask(CTRL_C, SAVED)
        assert terminal.end() == 130
    for done, question in enumerate(QUESTIONS[:-1], start=1):
        with resumed(tmp_path) as terminal:
            terminal.wait("Your answer:")
            answer(terminal, question)
            terminal.ask(CTRL_C, SAVED)
            assert terminal.end() == 130
            assert terminal.scrollback().count("Saved.") == 1
            assert "Traceback" not in terminal.raw
        assert list(saved(tmp_path)) == list(QUESTIONS[:done])


def test_ctrl_d_ctrl_c_and_q_stop_alike_at_the_review_and_in_help(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        terminal.ask("?\r", "see the question again:")
        terminal.ask("q\r", SAVED)
        assert terminal.end() == 130
    with resumed(tmp_path) as terminal:
        terminal.wait("Your answer:")
        answer(terminal, *QUESTIONS)
        terminal.ask("q\r", SAVED)
        assert terminal.end() == 130
    for keys in (CTRL_C, CTRL_D):
        with resumed(tmp_path) as terminal:
            terminal.wait("Number or Enter:")
            terminal.ask(keys, SAVED)
            assert terminal.end() == 130


def test_stopping_before_the_first_question_writes_nothing(tmp_path: Path) -> None:
    with start(tmp_path, "--full") as terminal:
        terminal.wait("Name:")
        terminal.ask(CTRL_C, "Stopped before the first question. Nothing was written.")
        assert terminal.end() == 130
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]


@BOTH
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_polite_kill_saves_and_tells(
    arguments: tuple[str, ...], number: signal.Signals, tmp_path: Path
) -> None:
    with at_first_question(tmp_path, *arguments) as terminal:
        answer(terminal, *QUESTIONS[:2])
        terminal.signal(number)
        terminal.wait(SAVED)
        assert terminal.end() == 128 + number
        assert "Traceback" not in terminal.raw
    assert list(saved(tmp_path)) == list(QUESTIONS[:2])


@BOTH
def test_a_closed_terminal_loses_nothing(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with at_first_question(tmp_path, *arguments) as terminal:
        answer(terminal, *QUESTIONS[:2])
        assert terminal.hang_up() == 128 + signal.SIGHUP
    assert list(saved(tmp_path)) == list(QUESTIONS[:2])
    with resumed(tmp_path) as terminal:
        terminal.wait("What about online?")


def in_a_shell(folder: Path, *arguments: str) -> Terminal:
    """Start the interview from an interactive shell that tells how the terminal is set."""
    shell = ["bash", "--noediting", "--norc", "--noprofile", "-i"]
    terminal = Terminal(shell, folder, env={"PS1": "shell> "})
    terminal.wait("shell>")
    terminal.ask("stty -g > before; echo ok\r", "ok shell>")
    terminal.ask(f"{shlex.join(omnicheck('ask', *arguments, 'tea.yaml'))}\r", "Your answer:")
    return terminal


def same_settings(terminal: Terminal, folder: Path) -> bool:
    terminal.ask("stty -g > after; echo o''k\r", "ok shell>")
    return (folder / "before").read_text() == (folder / "after").read_text()


@BOTH
@pytest.mark.parametrize("how", ["ctrl-c", "term", "ctrl-z"])
def test_the_terminal_is_left_as_it_was(
    arguments: tuple[str, ...], how: str, tmp_path: Path
) -> None:
    with at_first_question(tmp_path) as terminal:
        answer(terminal, "visits")
    with in_a_shell(tmp_path, *arguments) as terminal:
        match how:
            case "ctrl-c":
                terminal.ask(CTRL_C, SAVED, "shell>")
                terminal.ask("echo code $?\r", "code 130", "shell>")
            case "term":
                terminal.send("1 3")
                terminal.see("1 3")
                kill_the_program(tmp_path)
                terminal.wait(SAVED, "shell>")
                terminal.ask("echo code $?\r", "code 143", "shell>")
            case _:
                terminal.ask(CTRL_Z, "Stopped", "shell>")
                assert same_settings(terminal, tmp_path)
                terminal.send("fg\r")
                terminal.wait("omnicheck")
                terminal.send("1 3\r")
                terminal.wait("What about online?", "Your answer:")
                terminal.ask(CTRL_C, SAVED, "shell>")
                assert list(saved(tmp_path)) == ["visits", "channels"]
        assert same_settings(terminal, tmp_path)


def kill_the_program(folder: Path) -> None:
    """Send SIGTERM to the interview that runs in this folder."""
    import os
    from pathlib import Path as System

    for process in System("/proc").iterdir():
        if process.name.isdigit():
            try:
                command = (process / "cmdline").read_bytes()
                here = (process / "cwd").readlink()
            except OSError:
                continue
            if here == folder and b"omnicheck\0ask" in command:
                os.kill(int(process.name), signal.SIGTERM)

"""Nothing is ever lost: answers are on file at once, whatever happens to the program or the disk."""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

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
from tests.ask.terminal import CTRL_U, Terminal, omnicheck

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_a_kill_after_each_answer_loses_nothing(tmp_path: Path) -> None:
    terminal = at_first_question(tmp_path)
    for done, question in enumerate(QUESTIONS, start=1):
        answer(terminal, question)
        terminal.signal(signal.SIGKILL)
        assert terminal.end() == -signal.SIGKILL
        assert list(saved(tmp_path)) == list(QUESTIONS[:done])
        terminal = resumed(tmp_path)
        terminal.wait(f"Going on with Tea Room: {done} of 7 questions answered.")
        if done < len(QUESTIONS):
            terminal.wait(f"What about {QUESTIONS[done]}?", "Your answer:")
    with terminal:
        terminal.wait("Number or Enter:")
    assert saved(tmp_path) == {name: written for name, (_, written) in ANSWERS.items()}
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []
    assert passes_the_check(tmp_path)


@pytest.mark.parametrize("seed", range(2))
def test_a_kill_at_a_random_moment_leaves_the_old_or_the_new_file(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311
    with at_first_question(tmp_path) as terminal:
        upto = chance.randint(0, 3)
        answer(terminal, *QUESTIONS[:upto])
        terminal.send(f"{ANSWERS[QUESTIONS[upto]][0]}\r")
        time.sleep(chance.random() * 0.03)  # the moment itself is what varies here
        terminal.signal(signal.SIGKILL)
        terminal.end()
    assert list(saved(tmp_path)) in (list(QUESTIONS[:upto]), list(QUESTIONS[: upto + 1]))
    assert passes_the_check(tmp_path)


def test_the_file_is_readable_by_its_owner_only_and_its_place_is_told(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        assert "Every answer is saved at once in tea.yaml." in terminal.scrollback()
    assert stat.S_IMODE((tmp_path / "tea.yaml").stat().st_mode) == 0o600
    text = (tmp_path / "tea.yaml").read_text(encoding="utf-8")
    assert "  # What about visits?\n" in text


def test_a_file_of_another_business_is_never_overwritten(tmp_path: Path) -> None:
    others = {
        "tea_room.answers.yaml": "business: {name: Another}\nquestionnaire: small.yaml\nanswers: {}\n",
        "tea_room-2.answers.yaml": "not: [yaml",
        "notes.yaml": "shopping: list\n",
    }
    for name, text in others.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with start(tmp_path, "--full") as terminal:
        terminal.wait("Name:")
        terminal.ask("Tea Room\r", "Trade:")
        terminal.ask("\r", "Enter alone takes: tea_room-3.answers.yaml", "File:")
        for typed, says in {
            "notes.yaml": "notes.yaml belongs to something else.",
            "notes": "notes belongs to something else.",
            "/": "/ belongs to something else.",
            "~nobody-such/x": "~nobody-such/x belongs to something else.",
            "no/such/folder": "There is no such folder.",
            "x" * 270: "too long",
        }.items():
            terminal.send(f"{CTRL_U}{typed}\r")
            terminal.see(says)
        terminal.ask(f"{CTRL_U}\r", "saved at once in tea_room-3.answers.yaml", "Your answer:")
    for name, text in others.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text


def test_the_same_business_goes_on_with_its_own_file(tmp_path: Path) -> None:
    for count in range(2):
        with start(tmp_path, "--full") as terminal:
            terminal.wait("Name:")
            terminal.ask("Tea Room\r", "Trade:")
            terminal.ask(
                "\r", "You have begun already." if count else "Enter alone takes:", "File:"
            )
            terminal.ask("\r", "What about channels?" if count else "What about visits?")
            terminal.wait("Your answer:")
            if not count:
                answer(terminal, "visits")


def test_comments_of_ones_own_stay_in_the_file(tmp_path: Path) -> None:
    with at_first_question(tmp_path) as terminal:
        answer(terminal, "visits")
    path = tmp_path / "tea.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# ask Mary about May\n", encoding="utf-8")
    with resumed(tmp_path) as terminal:
        terminal.wait("What about channels?", "Your answer:")
        answer(terminal, "channels")
    assert "# ask Mary about May" in path.read_text(encoding="utf-8")


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    """A little disk in memory; skips where it cannot be mounted."""
    folder.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", options, "tmpfs", folder], capture_output=True, check=False
    )
    if not done or done.returncode:
        pytest.skip("a small disk can only be mounted as root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)  # noqa: S607


def test_a_full_disk_is_found_before_the_first_question(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        with Terminal(omnicheck("ask", "tea.yaml"), disk) as terminal:
            terminal.wait("The disk is full.", "Free some space")
            assert terminal.end() == 2
            assert "Name:" not in terminal.raw
        assert list(disk.iterdir()) == []


def test_a_disk_that_fills_up_keeps_the_old_file_and_the_answer_on_the_screen(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disk", "size=400k") as disk:
        with at_first_question(disk) as terminal:
            answer(terminal, "visits")
            room = os.statvfs(disk)
            (disk / "ballast").write_bytes(bytes(room.f_bavail * room.f_frsize))
            terminal.ask("1 3\r", "The disk is full.", "Press Enter to try saving again:")
            assert list(saved(disk)) == ["visits"]
            (disk / "ballast").unlink()
            terminal.ask("\r", "What about online?", "Your answer:")
            assert list(saved(disk)) == ["visits", "channels"]
            (disk / "ballast").write_bytes(bytes(os.statvfs(disk).f_bavail * room.f_frsize))
            terminal.ask("y\r", "Press Enter to try saving again:")
            terminal.ask("\x03", "The last answer is not saved. Continue with:")
            assert terminal.end() == 130
        assert list(saved(disk)) == ["visits", "channels"]


def test_a_folder_that_cannot_be_written_to_is_found_before_the_first_question(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "disk", "size=400k") as disk:
        with at_first_question(disk) as terminal:
            answer(terminal, "visits")
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)  # noqa: S607
        for arguments in (("new.yaml",), ("tea.yaml",), ()):
            with Terminal(omnicheck("ask", *arguments), disk) as terminal:
                terminal.wait("This folder cannot be written to.", "Choose another folder.")
                assert terminal.end() == 2
                assert "Name:" not in terminal.raw


def test_a_folder_that_is_not_there_is_found_before_the_first_question(tmp_path: Path) -> None:
    with Terminal(omnicheck("ask", "none/tea.yaml"), tmp_path) as terminal:
        terminal.wait("There is no such folder.")
        assert terminal.end() == 2

"""For screen readers and simple terminals: plain numbered lines, nothing redrawn, nothing drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.ask.small import QUESTIONS, answer, at_first_question, saved

if TYPE_CHECKING:
    from pathlib import Path

DRAWN = re.compile(r"[\u2500-\u259f\u2800-\u28ff]")


@pytest.mark.parametrize(
    ("env", "arguments"),
    [
        ({}, ("--accessible",)),
        ({"ACCESSIBLE": "1"}, ()),
        ({"TERM": "dumb"}, ()),
    ],
    ids=["option", "variable", "dumb"],
)
def test_no_escape_sequence_and_no_box_from_start_to_end(
    env: dict[str, str], arguments: tuple[str, ...], tmp_path: Path
) -> None:
    with at_first_question(tmp_path, *arguments, env=env) as terminal:
        shown = terminal.screen()
        assert "  2  Every month (example: A barber)" in shown
        assert "A number, then Enter; s not sure; b back; ? help; q stop" in shown
        assert "arrow" not in shown
        terminal.ask("9\r", "There is no answer 9 here.", "Your answer:")
        answer(terminal, *QUESTIONS)
        terminal.ask("\r", "Your answers are in:")
        assert terminal.end() == 0
    assert "\x1b" not in terminal.raw
    if env.get("TERM") is None:
        assert not DRAWN.search(terminal.raw)
    assert len(saved(tmp_path)) == len(QUESTIONS)


@pytest.mark.parametrize("off", ["0", "false"])
def test_accessible_can_be_switched_off(off: str, tmp_path: Path) -> None:
    with at_first_question(tmp_path, env={"ACCESSIBLE": off}) as terminal:
        assert "or the arrow keys" in terminal.screen()

"""A questionnaire with one question of each kind, and ways to start the interview with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.ask.terminal import Terminal, omnicheck
from tests.cli import program
from tests.factories import make_question, plain_questionnaire

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_VISITS = {
    "rare": {"text": "Once a year", "value": 0},
    "often": {"text": "Every month", "value": 50, "example": "A barber"},
    "daily": {"text": "Every day", "value": 100, "example": "A café"},
}
_CHANNELS = {
    "shop": {"text": "Shop", "value": 0},
    "phone": {"text": "Phone calls", "value": 0, "may_not_apply": True},
    "web": {"text": "Web shop", "value": 0},
    "none": {"text": "None of these", "value": 0, "exclusive": True},
}
_BANDS = [{"from": "0", "value": "0"}, {"from": "1000", "value": "100"}]
#: Its questions in order, and for each an answer by number, as it then stands in the file.
ANSWERS = {
    "visits": ("2", "often"),
    "channels": ("1 3", "[shop, web]"),
    "online": ("y", "yes"),
    "crossing": ("1", "o0"),
    "mood": ("7", "7"),
    "sales": ("£5k", "5000"),
    "story": ("We bake", '"We bake"'),
}
QUESTIONS = tuple(ANSWERS)
QUICK = ("visits", "online")


def small_questionnaire() -> dict[str, Any]:
    """The questionnaire as plain data."""
    questions = [
        make_question("visits", factor="f", section="trade", quick=True, options=_VISITS),
        make_question(
            "channels", kind="several", factor="f", section="trade", score="share", options=_CHANNELS
        ),
        make_question(
            "online", kind="yes_no", factor="f", section="trade", quick=True, not_applicable=True,
        ),
        make_question("crossing", factor="f", section="trade", when="online == yes"),
        make_question(
            "mood", kind="scale", factor="f", section="means",
            scale={"from": 0, "to": 10, "low": "bad", "high": "good"},
        ),
        make_question(
            "sales", kind="number", factor="f", section="means", unit="pounds a week",
            minimum=0, maximum=100_000, bands=_BANDS,
        ),
        make_question("story", kind="text", section="means"),
    ]  # fmt: skip
    for question in questions:
        question |= {"ask": f"What about {question['id']}?", "help": f"Look at {question['id']}."}
    sections = [{"id": "trade", "title": "Trade"}, {"id": "means", "title": "Means"}]
    return plain_questionnaire(
        questions, {"f": 50}, sections=sections, minutes={"full": 2, "quick": 1}
    )


def start(
    folder: Path,
    *arguments: str,
    questionnaire: Mapping[str, Any] | None = None,
    **around: Any,
) -> Terminal:
    """Start the interview with the small questionnaire in a folder."""
    path = folder / "small.yaml"
    if not path.exists():
        path.write_text(json.dumps(questionnaire or small_questionnaire()), encoding="utf-8")
    return Terminal(omnicheck("ask", "-q", "small.yaml", *arguments), folder, **around)


def at_first_question(folder: Path, *arguments: str, **around: Any) -> Terminal:
    """Start a full interview of "Tea Room" in tea.yaml, and come to its first question."""
    terminal = start(folder, "--full", *arguments, "tea.yaml", **around)
    terminal.wait("Name:")
    terminal.ask("Tea Room\r", "Trade:")
    terminal.ask("\r", "question 1 of", "Your answer:")
    return terminal


def answer(terminal: Terminal, *questions: str) -> None:
    """Give these questions, the next ones asked, their usual answers."""
    for question in questions:
        terminal.send(f"{ANSWERS[question][0]}\r")
        last = question == QUESTIONS[-1]
        if last:
            terminal.wait("Number or Enter:")
        else:
            after = QUESTIONS[QUESTIONS.index(question) + 1]
            terminal.wait(f"What about {after}?", "Your answer:")


def resumed(folder: Path, *arguments: str, **around: Any) -> Terminal:
    """Go on with tea.yaml."""
    return Terminal(omnicheck("ask", "tea.yaml", *arguments), folder, **around)


def saved(folder: Path, file: str = "tea.yaml") -> dict[str, str]:
    """The answers in a file as they are written there."""
    text = (folder / file).read_text(encoding="utf-8")
    found = {}
    for line in text.splitlines():
        name, colon, value = line.strip().partition(":")
        if colon and name in ANSWERS and value.strip():
            found[name] = value.strip()
    return found


def passes_the_check(folder: Path, file: str = "tea.yaml") -> bool:
    """Whether `omnicheck check` finds nothing to say about a file."""
    return program.omnicheck("check", file, cwd=folder).returncode == 0

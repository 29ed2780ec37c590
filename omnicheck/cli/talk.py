"""Asking at the terminal: with a list that moves under the arrow keys, or in plain lines.

Both hand back the line that was typed and nothing else; what it means is decided in one place.
"""

from __future__ import annotations

import io
import os
import select
import sys
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from omnicheck.cli.layout import filled, reading_width
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: Lines that come in within this many seconds of a first one were pasted with it.
_PASTE_SECONDS = 0.05


def _nothing_amiss(_typed: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing asked: its choices, if it has any, and the line for the answer."""

    label: str
    choices: tuple[str, ...] = ()
    brief: tuple[str, ...] = ()
    """The choices without their examples, for a screen on which these leave no room."""
    is_short: bool = False
    """Whether it leaves out a list that stands further up; an empty line asks for the list."""
    several: bool = False
    alone: frozenset[int] = frozenset()
    """The numbers of choices that are ticked alone."""
    hint: str = ""
    reminder: str = ""
    """The question, to be shown again where the list would push it off the screen."""
    notes: tuple[str, ...] = ()
    """The paragraphs that were shown between the question and the list."""
    amiss: Callable[[str], str] = _nothing_amiss
    """Says why a line cannot be taken, and what could be; empty when it can."""


class Tone(Enum):
    """What a paragraph is for; where nothing can be styled, all read alike."""

    HEADING = auto()
    QUESTION = auto()
    NORMAL = auto()
    QUIET = auto()
    MISFIT = auto()


class Talk(Protocol):
    """A way of asking."""

    @property
    def has_arrows(self) -> bool:
        """Whether the arrow keys choose from a list."""

    def say(self, text: str = "", tone: Tone = Tone.NORMAL, lead: str = "") -> None:
        """Show a paragraph; a lead stands before its first line, and sets in the others."""

    def ask(self, prompt: Prompt) -> str:
        """Return a line with nothing amiss; raises KeyboardInterrupt or EOFError to stop."""


def numbered(choices: Sequence[str], width: int) -> list[str]:
    """Return choices as a numbered list."""
    digits = len(str(len(choices)))
    lines = []
    for number, choice in enumerate(choices, start=1):
        lead = f"  {number:>{digits}}  "
        lines.append(filled(clean(choice), width, lead, " " * len(lead)))
    return lines


@dataclass
class PlainTalk:
    """Numbered lists and typed lines: for screen readers and simple terminals."""

    has_arrows = False

    def __post_init__(self) -> None:
        """Give the line editing keys, without a history and without sequences of its own."""
        if isinstance(sys.stdin, io.TextIOWrapper):
            # Bytes that are no text, such as an accent from an old terminal, must not end the program.
            sys.stdin.reconfigure(errors="replace")
        try:
            import readline
        except ImportError:  # not on Windows, whose console edits lines itself
            return
        readline.set_auto_history(False)
        readline.parse_and_bind("set enable-bracketed-paste off")

    def say(self, text: str = "", tone: Tone = Tone.NORMAL, lead: str = "") -> None:
        """Show a paragraph; in plain lines every tone is the same."""
        del tone
        _write(filled(clean(text), reading_width(), lead, " " * len(lead)))

    def ask(self, prompt: Prompt) -> str:
        """Show the choices once, and read lines until nothing is amiss with one."""
        width = reading_width()
        for line in numbered(prompt.choices, width):
            _write(line)
        if prompt.hint:
            _write(filled(prompt.hint, width))
        while True:
            typed = self._line(prompt.label)
            if not (amiss := prompt.amiss(typed)):
                return typed
            self.say(amiss)

    def _line(self, label: str) -> str:
        """Read one line; a text pasted in many lines is one answer."""
        lines = [input(f"{label} ")]
        while _more_is_waiting():
            lines.append(input())
        return " ".join(" ".join(lines).split())


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _more_is_waiting() -> bool:
    if os.name != "posix":
        return False
    return bool(select.select([sys.stdin], [], [], _PASTE_SECONDS)[0])


def can_move_the_cursor(environment: Mapping[str, str]) -> bool:
    """Whether the terminal can redraw a list in place."""
    return environment.get("TERM", "") not in ("", "dumb", "unknown") or os.name == "nt"

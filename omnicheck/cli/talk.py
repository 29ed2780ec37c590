"""Asking at the terminal: with a list that moves under the arrow keys, or in plain lines.

Both hand back the line that was typed and nothing else; what it means is decided in one place.
"""

from __future__ import annotations

import os
import select
import sys
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from omnicheck.cli.layout import filled, reading_width
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Lines that come in within this many seconds of a first one were pasted with it.
_PASTE_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing asked: its choices, if it has any, and the line for the answer."""

    label: str
    choices: tuple[str, ...] = ()
    several: bool = False
    hint: str = ""
    typed: str = ""
    """What the line holds to begin with: what was typed before, to be mended."""


class Tone(Enum):
    """What a paragraph is for; where nothing can be styled, all read alike."""

    HEADING = auto()
    QUESTION = auto()
    NORMAL = auto()
    QUIET = auto()
    MISFIT = auto()


class Talk(Protocol):
    """A way of asking."""

    def say(self, text: str = "", tone: Tone = Tone.NORMAL) -> None:
        """Show a paragraph."""

    def ask(self, prompt: Prompt) -> str:
        """Return the line typed; raises KeyboardInterrupt or EOFError when the person stops."""


def numbered(prompt: Prompt, width: int) -> list[str]:
    """Return the choices as a numbered list."""
    digits = len(str(len(prompt.choices)))
    lines = []
    for number, choice in enumerate(prompt.choices, start=1):
        lead = f"  {number:>{digits}}  "
        lines.append(filled(clean(choice), width, lead, " " * len(lead)))
    return lines


@dataclass
class PlainTalk:
    """Numbered lists and typed lines: for screen readers and simple terminals."""

    def __post_init__(self) -> None:
        """Give the line editing keys, without a history and without sequences of its own."""
        try:
            import readline
        except ImportError:  # not on Windows, whose console edits lines itself
            return
        readline.set_auto_history(False)
        readline.parse_and_bind("set enable-bracketed-paste off")

    def say(self, text: str = "", tone: Tone = Tone.NORMAL) -> None:
        """Show a paragraph; in plain lines every tone is the same."""
        del tone
        sys.stdout.write(f"{filled(clean(text), reading_width())}\n")
        sys.stdout.flush()

    def ask(self, prompt: Prompt) -> str:
        """Show the choices, and read one line; a text pasted in many lines is one answer."""
        width = reading_width()
        for line in [*numbered(prompt, width), *([filled(prompt.hint, width)] if prompt.hint else [])]:
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
        lines = [input(f"{prompt.label} ")]
        while _more_is_waiting():
            lines.append(input())
        return " ".join(lines)


def _more_is_waiting() -> bool:
    if os.name != "posix":
        return False
    return bool(select.select([sys.stdin], [], [], _PASTE_SECONDS)[0])


def can_move_the_cursor(environment: Mapping[str, str]) -> bool:
    """Whether the terminal can redraw a list in place."""
    return environment.get("TERM", "") not in ("", "dumb", "unknown") or os.name == "nt"

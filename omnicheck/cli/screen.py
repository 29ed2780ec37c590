"""The prompt with line editing and arrow keys, drawn by prompt_toolkit."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.input.typeahead import get_typeahead
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.output import ColorDepth, create_output
from prompt_toolkit.styles import Style

from omnicheck.cli.layout import filled, reading_width
from omnicheck.cli.talk import Prompt, Tone, numbered
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyPressEvent

_MARKED: Final = "> "
_STYLE: Final = Style.from_dict({"marked": "bold ansicyan", "hint": "ansibrightblack", "label": "bold"})
_PLAIN: Final = "\x1b[0m"
#: Bold and faint only: they stay readable on any background, and NO_COLOR leaves them on.
_TONES: Final = {
    Tone.HEADING: ("\x1b[2m", _PLAIN),
    Tone.QUESTION: ("\x1b[1m", _PLAIN),
    Tone.NORMAL: ("", ""),
    Tone.QUIET: ("\x1b[2m", _PLAIN),
    Tone.MISFIT: ("\x1b[1m", _PLAIN),
}
#: Lines that the list leaves free for the hint, the answer line and one of what came before.
_SPARE_LINES: Final = 4


@dataclass
class ScreenTalk:
    """A list that the arrow keys move through, and a line that can be edited."""

    def say(self, text: str = "", tone: Tone = Tone.NORMAL) -> None:
        """Show a paragraph in its tone."""
        width = reading_width()
        shown = filled(clean(text), width)
        if tone is Tone.HEADING:
            shown = f"{symbol('─', '-') * width}\n{shown}"
        on, off = _TONES[tone]
        sys.stdout.write(f"{on}{shown}{off}\n")
        sys.stdout.flush()

    def ask(self, prompt: Prompt) -> str:
        """Read one line; the arrows put the number of a choice into it."""
        return _Asking(prompt).run()


def symbol(fine: str, simple: str) -> str:
    """Return the finer symbol where the terminal's encoding has it."""
    try:
        fine.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return simple
    return fine


class _Asking:
    """One prompt while it is on the screen."""

    def __init__(self, prompt: Prompt) -> None:
        self.prompt = prompt
        self.marked = 0
        """The choice that the arrows stand on, from 1; 0 for none."""
        self.width = reading_width()
        lines = sum(line.count("\n") + 1 for line in numbered(prompt, self.width))
        self.is_live = lines + _SPARE_LINES <= shutil.get_terminal_size().lines

    def run(self) -> str:
        if not self.is_live:
            self._print_choices()
        os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
        session: PromptSession[str] = PromptSession(
            message=self._message,
            history=DummyHistory(),
            key_bindings=self._keys(),
            style=_STYLE,
            color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else ColorDepth.DEPTH_4_BIT,
            output=create_output(sys.stdout),
            enable_suspend=True,
        )
        typed = session.prompt(default=self.prompt.typed)
        pasted = "".join(key.data for key in get_typeahead(session.input))
        return " ".join(f"{typed} {pasted}".split()) if not self.prompt.choices else typed

    def _print_choices(self) -> None:
        for line in numbered(self.prompt, self.width):
            sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def _message(self) -> StyleAndTextTuples:
        parts: StyleAndTextTuples = []
        chosen = self._numbers(self._typed())
        if self.is_live:
            for number, line in enumerate(numbered(self.prompt, self.width), start=1):
                parts += self._choice(number, line, chosen)
        elif chosen and not self.prompt.several:
            parts.append(("class:marked", f"{_MARKED}{self.prompt.choices[chosen[0] - 1]}\n"))
        if self.prompt.hint:
            parts.append(("class:hint", f"{filled(self.prompt.hint, self.width)}\n"))
        parts.append(("class:label", f"{self.prompt.label} "))
        return parts

    def _choice(self, number: int, line: str, chosen: list[int]) -> StyleAndTextTuples:
        is_marked = number == self.marked if self.prompt.several else number in chosen
        box = ""
        if self.prompt.several:
            box = "[x] " if number in chosen else "[ ] "
            line = re.sub(r"^(\s*\d+  )", rf"\g<1>{box}", line, count=1)
        style = "class:marked" if is_marked else ""
        return [(style, f"{_MARKED if is_marked else '  '}{line[2:]}\n")]

    def _typed(self) -> str:
        from prompt_toolkit.application import get_app

        return get_app().current_buffer.text

    def _numbers(self, typed: str) -> list[int]:
        found = [int(number) for number in re.findall(r"(?<![\w])\d{1,3}(?!\w)", typed)]
        return [number for number in found if 1 <= number <= len(self.prompt.choices)]

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("up")
        @keys.add("c-p")
        def _up(event: KeyPressEvent) -> None:
            self._move(event, -1)

        @keys.add("down")
        @keys.add("c-n")
        def _down(event: KeyPressEvent) -> None:
            self._move(event, 1)

        @keys.add(" ")
        def _space(event: KeyPressEvent) -> None:
            if self.prompt.several and self.marked:
                self._toggle(event)
            else:
                event.current_buffer.insert_text(" ")

        @keys.add(Keys.BracketedPaste)
        def _paste(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text(" ".join(event.data.split()))

        @keys.add(Keys.Any)
        def _other(event: KeyPressEvent) -> None:
            self.marked = 0
            if event.data.isprintable():
                event.current_buffer.insert_text(event.data)

        return keys

    def _move(self, event: Any, step: int) -> None:
        last = len(self.prompt.choices)
        if not last:
            return
        if not self.prompt.several:
            self.marked = next(iter(self._numbers(event.current_buffer.text)), 0)
        start = self.marked or (0 if step > 0 else last + 1)
        self.marked = (start + step - 1) % last + 1
        if not self.prompt.several:
            event.current_buffer.text = str(self.marked)
            event.current_buffer.cursor_position = len(event.current_buffer.text)

    def _toggle(self, event: Any) -> None:
        chosen = self._numbers(event.current_buffer.text)
        if self.marked in chosen:
            chosen.remove(self.marked)
        else:
            chosen.append(self.marked)
        event.current_buffer.text = " ".join(map(str, sorted(chosen)))
        event.current_buffer.cursor_position = len(event.current_buffer.text)

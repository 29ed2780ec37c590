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
    from collections.abc import Sequence

    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding import KeyPressEvent

_MARKED: Final = "> "
_NEW_LINE: Final = "\n"
#: Stands for an empty box while lines are broken, so that no line ends inside the box.
_NO_TICK: Final = "[_]_"
_STYLE: Final = Style.from_dict({"marked": "bold ansicyan", "amiss": "bold", "label": "bold"})
_PLAIN: Final = "\x1b[0m"
#: Bold and faint only: they stay readable on any background, and NO_COLOR leaves them on.
_TONES: Final = {
    Tone.HEADING: ("\x1b[2m", _PLAIN),
    Tone.QUESTION: ("\x1b[1m", _PLAIN),
    Tone.NORMAL: ("", ""),
    Tone.QUIET: ("\x1b[2m", _PLAIN),
    Tone.MISFIT: ("\x1b[1m", _PLAIN),
}
#: Lines below a list: an empty one, and the answer line.
_SPARE_LINES: Final = 2


@dataclass
class ScreenTalk:
    """A list that the arrow keys move through, and a line that can be edited."""

    has_arrows = True

    def say(self, text: str = "", tone: Tone = Tone.NORMAL, lead: str = "") -> None:
        """Show a paragraph in its tone."""
        width = reading_width()
        shown = filled(clean(text), width, lead, " " * len(lead))
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


def _encodable(text: str) -> str:
    """Return text with stand-ins for what the terminal's encoding lacks, as the streams have them."""
    encoding = sys.stdout.encoding or "ascii"
    return clean(text).encode(encoding, sys.stdout.errors or "replace").decode(encoding)


class _Asking:
    """One prompt while it is on the screen."""

    def __init__(self, prompt: Prompt) -> None:
        self.prompt = prompt
        self.marked = 0
        """The choice that the arrows stand on, from 1; 0 for none."""
        self.amiss = ""
        self.width = reading_width()
        self.hint = filled(_encodable(prompt.hint), self.width) if prompt.hint else ""
        self.choices = tuple(map(_encodable, prompt.choices))
        self.is_live = self._fits(self.choices)
        if not self.is_live and self._fits(prompt.brief):
            self.choices, self.is_live = tuple(map(_encodable, prompt.brief)), True
        self.is_reminded = bool(prompt.reminder) and not self._fits(self.choices, prompt.notes)

    def _fits(self, choices: Sequence[str], notes: tuple[str, ...] = ()) -> bool:
        """Whether a list leaves room for its question above and the answer line below."""
        above = [filled(text, self.width) for text in (self.prompt.reminder, *notes)]
        texts = [*above, "", *self._listed(choices), self.hint]
        lines = sum(text.count("\n") + 1 for text in texts)
        return bool(choices) and lines + _SPARE_LINES <= shutil.get_terminal_size().lines

    def _listed(self, choices: Sequence[str]) -> list[str]:
        """Return the numbered list, with room for the box of each choice where several can be ticked."""
        if not self.prompt.several:
            return numbered(choices, self.width)
        boxed = numbered([f"{_NO_TICK}{choice}" for choice in choices], self.width)
        return [line.replace(_NO_TICK, "[ ] ", 1) for line in boxed]

    def run(self) -> str:
        if not self.is_live:
            self._print_choices()
        os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
        session: PromptSession[str] = PromptSession(
            message=self._message,
            history=DummyHistory(),
            key_bindings=self._keys(),
            style=_STYLE,
            color_depth=ColorDepth.DEPTH_1_BIT
            if os.environ.get("NO_COLOR")
            else ColorDepth.DEPTH_4_BIT,
            output=create_output(sys.stdout),
            enable_suspend=True,
            reserve_space_for_menu=0,
        )
        typed = ""
        while True:
            typed = " ".join(f"{session.prompt(default=typed)} {self._rest(session)}".split())
            self.amiss = self.prompt.amiss(typed)
            if not self.amiss:
                return typed

    def _rest(self, session: PromptSession[str]) -> str:
        """Take what was pasted behind the first line: part of a text, but never a second choice."""
        pasted = "".join(key.data for key in get_typeahead(session.input))
        return "" if self.choices else pasted

    def _print_choices(self) -> None:
        for line in self._listed(self.choices):
            sys.stdout.write(f"{line}\n")
        sys.stdout.write("\n")
        sys.stdout.flush()

    def _message(self) -> StyleAndTextTuples:
        chosen = self._numbers(self._typed())
        parts: StyleAndTextTuples = []
        if self.is_reminded:
            parts.append(("bold", f"{filled(_encodable(self.prompt.reminder), self.width)}\n\n"))
        if self.is_live:
            for number, line in enumerate(self._listed(self.choices), start=1):
                parts += self._choice(number, line, chosen)
        elif self.choices:
            parts += self._chosen_only(chosen)
        if self.hint:
            parts.append(("", f"{_NEW_LINE * self.is_live}{self.hint}\n"))
        if self.amiss:
            parts.append(("class:amiss", f"{filled(_encodable(self.amiss), self.width)}\n"))
        parts.append(("class:label", f"{_encodable(self.prompt.label)} "))
        return parts

    def _chosen_only(self, chosen: list[int]) -> StyleAndTextTuples:
        """Show what is chosen, where the whole list does not fit the screen."""
        parts: StyleAndTextTuples = []
        lines = self._listed(self.choices)
        shown = {*chosen, self.marked} - {0} if self.prompt.several else set(chosen[:1])
        for number in sorted(shown):
            parts += self._choice(number, lines[number - 1], chosen)
        return parts

    def _choice(self, number: int, line: str, chosen: list[int]) -> StyleAndTextTuples:
        is_marked = number == self.marked if self.prompt.several else number in chosen
        if self.prompt.several and number in chosen:
            line = line.replace("[ ]", "[x]", 1)
        style = "class:marked" if is_marked else ""
        return [(style, f"{_MARKED if is_marked else '  '}{line[2:]}\n")]

    def _typed(self) -> str:
        from prompt_toolkit.application import get_app

        return get_app().current_buffer.text

    def _numbers(self, typed: str) -> list[int]:
        found = [int(number) for number in re.findall(r"(?<![\w])\d{1,3}(?!\w)", typed)]
        return [number for number in found if 1 <= number <= len(self.choices)]

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        @keys.add("enter")
        def _enter(event: KeyPressEvent) -> None:
            self.amiss = self.prompt.amiss(event.current_buffer.text)
            if not self.amiss:
                event.current_buffer.validate_and_handle()

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
        last = len(self.choices)
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
        chosen = set(self._numbers(event.current_buffer.text))
        if self.marked in chosen:
            chosen.remove(self.marked)
        elif self.marked in self.prompt.alone:
            chosen = {self.marked}
        else:
            chosen = (chosen - self.prompt.alone) | {self.marked}
        event.current_buffer.text = " ".join(map(str, sorted(chosen)))
        event.current_buffer.cursor_position = len(event.current_buffer.text)

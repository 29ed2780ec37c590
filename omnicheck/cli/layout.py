"""Plain text laid out for the width of the terminal, from 20 columns up."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterable

NARROW: Final = 60
_NARROWEST: Final = 20
_WIDEST: Final = 88
_WIDEST_NAME: Final = 38


def reading_width() -> int:
    """Return how many columns to use: those of the terminal, up to a comfortable line."""
    return max(_NARROWEST, min(shutil.get_terminal_size().columns, _WIDEST))


def screen_width(stream: TextIO) -> int | None:
    """Return how many columns to use on a terminal; None for a pipe or a file, read by programs."""
    return reading_width() if stream.isatty() else None


def filled(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """Return a paragraph broken into lines; words are never cut, so that they can be copied."""
    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def pairs(rows: Iterable[tuple[str, str]], width: int, indent: str = "  ") -> str:
    """Return names with their meaning beside them, or below where there is little room."""
    rows = list(rows)
    longest = max((len(name) for name, _meaning in rows if len(name) <= _WIDEST_NAME), default=0)
    column = len(indent) + longest + 2
    lines = []
    for name, meaning in rows:
        below = width < NARROW or len(name) > _WIDEST_NAME
        margin = indent + "    " if width < NARROW else " " * column
        if below:
            lines += [f"{indent}{name}", *([filled(meaning, width, margin)] if meaning else [])]
        else:
            lines.append(filled(meaning, width, f"{indent}{name}".ljust(column), margin).rstrip())
    return "\n".join(lines)


def columns(left: str, right: str, width: int, gap: int = 3) -> list[str]:
    """Return the lines of two texts side by side."""
    each = (width - gap) // 2
    sides = [textwrap.wrap(text, each, break_long_words=False) for text in (left, right)]
    height = max(map(len, sides))
    padded = [side + [""] * (height - len(side)) for side in sides]
    return [f"{a.ljust(each + gap)}{b}".rstrip() for a, b in zip(*padded, strict=True)]

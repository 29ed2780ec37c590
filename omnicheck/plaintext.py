"""Text that people gave, made safe to show: nothing in it can steer a terminal or turn a line."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

#: Escape sequences (CSI, OSC, DCS and other strings, two-character ones), whole or cut off.
_SEQUENCES: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]?"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x9b[0-?]*[ -/]*[@-~]?"
    r"|\x1b[ -/]*[0-~]?"
)
#: Control characters, line and paragraph separators, marks that turn the reading direction, and the two
#: codes that no XML may hold.
_CONTROLS: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
REPLACEMENT: Final = "\ufffd"
#: How what old encodings lack is typed: marks of good typesetting, and letters that are no letter with an accent.
_TYPED: Final = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-", "−": "-",
    "…": "...", "•": "*", "·": "-", "→": "->", "←": "<-", "≥": ">=", "≤": "<=", "×": "x", "÷": "/",
    "€": "EUR", "─": "-", "━": "=", "│": "|", "┃": "|", "█": "#", "▓": "#", "▒": ":", "░": ".",
    "✓": "+", "✗": "x", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "ẞ": "SS",
    "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D",
}  # fmt: skip


def clean(text: str) -> str:
    r"""Return text on one line, each control or escape sequence as one replacement mark.

    >>> clean("Tea\tand\n\x1b]52;c;ZXZpbA==\x07 cake")
    'Tea and � cake'
    """
    if text.isprintable():  # so nearly every text holds none of what follows
        return text
    text = _SEQUENCES.sub(REPLACEMENT, text)
    text = re.sub(r"[\t\n\r]+", " ", text)
    text = _CONTROLS.sub(REPLACEMENT, text)
    return _SURROGATES.sub(REPLACEMENT, text)


@cache
def typed(char: str) -> str:
    """Return a character as an old typewriter has it: without its accent, or as a question mark.

    >>> "".join(map(typed, "Søren’s Café – ½ 日"))
    "Soren's Cafe - ? ?"
    """
    from unicodedata import combining, normalize

    if char in _TYPED:
        return _TYPED[char]
    # Only what is the same letter with marks: "½" taken apart further would be read as 12.
    bare = "".join(part for part in normalize("NFD", char) if not combining(part))
    return bare if bare.isascii() else "?"

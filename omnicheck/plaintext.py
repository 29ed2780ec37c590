"""Text that people gave, made safe to show: nothing in it can steer a terminal or turn a line."""

from __future__ import annotations

import re
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

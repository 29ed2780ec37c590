"""What a PDF is printed with: its colours around the accent of the theme, and the font of its figures."""

from __future__ import annotations

from typing import Final

from omnicheck.reports.colours import mixed, readable
from omnicheck.reports.pictures import Colours

#: Of headings in tables, figures and labels; text is in Source Serif 4.
FONT: Final = "Source Sans 3"
_PAPER: Final = "#ffffff"


def on_paper(accent: str) -> Colours:
    """Return dark ink and greys that also hold on an office printer, and one accent."""
    soft = mixed(accent, _PAPER, 0.09)
    return Colours(
        ink="#1f2327",
        quiet="#595d61",
        rule="#cfd2d4",
        wash="#eff0f1",
        paper=_PAPER,
        accent=readable(accent, (_PAPER, soft)),
        accent_soft=soft,
        counter="#85807a",
        care="#8f4a00",
        good="#2c6a3f",
    )

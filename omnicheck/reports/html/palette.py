"""The colours of the page in daylight and in the dark, around the accent of the theme."""

from __future__ import annotations

from dataclasses import fields
from typing import Final

from omnicheck.reports.colours import mixed, readable
from omnicheck.reports.pictures import Colours

_DARK_RATIO: Final = 6.5
"""Bright letters on a dark ground look thinner than they are, so they stand further apart from it."""


def daylight(accent: str) -> Colours:
    """Return dark ink on warm white paper."""
    paper, wash = "#fdfcf9", "#f1eee7"
    soft = mixed(accent, paper, 0.09)
    return Colours(
        ink="#1f2327",
        quiet="#595d61",
        rule="#d6d1c6",
        wash=wash,
        paper=paper,
        accent=readable(accent, (paper, soft, wash)),
        accent_soft=soft,
        counter="#85807a",
        care="#8f4a00",
        good="#2c6a3f",
    )


def dark(accent: str) -> Colours:
    """Return light ink on a dark ground, with the accent as bright as that asks for."""
    paper = "#16191c"
    bright = readable(accent, (paper,), _DARK_RATIO)
    return Colours(
        ink="#e9e5dd",
        quiet="#adaeab",
        rule="#40454a",
        wash="#24292d",
        paper=paper,
        accent=bright,
        accent_soft=mixed(bright, paper, 0.14),
        counter="#8d8a84",
        care="#f0b060",
        good="#86c79a",
    )


def css_names(colours: Colours) -> dict[str, str]:
    """Return each colour under the name that it has in the style sheet."""
    return {_css_name(f.name): getattr(colours, f.name) for f in fields(colours)}


def variables() -> Colours:
    """Return the colours as the pictures name them: by variable, so that they turn dark with the page."""
    return Colours(**{f.name: f"var(--{_css_name(f.name)})" for f in fields(Colours)})


def _css_name(name: str) -> str:
    return name.replace("_", "-")

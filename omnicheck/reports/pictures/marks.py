"""Signs that mean the same in every picture, and the legend that explains them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, pi, sin
from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures.measure import text_width, wrapped
from omnicheck.reports.pictures.shapes import (
    Dot,
    Hatching,
    Rect,
    Shape,
    Stroke,
    Tone,
    Words,
    centred,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from omnicheck.reports.manuscript.record import Score
    from omnicheck.reports.pictures.shapes import Drawing

POINT: Final = 6.0
"""Radius of the point, without its paper ring."""
HALO: Final = POINT + 1.5
"""Radius of the point with its ring."""
CLEAR: Final = POINT + 2.5
"""Distance that the middle of a point keeps from a line that it does not reach."""
MARK_REACH: Final = 6.0
"""How far the mark of what is asked for stands out over a bar."""
ICON: Final = 6.5
_SWATCH: Final = 24.0
_GAP: Final = 7.0
_BETWEEN: Final = 22.0


def point(x: float, y: float) -> tuple[Shape, ...]:
    """Return the sign of where a business stands."""
    return (Dot(x, y, HALO, fill=Tone.PAPER), Dot(x, y, POINT, fill=Tone.ACCENT))


def open_range(x: float, y: float, width: float, height: float) -> tuple[Shape, ...]:
    """Return the sign of what open answers leave open."""
    ground = Rect(x, y, width, height, fill=Tone.ACCENT_SOFT)
    return ground, Hatching(ground.box, Tone.ACCENT), replace(ground, fill=None, line=Tone.ACCENT)


def requirement(x: float, top: float, bottom: float) -> tuple[Shape, ...]:
    """Return the sign of what omnichannel asks for: a line under a small triangle."""
    top -= MARK_REACH
    bottom += MARK_REACH - 2
    triangle = ((x - 4.5, top - 5), (x + 4.5, top - 5), (x, top + 1))
    return (
        Stroke(((x, top), (x, bottom)), Tone.PAPER, thickness=5),
        Stroke(((x, top), (x, bottom)), Tone.INK, thickness=2),
        Stroke(triangle, fill=Tone.INK),
    )


def state_icon(x: float, y: float, *, met: bool | None) -> tuple[Shape, ...]:
    """Return a full disc with a tick, an empty ring, or a half disc where it is not known yet."""
    if met:
        tick = ((x - 3.1, y + 0.2), (x - 0.9, y + 2.6), (x + 3.2, y - 2.5))
        return (
            Dot(x, y, ICON, fill=Tone.GOOD),
            Stroke(tick, Tone.PAPER, thickness=1.8),
        )
    if met is False:
        return (Dot(x, y, ICON - 1, line=Tone.CARE, thickness=2),)
    half = tuple(
        (x - (ICON - 1) * sin(pi * step / 12), y - (ICON - 1) * cos(pi * step / 12))
        for step in range(13)
    )
    return Dot(x, y, ICON - 1, line=Tone.QUIET, thickness=2), Stroke(half, fill=Tone.QUIET)


def state_lines(score: Score, room: float, drawing: Drawing) -> tuple[str, ...]:
    """Return how a score stands against what is asked for, as it fits beside the icon."""
    return wrapped(score.state, room - 2 * ICON - _GAP, drawing.small, most=3)


def state(score: Score, left: float, top: float, room: float, drawing: Drawing) -> float:
    """Write how a score stands, after its icon; return where it ends, the top where it says nothing."""
    lines = state_lines(score, room, drawing)
    if not lines:
        return top
    size = drawing.small
    first = top + 0.44 * size
    drawing.add(*state_icon(left + ICON, first, met=score.met))
    drawing.add(Words(lines, left + 2 * ICON + _GAP, centred(first, size), size))
    return top + text_height(len(lines), size)


@dataclass(frozen=True)
class Entry:
    """A sign and what it means."""

    sign: Callable[[float, float], tuple[Shape, ...]]
    """Draws the sign; takes its middle."""
    text: str


def requirement_entry(text: str) -> Entry:
    """Explain the mark of what omnichannel asks for."""
    return Entry(lambda x, y: requirement(x, y - 1, y + 2), text)


def range_entry(text: str) -> Entry:
    """Explain the hatching."""
    return Entry(lambda x, y: open_range(x - _SWATCH / 2, y - 5, _SWATCH, 10), text)


def point_entry(text: str) -> Entry:
    """Explain the point."""
    return Entry(point, text)


def legend(drawing: Drawing, entries: list[Entry], left: float, top: float, room: float) -> float:
    """Draw entries side by side while they fit, else below each other; return where they end."""
    size = drawing.small
    x, bottom = left, top
    for entry in entries:
        needed = _SWATCH + _GAP + text_width(entry.text, size)
        if x > left and x + needed > left + room:
            x, top = left, bottom + 6
        lines = wrapped(entry.text, room - _SWATCH - _GAP, size, most=3)
        height = max(text_height(len(lines), size), 18)
        first = top + 9
        drawing.add(*entry.sign(x + _SWATCH / 2, first))
        drawing.add(Words(lines, x + _SWATCH + _GAP, centred(first, size), size, Tone.QUIET))
        bottom = max(bottom, top + height)
        x += needed + _BETWEEN
    return bottom

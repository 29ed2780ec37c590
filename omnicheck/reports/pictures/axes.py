"""The two scales of a plot: their numbers, what is asked for, and their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures.measure import wrapped
from omnicheck.reports.pictures.scale import Scale
from omnicheck.reports.pictures.shapes import (
    Anchor,
    Box,
    Drawing,
    Stroke,
    Tone,
    Words,
    below,
    centred,
    text_height,
)

if TYPE_CHECKING:
    from omnicheck.reports.manuscript.record import Score

BESIDE: Final = 11.0
"""Distance of the numbers from the frame; a point just short of a line near 0 reaches over it."""


def write_numbers(across: Score, upward: Score, frame: Box, drawing: Drawing) -> None:
    """Write 0, 100 and what is asked for along both scales."""
    size = drawing.small
    y = below(frame.bottom + BESIDE, size)
    for text, x, tone in _ticks(across, Scale(frame.left, frame.right), 30):
        bold = tone is Tone.INK
        drawing.add(Words((text,), x, y, size, tone, bold=bold, anchor=Anchor.MIDDLE))
    for text, place, tone in _ticks(upward, Scale(frame.bottom, frame.top), 17):
        bold = tone is Tone.INK
        x, middle = frame.left - BESIDE, centred(place, size)
        drawing.add(Words((text,), x, middle, size, tone, bold=bold, anchor=Anchor.END))


def _ticks(score: Score, scale: Scale, apart: float) -> list[tuple[str, float, Tone]]:
    """Return the numbers of a scale; an end too near to what is asked for gives way."""
    ends = [(text, scale.at(float(text)), Tone.QUIET) for text in ("0", "100")]
    if score.threshold is None:
        return ends
    mark = scale.at(score.threshold)
    clear = [end for end in ends if abs(end[1] - mark) >= apart]
    return [*clear, (score.threshold_text, mark, Tone.INK)]


def write_titles(across: Score, upward: Score, frame: Box, drawing: Drawing) -> float:
    """Name both scales, each with an arrow the way it grows; return where the lower name ends."""
    size = drawing.text
    room = frame.right - frame.left - 24
    rightward = wrapped(across.title, room, size, bold=True, most=1)
    upwards = wrapped(upward.title, room, size, bold=True, most=1)
    top = frame.bottom + BESIDE + text_height(1, drawing.small) + 6
    y = below(top, size)
    drawing.add(
        Words(upwards, 15, below(5, size), size, bold=True),
        _arrow((6, 5 + 0.44 * size), (0, -1)),
        Words(rightward, frame.right - 15, y, size, bold=True, anchor=Anchor.END),
        _arrow((frame.right - 6, y - 0.36 * size), (1, 0)),
    )
    return top + text_height(1, size)


def _arrow(middle: tuple[float, float], way: tuple[int, int]) -> Stroke:
    """Return a triangle that points one way, written as steps across and down."""
    (x, y), (dx, dy) = middle, way
    tip = (x + 4.5 * dx, y + 4.5 * dy)
    foot = (x - 4 * dx, y - 4 * dy)
    sides = ((foot[0] + 4.5 * dy, foot[1] + 4.5 * dx), (foot[0] - 4.5 * dy, foot[1] - 4.5 * dx))
    return Stroke((*sides, tip), fill=Tone.INK)

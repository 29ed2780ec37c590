"""Two scores against each other, with the lines that decide and the box of what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures import marks
from omnicheck.reports.pictures.axes import BESIDE, write_numbers, write_titles
from omnicheck.reports.pictures.field import Field
from omnicheck.reports.pictures.measure import text_width, wrapped
from omnicheck.reports.pictures.shapes import (
    Anchor,
    Box,
    Drawing,
    Width,
    Words,
    below,
    centred,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.reports.manuscript.record import PlotFigure, Score

_LEFT: Final = 46.0
_TOP: Final = 28.0
_SIZES: Final = {Width.WIDE: (400.0, 320.0), Width.NARROW: (268.0, 256.0)}
_SPARE: Final = 25.0
"""Room over the frame for names that find none inside."""
_INSET: Final = 9.0
_APART: Final = 4.0
"""Room that the name of the point keeps from everything else."""


def draw_plot(figure: PlotFigure, width: Width) -> Drawing:
    """Return the plot, with its readings beside it or, on a phone, below it."""
    drawing = Drawing(width.value)
    field = Field.of(figure.across, figure.upward, _frame(width, _TOP))
    corners = _corner_names(figure, field, drawing.text)
    if not corners:
        field = Field.of(figure.across, figure.upward, _frame(width, _TOP + _SPARE))
        corners = _outside_names(figure, field.frame, drawing.text)
    names = _point_name(figure.point_legend, field, corners, drawing.small)
    drawing.add(*field.shapes(), *corners, *names)
    write_numbers(figure.across, figure.upward, field.frame, drawing)
    bottom = write_titles(figure.across, figure.upward, field.frame, drawing)
    entries = [] if names or not field.point else [marks.point_entry(figure.point_legend)]
    if figure.range_legend:
        entries.append(marks.range_entry(figure.range_legend))
    start = (field.frame.right + 40, field.frame.top) if drawing.is_wide else (0, bottom + 16)
    drawing.height = max(bottom, _readings(figure, entries, start, drawing)) + 4
    return drawing


def _frame(width: Width, top: float) -> Box:
    across, upward = _SIZES[width]
    return Box(_LEFT, top, _LEFT + across, top + upward)


def _corner_names(figure: PlotFigure, field: Field, size: float) -> tuple[Words, ...]:
    """Return the names in their corners; nothing where one of them finds no free place."""
    names = (
        _corner_name(figure.multichannel, field.multichannel, Anchor.START, field, size),
        _corner_name(figure.omnichannel, field.omnichannel, Anchor.END, field, size),
    )
    return tuple(name for name in names if name) if all(names) else ()


def _corner_name(name: str, room: Box, side: Anchor, field: Field, size: float) -> Words | None:
    for words in _corner_places(name, room, side, size):
        if room.holds(words.box) and not any(words.box.meets(box) for box in field.taken):
            return words
    return None


def _corner_places(name: str, room: Box, side: Anchor, size: float) -> list[Words]:
    """Return a name in all four corners of its room, the outermost of the plot first."""
    upper, lower = below(room.top + _INSET, size), room.bottom - _INSET - 2
    heights = (upper, lower) if side is Anchor.END else (lower, upper)
    other = Anchor.START if side is Anchor.END else Anchor.END
    edges = {Anchor.START: room.left + _INSET, Anchor.END: room.right - _INSET}
    return [
        Words((name,), edges[anchor], y, size, bold=True, anchor=anchor)
        for anchor in (side, other)
        for y in heights
    ]


def _outside_names(figure: PlotFigure, frame: Box, size: float) -> tuple[Words, ...]:
    """Return both names over the frame, each on its own side."""
    room = (frame.right - frame.left) / 2 - _INSET
    y = frame.top - BESIDE - 2
    left, right = (
        wrapped(name, room, size, bold=True, most=1)
        for name in (figure.multichannel, figure.omnichannel)
    )
    return (
        Words(right, frame.right, y, size, bold=True, anchor=Anchor.END),
        Words(left, frame.left, y, size, bold=True),
    )


def _point_name(
    name: str, field: Field, corners: Sequence[Words], size: float
) -> tuple[Words, ...]:
    """Return what the point is, written beside it, where nothing is in the way."""
    if field.point is None:
        return ()
    named = [words.box for words in corners]
    drawn = [line.box for line in field.lines()]
    taken = [box.grown(_APART) for box in (*field.taken, *named, *drawn)]
    for words in _point_places(name, field, size):
        if field.frame.holds(words.box) and not any(words.box.meets(box) for box in taken):
            return (words,)
    return ()


def _point_places(name: str, field: Field, size: float) -> Iterator[Words]:
    """Yield the name on each side of the point, then of the open range."""
    x, y = field.point or (0, 0)
    middle = centred(y, size)
    for box in field.taken[::-1]:
        yield Words((name,), box.right + _APART + 1, middle, size)
        yield Words((name,), box.left - _APART - 1, middle, size, anchor=Anchor.END)
        yield Words((name,), x, box.top - _APART - 4, size, anchor=Anchor.MIDDLE)
        yield Words((name,), x, below(box.bottom + _APART + 1, size), size, anchor=Anchor.MIDDLE)


def _readings(
    figure: PlotFigure, entries: list[marks.Entry], start: tuple[float, float], drawing: Drawing
) -> float:
    """Write the legend and both scores in words; return where they end."""
    left, top = start
    for score in (figure.across, figure.upward):
        top = _reading(score, left, top, drawing) + 16
    if not entries:
        return top - 16
    return marks.legend(drawing, entries, left, top + 4, drawing.width - left)


def _reading(score: Score, left: float, top: float, drawing: Drawing) -> float:
    """Write a score with its value behind its name, and how it stands below."""
    size, room = drawing.text, drawing.width - left
    (value,) = wrapped(score.value_text, 110, size, bold=True, most=1) or ("",)
    title_room = room - text_width(f" {value}", size, bold=True)
    *lines, last = wrapped(score.title, title_room, size, bold=True, most=3) or ("",)
    title = (*lines, f"{last} {value}")
    drawing.add(Words(title, left, below(top, size), size, bold=True))
    top += text_height(len(title), size) + 6
    return marks.state(score, left, top, room, drawing)

"""Many businesses on the picture of two scores: one mark for each, or one for each crowded place."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from math import sqrt
from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures.axes import write_numbers, write_titles
from omnicheck.reports.pictures.field import Field
from omnicheck.reports.pictures.marks import Entry, legend
from omnicheck.reports.pictures.measure import wrapped
from omnicheck.reports.pictures.scale import Scale
from omnicheck.reports.pictures.shapes import (
    Anchor,
    Box,
    Dot,
    Drawing,
    Named,
    Stroke,
    Tone,
    Width,
    Words,
    centred,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.reports.manuscript.record import Score, Table
    from omnicheck.reports.pictures.shapes import Shape

_TOP: Final = 28.0
_LEFT: Final = 46.0
_SIZES: Final = {Width.WIDE: (470.0, 400.0), Width.NARROW: (268.0, 268.0)}
_SINGLE: Final = 4.5
"""Radius of the mark of one business."""
_LARGEST: Final = {Width.WIDE: 12.0, Width.NARROW: 8.0}
_SMALLEST: Final = 1.8
_RING: Final = 1.2
_POINTED: Final = 1.2533
"""From the middle of a diamond to a corner, in radii of the disc of the same area: the root of pi / 2."""
_MOST_NAMED: Final = 40
_NAME_ROOM: Final = 175.0
_APART: Final = 2.0
_LINE: Final = 1.2


@dataclass(frozen=True)
class Mark:
    """One business, or several that stand close together."""

    across: float
    upward: float
    """Where they stand, 0 to 100; of several, in the middle of them."""
    is_omnichannel: bool
    across_line: float | None
    upward_line: float | None
    """What omnichannel asks of them."""
    name: str = ""
    """Of one business alone."""
    count: int = 1


@dataclass(frozen=True)
class CrowdFigure:
    """The businesses of a batch on two scores, with the lines that decide."""

    title: str
    description: str
    across: Score
    upward: Score
    """Both scales with what omnichannel asks for; without a value of their own."""
    other_lines: tuple[tuple[float, float], ...]
    """Lines of businesses at other stages, across and upward."""
    marks: tuple[Mark, ...]
    legend: CrowdLegend
    table: Table

    @property
    def most(self) -> int:
        """Return how many businesses the largest mark stands for."""
        return max((mark.count for mark in self.marks), default=1)


@dataclass(frozen=True)
class CrowdLegend:
    """What the marks and lines stand for, in words."""

    multichannel: str
    omnichannel: str
    lines: str
    other_lines: str = ""
    """Empty where all businesses have the same lines."""
    sizes: tuple[tuple[int, str], ...] = field(default=())
    """Numbers of businesses to show the size of a mark for; empty where each has its own mark."""


def draw_crowd(figure: CrowdFigure, width: Width) -> Drawing:
    """Return the picture, with its legend beside it or, on a phone, below it."""
    drawing = Drawing(width.value)
    frame = _frame(width)
    plot = _Plot(figure, frame, width)
    drawing.add(*plot.ground(), *plot.marks())
    if drawing.is_wide:
        drawing.add(*plot.names(drawing.small))
    write_numbers(figure.across, figure.upward, frame, drawing)
    bottom = write_titles(figure.across, figure.upward, frame, drawing)
    start = (frame.right + 28, frame.top) if drawing.is_wide else (0.0, bottom + 16)
    drawing.height = max(bottom, _legend(plot, start, drawing)) + 4
    return drawing


def _frame(width: Width) -> Box:
    across, upward = _SIZES[width]
    return Box(_LEFT, _TOP, _LEFT + across, _TOP + upward)


@dataclass(frozen=True)
class _Plot:
    """A figure inside its frame."""

    figure: CrowdFigure
    frame: Box
    width: Width

    def ground(self) -> Iterator[Shape]:
        """Yield the field, and the lines of businesses at other stages, dashed."""
        yield from Field.of(self.figure.across, self.figure.upward, self.frame).shapes()
        frame = self.frame
        for across, upward in self.figure.other_lines:
            x, y = self._across.at(across), self._upward.at(upward)
            yield from _dashed((x, frame.bottom), (x, frame.top))
            yield from _dashed((frame.left, y), (frame.right, y))

    def marks(self) -> Iterator[Shape]:
        """Yield the marks, the largest first, so that none hides another."""
        for mark in sorted(self.figure.marks, key=lambda mark: -mark.count):
            shape = _sign(*self.place(mark), self.radius(mark.count), mark.is_omnichannel)
            is_named = mark.name and self.width is Width.WIDE
            yield Named(shape, mark.name) if is_named else shape

    def place(self, mark: Mark) -> tuple[float, float]:
        """Return where a mark stands: on the side of each line where its business is."""
        reach = min(self.radius(mark.count), _SINGLE) + _LINE
        return (
            self._across.beside(mark.across, mark.across_line, reach, reach),
            self._upward.beside(mark.upward, mark.upward_line, reach, reach),
        )

    def radius(self, count: int) -> float:
        """Return the radius whose area stands for so many businesses."""
        if not self.figure.legend.sizes:
            return _SINGLE
        return max(_SMALLEST, _LARGEST[self.width] * sqrt(count / self.figure.most))

    def names(self, size: float) -> Iterator[Words]:
        """Yield the names of a few businesses, each beside its mark where nothing is in the way."""
        marks = self.figure.marks
        if len(marks) > _MOST_NAMED:
            return
        taken = [_around(self.place(mark), self.radius(mark.count)) for mark in marks]
        taken += self._lines()
        for mark in marks:
            for words in self._name_places(mark, size):
                free = not any(words.box.meets(box) for box in taken)
                if free and self.frame.holds(words.box):
                    taken.append(words.box.grown(_APART))
                    yield words
                    break

    def _name_places(self, mark: Mark, size: float) -> Iterator[Words]:
        name = wrapped(mark.name, _NAME_ROOM, size, most=1)
        (x, y), reach = self.place(mark), self.radius(mark.count) * _POINTED + _APART + 1
        if not name:
            return
        left, right = Anchor.START, Anchor.END
        apart = reach + 0.5 * size
        for y_of, anchor in product((0, -apart, apart), (left, right, Anchor.MIDDLE)):
            if y_of or anchor is not Anchor.MIDDLE:
                x_of = {left: reach, right: -reach, Anchor.MIDDLE: 0}[anchor]
                place = (x + x_of, centred(y + y_of, size))
                yield Words(name, *place, size, Tone.QUIET, anchor=anchor)

    def _lines(self) -> Iterator[Box]:
        pairs = [(self.figure.across.threshold, self.figure.upward.threshold)]
        for across, upward in [*pairs, *self.figure.other_lines]:
            if across is not None:
                x = self._across.at(across)
                yield Box(x, self.frame.top, x, self.frame.bottom).grown(_LINE)
            if upward is not None:
                y = self._upward.at(upward)
                yield Box(self.frame.left, y, self.frame.right, y).grown(_LINE)

    @property
    def _across(self) -> Scale:
        return Scale(self.frame.left, self.frame.right)

    @property
    def _upward(self) -> Scale:
        return Scale(self.frame.bottom, self.frame.top)


def _sign(x: float, y: float, radius: float, is_omnichannel: bool) -> Dot | Stroke:
    """Return a disc for omnichannel, and a diamond of the same area for multichannel."""
    if is_omnichannel:
        return Dot(x, y, radius, fill=Tone.ACCENT, line=Tone.PAPER, thickness=_RING)
    reach = radius * _POINTED
    corners = ((x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y))
    return Stroke((*corners, corners[0]), Tone.PAPER, _RING, fill=Tone.COUNTER)


def _dashed(start: tuple[float, float], end: tuple[float, float]) -> Iterator[Stroke]:
    (x, y), (to_x, to_y) = start, end
    count = int(max(abs(to_x - x), abs(to_y - y)) // 10)
    for number in range(count):
        first, last = number / count, (number + 0.5) / count
        points = [(x + (to_x - x) * part, y + (to_y - y) * part) for part in (first, last)]
        yield Stroke(tuple(points), Tone.QUIET, 1)


def _around(place: tuple[float, float], radius: float) -> Box:
    return Box(*place, *place).grown(radius * _POINTED + _RING)


def _legend(plot: _Plot, start: tuple[float, float], drawing: Drawing) -> float:
    words = plot.figure.legend
    left, top = start
    room = drawing.width - left
    across = 10.0
    entries = [
        Entry(lambda x, y: (_sign(x, y, 6, True),), words.omnichannel),
        Entry(lambda x, y: (_sign(x, y, 6, False),), words.multichannel),
        Entry(lambda x, y: (_flat(x, y, across),), words.lines),
    ]
    if words.other_lines:
        entries.append(
            Entry(lambda x, y: tuple(_dashed((x - across, y), (x + across, y))), words.other_lines)
        )
    bottom = _below_each_other(drawing, entries, left, top, room)
    for count, text in words.sizes:
        radius = plot.radius(count)
        bottom = _below_each_other(drawing, [_size_entry(radius, text)], left, bottom + 6, room)
    return bottom


def _size_entry(radius: float, text: str) -> Entry:
    return Entry(lambda x, y: (_sign(x, y, radius, True),), text)


def _flat(x: float, y: float, reach: float) -> Stroke:
    return Stroke(((x - reach, y), (x + reach, y)), Tone.INK, 1.5)


def _below_each_other(
    drawing: Drawing, entries: Sequence[Entry], left: float, top: float, room: float
) -> float:
    for entry in entries:
        top = legend(drawing, [entry], left, top, room) + 8
    return top - 8

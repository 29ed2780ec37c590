"""The square of the plot: its corners, its lines, the point and the open range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from omnicheck.reports.pictures import marks
from omnicheck.reports.pictures.scale import Places, Scale
from omnicheck.reports.pictures.shapes import Box, Rect, Shape, Stroke, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.reports.manuscript.record import Score

_LINE: Final = 1.5
_THIN: Final = 4.0
"""Half the size of the open range across a score that is settled."""


@dataclass(frozen=True)
class Field:
    """Where things stand inside the frame of a plot."""

    frame: Box
    across: Places
    upward: Places

    @classmethod
    def of(cls, across: Score, upward: Score, frame: Box) -> Field:
        """Place two scores in a frame."""
        return cls(
            frame,
            Places.of(across, Scale(frame.left, frame.right), marks.CLEAR),
            Places.of(upward, Scale(frame.bottom, frame.top), marks.CLEAR),
        )

    @property
    def point(self) -> tuple[float, float] | None:
        """Return where the business stands; None while one of the scores is unknown."""
        if self.across.value is None or self.upward.value is None:
            return None
        return self.across.value, self.upward.value

    @property
    def open_box(self) -> Box | None:
        """Return what open answers leave open, if anything, with the point in it."""
        if not (self.across.is_open or self.upward.is_open):
            return None
        left, right = _span(self.across)
        top, bottom = _span(self.upward)
        return Box(left, top, right, bottom)

    @property
    def omnichannel(self) -> Box:
        """Return the corner beyond both lines."""
        left = self.frame.left if self.across.mark is None else self.across.mark
        bottom = self.frame.bottom if self.upward.mark is None else self.upward.mark
        return Box(left, self.frame.top, self.frame.right, bottom)

    @property
    def multichannel(self) -> Box:
        """Return the corner short of both lines."""
        right = self.frame.right if self.across.mark is None else self.across.mark
        top = self.frame.top if self.upward.mark is None else self.upward.mark
        return Box(self.frame.left, top, right, self.frame.bottom)

    @property
    def point_box(self) -> Box | None:
        """Return the room that the point takes."""
        return marks.point(*self.point)[0].box if self.point else None

    @property
    def taken(self) -> list[Box]:
        """Return the room where no name may stand."""
        return [box for box in (self.open_box, self.point_box) if box]

    def shapes(self) -> Iterator[Shape]:
        """Yield the field from back to front."""
        yield _filled(self.frame, Tone.WASH)
        if self.across.mark is not None or self.upward.mark is not None:
            yield _filled(self.omnichannel, Tone.ACCENT_SOFT)
        yield replace(_filled(self.frame, Tone.WASH), fill=None, line=Tone.RULE)
        if self.open_box:
            box = self.open_box
            yield from marks.open_range(
                box.left, box.top, box.right - box.left, box.bottom - box.top
            )
        yield from self.lines()
        if self.point:
            yield from marks.point(*self.point)

    def lines(self) -> Iterator[Stroke]:
        """Yield the lines that decide."""
        frame = self.frame
        if (x := self.across.mark) is not None:
            yield Stroke(((x, frame.top), (x, frame.bottom)), Tone.INK, _LINE)
        if (y := self.upward.mark) is not None:
            yield Stroke(((frame.left, y), (frame.right, y)), Tone.INK, _LINE)


def _filled(box: Box, tone: Tone) -> Rect:
    return Rect(box.left, box.top, box.right - box.left, box.bottom - box.top, fill=tone)


def _span(places: Places) -> tuple[float, float]:
    """Return how far the open range reaches along one scale."""
    ends = [places.low, places.high]
    if places.value is not None:
        ends.append(places.value)
    grown = 0 if places.is_open else _THIN
    return min(ends) - grown, max(ends) + grown

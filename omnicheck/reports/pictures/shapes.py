"""What a picture is made of: a few plain shapes that know the room they take.

Units are those of the viewBox, y grows downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from math import ceil
from typing import Final

from omnicheck.reports.pictures.measure import LINE_HEIGHT, text_width

_HATCH: Final = 8
"""Distance of two lines of a hatching, measured across."""
_ASCENT: Final = 0.8
_DESCENT: Final = 0.25
_MIDDLE: Final = 0.36
"""From the baseline up to the middle of a capital letter, in sizes of the font."""


class Width(Enum):
    """The place that a picture is drawn for; the value is the width of its viewBox."""

    WIDE = 720
    """Screens from 640 px, and paper."""
    NARROW = 330
    """Phones."""


class Tone(StrEnum):
    """A colour by its meaning; each is a field of `Colours`."""

    INK = "ink"
    QUIET = "quiet"
    RULE = "rule"
    WASH = "wash"
    PAPER = "paper"
    ACCENT = "accent"
    ACCENT_SOFT = "accent_soft"
    COUNTER = "counter"
    CARE = "care"
    GOOD = "good"


class Anchor(StrEnum):
    """Which end of a text stands at its x."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True)
class Box:
    """The room that a shape takes."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, by: float) -> Box:
        """Return the box with so much room around it."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def meets(self, other: Box) -> bool:
        """Return whether two boxes share any room."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Return whether the other box lies inside this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True)
class Rect:
    """An upright rectangle, filled, framed or both."""

    x: float
    y: float
    width: float
    height: float
    fill: Tone | None = None
    line: Tone | None = None
    thickness: float = 1
    radius: float = 0

    @property
    def box(self) -> Box:
        """Return the room it takes."""
        return Box(self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True)
class Hatching:
    """Slanted lines across a rectangle; a pattern fill would show seams in PDF readers."""

    box: Box
    line: Tone
    thickness: float = 1

    @property
    def segments(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """Return the lines, each from its lower left to its upper right end."""
        box = self.box
        first = ceil((box.left + box.top) / _HATCH) * _HATCH
        sums = range(first, ceil(box.right + box.bottom), _HATCH)
        lefts = [max(box.left, both - box.bottom) for both in sums]
        rights = [min(box.right, both - box.top) for both in sums]
        return tuple(
            ((left, both - left), (right, both - right))
            for both, left, right in zip(sums, lefts, rights, strict=True)
        )


@dataclass(frozen=True)
class Dot:
    """A circle."""

    x: float
    y: float
    radius: float
    fill: Tone | None = None
    line: Tone | None = None
    thickness: float = 1

    @property
    def box(self) -> Box:
        """Return the room it takes, its line included."""
        reach = self.radius + (self.thickness / 2 if self.line else 0)
        return Box(self.x - reach, self.y - reach, self.x + reach, self.y + reach)


@dataclass(frozen=True)
class Stroke:
    """Straight lines through points, closed and filled where a fill is given."""

    points: tuple[tuple[float, float], ...]
    line: Tone | None = None
    thickness: float = 1
    fill: Tone | None = None

    @property
    def box(self) -> Box:
        """Return the room it takes; a line is thick to its sides, not over its ends."""
        across, upward = zip(*self.points, strict=True)
        reach = self.thickness / 2 if self.line else 0
        sideways = reach if min(upward) < max(upward) else 0
        upright = reach if min(across) < max(across) else 0
        return Box(
            min(across) - sideways,
            min(upward) - upright,
            max(across) + sideways,
            max(upward) + upright,
        )


@dataclass(frozen=True)
class Words:
    """One text, already broken into lines; x and y are those of its first baseline."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    tone: Tone = Tone.INK
    bold: bool = False
    anchor: Anchor = Anchor.START

    def moved(self, x: float, y: float) -> Words:
        """Return the text at another place."""
        return replace(self, x=x, y=y)

    @property
    def leading(self) -> float:
        """Return the distance from one baseline to the next."""
        return self.size * LINE_HEIGHT

    @property
    def box(self) -> Box:
        """Return the most room that it takes."""
        width = max((text_width(line, self.size, bold=self.bold) for line in self.lines), default=0)
        left = self.x - width * {Anchor.START: 0, Anchor.MIDDLE: 0.5, Anchor.END: 1}[self.anchor]
        last = self.y + self.leading * (len(self.lines) - 1)
        return Box(left, self.y - _ASCENT * self.size, left + width, last + _DESCENT * self.size)


@dataclass(frozen=True)
class Named:
    """A sign that tells its name to who points at it."""

    sign: Dot | Stroke
    name: str

    @property
    def box(self) -> Box:
        """Return the room it takes."""
        return self.sign.box


Shape = Rect | Hatching | Dot | Stroke | Words | Named


@dataclass
class Drawing:
    """A picture under way; shapes that come later lie above those before."""

    width: float
    height: float = 0
    shapes: list[Shape] = field(default_factory=list)

    def add(self, *shapes: Shape) -> None:
        """Put shapes on top; a text without lines is none."""
        self.shapes.extend(
            each for each in shapes if not (isinstance(each, Words) and not each.lines)
        )

    @property
    def is_wide(self) -> bool:
        """Return whether there is room for columns side by side."""
        return self.width >= Width.WIDE.value

    @property
    def text(self) -> float:
        """Return the font size of what is read."""
        return 13.5 if self.is_wide else 13

    @property
    def small(self) -> float:
        """Return the font size of scales and legends: 11 px or more where a picture is shrunk most."""
        return 12.5 if self.is_wide else 13


def centred(y: float, size: float, lines: int = 1) -> float:
    """Return the first baseline that puts lines of text with their middle at y."""
    return y + _MIDDLE * size - (lines - 1) * size * LINE_HEIGHT / 2


def below(top: float, size: float) -> float:
    """Return the first baseline of a text whose room begins at the top."""
    return top + _ASCENT * size


def text_height(lines: int, size: float) -> float:
    """Return the room that lines of text take, from top to bottom."""
    if not lines:
        return 0
    return (_ASCENT + _DESCENT + (lines - 1) * LINE_HEIGHT) * size

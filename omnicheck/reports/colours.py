"""Arithmetic on colours written as #rrggbb: mixing, contrast as WCAG measures it, and how to reach it."""

from __future__ import annotations

from typing import Final

#: What WCAG asks of text, at level AA.
TEXT_CONTRAST: Final = 4.5

_STEPS: Final = 50
#: Below this, sRGB channels are a straight line; above, a curve.
_STRAIGHT_UP_TO: Final = 0.04045


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart, from 1 (the same) to 21 (black and white).

    >>> round(contrast("#ffffff", "#000000"), 1)
    21.0
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, ground: str, share: float) -> str:
    """Return a colour laid over a ground; `share` is that of the colour, 0 to 1.

    >>> mixed("#000000", "#ffffff", 0.2)
    '#cccccc'
    """
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    parts = (round(above * share + below * (1 - share)) for above, below in pairs)
    return "#" + "".join(f"{part:02x}" for part in parts)


def readable(colour: str, grounds: tuple[str, ...], ratio: float = TEXT_CONTRAST) -> str:
    """Return the colour, or the nearest one towards black or white that can be read on every ground.

    Raises:
        ValueError: not even black or white can be read on all of them.
    """
    end = "#000000" if _luminance(grounds[0]) > _luminance("#777777") else "#ffffff"
    for step in range(_STEPS + 1):
        found = mixed(end, colour, step / _STEPS)
        if all(contrast(found, ground) >= ratio for ground in grounds):
            return found
    message = f"nothing can be read on all of {grounds}"
    raise ValueError(message)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _STRAIGHT_UP_TO else ((channel + 0.055) / 1.055) ** 2.4

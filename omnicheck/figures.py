"""Numbers as people read them: the same rounding wherever a figure is shown."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

#: As typesetters write it; a stream that lacks it gets a hyphen.
_MINUS: Final = "\u2212"
#: Digits kept of what floats leave behind the last shown place.
_NOISE: Final = 6


def number_text(value: float) -> str:
    """Return a number with at most one decimal place.

    >>> number_text(4.0), number_text(1.5), number_text(-0.04), number_text(-6.7)
    ('4', '1.5', '0', '−6.7')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("-", _MINUS)


def signed_text(value: float, decimals: int = 1) -> str:
    """Return a number with its sign and so many decimal places.

    >>> signed_text(2.25), signed_text(-3.0), signed_text(0.0), signed_text(10.0, 0)
    ('+2.2', '−3.0', '0.0', '+10')
    """
    text = f"{value:+.{decimals}f}"
    return text.replace("-", _MINUS) if text.strip("+-0.") else text[1:]


def shown_value(value: float, decimals: int, line: float | None = None) -> float:
    """Return a number as it is shown with so many decimals; rounding never lifts it to its line.

    >>> shown_value(31.25, 1), shown_value(54.96, 1, 55), shown_value(-0.04, 1, 0)
    (31.3, 54.9, -0.1)
    """
    steps = round(value * 10**decimals, _NOISE)
    whole = floor(steps + 0.5)
    if line is not None and value < line <= whole / 10**decimals:
        whole = floor(steps)
    return float(whole / 10**decimals)


def shown_parts(parts: Sequence[float], total: float, decimals: int) -> list[float]:
    """Return parts rounded so that they add up to their total as it is shown.

    All are rounded down, and those with the largest remainders up instead; of equal ones the first.
    What is nothing stays nothing.

    >>> shown_parts([7.34, 7.34, 1.62, 0], 16.3, 1)
    [7.4, 7.3, 1.6, 0.0]
    """
    steps = [round(part * 10**decimals, _NOISE) for part in parts]
    whole = [floor(step) for step in steps]
    remainders = [round(step - down, _NOISE) for step, down in zip(steps, whole, strict=True)]
    some = [i for i, step in enumerate(steps) if step]
    # The total may be a step off the sum of the parts, as it lies between two rounded ends.
    each, more = divmod(round(total * 10**decimals) - sum(whole), len(some) or 1)
    by_remainder = sorted(some, key=lambda i: (-remainders[i], i))
    for rank, i in enumerate(by_remainder):
        whole[i] += each + (rank < more)
    return [count / 10**decimals for count in whole]


def score_text(value: float, threshold: float | None = None) -> str:
    """Return a score as a whole number, unless rounding would lift it over its threshold.

    >>> score_text(54.2, 55), score_text(54.96, 55), score_text(71.4)
    ('54', '54.9', '71')
    """
    whole = floor(value + 0.5)
    if threshold is not None and value < threshold <= whole:
        return f"{floor(value * 10) / 10:.1f}"
    return str(whole)


def points_between(value: float, threshold: float) -> int:
    """Return the whole points between a score and its line, as the two are shown.

    >>> points_between(50.5, 55), points_between(54.8, 55)
    (4, 0)
    """
    return abs(floor(value + 0.5) - floor(threshold + 0.5))


def whole_weeks(start: float, end: float) -> tuple[int, int]:
    """Return the first and the last week, counted from 1, of what runs between two points in weeks.

    >>> whole_weeks(0, 0.5), whole_weeks(0.5, 1.5), whole_weeks(1 / 3 * 3, 2)
    ((1, 1), (1, 2), (2, 2))
    """
    # Hours divided by hours a week, added up, miss a whole week by a hair.
    first = floor(round(start, 6)) + 1
    return first, max(first, ceil(round(end, 6)))

"""Numbers as people read them: the same rounding wherever a figure is shown."""

from __future__ import annotations

from math import ceil, floor


def number_text(value: float) -> str:
    """Return a number with at most one decimal place.

    >>> number_text(4.0), number_text(1.5), number_text(-0.04)
    ('4', '1.5', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def signed_text(value: float) -> str:
    """Return a number with its sign and one decimal place.

    >>> signed_text(2.25), signed_text(-3.0), signed_text(0.0)
    ('+2.2', '-3.0', '0.0')
    """
    text = f"{value:+.1f}"
    return "0.0" if text in {"+0.0", "-0.0"} else text


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

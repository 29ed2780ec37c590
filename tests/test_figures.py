"""Figures that stand in a list under their sum add up as they are printed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from omnicheck.figures import shown_parts, shown_value, signed_text

points = st.decimals(-100, 100, places=4).map(float)


def steps(value: float, decimals: int) -> int:
    found = round(value * 10**decimals, 6)
    assert found == int(found)
    return int(found)


@given(st.lists(points, min_size=1, max_size=14), st.sampled_from([0, 1]))
def test_parts_add_up_to_their_total_and_none_is_further_off_than_a_step(
    parts: list[float], decimals: int
) -> None:
    total = shown_value(sum(parts), decimals)
    found = shown_parts(parts, total, decimals)
    if any(parts):
        assert sum(steps(part, decimals) for part in found) == steps(total, decimals)
    for part, shown in zip(parts, found, strict=True):
        assert abs(shown - part) < 10**-decimals + 1e-6
        assert part or not shown


@given(points, points, points, points)
def test_ends_that_are_rounded_each_still_have_parts_that_add_up(
    before: float, one: float, two: float, three: float
) -> None:
    total = round(shown_value(before + one + two + three, 1) - shown_value(before, 1), 1)
    found = shown_parts([one, two, three], total, 1)
    if one or two or three:
        assert sum(steps(part, 1) for part in found) == steps(total, 1)


def test_of_equal_remainders_the_first_gets_the_step() -> None:
    assert shown_parts([1.25, 1.25, 1.25, 1.25], 5.0, 1) == [1.3, 1.3, 1.2, 1.2]


@given(points, points, st.sampled_from([0, 1]))
def test_what_misses_its_line_is_never_shown_at_it(value: float, line: float, places: int) -> None:
    if value < line:
        assert shown_value(value, places, line) < line


def test_a_sign_stands_before_what_is_not_nothing() -> None:
    assert [signed_text(value, 0) for value in (0.4, -0.4, 1, -12)] == ["0", "0", "+1", "−12"]

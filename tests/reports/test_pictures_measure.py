"""Where texts in pictures break, and how much room they are given."""

from __future__ import annotations

import pytest

from omnicheck.reports.pictures.measure import text_width, wrapped


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("Need", 200, ("Need",)),
        ("", 200, ()),
        ("   ", 200, ()),
        ("  Type   of business ", 200, ("Type of business",)),
        ("Type of business", 80, ("Type of", "business")),
        ("Type of business in town", 60, ("Type of", "busines…")),
        ("xxxxxxxxxxxxxxxxxxxx", 60, ("xxxxxxxxx", "xxxxxxx…")),
        ("日本語の店です", 45, ("日本語", "の店…")),
        ("日本。語", 32, ("日", "本…")),
        ("ok 日本語の店", 45, ("ok 日本", "語の店")),
    ],
)
def test_a_text_breaks_where_it_may(text: str, room: float, lines: tuple[str, ...]) -> None:
    assert wrapped(text, room, 12) == lines


def test_marks_stay_with_their_letter() -> None:
    accented = "e\u0301" * 30
    for line in wrapped(accented, 60, 12, most=9):
        assert line.rstrip("…").count("e") == line.count("\u0301")
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    assert wrapped(family * 3, 60, 12, most=9) == (family, family, family)


@pytest.mark.parametrize("room", [60.5, 77.7, 150])
@pytest.mark.parametrize("bold", [True, False])
def test_every_line_fits(room: float, bold: bool) -> None:
    text = (
        "Über 300 Kunden, https://example.org/a/long/path?with=query 日本語の店です 👩‍👩‍👧 Ελληνικά "
        * 3
    )
    for most in (1, 2, 5, 50):
        lines = wrapped(text, room, 13, bold=bold, most=most)
        assert len(lines) <= most
        assert max(text_width(line, 13, bold=bold) for line in lines) <= room


def test_a_text_that_fits_is_whole() -> None:
    text = "Part of what a joining-up project needs is in place"
    assert " ".join(wrapped(text, 90, 13, most=20)) == text


def test_wide_letters_count_double_and_marks_nothing() -> None:
    assert text_width("日", 10) == 10.5
    assert text_width("e\u0301", 10) == text_width("e", 10) == pytest.approx(5.9)
    assert text_width("Need", 10, bold=True) == pytest.approx(text_width("Need", 10) * 1.1)

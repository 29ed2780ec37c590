from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.plaintext import REPLACEMENT, clean


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Café Zoë 日本語", "Café Zoë 日本語"),
        ("[bold]x[/]", "[bold]x[/]"),
        ("a\x1b[31mred\x1b[0m", f"a{REPLACEMENT}red{REPLACEMENT}"),
        ("\x1b]52;c;ZXZpbA==\x07", REPLACEMENT),
        ("\x1b]8;;http://x\x1b\\link", f"{REPLACEMENT}link"),
        ("\x9b2J", REPLACEMENT),
        ("\x1bP1$r\x1b\\x", f"{REPLACEMENT}x"),
        ("bell\x07", f"bell{REPLACEMENT}"),
        ("nul\x00", f"nul{REPLACEMENT}"),
        ("a\r\n\tb", "a b"),
        ("abc\u202edef", f"abc{REPLACEMENT}def"),
        ("\u2066x\u2069", f"{REPLACEMENT}x{REPLACEMENT}"),
        ("lone\ud800", f"lone{REPLACEMENT}"),
        ("no\ufffeXML\uffff", f"no{REPLACEMENT}XML{REPLACEMENT}"),
    ],
)
def test_clean_replaces_what_steers_a_terminal(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text())
def test_clean_leaves_nothing_that_steers_and_is_stable(text: str) -> None:
    shown = clean(text)
    assert not any(ord(char) < 32 or 0x7F <= ord(char) <= 0x9F for char in shown)
    assert clean(shown) == shown


def test_clean_takes_time_in_proportion_to_the_text() -> None:
    assert len(clean("\x1b]" * 200_000)) <= 400_000

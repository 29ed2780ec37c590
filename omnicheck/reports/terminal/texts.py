"""The one door for texts: whatever the report holds is made safe and encodable before layout."""

from __future__ import annotations

from typing import Final, TypeVar

from omnicheck.reports.texts import cleaned, with_texts

_Document = TypeVar("_Document")

#: Marks of good typesetting, and how they are typed where they cannot be shown.
_TYPED: Final = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
        "\u2026": "...", "\u2022": "-", "\u00a0": " ", "\u202f": " ", "\u2192": "->",
        "\u2212": "-", "\u00d7": "x", "\u00f7": "/",
    }
)  # fmt: skip


def safe_report(report: _Document, encoding: str) -> _Document:
    """Return a report, or another document, with every text cleaned once and carried by the encoding."""
    safe: _Document = with_texts(cleaned(report), lambda text: encodable(text, encoding).strip())
    return safe


def encodable(text: str, encoding: str) -> str:
    """Return text that the encoding carries; what it cannot carry becomes a question mark.

    >>> encodable("Café – 日本", "ascii")
    'Caf? - ??'
    """
    if can_carry(text, encoding):
        return text
    typed = text.translate(_TYPED)
    return typed.encode(encoding, "replace").decode(encoding)


def can_carry(text: str, encoding: str) -> bool:
    """Say whether an encoding has all characters of a text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def known_encoding(name: str | None) -> str:
    """Return the encoding of a stream; streams of text alone carry everything."""
    try:
        "".encode(name or "utf-8")
    except LookupError:
        return "ascii"
    return name or "utf-8"

"""The one door for texts: whatever the report holds is made safe and encodable before layout."""

from __future__ import annotations

from typing import TypeVar

from omnicheck.plaintext import typed
from omnicheck.reports.texts import cleaned, with_texts

_Document = TypeVar("_Document")


def safe_report(report: _Document, encoding: str) -> _Document:
    """Return a report, or another document, with every text cleaned once and carried by the encoding."""
    safe: _Document = with_texts(cleaned(report), lambda text: encodable(text, encoding).strip())
    return safe


def encodable(text: str, encoding: str) -> str:
    """Return text that the encoding carries; what it cannot carry is typed as near to it as can be.

    >>> encodable("Café – 日本", "ascii")
    'Cafe - ??'
    """
    if can_carry(text, encoding):
        return text
    return "".join(char if can_carry(char, encoding) else typed(char) for char in text)


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

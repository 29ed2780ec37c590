"""The one door for texts: whatever the report holds is made safe and encodable before layout."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from omnicheck.assessment.report import Report

#: Marks of good typesetting, and how they are typed where they cannot be shown.
_TYPED: Final = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
        "\u2026": "...", "\u2022": "-", "\u00a0": " ", "\u202f": " ", "\u2192": "->",
    }
)  # fmt: skip


def safe_report(report: Report, encoding: str) -> Report:
    """Return the report with every text cleaned once and carried by the encoding."""
    safe: Report = _each_text(report, lambda text: encodable(clean(text), encoding).strip())
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


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(_each_text(item, change) for item in value)
    if isinstance(value, dict):
        return {change(key): _each_text(item, change) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _each_text(getattr(value, f.name), change) for f in fields(value)}
        return replace(value, **changed)
    return value

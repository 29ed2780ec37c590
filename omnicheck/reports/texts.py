"""Every text of a record changed at once, at any depth: the one door before a report is set."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Callable

_Document = TypeVar("_Document")


def cleaned(document: _Document) -> _Document:
    """Return the document with every text on one line and free of control characters."""
    safe: _Document = with_texts(document, lambda text: clean(text).strip())
    return safe


def with_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a record with each of its texts changed, keys too; choices and numbers stay."""
    if isinstance(value, str):
        return value if isinstance(value, Enum) else change(value)
    if isinstance(value, tuple):
        return tuple(with_texts(item, change) for item in value)
    if isinstance(value, dict):
        return {change(key): with_texts(item, change) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: with_texts(getattr(value, f.name), change) for f in fields(value)}
        return replace(value, **changed)
    return value

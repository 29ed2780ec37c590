"""Small pieces that sentences are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.choices import Confidence
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence


def in_words(names: Sequence[str]) -> str:
    """Return names as a sentence lists them.

    >>> in_words(["Need"]), in_words(["Need", "Readiness"]), in_words(["a", "b", "c"])
    ('Need', 'Need and Readiness', 'a, b and c')
    """
    if len(names) < 2:  # noqa: PLR2004
        return "".join(names)
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def either(names: Sequence[str]) -> str:
    """Return names as a sentence lists them where one of them is meant.

    >>> either(["Need"]), either(["a", "b", "c"])
    ('Need', 'a, b or c')
    """
    if len(names) < 2:  # noqa: PLR2004
        return "".join(names)
    return _("{names} or {last}").format(names=", ".join(names[:-1]), last=names[-1])


def with_comma(parts: Sequence[str]) -> str:
    """Return parts of a sentence that may hold lists themselves, so that a comma parts each.

    >>> with_comma(["a score for A and B", "an answer about C"])
    'a score for A and B, and an answer about C'
    """
    if len(parts) < 2:  # noqa: PLR2004
        return "".join(parts)
    return _("{parts}, and {last}").format(parts=", ".join(parts[:-1]), last=parts[-1])


def confidence_label(confidence: Confidence) -> str:
    """Return how firmly a recommendation stands."""
    return {
        Confidence.HIGH: _("high"),
        Confidence.MEDIUM: _("medium"),
        Confidence.LOW: _("low"),
    }[confidence]

"""Numbers of businesses as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.batch.overview.record import Share
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from omnicheck.choices import Strategy


def number(count: int) -> str:
    """Return a count.

    >>> number(17), number(12500)
    ('17', '12,500')
    """
    return f"{count:,}"


def businesses(count: int) -> str:
    """Return a number of businesses.

    >>> businesses(1), businesses(1000)
    ('1 business', '1,000 businesses')
    """
    words = plural("{{count}} business", "{{count}} businesses", count)
    return words.format(count=number(count))


def not_read(count: int) -> str:
    """Say how many businesses are in no figure; nothing where all are."""
    if not count:
        return ""
    words = plural(
        "{{count}} business could not be read and is in no figure here.",
        "{{count}} businesses could not be read and are in no figure here.",
        count,
    )
    return words.format(count=number(count))


def of_all(count: int, total: int) -> str:
    """Return how many of all.

    >>> of_all(3, 17)
    '3 of 17'
    """
    return _("{count} of {all}").format(count=number(count), all=number(total))


def percent(count: int, total: int) -> str:
    """Return a share in whole percent; 0 and 100 stand for none and all alone.

    >>> percent(1, 3), percent(1, 1000), percent(999, 1000), percent(0, 5)
    ('33%', 'under 1%', 'over 99%', '0%')
    """
    if 0 < count < total / 100:
        return _("under 1%")
    if total * 99 / 100 < count < total:
        return _("over 99%")
    return f"{round(100 * count / max(total, 1))}%"


def share(title: str, count: int, total: int, strategy: Strategy | None = None) -> Share:
    """Return a line of a count, with a bar for its share of all businesses."""
    length = 100 * count / max(total, 1)
    return Share(title, number(count), percent(count, total), round(length, 2), strategy)

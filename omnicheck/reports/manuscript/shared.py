"""Small pieces that several sections are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.plan_sentences as say_plan
from omnicheck.figures import whole_weeks
from omnicheck.language import _
from omnicheck.reports.manuscript.record import Fact, Heading, Item, Items, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.assessment.report import PlanAction
    from omnicheck.reports.manuscript.record import Block


def capital(text: str) -> str:
    """Return a phrase as it stands on its own, with a capital letter.

    >>> capital("from week 1"), capital("")
    ('From week 1', '')
    """
    return text[:1].upper() + text[1:]


def joined(phrases: Iterable[str]) -> str:
    """Return short phrases on one line."""
    return " · ".join(phrases)


def weeks_text(action: PlanAction) -> str:
    """Return when an action begins, in weeks from the day of the answers, or nothing without weeks.

    When it ends is not said: its hours may be in long before it has run for the weeks it asks for.
    """
    if action.from_week is None or action.to_week is None:
        return ""
    first, _last = whole_weeks(action.from_week, action.to_week)
    return _("from week {week}").format(week=first)


def frame(action: PlanAction) -> tuple[str, ...]:
    """Return when an action begins, what it costs and how much work it is."""
    known = (weeks_text(action), *say_plan.price_and_work(action))
    return tuple(capital(phrase) for phrase in known if phrase)


def bullets(texts: Iterable[str]) -> Items:
    """Return plain texts as a list."""
    return Items(tuple(Item(text) for text in texts))


def facts(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    """Return labels with what stands behind them, without those behind which nothing stands."""
    return tuple(Fact(label, text) for label, text in pairs if text)


def listed(title: str, items: Iterable[Item]) -> Iterator[Block]:
    """Yield a list under its heading; nothing where the list is empty."""
    found = tuple(items)
    if found:
        yield Heading(title)
        yield Items(found)


def told(title: str, texts: Iterable[str]) -> Iterator[Block]:
    """Yield plain texts as a list under its heading; nothing where there are none."""
    yield from listed(title, (Item(text) for text in texts))


def paragraph(text: str) -> Iterator[Paragraph]:
    """Yield running text; nothing where there is none."""
    if text:
        yield Paragraph(text)

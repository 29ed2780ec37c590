"""Answers that one sheet takes over from another, in words: those that were given, and those that were not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.assessment.phrases import either, in_words
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.assessment.agreement import DecidingSet, SwappedAnswer


def is_all_open(sets: Sequence[DecidingSet]) -> bool:
    """Whether none of these answers was given."""
    return all(each.open == each.questions for each in sets)


def topics_of(found: DecidingSet, *, is_open: bool) -> list[str]:
    """Return the topics of the answers that are taken over, or of those that are not there."""
    pairs = zip(found.questions, found.topics, strict=True)
    return [topic for question, topic in pairs if (question in found.open) == is_open]


def named(topics: Sequence[str]) -> str:
    """Name topics in a sentence; some hold a comma or an "and", so each stands in quotes.

    >>> named(["Need", "Order here, collect there"])
    '“Need” and “Order here, collect there”'
    """
    return in_words([_quoted(topic) for topic in topics])


def _quoted(topic: str) -> str:
    return _("“{topic}”").format(topic=topic)


def taken(found: DecidingSet) -> str:
    """Say what is taken over from the other sheet, answers or that there are none, and what comes of it."""
    count = len(found.questions)
    if not found.open:
        return plural(
            "With the answer of {{towards}} on {{given}}, the sheet of {{label}} gives “{{title}}” too.",
            "With the answers of {{towards}} on {{given}}, the sheet of {{label}} gives “{{title}}” too; "
            "with fewer it does not.",
            count,
        )
    if len(found.open) < count:
        return _(
            "With the answers of {towards} on {given}, and without one on {missing}, the sheet of {label} "
            "gives “{title}” too; with fewer changes it does not."
        )
    return plural(
        "Without an answer on {{missing}}, where {{towards}} gave none, the sheet of {{label}} gives "
        "“{{title}}” too.",
        "Without answers on {{missing}}, where {{towards}} gave none, the sheet of {{label}} gives "
        "“{{title}}” too; with fewer left out it does not.",
        count,
    )


def one_of(sets: Sequence[DecidingSet], *, mark_open: bool) -> str:
    """Name sets of answers, each of which would do."""
    words = _("{topic} (left open)")
    told = [
        in_words(
            [
                words.format(topic=_quoted(topic))
                if mark_open and question in each.open
                else _quoted(topic)
                for question, topic in zip(each.questions, each.topics, strict=True)
            ]
        )
        for each in sets
    ]
    return either(told) if all(len(each.topics) == 1 for each in sets) else "; ".join(told)


def hangs_on(swaps: tuple[SwappedAnswer, ...], together: list[str]) -> str:
    """Say what one answer decides, alone or together with others."""
    if swaps:
        first = min(swaps, key=lambda swap: (not swap.turns_strategy, swap.is_open))
        words = _(
            "Enough by itself: with the answer of {other}, the sheet of {label} gives “{title}”."
        )
        if first.is_open:
            words = _(
                "Enough by itself: without an answer, as {other} gave none, the sheet of {label} gives "
                "“{title}”."
            )
        return words.format(
            other=first.taken_from, label=first.label, title=first.path_title.rstrip(".")
        )
    if together:
        return _("Decides together with: {topics}.").format(topics=named(together))
    return _("Does not turn the recommendation by itself.")

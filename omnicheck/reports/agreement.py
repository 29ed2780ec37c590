"""Where several people differ, in words: the same on a terminal and on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.assessment.phrases import in_words
from omnicheck.assessment.takeovers import named
from omnicheck.language import _, plural
from omnicheck.reports.sides import Row

if TYPE_CHECKING:
    from omnicheck.assessment.agreement import Agreement


def title_of(name: str) -> str:
    """Return the heading of a section."""
    return {
        "verdicts": _("What each one's answers lead to"),
        "decides": _("What decides between them"),
        "disputes": _("Where they differ"),
        "gaps": _("Where nobody disagrees, and some gave no answer"),
        "method": _("How it was worked out"),
    }[name]


def headline(document: Agreement) -> str:
    """Say in one sentence whether they end alike."""
    if document.agreed:
        return _("They end with the same recommendation.")
    if len({side.strategy for side in document.sides}) == 1:
        return _("They end with the same strategy, in different ways.")
    return _("They end with different recommendations.")


def dispute_rows(document: Agreement) -> list[Row]:
    """Return every question on which some disagree, and who gave which answer."""
    return [Row(each.topic, each.answers) for each in document.disputes if not each.is_gap]


def gap_says(document: Agreement) -> list[str]:
    """Say which questions some left open while nobody disagrees, by who left them open."""
    by_people: dict[tuple[str, ...], list[str]] = {}
    for each in document.disputes:
        if each.is_gap:
            by_people.setdefault(each.open_for, []).append(each.topic)
    words = _("No answer from {people} on: {topics}.")
    return [
        words.format(people=in_words(people), topics=named(topics))
        for people, topics in by_people.items()
    ]


def deciding_says(document: Agreement) -> list[str]:
    """Return what decides between each two who end differently."""
    return [decider.says for decider in document.deciders]


def hangs_on(document: Agreement) -> list[tuple[str, str]]:
    """Return the topic of each other difference that matters, with what hangs on it."""
    told = {
        name for decider in document.deciders for each in decider.sets for name in each.questions
    }
    return [
        (each.topic, each.says)
        for each in document.disputes
        if each.decides and each.question not in told
    ]


def idle_says(document: Agreement) -> str:
    """Name the differences that do not matter; empty where all do."""
    topics = [each.topic for each in document.disputes if not (each.decides or each.is_gap)]
    words = _("These differences do not turn the recommendation by themselves: {topics}.")
    return words.format(topics=named(topics)) if topics else ""


def alike_says(document: Agreement) -> str:
    """Say how many questions were answered alike, and what is left out."""
    says = plural(
        "All answered {count} question alike.",
        "All answered {count} questions alike.",
        document.alike,
    )
    if not document.alike:
        says = _("No question was answered alike by all.")
    if document.left_out:
        left_out = plural(
            "{count} difference is left out of this copy.",
            "{count} differences are left out of this copy.",
            document.left_out,
        )
        says = f"{says} {left_out}"
    return says

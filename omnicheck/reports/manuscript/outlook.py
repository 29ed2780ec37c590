"""What would change the recommendation, what is still open, and when to look again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import omnicheck.reports.plan_sentences as say_plan
import omnicheck.reports.sentences as say
import omnicheck.reports.turning_sentences as say_turning
from omnicheck.language import _
from omnicheck.reports.manuscript.record import Item, Items, Paragraph
from omnicheck.reports.manuscript.shared import bullets, facts, listed, paragraph, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Change, Report, Unknown, Unlock
    from omnicheck.reports.manuscript.record import Block

#: Ways to turn the answer that stand beside the first one; the others are in the appendix.
MOST_OTHERS: Final = 2
_FIRST: Final = 3


def changes(report: Report) -> tuple[Block, ...]:
    """Return the smallest change that turns the recommendation, and what is missing today."""
    return tuple(_changes(report))


def unknowns(report: Report) -> tuple[Block, ...]:
    """Return the open answers, the weightiest first, and what else to know about the answers."""
    return tuple(_unknowns(report))


def review(report: Report) -> tuple[Block, ...]:
    """Return when to look again."""
    return tuple(_review(report))


def _changes(report: Report) -> Iterator[Block]:
    point = report.tipping_point
    yield from paragraph(point.says)
    if point.changes:
        yield Items(tuple(_change(change) for change in point.changes))
    yield from paragraph(say_turning.price(point))
    others = say_turning.other_ways(point)
    yield from (Paragraph(say_turning.or_way(way)) for way in others[:MOST_OTHERS])
    if others[MOST_OTHERS:]:
        yield Paragraph(say_turning.more_ways(len(others[MOST_OTHERS:])))
    yield from paragraph(say_turning.only_yours(point))
    if point.cheapest:
        yield Paragraph(f"{say_turning.least_work(point)} {say_turning.in_appendix()}")
    if report.unlocks:
        yield Paragraph(say_turning.asked_of_omnichannel(report))
    work = (_unlock(unlock) for unlock in report.unlocks if unlock.workable)
    given = (_unlock(unlock) for unlock in report.unlocks if not unlock.workable)
    yield from listed(say_turning.workable_title(), work)
    yield from listed(say_turning.given_title(), given)


def _change(change: Change) -> Item:
    return Item(change.topic, facts=facts((_("Today"), change.today), (_("Then"), change.then)))


def _unlock(unlock: Unlock) -> Item:
    both = facts((_("Today"), unlock.today), (_("Needed"), unlock.needed))
    return Item(unlock.title, facts=both)


def _unknowns(report: Report) -> Iterator[Block]:
    if report.unknowns and report.outlook:
        yield from paragraph(say_turning.still_possible(report.outlook))
    if report.unknowns:
        yield from _open_answers(report)
    yield from told(say.section_title("hints"), report.hints)
    yield from told(say.section_title("notices"), report.notices)


def _open_answers(report: Report) -> Iterator[Block]:
    """Yield those that decide, or else the weightiest, and then the others; numbered as one list."""
    deciding, others = say_turning.open_answers(report)
    first = deciding or others
    cut = len(deciding) if deciding and others else _FIRST
    rest = others if deciding and others else first[_FIRST:]
    yield Paragraph(say_turning.open_count(report))
    yield Items(tuple(map(_unknown, first[:cut])), numbered=True)
    if rest:
        lead = (
            say_turning.other_open_answers(len(rest)) if deciding and others else _("Then these:")
        )
        yield Paragraph(lead)
        yield Items(tuple(map(_unknown, rest)), numbered=True, first=cut + 1)


def _unknown(unknown: Unknown) -> Item:
    turns = say_turning.turns_alone() if unknown.can_flip else ""
    matters = " ".join(part for part in (turns, unknown.says) if part)
    return Item(unknown.topic, unknown.ask, facts=facts((_("Why it matters"), matters)))


def _review(report: Report) -> Iterator[Block]:
    yield from paragraph(report.verdict.review)
    if report.rerun_when:
        yield Paragraph(say_plan.look_earlier())
        yield bullets(report.rerun_when)

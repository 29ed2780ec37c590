"""What would change the recommendation, what is still open, and when to look again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.plan_sentences as say_plan
import omnicheck.reports.sentences as say
import omnicheck.reports.turning_sentences as say_turning
from omnicheck.language import _, plural
from omnicheck.reports.terminal.layout import CARE, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.report import Report, TippingPoint, Unknown, Unlock
    from omnicheck.reports.terminal.layout import Layout

_LABELS: Final = 9
_FIRST: Final = 3
_OTHERS: Final = 2
#: Where details are asked for.
_LISTED: Final = 12


def changes(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield what is missing today, and the smallest change that turns the recommendation."""
    yield from layout.heading(say.section_title("changes"))
    yield from layout.paragraph(report.tipping_point.says)
    yield from _turning(report.tipping_point, layout)
    yield from layout.paragraph(say_turning.price(report.tipping_point))
    yield from _other_ways(say_turning.other_ways(report.tipping_point), layout)
    yield from layout.paragraph(say_turning.only_yours(report.tipping_point))
    yield from _least_work(report.tipping_point, layout)
    work = [unlock for unlock in report.unlocks if unlock.workable]
    watch = [unlock for unlock in report.unlocks if not unlock.workable]
    yield from _unlocks(say_turning.workable_title(), work, layout)
    yield from _unlocks(say_turning.given_title(), watch, layout)


def unknowns(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield the questions without an answer, the weightiest first."""
    if not report.unknowns:
        return
    yield from layout.heading(say.section_title("unknowns"))
    if report.outlook:
        yield from layout.paragraph(say_turning.still_possible(report.outlook))
    yield from layout.paragraph(say_turning.open_count(report))
    deciding, others = say_turning.open_answers(report)
    yield from _in_order(deciding or others, 0, layout)
    if deciding and others:
        yield Text()
        yield from layout.paragraph(say_turning.other_open_answers(len(others)))
        yield from _in_order(others, len(deciding), layout)


def _in_order(found: Sequence[Unknown], before: int, layout: Layout) -> Iterator[Text]:
    """Yield open answers, so many being numbered before them: the first in full, the others by topic."""
    shown = found if layout.detail else found[: max(0, _FIRST - before)]
    for number, unknown in enumerate(shown, start=before + 1):
        yield from _unknown(number, unknown, layout)
    rest = "; ".join(unknown.topic for unknown in found[len(shown) :])
    if rest and shown:
        yield Text()
        yield from layout.fact(_("Then"), f"{rest}.")
    elif rest:
        yield from layout.paragraph(f"{rest}.", indent=2)


def remarks(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield answers that seem to contradict each other, and notices."""
    if report.hints:
        yield from layout.heading(say.section_title("hints"))
        yield from layout.bullets(report.hints)
    if report.notices:
        yield from layout.heading(say.section_title("notices"))
        yield from layout.bullets(report.notices)


def review(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield when to look again."""
    yield from layout.heading(say.section_title("review"))
    yield from layout.paragraph(report.verdict.review)
    if report.rerun_when:
        yield from layout.paragraph(say_plan.look_earlier())
        yield from layout.bullets(report.rerun_when)


def _turning(point: TippingPoint, layout: Layout) -> Iterator[Text]:
    for change in point.changes:
        yield from _from_to(
            change.topic, (_("Today"), change.today), (_("Then"), change.then), layout
        )


def _other_ways(others: list[str], layout: Layout) -> Iterator[Text]:
    shown = others[: _LISTED if layout.detail else _OTHERS]
    if layout.detail and len(shown) > _OTHERS:
        yield from layout.paragraph(say_turning.ways_lead())
        yield from layout.bullets(shown)
    else:
        for way in shown:
            yield from layout.paragraph(say_turning.or_way(way))
    if rest := len(others) - len(shown):
        yield from layout.paragraph(_more_ways(rest, layout))


def _more_ways(count: int, layout: Layout) -> str:
    if layout.detail:
        return say_turning.unlisted_ways(count)
    return plural(
        "{count} more way with as few changes: add --details.",
        "{count} more ways with as few changes: add --details.",
        count,
    )


def _least_work(point: TippingPoint, layout: Layout) -> Iterator[Text]:
    if point.cheapest:
        yield from layout.paragraph(say_turning.least_work(point))
        yield from layout.bullets(point.cheapest.actions)


def _unlocks(title: str, unlocks: Sequence[Unlock], layout: Layout) -> Iterator[Text]:
    if not unlocks:
        return
    yield from layout.subheading(title)
    for unlock in unlocks:
        today, needed = (_("Today"), unlock.today), (_("Needed"), unlock.needed)
        yield from _from_to(unlock.title, today, needed, layout)


def _from_to(
    title: str, before: tuple[str, str], after: tuple[str, str], layout: Layout
) -> Iterator[Text]:
    yield from layout.item(layout.symbols.bullet, Text(title, STRONG))
    yield from layout.fact(*before, indent=2, column=_LABELS)
    yield from layout.fact(*after, indent=2, column=_LABELS)


def _unknown(number: int, unknown: Unknown, layout: Layout) -> Iterator[Text]:
    mark = f"{number}."
    yield from layout.item(mark, Text(unknown.ask, STRONG))
    turns = say_turning.turns_alone() + " " if unknown.can_flip else ""
    told = Text.assemble((turns, CARE), unknown.says)
    yield from layout.paragraph(told, indent=len(mark) + 1)

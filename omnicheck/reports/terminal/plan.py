"""The plan by horizons, the figures to follow, and what can go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.plan_sentences as say_plan
import omnicheck.reports.sentences as say
from omnicheck.language import _, plural
from omnicheck.reports.labels import effort_label
from omnicheck.reports.terminal.afterwards import what_it_brings
from omnicheck.reports.terminal.layout import CARE, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import (
        KpiLine,
        PlanAction,
        PlanHorizon,
        Report,
        RiskLine,
    )
    from omnicheck.reports.terminal.layout import Layout

_SHOWN: Final = 3
_LATER: Final = 5
_HANG: Final = 2


def plan(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield what to do by when, what comes later, and what to watch."""
    found = report.plan
    if found is None:
        return
    yield from layout.heading(say.section_title("plan"))
    yield from layout.paragraph(say_plan.plan_frame(report))
    yield from layout.bullets(found.notes)
    number = 1
    for index, horizon in enumerate(found.horizons):
        yield from _horizon(horizon, number, layout, has_how=layout.detail or index == 0)
        number += len(horizon.actions)
    yield from what_it_brings(report, layout)
    if found.later:
        yield from layout.subheading(say_plan.later_title())
        coming = found.later if layout.detail else found.later[:_LATER]
        yield from layout.bullets(_later(action, layout) for action in coming)
        yield from _more(len(found.later) - len(coming), layout)
    if found.watch:
        yield from layout.subheading(say_plan.watch_title())
        yield from layout.bullets(found.watch)


def kpis(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield the figures to follow, and how to judge them."""
    if not report.kpis:
        return
    yield from layout.heading(say.section_title("figures"))
    shown = report.kpis if layout.detail else report.kpis[:_SHOWN]
    for kpi in shown:
        yield from _kpi(kpi, layout)
    yield from _more(len(report.kpis) - len(shown), layout)
    if report.judging:
        yield from layout.subheading(say.section_title("judging"))
        yield from layout.bullets(report.judging if layout.detail else report.judging[:_SHOWN])


def risks(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield what can go wrong; what this business is exposed to comes first."""
    if not report.risks:
        return
    yield from layout.heading(say.section_title("risks"))
    ordered = say_plan.exposed_first(report.risks)
    shown = ordered if layout.detail else ordered[:_SHOWN]
    for risk in shown:
        yield from _risk(risk, layout)
    yield from _more(len(ordered) - len(shown), layout)


def _horizon(horizon: PlanHorizon, number: int, layout: Layout, *, has_how: bool) -> Iterator[Text]:
    yield Text()
    yield from layout.both_ends(Text(horizon.title, STRONG), Text(say_plan.hours_frame(horizon)))
    if not horizon.actions:
        yield from layout.paragraph(say_plan.nothing_new())
    for place, action in enumerate(horizon.actions, start=number):
        yield from _action(f"{place}.", action, layout, has_how=has_how)


def _action(mark: str, action: PlanAction, layout: Layout, *, has_how: bool) -> Iterator[Text]:
    indent = len(mark) + 1
    yield from layout.item(mark, Text(action.title, STRONG))
    if has_how:
        yield from layout.paragraph(action.how, indent=indent)
    yield from layout.fact(_("Done when"), action.done_when, indent=indent)
    yield from layout.brief(say_plan.price_and_work(action), indent=indent)
    if action.unlocks:
        yield from layout.fact(_("Helps with"), "; ".join(action.unlocks), indent=indent)


def _later(action: PlanAction, layout: Layout) -> str:
    if not layout.detail:
        return action.title
    known = (say_plan.cost(action), effort_label(action.effort))
    return f"{action.title}. {', '.join(part for part in known if part)}."


def _kpi(kpi: KpiLine, layout: Layout) -> Iterator[Text]:
    side = f" ({say.side_figure()})" if kpi.side_figure else ""
    yield from layout.item(layout.symbols.bullet, Text.assemble((kpi.title, STRONG), side))
    yield from layout.paragraph(kpi.measure, indent=_HANG)
    yield from layout.fact(_("Good sign"), kpi.good_sign, indent=_HANG)


def _risk(risk: RiskLine, layout: Layout) -> Iterator[Text]:
    exposed = (f" ({say_plan.exposed()})", CARE) if risk.exposed else ("", "")
    yield from layout.item(layout.symbols.bullet, Text.assemble((risk.title, STRONG), exposed))
    yield from layout.fact(_("Sign"), risk.sign, indent=_HANG)
    yield from layout.fact(_("Guard"), risk.guard, indent=_HANG)


def _more(count: int, layout: Layout) -> Iterator[Text]:
    if count:
        yield from layout.paragraph(
            plural("{count} more with --details.", "{count} more with --details.", count)
        )

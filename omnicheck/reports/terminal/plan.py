"""The plan by horizons, the figures to follow, and what can go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from omnicheck.figures import number_text
from omnicheck.language import _, plural
from omnicheck.reports.labels import ceiling_label, cost_label, effort_label, hours_text
from omnicheck.reports.terminal.layout import CARE, STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import (
        KpiLine,
        Plan,
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
    yield from layout.heading(_("Your plan"))
    yield from layout.paragraph(_frame(found))
    yield from layout.bullets(found.notes)
    number = 1
    for index, horizon in enumerate(found.horizons):
        yield from _horizon(horizon, number, layout, has_how=layout.detail or index == 0)
        number += len(horizon.actions)
    if found.later:
        yield from layout.subheading(_("After that, as time and money allow"))
        coming = found.later if layout.detail else found.later[:_LATER]
        yield from layout.bullets(_later(action, layout) for action in coming)
        yield from _more(len(found.later) - len(coming), layout)
    if found.watch:
        yield from layout.subheading(_("What to watch"))
        yield from layout.bullets(found.watch)


def kpis(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield the figures to follow, and how to judge them."""
    if not report.kpis:
        return
    yield from layout.heading(_("How you will see that it works"))
    shown = report.kpis if layout.detail else report.kpis[:_SHOWN]
    for kpi in shown:
        yield from _kpi(kpi, layout)
    yield from _more(len(report.kpis) - len(shown), layout)
    if report.judging:
        yield from layout.subheading(_("How to judge the figures"))
        yield from layout.bullets(report.judging if layout.detail else report.judging[:_SHOWN])


def risks(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield what can go wrong; what this business is exposed to comes first."""
    if not report.risks:
        return
    yield from layout.heading(_("What can go wrong"))
    ordered = sorted(report.risks, key=lambda risk: not risk.exposed)
    shown = ordered if layout.detail else ordered[:_SHOWN]
    for risk in shown:
        yield from _risk(risk, layout)
    yield from _more(len(ordered) - len(shown), layout)


def _frame(found: Plan) -> str:
    told = _("Made for {hours} a week and {money}.").format(
        hours=hours_text(found.hours_per_week), money=ceiling_label(found.cost_ceiling)
    )
    if not found.target_stage:
        return told
    leads = _("Within twelve months it leads to: {stage}.").format(stage=found.target_stage)
    return f"{told} {leads}"


def _horizon(horizon: PlanHorizon, number: int, layout: Layout, *, has_how: bool) -> Iterator[Text]:
    yield Text()
    hours = _("{used} of {available} used by then").format(
        used=number_text(horizon.hours_used), available=hours_text(horizon.hours_available)
    )
    yield from layout.both_ends(Text(horizon.title, STRONG), Text(hours))
    if not horizon.actions:
        yield from layout.paragraph(_("Nothing new starts here: go on with what you began."))
    for place, action in enumerate(horizon.actions, start=number):
        yield from _action(f"{place}.", action, layout, has_how=has_how)


def _action(mark: str, action: PlanAction, layout: Layout, *, has_how: bool) -> Iterator[Text]:
    indent = len(mark) + 1
    yield from layout.item(mark, Text(action.title, STRONG))
    if has_how:
        yield from layout.paragraph(action.how, indent=indent)
    yield from layout.fact(_("Done when"), action.done_when, indent=indent)
    facts = [
        cost_label(action.cost),
        _("{effort}, about {hours}").format(
            effort=effort_label(action.effort), hours=hours_text(action.hours)
        ),
    ]
    yield from layout.brief(facts, indent=indent)
    if action.unlocks:
        yield from layout.fact(_("Helps with"), "; ".join(action.unlocks), indent=indent)


def _later(action: PlanAction, layout: Layout) -> str:
    if not layout.detail:
        return action.title
    return f"{action.title}. {cost_label(action.cost)}, {effort_label(action.effort)}."


def _kpi(kpi: KpiLine, layout: Layout) -> Iterator[Text]:
    side = " " + _("(side figure only)") if kpi.side_figure else ""
    yield from layout.item(layout.symbols.bullet, Text.assemble((kpi.title, STRONG), side))
    yield from layout.paragraph(kpi.measure, indent=_HANG)
    yield from layout.fact(_("Good sign"), kpi.good_sign, indent=_HANG)


def _risk(risk: RiskLine, layout: Layout) -> Iterator[Text]:
    exposed = (" " + _("(your answers point to this one)"), CARE) if risk.exposed else ("", "")
    yield from layout.item(layout.symbols.bullet, Text.assemble((risk.title, STRONG), exposed))
    yield from layout.fact(_("Sign"), risk.sign, indent=_HANG)
    yield from layout.fact(_("Guard"), risk.guard, indent=_HANG)


def _more(count: int, layout: Layout) -> Iterator[Text]:
    if count:
        yield from layout.paragraph(
            plural("{count} more with --details.", "{count} more with --details.", count)
        )

"""The strategies side by side, the plan, the figures to follow and what can go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.plan_sentences as say_plan
import omnicheck.reports.sentences as say
from omnicheck.choices import Strategy
from omnicheck.language import _
from omnicheck.reports.manuscript import drawings
from omnicheck.reports.manuscript.afterwards import what_it_brings
from omnicheck.reports.manuscript.record import (
    Contrast,
    ContrastRow,
    Fact,
    Item,
    Items,
    Note,
    Paragraph,
    Step,
    Steps,
)
from omnicheck.reports.manuscript.shared import facts, frame, joined, listed, paragraph, told

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
    from omnicheck.reports.manuscript.record import Block


def strategies(report: Report) -> tuple[Block, ...]:
    """Return both strategies side by side for this business."""
    if not report.comparison:
        return ()
    recommended = report.verdict.strategy
    rows = (
        ContrastRow(line.aspect, line.multichannel, line.omnichannel, line.here)
        for line in report.comparison
    )
    return (
        Contrast(
            caption=_("Multichannel and omnichannel, point by point"),
            multichannel=say.strategy_name(Strategy.MULTICHANNEL, recommended),
            omnichannel=say.strategy_name(Strategy.OMNICHANNEL, recommended),
            here=_("For you"),
            recommended=recommended,
            rows=tuple(rows),
        ),
    )


def plan(report: Report) -> tuple[Block, ...]:
    """Return what to do by when, what comes later, and what to watch."""
    return tuple(_plan(report, report.plan)) if report.plan else ()


def figures(report: Report) -> tuple[Block, ...]:
    """Return the figures to follow, and how to judge them."""
    if not report.kpis:
        return ()
    kpis = Items(tuple(_kpi(kpi) for kpi in report.kpis))
    return (kpis, *told(say.section_title("judging"), report.judging))


def risks(report: Report) -> tuple[Block, ...]:
    """Return what can go wrong; what this business is exposed to comes first."""
    if not report.risks:
        return ()
    return (Items(tuple(_risk(risk) for risk in say_plan.exposed_first(report.risks))),)


def _plan(report: Report, found: Plan) -> Iterator[Block]:
    yield from paragraph(say_plan.plan_frame(report))
    yield from (Note(note) for note in found.notes)
    if any(horizon.actions for horizon in found.horizons):
        yield from _calendar(found)
    else:
        yield Paragraph(_nothing_to_do(found))
    yield from what_it_brings(report)
    yield from listed(say_plan.later_title(), (_later(action) for action in found.later))
    yield from told(say_plan.watch_title(), found.watch)


def _nothing_to_do(found: Plan) -> str:
    if found.later:
        return _(
            "No step fits into the time and the money that are there. More of either opens it."
        )
    return _("Your answers name nothing that needs work now. Go on with what works.")


def _calendar(found: Plan) -> Iterator[Block]:
    drawn = drawings.timeline(found.horizons)
    if drawn:
        yield drawn
    begun = 0
    for horizon in found.horizons:
        yield _steps(horizon, begun + 1)
        if not horizon.actions:
            yield Paragraph(say_plan.nothing_new() if begun else _("No step starts here yet."))
        begun += len(horizon.actions)


def _steps(horizon: PlanHorizon, number: int) -> Steps:
    steps = tuple(_step(place, each) for place, each in enumerate(horizon.actions, start=number))
    return Steps(horizon.title, say_plan.hours_frame(horizon), steps)


def _step(number: int, action: PlanAction) -> Step:
    aims = ((_("Works on"), action.weakness), (_("Helps with"), "; ".join(action.unlocks)))
    named = (_("{label}: {text}").format(label=fact.label, text=fact.text) for fact in facts(*aims))
    return Step(
        number,
        action.title,
        action.how,
        Fact(_("Done when"), action.done_when),
        (*frame(action), *named),
        to_fill=(_("Who does it"), _("Done on")),
    )


def _later(action: PlanAction) -> Item:
    """Return a later step in short; the appendix has it in full."""
    return Item(action.title, joined(frame(action)))


def _kpi(kpi: KpiLine) -> Item:
    mark = say.side_figure() if kpi.side_figure else ""
    return Item(kpi.title, kpi.measure, mark, facts((_("Good sign"), kpi.good_sign)))


def _risk(risk: RiskLine) -> Item:
    mark = say_plan.exposed() if risk.exposed else ""
    return Item(risk.title, tag=mark, facts=facts((_("Sign"), risk.sign), (_("Guard"), risk.guard)))

"""What is said of the plan, on a screen and on a page alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.figures import number_text
from omnicheck.language import _
from omnicheck.reports.climb import climb_of
from omnicheck.reports.labels import (
    ceiling_label,
    cost_label,
    effort_label,
    hours_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from omnicheck.assessment.report import (
        BestSteps,
        PlanAction,
        PlanHorizon,
        Report,
        RiskLine,
    )
    from omnicheck.reports.climb import Climb

_HASH: Final = 12


def exposed_first(risks: Iterable[RiskLine]) -> list[RiskLine]:
    """Return risks with those first to which the business is specially exposed."""
    return sorted(risks, key=lambda risk: not risk.exposed)


def look_earlier() -> str:
    """Lead over to the signs of an early review."""
    return _("Look again earlier when one of these happens:")


def plan_frame(report: Report) -> str:
    """Say what the plan was made for, and where on the ladder it leads; empty where neither may be said."""
    plan, told = report.plan, []
    if plan is None:
        return ""
    if plan.hours_per_week is not None and plan.cost_ceiling is not None:
        means = {
            "hours": hours_text(plan.hours_per_week),
            "money": ceiling_label(plan.cost_ceiling),
        }
        told.append(_("Made for {hours} a week and {money}.").format(**means))
    climb = climb_of(report)
    if climb:
        told.append(_climbing(climb, [stage.title for stage in report.stages]))
    return " ".join(told)


def _climbing(climb: Climb, titles: Sequence[str]) -> str:
    """Say what the plan works towards, and that it leads there only where its own outcome does."""
    today, target, reached = climb
    if target == today:
        words = _("It strengthens the stage you are at, “{stage}”.")
        if reached is not None and target < len(titles) - 1:
            words = _("It strengthens the stage you are at, “{stage}”. For now, you stay there.")
    elif reached == target:
        words = _(
            "If each step brings what it promises, it leads to the stage “{stage}” within twelve months."
        )
    elif reached is None:
        words = _("It works towards the stage “{stage}”.")
    elif reached > today:
        words = _(
            "It leads to the stage “{reached}” if each step brings what it promises, and works towards "
            "“{stage}”."
        )
    else:
        words = _("It works towards the stage “{stage}”, but its steps alone do not reach it.")
    return words.format(stage=titles[target], reached=titles[reached or 0])


def best_steps_title(best: BestSteps) -> str:
    """Return the heading over the steps that bring the most."""
    return _("The steps that would bring the most, {hours} of work").format(
        hours=hours_text(best.hours)
    )


def hours_frame(horizon: PlanHorizon) -> str:
    """Say how much of the time up to a horizon is used; empty where staff is left out."""
    if horizon.hours_used is None or horizon.hours_available is None:
        return ""
    return _("{used} of {available} used by then").format(
        used=number_text(horizon.hours_used), available=hours_text(horizon.hours_available)
    )


def nothing_new() -> str:
    """Say that no action begins in a horizon."""
    return _("Nothing new starts here: go on with what you began.")


def later_title() -> str:
    """Return the heading over what comes after the plan."""
    return _("After that, as time and money allow")


def watch_title() -> str:
    """Return the heading over what cannot be worked on."""
    return _("What to watch")


def work(action: PlanAction) -> str:
    """Say how much work an action is."""
    effort = effort_label(action.effort)
    if action.hours is None:
        return effort
    return _("{effort}, about {hours}").format(effort=effort, hours=hours_text(action.hours))


def cost(action: PlanAction) -> str:
    """Say what an action costs; empty where money is left out."""
    return "" if action.cost is None else cost_label(action.cost)


def price_and_work(action: PlanAction) -> tuple[str, ...]:
    """Return what an action costs and how much work it is, as far as it may be said."""
    return tuple(part for part in (cost(action), work(action)) if part)


def exposed() -> str:
    """Mark a risk to which the business is specially exposed."""
    return _("your answers point to this one")

"""Where on the ladder of stages a business stands, what its plan works towards, and what that reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from omnicheck.assessment.report import Report


class Climb(NamedTuple):
    """Positions among the stages of a report."""

    today: int
    target: int
    """The highest stage that a step of the plan helps to reach, or that the steps reach."""
    reached: int | None
    """Where the business stands once each step has brought what it promises; None where nobody knows."""


def climb_of(report: Report) -> Climb | None:
    """Return how far the plan of a report leads; None without stages, or without a step."""
    stages, plan = report.stages, report.plan
    if not stages or plan is None or not any(horizon.actions for horizon in plan.horizons):
        return None
    titles = [stage.title for stage in stages]
    today = next((i for i, stage in enumerate(stages) if stage.is_today), 0)
    outcome = report.after_plan.outcome if report.after_plan else None
    reached = titles.index(outcome.stage) if outcome and outcome.stage in titles else None
    served = titles.index(plan.target_stage) if plan.target_stage in titles else today
    return Climb(today, max(today, served, reached or 0), reached)

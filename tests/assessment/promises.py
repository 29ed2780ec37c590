"""Whether all that a report says of its plan is what the program's own outcome says."""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import LadderFigure
from omnicheck.reports.terminal import console_for, render_terminal
from tests.reports.reading import parts
from tests.reports.sample import texts_of

if TYPE_CHECKING:
    from omnicheck.assessment.report import PlanAction, Report
    from omnicheck.questionnaire import Questionnaire

_QUOTED = "“([^”]+)”"
#: Whatever names a stage that the plan alone brings about.
_LEADS = (
    f"leads to the stage {_QUOTED}", f"You would then be at the stage {_QUOTED}",
    r"the plan leads to stage \d+: ([^.]+)\.",
)  # fmt: skip
_STAYS = (f"stage you are at, {_QUOTED}. For now", f"You would still be at the stage {_QUOTED}")
_AIMS = (
    f"works towards the stage {_QUOTED}", f"and works towards {_QUOTED}",
    r"plan works towards stage \d+: ([^.]+)\.",
)  # fmt: skip
_FALLS_SHORT = "but its steps alone do not reach it"
_UNBEATEN = "no other choice within these hours and this money brings more."
_ENOUGH = "The hours and the money of your plan are enough for it."


def check_promises(report: Report, questionnaire: Questionnaire) -> None:
    """Fail where two statements of a report on its plan contradict each other."""
    told = [*texts_of(manuscript_of(report)), _on_terminal(report)]
    _check_stages(report, questionnaire, " | ".join(told))
    _check_picture(report)
    _check_least_work(report, told)


def planned(report: Report) -> list[PlanAction]:
    """Return the steps of the plan."""
    return [a for horizon in report.plan.horizons for a in horizon.actions] if report.plan else []


def _on_terminal(report: Report) -> str:
    stream = StringIO()
    render_terminal(report, console_for(stream, {"COLUMNS": "200"}, accessible=True), detail=True)
    return " ".join(stream.getvalue().split())


def _named(patterns: tuple[str, ...], text: str) -> set[str]:
    return {name for pattern in patterns for name in re.findall(pattern, text)}


def _check_stages(report: Report, questionnaire: Questionnaire, text: str) -> None:
    outcome = report.after_plan.outcome if report.after_plan else None
    reached = {outcome.stage} if outcome else set[str]()
    today = next(stage.title for stage in report.stages if stage.is_today)
    steps = {action.id for action in planned(report)}
    served = {a.serves for a in questionnaire.actions if a.id in steps}
    aims = _named(_AIMS, text)
    assert _named(_LEADS, text) <= (reached if outcome and outcome.climbs else set())
    assert _named(_STAYS, text) <= ({today} if outcome and not outcome.climbs else set())
    assert aims <= {s.title for s in questionnaire.stages if s.id in served} - {today} - reached
    assert (_FALLS_SHORT in text) <= bool(aims and outcome and not outcome.climbs)
    if outcome and outcome.climbs and steps:
        assert _named(_LEADS, text) == reached
    missing = report.after_plan.missing if report.after_plan else ()
    assert bool(missing) <= bool(aims)
    assert all(f"{need.title}, {need.needed}" in text for need in missing)


def _check_picture(report: Report) -> None:
    [ladder] = [part for part in parts(manuscript_of(report)) if isinstance(part, LadderFigure)]
    outcome = report.after_plan.outcome if report.after_plan else None
    leads = {rung.title for rung in ladder.rungs if rung.mark == "the plan leads here"}
    aims = {rung.title for rung in ladder.rungs if rung.mark == "the plan works towards this"}
    assert leads == ({outcome.stage} if outcome and outcome.climbs and planned(report) else set())
    assert report.plan
    assert aims <= {report.plan.target_stage} - leads


def _check_least_work(report: Report, told: list[str]) -> None:
    least, after = report.tipping_point.cheapest, report.after_plan
    text = " | ".join(told)
    assert (_ENOUGH in text) == bool(least and least.fits and not least.in_plan)
    if least is None or not least.fits or after is None or after.outcome is None:
        return
    assert after.best
    assert after.best.outcome.turns
    assert report.plan
    if not after.outcome.turns:
        [note] = [note for note in report.plan.notes if "would turn the recommendation to" in note]
        assert all(title in note for title in least.actions)
        assert note in told
        assert _UNBEATEN not in text

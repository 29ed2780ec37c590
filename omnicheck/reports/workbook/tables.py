"""The sheets that are one list each: answers, plan, figures to follow and risks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.plan_sentences as say_plan
import omnicheck.reports.sentences as say
from omnicheck.figures import whole_weeks
from omnicheck.language import _
from omnicheck.reports.labels import effort_label, state_label
from omnicheck.reports.workbook.page import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.report import AnswerLine, PlanAction, Report
    from omnicheck.reports.workbook.cells import Cell
    from omnicheck.reports.workbook.page import Page

Row = tuple["Cell", ...]


def fill_answers(page: Page, report: Report) -> None:
    """Write every question with its answer and what it did."""
    columns = (
        Column(_("Section"), width=15),
        Column(_("Question"), "strong", 42),
        Column(_("Answer"), width=32),
        Column(_("State"), width=12),
        Column(_("Value"), "whole", 8),
        Column(_("Weight"), "whole", 8),
        Column(_("Score"), width=18),
        Column(_("Points in its score"), "signed", 10),
        Column(_("Pull on the decision"), "signed", 11),
        Column(_("Note"), width=26),
        Column(_("Sources"), width=10),
    )
    page.as_list(columns, _answers(report))


def _answers(report: Report) -> Iterator[Row]:
    titles = {score.id: score.title for score in report.scores}
    pulls = {pull.question: pull.points for pull in report.pulls}
    numbers = {source.id: number for number, source in enumerate(report.sources, start=1)}
    for answer in report.answers:
        yield (
            answer.section,
            answer.ask,
            answer.answer,
            state_label(answer.state),
            answer.value,
            answer.weight or None,
            titles.get(answer.factor or "", ""),
            _points(answer),
            pulls.get(answer.question),
            answer.note,
            _cited(answer, numbers),
        )


def _points(answer: AnswerLine) -> float | None:
    counts = answer.weight and answer.state != "withheld"
    return answer.contribution if counts else None


def _cited(answer: AnswerLine, numbers: dict[str, int]) -> str:
    return ", ".join(str(numbers[name]) for name in answer.sources if name in numbers)


def fill_plan(page: Page, report: Report) -> None:
    """Write the plan as a list of work, with room for who does it and when it was done."""
    columns = (
        Column(_("No."), "whole", 5),
        Column(_("By when"), width=15),
        Column(_("Action"), "strong", 26),
        Column(_("How"), width=46),
        Column(_("Done when"), width=30),
        Column(_("Cost"), width=16),
        Column(_("Effort"), width=13),
        Column(_("Hours"), "number", 7),
        Column(_("Start week"), "whole", 7),
        Column(_("Hours in by week"), "whole", 7),
        Column(_("Helps with"), width=20),
        Column(_("Who does it"), "fill_in", 14),
        Column(_("Done on"), "fill_in_day", 12),
    )
    page.as_list(columns, (_action(*each) for each in enumerate(_actions(report), start=1)))
    if report.plan:
        page.texts(
            say.section_title("plan"),
            (say_plan.plan_frame(report), *report.plan.notes),
        )
        page.texts(say.section_title("brings"), _brings(report))
        page.texts(say_plan.watch_title(), report.plan.watch)


def _brings(report: Report) -> tuple[str, ...]:
    found = report.after_plan
    if found is None:
        return ()
    return (" ".join(found.says), *([found.best.says] if found.best else []))


def _actions(report: Report) -> Iterator[tuple[str, PlanAction]]:
    if report.plan is None:
        return
    for horizon in report.plan.horizons:
        yield from ((horizon.title, action) for action in horizon.actions)
    yield from ((say_plan.later_title(), action) for action in report.plan.later)


def _action(number: int, planned: tuple[str, PlanAction]) -> Row:
    horizon, action = planned
    return (
        number,
        horizon,
        action.title,
        action.how,
        action.done_when,
        say_plan.cost(action),
        effort_label(action.effort),
        action.hours,
        *_weeks(action),
        "; ".join(action.unlocks),
        None,
        None,
    )


def _weeks(action: PlanAction) -> tuple[Cell, Cell]:
    if action.from_week is None or action.to_week is None:
        return None, None
    return whole_weeks(action.from_week, action.to_week)


def fill_figures(page: Page, report: Report) -> None:
    """Write the figures to follow, with room for what they were and became."""
    columns = (
        Column(_("Figure"), "strong", 32),
        Column(_("How to measure it"), width=58),
        Column(_("Good sign"), width=40),
        Column(_("Start value"), "fill_in", 14),
        Column(_("Target"), "fill_in", 14),
        Column(_("After 90 days"), "fill_in", 14),
        Column(_("After 12 months"), "fill_in", 14),
    )
    page.as_list(columns, _figures(report))
    page.texts(say.section_title("judging"), report.judging)


def _figures(report: Report) -> Iterator[Row]:
    for kpi in report.kpis:
        title = f"{kpi.title} ({say.side_figure()})" if kpi.side_figure else kpi.title
        yield (title, kpi.measure, kpi.good_sign, None, None, None, None)


def fill_risks(page: Page, report: Report) -> None:
    """Write what can go wrong; what this business is exposed to comes first."""
    columns = (
        Column(_("Risk"), "strong", 38),
        Column(_("Sign"), width=50),
        Column(_("Guard"), width=50),
        Column(_("For you"), "care", 24),
    )
    page.as_list(columns, _risks(report))


def _risks(report: Report) -> Sequence[Row]:
    return [
        (risk.title, risk.sign, risk.guard, say_plan.exposed() if risk.exposed else "")
        for risk in say_plan.exposed_first(report.risks)
    ]


def fill_ranges(page: Page, report: Report) -> None:
    """Write how far each number of the questionnaire can be moved before the recommendation turns."""
    columns = (
        Column(_("What is moved"), "strong", 44),
        Column(_("Today"), "number", 10),
        Column(_("The recommendation stays"), width=30),
        Column(_("Times as large, or as small"), "number", 14),
    )
    page.as_list(columns, _ranges(report))
    if report.firmness:
        page.texts(say.section_title("firmness"), report.firmness.sentences)


def _ranges(report: Report) -> Sequence[Row]:
    found = report.firmness.ranges if report.firmness else ()
    return [(each.title, each.today, each.says, each.times) for each in found]

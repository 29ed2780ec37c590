"""`omnicheck assess`: one answers file becomes a report on screen, in files, or as JSON."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from omnicheck.cli.explain import ExplainOption, Given, Telling, explain_result, read, wanted
from omnicheck.cli.means import BudgetOption, HoursOption
from omnicheck.cli.options import (
    AccessibleOption,
    ForceOption,
    JsonOption,
    OutputOption,
    PaperOption,
    QuestionnaireOption,
    RedactOption,
    ThemeOption,
)
from omnicheck.cli.reportfiles import Order, in_brief, listed
from omnicheck.cli.streams import put, say
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.assessment.report import Report


def assess(  # noqa: PLR0913  each is an option of the command
    file: Annotated[
        str, typer.Argument(metavar="FILE", help=_("An answers file; - reads standard input."))
    ],
    *,
    output: OutputOption = None,
    questionnaire: QuestionnaireOption = None,
    theme: ThemeOption = None,
    paper: PaperOption = None,
    redact: RedactOption = False,
    force: ForceOption = False,
    explain: ExplainOption = None,
    hours: HoursOption = None,
    budget: BudgetOption = None,
    as_json: JsonOption = False,
    details: Annotated[
        bool, typer.Option("--details", help=_("Add every answer with its value, and the method."))
    ] = False,
    accessible: AccessibleOption = False,
) -> None:
    """Recommend a strategy from an answers file."""
    order = Order(tuple(output or ()), theme, paper, redact, force)
    name = wanted(explain, order)
    look = order.checked(file, questionnaire)
    if name is not None:
        given = read(file, questionnaire, hours, budget)
        told = Telling(as_json=as_json, details=details, accessible=accessible)
        explain_result(name, given, order, look, told)
        return
    report = _report_of(read(file, questionnaire, hours, budget), order)
    if order.outputs:
        order.fill(report, look)
    if as_json:
        _print_json(report)
    elif order.outputs and not details:
        put(in_brief(report))
    else:
        _show(report, details=details, accessible=accessible)
    if order.outputs:
        tell = say if as_json else put
        tell(listed(order.paths, f"\n{_('Written:')}"))


def _report_of(given: Given, order: Order) -> Report:
    from omnicheck.api import assess as assess_answers

    report = assess_answers(
        given.sheet,
        given.questionnaire,
        hours_per_week=given.hours_per_week,
        cost_ceiling=given.cost_ceiling,
    )
    return order.fitted(report, given.questionnaire)


def _print_json(report: Report) -> None:
    from omnicheck.reports.data import as_json

    put(as_json(report))


def _show(report: Report, *, details: bool, accessible: bool) -> None:
    from omnicheck.reports.terminal import console_for, render_terminal, wants_accessible

    plain = accessible or wants_accessible(os.environ)
    console = console_for(sys.stdout, os.environ, accessible=plain)
    render_terminal(report, console, accessible=plain, detail=details)

"""`omnicheck assess`: one answers file becomes a report on screen, in files, or as JSON."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from omnicheck.cli.layout import screen_width
from omnicheck.cli.options import (
    ForceOption,
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
    from omnicheck.api import LoadedQuestionnaire
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
    as_json: Annotated[
        bool, typer.Option("--json", help=_("Print everything as JSON, for other programs."))
    ] = False,
    details: Annotated[
        bool, typer.Option("--details", help=_("Add every answer with its value, and the method."))
    ] = False,
    accessible: Annotated[
        bool,
        typer.Option(
            "--accessible",
            help=_("Plain lines without boxes and bars, for screen readers; so does ACCESSIBLE=1."),
        ),
    ] = False,
) -> None:
    """Recommend a strategy from an answers file."""
    order = Order(tuple(output or ()), theme, paper, redact, force)
    look = order.checked(file, questionnaire)
    report = order.fitted(*_report_of(file, questionnaire))
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


def _report_of(file: str, chosen: str | None) -> tuple[Report, LoadedQuestionnaire]:
    from omnicheck.api import assess as assess_answers
    from omnicheck.cli.faults import shown
    from omnicheck.cli.inputs import answer_sheet, open_document, questionnaire_for

    document = open_document(file)
    questionnaire = questionnaire_for(document, chosen)
    sheet = answer_sheet(document, questionnaire, chosen)
    for warning in sheet.warnings:
        say(shown(warning, _("warning:"), screen_width(sys.stderr)))
    return assess_answers(sheet, questionnaire), questionnaire


def _print_json(report: Report) -> None:
    from omnicheck.reports.data import as_json

    put(as_json(report))


def _show(report: Report, *, details: bool, accessible: bool) -> None:
    from omnicheck.reports.terminal import console_for, render_terminal, wants_accessible

    plain = accessible or wants_accessible(os.environ)
    console = console_for(sys.stdout, os.environ, accessible=plain)
    render_terminal(report, console, accessible=plain, detail=details)

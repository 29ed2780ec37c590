"""`omnicheck assess`: one answers file becomes a report on screen, or as JSON."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from omnicheck.cli.layout import screen_width
from omnicheck.cli.options import QuestionnaireOption
from omnicheck.cli.streams import put, say
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.assessment.report import Report


def assess(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help=_("An answers file; - reads standard input."))
    ],
    questionnaire: QuestionnaireOption = None,
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
    report = _report_of(file, questionnaire)
    if as_json:
        put(_as_json(report))
    else:
        _show(report, details=details, accessible=accessible)


def _report_of(file: str, chosen: str | None) -> Report:
    from omnicheck.api import assess as assess_answers
    from omnicheck.cli.faults import shown
    from omnicheck.cli.inputs import answer_sheet, open_document, questionnaire_for

    document = open_document(file)
    questionnaire = questionnaire_for(document, chosen)
    sheet = answer_sheet(document, questionnaire, chosen)
    for warning in sheet.warnings:
        say(shown(warning, _("warning:"), screen_width(sys.stderr)))
    return assess_answers(sheet, questionnaire)


def _as_json(report: Report) -> str:
    import json
    from dataclasses import asdict

    return json.dumps(asdict(report), indent=2, ensure_ascii=True, allow_nan=False)


def _show(report: Report, *, details: bool, accessible: bool) -> None:
    from omnicheck.reports.terminal import console_for, render_terminal, wants_accessible

    plain = accessible or wants_accessible(os.environ)
    console = console_for(sys.stdout, os.environ, accessible=plain)
    render_terminal(report, console, accessible=plain, detail=details)

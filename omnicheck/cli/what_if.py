"""`omnicheck what-if`: a business as it is today beside the same business with other answers."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from omnicheck.cli.layout import filled, reading_width, screen_width
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
from omnicheck.cli.reportfiles import Order, listed
from omnicheck.cli.streams import put, say
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.sides import SideBySide
    from omnicheck.errors import Fault
    from omnicheck.scenarios import Scenario


def what_if(  # noqa: PLR0913  each is an option of the command
    file: Annotated[
        str, typer.Argument(metavar="FILE", help=_("An answers file; - reads standard input."))
    ],
    *,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="QUESTION=ANSWER",
            help=_(
                "Try another answer to a question: the id of an option, its exact text, a number, "
                "not_sure or not_applicable; several with ; between them. May be given several times: "
                "together they are one scenario."
            ),
            show_default=False,
        ),
    ] = None,
    scenarios: Annotated[
        str | None,
        typer.Option(
            "--scenarios",
            metavar="FILE",
            help=_("Try the scenarios of this YAML file, each beside today."),
            show_default=False,
        ),
    ] = None,
    output: OutputOption = None,
    questionnaire: QuestionnaireOption = None,
    theme: ThemeOption = None,
    paper: PaperOption = None,
    redact: RedactOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
    details: Annotated[
        bool, typer.Option("--details", help=_("Name every step of the plan that differs."))
    ] = False,
    accessible: AccessibleOption = False,
) -> None:
    """Show what other answers would change."""
    order = Order(tuple(output or ()), theme, paper, redact, force)
    look = order.checked(file, questionnaire, scenarios)
    sheet, loaded = _answers(file, questionnaire)
    tried = _tried(tuple(settings or ()), scenarios, loaded)
    document = _worked_out(sheet, tried, loaded, redact=redact)
    if order.outputs:
        order.fill(document, look)
    if as_json:
        _print_json(document)
    elif order.outputs and not details:
        put(_in_brief(document))
    else:
        _show(document, details=details, accessible=accessible)
    if order.outputs:
        tell = say if as_json else put
        tell(listed(order.paths, f"\n{_('Written:')}"))


def _answers(file: str, chosen: str | None) -> tuple[AnswerSheet, LoadedQuestionnaire]:
    from omnicheck.cli.faults import shown
    from omnicheck.cli.inputs import answer_sheet, open_document, questionnaire_for

    document = open_document(file)
    questionnaire = questionnaire_for(document, chosen)
    sheet = answer_sheet(document, questionnaire, chosen)
    for warning in sheet.warnings:
        say(shown(warning, _("warning:"), screen_width(sys.stderr)))
    return sheet, questionnaire


def _tried(
    settings: Sequence[str], file: str | None, questionnaire: LoadedQuestionnaire
) -> tuple[Scenario, ...]:
    """Read the scenarios asked for: that of the command line, then those of the file."""
    from omnicheck.cli.inputs import open_document
    from omnicheck.errors import AnswersError, InputError
    from omnicheck.scenarios import scenario_of_settings, scenarios_from

    found: list[Scenario] = []
    faults: list[Fault] = []
    try:
        if settings:
            found.append(scenario_of_settings(settings, questionnaire.compiled, _("What if")))
    except InputError as error:
        faults += error.faults
    try:
        if file is not None:
            found += scenarios_from(open_document(file), questionnaire.compiled)
    except InputError as error:
        faults += error.faults
    if faults:
        raise AnswersError(faults)
    return tuple(found)


def _worked_out(
    sheet: AnswerSheet,
    scenarios: tuple[Scenario, ...],
    questionnaire: LoadedQuestionnaire,
    *,
    redact: bool,
) -> SideBySide:
    from omnicheck.api import what_if as side_by_side

    document = side_by_side(sheet, scenarios, questionnaire, redacted=redact)
    if len(document.sides) == 1:
        say(_("To try other answers of your own, add: --set QUESTION=ANSWER"))
    return document


def _in_brief(document: SideBySide) -> str:
    """Return what comes of it in a few lines, for where the rest is in a file."""
    told = [document.business.name]
    told += [f"{difference.label}: {difference.says}" for difference in document.differences]
    return "\n".join(filled(clean(text), reading_width()) for text in told)


def _print_json(document: SideBySide) -> None:
    from omnicheck.reports.data import as_json

    put(as_json(document))


def _show(document: SideBySide, *, details: bool, accessible: bool) -> None:
    from omnicheck.reports.terminal import console_for, render_side_by_side, wants_accessible

    plain = accessible or wants_accessible(os.environ)
    console = console_for(sys.stdout, os.environ, accessible=plain)
    render_side_by_side(document, console, accessible=plain, detail=details)

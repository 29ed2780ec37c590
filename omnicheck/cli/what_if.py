"""`omnicheck what-if`: a business as it is today beside the same business with other answers."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from omnicheck.cli.explain import Given, read
from omnicheck.cli.layout import filled, reading_width
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
    only,
)
from omnicheck.cli.reportfiles import Order, listed
from omnicheck.cli.streams import put, say
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.sides import WhatIf
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
        list[str] | None,
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
    hours: HoursOption = None,
    budget: BudgetOption = None,
    as_json: JsonOption = False,
    details: Annotated[
        bool, typer.Option("--details", help=_("Name every step of the plan that differs."))
    ] = False,
    accessible: AccessibleOption = False,
) -> None:
    """Show what other answers would change."""
    order = Order(tuple(output or ()), theme, paper, redact, force)
    to_try = only(scenarios, "--scenarios")
    look = order.checked(file, questionnaire, to_try)
    given = read(file, questionnaire, hours, budget)
    tried = _tried(tuple(settings or ()), to_try, given.questionnaire, questionnaire)
    document = _worked_out(given, tried, redact=redact)
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


def _tried(
    settings: Sequence[str],
    file: str | None,
    questionnaire: LoadedQuestionnaire,
    chosen: str | None,
) -> tuple[Scenario, ...]:
    """Read the scenarios asked for: that of the command line, then those of the file."""
    from omnicheck.errors import AnswersError, InputError
    from omnicheck.scenarios import scenario_of_settings

    found: list[Scenario] = []
    faults: list[Fault] = []
    try:
        if settings:
            found.append(scenario_of_settings(settings, questionnaire.compiled, _("What if")))
    except InputError as error:
        faults += error.faults
    try:
        if file is not None:
            found += _of_file(file, questionnaire, chosen)
    except InputError as error:
        faults += error.faults
    if faults:
        raise AnswersError(faults)
    return tuple(found)


def _of_file(
    file: str, questionnaire: LoadedQuestionnaire, chosen: str | None
) -> tuple[Scenario, ...]:
    """Read a file of scenarios, with the questionnaire that it names, if it does."""
    from omnicheck.answers import questionnaire_named
    from omnicheck.cli.inputs import open_document, questionnaire_for
    from omnicheck.scenarios import looks_like_scenarios, scenarios_from

    document = open_document(file)
    meant = None
    if looks_like_scenarios(document) and questionnaire_named(document):
        meant = questionnaire_for(document, chosen).id
    return scenarios_from(document, questionnaire.compiled, meant)


def _worked_out(given: Given, scenarios: tuple[Scenario, ...], *, redact: bool) -> WhatIf:
    from omnicheck.api import what_if as beside

    document = beside(
        given.sheet,
        scenarios,
        given.questionnaire,
        hours_per_week=given.hours_per_week,
        cost_ceiling=given.cost_ceiling,
        redacted=redact,
    )
    if len(document.sides) == 1:
        say(_("To try other answers of your own, add: --set QUESTION=ANSWER"))
    return document


def _in_brief(document: WhatIf) -> str:
    """Return what comes of it in a few lines, for where the rest is in a file."""
    from omnicheck.reports.sides import headline
    from omnicheck.reports.what_if import in_short

    told = [document.business.name, headline(document)]
    told += [f"{label}: {text}" for label, text in in_short(document)]
    return "\n".join(filled(clean(text), reading_width()) for text in told)


def _print_json(document: WhatIf) -> None:
    from omnicheck.reports.data import as_json

    put(as_json(document))


def _show(document: WhatIf, *, details: bool, accessible: bool) -> None:
    from omnicheck.reports.terminal import console_for, render_side_by_side, wants_accessible

    plain = accessible or wants_accessible(os.environ)
    console = console_for(sys.stdout, os.environ, accessible=plain)
    render_side_by_side(document, console, accessible=plain, detail=details)

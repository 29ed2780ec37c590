"""`omnicheck assess --explain NAME`: how one result came about, on screen, in files, or as JSON."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from omnicheck.cli.layout import filled, pairs, reading_width, screen_width
from omnicheck.cli.options import only
from omnicheck.cli.reportfiles import listed
from omnicheck.cli.streams import put, say
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.derivation import Explanation, Subject, SubjectKind
    from omnicheck.choices import Cost
    from omnicheck.cli.reportfiles import Order
    from omnicheck.reports.rendering import Look

#: Lists what can be explained.
_HELP: Final = "help"
#: Other words for the decision.
_SAME: Final = ("strategy", "multichannel", "omnichannel")

ExplainOption = Annotated[
    list[str] | None,
    typer.Option(
        "--explain",
        metavar="NAME",
        help=_(
            "Show how one result came about, each number with its line: a score, a question, a stage, an "
            "action, decision, margin, confidence or path. To see all names: --explain help"
        ),
        show_default=False,
    ),
]


class Given(NamedTuple):
    """What was given to assess."""

    sheet: AnswerSheet
    questionnaire: LoadedQuestionnaire
    hours_per_week: float | None
    cost_ceiling: Cost | None


@dataclass(frozen=True)
class Telling:
    """How much is shown on the screen, and in which way."""

    as_json: bool
    details: bool
    accessible: bool


def read(file: str, chosen: str | None, hours: str | None, budget: str | None) -> Given:
    """Read answers, their questionnaire, and what to plan for.

    Raises:
        InputError: something in them does not fit.
    """
    from omnicheck.cli.faults import shown
    from omnicheck.cli.inputs import answer_sheet, open_document, questionnaire_for
    from omnicheck.cli.means import means_of

    document = open_document(file)
    questionnaire = questionnaire_for(document, chosen)
    per_week, ceiling = means_of(hours, budget, questionnaire)
    sheet = answer_sheet(document, questionnaire, chosen)
    for warning in sheet.warnings:
        say(shown(warning, _("warning:"), screen_width(sys.stderr)))
    return Given(sheet, questionnaire, per_week, ceiling)


def wanted(names: Sequence[str] | None, order: Order) -> str | None:
    """Return the name of what is to be explained; None where nothing is.

    Raises:
        InputError: there are several, or none after all, or a list of names was to go into a file.
    """
    name = only(names, "--explain")
    if name is not None and not name.strip():
        what = _("There is no name of what to explain.")
        cure = _("To see all that can be explained: --explain help")
        raise InputError([Fault(Place("--explain"), what, cure)])
    if name is not None and _is_help(name) and order.outputs:
        what = _("The list of names goes into no file.")
        cure = _("Leave out -o, or name what to explain, such as --explain decision.")
        raise InputError([Fault(Place("--explain help"), what, cure)])
    return name


def _is_help(name: str) -> bool:
    return name.strip().casefold() == _HELP


def explain_result(name: str, given: Given, order: Order, look: Look, telling: Telling) -> None:
    """Show how a result came about, and write the files asked for.

    Raises:
        InputError: there is no such result, or a file cannot be written.
    """
    if _is_help(name):
        tell_names = _names_as_json if telling.as_json else _names
        put(tell_names(given.questionnaire))
        return
    from omnicheck.api import explain

    document = explain(
        given.sheet,
        name,
        given.questionnaire,
        hours_per_week=given.hours_per_week,
        cost_ceiling=given.cost_ceiling,
        redacted=order.redact,
    )
    if order.outputs:
        order.fill(document, look)
    if telling.as_json:
        _print_json(document)
    elif order.outputs and not telling.details:
        put(_in_brief(document))
    else:
        _show(document, telling)
    if order.outputs:
        tell = say if telling.as_json else put
        tell(listed(order.paths, f"\n{_('Written:')}"))


def _names(questionnaire: LoadedQuestionnaire) -> str:
    """Return all that can be explained, by kind."""
    width = reading_width()
    by_kind: dict[str, list[tuple[str, str]]] = {}
    for subject in _subjects(questionnaire):
        by_kind.setdefault(_heading(subject.kind), []).append((subject.name, clean(subject.title)))
    told = [f"{heading}\n{pairs(rows, width)}" for heading, rows in by_kind.items()]
    first = _("Follow any of these with: omnicheck assess FILE --explain NAME")
    return "\n\n".join([filled(first, width), *told])


def _names_as_json(questionnaire: LoadedQuestionnaire) -> str:
    """Return all that can be explained as a list of name, title and kind."""
    return json.dumps([asdict(subject) for subject in _subjects(questionnaire)], indent=2)


def _subjects(questionnaire: LoadedQuestionnaire) -> Iterator[Subject]:
    from omnicheck.assessment.derivation import subjects_of

    subjects = subjects_of(questionnaire.record).values()
    return (subject for subject in subjects if subject.name not in _SAME)


def _heading(kind: SubjectKind) -> str:
    from omnicheck.assessment.derivation import SubjectKind

    return {
        SubjectKind.SCORE: _("Scores"),
        SubjectKind.QUESTION: _("Questions, gates among them"),
        SubjectKind.WEAKNESS: _("Weaknesses"),
        SubjectKind.ACTION: _("Actions"),
        SubjectKind.STAGE: _("Stages"),
        SubjectKind.PATH: _("Variants of the recommendation"),
    }.get(kind, _("The result"))


def _in_brief(document: Explanation) -> str:
    """Return what comes out, for where the rest is in a file."""
    width = reading_width()
    return "\n".join(filled(clean(text), width) for text in (document.business.name, document.says))


def _print_json(document: Explanation) -> None:
    from omnicheck.reports.data import as_json

    put(as_json(document))


def _show(document: Explanation, telling: Telling) -> None:
    from omnicheck.reports.terminal import console_for, render_explanation, wants_accessible

    plain = telling.accessible or wants_accessible(os.environ)
    console = console_for(sys.stdout, os.environ, accessible=plain)
    render_explanation(document, console, accessible=plain, detail=telling.details)

"""`omnicheck check`: every fault of answers, questionnaires, scenarios and themes, all at once."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from omnicheck.cli.layout import screen_width
from omnicheck.cli.options import QuestionnaireOption, check_standard_input
from omnicheck.cli.streams import put, say
from omnicheck.errors import EXIT_INPUT, InputError
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.errors import Fault
    from omnicheck.reports.theme import Theme
    from omnicheck.yamlfile import Document


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help=_("Answers, questionnaires, scenarios or themes; - reads standard input."),
        ),
    ],
    questionnaire: QuestionnaireOption = None,
) -> int:
    """Find every fault in the files that you write."""
    check_standard_input(files)
    counts = [_check_file(file, questionnaire) for file in files]
    faults, bad_files = sum(counts), sum(count > 0 for count in counts)
    if not faults:
        return 0
    found = plural("{count} fault", "{count} faults", faults)
    among = plural("{count} file", "{count} files", len(files))
    words = _("{faults} in {bad} of {files}.") if len(files) > 1 else _("{faults}.")
    say(words.format(faults=found, bad=bad_files, files=among))
    return EXIT_INPUT


def _check_file(file: str, chosen: str | None) -> int:
    """Check one file and say what was found; return how many faults it has."""
    from omnicheck.cli.inputs import open_document

    try:
        document = open_document(file)
        _show(document.warnings, _("warning:"))
        praise, warnings = _praise(document, chosen)
        _show(warnings, _("warning:"))
    except InputError as error:
        _show(error.faults)
        return len(error.faults)
    put(f"{document.name}: {praise}")
    return 0


def _show(faults: Iterable[Fault], label: str = "") -> None:
    from omnicheck.cli.faults import shown

    for fault in faults:
        put(shown(fault, label, screen_width(sys.stdout)))


def _praise(document: Document, chosen: str | None) -> tuple[str, list[Fault]]:
    """Check a document as what it looks like; return what it holds, and what is odd about it."""
    from omnicheck.answers import naming
    from omnicheck.catalog import questionnaire_from
    from omnicheck.cli.inputs import answer_sheet, is_questionnaire, questionnaire_for
    from omnicheck.reports.themefile import looks_like_theme, theme_from
    from omnicheck.scenarios import looks_like_scenarios, scenarios_from

    if is_questionnaire(document):
        questions = (record := questionnaire_from(document).questionnaire).questions
        words = _("fine (questionnaire {id}: {count} questions, {scored} scored)")
        scored = sum(question.scored for question in questions)
        return words.format(id=record.id, count=len(questions), scored=scored), []
    if looks_like_scenarios(document):
        questionnaire = questionnaire_for(document, chosen)
        found = scenarios_from(naming(document, questionnaire.id), questionnaire.compiled)
        words = plural(
            "fine ({count} scenario for {{id}})", "fine ({count} scenarios for {{id}})", len(found)
        )
        return words.format(id=questionnaire.id), []
    if looks_like_theme(document):
        return _look(theme_from(document)), []
    questionnaire = questionnaire_for(document, chosen)
    sheet = answer_sheet(document, questionnaire, chosen)
    return _progress(sheet, questionnaire), list(_oddities(document, sheet, questionnaire))


def _look(theme: Theme) -> str:
    logo = _("with a logo") if theme.logo else _("without a logo")
    words = _("fine (theme: {name}, {logo}, {colour})")
    return words.format(name=theme.name or _("no name"), logo=logo, colour=theme.accent)


def _oddities(
    document: Document, sheet: AnswerSheet, questionnaire: LoadedQuestionnaire
) -> Iterator[Fault]:
    """Yield what can be meant so, but most likely is not."""
    if sheet.answered_on and sheet.answered_on > date.today().isoformat():
        place = document.place_of(("answered_on",))
        what = _("This day is still to come.")
        yield document.fault(place, what, _("Write the day of the answers, or leave it out."))
    if not sheet.answers:
        place = document.place_of(("answers",), key=True)
        what = _("No question is answered yet.")
        cure = _("Write your answers after the colons below answers:")
        yield document.fault(place, what, cure)
    yield from _idle(document, sheet, questionnaire)


def _idle(
    document: Document, sheet: AnswerSheet, questionnaire: LoadedQuestionnaire
) -> Iterator[Fault]:
    """Yield answers to questions that are not asked."""
    from omnicheck.answers import idle_answers
    from omnicheck.choices import Form

    quick = {question.id: question.quick for question in questionnaire.record.questions}
    idle = idle_answers(sheet, questionnaire.compiled)
    left_out = [name for name in idle if sheet.form is Form.QUICK and not quick[name]]
    if left_out:
        what = plural(
            "{count} answer does not count, because the quick form leaves its question out.",
            "{count} answers do not count, because the quick form leaves their questions out.",
            len(left_out),
        )
        place = document.place_of(("form",))
        yield document.fault(place, what, _("Write form: full to have them count."))
    for name in idle:
        if name not in left_out:
            place = document.place_of(("answers", name), key=True)
            what = _("This answer does not count: another answer rules its question out.")
            yield document.fault(place, what, _("Look at both answers, or leave this one out."))


def _progress(sheet: AnswerSheet, questionnaire: LoadedQuestionnaire) -> str:
    from omnicheck.choices import Form
    from omnicheck.engine.columns import NOT_SURE

    questions = questionnaire.record.questions
    asked = [q.id for q in questions if q.quick or sheet.form is Form.FULL]
    codes = [sheet.answers[name].code for name in asked if name in sheet.answers]
    unsure = codes.count(NOT_SURE)
    words = _("fine (answers to {id}: {answered} of {asked} answered, {unsure} not sure)")
    return words.format(
        id=questionnaire.id, answered=len(codes) - unsure, asked=len(asked), unsure=unsure
    )

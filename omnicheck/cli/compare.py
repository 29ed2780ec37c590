"""`omnicheck compare`: two dates of one business, several people on one business, or two tables of results."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

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
    check_standard_input,
)
from omnicheck.cli.reportfiles import Order, listed
from omnicheck.cli.streams import put, say
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.agreement import Agreement
    from omnicheck.assessment.comparison import Comparison
    from omnicheck.errors import Fault, Place

_TWO: Final = 2
#: More columns are no table that anybody reads.
_MOST_PEOPLE: Final = 9
_TABLES: Final = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson", ".xlsx")


@dataclass(frozen=True)
class _Telling:
    """How much is shown on the screen, and in which way."""

    as_json: bool
    details: bool
    accessible: bool


class _Read(NamedTuple):
    """A file of answers, read."""

    sheet: AnswerSheet
    questionnaire: LoadedQuestionnaire
    named_at: Place
    """Where the id of the business stands, or without one its name."""


def compare(  # noqa: PLR0913  each is an option of the command
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help=_("The older file, then the newer; with --respondents one file for each person."),
            show_default=False,
        ),
    ],
    *,
    respondents: Annotated[
        bool,
        typer.Option(
            "--respondents", help=_("The files are the answers of several people at one time.")
        ),
    ] = False,
    questionnaire: QuestionnaireOption = None,
    old_questionnaire: Annotated[
        str | None,
        typer.Option(
            "--old-questionnaire",
            metavar="ID|PATH",
            help=_("The older answers are for this version of the questionnaire."),
            show_default=False,
        ),
    ] = None,
    same_business: Annotated[
        bool,
        typer.Option(
            "--same-business",
            help=_("Take the files for one business, though names or ids differ."),
        ),
    ] = False,
    output: OutputOption = None,
    theme: ThemeOption = None,
    paper: PaperOption = None,
    redact: RedactOption = False,
    force: ForceOption = False,
    as_json: JsonOption = False,
    details: Annotated[
        bool, typer.Option("--details", help=_("Show every entry, and how it was worked out."))
    ] = False,
    accessible: AccessibleOption = False,
) -> None:
    """Compare two dates, several people, or two tables."""
    order = Order(tuple(output or ()), theme, paper, redact, force)
    telling = _Telling(as_json, details, accessible)
    _check_files(files, respondents=respondents)
    _check_named_once(files, may_be_one=bool(old_questionnaire) and not respondents)
    if _is_table(files[0]):
        from omnicheck.cli.movement import compare_tables

        idle = {
            "--old-questionnaire": old_questionnaire,
            "--same-business": same_business,
            "--redact": redact,
        }
        _say_what_is_idle(name for name, given in idle.items() if given)
        compare_tables(files[0], files[1], questionnaire, order, as_json=as_json, details=details)
        return
    look = order.checked(*files, questionnaire, old_questionnaire)
    document: Comparison | Agreement
    if respondents:
        if old_questionnaire:
            say(_("--old-questionnaire: only for two dates, not for several people."))
        document = _people(files, questionnaire, same_business=same_business, redacted=redact)
    else:
        document = _dates(
            files, questionnaire, old_questionnaire, same_business=same_business, redacted=redact
        )
    if order.outputs:
        order.fill(document, look)
    _tell(document, order, telling)


def _check_files(files: Sequence[str], *, respondents: bool) -> None:
    """Find out whether so many files of such kinds can be compared.

    Raises:
        InputError: they cannot.
    """
    tables = [file for file in files if _is_table(file)]
    if tables and (respondents or len(tables) < len(files)):
        what = _("This is a table, and the other files are answers.")
        cure = _("Compare two answers files, or two tables of results of omnicheck batch.")
        if len(tables) == len(files):
            what = _("This is a table; --respondents takes answers files.")
            cure = _("Write the answers of each person into a file: omnicheck template")
        raise _refusal(tables[0], what, cure)
    if respondents and len(files) < _TWO:
        what = _("This is the file of one person only.")
        raise _refusal(files[-1], what, _("Name a file for each person, two at least."))
    if respondents and len(files) > _MOST_PEOPLE:
        what = _("These are too many people to stand side by side.")
        raise _refusal(files[-1], what, _("Name at most {count} files.").format(count=_MOST_PEOPLE))
    if not respondents and len(files) != _TWO:
        what = _("It takes two files: the older one, then the newer one.")
        cure = _("For several people at one time, add: --respondents")
        raise _refusal(files[-1], what, cure)


def _check_named_once(files: Sequence[str], *, may_be_one: bool) -> None:
    """Find out whether a file is named twice; `may_be_one` where two versions tell its answers apart.

    Raises:
        InputError: one is.
    """
    check_standard_input(files)
    for i, file in enumerate(files):
        if not may_be_one and any(_is_same_file(file, earlier) for earlier in files[:i]):
            what = _("This file is named twice, so there is nothing to compare.")
            raise _refusal(file, what, _("Name each file once."))


def _is_same_file(one: str, other: str) -> bool:
    try:
        return "-" not in (one, other) and os.path.samefile(one, other)  # noqa: PTH121
    except (OSError, ValueError):
        return False  # what cannot be read is told when it is read


def _say_what_is_idle(options: Iterable[str]) -> None:
    """Options about answers do nothing where tables are compared."""
    names = ", ".join(options)
    if names:
        say(_("{names}: only for answers files, not for tables of results.").format(names=names))


def _refusal(file: str, what: str, cure: str) -> Exception:
    from omnicheck.errors import Fault, InputError, Place
    from omnicheck.yamlsource import displayed

    return InputError([Fault(Place(displayed(file)), what, cure)])


def _is_table(file: str) -> bool:
    return Path(file).suffix.casefold() in _TABLES


def _dates(
    files: Sequence[str],
    chosen: str | None,
    old_chosen: str | None,
    *,
    same_business: bool,
    redacted: bool,
) -> Comparison:
    from omnicheck.api import compare as compared

    options = ("--old-questionnaire" if old_chosen else "-q", "-q")
    read = _read(files, (old_chosen or chosen, chosen), options)
    if not same_business:
        _check_one_business(read)
    (old, before, _old_place), (new, after, _new_place) = read
    if old.answered_on and new.answered_on and old.answered_on > new.answered_on:
        words = _(
            "The first file is the newer one, by its day. It is taken for the older one, as named."
        )
        say(filled(words, screen_width(sys.stderr) or reading_width()))
    return compared(old, new, after, before, same_business=same_business, redacted=redacted)


def _people(
    files: Sequence[str], chosen: str | None, *, same_business: bool, redacted: bool
) -> Agreement:
    from omnicheck.api import respondents

    read = _read(files, [chosen] * len(files), ["-q"] * len(files))
    _check_one_version(read)
    if not same_business:
        _check_one_business(read)
    sheets = [each.sheet for each in read]
    return respondents(
        sheets, read[0].questionnaire, same_business=same_business, redacted=redacted
    )


def _check_one_business(read: Sequence[_Read]) -> None:
    """Find out whether all files are about one business.

    Raises:
        AnswersError: some are not; told where they name theirs.
    """
    from omnicheck.assessment.parties import check_one_business

    check_one_business([each.sheet for each in read], [each.named_at for each in read])


def _check_one_version(read: Sequence[_Read]) -> None:
    """Find out whether all files are for the very same questionnaire.

    Raises:
        InputError: one is not.
    """
    own = read[0].questionnaire
    for sheet, other, _place in read[1:]:
        if other.id == own.id and other.document.sha256 != own.document.sha256:
            what = _("This file names another version of the questionnaire than the first file.")
            cure = _("Take one for all with -q.")
            raise _refusal(sheet.source, what, cure)


def _read(
    files: Sequence[str], chosen: Sequence[str | None], options: Sequence[str]
) -> list[_Read]:
    """Read answers files, each with its questionnaire; `options` are those that it was chosen with.

    Raises:
        InputError: with every fault of all files.
    """
    from omnicheck.errors import AnswersError, InputError

    found: list[_Read] = []
    faults: list[Fault] = []
    for file, name, option in zip(files, chosen, options, strict=True):
        try:
            found.append(_read_one(file, name, option))
        except InputError as error:
            faults += error.faults
    if faults:
        raise AnswersError(faults)
    return found


def _read_one(file: str, chosen: str | None, option: str) -> _Read:
    from omnicheck.cli.faults import shown
    from omnicheck.cli.inputs import answer_sheet, open_document, questionnaire_for

    document = open_document(file)
    questionnaire = questionnaire_for(document, chosen, option)
    sheet = answer_sheet(document, questionnaire, chosen)
    for warning in sheet.warnings:
        say(shown(warning, _("warning:"), screen_width(sys.stderr)))
    key = "id" if sheet.business.id else "name"
    return _Read(sheet, questionnaire, document.place_of(("business", key)))


def _tell(document: Comparison | Agreement, order: Order, telling: _Telling) -> None:
    """Show what came out, and which files were written."""
    if telling.as_json:
        from omnicheck.reports.data import as_json

        put(as_json(document))
    elif order.outputs and not telling.details:
        put("\n".join(filled(clean(text), reading_width()) for text in _in_brief(document)))
    else:
        _show(document, telling)
    if order.outputs:
        tell = say if telling.as_json else put
        tell(listed(order.paths, f"\n{_('Written:')}"))


def _in_brief(document: Comparison | Agreement) -> list[str]:
    """Return what came out in a few lines, for where the rest is in a file."""
    from omnicheck.assessment.comparison import Comparison

    if isinstance(document, Comparison):
        return [document.business.name, document.differences[0].says, document.says]
    return [document.business.name, document.verdict_says, document.first_says]


def _show(document: Comparison | Agreement, telling: _Telling) -> None:
    from omnicheck.assessment.comparison import Comparison
    from omnicheck.reports.terminal import (
        console_for,
        render_agreement,
        render_comparison,
        wants_accessible,
    )

    plain = telling.accessible or wants_accessible(os.environ)
    console = console_for(sys.stdout, os.environ, accessible=plain)
    if isinstance(document, Comparison):
        render_comparison(document, console, accessible=plain, detail=telling.details)
    else:
        render_agreement(document, console, accessible=plain, detail=telling.details)

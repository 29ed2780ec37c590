"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from omnicheck.choices import PaperSize
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence


def _questionnaire_ids(incomplete: str) -> list[str]:
    """Complete the ids of bundled questionnaires in the shell."""
    from omnicheck.catalog import bundled_ids

    return [name for name in bundled_ids() if name.startswith(incomplete)]


QuestionnaireOption = Annotated[
    str | None,
    typer.Option(
        "--questionnaire",
        "-q",
        metavar="ID|PATH",
        help=_("Use this questionnaire: the id of a bundled one, or a file."),
        autocompletion=_questionnaire_ids,
        show_default=False,
    ),
]
QuestionnaireArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="ID|PATH",
        help=_("The id of a bundled questionnaire, or a file."),
        autocompletion=_questionnaire_ids,
        show_default=False,
    ),
]
OutputOption = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help=_(
            "Write the report to this file. The ending settles the kind: .html, .pdf, .md, .xlsx or "
            ".json. May be given several times."
        ),
        show_default=False,
    ),
]
ThemeOption = Annotated[
    str | None,
    typer.Option(
        "--theme",
        metavar="FILE",
        help=_("Your name, logo, colour and footer for the report files, from a theme file."),
        show_default=False,
    ),
]
PaperOption = Annotated[
    PaperSize | None,
    typer.Option(
        "--paper", help=_("The paper of a PDF; a4 unless you say so."), show_default=False
    ),
]
RedactOption = Annotated[
    bool, typer.Option("--redact", help=_("Leave out money, staff and notes, to pass it on."))
]
ForceOption = Annotated[
    bool,
    typer.Option("--force", help=_("Replace files that omnicheck would keep otherwise.")),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help=_("Print everything as JSON, for other programs."))
]
AccessibleOption = Annotated[
    bool,
    typer.Option(
        "--accessible",
        help=_("Plain lines without boxes and bars, for screen readers; so does ACCESSIBLE=1."),
    ),
]


def only(given: Sequence[str] | None, option: str) -> str | None:
    """Return the one value of an option; the parser alone would keep the last without a word.

    Raises:
        InputError: the option is given more than once.
    """
    if given and len(given) > 1:
        what = _("This option is given {count} times.").format(count=len(given))
        cure = _("Give it once; run the command again for the others.")
        raise InputError([Fault(Place(option), what, cure)])
    return given[0] if given else None


def check_standard_input(files: Sequence[str | None]) -> None:
    """Find out whether the files can be read of which some are `-`.

    Raises:
        InputError: two of them are; the second would be found empty.
    """
    if files.count("-") > 1:
        what = _("Standard input can be read only once.")
        cure = _("Write one of the two into a file, and name that.")
        raise InputError([Fault(Place("-"), what, cure)])

"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

from omnicheck.language import _


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

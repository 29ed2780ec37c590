"""`omnicheck ask`: the interview. Ends with a recommendation, and with the answers on file."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from omnicheck.choices import Form
from omnicheck.cli.options import (
    ForceOption,
    OutputOption,
    PaperOption,
    QuestionnaireOption,
    RedactOption,
    ThemeOption,
)
from omnicheck.cli.reportfiles import Order
from omnicheck.errors import OmnicheckError
from omnicheck.language import _


class NoTerminalError(OmnicheckError):
    """There is nobody to ask."""

    def __init__(self) -> None:
        """Name the way that needs no terminal."""
        super().__init__(
            _(
                "The interview needs a terminal. Without one, write: omnicheck template > my_business.yaml, "
                "fill the file in, then: omnicheck assess my_business.yaml"
            )
        )


def ask(  # noqa: PLR0913  each is an option of the command
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="ANSWERS.yaml",
            help=_("Go on with this file, or start it."),
            show_default=False,
        ),
    ] = None,
    *,
    questionnaire: QuestionnaireOption = None,
    quick: Annotated[bool, typer.Option("--quick", help=_("Ask the short form only."))] = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full", help=_("Ask all questions; with a short form on file, what it left out.")
        ),
    ] = False,
    accessible: Annotated[
        bool,
        typer.Option(
            "--accessible",
            help=_("Plain numbered lines, for screen readers; so does ACCESSIBLE=1."),
        ),
    ] = False,
    output: OutputOption = None,
    theme: ThemeOption = None,
    paper: PaperOption = None,
    redact: RedactOption = False,
    force: ForceOption = False,
) -> None:
    """Answer question by question, and get a recommendation."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NoTerminalError
    order = Order(tuple(output or ()), theme, paper, redact, force)
    look = order.checked(file, questionnaire)
    form = Form.QUICK if quick and not full else Form.FULL if full else None
    from omnicheck.cli.session import hold

    hold(file, questionnaire, form, order, look, accessible=accessible)

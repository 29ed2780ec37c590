"""`omnicheck template`: a blank answers file to fill in with any editor."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Annotated

import typer

from omnicheck.choices import Form
from omnicheck.cli.options import QuestionnaireOption
from omnicheck.cli.streams import put, say
from omnicheck.language import _

_READABLE = 0o644


def template(
    questionnaire: QuestionnaireOption = None,
    form: Annotated[
        Form,
        typer.Option(
            "--form", help=_("All questions, or only those of the quick form."), show_default=True
        ),
    ] = Form.FULL,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=_("Write to this new file; without it, to standard output."),
            show_default=False,
        ),
    ] = None,
) -> None:
    """Print a blank answers file, with every question explained."""
    from omnicheck.cli.inputs import load
    from omnicheck.template import blank_answers

    record = load(questionnaire).record
    text = blank_answers(record, named=questionnaire or record.id, form=form)
    if output in (None, "-"):
        put(text.rstrip("\n"))
    elif output is not None:
        _write(output, text)


def _write(output: str, text: str) -> None:
    from omnicheck.errors import OmnicheckError
    from omnicheck.files import atomic_write
    from omnicheck.plaintext import clean
    from omnicheck.yamlsource import displayed

    if os.path.lexists(output):
        what = _("{file} exists already.").format(file=displayed(output))
        cure = _("Choose another name, or take it away first.")
        words = f"{what} {cure}"
        raise OmnicheckError(words)
    atomic_write(Path(output), text.encode(), mode=_READABLE)
    say(_("A blank answers file is in {file}.").format(file=displayed(output)))
    command = f"omnicheck check {shlex.quote(output)}"
    say(clean(_("Fill it in with any editor, then: {command}").format(command=command)))

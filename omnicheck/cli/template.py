"""`omnicheck template`: a blank answers file to fill in with any editor."""

from __future__ import annotations

from typing import Annotated

import typer

from omnicheck.choices import Form
from omnicheck.cli.options import QuestionnaireOption
from omnicheck.cli.streams import put
from omnicheck.language import _


def template(
    questionnaire: QuestionnaireOption = None,
    form: Annotated[
        Form,
        typer.Option(
            "--form", help=_("All questions, or only those of the quick form."), show_default=True
        ),
    ] = Form.FULL,
) -> None:
    """Print a blank answers file, with every question explained."""
    from omnicheck.cli.inputs import load
    from omnicheck.template import blank_answers

    record = load(questionnaire).record
    put(blank_answers(record, named=questionnaire or record.id, form=form).rstrip("\n"))

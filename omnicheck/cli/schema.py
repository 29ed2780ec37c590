"""`omnicheck schema`: the JSON Schemas of the files that people write and of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, assert_never

import typer

from omnicheck.choices import SchemaKind
from omnicheck.cli.options import QuestionnaireOption
from omnicheck.cli.streams import put
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping


def schema(
    kind: Annotated[
        SchemaKind, typer.Argument(metavar="KIND", help=_("answers, questionnaire or report."))
    ],
    questionnaire: QuestionnaireOption = None,
) -> None:
    """Print a JSON Schema, so that an editor can help with writing."""
    import json

    put(json.dumps(_schema(kind, questionnaire), indent=2, ensure_ascii=True))


def _schema(kind: SchemaKind, questionnaire: str | None) -> Mapping[str, Any]:
    from omnicheck import schemas

    match kind:
        case SchemaKind.ANSWERS:
            from omnicheck.cli.inputs import load

            return schemas.answers_schema(load(questionnaire).record)
        case SchemaKind.QUESTIONNAIRE:
            return schemas.questionnaire_schema()
        case SchemaKind.REPORT:
            return schemas.report_schema()
    assert_never(kind)

"""`omnicheck schema`: the JSON Schemas of the files that people write and of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from omnicheck.choices import SchemaKind
from omnicheck.cli.options import QuestionnaireOption
from omnicheck.cli.streams import put
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping


def schema(
    kind: Annotated[
        SchemaKind,
        typer.Argument(
            metavar="KIND",
            help=_(
                "answers, questionnaire, report, explanation, what-if, comparison, respondents, "
                "movement or scenarios."
            ),
        ),
    ],
    questionnaire: QuestionnaireOption = None,
) -> None:
    """Print a JSON Schema, so that an editor can help with writing."""
    import json

    put(json.dumps(_schema(kind, questionnaire), indent=2, ensure_ascii=True))


def _schema(kind: SchemaKind, questionnaire: str | None) -> Mapping[str, Any]:
    from omnicheck import schemas

    match kind:
        case SchemaKind.ANSWERS | SchemaKind.SCENARIOS:
            from omnicheck.cli.inputs import load

            record = load(questionnaire).record
            is_answers = kind is SchemaKind.ANSWERS
            return (schemas.answers_schema if is_answers else schemas.scenarios_schema)(record)
        case _:
            return {
                SchemaKind.QUESTIONNAIRE: schemas.questionnaire_schema,
                SchemaKind.REPORT: schemas.report_schema,
                SchemaKind.EXPLANATION: schemas.explanation_schema,
                SchemaKind.WHAT_IF: schemas.side_by_side_schema,
                SchemaKind.COMPARISON: schemas.comparison_schema,
                SchemaKind.RESPONDENTS: schemas.agreement_schema,
                SchemaKind.MOVEMENT: schemas.movement_schema,
            }[kind]()

"""Editor and program agree: what the JSON Schema accepts, `check` accepts, and nearly the other way round.

An editor is never laxer than `check`. It is stricter in what good files with the line
`# schema: stricter` hold: several answers on one line, and the options of a tick list written as keys
in other letters.

Bad files name what `check` must say: `# expect: part of the message`. Bad answers that no schema can
see have a second line `# schema: fine`; of questionnaires a schema sees the shapes, not the references.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from omnicheck import schemas
from omnicheck.answer_codes import AnswerFormatError, code_of
from omnicheck.api import load_questionnaire
from omnicheck.choices import SchemaKind
from omnicheck.engine.columns import column_of
from omnicheck.questionnaire import Question, Questionnaire
from omnicheck.yamlfile import read_document
from tests.cli.program import ROOT, omnicheck

if TYPE_CHECKING:
    from pathlib import Path

TESTS = ROOT / "tests"
KINDS = ["answers", "questionnaires"]
GOOD = [path for kind in KINDS for path in sorted((TESTS / "good" / kind).glob("*.yaml"))]
BAD = [path for kind in KINDS for path in sorted((TESTS / "bad" / kind).glob("*.yaml"))]


def as_an_editor_reads(path: Path) -> Any:
    """Read YAML 1.2 into what JSON can hold."""
    return as_json(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig")))


def as_json(value: Any) -> Any:
    match value:
        case dict():
            return {key_as_json(key): as_json(inner) for key, inner in value.items()}
        case list():
            return [as_json(inner) for inner in value]
        case dt.date():
            return value.isoformat()  # editors leave dates as text
        case _:
            return value


def key_as_json(key: Any) -> str:
    return key if isinstance(key, str) else json.dumps(key, default=str)


@cache
def validator(kind: str) -> jsonschema.Draft7Validator:
    answers = kind == "answers"
    schema = (
        schemas.answers_schema(load_questionnaire().record)
        if answers
        else schemas.questionnaire_schema()
    )
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker(["date"]))


def complaints(path: Path) -> list[str]:
    return [
        error.message for error in validator(path.parent.name).iter_errors(as_an_editor_reads(path))
    ]


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@cache
def checked() -> str:
    """Check all files in one run; return everything that was said about them."""
    return omnicheck("check", *(str(path.relative_to(ROOT)) for path in (*GOOD, *BAD))).stdout


def said_about(path: Path) -> str:
    start = re.escape(str(path.relative_to(ROOT)))
    return "\n".join(re.findall(rf"^{start}:.*$", checked(), flags=re.MULTILINE))


def remarks(path: Path) -> dict[str, str]:
    """Return what the comments at the top of a bad file say about it."""
    lines = path.read_text(encoding="utf-8").splitlines()[:2]
    return {m[1]: m[2] for line in lines if (m := re.match(r"# (expect|schema): (.*)", line))}


@pytest.mark.parametrize("path", GOOD, ids=name_of)
def test_good_file_is_fine_for_both(path: Path) -> None:
    assert ": fine (" in said_about(path)
    assert (complaints(path) != []) == (remarks(path).get("schema") == "stricter")


@pytest.mark.parametrize("path", BAD, ids=name_of)
def test_bad_file_is_refused_by_both(path: Path) -> None:
    said, expected = said_about(path), remarks(path)
    assert ": fine (" not in said
    assert expected["expect"] in said
    beyond_a_schema = expected.get("schema") == "fine" or has_sound_shape(path)
    assert (complaints(path) == []) == beyond_a_schema


def has_sound_shape(path: Path) -> bool:
    """Whether a bad questionnaire has only faults of reference."""
    if path.parent.name != "questionnaires":
        return False
    try:
        Questionnaire.model_validate(read_document(path).plain())
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "folder", [ROOT / "examples", ROOT / "questionnaires"], ids=lambda path: path.name
)
def test_what_is_shipped_is_fine_for_the_editor(folder: Path) -> None:
    kind = "answers" if folder.name == "examples" else "questionnaires"
    found = {
        path.name: list(validator(kind).iter_errors(as_an_editor_reads(path)))
        for path in folder.glob("*.yaml")
    }
    assert found
    assert [name for name, errors in found.items() if errors] == []


@pytest.mark.parametrize("kind", SchemaKind)
def test_schema_is_printed_as_sound_json(kind: SchemaKind) -> None:
    done = omnicheck("schema", kind)
    assert (done.returncode, done.stderr, done.stdout.isascii()) == (0, "", True)
    jsonschema.Draft7Validator.check_schema(json.loads(done.stdout))


def test_blank_template_is_fine_for_the_editor_but_for_the_name() -> None:
    blank = as_json(YAML(typ="safe", pure=True).load(omnicheck("template").stdout))
    errors = [e.json_path for e in validator("answers").iter_errors(blank)]
    assert errors == ["$.business.name"]


def test_report_fits_its_schema() -> None:
    report = json.loads(omnicheck("assess", "examples/boutique.yaml", "--json").stdout)
    jsonschema.Draft7Validator(schemas.report_schema()).validate(report)


DOCUMENTS = [
    SchemaKind.REPORT, SchemaKind.EXPLANATION, SchemaKind.WHAT_IF, SchemaKind.COMPARISON,
    SchemaKind.RESPONDENTS, SchemaKind.MOVEMENT,
]  # fmt: skip


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_schema_of_a_document_names_its_version(kind: SchemaKind) -> None:
    properties = json.loads(omnicheck("schema", kind).stdout)["properties"]
    assert properties["schema_version"] == {"title": "Schema version", "const": 1}


def test_a_report_of_another_version_does_not_fit_the_schema() -> None:
    report = json.loads(omnicheck("assess", "examples/boutique.yaml", "--json").stdout)
    errors = jsonschema.Draft7Validator(schemas.report_schema()).iter_errors(
        report | {"schema_version": 2}
    )
    assert [(error.json_path, error.message) for error in errors] == [
        ("$.schema_version", "1 was expected")
    ]


def test_schema_of_the_report_says_what_its_fields_hold() -> None:
    schema = json.loads(omnicheck("schema", "report").stdout)
    assert schema["properties"]["scores"]["description"] == (
        "Factors in the order of the questionnaire, then indices."
    )
    plan = schema["$defs"]["PlanHorizon"]["properties"]
    assert plan["hours_available"]["description"] == (
        "Hours free from the day of the answers up to this horizon, what earlier ones use included."
    )


def test_editor_shows_the_question_and_completes_the_choices() -> None:
    questions = validator("answers").schema["properties"]["answers"]["properties"]  # type: ignore[index]
    shown = questions["purchases_per_year"]
    assert shown["title"] == "How often does a typical customer buy from you in a year?"
    assert "- few: A few times a year" in shown["description"]
    assert [choice.get("const") for choice in shown["anyOf"]] == [
        "once_ever", "once", "few", "monthly", "weekly",
        "Once ever, or years apart", "About once a year", "A few times a year",
        "One to three times a month", "Every week or more often",
        "not_sure", "Not sure", None, None,
    ]  # fmt: skip


def accepts(question: dict[str, Any], answer: Any) -> bool:
    """Whether the schema takes an answer to a question of this shape."""
    words = {"id": "q", "section": "s", "topic": "T", "ask": "A?", "why": "W."}
    asked = (Question.model_validate(words | question),)
    schema = schemas.answers_schema(
        load_questionnaire().record.model_copy(update={"questions": asked})
    )
    answers = {
        "questionnaire": "channel_strategy",
        "business": {"name": "A"},
        "answers": {"q": answer},
    }
    return jsonschema.Draft7Validator(schema).is_valid(answers)


SCALE = {"kind": "scale", "scale": {"from": "1", "to": "5", "low": "L", "high": "H"}}
NUMBER = {"kind": "number", "minimum": "0", "maximum": "100"}
TRUTHS = {"kind": "one", "options": {"true": {"text": "5"}, "false": {"text": "6"}}}


@pytest.mark.parametrize(
    ("question", "answer", "fine"),
    [
        (SCALE, 1, True), (SCALE, "5", True), (SCALE, 6, False), (SCALE, 2.5, False), (SCALE, "not_sure", True),
        (NUMBER, 12, True), (NUMBER, "1,000", True), (NUMBER, 101, False), (NUMBER, 2.5, False),
        (NUMBER, "1:30", False), (NUMBER, None, True), (NUMBER, True, False),
        (NUMBER, "1.500", False), (NUMBER, "£", False), (NUMBER, " ", False), (NUMBER, "-5", False),
        (NUMBER, "£5k", True), (NUMBER, "5 k€", True), (NUMBER, "12 %", True), (NUMBER, "£12 %", False),
        (NUMBER, "₩5k", True), (NUMBER, "5 zł", False),  # the signs of money that are read, and no others
        (NUMBER, ".5", True), (NUMBER, "5.", False), (NUMBER, "1 000.5", True), (NUMBER, "9" * 16, False),
        ({"kind": "text"}, "x" * 2001, False),
        ({"kind": "text"}, "anything", True), ({"kind": "text"}, 5, True), ({"kind": "text"}, ["a"], False),
        ({"kind": "yes_no"}, "yes", True), ({"kind": "yes_no"}, True, True), ({"kind": "yes_no"}, "No.", True),
        ({"kind": "yes_no"}, "maybe", False), ({"kind": "yes_no"}, 1, False),
        (TRUTHS, True, True), (TRUTHS, "true", True), (TRUTHS, 5, True), (TRUTHS, 7, False),
    ],
)  # fmt: skip
def test_every_kind_of_question_has_its_answers(
    question: dict[str, Any], answer: Any, *, fine: bool
) -> None:
    assert accepts(question, answer) == fine


ALIKE = {
    "options": {
        "web": {"text": "On line"},
        "app": {"text": "on-line"},
        "a_b": {"text": "Ça, (1.5) c'est"},
        "c": {"text": "5"},
    }
}
TICKS = {
    "kind": "several",
    "options": ALIKE["options"] | {"none_of": {"text": "No. None", "exclusive": "true"}},
}
WRITTEN = [
    *("On line", "ON LINE", "on line", "on-line", "On_line", "a b", "A-B", "a--b", "a -b", "a_b.", "“A b.”", "'A b'."),
    *("ça, (1.5) c’est", "ÇA,  (1.5) C'EST.", "Ça,-(1.5) c'est", "Ça, (1x5) c'est", "-5", "5", "5.", "+5"),
    *("NOT SURE", "Not-sure", "not applicable", "no. none", "No none", "", " ", ".", "“”", "?", "none"),
]  # fmt: skip


@pytest.mark.parametrize(
    "question", [ALIKE, TICKS, {"kind": "yes_no"}], ids=["one", "several", "yes_no"]
)
@pytest.mark.parametrize("written", WRITTEN)
def test_the_editor_is_never_laxer(question: dict[str, Any], written: str) -> None:
    words = {"id": "q", "section": "s", "topic": "T", "ask": "A?", "why": "W."}
    column = column_of(Question.model_validate(words | question))
    listed = [written, [written], [written, "web"]] if question is TICKS else [written]
    for given in listed:
        try:
            code_of(column, given)
        except AnswerFormatError:
            assert not accepts(question, given), given

"""JSON Schemas for editors: of questionnaires, of answers and scenarios for one, and of the documents.

An editor reads YAML 1.2, so `no` is a text and `true` is not; where a text of ours reads as a number
or a truth there, both readings are allowed, as `omnicheck check` allows them. Of what `check` forgives
an editor knows most, but not all: it may be stricter, and is never laxer.
"""

from __future__ import annotations

import ast
import inspect
import json
import keyword
import re
import textwrap
from dataclasses import is_dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from omnicheck import answers
from omnicheck.answer_words import (
    NOT_APPLICABLE_ID,
    NOT_SURE_ID,
    OUTER_QUOTES,
    folded,
    not_applicable_text,
    not_sure_text,
)
from omnicheck.assessment.agreement import Agreement
from omnicheck.assessment.comparison import Comparison
from omnicheck.assessment.derivation import Explanation
from omnicheck.assessment.derivation.record import SCHEMA_VERSION as EXPLANATION_VERSION
from omnicheck.assessment.movement import SCHEMA_VERSION as MOVEMENT_VERSION
from omnicheck.assessment.movement import Movement
from omnicheck.assessment.report import SCHEMA_VERSION as REPORT_VERSION
from omnicheck.assessment.report import Report
from omnicheck.assessment.sides import SCHEMA_VERSION as SIDES_VERSION
from omnicheck.assessment.sides import WhatIf
from omnicheck.choices import Form, Kind
from omnicheck.language import _
from omnicheck.numerals import CURRENCY, MAX_DIGITS
from omnicheck.questionnaire import ID_PATTERN, RESERVED, Questionnaire
from omnicheck.scenarios import LONGEST_NAME, MOST_SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.questionnaire import Question

Schema = dict[str, Any]

_DIALECT: Final = "http://json-schema.org/draft-07/schema#"
_LONGEST_TEXT: Final = 2000
_LIMITS: Final = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
}
_NOTHING: Final[Schema] = {"type": ["null", "string"], "maxLength": 0}
#: Words with a meaning of their own; no id may be one.
_TAKEN: Final = sorted({*RESERVED, *keyword.kwlist})
_ANY_TEXT: Final[Schema] = {
    "type": ["string", "number", "boolean"],
    "pattern": r"\S",
    "maxLength": _LONGEST_TEXT,
}
#: Few editors know how many days a month has.
_DAY: Final = (
    "^[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)"
    "|02-(0[1-9]|[12][0-9]))$"
)
_DIGITS: Final = r"(?=\.?[0-9])([0-9]+|[1-9][0-9]{0,2}((,[0-9]{3})+|( [0-9]{3})+))?(\.[0-9]+)?"
_SCALED: Final = rf"{_DIGITS}( ?[kKmM])?"
#: What is refused all the same: 1.500, which has two readings, and too many digits.
_REFUSED_AMOUNTS: Final = (
    rf"(?!\D*[1-9][0-9]{{0,2}}\.[0-9]{{3}}\D*$)(?!(\D*[0-9]){{{MAX_DIGITS + 1}}})"
)
_AMOUNTS: Final = rf"(({CURRENCY} ?)?{_SCALED}|{_SCALED} ?{CURRENCY}|{_DIGITS} ?%)"


def report_schema() -> Schema:
    """Return the schema of `omnicheck assess --json`."""
    return _document(Report, REPORT_VERSION, _("A report of omnicheck"))


def side_by_side_schema() -> Schema:
    """Return the schema of `omnicheck what-if --json`."""
    return _document(WhatIf, SIDES_VERSION, _("Results side by side, of omnicheck"))


def comparison_schema() -> Schema:
    """Return the schema of `omnicheck compare OLD NEW --json`."""
    return _document(Comparison, SIDES_VERSION, _("What moved between two dates, of omnicheck"))


def agreement_schema() -> Schema:
    """Return the schema of `omnicheck compare --respondents FILE... --json`."""
    return _document(Agreement, SIDES_VERSION, _("Where several people differ, of omnicheck"))


def movement_schema() -> Schema:
    """Return the schema of `omnicheck compare OLD_RESULTS NEW_RESULTS --json`."""
    return _document(Movement, MOVEMENT_VERSION, _("What became of a portfolio, of omnicheck"))


def explanation_schema() -> Schema:
    """Return the schema of `omnicheck assess --explain NAME --json`."""
    return _document(Explanation, EXPLANATION_VERSION, _("How a result came about, of omnicheck"))


def _document(record: type, version: int, title: str) -> Schema:
    """Return the schema of a document that the program writes, with what is said of each field."""
    schema = TypeAdapter(record).json_schema(mode="serialization")
    for part in _dataclasses(record):
        properties = (schema if part is record else schema["$defs"][part.__name__])["properties"]
        for ancestor in part.__mro__:
            if is_dataclass(ancestor):
                for name, note in _notes_on_fields(ancestor).items():
                    properties[name].setdefault("description", note)
    schema["properties"]["schema_version"] = {"title": _("Schema version"), "const": version}
    return {"$schema": _DIALECT} | schema | {"title": title}


def _dataclasses(record: type) -> set[type]:
    """Return a record and all records inside it."""
    found: set[type] = set()
    waiting: list[Any] = [record]
    while waiting:
        part = waiting.pop()
        waiting += get_args(part)
        if isinstance(part, type) and is_dataclass(part) and part not in found:
            found.add(part)
            waiting += get_type_hints(part).values()
    return found


def scenarios_schema(questionnaire: Questionnaire) -> Schema:
    """Return the schema of a file of scenarios for one questionnaire."""
    tried = {
        "type": "object",
        "description": _("The answers to try, by question."),
        "properties": {q.id: _answer(q, may_be_blank=False) for q in questionnaire.questions},
        "minProperties": 1,
        "additionalProperties": False,
    }
    name = _ANY_TEXT | {"description": _("Stands over its column."), "maxLength": LONGEST_NAME}
    scenario = {
        "type": "object",
        "properties": {"name": name, "set": tried},
        "required": ["name", "set"],
        "additionalProperties": False,
    }
    return {
        "$schema": _DIALECT,
        "title": _("Scenarios for: {title}").format(title=questionnaire.title),
        "type": "object",
        "properties": {
            "format": {"title": _("Format"), "enum": [1, "1"]},
            "questionnaire": _named(questionnaire),
            "scenarios": {
                "type": "array",
                "items": scenario,
                "minItems": 1,
                "maxItems": MOST_SCENARIOS,
            },
        },
        "required": ["format", "scenarios"],
        "additionalProperties": False,
    }


def questionnaire_schema() -> Schema:
    """Return the schema of questionnaires, as far as a schema can tell: shapes, not references."""
    schema = Questionnaire.model_json_schema()
    for record in _records(Questionnaire):
        part = schema if record is Questionnaire else schema["$defs"][record.__name__]
        _bound_numbers(record, part)
        for name, note in _notes_on_fields(record).items():
            alias = record.model_fields[name].alias or name
            part["properties"][alias].setdefault("description", note)
    _close(schema)
    schema["properties"]["format"] = {"title": _("Format"), "enum": [1, "1"]}
    return {"$schema": _DIALECT} | schema | {"title": _("A questionnaire of omnicheck")}


def _notes_on_fields(record: type) -> dict[str, str]:
    """Return what stands below each field in the source.

    Pydantic can collect these itself, for every class and at every start; only an editor needs them.
    """
    body = ast.parse(textwrap.dedent(inspect.getsource(record))).body[0]
    notes = {}
    for field, below in pairwise(getattr(body, "body", [])):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(
                value=ast.Constant(value=str(note))
            ):
                notes[name] = " ".join(note.split())
            case _:
                continue
    return notes


def _records(record: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a record and all records inside it."""
    seen: dict[type[BaseModel], None] = {record: None}
    waiting = [record]
    while waiting:
        for info in waiting.pop().model_fields.values():
            for inner in _record_types(info.annotation):
                if inner not in seen:
                    seen[inner] = None
                    waiting.append(inner)
    yield from seen


def _record_types(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _record_types(part)


def _bound_numbers(record: type[BaseModel], schema: Schema) -> None:
    """Write the limits of numbers into the schema; pydantic leaves them out of our own number type."""
    for name, info in record.model_fields.items():
        part = schema["properties"][info.alias or name]
        _limit(part, _limits(info.metadata))
        _bound_inside(info.annotation, part)


def _bound_inside(annotation: Any, part: Schema) -> None:
    entries = part.get("patternProperties", {}).values()
    for inner in get_args(annotation):
        limits = _limits(getattr(inner, "__metadata__", ()))
        for values in (part, *entries):
            _limit(values, limits)
        for values in entries:
            _bound_inside(inner, values)


def _limits(metadata: Iterable[Any]) -> Schema:
    found: Schema = {}
    for item in metadata:
        if isinstance(item, FieldInfo):
            found |= _limits(item.metadata)
        for ours, theirs in _LIMITS.items():
            if (bound := getattr(item, ours, None)) is not None:
                found[theirs] = bound
    return found


def _limit(part: Schema, limits: Schema) -> None:
    for choice in part.get("anyOf", ()):
        if choice.get("type") == "number":
            choice.update(limits)


def _close(schema: Any) -> None:
    """Refuse keys that are no ids, and ids that mean something else."""
    if isinstance(schema, list):
        for part in schema:
            _close(part)
    if not isinstance(schema, dict):
        return
    if "patternProperties" in schema:
        schema["additionalProperties"] = False
        if ID_PATTERN in schema["patternProperties"]:
            schema["propertyNames"] = {"not": {"enum": _TAKEN}}
    if schema.get("pattern") == ID_PATTERN:
        schema["not"] = {"enum": _TAKEN}
    if "maxLength" in schema and "minLength" in schema and "string" in schema.get("type", ()):
        schema.setdefault("pattern", r"\S")
    for part in list(schema.values()):
        _close(part)


def answers_schema(questionnaire: Questionnaire) -> Schema:
    """Return the schema of answers to one questionnaire, with each question and its choices."""
    questions = {question.id: _answer(question) for question in questionnaire.questions}
    return {
        "$schema": _DIALECT,
        "title": _("Answers to: {title}").format(title=questionnaire.title),
        "description": questionnaire.summary,
        "type": "object",
        "properties": {
            "questionnaire": _named(questionnaire),
            "form": {
                "description": _("How much is asked."),
                "enum": [*(form.value for form in Form), None],
            },
            "business": _business(),
            "answered_on": _day(),
            "answers": {
                "type": ["object", "null"],
                "properties": questions,
                "additionalProperties": False,
            },
            "notes": {
                "type": ["object", "null"],
                "description": _("Notes on single answers, by question."),
                "properties": {
                    name: {"anyOf": [_ANY_TEXT, {"type": "null"}]} for name in questions
                },
                "additionalProperties": False,
            },
        },
        "required": ["questionnaire", "business"],
        "additionalProperties": False,
    }


def _named(questionnaire: Questionnaire) -> Schema:
    by_path = {"type": "string", "pattern": r"\.(ya?ml|json)$|[/\\]"}
    return {
        "description": _("The questionnaire: its id, or the path of its file."),
        "anyOf": [{"const": questionnaire.id, "title": questionnaire.title}, by_path],
    }


def _business() -> Schema:
    text = {"anyOf": [_ANY_TEXT, {"type": "null"}]}
    name = _ANY_TEXT | {"maxLength": answers.LONGEST_NAME}
    return {
        "type": "object",
        "description": _("Who answered. Only the name is needed, and nothing here is scored."),
        "properties": {
            "name": name | {"description": _("The name, as the report shows it.")},
            "trade": text | {"description": _("What the business does, such as bakery.")},
            "country": text,
            "region": text,
            "id": text | {"description": _("Your own number or code for this business.")},
            "staff": _amount() | {"description": _("How many people work there.")},
            "years": _amount() | {"description": _("How many years it has existed.")},
            "tags": {
                "type": ["object", "null"],
                "description": _("Anything else, to sort and filter by."),
                "additionalProperties": name,
                "maxProperties": answers.MOST_TAGS,
            },
        },
        "required": ["name"],
        "additionalProperties": False,
    }


def _amount() -> Schema:
    number = {"type": "number", "minimum": 0, "exclusiveMaximum": 10**MAX_DIGITS}
    return {"anyOf": [number, _amount_text(_SCALED, at_least_0=True), {"type": "null"}]}


def _amount_text(amounts: str = _AMOUNTS, *, at_least_0: bool) -> Schema:
    sign = r"\+?" if at_least_0 else "[+-]?"
    pattern = rf"^{_REFUSED_AMOUNTS}\s*{sign}{amounts}\s*$"
    return {"type": "string", "pattern": pattern, "minLength": 1}


def _day() -> Schema:
    return {
        "description": _("The day of the answers, like 2026-11-21."),
        "type": ["string", "null"],
        "format": "date",
        "pattern": _DAY,
    }


def _answer(question: Question, *, may_be_blank: bool = True) -> Schema:
    """Return what may stand after a question's id."""
    blank = [_NOTHING] if may_be_blank else []
    return {
        "title": question.ask,
        "description": _described(question),
        "anyOf": [*_choices(question), *_states(question), *_forgiven(question), *blank],
    }


def _described(question: Question) -> str:
    listed = [f"- {name}: {text}" for name, text in _options(question).items()]
    return "\n".join([question.ask, "", question.why, *([""] if listed else []), *listed])


def _states(question: Question) -> Iterator[Schema]:
    yield {"const": NOT_SURE_ID, "description": not_sure_text()}
    yield {"const": not_sure_text()}
    if question.not_applicable:
        yield {"const": NOT_APPLICABLE_ID, "description": not_applicable_text()}
        yield {"const": not_applicable_text()}


def _forgiven(question: Question, *, alone: bool = True) -> Iterator[Schema]:
    """Yield how one option or state may be written in other letters, in quotes or with a full stop.

    Beside others an exclusive option must be written exactly: a schema could not see that it is one.
    """
    if question.kind is Kind.TEXT:
        return
    words: dict[str, set[str]] = {}
    for name, text in _options(question).items():
        for word in (folded(name), folded(text)):
            words.setdefault(word, set()).add(name)
    clear = [word for word, names in words.items() if len(names) == 1]
    if alone:
        states = [NOT_SURE_ID, *([NOT_APPLICABLE_ID] if question.not_applicable else [])]
        clear += [folded(state) for state in states if folded(state) not in words]
    else:
        strict = {folded(name) for name in _exclusive(question)}
        clear = [word for word in clear if word not in strict]
    if choices := "|".join(_in_any_letters(word) for word in clear if word):
        around = rf"[\s{OUTER_QUOTES}]*"
        yield {"type": "string", "pattern": rf"^{around}({choices})\.?{around}$"}


def _in_any_letters(word: str) -> str:
    written = "".join(" " if char == " " else _in_either_case(char) for char in word)
    between_letters = re.sub(r"(?<=[\w\]]) (?=[\w\[])", r"([\\s_]+|-)", written)
    return between_letters.replace(" ", r"[\s_]+")


def _in_either_case(char: str) -> str:
    if char == "'":
        return "['’]"
    both = sorted({c for c in (char, char.upper()) if len(c) == 1 and c.casefold() == char})
    if len(both) > 1:
        return f"[{''.join(both)}]"
    return re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", char)


def _choices(question: Question) -> list[Schema]:
    match question.kind:
        case Kind.SEVERAL:
            return [*_single(question), _list(question), _marks(question)]
        case Kind.NUMBER:
            return _number(question)
        case Kind.SCALE:
            return _steps(question)
        case Kind.TEXT:
            return [{"type": ["string", "number", "boolean"], "maxLength": _LONGEST_TEXT}]
        case _:
            return _single(question)


def _options(question: Question) -> dict[str, str]:
    """Id -> text; yes-or-no questions may leave their options out."""
    given = {name: option.text for name, option in question.options.items()}
    return given or ({"yes": "yes", "no": "no"} if question.kind is Kind.YES_NO else {})


def _single(question: Question) -> list[Schema]:
    """One option: by id, by its exact text or, in some tick lists, as not applying."""
    options = _options(question)
    by_id = [{"const": name, "description": text} for name, text in options.items()]
    by_text = [{"const": text} for name, text in options.items() if text != name]
    others = [
        {"const": value} for name in (*options, *options.values()) for value in _readings(name)
    ]
    if question.kind is Kind.YES_NO and options.keys() >= {"yes", "no"}:
        others.append({"type": "boolean"})
    return [*by_id, *by_text, *others, *_not_applying(question)]


def _readings(text: str) -> Iterator[Any]:
    """Yield what an editor takes a text for when it stands without quotes."""
    if re.fullmatch(r"true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?", text):
        yield json.loads(text)


def _not_applying(question: Question) -> Iterator[Schema]:
    names = _may_not_apply(question)
    if names:
        known = "|".join(re.sub(r"([\\^$.|?*+()\[\]{}/])", r"\\\1", name) for name in names)
        yield {"type": "string", "pattern": rf"^\s*({known})\s*=\s*{NOT_APPLICABLE_ID}\s*$"}


def _may_not_apply(question: Question) -> list[str]:
    options = question.options.items()
    return [name for key, o in options if o.may_not_apply for name in (key, o.text)]


def _exclusive(question: Question) -> list[str]:
    return [name for key, o in question.options.items() if o.exclusive for name in (key, o.text)]


def _list(question: Question) -> Schema:
    choices = [*_single(question), *_forgiven(question, alone=False)]
    schema: Schema = {"type": "array", "items": {"anyOf": choices}}
    if alone := _exclusive(question):
        others = [{"enum": alone}, *_not_applying(question)]
        schema |= {
            "minItems": 1,
            "if": {"contains": {"enum": alone}},
            "then": {"items": {"anyOf": others}},
        }
    return schema


def _marks(question: Question) -> Schema:
    """The mapping form: option -> yes, no or not_applicable."""
    partial = _may_not_apply(question)
    marks = {
        name: {"enum": ["yes", "no", None, *([NOT_APPLICABLE_ID] if name in partial else [])]}
        for key, text in _options(question).items()
        for name in (key, text)
    }
    schema: Schema = {"type": "object", "properties": marks, "additionalProperties": False}
    if alone := _exclusive(question):
        ticked = {"anyOf": [{"properties": {n: {"const": "yes"}}, "required": [n]} for n in alone]}
        rest = {"enum": ["no", None, NOT_APPLICABLE_ID]}
        schema |= {
            "not": {"additionalProperties": {"enum": ["no", None]}},
            "if": ticked,
            "then": {"properties": dict.fromkeys(alone, True), "additionalProperties": rest},
        }
    return schema


def _number(question: Question) -> list[Schema]:
    number: Schema = {"type": "number"}
    if question.minimum is not None:
        number["minimum"] = float(question.minimum)
    if question.maximum is not None:
        number["maximum"] = float(question.maximum)
    if not question.decimals:
        number["multipleOf"] = 1
    at_least_0 = question.minimum is not None and question.minimum >= 0
    return [number, _amount_text(at_least_0=at_least_0)]


def _steps(question: Question) -> list[Schema]:
    scale = question.scale
    if scale is None:
        return []
    first, last = int(scale.first), int(scale.last)
    ends = {first: scale.low, last: scale.high}
    numbers = [
        {"const": n} | ({"description": ends[n]} if n in ends else {})
        for n in range(first, last + 1)
    ]
    return [*numbers, {"enum": [str(n) for n in range(first, last + 1)]}]

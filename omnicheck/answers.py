"""Answer sheets: what a business said, read from a file, checked, and turned into codes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import numpy as np
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from omnicheck.answer_codes import AnswerFormatError, code_of
from omnicheck.answer_words import OUTER_QUOTES
from omnicheck.catalog import bundled_ids
from omnicheck.choices import Form
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.decide import close_branches
from omnicheck.errors import AnswersError, Fault, Place, did_you_mean
from omnicheck.language import _
from omnicheck.numerals import has_unit, parse_number
from omnicheck.plaintext import clean
from omnicheck.questionnaire import LONGEST_TEXT, Record, Text
from omnicheck.validation import MisfitError, explain
from omnicheck.yamlfile import Mapping, Scalar, to_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from pydantic_core import ErrorDetails

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.yamlfile import Document

_LONGEST_NOTE: Final = 2000
#: Of the name and of a tag: a report shows them beside other things.
LONGEST_NAME: Final = 200
MOST_TAGS: Final = 50
#: Amounts that are not read again: a batch holds few different ones.
_MOST_KNOWN: Final = 1_000
#: What validation calls a value that is not there, and one that is blank.
_LACKING: Final = ("missing", "string_too_short", "too_short")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Year, month and day in some order: 21.11.2026, 11/21/2026, 2026-1-2, 20261121.
_NUMBERS: Final = re.compile(
    r"([0-9]{1,4})[-./ ]{1,2}([0-9]{1,2})[-./ ]{1,2}([0-9]{1,4})\.?|([0-9]{4})([0-9]{2})([0-9]{2})"
)


def _amount(text: object) -> object:
    return _amount_of(text) if isinstance(text, str) else text


@lru_cache(_MOST_KNOWN)
def _amount_of(text: str) -> str:
    number = parse_number(text)
    if has_unit(text):
        what = _("This counts people or years, and {text} is money or a share.").format(text=text)
        raise MisfitError(what, _("Write the number alone, such as 4."))
    if number < 0:
        raise MisfitError(_("This cannot be below 0."), _("Write 0 or more."))
    return format(number.normalize(), "f")


def _day(text: str) -> str:
    bare = text.strip(f" \u00a0{OUTER_QUOTES}")
    if not _DAY.fullmatch(bare):
        raise MisfitError(_("This is not written like a date."), _proposed_day(bare))
    if _date(*bare.split("-")) is None:
        raise MisfitError(_("There is no such day."), _proposed_day(bare))
    return bare


def _proposed_day(text: str) -> str:
    """Say how to write a day; with its own numbers where they can be read in one way only."""
    found = _NUMBERS.fullmatch(text)
    if found:
        first, middle, last = (number for number in found.groups() if number)
        year_first = _date(first, middle, last) or _date(first, last, middle)
        days = {year_first, _date(last, middle, first), _date(last, first, middle)} - {None}
        if len(days) == 1:
            return _("Write it as {day}.").format(day=days.pop())
    return _("Write it like 2026-11-21: year, month, day.")


def _date(year: str, month: str, day: str) -> date | None:
    if len(year) != len("2026") or max(len(month), len(day)) > len("31"):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


Cleaned = Annotated[Text, AfterValidator(clean)]
Name = Annotated[Cleaned, Field(max_length=LONGEST_NAME)]


def are_cleaned(texts: Sequence[str], longest: int = LONGEST_TEXT) -> bool:
    """Whether texts that are not empty all are as `Cleaned` leaves them: nearly always, and soon told."""
    joined = " ".join(texts)
    is_short = max(map(len, texts), default=0) <= longest
    return is_short and joined.isprintable() and " ".join(joined.split()) == joined


Amount = Annotated[str, BeforeValidator(_amount)]
Day = Annotated[str, AfterValidator(_day)]


class Business(Record):
    """Who answered; used for wording and for telling businesses apart, never for scoring."""

    name: Cleaned
    trade: Cleaned | None = None
    country: Cleaned | None = None
    region: Cleaned | None = None
    id: Cleaned | None = None
    staff: Amount | None = None
    years: Amount | None = None
    tags: dict[str, Cleaned] = Field(default_factory=dict)


class WrittenBusiness(Business):
    """A business as somebody writes it into a file of answers; a table may have more tags."""

    name: Name
    tags: dict[str, Name] = Field(default_factory=dict, max_length=MOST_TAGS)


class AnswersFile(Record):
    """The shape of an answers file; the answers themselves are checked against the questionnaire."""

    questionnaire: Text
    form: Form = Form.FULL
    business: WrittenBusiness
    answered_on: Day | None = None
    answers: dict[str, Any]
    notes: dict[str, Annotated[Cleaned, Field(max_length=_LONGEST_NOTE)] | None] = Field(
        default_factory=dict
    )


#: Of an answers file; each may be left blank.
_KEYS: Final = frozenset(AnswersFile.model_fields)


class Answer(NamedTuple):
    """One answer: its code, and the words of it for kinds without options."""

    code: int
    given: str
    place: Place


#: As Answer() does it, in half the time.
_new_answer: Final[Callable[[tuple[int, str, Place]], Answer]] = partial(tuple.__new__, Answer)


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """All that one business answered."""

    questionnaire: str
    business: Business
    form: Form = Form.FULL
    answered_on: str | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    warnings: tuple[Fault, ...] = ()
    source: str = ""
    sha256: str = ""

    @property
    def identity(self) -> str:
        """What tells this business from others: its id, else the exact text of its name."""
        return self.business.id or self.business.name


def questionnaire_named(document: Document) -> str | None:
    """Return the questionnaire that an answers file names, if it does."""
    node = document.root.entries.get("questionnaire")
    return node.text if isinstance(node, Scalar) and not node.empty and node.text else None


def naming(document: Document, questionnaire: str) -> Document:
    """Return an answers file as if it named this questionnaire at its top."""
    root, place = document.root, Place(document.name, 1, 1)
    named = {"questionnaire": Scalar(questionnaire, place, plain=True)}
    entries, keys = root.entries | named, {"questionnaire": place} | root.keys
    return replace(document, root=replace(root, entries=entries, keys=keys))


def answers_from(document: Document, compiled: CompiledQuestionnaire) -> AnswerSheet:
    """Check a document as answers to a questionnaire.

    Raises:
        AnswersError: with every fault of shape and every answer that does not fit, at its place.
    """
    faults: list[Fault] = []
    plain: dict[str, Any] = {
        # What the answers say is read with the questions at hand; here it matters that they are a group.
        key: node.entries if key == "answers" and isinstance(node, Mapping) else to_plain(node)
        for key, node in document.root.entries.items()
    }
    blank = {key for key, value in plain.items() if value is None and key in _KEYS}
    data = {key: value for key, value in plain.items() if key not in blank}
    data.setdefault("answers", {})
    shape: AnswersFile | None = None
    try:
        shape = AnswersFile.model_validate(_without_empty(data))
    except ValidationError as error:
        faults += [_explained(document, detail) for detail in error.errors()]
    answers, found = read_answers(document, compiled, ("answers",))
    faults += found + _unknown_notes(document, compiled, data.get("notes"))
    if faults or shape is None:
        raise AnswersError(faults)
    return AnswerSheet(
        questionnaire=compiled.questionnaire.id,
        business=Business.model_construct(**dict(shape.business)),
        form=shape.form,
        answered_on=shape.answered_on,
        answers=answers,
        notes={question: note for question, note in shape.notes.items() if note},
        warnings=document.warnings,
        source=document.name,
        sha256=document.sha256,
    )


def _explained(document: Document, error: ErrorDetails) -> Fault:
    fault = explain(document, AnswersFile, error)
    name = ("business", "name")
    if error["loc"] == name and error["type"] in _LACKING and document.node_at(name):
        return replace(fault, cure=_("Write the name of the business behind name:"))
    return fault


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out what a blank template leaves blank; a missing name is still missing."""
    business = data.get("business")
    if isinstance(business, dict):
        business = {key: value for key, value in business.items() if value is not None}
        data = data | {"business": business}
    return data


def read_answers(
    document: Document, compiled: CompiledQuestionnaire, at: tuple[str | int, ...]
) -> tuple[dict[str, Answer], list[Fault]]:
    """Read the answers that stand by question at a place of a document, and find what does not fit."""
    answers: dict[str, Answer] = {}
    faults: list[Fault] = []
    node = document.node_at(at)
    if not isinstance(node, Mapping):
        return answers, faults
    for question, value in node.entries.items():
        position = compiled.column_by_id.get(question)
        if position is None:
            faults.append(_unknown_question(document, compiled, (*at, question)))
            continue
        try:
            read = code_of(compiled.columns[position], to_plain(value))
        except AnswerFormatError as error:
            place = document.place_of((*at, question, *error.within))
            faults.append(document.fault(place, f"{question}: {error.what}", error.cure))
            continue
        if read is not None:
            answers[question] = _new_answer((read.code, read.given, node.keys[question]))
    return answers, faults


def _unknown_question(
    document: Document, compiled: CompiledQuestionnaire, at: tuple[str | int, ...]
) -> Fault:
    place = document.place_of(at, key=True)
    return document.fault(place, *no_such_question(str(at[-1]), compiled))


def no_such_question(name: str, compiled: CompiledQuestionnaire) -> tuple[str, str]:
    """Say that there is no question of this name, and which one may be meant."""
    what = _("There is no question {name} in {questionnaire}.").format(
        name=name, questionnaire=compiled.questionnaire.id
    )
    if hint := did_you_mean(name, compiled.column_by_id):
        return what, hint
    listed = _("See all questions with: omnicheck questionnaires {id}")
    if compiled.questionnaire.id not in bundled_ids():
        listed = _("See all questions with: omnicheck questionnaires, and the file of {id}.")
    return what, listed.format(id=compiled.questionnaire.id)


def _unknown_notes(document: Document, compiled: CompiledQuestionnaire, notes: Any) -> list[Fault]:
    if not isinstance(notes, dict):
        return []
    unknown = [question for question in notes if question not in compiled.column_by_id]
    return [_unknown_question(document, compiled, ("notes", question)) for question in unknown]


def code_row(sheet: AnswerSheet, compiled: CompiledQuestionnaire) -> NDArray[np.int64]:
    """Return the sheet as one row of codes, shape (1, questions).

    A question that is asked and has no answer counts as not sure; one that the form leaves out is
    not asked, whatever the file says about it.
    """
    given = sheet.answers
    codes = [given[name].code if name in given else NOT_SURE for name in compiled.column_by_id]
    if sheet.form is Form.QUICK:
        for position, column in enumerate(compiled.columns):
            if not column.question.quick:
                codes[position] = NOT_ASKED
    return np.array([codes], dtype=np.int64)


def idle_answers(sheet: AnswerSheet, compiled: CompiledQuestionnaire) -> list[str]:
    """Return the questions that are answered although the form, or another answer, leaves them out."""
    codes = close_branches(compiled, code_row(sheet, compiled))[0]
    return [
        name
        for name, answer in sheet.answers.items()
        if answer.code != NOT_ASKED and codes[compiled.column_by_id[name]] == NOT_ASKED
    ]

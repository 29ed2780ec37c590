"""Scenarios: answers set otherwise than a business gave them, from a command line, a file or a program.

They are read as answers files and tables are, so that an answer is written in one way everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, ValidationError

from omnicheck.answer_codes import AnswerFormatError, code_of
from omnicheck.answer_tables import cell_parts
from omnicheck.answers import (
    Answer,
    Cleaned,
    no_such_question,
    questionnaire_named,
    read_answers,
)
from omnicheck.choices import Kind
from omnicheck.errors import AnswersError, Fault, Place
from omnicheck.language import _
from omnicheck.questionnaire import ID_PATTERN, Record, Text
from omnicheck.validation import MisfitError, explain
from omnicheck.yamlfile import Mapping, Scalar
from omnicheck.yamlsource import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.answer_codes import Code
    from omnicheck.answers import AnswerSheet
    from omnicheck.engine.columns import Column
    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.yamlfile import Document

#: More are no table that anybody reads.
MOST_SCENARIOS: Final = 20
#: Of a scenario: it stands over a column.
LONGEST_NAME: Final = 60
_NOWHERE: Final = Place("")
#: Letters and marks that leave no trace on a page, and what stands for a character that cannot be shown.
_TRACELESS: Final = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0\ufffd") | {
    chr(selector) for selector in range(0xFE00, 0xFE10)
}
#: Keys that no file of scenarios has at its top.
_ELSEWHERE: Final = frozenset(["answers", "business", "questions"])


@dataclass(frozen=True)
class Scenario:
    """Some answers, by question, in place of those given."""

    name: str
    answers: dict[str, Answer]

    def on(self, sheet: AnswerSheet) -> AnswerSheet:
        """Return the answer sheet with these answers in their places."""
        return replace(sheet, answers=sheet.answers | self.answers)


def _name(text: str) -> str:
    """Refuse a name over a column that shows nothing, or that is over a column already."""
    seen = _as_seen(text)
    if not any(unicodedata.category(char)[0] in "LNPS" for char in seen):
        what = _("Nothing of this name can be seen.")
        raise MisfitError(what, _("Write a name with letters or digits."))
    if _is_ours(seen):
        what = _("omnicheck calls a column of its own “{name}”.").format(name=seen)
        raise MisfitError(what, _("Give the scenario another name."))
    return text


def _as_seen(name: str) -> str:
    """Return a name without what leaves no trace, so that two names are alike that look alike."""
    seen = (
        char
        for char in unicodedata.normalize("NFC", name)
        if char not in _TRACELESS and unicodedata.category(char) != "Cf"
    )
    return " ".join("".join(seen).split())


def _is_ours(name: str) -> bool:
    """Whether `omnicheck what-if` itself calls a column so, in capitals or not."""
    number = re.sub("[^0-9]", "", name)
    ours = [_("Today"), _("What if"), _("Least work"), _("Smallest change")]
    ours += [_("Way {number}").format(number=number)] if number else []
    return name.casefold() in [each.casefold() for each in ours]


class ScenarioEntry(Record):
    """One scenario of a file; its answers are checked against the questionnaire."""

    name: Annotated[Cleaned, AfterValidator(_name), Field(max_length=LONGEST_NAME)]
    answers: Annotated[dict[str, Any], Field(alias="set", min_length=1)]


class ScenarioFile(Record):
    """The shape of a file of scenarios, format 1."""

    format: Literal["1"]
    questionnaire: Text | None = None
    """The questionnaire that they are for, as in an answers file; any with these questions if left out."""
    scenarios: Annotated[tuple[ScenarioEntry, ...], Field(min_length=1, max_length=MOST_SCENARIOS)]


def looks_like_scenarios(document: Document) -> bool:
    """Whether a file looks like scenarios, be it with slips."""
    keys = document.root.entries.keys()
    return "scenarios" in keys and not keys & _ELSEWHERE


def scenarios_from(
    document: Document, compiled: CompiledQuestionnaire, meant: str | None = None
) -> tuple[Scenario, ...]:
    """Check a document as scenarios for a questionnaire.

    `meant` is the id of the questionnaire that the document names, where it was looked up.

    Raises:
        AnswersError: with every fault of shape and every answer that does not fit, at its place.
    """
    if not looks_like_scenarios(document):
        what = _("There are no scenarios in this file.")
        cure = _("Write them below scenarios: as in examples/what_if/scenarios.yaml")
        raise AnswersError([Fault(Place(document.name), what, cure)])
    faults = [*_for_another(document, compiled.questionnaire.id, meant)]
    names: list[str] = []
    count = len(getattr(document.node_at(["scenarios"]), "items", ()))
    try:
        shape = ScenarioFile.model_validate(document.plain())
        names = [entry.name for entry in shape.scenarios]
    except ValidationError as error:
        # Of a list in which no entry is sound, validation also says that it is too short.
        echo = (("scenarios",), "too_short") if count else None
        found = [each for each in error.errors() if (each["loc"], each["type"]) != echo]
        faults += [explain(document, ScenarioFile, detail) for detail in found]
    read = [read_answers(document, compiled, ("scenarios", i, "set")) for i in range(count)]
    faults += [fault for _answers, found in read for fault in found]
    faults += [fault for i in range(count) for fault in _blanks(document, compiled, i)]
    faults += _named_twice(document, names)
    if faults:
        raise AnswersError(faults)
    return tuple(
        Scenario(name, answers) for name, (answers, _found) in zip(names, read, strict=True)
    )


def _for_another(document: Document, questionnaire: str, meant: str | None) -> Iterator[Fault]:
    """A questionnaire named must be this one; one named by its path may be, unless it was looked up."""
    named = meant or questionnaire_named(document)
    if named and re.fullmatch(ID_PATTERN, named) and named != questionnaire:
        what = _("These scenarios are for {named}, and the answers for {questionnaire}.")
        place = document.place_of(["questionnaire"])
        told = what.format(named=named, questionnaire=questionnaire)
        yield document.fault(place, told, _("Use scenarios for the same questionnaire."))


def _blanks(document: Document, compiled: CompiledQuestionnaire, i: int) -> Iterator[Fault]:
    """In an answers file a blank is a question still open; here it would change nothing."""
    node = document.node_at(("scenarios", i, "set"))
    entries = node.entries if isinstance(node, Mapping) else {}
    for question, value in entries.items():
        if question in compiled.column_by_id and isinstance(value, Scalar) and not value.text:
            place = document.place_of(("scenarios", i, "set", question), key=True)
            yield document.fault(place, _("{key} is blank.").format(key=question), _no_blank())


def _no_blank() -> str:
    return _("Write the answer to try, or not_sure.")


def _named_twice(document: Document, names: list[str]) -> Iterator[Fault]:
    seen = [_as_seen(name) for name in names]
    for i, name in enumerate(seen):
        if name in seen[:i]:
            what = _("Two scenarios are called “{name}”.").format(name=name)
            place = document.place_of(("scenarios", i, "name"))
            yield document.fault(place, what, _("Give each a name of its own."))


def scenario_of_settings(
    settings: Iterable[str], compiled: CompiledQuestionnaire, name: str
) -> Scenario:
    """Return one scenario of texts such as `hours_per_week=half_day`, all of them together.

    Raises:
        AnswersError: with every text that does not fit.
    """
    reading = _Reading(compiled)
    for setting in settings:
        question, equals, given = (part.strip() for part in setting.partition("="))
        reading.place = Place(f"--set {excerpt(setting)}")
        like = _("Write it like --set hours_per_week=half_day")
        if not equals:
            reading.refuse(_("There is no = between question and answer."), like)
        elif not question:
            reading.refuse(_("There is no question before the =."), like)
        elif question in reading.answers:
            reading.refuse(_("{key} is set twice.").format(key=question), _("Keep one of the two."))
        else:
            reading.take(question, given)
    return reading.scenario(name)


def scenario_of_values(
    values: dict[str, Any], compiled: CompiledQuestionnaire, name: str
) -> Scenario:
    """Return one scenario of answers by question, each as a cell of a table holds it.

    Raises:
        AnswersError: with every answer that does not fit.
    """
    reading = _Reading(compiled)
    for question, given in values.items():
        reading.place = Place(f"{name}: {excerpt(question)}")
        reading.take(question, given)
    return reading.scenario(name)


@dataclass
class _Reading:
    """Answers being read one by one, with all that is wrong with them."""

    compiled: CompiledQuestionnaire
    answers: dict[str, Answer] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    place: Place = _NOWHERE
    """Where the answer stands that is being read."""

    def refuse(self, what: str, cure: str) -> None:
        self.faults.append(Fault(self.place, what, cure))

    def take(self, question: str, given: object) -> None:
        position = self.compiled.column_by_id.get(question)
        if position is None:
            self.refuse(*no_such_question(excerpt(question), self.compiled))
            return
        column = self.compiled.columns[position]
        try:
            code = _code(column, given)
        except AnswerFormatError as error:
            # The cure is written as in a file, where a colon stands behind the question.
            cure = error.cure.replace(f"{question}: ", f"{question}=")
            self.refuse(f"{error.what[:1].upper()}{error.what[1:]}", cure)
            return
        if code is None:
            self.refuse(_("There is no answer for {key}.").format(key=question), _to_try(column))
        else:
            self.answers[question] = Answer(code.code, code.given, self.place)

    def scenario(self, name: str) -> Scenario:
        if self.faults:
            raise AnswersError(self.faults)
        return Scenario(name, self.answers)


def _to_try(column: Column) -> str:
    """Say what to write where nothing is, and how to say “none of them” where nothing could mean that."""
    if not column.exclusive:
        return _no_blank()
    name = column.options[column.exclusive.bit_length() - 1]
    return f"{_no_blank()} {_('For none of them, write {name}.').format(name=name)}"


def _code(column: Column, given: object) -> Code | None:
    """Read an answer as a cell; ticks may also stand apart by commas."""
    if column.question.kind is Kind.SEVERAL and isinstance(given, str) and not given.strip(" ;,"):
        return None
    try:
        return code_of(column, cell_parts(column, given))
    except AnswerFormatError:
        if column.question.kind is not Kind.SEVERAL or not isinstance(given, str):
            raise
        # Tick by tick, so that the cure speaks of the one that does not fit.
        return code_of(column, cell_parts(column, given.replace(",", ";")))

"""Where the answers of one client are, and how they become the sheet that a single report is made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from omnicheck.answer_codes import code_of
from omnicheck.answer_tables import cell_parts
from omnicheck.answers import (
    Answer,
    AnswerSheet,
    Business,
    answers_from,
    naming,
    questionnaire_named,
)
from omnicheck.batch.heads import Heads
from omnicheck.batch.lots import TAG
from omnicheck.batch.questionnaires import loaded
from omnicheck.choices import Form
from omnicheck.errors import Place
from omnicheck.yamlfile import MAX_BYTES, parse_document
from omnicheck.yamlsource import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.batch.parts import Chunk
    from omnicheck.batch.record import Input, Lot


class Source(Protocol):
    """Where the answers of one client are."""

    @property
    def name(self) -> str:
        """How it is called in messages."""

    def fingerprint(self) -> str:
        """Return what changes with every byte of the answers, and with the name that reports call them by.

        Raises:
            InputError: they cannot be read.
        """

    def sheet(self, questionnaire: LoadedQuestionnaire) -> AnswerSheet:
        """Return the answers, checked as `assess` does it.

        Raises:
            InputError: they cannot be read, or do not fit.
        """


@dataclass(frozen=True)
class FileSource:
    """A file of answers."""

    file: Input

    @property
    def name(self) -> str:
        """The file as the user sees it."""
        return self.file.name

    def fingerprint(self) -> str:
        """Return the digest of its bytes and its own name, without the folder."""
        return f"{hashlib.sha256(self._data()).hexdigest()} {Path(self.file.name).name}"

    def sheet(self, questionnaire: LoadedQuestionnaire) -> AnswerSheet:
        """Read it."""
        document = parse_document(self._data(), self.file.name)
        if not questionnaire_named(document):
            document = naming(document, questionnaire.id)
        return answers_from(document, questionnaire.compiled)

    def _data(self) -> bytes:
        return (
            read_bytes(self.file.path, MAX_BYTES)[0] if self.file.data is None else self.file.data
        )


@dataclass(frozen=True)
class RowSource:
    """A row of a table."""

    table: str
    """As the user sees it."""
    row: int
    """Counted from 1 without the head."""
    profile: Mapping[str, str]
    """As a lot has it, without what is empty."""
    form: str
    answers: Mapping[str, tuple[int, str]]
    """By question: the number of the column, and the text of the cell."""

    @property
    def name(self) -> str:
        """The row, as faults call it."""
        return str(Place(self.table, self.row, 1))

    def fingerprint(self) -> str:
        """Return the digest of all that it says, and of where it stands."""
        said = [
            self.table,
            self.row,
            *sorted(self.profile.items()),
            self.form,
            *sorted(self.answers.items()),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def sheet(self, questionnaire: LoadedQuestionnaire) -> AnswerSheet:
        """Put the row into the form that a file of answers takes."""
        compiled = questionnaire.compiled
        answers = {}
        for question, (number, text) in self.answers.items():
            column = compiled.columns[compiled.column_by_id[question]]
            read = code_of(column, cell_parts(column, text))
            if read is not None:
                place = Place(self.table, self.row, number)
                answers[question] = Answer(read.code, read.given, place)
        return AnswerSheet(
            questionnaire=questionnaire.id,
            business=_business(self.profile),
            form=Form(self.form or Form.FULL),
            answered_on=self.profile.get("answered_on"),
            answers=answers,
            source=f"{self.table}:{self.row}",
            sha256=self.fingerprint(),
        )


def row_sources(chunk: Chunk, lot: Lot) -> Iterator[RowSource]:
    """Yield the businesses of a lot as what their reports are made from; it was read from this chunk."""
    compiled = loaded(lot.questionnaire).compiled
    questions, chunk = compiled.column_by_id, Heads(compiled).named(chunk)
    texts = {cells.name: (cells.number, cells.texts()) for cells in chunk.columns}
    asked = {name: found for name, found in texts.items() if name in questions}
    about = {name: cells for name, (_number, cells) in texts.items() if name not in questions}
    position = {int(number): i for i, number in enumerate(chunk.numbers)}
    for profile in lot.profile.to_dict("records"):
        given = {str(name): text for name, text in profile.items() if text}
        row = int(given["row"])
        i = position[row]
        if "id" in about and about["id"][i].strip():
            given["id"] = given["client"]
        answers = {name: (number, cells[i]) for name, (number, cells) in asked.items() if cells[i]}
        form = about["form"][i].strip() if "form" in about else ""
        yield RowSource(chunk.table.name, row, given, form, answers)


def _business(profile: Mapping[str, str]) -> Business:
    """Return who a business is; one without a name is called by its row."""
    about = ("trade", "country", "region", "id", "staff", "years")
    tags = {name.removeprefix(TAG): text for name, text in profile.items() if name.startswith(TAG)}
    return Business(
        name=profile.get("name") or profile["client"],
        tags=tags,
        **{name: profile[name] for name in about if name in profile},
    )

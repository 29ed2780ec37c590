"""The interview as a walk over a questionnaire: which question is next, and what changes with it.

Nothing is printed and nothing is read here. The answers are the only state, so an interview that was
stopped goes on from its file as if nothing had happened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING

from omnicheck.answer_codes import Code
from omnicheck.answer_words import answer_text
from omnicheck.answers import Answer, AnswerSheet, code_row
from omnicheck.choices import Form
from omnicheck.conditions import subjects
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_ASKED, NOT_SURE
from omnicheck.engine.decide import close_branches
from omnicheck.engine.openings import flips
from omnicheck.engine.possible import is_certain, is_strategy_certain, possible
from omnicheck.engine.score import decide
from omnicheck.errors import Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from omnicheck.engine.columns import Column
    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.questionnaire import Section

_HERE = Place("interview")


class Certainty(IntEnum):
    """How much of a recommendation is certain, whatever the open answers turn out to be."""

    NONE = 0
    STRATEGY = 1
    """Which way to go about it is still open."""
    PATH = 2
    """The way to go about it is certain too."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a question is into the interview."""

    section: str
    section_number: int
    sections: int
    number: int
    total: int
    total_is_certain: bool
    """False while open conditions could still add or drop questions."""
    minutes_left: int
    """For this question and all that have no answer yet; at least 1."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One question asked, with its answer in words."""

    question: str
    topic: str
    answer: str
    """Empty where nothing was answered."""


@dataclass(frozen=True, slots=True)
class ReviewSection:
    """The questions of one section."""

    title: str
    lines: tuple[ReviewLine, ...]


@dataclass(frozen=True)
class Interview:
    """An answer sheet and the walk that it stands for; every change gives a new one."""

    compiled: CompiledQuestionnaire
    sheet: AnswerSheet

    @cached_property
    def _codes(self) -> NDArray[np.int64]:
        return close_branches(self.compiled, code_row(self.sheet, self.compiled))

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The questions that are asked as things stand, in order."""
        codes = self._codes[0]
        return tuple(
            c.id for c, code in zip(self.compiled.columns, codes, strict=True) if code != NOT_ASKED
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The questions asked that have no answer yet, "not sure" being one."""
        return tuple(question for question in self.asked if question not in self.sheet.answers)

    def column(self, question: str) -> Column:
        """The column of a question."""
        return self.compiled.columns[self.compiled.column_by_id[question]]

    def next(self, after: str | None = None) -> str | None:
        """The next question without an answer: behind the one given, else from the start."""
        missing = self.missing
        if after is not None:
            place = self.compiled.column_by_id
            behind = [question for question in missing if place[question] > place[after]]
            missing = tuple(behind) or missing
        return missing[0] if missing else None

    def back(self, question: str | None) -> str | None:
        """The question asked before this one; before None, the last. None where there is none."""
        place = self.compiled.column_by_id
        earlier = [q for q in self.asked if question is None or place[q] < place[question]]
        return earlier[-1] if earlier else None

    def answer(self, question: str, code: Code) -> Interview:
        """The interview with one more answer, or with another one in its place."""
        answers = dict(self.sheet.answers)
        answers[question] = Answer(code.code, code.given, _HERE)
        return replace(self, sheet=replace(self.sheet, answers=answers))

    def not_sure(self, question: str) -> Interview:
        """The interview with this question answered as not sure."""
        return self.answer(question, Code(NOT_SURE))

    def not_applicable(self, question: str) -> Interview:
        """The interview with this question marked as not applying; only where that is allowed."""
        if not self.column(question).question.not_applicable:
            raise ValueError(question)
        return self.answer(question, Code(NOT_APPLICABLE))

    def in_form(self, form: Form) -> Interview:
        """The interview in its full or quick form; the answers stay."""
        return replace(self, sheet=replace(self.sheet, form=form))

    def given(self, question: str) -> str:
        """The present answer in words; empty where there is none."""
        answer = self.sheet.answers.get(question)
        return (
            "" if answer is None else answer_text(self.column(question), answer.code, answer.given)
        )

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections in which something is asked."""
        used = {self.column(question).question.section for question in self.asked}
        return tuple(
            section for section in self.compiled.questionnaire.sections if section.id in used
        )

    def progress(self, question: str) -> Progress:
        """How far this question is, and how long the rest will take."""
        sections = self.sections
        here = self.column(question).question.section
        number = next(i for i, section in enumerate(sections, start=1) if section.id == here)
        left = {*self.missing, question}
        return Progress(
            section=sections[number - 1].title,
            section_number=number,
            sections=len(sections),
            number=self.asked.index(question) + 1,
            total=len(self.asked),
            total_is_certain=self._is_settled,
            minutes_left=max(1, ceil(len(left) * self._minutes_per_question)),
        )

    @property
    def _is_settled(self) -> bool:
        """Whether no answer still to come can open or close a question."""
        compiled, quick = self.compiled, self.sheet.form is Form.QUICK
        questions = [c.question for c in compiled.columns if c.question.quick or not quick]
        conditions = [compiled.conditions[q.when] for q in questions if q.when]
        deciding = {subject for condition in conditions for subject in subjects(condition)}
        return deciding.isdisjoint(self.missing)

    @property
    def _minutes_per_question(self) -> float:
        minutes, questions = (
            self.compiled.questionnaire.minutes,
            self.compiled.questionnaire.questions,
        )
        if self.sheet.form is Form.QUICK and minutes.quick is not None:
            return float(minutes.quick) / max(1, sum(question.quick for question in questions))
        return float(minutes.full) / len(questions)

    def review(self) -> tuple[ReviewSection, ...]:
        """All that was asked, by section."""
        return tuple(
            ReviewSection(
                section.title,
                tuple(
                    ReviewLine(question, self.column(question).question.topic, self.given(question))
                    for question in self.asked
                    if self.column(question).question.section == section.id
                ),
            )
            for section in self.sections
        )

    def could_still_turn(self) -> tuple[str, ...]:
        """The open questions that are asked and can still change the strategy, alone or together.

        In the order that settles it soonest on average. Where too much is open to tell them apart, those
        whose answer alone could still change it.
        """
        row = code_row(self.sheet, self.compiled)
        settling = possible(self.compiled, row[0]).settling
        columns = (
            settling.columns if settling else flips(self.compiled, row)[:, 0].nonzero()[0].tolist()
        )
        found = (self.compiled.columns[column].id for column in columns)
        return tuple(question for question in found if question in self.asked)

    @property
    def certainty(self) -> Certainty:
        """What nothing still open, "not sure" included, can change any more."""
        row = code_row(self.sheet, self.compiled)[0]
        if not is_strategy_certain(self.compiled, row):
            return Certainty.NONE
        return Certainty.PATH if is_certain(self.compiled, row) else Certainty.STRATEGY

    @property
    def strategy_title(self) -> str:
        """What the strategy is called that is recommended as things stand."""
        is_omnichannel = decide(self.compiled, code_row(self.sheet, self.compiled)).omnichannel[0]
        strategies = self.compiled.questionnaire.strategies
        return (strategies.omnichannel if is_omnichannel else strategies.multichannel).title

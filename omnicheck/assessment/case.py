"""One business of a scored table, with the readings that words are made from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from omnicheck.answer_words import answer_text
from omnicheck.answers import code_row
from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.effects import Effects
from omnicheck.engine.openings import openings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.answers import AnswerSheet
    from omnicheck.engine.compile import CompiledQuestionnaire, FactorTable
    from omnicheck.engine.decide import Standing
    from omnicheck.engine.intervals import Intervals
    from omnicheck.engine.openings import Openings
    from omnicheck.engine.score import Scores
    from omnicheck.questionnaire import Option, Question, Questionnaire


@dataclass(frozen=True)
class Case:
    """A business: its sheet, and its scores as a table of one row."""

    sheet: AnswerSheet
    scores: Scores

    @property
    def compiled(self) -> CompiledQuestionnaire:
        """The integer tables behind the scores."""
        return self.scores.compiled

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire answered."""
        return self.compiled.questionnaire

    @cached_property
    def codes(self) -> NDArray[np.int64]:
        """Codes of all questions, branches closed, shape (questions,)."""
        return np.asarray(self.scores.standing.codes[0])

    @cached_property
    def raw(self) -> NDArray[np.int64]:
        """Codes of all questions as answered, branches still open, shape (questions,)."""
        return np.asarray(code_row(self.sheet, self.compiled)[0])

    @cached_property
    def effects(self) -> Effects:
        """What the steps of the questionnaire bring to its answers."""
        return Effects(self.compiled, self.raw)

    @cached_property
    def openings(self) -> Openings:
        """What its open answers could still do."""
        return openings(self.scores, self.raw[None, :])

    @property
    def omnichannel(self) -> bool:
        """Whether omnichannel is recommended."""
        return bool(self.scores.omnichannel[0])

    @cached_property
    def stage(self) -> int:
        """Position of today's stage."""
        return int(self.scores.standing.stage[0])

    @property
    def stage_is_certain(self) -> bool:
        """Whether open answers leave today's stage where it is, at their lowest and at their highest."""
        return bool(self.scores.low.stage[0] == self.scores.high.stage[0])

    def holds(self, condition: str | None) -> bool:
        """Whether a condition of a trigger, risk or sentence holds; none at all always does."""
        return condition is None or bool(self.scores.facts.holds(condition)[0])

    def code(self, question: str) -> int:
        """The code of a question's answer."""
        return int(self.codes[self.compiled.column_by_id[question]])

    def question(self, name: str) -> Question:
        """The question of an id."""
        return self.compiled.columns[self.compiled.column_by_id[name]].question

    def value(self, question: str) -> Fraction:
        """The value of an answer, 0 to 100; not sure counts half-way."""
        value, _applies = self._worths[self.compiled.column_by_id[question]]
        return Fraction(value, self.compiled.scale)

    @cached_property
    def _worths(self) -> list[tuple[int, bool]]:
        """By question: the scaled value of its answer, and whether the question applies."""
        codes = self.codes[:, None]
        found = (table.worth(codes[i]) for i, table in enumerate(self.compiled.values))
        return [(int(values[0]), bool(applies[0])) for values, applies in found]

    def option(self, question: str) -> Option | None:
        """The option chosen, for questions that take one of several."""
        asked, code = self.question(question), self.code(question)
        if code < 0 or asked.kind not in (Kind.ONE, Kind.YES_NO) or not asked.options:
            return None
        return list(asked.options.values())[code]

    def answer_text(self, question: str, code: int | None = None) -> str:
        """The answer in the words of the questionnaire."""
        code = self.code(question) if code is None else code
        given = self.sheet.answers.get(question)
        column = self.compiled.columns[self.compiled.column_by_id[question]]
        return answer_text(column, code, given.given if given else None)

    def factor(self, name: str) -> FactorTable:
        """The columns and weights of a factor."""
        return self.compiled.factors[self.compiled.factor_by_id[name]]

    def score(self, name: str, standing: Standing | None = None) -> Fraction | None:
        """A factor's or index's score, 0 to 100; None where it has none."""
        tally, mixture = (standing or self.scores.standing).tally, self.compiled.mixture(name)
        total = Fraction(0)
        for f, share in zip(mixture.factors, mixture.shares, strict=True):
            if not tally.possible[0, f]:
                return None
            total += Fraction(share * int(tally.got[0, f]), int(tally.possible[0, f]))
        return total * Fraction(1, mixture.whole * self.compiled.scale)

    def score_range(self, name: str) -> tuple[Fraction, Fraction]:
        """The lowest and the highest score that open answers can still lead to; 0 to 100 where it has none."""
        if self._may_open_questions:
            found = self._intervals.scores.get(name)
            return found or (Fraction(0), Fraction(100))
        low, high = (self.score(name, end) for end in (self.scores.low, self.scores.high))
        return low or Fraction(0), Fraction(100) if high is None else high

    @cached_property
    def _may_open_questions(self) -> bool:
        """Whether open answers decide what is asked; else scores are lowest together, and highest."""
        return bool((self.codes[list(self.compiled.drivers)] == NOT_SURE).any())

    @cached_property
    def _intervals(self) -> Intervals:
        from omnicheck.engine.intervals import intervals  # dear to load, and mostly not needed

        return intervals(self.compiled, self.raw)

    def unknown_share(self, name: str) -> Fraction:
        """The share of a factor's or index's weight that is unknown, 0 to 1."""
        tally, mixture = self.scores.standing.tally, self.compiled.mixture(name)
        total = Fraction(0)
        for f, share in zip(mixture.factors, mixture.shares, strict=True):
            possible = int(tally.possible[0, f])
            total += Fraction(share * int(tally.unknown[0, f]), possible) if possible else share
        return total * Fraction(1, mixture.whole)

    def contribution(self, question: str) -> Fraction:
        """Points of its factor's score above or below 50; over a factor they add up to score - 50."""
        asked = self.question(question)
        if not asked.scored or asked.factor is None:
            return Fraction(0)
        table = self.factor(asked.factor)
        position = self.compiled.column_by_id[question]
        weight = table.weights[table.columns.index(position)]
        value, applies = self._worths[position]
        possible = int(
            self.scores.standing.tally.possible[0, self.compiled.factor_by_id[asked.factor]]
        )
        if not possible or not applies:
            return Fraction(0)
        scale = self.compiled.scale
        return Fraction(weight * (value - 50 * scale), possible * scale)

    @cached_property
    def pulls(self) -> dict[str, Fraction]:
        """What each answer given adds to the decision, in its points: 0 where its factor does not decide.

        That is its contribution, through the index that the factor counts in.
        """
        deciding = [factor.id for factor in self.compiled.factors[: self.compiled.deciding]]
        counts = {name: self._counts(f) for f, name in enumerate(deciding)}
        given = (column for column in self.compiled.columns if self.code(column.id) >= 0)
        return {
            column.id: self.contribution(column.id) * counts.get(column.question.factor or "", 0)
            for column in given
        }

    def _counts(self, factor: int) -> Fraction:
        """The largest share of a factor in an index that is asked for; all of it where there is none."""
        indices = [r for r in self.compiled.requirements if r.is_index]
        shares = [Fraction(r.shares[factor], self.compiled.shares_total) for r in indices]
        return max(shares, default=Fraction(0)) or Fraction(1)


def as_number(exact: Any) -> float:
    """The float nearest to an exact number: the last division."""
    return float(exact)

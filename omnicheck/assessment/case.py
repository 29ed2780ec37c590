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
from omnicheck.engine.shares import shares_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.answers import AnswerSheet
    from omnicheck.engine.compile import CompiledQuestionnaire, FactorTable
    from omnicheck.engine.decide import Standing
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

    @property
    def codes(self) -> NDArray[np.int64]:
        """Codes of all questions, branches closed, shape (questions,)."""
        return np.asarray(self.scores.standing.codes[0])

    @cached_property
    def raw(self) -> NDArray[np.int64]:
        """Codes of all questions as answered, branches still open, shape (questions,)."""
        return np.asarray(code_row(self.sheet, self.compiled)[0])

    @property
    def omnichannel(self) -> bool:
        """Whether omnichannel is recommended."""
        return bool(self.scores.omnichannel[0])

    @cached_property
    def stage(self) -> int:
        """Position of today's stage."""
        return int(self.scores.standing.stage[0])

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
        position = self.compiled.column_by_id[question]
        values, _applies = self.compiled.values[position].worth(self.codes[[position]])
        return Fraction(int(values[0]), self.compiled.scale)

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
        tally = (standing or self.scores.standing).tally
        total = Fraction(0)
        for factor, share in shares_of(self.questionnaire, name).items():
            f = self.compiled.factor_by_id[factor]
            if not tally.possible[0, f]:
                return None
            total += share * Fraction(
                int(tally.got[0, f]), int(tally.possible[0, f]) * self.compiled.scale
            )
        return total

    def unknown_share(self, name: str) -> Fraction:
        """The share of a factor's or index's weight that is unknown, 0 to 1."""
        tally = self.scores.standing.tally
        total = Fraction(0)
        for factor, share in shares_of(self.questionnaire, name).items():
            f = self.compiled.factor_by_id[factor]
            possible = int(tally.possible[0, f])
            total += share * (Fraction(int(tally.unknown[0, f]), possible) if possible else 1)
        return total

    def contribution(self, question: str) -> Fraction:
        """Points of its factor's score above or below 50; over a factor they add up to score - 50."""
        asked = self.question(question)
        if not asked.scored or asked.factor is None:
            return Fraction(0)
        table = self.factor(asked.factor)
        position = self.compiled.column_by_id[question]
        weight = table.weights[table.columns.index(position)]
        values, applies = self.compiled.values[position].worth(self.codes[[position]])
        possible = int(
            self.scores.standing.tally.possible[0, self.compiled.factor_by_id[asked.factor]]
        )
        if not possible or not applies[0]:
            return Fraction(0)
        return weight * (Fraction(int(values[0]), self.compiled.scale) - 50) / possible

    def pull(self, question: str) -> Fraction:
        """The contribution in points of the decision: through the index that the factor counts in."""
        factor = self.question(question).factor
        if factor is None or self.compiled.factor_by_id[factor] >= self.compiled.deciding:
            return Fraction(0)
        required = self.questionnaire.decision.omnichannel.requires
        indexed = [name for name in required if name in self.questionnaire.indices]
        shares = [shares_of(self.questionnaire, name).get(factor, Fraction(0)) for name in indexed]
        return self.contribution(question) * (max(shares, default=Fraction(0)) or 1)


def as_number(exact: Any) -> float:
    """The float nearest to an exact number: the last division."""
    return float(exact)

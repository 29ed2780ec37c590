"""The answers of a business once actions are done: what each action proves, scored by the one engine.

An action may say which answer is true at least once it is done. Everything else stays as it is today: a
step that prepares others, or that keeps up what is there, changes no answer by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_SURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire


class Effect(NamedTuple):
    """What one action brings to one answer of a business."""

    action: int
    column: int
    rank: int
    """Position among the answers that actions reach in this column, from 1; 0 is today's answer."""


@dataclass(frozen=True)
class Effects:
    """What the actions of a questionnaire bring to one business."""

    compiled: CompiledQuestionnaire
    row: NDArray[np.int64]
    """As it was answered, branches still open, shape (questions,)."""

    @cached_property
    def reached(self) -> dict[int, list[int]]:
        """Column -> the codes that actions reach there, today's first, each worth more than the last.

        Not sure counts half-way, so it stays open where actions prove less. What does not apply, and what
        the form leaves out, stays too.
        """
        found: dict[int, list[int]] = {}
        for column, codes in self._codes.items():
            today = int(self.row[column])
            by_worth = {self.worth(column, code): code for code in sorted(codes.values())}
            least = self.worth(column, today) + (today != NOT_SURE)
            better = [by_worth[worth] for worth in sorted(by_worth) if worth >= least]
            if better and today >= NOT_SURE:
                found[column] = [today, *better]
        return found

    def worth(self, column: int, code: int) -> int:
        """Return the scaled value of a code; not sure counts half-way."""
        return int(self.compiled.values[column].worth(np.array([code], dtype=np.int64))[0][0])

    @cached_property
    def _codes(self) -> dict[int, dict[int, int]]:
        """Column -> action -> the code that it reaches there."""
        found: dict[int, dict[int, int]] = {}
        for a, action in enumerate(self.compiled.questionnaire.actions):
            for question, answer in action.reaches.items():
                position = self.compiled.column_by_id[question]
                code = self._code(position, answer)
                found.setdefault(position, {})[a] = code
        return found

    def _code(self, position: int, answer: str) -> int:
        column = self.compiled.columns[position]
        match column.question.kind:
            case Kind.SEVERAL:
                return self._with_ticks(position, int(Fraction(answer)))
            case Kind.SCALE | Kind.NUMBER:
                return int((Fraction(answer) - column.origin) / column.unit)
            case _:
                return column.options.index(answer)

    def _with_ticks(self, position: int, count: int) -> int:
        """Today's ticks, and as many more as are missing: which ones is open, so those worth least."""
        column, size = self.compiled.columns[position], len(self.compiled.columns[position].options)
        today = max(int(self.row[position]), 0)
        ticks, apart = today & ~column.exclusive & ((1 << size) - 1), today >> size
        free = [i for i in column.counted if not (ticks | apart) >> i & 1]
        missing = max(0, count - ticks.bit_count())
        for option in sorted(free, key=lambda option: self._worth_alone(position, option))[
            :missing
        ]:
            ticks |= 1 << option
        return ticks | apart << size

    def _worth_alone(self, position: int, option: int) -> int:
        has_own = self.compiled.columns[position].question.score in ("sum", "best")
        return int(self.compiled.values[position].table[option]) if has_own else 0

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What lifts an answer above today's, action by action."""
        return tuple(self._effects())

    def _effects(self) -> Iterator[Effect]:
        for column, ladder in self.reached.items():
            worths = [self.worth(column, code) for code in ladder[1:]]
            for action, code in self._codes[column].items():
                if self.worth(column, code) in worths:
                    yield Effect(action, column, 1 + worths.index(self.worth(column, code)))

    def after(self, done: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the codes once actions are done, branches still open, shape (n, questions).

        Args:
            done: Shape (n, actions): n variants of this business.
        """
        codes = np.tile(self.row, (len(done), 1))
        for effect in sorted(self.effects, key=lambda effect: effect.rank):
            codes[done[:, effect.action], effect.column] = self.reached[effect.column][effect.rank]
        return codes

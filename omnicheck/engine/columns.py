"""How the answers of one question stand in the code matrix, and what each is worth.

A code is a whole number: the option's position, the steps above a scale's low end, the bits of a tick
list, or a number counted in its smallest unit from its minimum. Negative codes are the answer states.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.choices import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from omnicheck.questionnaire import Question

NOT_SURE: Final = -1
NOT_APPLICABLE: Final = -2
NOT_ASKED: Final = -3
STATES: Final = {"not_sure": NOT_SURE, "not_applicable": NOT_APPLICABLE, "not_asked": NOT_ASKED}

#: Stands for "no minimum" of a number; numbers are at most a thousand million either way.
_LOWEST_NUMBER: Final = -1_000_000_000

#: Codes in a table at most: a tick list has four to the power of its options.
_MOST_LOOKED_UP: Final = 2**16
#: A table of more codes than these is made for many businesses only.
_FEW_LOOKED_UP: Final = 64
_MANY_BUSINESSES: Final = 1_000
_WORD: Final = 16

Ints = Any  # an integer array: int64, or Python's own integers where int64 could overflow


@dataclass(frozen=True)
class Column:
    """One question in the code matrix."""

    question: Question
    options: tuple[str, ...]
    origin: Fraction
    """What code 0 of a number or a scale stands for."""
    unit: Fraction
    """What one step of the code stands for."""
    known: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)
    """What answers were read as before: a batch holds few different ones."""
    known_cells: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """The codes that cells of tables were read as before."""

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @cached_property
    def bit_of(self) -> dict[str, int]:
        """What a tick of each option adds to the code of a tick list."""
        return {name: 1 << position for position, name in enumerate(self.options)}

    @cached_property
    def exclusive(self) -> int:
        """Bits of the options that mean "none of these"."""
        return self._bits(o.exclusive for o in self.question.options.values())

    @property
    def size(self) -> int:
        """How many codes there are; for a tick list with states, every pattern of bits."""
        match self.question.kind:
            case Kind.SEVERAL:
                return int(1 << (2 * len(self.options)))
            case Kind.NUMBER:
                return int((self._maximum - self.origin) / self.unit) + 1
            case Kind.SCALE:
                assert self.question.scale is not None
                return int(self.question.scale.last - self.question.scale.first) + 1
            case Kind.TEXT:
                return 1
            case _:
                return len(self.options)

    @property
    def _maximum(self) -> Fraction:
        maximum = self.question.maximum
        return Fraction(maximum if maximum is not None else -_LOWEST_NUMBER)

    def _bits(self, marks: Iterable[bool]) -> int:
        return sum(1 << i for i, mark in enumerate(marks) if mark)

    def pays_to_look_up(self, businesses: int) -> bool:
        """Whether a table of what every code stands for pays; the same formula fills the table."""
        enough = _MOST_LOOKED_UP if businesses >= _MANY_BUSINESSES else _FEW_LOOKED_UP
        return self._size <= enough

    @cached_property
    def _size(self) -> int:
        return self.size

    @property
    def every_code(self) -> NDArray[np.int64]:
        """All codes, the states at the end, where their negative codes point."""
        return np.roll(np.arange(NOT_ASKED, self.size, dtype=np.int64), NOT_ASKED)

    def exact_values(self) -> tuple[Fraction, ...]:
        """Every value that an answer can have, 0 to 100, exactly; empty when it has none."""
        question = self.question
        match question.kind:
            case Kind.SEVERAL:
                return self._tick_values()
            case Kind.SCALE:
                last = self.size - 1
                steps = range(last, -1, -1) if question.reverse else range(last + 1)
                return tuple(Fraction(100 * step, last) for step in steps)
            case Kind.NUMBER:
                return tuple(Fraction(band.value) for band in question.bands)
            case Kind.YES_NO if not question.options:
                values = (Fraction(100), Fraction(0))
                return values[::-1] if question.reverse else values
            case _:
                given = [o.value for o in question.options.values() if o.value is not None]
                return tuple(map(Fraction, given)) if len(given) == len(self.options) else ()

    def _tick_values(self) -> tuple[Fraction, ...]:
        question, count = self.question, len(self.counted)
        match question.score:
            case "share":
                most = range(count, count - self.may_not_apply - 1, -1)
                return tuple(Fraction(100, applicable) for applicable in most if applicable)
            case "count":
                return tuple(Fraction(value) for value in question.by_count.values())
            case "sum" | "best":
                given = [o.value for o in question.options.values() if not o.exclusive]
                return tuple(Fraction(v) for v in given if v is not None)
            case _:
                return ()

    @property
    def nothing_ticked(self) -> tuple[int, ...]:
        """Codes of a tick list without a tick that counts: each "none of these", else the empty one."""
        marks = enumerate(self.question.options.values())
        return tuple(1 << i for i, option in marks if option.exclusive) or (0,)

    @property
    def counted(self) -> tuple[int, ...]:
        """Positions of the options of a tick list that count: all but the exclusive ones."""
        options = self.question.options.values()
        return tuple(i for i, option in enumerate(options) if not option.exclusive)

    @property
    def may_not_apply(self) -> int:
        """How many options of a tick list may be marked as not applicable."""
        return sum(option.may_not_apply for option in self.question.options.values())

    def ticked(self, codes: NDArray[np.int64], position: int) -> NDArray[np.bool_]:
        """Whether the option at a position is ticked; states count as not ticked."""
        return np.asarray((codes >= 0) & ((codes >> position) & 1 == 1))

    def not_applying(self, codes: NDArray[np.int64], position: int) -> NDArray[np.bool_]:
        """Whether the option at a position is marked as not applicable."""
        return self.ticked(codes, position + len(self.options))

    def count(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many options are ticked, "none of these" aside."""
        ticks = np.where(codes >= 0, codes, 0) & self._counted_bits
        total = np.zeros(len(codes), dtype=np.int64)
        for start in range(0, len(self.options), _WORD):
            total += _ones()[(ticks >> start) & ((1 << _WORD) - 1)]
        return total

    @cached_property
    def _counted_bits(self) -> int:
        return sum(1 << position for position in self.counted)


@cache
def _ones() -> NDArray[np.uint8]:
    """How many bits of each number of one word are 1."""
    found = np.zeros(1, dtype=np.uint8)
    for _bit in range(_WORD):
        found = np.concatenate([found, found + np.uint8(1)])
    return found


def column_of(question: Question) -> Column:
    """Lay out the codes of a question."""
    options = tuple(question.options) or (("yes", "no") if question.kind is Kind.YES_NO else ())
    match question.kind:
        case Kind.SCALE:
            assert question.scale is not None
            return Column(question, options, Fraction(question.scale.first), Fraction(1))
        case Kind.NUMBER:
            minimum = question.minimum if question.minimum is not None else _LOWEST_NUMBER
            return Column(
                question, options, Fraction(minimum), Fraction(1, 10 ** int(question.decimals))
            )
        case _:
            return Column(question, options, Fraction(0), Fraction(1))

"""A questionnaire as integer tables: compiled once, used for one business and for a million.

Every value, weight, share and threshold becomes a whole number: values are multiplied by `scale`,
weights of a factor by the smallest number that makes them whole. Nothing is rounded, so a business
scores the same alone and in a batch, and no decision hangs on the last bit of a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, gcd, lcm, prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.choices import Kind
from omnicheck.conditions import Both, Condition, Not, atoms, parse_condition, subjects
from omnicheck.engine.columns import NOT_SURE, Column, column_of
from omnicheck.engine.repertoire import Repertoire
from omnicheck.engine.shares import ShareTable, moved_shares, shares_of, whole_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.questionnaire import Questionnaire

#: Whole numbers up to here fit numpy's int64 with room for one more addition.
_INT64_ROOM: Final = 2**61
_INT64_BITS: Final = 62

IntArray = Any  # NDArray of int64, or of Python integers where int64 could overflow


@dataclass(frozen=True)
class ValueTable:
    """What the codes of one column are worth, in scaled whole numbers."""

    column: Column
    scale: int
    table: IntArray
    """By option, step or band; for tick lists the value of each option."""

    def of(self, codes: NDArray[np.int64]) -> IntArray:
        """Return the scaled value of each code; states give 0, to be masked by the caller."""
        question = self.column.question
        if not len(self.table):
            return np.zeros(len(codes), dtype=np.int64)
        match question.kind:
            case Kind.SEVERAL:
                return np.where(codes >= 0, self._of_ticks(codes), 0)
            case Kind.NUMBER:
                edges = np.array(self.band_codes(), dtype=np.int64)
                band = np.searchsorted(edges, codes, side="right") - 1
                return np.where(codes >= 0, self.table[np.maximum(band, 0)], 0)
            case _:
                return np.where(codes >= 0, self.table[np.maximum(codes, 0)], 0)

    def _of_ticks(self, codes: NDArray[np.int64]) -> IntArray:
        column = self.column
        match column.question.score:
            case "share":
                applicable = self.applicable(codes)
                ticked = column.count(codes).astype(self.table.dtype)
                return 100 * self.scale * ticked // np.maximum(applicable, 1)
            case "count":
                steps = np.array(sorted(int(n) for n in column.question.by_count), dtype=np.int64)
                return self.table[np.searchsorted(steps, column.count(codes), side="right") - 1]
            case "best":
                worth = [self.table[i] * column.ticked(codes, i) for i in column.counted]
                return np.asarray(np.max(worth, axis=0))
            case _:
                total = np.zeros(len(codes), dtype=self.table.dtype)
                for position in column.counted:
                    total += self.table[position] * column.ticked(codes, position)
                return np.minimum(total, 100 * self.scale)

    def worth(self, codes: NDArray[np.int64]) -> tuple[IntArray, NDArray[np.bool_]]:
        """Return the scaled value of each code, and where the question applies; elsewhere 0.

        Not sure counts as the middle between the question's lowest and highest value.
        """
        if not self.column.pays_to_look_up(len(codes)):
            return self._worth(codes)
        values, applies = self._looked_up
        return values[codes], applies[codes]

    @cached_property
    def _looked_up(self) -> tuple[IntArray, NDArray[np.bool_]]:
        return self._worth(self.column.every_code)

    def _worth(self, codes: NDArray[np.int64]) -> tuple[IntArray, NDArray[np.bool_]]:
        values = self.of(codes)
        if len(self.table):
            values = np.where(codes == NOT_SURE, (self.lowest + self.highest) // 2, values)
        applies = codes >= NOT_SURE
        if self.column.question.score == "share":
            applies &= (codes < 0) | (self.applicable(codes) > 0)
        return np.where(applies, values, 0), applies

    def applicable(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many options of a tick list are not marked as not applicable."""
        total = np.full(len(codes), len(self.column.counted), dtype=np.int64)
        for position in self.column.counted:
            total -= self.column.not_applying(codes, position)
        return total

    @cached_property
    def lowest_code(self) -> int:
        """A code with the lowest value; the first one in the file."""
        return self._extreme(np.argmin)

    @cached_property
    def highest_code(self) -> int:
        """A code with the highest value; the first one in the file."""
        return self._extreme(np.argmax)

    def _extreme(self, pick: Any) -> int:
        if self.column.question.kind is Kind.SEVERAL:
            candidates = self._few_ticks()
        elif self.column.question.kind is Kind.NUMBER:
            reachable = [code for code in self.band_codes() if code < self.column.size]
            candidates = np.array(reachable, dtype=np.int64)
        else:
            candidates = np.arange(self.column.size, dtype=np.int64)
        return int(candidates[int(pick(self.of(candidates)))])

    def _few_ticks(self) -> NDArray[np.int64]:
        """Tick patterns among which the lowest and the highest value are found."""
        counted = self.column.counted
        ranked = sorted(counted, key=lambda i: -int(self.table[i])) if self._by_option else counted
        growing = [sum(1 << i for i in ranked[:n]) for n in range(1, len(ranked) + 1)]
        return np.array([self.column.nothing_ticked[0], *growing], dtype=np.int64)

    @property
    def _by_option(self) -> bool:
        return self.column.question.score in ("sum", "best")

    def band_codes(self) -> list[int]:
        """The first code of each band of a number."""
        column = self.column
        starts = [(Fraction(b.start) - column.origin) / column.unit for b in column.question.bands]
        return [max(0, ceil(start)) for start in starts] or [0]

    @cached_property
    def lowest(self) -> int:
        """The lowest scaled value that an answer can have."""
        return int(self.of(np.array([self.lowest_code], dtype=np.int64))[0])

    @cached_property
    def highest(self) -> int:
        """The highest scaled value that an answer can have."""
        return int(self.of(np.array([self.highest_code], dtype=np.int64))[0])


@dataclass(frozen=True)
class Addend:
    """What one question adds to the three sums of its factor, packed into one whole number.

    The lowest `got_bits` bits hold weight times value, the next `weight_bits` the weight where the question
    applies, the rest the weight where the answer is not sure.
    """

    values: ValueTable
    weight: int
    got_bits: int
    weight_bits: int
    exact: type

    def of(self, codes: NDArray[np.int64]) -> IntArray:
        """Return what each code adds; the numbers of one factor add up field by field."""
        if not self.values.column.pays_to_look_up(len(codes)):
            return self._of(codes)
        return self._looked_up[codes]

    @cached_property
    def _looked_up(self) -> IntArray:
        return self._of(self.values.column.every_code)

    def _of(self, codes: NDArray[np.int64]) -> IntArray:
        values, applies = self.values.worth(codes)
        unknown = (codes == NOT_SURE).astype(self.exact)
        weights = (unknown << self.weight_bits) + applies
        return self.weight * ((weights << self.got_bits) + values.astype(self.exact))


@dataclass(frozen=True)
class FactorTable:
    """The columns of a factor and their whole-number weights."""

    id: str
    columns: tuple[int, ...]
    weights: tuple[int, ...]

    @property
    def total(self) -> int:
        """The sum of all weights."""
        return sum(self.weights)


@dataclass(frozen=True)
class Mixture:
    """The factors behind a score, with whole-number shares."""

    factors: tuple[int, ...]
    shares: tuple[Any, ...]
    """Whole numbers; columns of them in a blend, see `decide.stand_on`."""
    whole: Any
    """What the shares add up to."""
    largest: int
    """What the sums of all factors and the shares can multiply to, values aside."""


@dataclass(frozen=True)
class Requirement:
    """A factor or index that must reach a score."""

    id: str
    shares: tuple[int, ...]
    """By deciding factor; they add up to `CompiledQuestionnaire.shares_total`."""
    thresholds: tuple[int, ...]
    """By stage, in scaled whole numbers."""
    is_index: bool

    @cached_property
    def factors(self) -> tuple[int, ...]:
        """The deciding factors that have a share in it."""
        return tuple(f for f, share in enumerate(self.shares) if share)


@dataclass(frozen=True)
class Gate:
    """A minimum on one answer."""

    column: int
    minimum: int


@dataclass(frozen=True)
class CompiledQuestionnaire:
    """A questionnaire, ready to score an `(n, questions)` matrix of codes."""

    questionnaire: Questionnaire
    columns: tuple[Column, ...]
    values: tuple[ValueTable, ...]
    scale: int
    factors: tuple[FactorTable, ...]
    """The deciding factors first: those that a requirement or its index uses."""
    deciding: int
    """How many of the factors decide."""
    shares_total: int
    moved_shares: tuple[tuple[ShareTable, int], ...]
    """For reruns: all shares with one of them moved, and what each row adds up to."""
    requirements: tuple[Requirement, ...]
    gates: tuple[Gate, ...]
    conditions: dict[str, Condition]
    """Every condition text of the questionnaire, parsed."""
    exact: type
    """numpy's int64, or Python's integers where int64 could overflow."""

    @cached_property
    def column_by_id(self) -> dict[str, int]:
        """Question id -> column."""
        return {column.id: i for i, column in enumerate(self.columns)}

    @cached_property
    def factor_by_id(self) -> dict[str, int]:
        """Factor id -> position in `factors`."""
        return {factor.id: i for i, factor in enumerate(self.factors)}

    @cached_property
    def addends(self) -> tuple[tuple[tuple[int, Addend], ...], ...]:
        """By factor: each of its columns with what it adds to the factor's sums."""
        return tuple(
            tuple(
                (column, self._addend(factor, column, weight))
                for column, weight in zip(factor.columns, factor.weights, strict=True)
            )
            for factor in self.factors
        )

    def _addend(self, factor: FactorTable, column: int, weight: int) -> Addend:
        got_bits = (100 * self.scale * factor.total).bit_length()
        weight_bits = factor.total.bit_length()
        exact = np.int64 if got_bits + 2 * weight_bits < _INT64_BITS else object
        return Addend(self.values[column], weight, got_bits, weight_bits, exact)

    @cached_property
    def repertoire(self) -> Repertoire:
        """The actions of the questionnaire as arrays."""
        return Repertoire(self.questionnaire)

    def mixture(self, name: str) -> Mixture:
        """Return what a factor's or index's score is made of."""
        return self._mixtures[name]

    @cached_property
    def _mixtures(self) -> dict[str, Mixture]:
        names = [*self.questionnaire.factors, *self.questionnaire.indices]
        return {name: self._mixture(name) for name in names}

    def _mixture(self, name: str) -> Mixture:
        shares = shares_of(self.questionnaire, name)
        whole = lcm(*(share.denominator for share in shares.values()))
        factors = tuple(self.factor_by_id[factor] for factor in shares)
        return Mixture(
            factors=factors,
            shares=tuple(int(share * whole) for share in shares.values()),
            whole=whole,
            largest=whole * prod(self.factors[f].total for f in factors),
        )

    @cached_property
    def kept(self) -> dict[tuple[Any, ...], Any]:
        """What was worked out from it alone; see `engine.kept`."""
        return {}

    @cached_property
    def drivers(self) -> tuple[int, ...]:
        """Columns whose answer decides whether another question is asked."""
        named = {
            question
            for column in self.columns
            if column.question.when
            for question in subjects(self.conditions[column.question.when])
        }
        return tuple(i for i, column in enumerate(self.columns) if column.id in named)

    @cached_property
    def driving_atoms(self) -> dict[str, tuple[Condition, ...]]:
        """Driver id -> the comparisons on it that decide what is asked."""
        found: dict[str, list[Condition]] = {}
        for column in self.columns:
            if column.question.when:
                for atom in atoms(self.conditions[column.question.when]):
                    for question in subjects(atom):
                        found.setdefault(question, []).append(atom)
        return {question: tuple(dict.fromkeys(parts)) for question, parts in found.items()}


def compile_questionnaire(questionnaire: Questionnaire) -> CompiledQuestionnaire:
    """Turn a checked questionnaire into integer tables."""
    columns = tuple(column_of(question) for question in questionnaire.questions)
    scale = _scale(questionnaire, columns)
    deciding = _deciding_factors(questionnaire)
    others = [factor for factor in questionnaire.factors if factor not in deciding]
    factors = tuple(_factor_table(factor, columns) for factor in (*deciding, *others))
    rows = _share_rows(questionnaire, deciding)
    shares, shares_total = whole_shares(rows)
    moved = tuple(moved_shares(rows))
    index = {column.id: i for i, column in enumerate(columns)}
    gates = questionnaire.decision.omnichannel.gates
    exact = _number_type(
        factors, len(deciding), scale, max(shares_total, *(t for _, t in moved), 1)
    )
    return CompiledQuestionnaire(
        questionnaire=questionnaire,
        columns=columns,
        values=tuple(_value_table(column, scale, exact) for column in columns),
        scale=scale,
        factors=factors,
        deciding=len(deciding),
        shares_total=shares_total,
        moved_shares=moved,
        requirements=_requirements(questionnaire, shares, scale),
        gates=tuple(Gate(index[q], _whole(Fraction(m), scale)) for q, m in gates.items()),
        conditions=_conditions(questionnaire),
        exact=exact,
    )


def _whole(number: Fraction, scale: int) -> int:
    return int(number * scale)


def _scale(questionnaire: Questionnaire, columns: tuple[Column, ...]) -> int:
    """The smallest factor that makes every value, midpoint and threshold whole."""
    rule = questionnaire.decision.omnichannel
    thresholds = [*rule.requires.values(), *rule.gates.values()]
    for eased in rule.at_stage.values():
        thresholds += eased.values()
    numbers = [Fraction(threshold) for threshold in thresholds]
    for column in columns:
        numbers += [value / 2 for value in column.exact_values()]
    return lcm(2, *(number.denominator for number in numbers))


def _value_table(column: Column, scale: int, exact: type) -> ValueTable:
    question = column.question
    if question.kind is Kind.SEVERAL and question.score == "count":
        steps = sorted(question.by_count.items(), key=lambda step: int(step[0]))
        values = [Fraction(value) for _, value in steps]
    elif question.kind is Kind.SEVERAL and question.score == "share":
        values = [Fraction(100)]
    elif question.kind is Kind.SEVERAL:
        options = question.options.values()
        values = [Fraction(o.value or 0) for o in options] if question.score else []
    else:
        values = list(column.exact_values())
    return ValueTable(column, scale, np.array([_whole(v, scale) for v in values], dtype=exact))


def _deciding_factors(questionnaire: Questionnaire) -> list[str]:
    found: dict[str, None] = {}
    for name in questionnaire.decision.omnichannel.requires:
        index = questionnaire.indices.get(name)
        found.update(dict.fromkeys(index.shares if index else [name]))
    return [factor for factor in questionnaire.factors if factor in found]


def _factor_table(factor: str, columns: tuple[Column, ...]) -> FactorTable:
    members = [
        i for i, c in enumerate(columns) if c.question.factor == factor and c.question.scored
    ]
    exact = [Fraction(columns[i].question.weight) for i in members]
    factor_up = lcm(1, *(weight.denominator for weight in exact))
    whole = [int(weight * factor_up) for weight in exact]
    common = gcd(*whole) or 1
    return FactorTable(factor, tuple(members), tuple(weight // common for weight in whole))


def _share_rows(questionnaire: Questionnaire, deciding: list[str]) -> list[list[Fraction]]:
    required = questionnaire.decision.omnichannel.requires
    shares = [shares_of(questionnaire, name) for name in required]
    return [[row.get(factor, Fraction(0)) for factor in deciding] for row in shares]


def _requirements(
    questionnaire: Questionnaire, shares: ShareTable, scale: int
) -> tuple[Requirement, ...]:
    rule = questionnaire.decision.omnichannel
    found = []
    for (name, threshold), row in zip(rule.requires.items(), shares, strict=True):
        eased = [
            rule.at_stage.get(stage.id, {}).get(name, threshold) for stage in questionnaire.stages
        ]
        thresholds = tuple(_whole(Fraction(e), scale) for e in eased)
        found.append(Requirement(name, row, thresholds, is_index=name in questionnaire.indices))
    return tuple(found)


def _number_type(
    factors: tuple[FactorTable, ...], deciding: int, scale: int, shares_total: int
) -> type:
    margin = shares_total * prod(5 * factor.total for factor in factors[:deciding])
    largest = 101 * scale * max(margin, *(factor.total for factor in factors))
    return np.int64 if 100 * largest < _INT64_ROOM else object


def _conditions(questionnaire: Questionnaire) -> dict[str, Condition]:
    """Every condition by its text; equal parts are one object, so that each is answered once."""
    seen: dict[Condition, Condition] = {}
    texts = _condition_texts(questionnaire)
    return {text: _shared(parse_condition(text), seen) for text in texts}


def _shared(condition: Condition, seen: dict[Condition, Condition]) -> Condition:
    match condition:
        case Both(joint=joint, parts=parts):
            condition = Both(joint, tuple(_shared(part, seen) for part in parts))
        case Not(part=part):
            condition = Not(_shared(part, seen))
        case _:
            pass  # one comparison
    return seen.setdefault(condition, condition)


def _condition_texts(questionnaire: Questionnaire) -> set[str]:
    conditional: list[Any] = [
        *questionnaire.questions,
        *questionnaire.stages,
        *questionnaire.decision.paths,
        *questionnaire.weaknesses,
        *questionnaire.actions,
        *questionnaire.kpis,
        *questionnaire.risks,
        *questionnaire.hints,
        *questionnaire.rerun_when,
        *(say for contrast in questionnaire.comparison for say in contrast.here),
    ]
    named = [part.when for part in conditional] + [risk.unless for risk in questionnaire.risks]
    return {text for text in named if text}

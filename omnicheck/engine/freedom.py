"""What the unknown answers of one business are free to be: each answer that makes a difference, once.

Two answers to a question are the same here if every condition on the way to the recommendation reads
them alike and both are worth the same. Answers that conditions tell apart are in different classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.choices import Kind
from omnicheck.conditions import Among, Call, Compare, Flag, Name, Ticked, atoms
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_ASKED, NOT_SURE
from omnicheck.engine.decide import close_branches
from omnicheck.engine.facts import Facts
from omnicheck.engine.kept import kept

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from omnicheck.conditions import Atom, Condition
    from omnicheck.engine.columns import Column
    from omnicheck.engine.compile import CompiledQuestionnaire

#: Ways in which the unknown answers can open questions and meet conditions, looked at one by one.
MOST_PATTERNS: Final = 512
#: Tick lists of more options than these are known by their ends and what conditions name, not by every value.
_MOST_TICKS: Final = 10


@dataclass(frozen=True)
class Ladder:
    """The answers of one question that make a difference: by class, then by value, the lowest first."""

    column: int
    codes: NDArray[np.int64]
    values: NDArray[np.float64]
    """What each is worth, 0 to 100; only to choose where to look first."""
    classes: tuple[tuple[int, int], ...]
    """First and last position of each class."""
    whole: bool
    """Every value that the answer can have is there; else the ends of each class are."""


@dataclass(frozen=True)
class Boxes:
    """n sets of completions: each unknown answer may stand anywhere from one rung to another."""

    low: NDArray[np.int64]
    high: NDArray[np.int64]
    """Positions on the ladders, shape (n, ladders)."""

    def __len__(self) -> int:
        """How many there are."""
        return len(self.low)

    def take(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Boxes:
        """Return some of the boxes."""
        return Boxes(self.low[which], self.high[which])


@dataclass(frozen=True)
class Freedom:
    """The unknown answers of one business that can bear on its recommendation or its scores."""

    compiled: CompiledQuestionnaire
    row: NDArray[np.int64]
    """As answered, branches still open, shape (questions,)."""
    ladders: tuple[Ladder, ...]

    @cached_property
    def patterns(self) -> int:
        """How many combinations of classes there are."""
        return prod(len(ladder.classes) for ladder in self.ladders)

    @cached_property
    def completions(self) -> int:
        """How many combinations of answers there are."""
        return prod(len(ladder.codes) for ladder in self.ladders)

    @cached_property
    def is_whole(self) -> bool:
        """Whether every value of every answer is on its ladder."""
        return all(ladder.whole for ladder in self.ladders)

    @cached_property
    def bounds_options(self) -> bool:
        """Whether the ladders bound tick lists whose options may not apply: where no condition reads these."""
        named = _atoms_by_question(self.compiled)
        columns = (self.compiled.columns[ladder.column] for ladder in self.ladders)
        return not any(column.may_not_apply and column.id in named for column in columns)

    def rows(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the codes of completions, branches still open, shape (n, questions)."""
        rows = np.tile(self.row, (len(positions), 1))
        for i, ladder in enumerate(self.ladders):
            rows[:, ladder.column] = ladder.codes[positions[:, i]]
        return np.asfortranarray(rows)

    def boxes(self) -> Boxes:
        """Return a box for each combination of classes; `patterns` must be few enough."""
        chosen = list(product(*(ladder.classes for ladder in self.ladders)))
        ends = np.array(chosen, dtype=np.int64).reshape(len(chosen), len(self.ladders), 2)
        return Boxes(ends[:, :, 0], ends[:, :, 1])

    def every(self) -> NDArray[np.int64]:
        """Return the positions of all completions, the last ladder running fastest."""
        sizes = [len(ladder.codes) for ladder in self.ladders]
        return np.indices(sizes, dtype=np.int64).reshape(len(sizes), self.completions).T

    def asked(self, boxes: Boxes) -> Freedom:
        """Return the same without the questions that no completion asks."""
        closed = close_branches(self.compiled, self.rows(boxes.low))
        kept = [x for x in self.ladders if (closed[:, x.column] != NOT_ASKED).any()]
        return self if len(kept) == len(self.ladders) else self.among(kept)

    def among(self, ladders: list[Ladder]) -> Freedom:
        """Return the same with some of the answers free only."""
        return Freedom(self.compiled, self.row, tuple(ladders))

    def bearing(self) -> Freedom:
        """Return the same with the answers alone that can bear on the recommendation."""
        bearing = bearing_columns(self.compiled)
        return self.among([ladder for ladder in self.ladders if ladder.column in bearing])


def freedom(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, not_applying: bool = False
) -> Freedom:
    """Return what the unknown answers of a business can be.

    `row` has shape (questions,), as answered, branches still open. An unknown answer becomes one of the
    question's own answers. With `not_applying` it can also turn out not to apply, where that is allowed.
    """
    named = _atoms_by_question(compiled)
    counted = {c for factor in compiled.factors for c in factor.columns}
    wanted = counted | {gate.column for gate in compiled.gates}
    wanted |= {compiled.column_by_id[question] for question in named}
    ladders = [
        _ladder(compiled, column, not_applying)
        for column in np.flatnonzero(row == NOT_SURE).tolist()
        if column in wanted
    ]
    return Freedom(compiled, row, tuple(ladders))


def may_not_apply(column: Column) -> bool:
    """Return whether a question, or an option of it, can turn out not to apply."""
    return bool(column.question.not_applicable or column.may_not_apply)


def deciding_conditions(compiled: CompiledQuestionnaire) -> Iterator[Condition]:
    """Return the conditions on the way to a recommendation: of questions, stages and paths."""
    questionnaire = compiled.questionnaire
    conditional: list[Any] = [
        *questionnaire.questions,
        *questionnaire.stages,
        *questionnaire.decision.paths,
    ]
    return (compiled.conditions[part.when] for part in conditional if part.when)


@kept
def bearing_columns(compiled: CompiledQuestionnaire) -> set[int]:
    """Return the columns that can bear on the strategy or the path."""
    factors = set(range(compiled.deciding))
    names = set(_atoms_by_question(compiled))
    for condition in deciding_conditions(compiled):
        for atom in atoms(condition):
            name = _score_named(atom)
            if name in compiled.factor_by_id:
                factors.add(compiled.factor_by_id[name])
            elif name in compiled.questionnaire.indices:
                factors |= set(compiled.mixture(name).factors)
    found = {column for f in factors for column in compiled.factors[f].columns}
    found |= {gate.column for gate in compiled.gates}
    return found | {compiled.column_by_id[name] for name in names}


def _score_named(atom: Atom) -> str:
    match atom:
        case Compare(left=Name(id=name)) | Compare(left=Call(function="unknown", argument=name)):
            return name
        case _:
            return ""


@kept
def _atoms_by_question(compiled: CompiledQuestionnaire) -> dict[str, list[Atom]]:
    """Return, by question, the comparisons of its answer on the way to a recommendation."""
    found: dict[str, list[Atom]] = {}
    for condition in deciding_conditions(compiled):
        for atom in atoms(condition):
            question = _question_read(atom)
            if question in compiled.column_by_id:
                found.setdefault(question, []).append(atom)
    return found


def _question_read(atom: Atom) -> str:
    """Return whose answer an atom reads; a failed gate is read off its line instead."""
    match atom:
        case Among(question=name) | Ticked(question=name):
            return name
        case Compare(left=Name(id=name)):
            return name
        case Compare(left=Call(function="value" | "count", argument=name)):
            return name
        case Compare() | Flag():
            return ""


@kept
def _ladder(compiled: CompiledQuestionnaire, position: int, not_applying: bool) -> Ladder:
    column, table = compiled.columns[position], compiled.values[position]
    named = _atoms_by_question(compiled).get(column.id, [])
    domain, whole = _domain(compiled, position, named)
    marks = _classes(compiled, position, domain, named)
    values = table.of(domain)
    keys = np.column_stack([marks, values.astype(np.float64)])
    _, first = np.unique(keys, axis=0, return_index=True)  # sorted by class, then by value
    codes, classes = domain[first], marks[first]
    edges = [0, *(np.flatnonzero(np.diff(classes)) + 1).tolist(), len(codes)]
    ends = [(start, end - 1) for start, end in pairwise(edges)]
    worth = values[first].astype(np.float64) / compiled.scale
    if not_applying and (outside := _not_applying(column)) is not None:
        ends.append((len(codes), len(codes)))
        codes, worth = np.append(codes, outside), np.append(worth, 0.0)
    return Ladder(position, codes, worth, tuple(ends), whole)


def _not_applying(column: Column) -> int | None:
    """Return the code of a question that does not apply, or of which no option does; None where neither can be."""
    if column.question.not_applicable:
        return NOT_APPLICABLE
    if column.may_not_apply and column.may_not_apply == len(column.counted):
        return sum(1 << option for option in column.counted) << len(column.options)
    return None


def _classes(
    compiled: CompiledQuestionnaire, position: int, domain: NDArray[np.int64], named: list[Atom]
) -> NDArray[np.int64]:
    """Number the codes of one question by what the conditions make of them."""
    if not named:
        return np.zeros(len(domain), dtype=np.int64)
    codes = np.full((len(domain), len(compiled.columns)), NOT_SURE, dtype=np.int64)
    codes[:, position] = domain
    facts = Facts(compiled, codes)
    truths = [facts.truth(atom) for atom in named]
    read = np.stack([mask for truth in truths for mask in truth], axis=1)
    return np.unique(read, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _domain(
    compiled: CompiledQuestionnaire, position: int, named: list[Atom]
) -> tuple[NDArray[np.int64], bool]:
    """Return codes that meet every class at its lowest and highest value, and if they meet all values."""
    column = compiled.columns[position]
    match column.question.kind:
        case Kind.SEVERAL:
            return _tick_patterns(compiled, position, named)
        case Kind.NUMBER:
            return np.array(sorted(_turning_points(compiled, position, named))), True
        case _:
            return np.arange(column.size, dtype=np.int64), True


def _tick_patterns(
    compiled: CompiledQuestionnaire, position: int, named: list[Atom]
) -> tuple[NDArray[np.int64], bool]:
    column, table = compiled.columns[position], compiled.values[position]
    if len(column.counted) <= _MOST_TICKS:
        return _patterns(list(column.counted), column.nothing_ticked), True
    by_option = len(table.table) == len(column.options)
    options = sorted(column.counted, key=lambda i: int(table.table[i]) if by_option else 0)
    ticked = {column.options.index(atom.option) for atom in named if isinstance(atom, Ticked)}
    ticked = set(sorted(ticked)[:_MOST_TICKS])
    others = [i for i in options if i not in ticked]
    fills = {sum(1 << i for i in others[:n]) for n in range(len(others) + 1)}
    fills |= {sum(1 << i for i in others[n:]) for n in range(len(others) + 1)}
    chosen = _patterns(sorted(ticked), (0,)).tolist()
    patterns = {one | fill for one in chosen for fill in fills} - {0} | set(column.nothing_ticked)
    return np.array(sorted(patterns), dtype=np.int64), not by_option and not ticked


def _patterns(positions: list[int], nothing: tuple[int, ...]) -> NDArray[np.int64]:
    """Return every combination of ticks, and what stands for none."""
    found = np.zeros(1, dtype=np.int64)
    for position in positions:
        found = np.concatenate([found, found | 1 << position])
    return np.concatenate([np.array(nothing, dtype=np.int64), found[1:]])


def _turning_points(compiled: CompiledQuestionnaire, position: int, named: list[Atom]) -> set[int]:
    """Codes at, just below and just above each number that a condition or a band names."""
    column = compiled.columns[position]
    points = {0, column.size - 1, *compiled.values[position].band_codes()}
    for atom in named:
        # A value is told by the bands; only the number itself has a place of its own.
        if isinstance(atom, Compare) and isinstance(atom.left, Name):
            if isinstance(atom.right, Name):  # a state, such as not_sure
                continue
            code = (atom.right - column.origin) // column.unit
            points |= {code - 1, code, code + 1}
    return {int(point) for point in points if 0 <= point < column.size}

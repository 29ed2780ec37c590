"""What the unknown answers could still turn out to be: the lowest and the highest completion."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.choices import Kind
from omnicheck.conditions import STATES, Compare, Name, Ticked, atoms
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.decide import Standing, close_branches, hanging_on, stand
from omnicheck.engine.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire

#: Completions of the deciding answers tried at once for one business; beyond, the ends are bounds.
MOST_COMPLETIONS: Final = 2_000
#: Options of one tick list that conditions name, tried in every combination.
_MOST_NAMED: Final = 10


def ends(
    compiled: CompiledQuestionnaire, codes: NDArray[np.int64], raw: NDArray[np.int64]
) -> tuple[Standing, Standing]:
    """Return the completions of the unknown answers with the lowest and with the highest margin.

    Every unknown answer is set to its question's lowest or highest value. Where an unknown answer
    decides what else is asked, each of its outcomes is tried, so that both ends are exact; with more
    than `MOST_COMPLETIONS` combinations the ends are bounds that hold all completions between them.

    Args:
        compiled: The questionnaire.
        codes: With branches closed, shape (n, questions).
        raw: The same as answered, branches still open.
    """
    return worst_end(compiled, codes, raw), _end(compiled, codes, raw, lowest=False)


def worst_end(
    compiled: CompiledQuestionnaire, codes: NDArray[np.int64], raw: NDArray[np.int64]
) -> Standing:
    """Return the completion with the lowest margin alone; see `ends`."""
    return _end(compiled, codes, raw, lowest=True)


def _end(
    compiled: CompiledQuestionnaire,
    codes: NDArray[np.int64],
    raw: NDArray[np.int64],
    *,
    lowest: bool,
) -> Standing:
    completed = close_branches(compiled, _filled(compiled, codes, lowest=lowest))
    for row in np.flatnonzero((codes[:, list(compiled.drivers)] == NOT_SURE).any(axis=1)):
        completed[row] = _outermost(compiled, raw[row], lowest=lowest)
    return stand(compiled, completed, blank=0 if lowest else 100)


def _filled(
    compiled: CompiledQuestionnaire, codes: NDArray[np.int64], *, lowest: bool
) -> NDArray[np.int64]:
    """Codes with every unknown answer at its lowest or highest value."""
    completed = codes.copy(order="K")
    extremes = [table.lowest_code if lowest else table.highest_code for table in compiled.values]
    np.copyto(completed, np.array(extremes, dtype=np.int64), where=codes == NOT_SURE)
    return completed


def _outermost(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, lowest: bool
) -> NDArray[np.int64]:
    """The completion of one business with the lowest or highest margin, branches closed.

    Among equals the first one by question id, so that the order of the questions does not matter.
    """
    candidates = outer_completions(compiled, row, lowest=lowest)
    if candidates is None:
        return _bound(compiled, row, lowest=lowest)
    reached = stand(compiled, candidates, blank=0 if lowest else 100).margins
    ratios = [
        Fraction(int(m), int(d)) for m, d in zip(reached.margin, reached.denominator, strict=True)
    ]
    pick = min if lowest else max
    return np.asarray(candidates[ratios.index(pick(ratios))])


def outer_completions(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, lowest: bool
) -> NDArray[np.int64] | None:
    """Return the completions of one business among which its lowest or highest margin is found.

    They do not depend on weights, shares or thresholds. `row` holds codes as answered, branches still open;
    the rows returned have them closed, shape (completions, questions). None where there are more than are
    tried.
    """
    drivers = sorted(compiled.drivers, key=lambda driver: compiled.columns[driver].id)
    codes = _may_be_asked(compiled, row)
    unknown = [driver for driver in drivers if codes[driver] == NOT_SURE]
    if any(len(_named_ticks(compiled, driver)) > _MOST_NAMED for driver in unknown):
        return None
    outcomes = [_outcomes(compiled, driver, lowest=lowest) for driver in unknown]
    if prod(map(len, outcomes)) > MOST_COMPLETIONS:
        return None
    rows = np.tile(row, (prod(map(len, outcomes)), 1))
    rows[:, unknown] = np.array(list(product(*outcomes)), dtype=np.int64)
    return close_branches(compiled, _filled(compiled, rows, lowest=lowest))


def _may_be_asked(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return codes with those branches closed that no unknown answer can open; shape (questions,) both."""
    codes: NDArray[np.int64] = close_branches(compiled, row[None, :])[0]
    hanging = hanging_on(compiled, row, np.flatnonzero(codes == NOT_SURE).tolist())
    codes[hanging] = row[hanging]
    return codes


def _outcomes(compiled: CompiledQuestionnaire, position: int, *, lowest: bool) -> list[int]:
    """For each way in which an answer opens and closes questions, its lowest or highest code."""
    table, domain = compiled.values[position], _domain(compiled, position)
    codes = np.zeros((len(domain), len(compiled.columns)), dtype=np.int64)
    codes[:, position] = domain
    facts = Facts(compiled, codes)
    atoms = compiled.driving_atoms[compiled.columns[position].id]
    opened = np.stack([facts.truth(atom).yes for atom in atoms], axis=1)
    values = table.of(domain) * (1 if lowest else -1)
    order = np.argsort(values, kind="stable")
    _, first = np.unique(opened[order], axis=0, return_index=True)
    return [int(domain[order[i]]) for i in sorted(first)]


def _domain(compiled: CompiledQuestionnaire, position: int) -> NDArray[np.int64]:
    """Enough codes to meet every outcome of an answer at its lowest and highest value."""
    match compiled.columns[position].question.kind:
        case Kind.SEVERAL:
            return np.array(sorted(_tick_patterns(compiled, position)), dtype=np.int64)
        case Kind.NUMBER:
            return np.array(sorted(_turning_points(compiled, position)), dtype=np.int64)
        case _:
            return np.arange(compiled.columns[position].size, dtype=np.int64)


def _tick_patterns(compiled: CompiledQuestionnaire, position: int) -> set[int]:
    """Every pattern of the options that conditions name, filled up with the cheapest or dearest."""
    column, table = compiled.columns[position], compiled.values[position]
    named = _named_ticks(compiled, position)
    others = [i for i in column.counted if i not in named]
    if len(table.table) == len(column.options):
        others.sort(key=lambda i: int(table.table[i]))
    fills = {_bits(others[:n]) for n in range(len(others) + 1)}
    fills |= {_bits(others[n:]) for n in range(len(others) + 1)}
    chosen = [_bits(pick) for pick in _subsets(sorted(named & set(column.counted)))]
    ticked = {pattern | fill for pattern in chosen for fill in fills} - {0}
    return ticked | set(column.nothing_ticked)


def _named_ticks(compiled: CompiledQuestionnaire, position: int) -> set[int]:
    """Positions of the options that conditions name."""
    column = compiled.columns[position]
    atoms = compiled.driving_atoms[column.id]
    return {column.options.index(atom.option) for atom in atoms if isinstance(atom, Ticked)}


def _subsets(items: list[int]) -> Iterable[tuple[int, ...]]:
    for pick in product((False, True), repeat=len(items)):
        yield tuple(item for item, taken in zip(items, pick, strict=True) if taken)


def _bits(positions: Iterable[int]) -> int:
    return sum(1 << position for position in positions)


def _turning_points(compiled: CompiledQuestionnaire, position: int) -> set[int]:
    """Codes at, just below and just above each number that a condition or a band names."""
    column = compiled.columns[position]
    named = [Fraction(band.start) for band in column.question.bands]
    atoms = [atom for atom in compiled.driving_atoms[column.id] if isinstance(atom, Compare)]
    named += [atom.right for atom in atoms if isinstance(atom.right, Fraction)]
    points = {0, column.size - 1}
    for number in named:
        code = (number - column.origin) // column.unit
        points |= {code - 1, code, code + 1}
    return {int(point) for point in points if 0 <= point < column.size}


def _bound(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, lowest: bool
) -> NDArray[np.int64]:
    """Codes no completion can go beyond: open questions count only where they move a factor out."""
    blanks = len(compiled.factors) if lowest else compiled.deciding
    return outermost_sums(compiled, row, lowest=lowest, blanks=blanks)


def outermost_sums(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, lowest: bool, blanks: int = 0
) -> NDArray[np.int64]:
    """Return codes beyond which no score of a factor goes, whatever the unknown answers open and close.

    Unknown answers are at their lowest or highest, and questions that may not be asked are left out where
    they would draw a factor back. The first `blanks` factors go furthest where nothing in them is asked.
    Both codes have shape (questions,); `row` is as answered, branches still open.
    """
    completed = _filled(compiled, _may_be_asked(compiled, row)[None, :], lowest=lowest)[0]
    doubtful = _doubtful(compiled, row)
    bound: NDArray[np.int64] = completed.copy()
    for f, factor in enumerate(compiled.factors):
        weighed = []
        for column, weight in zip(factor.columns, factor.weights, strict=True):
            values, applies = compiled.values[column].worth(completed[[column]])
            if applies[0]:
                weighed.append((int(values[0]), weight, column))
        left_out = _left_out(weighed, doubtful, lowest=lowest, blank_is_worst=f < blanks)
        bound[left_out] = NOT_ASKED
    return bound


def _doubtful(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> set[int]:
    """Columns of questions that are asked in some completions, perhaps, and perhaps not in others."""
    codes = close_branches(compiled, row[None, :])
    moving = np.flatnonzero(codes[0] == NOT_SURE).tolist()
    hanging = hanging_on(compiled, row, moving)
    facts, unsettled = Facts(compiled, codes), {*moving, *hanging}
    return {
        position
        for position in hanging
        if codes[0, position] == NOT_ASKED
        or not _surely_asked(facts, compiled.columns[position].question.when or "", unsettled)
    }


def _surely_asked(facts: Facts, when: str, unsettled: Collection[int]) -> bool:
    """Whether a condition of one business holds now, and not because an answer is not sure yet."""
    condition = facts.compiled.conditions[when]
    on_states = (
        facts.compiled.column_by_id[atom.left.id]
        for atom in atoms(condition)
        if isinstance(atom, Compare) and isinstance(atom.left, Name) and _is_state(atom.right)
    )
    return bool(facts.truth(condition).yes[0]) and not any(
        column in unsettled for column in on_states
    )


def _is_state(right: Fraction | Name) -> bool:
    return isinstance(right, Name) and right.id in STATES


def _left_out(
    weighed: list[tuple[int, int, int]],
    doubtful: Collection[int],
    *,
    lowest: bool,
    blank_is_worst: bool,
) -> list[int]:
    """The doubtful columns of one factor that would draw its score back towards the middle."""
    got = sum(value * weight for value, weight, column in weighed if column not in doubtful)
    possible = sum(weight for _value, weight, column in weighed if column not in doubtful)
    left_out = []
    for value, weight, column in sorted(weighed, reverse=not lowest):
        if column not in doubtful:
            continue
        if possible == 0:
            moves_out = not blank_is_worst
        else:
            gain = value * possible - got
            moves_out = gain < 0 if lowest else gain > 0
        if moves_out:
            got, possible = got + value * weight, possible + weight
        else:
            left_out.append(column)
    return left_out

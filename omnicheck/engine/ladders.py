"""What an answer can move to: its codes, nearest to today's first, and how far away each is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.choices import Kind
from omnicheck.conditions import COMPARE, Both, Call, Compare, Name, Not, atoms, subjects
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.decide import hanging_on
from omnicheck.engine.kept import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from omnicheck.conditions import Condition
    from omnicheck.engine.columns import Column
    from omnicheck.engine.compile import CompiledQuestionnaire

#: Options of a tick list that are tried in every combination where more than its value counts.
_MOST_TICKS: Final = 8


@dataclass(frozen=True)
class Ladder:
    """The codes that one answer can move to, nearest first, and how many steps away each is."""

    column: int
    rungs: tuple[int, ...]
    steps: tuple[int, ...]
    only_last: bool
    """What the last rung cannot do, no other rung can, whatever the other answers are."""
    is_whole: bool
    """No other code would make a difference."""

    @property
    def tried(self) -> range:
        """Heights of the rungs that settle whether this answer can do it."""
        return range(len(self.rungs) - 1 if self.only_last else 0, len(self.rungs))


def ladders_of_advice(
    compiled: CompiledQuestionnaire,
    row: NDArray[np.int64],
    asked: NDArray[np.int64],
    *,
    upwards: bool,
) -> list[Ladder]:
    """Return the ladders of all answers that a business can change, those not known yet among them.

    Also of questions that are not asked today and that such changes may open, each from what stands there.
    `row` and `asked` have shape (questions,): branches still open, and closed. Upwards are higher values
    only, else lower ones.
    """
    careful = more_than_value(compiled)

    def ladder(position: int) -> Ladder | None:
        code = int(row[position])
        if not compiled.columns[position].question.changeable or code < NOT_SURE:
            return None
        return _ladder(compiled, position, code, upwards, careful=position in careful)

    return _within_reach(compiled, row, asked, ladder)


def ladders_of_doubt(
    compiled: CompiledQuestionnaire,
    row: NDArray[np.int64],
    asked: NDArray[np.int64],
    *,
    upwards: bool,
) -> list[Ladder]:
    """Return the ladders of all answers given: what each might be if it is wrong.

    Also of answers to questions that are not asked today and that wrong answers may have closed. In both
    directions where more than the value of an answer counts; elsewhere the other direction never turns
    anything. `row` and `asked` are as in `ladders_of_advice`.
    """
    careful = more_than_value(compiled)

    def ladder(position: int) -> Ladder | None:
        if row[position] < 0:
            return None
        way = None if position in careful else upwards
        return _ladder(compiled, position, int(row[position]), way, careful=position in careful)

    return _within_reach(compiled, row, asked, ladder)


def _within_reach(
    compiled: CompiledQuestionnaire,
    row: NDArray[np.int64],
    asked: NDArray[np.int64],
    ladder: Callable[[int], Ladder | None],
) -> list[Ladder]:
    """Return the ladders, with rungs, of questions that are asked today or that moves on others may open."""
    every = (ladder(position) for position in range(len(row)))
    found = {each.column: each for each in every if each and each.rungs}
    is_asked = asked != NOT_ASKED
    opening = hanging_on(compiled, row, [column for column in found if is_asked[column]])
    return [found[column] for column in found if is_asked[column] or column in opening]


@kept
def more_than_value(compiled: CompiledQuestionnaire) -> frozenset[int]:
    """Return the columns whose answers count for more than their value.

    They decide what is asked, or a stage with other thresholds, in a way that does not rise with the
    value. All others: the higher the value, the higher every margin.
    """
    everything = frozenset(range(len(compiled.columns)))
    levels = [requirement.thresholds for requirement in compiled.requirements]
    if all(len(set(level)) == 1 for level in levels):
        return frozenset(compiled.drivers)
    if any(list(level) != sorted(level, reverse=True) for level in levels):
        return everything
    found = set(compiled.drivers)
    for stage in compiled.questionnaire.stages:
        for atom in _not_rising(compiled, compiled.conditions[stage.when]) if stage.when else ():
            if any(name not in compiled.column_by_id for name in subjects(atom)):
                return everything
            found |= {compiled.column_by_id[name] for name in subjects(atom)}
    return frozenset(found)


def _not_rising(compiled: CompiledQuestionnaire, condition: Condition) -> Iterator[Condition]:
    """Yield the comparisons that higher values may end, or that hang on more than values."""
    match condition:
        case Both(parts=parts):
            for part in parts:
                yield from _not_rising(compiled, part)
        case Not():
            yield from atoms(condition)
        case _:
            if not _rises(compiled, condition):
                yield condition


def _rises(compiled: CompiledQuestionnaire, atom: Condition) -> bool:
    """Whether a comparison holds for all values from one on, and for no lower one."""
    match atom:
        case Compare(left=Call(function="value"), comparator=">" | ">="):
            return True
        case Compare(left=Name(id=name), comparator=">" | ">="):
            return name in compiled.factor_by_id or name in compiled.questionnaire.indices
        case Compare(left=Call(function="count", argument=name), right=Fraction() as bar):
            table = compiled.values[compiled.column_by_id[name]]
            codes = np.array(_growing(table.column.counted), dtype=np.int64)
            counts, values = table.column.count(codes), table.of(codes)
            reached = np.array([COMPARE[atom.comparator](int(n), bar) for n in counts])
            return bool(
                reached.all() or not reached.any() or values[~reached].max() < values[reached].min()
            )
        case _:
            return False


def _growing(positions: Sequence[int]) -> list[int]:
    """No option, the first one, the first two, and so on."""
    return [sum(1 << position for position in positions[:n]) for n in range(len(positions) + 1)]


@kept
def _ladder(
    compiled: CompiledQuestionnaire,
    position: int,
    code: int,
    upwards: bool | None,
    *,
    careful: bool,
) -> Ladder:
    """Codes beyond today's answer, upwards or downwards, or all others for None.

    From not sure, every code from the far end on. Businesses of one questionnaire have most of them in
    common.
    """
    table = compiled.values[position]
    reachable, is_whole = _reachable(compiled, position, code, careful=careful)
    codes = np.array([code, *reachable], dtype=np.int64)
    today, *values = table.of(codes).tolist()
    sign = {True: 1, False: -1, None: 0}[upwards]
    rungs = sorted(
        (sign * value, steps, abs(other - code), other)
        for value, (other, steps) in zip(values, reachable.items(), strict=True)
        if code == NOT_SURE or upwards is None or sign * (value - today) > 0
    )
    if not careful:  # Of those with one value, the nearest.
        rungs = list({value: (value, *rest) for value, *rest in reversed(rungs)}.values())[::-1]
    found = tuple(rung[3] for rung in rungs)
    steps = range(1, len(found) + 1) if code == NOT_SURE else (rung[1] for rung in rungs)
    return Ladder(position, found, tuple(steps), not careful, is_whole)


def _reachable(
    compiled: CompiledQuestionnaire, position: int, code: int, *, careful: bool
) -> tuple[dict[int, int], bool]:
    """Code -> steps from today's answer; and whether no other code makes a difference."""
    column = compiled.columns[position]
    if column.question.kind is Kind.SEVERAL:
        if careful and len(column.counted) <= _MOST_TICKS:
            return _every_tick(column, code), True
        return _tick_steps(compiled, position, code), not careful
    codes = every_value(compiled, position)
    if careful and column.question.kind is Kind.NUMBER:
        codes = sorted({*codes, *_named_numbers(compiled, position)})
    return _value_steps(compiled, position, code, codes), True


def _value_steps(
    compiled: CompiledQuestionnaire, position: int, code: int, codes: Sequence[int]
) -> dict[int, int]:
    """Code -> how many values away from today's answer; at least one."""
    table = compiled.values[position]
    today, *values = table.of(np.array([code, *codes], dtype=np.int64)).tolist()
    level = {value: rank for rank, value in enumerate(sorted({today, *values}))}
    return {
        other: abs(level[value] - level[today]) or 1
        for other, value in zip(codes, values, strict=True)
        if other != code
    }


def _named_numbers(compiled: CompiledQuestionnaire, position: int) -> set[int]:
    """Codes at, just below and just above each number that a condition names, and both ends."""
    column = compiled.columns[position]
    points = {0, column.size - 1}
    compared = (
        atom.right
        for condition in compiled.conditions.values()
        for atom in atoms(condition)
        if isinstance(atom, Compare) and atom.left == Name(column.id)
    )
    for number in compared:
        if isinstance(number, Fraction):
            code = int((number - column.origin) // column.unit)
            points |= {code - 1, code, code + 1}
    return {point for point in points if 0 <= point < column.size}


def _tick_steps(compiled: CompiledQuestionnaire, position: int, code: int) -> dict[int, int]:
    """Code -> ticks more, or ticks less; the options that are worth most first, then in their order.

    What does not apply stays so, and is never ticked.
    """
    column, table = compiled.columns[position], compiled.values[position].table
    today, apart = _ticks(column, code)
    free = [option for option in column.counted if not apart >> option & 1]
    by_worth = len(table) == len(column.options)
    found: dict[int, int] = {}
    if code == NOT_SURE:
        found[column.nothing_ticked[0]] = 1
    for order, adding in ((free, True), (free[::-1], False)):
        worth = sorted(order, key=lambda i: -int(table[i])) if by_worth else order
        ticks, steps = today, 0
        for option in worth:
            if bool(ticks >> option & 1) != adding:
                ticks, steps = ticks ^ 1 << option, steps + 1
                found.setdefault(_pattern(column, ticks, apart), steps)
    return found


def _every_tick(column: Column, code: int) -> dict[int, int]:
    """Code -> ticks more or less, for every combination of the options that apply."""
    today, apart = _ticks(column, code)
    found: dict[int, int] = {}
    for number in range(1 << len(column.counted)):
        ticks = sum(1 << option for i, option in enumerate(column.counted) if number >> i & 1)
        if not ticks & apart:
            found[_pattern(column, ticks, apart)] = (ticks ^ today).bit_count() or 1
    found |= {none | apart << len(column.options): 1 for none in column.nothing_ticked}
    return {other: steps for other, steps in found.items() if other != code}


def _ticks(column: Column, code: int) -> tuple[int, int]:
    """The options ticked and those that do not apply."""
    if code == NOT_SURE:
        return 0, 0
    size = len(column.options)
    return code & ~column.exclusive & ((1 << size) - 1), code >> size


def _pattern(column: Column, ticks: int, apart: int) -> int:
    """The code of these ticks; without one, that of nothing ticked."""
    nothing = 0 if apart else column.nothing_ticked[0]
    return (ticks or nothing) | apart << len(column.options)


def turning_codes(
    compiled: CompiledQuestionnaire, position: int, *, upwards: bool
) -> NDArray[np.int64]:
    """Return enough codes of an open answer to tell whether it alone turns the recommendation.

    Where its value is all that counts, the far end is enough. Of a long tick list for which more counts,
    not every combination is looked at, so what turns it may be missed there.
    """
    table = compiled.values[position]
    if table.column.question.kind is Kind.TEXT:
        return np.zeros(0, dtype=np.int64)
    if position in more_than_value(compiled):
        rungs = _ladder(compiled, position, NOT_SURE, None, careful=True).rungs
        return np.array(rungs, dtype=np.int64)
    return np.array([table.highest_code if upwards else table.lowest_code], dtype=np.int64)


def every_value(compiled: CompiledQuestionnaire, position: int) -> list[int]:
    """Return one code for each value that an answer can have."""
    column, table = compiled.columns[position], compiled.values[position]
    match column.question.kind:
        case Kind.TEXT:
            return []
        case Kind.SEVERAL:
            return [table.lowest_code, table.highest_code]
        case Kind.NUMBER:
            return [code for code in table.band_codes() if code < column.size]
        case _:
            return list(range(column.size))

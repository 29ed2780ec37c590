"""What decides between sheets: every swap and every smallest set, held against trying all of them."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.engine import disputes
from omnicheck.engine.attribution import followed
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.disputes import Sheets
from omnicheck.engine.score import score
from tests.factories import (
    DRAWN,
    answer_codes,
    codes_of,
    make_compiled,
    make_question,
    questionnaires,
)

if TYPE_CHECKING:
    from tests.factories import Codes

MOST = 7


@st.composite
def sheets(draw: st.DrawFn) -> Sheets:
    """Two to three sheets that differ in a few answers."""
    compiled = compile_questionnaire(draw(questionnaires(conditions=True, not_applicable=True)))
    first = draw(answer_codes(compiled))[0]
    rows = [first]
    columns = st.lists(st.integers(0, len(first) - 1), max_size=MOST, unique=True)
    for _each in range(draw(st.integers(1, 2))):
        other, row = draw(answer_codes(compiled))[0], first.copy()
        for column in draw(columns):
            row[column] = other[column]
        rows.append(row)
    return Sheets(compiled, np.array(rows))


Verdict = tuple[bool, int]


def verdicts(compiled: CompiledQuestionnaire, rows: list[Codes]) -> list[Verdict]:
    """Omnichannel or not, and the path."""
    if not rows:
        return []
    found = score(compiled, np.array(rows))
    return [(bool(o), int(p)) for o, p in zip(found.omnichannel, found.path, strict=True)]


def taken(found: Sheets, sheet: int, other: int, sets: list[tuple[int, ...]]) -> list[Verdict]:
    """What a sheet gives with some answers of another, for each set of them."""
    mine, theirs = followed(found.compiled, found.rows[sheet], found.rows[other])
    rows = []
    for columns in sets:
        row = mine.copy()
        for column in columns:
            row[column] = theirs[column]
        rows.append(row)
    return verdicts(found.compiled, rows)


@DRAWN
@given(sheets())
def test_a_swap_is_told_exactly_where_one_answer_turns_the_recommendation(found: Sheets) -> None:
    told = {(s.sheet, s.other, s.column): (s.path, s.turns_strategy) for s in found.swaps()}
    own = verdicts(found.compiled, list(found.rows))
    for sheet, other in permutations(range(len(found.rows)), 2):
        columns = found.differences(sheet, other)
        for column, then in zip(
            columns, taken(found, sheet, other, [(c,) for c in columns]), strict=True
        ):
            turned = (then[1], then[0] != own[sheet][0])
            expected = None if then == own[sheet] else turned
            assert told.get((sheet, other, column)) == expected


@DRAWN
@given(sheets())
def test_the_smallest_sets_are_all_there_and_none_smaller_does_it(found: Sheets) -> None:
    if found.agree(0, 1):
        return
    bridge = found.bridge(0, 1)
    sizes = []
    ends = verdicts(found.compiled, list(found.rows))
    for sheet, other in ((0, 1), (1, 0)):
        columns = found.differences(sheet, other)
        own, goal = (ends[each] for each in (sheet, other))
        for size in range(1, len(columns) + 1):
            tried = list(combinations(columns, size))
            sets = [
                each
                for each, then in zip(tried, taken(found, sheet, other, tried), strict=True)
                if then[0] == goal[0] and (own[0] != goal[0] or then == goal)
            ]
            if sets:
                sizes.append(size)
                if (sheet, other) == (bridge.sheet, bridge.other):
                    assert (bridge.least, list(bridge.sets)) == (size, sets)
                break
    assert bridge.is_complete
    assert bridge.least == min(sizes)


def test_whoever_takes_over_all_answers_ends_the_same() -> None:
    """Also where one of the two was not asked a question that the other was."""
    questions = [
        make_question("first", factor="f"),
        make_question("second", factor="f", when="first == o2"),
    ]
    compiled = make_compiled(questions, {"f": 80})
    rows = [codes_of(compiled, {"first": "o0"})[0]]
    rows.append(codes_of(compiled, {"first": "o2", "second": "o2"})[0])
    found = Sheets(compiled, np.array(rows))
    assert [compiled.columns[column].id for column in found.disputed] == ["first"]
    assert found.bridge(0, 1).sets == ((0,),)


def test_too_many_sets_are_not_tried_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    count = 6
    questions = [make_question(f"q{i}", factor="f") for i in range(count)]
    compiled = make_compiled(questions, {"f": 100})
    rows = [codes_of(compiled, {f"q{i}": o for i in range(count)})[0] for o in ("o0", "o2")]
    found = Sheets(compiled, np.array(rows))
    # To fall below the line takes one answer, to reach it takes all six.
    assert (found.bridge(0, 1).sheet, found.bridge(0, 1).least) == (1, 1)
    assert found._bridge(0, 1).least == count
    monkeypatch.setattr(disputes, "MOST_SETS", 10)
    short = found._bridge(0, 1)
    assert (short.sets, short.least, short.is_complete) == ((), 2, False)

"""Parts of a move: they add up exactly, and are what the definition says, order by order."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.engine import attribution
from omnicheck.engine.attribution import MARGIN, attribute, followed, shapley, values_of
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from tests.factories import (
    DRAWN,
    answer_codes,
    codes_of,
    make_compiled,
    make_index,
    make_question,
    make_stage,
    questionnaires,
)

if TYPE_CHECKING:
    from tests.factories import Codes

MOST_ORDERED = 4


@st.composite
def two_rows(draw: st.DrawFn) -> tuple[CompiledQuestionnaire, Codes, Codes]:
    compiled = compile_questionnaire(draw(questionnaires(conditions=True, not_applicable=True)))
    before = draw(answer_codes(compiled))[0]
    other = draw(answer_codes(compiled))[0]
    chosen = draw(st.lists(st.booleans(), min_size=len(before), max_size=len(before)))
    return compiled, before, np.where(chosen, other, before)


@DRAWN
@given(two_rows())
def test_parts_add_up_to_the_move_exactly(case: tuple[CompiledQuestionnaire, Codes, Codes]) -> None:
    compiled, before, after = case
    was, now = values_of(compiled, np.array([before, after]))
    found = attribute(compiled, before, after)
    assert found.keys() == was.keys()
    for name, parts in found.items():
        assert sum(parts.values(), Fraction(0)) == now[name] - was[name], name


def by_definition(
    compiled: CompiledQuestionnaire, before: Codes, after: Codes
) -> dict[str, dict[tuple[str, ...], Fraction]]:
    """What each answer moves on average over all orders of changing them, one rerun at a time."""
    before, after = followed(compiled, before, after)
    columns = np.flatnonzero(before != after).tolist()
    found: dict[str, dict[tuple[str, ...], Fraction]] = {}
    orders = list(permutations(columns))
    for order in orders:
        row = before.copy()
        (last,) = values_of(compiled, row[None, :])
        for column in order:
            row[column] = after[column]
            (now,) = values_of(compiled, row[None, :])
            for name, value in now.items():
                parts = found.setdefault(name, {})
                key = (compiled.columns[column].id,)
                parts[key] = parts.get(key, Fraction(0)) + (value - last[name]) / len(orders)
            last = now
    return {
        name: {key: points for key, points in parts.items() if points}
        for name, parts in found.items()
    }


@DRAWN
@given(two_rows(), st.randoms(use_true_random=False))
def test_each_part_is_the_average_over_all_orders(
    case: tuple[CompiledQuestionnaire, Codes, Codes], random: Any
) -> None:
    compiled, before, after = case
    columns = np.flatnonzero(before != after).tolist()
    for column in random.sample(columns, max(0, len(columns) - MOST_ORDERED)):
        after[column] = before[column]
    expected = by_definition(compiled, before, after)
    found = attribute(compiled, before, after)
    assert {name: parts for name, parts in found.items() if parts} == {
        name: parts for name, parts in expected.items() if parts
    }


def test_answers_that_only_add_up_get_what_each_moves_alone() -> None:
    questions = [
        make_question("a", factor="f", weight=3),
        make_question("b", factor="f", weight=1),
        make_question("c", factor="g"),
    ]
    compiled = make_compiled(questions, {"both": 50}, indices={"both": make_index(f=1, g=3)})
    before = codes_of(compiled, {"a": "o0", "b": "o2", "c": "o0"})[0]
    after = codes_of(compiled, {"a": "o1", "b": "o0", "c": "o2"})[0]
    found = attribute(compiled, before, after)
    # By hand: 3 of 4 parts of f rise by 50 of 100, 1 of 4 falls by 100; f is a quarter of the index.
    assert found["f"] == {("a",): Fraction(75, 2), ("b",): Fraction(-25)}
    assert found["g"] == {("c",): Fraction(100)}
    both = {("a",): Fraction(75, 8), ("b",): Fraction(-25, 4), ("c",): Fraction(75)}
    assert found["both"] == found[MARGIN] == both


def test_a_question_that_opens_counts_with_the_answer_that_opens_it() -> None:
    questions = [
        make_question("first", factor="f"),
        make_question("second", factor="f", when="first == o2"),
    ]
    compiled = make_compiled(questions, {"f": 60})
    before = codes_of(compiled, {"first": "o0"})[0]
    after = codes_of(compiled, {"first": "o2", "second": "o1"})[0]
    assert attribute(compiled, before, after)["f"] == {("first",): Fraction(75)}


def test_a_move_through_an_easier_line_of_a_higher_stage_is_seen() -> None:
    questions = [make_question("own", factor="f"), make_question("level")]
    del questions[1]["options"]
    questions[1] |= {"kind": "yes_no"}
    stages = [make_stage("low"), make_stage("high", "level == yes")]
    compiled = make_compiled(questions, {"f": 60}, stages=stages, at_stage={"high": {"f": 40}})
    before = codes_of(compiled, {"own": "o1", "level": "no"})[0]
    after = codes_of(compiled, {"own": "o1", "level": "yes"})[0]
    found = attribute(compiled, before, after)
    assert (found["f"], found[MARGIN]) == ({}, {("level",): Fraction(20)})


def many(count: int) -> CompiledQuestionnaire:
    """So many questions, in turn of two factors; each factor binds."""
    questions = [make_question(f"q{i}", factor=f"f{i % 2}") for i in range(count)]
    return make_compiled(questions, {"f0": 50, "f1": 50})


def test_too_many_changes_are_taken_together_by_factor_in_the_margin_only() -> None:
    count = attribution.MOST_ALONE + 2
    compiled = many(count)
    before = codes_of(compiled, {f"q{i}": "o0" for i in range(count)})[0]
    after = codes_of(compiled, {f"q{i}": "o1" if i % 2 else "o2" for i in range(count)})[0]
    found = attribute(compiled, before, after)
    groups = [tuple(f"q{i}" for i in range(start, count, 2)) for start in (0, 1)]
    assert [*found[MARGIN]] == groups
    assert sum(found[MARGIN].values()) == 50
    assert [*found["f0"]] == [(name,) for name in groups[0]]


def test_the_glove_game() -> None:
    """One left glove and two right ones; a pair is worth 1. Known since Shapley: 2/3, 1/6, 1/6."""
    worth = [int(bool(mask & 1) and mask > 1) for mask in range(8)]
    assert shapley(np.array(worth, dtype=object)) == [
        Fraction(2, 3),
        Fraction(1, 6),
        Fraction(1, 6),
    ]

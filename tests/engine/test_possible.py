"""What unknown answers leave open, against trying everything that they could be."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations, product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import omnicheck.engine.possible as engine
from omnicheck.answers import code_row
from omnicheck.api import load_answers, load_questionnaire
from omnicheck.choices import Kind, Strategy
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_SURE
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.freedom import freedom
from omnicheck.engine.possible import is_certain, is_strategy_certain, possible
from omnicheck.engine.score import decide
from omnicheck.engine.settling import Settling, by_trying
from tests.factories import (
    DRAWN,
    all_codes,
    answer_codes,
    make_compiled,
    make_question,
    questionnaires,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.columns import Column

EXAMPLES = Path(__file__).parents[2] / "examples"
_MOST = 600
"""Completions that are tried by brute force."""


def replies(compiled: CompiledQuestionnaire, position: int, *, states: bool = False) -> list[int]:
    """Every answer to a question; with `states`, what else can be replied in an interview."""
    question = compiled.columns[position].question
    codes = [0] if question.kind is Kind.TEXT else all_codes(question)
    if states:
        codes = [*codes, *([NOT_APPLICABLE] if question.not_applicable else []), NOT_SURE]
        codes = [*codes, *crossed_out(compiled.columns[position])]
    return codes


def crossed_out(column: Column) -> list[int]:
    """Every way to tick what is left of a list after some of its options are said not to apply."""
    options = list(column.question.options.values())
    free = [i for i, option in enumerate(options) if option.may_not_apply]
    out = [
        sum(1 << i for i in some) for n in range(1, len(free) + 1) for some in combinations(free, n)
    ]
    return [
        ticks | gone << len(options)
        for gone in out
        for ticks in range(1 << len(options))
        if not ticks & gone and not ticks & column.exclusive
    ]


def completions(
    compiled: CompiledQuestionnaire, row: NDArray[np.int64], *, states: bool = False
) -> tuple[list[int], NDArray[np.int64]]:
    """The unknown columns, and every way to answer them, in the order of their product."""
    unknown = np.flatnonzero(row == NOT_SURE).tolist()
    choices = [replies(compiled, column, states=states) for column in unknown]
    rows = np.tile(row, (int(np.prod([len(c) for c in choices], dtype=np.int64)), 1))
    if unknown:
        rows[:, unknown] = np.array(list(product(*choices)), dtype=np.int64)
    return unknown, rows


@st.composite
def partly_answered(
    draw: st.DrawFn, *, states: bool = False
) -> tuple[CompiledQuestionnaire, NDArray[np.int64]]:
    """A drawn questionnaire with branches, gates, stages and tick lists, and a few open answers."""
    drawn = draw(questionnaires(conditions=True, not_applicable=True))
    compiled = compile_questionnaire(drawn)
    row = draw(answer_codes(compiled, complete=True))[0]
    size = 1
    for column in draw(st.permutations(range(len(row))))[: draw(st.integers(1, 7))]:
        size *= len(replies(compiled, column, states=states))
        if size > _MOST:
            break
        row[column] = NOT_SURE
    return compiled, row


def hangs_on(
    compiled: CompiledQuestionnaire, unknown: list[int], rows: NDArray[np.int64]
) -> set[int]:
    """The unknown columns that alone turn the strategy in some completion."""
    sizes = [len(replies(compiled, column)) for column in unknown]
    grid = decide(compiled, rows).omnichannel.reshape(sizes)
    return {c for axis, c in enumerate(unknown) if (grid.any(axis) != grid.all(axis)).any()}


@DRAWN
@given(partly_answered())
def test_what_is_possible_is_exactly_what_completions_give(
    drawn: tuple[CompiledQuestionnaire, NDArray[np.int64]],
) -> None:
    compiled, row = drawn
    unknown, rows = completions(compiled, row)
    given_paths = set(decide(compiled, rows).path.tolist())
    found = possible(compiled, row)
    assert set(found.paths) <= given_paths <= set(found.not_excluded)
    every = compiled.questionnaire.decision.paths
    if found.exact:
        assert {every[p].strategy for p in given_paths} == set(found.strategies)
    if found.settling is not None:
        assert set(found.settling.columns) == hangs_on(compiled, unknown, rows)
    if found.even_not_applying:
        _unknown, wider = completions(compiled, row, states=True)
        sure = wider[(wider != NOT_SURE).all(axis=1)][: 4 * _MOST]
        assert set(decide(compiled, sure).path.tolist()) <= set(found.not_excluded)
    if found.settled:
        assert len({every[p].strategy for p in given_paths}) == 1
        assert found.settling is not None
        assert found.settling.columns == ()


@DRAWN
@given(partly_answered())
def test_with_bounds_alone_it_claims_no_more_than_is_so(
    drawn: tuple[CompiledQuestionnaire, NDArray[np.int64]],
) -> None:
    compiled, row = drawn
    unknown, rows = completions(compiled, row)
    given_paths = set(decide(compiled, rows).path.tolist())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "MOST_TRIED", 0)
        found = possible(compiled, row)
    assert set(found.paths) <= given_paths <= set(found.not_excluded)
    if found.settling is not None:
        assert set(found.settling.columns) == hangs_on(compiled, unknown, rows)


@DRAWN
@given(partly_answered(states=True))
def test_what_is_certain_stays_whatever_is_replied(
    drawn: tuple[CompiledQuestionnaire, NDArray[np.int64]],
) -> None:
    compiled, row = drawn
    if is_certain(compiled, row):
        _unknown, rows = completions(compiled, row, states=True)
        today = decide(compiled, row[None, :]).path[0]
        assert set(decide(compiled, rows).path.tolist()) == {today}
        assert is_strategy_certain(compiled, row)
    if is_strategy_certain(compiled, row):
        _unknown, rows = completions(compiled, row, states=True)
        today = decide(compiled, row[None, :]).omnichannel[0]
        assert set(decide(compiled, rows).omnichannel.tolist()) == {today}


def asked_on_average(grid: NDArray[np.bool_], order: tuple[int, ...]) -> Fraction:
    """How many answers it takes in this order, told completion by completion."""
    total = 0
    for place in np.ndindex(grid.shape):
        for known in range(len(order) + 1):
            seen = tuple(place[a] if a in order[:known] else slice(None) for a in range(grid.ndim))
            if grid[seen].all() or not grid[seen].any():
                break
        total += known
    return Fraction(total, grid.size)


@settings(max_examples=30)
@given(st.lists(st.booleans(), min_size=18, max_size=18))
def test_the_order_is_the_one_that_settles_it_soonest_on_average(verdicts: list[bool]) -> None:
    values = ((0, 50, 100), (0, 100), (0, 50, 100))
    questions = [make_question(f"q{i}", each, factor="f") for i, each in enumerate(values)]
    compiled = make_compiled(questions, {"f": 50})
    free = freedom(compiled, np.full(3, NOT_SURE))
    grid = np.array(verdicts).reshape(3, 2, 3)
    found = by_trying(free, grid.reshape(-1))
    every = list(permutations(range(3)))
    assert found.average == min(asked_on_average(grid, order) for order in every)
    rest = tuple(axis for axis in range(3) if axis not in found.columns)
    assert found.average == asked_on_average(grid, (*found.columns, *rest))


def bundled_row(file: str, *unknown: str) -> tuple[CompiledQuestionnaire, NDArray[np.int64]]:
    """An example's answers, some of them unknown."""
    compiled = load_questionnaire().compiled
    row = code_row(load_answers(EXAMPLES / file), compiled)[0]
    row[[compiled.column_by_id[name] for name in unknown]] = NOT_SURE
    return compiled, row


def path_ids(compiled: CompiledQuestionnaire, positions: tuple[int, ...]) -> list[str]:
    return [compiled.questionnaire.decision.paths[p].id for p in positions]


def test_with_three_answers_open_the_dental_clinic_may_still_go_either_way() -> None:
    three = ("people_per_customer", "contacts_per_sale", "buyers")
    compiled, row = bundled_row("dental_clinic.yaml", *three, "reply_speed")
    found = possible(compiled, row)
    assert found.exact
    assert path_ids(compiled, found.paths) == ["omnichannel", "selective"]
    assert found.settling is not None


def test_where_everything_is_open_everything_is_possible_and_that_is_proved() -> None:
    compiled = load_questionnaire().compiled
    found = possible(compiled, np.full(len(compiled.columns), NOT_SURE))
    assert found.exact
    assert path_ids(compiled, found.paths) == [
        "omnichannel", "path_to_omnichannel", "selective", "by_choice", "simple",
    ]  # fmt: skip
    assert found.settling is None


def test_a_gate_that_is_missed_for_good_settles_the_strategy_and_not_yet_the_path() -> None:
    compiled = load_questionnaire().compiled
    row = np.full(len(compiled.columns), NOT_SURE)
    row[compiled.column_by_id["data_comfort"]] = 0
    found = possible(compiled, row)
    assert found.settled
    assert found.strategies == (Strategy.MULTICHANNEL,)
    assert found.settling == Settling((), Fraction(0))
    assert len(found.paths) > 1
    assert not is_certain(compiled, row)


def test_too_many_ways_to_open_questions_claim_nothing() -> None:
    questions = [make_question(f"q{i}", factor="f") for i in range(12)]
    for i in range(6):
        when = f"q{2 * i} == o0 and q{2 * i + 1} == o1"
        questions.append(make_question(f"r{i}", factor="f", when=when))
    compiled = make_compiled(questions, {"f": 100})
    found = possible(compiled, np.full(18, NOT_SURE))
    assert not found.exact
    assert (path_ids(compiled, found.paths), len(found.not_excluded)) == (["simple"], 2)
    assert found.settling is None
    assert not is_certain(compiled, np.full(18, NOT_SURE))

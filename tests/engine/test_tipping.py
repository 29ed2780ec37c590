"""The fewest changes that turn a recommendation, against trying everything."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omnicheck.catalog import load_questionnaire
from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.decide import close_branches
from omnicheck.engine.openings import flips, openings
from omnicheck.engine.score import score
from omnicheck.engine.tipping import MOST_WAYS, fewest_changes, fewest_errors, headline
from tests.factories import (
    DRAWN,
    all_codes,
    answer_codes,
    make_compiled,
    make_question,
    make_stage,
    questionnaires,
    random_codes,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

THOROUGH = settings(DRAWN, max_examples=30)


def changeable(questionnaire: Any) -> CompiledQuestionnaire:
    """The same questionnaire with every answer open to change."""
    questions = tuple(q.model_copy(update={"changeable": True}) for q in questionnaire.questions)
    return compile_questionnaire(questionnaire.model_copy(update={"questions": questions}))


def omnichannel(compiled: CompiledQuestionnaire, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray(headline(compiled, rows))


def further(
    compiled: CompiledQuestionnaire, position: int, code: int, *, upwards: bool
) -> list[int]:
    """Every code beyond today's; of a tick list, every one that is worth more (or less)."""
    column, table = compiled.columns[position], compiled.values[position]
    codes = np.array(all_codes(column.question), dtype=np.int64)
    if column.question.kind is Kind.TEXT or code < NOT_SURE:
        return []
    if code == NOT_SURE:
        return [int(each) for each in codes]
    values, today = table.of(codes), int(table.of(np.array([code]))[0])
    return [int(each) for each in codes[(values > today) if upwards else (values < today)]]


def others(compiled: CompiledQuestionnaire, position: int, code: int) -> list[int]:
    """Every other answer to a question that has one."""
    column = compiled.columns[position]
    if column.question.kind is Kind.TEXT or code < 0:
        return []
    return [each for each in all_codes(column.question) if each != code]


@dataclass(frozen=True)
class Tried:
    """All that turns the recommendation, found by trying everything."""

    size: int | None
    """Of the smallest sets; None where nothing turns it."""
    sets: set[frozenset[int]]
    changes: list[dict[int, int]]
    """Every smallest set with the codes that do it."""


def tried(
    compiled: CompiledQuestionnaire,
    row: NDArray[np.int64],
    moves: list[list[int]],
    *,
    most: int = 1_000,
) -> Tried | None:
    """Try everything, on questions that are not asked today too; None where that is too much."""
    choices = [[int(code), *more] for code, more in zip(row, moves, strict=True)]
    if np.prod([float(len(c)) for c in choices]) > most:
        return None
    rows = np.array(list(product(*choices)), dtype=np.int64)
    turned = omnichannel(compiled, rows) != omnichannel(compiled, row[None, :])[0]
    changed = rows != row
    if not turned.any():
        return Tried(None, set(), [])
    size = int(changed.sum(axis=1)[turned].min())
    smallest = np.flatnonzero(turned & (changed.sum(axis=1) == size))
    found = [
        {int(column): int(rows[i, column]) for column in np.flatnonzero(changed[i])}
        for i in smallest
    ]
    return Tried(size, {frozenset(each) for each in found}, found)


def drawn(data: st.DataObject, *, conditions: bool) -> tuple[CompiledQuestionnaire, Any, Any, bool]:
    """A questionnaire all of whose answers can be changed, answers to it as given and as asked, and today."""
    compiled = changeable(data.draw(questionnaires(conditions=conditions, not_applicable=False)))
    row = data.draw(answer_codes(compiled))[0]
    asked = close_branches(compiled, row[None, :])[0]
    return compiled, row, asked, bool(omnichannel(compiled, row[None, :])[0])


@pytest.mark.parametrize("conditions", [False, True])
@THOROUGH
@given(data=st.data())
def test_the_smallest_sets_of_changes_are_all_found(data: st.DataObject, conditions: bool) -> None:
    compiled, row, _asked, today = drawn(data, conditions=conditions)
    moves = [further(compiled, i, int(code), upwards=not today) for i, code in enumerate(row)]
    known = tried(compiled, row, moves)
    if known is None:
        return
    found = fewest_changes(compiled, row)
    open_drivers = (row[list(compiled.drivers)] == NOT_SURE).any()
    assert found.proven or open_drivers  # each sheet then stands for many, and few are tried
    if not found.proven:
        return
    assert (None if found.changes is None else len(found.changes)) == known.size
    if found.complete:
        assert {frozenset(way) for way in found.ways} == known.sets
    else:
        assert len(known.sets) > MOST_WAYS
    assert all(way in known.changes for way in found.ways)


@st.composite
def opening(draw: st.DrawFn) -> tuple[CompiledQuestionnaire, NDArray[np.int64]]:
    """Few questions of few options, every second of which opens with an earlier one, and answers to them."""
    questions: list[Any] = []
    for place in range(draw(st.integers(3, 6))):
        values = sorted(draw(st.sets(st.integers(1, 99), max_size=2)))
        asked = make_question(
            f"q{place}",
            (0, *values, 100),
            factor="f" if place < 2 else draw(st.sampled_from("fg")),
            weight=draw(st.integers(1, 9)),
            changeable=draw(st.sampled_from([True, True, False])),
        )
        if place and draw(st.booleans()):
            earlier = draw(st.sampled_from(questions))
            option = draw(st.sampled_from(list(earlier["options"])))
            asked["when"] = f"{earlier['id']} {draw(st.sampled_from(['==', '!=']))} {option}"
        questions.append(asked)
    lines = {f: draw(st.integers(20, 80)) for f in sorted({q["factor"] for q in questions})}
    compiled = make_compiled(questions, lines, max_unknown=draw(st.sampled_from([35, 100])))
    return compiled, draw(answer_codes(compiled))[0]


@settings(DRAWN, max_examples=90)
@given(opening())
def test_a_question_that_changes_open_can_be_among_the_changes(
    drawn: tuple[CompiledQuestionnaire, NDArray[np.int64]],
) -> None:
    compiled, row = drawn
    today = bool(omnichannel(compiled, row[None, :])[0])
    moves = [
        further(compiled, i, int(code), upwards=not today) if column.question.changeable else []
        for i, (column, code) in enumerate(zip(compiled.columns, row, strict=True))
    ]
    known, found = tried(compiled, row, moves, most=10_000), fewest_changes(compiled, row)
    assert known is not None
    if found.proven:
        assert (None if found.changes is None else len(found.changes)) == known.size
    assert found.at_least <= (known.size or len(row) + 1)
    if found.complete:
        assert {frozenset(way) for way in found.ways} == known.sets
    assert all(len(way) != known.size or way in known.changes for way in found.ways)


@settings(DRAWN, max_examples=90)
@given(opening())
def test_an_answer_that_a_wrong_one_keeps_from_counting_can_be_wrong_as_well(
    drawn: tuple[CompiledQuestionnaire, NDArray[np.int64]],
) -> None:
    compiled, row = drawn
    moves = [others(compiled, i, int(code)) for i, code in enumerate(row)]
    known, found = tried(compiled, row, moves, most=10_000), fewest_errors(compiled, row)
    assert known is not None
    if found.proven:
        assert (None if found.changes is None else len(found.changes)) == known.size
    assert found.at_least <= (known.size or len(row) + 1)
    assert all(len(way) != known.size or way in known.changes for way in found.ways)


def closed_by_the_first(*, changeable: bool) -> CompiledQuestionnaire:
    """A question of great weight, which the answer o0 to the first one closes."""
    questions = [
        make_question("door", factor="f", changeable=True),
        make_question("room", factor="f", weight=9, changeable=changeable, when="door != o0"),
    ]
    return make_compiled(questions, {"f": 80}, max_unknown=100)


def test_it_takes_the_question_opened_and_what_opens_it() -> None:
    compiled = closed_by_the_first(changeable=True)
    for stands_there in (0, NOT_SURE):
        row = np.array([0, stands_there], dtype=np.int64)
        found = fewest_changes(compiled, row)
        assert (found.ways, found.proven, found.complete) == (({0: 1, 1: 2},), True, True)
    row = np.array([0, NOT_ASKED], dtype=np.int64)  # the short form leaves it out
    assert fewest_changes(compiled, row).ways == ({0: 2},)
    row = np.array([0, 0], dtype=np.int64)
    assert fewest_changes(closed_by_the_first(changeable=False), row).changes is None


def test_a_wrong_answer_leaves_what_it_closed_as_it_stands() -> None:
    compiled = closed_by_the_first(changeable=False)
    found = fewest_errors(compiled, np.array([0, 0], dtype=np.int64))
    assert (found.ways, found.at_least) == (({0: 1, 1: 2},), 2)  # both given, both may be wrong
    found = fewest_errors(compiled, np.array([0, NOT_SURE], dtype=np.int64))
    assert (found.changes, found.proven) == (None, True)


@THOROUGH
@given(data=st.data())
def test_no_answer_could_be_nearer_to_today(data: st.DataObject) -> None:
    compiled, row, asked, today = drawn(data, conditions=False)
    for way in fewest_changes(compiled, row).ways[:5]:
        whole = row.copy()
        whole[list(way)] = list(way.values())
        for column in way:
            rows = nearer(compiled, whole, column, int(asked[column]), upwards=not today)
            if len(rows):
                assert (omnichannel(compiled, rows) == today).all()


def nearer(
    compiled: CompiledQuestionnaire,
    whole: NDArray[np.int64],
    column: int,
    today: int,
    *,
    upwards: bool,
) -> NDArray[np.int64]:
    """The same changes with one answer nearer to today's: by its value, or by fewer ticks changed."""
    codes = np.array(further(compiled, column, today, upwards=upwards), dtype=np.int64)
    values, then = (compiled.values[column].of(each) for each in (codes, whole[[column]]))
    is_nearer = values < then if upwards else values > then
    if compiled.columns[column].question.kind is Kind.SEVERAL:
        counted, before = sum(1 << i for i in compiled.columns[column].counted), max(today, 0)
        ticks = [((int(code) ^ before) & counted).bit_count() for code in (*codes, whole[column])]
        # Not sure and then less: from all ticks on, in one order of many. Not sure and then more: from
        # the lowest value on, which is not the fewest ticks where each tick is worth less.
        is_above = is_nearer & upwards
        is_nearer = (np.array(ticks[:-1]) < ticks[-1]) & ((today >= 0) | is_above)
    rows = np.tile(whole, (int(is_nearer.sum()), 1))
    rows[:, column] = codes[is_nearer]
    return rows


@pytest.mark.parametrize("conditions", [False, True])
@THOROUGH
@given(data=st.data())
def test_no_fewer_wrong_answers_turn_it(data: st.DataObject, conditions: bool) -> None:
    compiled, row, _asked, _today = drawn(data, conditions=conditions)
    known = tried(compiled, row, [others(compiled, i, int(c)) for i, c in enumerate(row)])
    if known is None:
        return
    found = fewest_errors(compiled, row)
    open_drivers = (row[list(compiled.drivers)] == NOT_SURE).any()
    assert found.proven or open_drivers  # each sheet then stands for many, and few are tried
    if not found.proven:
        return
    assert (None if found.changes is None else len(found.changes)) == known.size
    assert all(way in known.changes for way in found.ways)
    if known.size == 1 and found.complete:
        assert {frozenset(way) for way in found.ways} == known.sets


@DRAWN
@given(st.data())
def test_what_is_claimed_to_turn_it_does(data: st.DataObject) -> None:
    compiled = changeable(data.draw(questionnaires(conditions=True, not_applicable=True)))
    row = data.draw(answer_codes(compiled))[0]
    found = fewest_changes(compiled, row)
    if found.changes is not None:
        changed = row.copy()
        for column, code in found.changes.items():
            changed[column] = code
        both = omnichannel(compiled, np.stack([row, changed]))
        assert both[0] != both[1]


@DRAWN
@given(st.data())
def test_an_unknown_that_could_turn_it_alone_has_an_answer_that_does(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    row = data.draw(answer_codes(compiled))[0]
    asked = close_branches(compiled, row[None, :])[0]
    today = bool(omnichannel(compiled, row[None, :])[0])
    turning = []
    for position in np.flatnonzero(asked == NOT_SURE):
        codes = all_codes(compiled.columns[position].question)
        rows = np.tile(row, (len(codes), 1))
        rows[:, position] = codes
        if len(codes) and (omnichannel(compiled, rows) != today).any():
            turning.append(int(position))
    assert flips(compiled, row[None, :])[:, 0].nonzero()[0].tolist() == turning


@DRAWN
@given(st.data())
def test_no_business_that_an_open_answer_could_turn_is_passed_over(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    raw = np.concatenate([data.draw(answer_codes(compiled, not_asked=True)) for _ in range(5)])
    found = openings(score(compiled, raw), raw).can_flip
    assert np.array_equal(found, flips(compiled, raw))


def test_of_many_businesses_few_are_looked_into_and_none_is_missed() -> None:
    compiled = compile_questionnaire(load_questionnaire().questionnaire)
    raw = random_codes(compiled, seed=8, rows=400)
    found = openings(score(compiled, raw), raw).can_flip
    assert np.array_equal(found, flips(compiled, raw))
    assert 10 < found.any(axis=0).sum() < 200


def test_an_open_number_or_tick_list_turns_it_by_what_it_opens_and_not_only_by_its_value() -> None:
    number: dict[str, Any] = {
        "kind": "number",
        "minimum": 0,
        "maximum": 50,
        "bands": [{"from": "0", "value": "50"}],
    }
    ticks: dict[str, Any] = {
        "kind": "several",
        "score": "count",
        "by_count": {"0": 50, "1": 50, "2": 50, "3": 50},
    }
    ticks["options"] = {name: {"text": name.upper()} for name in ("x", "y", "z")}
    for driver, condition in (
        (make_question("d", factor="f", **number), "d < 20 or d > 30"),
        (make_question("d", factor="f", **ticks), "not y in d or x in d"),
    ):
        opened = make_question("c", factor="f", weight=9, when=condition)
        compiled = make_compiled([driver, opened], {"f": 60}, max_unknown=100)
        row = np.array([[NOT_SURE, 2]], dtype=np.int64)  # 95, and 50 where the question is closed
        known = np.array([[code, 2] for code in all_codes(compiled.columns[0].question)])
        assert set(omnichannel(compiled, known).tolist()) == {True, False}
        assert flips(compiled, row)[:, 0].tolist() == [True, False]


def test_ties_go_to_the_fewest_steps_then_to_the_order_of_the_file() -> None:
    questions = [
        make_question(name, (0, 40, 60, 100), factor="f", changeable=True)
        for name in ("a", "b", "c")
    ]
    compiled = make_compiled(questions, {"f": 50})
    row = np.array(
        [1, 1, 1], dtype=np.int64
    )  # 40 each: 10 points short; 30 more on one answer needed
    assert fewest_changes(compiled, row).changes == {0: 3}
    row = np.array([1, 2, 1], dtype=np.int64)  # 46.7: one step of 20 on a is enough, and so on c
    assert fewest_changes(compiled, row).changes == {0: 2}


def test_answers_that_cannot_be_changed_are_left_alone() -> None:
    questions = [make_question("a", factor="f", changeable=True), make_question("b", factor="f")]
    compiled = make_compiled(questions, {"f": 60})
    assert fewest_changes(compiled, np.array([0, 0], dtype=np.int64)).changes is None
    assert fewest_changes(compiled, np.array([0, 1], dtype=np.int64)).changes == {0: 2}


def test_a_change_counts_with_the_question_that_it_opens() -> None:
    questions = [
        make_question("a", factor="f", changeable=True, weight=10),
        make_question("c", factor="f", weight=30, when="a == o2"),
        make_question("d", factor="g"),
    ]
    compiled = make_compiled(questions, {"f": 60})
    row = np.array([0, 0, 0], dtype=np.int64)  # raising a opens c, whose answer pulls down again
    assert fewest_changes(compiled, row).changes is None


def test_every_answer_that_would_turn_it_if_wrong_is_named_with_the_nearest_one_that_does() -> None:
    questions = [
        make_question("a", (0, 40, 60, 100), factor="f"),
        make_question("b", (0, 40, 60, 100), factor="f"),
        make_question("c", factor="f", weight=0.1),
    ]
    compiled = make_compiled(questions, {"f": 50})
    row = np.array([2, 2, 0], dtype=np.int64)  # 57.1 points: 20 less on a or b is 47.6
    found = fewest_errors(compiled, row)
    assert (found.ways, found.at_least, found.complete) == (({0: 1}, {1: 1}), 1, True)
    assert fewest_changes(compiled, row).changes is None  # a business cannot change any


def test_what_is_open_is_not_wrong() -> None:
    questions = [make_question("a", factor="f"), make_question("b", factor="f")]
    compiled = make_compiled(questions, {"f": 50}, gates={"b": 50}, max_unknown=100)
    found = fewest_errors(compiled, np.array([0, NOT_SURE], dtype=np.int64))
    assert (found.changes, found.proven) == (None, True)


def test_a_stage_that_asks_for_less_is_climbed_where_that_takes_fewer_changes() -> None:
    questions = [
        make_question("door", factor="g", changeable=True),
        *(make_question(f"q{i}", factor="f", changeable=True) for i in range(4)),
    ]
    compiled = make_compiled(
        questions,
        {"f": 75},
        stages=[make_stage("low"), make_stage("high", "value(door) >= 100")],
        at_stage={"high": {"f": 25}},
    )
    found = fewest_changes(compiled, np.zeros(5, dtype=np.int64))
    assert found.ways[0] == {0: 2, 1: 2}  # the door and one answer, instead of three answers
    assert (len(found.ways), found.proven, found.complete) == (4, True, True)


def test_a_stage_that_asks_for_more_is_left_where_that_takes_fewer_changes() -> None:
    questions = [
        make_question("door", factor="g", changeable=True),
        *(make_question(f"q{i}", factor="f", changeable=True) for i in range(4)),
    ]
    stages = [make_stage("low"), make_stage("high", "value(door) < 100")]
    compiled = make_compiled(questions, {"f": 25}, stages=stages, at_stage={"high": {"f": 80}})
    found = fewest_changes(compiled, np.array([0, 2, 2, 0, 0], dtype=np.int64))
    assert found.ways == ({0: 2},)  # 50 of the 80 points that the stage of today asks for
    assert found.complete


def test_what_does_not_apply_is_never_proposed() -> None:
    options = {name: {"text": name.upper(), "may_not_apply": "true"} for name in ("x", "y", "z")}
    questions = [
        make_question(
            "c", kind="several", score="share", options=options, factor="f", changeable=True
        ),
        make_question("d", factor="f", weight=1),
    ]
    compiled = make_compiled(questions, {"f": 60})
    row = np.array(
        [0b011000, 0], dtype=np.int64
    )  # x and y do not apply: ticking z alone is all of it
    assert fewest_changes(compiled, row).changes is None
    row = np.array([0b011000, 1], dtype=np.int64)
    assert fewest_changes(compiled, row).changes == {0: 0b011100}


def test_forty_questions_do_not_hang_and_do_not_claim_too_much() -> None:
    questions = [make_question(f"q{i}", factor="f", changeable=True) for i in range(40)]
    compiled = make_compiled(questions, {"f": 50})
    found = fewest_changes(compiled, np.zeros(40, dtype=np.int64))
    assert found.changes is not None
    assert len(found.changes) == 20
    assert found.proven  # nineteen at their best are one short, whichever they are
    assert not found.complete  # there are 137,846,528,820 sets of twenty


def test_of_many_ways_so_many_are_kept() -> None:
    questions = [make_question(f"q{i:02}", factor="f", changeable=True) for i in range(13)]
    compiled = make_compiled(questions, {"f": 15})
    found = fewest_changes(compiled, np.zeros(13, dtype=np.int64))
    assert (len(found.ways), found.proven, found.complete) == (MOST_WAYS, True, False)
    compiled = make_compiled(questions[:10], {"f": 15})  # 45 pairs: 200 of 1000 points, 150 needed
    found = fewest_changes(compiled, np.zeros(10, dtype=np.int64))
    assert (len(found.ways), found.complete) == (45, True)
    assert found.ways[:2] == ({0: 1, 1: 2}, {0: 1, 2: 2})


def test_a_search_that_gave_up_says_so() -> None:
    questions = [make_question(f"q{i:02}", factor="f", changeable=True) for i in range(24)]
    questions += [make_question("d"), make_question("e", when="d == o2")]
    compiled = make_compiled(questions, {"f": 50})
    found = fewest_changes(compiled, np.zeros(26, dtype=np.int64))
    assert not found.proven
    assert found.changes is not None
    assert len(found.changes) == 12

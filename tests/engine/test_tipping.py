"""The fewest changes that turn a recommendation, against trying everything."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.catalog import load_questionnaire
from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.decide import close_branches
from omnicheck.engine.openings import flips, openings
from omnicheck.engine.score import score
from omnicheck.engine.tipping import fewest_changes, headline
from tests.factories import (
    DRAWN,
    all_codes,
    answer_codes,
    make_compiled,
    make_question,
    questionnaires,
    random_codes,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


def changeable(questionnaire: Any) -> CompiledQuestionnaire:
    """The same questionnaire with every answer open to change."""
    questions = tuple(q.model_copy(update={"changeable": True}) for q in questionnaire.questions)
    return compile_questionnaire(questionnaire.model_copy(update={"questions": questions}))


def omnichannel(compiled: CompiledQuestionnaire, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.asarray(headline(compiled, close_branches(compiled, rows)))


def moves(compiled: CompiledQuestionnaire, position: int, code: int, *, upwards: bool) -> list[int]:
    """Today's code and every one beyond it; of a tick list, every one with more (or fewer) ticks."""
    column, table = compiled.columns[position], compiled.values[position]
    codes = np.array(all_codes(column.question), dtype=np.int64)
    if column.question.kind is Kind.TEXT or code < NOT_SURE:
        return [code]
    if code == NOT_SURE:
        return [code, *codes.tolist()]
    values, today = table.of(codes), int(table.of(np.array([code]))[0])
    return [code, *codes[(values > today) if upwards else (values < today)].tolist()]


def fewest_by_brute_force(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> int | None:
    today = bool(omnichannel(compiled, row[None, :])[0])
    choices = [moves(compiled, i, int(code), upwards=not today) for i, code in enumerate(row)]
    if np.prod([float(len(c)) for c in choices]) > 3_000:
        return -1
    rows = np.array(list(product(*choices)), dtype=np.int64)
    turned = omnichannel(compiled, rows) != today
    changed = (rows != row).sum(axis=1)[turned]
    return int(changed.min()) if len(changed) else None


@DRAWN
@given(st.data())
def test_no_smaller_set_of_changes_turns_it(data: st.DataObject) -> None:
    compiled = changeable(data.draw(questionnaires(conditions=False, not_applicable=False)))
    row = data.draw(answer_codes(compiled))[0]
    least = fewest_by_brute_force(compiled, row)
    found = fewest_changes(compiled, row)
    if least != -1 and found.proven:
        assert (None if found.changes is None else len(found.changes)) == least


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
    assert not found.proven


def test_a_search_that_gave_up_says_so() -> None:
    questions = [make_question(f"q{i:02}", factor="f", changeable=True) for i in range(24)]
    questions += [make_question("d"), make_question("e", when="d == o2")]
    compiled = make_compiled(questions, {"f": 50})
    found = fewest_changes(compiled, np.zeros(26, dtype=np.int64))
    assert not found.proven
    assert found.changes is not None
    assert len(found.changes) == 12

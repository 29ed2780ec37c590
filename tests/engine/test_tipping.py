"""The fewest changes that turn a recommendation, against trying everything."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.decide import close_branches
from omnicheck.engine.tipping import fewest_changes, flipping_unknowns, headline
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
    row = close_branches(compiled, data.draw(answer_codes(compiled)))[0]
    least = fewest_by_brute_force(compiled, row)
    if least == -1:
        return
    found = fewest_changes(compiled, row)
    assert (None if found is None else len(found)) == least


@DRAWN
@given(st.data())
def test_what_is_claimed_to_turn_it_does(data: st.DataObject) -> None:
    compiled = changeable(data.draw(questionnaires(conditions=True, not_applicable=True)))
    row = close_branches(compiled, data.draw(answer_codes(compiled)))[0]
    found = fewest_changes(compiled, row)
    if found is not None:
        changed = row.copy()
        for column, code in found.items():
            changed[column] = code
        both = omnichannel(compiled, np.stack([row, changed]))
        assert both[0] != both[1]


@DRAWN
@given(st.data())
def test_an_unknown_that_could_turn_it_alone_has_an_answer_that_does(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    row = close_branches(compiled, data.draw(answer_codes(compiled)))[0]
    today = bool(omnichannel(compiled, row[None, :])[0])
    turning = []
    for position in np.flatnonzero(row == NOT_SURE):
        codes = all_codes(compiled.columns[position].question)
        rows = np.tile(row, (len(codes), 1))
        rows[:, position] = codes
        if len(codes) and (omnichannel(compiled, rows) != today).any():
            turning.append(int(position))
    assert flipping_unknowns(compiled, row) == turning


def test_ties_go_to_the_fewest_steps_then_to_the_order_of_the_file() -> None:
    questions = [
        make_question(name, (0, 40, 60, 100), factor="f", changeable=True)
        for name in ("a", "b", "c")
    ]
    compiled = make_compiled(questions, {"f": 50})
    row = np.array(
        [1, 1, 1], dtype=np.int64
    )  # 40 each: 10 points short; 30 more on one answer needed
    assert fewest_changes(compiled, row) == {0: 3}
    row = np.array([1, 2, 1], dtype=np.int64)  # 46.7: one step of 20 on a is enough, and so on c
    assert fewest_changes(compiled, row) == {0: 2}


def test_answers_that_cannot_be_changed_are_left_alone() -> None:
    questions = [make_question("a", factor="f", changeable=True), make_question("b", factor="f")]
    compiled = make_compiled(questions, {"f": 60})
    assert fewest_changes(compiled, np.array([0, 0], dtype=np.int64)) is None
    assert fewest_changes(compiled, np.array([0, 1], dtype=np.int64)) == {0: 2}

"""Answers and rules carried from one version of a questionnaire to another."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.answer_codes import code_of
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_SURE, Column, column_of
from omnicheck.engine.versions import carried, lost_ticks, only_in, same_question, with_rules_of
from omnicheck.questionnaire import Question, Questionnaire
from tests.factories import (
    DRAWN,
    all_codes,
    make_index,
    make_options,
    make_question,
    make_questionnaire,
    make_stage,
    questionnaires,
)


def column(**keys: Any) -> Column:
    return column_of(Question.model_validate(make_question("q", **keys)))


def code(asked: Column, given_answer: object) -> int:
    found = code_of(asked, given_answer)
    assert found is not None
    return found.code


@DRAWN
@given(questionnaires(conditions=False, not_applicable=True))
def test_in_the_same_version_every_answer_stays(record: Questionnaire) -> None:
    for question in record.questions:
        asked = column_of(question)
        for each in [*all_codes(question), NOT_SURE]:
            assert carried(each, asked, asked) == each
            assert not lost_ticks(each, asked, asked)


def test_options_are_found_by_their_id_wherever_they_stand() -> None:
    old, new = column(values=(0, 50, 100)), column()
    options = make_options((10, 20, 30))
    new = column(options={"o2": options["o2"], "o0": options["o0"]})
    assert [carried(each, old, new) for each in (0, 1, 2)] == [1, None, 0]


@pytest.mark.parametrize(
    ("given_answer", "expected", "is_lost"),
    [(["o0"], ["o0"], False), (["o0", "o1"], ["o0"], True), (["o1"], None, True), ([], [], False)],
)
def test_ticks_that_are_gone_are_left_out(
    given_answer: list[str], expected: list[str] | None, is_lost: bool
) -> None:
    options = make_options((0, 50, 100))
    several: dict[str, Any] = {"kind": "several", "score": "share"}
    old = column(options=options, **several)
    new = column(options={"o2": options["o2"], "o0": options["o0"]}, **several)
    found = code(old, given_answer) if given_answer else 0
    wanted = None if expected is None else code(new, expected) if expected else 0
    assert carried(found, old, new) == wanted
    assert lost_ticks(found, old, new) is is_lost


def test_a_number_keeps_its_size_and_one_out_of_range_is_lost() -> None:
    bands = [{"from": 0, "value": 0}, {"from": 10, "value": 100}]
    old = column(kind="number", minimum=0, maximum=50, bands=bands)
    new = column(kind="number", minimum=5, maximum=20, decimals=1, bands=[{"from": 5, "value": 0}])
    assert carried(code(old, 7), old, new) == code(new, 7)
    assert carried(code(old, 3), old, new) is None
    assert carried(code(old, 30), old, new) is None
    assert carried(code(new, 7.5), new, old) is None


def test_a_scale_keeps_its_step() -> None:
    old = column(kind="scale", scale={"from": 1, "to": 5, "low": "a", "high": "b"})
    new = column(kind="scale", scale={"from": 0, "to": 4, "low": "a", "high": "b"})
    assert [carried(code(old, step), old, new) for step in (1, 4, 5)] == [1, 4, None]


def test_what_does_not_apply_stays_so_only_where_that_may_be_said() -> None:
    may, may_not = column(not_applicable=True), column()
    assert carried(NOT_APPLICABLE, may, may) == NOT_APPLICABLE
    assert carried(NOT_APPLICABLE, may, may_not) is None
    assert carried(NOT_SURE, may, may_not) == NOT_SURE


def test_a_question_answered_in_another_way_is_another_question() -> None:
    one, yes_no = column(), column(kind="yes_no")
    assert not same_question(one, yes_no)
    assert only_in([one], [yes_no]) == (one,)
    assert only_in([one], [column(values=(1, 2))]) == ()


def version(weight: int, line: int, share: int, eased: int, **more: Any) -> Questionnaire:
    questions = [
        make_question("a", factor="f", weight=weight),
        make_question("b", factor="f", weight=2),
        make_question("c", factor="g", weight=weight, **more),
    ]
    return make_questionnaire(
        questions,
        {"both": line, "g": 10},
        indices={"both": make_index(f=share, g=1)},
        stages=[make_stage("low"), make_stage("high", "value(a) >= 50")],
        at_stage={"high": {"both": eased}},
        gates={"b": line},
        max_unknown=line,
    )


def test_all_rules_of_one_version_on_the_questions_of_the_same_are_that_version() -> None:
    one, other = version(1, 50, 1, 40), version(3, 60, 2, 30)
    assert with_rules_of(one, one) == one
    assert with_rules_of(one, other) == other


def test_rules_of_what_only_one_version_has_stay_as_they_are() -> None:
    one = version(1, 50, 1, 40)
    questions = [make_question("a", factor="f", weight=5), make_question("z", factor="h")]
    other = make_questionnaire(questions, {"f": 70, "h": 20}, gates={"z": 50, "a": 50})
    mixed = with_rules_of(one, other)
    assert [question.weight for question in mixed.questions] == [5, 2, 1]
    rule = mixed.decision.omnichannel
    assert rule.requires == {"f": 70, "both": 50, "g": 10}
    assert rule.gates == {"a": 50, "b": 50}
    assert rule.at_stage["high"] == {"both": 40}
    assert mixed.indices == one.indices


@DRAWN
@given(questionnaires(conditions=True, not_applicable=True), st.data())
def test_a_version_takes_over_its_own_rules_unchanged(
    record: Questionnaire, data: st.DataObject
) -> None:
    weights = [
        question.model_copy(update={"weight": question.weight * data.draw(st.integers(1, 3))})
        for question in record.questions
    ]
    other = record.model_copy(update={"questions": tuple(weights)})
    assert with_rules_of(record, other).questions == other.questions
    assert with_rules_of(other, record).questions == record.questions

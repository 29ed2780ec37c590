"""The walk of the interview, held against what it promises, over questionnaires drawn at random."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.answer_codes import Code
from omnicheck.answers import AnswerSheet, Business, code_row
from omnicheck.choices import Form
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_ASKED, NOT_SURE
from omnicheck.engine.compile import compile_questionnaire
from omnicheck.engine.decide import close_branches, stand
from omnicheck.engine.openings import flips
from omnicheck.interview import Certainty, Interview
from tests.factories import (
    DRAWN,
    answer_codes,
    make_compiled,
    make_path,
    make_question,
    questionnaires,
)

if TYPE_CHECKING:
    from omnicheck.engine.compile import CompiledQuestionnaire


def begun(compiled: CompiledQuestionnaire, form: Form = Form.FULL) -> Interview:
    sheet = AnswerSheet(compiled.questionnaire.id, Business(name="Tea Room"), form, "2026-11-22")
    return Interview(compiled, sheet)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Interview, dict[str, Code]]:
    """An empty interview, and what its person would answer to every question, asked or not."""
    drawn = draw(questionnaires(conditions=True, not_applicable=True))
    compiled = compile_questionnaire(drawn)
    row = draw(answer_codes(compiled))[0]
    wishes = {c.id: Code(int(code)) for c, code in zip(compiled.columns, row, strict=True)}
    return begun(compiled), wishes


def walked(interview: Interview, wishes: dict[str, Code]) -> list[Interview]:
    """The interview after each answer, from none to all."""
    states = [interview]
    while (question := states[-1].next()) is not None:
        states.append(states[-1].answer(question, wishes[question]))
        assert len(states) <= len(wishes) + 1
    return states


def row_of(interview: Interview) -> list[int]:
    codes = code_row(interview.sheet, interview.compiled)
    return [int(code) for code in close_branches(interview.compiled, codes)[0]]


@DRAWN
@given(answered(), st.data())
def test_an_interview_that_was_stopped_goes_on_as_if_it_had_not_been(
    drawn: tuple[Interview, dict[str, Code]], data: st.DataObject
) -> None:
    interview, wishes = drawn
    states = walked(interview, wishes)
    stopped = states[data.draw(st.integers(0, len(states) - 1))]
    resumed = Interview(interview.compiled, stopped.sheet)
    assert walked(resumed, wishes)[-1].sheet == states[-1].sheet
    assert walked(resumed, wishes)[0].next() == stopped.next()


@DRAWN
@given(answered(), st.data())
def test_back_and_forward_again_changes_nothing(
    drawn: tuple[Interview, dict[str, Code]], data: st.DataObject
) -> None:
    interview, wishes = drawn
    states = walked(interview, wishes)
    state = states[data.draw(st.integers(0, len(states) - 1))]
    question = state.next()
    place, passed = question, []
    while (place := state.back(place)) is not None:
        passed.append(place)
        assert state.given(place)
        again = state.answer(place, wishes[place])
        assert row_of(again) == row_of(state)
        assert again.next() == question
        assert again.next(after=place) == question
    before = state.asked.index(question) if question else len(state.asked)
    assert passed[::-1] == list(state.asked[:before])


@DRAWN
@given(answered(), st.data())
def test_a_changed_answer_opens_and_closes_exactly_the_right_questions(
    drawn: tuple[Interview, dict[str, Code]], data: st.DataObject
) -> None:
    interview, wishes = drawn
    done = walked(interview, wishes)[-1]
    other = answer_codes(interview.compiled)
    changed_row = data.draw(other)[0]
    question = data.draw(st.sampled_from(done.asked))
    column = interview.compiled.column_by_id[question]
    changed = done.answer(question, Code(int(changed_row[column])))
    fresh = begun(interview.compiled)
    for name, answer in changed.sheet.answers.items():
        fresh = fresh.answer(name, Code(answer.code, answer.given))
    assert changed.asked == fresh.asked
    opened = [q for q in changed.asked if q not in done.asked]
    assert changed.missing == tuple(q for q in opened if q not in done.sheet.answers)
    asked_before = changed.asked.index(question)
    assert changed.asked[:asked_before] == done.asked[: done.asked.index(question)]


@DRAWN
@given(answered(), st.data())
def test_answers_in_closed_branches_stay_do_not_score_and_reopen_as_they_were(
    drawn: tuple[Interview, dict[str, Code]], data: st.DataObject
) -> None:
    interview, wishes = drawn
    done = walked(interview, wishes)[-1]
    question = data.draw(st.sampled_from(done.asked))
    column = interview.compiled.column_by_id[question]
    other = int(data.draw(answer_codes(interview.compiled))[0][column])
    changed = done.answer(question, Code(other))
    closed = [q for q in done.asked if q not in changed.asked]
    for name in closed:
        assert changed.sheet.answers[name] == done.sheet.answers[name]
        assert row_of(changed)[interview.compiled.column_by_id[name]] == NOT_ASKED
    without = {q: a for q, a in changed.sheet.answers.items() if q not in closed}
    bare = begun(interview.compiled)
    for name, answer in without.items():
        bare = bare.answer(name, Code(answer.code, answer.given))
    assert row_of(bare) == row_of(changed)
    assert same_scores(bare, changed)
    assert row_of(changed.answer(question, wishes[question])) == row_of(done)


def same_scores(one: Interview, other: Interview) -> bool:
    """Whether both have the same margins, number by number."""
    rows = [np.array([row_of(each)], dtype=np.int64) for each in (one, other)]
    first, second = (stand(one.compiled, row).margins for row in rows)
    return all(
        np.array_equal(getattr(first, field.name), getattr(second, field.name))
        for field in fields(first)
    )


@DRAWN
@given(answered())
def test_progress_never_lies(drawn: tuple[Interview, dict[str, Code]]) -> None:
    interview, wishes = drawn
    states = walked(interview, wishes)
    final = len(states[-1].asked)
    numbers, minutes = [], []
    for state in states[:-1]:
        question = state.next()
        assert question is not None
        progress = state.progress(question)
        numbers.append(progress.number)
        minutes.append(progress.minutes_left)
        assert 1 <= progress.number <= progress.total
        assert 1 <= progress.section_number <= progress.sections
        if progress.total_is_certain:
            assert progress.total == final
    assert numbers == list(range(1, final + 1))
    assert all(left >= 1 for left in minutes)
    assert states[-1].missing == ()


def test_a_total_is_not_certain_while_a_condition_asks_for_not_sure() -> None:
    compiled = make_compiled(
        [
            make_question("first", factor="f"),
            make_question("second", factor="f", when="first == not_sure"),
        ],
        {"f": 50},
    )
    interview = begun(compiled)
    assert interview.progress("first").total_is_certain is False
    certain = interview.answer("first", Code(0))
    assert certain.asked == ("first",)
    assert certain.progress("first").total_is_certain is True


def test_a_total_never_changes_in_a_short_form_that_leaves_the_conditions_out() -> None:
    questions = [
        make_question("first", factor="f", quick=True),
        make_question("second", factor="f", when="first == o1"),
    ]
    interview = begun(
        make_compiled(questions, {"f": 50}, minutes={"full": 2, "quick": 1}), Form.QUICK
    )
    progress = interview.progress("first")
    assert (progress.total, progress.total_is_certain) == (1, True)


@DRAWN
@given(answered())
def test_the_review_lists_what_was_asked_by_section(
    drawn: tuple[Interview, dict[str, Code]],
) -> None:
    interview, wishes = drawn
    done = walked(interview, wishes)[-1]
    lines = [line for section in done.review() for line in section.lines]
    assert [line.question for line in lines] == list(done.asked)
    assert all(line.answer for line in lines)
    assert all(not line.answer for s in interview.review() for line in s.lines)


@DRAWN
@given(answered())
def test_what_could_still_turn_is_asked_and_not_sure(
    drawn: tuple[Interview, dict[str, Code]],
) -> None:
    interview, wishes = drawn
    done = walked(interview, wishes)[-1]
    for question in done.could_still_turn():
        assert question in done.asked
        assert done.sheet.answers[question].code == NOT_SURE


def test_answers_that_turn_it_only_together_can_still_turn_it() -> None:
    questions = [make_question(name, factor="f") for name in ("a", "b", "c")]
    compiled = make_compiled(questions, {"f": 20}, gates={"a": 50, "b": 50})
    done = begun(compiled).not_sure("a").not_sure("b").answer("c", Code(2))
    assert not flips(compiled, code_row(done.sheet, compiled)).any()
    assert done.could_still_turn() == ("a", "b")
    assert done.answer("a", Code(2)).could_still_turn() == ("b",)
    assert done.answer("a", Code(0)).could_still_turn() == ()


def test_a_strategy_is_certain_before_the_way_to_go_about_it() -> None:
    paths = [
        make_path("omni", "omnichannel"),
        make_path("other", "multichannel", "b == o1"),
        make_path("simple", "multichannel"),
    ]
    questions = [make_question(name, factor="f") for name in ("a", "b", "c")]
    interview = begun(make_compiled(questions, {"f": 40}, gates={"a": 50}, paths=paths))
    assert interview.certainty is Certainty.NONE
    missed = interview.answer("a", Code(0))
    assert (missed.certainty, missed.strategy_title) == (Certainty.STRATEGY, "Words")
    assert missed.answer("b", Code(0)).certainty is Certainty.PATH
    assert interview.answer("a", Code(2)).certainty is Certainty.NONE


def test_not_applicable_is_taken_only_where_it_is_allowed() -> None:
    questions = [
        make_question("a", factor="f"),
        make_question("b", factor="f", not_applicable=True),
    ]
    interview = begun(make_compiled(questions, {"f": 50}))
    assert interview.not_applicable("b").sheet.answers["b"].code == NOT_APPLICABLE
    with pytest.raises(ValueError, match="a"):
        interview.not_applicable("a")


def test_the_short_form_asks_less_and_the_full_one_only_what_is_missing() -> None:
    questions = [make_question("a", factor="f", quick=True), make_question("b", factor="f")]
    interview = begun(
        make_compiled(questions, {"f": 50}, minutes={"full": 2, "quick": 1}), Form.QUICK
    )
    done = interview.not_sure("a")
    assert (interview.asked, done.next()) == (("a",), None)
    assert done.in_form(Form.FULL).missing == ("b",)
    assert done.in_form(Form.FULL).in_form(Form.QUICK) == done

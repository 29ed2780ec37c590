"""How far a weight, a share or a line can move: against questionnaires compiled with the number changed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from omnicheck.answers import code_row
from omnicheck.api import load_answers
from omnicheck.catalog import load_questionnaire
from omnicheck.choices import Moved
from omnicheck.engine.box import ONE, POINTS, Box, box, multipliers
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.ranges import End, Range, ranges
from omnicheck.engine.score import score
from omnicheck.engine.sheet import Sheet, sheet_of
from omnicheck.questionnaire import Question
from tests.engine.variants import changed, omnichannel, with_shares, with_weights
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
    from collections.abc import Iterator

    from omnicheck.questionnaire import Questionnaire
    from tests.factories import Codes

#: Nearer to an end than any other place where something turns, in questionnaires as small as these.
HAIR = Fraction(1, 10**12)
#: For points: no questionnaire can ask for one that takes more than 64 bits, values and all.
HAIR_OF_POINTS = Fraction(1, 10**6)
MOST_EXACT = 2**52


def sheet(compiled: CompiledQuestionnaire, row: Codes) -> Sheet:
    return sheet_of(score(compiled, row), row[0])


def tops(found: Range) -> Fraction | None:
    return {Moved.WEIGHT: None, Moved.SHARE: Fraction(1)}.get(found.number.moved, Fraction(100))


def is_valid(found: Range, value: Fraction) -> bool:
    """Whether a questionnaire may say so: a share of 0 or of 1 leaves a factor out of an index."""
    top = tops(found)
    if found.number.moved is Moved.SHARE:
        return 0 < value < 1
    return value >= 0 and (top is None or value <= top)


def expectations(found: Range) -> Iterator[tuple[Fraction, bool]]:
    """Values at, just inside, just outside and well inside a range, and whether it holds there."""
    low = found.below.at if found.below else Fraction(0)
    high = found.above.at if found.above else tops(found) or low + 1000
    hair = HAIR_OF_POINTS if tops(found) == 100 else HAIR
    for end, inwards in ((found.below, hair), (found.above, -hair)):
        if end:
            yield end.at, end.holds
            yield end.at - inwards, False
            if end.at != found.number.today:
                yield end.at + inwards, True
    for part in range(1, 4):
        yield low + (high - low) * Fraction(part, 4), True
    for value, end in ((Fraction(0), found.below), (tops(found), found.above)):
        if value is not None and end is None:
            yield value, True


@settings(DRAWN, max_examples=10)
@given(st.data())
def test_each_range_is_that_of_the_questionnaire_with_the_number_changed(
    data: st.DataObject,
) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    row = data.draw(answer_codes(compiled, not_asked=True))
    today = omnichannel(compiled.questionnaire, row)
    found = [r for r in ranges(sheet(compiled, row)) if r.number.moved is not Moved.SCORE]
    turning = [each for each in found if each.ends]
    event(f"some turn: {bool(turning)}")
    others = [each for each in found if not each.ends]
    for each in (*data.draw(some_of(turning)), *data.draw(some_of(others))):
        for value, holds in expectations(each):
            if is_valid(each, value) and value.denominator * compiled.scale < MOST_EXACT:
                turned = omnichannel(changed(compiled, each.number, value), row) != today
                assert turned != holds, (each, value)


def some_of(found: list[Range]) -> st.SearchStrategy[list[Range]]:
    """At most three: each takes many questionnaires."""
    return st.permutations(found).map(lambda order: order[:3])


def with_score(questionnaire: Questionnaire, factor: str, value: Fraction) -> Questionnaire:
    """The questionnaire with every answer of a factor worth the same."""

    def fixed(question: Question) -> Question:
        if question.factor != factor:
            return question
        plain = Question.model_validate(make_question(question.id, (0, 0), factor=factor))
        options = {
            name: option.model_copy(update={"value": value})
            for name, option in plain.options.items()
        }
        return plain.model_copy(update={"options": options, "weight": question.weight})

    questions = tuple(map(fixed, questionnaire.questions))
    return questionnaire.model_copy(update={"questions": questions})


@st.composite
def scored_alone(draw: st.DrawFn) -> tuple[CompiledQuestionnaire, Codes]:
    """Two factors behind an index and lines; answers are single choices, and some are open."""
    questions = [
        make_question(f"{factor}{i}", factor=factor, weight=draw(st.integers(1, 9)))
        for factor in ("f", "g")
        for i in range(3)
    ]
    levels = st.integers(0, 100)
    requires = {"need": draw(levels), **{f: draw(levels) for f in draw(st.sets(st.just("f")))}}
    compiled = make_compiled(
        questions,
        requires,
        indices={"need": make_index(f=draw(st.integers(1, 9)), g=draw(st.integers(1, 9)))},
        max_unknown=draw(st.sampled_from([0, 35, 100])),
    )
    return compiled, draw(answer_codes(compiled))


@DRAWN
@given(scored_alone())
def test_the_range_of_a_score_is_that_of_answers_worth_as_much(
    drawn: tuple[CompiledQuestionnaire, Codes],
) -> None:
    compiled, row = drawn
    here = sheet(compiled, row)
    found = [each for each in ranges(here) if each.number.moved is Moved.SCORE]
    assert len(found) == (0 if here.too_much_unknown else 2)
    simple = np.where(row >= 0, 0, row)
    for each in found:
        other = {"f": "g", "g": "f"}[each.number.id]
        for value, holds in expectations(each):
            if is_valid(each, value):
                variant = with_score(compiled.questionnaire, each.number.id, value)
                kept = [c.question.factor == other for c in compiled.columns]
                mixed = np.where(kept, row, simple)
                assert (omnichannel(variant, mixed) == here.omnichannel) == holds, (each, value)


@settings(DRAWN, max_examples=10)
@given(st.data())
def test_the_box_is_that_of_questionnaires_with_all_numbers_changed(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    row = data.draw(answer_codes(compiled))
    here = sheet(compiled, row)
    points = 8
    same = sum(
        omnichannel(mixed(compiled, [int(m) for m in mix]), row) == here.omnichannel
        for mix in multipliers(dimensions(compiled), points)
    )
    event(f"all the same: {same == points}")
    assert box(here, points) == Box(same, points)


def dimensions(compiled: CompiledQuestionnaire) -> int:
    indices = compiled.questionnaire.indices.values()
    weights = sum(len(factor.columns) for factor in compiled.factors)
    return weights + sum(len(index.shares) for index in indices if len(index.shares) > 1)


def mixed(compiled: CompiledQuestionnaire, mix: list[int]) -> Questionnaire:
    """One point of the box: weights factor by factor, then the shares of each index of several."""
    left = [Fraction(m, ONE) for m in mix]
    times = {
        compiled.columns[column].id: left.pop(0)
        for factor in compiled.factors
        for column in factor.columns
    }
    shares = {
        name: {f: Fraction(share) * left.pop(0) for f, share in index.shares.items()}
        for name, index in compiled.questionnaire.indices.items()
        if len(index.shares) > 1
    }
    assert not left
    questionnaire = with_weights(compiled.questionnaire, lambda id_: times.get(id_, 1))
    return with_shares(questionnaire, shares)


def test_the_mixes_lie_between_half_and_one_and_a_half_and_fill_the_box() -> None:
    mixes = multipliers(36)
    assert mixes.shape == (POINTS, 36)
    assert (mixes.min(), mixes.max()) == (33, 95)
    # Of each number a quarter of the mixes in each quarter of its range, and so for pairs of numbers.
    quarters = (mixes - 32) // 16
    for i in range(36):
        assert np.bincount(quarters[:, i], minlength=4).tolist() == pytest.approx([512] * 4, abs=16)
        pairs = np.bincount(4 * quarters[:, i] + quarters[:, (i + 1) % 36], minlength=16)
        assert pairs.min() > 64


def test_a_weight_of_which_the_end_is_known() -> None:
    # (0 m + 100) / (m + 1) >= 40 up to m = 3/2; at 0 the score is 100.
    questions = [make_question("a", factor="f"), make_question("b", factor="f")]
    compiled = make_compiled(questions, {"f": 40})
    row = codes_of(compiled, {"a": "o0", "b": "o2"})
    by_id = {each.number.id: each for each in ranges(sheet(compiled, row))}
    assert by_id["a"].below is None
    assert by_id["a"].above == End(Fraction(3, 2), holds=True)
    assert by_id["b"].below == End(Fraction(2, 3), holds=True)
    assert by_id["b"].above is None


def test_an_answer_just_short_turns_at_its_end_and_not_beyond() -> None:
    questions = [make_question("a", factor="f"), make_question("b", factor="f")]
    compiled = make_compiled(questions, {"f": 60})
    row = codes_of(compiled, {"a": "o0", "b": "o2"})
    by_id = {(e.number.moved, e.number.id): e for e in ranges(sheet(compiled, row))}
    assert by_id[Moved.WEIGHT, "b"].above == End(Fraction(3, 2), holds=False)
    assert by_id[Moved.LINE, "f"].below == End(Fraction(50), holds=False)
    assert by_id[Moved.SCORE, "f"].above == End(Fraction(60), holds=False)


def test_a_weight_can_turn_it_through_the_stage_alone() -> None:
    questions = [
        make_question("need", (0, 45), factor="f"),
        make_question("joined", factor="g"),
        make_question("told", factor="g"),
    ]
    stages = [make_stage("s0"), make_stage("s1", "g >= 50")]
    compiled = make_compiled(questions, {"f": 50}, stages=stages, at_stage={"s1": {"f": 40}})
    row = codes_of(compiled, {"need": "o1", "joined": "o2", "told": "o0"})
    found = {e.number.id: e for e in ranges(sheet(compiled, row)) if e.number.moved is Moved.WEIGHT}
    assert found["joined"].below == End(Fraction(1), holds=True)
    assert found["told"].above == End(Fraction(1), holds=True)
    assert found["need"].ends == (End(Fraction(0), holds=False),)  # nothing would be left to score
    line = next(e for e in ranges(sheet(compiled, row)) if e.number.moved is Moved.LINE)
    assert (line.number.within, line.number.today) == ("s1", Fraction(40))
    assert line.above == End(Fraction(45), holds=True)


def test_an_open_answer_that_counts_for_too_much_turns_it() -> None:
    # The open answer counts half-way. It is a third of the weight, and more than 35 in 100 is too much:
    # from then on the line has to hold with the open answer at its worst.
    questions = [make_question(name, factor="f") for name in "abc"]
    compiled = make_compiled(questions, {"f": 65}, max_unknown="35")
    row = codes_of(compiled, {"a": "o2", "b": "o2"})
    found = {e.number.id: e for e in ranges(sheet(compiled, row)) if e.number.moved is Moved.WEIGHT}
    assert found["c"].above == End(Fraction(2 * 35, 65), holds=True)


def test_shares_move_between_the_scores_behind_them() -> None:
    questions = [make_question("a", (0, 80), factor="f"), make_question("b", (0, 30), factor="g")]
    compiled = make_compiled(questions, {"need": 50}, indices={"need": make_index(f=3, g=2)})
    row = codes_of(compiled, {"a": "o1", "b": "o1"})  # 0.6 x 80 + 0.4 x 30 = 60
    found = {e.number.id: e for e in ranges(sheet(compiled, row)) if e.number.moved is Moved.SHARE}
    assert found["f"].below == End(Fraction(2, 5), holds=True)
    assert found["g"].above == End(Fraction(3, 5), holds=True)
    assert found["f"].above is found["g"].below is None


def test_an_index_of_one_factor_has_no_share_to_move() -> None:
    questions = [make_question("a", factor="f"), make_question("b", factor="f")]
    compiled = make_compiled(questions, {"i": 50}, indices={"i": make_index(f=100)})
    found = ranges(sheet(compiled, codes_of(compiled, {"a": "o2", "b": "o2"})))
    assert {each.number.moved for each in found} == {Moved.WEIGHT, Moved.SCORE, Moved.LINE}


def test_a_gate_that_nobody_answered_stays_shut_whatever_it_asks_for() -> None:
    questions = [make_question("a", factor="f"), make_question("b")]
    compiled = make_compiled(questions, {"f": 50}, gates={"b": 30})
    gate = ranges(sheet(compiled, codes_of(compiled, {"a": "o2"})))[-1]
    assert (gate.number.moved, gate.ends) == (Moved.GATE, ())


@pytest.mark.parametrize(
    ("example", "kind", "name", "below", "above"),
    [
        ("dental_clinic", Moved.LINE, "need", None, End(Fraction("52.98"), holds=True)),
        ("dental_clinic", Moved.SCORE, "business_type", End(Fraction("46.55"), holds=True), None),
        (
            "furniture_maker",
            Moved.WEIGHT,
            "channel_rivalry",
            None,
            End(Fraction("18.6875"), holds=False),
        ),
        ("optician", Moved.WEIGHT, "results_reading", None, End(Fraction("1.6"), holds=True)),
    ],
)
def test_the_examples(
    example: str, kind: Moved, name: str, below: End | None, above: End | None
) -> None:
    compiled = compile_questionnaire(load_questionnaire().questionnaire)
    row = code_row(load_answers(f"examples/{example}.yaml"), compiled)
    found = {(e.number.moved, e.number.id): e for e in ranges(sheet(compiled, row))}[kind, name]
    assert (found.below, found.above) == (below, above)

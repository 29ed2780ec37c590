"""Whole numbers all the way: thresholds met exactly, decimals, and numbers beyond 64 bits."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from omnicheck.choices import Confidence
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.score import CONFIDENCES, Scores, score
from tests.engine.test_reference import Reference, found_by_engine, sheet_of
from tests.factories import (
    codes_of,
    make_compiled,
    make_index,
    make_options,
    make_path,
    make_question,
    make_questionnaire,
    make_stage,
    random_codes,
)

if TYPE_CHECKING:
    from omnicheck.engine.decide import Standing
    from omnicheck.questionnaire import Questionnaire


def margin_of(standing: Standing) -> Fraction:
    return Fraction(int(standing.margins.margin[0]), int(standing.margins.denominator[0]))


def ends_of(scores: Scores) -> list[Fraction | int]:
    """The lowest and the highest margin."""
    return [margin_of(scores.low), margin_of(scores.high)]


def scored(compiled: CompiledQuestionnaire, answers: dict[str, Any]) -> Scores:
    return score(compiled, codes_of(compiled, answers))


def test_a_threshold_met_exactly_is_met() -> None:
    # weights 0.1, 0.2 and 0.7 of 100, 50 and 0: 0.1 x 100 + 0.2 x 50 = 20
    compiled = make_compiled(
        [make_question(f"q{w}", factor="f", weight=f"0.{w}") for w in (1, 2, 7)], {"f": 20}
    )
    scores = scored(compiled, {"q1": "o2", "q2": "o1", "q7": "o0"})
    assert margin_of(scores.standing) == 0
    assert scores.omnichannel[0]


@pytest.mark.parametrize(("threshold", "omnichannel"), [("33.33", True), ("33.34", False)])
def test_a_third_is_not_rounded(threshold: str, omnichannel: bool) -> None:
    compiled = make_compiled(
        [make_question(f"q{i}", factor="f", values=(0, 100)) for i in range(3)], {"f": threshold}
    )
    scores = scored(compiled, {"q0": "o1", "q1": "o0", "q2": "o0"})
    assert margin_of(scores.standing) == Fraction(100, 3) - Fraction(threshold)
    assert bool(scores.omnichannel[0]) is omnichannel


def test_a_hundredth_below_is_below() -> None:
    compiled = make_compiled([make_question("q", factor="f", values=("54.99", "55"))], {"f": 55})
    assert margin_of(scored(compiled, {"q": "o0"}).standing) == Fraction(-1, 100)
    assert not scored(compiled, {"q": "o0"}).omnichannel[0]
    assert scored(compiled, {"q": "o1"}).omnichannel[0]


def test_a_gate_met_exactly_is_passed() -> None:
    compiled = make_compiled(
        [
            make_question("q", factor="f", values=(0, "24.99", 25, 100)),
            make_question("r", factor="f", weight=9),
        ],
        {"f": 0},
        gates={"q": 25},
    )
    assert margin_of(scored(compiled, {"q": "o1", "r": "o2"}).standing) == Fraction(-1, 100)
    passed = scored(compiled, {"q": "o2", "r": "o2"})
    assert margin_of(passed.standing) == Fraction(925, 10)
    assert passed.omnichannel[0]
    # No rerun moves a gate: it stays passed in all of them.
    assert passed.robustness.same[0] == passed.robustness.made[0] == 4


def test_a_gate_met_exactly_has_not_failed() -> None:
    compiled = make_compiled(
        [make_question("q", factor="f", values=(0, 25, 100))],
        {"f": 50},
        gates={"q": 25},
        paths=[
            make_path("shut", "multichannel", "failed(q)"),
            make_path("thin", "multichannel"),
            make_path("omni", "omnichannel"),
        ],
    )
    paths = compiled.questionnaire.decision.paths
    for answer, path in (("o0", "shut"), ("o1", "thin"), ("o2", "omni")):
        assert paths[scored(compiled, {"q": answer}).path[0]].id == path


def test_an_unknown_gate_stands_one_below() -> None:
    compiled = make_compiled(
        [make_question("q", factor="f"), make_question("r", factor="f")], {"f": 0}, gates={"q": 25}
    )
    scores = scored(compiled, {"r": "o2"})
    assert margin_of(scores.standing) == -1
    assert int(scores.standing.margins.limiting[0]) == 1
    assert not scores.omnichannel[0]
    assert ends_of(scores) == [-25, 100]


# The 35 per cent rule


def two_questions(weight: str, **rule: Any) -> CompiledQuestionnaire:
    """One answered and one unknown question, of 100 together."""
    known = Fraction(100) - Fraction(weight)
    return make_compiled(
        [
            make_question("known", factor="f", weight=str(float(known))),
            make_question("open", factor="f", weight=weight),
        ],
        rule.pop("requires", {"f": 66}),
        **rule,
    )


@pytest.mark.parametrize(
    ("weight", "unclear"), [("35", False), ("35.0001", True), ("34.9999", False)]
)
def test_up_to_35_per_cent_may_be_unknown(weight: str, unclear: bool) -> None:
    scores = scored(two_questions(weight), {"known": "o2"})
    assert margin_of(scores.standing) == 100 - Fraction(weight) / 2 - 66
    assert bool(scores.too_much_unknown[0]) is unclear
    assert bool(scores.omnichannel[0]) is not unclear


def test_more_may_be_unknown_where_even_the_worst_is_enough() -> None:
    scores = scored(two_questions("40", requires={"f": 60}), {"known": "o2"})
    assert scores.too_much_unknown[0]
    assert margin_of(scores.low) == 0
    assert scores.omnichannel[0]
    assert not scored(two_questions("40", requires={"f": "60.01"}), {"known": "o2"}).omnichannel[0]


def test_with_too_much_unknown_confidence_is_medium_at_most() -> None:
    scores = scored(two_questions("40", requires={"f": 20}), {"known": "o2"})
    assert margin_of(scores.standing) == 60
    assert CONFIDENCES[scores.confidence[0]] is Confidence.MEDIUM
    assert (
        CONFIDENCES[scored(two_questions("35", requires={"f": 20}), {"known": "o2"}).confidence[0]]
        is Confidence.HIGH
    )


# A factor in which nothing applies


def test_a_factor_without_a_score_counts_as_unknown() -> None:
    compiled = make_compiled(
        [make_question("q", factor="f", not_applicable=True), make_question("r", factor="g")],
        {"f": 40, "g": 40},
        paths=[
            make_path("open", "multichannel", "unknown_share >= 100 and ends_differ"),
            make_path("omni", "omnichannel"),
            make_path("some", "multichannel", "f < 101"),
            make_path("rest", "multichannel"),
        ],
    )
    scores = scored(compiled, {"q": "not_applicable", "r": "o2"})
    _, _, known = scores.facts.score("f")
    assert not known[0]
    assert margin_of(scores.standing) == 10  # the middle, 50, less 40
    assert ends_of(scores) == [-40, 60]
    assert scores.too_much_unknown[0]
    assert not scores.omnichannel[0]
    assert compiled.questionnaire.decision.paths[scores.path[0]].id == "open"
    assert CONFIDENCES[scores.confidence[0]] is Confidence.LOW
    assert int(scores.robustness.made[0]) == 2


def test_a_tick_list_without_applicable_options_is_dropped() -> None:
    marks = {f"o{i}": {"may_not_apply": True} for i in range(3)}
    ticks = make_question(
        "t", factor="f", kind="several", score="share", options=make_options([None] * 3, **marks)
    )
    compiled = make_compiled([ticks, make_question("r", factor="f")], {"f": 50})
    two = scored(compiled, {"t": {"o0": "yes", "o1": "no", "o2": "not_applicable"}, "r": "o2"})
    assert margin_of(two.standing) == Fraction(50 + 100, 2) - 50
    none = scored(compiled, {"t": dict.fromkeys(marks, "not_applicable"), "r": "o2"})
    assert margin_of(none.standing) == 100 - 50
    assert int(none.robustness.made[0]) == 2


def test_the_value_of_a_tick_list_without_applicable_options_is_unknown() -> None:
    marks = {f"o{i}": {"may_not_apply": True} for i in range(2)}
    ticks = make_question(
        "t", factor="f", kind="several", score="share", options=make_options([None] * 2, **marks)
    )
    paths = [
        make_path("omni", "omnichannel"),
        make_path("below", "multichannel", "value(t) < 50"),
        make_path("rest", "multichannel"),
    ]
    compiled = make_compiled([ticks], {"f": 50}, paths=paths)
    for mark, path in (("no", "below"), ("not_applicable", "rest")):
        scores = scored(compiled, {"t": dict.fromkeys(marks, mark)})
        assert compiled.questionnaire.decision.paths[scores.path[0]].id == path


# Reruns


@pytest.mark.parametrize(
    ("threshold", "same"), [("42.8", 4), ("42.9", 3), ("44.4", 3), ("44.5", 2)]
)
def test_each_weight_is_rerun_a_quarter_less_and_a_quarter_more(threshold: str, same: int) -> None:
    # 100 and 0 of equal weight make 50. The first at 0.75 gives 0.75 / 1.75 = 42.857..., the second at
    # 1.25 gives 1 / 2.25 = 44.444...; the other two reruns raise the score.
    compiled = make_compiled(
        [make_question(name, factor="f", values=(0, 100)) for name in ("good", "bad")],
        {"f": threshold},
    )
    scores = scored(compiled, {"good": "o1", "bad": "o0"})
    assert scores.omnichannel[0]
    assert (int(scores.robustness.same[0]), int(scores.robustness.made[0])) == (same, 4)


def test_a_share_moves_to_nothing_or_all_and_no_further() -> None:
    # 0.05 x 0 + 0.95 x 50 = 47.5. Without the small share it is 50, still below 51; a share of -0.05
    # would make 52.5. Of the reruns only the line five points lower turns it.
    compiled = make_compiled(
        [make_question("small", factor="a"), make_question("large", factor="b")],
        {"both": 51},
        indices={"both": make_index(a=5, b=95)},
    )
    scores = scored(compiled, {"small": "o0", "large": "o1"})
    assert margin_of(scores.standing) == Fraction("-3.5")
    assert (int(scores.robustness.same[0]), int(scores.robustness.made[0])) == (7, 8)


def test_a_share_moves_by_a_tenth_exactly() -> None:
    # 0.4 x 100 + 0.6 x 50 = 70; with 0.3 and 0.7 it is 65, just enough; so is 70 for 65 + 5.
    compiled = make_compiled(
        [make_question("b", factor="f"), make_question("c", factor="g")],
        {"need": 65},
        indices={"need": make_index(f=4, g=6)},
    )
    scores = scored(compiled, {"b": "o2", "c": "o1"})
    assert margin_of(scores.standing) == 5
    assert (int(scores.robustness.same[0]), int(scores.robustness.made[0])) == (8, 8)


# Easier thresholds


@pytest.mark.parametrize(("ticks", "margin"), [("o0", -5), ("o1", 5)])
def test_thresholds_are_easier_at_a_higher_stage(ticks: str, margin: int) -> None:
    compiled = make_compiled(
        [
            make_question("q", factor="f", values=(45,) * 2),
            make_question("joined", values=(0, 100)),
        ],
        {"f": 50},
        stages=[make_stage("single"), make_stage("omni", "value(joined) >= 75")],
        at_stage={"omni": {"f": 40}},
    )
    scores = scored(compiled, {"q": "o0", "joined": ticks})
    assert margin_of(scores.standing) == margin
    assert bool(scores.omnichannel[0]) is (margin > 0)
    unknown = scored(compiled, {"q": "o0"})
    assert margin_of(unknown.standing) == -5  # a stage condition on an unknown answer is not met
    assert ends_of(unknown) == [-5, 5]


def test_no_stage_is_skipped() -> None:
    stages = [make_stage("a"), make_stage("b", "value(q) >= 50"), make_stage("c", "value(r) >= 50")]
    compiled = make_compiled(
        [make_question("q", factor="f"), make_question("r", factor="f")], {"f": 50}, stages=stages
    )
    assert int(scored(compiled, {"q": "o0", "r": "o2"}).standing.stage[0]) == 0
    assert int(scored(compiled, {"q": "o1", "r": "o2"}).standing.stage[0]) == 2


# Values of which only some are given, or which no answer reaches


def test_an_unscored_question_may_have_some_values_only() -> None:
    compiled = make_compiled(
        [
            make_question("q", factor="f"),
            make_question("free", options=make_options([10, None, 20])),
        ],
        {"f": 50},
    )
    for free in ("o0", "o1", "o2", "not_sure"):
        assert margin_of(scored(compiled, {"q": "o2", "free": free}).standing) == 50


def test_the_lowest_tick_list_is_one_that_can_be_given() -> None:
    options = make_options([None, None, None], o1={"exclusive": True})
    ticks = make_question("t", factor="f", kind="several", score="share", options=options)
    follow = make_question("more", factor="f", when="not o1 in t and count(t) < 1")
    compiled = make_compiled([ticks, follow, make_question("r", factor="f")], {"f": 50})
    # An empty list is no answer where "none of these" is one, so the follow-up is never asked.
    scores = scored(compiled, {"more": "o0", "r": "o2"})
    assert ends_of(scores) == [0, 50]
    assert compiled.values[0].lowest_code == 0b010


# Beyond 64 bits


def large_questionnaire() -> Questionnaire:
    """Many decimals everywhere, so that common denominators outgrow 64 bits."""
    weights = ["0.9973", "12.3457", "999.9989", "3.1416", "27.1829", "0.0001"]
    questions = [
        make_question(
            f"{f}{i}", factor=f, weight=w, values=("0.01", "33.33", "99.97"), not_applicable=i > 0
        )
        for f in ("a", "b", "c", "d")
        for i, w in enumerate(weights)
    ]
    marks = {f"o{i}": {"may_not_apply": True} for i in range(7)}
    questions.append(
        make_question(
            "ticks", factor="d", weight="997.0003", kind="several", score="share",
            options=make_options([None] * 7, **marks),
        )
    )  # fmt: skip
    return make_questionnaire(
        questions,
        {"mixed": "33.3333333333", "a": "12.0000000001"},
        indices={"mixed": make_index(a="1.2345", b="98.7654", c="999.9999")},
        gates={"a0": "33.3299999999"},
        stages=[make_stage("low"), make_stage("high", "d >= 33.333333333333")],
        at_stage={"high": {"mixed": "11.1111111111"}},
        max_unknown="33.3333333333333",
        confidence={
            "high": {"margin": "8.0000000000001", "robustness": "90.000000000001"},
            "medium": {"margin": "3.0000000000001", "unknown": "14.9999999999999"},
        },
        paths=[
            make_path("omni", "omnichannel"),
            make_path("mixed_or_d", "multichannel", "mixed >= 33.33333333333 and d >= 20.00000001"),
            make_path("rest", "multichannel"),
        ],
    )


def test_a_large_questionnaire_scores_as_in_the_reference() -> None:
    questionnaire = large_questionnaire()
    compiled = compile_questionnaire(questionnaire)
    assert compiled.exact is object
    rows = random_codes(compiled, seed=64, rows=40)
    scores, reference = score(compiled, rows), Reference(questionnaire)
    for i, row in enumerate(rows):
        assert found_by_engine(scores, i) == reference.verdict(sheet_of(questionnaire, row))
    assert {bool(found) for found in scores.omnichannel} == {True, False}


def test_an_idle_factor_may_be_large_too() -> None:
    """Only `small` decides, and it is small; the sums of `idle` alone outgrow 64 bits."""
    marks = {f"o{i}": {"may_not_apply": True} for i in range(11)}
    ticks = make_question(
        "ticks", factor="idle", weight="999.9999", kind="several", score="share",
        options=make_options([None] * 11, **marks),
    )  # fmt: skip
    questions = [make_question("q", factor="small"), ticks]
    questions += [make_question(f"i{n}", factor="idle", weight="999.9998") for n in range(5)]
    questionnaire = make_questionnaire(
        questions,
        {"small": "50.0000000001"},
        stages=[make_stage("low"), make_stage("high", "idle >= 50.0001")],
    )
    compiled = compile_questionnaire(questionnaire)
    rows = random_codes(compiled, seed=11, rows=20)
    scores, reference = score(compiled, rows), Reference(questionnaire)
    for i, row in enumerate(rows):
        sheet = sheet_of(questionnaire, row)
        assert found_by_engine(scores, i).factors == {
            f: reference.factor_score(f, sheet, reference.plain) for f in ("small", "idle")
        }
        assert found_by_engine(scores, i).stage == reference.stage(sheet)


def test_small_questionnaires_stay_with_64_bits() -> None:
    compiled = make_compiled([make_question("q", factor="f")], {"f": 50})
    assert compiled.exact is np.int64
    assert scored(compiled, {}).standing.tally.got.dtype == np.int64


@pytest.mark.parametrize(
    ("margin", "confidence"),
    [(f"{bar}.0000000000001", Confidence.HIGH) for bar in (4, 5, 6, 7, 9, 11)]
    + [("12", Confidence.HIGH)]
    + [(f"{bar}.0000000000001", Confidence.MEDIUM) for bar in (12, 17, 25, 40, 70, 90)],
)
def test_a_bar_of_confidence_with_many_decimals(margin: str, confidence: Confidence) -> None:
    weights = ["101.0003", "211.0207", "307.9901", "401.1113", "503.0009", "601.5557", "701.7001"]
    compiled = make_compiled(
        [make_question(f"q{w[:3]}", factor="f", weight=w, values=(62, 62)) for w in weights],
        {"f": 50},
        confidence={"high": {"margin": margin}},
    )
    assert compiled.exact is np.int64
    scores = scored(compiled, {f"q{w[:3]}": "o0" for w in weights})
    assert margin_of(scores.standing) == 12
    assert CONFIDENCES[scores.confidence[0]] is confidence

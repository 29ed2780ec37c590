"""What holds for every questionnaire and every answer, and for the built-in one in particular."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from omnicheck.catalog import load_questionnaire
from omnicheck.choices import Confidence, Grade, Strategy
from omnicheck.engine import completions
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.decide import close_branches, stand
from omnicheck.engine.score import CONFIDENCES, Scores, score
from tests.factories import (
    DRAWN,
    all_codes,
    answer_codes,
    codes_of,
    make_compiled,
    make_question,
    questionnaires,
    random_codes,
)

if TYPE_CHECKING:
    from omnicheck.engine.decide import Standing
    from omnicheck.questionnaire import Questionnaire
    from tests.factories import Codes


@pytest.fixture(scope="module")
def builtin() -> CompiledQuestionnaire:
    return compile_questionnaire(load_questionnaire().questionnaire)


def margin_of(standing: Standing, row: int = 0) -> Fraction:
    return Fraction(int(standing.margins.margin[row]), int(standing.margins.denominator[row]))


def score_of(scores: Scores, name: str, row: int = 0) -> Fraction | None:
    number, denominator, known = scores.facts.score(name)
    return Fraction(int(number[row]), int(denominator[row])) if known[row] else None


def path_of(scores: Scores, row: int = 0) -> str:
    path: str = scores.compiled.questionnaire.decision.paths[scores.path[row]].id
    return path


def extreme(compiled: CompiledQuestionnaire, *, highest: bool) -> Codes:
    codes = [t.highest_code if highest else t.lowest_code for t in compiled.values]
    return np.array([codes], dtype=np.int64)


def with_code(row: Codes, column: int, code: int) -> Codes:
    changed = row.copy()
    changed[0, column] = code
    return changed


def values_of(compiled: CompiledQuestionnaire, column: int) -> dict[int, int]:
    """Code -> scaled value, for every answer to a question."""
    codes = all_codes(compiled.columns[column].question)
    values = compiled.values[column].of(np.array(codes, dtype=np.int64))
    return {code: int(value) for code, value in zip(codes, values, strict=True)}


# 1. Exactly one headline and one variant, always.


@DRAWN
@given(st.data())
def test_there_is_always_one_headline_and_one_path_of_it(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    rows = [data.draw(answer_codes(compiled, not_asked=True)) for _ in range(2)]
    nothing = np.full((1, len(compiled.columns)), NOT_SURE, dtype=np.int64)
    scores = score(compiled, np.concatenate([*rows, nothing]))
    paths = compiled.questionnaire.decision.paths
    for i in range(3):
        headline = Strategy.OMNICHANNEL if scores.omnichannel[i] else Strategy.MULTICHANNEL
        assert scores.path[i] >= 0
        assert paths[scores.path[i]].strategy is headline
        assert scores.confidence[i] in (0, 1, 2)
        assert 0 <= scores.robustness.same[i] <= scores.robustness.made[i]


def test_zero_answers_give_multichannel_with_low_confidence(builtin: CompiledQuestionnaire) -> None:
    scores = score(builtin, codes_of(builtin, {}))
    assert not scores.omnichannel[0]
    assert path_of(scores) == "provisional"
    assert CONFIDENCES[scores.confidence[0]] is Confidence.LOW


def test_no_business_at_all_is_no_error(builtin: CompiledQuestionnaire) -> None:
    scores = score(builtin, codes_of(builtin, {})[:0])
    assert len(scores) == 0
    assert scores.path.shape == (0,)


# 2. Monotone.


@DRAWN
@given(st.data())
def test_a_higher_value_never_lowers_margin_headline_or_stage(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=False, not_applicable=False, fair_gates=True))
    )
    row = data.draw(answer_codes(compiled))
    before = score(compiled, row)
    column = data.draw(st.integers(0, len(compiled.columns) - 1))
    assume(row[0, column] != NOT_SURE)
    values = values_of(compiled, column)
    higher = [code for code, value in values.items() if value >= values[int(row[0, column])]]
    after = score(compiled, with_code(row, column, data.draw(st.sampled_from(higher))))
    assert margin_of(after.standing) >= margin_of(before.standing)
    assert after.omnichannel[0] >= before.omnichannel[0]
    assert after.standing.stage[0] >= before.standing.stage[0]


# 3 and 4. The built-in questionnaire at its ends.


def test_all_lowest_is_simple_and_all_highest_is_omnichannel(
    builtin: CompiledQuestionnaire,
) -> None:
    assert path_of(score(builtin, extreme(builtin, highest=False))) == "simple"
    highest = score(builtin, extreme(builtin, highest=True))
    assert path_of(highest) == "omnichannel"
    assert builtin.questionnaire.stages[highest.standing.stage[0]].id == "omni"


GATES = {
    "monthly_budget", "hours_per_week", "tools_connected", "customer_history", "data_comfort",
    "same_facts", "replies", "channels",
}  # fmt: skip


def test_the_built_in_gates_are_the_eight_of_the_method(builtin: CompiledQuestionnaire) -> None:
    assert {builtin.columns[gate.column].id for gate in builtin.gates} == GATES


@pytest.mark.parametrize("gate", sorted(GATES))
def test_a_gate_at_its_lowest_gives_multichannel(builtin: CompiledQuestionnaire, gate: str) -> None:
    column = builtin.column_by_id[gate]
    row = extreme(builtin, highest=True)
    scores = score(builtin, with_code(row, column, builtin.values[column].lowest_code))
    assert not scores.omnichannel[0]
    limiting = scores.standing.margins.limiting[0] - len(builtin.requirements)
    assert builtin.gates[limiting].column == column


@pytest.mark.parametrize("gate", sorted(GATES))
def test_no_gate_is_bought_off(builtin: CompiledQuestionnaire, gate: str) -> None:
    rows = random_codes(builtin, seed=4, rows=200)
    column = builtin.column_by_id[gate]
    rows[:, column] = builtin.values[column].lowest_code
    assert not score(builtin, rows).omnichannel.any()


def test_need_and_resources_decide_the_variant(builtin: CompiledQuestionnaire) -> None:
    scores = score(builtin, random_codes(builtin, seed=40, rows=1000))
    met = set()
    for i in range(len(scores)):
        need, resources = score_of(scores, "need", i), score_of(scores, "resources", i)
        assert need is not None
        assert resources is not None
        path, omnichannel = path_of(scores, i), bool(scores.omnichannel[i])
        stage = builtin.questionnaire.stages[scores.standing.stage[i]].id
        met.add((path, stage))
        line = 40 if stage == "omni" else 50
        expected = {
            need >= line: "path_to_omnichannel",
            line - 10 <= need < line: "selective",
            need < line - 10 and resources >= line + 5: "by_choice",
            need < line - 10 and resources < line + 5: "simple",
        }[True]
        assert path in ({"omnichannel"} if omnichannel else {expected, "provisional"})
        assert not omnichannel or (need >= 40 and resources >= 45)
    assert {path for path, _ in met} == {path.id for path in builtin.questionnaire.decision.paths}
    assert {stage for _, stage in met} == {"single", "multi", "cross", "omni"}


def test_great_need_and_thin_means_is_a_path_to_omnichannel(builtin: CompiledQuestionnaire) -> None:
    row = extreme(builtin, highest=True)
    for column in builtin.factors[builtin.factor_by_id["resources"]].columns:
        row[0, column] = builtin.values[column].lowest_code
    scores = score(builtin, row)
    assert path_of(scores) == "path_to_omnichannel"
    assert margin_of(scores.standing) < 0


def test_rich_without_need_is_multichannel_by_choice(builtin: CompiledQuestionnaire) -> None:
    row = extreme(builtin, highest=True)
    for factor in ("business_type", "customer_expectations"):
        for column in builtin.factors[builtin.factor_by_id[factor]].columns:
            row[0, column] = builtin.values[column].lowest_code
    assert path_of(score(builtin, row)) == "by_choice"


# 5. The interval.


@DRAWN
@given(st.data())
def test_scores_stay_in_range_and_the_interval_holds_the_point(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=False, not_applicable=False, fair_gates=True))
    )
    scores = score(compiled, data.draw(answer_codes(compiled)))
    for factor in compiled.questionnaire.factors:
        found = score_of(scores, factor)
        assert found is not None
        assert 0 <= found <= 100
    low, high = margin_of(scores.low), margin_of(scores.high)
    assert low <= margin_of(scores.standing) <= high


@DRAWN
@given(st.data())
def test_an_answer_only_narrows_the_interval(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=False, not_applicable=False, fair_gates=True))
    )
    row = data.draw(answer_codes(compiled))
    unknown = np.flatnonzero(row[0] == NOT_SURE)
    assume(len(unknown))
    column = int(data.draw(st.sampled_from(unknown.tolist())))
    codes = all_codes(compiled.columns[column].question)
    before = score(compiled, row)
    after = score(compiled, np.concatenate([with_code(row, column, code) for code in codes]))
    for i in range(len(codes)):
        assert margin_of(before.low) <= margin_of(after.low, i) <= margin_of(after.standing, i)
        assert margin_of(after.standing, i) <= margin_of(after.high, i) <= margin_of(before.high)


def completed(compiled: CompiledQuestionnaire, row: Codes) -> Codes:
    """Every way to answer all unknown questions of a row."""
    unknown = np.flatnonzero(row[0] == NOT_SURE)
    choices = [all_codes(compiled.columns[column].question) for column in unknown]
    assume(prod(map(len, choices)) <= 4000)
    answers = list(product(*choices))
    rows = np.repeat(row, len(answers), axis=0)
    if len(unknown):
        rows[:, unknown] = np.array(answers, dtype=np.int64)
    return rows


def margins_of(compiled: CompiledQuestionnaire, rows: Codes, blank: int) -> list[Fraction]:
    standing = stand(compiled, close_branches(compiled, rows), blank)
    return [margin_of(standing, i) for i in range(len(rows))]


@DRAWN
@given(st.data())
def test_with_conditions_the_interval_is_that_of_all_completions(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    assume(compiled.drivers)
    row = data.draw(answer_codes(compiled, not_asked=True))
    rows = completed(compiled, row)
    low, high = completions.ends(compiled, close_branches(compiled, row), row)
    assert margin_of(low) == min(margins_of(compiled, rows, 0))
    assert margin_of(high) == max(margins_of(compiled, rows, 100))


@DRAWN
@given(st.data())
def test_with_too_many_completions_the_ends_are_bounds(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    assume(compiled.drivers)
    row = data.draw(answer_codes(compiled))
    rows = completed(compiled, row)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(completions, "MOST_COMPLETIONS", 0)
        low, high = completions.ends(compiled, close_branches(compiled, row), row)
    assert margin_of(low) <= min(margins_of(compiled, rows, 0))
    assert margin_of(high) >= max(margins_of(compiled, rows, 100))


def test_a_bound_allows_for_a_factor_without_any_question(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = make_compiled(
        [
            make_question("ships", kind="yes_no"),
            make_question("q", factor="f", when="ships == yes"),
        ],
        {"f": 50},
    )
    monkeypatch.setattr(completions, "MOST_COMPLETIONS", 0)
    row = codes_of(compiled, {"q": "o1"})
    low, high = completions.ends(compiled, row, row)
    assert margin_of(low) == -50
    assert margin_of(high) == 50


def test_where_an_open_answer_closes_a_question_what_that_one_keeps_closed_counts_too() -> None:
    questions = [
        make_question("door", factor="g"),
        make_question("room", factor="g", when="door == o0"),
        make_question("window", factor="f", when="room == o2"),
        make_question("base", factor="f"),
    ]
    compiled = make_compiled(questions, {"f": 50}, max_unknown=100)
    row = codes_of(compiled, {"room": "o0", "window": "o0", "base": "o2"})
    assert close_branches(compiled, row)[0, 2] == NOT_ASKED  # for as long as the room is asked
    low, high = completions.ends(compiled, close_branches(compiled, row), row)
    assert [margin_of(low), margin_of(high)] == [0, 50]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(completions, "MOST_COMPLETIONS", 0)
        low, high = completions.ends(compiled, close_branches(compiled, row), row)
    assert [margin_of(low), margin_of(high)] == [0, 50]


def test_a_follow_up_that_may_never_be_asked_counts_both_ways() -> None:
    compiled = make_compiled(
        [
            make_question("ships", kind="yes_no"),
            make_question("speed", factor="a", when="ships == yes"),
            make_question("money", factor="a"),
        ],
        {"a": 50},
    )
    scores = score(compiled, codes_of(compiled, {"speed": "o0", "money": "o2"}))
    # If they ship, (0 + 100) / 2 - 50 = 0; if not, 100 - 50 = 50. Unknown asks.
    assert margin_of(scores.standing) == 0
    assert margin_of(scores.low) == 0
    assert margin_of(scores.high) == 50


# 6. Order does not matter, alone or together.


def views(scores: Scores) -> list[Any]:
    """All that scores hold."""
    return [
        scores.standing, scores.facts, scores.too_much_unknown, scores.low, scores.high,
        scores.ends_agree, scores.robustness, scores.confidence,
    ]  # fmt: skip


def same(first: Any, second: Any) -> bool:
    """Whether two parts of the scores are equal, every array of them."""
    if isinstance(first, list):
        return all(map(same, first, second))
    if isinstance(first, np.ndarray):
        return first.dtype == second.dtype and np.array_equal(first, second)
    if is_dataclass(first) and not isinstance(first, CompiledQuestionnaire):
        pairs = [(getattr(first, f.name), getattr(second, f.name)) for f in fields(first)]
        return all(same(a, b) for a, b in pairs)
    return bool(first == second)


def part_of(whole: Any, i: int) -> Any:
    """One row of the scores."""
    if isinstance(whole, np.ndarray):
        return whole[i : i + 1]
    if is_dataclass(whole) and not isinstance(whole, CompiledQuestionnaire):
        parts = {f.name: getattr(whole, f.name) for f in fields(whole)}
        shared = parts.pop("shares", None)
        taken = {name: part_of(part, i) for name, part in parts.items()}
        record: Any = type(whole)
        return record(**taken | ({} if shared is None else {"shares": shared}))
    return whole


@DRAWN
@given(st.data())
def test_a_row_alone_scores_as_in_a_batch(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    rows = [data.draw(answer_codes(compiled, not_asked=True)) for _ in range(4)]
    batch = score(compiled, np.concatenate(rows))
    for i, row in enumerate(rows):
        alone = score(compiled, row)
        assert same(views(alone), [part_of(view, i) for view in views(batch)])


def summary(scores: Scores) -> dict[str, Any]:
    """All results of one row that have nothing to do with the order of the questions."""
    questionnaire = scores.compiled.questionnaire
    return {
        "factors": {name: score_of(scores, name) for name in questionnaire.factors},
        "margins": [margin_of(s) for s in (scores.standing, scores.low, scores.high)],
        "limiting": int(scores.standing.margins.limiting[0]),
        "stages": [int(s.stage[0]) for s in (scores.standing, scores.low, scores.high)],
        "path": path_of(scores),
        "robustness": (int(scores.robustness.same[0]), int(scores.robustness.made[0])),
        "confidence": int(scores.confidence[0]),
        "ends_agree": bool(scores.ends_agree[0]),
        "ends_differ": np.asarray(scores.facts.ends_differ).tolist(),
    }


def reorderings(questionnaire: Questionnaire) -> st.SearchStrategy[list[int]]:
    """Orders of the questions in which every condition still looks back only."""
    names = [question.id for question in questionnaire.questions]

    def looks_back(order: list[int]) -> list[int]:
        placed: list[int] = []
        waiting = list(order)
        while waiting:
            for i in waiting:
                when = questionnaire.questions[i].when or ""
                words = when.replace("(", " ").replace(")", " ").replace(",", " ").split()
                if all(names.index(word) in placed for word in words if word in names):
                    placed.append(i)
                    waiting.remove(i)
                    break
        return placed

    return st.permutations(range(len(names))).map(looks_back)


@DRAWN
@given(st.data())
def test_the_order_of_the_questions_does_not_matter(data: st.DataObject) -> None:
    questionnaire = data.draw(questionnaires(conditions=True, not_applicable=True))
    compiled = compile_questionnaire(questionnaire)
    row = data.draw(answer_codes(compiled, not_asked=True))
    order = data.draw(reorderings(questionnaire))
    moved = questionnaire.model_copy(
        update={"questions": tuple(questionnaire.questions[i] for i in order)}
    )
    assert summary(score(compiled, row)) == summary(
        score(compile_questionnaire(moved), row[:, order])
    )


def test_equal_ends_do_not_depend_on_the_order_of_the_questions() -> None:
    """Two completions are equally low; which of the two is taken must not hang on the order."""
    north, south = make_question("north", values=(0, 100)), make_question("south", values=(0, 100))
    rest = [
        make_question("sure", factor="f"),
        make_question("one", factor="f", when="north == o0 and south == o1"),
        make_question("other", factor="f", when="north == o1 and south == o0"),
    ]
    found = []
    for order in ([north, south, *rest], [south, north, *rest]):
        compiled = make_compiled(order, {"f": 50})
        scores = score(compiled, codes_of(compiled, {"sure": "o2", "one": "o0", "other": "o0"}))
        assert margin_of(scores.low) == 0
        codes = scores.low.codes[0].tolist()
        found.append({c.id: code for c, code in zip(compiled.columns, codes, strict=True)})
    assert found[0] == found[1]


def test_scoring_twice_gives_the_same(builtin: CompiledQuestionnaire) -> None:
    again = compile_questionnaire(load_questionnaire().questionnaire)
    row = codes_of(builtin, {"monthly_budget": "several", "channels": ["shop", "phone"]})
    first, second = score(builtin, row), score(again, row)
    assert same(first.standing, second.standing)
    assert same(first.robustness, second.robustness)
    assert summary(first) == summary(second)


# 7. How far one answer moves its factor.


@DRAWN
@given(st.data())
def test_one_answer_moves_its_factor_by_its_weight_at_most(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=False, not_applicable=False))
    )
    row = data.draw(answer_codes(compiled))
    factor = data.draw(st.sampled_from(compiled.factors))
    position = data.draw(st.integers(0, len(factor.columns) - 1))
    column, weight = factor.columns[position], factor.weights[position]
    values = values_of(compiled, column)
    code = data.draw(st.sampled_from([NOT_SURE, *values]))
    scores = score(compiled, np.concatenate([row, with_code(row, column, code)]))
    before, after = score_of(scores, factor.id, 0), score_of(scores, factor.id, 1)
    assert before is not None
    assert after is not None
    reach = Fraction(max(values.values()) - min(values.values()), compiled.scale)
    assert abs(after - before) <= Fraction(weight, factor.total) * reach
    for other in compiled.factors:
        if other.id != factor.id:
            assert score_of(scores, other.id, 0) == score_of(scores, other.id, 1)


# 8. The limiting condition.


@DRAWN
@given(st.data())
def test_the_limiting_condition_is_the_smallest_line(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    standing = score(compiled, data.draw(answer_codes(compiled, not_asked=True))).standing
    required, gated = standing.margins.requirements[0].tolist(), standing.margins.gates[0].tolist()
    lines = [*required, *(gate for gate in gated if gate < 0)]
    assert int(standing.margins.margin[0]) == min(lines)
    limiting = int(standing.margins.limiting[0])
    assert [*required, *gated][limiting] == min(lines)
    assert all(line > min(lines) for line in required[:limiting])


def test_ties_go_to_the_first_requirement_then_to_the_first_gate() -> None:
    questions = [make_question(f"q_{n}", factor=n, values=(0, 25, 100)) for n in ("a", "b", "c")]
    answers = {"q_a": "o1", "q_b": "o1", "q_c": "o1"}
    tied = make_compiled(questions, {"b": 50, "a": 50}, gates={"q_c": 50})
    assert int(score(tied, codes_of(tied, answers)).standing.margins.limiting[0]) == 0
    gates = make_compiled(questions, {"b": 50, "a": 50}, gates={"q_a": 20, "q_c": 75, "q_b": 75})
    assert int(score(gates, codes_of(gates, answers)).standing.margins.limiting[0]) == 3


def test_what_each_question_adds_sums_up_to_its_factor(builtin: CompiledQuestionnaire) -> None:
    row = codes_of(builtin, {"after_sale": "not_applicable", "reach": "abroad", "buyers": "both"})
    scores = score(builtin, row)
    tally, position = scores.standing.tally, builtin.factor_by_id["business_type"]
    factor = builtin.factors[position]
    total = Fraction(0)
    for column, weight in zip(factor.columns, factor.weights, strict=True):
        if builtin.columns[column].id != "after_sale":
            table, code = builtin.values[column], int(row[0, column])
            middle = (table.lowest + table.highest) // 2
            value = middle if code == NOT_SURE else int(table.of(row[:, column])[0])
            total += weight * (Fraction(value, builtin.scale) - 50)
    business_type = score_of(scores, "business_type")
    assert business_type is not None
    assert total / int(tally.possible[0, position]) == business_type - 50


# 10. Sources.


def test_every_source_named_is_listed_and_graded(builtin: CompiledQuestionnaire) -> None:
    questionnaire = builtin.questionnaire
    named = {
        source
        for part in (
            questionnaire.questions,
            questionnaire.actions,
            questionnaire.kpis,
            questionnaire.risks,
        )
        for item in part
        for source in item.sources
    }
    assert named
    assert named <= set(questionnaire.sources)
    assert {source.grade for source in questionnaire.sources.values()} <= {
        Grade.A,
        Grade.B,
        Grade.C,
    }

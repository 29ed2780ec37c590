"""Two dates of one business: every move is taken apart exactly, and no more is claimed than the answers say."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omnicheck.api import assess, compare, load_answers, load_questionnaire
from omnicheck.assessment import compare as builder
from omnicheck.assessment.moves import Corners
from omnicheck.assessment.parties import Party
from omnicheck.conditions import subjects
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.errors import AnswersError
from omnicheck.questionnaire import Questionnaire
from omnicheck.reports.data import as_json
from omnicheck.scenarios import scenario_of_values
from tests.assessment.sheets import ORIGIN, report_of, sheet_of
from tests.factories import (
    DRAWN,
    answer_codes,
    codes_of,
    make_compiled,
    make_options,
    make_path,
    make_question,
    make_questionnaire,
    make_stage,
    questionnaires,
)

if TYPE_CHECKING:
    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.comparison import Comparison, Move
    from tests.factories import Codes

EXAMPLES: Final = Path(__file__).parents[2] / "examples"


@cache
def built_in() -> LoadedQuestionnaire:
    return load_questionnaire()


@cache
def answered(name: str) -> AnswerSheet:
    return load_answers(EXAMPLES / f"{name}.yaml", built_in())


def later(name: str, **answers: object) -> AnswerSheet:
    """An example with other answers."""
    return scenario_of_values(answers, built_in().compiled, "later").on(answered(name))


def moved(name: str, **answers: object) -> Comparison:
    return compare(answered(name), later(name, **answers), built_in())


def move(document: Comparison, name: str) -> Move:
    return next(each for each in document.moves if each.id == name)


def party(compiled: CompiledQuestionnaire, row: Codes, version: str) -> Party:
    report = report_of(compiled, row)
    origin = replace(ORIGIN, questionnaire_sha256=version * 64)
    return Party(sheet_of(compiled, row), compiled, replace(report, origin=origin))


# One questionnaire


def test_the_example_moves_by_what_can_be_worked_out_by_hand() -> None:
    document = compare(answered("compare/bike_shop_2025"), answered("bike_shop"), built_in())
    found = move(document, "resources")
    # Hours 25 -> 55, records 20 -> 45 (16 of 100 each), commitment 30 -> 55 (8 of 100).
    assert [(part.questions, part.points) for part in found.parts] == [
        (("hours_per_week",), 4.8),
        (("customer_history",), 4.0),
        (("commitment",), 2.0),
    ]
    assert (found.before, found.after, found.points) == (37.5, 48.3, 10.8)
    assert (found.from_answers, found.from_rules, found.from_questions) == (10.8, 0.0, 0.0)
    assert (document.version, document.turns) == (None, ())


def test_parts_add_up_from_one_example_to_another() -> None:
    names = [path.stem for path in sorted(EXAMPLES.glob("*.yaml"))][::3]
    for old, new in pairwise(names):
        document = compare(answered(old), answered(new), built_in(), same_business=True)
        for each in document.moves:
            assert each.points is not None
            assert sum(part.points for part in each.parts) == pytest.approx(each.points, abs=1e-9)
            assert each.from_answers == pytest.approx(each.points, abs=1e-9)


def test_every_score_of_the_report_is_there_those_that_decide_first() -> None:
    document = compare(answered("compare/bike_shop_2025"), answered("bike_shop"), built_in())
    assert [each.id for each in document.moves] == [
        "", "resources", "business_type", "customer_expectations", "need", "integration",
    ]  # fmt: skip
    found = move(document, "integration")
    assert (found.before, found.after, found.points) == (19.25, 31.25, 12.0)
    assert {part.title: part.points for part in found.parts} == {
        "Same facts everywhere": 8.0,
        "Answering messages": 4.0,
    }


def test_nothing_moves_where_nothing_changed() -> None:
    document = compare(answered("cobbler"), answered("cobbler"), built_in())
    assert {(each.points, each.parts) for each in document.moves} == {(0.0, ())}
    assert document.done == ()
    assert document.sides[1].changes == ()


def test_a_score_that_was_not_there_has_no_move() -> None:
    questions = [
        make_question("open", values=(0, 100), factor="f"),
        make_question("only", factor="g", when="open == o1"),
    ]
    compiled = make_compiled(questions, {"f": 60, "g": 50})
    rows = [
        codes_of(compiled, answers)[0] for answers in ({"open": "o0"}, {"open": "o1", "only": "o2"})
    ]
    document = builder.compare(party(compiled, rows[0], "1"), party(compiled, rows[1], "1"))
    found = move(document, "g")
    assert (found.before, found.after, found.points, found.parts) == (None, 100.0, None, ())


# Two versions


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[Party, Party]:
    """A questionnaire, and one with other weights, lines, values and perhaps a question less."""
    old = draw(questionnaires(conditions=True, not_applicable=True))
    compiled = compile_questionnaire(old)
    named = {name for each in compiled.conditions.values() for name in subjects(each)}
    named |= {*old.decision.omnichannel.gates}
    free = [q for q in old.questions if q.id not in named]
    sizes = [q.factor for q in old.questions]
    gone = draw(
        st.sampled_from([q.id for q in free if sizes.count(q.factor) > 1 or not q.factor] or [""])
    )
    questions = []
    for question in old.questions:
        if question.id == gone:
            continue
        changed: dict[str, Any] = {"weight": question.weight * draw(st.integers(1, 3))}
        if question.kind == "one" and draw(st.booleans()):
            changed["options"] = {
                name: option.model_copy(update={"value": Decimal(draw(st.integers(0, 100)))})
                for name, option in question.options.items()
            }
        questions.append(question.model_copy(update=changed))
    rule = old.decision.omnichannel
    lines = {name: Decimal(draw(st.integers(0, 100))) for name in rule.requires}
    decision = old.decision.model_copy(
        update={"omnichannel": rule.model_copy(update={"requires": lines, "at_stage": {}})}
    )
    new = compile_questionnaire(
        old.model_copy(update={"questions": tuple(questions), "decision": decision})
    )
    return (
        party(compiled, draw(answer_codes(compiled))[0], "1"),
        party(new, draw(answer_codes(new))[0], "2"),
    )


@settings(DRAWN, max_examples=20)
@given(two_versions())
def test_the_three_parts_add_up_to_the_move_exactly(versions: tuple[Party, Party]) -> None:
    corners = Corners(*versions)
    for name, start in corners.values[0, 0, 0].items():
        answers, rules, questions = corners.split(name)
        assert answers + rules + questions == corners.values[1, 1, 1][name] - start
        assert sum(corners.of_answers(name).values(), Fraction(0)) == answers
    for each in builder.compare(*versions).moves:
        if each.points is None:
            continue
        assert each.points == pytest.approx((each.after or 0) - (each.before or 0), abs=1e-9)
        sources = (each.from_answers, each.from_rules, each.from_questions)
        assert sum(source or 0 for source in sources) == pytest.approx(each.points, abs=1e-9)
        parts = sum(part.points for part in each.parts)
        assert parts == pytest.approx(each.from_answers, abs=1e-9)


def small(weight: int = 1, line: int = 50, **keys: Any) -> Questionnaire:
    values = keys.pop("values", (0, 50, 100))
    more = [make_question("extra", factor="f")] if keys.pop("extra", False) else []
    questions = [
        make_question("a", values=values, factor="f", weight=weight),
        make_question("b", factor="f", weight=1),
        *more,
    ]
    paths = [make_path("omni", "omnichannel"), make_path("simple", "multichannel")]
    return make_questionnaire(questions, {"f": line}, paths=paths, **keys)


def across(
    old: Questionnaire, before: dict[str, str], new: Questionnaire, after: dict[str, str]
) -> Comparison:
    parties = [
        party(compiled, codes_of(compiled, answers)[0], version)
        for compiled, answers, version in (
            (compile_questionnaire(old), before, "1"),
            (compile_questionnaire(new), after, "2"),
        )
    ]
    return builder.compare(*parties)


SAME: Final = {"a": "o2", "b": "o0"}


def parts_of(document: Comparison, name: str = "f") -> tuple[float | None, ...]:
    found = move(document, name)
    return (found.from_answers, found.from_rules, found.from_questions)


def test_other_weights_alone_are_told_as_such() -> None:
    assert parts_of(across(small(1), SAME, small(3), SAME)) == (0.0, 25.0, 0.0)


def test_another_line_moves_the_distance_alone() -> None:
    document = across(small(line=50), SAME, small(line=30), SAME)
    assert parts_of(document) == (0.0, 0.0, 0.0)
    assert parts_of(document, "") == (0.0, 20.0, 0.0)


def test_other_values_alone_are_told_as_such() -> None:
    assert parts_of(across(small(), SAME, small(values=(0, 50, 60)), SAME)) == (0.0, 0.0, -20.0)


def test_a_new_question_counts_among_the_questions_with_its_one_answer() -> None:
    document = across(small(), SAME, small(extra=True), SAME | {"extra": "o1"})
    assert parts_of(document) == (0.0, 0.0, 0.0)
    document = across(small(), SAME, small(extra=True), SAME | {"extra": "o2"})
    assert parts_of(document) == pytest.approx((0.0, 0.0, 100 / 6))
    assert document.version is not None
    assert (document.version.only_before, document.version.only_after) == ((), ("extra",))


def test_what_changed_together_is_shared_evenly() -> None:
    after = {"a": "o2", "b": "o2"}
    document = across(small(1), SAME, small(3), after)
    # 50 -> 100. Answers first: 50 and 0; weights first: 25 and 25.
    assert parts_of(document) == (37.5, 12.5, 0.0)


def test_an_answer_without_its_option_is_named() -> None:
    options = make_options((0, 50, 100))
    del options["o2"]
    fewer = make_questionnaire(
        [make_question("a", factor="f", options=options), make_question("b", factor="f")], {"f": 50}
    )
    document = across(small(), SAME, fewer, {"a": "o1", "b": "o0"})
    assert document.version is not None
    assert document.version.says == (
        "a: version 1.0.0 has no such answer; there it counts as not sure.",
    )


@pytest.mark.parametrize(
    ("old_line", "after", "says"),
    [
        (
            60,
            {"a": "o2", "b": "o2"},
            "The answers alone would have done it; the questionnaire alone would not.",
        ),
        (60, SAME, "The questionnaire alone would have done it; the answers alone would not."),
    ],
)
def test_a_turn_names_what_would_have_done_it_alone(
    old_line: int, after: dict[str, str], says: str
) -> None:
    new_line = 50 if after == SAME else 60
    document = across(small(line=old_line), SAME, small(line=new_line), after)
    (turn,) = [turn for turn in document.turns if turn.id == "strategy"]
    assert turn.says == says


# What was done, and what is next


def work(**reaches: Any) -> dict[str, Any]:
    """A small questionnaire with one weakness and two actions on it, the first of which may reach an answer."""
    action = {
        "weakness": "weak", "strategy": "multichannel", "horizon": "days_30", "how": "So.",
        "done_when": "It is.", "cost": "free", "effort": "small",
    }  # fmt: skip
    rates = {"o0": 1, "o1": 2, "o2": 4}
    return {
        "weaknesses": [{"id": "weak", "title": "Weak", "when": "value(a) < 100", "mends": ["a"], "watches": ["g"]}],
        "actions": [
            {"id": "first", "title": "First"} | action | reaches,
            {"id": "second", "title": "Second"} | action,
        ],
        "planning": {
            "capacity": {
                "hours_question": "time", "hours_per_week": rates,
                "cost_question": "time", "cost_ceiling": dict.fromkeys(rates, "free"),
            }
        },
    }  # fmt: skip


def done(old: str, new: str, **reaches: Any) -> list[tuple[str, bool, str]]:
    questions = [make_question("a", factor="f", changeable=True), make_question("time", factor="g")]
    compiled = make_compiled(questions, {"f": 100, "g": 0}, **work(**reaches))
    rows = [codes_of(compiled, {"a": a, "time": "o2"})[0] for a in (old, new)]
    document = builder.compare(*(party(compiled, row, "1") for row in rows))
    return [(step.id, step.is_reached, step.says) for step in document.done]


def test_a_step_is_probably_done_once_what_it_reaches_is_there() -> None:
    assert done("o0", "o1", reaches={"a": "o1"}) == [
        ("first", True, "First: probably done, as “a” is now “Option 1”."),
    ]


def test_a_weakness_that_is_gone_is_no_proof_and_is_said_so() -> None:
    says = "{}: may be done, or no longer needed, as “a” is now “Option 2”."
    assert done("o0", "o2") == [
        ("first", False, says.format("First")),
        ("second", False, says.format("Second")),
    ]


def test_nothing_is_claimed_where_the_answers_do_not_say_it() -> None:
    assert done("o0", "o0", reaches={"a": "o1"}) == []
    assert done("o0", "o1", reaches={"a": "o2"}) == []
    assert done("o1", "o0", reaches={"a": "o1"}) == []
    assert done("o0", "not_sure", reaches={"a": "o1"}) == []


def test_the_next_stage_names_what_is_missing_and_nothing_that_is_there() -> None:
    document = moved("bike_shop", same_facts="all_but_stock")
    assert document.next_stage is not None
    needs = [(need.id, need.needed, need.today) for need in document.next_stage.needs]
    assert needs == [
        ("integration", "at least 40", "37.3 of 100"),
        (
            "handover",
            "at least “What a search in several places brings up”",
            "The story, but only if it is the same person",
        ),
    ]
    assert [each.id for each in document.missed] == ["readiness"]


def test_at_the_top_there_is_no_next_stage() -> None:
    assert compare(answered("optician"), answered("optician"), built_in()).next_stage is None


def test_a_next_stage_that_asks_in_another_way_lists_nothing() -> None:
    questions = [make_question("a", factor="f"), make_question("b", factor="f")]
    stages = [make_stage("low"), make_stage("high", "a == o2 or b == o2")]
    compiled = make_compiled(questions, {"f": 60}, stages=stages)
    one = party(compiled, codes_of(compiled, {"a": "o0", "b": "o0"})[0], "1")
    document = builder.compare(one, one)
    assert document.next_stage is not None
    assert (document.next_stage.id, document.next_stage.needs) == ("high", ())


# Who is who


def test_another_business_is_refused_unless_it_is_one_all_the_same() -> None:
    with pytest.raises(AnswersError, match=r"plumber\.yaml names “Declan Roche Plumbing”"):
        compare(answered("plumber"), answered("cobbler"), built_in())
    assert compare(answered("plumber"), answered("cobbler"), built_in(), same_business=True)


def test_an_id_tells_more_than_a_name() -> None:
    def named(name: str, number: str | None) -> AnswerSheet:
        sheet = answered("plumber")
        return replace(
            sheet, business=sheet.business.model_copy(update={"name": name, "id": number})
        )

    assert compare(named("A", "7"), named("B", "7"), built_in())
    assert compare(named("A b", None), named("a  B", "7"), built_in())
    with pytest.raises(AnswersError, match="“A” with the id 8"):
        compare(named("A", "7"), named("A", "8"), built_in())


# A copy to pass on


def test_a_redacted_copy_gives_no_points_of_what_rests_on_money_or_staff() -> None:
    document = compare(
        answered("compare/bike_shop_2025"), answered("bike_shop"), built_in(), redacted=True
    )
    hidden = {q.id for q in built_in().record.questions if q.sensitive}
    told = {name for each in document.moves for part in each.parts for name in part.questions}
    assert told == {"cross_collection", "same_facts", "replies"}
    assert not hidden & {change.question for side in document.sides for change in side.changes}
    found = move(document, "resources")
    assert (found.before, found.after, found.points, found.parts) == (38.0, 48.0, 10.0, ())
    words = as_json(document)
    assert "3 to 5 hours" not in words
    assert "Fix your weekly hours" not in words


def test_sides_are_those_of_the_reports() -> None:
    document = moved("boutique", hours_per_week="none")
    reports = [
        assess(answered("boutique"), built_in()),
        assess(later("boutique", hours_per_week="none")),
    ]
    assert [side.margin for side in document.sides] == [r.verdict.margin for r in reports]
    assert document.origin == reports[1].origin

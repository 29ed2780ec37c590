"""What each answer adds: to its factor, and through it to the decision."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.assessment.case import Case
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.compile import compile_questionnaire
from omnicheck.engine.score import score
from tests.assessment.sheets import report_of, sheet_of
from tests.engine.test_reference import Reference
from tests.engine.test_reference import sheet_of as plain_sheet
from tests.factories import (
    DRAWN,
    answer_codes,
    codes_of,
    make_compiled,
    make_index,
    make_question,
    questionnaires,
)

if TYPE_CHECKING:
    from omnicheck.engine.compile import CompiledQuestionnaire
    from tests.factories import Codes


def case_of(compiled: CompiledQuestionnaire, row: Codes) -> Case:
    return Case(sheet_of(compiled, row[0]), score(compiled, row))


@DRAWN
@given(st.data())
def test_contributions_are_those_of_the_reference_and_add_up_to_the_score(
    data: st.DataObject,
) -> None:
    questionnaire = data.draw(questionnaires(conditions=True, not_applicable=True))
    compiled = compile_questionnaire(questionnaire)
    row = data.draw(answer_codes(compiled, not_asked=True))
    reference, case = Reference(questionnaire), case_of(compiled, row)
    closed = reference.closed(plain_sheet(questionnaire, row[0]))
    for factor in questionnaire.factors:
        found = reference.factor_score(factor, closed, reference.plain)
        worth = {q.id: reference.value(q.id, closed[q.id]) for q in reference.members(factor)}
        whole = sum(
            Fraction(q.weight) for q in reference.members(factor) if worth[q.id] is not None
        )
        for question in reference.members(factor):
            value = worth[question.id]
            expected = Fraction(0)
            if value is not None:
                expected = Fraction(question.weight) * (value - 50) / whole
            assert case.contribution(question.id) == expected
        total = sum(case.contribution(name) for name in worth)
        assert total == (0 if found is None else found - 50)


@DRAWN
@given(st.data())
def test_every_answer_given_pulls_and_no_other(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    row = data.draw(answer_codes(compiled))
    case, report = case_of(compiled, row), report_of(compiled, row[0])
    deciding = {c for factor in compiled.factors[: compiled.deciding] for c in factor.columns}
    expected = {
        column.id
        for i, column in enumerate(compiled.columns)
        if i in deciding and case.codes[i] >= 0 and case.contribution(column.id)
    }
    assert {pull.question for pull in report.pulls} == expected
    strengths = [abs(pull.points) for pull in report.pulls]
    assert strengths == sorted(strengths, reverse=True)
    assert {r.question for r in (*report.reasons_for, *report.reasons_against)} <= expected | {
        line.id for line in report.lines if line.is_gate and not line.met
    }


def test_a_pull_counts_by_the_share_of_its_factor_in_the_index() -> None:
    compiled = make_compiled(
        [
            make_question("trade", factor="b", values=(0, 100)),
            make_question("wishes", factor="c", values=(0, 100)),
            make_question("means", factor="r", values=(0, 100)),
            make_question("open", factor="r", values=(0, 100)),
            make_question("today", factor="p", values=(0, 100)),
        ],
        {"need": 50, "ready": 55, "c": 40, "b": 30},
        indices={"need": make_index(b=40, c=60), "ready": make_index(r=100)},
    )
    answers = {"trade": "o1", "wishes": "o0", "means": "o1", "today": "o1"}
    pulls = case_of(compiled, codes_of(compiled, answers)).pulls
    assert {name: points for name, points in pulls.items() if points} == {
        "trade": Fraction(40, 100) * 50,
        "wishes": Fraction(60, 100) * -50,
        "means": Fraction(25),
    }


def test_scales_numbers_and_tick_lists_are_reasons_too() -> None:
    compiled = make_compiled(
        [
            make_question(
                "liked",
                factor="f",
                kind="scale",
                scale={"from": 1, "to": 5, "low": "No", "high": "Yes"},
            ),
            make_question("simple", factor="f", kind="yes_no"),
            make_question("unsure", factor="f", kind="yes_no"),
        ],
        {"f": 50},
    )
    report = report_of(compiled, np.array([4, 1, NOT_SURE], dtype=np.int64))
    assert [(p.question, p.points) for p in report.pulls] == [
        ("liked", 50 / 3),
        ("simple", -50 / 3),
    ]
    assert [reason.question for reason in report.reasons_for] == ["liked"]
    assert report.reasons_for[0].says
    assert [reason.question for reason in report.reasons_against] == ["simple"]


def test_none_of_these_names_nothing() -> None:
    ticks = {
        "shop": {"text": "Shop"},
        "phone": {"text": "Phone"},
        "none_of_these": {"text": "None of these", "exclusive": True},
    }
    compiled = make_compiled(
        [
            make_question(
                "ways", kind="several", options=ticks, score="count", by_count={"0": 0, "2": 100}
            ),
            make_question("q", factor="f"),
        ],
        {"f": 50},
        gates={"ways": 25},
    )

    def first_reason(**answers: Any) -> str:
        return report_of(compiled, codes_of(compiled, answers | {"q": "o2"})[0]).reasons_for[0].says

    assert first_reason(ways=["none_of_these"]) == "You named nothing under “ways”."
    assert first_reason(ways=["shop"]) == "You named only one thing under “ways”: “Shop”."

"""A table of results says of each business what its report says, number for number."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck import assess, load_answers, load_questionnaire, results
from omnicheck.answers import code_row
from omnicheck.batch.ledger import ledger_columns, score_lot
from omnicheck.batch.record import PROFILE, Lot
from omnicheck.engine.compile import compile_questionnaire
from omnicheck.results import quotient, result_columns, result_frame, score_column
from tests.assessment.sheets import report_of
from tests.factories import (
    DRAWN,
    answer_codes,
    make_compiled,
    make_question,
    make_questionnaire,
    questionnaires,
    random_codes,
)

if TYPE_CHECKING:
    from omnicheck.assessment.report import Report

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
BUILT_IN = load_questionnaire()
FLOATS = {"number": "float64", "text": "object", "count": "int64"}


def told_by(report: Report) -> dict[str, Any]:
    """What a row says, read from the report."""
    planned = report.plan.horizons if report.plan else ()
    actions = [action.id for horizon in planned for action in horizon.actions]
    verdict = report.verdict
    return {
        "strategy": verdict.strategy.value,
        "path": verdict.path,
        "stage": next(stage.id for stage in report.stages if stage.is_today),
        "margin": verdict.margin,
        "fit_now": verdict.fit_now,
        "limiting": verdict.limiting,
        "confidence": verdict.confidence.value,
        "unknowns": len(report.unknowns),
        "next_best_answer": report.unknowns[0].question if report.unknowns else "",
        "first_actions": ";".join(actions[:3]),
    } | {score_column(score.id): score.value for score in report.scores}


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values, None for a missing number."""
    rows: list[dict[str, Any]] = frame.to_dict("records")  # type: ignore[assignment]
    return [{k: None if v != v else v for k, v in row.items()} for row in rows]  # noqa: PLR0124


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_row_says_what_the_report_on_an_example_says(path: Path) -> None:
    sheet = load_answers(path)
    frame = result_frame(BUILT_IN.compiled, code_row(sheet, BUILT_IN.compiled))
    assert rows_of(frame) == [told_by(assess(sheet))]


def test_rows_say_what_the_reports_on_random_answers_say() -> None:
    codes = random_codes(BUILT_IN.compiled, seed=11, rows=60)
    expected = [told_by(report_of(BUILT_IN.compiled, row)) for row in codes]
    assert rows_of(result_frame(BUILT_IN.compiled, codes)) == expected
    assert len({row["first_actions"] for row in expected}) > 20
    assert {row["confidence"] for row in expected} >= {"high", "low"}


@DRAWN
@given(st.data())
def test_rows_say_what_reports_say_with_any_questionnaire(data: st.DataObject) -> None:
    drawn = data.draw(questionnaires(conditions=True, not_applicable=True))
    compiled = compile_questionnaire(drawn)
    rows = [data.draw(answer_codes(compiled)) for _ in range(4)]
    codes = np.concatenate(rows)
    frame = result_frame(compiled, codes)
    assert rows_of(frame) == [told_by(report_of(compiled, row)) for row in codes]
    quick = result_frame(compiled, codes, columns="decision")
    pd.testing.assert_frame_equal(quick, frame[quick.columns])


def test_blocks_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = random_codes(BUILT_IN.compiled, seed=5, rows=50)
    whole = result_frame(BUILT_IN.compiled, codes)
    monkeypatch.setattr(results, "_BLOCK", 7)
    pd.testing.assert_frame_equal(result_frame(BUILT_IN.compiled, codes), whole)


@pytest.mark.parametrize("columns", ["decision", "all"])
@pytest.mark.parametrize("rows", [0, 1, 3])
def test_columns_and_types_are_always_the_same(columns: str, rows: int) -> None:
    codes = random_codes(BUILT_IN.compiled, seed=2, rows=rows)
    frame = result_frame(BUILT_IN.compiled, codes, columns=columns)
    expected = {c.name: FLOATS[c.kind] for c in result_columns([BUILT_IN.record], columns)}
    assert frame.dtypes.astype(str).to_dict() == expected
    assert len(frame) == rows


def test_columns_of_the_built_in_questionnaire() -> None:
    assert [column.name for column in result_columns([BUILT_IN.record])] == [
        "strategy", "path", "stage", "margin", "fit_now", "limiting", "confidence", "unknowns",
        "next_best_answer", "first_actions", "resources", "business_type", "customer_expectations",
        "integration", "need", "readiness",
    ]  # fmt: skip


def test_a_score_never_takes_the_name_of_another_column() -> None:
    questions = [make_question("a", factor="margin"), make_question("b", factor="score_margin")]
    factors = {
        name: {"title": name, "asks": "?", "says": {"low": "L.", "middle": "M.", "high": "H."}}
        for name in ("margin", "score_margin")
    }
    compiled = make_compiled(questions, {"margin": 50}, factors=factors)
    frame = result_frame(compiled, np.array([[2, 0]], dtype=np.int64))
    assert frame["score_margin"].tolist() == [100.0]
    assert frame["score_score_margin"].tolist() == [0.0]
    assert frame["margin"].tolist() == [50.0]


def test_columns_of_mixed_questionnaires_are_all_columns_once() -> None:
    other = make_questionnaire([make_question("a", factor="f")], {"f": 50})
    both = [column.name for column in result_columns([BUILT_IN.record, other])]
    assert both == [*(c.name for c in result_columns([BUILT_IN.record])), "f"]


@given(
    st.lists(st.tuples(st.integers(-(2**61), 2**61), st.integers(1, 2**61)), min_size=1, max_size=5)
)
def test_a_quotient_is_the_float_nearest_to_the_exact_one(pairs: list[tuple[int, int]]) -> None:
    numbers, denominators = (np.array(part, dtype=np.int64) for part in zip(*pairs, strict=True))
    expected = [float(Fraction(a, b)) for a, b in pairs]
    assert quotient(numbers, denominators).tolist() == expected
    assert quotient(numbers.astype(object), denominators.astype(object)).tolist() == expected


def test_too_much_unknown_never_shows_a_fit_of_omnichannel() -> None:
    codes = random_codes(BUILT_IN.compiled, seed=3, rows=3_000)
    frame = result_frame(BUILT_IN.compiled, codes, columns="decision")
    assert ((frame["fit_now"] >= 50) == (frame["strategy"] == "omnichannel")).all()
    assert ((frame["margin"] >= 0) & (frame["strategy"] == "multichannel")).any()


def lot(rows: int) -> Lot:
    profile = pd.DataFrame({name: [f"{name}{i}" for i in range(rows)] for name in PROFILE})
    profile["tag.floor"] = "ground"
    return Lot("channel_strategy", random_codes(BUILT_IN.compiled, 4, rows), profile)


def test_a_row_of_the_ledger_is_profile_then_results() -> None:
    three = lot(3)
    frame = score_lot(three)
    assert [c.name for c in ledger_columns([BUILT_IN.record], tags=["tag.floor"])] == list(frame)
    assert list(frame)[: len(PROFILE) + 2] == [*PROFILE, "questionnaire", "tag.floor"]
    assert set(frame["questionnaire"]) == {"channel_strategy"}
    results_alone = result_frame(BUILT_IN.compiled, three.codes)
    pd.testing.assert_frame_equal(frame[list(results_alone)], results_alone)


def test_every_column_says_what_it_means() -> None:
    for column in ledger_columns([BUILT_IN.record], tags=["tag.floor"]):
        assert column.meaning.endswith("."), column.name

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import omnicheck
from omnicheck import (
    InputError,
    api,
    assess,
    assess_table,
    load_answers,
    load_questionnaire,
    table_columns,
)
from omnicheck.choices import Cost, Form
from omnicheck.reports.documents import Document

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.yaml"))


def as_cell(given: object) -> object:
    """An answer as a table holds it."""
    match given:
        case list():
            return ";".join(given)
        case dict():
            ticked = [name for name, mark in given.items() if mark == "yes"]
            return ";".join(
                [
                    *ticked,
                    *(f"{n}=not_applicable" for n, m in given.items() if m == "not_applicable"),
                ]
            )
        case _:
            return given


def test_a_table_scores_exactly_as_each_file_alone() -> None:
    from omnicheck.yamlfile import read_document

    rows, reports = {}, []
    for path in EXAMPLES:
        data = read_document(path).plain()
        if data.get("form") != "quick":
            answers = data["answers"]
            assert isinstance(answers, dict)
            rows[path.stem] = {name: as_cell(given) for name, given in answers.items()}
            reports.append(assess(load_answers(path)))
    table = assess_table(pd.DataFrame.from_dict(rows, orient="index"))
    assert list(table.index) == list(rows)
    for name, report in zip(table.index, reports, strict=True):
        row = table.loc[name]
        assert row["strategy"] == report.verdict.strategy
        assert row["path"] == report.verdict.path
        assert row["stage"] == next(stage.id for stage in report.stages if stage.is_today)
        assert row["confidence"] == report.verdict.confidence
        assert row["margin"] == report.verdict.margin
        for score in report.scores:
            assert row[score.id] == score.value
        assert row["unknowns"] == len(report.unknowns)


def test_a_table_names_each_cell_that_does_not_fit() -> None:
    table = pd.DataFrame(
        {"reach": ["town", "moon"], "channels": ["shop;phone", "shop;none_of_these"]}
    )
    with pytest.raises(InputError) as raised:
        assess_table(table)
    faults = raised.value.faults
    assert [(str(fault.place), fault.what) for fault in faults] == [
        ("table:2:1", "reach: “moon” is not among the answers."),
        ("table:2:2", "channels: none_of_these cannot stand beside other answers."),
    ]


def test_a_table_without_a_question_is_refused() -> None:
    with pytest.raises(InputError, match="Did you mean reach"):
        assess_table(pd.DataFrame({"reech": ["town"]}))


@pytest.mark.parametrize("head", ["Reach", " reach", "monthly-budget", "Monthly Budget"])
def test_a_head_that_is_nearly_a_question_is_refused_and_not_left_out_in_silence(head: str) -> None:
    with pytest.raises(
        InputError, match=f"^table: The column “{head}” is no question. Did you mean"
    ):
        assess_table(pd.DataFrame({"channels": ["shop"], head: ["town"], "Region": ["North"]}))


def test_heads_of_several_levels_are_refused() -> None:
    heads = pd.MultiIndex.from_tuples([("reach", "old"), ("reach", "new")])
    with pytest.raises(InputError, match="several levels"):
        assess_table(pd.DataFrame([["town", "town"]], columns=heads))


@pytest.mark.parametrize("form", ["quick", Form.QUICK])
def test_the_quick_form_reads_the_quick_questions_only(form: Form | str) -> None:
    quick, full = {"hours_per_week": ["none"]}, {"reach": ["country"]}
    table = pd.DataFrame(quick | full)
    alone = assess_table(pd.DataFrame(quick), form=form)
    pd.testing.assert_frame_equal(assess_table(table, form=form), alone)
    assert not alone.equals(assess_table(pd.DataFrame(quick)))
    with pytest.raises(ValueError, match="'quik' is not a valid Form"):
        assess_table(table, form="quik")


def test_the_means_of_a_plan_are_given_by_name() -> None:
    plan = assess(load_answers(EXAMPLES[0]), cost_ceiling="few_subscriptions").plan
    assert plan is not None
    assert plan.cost_ceiling is Cost.FEW_SUBSCRIPTIONS
    with pytest.raises(ValueError, match="'lots' is not a valid Cost"):
        assess(load_answers(EXAMPLES[0]), cost_ceiling="lots")


def test_answers_are_assessed_with_the_questionnaire_they_were_loaded_with() -> None:
    other = load_questionnaire(Path(__file__).parent / "questionnaires" / "sus.yaml")
    what = f"the answers were loaded with channel_strategy, not with {other.id}"
    with pytest.raises(ValueError, match=f"^{what}$"):
        assess(load_answers(EXAMPLES[0]), other)


@pytest.mark.parametrize("hours", [float("nan"), float("inf"), -1.0, 0.0, 168.5])
def test_a_week_has_more_than_no_hours_and_at_most_168(hours: float) -> None:
    sheet = load_answers(EXAMPLES[0])
    what = f"hours_per_week must be above 0 and at most 168, not {hours}"
    for made in (
        lambda: assess(sheet, hours_per_week=hours),
        lambda: api.what_if(sheet, hours_per_week=hours),
        lambda: api.explain(sheet, "decision", hours_per_week=hours),
    ):
        with pytest.raises(ValueError, match=f"^{re.escape(what)}$"):
            made()
    assert assess(sheet, hours_per_week=168).plan is not None


def test_an_empty_table_gives_an_empty_result() -> None:
    assert len(assess_table(pd.DataFrame({"reach": []}))) == 0


CELLS = {"reach": ["town", "country", None], "channels": ["shop;phone", "", "phone"]}
TEXT_TYPES = ["object", "category", pd.StringDtype("python"), pd.ArrowDtype(pa.string())]


@pytest.mark.parametrize("dtype", TEXT_TYPES, ids=str)
def test_a_table_may_hold_its_cells_as_any_kind_of_text(dtype: Any) -> None:
    plain = assess_table(pd.DataFrame(CELLS, dtype=object))
    frame = pd.DataFrame(CELLS, dtype=object).astype(dtype)
    pd.testing.assert_frame_equal(assess_table(frame), plain)


@pytest.mark.parametrize(
    "several",
    [["shop", "phone"], ("phone", "shop"), {"shop", "phone"}, np.array(["shop", "phone"])],
)
def test_a_cell_may_hold_its_ticks_as_any_kind_of_list(several: object) -> None:
    table = pd.DataFrame({"channels": pd.Series([several, None, "shop;phone"], dtype=object)})
    rows = assess_table(table)
    assert list(rows.loc[0]) == list(rows.loc[2])
    assert rows["stage"].tolist() == ["multi", "single", "multi"]


@pytest.mark.parametrize(
    ("cell", "reads"),
    [
        ({"town": "yes"}, "{'town': 'yes'}"),
        (pd.Timestamp("2026-01-02"), "2026-01-02 00:00:00"),
        (1, "1"),
        (2.5, "2.5"),
        (True, "true"),
    ],
    ids=str,
)
def test_a_cell_that_is_no_text_is_told_as_it_reads(cell: object, reads: str) -> None:
    with pytest.raises(InputError) as raised:
        assess_table(pd.DataFrame({"reach": pd.Series([None, cell], dtype=object)}))
    (fault,) = raised.value.faults
    assert str(fault.place) == "table:2:1"
    assert fault.what == f"reach: “{reads}” is not among the answers."


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, ""], ids=repr)
def test_an_empty_cell_is_an_open_answer_in_whatever_way_it_is_empty(missing: object) -> None:
    table = pd.DataFrame({"reach": pd.Series([missing, "not_sure"], dtype=object)})
    rows = assess_table(table)
    assert list(rows.loc[0]) == list(rows.loc[1])


def test_parts_of_a_table_give_the_parts_of_its_result() -> None:
    frame = pd.DataFrame(CELLS, index=["a", "b", "c"])
    whole = assess_table(frame)
    parts = [assess_table(frame.iloc[:1]), assess_table(frame.iloc[1:1]), assess_table(frame[1:])]
    pd.testing.assert_frame_equal(pd.concat(parts), whole)
    for part in parts:
        pd.testing.assert_series_equal(part.dtypes, whole.dtypes)


@pytest.mark.parametrize("columns", ["decision", "all"])
def test_the_columns_of_a_result_are_those_described(columns: str) -> None:
    result = assess_table(pd.DataFrame(CELLS), columns=columns)
    assert list(result) == list(table_columns(columns=columns))
    assert ("confidence" in result) == (columns == "all")


def test_importing_the_library_loads_nothing_heavy() -> None:
    code = (
        "import sys, omnicheck; "
        "print([m for m in ('numpy', 'pandas', 'pydantic', 'yaml', 'rich', 'typer') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_public_names_exist_and_no_others() -> None:
    for name in omnicheck.__all__:
        assert getattr(omnicheck, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        omnicheck.asess  # noqa: B018


def test_what_was_analysed_is_written_like_a_report(tmp_path: Path) -> None:
    folder = EXAMPLES[0].parent
    old = load_answers(folder / "compare" / "bike_shop_2025.yaml")
    new = load_answers(folder / "bike_shop.yaml")
    people = [load_answers(folder / "compare" / f"{name}.yaml") for name in ("owner", "staff")]
    made: dict[str, Document] = {
        "what_if": omnicheck.what_if(new, {"Half a day": {"hours_per_week": "half_day"}}),
        "compare": omnicheck.compare(old, new),
        "respondents": omnicheck.respondents(people),
        "explain": omnicheck.explain(new, "need"),
    }
    for name, document in made.items():
        path = tmp_path / f"{name}.md"
        omnicheck.write_report(document, path)
        assert path.read_bytes() == omnicheck.render_report(document, "md").data
    assert "Where it came from" in (tmp_path / "compare.md").read_text(encoding="utf-8")


def test_questionnaires_are_found_by_id_and_by_path(tmp_path: Path) -> None:
    bundled = load_questionnaire("channel_strategy")
    copy = tmp_path / "copy.yaml"
    copy.write_text("\n".join(bundled.document.lines), encoding="utf-8")
    assert load_questionnaire(copy).record == bundled.record
    with pytest.raises(InputError, match="Did you mean channel_strategy"):
        load_questionnaire("chanel_strategy")


def test_cells_are_read_as_they_come_from_spreadsheets() -> None:
    table = pd.DataFrame(
        {
            "channels": [["shop", "phone"], "shop;phone;", "Phone calls; shop"],
            "monthly_budget": ["Nothing", " nothing ", None],
        },
        index=[float("nan"), 2.0, 2.0],
    )
    result = assess_table(table)
    assert result["stage"].tolist() == ["multi", "multi", "multi"]
    assert result["resources"].iloc[0] == result["resources"].iloc[1]


def test_every_row_with_a_wrong_cell_is_named() -> None:
    with pytest.raises(InputError) as raised:
        assess_table(pd.DataFrame({"reach": ["moon", "town", "moon"]}, index=[float("nan")] * 3))
    assert [fault.place.line for fault in raised.value.faults] == [1, 3]


def test_two_columns_of_one_name_are_refused() -> None:
    table = pd.DataFrame([["town", "country"]], columns=["reach", "reach"])
    with pytest.raises(InputError, match="Two columns are called reach"):
        assess_table(table)


def test_two_tags_that_read_the_same_once_cleaned_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        'questionnaire: channel_strategy\nbusiness:\n  name: A\n  tags: {"a\\tb": one, a b: two}\n'
        "answers: {}\n",
        encoding="utf-8",
    )
    assert assess(load_answers(path)).business.tags == {"a b": "one", "a b (2)": "two"}

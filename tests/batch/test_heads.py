"""The names of columns: which question each is, and what is told of those that only look like one."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from omnicheck.api import load_questionnaire
from omnicheck.batch.intake import read_chunk
from omnicheck.batch.record import Input, Reading
from omnicheck.batch.sources import row_sources
from omnicheck.batch.tables import table_chunks

COMPILED = load_questionnaire().compiled
BUDGET = COMPILED.columns[COMPILED.column_by_id["monthly_budget"]].question


def readings(path: Path, rows: int = 100) -> list[Reading]:
    return [read_chunk(chunk) for chunk in table_chunks(Input(path, path.name, "table"), rows)]


def reading(path: Path, text: str) -> Reading:
    path.write_text(text, encoding="utf-8")
    (found,) = readings(path)
    return found


def told(found: Reading) -> list[str]:
    return [str(fault) for fault in found.faults]


def warned(found: Reading) -> list[str]:
    return [str(warning) for warning in found.warnings]


@pytest.mark.parametrize(
    "head",
    ["monthly_budget", "Monthly Budget", "MONTHLY-BUDGET", "monthlybudget", "monthly  budget ", BUDGET.topic, BUDGET.ask.upper()],
)  # fmt: skip
def test_a_question_is_known_however_its_name_is_spelt(tmp_path: Path, head: str) -> None:
    path = tmp_path / "t.csv"
    found = reading(path, f'Name,Answered On,"{head}"\nA,2026-11-21,several\n')
    (lot,) = found.lots
    assert (told(found), warned(found)) == ([], [])
    position = COMPILED.column_by_id["monthly_budget"]
    assert lot.codes[0, position] == [*BUDGET.options].index("several")
    assert lot.profile["answered_on"].tolist() == ["2026-11-21"]
    assert [name for name in lot.profile.columns if name.startswith("tag.")] == []
    (chunk,) = table_chunks(Input(path, "t.csv", "table"))
    (source,) = row_sources(chunk, lot)  # what its report is made from
    assert source.answers == {"monthly_budget": (3, "several")}


def test_two_columns_that_are_one_question_are_told_by_their_names(tmp_path: Path) -> None:
    found = reading(
        tmp_path / "t.csv", "Reach,reach,Hours per week,hours_per_week\ntown,town,none,none\n"
    )
    assert told(found) == [
        "t.csv: Several columns are the question reach: Reach, reach. Keep one.",
        "t.csv: Several columns are the question hours_per_week: Hours per week, hours_per_week. Keep one.",
    ]
    assert (found.failed, found.lots) == (1, ())


def test_the_sheet_with_the_questions_is_found_however_they_are_spelt(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Read me"])
    sheet = book.create_sheet("Answers")
    sheet.append(["Name", "Hours per week"])
    sheet.append(["A", "none"])
    book.save(tmp_path / "t.xlsx")
    (found,) = readings(tmp_path / "t.xlsx")
    assert found.lots[0].profile["name"].tolist() == ["A"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("channels.shop", "channels.phone"),
        ("channels_shop", "Channels_Phone"),
        ("channels [Shop, practice or office]", "channels: Phone calls"),
    ],
)
def test_ticks_in_columns_of_their_own_are_told(tmp_path: Path, first: str, second: str) -> None:
    rows = "A,town,x,\nB,town,,yes\n"
    found = reading(tmp_path / "t.csv", f'name,reach,"{first}","{second}"\n{rows}')
    assert told(found) == [
        f"t.csv: The ticks of channels stand in columns of their own: {first}, {second}. "
        "Ticks go into one column channels, with ; between them: shop;phone"
    ]
    assert (found.failed, found.lots) == (2, ())


def test_ticks_beside_the_column_of_their_list_are_tags(tmp_path: Path) -> None:
    found = reading(tmp_path / "t.csv", "name,channels,channels_shop\nA,shop;phone,x\n")
    assert told(found) == []
    assert found.lots[0].profile["tag.channels_shop"].tolist() == ["x"]


def test_a_name_misspelt_in_some_lines_is_told_by_line(tmp_path: Path) -> None:
    lines = [
        {"name": "A", "reach": "town", "monthly_budget": "several"},
        {"name": "B", "reach": "town", "montly_budget": "several"},
        {"name": "C", "monthly_budget": "nothing", "montly_budget": "x"},
        {"name": "D", "montly_budget": "nothing"},
    ]
    path = tmp_path / "t.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    said = (
        "montly_budget is kept as it is, but may be meant for monthly_budget, which is empty here."
    )
    cure = "If so, correct the name."
    (whole,) = readings(path)
    assert warned(whole) == [f"t.jsonl:2:4: {said} One more row has the same. {cure}"]
    parts = readings(path, rows=2)
    assert [warned(part) for part in parts] == [
        [f"t.jsonl:2:4: {said} {cure}"],
        [f"t.jsonl:4:4: {said} {cure}"],
    ]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("reech", "reach"), ("montly_budget", "monthly_budget"), ("regions", "region"),
        ("comment", None), ("owners", None), ("colour", None),
    ],
)  # fmt: skip
def test_only_close_misspellings_are_suspected(
    tmp_path: Path, name: str, meant: str | None
) -> None:
    found = reading(tmp_path / "t.csv", f"name,buyers,{name}\nA,both,x\n")
    expected = [
        "t.csv: One column is kept as it is, but may be meant for another: "
        f"{name} ({meant}?). If so, correct the names in the head."
    ]
    assert warned(found) == (expected if meant else [])

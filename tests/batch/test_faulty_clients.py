"""Whom a fault is about: told in the list of faults, the workbook and, for rows, on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from openpyxl import load_workbook

from tests.batch.clients import add_client, add_table, batch, faults_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_faults_of_rows_name_the_id_else_the_name_in_the_row(tmp_path: Path) -> None:
    given = [("K1", "Kite", "none"), ("K2", "Tea", "odd"), ("", "Bun", "odd"), ("", "", "odd")]
    rows = [dict(zip(("id", "name", "hours_per_week"), row, strict=True)) for row in given]
    summary = batch(tmp_path / "out", add_table(tmp_path / "t.csv", rows))
    told = [(row["line_or_row"], row["client"]) for row in faults_of(tmp_path / "out")]
    assert told == [("2", "K2"), ("3", "Bun"), ("4", "")]
    (cause,) = summary.causes
    table = tmp_path / "t.csv"
    assert cause.client == "K2"
    assert cause.places == [f"{table}:2:3 (K2)", f"{table}:3:3 (Bun)", f"{table}:4:3"]
    sheet = load_workbook(tmp_path / "out" / "workbook.xlsx")["Faults"]
    cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"K2", "Bun"} <= cells


def test_rows_with_a_cell_that_cannot_be_read_name_the_business_beside_it(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "name", "hours_per_week", "share"])
        sheet.write_row(1, 0, ["K1", "Kite", "none"])
        sheet.write_row(2, 0, ["K2", "Tea", "none"])
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")
        sheet.write_row(3, 0, ["", "Bun", "none", "1%", "", "beyond"])
        sheet.write_formula(4, 0, "=A99", None, "#REF!")
        sheet.write_row(4, 1, ["Rye", "none"])
    long = add_table(
        tmp_path / "u.csv", [{"id": "K5", "hours_per_week": "none", "note": "x" * 100_001}]
    )
    batch(tmp_path / "out", tmp_path / "t.xlsx", long)
    told = [
        (row["line_or_row"], row["column"], row["client"]) for row in faults_of(tmp_path / "out")
    ]
    assert told == [("2", "4", "K2"), ("3", "6", "Bun"), ("4", "1", "Rye"), ("1", "3", "K5")]


def test_faults_of_files_name_the_business_where_that_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    add_client(folder, "Tea", "lots", file="a")
    add_client(folder, "Kite", "lots", file="b", id="K7")
    (folder / "c.yaml").write_text("questionnaire: [\n")
    (folder / "d.yaml").write_text("business: [Tea]\nanswers: {monthly_budget: lots}\n")
    add_client(folder, "", "lots", file="e")
    summary = batch(tmp_path / "out", folder)
    found = {row["file"][-6:]: row["client"] for row in faults_of(tmp_path / "out")}
    assert found == {"a.yaml": "Tea", "b.yaml": "K7", "c.yaml": "", "d.yaml": "", "e.yaml": ""}
    assert not any("(" in place for cause in summary.causes for place in cause.places)


def test_faults_of_a_table_as_a_whole_are_about_nobody(tmp_path: Path) -> None:
    table = add_table(tmp_path / "t.csv", [{"id": "K1", "colour": "red"}])
    batch(tmp_path / "out", table)
    assert [row["client"] for row in faults_of(tmp_path / "out")] == [""]


def test_a_table_cannot_have_other_files_read_out_to_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("root:x:0\n")
    (tmp_path / "secret.yaml").write_text("pin:4711\n")
    named = ("secret.yaml", str(tmp_path / "secret"), "./secret", "/dev/stdin")
    rows = [
        {"id": f"K{n}", "hours_per_week": "none", "questionnaire": name}
        for n, name in enumerate(named)
    ]
    batch(tmp_path / "out", add_table(tmp_path / "t.csv", rows))
    found = faults_of(tmp_path / "out")
    what, cure = found[0]["what"], found[0]["cure"]
    assert what == "questionnaire: The questionnaire secret.yaml cannot be used."
    assert cure == "To see what is wrong with it: omnicheck check secret.yaml"
    assert [row["what"] for row in found[1:]] == [
        f"questionnaire: There is no questionnaire called {name}." for name in named[1:]
    ]
    assert {row["cure"] for row in found[1:]} == {
        "The name of a questionnaire file ends in .yaml, .yml or .json."
    }
    for path in (tmp_path / "out").iterdir():
        if path.is_file():
            assert b"4711" not in path.read_bytes()
            assert b"root:x" not in path.read_bytes()

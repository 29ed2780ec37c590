from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from omnicheck.batch.discover import discover
from omnicheck.batch.record import Input


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("answers:\n", encoding="utf-8")


def names(*paths: str, leave_out: Path | None = None) -> list[str]:
    inputs, faults, _left = discover(paths, leave_out)
    assert [str(fault) for fault in faults] == []
    assert [each.name for each in inputs] == [str(each.path) for each in inputs]
    return [each.name for each in inputs]


def faults(*paths: str) -> list[str]:
    return [str(fault) for fault in discover(paths)[1]]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_folder_gives_its_answers_files_sorted_and_those_in_folders_below(
    tmp_path: Path,
) -> None:
    fill(tmp_path, "clients/b.yaml", "clients/a.YML", "clients/z/y/c.json", "clients/table.csv")
    fill(tmp_path, "clients/notes.txt", "clients/.hidden.yaml", "clients/.git/d.yaml")
    fill(tmp_path, "clients/channel_strategy.schema.json", "other/e.yaml")
    assert names("clients") == ["clients/a.YML", "clients/b.yaml", "clients/z/y/c.json"]
    assert discover(["clients"])[0][0] == Input(Path("clients/a.YML"), "clients/a.YML", "answers")


def test_the_folder_of_the_results_is_left_out_unless_it_is_named(tmp_path: Path) -> None:
    fill(tmp_path, "clients/a.yaml", "clients/reports/b.json", "clients/reports/deep/c.json")
    assert names("clients", leave_out=Path("clients/reports")) == ["clients/a.yaml"]
    assert names("clients", leave_out=tmp_path / "clients" / "reports") == ["clients/a.yaml"]
    assert names("clients/**/*", leave_out=Path("clients/reports")) == ["clients/a.yaml"]
    assert names("clients/reports", leave_out=Path("clients/reports")) == [
        "clients/reports/b.json",
        "clients/reports/deep/c.json",
    ]
    assert names("clients", leave_out=Path("not/there/yet"))[0] == "clients/a.yaml"


def test_a_file_comes_once_however_it_is_named(tmp_path: Path) -> None:
    fill(tmp_path, "clients/a.yaml", "clients/b.yaml")
    (tmp_path / "clients" / "link.yaml").symlink_to("b.yaml")
    given = [
        "clients",
        "clients/a.yaml",
        "clients/../clients/a.yaml",
        "clients/*.yaml",
        "./clients",
    ]
    found = names(*given)
    assert len(found) == 2
    assert names(*reversed(given)) == found
    assert names(str(tmp_path / "clients"), "clients/b.yaml") == names(
        "clients/b.yaml", str(tmp_path / "clients")
    )


def test_tables_are_read_when_they_are_named_or_fit_a_pattern(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.csv", "in/b.parquet", "in/c.XLSX", "in/d.jsonl", "in/e.tsv", "in/f.yaml")
    inputs, _faults, _left = discover(["in/*"])
    assert [(each.name, each.kind) for each in inputs] == [
        ("in/a.csv", "table"),
        ("in/b.parquet", "table"),
        ("in/c.XLSX", "table"),
        ("in/d.jsonl", "table"),
        ("in/e.tsv", "table"),
        ("in/f.yaml", "answers"),
    ]
    assert names("in") == ["in/f.yaml"]
    assert names("in/a.csv", "in/c.XLSX") == ["in/a.csv", "in/c.XLSX"]


def test_a_folder_with_nothing_but_tables_says_how_to_read_them(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.csv", "in/b.csv", "in/c.csv", "in/d.csv")
    assert faults("in") == [
        "in: There are no answers files in this folder. To read a table, name it: in/a.csv, in/b.csv, in/c.csv"
    ]


def test_a_folder_of_parquet_files_is_a_table_in_parts(tmp_path: Path) -> None:
    fill(tmp_path, "in/part.0.parquet", "in/year=2025/part.1.parquet", "mixed/a.parquet")
    fill(tmp_path, "mixed/b.csv")
    assert names("in") == ["in/part.0.parquet", "in/year=2025/part.1.parquet"]
    assert faults("mixed") == [
        "mixed: There are no answers files in this folder. To read a table, name it: mixed/a.parquet, mixed/b.csv"
    ]


def test_a_table_left_out_of_a_folder_of_answers_is_told(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.yaml", "in/b.csv", "in/deep/c.xlsx")
    told = "This table lies in a folder of answers, and was not read. To read it too, name it as well: "
    assert [str(each) for each in discover(["in"]).warnings] == [
        f"in/b.csv: {told}in/b.csv",
        f"in/deep/c.xlsx: {told}in/deep/c.xlsx",
    ]
    assert [each.place.file for each in discover(["in", "in/b.csv"]).warnings] == ["in/deep/c.xlsx"]


def test_patterns(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.yaml", "in/b.yaml", "in/x/a.yaml", "in/x/y/a.yaml", "in/.h/a.yaml")
    fill(tmp_path, "in/x/readme.md", "in/q.schema.json", "[ab].yaml", "a.yaml")
    assert names("in/[ab].yaml") == ["in/a.yaml", "in/b.yaml"]
    assert names("in/**/a.yaml") == ["in/a.yaml", "in/x/a.yaml", "in/x/y/a.yaml"]
    assert names("in/**/y/*") == ["in/x/y/a.yaml"]
    assert names("*/?/a.yaml") == ["in/x/a.yaml"]
    assert names("in/.h/*.yaml") == ["in/.h/a.yaml"]
    assert names("i*/x") == ["in/x/a.yaml", "in/x/y/a.yaml"]
    assert names(f"{tmp_path}/in/?.yaml") == [f"{tmp_path}/in/a.yaml", f"{tmp_path}/in/b.yaml"]
    assert names("in/**") == ["in/a.yaml", "in/b.yaml", "in/x/a.yaml", "in/x/y/a.yaml"]
    assert names("[ab].yaml") == ["[ab].yaml"]  # a name that exists is no pattern


def test_what_is_not_there_is_told_with_what_was_looked_for(tmp_path: Path) -> None:
    fill(tmp_path, "empty/x.txt", "old.xls", "notes.docx")
    looked = "Looked for names that end in .yaml, .yml, .json"
    assert faults("empty") == [
        f"empty: There are no answers files in this folder. {looked}, in the folders below too."
    ]
    assert faults("empty/*.csv") == [
        "empty/*.csv: No answers file and no table fits this pattern. "
        f"{looked}, .csv, .tsv, .xlsx, .xlsm, .parquet, .jsonl, .ndjson, in the folders below too."
    ]
    assert faults("nosuch.yaml", "nosuch.yaml", "no/such/folder") == [
        "nosuch.yaml: There is no such file. Check the spelling of the name and of its folder.",
        "no/such/folder: There is no such file. Check the spelling of the name and of its folder.",
    ]
    assert faults("old.xls") == [
        "old.xls: Spreadsheets of this kind are not read. Save it as .xlsx or .csv, and name that file."
    ]
    assert faults("notes.docx")[0].startswith(
        "notes.docx: The ending of the name tells neither answers nor a table. Answers end in .yaml,"
    )
    assert faults("a\0b.yaml", "new\nline")[1].startswith("new\\nline: There is no such file.")


def test_one_path_without_a_file_does_not_stop_the_others(tmp_path: Path) -> None:
    fill(tmp_path, "a.yaml")
    inputs, told, _left = discover(["nosuch.yaml", "a.yaml"])
    assert [each.name for each in inputs] == ["a.yaml"]
    assert len(told) == 1


def test_links_are_followed_but_never_in_a_circle(tmp_path: Path) -> None:
    fill(tmp_path, "clients/a.yaml", "clients/x/b.yaml", "elsewhere/c.yaml")
    (tmp_path / "clients" / "up").symlink_to("..")
    (tmp_path / "clients" / "x" / "self").symlink_to(".")
    (tmp_path / "clients" / "far").symlink_to("../elsewhere")
    (tmp_path / "elsewhere" / "back").symlink_to("../clients")
    (tmp_path / "clients" / "round.yaml").symlink_to("round.yaml")
    inputs, told, _left = discover(["clients"])
    assert [each.name for each in inputs] == [
        "clients/a.yaml",
        "clients/far/c.yaml",
        "clients/round.yaml",  # what is wrong with it is told when it is read
        "clients/x/b.yaml",
    ]
    said = (
        "This link leads back to a folder that it is in. Delete the link; everything else is read."
    )
    assert sorted(map(str, told)) == [
        f"clients/far/back: {said}",
        f"clients/up: {said}",
        f"clients/x/self: {said}",
    ]


def test_patterns_end_in_folders_that_link_to_each_other(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.yaml")
    for name in "bcdef":
        (tmp_path / "in" / name).symlink_to(".")
    assert names("in/**/*.yaml") == ["in/a.yaml"]


def test_standard_input_is_one_document_and_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"answers:\n  reach: town\n")))
    inputs, told, _left = discover(["-", "-"])
    assert inputs == [Input(Path("-"), "<stdin>", "answers", b"answers:\n  reach: town\n")]
    assert told == []


def test_pipes_and_devices_do_not_stop_the_search(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.yaml")
    os.mkfifo(tmp_path / "in" / "pipe.yaml")
    assert names("in") == ["in/a.yaml", "in/pipe.yaml"]
    assert names("in/pipe.yaml") == ["in/pipe.yaml"]


def test_a_folder_that_cannot_be_looked_into_is_told_and_the_rest_is_found(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.yaml", "in/locked/b.yaml")
    tmp_path.chmod(0o755)
    (tmp_path / "in" / "locked").chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)  # root may look into anything
    try:
        inputs, told, _left = discover(["in"])
    finally:
        if is_root:
            os.seteuid(0)
        (tmp_path / "in" / "locked").chmod(0o700)
    assert [each.name for each in inputs] == ["in/a.yaml"]
    assert list(map(str, told)) == [
        "in/locked: This folder cannot be looked into (Permission denied). "
        "Ask its owner, or work on a copy."
    ]


def test_files_that_excel_lays_beside_an_open_workbook_are_no_tables(tmp_path: Path) -> None:
    fill(tmp_path / "in", "a.yaml", "~$book.xlsx")
    found = discover([str(tmp_path / "in")])
    assert [each.path.name for each in found.inputs] == ["a.yaml"]
    assert found.warnings == []
    assert discover([str(tmp_path / "in" / "*.xlsx")]).inputs == []

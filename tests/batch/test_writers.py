"""Files of results: whole or not there, the same bytes for the same rows, and safe to open."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import os
import re
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.batch.writers import check_writable, open_writer, sheet
from omnicheck.batch.writers.arrowlines import join_by_arrow
from omnicheck.batch.writers.base import cut, number_words, steps
from omnicheck.batch.writers.dialects import CSV, JSON, Dialect, csv_text
from omnicheck.batch.writers.lines import join_by_pandas
from omnicheck.choices import ResultsKind
from omnicheck.errors import InputError, MissingExtraError
from omnicheck.files import WriteError
from omnicheck.plaintext import clean
from omnicheck.results import ResultColumn

COLUMNS = (
    ResultColumn("name", "text", "Who."),
    ResultColumn("margin", "number", "How far."),
    ResultColumn("unknowns", "count", "How many."),
)
NAMES = ["Corner Bakery", "Tea, cake & “more”", "", "=1+1", "Søstrene Holm"]
FRAME = pd.DataFrame(
    {
        "name": pd.Series(NAMES, dtype=object),
        "margin": [12.5, -0.00001, np.nan, 55.0, 100 / 3],
        "unknowns": [0, 1, 2, 3, 4],
    }
)
KINDS = list(ResultsKind)


def written(path: Path, frame: pd.DataFrame, at_once: int = 100) -> bytes:
    with open_writer(ResultsKind(path.suffix[1:]), path, COLUMNS) as writer:
        for start in range(0, len(frame), at_once):
            writer.add(frame.iloc[start : start + at_once])
    return path.read_bytes()


def test_csv_as_it_stands_there(tmp_path: Path) -> None:
    assert written(tmp_path / "results.csv", FRAME).decode("utf-8") == (
        "\ufeffname,margin,unknowns\r\n"
        "Corner Bakery,12.5,0\r\n"
        '"Tea, cake & “more”",-0.0001,1\r\n'
        ",,2\r\n"
        "'=1+1,55,3\r\n"
        "Søstrene Holm,33.3333,4\r\n"
    )


def test_json_lines_as_they_stand_there(tmp_path: Path) -> None:
    assert written(tmp_path / "results.jsonl", FRAME).decode("ascii") == (
        '{"name": "Corner Bakery", "margin": 12.5, "unknowns": 0}\n'
        '{"name": "Tea, cake & \\u201cmore\\u201d", "margin": -0.0001, "unknowns": 1}\n'
        '{"name": null, "margin": null, "unknowns": 2}\n'
        '{"name": "=1+1", "margin": 55, "unknowns": 3}\n'
        '{"name": "S\\u00f8strene Holm", "margin": 33.3333, "unknowns": 4}\n'
    )


def test_parquet_keeps_types(tmp_path: Path) -> None:
    written(tmp_path / "results.parquet", FRAME)
    table = pq.read_table(tmp_path / "results.parquet")
    assert [str(field.type) for field in table.schema] == ["string", "double", "int64"]
    assert table.to_pydict() == {
        "name": [name or None for name in NAMES],
        "margin": [12.5, -0.0001, None, 55.0, 33.3333],
        "unknowns": [0, 1, 2, 3, 4],
    }


def test_the_sheet_holds_texts_and_numbers_and_nothing_that_runs(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    written(path, FRAME)
    found = openpyxl.load_workbook(path).active
    assert found is not None
    assert [[cell.value for cell in row] for row in found.iter_rows()] == [
        ["name", "margin", "unknowns"],
        ["Corner Bakery", 12.5, 0],
        ["Tea, cake & “more”", -0.0001, 1],
        [None, None, 2],
        ["=1+1", 55, 3],
        ["Søstrene Holm", 33.3333, 4],
    ]
    assert (found.freeze_panes, found.auto_filter.ref) == ("A2", "A1:C6")
    inside = ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in inside
    assert "hyperlink" not in inside
    assert found["A5"].data_type in ("s", "inlineStr")


@pytest.mark.parametrize("kind", KINDS)
def test_rows_give_the_same_bytes_in_whatever_parts_they_come(
    kind: ResultsKind, tmp_path: Path
) -> None:
    path = tmp_path / f"results.{kind}"
    whole = written(path, FRAME)
    assert written(path, FRAME, at_once=2) == whole
    assert written(path, FRAME, at_once=1) == whole


@pytest.mark.parametrize("kind", KINDS)
def test_no_row_at_all_gives_a_whole_file(kind: ResultsKind, tmp_path: Path) -> None:
    assert written(tmp_path / f"results.{kind}", FRAME.iloc[:0]) or kind == "jsonl"


@pytest.mark.parametrize("kind", KINDS)
def test_columns_that_rows_do_not_have_stay_empty(kind: ResultsKind, tmp_path: Path) -> None:
    path = tmp_path / f"results.{kind}"
    with open_writer(kind, path, COLUMNS) as writer:
        writer.add(FRAME[["unknowns"]])
        writer.add(FRAME[["margin", "name", "unknowns"]])
    assert path.stat().st_size > 0
    if kind is ResultsKind.CSV:
        assert path.read_text(encoding="utf-8-sig").splitlines()[1:7] == [
            ",,0", ",,1", ",,2", ",,3", ",,4", "Corner Bakery,12.5,0",
        ]  # fmt: skip
    if kind is ResultsKind.PARQUET:
        assert pq.read_table(path)["name"].to_pylist()[:6] == [None] * 5 + ["Corner Bakery"]
    if kind is ResultsKind.JSON_LINES:
        first = json.loads(path.read_text().splitlines()[0])
        assert first == {"name": None, "margin": None, "unknowns": 0}


@pytest.mark.parametrize("kind", KINDS)
def test_a_column_that_was_not_announced_is_refused(kind: ResultsKind, tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="tag"),
        open_writer(kind, tmp_path / "x", COLUMNS) as writer,
    ):
        writer.add(FRAME.assign(**{"tag.floor": "ground"}))
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_abandoned_leaves_nothing_and_harms_nothing(
    kind: ResultsKind, tmp_path: Path
) -> None:
    path = tmp_path / f"results.{kind}"
    path.write_bytes(b"the one before")
    writer = open_writer(kind, path, COLUMNS)
    writer.add(FRAME)
    writer.abandon()
    assert [*tmp_path.iterdir()] == [path]
    assert path.read_bytes() == b"the one before"


@pytest.mark.parametrize("kind", KINDS)
def test_until_it_is_finished_the_old_file_stands_there(kind: ResultsKind, tmp_path: Path) -> None:
    path = tmp_path / f"results.{kind}"
    path.write_bytes(b"the one before")
    writer = open_writer(kind, path, COLUMNS)
    writer.add(FRAME)
    assert path.read_bytes() == b"the one before"
    writer.finish()
    assert path.read_bytes() != b"the one before"
    assert [*tmp_path.iterdir()] == [path]


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_that_is_not_there_is_told(kind: ResultsKind, tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no such folder"):
        open_writer(kind, tmp_path / "none" / "results", COLUMNS)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("kind", KINDS)
def test_a_full_disk_is_told(
    kind: ResultsKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always_full(*_args: Any, **_keys: Any) -> tuple[int, str]:
        (tmp_path / "unfinished").touch()
        return os.open("/dev/full", os.O_RDWR), str(tmp_path / "unfinished")

    monkeypatch.setattr("omnicheck.files.tempfile.mkstemp", always_full)
    with pytest.raises(WriteError, match="disk is full"):
        write_much(kind, tmp_path / f"results.{kind}", monkeypatch)
    assert not [*tmp_path.iterdir()]


def write_much(kind: ResultsKind, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_writer(kind, path, COLUMNS) as writer:
        monkeypatch.undo()
        writer.add(pd.concat([FRAME] * 1_000))


def test_a_sheet_holds_as_many_rows_as_excel_does_below_a_head() -> None:
    assert sheet.MOST_ROWS == 2**20 - 1


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MOST_ROWS", 8)
    with pytest.raises(InputError, match=r"at most 8 businesses\. Write these results as CSV"):
        written(tmp_path / "results.xlsx", FRAME.iloc[[0] * 9], at_once=5)
    assert not [*tmp_path.iterdir()]


def test_without_pyarrow_csv_is_the_same_and_parquet_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_it = [written(tmp_path / f"results.{kind}", FRAME) for kind in ("csv", "jsonl")]
    find = importlib.util.find_spec
    for module in ("importlib.util", "omnicheck.batch.writers.lines"):
        monkeypatch.setattr(
            f"{module}.find_spec", lambda name: find(name) if name != "pyarrow" else None
        )
    assert [written(tmp_path / f"results.{kind}", FRAME) for kind in ("csv", "jsonl")] == with_it
    command = re.escape('pip install "omnicheck[tables]"')
    with pytest.raises(
        MissingExtraError, match=f"A Parquet file needs one more package.*{command}"
    ):
        open_writer(ResultsKind.PARQUET, tmp_path / "results.parquet", COLUMNS)
    check_writable(ResultsKind.CSV)


texts = (
    st.text()
    | st.text(st.sampled_from("=+-@\t\r\n ,;\"'%aé\u0301＝\ud800\u202e\x00\x1b[日"))
    | st.sampled_from(["", "-5", "NA"])
)
numbers = st.floats(-101, 101) | st.sampled_from([0.0, -0.0, 55.0, -1e-9, float("nan")])


@pytest.mark.parametrize("dialect", [CSV, JSON], ids=["csv", "json"])
@given(rows=st.lists(st.tuples(texts, numbers, st.integers(0, 99)), max_size=12))
def test_both_ways_to_join_lines_give_the_same_bytes(
    dialect: Dialect, rows: list[tuple[str, float, int]]
) -> None:
    types = {"name": object, "margin": float, "unknowns": int}
    frame = pd.DataFrame(
        {
            name: pd.Series([row[i] for row in rows], dtype=dtype)
            for i, (name, dtype) in enumerate(types.items())
        }
    )
    pieces = ("<%", "|", "%s|", ">\n")
    slowly = join_by_pandas(frame, COLUMNS, dialect, pieces)
    assert join_by_arrow(frame, COLUMNS, dialect, pieces) == slowly
    assert join_by_arrow(frame[["margin"]], COLUMNS, dialect, pieces) == join_by_pandas(
        frame[["margin"]], COLUMNS, dialect, pieces
    )


@given(texts)
def test_no_text_in_a_csv_file_is_a_formula(text: str) -> None:
    cell = csv_text(text)
    (row,) = csv.reader(io.StringIO(f"{cell},end\r\n", newline=""))
    assert row in ([clean(text), "end"], [f"'{clean(text)}", "end"])
    assert not row[0].lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    if text.startswith(("\t", "\r", "\n", "=", "+", "-", "@")):
        assert row[0].startswith("'")
    assert clean(row[0]) == row[0]


@given(texts)
def test_json_gives_back_any_text(text: str) -> None:
    assert json.loads(JSON.text(text)) == (text or None)
    assert JSON.text(text).isascii()


@given(st.floats(-101, 101), st.integers(-1_010_000, 1_010_000))
def test_a_number_is_never_lifted_to_a_line_that_it_misses(number: float, line: int) -> None:
    shown = cut(np.array([number]))[0]
    assert (shown < line / 10_000) == (number < line / 10_000)
    assert 0 <= number - shown < 0.000_100_001
    assert float(number_words(int(steps(np.array([number]))[0]))) == shown


@given(st.integers(-1_010_000, 1_010_000))
def test_a_number_of_four_decimals_stays_what_it_is(line: int) -> None:
    number = float(number_words(line))
    assert number == line / 10_000
    assert cut(np.array([number]))[0] == number


def test_a_margin_below_zero_stays_below_zero() -> None:
    shown = cut(np.array([-1e-12, -0.0, 0.0, 49.999999999, np.nan])).tolist()
    assert shown[:4] == [-0.0001, 0.0, 0.0, 49.9999]
    assert str(shown[1:3]) == "[0.0, 0.0]"
    assert shown[4] != shown[4]

from __future__ import annotations

import codecs
import csv
import io
import json
import pickle
import sys
import tracemalloc
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from pyarrow import parquet

from omnicheck.batch import csvfile, workbooks
from omnicheck.batch.record import Input
from omnicheck.batch.tables import table_chunks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.batch.parts import Chunk

ENGINES = ("pyarrow", "csv")
by_both = pytest.mark.usefixtures("engine")
SWALLOWED = (
    "A cell of this row holds what looks like further rows. "
    "Most likely a quotation mark before its text has none behind it."
)
DAMAGED = "This workbook is damaged or not from a spreadsheet."
SAVE_BOOK = "Open it in your spreadsheet and save it as CSV or .xlsx."
ANY_SIZE = "Save the table as CSV, which may have any size."


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "csv":
        monkeypatch.setitem(sys.modules, "pyarrow", None)
    return str(request.param)


def chunks(path: Path, rows: int = 100_000, questionnaire: str | None = None) -> list[Chunk]:
    found = list(table_chunks(Input(path, path.name, "table"), rows, questionnaire))
    assert [chunk.is_first for chunk in found] == [i == 0 for i in range(len(found))]
    return found


def rows_in(found: list[Chunk]) -> dict[int, dict[str, str]]:
    rows = {}
    for chunk in found:
        texts = {cells.name: cells.texts() for cells in chunk.columns}
        for i, number in enumerate(chunk.numbers.tolist()):
            assert number not in rows
            rows[number] = {name: column[i] for name, column in texts.items()}
    return rows


def told(found: list[Chunk]) -> list[str]:
    return [str(fault) for chunk in found for fault in chunk.faults]


def written(tmp_path: Path, data: bytes | str, name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read(tmp_path: Path, data: bytes | str, name: str = "t.csv") -> dict[int, dict[str, str]]:
    found = chunks(written(tmp_path, data, name))
    assert told(found) == []
    return rows_in(found)


def refused(tmp_path: Path, data: bytes | str, name: str = "t.csv") -> str:
    (chunk,) = chunks(written(tmp_path, data, name))
    assert (len(chunk.numbers), chunk.failed, len(chunk.faults)) == (0, 1, 1)
    return str(chunk.faults[0])


# CSV


@by_both
def test_cells_are_read_as_they_are_written(tmp_path: Path) -> None:
    data = 'name,a,b,c\nNA,007,1e5, x \nNone,nan,2026-01-02,"a, ""b""\r\nc"\nnull,-,,TRUE\n'
    assert read(tmp_path, data) == {
        1: {"name": "NA", "a": "007", "b": "1e5", "c": " x "},
        2: {"name": "None", "a": "nan", "b": "2026-01-02", "c": 'a, "b"\r\nc'},
        3: {"name": "null", "a": "-", "b": "", "c": "TRUE"},
    }


@by_both
@pytest.mark.parametrize(
    "data",
    [
        b"a,b\nx,y;z\n", b"a;b\nx;y;z\n"[:6] + b'x;"y;z"\n'[2:], b"a\tb\nx\ty;z\n", b"a,b\r\nx,y;z",
        codecs.BOM_UTF8 + b"a,b\nx,y;z\n", "a,b\nx,y;z\n".encode("utf-16"), b"\n\r\na,b\nx,y;z\n",
        codecs.BOM_UTF16_BE + "a\tb\r\nx\ty;z\r\n".encode("utf-16-be"), b'"a","b"\n"x","y;z"\n',
        b"sep=,\r\na,b\nx,y;z\n", b"a,b\rx,y;z\r", b" a , b\nx,y;z\n",
    ],
)  # fmt: skip
def test_every_usual_way_to_save_a_table_is_read(tmp_path: Path, data: bytes) -> None:
    if data.startswith(b"a;b"):
        data = b'a;b\nx;"y;z"\n'
    assert read(tmp_path, data) == {1: {"a": "x", "b": "y;z"}}


@by_both
def test_the_separator_is_that_of_the_head_alone(tmp_path: Path) -> None:
    assert read(tmp_path, 'a;"b,c,d"\n"x,y,z,1";2\n') == {1: {"a": "x,y,z,1", "b,c,d": "2"}}
    assert read(tmp_path, "a\nx;y,z\n".replace(",", ""), "t.tsv") == {1: {"a": "x;yz"}}
    assert read(tmp_path, 'a,"two\nlines"\n1,2\n') == {1: {"a": "1", "two lines": "2"}}


@by_both
def test_texts_of_questions_in_the_head_do_not_hide_its_separator(tmp_path: Path) -> None:
    head = ("Of ten, how many, roughly?", "Today, or not, or never?", "name")
    row = dict(zip(head, ("1,5", "a, b", "x"), strict=True))
    for separator, name in ((";", "t.csv"), ("\t", "t.csv"), ("\t", "t.tsv")):
        lines = (separator.join(cells) for cells in (row, row.values()))  # as Excel saves it
        assert read(tmp_path, "\n".join(lines), name) == {1: row}
    assert read(tmp_path, "id, name, reach\n1,A,town\n") == {
        1: {"id": "1", "name": "A", "reach": "town"}
    }


@by_both
def test_a_tsv_of_one_column_has_tabs_between_its_cells(tmp_path: Path) -> None:
    assert read(tmp_path, "a\nx,y;z\n", "t.tsv") == {1: {"a": "x,y;z"}}
    assert read(tmp_path, "a,b,c\td\n1\t2\n", "t.tsv") == {1: {"a,b,c": "1", "d": "2"}}
    assert read(tmp_path, "a,b\n1,2\n", "t.tsv") == {1: {"a": "1", "b": "2"}}


@by_both
def test_rows_that_do_not_fit_the_head_are_told_with_their_number(tmp_path: Path) -> None:
    data = "a;b;c\n1;2;3\n\n4;5\n;;\n6;7;8;9\n   \n;;;;\nx;y;z\n7\n"
    found = chunks(written(tmp_path, data))
    assert rows_in(found) == {
        1: {"a": "1", "b": "2", "c": "3"},
        8: {"a": "x", "b": "y", "c": "z"},
    }
    few = "Cells end at a semicolon here; write one for each column, if only empty."
    many = "Cells end at a semicolon here; a text that holds one needs quotes around it."
    assert told(found) == [
        f"t.csv:3:3: This row has 2 cells, and the head has 3. {few}",
        f"t.csv:5:4: This row has 4 cells, and the head has 3. {many}",
        f"t.csv:9:2: This row has one cell, and the head has 3. {few}",
    ]
    assert found[0].failed == 3


@by_both
@pytest.mark.parametrize("rows", [1, 2, 3, 4, 7, 100])
def test_chunks_are_cut_by_the_numbers_of_rows(tmp_path: Path, rows: int) -> None:
    lines = [f"{i},x" if i % 5 else f"{i}" for i in range(1, 31)]
    lines[7:9] = ["", ""]
    found = chunks(written(tmp_path, "a,b\n" + "\n".join(lines)), rows)
    assert [int(row["a"]) for row in rows_in(found).values()] == list(rows_in(found))
    assert list(rows_in(found)) == [i for i in range(1, 31) if i % 5 and i not in (8, 9)]
    for chunk in found:
        numbers = [*chunk.numbers.tolist(), *(fault.place.line for fault in chunk.faults)]
        assert len({(number - 1) // rows for number in numbers}) == 1
    assert sum(chunk.failed for chunk in found) == 6
    assert [fault.place.line for chunk in found for fault in chunk.faults] == [*range(5, 31, 5)]


TEXTS = st.text(
    st.one_of(
        st.sampled_from(",;\t\"'\r\n =|#\\N/A€ü\u2028\U0001f600\ufeff"),
        st.characters(codec="utf-8", exclude_characters="\0"),
    ),
    max_size=12,
)
ROOMY = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@by_both
@ROOMY
@given(
    table=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=8)
    ),
    delimiter=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    rows=st.integers(1, 9),
)
def test_what_the_csv_module_writes_is_read_back(
    tmp_path: Path, table: list[list[str]], delimiter: str, quoting: Any, rows: int
) -> None:
    width = len(table[0]) if table else 1
    head = [f"c{i}" for i in range(width)]
    text = io.StringIO(newline="")
    delimiter = delimiter if width > 1 else ","  # a head of one name has no separator to tell
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows([head, *table])
    found = chunks(written(tmp_path, text.getvalue()), rows)
    kept = {
        i: dict(zip(head, row, strict=True))
        for i, row in enumerate(table, 1)
        if any(map(str.strip, row))
    }
    assert rows_in(found) == kept
    assert told(found) == (
        [] if kept else ["t.csv: The table has no rows. Write one row a business."]
    )


@ROOMY
@given(body=st.text(st.sampled_from('a,;"\n\r '), max_size=60), rows=st.integers(1, 4))
@example(body='a,"\n', rows=1)
@example(body='"a"b,"c" \n', rows=1)
def test_both_readers_see_the_same_in_any_text(tmp_path: Path, body: str, rows: int) -> None:
    path = written(tmp_path, f"x,y,z\n{body}")
    by_arrow = chunks(path, rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pyarrow", None)
        by_csv = chunks(path, rows)
    assert rows_in(by_arrow) == rows_in(by_csv)
    assert told(by_arrow) == told(by_csv)
    assert [chunk.failed for chunk in by_arrow] == [chunk.failed for chunk in by_csv]


@by_both
def test_long_files_are_read_in_blocks_and_nothing_falls_between_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csvfile, "BLOCK", 2_000)
    monkeypatch.setattr("omnicheck.batch.arrowfile.BLOCK", 2_000)
    lines = [f'{i},"text\n{i}",x' if i % 97 else f"{i},short" for i in range(1, 3001)]
    found = chunks(written(tmp_path, "n,t,x\n" + "\n".join(lines)), 500)
    rows = rows_in(found)
    assert [row["n"] for row in rows.values()] == [str(number) for number in rows]
    assert all(row["t"] == f"text\n{number}" for number, row in rows.items())
    faulty = [fault.place.line for chunk in found for fault in chunk.faults]
    assert faulty == [*range(97, 3001, 97)]
    assert len(rows) + len(faulty) == 3000


@by_both
def test_a_quotation_mark_without_its_second_never_takes_rows_away_in_silence(
    tmp_path: Path,
) -> None:
    data = 'a,b,c,d,e\n1,2,3,4,"note\n1,2,3,4,5\n1,2,3,4,5\n'
    found = chunks(written(tmp_path, data))
    assert told(found) == [f"t.csv:1:5: {SWALLOWED}"]
    assert (len(found[0].numbers), found[0].failed) == (0, 3)
    fine = 'a,b,c,d,e\n1,2,3,4,"two\nlines, and more"\n'
    assert read(tmp_path, fine)[1]["e"] == "two\nlines, and more"


@by_both
def test_an_open_quotation_mark_is_told_in_a_narrow_table_too(tmp_path: Path) -> None:
    found = chunks(written(tmp_path, 'name,reach\nA,town\n"B,town\nC,town\n\nD,town\n'))
    assert rows_in(found) == {1: {"name": "A", "reach": "town"}}
    assert told(found) == [f"t.csv:2:1: {SWALLOWED}"]
    assert found[0].failed == 3
    short = chunks(written(tmp_path, 'a,b,c\n1,"two\nlines, and more"\n'))
    assert told(short) == [
        "t.csv:1:3: This row has 2 cells, and the head has 3. "
        "Cells end at a comma here; write one for each column, if only empty."
    ]
    assert short[0].failed == 1


@by_both
@pytest.mark.parametrize(
    ("body", "column", "failed", "kept"),
    [
        ('x,"a,b,c,d\ny,a,b,c,d\nz,a,b,c,d\n', 2, 3, {}),  # to the end of the file
        ('x,"a,b,c,d\n\ny,a,b,c,d\n\n', 2, 2, {}),  # lines that are empty are no businesses
        ('"x,a,b,c,d\ny,a,b,c,d\n', 1, 2, {}),
        ('x,"a,b,c,d\ny,a",b,c,d\nz,a,b,c,d\n', 2, 2, {2: "z"}),  # to a mark in the next row
        ('x,"a,b,c,d\ny,a,b",c,d\nz,a,b,c,d\n', 2, 2, {2: "z"}),
        ('x,a,b,"c,d\ny,"a b",b,c,d\nz,a,b,c,d\n', 4, 2, {2: "z"}),
    ],
)
def test_rows_in_a_cell_are_seen_before_cells_are_counted_and_each_has_failed(
    tmp_path: Path, body: str, column: int, failed: int, kept: dict[int, str]
) -> None:
    found = chunks(written(tmp_path, f"a,b,c,d,e\n{body}"))
    assert told(found) == [f"t.csv:1:{column}: {SWALLOWED}"]
    assert sum(chunk.failed for chunk in found) == failed
    assert {number: row["a"] for number, row in rows_in(found).items()} == kept


@by_both
def test_a_quotation_mark_that_opens_in_the_last_row_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path, 'a,b,c,d,e\nx,"a,b,c,d\n') == (
        "t.csv:1:3: This row has 2 cells, and the head has 5. "
        "Most likely a quotation mark before its text has none behind it."
    )


@by_both
def test_a_row_without_end_is_told(tmp_path: Path) -> None:
    data = 'a,b\n1,2\n3,"' + "x\n" * 3_000_000
    found = chunks(written(tmp_path, data), 1)
    assert list(rows_in(found)) in ([1], [])
    (said,) = told(found)
    assert said.endswith(
        "goes on for more than 1,048,576 characters. "
        "Most likely a quotation mark before a cell has none behind it."
    )


@by_both
def test_a_cell_beyond_all_measure_costs_its_row_only(tmp_path: Path) -> None:
    found = chunks(written(tmp_path, f"a,b\n1,{'x' * 100_001}\n2,{'x' * 100_000}\n"))
    assert told(found) == ["t.csv:1:2: This cell holds more than 100,000 characters. Shorten it."]
    assert list(rows_in(found)) == [2]


@by_both
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The first row is empty; the names of the columns are needed there."),
        (b"\n\r\n", "The first row is empty; the names of the columns are needed there."),
        (b",,\n1,2,3\n", "The first row is empty; the names of the columns are needed there."),
        (b"a,b\n", "The table has no rows. Write one row a business."),
        (b"a,b\n,\n\n , \n", "The table has no rows. Write one row a business."),
        (b"a,b, a\n1,2,3\n", "Two columns are called a. Keep one."),
        (b"Name,b,NAME\n1,2,3\n", "Two columns are called name. Keep one."),
        ("a,b\nx,y\nCaf\xe9,z\n".encode("cp1252"), "Line 3: This is not UTF-8; the file was most likely saved as Windows-1252 (ANSI). Save it again with the encoding UTF-8."),
        (b"a\nb\n" + "x\xfc".encode() * 600_000 + b"\n\xfc", "Line 4: This is not UTF-8; the file was most likely saved as Windows-1252 (ANSI). Save it again with the encoding UTF-8."),
        (b"a,b\nx,\0\n", "Line 2 holds a character that no text has (NUL). Export the table again, as CSV with the encoding UTF-8."),
        ("a,b\nx,\0\n".encode("utf-16"), "Line 2 holds a character that no text has (NUL). Export the table again, as CSV with the encoding UTF-8."),
        ("a,b\nx,y\n".encode("utf-16")[:-1], "The file is marked as UTF-16, and line 2 is no text of it. Save it again with the encoding UTF-8."),
        (b"PK\x03\x04...xl/...", "This is an Excel file (.xlsx), not plain text. Save it as plain text (UTF-8), and name that file."),
        (b"a" * 2_000_000, "The first row does not end. Is this the right file?"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_told_once_and_in_plain_words(
    tmp_path: Path, data: bytes, said: str
) -> None:
    assert refused(tmp_path, data) == f"t.csv: {said}"


@pytest.mark.parametrize("data", ["a,b\nx,y\n".encode("utf-16-le"), "a,b\n".encode("utf-32")])
def test_other_encodings_are_named(tmp_path: Path, data: bytes) -> None:
    encoding = "UTF-32" if data[:4] == codecs.BOM_UTF32_LE else "UTF-16"
    assert refused(tmp_path, data) == (
        f"t.csv:1:1: The file is saved as {encoding}. Save it again with the encoding UTF-8."
    )


@by_both
def test_columns_without_a_name_are_not_read_and_the_others_keep_their_number(
    tmp_path: Path,
) -> None:
    (chunk,) = chunks(written(tmp_path, "a,,b,\n1,2,3,4\n"))
    assert [(cells.number, cells.name) for cells in chunk.columns] == [(1, "a"), (3, "b")]
    assert [str(warning) for warning in chunk.warnings] == [
        "t.csv: 2 columns have no name in the head; they are not read. If they matter, give them names."
    ]


@by_both
def test_columns_with_nothing_in_them_need_no_name(tmp_path: Path) -> None:
    found = chunks(written(tmp_path, "a,,\n1,,\n2, ,\n3,,x\n4,,y\n"), rows=1)
    assert [[str(warning) for warning in chunk.warnings] for chunk in found] == [
        [],
        [],
        [
            "t.csv: One column has no name in the head; it is not read. If it matters, give it a name."
        ],
        [],
    ]


@by_both
def test_all_names_that_stand_twice_are_told_at_once(tmp_path: Path) -> None:
    assert told(chunks(written(tmp_path, "b,a,Answered on,b,answered_on,a\n1,2,3,4,5,6\n"))) == [
        f"t.csv: Two columns are called {name}. Keep one." for name in ("a", "answered_on", "b")
    ]


def test_profile_columns_are_known_in_any_case_and_others_are_kept_as_they_are(
    tmp_path: Path,
) -> None:
    (chunk,) = chunks(
        written(tmp_path, "Name,ID,Answered_On,Reach,Owner\tname,a\x1b[31mb\n1,2,3,4,5,6\n")
    )
    names = [cells.name for cells in chunk.columns]
    assert names == ["name", "id", "answered_on", "Reach", "Owner name", "a\ufffdb"]


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.xlsx", "t.parquet"])
def test_files_that_cannot_be_read_are_told(tmp_path: Path, name: str) -> None:
    import os

    (tmp_path / name).mkdir()
    (chunk,) = chunks(tmp_path / name)
    assert [str(fault) for fault in chunk.faults] == [
        f"{name}: This is a folder. Name a file in it."
    ]
    (tmp_path / name).rmdir()
    (chunk,) = chunks(tmp_path / name)
    assert str(chunk.faults[0]).startswith(f"{name}: There is no such file.")
    os.mkfifo(tmp_path / name)
    (chunk,) = chunks(tmp_path / name)
    assert str(chunk.faults[0]).startswith(f"{name}: This is not an ordinary file.")


def test_a_mistake_of_ours_is_told_as_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        message = "secret"
        raise AssertionError(message)

    monkeypatch.setattr(csvfile, "column_names", fail)
    said = refused(tmp_path, "a\n1\n")
    assert said.startswith(
        "t.csv: omnicheck has a fault of its own here (AssertionError at batch/csvfile.py:"
    )
    assert "secret" not in said


@by_both
def test_chunks_are_small_and_can_be_passed_on(tmp_path: Path) -> None:
    data = "a,b\n" + "".join(f"{i},{'yes' if i % 3 else 'no'}\n" for i in range(5000))
    (chunk,) = chunks(written(tmp_path, data))
    assert [cells.positions.dtype for cells in chunk.columns] == [np.uint16, np.uint8]
    copy = pickle.loads(pickle.dumps(chunk))  # noqa: S301
    assert rows_in([copy]) == rows_in([chunk])
    assert len(pickle.dumps(chunk.columns[1])) < 6000
    assert chunk.first == 1


# Parquet


def test_parquet_values_become_the_texts_that_a_person_would_write(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "name": ["NA", None, "007"],
            "whole": [1, 2**60, 3],
            "part": [1.0, 0.1, None],
            "day": pd.Series([datetime(2026, 1, 2), None, datetime(2026, 1, 3)]),
            "at": pd.Series([datetime(2026, 1, 2, 10, 30), None, datetime(2026, 1, 3)]),
            "kind": pd.Categorical(["x", None, "y"]),
            "ticks": [["shop", "phone"], [], None],
            "truth": [True, False, None],
            "cost": [Decimal("1.50"), None, Decimal(2)],
            "tag.owner": ["a", "b", "c"],
        },
    )
    frame.index = pd.Index(["i", "j", "k"])
    path = tmp_path / "t.parquet"
    frame.to_parquet(path)
    assert rows_in(chunks(path, 2)) == {
        1: {"name": "NA", "whole": "1", "part": "1", "day": "2026-01-02", "at": "2026-01-02 10:30:00", "kind": "x", "ticks": "shop;phone", "truth": "true", "cost": "1.50", "tag.owner": "a"},
        2: {"name": "", "whole": "1152921504606846976", "part": "0.1", "day": "", "at": "", "kind": "", "ticks": ";", "truth": "false", "cost": "", "tag.owner": "b"},
        3: {"name": "007", "whole": "3", "part": "", "day": "2026-01-03", "at": "2026-01-03", "kind": "y", "ticks": "", "truth": "", "cost": "2.00", "tag.owner": "c"},
    }  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3, 4, 10])
def test_parquet_is_cut_by_numbers_across_its_own_groups(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "t.parquet"
    table = pa.table({"a": [str(i) for i in range(1, 11)], "b": ["", *"xy" * 4, None]})
    parquet.write_table(table, path, row_group_size=4)
    found = chunks(path, rows)
    assert [len(chunk.numbers) for chunk in found] == [
        min(rows, 10 - start) for start in range(0, 10, rows)
    ]
    assert {number: row["a"] for number, row in rows_in(found).items()} == {
        i: str(i) for i in range(1, 11)
    }


@pytest.mark.parametrize("rows", [2, 3, 6])
def test_a_part_of_parquet_has_the_texts_of_its_own_rows_only(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "t.parquet"
    few = ["x", "x", None, "y", "x", "z"]
    kept = pd.Categorical(["k", None, None, "l", "k", None])
    table = pa.table({"few": few, "many": [*"abcdef"], "kept": kept})
    parquet.write_table(table, path)
    found = chunks(path, rows)
    for chunk in found:
        for cells in chunk.columns:
            assert sorted({*cells.positions.tolist()}) == [*range(len(cells.distinct))]
    assert {number: "|".join(row.values()) for number, row in rows_in(found).items()} == {
        1: "x|a|k", 2: "x|b|", 3: "|c|", 4: "y|d|l", 5: "x|e|k", 6: "z|f|",
    }  # fmt: skip


def test_ticks_and_short_numbers_in_parquet_are_what_a_person_would_write(tmp_path: Path) -> None:
    columns = {
        "ticks": pa.array([["a", None, "b"], [], None]),
        "flags": pa.array([[True], [False], None]),
        "share": pa.array([0.1, 3.0, None], pa.float32()),
        "kept": pa.array([0.1, None, 0.1], pa.float32()).dictionary_encode(),
        "tag": ["1", "2", "3"],
        "tag.x": ["4", "5", "6"],
    }
    parquet.write_table(pa.table(columns), tmp_path / "t.parquet")
    assert rows_in(chunks(tmp_path / "t.parquet", 2)) == {
        1: {
            "ticks": "a;;b",
            "flags": "true",
            "share": "0.1",
            "kept": "0.1",
            "tag": "1",
            "tag.x": "4",
        },
        2: {"ticks": ";", "flags": "false", "share": "3", "kept": "", "tag": "2", "tag.x": "5"},
        3: {"ticks": "", "flags": "", "share": "", "kept": "0.1", "tag": "3", "tag.x": "6"},
    }
    parquet.write_table(pa.table({"a": [[["x"]]]}), tmp_path / "g.parquet")
    assert told(chunks(tmp_path / "g.parquet")) == [
        "g.parquet: The column a holds groups of values. Write one text into each cell."
    ]


@pytest.mark.parametrize("is_dictionary", [True, False])
@pytest.mark.parametrize("is_missing", [True, False])
def test_a_text_in_parquet_that_is_not_utf8_is_no_fault_of_ours(
    tmp_path: Path, is_dictionary: bool, is_missing: bool
) -> None:
    ends = np.array([0, 2, 2], dtype=np.int32).tobytes()
    mask = pa.py_buffer(b"\1") if is_missing else None
    wrong = pa.Array.from_buffers(
        pa.string(), 2, [mask, pa.py_buffer(ends), pa.py_buffer(b"S\xf8")]
    )
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"name": wrong}), path, use_dictionary=is_dictionary)
    (said,) = told(chunks(path))
    assert said.startswith("t.parquet: This cannot be read as Parquet (Invalid UTF8 ")


def test_parquet_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert refused(tmp_path, b"PAR1nonsense", "t.parquet").startswith("t.parquet: ")
    assert refused(tmp_path, b"no", "t.parquet").startswith(
        "t.parquet: This cannot be read as Parquet ("
    )
    path = tmp_path / "g.parquet"
    parquet.write_table(pa.table({"a": [{"b": 1}]}), path)
    assert told(chunks(path)) == [
        "g.parquet: The column a holds groups of values. Write one text into each cell."
    ]
    parquet.write_table(pa.table({"a": pa.array([], pa.string())}), path)
    assert told(chunks(path)) == ["g.parquet: The table has no rows. Write one row a business."]
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert told(chunks(path)) == [
        'g.parquet: Reading Parquet needs one more package. Install it with: pip install "omnicheck[tables]"'
    ]


# JSON lines


def test_json_lines_keep_numbers_as_they_are_written(tmp_path: Path) -> None:
    lines = [
        '{"name": "A", "n": 1e5, "m": 007, "reach": "town"}'.replace(" 007", ' "007"'),
        "",
        '{"reach": null, "name": "Caf\\u00e9", "channels": ["shop", 1.50], "yes": true}',
        '{"channels": [], "n": -0.10, "name": "NaN"}',
    ]
    assert read(tmp_path, "\n".join(lines), "t.jsonl") == {
        1: {"name": "A", "n": "1e5", "m": "007", "reach": "town", "channels": "", "yes": ""},
        3: {"name": "Café", "n": "", "m": "", "reach": "", "channels": "shop;1.50", "yes": "true"},
        4: {"name": "NaN", "n": "-0.10", "m": "", "reach": "", "channels": ";", "yes": ""},
    }


def test_json_lines_that_are_no_rows_are_told_and_the_others_read(tmp_path: Path) -> None:
    lines = ['{"a": 1}', '{"a": 1, "a": 2}', "[1]", '{"a": }', '{"a": {"b": 1}}', "[" * 100_000, '{"a": 9}', '{"a": "' + "x" * 1_000_001 + '"}', '{"a": 10}']  # fmt: skip
    found = chunks(written(tmp_path, "\n".join(lines), "t.ndjson"), 4)
    assert rows_in(found) == {1: {"a": "1"}, 7: {"a": "9"}, 9: {"a": "10"}}
    cure = 'Write one object a line, like: {"name": "Corner Bakery", "reach": "town"}'
    assert told(found) == [
        f"t.ndjson:2:1: a stands in this line twice. {cure}",
        f"t.ndjson:3:1: This line is not an object. {cure}",
        f"t.ndjson:4:1: This line is not JSON from its character 7 on. {cure}",
        f"t.ndjson:5:1: a holds a group, not one value. {cure}",
        f"t.ndjson:6:1: This line holds groups within groups. {cure}",
        f"t.ndjson:8:1: This line is longer than 1,000,000 bytes. {cure}",
    ]
    assert sum(chunk.failed for chunk in found) == 6


@pytest.mark.parametrize("data", ['[{"a": 1}]', '\n [\n {"a": 1}\n]', '{\n "a": 1\n}\n'])
def test_json_as_a_whole_is_told_once(tmp_path: Path, data: str) -> None:
    assert refused(tmp_path, data, "t.jsonl") == (
        "t.jsonl: This is JSON as a whole, not one business a line. "
        'Write one object a line, like: {"name": "Corner Bakery", "reach": "town"}'
    )


# Workbooks


Sheet = tuple[str, list[list[Any]]]


def saved(tmp_path: Path, *sheets: Sheet) -> Path:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    return tmp_path / "t.xlsx"


def test_a_workbook_is_read_as_a_person_sees_it(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        ("S", [["name", "v"], ["int", 7], ["float", 7.5], ["sum", 0.1 + 0.2], ["large", 12345678901234],
               ["day", date(2026, 11, 21)], ["moment", datetime(2026, 1, 2, 10, 30)], ["clock", time(9, 15)],
               ["truth", True], ["text", "007"], ["markup", 'a & <b> "c"'], ["NA", "NA"], ["nothing", None],
               ["negative", -0.5]]),
    )  # fmt: skip
    book = openpyxl.load_workbook(path)
    sheet = book["S"]
    for row in (["percent", 0.4, "0%"], ["share", 0.125, "0.0%"], ["code", 42, "00000"], ["money", 5, '[$€-2] #,##0.00" days"'], ["old", 45000, "d. mmm yyyy"]):  # fmt: skip
        sheet.append(row[:2])
        sheet.cell(sheet.max_row, 2).number_format = str(row[2])
    book.save(path)
    assert {row["name"]: row["v"] for row in rows_in(chunks(path)).values()} == {
        "int": "7", "float": "7.5", "sum": "0.3", "large": "12345678901234",
        "day": "2026-11-21", "moment": "2026-01-02 10:30", "clock": "09:15",
        "truth": "TRUE", "text": "007", "markup": 'a & <b> "c"', "NA": "NA", "nothing": "",
        "negative": "-0.5",
        "percent": "40%", "share": "12.5%", "code": "00042", "money": "5", "old": "2023-03-15",
    }  # fmt: skip


def test_dates_since_1904(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    assert book.active is not None
    book.active.append(["a"])
    book.active.append([date(2026, 11, 21)])
    book.save(tmp_path / "t.xlsx")
    assert rows_in(chunks(tmp_path / "t.xlsx")) == {1: {"a": "2026-11-21"}}


def test_the_sheet_with_the_questions_is_read(tmp_path: Path) -> None:
    notes: Sheet = ("Notes", [["about"], ["this"]])
    answers: Sheet = (
        "Answers",
        [[], [None, "reach", "name"], [], [None, "town", "A"], ["", "country", "B"]],
    )
    rows = {2: {"reach": "town", "name": "A"}, 3: {"reach": "country", "name": "B"}}
    found = chunks(saved(tmp_path, notes, answers), 2)
    assert rows_in(found) == rows
    assert [len(chunk.numbers) for chunk in found] == [1, 1]
    assert rows_in(chunks(saved(tmp_path, notes))) == {1: {"about": "this"}}
    second: Sheet = ("Second", [["reach"], ["town"]])
    (chunk, *_others) = chunks(saved(tmp_path, notes, answers, second))
    assert str(chunk.warnings[-1]) == (
        "t.xlsx: More than one sheet has columns for questions; only Answers is read. "
        "To read another, save it as a file of its own."
    )


def test_cells_beyond_the_head_cost_their_row(tmp_path: Path) -> None:
    found = chunks(saved(tmp_path, ("S", [["a", "b"], [1, 2, None, "x"], [3, 4]])))
    assert rows_in(found) == {2: {"a": "3", "b": "4"}}
    assert told(found) == [
        "t.xlsx:1:4: A cell of this row stands in a column without a name. "
        "Name the column in the head, or empty the cell."
    ]


NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book_of(tmp_path: Path, rows: str, *, before: str = "", texts: str = "") -> Path:
    """A workbook with this XML for its rows."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<x:workbook xmlns:x="{NAMESPACE}" xmlns:r="{relations}"><x:sheets>'
        '<x:sheet name="S" sheetId="1" r:id="r1"/></x:sheets></x:workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="r1" Type="{relations}/worksheet" '
        'Target="worksheets/s.xml"/></Relationships>',
        "xl/worksheets/s.xml": f"{before}<worksheet><sheetData>{rows}</sheetData></worksheet>",
    }
    if texts:
        parts["xl/sharedStrings.xml"] = f"<sst>{texts}</sst>"
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return tmp_path / "t.xlsx"


def test_whatever_program_wrote_the_workbook(tmp_path: Path) -> None:
    texts = "<si><t>na</t><r><t>me</t></r><rPh><t>not said</t></rPh></si><si><t>x</t></si>"
    rows = (
        '<x:row xmlns:x="y"><x:c t="s"><x:v>0</x:v></x:c><x:c t="inlineStr"><is><t>b</t></is></x:c></x:row>'
        '<row r="3"><c r="B3" t="str"><f>1+1</f><v>two</v></c></row>'
        '<row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="b"><v>0</v></c></row>'
    )
    assert rows_in(chunks(book_of(tmp_path, rows, texts=texts))) == {
        2: {"name": "", "b": "two"},
        3: {"name": "x", "b": "FALSE"},
    }


def test_formulas_without_a_value_are_told_where_they_stand(tmp_path: Path) -> None:
    rows = (
        '<row><c t="inlineStr"><is><t>a</t></is></c><c/><c t="inlineStr"><is><t>c</t></is></c></row>'
        '<row><c t="e"><f>1/0</f><v>#DIV/0!</v></c><c/><c><f>A1</f><v></v></c></row>'
        '<row><c><f>A1</f></c></row>'
        '<row><c t="str"><f>""</f><v></v></c><c t="e"><v>#N/A</v></c><c t="str"><f>B1</f><v>x</v></c></row>'
        "<row><c/><c/><c/></row>"
    )  # fmt: skip
    found = chunks(book_of(tmp_path, rows))
    assert rows_in(found) == {3: {"a": "", "c": "x"}}  # the column without a name is not read
    shows = "This cell shows an error of the spreadsheet (#DIV/0!). Write the value there, or empty the cell."
    lacks = "This cell holds a formula, and its value was not saved. Open the workbook in your spreadsheet and save it, or write the value there."
    assert told(found) == [f"t.xlsx:1:1: {shows}", f"t.xlsx:1:3: {lacks}", f"t.xlsx:2:1: {lacks}"]
    assert sum(chunk.failed for chunk in found) == 2


def test_merged_cells_are_warned_of_unless_they_are_above_the_table(tmp_path: Path) -> None:
    path = saved(tmp_path, ("S", [["a", "b"], [1, 2], [None, 3]]))
    book = openpyxl.load_workbook(path)
    book["S"].merge_cells("C1:D1")
    book.save(path)
    assert [warning for chunk in chunks(path) for warning in chunk.warnings] == []
    book["S"].merge_cells("A2:A3")
    book.save(path)
    found = chunks(path)
    assert rows_in(found) == {1: {"a": "1", "b": "2"}, 2: {"a": "", "b": "3"}}
    assert [str(warning) for chunk in found for warning in chunk.warnings] == [
        "t.xlsx: Merged cells (A2:A3): only the first of them holds the value. "
        "If the value is meant for all of them, split the cells and fill them in."
    ]
    assert sum(chunk.failed for chunk in found) == 0


def test_a_cell_that_unpacks_to_too_much_is_not_kept(tmp_path: Path) -> None:
    giant = "<row><c t='inlineStr'><is><t>" + "x" * 30_000_000 + "</t></is></c></row>"
    pieces = "<row><c t='inlineStr'><is>" + "<r><t>ab</t></r>" * 50_000 + "</is></c></row>"
    path = book_of(tmp_path, HEAD + giant + pieces)
    tracemalloc.start()
    found = chunks(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told(found) == ["t.xlsx:1:1: This cell holds more than 100,000 characters. Shorten it."]
    assert rows_in(found) == {2: {"a": "ab" * 50_000}}
    assert peak < 15_000_000


HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'


@pytest.mark.parametrize(
    ("rows", "before", "said"),
    [
        (HEAD + '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>', "", "t.xlsx:1048575:16384: A cell of this row stands in a column without a name. Name the column in the head, or empty the cell."),
        (HEAD + '<row r="1048577"><c><v>2</v></c></row>', "", f"t.xlsx: The sheet has more rows than any sheet can have. {ANY_SIZE}"),
        (HEAD + HEAD, "", f"t.xlsx: {DAMAGED} {SAVE_BOOK}"),
        (HEAD + '<row r="2"><c r="ABCD2"><v>1</v></c></row>', "", f"t.xlsx: {DAMAGED} {SAVE_BOOK}"),
        (HEAD + '<row r="2"><c r="A2" t="s"><v>7</v></c></row>', "", f"t.xlsx: {DAMAGED} {SAVE_BOOK}"),
        (HEAD + '<row r="x">', "", f"t.xlsx: {DAMAGED} {SAVE_BOOK}"),
        (HEAD + "<row><c><v>&lol;</v></c></row>", '<!DOCTYPE x [<!ENTITY lol "lol">]>', f"t.xlsx: {DAMAGED} {SAVE_BOOK}"),
        ("", "", "t.xlsx: The first row is empty; the names of the columns are needed there."),
        (HEAD, "", "t.xlsx: The table has no rows. Write one row a business."),
    ],
)  # fmt: skip
def test_workbooks_made_to_harm_are_refused_at_once(
    tmp_path: Path, rows: str, before: str, said: str
) -> None:
    assert told(chunks(book_of(tmp_path, rows, before=before))) == [said]


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "_MOST_SHEET", 1_000_000)
    path = book_of(tmp_path, HEAD + "<row><c><v>1</v></c></row>" + " " * 1_000_000)
    assert path.stat().st_size < 5_000
    assert told(chunks(path)) == [f"t.xlsx: The workbook unpacks to more than 1 MB. {ANY_SIZE}"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is not a workbook (.xlsx), or it is protected by a password."),
        (b"a,b\n1,2\n", "This is not a workbook (.xlsx), or it is protected by a password."),
        (b"PK\x03\x04 cut short", DAMAGED),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    assert refused(tmp_path, data, "t.xlsx") == f"t.xlsx: {said} {SAVE_BOOK}"


# All alike


@ROOMY
@given(
    rows=st.lists(
        st.fixed_dictionaries({"name": TEXTS, "reach": TEXTS, "x y": TEXTS}), min_size=1, max_size=6
    )
)
def test_the_same_table_reads_the_same_in_every_format(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    frame = pd.DataFrame(rows, dtype=object)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*rows[0]])
    writer.writeheader()
    writer.writerows(rows)
    frame.to_parquet(tmp_path / "t.parquet")
    found = [
        rows_in(chunks(written(tmp_path, text.getvalue()))),
        rows_in(chunks(written(tmp_path, "\n".join(map(json.dumps, rows)), "t.jsonl"))),
        rows_in(chunks(tmp_path / "t.parquet")),
    ]
    kept = {i: row for i, row in enumerate(rows, 1) if any(map(str.strip, row.values()))}
    assert found == [kept, kept, kept]


def _peak_of(path: Path) -> Iterator[int]:
    import subprocess

    code = (
        "import resource, sys; from pathlib import Path; from omnicheck.batch.record import Input; "
        "from omnicheck.batch.tables import table_chunks; p = Path(sys.argv[1]); "
        "n = sum(len(c.numbers) for c in table_chunks(Input(p, p.name, 'table'), 16384)); "
        "print(n, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    yield from map(int, run.stdout.split())


@pytest.mark.slow
def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    line = ",".join(["option_one"] * 30) + "\n"
    peaks = []
    for count in (100_000, 400_000):
        path = tmp_path / f"{count}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write(",".join(f"q{i}" for i in range(30)) + "\n")
            file.writelines(line for _ in range(count))
        rows, peak = _peak_of(path)
        assert rows == count
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 60_000  # KB; the longer file is 100,000 KB longer

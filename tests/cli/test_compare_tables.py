"""`omnicheck compare OLD_RESULTS NEW_RESULTS`: two tables of results, on screen, as data and in files."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING

import jsonschema
import pytest

from omnicheck import schemas
from tests.cli.program import EXAMPLES, ROOT, omnicheck, warm

if TYPE_CHECKING:
    from pathlib import Path

OLD_TABLE = "examples/compare/results_2025.csv"
NEW_TABLE = "examples/compare/results_2026.csv"


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of some of the examples, and of others and later ones."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "old").mkdir()
    (folder / "new").mkdir()
    for name in ("plumber", "cobbler"):
        shutil.copy(EXAMPLES / f"{name}.yaml", folder / "old")
    shutil.copy(EXAMPLES / "compare" / "bike_shop_2025.yaml", folder / "old")
    for name in ("cobbler", "boutique"):
        shutil.copy(EXAMPLES / f"{name}.yaml", folder / "new")
    bikes = (EXAMPLES / "bike_shop.yaml").read_text(encoding="utf-8")
    better = bikes.replace("hours_per_week: three_to_five", "hours_per_week: more")
    better = better.replace("customer_history: one_list", "customer_history: one_system")
    (folder / "new" / "bike_shop.yaml").write_text(better, encoding="utf-8")
    for name in ("old", "new"):
        kinds = [part for kind in ("csv", "jsonl", "xlsx") for part in ("--results", kind)]
        done = omnicheck("batch", name, "--out", f"{name}_out", *kinds, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_two_tables_tell_who_moved_who_came_and_who_went(kind: str, tables: Path) -> None:
    done = warm("compare", f"old_out/results.{kind}", f"new_out/results.{kind}", cwd=tables)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 businesses are in both tables")
    assert "Strategy: 1 from “Multichannel” to “Omnichannel”.\n" in done.stdout
    assert "\nNew:\n  Søstrene Holm: Omnichannel, start now\n" in done.stdout
    assert done.stdout.endswith("\nGone:\n  Declan Roche Plumbing: Multichannel, kept simple\n")


def test_the_movement_as_data(tables: Path) -> None:
    done = warm("compare", "old_out/results.csv", "new_out/results.csv", "--json", cwd=tables)
    found = json.loads(done.stdout)
    jsonschema.Draft7Validator(schemas.movement_schema()).validate(found)
    assert json.loads(warm("schema", "movement").stdout) == schemas.movement_schema()
    (mover,) = found["movers"]
    new = json.loads(warm("assess", str(tables / "new" / "bike_shop.yaml"), "--json").stdout)
    assert mover["before"]["margin"] == -25
    assert mover["after"]["stage_title"] == "Several channels"
    assert mover["after"]["margin"] == pytest.approx(new["verdict"]["margin"], abs=1e-4)
    margin = found["measures"][0]
    moved = mover["margin_moved"]
    assert (margin["businesses"], margin["up"], margin["down"]) == (2, 1, 0)
    assert (margin["mean"], margin["median"]) == (
        pytest.approx(moved / 2),
        pytest.approx(moved / 2),
    )
    titles = [measure["title"] for measure in found["measures"]]
    assert titles[:2] == ["Distance to the line", "Available resources"]


def test_the_movers_as_a_table(tables: Path, tmp_path: Path) -> None:
    files = ("old_out/results.csv", "new_out/results.csv")
    path = str(tmp_path / "moved.csv")
    assert warm("compare", *files, "-o", path, cwd=tables).returncode == 0
    with open(path, encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    assert [(row["moved"], row["client"]) for row in rows] == [
        ("moved", "Long Harbour Cycles"),
        ("new", rows[1]["client"]),
        ("gone", "Declan Roche Plumbing"),
    ]
    again = warm("compare", *files, "-o", path, cwd=tables)
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    assert warm("compare", *files, "-o", path, "--force", cwd=tables).returncode == 0
    odd = warm("compare", *files, "-o", "moved.doc", cwd=tables)
    assert (odd.returncode, "A report cannot be written" in odd.stderr) == (2, True)
    taken = warm("compare", *files, "-o", files[0], "--force", cwd=tables)
    assert (taken.returncode, "the table cannot take its place" in taken.stderr) == (2, True)


def test_the_movement_as_pages(tables: Path, tmp_path: Path) -> None:
    files = ("old_out/results.csv", "new_out/results.csv")
    names = ["m.html", "m.md", "m.xlsx", "m.json", "m.csv"]
    outputs = [part for name in names for part in ("-o", str(tmp_path / name))]
    assert warm("compare", *files, *outputs, cwd=tables).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    for name in names[:2]:
        page = (tmp_path / name).read_text(encoding="utf-8")
        assert "Multichannel, kept simple" in page
        assert "Long Harbour Cycles" in page
    data = warm("compare", *files, "--json", cwd=tables).stdout
    assert (tmp_path / "m.json").read_text() == data
    # The same older table: its page is made anew; another one's page stays.
    pages = outputs[:-2]
    assert warm("compare", *files, *pages, cwd=tables).returncode == 0
    other = warm("compare", files[1], files[0], *pages, cwd=tables)
    assert (other.returncode, other.stderr.count("--force")) == (2, len(names) - 1)


def test_who_came_or_went_stands_in_the_table_with_all_that_is_known(
    tables: Path, tmp_path: Path
) -> None:
    path = tmp_path / "moved.csv"
    files = ("old_out/results.csv", "new_out/results.csv")
    assert warm("compare", *files, "-o", str(path), cwd=tables).returncode == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        gone = list(csv.DictReader(file))[-1]
    with (tables / "old_out" / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        (then,) = (row for row in csv.DictReader(file) if row["client"] == gone["client"])
    for name in ("strategy", "path", "stage", "margin"):
        assert (gone[f"{name}_before"], gone[f"{name}_after"]) == (then[name], "")


@pytest.mark.parametrize("text", ["abc", "inf", "-1e999", "nan"])
def test_a_figure_that_is_none_is_a_fault_and_never_passed_over(
    text: str, tables: Path, tmp_path: Path
) -> None:
    with (tables / "old_out" / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    rows[1][head.index("margin")] = text
    odd = tmp_path / "odd.csv"
    with odd.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    done = warm("compare", str(odd), "new_out/results.csv", "--json", cwd=tables)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"odd.csv:2:{head.index('margin') + 1}: margin: “{text}” is not a number." in done.stderr


def test_tables_and_pages_are_all_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    files = (str(ROOT / OLD_TABLE), str(ROOT / NEW_TABLE))
    for outputs, says in (
        (("a.csv", "none/b.csv"), "There is no such folder."),
        (("a.csv", "folder.csv", "--force"), "This is a folder."),
        (("a.csv", "a.html", "none/b.html"), "There is no such folder."),
        (("a.csv", "./a.csv"), "This file is named twice. Name it once."),
        (("a.csv", "b.csv/"), "The / at the end means a folder"),
    ):
        named = [
            part for each in outputs for part in (("-o", each) if "--" not in each else (each,))
        ]
        done = warm("compare", *files, *named, cwd=tmp_path)
        assert (done.returncode, done.stdout, says in done.stderr) == (2, "", True)
        assert [path.name for path in tmp_path.iterdir()] == ["folder.csv"]
    assert warm("compare", *files, "-o", "a.html", cwd=tmp_path).returncode == 0
    swapped = warm("compare", *reversed(files), "-o", "a.csv", "-o", "a.html", cwd=tmp_path)
    assert (swapped.returncode, (tmp_path / "a.csv").exists()) == (2, False)


def changed(folder: Path, *cells: tuple[int, str, str], name: str = "changed.csv") -> str:
    """Write the newer table with some cells another: row, column, text. A column that is new is added."""
    with (ROOT / NEW_TABLE).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, column, text in cells:
        rows[number - 1][column] = text
    heads = list(dict.fromkeys(head for row in rows for head in row))
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return str(folder / name)


def column_of(table: str, name: str) -> int:
    with open(table, encoding="utf-8", newline="") as file:  # noqa: PTH123
        return next(csv.reader(file)).index(name) + 1


@pytest.mark.parametrize(
    ("column", "text", "says"),
    [
        ("client", "", "client: this cell is blank."),
        ("client", " ", "client: this cell is blank."),
        ("client", "\u200b", "client: this cell is blank."),
        ("questionnaire", "", "questionnaire: this cell is blank."),
        ("need", "5000", "need: 5000 cannot be a score. Scores run from 0 to 100."),
        ("need", "-0.1", "need: -0.1 cannot be a score."),
        ("need", "much", "need: “much” is not a number."),
        (
            "strategy",
            "nonsense",
            "strategy: “nonsense” cannot stand here. Write one of: multichannel, omnichannel.",
        ),
        ("strategy", "", "strategy: this cell is blank. Write one of: multichannel, omnichannel."),
        ("confidence", "sure", "Write one of: high, medium, low."),
    ],
)
def test_what_no_result_can_be_is_a_fault_at_its_cell(
    column: str, text: str, says: str, tmp_path: Path
) -> None:
    table = changed(tmp_path, (2, column, text))
    done = warm("compare", OLD_TABLE, table)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{table}:2:{column_of(table, column)}: ")
    assert says in " ".join(done.stderr.split())


def test_a_margin_and_scores_at_their_ends_are_taken(tmp_path: Path) -> None:
    table = changed(tmp_path, (1, "margin", "-150"), (1, "need", "0"), (2, "need", "100"))
    done = warm("compare", OLD_TABLE, table)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_column_of_remarks_is_left_out_and_named(tmp_path: Path) -> None:
    table = changed(tmp_path, (1, "=remark()", "nice people"), (3, "calls", "7"), (3, "empty", ""))
    done = warm("compare", OLD_TABLE, table)
    assert done.returncode == 0
    assert " ".join(done.stderr.split()) == (
        f"{table}: warning: 2 columns are left out, as no results are in them: “=remark()”, “calls”."
    )
    assert done.stdout == warm("compare", OLD_TABLE, NEW_TABLE).stdout


def test_scores_of_a_questionnaire_that_is_not_at_hand_are_its_columns_of_figures(
    tmp_path: Path,
) -> None:
    own = [(row, "questionnaire", "own") for row in range(1, 7)]
    remarks = [(1, "remark", "nice"), (1, "turnover", "90000"), (1, "zeal", "40")]
    older, newer = (
        changed(tmp_path, *own, *remarks, *more, name=name)
        for name, more in (("older.csv", ()), ("newer.csv", [(1, "zeal", "45.5")]))
    )
    done = warm("compare", older, newer, "--json")
    assert done.returncode == 0
    assert done.stderr.count("“remark”, “turnover”.") == 2
    assert done.stderr.count("If they are scores, name the questionnaire with -q.") == 2
    found = json.loads(done.stdout)
    moved = {each["name"]: (each["businesses"], each["mean"]) for each in found["measures"]}
    assert moved.keys() >= {"margin", "need", "zeal"}
    assert (moved["zeal"], moved["need"][1]) == ((1, 5.5), 0)
    assert found["notices"] == []


def test_a_score_that_one_table_lacks_is_told(tmp_path: Path) -> None:
    with (ROOT / OLD_TABLE).open(encoding="utf-8-sig", newline="") as file:
        rows = [{k: v for k, v in row.items() if k != "need"} for row in csv.DictReader(file)]
    with (tmp_path / "less.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    page = tmp_path / "m.md"
    done = warm("compare", str(tmp_path / "less.csv"), NEW_TABLE, "-o", str(page))
    says = "Not compared, as the older table has no such column: “Need”."
    assert (done.returncode, done.stdout.count(says)) == (0, 1)
    assert says in page.read_text(encoding="utf-8")


def test_a_client_named_twice_is_refused(tables: Path, tmp_path: Path) -> None:
    text = (tables / "old_out" / "results.csv").read_text(encoding="utf-8")
    (tmp_path / "twice.csv").write_text(text + text.splitlines()[-1] + "\n", encoding="utf-8")
    done = warm("compare", str(tmp_path / "twice.csv"), "new_out/results.csv", cwd=tables)
    assert done.returncode == 2
    assert "twice.csv:4:1: Two rows are of the same client and questionnaire" in done.stderr

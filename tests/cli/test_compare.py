"""`omnicheck compare`: two dates, several people and two tables of results, on screen, as data and in files."""

from __future__ import annotations

import csv
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from omnicheck import schemas
from tests.cli.program import EXAMPLES, ROOT, omnicheck, warm
from tests.factories import make_question, plain_questionnaire

if TYPE_CHECKING:
    from pathlib import Path

DATES = ("examples/compare/bike_shop_2025.yaml", "examples/bike_shop.yaml")
PEOPLE = tuple(f"examples/compare/{name}.yaml" for name in ("owner", "staff", "consultant"))

MOVES = """\
Where it came from ─────────────────────────────────────────────────────────────
  Distance to the line: up from -25 to -6.7, +18.3 points
  • +7.3 Same facts everywhere
  • +7.3 Answering messages
  • +1.6 Hours a week
  • +1.3 Customer history
  • +0.7 Owners' commitment

  Available resources: up from 37.5 to 48.3, +10.8 points
  • +4.8 Hours a week
  • +4.0 Customer history
  • +2.0 Owners' commitment

  Customer expectations: up from 68 to 72.2, +4.2 points
  • +4.2 Order here, collect there

  Need: up from 68.4 to 70.9, +2.5 points
  • +2.5 Order here, collect there

  Not moved: Type of business.
"""
DECIDES = """\
What decides between them ──────────────────────────────────────────────────────
  • With the answer of staff on Hours a week, the sheet of owner gives
    “Multichannel” too.
  • With the answer of owner on Connected tools, the sheet of consultant gives
    “Omnichannel” too. The same goes for Owners' commitment.
"""
FIRST = """\
  ▌ They end with different recommendations.
  ▌ owner: “Omnichannel, start now”. staff and consultant: “Multichannel now,
  ▌ with a path to omnichannel”.
  ▌ Settle this first: Hours a week, Connected tools and Owners' commitment.
"""


# Two dates


def test_what_moved_is_shown_with_where_it_came_from() -> None:
    done = warm("compare", *DATES)
    assert (done.returncode, done.stderr) == (0, "")
    assert MOVES in done.stdout
    assert "  Answered on               11 August 2025            ► 17 August 2026\n" in done.stdout
    words = " ".join(done.stdout.split())
    assert (
        "Keep one customer list for all who serve: probably done, as “Customer history” is now "
        "“In one list, partly up to date”."
    ) in words
    assert "The next stage is “Channels that help each other”" in words


@pytest.mark.parametrize("files", [DATES, ("--respondents", *PEOPLE)], ids=["dates", "people"])
@pytest.mark.parametrize("columns", [20, 40, 80])
def test_it_fits_the_width(files: tuple[str, ...], columns: int) -> None:
    done = warm("compare", *files, env={"COLUMNS": str(columns)})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= columns


@pytest.mark.parametrize("files", [DATES, ("--respondents", *PEOPLE)], ids=["dates", "people"])
def test_accessible_and_plain_encodings_have_no_drawn_characters(files: tuple[str, ...]) -> None:
    done = warm("compare", *files, "--accessible", env={"FORCE_COLOR": "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert not re.search("[\u2500-\u25ff\x1b]", done.stdout)
    ascii_only = warm("compare", *files, env={"PYTHONIOENCODING": "ascii"})
    assert (ascii_only.returncode, ascii_only.stdout.isascii()) == (0, True)


def test_the_newer_file_first_is_said() -> None:
    done = warm("compare", *reversed(DATES))
    assert done.returncode == 0
    assert done.stderr.startswith("The first file is the newer one, by its day.")


def version(folder: Path, number: str, weight: int, *more: str) -> None:
    questions = [make_question("a", factor="f", weight=weight), make_question("b", factor="f")]
    questions += [make_question(name, factor="f") for name in more]
    own = plain_questionnaire(questions, {"f": 50}) | {"id": "own", "version": number}
    (folder / f"own_{number[0]}.yaml").write_text(json.dumps(own), encoding="utf-8")


def answers(folder: Path, name: str, questionnaire: str, **given: str) -> str:
    text = json.dumps({"questionnaire": questionnaire, "business": {"name": "A"}, "answers": given})
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_two_versions_are_told_apart_from_the_answers(tmp_path: Path) -> None:
    version(tmp_path, "1.0.0", 1)
    version(tmp_path, "2.0.0", 3, "c")
    old = answers(tmp_path, "old.yaml", "own_1.yaml", a="o2", b="o0")
    new = answers(tmp_path, "new.yaml", "own_2.yaml", a="o2", b="o2", c="o0")
    done = warm("compare", old, new, "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["version"]["only_after"] == ["c"]
    (score,) = [move for move in document["moves"] if move["id"] == "f"]
    parts = [score["from_answers"], score["from_rules"], score["from_questions"]]
    assert score["points"] == pytest.approx(30)
    assert sum(parts) == pytest.approx(30)
    assert parts[2] < 0 < min(parts[:2])
    assert score["parts"] == [{"questions": ["b"], "title": "b", "points": score["from_answers"]}]
    shown = warm("compare", old, new, cwd=tmp_path).stdout
    assert "Only version 2.0.0 asks about: c." in shown
    named = answers(tmp_path, "named.yaml", "own", a="o2", b="o0")
    again = warm(
        *("compare", named, new, "--old-questionnaire", "own_1.yaml", "--json"), cwd=tmp_path
    )
    assert json.loads(again.stdout)["moves"] == document["moves"]


# Several people


def test_people_stand_side_by_side_and_what_decides_is_told() -> None:
    done = warm("compare", "--respondents", *PEOPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert DECIDES in done.stdout
    assert done.stdout.endswith(FIRST)
    assert "nothing is averaged" in " ".join(done.stdout.split())


# What does not fit


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (DATES[:1], "It takes two files: the older one, then the newer one. For several people"),
        (PEOPLE, "It takes two files: the older one, then the newer one."),
        (("--respondents", PEOPLE[0]), "This is the file of one person only."),
        (("--respondents", *PEOPLE * 4), "These are too many people to stand side by side."),
        ((PEOPLE[0], DATES[0]), "These are the answers of “Long Harbour Cycles”, and"),
        (("--respondents", PEOPLE[0], DATES[0]), "add: --same-business"),
        ((DATES[0], "examples/batch/respondents.csv"), "This is a table, and the other files are"),
        (("--respondents", *["examples/batch/respondents.csv"] * 2), "--respondents takes answers"),
        (["examples/batch/respondents.csv"] * 2, "This is no table of results: it has no column"),
        ((DATES[0], "examples/what_if/scenarios.yaml"), "These are scenarios, not answers."),
    ],
)
def test_what_cannot_be_compared_is_told_with_a_cure(arguments: Any, says: str) -> None:
    done = warm("compare", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_faults_of_both_files_come_at_once(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        answers(tmp_path, name, "channel_strategy", replies="as_promissed")
    done = warm("compare", "a.yaml", "b.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("Did you mean as_promised?") == 2


def test_different_questionnaires_are_refused(tmp_path: Path) -> None:
    version(tmp_path, "1.0.0", 1)
    version(tmp_path, "2.0.0", 3)
    one = answers(tmp_path, "one.yaml", "own_1.yaml", a="o2", b="o0")
    two = answers(tmp_path, "two.yaml", "own_2.yaml", a="o2", b="o0")
    other = answers(tmp_path, "other.yaml", "channel_strategy", replies="as_promised")
    done = warm("compare", one, other, cwd=tmp_path)
    assert done.returncode == 2
    assert (
        "These are answers to channel_strategy, and the others are answers to own." in done.stderr
    )
    people = warm("compare", "--respondents", one, two, cwd=tmp_path)
    assert people.returncode == 2
    assert "names another version of the questionnaire" in people.stderr
    assert warm("compare", "--respondents", one, one, cwd=tmp_path).returncode == 0


# Data and files


@pytest.mark.parametrize(
    ("arguments", "kind", "schema"),
    [
        (DATES, "comparison", schemas.comparison_schema()),
        (("--respondents", *PEOPLE), "respondents", schemas.agreement_schema()),
    ],
    ids=["dates", "people"],
)
def test_json_fits_its_schema_and_files_say_the_same(
    arguments: tuple[str, ...], kind: str, schema: dict[str, Any], tmp_path: Path
) -> None:
    done = warm("compare", *arguments, "--json")
    assert done.stdout.startswith(f'{{\n  "schema_version": 1,\n  "kind": "{kind}",\n')
    assert done.stdout.isascii()
    jsonschema.Draft7Validator(schema).validate(json.loads(done.stdout))
    assert json.loads(warm("schema", kind).stdout) == schema
    names = ["c.html", "c.md", "c.xlsx", "c.json"]
    outputs = [part for name in names for part in ("-o", str(tmp_path / name))]
    assert warm("compare", *arguments, *outputs).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert (tmp_path / "c.json").read_text() == done.stdout
    told = (
        "+7.3 Same facts everywhere" if kind == "comparison" else "Settle this first: Hours a week"
    )
    for name in ("c.html", "c.md"):
        assert told in (tmp_path / name).read_text(encoding="utf-8").replace("\\+", "+")
    assert warm("compare", *arguments, *outputs).returncode == 0
    report = warm("assess", arguments[-1], *outputs)
    assert (report.returncode, report.stderr.count("--force")) == (2, len(names))


# Two tables of results


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
    assert "Strategy: 1 from multichannel to omnichannel.\n" in done.stdout
    assert "\nNew:\n  " in done.stdout
    assert done.stdout.endswith("\nGone:\n  Declan Roche Plumbing: simple\n")


def test_the_movement_as_data(tables: Path) -> None:
    done = warm("compare", "old_out/results.csv", "new_out/results.csv", "--json", cwd=tables)
    found = json.loads(done.stdout)
    jsonschema.Draft7Validator(schemas.movement_schema()).validate(found)
    assert json.loads(warm("schema", "movement").stdout) == schemas.movement_schema()
    (mover,) = found["movers"]
    new = json.loads(warm("assess", str(tables / "new" / "bike_shop.yaml"), "--json").stdout)
    assert mover["margin_before"] == -25
    assert mover["margin_after"] == pytest.approx(new["verdict"]["margin"], abs=1e-4)
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
    page = warm("compare", *files, "-o", "moved.html", cwd=tables)
    assert page.returncode == 2
    assert "Known endings are .csv, .parquet, .jsonl, .xlsx." in page.stderr


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


def test_a_client_named_twice_is_refused(tables: Path, tmp_path: Path) -> None:
    text = (tables / "old_out" / "results.csv").read_text(encoding="utf-8")
    (tmp_path / "twice.csv").write_text(text + text.splitlines()[-1] + "\n", encoding="utf-8")
    done = warm("compare", str(tmp_path / "twice.csv"), "new_out/results.csv", cwd=tables)
    assert done.returncode == 2
    assert "Two rows are of the same client and questionnaire" in done.stderr


def test_the_examples_are_fine_as_they_are() -> None:
    for path in sorted((EXAMPLES / "compare").glob("*.yaml")):
        done = warm("check", str(path.relative_to(ROOT)))
        assert (done.returncode, done.stderr) == (0, "")
        assert ": fine (" in done.stdout

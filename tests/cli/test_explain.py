"""How one result came about: on screen, as data and in files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from omnicheck import schemas
from tests.cli.program import EXAMPLES, warm

if TYPE_CHECKING:
    from pathlib import Path

BIKES = "examples/bike_shop.yaml"
NEED = ("assess", BIKES, "--explain", "need")


def test_the_result_comes_first_and_last_with_the_steps_between() -> None:
    done = warm(*NEED)
    assert (done.returncode, done.stderr) == (0, "")
    says = "  ▌ Need is 70.88 of 100; reports show 71. Omnichannel asks for 50: reached."
    lines = done.stdout.splitlines()
    assert (lines[4], lines[-1]) == (says, says)
    assert "  6890 ÷ 100 = 68.9" in lines
    assert "  (40 × 68.9 + 60 × 72.2) ÷ 100 = 70.88" in lines
    assert "  70.88 − 50 = 20.88" in lines
    row = re.compile(r"  Having to repeat +They complain +70 +8 +560 +564 +29:3")
    assert any(row.fullmatch(line) for line in lines)


@pytest.mark.parametrize("name", ["need", "decision", "confidence", "stage", "free_one_fixed_hour"])
@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_it_fits_the_width(name: str, columns: int) -> None:
    done = warm("assess", BIKES, "--explain", name, env={"COLUMNS": str(columns)})
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= columns


def test_what_is_only_on_the_way_is_one_line_unless_all_is_asked_for() -> None:
    short = warm("assess", BIKES, "--explain", "decision").stdout
    full = warm("assess", BIKES, "--explain", "decision", "--details").stdout
    assert " 6 Customer expectations: 7220 ÷ 100 = 72.2\n" in short
    assert "Contacts per sale" not in short
    assert "Contacts per sale" in full
    assert "channel_strategy.yaml:101:5" in full
    assert "--details" not in full


def test_accessible_lines_say_the_same_without_columns() -> None:
    done = warm(*NEED, "--accessible")
    said = " ".join(done.stdout.split())
    assert "Contacts per sale Answer Five to nine times, Value 85, Weight 12, Product 1020" in said
    assert "▌" not in done.stdout
    assert "─" not in done.stdout


def test_letters_that_the_screen_cannot_show_are_typed() -> None:
    done = warm(*NEED, env={"PYTHONIOENCODING": "ascii"})
    assert "(40 x 68.9 + 60 x 72.2) / 100 = 70.88" in done.stdout
    assert "70.88 - 50 = 20.88" in done.stdout


def test_all_names_are_listed() -> None:
    done = warm("assess", BIKES, "--explain", "help")
    assert (done.returncode, done.stderr) == (0, "")
    names = {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")}
    assert {
        "decision", "margin", "confidence", "stage", "path", "need", "resources", "channels", "omni",
        "path:omnichannel", "handover_loses_story", "free_one_fixed_hour",
    } <= names  # fmt: skip


def test_all_names_are_listed_for_programs() -> None:
    done = warm("assess", BIKES, "--explain", "help", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    subjects = json.loads(done.stdout)
    assert subjects[0] == {
        "name": "decision",
        "title": "The recommendation",
        "kind": "decision",
    }
    listed = warm("assess", BIKES, "--explain", "help").stdout
    named = {line.split()[0] for line in listed.splitlines() if line.startswith("  ")}
    assert {subject["name"] for subject in subjects} <= named


NOT_DONE = {
    ("--explain", "help", "-o", "x.html"): "--explain help: The list of names goes into no file. "
    "Leave out -o, or name what to explain, such as --explain decision.",
    ("--explain", "need", "--explain", "margin"): "--explain: This option is given 2 times. "
    "Give it once; run the command again for the others.",
    ("--explain", ""): "--explain: There is no name of what to explain. "
    "To see all that can be explained: --explain help",
    ("--explain", "  "): "--explain: There is no name of what to explain. "
    "To see all that can be explained: --explain help",
}  # fmt: skip


@pytest.mark.parametrize("options", NOT_DONE)
def test_what_cannot_be_done_is_never_left_out_in_silence(
    options: tuple[str, ...], tmp_path: Path
) -> None:
    done = warm("assess", str(EXAMPLES / "bike_shop.yaml"), *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert " ".join(done.stderr.split()) == NOT_DONE[options]
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_name_is_told_the_nearest_before_anything_is_written(tmp_path: Path) -> None:
    answers = str(EXAMPLES / "bike_shop.yaml")
    done = warm("assess", answers, "--explain", "redines", "-o", "x.html", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "There is nothing called redines to explain. Did you mean readiness?" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_of_a_long_name_the_beginning_is_told() -> None:
    done = warm("assess", str(EXAMPLES / "bike_shop.yaml"), "--explain", "x" * 50_000)
    assert done.returncode == 2
    assert "xxx... to explain." in done.stderr
    assert len(done.stderr) < 300


def test_a_copy_to_pass_on_refuses_what_money_and_staff_show_through() -> None:
    done = warm(*NEED, "--redact")
    assert (done.returncode, done.stdout) == (2, "")
    assert "rests on answers about money or staff" in done.stderr
    assert "customer_expectations" in done.stderr
    shown = warm("assess", BIKES, "--explain", "customer_expectations", "--redact")
    assert shown.returncode == 0
    assert "This is a copy to pass on." in shown.stdout


@pytest.mark.parametrize("name", ["need", "decision", "stage", "free_one_fixed_hour"])
def test_json_fits_its_schema(name: str) -> None:
    done = warm("assess", BIKES, "--explain", name, "--json")
    assert done.stdout.startswith('{\n  "schema_version": 1,\n  "kind": "explanation",\n')
    assert done.stdout.isascii()
    schema: Any = schemas.explanation_schema()
    jsonschema.Draft7Validator(schema).validate(json.loads(done.stdout))


def test_the_schema_is_printed() -> None:
    printed = json.loads(warm("schema", "explanation").stdout)
    assert printed == schemas.explanation_schema()


def test_files_say_the_same_and_never_replace_a_report(tmp_path: Path) -> None:
    answers = str(EXAMPLES / "bike_shop.yaml")
    names = ["e.html", "e.md", "e.xlsx", "e.json"]
    outputs = [part for name in names for part in ("-o", name)]
    done = warm("assess", answers, "--explain", "need", *outputs, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nWritten:\n  e.html\n  e.md\n  e.xlsx\n  e.json\n")
    text = (tmp_path / "e.md").read_text(encoding="utf-8")
    assert "(40 × 68.9 + 60 × 72.2) ÷ 100 = 70.88" in text
    page = (tmp_path / "e.html").read_text(encoding="utf-8")
    bank = EXAMPLES.parent / "questionnaires" / "channel_strategy.yaml"
    lines = bank.read_text(encoding="utf-8").splitlines()
    line = 1 + next(i for i, text in enumerate(lines) if text.startswith("    requires: {"))
    assert f"channel_strategy.yaml:{line}" in page
    report = warm("assess", answers, "-o", "e.html", cwd=tmp_path)
    assert report.returncode == 2
    assert (tmp_path / "e.html").read_text(encoding="utf-8") == page


@pytest.mark.parametrize("name", ["e.html", "e.md", "e.xlsx", "e.json"])
def test_an_explanation_never_replaces_one_of_something_else(name: str, tmp_path: Path) -> None:
    answers = str(EXAMPLES / "bike_shop.yaml")
    assert warm("assess", answers, "--explain", "need", "-o", name, cwd=tmp_path).returncode == 0
    before = (tmp_path / name).read_bytes()
    for command in (("--explain", "margin"), (), ("--explain", "margin", "--redact")):
        done = warm("assess", answers, *command, "-o", name, cwd=tmp_path)
        assert done.returncode == 2
        assert (tmp_path / name).read_bytes() == before
        if "--redact" not in command:
            assert done.stderr == (
                f"{name}: This is a report on the same business, but of another kind or on "
                "something else. Choose another name, or replace it with --force.\n"
            )
    again = warm("assess", answers, "--explain", "need", "-o", name, cwd=tmp_path)
    assert again.returncode == 0
    forced = warm("assess", answers, "--explain", "margin", "-o", name, "--force", cwd=tmp_path)
    assert forced.returncode == 0
    assert (tmp_path / name).read_bytes() != before


def test_another_questionnaire_is_followed_in_its_own_file(tmp_path: Path) -> None:
    answers = tmp_path / "a.yaml"
    answers.write_text("questionnaire: sus\nbusiness: {name: Tea}\nanswers: {}\n", encoding="utf-8")
    done = warm("assess", str(answers), "-q", "tests/questionnaires/sus.yaml", "--explain", "help")
    assert done.returncode == 0
    first = re.search(r"Scores\n +(\w+)", done.stdout)
    assert first
    done = warm(
        "assess", str(answers), "-q", "tests/questionnaires/sus.yaml", "--explain", first[1]
    )
    assert done.returncode == 0
    assert re.search(r"sus\.yaml:\d+", done.stdout)

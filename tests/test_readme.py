"""What the README shows is what happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from omnicheck import load_questionnaire
from omnicheck.batch.ledger import ledger_columns

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    shown = re.findall(r"^\$ (omnicheck .+)$", README, flags=re.MULTILINE)
    return list(dict.fromkeys(shown))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    line = command.replace("omnicheck", f"{sys.executable} -m omnicheck", 1)
    return subprocess.run(line, shell=True, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S602


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    (tmp_path / "two_questions.yaml").write_text(
        next(block for block in blocks("yaml") if "two_questions" in block), encoding="utf-8"
    )
    answers = next(block for block in blocks("yaml") if "Corner Bakery" in block)
    (tmp_path / "my_business.yaml").write_text(answers, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", commands())
def test_each_command_shown_runs(command: str, folder: Path) -> None:
    if "> my_business.yaml" in command:
        command = command.replace("my_business.yaml", "blank.yaml")
    result = run(command, folder)
    assert result.returncode == 0, result.stderr
    assert "Traceback" not in result.stderr


def test_the_library_example_runs_and_prints_what_it_should(folder: Path) -> None:
    (code,) = blocks("python")
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines()[0] == "omnichannel 16.4 high"


def test_the_own_questionnaire_shown_is_fine_and_scores(folder: Path) -> None:
    answers = "questionnaire: two_questions.yaml\nbusiness: {name: A}\nanswers: {crossing: 7, wish: any_way}\n"
    (folder / "a.yaml").write_text(answers, encoding="utf-8")
    result = run("omnicheck assess a.yaml --json", folder)
    assert '"path": "joined"' in result.stdout, result.stderr


def test_the_columns_of_the_results_are_those_shown() -> None:
    columns = ledger_columns([load_questionnaire().record])
    told = "".join(f"| `{c.name}` | {c.kind} | {c.meaning} |\n" for c in columns)
    assert f"| column | holds | what it means |\n|---|---|---|\n{told}" in README


def test_every_command_is_in_the_table() -> None:
    helped = run("omnicheck --help", ROOT).stdout
    listed = set(re.findall(r"^\| `omnicheck ([a-z-]+)", README, flags=re.MULTILINE))
    assert listed == {
        "ask", "assess", "what-if", "compare", "batch", "check", "template", "questionnaires", "schema", "learn",
    }  # fmt: skip
    for name in listed:
        assert re.search(rf"\b{name}\b", helped)

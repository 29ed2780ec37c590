"""What the README shows is what happens.

Not run here: the two commands that begin with nothing (.ci/run does what they do, the first word for word), the
interview (tests/ask), and a cluster (tests/batch/test_dask.py).
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from omnicheck import load_questionnaire
from omnicheck.batch.ledger import ledger_columns
from tests.ask.terminal import Terminal, omnicheck
from tests.cli.program import environment

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    """Return each command shown, in blocks and in sentences; capitals stand for what people choose."""
    shown = re.findall(r"^\$ (omnicheck .+)$", README, flags=re.MULTILINE)
    shown += re.findall(r"`(omnicheck (?!ask|batch|compare|check`|what-if)[^`A-Z]+)`", README)
    beside = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    shown += re.findall(r"^    (omnicheck .+)$", beside, flags=re.MULTILINE)
    return [name for name in dict.fromkeys(shown) if name != "omnicheck --install-completion"]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    line = command.replace("omnicheck", f"{sys.executable} -m omnicheck", 1)
    return subprocess.run(  # noqa: S602
        line,
        shell=True,
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


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


def test_two_commands_begin_with_nothing_but_python() -> None:
    begin = "python3 -m venv .venv && .venv/bin/python -m pip install"
    assert re.findall(r"^\$ ((?!omnicheck).+)$", README, flags=re.MULTILINE) == [
        f"{begin} . && .venv/bin/omnicheck assess examples/corner_bakery.yaml",
        f"{begin} -e '.[dev]' && .venv/bin/python -m pytest",
    ]


def test_the_report_shown_is_what_the_program_prints(folder: Path) -> None:
    shown = blocks("text")[0]
    assert "We recommend" in shown
    assert run("omnicheck assess examples/corner_bakery.yaml", folder).stdout.startswith(shown)


def test_the_question_shown_is_what_the_interview_asks(folder: Path) -> None:
    shown = blocks("text")[1].rstrip()
    with Terminal(omnicheck("ask", "--quick"), folder, rows=50) as terminal:
        for keys, then in (
            ("", "Name:"),
            ("A\r", "Trade:"),
            ("\r", "File:"),
            ("\r", "Your answer:"),
        ):
            terminal.ask(keys, then)
        terminal.send("3")
        terminal.see(shown)


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


def test_each_link_leads_somewhere() -> None:
    heads = re.findall(r"^## (.+)$", README, flags=re.MULTILINE)
    anchors = {"#" + re.sub(r"[^a-z -]", "", head.lower()).replace(" ", "-") for head in heads}
    for link in re.findall(r"\]\(([^)]+)\)", README):
        assert link in anchors or (ROOT / link).exists(), link


def test_every_command_is_in_the_table() -> None:
    helped = run("omnicheck --help", ROOT).stdout
    listed = set(re.findall(r"^\| `omnicheck ([a-z-]+)", README, flags=re.MULTILINE))
    assert listed == {
        "ask", "assess", "what-if", "compare", "batch", "check", "template", "questionnaires", "schema", "learn",
    }  # fmt: skip
    for name in listed:
        assert re.search(rf"\b{name}\b", helped)

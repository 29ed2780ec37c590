"""The blank answers file: complete, explained, and sound as it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from omnicheck.api import load_questionnaire
from tests.cli.program import ROOT, omnicheck

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = load_questionnaire().record.questions


def blank(*arguments: str) -> str:
    done = omnicheck("template", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(("form", "asked"), [("full", 35), ("quick", 17)])
def test_blank_file_passes_the_check_apart_from_the_name(
    form: str, asked: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(blank("--form", form), encoding="utf-8")
    done = omnicheck("check", "a.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith(
        "a.yaml:17:3: name is blank. Write the name of the business behind name:\n    name:\n    ^\n"
    )
    assert done.stderr == "1 fault.\n"
    path.write_text(
        path.read_text(encoding="utf-8").replace("  name:", "  name: Tea Room"), encoding="utf-8"
    )
    fine = omnicheck("check", "a.yaml", cwd=tmp_path).stdout
    assert "warning: No question is answered yet." in fine
    assert fine.endswith(
        f"a.yaml: fine (answers to channel_strategy: 0 of {asked} answered, 0 not sure)\n"
    )
    assert omnicheck("assess", "a.yaml", cwd=tmp_path).returncode == 0


def test_every_question_is_there_with_its_options() -> None:
    text = blank()
    for question in QUESTIONS:
        assert f"\n  {question.id}:\n" in text
        assert all(f"\n  # - {name}: " in text for name in question.options)


def test_a_question_is_explained_so() -> None:
    text = blank()
    start = text.index("  # How often does a typical customer buy")
    assert text[start : text.index("  purchases_per_year:")] == (
        "  # How often does a typical customer buy from you in a year?\n"
        "  # Why: People who come back benefit when you remember them.\n"
        "  # How: Take twenty names from your records and count their purchases in the last twelve months.\n"
        "  # - once_ever: Once ever, or years apart (for example: a fitted kitchen or a wedding ring)\n"
        "  # - once: About once a year (for example: a boiler service)\n"
        "  # - few: A few times a year\n"
        "  # - monthly: One to three times a month\n"
        "  # - weekly: Every week or more often (for example: Bread or a daily lunch)\n"
    )


def test_it_opens_with_how_to_use_it() -> None:
    lines = blank().splitlines()
    assert lines[0] == "# yaml-language-server: $schema=channel_strategy.schema.json"
    assert "#     omnicheck schema answers > channel_strategy.schema.json" in lines
    assert "#     omnicheck assess my_business.yaml" in lines


def test_quick_form_leaves_the_others_out() -> None:
    text = blank("--form", "quick")
    assert [q.id for q in QUESTIONS if f"\n  {q.id}:" in text] == [
        q.id for q in QUESTIONS if q.quick
    ]


def test_lines_are_short_enough_for_any_editor() -> None:
    assert max(map(len, blank().splitlines())) <= 98


def test_a_path_is_written_so_that_it_is_found_again(tmp_path: Path) -> None:
    own = tmp_path / "my own.yaml"
    own.write_text(
        (ROOT / "questionnaires/channel_strategy.yaml").read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    text = omnicheck("template", "-q", "my own.yaml", cwd=tmp_path).stdout
    (tmp_path / "a.yaml").write_text(text.replace("  name:", "  name: Tea Room"), encoding="utf-8")
    assert omnicheck("check", "a.yaml", cwd=tmp_path).returncode == 0


def test_names_in_examples_keep_their_capital() -> None:
    assert "(for example: WhatsApp, Messenger or Signal)" in " ".join(
        blank().replace("#", " ").split()
    )


@pytest.mark.skipif(sys.platform == "win32", reason="rights are shown the Unix way")
def test_written_to_a_file_and_never_over_one(tmp_path: Path) -> None:
    done = omnicheck("template", "-o", "my shop.yaml", cwd=tmp_path)
    path = tmp_path / "my shop.yaml"
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == (
        "A blank answers file is in my shop.yaml.\n"
        "Fill it in with any editor, then: omnicheck check 'my shop.yaml'\n"
    )
    assert path.read_text(encoding="utf-8") == blank()
    assert path.stat().st_mode & 0o777 == 0o644
    path.write_text("mine")
    done = omnicheck("template", "--output", "my shop.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "my shop.yaml exists already. Choose another name, or take it away first.\n"
    )
    assert path.read_text() == "mine"


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = omnicheck("template", "-o", "no/where.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "no/where.yaml: There is no such folder. Make the folder first, or choose another.\n"
    )

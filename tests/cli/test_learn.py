"""The two strategies on one screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.program import ROOT, omnicheck

if TYPE_CHECKING:
    from pathlib import Path


def test_the_closing_command_is_for_the_questionnaire_that_was_asked_for(tmp_path: Path) -> None:
    own = (ROOT / "tests/good/questionnaires/small.yaml").read_text(encoding="utf-8")
    (tmp_path / "my own.yaml").write_text(own, encoding="utf-8")
    words = " ".join(omnicheck("learn", "-q", "my own.yaml", cwd=tmp_path).stdout.split())
    assert words.endswith("To find out: omnicheck ask -q 'my own.yaml'")
    words = " ".join(omnicheck("learn").stdout.split())
    assert words.endswith("To find out: omnicheck ask")


@pytest.mark.parametrize("columns", ["40", "80"])
@pytest.mark.parametrize("name", ["channel_strategy", "tests/good/questionnaires/small.yaml"])
def test_no_two_blank_lines_in_a_row(name: str, columns: str) -> None:
    done = omnicheck("learn", "-q", name, env={"COLUMNS": columns})
    assert done.returncode == 0
    assert "\n\n\n" not in done.stdout

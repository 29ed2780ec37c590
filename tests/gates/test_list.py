"""The list of threats in tests/gates/README.md names tests that are there."""

from __future__ import annotations

import re

import pytest

from tests.cli.program import ROOT
from tests.gates.checkers import HERE

TESTS = ROOT / "tests"
ROWS = re.findall(r"^\| (S\d+.*?) \|.*\| (.*) \|$", (HERE / "README.md").read_text(), re.MULTILINE)


def test_every_threat_to_report_files_is_listed() -> None:
    listed = {name for names, _held_off in ROWS for name in names.split(", ")}
    assert listed == {f"S{number}" for number in (*range(13, 26), 28, 29, 34, 35)}


@pytest.mark.parametrize("held_off", [row[1] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_tests_named_are_there(held_off: str) -> None:
    names = re.findall(r"`([\w/.]+)`", held_off)
    files = [TESTS / name for name in names if name.endswith(".py")]
    assert [file for file in files if not file.is_file()] == []
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert [name for name in names if name.startswith("test_") and "." not in name
            and f"def {name}(" not in code] == []  # fmt: skip

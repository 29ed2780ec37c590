"""The checklist beside this file names tests that exist, and adds up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tests.cli.program import ROOT

TEXT = (Path(__file__).parent / "checklist.md").read_text(encoding="utf-8")


class Item(NamedTuple):
    number: int
    weight: int
    test: str
    met: str


def items() -> list[Item]:
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in TEXT.splitlines()]
    found = [row for row in rows if len(row) == 6 and row[0].isdigit()]
    return [Item(int(row[0]), int(row[1]), row[4].strip("`"), row[5]) for row in found]


def points() -> int:
    return sum(item.weight for item in items() if item.met == "yes")


def test_it_is_the_checklist_of_44_items_and_95_points() -> None:
    assert [item.number for item in items()] == list(range(1, 45))
    weights = [item.weight for item in items()]
    assert [weights.count(weight) for weight in (3, 2, 1)] == [17, 17, 10]
    assert {item.met for item in items()} <= {"yes", "no", "part"}


def test_every_test_it_names_exists() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")
    )
    there = set(re.findall(r"^def (test_\w+)", code, re.MULTILINE))
    named = {item.test for item in items() if item.test != "by eye"}
    assert named <= there, named - there
    assert all(item.test != "by eye" or item.met != "yes" for item in items())


def test_enough_is_met_and_all_that_weighs_most() -> None:
    assert points() >= 86
    assert [item.number for item in items() if item.weight == 3 and item.met != "yes"] == []


def test_the_points_told_are_the_points_reached() -> None:
    assert f"Points: {points()} of 95." in TEXT
    assert f"reaches {points()} of 95" in (ROOT / "README.md").read_text(encoding="utf-8")

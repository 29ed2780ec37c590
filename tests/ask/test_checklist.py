"""The checklist beside this file names tests that exist, and adds up."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tests.cli.program import ROOT

TEXT = (Path(__file__).parent / "checklist.md").read_text(encoding="utf-8")
#: They need the batch and the report files.
LATER = (35, 39, 44)


class Item(NamedTuple):
    number: int
    weight: int
    test: str
    met: str


def items() -> list[Item]:
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in TEXT.splitlines()]
    found = [row for row in rows if len(row) == 6 and row[0].isdigit()]
    return [Item(int(row[0]), int(row[1]), row[4].strip("`"), row[5]) for row in found]


def points(*, without: tuple[int, ...] = ()) -> int:
    return sum(i.weight for i in items() if i.met == "yes" and i.number not in without)


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
    assert points(without=LATER) >= 81
    assert [i.number for i in items() if i.weight == 3 and i.met != "yes"] in ([], [35])


def test_the_points_told_are_the_points_reached() -> None:
    told = f"Points: {points(without=LATER)} of 89 ({points()} of 95 with items 35, 39 and 44)."
    assert told in TEXT

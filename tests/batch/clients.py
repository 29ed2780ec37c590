"""Folders of clients and tables of respondents for the tests of the whole batch."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omnicheck.batch import Settings, run_batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from omnicheck.batch import Summary

ROOT = Path(__file__).parents[2]
BUDGETS = ("nothing", "free_tools", "one_subscription", "several", "project", "not_sure")


def add_client(
    folder: Path, name: str, budget: str = "several", file: str = "", **about: str
) -> Path:
    """Write the answers of a client; the name may be anything."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{file or name}.yaml"
    said = "".join(f"  {key}: {quoted(text)}\n" for key, text in {"name": name, **about}.items())
    path.write_text(
        "questionnaire: channel_strategy\n"
        f"business:\n{said}"
        f"answers:\n  monthly_budget: {budget}\n  channels: [shop, phone]\n  hours_per_week: one_or_two\n",
        encoding="utf-8",
    )
    return path


def own_questionnaire(folder: Path, own_id: str, text: str = "Demand") -> Path:
    """Write the small questionnaire of the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (found,) = (
        b for b in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL) if "two_questions" in b
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{own_id}.yaml"
    path.write_text(
        found.replace("two_questions", own_id).replace("title: Demand", f"title: {text}")
    )
    return path


def add_other(folder: Path, name: str, questionnaire: str, crossing: str = "7") -> Path:
    """Write the answers of a client to the small questionnaire."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(
        f"questionnaire: {questionnaire}\nbusiness: {{name: {name}}}\nanswers: {{crossing: {crossing}}}\n"
    )
    return path


def quoted(text: str) -> str:
    return json.dumps(text)


def add_clients(folder: Path, count: int, first: int = 0) -> list[Path]:
    """Write several clients with different answers."""
    return [
        add_client(folder, f"Client {i:03}", BUDGETS[i % len(BUDGETS)], trade=f"trade {i % 2}")
        for i in range(first, first + count)
    ]


def add_table(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write a table as CSV."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def batch(out: Path, *paths: Path | str, **settings: Any) -> Summary:
    """Run a batch in this process."""
    return run_batch(Settings(tuple(map(str, paths)), out, **settings))


def rows_of(out: Path) -> list[dict[str, str]]:
    """Return the rows of results."""
    with (out / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def faults_of(out: Path) -> list[dict[str, str]]:
    """Return the list of faults."""
    if not (out / "faults.csv").exists():
        return []
    with (out / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def files_of(out: Path) -> dict[str, bytes]:
    """Return all files of a folder by name, what it remembers included; locks are not worth comparing."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "lock"
    }

"""What earlier runs left in a folder: told, kept, and never taken for answers."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

import pytest

from omnicheck.batch.identities import DuplicateClientsError
from omnicheck.batch.store import opened
from omnicheck.choices import Format, ResultsKind
from omnicheck.files import WriteError
from tests.batch.clients import add_client, add_clients, add_table, batch, faults_of, files_of

if TYPE_CHECKING:
    from pathlib import Path

KEPT = "Move it elsewhere to keep it, or replace it with --force."


def test_files_that_a_run_does_not_make_any_more_are_told_and_stay(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 2)
    out = tmp_path / "out"
    first = batch(out, tmp_path / "in", formats=(Format.JSON,))
    assert first.left == ()
    reports = sorted(f"reports/{path.name}" for path in (out / "reports").iterdir())
    before = files_of(out)
    second = batch(out, tmp_path / "in", results=(ResultsKind.JSON_LINES,))
    assert second.left == ("results.csv", *reports)
    after = files_of(out)
    assert all(after[name] == before[name] for name in second.left)
    third = batch(out, tmp_path / "in", formats=(Format.MARKDOWN,))
    assert third.left == ("results.jsonl", *reports)
    assert third.reports_of_others == ()


def test_what_is_gone_is_not_told_as_left(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 1)
    out = tmp_path / "out"
    batch(out, tmp_path / "in")
    (out / "results.csv").unlink()
    assert batch(out, tmp_path / "in", results=(ResultsKind.JSON_LINES,)).left == ()


def test_a_folder_of_answers_can_take_the_results_too(tmp_path: Path) -> None:
    add_clients(tmp_path, 2)
    settings = {"formats": (Format.JSON,), "results": (*ResultsKind,)}
    first = batch(tmp_path, tmp_path, **settings)
    second = batch(tmp_path, tmp_path, **settings)
    assert first.warnings == second.warnings == ()
    assert (second.assessed, second.reports_made, second.reports_there) == (2, 0, 2)
    add_table(tmp_path / "own.csv", [{"id": "a"}])
    (warning,) = batch(tmp_path, tmp_path, **settings).warnings
    assert str(warning.example.place) == str(tmp_path / "own.csv")


def test_a_pattern_that_begins_with_the_folder_of_the_results_finds_the_answers_in_it(
    tmp_path: Path,
) -> None:
    add_clients(tmp_path, 2)
    for pattern in ("*.yaml", "*", "**/*"):
        done = batch(tmp_path, tmp_path / pattern, formats=(Format.JSON,), results=(*ResultsKind,))
        assert (done.assessed, done.failed) == (2, 0), pattern


def test_a_dry_run_tells_what_would_be_kept(tmp_path: Path) -> None:
    add_client(tmp_path / "in", "Tea")
    add_client(tmp_path / "in", "Kite")
    out = tmp_path / "out"
    batch(out, tmp_path / "in", formats=(Format.MARKDOWN,))
    (report,) = (out / "reports").glob("tea-*")
    for edited in (report, out / "results.csv"):
        edited.write_text(edited.read_text(encoding="utf-8") + "mine\n", encoding="utf-8")
    before = files_of(out)
    dry = batch(out, tmp_path / "in", formats=(Format.MARKDOWN,), dry_run=True)
    told = sorted(str(cause.example) for cause in dry.causes)
    assert told == [
        f"{report}: This report was changed after omnicheck made it. {KEPT}",
        f"{out}/results.csv: This file was not made here by omnicheck, or somebody changed it since. {KEPT}",
    ]
    assert (dry.reports_made, dry.reports_there) == (0, 1)
    assert "results.csv" not in dry.written
    assert files_of(out) == before
    batch(out, tmp_path / "in", formats=(Format.MARKDOWN,))
    assert sorted(f"{row['file']}: {row['what']} {row['cure']}" for row in faults_of(out)) == told
    assert batch(out, tmp_path / "in", formats=(Format.MARKDOWN,), force=True).exit_code == 0


def test_the_same_client_is_told_in_the_order_of_the_rows(tmp_path: Path) -> None:
    rows = [{"id": "K" if n % 9 == 1 else f"{n}", "hours_per_week": "none"} for n in range(1, 31)]
    table = add_table(tmp_path / "t.csv", rows)
    with pytest.raises(DuplicateClientsError) as raised:
        batch(tmp_path / "out", table)
    said = (
        f"This is the same client as {table}:1:1: K. Give each an id of its own, or leave one out."
    )
    assert str(raised.value).splitlines() == [f"{table}:{row}:1: {said}" for row in (10, 19, 28)]


def test_a_benchmark_of_too_few_is_told_once(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 4)
    out = tmp_path / "out"
    summary = batch(out, tmp_path / "in", formats=(Format.JSON,), benchmark=True)
    assert [str(cause.example) for cause in summary.warnings] == [
        "--benchmark: No report says where the business stands: there are too few to compare. "
        "It takes 5 or more with the same questionnaire."
    ]
    assert (summary.warnings[0].count, summary.exit_code) == (1, 0)
    add_clients(tmp_path / "in", 1, first=4)
    summary = batch(out, tmp_path / "in", formats=(Format.JSON,), benchmark=True)
    assert summary.warnings == ()


def test_a_full_disk_is_told_of_the_file_that_remembers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_about: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("omnicheck.files.tempfile.TemporaryFile", full)
    with pytest.raises(WriteError) as raised, opened(tmp_path):
        pass
    journal = tmp_path / ".omnicheck" / "made.jsonl"
    assert str(raised.value) == f"{journal}: The disk is full. Free some space, then try again."

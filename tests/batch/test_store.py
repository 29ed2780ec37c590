"""The folder of a batch: nothing torn, nobody's file lost, one run at a time."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from omnicheck.batch.store import BusyError, Placed, Store, opened
from omnicheck.errors import InputError
from omnicheck.reports.shelf import KeptError
from tests.cli.program import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOREIGN = (
    "{}: This file was not made here by omnicheck, or somebody changed it since. "
    "Move it elsewhere to keep it, or replace it with --force."
)
HOLD = """
import sys
from pathlib import Path
from omnicheck.batch.store import opened
with opened(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "out"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with opened(folder) as store:
        yield store


def test_a_file_takes_its_place_and_is_for_its_owner_only(store: Store, folder: Path) -> None:
    assert store.put("a.txt", b"new") is Placed.WRITTEN
    assert (folder / "a.txt").read_bytes() == b"new"
    assert stat.S_IMODE((folder / "a.txt").stat().st_mode) == 0o600
    assert list(store.staging.iterdir()) == []


def test_a_file_that_is_the_same_is_not_touched(store: Store, folder: Path) -> None:
    store.put("a.txt", b"one")
    before = (folder / "a.txt").stat()
    assert store.put("a.txt", b"one") is Placed.SAME
    assert (folder / "a.txt").stat() == before
    (folder / "a.txt").chmod(0o640)
    assert store.put("a.txt", b"two") is Placed.WRITTEN
    assert stat.S_IMODE((folder / "a.txt").stat().st_mode) == 0o640


def test_what_somebody_else_made_or_changed_stays(store: Store, folder: Path) -> None:
    store.put("ours.txt", b"ours")
    for name in ("foreign.txt", "ours.txt"):
        (folder / name).write_bytes(b"precious")
        with pytest.raises(KeptError) as raised:
            store.put(name, b"new")
        assert str(raised.value) == FOREIGN.format(folder / name)
        with pytest.raises(KeptError):
            store.discard(name)
        assert (folder / name).read_bytes() == b"precious"
    store.force = True
    assert store.put("foreign.txt", b"new") is Placed.WRITTEN


def test_folders_pipes_and_links_are_never_taken_for_ours(store: Store, folder: Path) -> None:
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "target").write_bytes(b"precious")
    (folder / "link").symlink_to("target")
    for name in ("folder", "pipe", "link"):
        with pytest.raises(KeptError, match="not an ordinary file"):
            store.put(name, b"new")
    store.force = True
    assert store.put("link", b"new") is Placed.WRITTEN
    assert (folder / "target").read_bytes() == b"precious"
    with pytest.raises(InputError):
        store.put("folder", b"new")


def test_a_run_killed_between_its_note_and_the_file_leaves_ours_ours(folder: Path) -> None:
    with opened(folder) as store:
        store.put("a.txt", b"old")
        store.note("a.txt", "0" * 64)  # ... and then it was killed
    with opened(folder) as store:
        assert store.put("a.txt", b"new") is Placed.WRITTEN


def test_a_torn_line_is_forgotten_and_spoils_no_other(folder: Path) -> None:
    with opened(folder) as store:
        store.put("a.txt", b"a")
        store.put("b.txt", b"b")
    journal = folder / ".omnicheck" / "made.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    with opened(folder) as store:
        assert set(store.made) == {"a.txt"}
        store.put("c.txt", b"c")
    assert set(Store(folder).made) == {"a.txt", "c.txt"}


def test_tidying_leaves_a_line_for_each_file_that_is_there(folder: Path) -> None:
    with opened(folder) as store:
        for name in ("b.txt", "a.txt", "gone.txt"):
            store.put(name, b"old")
            store.put(name, b"new")
        (folder / "gone.txt").unlink()
        store.tidy()
    lines = (folder / ".omnicheck" / "made.jsonl").read_text().splitlines()
    assert [json.loads(line)["file"] for line in lines] == ["a.txt", "b.txt"]


def test_what_a_killed_run_left_is_removed_and_nothing_else(folder: Path) -> None:
    with opened(folder) as store:
        store.make_reports_folder()
    left = [folder / ".omnicheck-x1.tmp", folder / "reports" / ".omnicheck-x2.tmp"]
    kept = [folder / "notes.tmp", folder / "reports" / ".omnicheck-notes"]
    for path in (*left, *kept):
        path.touch()
    with opened(folder) as store:
        (store.staging / "half").touch()
    with opened(folder) as store:
        assert [path for path in left if path.exists()] == []
        assert [path for path in kept if not path.exists()] == []
        assert list(store.staging.iterdir()) == []


def test_a_folder_that_cannot_be_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="This is a file, and the results need a folder"):
        opened(tmp_path / "file").__enter__()


def test_the_second_run_is_told_who_holds_the_folder(folder: Path) -> None:
    with holder(folder) as process:
        with pytest.raises(BusyError) as raised:
            opened(folder).__enter__()
        words = str(raised.value)
        assert words.startswith(f"Another run is writing to {folder} (process {process.pid} on ")
        assert ", since 20" in words
        assert words.endswith("). Wait until it is done, or choose another folder.")


def test_the_lock_of_a_killed_run_holds_nobody_up(folder: Path) -> None:
    with holder(folder) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with opened(folder):
            pass


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, folder],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_what_interrupted_workers_left_unfinished_goes_with_the_run(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.make_reports_folder()
        (store.reports / ".omnicheck-left.tmp").touch()
    assert list(store.reports.iterdir()) == []

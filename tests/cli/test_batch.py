"""`omnicheck batch` as a shell runs it: what stands on which stream, how it ends, and what it leaves."""

from __future__ import annotations

import csv
import io
import re
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from tests.batch.clients import add_clients
from tests.cli.program import EXAMPLES, ROOT, environment, omnicheck

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    """Three businesses, and what can go wrong with others."""
    folder = tmp_path / "clients"
    folder.mkdir()
    for name in ("barber", "framer", "guitar_shop"):
        shutil.copy(EXAMPLES / "batch" / f"{name}.yaml", folder)
    return folder


def spoil(folder: Path) -> None:
    """Add two files with the same mistake, and one that is no YAML."""
    good = (EXAMPLES / "batch" / "plant_nursery.yaml").read_text(encoding="utf-8")
    for name in ("odd", "other"):
        text = re.sub("monthly_budget: .*", "monthly_budget: lots", good)
        (folder / f"{name}.yaml").write_text(text.replace("name: ", f"name: {name} "))
    (folder / "torn.yaml").write_text("questionnaire: [\n")


def test_a_bad_file_stops_no_other_and_the_end_says_how_many_and_why(clients: Path) -> None:
    spoil(clients)
    done = omnicheck("batch", "clients", "--out", "out", cwd=clients.parent)
    assert done.returncode == 3
    assert done.stdout.splitlines()[:2] == [
        "3 businesses assessed: 2 multichannel, 1 omnichannel.",
        "3 could not be assessed.",
    ]
    assert "All faults are in out/faults.csv." in done.stdout
    assert re.search(
        r"^clients/odd\.yaml:\d+:\d+: monthly_budget: “lots” is not among", done.stderr, re.M
    )
    assert re.search(r"^  The same in clients/other\.yaml:\d+:\d+\.$", done.stderr, re.M)
    assert "clients/torn.yaml:1:16: The bracket" in done.stderr
    with (clients.parent / "out" / "faults.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [row["file"] for row in listed] == [
        "clients/odd.yaml", "clients/other.yaml", "clients/torn.yaml",
    ]  # fmt: skip


def test_progress_is_plain_lines_on_standard_error_without_a_terminal(clients: Path) -> None:
    done = omnicheck("batch", str(clients), "--out", str(clients.parent / "out"), "--format", "md")
    assert done.returncode == 0
    assert "\r" not in done.stderr + done.stdout
    assert "\x1b" not in done.stderr + done.stdout
    assert re.fullmatch(
        r"Reading and assessing: 3 in [^\n]+\nMaking reports: 3 in [^\n]+\n", done.stderr
    )
    assert done.stdout.startswith(
        "3 businesses assessed: 2 multichannel, 1 omnichannel.\n3 reports made.\n"
    )


def test_progress_on_a_terminal_is_a_bar_that_leaves_nothing_behind(clients: Path) -> None:
    program = pexpect.spawn(
        sys.executable,
        ["-m", "omnicheck", "batch", str(clients), "--out", str(clients.parent / "out")],
        env=environment({"TERM": "xterm-256color"}),
        cwd=str(ROOT),
        encoding="utf-8",
        timeout=60,
    )
    program.expect("Reading and assessing")
    program.expect(pexpect.EOF)
    program.close()
    assert program.exitstatus == 0


def test_progress_tells_all_on_a_narrow_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from omnicheck.batch.settings import Stage
    from omnicheck.cli.progress import shown_progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    for name, value in {"COLUMNS": "40", "LINES": "24", "TERM": "xterm-256color"}.items():
        monkeypatch.setenv(name, value)
    moments = iter([0.0, 10.0])
    monkeypatch.setattr("omnicheck.cli.progress.time.monotonic", lambda: next(moments, 10.0))
    with shown_progress(accessible=False) as watch:
        watch.begin(Stage.REPORTS, 300)
        watch.advance(80)
    text = re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", shown.getvalue())
    words = " ".join(re.sub("[━╺╸]", " ", text).split())
    assert "Making reports: 80 of 300, 8.0 a second, about 28 seconds left" in words
    assert all(len(line) <= 40 for line in re.split("[\r\n]", text))


def test_accessible_shows_plain_lines_on_a_terminal_too(clients: Path) -> None:
    program = pexpect.spawn(
        sys.executable,
        ["-m", "omnicheck", "batch", str(clients), "--out", str(clients.parent / "out")],
        env=environment({"TERM": "xterm-256color", "ACCESSIBLE": "1"}),
        cwd=str(ROOT),
        encoding="utf-8",
        timeout=60,
    )
    program.expect(pexpect.EOF)
    program.close()
    assert program.exitstatus == 0
    assert "\x1b" not in (program.before or "")
    assert "Reading and assessing: 3 in" in (program.before or "")


def test_a_dry_run_writes_nothing_and_says_so(clients: Path) -> None:
    spoil(clients)
    out = clients.parent / "out"
    done = omnicheck("batch", str(clients), "--out", str(out), "--dry-run")
    assert done.returncode == 3
    assert "Nothing was written." in done.stdout
    assert not out.exists()


def test_an_interrupt_ends_with_130_and_says_that_nothing_is_lost(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 24)
    command = ["batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--format", "html"]
    with subprocess.Popen(
        [sys.executable, "-m", "omnicheck", *command, "--format", "xlsx", "--jobs", "1"],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stderr is not None
        assert program.stderr.readline().startswith("Reading and assessing: 24 in")
        program.send_signal(signal.SIGINT)
        _out, told = program.communicate(timeout=60)
    assert program.returncode == 130
    assert "What is finished stays. Run the same command again" in told
    assert "Traceback" not in told
    done = omnicheck(*command, "--format", "xlsx")
    assert done.returncode == 0
    made = re.search(r"^(\d+) reports made", done.stdout, re.M)
    there = re.search(r"(\d+) were there already", done.stdout)
    assert int(made[1] if made else 0) + int(there[1] if there else 0) == 48


def test_a_second_run_on_one_folder_says_who_holds_it(clients: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    holder = (
        "import sys, pathlib; from omnicheck.batch.store import opened\n"
        f"with opened(pathlib.Path({str(out)!r}), force=False): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        done = omnicheck("batch", str(clients), "--out", str(out))
        first.communicate("")
    assert done.returncode == 2
    assert f"process {first.pid}" in done.stderr
    assert not (out / "results.csv").exists()


def test_the_same_client_twice_is_told_with_both_places(clients: Path, tmp_path: Path) -> None:
    shutil.copy(clients / "barber.yaml", clients / "copy.yaml")
    done = omnicheck("batch", str(clients), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "barber.yaml" in done.stderr
    assert "copy.yaml" in done.stderr
    assert not (tmp_path / "out" / "results.csv").exists()


def test_an_empty_name_is_no_folder_for_the_results(clients: Path) -> None:
    done = omnicheck("batch", "clients", "--out", "", cwd=clients.parent)
    assert done.returncode == 2
    assert done.stderr.startswith("FOLDER: Name a folder; a dot stands for this one.\n")
    assert [path.name for path in clients.parent.iterdir()] == ["clients"]


def test_after_faults_the_overview_is_named_too_and_rows_say_which_client(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "id,hours_per_week\nK1,none\nK2,odd\nK3,odd\n", encoding="utf-8"
    )
    done = omnicheck("batch", "t.csv", "--out", "out", cwd=tmp_path)
    assert done.returncode == 3
    assert "t.csv:2:2: K2: hours_per_week: “odd” is not among the answers." in done.stderr
    assert "The same in t.csv:3:2 (K3)." in done.stderr
    assert done.stdout.endswith("To look at it all, open out/index.html in a browser.\n")


def test_what_an_earlier_run_left_is_listed(clients: Path) -> None:
    omnicheck("batch", "clients", "--out", "out", cwd=clients.parent)
    done = omnicheck("batch", "clients", "--out", "out", "--results", "jsonl", cwd=clients.parent)
    assert "\nLeft from an earlier run:\n  out/results.csv\n" in done.stdout

"""Reports that are cut short, made twice at once or not at all: what stands there is whole, old or new."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.program import EXAMPLES, ROOT, environment, omnicheck

#: A folder in which the system itself lets nobody make a file, not even root.
FORBIDDEN = Path("/sys/kernel")
THEME = str(EXAMPLES / "theme" / "theme.yaml")


def start(path: Path, *options: str) -> subprocess.Popen[bytes]:
    """Begin to write a report on the boutique."""
    order = ("assess", str(EXAMPLES / "boutique.yaml"), "-o", str(path), *options)
    return subprocess.Popen(
        [sys.executable, "-m", "omnicheck", *order],
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def report_of(path: Path, *options: str) -> bytes:
    assert start(path, *options).wait(timeout=60) == 0
    return path.read_bytes()


@pytest.mark.slow
def test_a_killed_run_leaves_the_old_report_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    new = report_of(path, "--theme", THEME)
    began = time.monotonic()
    old = report_of(path)
    lasted = time.monotonic() - began
    chance = random.Random(1)  # noqa: S311  nothing is kept secret by it
    for _turn in range(10):
        run = start(path, "--theme", THEME)
        time.sleep(lasted * chance.uniform(0.3, 1.0))
        run.kill()
        run.wait()
        assert path.read_bytes() in {old, new}
    assert report_of(path) == old


def test_two_runs_at_once_write_one_whole_report(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    alone = report_of(path)
    path.unlink()
    runs = [start(path) for _run in range(3)]
    assert [run.wait(timeout=60) for run in runs] == [0, 0, 0]
    assert path.read_bytes() == alone
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.skipif(not FORBIDDEN.is_dir(), reason="this system has no folder that nobody can fill")
def test_a_folder_that_nobody_can_write_to_is_told() -> None:
    done = omnicheck(
        "assess", str(EXAMPLES / "boutique.yaml"), "-o", str(FORBIDDEN / "report.html")
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "/sys/kernel/report.html: This folder cannot be written to. Choose another folder.\n"
    )

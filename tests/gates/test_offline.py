"""Every report is made on a machine without any network, and says nothing about missing it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from omnicheck.choices import Format
from tests.cli.program import EXAMPLES, ROOT, environment

if TYPE_CHECKING:
    from pathlib import Path

#: Runs a program in a network of its own, in which there is nothing, not even the machine itself.
ALONE: Final = ("unshare", "--map-root-user", "--net")


def _can_be_alone() -> bool:
    if shutil.which("unshare") is None:
        return False
    return subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _can_be_alone(), reason="this system lets nobody cut off the network")
def test_all_formats_are_made_without_a_network(tmp_path: Path) -> None:
    files = [tmp_path / f"boutique.{kind}" for kind in Format]
    wanted = [part for path in files for part in ("-o", str(path))]
    done = subprocess.run(
        [*ALONE, sys.executable, "-m", "omnicheck", "assess", EXAMPLES / "boutique.yaml", *wanted],
        env=environment({"HOME": str(tmp_path / "home")}),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [path.name for path in files if path.stat().st_size < 1000] == []

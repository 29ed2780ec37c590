"""Runs the real program, as a shell would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
#: Variables of the person who runs the tests that would change what the program prints.
_OURS = ("ACCESSIBLE", "COLUMNS", "FORCE_COLOR", "LC_ALL", "LINES", "NO_COLOR", "PYTHONIOENCODING")


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment of 80 columns, with changes."""
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    return kept | {"COLUMNS": "80", "PYTHONPATH": str(ROOT)} | dict(changes or {})


def omnicheck(
    *args: str,
    stdin: str | bytes | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Run omnicheck with these arguments and return what came of it; output is read as UTF-8."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "omnicheck", *args],
        input=stdin.encode() if isinstance(stdin, str) else stdin or b"",
        env=environment(env),
        cwd=cwd,
        capture_output=True,
        timeout=60,
        check=False,
    )
    out, err = (stream.decode(errors="surrogateescape") for stream in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def run_python(code: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a piece of Python beside the program."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment(env),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

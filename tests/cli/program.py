"""Runs the real program, as a shell would."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import warnings
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from omnicheck.api import load_questionnaire

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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


def warm(
    *args: str,
    stdin: str | bytes | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Do as `omnicheck`, in a copy of this process, which has imported all: a fifth of the time.

    Not for what starts threads, such as a PDF or a batch: a copy has none of those that run here.
    """
    if not hasattr(os, "fork"):
        return omnicheck(*args, stdin=stdin, env=env, cwd=cwd)
    run = _imported()
    with TemporaryFile() as given, TemporaryFile() as out, TemporaryFile() as err:
        given.write(stdin.encode() if isinstance(stdin, str) else stdin or b"")
        given.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of Python 3.12, for any thread
            child = os.fork()
        if not child:
            try:
                _become(given, out, err, environment(env), cwd)
                sys.argv = ["omnicheck", *args]
                run()
            finally:
                os._exit(70)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = [_whole(stream).decode(errors="surrogateescape") for stream in (out, err)]
    return subprocess.CompletedProcess(["omnicheck", *args], code, *texts)


@cache
def _imported() -> Callable[[], None]:
    """Import the program here, with all that a copy would else import anew."""
    for name in ("app", "faults"):
        import_module(f"omnicheck.cli.{name}")
    load_questionnaire()
    from omnicheck.cli import run

    return run


def _become(
    given: IO[bytes], out: IO[bytes], err: IO[bytes], variables: Mapping[str, str], cwd: Path
) -> None:
    """Take these streams, variables and folder, as a process just started would have them."""
    for number, stream in enumerate((given, out, err)):
        os.dup2(stream.fileno(), number)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(cwd)
    encoding = variables.get("PYTHONIOENCODING", "utf-8")
    sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb"), encoding="utf-8")
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(os.fdopen(number, "wb"), encoding=encoding, write_through=number == 2)
        for number in (1, 2)
    )
    warnings.simplefilter("error")
    signal.alarm(60)


def _whole(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


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

"""Whole processes, and what they used: those that they started are counted in."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Starts a command from a process of next to no size: one that is forked counts the memory of the other
#: as its own.
_START: Final = """
import json, os, sys, time
started = time.perf_counter()
child = os.fork()
if child == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execv(sys.argv[1], sys.argv[1:])
_pid, status, usage = os.wait4(child, 0)
wall = time.perf_counter() - started
print(json.dumps([usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss]))
sys.exit(status != 0)
"""


class Used(NamedTuple):
    """What a process and its children took."""

    cpu: float
    wall: float
    peak: int
    """Of the largest of them, in kB."""


def used_by(command: Sequence[str]) -> Used:
    """Run a command to its end; its program is named by the whole path. What it prints is thrown away.

    Raises:
        RuntimeError: it failed.
    """
    starter = (sys.executable, "-I", "-S", "-c", _START)
    done = subprocess.run((*starter, *command), capture_output=True, text=True, check=False)
    if done.returncode:
        message = f"{' '.join(command)} failed. {done.stderr}"
        raise RuntimeError(message)
    return Used(*json.loads(done.stdout))

"""Start-up times of the program against `python -c pass`, in the same run.

Whole processes, in turn (A B C A B C ...), page cache warm. What is quoted is the median over the rounds
of each round's ratio to that round's own floor, with the smallest and the largest.
"""

from __future__ import annotations

import compileall
import os
import pty
import select
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench.figures import HEAD, ratio_cells
from tests.bench.processes import Used, used_by
from tests.bench.versions import say_versions

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "boutique.yaml"
PROGRAM = [str(Path(sys.executable).parent / "omnicheck")]

HANG_SECONDS = 30
#: What, its command, the goal as a multiple of the floor's cpu time.
MEASURED: list[tuple[str, list[str], float | None]] = [
    ("python -c pass (floor)", [sys.executable, "-c", "pass"], None),
    ("--version", [*PROGRAM, "--version"], 1.5),
    ("--help", [*PROGRAM, "--help"], 14),
    ("assess one file", [*PROGRAM, "assess", str(EXAMPLE)], 35),
    ("ask, first question", [*PROGRAM, "ask", "OPEN"], 50),
]


def until_first_question(command: list[str]) -> Used:
    """Run the interview in a terminal until it waits for an answer, then stop it."""
    started = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execv(command[0], command)  # noqa: S606  no shell wanted
    seen = b""
    while b"Your answer:" not in seen:
        if not select.select([terminal], [], [], HANG_SECONDS)[0]:
            raise TimeoutError(seen.decode(errors="replace"))
        seen += os.read(terminal, 65536)
    wall = time.perf_counter() - started
    os.write(terminal, b"\x03")
    _pid, _status, usage = os.wait4(child, 0)
    os.close(terminal)
    return Used(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)


def measure(rounds: int) -> None:
    """Measure and print a table."""
    # As an installation has it; PYTHONDONTWRITEBYTECODE would have every run compile anew.
    compileall.compile_dir(ROOT / "omnicheck", quiet=1)
    opened = str(Path(tempfile.mkdtemp()) / "boutique.yaml")
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    Path(opened).write_text("\n".join(x for x in lines if "  ideal:" not in x), encoding="utf-8")
    figures: dict[str, list[tuple[float, float, float, int]]] = {name: [] for name, *_ in MEASURED}
    for _round in range(rounds + 1):  # the first round warms the cache and is not counted
        floor = 0.0
        for name, command, _goal in MEASURED:
            if command[-1] == "OPEN":
                cpu, wall, peak = until_first_question([*command[:-1], opened])
            else:
                cpu, wall, peak = used_by(command)
            floor = floor or cpu
            if _round:
                figures[name].append((cpu / floor, cpu, wall, peak))
    show(figures, rounds)


def show(figures: dict[str, list[tuple[float, float, float, int]]], rounds: int) -> None:
    """Print versions, then a row for each command."""
    say_versions("typer", "rich", "pydantic", "numpy", "pyyaml", "prompt_toolkit")
    print(f"{rounds} rounds, warm; ratio = cpu of the command / cpu of the floor in the same round")  # noqa: T201
    print(f"{'':24}{HEAD}{'cpu ms':>9}{'wall ms':>9}{'MB':>6}")  # noqa: T201
    for name, _command, goal in MEASURED:
        ratios, cpus, walls, peaks = zip(*figures[name], strict=True)
        print(  # noqa: T201
            f"{name:24}{ratio_cells(ratios, goal)}"
            f"{1000 * median(cpus):9.0f}{1000 * median(walls):9.0f}{max(peaks) / 1024:6.0f}"
        )

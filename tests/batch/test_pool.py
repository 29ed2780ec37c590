"""Work shared out to processes: in order, and nothing lost when one of them dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from omnicheck.batch.pool import Processes, results
from tests.cli.program import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

BOTH = pytest.mark.parametrize("jobs", [1, 2])


@dataclass(frozen=True)
class Sum:
    """Adds numbers; some of them make trouble."""

    numbers: tuple[int, ...]
    deadly: int | None = None
    wrong: int | None = None
    once: Path | None = None
    """There while the first process that sees the deadly number is to die."""

    def run(self) -> object:
        if self.deadly in self.numbers and (self.once is None or self._first()):
            os.kill(os.getpid(), signal.SIGKILL)
        if self.wrong in self.numbers:
            message = f"no {self.wrong}"
            raise ValueError(message)
        return sum(self.numbers)

    def _first(self) -> bool:
        assert self.once is not None
        try:
            self.once.unlink()
        except FileNotFoundError:
            return False
        return True

    def halves(self) -> list[Sum]:
        half = len(self.numbers) // 2
        if not half:
            return []
        parts = (self.numbers[:half], self.numbers[half:])
        return [Sum(part, self.deadly, self.wrong, self.once) for part in parts]

    def lost(self, error: Exception | None) -> object:
        return self.numbers, str(error) if error else "died"


def sums(count: int, **trouble: int | Path) -> Iterator[Sum]:
    return (Sum(tuple(range(i, i + 4)), **trouble) for i in range(0, 4 * count, 4))  # type: ignore[arg-type]


@BOTH
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    assert list(results(sums(40), Processes(jobs))) == [6 + 16 * i for i in range(40)]


@BOTH
def test_a_task_that_fails_is_halved_down_to_what_fails(jobs: int) -> None:
    found = list(results(sums(3, wrong=6), Processes(jobs)))
    assert found == [6, 4 + 5, ((6,), "no 6"), 7, 38]


def test_a_task_that_brings_processes_down_is_halved_down_to_what_does_it() -> None:
    found = list(results(sums(9, deadly=6), Processes(2)))
    assert found == [6, 4 + 5, ((6,), "died"), 7, *(6 + 16 * i for i in range(2, 9))]


def test_a_worker_that_dies_by_chance_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "once").touch()
    found = list(results(sums(9, deadly=6, once=tmp_path / "once"), Processes(2)))
    assert found == [6 + 16 * i for i in range(9)]


def test_tasks_are_fetched_as_they_are_needed() -> None:
    fetched = []

    def tasks() -> Iterator[Sum]:
        for task in sums(1_000):
            fetched.append(task)
            yield task

    found = results(tasks(), Processes(2))
    assert next(found) == 6
    assert len(fetched) <= 10
    found.close()


def test_where_no_process_can_be_started_all_is_done_in_this_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_args: object) -> None:
        raise OSError

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", refuse)
    assert list(results(sums(9), Processes(2))) == [6 + 16 * i for i in range(9)]


SLOW = """
import sys, time
from dataclasses import dataclass
from omnicheck.batch.pool import Processes, results
@dataclass(frozen=True)
class Slow:
    def run(self):
        import os, pathlib
        pathlib.Path(sys.argv[1], str(os.getpid())).touch()
        time.sleep(60)
    def halves(self): return []
    def lost(self, error): return error
if __name__ == "__main__":
    list(results([Slow() for _ in range(4)], Processes(2)))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_their_parent_and_print_nothing(
    number: signal.Signals, tmp_path: Path
) -> None:
    with two_at_work(tmp_path) as (program, workers):
        if number is signal.SIGINT:
            os.killpg(program.pid, number)  # as a terminal does
            time.sleep(0.2)
            program.kill()
        else:
            program.send_signal(number)
        until(lambda: not any(map(alive, workers)))
        assert program.stderr is not None
        told = program.stderr.read()
    assert "SpawnProcess" not in told
    assert told.count("Traceback") <= 1  # that of the script itself, which does not catch it


CUT = """
import os, signal, sys
from dataclasses import dataclass
from pathlib import Path
from omnicheck.batch.pool import Processes, results
@dataclass(frozen=True)
class Heavy:
    number: int
    ballast: bytes
    def run(self):
        if self.number == 1 and not (seen := Path(sys.argv[1])).exists():
            seen.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.number
    def halves(self): return []
    def lost(self, error): return "lost"
if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    print(list(results((Heavy(i, bytes(3_000_000)) for i in range(9)), Processes(2))))
    print(signal.getsignal(signal.SIGPIPE).name)
"""


def test_the_pipe_to_a_dead_worker_does_not_end_a_program_that_cut_pipes_end(
    tmp_path: Path,
) -> None:
    script = tmp_path / "cut.py"
    script.write_text(CUT)
    done = subprocess.run(
        [sys.executable, script, tmp_path / "seen"],
        env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{list(range(9))}\nSIG_DFL\n"


@pytest.mark.parametrize("interrupts", [1, 2])
def test_an_interrupt_ends_workers_in_the_middle_of_a_task(interrupts: int, tmp_path: Path) -> None:
    with two_at_work(tmp_path) as (program, workers):
        began = time.monotonic()
        for _again in range(interrupts):
            os.killpg(program.pid, signal.SIGINT)
            time.sleep(0.05)
        _out, told = program.communicate(timeout=30)
    assert time.monotonic() - began < 20  # the tasks take a minute
    assert not any(map(alive, workers))
    assert told.splitlines()[-1] == "KeyboardInterrupt"
    assert "resource_tracker" not in told


@contextmanager
def two_at_work(folder: Path) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """A program in a session of its own, with the numbers of its workers, each busy for a minute."""
    script, seen = folder / "slow.py", folder / "seen"
    script.write_text(SLOW)
    seen.mkdir()
    with subprocess.Popen(
        [sys.executable, script, seen],
        env=environment(), stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as program:  # fmt: skip
        until(lambda: len(list(seen.iterdir())) == 2)
        yield program, [int(path.name) for path in seen.iterdir()]


def until(condition: object) -> None:
    end = time.monotonic() + 60
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or " Z " not in status.read_text()

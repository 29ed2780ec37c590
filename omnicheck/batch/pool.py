"""Work shared out to processes: in order, a bounded part of it at a time, and nothing lost when one dies.

A worker that is killed, by a file that brings it down or by a system short of memory, takes all waiting
work with it. That work is then done again in processes of its own and, where it brings those down too, in
halves, until the one piece is found that does it. This process never runs what ended another.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

_Result = TypeVar("_Result")
_Result_co = TypeVar("_Result_co", covariant=True)

#: Tasks under way for each worker: one in work, one to go on with, one that is being fetched.
_AHEAD: Final = 3
#: As `omnicheck.cli` sets it, for the same reason.
_ALLOCATIONS: Final = 100_000
#: What a system that lets us start no processes raises.
_NO_PROCESSES: Final = (BrokenProcessPool, OSError, ImportError, NotImplementedError)


class Task(Protocol[_Result_co]):
    """A piece of work that can be sent to another process."""

    def run(self) -> _Result_co:
        """Do it."""

    def halves(self) -> Sequence[Self]:
        """Return the work as two tasks, in order; nothing where it is about one business."""

    def lost(self, error: Exception | None) -> _Result_co:
        """Return what comes of work on one business that failed: an error, or None for a dead process."""


def cores() -> int:
    """Return how many processes can work at once, as far as we may use this machine."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def results(tasks: Iterable[Task[_Result]], jobs: int) -> Generator[_Result, None, None]:
    """Do tasks in up to `jobs` processes, and yield what comes of each, in the order of the tasks.

    A task that fails is done again in halves, so there can be more results than tasks. With one job, and
    where the system starts no processes, all is done in this one.
    """
    remaining = iter(tasks)
    while jobs > 1:
        left = yield from _until_one_dies(remaining, jobs)
        if not left:
            return
        jobs = jobs if _workers_start() else 1
        for task, future in left:
            yield from _saved(task, future, jobs)
    for task in remaining:
        yield from _done(task)


def _done(task: Task[_Result]) -> list[_Result]:
    """Do a task in this process; one that fails in halves, down to one business."""
    try:
        return [task.run()]
    except Exception as error:  # noqa: BLE001  a fault of our own on one file must not stop the others
        halves = task.halves()
        return [each for half in halves for each in _done(half)] or [task.lost(error)]


_Waiting = tuple[Task[_Result], "Future[list[_Result]]"]


def _until_one_dies(
    tasks: Iterator[Task[_Result]], jobs: int
) -> Generator[_Result, None, list[_Waiting[_Result]]]:
    """Work with one set of processes until all is done, or one of them dies; return what it left."""
    waiting: deque[_Waiting[_Result]] = deque()
    try:
        with _crew(jobs) as crew:
            for task in tasks:
                waiting.append((task, _submitted(crew, task)))
                if len(waiting) >= jobs * _AHEAD:
                    yield from waiting[0][1].result()
                    waiting.popleft()
            while waiting:
                yield from waiting[0][1].result()
                waiting.popleft()
    except BrokenProcessPool:
        pass
    return list(waiting)


def _saved(task: Task[_Result], future: Future[list[_Result]], jobs: int) -> Iterator[_Result]:
    """Yield what came of a task before a worker died, else what comes of doing it again."""
    if not future.cancelled() and future.exception() is None:
        yield from future.result()
    elif jobs == 1:
        yield from _done(task)
    else:
        yield from _on_its_own(task)


def _on_its_own(task: Task[_Result]) -> Iterator[_Result]:
    """Do a task in a process of its own; one that brings it down in halves, down to one business."""
    try:
        with _crew(1) as crew:
            yield from _submitted(crew, task).result()
    except BrokenProcessPool:
        halves = task.halves()
        for half in halves:
            yield from _on_its_own(half)
        if not halves:
            yield task.lost(None)


def _workers_start() -> bool:
    try:
        with _crew(1) as crew:
            return _submitted(crew, None).result() == []
    except _NO_PROCESSES:
        return False


@contextmanager
def _crew(jobs: int) -> Iterator[ProcessPoolExecutor | None]:
    """Hold a set of processes, started afresh: nothing in them depends on what this one did before.

    Where the system has none to give it is None, and all that is submitted to it fails.
    """
    try:
        crew = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_start_worker)
    except _NO_PROCESSES:
        yield None
        return
    try:
        yield crew
    finally:
        crew.shutdown(cancel_futures=True)


def _submitted(
    crew: ProcessPoolExecutor | None, task: Task[_Result] | None
) -> Future[list[_Result]]:
    """Send a task off; without workers to take it, its future fails like that of a dead one."""
    try:
        with _interrupts_held():
            if crew is not None:
                return crew.submit(_work, task)
    except _NO_PROCESSES:
        pass
    failed: Future[list[_Result]] = Future()
    failed.set_exception(BrokenProcessPool())
    return failed


def _work(task: Task[_Result] | None) -> list[_Result]:
    return [] if task is None else _done(task)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C waiting: a process started meanwhile never sees one, not even while it imports."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker() -> None:
    """Leave Ctrl-C to the process that shares out the work, and end when it does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_ALLOCATIONS)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # Without this, workers of a killed process wait for work for ever.
    if parent := parent_process():
        wait([parent.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

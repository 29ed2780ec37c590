"""Work shared out to workers: in order, a bounded part of it at a time, and nothing lost when one dies.

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
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Final, Generic, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from multiprocessing.connection import Connection

_Result = TypeVar("_Result")
_Result_co = TypeVar("_Result_co", covariant=True)

#: Tasks under way for each worker: one in work, one to go on with, one that is being fetched.
_AHEAD: Final = 3
#: As `omnicheck.cli` sets it, for the same reason.
_ALLOCATIONS: Final = 250_000
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


class Promise(Protocol[_Result]):
    """What will come of a task that was sent to a worker."""

    def result(self) -> list[_Result]:
        """Wait for it.

        Raises:
            WorkerDiedError: the worker ended before the task did.
        """


class Crew(Protocol):
    """Workers that take tasks."""

    @property
    def room(self) -> int:
        """How many tasks to have under way, so that none of them waits for work."""

    def send(self, task: Task[_Result]) -> Promise[_Result]:
        """Give a task to whoever is free first."""


class Workplace(Protocol):
    """Where tasks are done: on this machine, see `Processes`, or on others, see `cluster.Cluster`."""

    @property
    def has_workers(self) -> bool:
        """Whether tasks can be sent away; else they are done in this process."""

    def crew(self) -> AbstractContextManager[Crew]:
        """Hold all workers there are."""

    def recover(self) -> None:
        """See to it that `has_workers` is true, after one of them died."""

    def one_worker(self) -> AbstractContextManager[Crew]:
        """Hold a worker for a task that may end it."""


class WorkerDiedError(Exception):
    """A worker ended before its task did."""


def results(tasks: Iterable[Task[_Result]], place: Workplace) -> Generator[_Result, None, None]:
    """Do tasks at a place, and yield what comes of each, in the order of the tasks.

    A task that fails is done again in halves, so there can be more results than tasks. Where there are no
    workers, all is done in this process.
    """
    remaining = iter(tasks)
    while place.has_workers:
        left = yield from _until_one_dies(remaining, place)
        if not left:
            return
        place.recover()
        for task, found in left:
            yield from _saved(task, place) if found is None else found
    for task in remaining:
        yield from done(task)


def done(task: Task[_Result]) -> list[_Result]:
    """Do a task in this process; one that fails in halves, down to one business."""
    try:
        return [task.run()]
    except Exception as error:  # noqa: BLE001  a fault of our own on one file must not stop the others
        halves = task.halves()
        return [each for half in halves for each in done(half)] or [task.lost(error)]


_Left = list[tuple[Task[_Result], "list[_Result] | None"]]


def _until_one_dies(
    tasks: Iterator[Task[_Result]], place: Workplace
) -> Generator[_Result, None, _Left[_Result]]:
    """Work with one crew until all is done, or a worker dies.

    Returns:
        The tasks that were under way then, with what came of each; None where nothing did.
    """
    waiting: deque[tuple[Task[_Result], Promise[_Result]]] = deque()
    with place.crew() as crew:
        try:
            for task in tasks:
                waiting.append((task, crew.send(task)))
                if len(waiting) >= crew.room:
                    yield from waiting[0][1].result()
                    waiting.popleft()
            while waiting:
                yield from waiting[0][1].result()
                waiting.popleft()
        except WorkerDiedError:
            return [(task, _settled(promise)) for task, promise in waiting]
    return []


def _settled(promise: Promise[_Result]) -> list[_Result] | None:
    try:
        return promise.result()
    except WorkerDiedError:
        return None


def _saved(task: Task[_Result], place: Workplace, chances: int = 2) -> Iterator[_Result]:
    """Do a task again, with nothing else under way; one that ends its worker in halves, down to one business."""
    if not place.has_workers:
        yield from done(task)
        return
    try:
        with place.one_worker() as worker:
            yield from worker.send(task).result()
    except WorkerDiedError:
        halves = task.halves()
        for half in halves:
            yield from _saved(half, place)
        if not halves and chances > 1:  # a worker may also end by chance
            yield from _saved(task, place, chances - 1)
        elif not halves:
            yield task.lost(None)


class Processes:
    """This machine: a number of processes, started afresh."""

    def __init__(self, jobs: int) -> None:
        """Take so many; with one, all is done in this process."""
        self._jobs = jobs

    @property
    def has_workers(self) -> bool:
        """Whether there is more than this process."""
        return self._jobs > 1

    def crew(self) -> AbstractContextManager[Crew]:
        """Start the processes."""
        return _crew(self._jobs)

    def one_worker(self) -> AbstractContextManager[Crew]:
        """Start one process."""
        return _crew(1)

    def recover(self) -> None:
        """Go on in this process where the system starts no others."""
        if not _workers_start():
            self._jobs = 1


@dataclass(frozen=True)
class _Crew:
    """Processes; where the system has none to give, `pool` is None, and all that is sent to it fails."""

    pool: ProcessPoolExecutor | None
    jobs: int

    @property
    def room(self) -> int:
        return self.jobs * _AHEAD

    def send(self, task: Task[_Result] | None) -> _Promise[_Result]:
        try:
            with interrupts_held():
                if self.pool is not None:
                    return _Promise(self.pool.submit(_work, task))
        except _NO_PROCESSES:
            pass
        return _Promise(None)


@dataclass(frozen=True)
class _Promise(Generic[_Result]):
    future: Future[list[_Result]] | None

    def result(self) -> list[_Result]:
        try:
            if self.future is not None:
                return self.future.result()
        except (BrokenProcessPool, CancelledError):
            pass
        raise WorkerDiedError


def _workers_start() -> bool:
    try:
        with _crew(1) as crew:
            return crew.send(None).result() == []
    except (*_NO_PROCESSES, WorkerDiedError):
        return False


@contextmanager
def _crew(jobs: int) -> Iterator[_Crew]:
    """Hold a set of processes, started afresh: nothing in them depends on what this one did before.

    Left before all is done, as Ctrl-C leaves it, it ends them in the middle of their work.
    """
    context = get_context("spawn")
    try:
        lifeline, our_end = context.Pipe(duplex=False)
        pool = ProcessPoolExecutor(jobs, context, initializer=_start_worker, initargs=(lifeline,))
    except _NO_PROCESSES:
        yield _Crew(None, jobs)
        return
    with cut_pipes_told():
        try:
            yield _Crew(pool, jobs)
        except BaseException:
            our_end.close()
            raise
        finally:
            with interrupts_held():  # a second Ctrl-C would leave processes behind
                pool.shutdown(cancel_futures=True)
            our_end.close()
            lifeline.close()


def _work(task: Task[_Result] | None) -> list[_Result]:
    with _DESK.working():
        return [] if task is None else done(task)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C waiting: a process started meanwhile never sees one, not even while it imports."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # it is started with the first process, and starting it lets a Ctrl-C through
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def cut_pipes_told() -> Iterator[None]:
    """Have a connection to a dead worker raise an error, also where a cut pipe ends the program in silence."""
    is_deadly = hasattr(signal, "SIGPIPE") and signal.getsignal(signal.SIGPIPE) is signal.SIG_DFL
    if not is_deadly or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def _start_worker(lifeline: Connection) -> None:
    """Leave Ctrl-C to the process that shares out the work, and end when it does or has no more use for any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(_ALLOCATIONS)
    threading.Thread(target=_end_when_told, args=(lifeline,), daemon=True).start()


def _end_when_told(lifeline: Connection) -> None:
    # Without this, workers of a killed process wait for work for ever.
    if parent := parent_process():
        if parent.sentinel not in wait([parent.sentinel, lifeline]):
            _DESK.leave()
            wait([parent.sentinel])
        _end()


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


class _Desk:
    """Where a worker works; it is left in the middle of the work, but never while results are handed over.

    Whoever takes them would wait for the rest of them for ever.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._is_working = False
        self._is_closed = False

    @contextmanager
    def working(self) -> Iterator[None]:
        """Say that a task is in work; with the desk left, end instead."""
        self._set(is_working=True)
        try:
            yield
        finally:
            self._set(is_working=False)

    def leave(self) -> None:
        """End now, or when the next task comes."""
        with self._turn:
            self._is_closed = True
            if self._is_working:
                _end()

    def _set(self, *, is_working: bool) -> None:
        with self._turn:
            self._is_working = is_working
            if is_working and self._is_closed:
                _end()


_DESK: Final = _Desk()

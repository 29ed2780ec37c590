"""A Dask cluster as a place where tasks are done: started on this machine, or one that is there already.

Dask is imported here alone, and only when a cluster is asked for. Tasks and what comes of them travel as
bytes, which only a worker with this very version of omnicheck unpacks.
"""

from __future__ import annotations

import logging
import pickle
import warnings
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import omnicheck
from omnicheck.batch.pool import WorkerDiedError, cores, cut_pipes_told, done, interrupts_held
from omnicheck.errors import MissingExtraError, OmnicheckError
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from omnicheck.batch.pool import Task

_Result = TypeVar("_Result")

#: Seconds to wait for a scheduler to answer.
_ANSWER: Final = 5
#: Seconds between two looks whether there are workers, and how long to wait for the first or the next one.
_LOOK: Final = 2.0
_NO_WORKERS: Final = 60
#: Tasks under way for each thread of a worker: one in work, and one to go on with.
_AHEAD: Final = 2
#: Tasks to do on their own before it is plain that something else than a few rows ends the workers.
_MOST_SUSPECTS: Final = 200
#: The cluster started here: nothing but work, and no pages to look at.
_QUIET: Final = {
    "distributed.scheduler.allowed-failures": 0,  # who ends a worker is found out by `pool.results`
    "distributed.deploy.lost-worker-timeout": "1 day",  # else one that ends twice is given up for good
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.profile.enabled": False,
}


class ClusterError(OmnicheckError):
    """A cluster cannot be used, or no longer."""


def check_installed() -> None:
    """Find out before any work whether Dask is there.

    Raises:
        MissingExtraError: it is not.
    """
    if find_spec("distributed") is None:
        raise MissingExtraError(_("Working with Dask"), "dask")


@contextmanager
def local_cluster(jobs: int | None) -> Iterator[Cluster]:
    """Start a cluster on this machine, for nobody else to reach, and end it at last.

    Args:
        jobs: Its worker processes; None for as many as this machine does at once.
    """
    import dask
    from distributed import LocalCluster, Security

    with ExitStack() as stack:
        stack.enter_context(_quiet())
        stack.enter_context(cut_pipes_told())
        folder = stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True))
        stack.enter_context(dask.config.set(_QUIET))
        security = Security.temporary()  # others on this machine must not hand us work
        try:
            with interrupts_held():
                cluster = LocalCluster(
                    n_workers=jobs or cores(),
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:0",
                    scheduler_kwargs={"dashboard": False},
                    silence_logs=logging.CRITICAL,
                    memory_limit=0,  # memory is bounded by the tasks
                    local_directory=folder,
                    security=security,
                )
        except (OSError, RuntimeError) as error:
            raise _trouble(error) from error
        stack.enter_context(cluster)
        yield stack.enter_context(_connected(cluster.scheduler_address, security))


@contextmanager
def remote_cluster(address: str) -> Iterator[Cluster]:
    """Work with the cluster whose scheduler has this address.

    Raises:
        ClusterError: nothing answers there, or it has no workers.
    """
    with _quiet(), cut_pipes_told(), _connected(address) as cluster:
        cluster.wait_for_workers()
        yield cluster


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave it to this program to say what is wrong with a cluster."""
    import distributed  # noqa: F401  it sets up its loggers when it is loaded
    from distributed.versions import VersionMismatchWarning

    loggers = [
        logging.getLogger(name) for name in ("distributed", "tornado", "tornado.application")
    ]
    levels = [logger.level for logger in loggers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", VersionMismatchWarning)
        try:
            for logger in loggers:
                logger.setLevel(logging.CRITICAL + 1)
            yield
        finally:
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


@contextmanager
def _connected(address: str, security: Any = None) -> Iterator[Cluster]:
    from distributed import Client

    try:
        client = Client(address, timeout=_ANSWER, set_as_default=False, security=security)
    except (OSError, ValueError) as error:  # a timeout is an OSError
        words = _(
            "No Dask scheduler answers at {address} ({reason}). See whether it runs and the address is "
            "right, such as tcp://10.0.0.5:8786. Without a cluster, leave out --dask-scheduler."
        )
        reason = str(error).partition("\n")[0][:100] or type(error).__name__
        raise ClusterError(words.format(address=address, reason=reason)) from None
    with client:
        yield Cluster(client)


class Cluster:
    """The workers of a Dask cluster."""

    has_workers = True

    def __init__(self, client: Any) -> None:
        """Work through this client."""
        self._client = client
        self._suspects = 0

    @property
    def room(self) -> int:
        """How many tasks to have under way; the cluster may grow meanwhile."""
        return _AHEAD * self.threads() + 1

    def threads(self) -> int:
        """Return how many tasks are worked on at once.

        Raises:
            ClusterError: the scheduler is gone.
        """
        try:
            return sum(self._client.nthreads().values())
        except Exception as error:
            raise _trouble(error) from error

    def wait_for_workers(self) -> None:
        """Wait until somebody is there to work.

        Raises:
            ClusterError: nobody came.
        """
        try:
            self._client.wait_for_workers(1, timeout=_NO_WORKERS)
        except TimeoutError:
            words = _(
                "The Dask cluster has no workers; waited {count} seconds for one. Start some, with: "
                "dask worker {address}"
            )
            address = self._client.scheduler.address
            raise ClusterError(words.format(count=_NO_WORKERS, address=address)) from None

    @contextmanager
    def crew(self) -> Iterator[Cluster]:
        """Take all workers."""
        yield self

    @contextmanager
    def one_worker(self) -> Iterator[Cluster]:
        """Take any worker.

        Raises:
            ClusterError: too many died.
        """
        self._suspects += 1
        if self._suspects > _MOST_SUSPECTS:
            words = _(
                "The workers of the Dask cluster keep dying. See whether they have enough memory; their "
                "logs may say more."
            )
            raise ClusterError(words)
        yield self

    def recover(self) -> None:
        """Do nothing: whoever runs the workers starts new ones."""

    def send(self, task: Task[_Result]) -> _Promise[_Result]:
        """Give a task to a worker."""
        payload = pickle.dumps(task)
        future = self._client.submit(_errand(), omnicheck.__version__, payload, pure=False)
        return _Promise(self, future)


@dataclass(frozen=True)
class _Promise(Generic[_Result]):
    cluster: Cluster
    future: Any

    def result(self) -> list[_Result]:
        """Wait for it, as long as there are workers.

        Raises:
            WorkerDiedError: the worker ended before the task did.
            ClusterError: nobody can do it.
        """
        from distributed.scheduler import KilledWorker

        try:
            version, payload = self._waited_for()
        except KilledWorker:
            raise WorkerDiedError from None
        except ClusterError:
            raise
        except Exception as error:
            raise _trouble(error) from error
        if version != omnicheck.__version__:
            raise _other_version(version)
        found: list[_Result] = pickle.loads(payload)  # noqa: S301  the cluster is the user's own
        return found

    def _waited_for(self) -> tuple[str, bytes]:
        while True:
            try:
                found: tuple[str, bytes] = self.future.result(timeout=_LOOK)
            except TimeoutError:
                if not self.cluster.threads():
                    self.cluster.wait_for_workers()
            else:
                return found


def work(payload: bytes) -> bytes:
    """Do a task in a worker; called by `_errand`."""
    return pickle.dumps(done(pickle.loads(payload)))  # noqa: S301  the cluster is the user's own


def _errand() -> Callable[[str, bytes], tuple[str, bytes]]:
    """Return what a worker runs. It travels as it is, so that it can tell that omnicheck is not there."""

    def errand(version: str, payload: bytes) -> tuple[str, bytes]:
        try:
            import omnicheck
            from omnicheck.batch.cluster import work
        except ImportError:
            return "", b""
        own = omnicheck.__version__
        return own, work(payload) if own == version else b""

    return errand


def _other_version(version: str) -> ClusterError:
    there = _("omnicheck {version}").format(version=version) if version else _("no omnicheck")
    words = _(
        "A worker of the Dask cluster has {there}; this machine has {here}. Install the same version for "
        "all workers: pip install 'omnicheck[dask]=={here}'"
    )
    return ClusterError(words.format(there=there, here=omnicheck.__version__))


def _trouble(error: Exception) -> ClusterError:
    words = _(
        "The Dask cluster does not work, or no longer ({reason}). See whether its scheduler runs, and whether "
        "all machines have the same versions of Python, Dask and omnicheck; then start again."
    )
    reason = f"{type(error).__name__}: {error}".partition("\n")[0][:200]
    return ClusterError(words.format(reason=reason))

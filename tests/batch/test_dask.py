"""Parquet files read by a Dask cluster: the same bytes as without, whatever happens to its workers."""

from __future__ import annotations

import pickle
import shutil
import signal
import socket
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import omnicheck
from omnicheck import InputError, assess_table
from omnicheck.batch import cluster, spans
from omnicheck.batch.cluster import Cluster, ClusterError, local_cluster, remote_cluster
from omnicheck.batch.pool import Processes, results
from omnicheck.batch.spans import OtherFilesError, SpanTask
from omnicheck.choices import Columns, Format
from omnicheck.errors import MissingExtraError
from tests.batch.clients import (
    BUDGETS,
    add_client,
    batch,
    faults_of,
    files_of,
    own_questionnaire,
    rows_of,
)
from tests.batch.test_pool import sums
from tests.cli.program import omnicheck as program

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Seconds after which a test, with the start of the cluster, is taken to wait for ever.
HANGS = 120


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A cluster of somebody else: two workers, found by its address."""
    import dask
    from distributed import LocalCluster

    with (
        cluster._quiet(),
        dask.config.set({"distributed.scheduler.http.routes": []}),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
            silence_logs=60,
        ) as there,
    ):
        yield there.scheduler_address


@pytest.fixture(scope="module")
def connected() -> Iterator[Cluster]:
    """A cluster of our own."""
    with local_cluster(2) as here:
        yield here


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    """End a test that waits for ever."""

    def give_up(*_args: object) -> None:
        pytest.fail(f"still waiting after {HANGS} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(HANGS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def frame(first: int, count: int, **more: str) -> pd.DataFrame:
    rows = [
        {
            "id": f"C{i:04}",
            "name": f"Client {i}",
            "trade": f"trade {i % 3}",
            "monthly_budget": BUDGETS[i % len(BUDGETS)],
            "channels": "shop;phone",
            "hours_per_week": "one_or_two",
            **more,
        }
        for i in range(first, first + count)
    ]
    return pd.DataFrame(rows, dtype=object)


def add_parts(folder: Path, parts: int = 3, rows: int = 30) -> Path:
    """Write a table in parts, one of them with groups of seven rows."""
    folder.mkdir(parents=True)
    for i in range(parts):
        part = frame(i * rows, rows)
        part.to_parquet(folder / f"part.{i}.parquet", row_group_size=None if i else 7)
    return folder


def same(tmp_path: Path, address: str, *paths: Path | str, **settings: object) -> Path:
    """Run a batch with and without the cluster; return one of two equal folders."""
    batch(tmp_path / "alone", *paths, **settings)
    batch(tmp_path / "shared", *paths, cluster=address, **settings)
    files = files_of(tmp_path / "shared")
    assert files == files_of(tmp_path / "alone")
    assert "results.csv" in files
    return tmp_path / "shared"


# Tasks on a cluster.


def test_results_come_in_the_order_of_the_tasks(connected: Cluster) -> None:
    assert list(results(sums(40), connected)) == [6 + 16 * i for i in range(40)]


def test_a_task_that_fails_is_halved_down_to_what_fails(connected: Cluster) -> None:
    assert list(results(sums(3, wrong=6), connected)) == [6, 4 + 5, ((6,), "no 6"), 7, 38]


def test_a_task_that_ends_workers_is_halved_down_to_what_does_it(connected: Cluster) -> None:
    found = list(results(sums(9, deadly=6), connected))
    assert found == [6, 4 + 5, ((6,), "died"), 7, *(6 + 16 * i for i in range(2, 9))]


def test_a_worker_that_dies_by_chance_costs_nothing(connected: Cluster, tmp_path: Path) -> None:
    (tmp_path / "once").touch()
    found = list(results(sums(9, deadly=6, once=tmp_path / "once"), connected))
    assert found == [6 + 16 * i for i in range(9)]


def test_workers_that_keep_dying_are_told(
    connected: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_MOST_SUSPECTS", 1)
    with pytest.raises(ClusterError, match=r"keep dying.*enough memory"):
        list(results(sums(1, deadly=2), connected))


def test_tasks_are_fetched_as_they_are_needed(connected: Cluster) -> None:
    fetched = []

    def tasks() -> Iterator[object]:
        for task in sums(1_000):
            fetched.append(task)
            yield task

    connected.wait_for_workers()
    found = results(tasks(), connected)  # type: ignore[arg-type, var-annotated]
    assert next(found) == 6
    assert len(fetched) <= 5
    found.close()


# Whole batches.


def test_a_folder_of_parts_gives_the_same_bytes_as_without(tmp_path: Path, address: str) -> None:
    add_parts(tmp_path / "parts")
    out = same(tmp_path, address, tmp_path / "parts", by=("trade",))
    assert len(rows_of(out)) == 90
    assert {"index.html", "workbook.xlsx"} < files_of(out).keys()


def test_parts_of_several_tasks_give_the_same_bytes(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "_ROWS_OF_TASK", 13)
    monkeypatch.chdir(tmp_path)
    add_parts(Path("parts"))
    assert len(rows_of(same(tmp_path, address, "parts/part.*.parquet"))) == 90


def test_what_is_wrong_is_told_as_without(tmp_path: Path, address: str) -> None:
    parts = add_parts(tmp_path / "parts", 2)
    frame(200, 5, questionnaire="no_such").to_parquet(parts / "unknown.parquet")
    frame(210, 9, hours_per_week="many", houres_per_week="a").to_parquet(parts / "wrong.parquet")
    frame(220, 0).to_parquet(parts / "empty.parquet")
    frame(0, 3).map(lambda _text: "").to_parquet(parts / "blank.parquet")
    (parts / "broken.parquet").write_bytes(b"PAR1 no more")
    out = same(tmp_path, address, parts)
    assert len(rows_of(out)) == 60
    told = {Path(fault["file"]).stem for fault in faults_of(out)}
    assert told == {"unknown", "wrong", "empty", "blank", "broken"}


def test_questionnaires_in_the_rows_and_tags_of_some_parts_only(
    tmp_path: Path, address: str
) -> None:
    parts = add_parts(tmp_path / "parts", 2)
    own = own_questionnaire(parts, "own").name
    frame(100, 4, questionnaire=own, crossing="7", floor="2").to_parquet(parts / "z.parquet")
    rows = rows_of(same(tmp_path, address, str(parts / "*.parquet")))
    assert [row["tag.floor"] for row in rows] == [""] * 60 + ["2"] * 4
    assert [row["questionnaire"] for row in rows] == ["channel_strategy"] * 60 + ["own"] * 4


def test_an_edited_questionnaire_is_read_anew(tmp_path: Path, address: str) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    frame(0, 4, crossing="7").drop(columns=["channels"]).to_parquet(parts / "a.parquet")
    chosen = own_questionnaire(tmp_path, "own")
    found = []
    for demand in (50, 100):
        chosen.write_text(chosen.read_text().replace("demand: 50", f"demand: {demand}"))
        out = tmp_path / str(demand)
        out.mkdir()
        found.append(rows_of(same(out, address, parts, questionnaire=str(chosen)))[0]["margin"])
    assert float(found[0]) - float(found[1]) == 50


def test_reports_are_the_same(tmp_path: Path, address: str) -> None:
    add_parts(tmp_path / "parts", 1, 3)
    out = same(tmp_path, address, tmp_path / "parts", formats=(Format.MARKDOWN,))
    assert len(list((out / "reports").iterdir())) == 3


def test_two_rows_of_one_client_are_refused_as_without(tmp_path: Path, address: str) -> None:
    parts = add_parts(tmp_path / "parts", 1)
    shutil.copy(parts / "part.0.parquet", parts / "part.1.parquet")
    told = []
    for where in (None, address):
        with pytest.raises(InputError) as error:
            batch(tmp_path / "out", parts, cluster=where)
        told.append(error.value.faults)
    assert told[0] == told[1]
    assert not (tmp_path / "out" / "results.csv").exists()


def test_other_kinds_of_inputs_are_refused(tmp_path: Path) -> None:
    answers = [add_client(tmp_path, f"Client {i}") for i in range(5)]
    with pytest.raises(InputError) as error:
        batch(tmp_path / "out", *answers, cluster="tcp://127.0.0.1:1")
    assert [fault.place.file for fault in error.value.faults] == [str(path) for path in answers[:3]]
    assert "only Parquet files are read. 2 more inputs are none." in str(error.value)
    assert not (tmp_path / "out").exists()


# Workers that cannot help.


def unused_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize("where", ["tcp://127.0.0.1:{}", "nonsense://a:{}"])
def test_a_scheduler_that_does_not_answer_is_told_in_seconds(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_ANSWER", 1)
    add_parts(tmp_path / "parts", 1)
    there = where.format(unused_port())
    began = time.monotonic()
    with pytest.raises(ClusterError, match=r"No Dask scheduler answers at .*leave out"):
        batch(tmp_path / "out", tmp_path / "parts", cluster=there)
    assert time.monotonic() - began < 20
    assert not (tmp_path / "out").exists()


def test_a_cluster_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from distributed import LocalCluster

    monkeypatch.setattr(cluster, "_NO_WORKERS", 1)
    with (
        LocalCluster(n_workers=0, host="127.0.0.1", dashboard_address="127.0.0.1:0") as there,
        pytest.raises(ClusterError, match=r"no workers; waited 1 seconds.*dask worker tcp://"),
        remote_cluster(there.scheduler_address),
    ):
        pass


def test_a_cluster_that_ends_meanwhile_is_told() -> None:
    from distributed import LocalCluster

    with cluster._quiet():
        there = LocalCluster(
            n_workers=1,
            processes=False,
            protocol="tcp",
            host="127.0.0.1",
            dashboard_address="127.0.0.1:0",
        )
        with remote_cluster(there.scheduler_address) as connected:
            found = results(sums(100), connected)
            assert next(found) == 6
            there.close()
            with pytest.raises(ClusterError, match=r"does not work, or no longer"):
                list(found)


def test_another_version_is_told(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_parts(tmp_path / "parts", 1)
    own = omnicheck.__version__
    monkeypatch.setattr(omnicheck, "__version__", "99.1")
    with pytest.raises(
        ClusterError, match=rf"worker .* has omnicheck {own}; this machine has 99\.1"
    ):
        batch(tmp_path / "out", tmp_path / "parts", cluster=address)
    assert not (tmp_path / "out" / "results.csv").exists()


def test_a_worker_without_omnicheck_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import cloudpickle

    travelled = pickle.loads(cloudpickle.dumps(cluster._errand()))  # noqa: S301
    monkeypatch.setitem(sys.modules, "omnicheck.batch.cluster", None)
    version, _found = travelled(omnicheck.__version__, b"")
    assert str(cluster._other_version(version)).startswith(
        "A worker of the Dask cluster has no omnicheck; this machine has "
    )


def test_a_worker_that_sees_another_file_is_told(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_parts(tmp_path / "parts", 1)
    monkeypatch.setattr(spans, "size_of", lambda _table: 7)  # here, not in the workers
    with pytest.raises(OtherFilesError, match=r"another file .* under the name .*part\.0\.parquet"):
        batch(tmp_path / "out", tmp_path / "parts", cluster=address)


def test_a_worker_that_sees_another_questionnaire_is_told(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_parts(tmp_path / "parts", 1)
    monkeypatch.setattr(spans, "fingerprint", lambda _name: "another")
    with pytest.raises(OtherFilesError, match="under the name channel_strategy, or none"):
        batch(tmp_path / "out", tmp_path / "parts", cluster=address)


def test_a_file_that_vanishes_is_told_and_the_others_are_read(
    tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = add_parts(tmp_path / "parts", 2)
    tasks = spans._tasks

    def tasks_and_loss(*args: object) -> Iterator[SpanTask]:
        for task in tasks(*args):  # type: ignore[arg-type]
            if task.table.path.name == "part.0.parquet":
                task.table.path.unlink()
            yield task

    monkeypatch.setattr(spans, "_tasks", tasks_and_loss)
    summary = batch(tmp_path / "out", parts, cluster=address)
    assert (summary.assessed, summary.failed, summary.exit_code) == (30, 1, 3)
    (told,) = faults_of(tmp_path / "out")
    assert (told["file"], told["what"]) == (str(parts / "part.0.parquet"), "There is no such file.")


def test_a_row_that_cannot_be_done_is_told_with_its_place(tmp_path: Path) -> None:
    from omnicheck.batch.record import Input

    table = Input(add_parts(tmp_path / "parts", 1) / "part.0.parquet", "part", "table")
    task = SpanTask(table, range(8, 10), None, Columns.ALL, spans.size_of(table), "run")
    first, second = task.halves()
    assert [each.span for each in (first, second)] == [range(8, 9), range(9, 10)]
    assert second.halves() == []
    (lost,) = second.lost(None).scored
    assert (str(lost.faults[0].place), lost.failed) == ("part:10:1", 1)
    (found,) = next(results([second], Processes(1))).scored
    assert found.rows is not None
    assert found.rows["client"].tolist() == ["C0009"]


# From the shell.


def test_dask_starts_a_cluster_of_its_own_and_ends_it_in_silence(tmp_path: Path) -> None:
    add_parts(tmp_path / "parts")
    told = []
    for out, options in (("alone", []), ("shared", ["--dask", "--jobs", "2"])):
        done = program("batch", "parts", "--out", out, *options, cwd=tmp_path)
        told.append(done.stdout.replace(out, ""))
        assert done.returncode == 0
        progress = done.stderr.splitlines()
        assert all(line.startswith("Reading and assessing: ") for line in progress), progress
    assert told[0] == told[1]
    assert files_of(tmp_path / "alone") == files_of(tmp_path / "shared")


def test_an_address_without_a_scheduler_ends_with_a_cure(tmp_path: Path) -> None:
    add_parts(tmp_path / "parts", 1)
    address = f"127.0.0.1:{unused_port()}"
    done = program("batch", "parts", "--out", "out", "--dask-scheduler", address, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"No Dask scheduler answers at {address}" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_without_dask_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match=r'Dask needs.* pip install "omnicheck\[dask\]"'):
        batch(tmp_path / "out", tmp_path, cluster="local")


# The library in a partition.


def test_assess_table_runs_unchanged_in_the_partitions_of_a_dask_frame() -> None:
    import dask
    from dask import dataframe

    table = frame(0, 50).drop(columns=["id", "name", "trade"])
    parts = dataframe.from_pandas(table, npartitions=5)
    assert parts.npartitions == 5
    meta = assess_table(table.iloc[:0])
    with dask.config.set(scheduler="synchronous"):
        found = parts.map_partitions(assess_table, meta=meta).compute()
    pd.testing.assert_frame_equal(found, assess_table(table), check_dtype=False)

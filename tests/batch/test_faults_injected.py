"""A disk that fails at any moment, and a program that is killed at any moment: nothing torn, nobody lost."""

from __future__ import annotations

import csv
import errno
import io
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from omnicheck import InputError
from omnicheck.choices import Format
from tests.batch.clients import add_other, batch, faults_of, files_of, own_questionnaire, rows_of
from tests.cli.program import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.batch import Summary

CLIENTS = ("Anna", "Berta")
#: The fault that a run has anyway.
ODD = 'crossing: "lots" cannot be read as a number.'
TELL_OF_FAULTS = ("faults.csv", "index.html", "workbook.xlsx")
#: What each step of a disk can end with.
WAYS = {
    "open": errno.EACCES,
    "write": errno.ENOSPC,
    "fsync": errno.EIO,
    "rename": errno.EROFS,
}


@dataclass
class Disk:
    """Counts what is done to the files of a folder, and fails once: at the n-th step of one kind."""

    folder: Path
    kind: str = ""
    at: int = -1
    done: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WAYS, 0))

    def step(self, kind: str, path: object) -> bool:
        """Count a step; say whether it is the one that fails."""
        if not str(path).startswith(str(self.folder)):
            return False
        self.done[kind] += 1
        return kind == self.kind and self.done[kind] == self.at

    def check(self, kind: str, path: object) -> None:
        if self.step(kind, path):
            raise OSError(WAYS[kind], os.strerror(WAYS[kind]), str(path))


def path_of(handle: int) -> str:
    return str(Path(f"/proc/self/fd/{handle}").readlink())


def raw_file(disk: Disk) -> type[io.FileIO]:
    class Raw(io.FileIO):
        """Writes half of what it should, where the disk is full."""

        def write(self, data: Any) -> int:
            if disk.step("write", path_of(self.fileno())):
                super().write(bytes(data)[: len(bytes(data)) // 2])
                raise OSError(WAYS["write"], os.strerror(WAYS["write"]))
            return super().write(data) or 0

    return Raw


@contextmanager
def failing(disk: Disk) -> Iterator[None]:
    """Send all that is done to files through a disk."""
    raw = raw_file(disk)
    real_open, os_open, fsync, replace = io.open, os.open, os.fsync, os.replace

    def opened(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **named: Any) -> Any:
        if isinstance(file, int):
            path: Any = path_of(file)
        else:
            path = file
            if "opener" not in named:
                disk.check("open", path)
        is_ours = str(path).startswith(str(disk.folder))
        if not is_ours or "r" in mode or "+" in mode:
            return real_open(file, mode, buffering, *rest, **named)
        handle = raw(file, mode.replace("t", "").replace("b", ""))
        if buffering == 0:
            return handle
        buffered = io.BufferedWriter(handle)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *rest, **named)

    def os_opened(path: Any, *rest: Any, **named: Any) -> int:
        disk.check("open", path)
        return os_open(path, *rest, **named)

    def synced(handle: Any) -> None:
        disk.check("fsync", path_of(handle if isinstance(handle, int) else handle.fileno()))
        fsync(handle)

    def replaced(source: Any, target: Any, **named: Any) -> None:
        disk.check("rename", target)
        replace(source, target, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("io.open", opened)
        patch.setattr("builtins.open", opened)
        patch.setattr("os.open", os_opened)
        patch.setattr("os.fsync", synced)
        patch.setattr("os.replace", replaced)
        yield


def run(folder: Path) -> Summary:
    return batch(folder / "out", folder / "in", formats=(Format.MARKDOWN, Format.JSON))


def prepare(folder: Path) -> None:
    """A folder with clients, one of whose files has a fault."""
    own_questionnaire(folder, "small")
    answer(folder, "2")
    add_other(folder / "in", "Odd", "../small.yaml", "lots")


def answer(folder: Path, crossing: str) -> None:
    for client in CLIENTS:
        add_other(folder / "in", client, "../small.yaml", crossing)


def is_whole(name: str, data: bytes) -> bool:
    """Whether a file that depends on what went wrong is complete."""
    match Path(name).suffix:
        case ".html":
            return data.endswith((b"</html>", b"</html>\n"))
        case ".xlsx":
            return zipfile.ZipFile(io.BytesIO(data)).testzip() is None
        case ".csv":
            return data.endswith(b"\r\n") and bool(list(csv.reader(data.decode().splitlines())))
        case _:
            return False


def lines(data: bytes) -> set[bytes]:
    return set(data.split(b"\r\n"))


def check_whole(out: Path, *wanted: dict[str, bytes]) -> None:
    """Each file is byte for byte one that was to be, or tells of the fault and is complete."""
    for name, data in files_of(out).items():
        if name.startswith(".omnicheck"):
            continue
        same = any(data == files.get(name) for files in wanted)
        tells = name in TELL_OF_FAULTS and is_whole(name, data)
        assert same or tells or (name == "results.csv" and is_short(data, *wanted)), name
    assert list(out.rglob("*.tmp")) == []


def is_short(data: bytes, *wanted: dict[str, bytes]) -> bool:
    """Whether results lack only the rows of answers that could not be read.

    Where nobody's questionnaire could be, there are no rows, and no columns of its scores.
    """
    (head, *rows), ended = data.split(b"\r\n")[:-1], data.endswith(b"\r\n")
    begins = any(files["results.csv"].startswith(head) for files in wanted)
    return ended and (
        (begins and not rows) or any(lines(data) <= lines(files["results.csv"]) for files in wanted)
    )


def check_nobody_is_lost(out: Path, summary: Summary) -> None:
    """Each client has results and reports, or it is told why not."""
    told = " ".join(f"{cause.example} {cause.places}" for cause in summary.causes)
    told += str(faults_of(out))
    listed = {row["client"] for row in rows_of(out)} if (out / "results.csv").exists() else set()
    for client in CLIENTS:
        assert client in listed or f"{client}.yaml" in told or "results.csv" in told
        for kind in ("md", "json"):
            made = list((out / "reports").glob(f"{client.lower()}-*.{kind}"))
            assert (
                made
                or f"{client.lower()}-" in told
                or f"{client}.yaml" in told
                or "/reports:" in told
            )


@pytest.mark.parametrize("kind", WAYS)
def test_a_new_batch_survives_a_disk_that_fails_once(kind: str, tmp_path: Path) -> None:
    prepare(tmp_path)
    run(tmp_path)
    wanted = files_of(tmp_path / "out")
    for at in count(1):
        remove(tmp_path / "out")
        if not survived(tmp_path, Disk(tmp_path, kind, at), wanted):
            break
    assert at > 10


@pytest.mark.parametrize("kind", WAYS)
def test_a_batch_over_an_older_one_survives_a_disk_that_fails_once(
    kind: str, tmp_path: Path
) -> None:
    prepare(tmp_path)
    run(tmp_path)
    old = files_of(tmp_path / "out")
    answer(tmp_path, "7")
    run(tmp_path)
    new = files_of(tmp_path / "out")
    for at in count(1):
        restore(tmp_path / "out", old)
        if not survived(tmp_path, Disk(tmp_path, kind, at), new, old):
            break
    assert at > 10


def survived(folder: Path, disk: Disk, wanted: dict[str, bytes], *older: dict[str, bytes]) -> bool:
    """Run a batch on a disk that fails, then on one that does not; say whether the first failed at all."""
    out = folder / "out"
    summary: Summary | None = None
    with failing(disk), suppress(InputError):
        summary = run(folder)
    check_whole(out, wanted, *older)
    if summary is not None:
        check_nobody_is_lost(out, summary)
        if [cause.example.what for cause in summary.causes] == [ODD]:
            assert published(files_of(out)) == published(wanted)
    run(folder)
    assert files_of(out) == wanted
    return disk.done[disk.kind] >= disk.at


def published(files: dict[str, bytes]) -> dict[str, bytes]:
    """What does not tell of the fault there is anyway: who it is about takes another look at the file."""
    return {
        name: data
        for name, data in files.items()
        if not name.startswith(".omnicheck") and name not in TELL_OF_FAULTS
    }


def remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def restore(folder: Path, files: dict[str, bytes]) -> None:
    remove(folder)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def test_what_takes_its_place_is_on_the_disk_before_and_its_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a power cut would lose no test can see; so see to it that the disk is asked, in this order."""
    prepare(tmp_path)
    steps: list[tuple[str, str]] = []
    fsync, replace = os.fsync, os.replace

    def synced(handle: int) -> None:
        fsync(handle)
        steps.append(("fsync", path_of(handle)))

    def replaced(source: Any, target: Any) -> None:
        replace(source, target)
        steps.append((str(source), str(target)))

    monkeypatch.setattr("os.fsync", synced)
    monkeypatch.setattr("os.replace", replaced)
    run(tmp_path)
    renamed = [at for at, step in enumerate(steps) if step[0] != "fsync"]
    out = tmp_path / "out"
    placed = {str(Path(steps[at][1]).relative_to(out)) for at in renamed}
    lasting = {name for name in files_of(out) if name != ".omnicheck/run.json"}
    assert lasting <= placed
    for at in renamed:
        source, target = steps[at]
        assert steps[at - 1] == ("fsync", source)
        assert steps[at + 1] == ("fsync", str(Path(target).parent))


def test_a_batch_that_ends_after_any_file_still_knows_it_for_its_own(tmp_path: Path) -> None:
    prepare(tmp_path)
    run(tmp_path)
    old = files_of(tmp_path / "out")
    for at in count(1):
        answer(tmp_path, "7")
        if not ended_after(tmp_path, at):
            break
        answer(tmp_path, "2")
        run(tmp_path)
        assert published(files_of(tmp_path / "out")) == published(old)
        assert run(tmp_path).faults == 1
    assert at > 7


def ended_after(folder: Path, at: int) -> bool:
    """Run a batch that ends right after the n-th file took its place; say whether there were so many."""
    replace, placed = os.replace, count(1)

    def replaced(source: Any, target: Any) -> None:
        replace(source, target)
        if next(placed) == at:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.replace", replaced)
        try:
            run(folder)
        except KeyboardInterrupt:
            return True
    return False


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_batch_killed_at_any_moment_goes_on_where_it_was(jobs: int, tmp_path: Path) -> None:
    prepare(tmp_path)
    out = tmp_path / "out"
    command = [
        sys.executable, "-m", "omnicheck", "batch", str(tmp_path / "in"), "--out", str(out),
        "--format", "md", "--format", "json", "--jobs", str(jobs),
    ]  # fmt: skip
    began = time.monotonic()
    assert finish(command) == 3
    whole = time.monotonic() - began
    wanted = files_of(out)
    luck = random.Random(jobs)  # noqa: S311
    remove(out)
    killed = 0
    for _attempt in range(5):
        with subprocess.Popen(command, env=environment(), stdout=-3, stderr=-3) as program:
            try:
                program.wait(luck.uniform(0.3, 1.0) * whole)
            except subprocess.TimeoutExpired:
                program.send_signal(signal.SIGKILL)
                killed += 1
        if out.exists():
            check_whole_after_a_kill(out, wanted)
        if luck.random() < 0.3:
            remove(out)
    assert killed
    assert finish(command) == 3
    assert files_of(out) == wanted
    assert list(out.rglob("*.tmp")) == []


def check_whole_after_a_kill(out: Path, wanted: dict[str, bytes]) -> None:
    for name, data in files_of(out).items():
        if not name.startswith(".omnicheck") and not name.endswith(".tmp"):
            assert data == wanted[name]


def finish(command: list[str]) -> int:
    return subprocess.run(
        command, env=environment(), stdout=-3, stderr=-3, timeout=120, check=False
    ).returncode

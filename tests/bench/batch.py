"""What a batch costs: answers files, tables of a million rows, and twice as many clients.

Whole processes, in turn (A B C A B C ...), page cache warm. What is quoted is the median over the rounds
of each round's ratio to that round's own floor, with the smallest and the largest: of wall time, or of the
cpu time of one process where that is said. Results are compared with those of `assess`, with each other and
from round to round, so that a fast wrong answer fails. The floors:

- answers files: `yaml.load` with the C loader on each of them, in one process;
- tables: read the CSV counting newlines, and write as many bytes as the job does; for Parquet the same;
- growth: the same with half the clients.
"""

from __future__ import annotations

import compileall
import hashlib
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import pandas as pd

from omnicheck.api import assess, load_answers
from tests.batch.test_results import told_by
from tests.bench.figures import HEAD, ratio_cells
from tests.bench.inputs import write_files, write_tables
from tests.bench.processes import used_by
from tests.bench.versions import say_versions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal

    from tests.bench.processes import Used

PACKAGE: Final = Path(__file__).parents[2] / "omnicheck"
PROGRAM: Final = (str(Path(sys.executable).parent / "omnicheck"), "batch")
#: The program without the overview and the workbook, which tell of no more than some thousands.
ONLY_RESULTS: Final = (
    sys.executable,
    "-c",
    "from omnicheck.batch import group; group.MOST_TOLD = 0; from omnicheck.cli import run; run()",
    "batch",
)
LOAD: Final = """
import gc, sys, yaml
from pathlib import Path
gc.set_threshold(250_000)  # as omnicheck has it
for path in sorted(Path(sys.argv[1]).iterdir()):
    yaml.load(path.read_bytes(), yaml.CSafeLoader)
"""
COPY: Final = """
import sys
block, lines, left = bytes(1 << 20), 0, int(sys.argv[2])
with open(sys.argv[1], "rb") as table:
    while data := table.read(1 << 20):
        lines += data.count(b"\\n")
with open(sys.argv[3], "wb") as copy:
    while left > 0:
        left -= copy.write(block[:left])
"""
#: Businesses whose results are compared with what `assess` says.
COMPARED: Final = 20
DECIDED: Final = ["strategy", "path", "stage", "limiting"]


@dataclass(frozen=True)
class Job:
    """A command to measure."""

    name: str
    command: Callable[[str], Sequence[str]]
    """Made from the folder that it may write to."""
    floor: str = ""
    """The job that it is compared with."""
    goal: float | None = None
    of: Literal["wall", "cpu"] = "wall"
    same: str = ""
    """Jobs with the same name here make the same results, byte for byte."""


def measure(rounds: int, files: int, rows: int, clients: int) -> None:
    """Measure and print a table for each kind of input."""
    # As an installation has it; PYTHONDONTWRITEBYTECODE would have every run compile anew.
    compileall.compile_dir(PACKAGE, quiet=1)
    say_versions("numpy", "pandas", "pyarrow", "pyyaml", "pydantic", "xlsxwriter")
    print(  # noqa: T201
        f"{rounds} rounds, warm; ratio = time of the job / time of its floor in the same round; "
        "MB = the largest process at its largest"
    )
    with tempfile.TemporaryDirectory(prefix="omnicheck-bench-") as scratch:
        for measure_some, count in (
            (_measure_files, files),
            (_measure_tables, rows),
            (_measure_growth, clients),
        ):
            if count:
                measure_some(Path(scratch), count, rounds)


def _measure_files(scratch: Path, count: int, rounds: int) -> None:
    folder = scratch / "files"
    size = write_files(folder, count)
    batch = (*ONLY_RESULTS, str(folder), "--out")
    jobs = (
        Job("load as YAML (floor)", lambda _out: (sys.executable, "-c", LOAD, str(folder))),
        Job(
            "results, 2 processes",
            lambda out: (*batch, out, "--jobs", "2"),
            "load as YAML (floor)",
            0.75,
            same="files",
        ),
        Job(
            "results, 1 process",
            lambda out: (*batch, out, "--jobs", "1"),
            "load as YAML (floor)",
            1.25,
            of="cpu",
            same="files",
        ),
    )
    made = _Rounds(scratch, jobs)
    made.warm_up()
    found = _rows(made.out("results, 1 process"))
    for path in [*sorted(folder.iterdir())][:: max(1, count // COMPARED)]:
        said = told_by(assess(load_answers(path)))
        row = found.loc[str(path)]
        assert [row[name] for name in DECIDED] == [said[name] or "" for name in DECIDED], path
    made.show(f"{count:,} answers files, {size / 1e6:.0f} MB", rounds)


def _measure_tables(scratch: Path, count: int, rounds: int) -> None:
    lines, typed = map(str, write_tables(scratch, count))
    few, _few_typed = map(str, write_tables(scratch / "few", count // 4))
    made = _Rounds(scratch)

    def floor(name: str) -> Job:
        size = f"{name} (floor)"
        return Job(
            size,
            lambda out: (sys.executable, "-c", COPY, lines, str(made.size(name)), f"{out}.copy"),
        )

    def job(name: str, goal: float | None, *words: str, same: str = "") -> Job:
        return Job(
            name, lambda out: (*PROGRAM, *words, "--out", out), f"{name} (floor)", goal, same=same
        )

    decision = ("--columns", "decision")
    parquet = ("--results", "parquet")
    some = [
        job("CSV, decision", 12, lines, *decision),
        job("CSV, all columns", 40, lines),
        job("Parquet, decision", 6, typed, *decision, *parquet),
        job("Parquet, all columns", None, typed, *parquet),
    ]
    quarter = Job("CSV, all, a quarter", lambda out: (*PROGRAM, few, "--out", out))
    made.jobs = (*some, *(floor(each.name) for each in some), quarter)
    made.warm_up()
    everything = _rows(made.out("CSV, all columns"), "row")
    for name in ("CSV, decision", "Parquet, decision", "Parquet, all columns"):
        assert _rows(made.out(name), "row")[DECIDED].equals(everything[DECIDED]), name
    size = Path(lines).stat().st_size, Path(typed).stat().st_size
    sizes = f"CSV {size[0] / 1e6:.0f} MB, Parquet {size[1] / 1e6:.0f} MB"
    made.show(f"{count:,} rows of a table, {sizes}", rounds)


def _measure_growth(scratch: Path, count: int, rounds: int) -> None:
    folders = {each: scratch / f"clients_{each}" for each in (count // 2, count)}
    for each, folder in folders.items():
        write_files(folder, each)
    jobs = []
    for kind, words in (("", ()), (" + HTML", ("--format", "html"))):
        half = ""
        for each, folder in folders.items():
            name = f"{each:,} clients{kind}"
            command = (*PROGRAM, str(folder), *words, "--by", "trade", "--out")
            goal = 2.3 if half else None
            jobs.append(Job(name, lambda out, command=command: (*command, out), half, goal))  # type: ignore[misc]
            half = name
    made = _Rounds(scratch, jobs)
    made.warm_up()
    made.show("twice as many clients: results, workbook, overview", rounds)


def _rows(out: Path, key: str = "source") -> pd.DataFrame:
    """Return the rows of results that a job made, as texts, by what tells them apart."""
    (path,) = out.glob("results.*")
    if path.suffix == ".parquet":
        return pd.read_parquet(path).astype(str).fillna("").set_index(key)
    return pd.read_csv(path, dtype=str, keep_default_na=False).set_index(key)


class _Rounds:
    """Jobs that are done in turn."""

    def __init__(self, scratch: Path, jobs: Sequence[Job] = ()) -> None:
        self.jobs = jobs
        self._scratch = scratch
        self._results: dict[str, bytes] = {}

    def out(self, name: str) -> Path:
        """Return the folder of the job of this name."""
        return self._scratch / "out" / name

    def size(self, name: str) -> int:
        """Return how many bytes the results have that the job of this name made."""
        (results,) = self.out(name).glob("results.*")
        return results.stat().st_size

    def warm_up(self) -> None:
        """Do a round that is not counted."""
        (self._scratch / "out").mkdir(exist_ok=True)
        for job in self.jobs:
            self._done(job)

    def show(self, title: str, rounds: int) -> None:
        """Do the rounds, and print a row for each job."""
        used = [{job.name: self._done(job) for job in self.jobs} for _round in range(rounds)]
        print(f"\n{title}")  # noqa: T201
        print(f"{'':30}{HEAD}{'of':>6}{'cpu s':>8}{'wall s':>8}{'MB':>6}")  # noqa: T201
        for job in self.jobs:
            own = [each[job.name] for each in used]
            floors = [each[job.floor] for each in used] if job.floor else []
            ratios = [
                getattr(a, job.of) / getattr(b, job.of) for a, b in zip(own, floors, strict=False)
            ]
            print(  # noqa: T201
                f"{job.name:30}{ratio_cells(ratios, job.goal, 2)}{job.of if floors else '':>6}"
                f"{median(each.cpu for each in own):8.2f}{median(each.wall for each in own):8.2f}"
                f"{max(each.peak for each in own) / 1024:6.0f}"
            )

    def _done(self, job: Job) -> Used:
        out = self.out(job.name)
        shutil.rmtree(out, ignore_errors=True)
        used = used_by(job.command(str(out)))
        if out.exists():
            (results,) = out.glob("results.*")
            with results.open("rb") as file:
                made = hashlib.file_digest(file, "sha256").digest()
            if self._results.setdefault(job.same or job.name, made) != made:
                message = f"{job.name} made other results than before"
                raise AssertionError(message)
        return used

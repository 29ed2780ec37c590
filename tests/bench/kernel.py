"""What the engine takes of a table: its share of the cpu time of `omnicheck batch` on as many rows of CSV.

The engine scores the answers that the table holds, in lots as large as the program's, in this process; the
job reads, scores and writes them in processes of its own. What is quoted is the median over the rounds of
each round's ratio, with the smallest and the largest.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from omnicheck.api import load_questionnaire
from omnicheck.batch.reading import ROWS_AT_ONCE
from omnicheck.engine.score import decide, score
from tests.bench.batch import PROGRAM
from tests.bench.figures import HEAD, ratio_cells
from tests.bench.inputs import drawn_codes, write_tables
from tests.bench.processes import used_by
from tests.bench.versions import say_versions

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

#: What, the engine's part in it, and the goal as a multiple of the job's cpu time.
MEASURED: Final = (
    ("scores, lines, gates, path", decide, 0.15),
    ("also both ends and all reruns", score, 2),
)


def measure(rounds: int, count: int) -> None:
    """Measure and print a table."""
    say_versions("numpy", "pandas", "pyarrow")
    compiled = load_questionnaire().compiled
    with tempfile.TemporaryDirectory(prefix="omnicheck-bench-") as scratch:
        lines, _typed = write_tables(Path(scratch), count)
        job = (*PROGRAM, str(lines), "--columns", "decision", "--out", f"{scratch}/out", "--force")
        floors: list[float] = []
        found: dict[str, list[float]] = {name: [] for name, _part, _goal in MEASURED}
        for _round in range(rounds):
            floors.append(used_by(job).cpu)
            for name, part, _goal in MEASURED:
                found[name].append(_cpu(lambda codes, part=part: part(compiled, codes), count))  # type: ignore[misc]
    print(f"{count:,} rows, {rounds} rounds; ratio = cpu of the engine / cpu of the job")  # noqa: T201
    print(f"{'':32}{HEAD}{'cpu s':>8}")  # noqa: T201
    print(f"{'CSV to CSV, decision (floor)':32}{ratio_cells([], None)}{median(floors):8.2f}")  # noqa: T201
    for name, _part, goal in MEASURED:
        ratios = [own / floor for own, floor in zip(found[name], floors, strict=True)]
        print(f"{name:32}{ratio_cells(ratios, goal, 2)}{median(found[name]):8.2f}")  # noqa: T201


def _cpu(work: Callable[[NDArray[np.int64]], object], count: int) -> float:
    """Return the cpu time for so many rows, without the time to draw their answers."""
    used = 0.0
    for codes in drawn_codes(count, ROWS_AT_ONCE):
        started = time.process_time()
        work(codes)
        used += time.process_time() - started
    return used

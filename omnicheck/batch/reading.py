"""Pieces of reading and scoring, each for one process: from inputs to rows of results."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from omnicheck.batch.faulty import clients_of_files, clients_of_rows
from omnicheck.batch.ours import own_fault
from omnicheck.errors import Fault, Place
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pandas as pd

    from omnicheck.batch.parts import Chunk
    from omnicheck.batch.record import Input, Reading
    from omnicheck.batch.writers.lines import Lines
    from omnicheck.choices import Columns, ResultsKind

#: Answers files read at once: enough to be worth sending, few enough to show progress and to lose.
FILES_AT_ONCE: Final = 512
#: Rows of a table read at once.
ROWS_AT_ONCE: Final = 16_384


@dataclass(frozen=True)
class Scored:
    """What came of some inputs: each business is in a row, or it failed."""

    inputs: int
    """How many files or rows it is about."""
    rows: pd.DataFrame | None = None
    """The profile and the results of each business, in the order of the inputs; see `ledger.score_lot`."""
    questionnaires: tuple[str, ...] = ()
    """Those in the rows, as `api.load_questionnaire` takes them."""
    faults: tuple[Fault, ...] = ()
    failed: int = 0
    warnings: tuple[Fault, ...] = ()
    clients: Mapping[Place, str] = field(default_factory=dict)
    """Whom faults are about, by their places, where that can be read."""
    lines: Mapping[ResultsKind, bytes] = field(default_factory=dict)
    """The rows as lines of files of results, where they were asked for."""


@dataclass(frozen=True)
class FilesTask:
    """Answers files to read and score."""

    inputs: tuple[Input, ...]
    questionnaire: str | None
    columns: Columns

    def run(self) -> Scored:
        """Read and score them."""
        from omnicheck.batch.intake import read_answers

        reading = read_answers(self.inputs, self.questionnaire)
        order = {each.name: i for i, each in enumerate(self.inputs)}
        scored = _scored(
            reading, self.columns, len(self.inputs), lambda rows: rows["source"].map(order)
        )
        return replace(scored, clients=clients_of_files(self.inputs, reading.faults))

    def halves(self) -> Sequence[FilesTask]:
        """Return the first and the second half of the files."""
        half = len(self.inputs) // 2
        parts = (self.inputs[:half], self.inputs[half:])
        return [replace(self, inputs=part) for part in parts] if half else []

    def lost(self, error: Exception | None) -> Scored:
        """Return the one file as failed."""
        return Scored(1, faults=(failure(self.inputs[0].name, error),), failed=1)


@dataclass(frozen=True)
class ChunkTask:
    """Rows of a table to read and score."""

    chunk: Chunk
    questionnaire: str | None
    columns: Columns
    lines: Mapping[ResultsKind, Lines] = field(default_factory=dict)
    """Lines to make of the rows: who shares out the work has enough to do with reading and writing."""

    def run(self) -> Scored:
        """Read and score them."""
        from omnicheck.batch.intake import read_chunk

        reading = read_chunk(self.chunk, self.questionnaire)
        count = self.chunk.failed + len(self.chunk.numbers)
        scored = _scored(reading, self.columns, count, lambda rows: rows["row"].astype(int))
        clients, rows = clients_of_rows(self.chunk, reading.faults), scored.rows
        made = {} if rows is None else {kind: each.of(rows) for kind, each in self.lines.items()}
        return replace(scored, clients=clients, lines=made)

    def halves(self) -> Sequence[ChunkTask]:
        """Return the first and the second half of the rows."""
        return [replace(self, chunk=part) for part in halved(self.chunk)]

    def lost(self, error: Exception | None) -> Scored:
        """Return the one row as failed."""
        chunk = self.chunk
        fault = failure(chunk.table.name, error)
        if chunk.first:
            fault = replace(fault, place=Place(chunk.table.name, chunk.first, 1))
        faults, failed = (*chunk.faults, fault), chunk.failed + len(chunk.numbers)
        clients = clients_of_rows(chunk, faults)
        return Scored(failed, None, (), faults, failed, chunk.warnings, clients)


Task = FilesTask | ChunkTask


def tasks_for(
    inputs: Sequence[Input],
    questionnaire: str | None,
    columns: Columns,
    lines: Callable[[], Mapping[ResultsKind, Lines]] = dict,
) -> Iterator[Task]:
    """Yield the work that inputs make, in their order; tables are read as it is asked for.

    `lines` is asked with each part of a table which lines to make of its rows.
    """
    from itertools import groupby

    from omnicheck.batch.tables import table_chunks

    for kind, group in groupby(inputs, key=lambda each: each.kind):
        alike = tuple(group)
        if kind == "answers":
            for start in range(0, len(alike), FILES_AT_ONCE):
                part = alike[start : start + FILES_AT_ONCE]
                yield FilesTask(part, questionnaire, columns)
        else:
            for table in alike:
                for chunk in table_chunks(table, ROWS_AT_ONCE, questionnaire):
                    yield ChunkTask(chunk, questionnaire, columns, lines())


def halved(chunk: Chunk) -> Sequence[Chunk]:
    """Return the first and the second half of the rows of a chunk; nothing for a single row.

    What is known of the table as a whole stays with the first half.
    """
    half = len(chunk.numbers) // 2
    if not half:
        return []
    first = _some_rows(chunk, slice(None, half))
    second = _some_rows(chunk, slice(half, None))
    return [first, replace(second, is_first=False, faults=(), failed=0, warnings=())]


def _some_rows(chunk: Chunk, rows: slice) -> Chunk:
    columns = tuple(replace(cells, positions=cells.positions[rows]) for cells in chunk.columns)
    return replace(chunk, numbers=chunk.numbers[rows], columns=columns)


def _scored(
    reading: Reading, columns: Columns, inputs: int, order: Callable[[pd.DataFrame], pd.Series[int]]
) -> Scored:
    """Score what was read; `order` says where each row belongs."""
    from omnicheck.batch.ledger import score_lot

    parts = [score_lot(lot, columns) for lot in reading.lots]
    rows = _mixed(parts, order) if len(parts) > 1 else next(iter(parts), None)
    names = tuple(lot.questionnaire for lot in reading.lots)
    return Scored(inputs, rows, names, reading.faults, reading.failed, reading.warnings)


def _mixed(
    parts: list[pd.DataFrame], order: Callable[[pd.DataFrame], pd.Series[int]]
) -> pd.DataFrame:
    """Put rows of several questionnaires together, back in order; what one has and others lack is empty."""
    import pandas as pd

    whole = pd.concat(parts, ignore_index=True)
    whole = whole.iloc[order(whole).argsort(kind="stable")]
    texts = [name for name, kind in whole.dtypes.items() if kind.kind == "O"]
    return whole.assign(**{str(name): whole[name].where(whole[name].notna(), "") for name in texts})


def failure(name: str, error: Exception | None) -> Fault:
    """Say that the program failed on an input, or that the process that read it was ended."""
    if error is not None:
        return own_fault(name, error)
    what = _("The program was brought to an end while it read this, twice; this was not read.")
    cure = _("See whether there is enough memory. If there is, report it to us.")
    return Fault(Place(name), what, cure)

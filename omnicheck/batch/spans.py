"""Parquet files read in spans of rows by workers that see the same files, on this machine or on others.

A worker opens the file itself: what passes between the machines is the name of a file and the results. It
could see another file under that name, or none, and another questionnaire. Each worker therefore says what
it saw, and whoever shares out the work compares.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from omnicheck.batch.pool import done, results
from omnicheck.batch.questionnaires import asked_for, begin_run, fingerprint, this_run
from omnicheck.batch.reading import ROWS_AT_ONCE, ChunkTask, Scored, failure
from omnicheck.batch.sizes import parquet_rows
from omnicheck.batch.tables import table_chunks
from omnicheck.errors import Fault, InputError, OmnicheckError, Place
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from omnicheck.batch.pool import Workplace
    from omnicheck.batch.record import Input
    from omnicheck.choices import Columns

#: Rows of a task. To get to its first row, a worker decodes the rows before it in their row group, which
#: takes a tenth of scoring them; all results of a task are in memory at once.
_ROWS_OF_TASK: Final = 4 * ROWS_AT_ONCE
_PARQUET: Final = ".parquet"
#: Inputs of other kinds that are named before the rest is only counted.
_MOST_NAMED: Final = 3


class OtherFilesError(OmnicheckError):
    """A worker does not see the files that this machine sees."""

    def __init__(self, name: str) -> None:
        """Say which, and what to do."""
        words = _(
            "A worker sees another file than this machine under the name {name}, or none. Put the files where "
            "all machines find them under one name, such as a shared folder, and start again."
        )
        super().__init__(words.format(name=name))


@dataclass(frozen=True)
class SpanDone:
    """What a worker found in some rows."""

    task: SpanTask
    scored: tuple[Scored, ...] = ()
    size: int | None = None
    """Bytes of the file, as the worker sees it."""
    questionnaires: tuple[tuple[str, str], ...] = ()
    """Those that the worker asked for, with the fingerprint of each."""


@dataclass(frozen=True)
class SpanTask:
    """Rows of a Parquet file, for a worker to read and score."""

    table: Input
    span: range | None
    """Rows counted from 0; None for a whole file that cannot be looked into."""
    questionnaire: str | None
    columns: Columns
    size: int | None
    """Bytes of the file; None where there is none."""
    run_name: str

    def run(self) -> SpanDone:
        """Read and score them, if this is the file that was meant."""
        begin_run(self.run_name)
        size = size_of(self.table)
        if size != self.size:
            return SpanDone(self, size=size)
        chunks = table_chunks(self.table, ROWS_AT_ONCE, self.questionnaire, self.span)
        tasks = (ChunkTask(chunk, self.questionnaire, self.columns) for chunk in chunks)
        scored = tuple(each for task in tasks for each in done(task))
        return SpanDone(self, scored, size, tuple(asked_for().items()))

    def halves(self) -> Sequence[SpanTask]:
        """Return the first and the second half of the rows."""
        if self.span is None or len(self.span) <= 1:
            return []
        middle = len(self.span) // 2
        return [replace(self, span=part) for part in (self.span[:middle], self.span[middle:])]

    def lost(self, error: Exception | None) -> SpanDone:
        """Return the one row, or the file, as failed."""
        fault = failure(self.table.name, error)
        if self.span:
            fault = replace(fault, place=Place(self.table.name, self.span.start + 1, 1))
        return SpanDone(self, (Scored(1, faults=(fault,), failed=1),), self.size)


def refuse_other_kinds(inputs: Iterable[Input]) -> None:
    """See to it that all inputs are files for workers.

    Raises:
        InputError: some are not; names the first of them.
    """
    others = [each.name for each in inputs if each.path.suffix.casefold() != _PARQUET]
    if not others:
        return
    what = _("With Dask, only Parquet files are read.")
    if (more := len(others) - _MOST_NAMED) > 0:
        more_words = plural("One more input is none.", "{count} more inputs are none.", more)
        what = f"{what} {more_words}"
    cure = _("Leave out --dask: one machine reads all kinds, and millions of rows.")
    raise InputError(Fault(Place(name), what, cure) for name in others[:_MOST_NAMED])


def scored_by_workers(
    tables: Iterable[Input],
    questionnaire: str | None,
    columns: Columns,
    place: Workplace,
    *,
    is_elsewhere: bool,
) -> Generator[Scored, None, None]:
    """Have Parquet files read and scored; yield what `reading` yields for them, in their order.

    With `is_elsewhere`, the workers were not started in the folder that paths start at.

    Raises:
        OtherFilesError: a worker does not see the files that this machine sees.
    """
    if is_elsewhere:
        tables = (replace(each, path=Path(_anywhere(each.path))) for each in tables)
        questionnaire = _questionnaire_anywhere(questionnaire)
    tasks = _tasks(tables, questionnaire, columns)
    for found in results(tasks, place):
        if found.size != found.task.size:
            yield from _read_here(found.task)
            continue
        for name, seen in found.questionnaires:
            if seen != fingerprint(name):
                raise OtherFilesError(name)
        yield from found.scored


def size_of(table: Input) -> int | None:
    """Return how many bytes a file has; None where there is no such file to read."""
    try:
        return table.path.stat().st_size
    except OSError:
        return None


def _tasks(
    tables: Iterable[Input], questionnaire: str | None, columns: Columns
) -> Iterator[SpanTask]:
    run = this_run()
    for table in tables:
        size, rows = size_of(table), parquet_rows(table)
        whole = SpanTask(table, None, questionnaire, columns, size, run)
        if not rows:
            yield whole
        for start in range(0, rows or 0, _ROWS_OF_TASK):
            yield replace(whole, span=range(start, min(start + _ROWS_OF_TASK, rows or 0)))


def _read_here(task: SpanTask) -> tuple[Scored, ...]:
    """Read what a worker could not find; a file that is gone, or was changed meanwhile, is told as such.

    Raises:
        OtherFilesError: the file is there.
    """
    size = size_of(task.table)
    if size == task.size:
        raise OtherFilesError(task.table.name)
    return replace(task, size=size).run().scored


def _questionnaire_anywhere(name: str | None) -> str | None:
    """Return a questionnaire by the whole path of its file; one that comes with omnicheck by its id."""
    path = _anywhere(name) if name else ""
    return path if path and fingerprint(path) else name


def _anywhere(path: Path | str) -> str:
    return os.path.abspath(path)  # noqa: PTH100  links stay as they are

"""The files of results of a batch, filled while it is read.

Their columns are those of all questionnaires and tags of the batch. A batch that is read in a moment is kept
until all of them are known. A long one begins with those known by then; should later rows bring others,
which hardly happens, the files are given up, and filled when everything is read once more.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from omnicheck.batch.ledger import ledger_columns
from omnicheck.batch.lots import TAG
from omnicheck.batch.questionnaires import loaded
from omnicheck.batch.writers import open_writer
from omnicheck.batch.writers.lines import LineWriter
from omnicheck.errors import Fault, InputError, Place
from omnicheck.yamlsource import displayed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from omnicheck.batch.reading import Scored
    from omnicheck.batch.store import Store
    from omnicheck.batch.writers.base import ResultsWriter
    from omnicheck.batch.writers.lines import Lines
    from omnicheck.choices import Columns, ResultsKind
    from omnicheck.results import ResultColumn

#: Rows that are kept until all columns are known.
_MOST_KEPT: Final = 65_536


def results_name(kind: ResultsKind) -> str:
    """Return the name of a file of results in the folder of the batch."""
    return f"results.{kind}"


class ResultFiles:
    """Files of results that are being filled."""

    def __init__(
        self, store: Store, kinds: Iterable[ResultsKind], columns: Columns, *, dry_run: bool
    ) -> None:
        """Begin with none; they are made in the staging folder when their columns are known."""
        self.faults: list[Fault] = []
        """Why files could not be written; the others go on."""
        self.needs_another_pass = False
        """Not all rows are in the files: call `again`, add all rows once more, and finish."""
        self._store = store
        self._kinds = dict.fromkeys(kinds)
        self._columns = columns
        self._questionnaires: dict[str, str] = {}
        self._tags: set[str] = set()
        self._kept: list[Scored] = []
        self._writers: dict[ResultsKind, ResultsWriter] = {}
        self._count = 0
        """Rows that are kept."""
        self._is_open = False
        self._dry_run = dry_run

    def add(self, scored: Scored) -> None:
        """Add the rows of some businesses."""
        if scored.rows is None or self._dry_run:
            return
        before = len(self._questionnaires), len(self._tags)
        for name in scored.questionnaires:
            self._questionnaires.setdefault(loaded(name).id, name)
        self._tags.update(name for name in scored.rows.columns if name.startswith(TAG))
        if self._is_open and before != (len(self._questionnaires), len(self._tags)):
            self.needs_another_pass = True
            self.abandon()
        if self.needs_another_pass:
            return
        self._kept.append(scored)
        self._count += len(scored.rows)
        if self._is_open or self._count > _MOST_KEPT:
            self._write()

    def lines(self) -> dict[ResultsKind, Lines]:
        """Return how rows become lines of the files that are open, for whoever has time to make them."""
        writers = self._writers.items()
        return {kind: writer.lines for kind, writer in writers if isinstance(writer, LineWriter)}

    def again(self) -> None:
        """Begin anew with all columns that were met."""
        self.needs_another_pass = False

    def finished(self) -> list[str]:
        """End all files; return the names of those that are whole, in the folder they were made in."""
        if self._dry_run:
            return [results_name(kind) for kind in self._kinds]
        self._write()
        names = []
        for kind, writer in [*self._writers.items()]:
            if self._guarded(kind, writer.finish):
                names.append(results_name(kind))
        self._writers.clear()
        return names

    def abandon(self) -> None:
        """Leave nothing behind."""
        for writer in self._writers.values():
            writer.abandon()
        self._writers.clear()
        self._is_open = False

    def _write(self) -> None:
        """Write what is kept."""
        if not self._is_open:
            self._open()
        for scored in self._kept:
            for kind, writer in [*self._writers.items()]:
                self._guarded(kind, partial(_add, writer, scored, scored.lines.get(kind)))
        self._kept.clear()
        self._count = 0

    def _open(self) -> None:
        self._is_open = True
        records = [loaded(name).record for _id, name in sorted(self._questionnaires.items())]
        columns = ledger_columns(records, self._columns, sorted(self._tags))
        for kind in self._kinds:
            self._guarded(kind, partial(self._begin, kind, columns))

    def _begin(self, kind: ResultsKind, columns: Sequence[ResultColumn]) -> None:
        self._writers[kind] = open_writer(kind, self._store.staging / results_name(kind), columns)

    def _guarded(self, kind: ResultsKind, step: Callable[[], None]) -> bool:
        """Take a step with one file; where it fails, that file is given up."""
        try:
            step()
        except InputError as error:
            if writer := self._writers.pop(kind, None):
                writer.abandon()
            place = Place(displayed(str(self._store.folder / results_name(kind))))
            self.faults += [replace(fault, place=place) for fault in error.faults]
            return False
        return True


def _add(writer: ResultsWriter, scored: Scored, lines: bytes | None) -> None:
    """Add rows to a file, as lines where they are there already."""
    if lines is not None and isinstance(writer, LineWriter):
        writer.add_lines(lines)
    elif scored.rows is not None:
        writer.add(scored.rows)

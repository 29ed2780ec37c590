"""What a batch is asked for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from omnicheck.choices import Columns, ResultsKind, Strategy
from omnicheck.errors import EXIT_PARTLY
from omnicheck.reports.rendering import Look

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from omnicheck.batch.faultlist import Cause
    from omnicheck.choices import Format

#: More businesses get reports of their own only with `force`: each is a file, or several, in one folder.
MOST_REPORTS: Final = 10_000
#: The cluster that is started on this machine.
LOCAL: Final = "local"


class Stage(StrEnum):
    """What a batch is doing."""

    READING = "reading"
    REPORTS = "reports"


class Watch(Protocol):
    """Follows a batch while it works; called in the process that runs it."""

    def begin(self, stage: Stage, total: int | None) -> None:
        """A stage begins; `total` is how many businesses or files it is about, where that is known."""

    def advance(self, count: int) -> None:
        """This many more are done."""


class Unwatched:
    """Follows nothing."""

    def begin(self, stage: Stage, total: int | None) -> None:
        """Do nothing."""

    def advance(self, count: int) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Settings:
    """What a batch is asked for."""

    paths: tuple[str, ...]
    """Files, folders and patterns, see `discover`."""
    out: Path
    formats: tuple[Format, ...] = ()
    """Of the reports of single clients; none are made without."""
    results: tuple[ResultsKind, ...] = (ResultsKind.CSV,)
    columns: Columns = Columns.ALL
    questionnaire: str | None = None
    """For inputs that name none."""
    by: tuple[str, ...] = ()
    """Profile columns to break the overview down by."""
    benchmark: bool = False
    """Show in each report where the business stands among the others of the batch."""
    look: Look = field(default_factory=Look)
    redact: bool = False
    force: bool = False
    """Make everything anew, over files that would be kept otherwise and whatever their number."""
    jobs: int | None = 1
    """Processes to work with; None for as many as pay. More than one need a main module that can be
    imported, as `multiprocessing` says."""
    cluster: str | None = None
    """Who reads the inputs, all of them Parquet: a Dask cluster of `jobs` processes that is started for it
    (`LOCAL`), or the one whose scheduler has this address. None for this program alone."""
    dry_run: bool = False


@dataclass
class Summary:
    """What came of a batch."""

    strategies: dict[Strategy, int] = field(default_factory=lambda: dict.fromkeys(Strategy, 0))
    """To how many businesses each was recommended."""
    failed: int = 0
    """Businesses that could not be read or assessed."""
    faults: int = 0
    causes: tuple[Cause, ...] = ()
    """What was wrong, the most frequent first."""
    warnings: tuple[Cause, ...] = ()
    written: list[str] = field(default_factory=list)
    """Files that were written, the reports of single clients aside; by their names in the folder. In a dry
    run, those that would be."""
    unchanged: list[str] = field(default_factory=list)
    """Files that stood there already, byte for byte."""
    reports_made: int = 0
    reports_there: int = 0
    """Reports that were there already."""
    reports_of_others: tuple[str, ...] = ()
    """Reports of clients that are not among the inputs; they are left alone."""
    left: tuple[str, ...] = ()
    """Other files that earlier runs made and this one does not, by their names in the folder; they are left
    alone."""
    is_told: bool = True
    """There is an overview and a workbook; false where there are too many businesses for them, or none."""

    def count(self, strategies: pd.Series[str]) -> None:
        """Count what is recommended to some businesses."""
        for strategy, count in strategies.value_counts().items():
            self.strategies[Strategy(str(strategy))] += int(count)

    @property
    def assessed(self) -> int:
        """How many businesses have results."""
        return sum(self.strategies.values())

    @property
    def exit_code(self) -> int:
        """0 when all went well, else 3."""
        return EXIT_PARTLY if self.faults else 0

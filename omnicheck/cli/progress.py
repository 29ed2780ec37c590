"""How far a batch is: a bar on a terminal, else a plain line now and then; always on standard error."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from omnicheck.batch.settings import Stage
from omnicheck.cli.streams import say
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

    from omnicheck.batch.settings import Watch

#: Seconds between two plain lines.
_PAUSE: Final = 5.0
_MINUTE: Final = 60
#: Columns that leave the words room beside it, on a terminal of 40 too.
_BAR: Final = 10


@contextmanager
def shown_progress(*, accessible: bool) -> Iterator[Watch]:
    """Show how far a batch is while it works, as standard error allows."""
    from omnicheck.reports.terminal import console_for, wants_accessible

    plain = accessible or wants_accessible(os.environ)
    console = console_for(sys.stderr, os.environ, accessible=plain)
    if (
        plain
        or not sys.stderr.isatty()
        or os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    ):
        with _Lines().ended() as lines:
            yield lines
        return
    from rich.progress import BarColumn, Progress, TextColumn
    from rich.table import Column

    # In several lines on a narrow terminal, rather than cut.
    words = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=False))
    columns = (BarColumn(bar_width=_BAR), words)
    with Progress(*columns, console=console, transient=True) as progress:
        yield _Bar(progress)


class _Count:
    """How many are done of a stage, and since when."""

    def __init__(self, stage: Stage, total: int | None) -> None:
        self.stage = stage
        self.total = total
        self.done = 0
        self.began = time.monotonic()

    @property
    def words(self) -> str:
        """The count, the rate and the time left."""
        seconds = time.monotonic() - self.began
        rate = self.done / seconds if seconds else 0.0
        of_all = _("{done:,} of {total:,}").format(done=self.done, total=self.total or 0)
        words = [of_all if self.total else f"{self.done:,}"]
        if rate:
            words.append(_("{rate} a second").format(rate=_short(rate)))
        if rate and self.total and self.total > self.done:
            left = _duration((self.total - self.done) / rate)
            words.append(_("about {time} left").format(time=left))
        return ", ".join(words)

    @property
    def total_words(self) -> str:
        """What to say at the end."""
        seconds = _duration(time.monotonic() - self.began)
        return _("{done:,} in {time}").format(done=self.done, time=seconds)


def _titled(stage: Stage) -> str:
    match stage:
        case Stage.READING:
            return _("Reading and assessing")
        case Stage.REPORTS:
            return _("Making reports")


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}"  # noqa: PLR2004


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return plural("{count} second", "{count} seconds", max(1, round(seconds)))
    minutes = round(seconds / _MINUTE)
    if minutes < _MINUTE:
        return plural("{count} minute", "{count} minutes", minutes)
    return plural("{count} hour", "{count} hours", round(minutes / _MINUTE))


class _Lines:
    """A plain line every few seconds, and one at the end of each stage."""

    def __init__(self) -> None:
        self.count: _Count | None = None
        self.said = 0.0

    def begin(self, stage: Stage, total: int | None) -> None:
        self._end()
        self.count = _Count(stage, total)
        self.said = self.count.began

    def advance(self, count: int) -> None:
        if self.count is None:
            return
        self.count.done += count
        if time.monotonic() - self.said >= _PAUSE:
            say(f"{_titled(self.count.stage)}: {self.count.words}")
            self.said = time.monotonic()

    def _end(self) -> None:
        if self.count is not None:
            say(f"{_titled(self.count.stage)}: {self.count.total_words}")
        self.count = None

    @contextmanager
    def ended(self) -> Iterator[Watch]:
        yield self
        self._end()


class _Bar:
    """A bar that moves, and goes away at the end."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.task: TaskID | None = None
        self.count: _Count | None = None

    def begin(self, stage: Stage, total: int | None) -> None:
        if self.task is not None:
            self.progress.remove_task(self.task)
        self.count = _Count(stage, total)
        self.task = self.progress.add_task(_titled(stage), total=total)

    def advance(self, count: int) -> None:
        if self.task is None or self.count is None:
            return
        self.count.done += count
        words = f"{_titled(self.count.stage)}: {self.count.words}"
        self.progress.update(self.task, advance=count, description=words)

"""The files of a batch beside the reports: each put in its place, or in a dry run only named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.batch.store import Placed
from omnicheck.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from omnicheck.batch.settings import Summary
    from omnicheck.batch.store import Store
    from omnicheck.errors import Fault

FAULTS: Final = "faults.csv"
OVERVIEW: Final = "index.html"
WORKBOOK: Final = "workbook.xlsx"


class Products:
    """Puts files in their places; one that cannot be put there is a fault and stops none of the others."""

    def __init__(
        self,
        store: Store,
        summary: Summary,
        fail: Callable[[Iterable[Fault]], None],
        *,
        dry_run: bool,
    ) -> None:
        """Tell `summary` what is written, and `fail` what is not."""
        self._store = store
        self._summary = summary
        self._fail = fail
        self._dry_run = dry_run

    def place(self, name: str) -> None:
        """Put a file in its place that is finished in the staging folder."""
        self._do(name, lambda: self._store.place(self._store.staging / name, name))

    def put(self, name: str, make: Callable[[], bytes]) -> None:
        """Make a file and put it in its place."""
        self._do(name, lambda: self._store.put(name, make()))

    def discard(self, name: str) -> None:
        """Remove a file of an earlier run that nothing takes the place of."""
        if not self._dry_run:
            self.guarded(lambda: self._store.discard(name))

    def guarded(self, step: Callable[[], None]) -> bool:
        """Take a step that may fail; return whether it went well."""
        try:
            step()
        except InputError as error:
            self._fail(error.faults)
            return False
        return True

    def _do(self, name: str, step: Callable[[], Placed]) -> None:
        summary = self._summary
        if self._dry_run:
            if self.guarded(lambda: self._store.check(name)):
                summary.written.append(name)
            return
        try:
            placed = step()
        except InputError as error:
            self._fail(error.faults)
        else:
            (summary.written if placed is Placed.WRITTEN else summary.unchanged).append(name)

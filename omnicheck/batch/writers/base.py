"""What the writers of results share: the file that they fill, and numbers as files show them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, Final, final

import numpy as np

from omnicheck.files import WriteError, atomic_file

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import BinaryIO

    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.results import ResultColumn

#: A number in a file is cut here, and so never stands on the other side of a line from what it is.
DECIMALS: Final = 4
STEPS: Final = 10**DECIMALS


class _AbandonedError(Exception):
    """A file is not wanted any more."""


class ResultsWriter(ABC):
    """Writes rows of results to one file. End it with `finish` or `abandon`; as a context it ends itself."""

    def __init__(self, path: Path, columns: Sequence[ResultColumn]) -> None:
        """Begin a file with these columns.

        Raises:
            WriteError: it cannot be begun.
        """
        self.path, self.columns = path, tuple(columns)
        self._known = {column.name for column in self.columns}
        self._held = ExitStack()
        """What else to let go of at the end."""
        self._context = atomic_file(path)
        self._file: BinaryIO = self._context.__enter__()
        self._guarded(self._begin)

    @final
    def add(self, frame: pd.DataFrame) -> None:
        """Write some rows; columns that `frame` does not have stay empty.

        Raises:
            InputError: the file cannot hold so many rows, or cannot be written; it is given up.
            ValueError: `frame` has a column that the file does not.
        """
        strange = [name for name in frame.columns if name not in self._known]
        if strange:
            message = f"these columns were not announced: {strange}"
            raise ValueError(message)
        self._guarded(lambda: self._add(frame))

    @final
    def finish(self) -> None:
        """Put the file in its place.

        Raises:
            WriteError: it cannot be written; what stood there is untouched.
        """
        self._guarded(self._end)
        self._held.close()
        self._context.__exit__(None, None, None)

    @final
    def abandon(self) -> None:
        """Leave nothing behind; what stood in its place is untouched."""
        self._held.close()
        with suppress(WriteError):  # what is not wanted need not be written to its end
            self._context.__exit__(_AbandonedError, _AbandonedError(), None)

    def __enter__(self) -> ResultsWriter:
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self.finish()
        else:
            self.abandon()

    def _guarded(self, step: Callable[[], None]) -> None:
        """Take a step; where it fails, the file is given up."""
        try:
            step()
        except BaseException as error:
            self.abandon()
            if isinstance(error, OSError):
                raise WriteError(self.path, error) from error
            raise

    def _begin(self) -> None:  # noqa: B027
        """Write what stands before the first row."""

    @abstractmethod
    def _add(self, frame: pd.DataFrame) -> None:
        """Write some rows."""

    def _end(self) -> None:  # noqa: B027
        """Write what stands after the last row."""


def steps(numbers: NDArray[np.float64]) -> NDArray[np.int64]:
    """Cut finite numbers after four decimals, downwards, and return them in steps of 0.0001.

    A score just below the line stays below it, and so does a margin just below 0. A number with up to
    four decimals stays what it is.
    """
    nearest = np.rint(numbers * STEPS)
    return (nearest - (nearest / STEPS > numbers)).astype(np.int64)


def cut(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cut numbers after four decimals, downwards; NaN stays."""
    known = ~np.isnan(numbers)
    return np.where(known, steps(np.where(known, numbers, 0)) / STEPS, np.nan)


def number_words(step: int) -> str:
    """Return a number of steps as people write it, without zeros at the end.

    >>> number_words(563000), number_words(-1), number_words(0)
    ('56.3', '-0.0001', '0')
    """
    return repr(step / STEPS).removesuffix(".0")


def steps_of(values: pd.Series[Any]) -> tuple[Any, Any]:
    """Return where numbers are known, and the numbers in steps; 0 where they are not."""
    numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
    known = ~np.isnan(numbers)
    return known, steps(np.where(known, numbers, 0.0))

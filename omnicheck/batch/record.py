"""What passes between the steps of a batch.

Inputs are found (`discover`), read in lots (`intake`), scored lot by lot into rows of results (`ledger`),
and the rows go to the writers, the workbook and the overview.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.errors import Fault

#: Columns that say who a business is; every lot has them, as texts, empty where not given.
PROFILE: Final = (
    "client", "name", "trade", "country", "region", "staff", "years", "answered_on", "source", "row",
)  # fmt: skip


@dataclass(frozen=True)
class Input:
    """A file to read: the answers of one business, or a table with one business a row."""

    path: Path
    name: str
    """As the user sees it: relative to what was named on the command line."""
    kind: Literal["answers", "table"]
    data: bytes | None = None
    """What stood on standard input, which only the first process can read; None for files."""


@dataclass(frozen=True)
class Lot:
    """Some businesses with one questionnaire, read and coded, in the order of the input."""

    questionnaire: str
    """As `api.load_questionnaire` takes it."""
    codes: NDArray[np.int64]
    """As they were answered, branches still open, shape (n, questions)."""
    profile: pd.DataFrame
    """n rows with the columns of `PROFILE`, then one for each tag or other column, named `tag.NAME`.

    `client` is the identity: the id, else the exact name, else source and row. `row` is the row of a table
    counted from 1 without its head; empty for answers files.
    """


@dataclass(frozen=True)
class Reading:
    """What reading some inputs gave: lots, and what was wrong; a business is in one or the other."""

    lots: tuple[Lot, ...] = ()
    faults: tuple[Fault, ...] = ()
    """Placed as file:line:col, or file:row:column for tables."""
    failed: int = 0
    """Businesses (files or rows) that have at least one fault and are in no lot."""
    warnings: tuple[Fault, ...] = field(default=())

"""What the readers of tables share: rows taken apart into texts, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from omnicheck.answer_codes import as_text
from omnicheck.answer_words import head_key
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from omnicheck.batch.record import Input

#: Columns that say who a business is and what it answered; `head_key` tells what matters in their names.
PROFILE_COLUMNS: Final = (
    "id", "name", "trade", "country", "region", "staff", "years", "answered_on", "form",
    "questionnaire",
)  # fmt: skip

#: Characters that a cell may hold.
LONGEST_CELL: Final = 100_000

#: Where each row's text stands among the distinct ones, and those texts.
Encoded = tuple["NDArray[Any]", "Sequence[str]"]


class RowFault(NamedTuple):
    """One thing wrong in a row, counted from 1 without the head; column 0 is the whole row."""

    row: int
    column: int
    what: str
    cure: str
    businesses: int = 1
    """How many rows of the file it costs: more where a quotation mark took others into a cell."""

    def at(self, table: Input) -> Fault:
        """Return it as a fault of this table."""
        return Fault(Place(table.name, self.row, self.column), self.what, self.cure)


class TableError(InputError):
    """A table cannot be read, or no further than to here."""

    def __init__(self, table: Input, what: str, cure: str = "", more: Sequence[str] = ()) -> None:
        """Keep the fault, and `more` of its kind that have the same cure."""
        super().__init__([Fault(Place(table.name), each, cure) for each in (what, *more)])


@dataclass(frozen=True)
class Part:
    """Some rows of a table as a reader found them."""

    names: tuple[str, ...]
    """Of all columns, as `column_names` gives them."""
    numbers: NDArray[np.int64]
    """Of the rows, counted from 1 without the head."""
    columns: Sequence[Encoded]
    faults: Sequence[RowFault] = ()
    """Of rows to leave out; those that could not be taken apart are in none of the columns."""
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Cells:
    """One column of some rows: which text stands where, each distinct text once."""

    name: str
    number: int
    """Of the column in the table, counted from 1."""
    positions: NDArray[Any]
    """Of each row's text among the distinct ones, shape (n,), whole numbers."""
    distinct: tuple[str, ...]

    def texts(self) -> NDArray[np.object_]:
        """Return the text of each row, shape (n,)."""
        return np.asarray(np.array([*self.distinct, ""], dtype=object)[self.positions])


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table as texts: cheap to keep and to pass to another process."""

    table: Input
    numbers: NDArray[np.int64]
    """Of the rows, counted from 1 without the head, shape (n,); rows that are empty or broken lack."""
    columns: tuple[Cells, ...]
    is_first: bool
    """It is the first of its table: what concerns all rows is told with it."""
    faults: tuple[Fault, ...] = ()
    """Of rows that could not be taken apart into cells, and of the table as a whole."""
    failed: int = 0
    """Rows with such a fault, and those that it costs; one for a table that cannot be read, or no further."""
    warnings: tuple[Fault, ...] = ()
    clients: Mapping[int, str] = field(default_factory=dict)
    """Whose the rows with such a fault are, by their numbers, where a cell says it."""

    @property
    def first(self) -> int:
        """The number of its first row; 0 where it has none."""
        return int(self.numbers[0]) if len(self.numbers) else 0


def column_names(head: Iterable[str], table: Input) -> tuple[str, ...]:
    """Return the names in the head of a table, clean and on one line; columns without one stay empty.

    Raises:
        TableError: a name stands there twice, or there is none at all.
    """
    plain = [" ".join(clean(name).split()) for name in head]
    names = [_PROFILE_COLUMN.get(head_key(name), name) for name in plain]
    if not any(names):
        what = _("The first row is empty; the names of the columns are needed there.")
        raise TableError(table, what)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        what = _("Two columns are called {name}.")
        said, *more = [what.format(name=name) for name in twice]
        raise TableError(table, said, _("Keep one."), more)
    return tuple(names)


_PROFILE_COLUMN: Final = {head_key(name): name for name in PROFILE_COLUMNS}


def written(value: object) -> str:
    """Return a value that has a type as a person would write it; nothing where there is none.

    >>> written(None), written(7.0), written(True), written(datetime(2026, 11, 21))
    ('', '7', 'true', '2026-11-21')
    """
    match value:
        case str():
            return value
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case _:
            given = as_text(value)
            return "" if given is None else str(given)


@dataclass
class RowBuffer:
    """Rows taken in one by one, given back in parts of up to `rows` numbers."""

    rows: int
    numbers: list[int] = field(default_factory=list)
    texts: list[Sequence[str]] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    _start: int = 0

    def is_complete(self, number: int) -> bool:
        """Whether a row of this number belongs to the next part."""
        return number > self._start + self.rows

    def part(self, names: tuple[str, ...], before: int | None = None) -> Iterator[Part]:
        """Give the rows back, if there are any, and begin the part of the row number `before`."""
        if self.numbers or self.faults:
            columns = [_encoded(column) for column in zip(*self.texts, strict=True)]
            columns = columns or [_encoded(())] * len(names)
            yield Part(names, np.array(self.numbers, dtype=np.int64), columns, tuple(self.faults))
        if before is not None:
            self._start = (before - 1) // self.rows * self.rows
        self.numbers, self.texts, self.faults = [], [], []


def _encoded(column: Sequence[str]) -> Encoded:
    place_of = {text: i for i, text in enumerate(dict.fromkeys(column))}
    positions = map(place_of.__getitem__, column)
    return np.fromiter(positions, dtype=np.int64, count=len(column)), [*place_of]


def parts_of(
    names: tuple[str, ...], found: Iterable[tuple[int, Sequence[str]] | RowFault], rows: int
) -> Iterator[Part]:
    """Put rows together to parts; the k-th has those with the numbers k * rows + 1 to (k + 1) * rows.

    Args:
        names: Of the columns.
        found: Rows with their number and one text a column, or what is wrong with them, by number.
        rows: The most rows of a part.
    """
    buffer = RowBuffer(rows)
    for row in found:
        number = row.row if isinstance(row, RowFault) else row[0]
        if buffer.is_complete(number):
            yield from buffer.part(names, number)
        if isinstance(row, RowFault):
            buffer.faults.append(row)
        else:
            buffer.numbers.append(number)
            buffer.texts.append(row[1])
    yield from buffer.part(names)

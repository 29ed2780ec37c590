"""Columns of answers to codes: each distinct cell is read once, for any number of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.answer_codes import AnswerFormatError, code_of
from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_SURE
from omnicheck.errors import Fault, did_you_mean
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from omnicheck.engine.columns import Column
    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.errors import Place

#: Cells of a column that are not read again in the next rows: tick lists have many different ones.
_MOST_KNOWN: Final = 100_000


@dataclass(frozen=True)
class CodedCells:
    """What the distinct cells of one column were read as."""

    table: NDArray[np.int64]
    """Their codes, shape (distinct + 1,); the last, at -1, is that of a cell without an answer."""
    misfits: dict[int, AnswerFormatError]
    """Why a cell does not fit, by its position; its code is that of a cell without an answer."""


def code_cells(column: Column, distinct: Sequence[object]) -> CodedCells:
    """Read the distinct cells of the column of a question."""
    table = np.full(len(distinct) + 1, NOT_SURE, dtype=np.int64)
    misfits: dict[int, AnswerFormatError] = {}
    known = column.known_cells
    for position, cell in enumerate(distinct):
        if isinstance(cell, str) and (code := known.get(cell)) is not None:
            table[position] = code
            continue
        try:
            read = code_of(column, cell_parts(column, cell))
        except AnswerFormatError as error:
            misfits[position] = error
            continue
        table[position] = NOT_SURE if read is None else read.code
        if isinstance(cell, str) and len(known) < _MOST_KNOWN:
            known[cell] = int(table[position])
    return CodedCells(table, misfits)


def cell_parts(column: Column, cell: object) -> object:
    """Return the ticks of a tick list, apart; any other cell as it is, but for the space around it."""
    if column.question.kind is not Kind.SEVERAL or not isinstance(cell, str) or ";" not in cell:
        return cell.strip() if isinstance(cell, str) else cell
    return [part for each in cell.split(";") if (part := each.strip())]


def as_one_text(parts: Iterable[object]) -> str:
    """Return a list of ticks as the one text that a cell holds; the empty list is not an empty cell."""
    return ";".join(map(str, parts)) or ";"


def rows_holding(
    positions: NDArray[Any], wanted: Collection[int]
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield each wanted position that occurs, with the rows it stands in, counted from 0."""
    if not wanted:
        return
    rows = np.flatnonzero(np.isin(positions, list(wanted)))
    rows = rows[np.argsort(positions[rows], kind="stable")]
    for group in np.split(rows, np.flatnonzero(np.diff(positions[rows])) + 1):
        if len(group):
            yield int(positions[group[0]]), group


def no_question(names: Iterable[str], compiled: CompiledQuestionnaire, place: Place) -> Fault:
    """Return the fault of a table in which no column is a question; names what may be meant by one."""
    what = _("No column of the table is a question of {id}.")
    hints = (did_you_mean(name, compiled.column_by_id) for name in names)
    cure = next(filter(None, hints), "") or _("Name the columns with the ids of the questions.")
    return Fault(place, what.format(id=compiled.questionnaire.id), cure)

"""Whose answers have a fault: the id or the name that stands beside it, where that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.errors import InputError
from omnicheck.plaintext import clean
from omnicheck.yamlfile import MAX_BYTES, parse_document
from omnicheck.yamlsource import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from omnicheck.batch.parts import Chunk, Part, RowFault
    from omnicheck.batch.record import Input
    from omnicheck.errors import Fault, Place

#: Columns that tell who a business is, the first first.
_TELLING: Final = ("id", "name")


def clients_of_rows(chunk: Chunk, faults: Sequence[Fault]) -> dict[Place, str]:
    """Return, by the places of faults in a table, the id or the name in their rows."""
    if not faults:
        return {}
    texts = {cells.name: cells.texts() for cells in chunk.columns if cells.name in _TELLING}
    by_row = {int(number): i for i, number in enumerate(chunk.numbers)} if texts else {}
    found = {}
    for place in dict.fromkeys(fault.place for fault in faults):
        if place.file != chunk.table.name:
            continue
        if (i := by_row.get(place.line)) is not None:
            found[place] = _first(*(texts[name][i] for name in _TELLING if name in texts))
        elif place.line in chunk.clients:
            found[place] = chunk.clients[place.line]
    return found


def clients_in(part: Part, faults: Sequence[RowFault]) -> dict[int, str]:
    """Return, by the numbers of the rows to leave out, the id or the name in a cell that is right."""
    if not faults:
        return {}
    wrong = {(fault.row, fault.column) for fault in faults}
    rows = np.flatnonzero(np.isin(part.numbers, [row for row, _column in wrong]))
    found: dict[int, str] = {}
    for name in (name for name in _TELLING if name in part.names):
        i = part.names.index(name)
        positions, texts = part.columns[i]
        for row, position in zip(part.numbers[rows].tolist(), positions[rows], strict=True):
            if not found.get(row) and (row, i + 1) not in wrong:
                found[row] = _first(texts[position])
    return found


def clients_of_files(inputs: Sequence[Input], faults: Iterable[Fault]) -> dict[Place, str]:
    """Return, by the places of faults in files of answers, the id or the name of the business.

    A file with a fault is read once more for it.
    """
    by_name = {each.name: each for each in inputs}
    places = dict.fromkeys(fault.place for fault in faults)
    faulty = dict.fromkeys(place.file for place in places if place.file in by_name)
    clients = {name: _client_in(by_name[name]) for name in faulty}
    return {place: clients[place.file] for place in places if place.file in clients}


def _client_in(file: Input) -> str:
    """Return the id or the name in a file of answers; nothing where it cannot be read."""
    try:
        data = read_bytes(file.path, MAX_BYTES)[0] if file.data is None else file.data
        said = parse_document(data, file.name).plain()
    except (InputError, OSError, RecursionError):
        return ""
    business = said.get("business") if isinstance(said, dict) else None
    if not isinstance(business, dict):
        return ""
    return _first(*(business.get(key) for key in _TELLING))


def _first(*texts: object) -> str:
    """Return the first of these that says something, on one line."""
    lines = (" ".join(clean(str(text)).split()) for text in texts if text is not None)
    return next(filter(None, lines), "")

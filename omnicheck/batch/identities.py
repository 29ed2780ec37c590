"""Whether two businesses of a batch are one and the same: told without keeping the names of millions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.batch.ledger import QUESTIONNAIRE
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _, plural
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

#: Clients that are named before the rest is only counted.
_MOST_NAMED: Final = 20


class DuplicateClientsError(InputError):
    """Two businesses with one questionnaire have the same id, or no id and the same name."""


class Identities:
    """Who was met: eight bytes each."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._met: list[NDArray[np.uint64]] = []

    def add(self, rows: pd.DataFrame) -> None:
        """Take in some businesses."""
        self._met.append(_hashes(rows))

    def suspects(self) -> NDArray[np.uint64]:
        """Return what was met more than once; by a rare chance two that are met are not the same."""
        if not self._met:
            return np.array([], dtype=np.uint64)
        hashes, counts = np.unique(np.concatenate(self._met), return_counts=True)
        return np.asarray(hashes[counts > 1])


def refuse_duplicates(suspects: NDArray[np.uint64], again: Iterable[pd.DataFrame]) -> None:
    """Look at the suspects a second time, by their full names.

    Args:
        suspects: As `Identities.suspects` returns them.
        again: All businesses once more.

    Raises:
        DuplicateClientsError: some are the same; says which, and where they stand.
    """
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for rows in again:
        found = rows[np.isin(_hashes(rows), suspects)]
        about = (found[name] for name in (QUESTIONNAIRE, "client", "source", "row"))
        for questionnaire, client, source, row in zip(*about, strict=True):
            places[questionnaire, client].append(_place(source, row))
    same = {client: found for (_q, client), found in places.items() if len(found) > 1}
    if same:
        raise DuplicateClientsError(_faults(same))


def _hashes(rows: pd.DataFrame) -> NDArray[np.uint64]:
    import pandas as pd

    clients, questionnaires = (
        pd.util.hash_array(rows[name].to_numpy(dtype=object), categorize=is_repeated)
        for name, is_repeated in (("client", False), (QUESTIONNAIRE, True))
    )
    return np.asarray(clients + np.uint64(3) * questionnaires, dtype=np.uint64)


def _place(source: str, row: str) -> Place:
    return Place(source, int(row), 1) if row else Place(source)


def _faults(same: dict[str, list[Place]]) -> list[Fault]:
    faults = []
    for client, (first, *others) in list(same.items())[:_MOST_NAMED]:
        what = _("This is the same client as {other}: {client}.")
        what = what.format(other=first, client=clean(client))
        cure = _("Give each an id of its own, or leave one out.")
        faults += [Fault(other, what, cure) for other in others[:_MOST_NAMED]]
    faults.sort(key=lambda fault: fault.place)
    if (more := len(same) - _MOST_NAMED) > 0:
        words = plural("So is one more client.", "So are {count} more clients.", more)
        faults[-1] = replace(faults[-1], cure=f"{faults[-1].cure} {words}")
    return faults

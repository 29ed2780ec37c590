"""Businesses that were read, put together to lots: their codes, and who they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.batch.record import PROFILE, Lot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.answers import AnswerSheet

TAG: Final = "tag."


def profile_frame(columns: Mapping[str, Sequence[str] | NDArray[Any]], count: int) -> pd.DataFrame:
    """Return who `count` businesses are: the columns of `PROFILE`, then the tags, all as texts.

    What is not given is an empty text.
    """
    import pandas as pd

    given = {name: np.asarray(texts, dtype=object) for name, texts in columns.items()}
    blank = np.full(count, "", dtype=object)
    names = dict.fromkeys((*PROFILE, *given))
    return pd.DataFrame({name: given.get(name, blank) for name in names}, dtype=object)


@dataclass
class OpenLot:
    """A lot that answer sheets are added to, one by one."""

    questionnaire: str
    rows: list[NDArray[np.int64]] = field(default_factory=list)
    profiles: list[dict[str, str]] = field(default_factory=list)

    def add(self, row: NDArray[np.int64], sheet: AnswerSheet, source: str) -> None:
        """Add a business, from its codes of shape (1, questions) and its sheet."""
        business = sheet.business
        given = vars(business) | {
            "client": sheet.identity, "answered_on": sheet.answered_on, "source": source
        }  # fmt: skip
        profile = {name: given.get(name) or "" for name in PROFILE}
        tags = {f"{TAG}{name}": text for name, text in business.tags.items()}
        self.rows.append(row)
        self.profiles.append(profile | tags)

    def closed(self) -> Lot:
        """Return the lot; tags are in the order of their names, whichever file had them first."""
        tags = sorted({name for profile in self.profiles for name in profile} - {*PROFILE})
        columns = {
            name: [profile.get(name, "") for profile in self.profiles] for name in (*PROFILE, *tags)
        }
        codes = np.concatenate(self.rows)
        return Lot(self.questionnaire, codes, profile_frame(columns, len(self.rows)))


def column_named(name: str, columns: Iterable[str]) -> str | None:
    """Return the column that somebody means: by its name, or a tag without what all tags begin with."""
    known = frozenset(columns)
    return next((each for each in (name, f"{TAG}{name}") if each in known), None)

"""What the businesses of a batch answered, read once more where they are few enough to show it.

Nothing carries the answers through a batch: of a million rows nobody reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from omnicheck.answers import code_row
from omnicheck.batch.group import MOST_QUOTED
from omnicheck.batch.products import WORKBOOK
from omnicheck.batch.questionnaires import loaded
from omnicheck.engine.decide import close_branches
from omnicheck.errors import Fault, Place
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.answers import AnswerSheet
    from omnicheck.batch.group import Group, Met
    from omnicheck.engine.compile import CompiledQuestionnaire


@dataclass(frozen=True)
class Answers:
    """What the businesses with one questionnaire answered."""

    compiled: CompiledQuestionnaire
    sheets: Mapping[str, AnswerSheet]
    """By client; one whose answers could not be read once more is not in it."""

    def codes(self) -> dict[str, NDArray[np.int64]]:
        """Return by client what was answered, branches closed, shape (questions,)."""
        if not self.sheets:
            return {}
        rows = np.concatenate([code_row(sheet, self.compiled) for sheet in self.sheets.values()])
        closed = close_branches(self.compiled, np.asfortranarray(rows))
        return dict(zip(self.sheets, closed, strict=True))


def answers_of(group: Group) -> dict[str, Answers] | None:
    """Return all answers by the id of the questionnaire; None where there are too many to show.

    Those of a business whose input cannot be read once more, or holds another business by now, are left
    out.
    """
    if group.count > MOST_QUOTED:
        return None
    sheets: dict[str, dict[str, AnswerSheet]] = {name: {} for name in group.questionnaires()}
    for met in group.met():
        sheet = _sheet(met, group.called(met.questionnaire))
        if sheet is not None:
            sheets[met.questionnaire][met.identity] = sheet
    return {
        name: Answers(loaded(group.called(name)).compiled, found) for name, found in sheets.items()
    }


def unread(
    answers: Mapping[str, Answers] | None, rows: pd.DataFrame, told: Container[str]
) -> Iterator[Fault]:
    """Say of how many businesses the answers lack, if any do.

    Args:
        answers: Those of all, or None.
        rows: Their results.
        told: Clients of whom something was wrong before, which is told already.
    """
    if answers is None:
        return
    pairs = zip(rows["questionnaire"], rows["client"], strict=True)
    count = sum(
        client not in answers[questionnaire].sheets and client not in told
        for questionnaire, client in pairs
    )
    if count:
        what = plural(
            "The answers of one business could not be read once more; they are not in it.",
            "The answers of {count} businesses could not be read once more; they are not in it.",
            count,
        )
        yield Fault(Place(WORKBOOK), what, _("Run the same command again."))


def _sheet(met: Met, questionnaire: str) -> AnswerSheet | None:
    try:
        sheet = met.source.sheet(loaded(questionnaire))
    except Exception:  # noqa: BLE001  nothing may stop the others; whoever asks sees that it lacks
        return None
    return sheet if sheet.identity == met.identity else None

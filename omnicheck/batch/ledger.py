"""Rows of results: who each business is, then what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.batch.questionnaires import loaded
from omnicheck.batch.record import PROFILE
from omnicheck.choices import Columns
from omnicheck.language import _
from omnicheck.results import ResultColumn, result_columns, result_frame

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from omnicheck.batch.record import Lot
    from omnicheck.questionnaire import Questionnaire

#: The column with the id of the questionnaire that a business answered.
QUESTIONNAIRE: Final = "questionnaire"
_TAG: Final = "tag."


def score_lot(lot: Lot, columns: Columns | str = Columns.ALL) -> pd.DataFrame:
    """Return the rows of a lot: its profile, the id of its questionnaire, its tags and its results.

    Raises:
        InputError: the questionnaire cannot be read or breaks a rule.
    """
    import pandas as pd

    compiled = loaded(lot.questionnaire).compiled
    index = lot.profile.index
    named = pd.Series(compiled.questionnaire.id, index=index, dtype=object, name=QUESTIONNAIRE)
    tags = [name for name in lot.profile.columns if name not in PROFILE]
    results = result_frame(compiled, lot.codes, columns=columns, index=index)
    return pd.concat([lot.profile[list(PROFILE)], named, lot.profile[tags], results], axis=1)


def ledger_columns(
    questionnaires: Iterable[Questionnaire],
    columns: Columns | str = Columns.ALL,
    tags: Iterable[str] = (),
) -> tuple[ResultColumn, ...]:
    """Return the columns of the rows of all lots with these questionnaires, in order.

    `tags` are the names of the tag columns in any of the lots, as they stand there.
    """
    about = _("“{name}”, as it was given.")
    named = [
        ResultColumn(tag, "text", about.format(name=tag.removeprefix(_TAG)))
        for tag in dict.fromkeys(tags)
    ]
    return (*profile_columns(), *named, *result_columns(questionnaires, columns))


def profile_columns() -> tuple[ResultColumn, ...]:
    """Return the columns that say who a business is; empty where it was not given."""
    meanings = {
        "client": _("What tells the business from others: its id, else its name, else its place."),
        "name": _("The name of the business."),
        "trade": _("Its trade."),
        "country": _("Its country."),
        "region": _("Its region."),
        "staff": _("How many people work there."),
        "years": _("How many years it has been running."),
        "answered_on": _("The day of the answers."),
        "source": _("The file that the answers were read from."),
        "row": _("The row of the table, counted from 1 without its head; empty for other files."),
    }
    named = [ResultColumn(name, "text", meanings[name]) for name in PROFILE]
    return (
        *named,
        ResultColumn(QUESTIONNAIRE, "text", _("The questionnaire that was answered, by its id.")),
    )

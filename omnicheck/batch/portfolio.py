"""All that is told of a batch as a whole: its rows of results, and what is known around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

from omnicheck.batch.lots import TAG
from omnicheck.batch.record import PROFILE
from omnicheck.choices import Format, Strategy
from omnicheck.plaintext import clean
from omnicheck.results import score_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from omnicheck.batch.answered import Answers
    from omnicheck.batch.faultlist import Cause
    from omnicheck.errors import Fault
    from omnicheck.questionnaire import Path, PathWords, Questionnaire

#: A report below the folder of the overview: no scheme, no host, no way up, nothing left to encode.
_OUR_FILE: Final = re.compile(rf"(?!/)(?!.*(^|/)\.\.?/)[\w.~%/-]+\.({'|'.join(Format)})", re.ASCII)


@dataclass(frozen=True)
class Portfolio:
    """The businesses of a batch; the same portfolio always gives the same files."""

    parts: tuple[Part, ...]
    """One for each questionnaire that was answered, in an order that does not hang on that of the input."""
    failed: int = 0
    """Businesses that are in no row because of a fault."""
    fault_count: int = 0
    causes: tuple[Cause, ...] = ()
    """What was wrong, the most frequent first."""
    answers: Mapping[str, Answers] | None = None
    """By the id of the questionnaire; None where there are too many to show."""
    faults: tuple[tuple[str, Fault], ...] = ()
    """The first faults, each with the client it is about, as far as that is known."""
    by: tuple[str, ...] = ()
    """Columns of the rows to break the portfolio down by."""
    day: str = ""
    """In words, if anybody wants one on the page."""
    results_file: str = "results.csv"
    faults_file: str = "faults.csv"

    def __len__(self) -> int:
        return sum(len(part.rows) for part in self.parts)


def parts_of(
    rows: pd.DataFrame,
    questionnaires: Mapping[str, Questionnaire],
    links: Mapping[tuple[str, str], str] | None = None,
) -> tuple[Part, ...]:
    """Return the businesses by questionnaire; the questionnaire of the most comes first.

    Args:
        rows: Of all lots, as `ledger.score_lot` returns them; any order gives the same parts.
        questionnaires: By id.
        links: By the id of the questionnaire and the client, reports as in `Part.links`.
    """
    if rows.empty:
        return ()
    safe = _cleaned(rows)
    found = []
    for name, own in safe.groupby("questionnaire", sort=True):
        by_client = {client: to for (asked, client), to in (links or {}).items() if asked == name}
        found.append(Part(questionnaires[str(name)], _by_name(own), by_client))
    return tuple(sorted(found, key=lambda part: -len(part.rows)))


def _cleaned(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose texts can be shown, each business with a name; what tells them apart stays."""
    import pandas as pd

    told = [*PROFILE[1:], *(name for name in rows.columns if name.startswith(TAG))]
    texts = {name: [_shown(text) for text in rows[name]] for name in told}
    texts["name"] = [
        name or _shown(client) for name, client in zip(texts["name"], rows["client"], strict=True)
    ]
    columns = {
        name: pd.Series(column, index=rows.index, dtype=object) for name, column in texts.items()
    }
    return rows.assign(**columns)


def _by_name(rows: pd.DataFrame) -> pd.DataFrame:
    # Not sorted by pandas: it does not take all texts that people can type.
    keys = [
        (name.casefold(), name, client)
        for name, client in zip(rows["name"], rows["client"], strict=True)
    ]
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return rows.iloc[order].reset_index(drop=True)


def _shown(text: object) -> str:
    """Return a text to show; a table has something else where a column is of other businesses."""
    return clean(text).strip() if isinstance(text, str) else ""


@dataclass(frozen=True)
class Part:
    """The businesses of one questionnaire."""

    questionnaire: Questionnaire
    rows: pd.DataFrame
    """At least one; with the columns of `ledger.ledger_columns`, all of them or those of the decision.

    All texts are clean; only `client` stays as it came, to find what belongs to a business.
    """
    links: Mapping[str, str] = field(default_factory=dict)
    """By client: a report to read, relative to the overview and percent-encoded."""

    def link_to(self, client: str) -> str | None:
        """Return where the report on a client is; None for anything but a file of ours beside us."""
        link = self.links.get(client, "")
        return link if _OUR_FILE.fullmatch(link) else None

    @cached_property
    def is_omnichannel(self) -> pd.Series[bool]:
        """Whether omnichannel is recommended, by row."""
        return self.rows["strategy"] == Strategy.OMNICHANNEL.value

    @property
    def scores(self) -> dict[str, str]:
        """The titles of factors and indices, in the order of the questionnaire."""
        factors = {name: factor.title for name, factor in self.questionnaire.factors.items()}
        return factors | {name: index.title for name, index in self.questionnaire.indices.items()}

    @property
    def picture(self) -> tuple[str, str] | None:
        """The two indices that the picture shows: across and upward, as in a report."""
        required = self.questionnaire.decision.omnichannel.requires
        shown = [name for name in required if name in self.questionnaire.indices]
        both = [name for name in shown if self.score(name).notna().any()]
        return (both[0], both[1]) if len(both) > 1 else None

    def has(self, column: str) -> bool:
        """Return whether the rows tell this much."""
        return column in self.rows.columns

    def score(self, name: str) -> pd.Series[float]:
        """Return a factor or an index of all businesses."""
        return self.rows[score_column(name)]

    def lines_of(self, name: str) -> dict[str, float]:
        """Return the score that omnichannel asks for, by stage; nothing where it asks for none."""
        rule = self.questionnaire.decision.omnichannel
        if name not in rule.requires:
            return {}
        usual = rule.requires[name]
        return {
            stage.id: float(rule.at_stage.get(stage.id, {}).get(name, usual))
            for stage in self.questionnaire.stages
        }

    def usual_line(self, name: str) -> float | None:
        """Return the score that omnichannel asks for at most stages; None where it asks for none."""
        asked = self.questionnaire.decision.omnichannel.requires.get(name)
        return None if asked is None else float(asked)

    def title_of(self, name: str) -> str:
        """Return how a score or a question is called in lists; what is not known, as it is."""
        return self.scores.get(name) or self._topics.get(name, name)

    def action_title(self, name: str) -> str:
        """Return the title of an action."""
        return self._action_titles.get(name, name)

    def path_words(self, name: str, stage: str) -> PathWords:
        """Return what a path says to a business at a stage."""
        path = self._path(name)
        return path.at_stage.get(stage, path)

    def strategy_of(self, path: str) -> Strategy:
        """Return the recommendation that a path is a variant of."""
        return self._path(path).strategy

    def _path(self, name: str) -> Path:
        return next(each for each in self.questionnaire.decision.paths if each.id == name)

    @cached_property
    def _topics(self) -> dict[str, str]:
        return {each.id: each.topic for each in self.questionnaire.questions}

    @cached_property
    def _action_titles(self) -> dict[str, str]:
        return {each.id: each.title for each in self.questionnaire.actions}

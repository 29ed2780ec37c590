"""What a portfolio is counted by, with titles: the same figures for the overview and for the workbook."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omnicheck.batch.breakdowns import counted, counted_lists
from omnicheck.batch.lots import TAG
from omnicheck.choices import Confidence, Strategy
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.reports.labels import confidence_label, strategy_label
from omnicheck.reports.manuscript.shared import capital

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from omnicheck.batch.breakdowns import Count
    from omnicheck.batch.portfolio import Part


@dataclass(frozen=True)
class Tally:
    """How many of how many businesses something is true of."""

    title: str
    count: int
    total: int
    strategy: Strategy | None = None
    """The recommendation that it is about, if it is about one alone."""


def strategies(parts: Iterable[Part]) -> tuple[Tally, ...]:
    """Count both recommendations, also one that nobody has."""
    found, total = _totals(part.rows["strategy"] for part in parts)
    return tuple(Tally(strategy_label(each), found[each.value], total, each) for each in Strategy)


def confidences(parts: Iterable[Part], strategy: Strategy | None = None) -> tuple[Tally, ...]:
    """Count how firmly the recommendations stand, all or those of one strategy; the firmest first.

    Where the rows do not tell, there is nothing to count.
    """
    parts = [part for part in parts if part.has("confidence")]
    if not parts:
        return ()
    found, total = _totals(
        part.rows.loc[part.rows["strategy"] == strategy if strategy else slice(None), "confidence"]
        for part in parts
    )
    return tuple(
        Tally(capital(confidence_label(each)), found[each.value], total) for each in Confidence
    )


def _totals(columns: Iterable[pd.Series[str]]) -> tuple[Counter[str], int]:
    """Count the texts of columns, and all of them."""
    found: Counter[str] = Counter()
    for column in columns:
        found.update({str(text): int(count) for text, count in column.value_counts().items()})
    return found, found.total()


def paths(part: Part) -> tuple[Tally, ...]:
    """Count the recommendations as they are worded, by strategy; the most frequent first."""
    found = part.rows.groupby(["path", "stage"], observed=True, as_index=False).size()
    counts: Counter[tuple[Strategy, str]] = Counter()
    for path, stage, count in zip(found["path"], found["stage"], found["size"], strict=True):
        counts[part.strategy_of(path), clean(part.path_words(path, stage).title)] += int(count)
    order = list(Strategy)
    ranked = sorted(counts, key=lambda key: (order.index(key[0]), -counts[key], key[1]))
    return tuple(
        Tally(title, counts[strategy, title], len(part.rows), strategy)
        for strategy, title in ranked
    )


def stages(part: Part) -> tuple[Tally, ...]:
    """Count how far the businesses have come, from the lowest stage up."""
    found = part.rows["stage"].value_counts()
    return tuple(
        Tally(clean(stage.title), int(found.get(stage.id, 0)), len(part.rows))
        for stage in part.questionnaire.stages
    )


def held_back(part: Part) -> tuple[Tally, ...]:
    """Count what keeps businesses from omnichannel: of each the one line that it misses most."""
    kept = part.rows[~part.is_omnichannel]
    missed = kept["margin"] < 0
    found = _titled(counted(kept["limiting"][missed]), len(kept), part.title_of)
    unknown = int((~missed).sum())
    if not unknown:
        return found
    return (*found, Tally(_("No line: too little is known"), unknown, len(kept)))


def first_actions(part: Part) -> tuple[Tally, ...]:
    """Count the actions among the first of the plans."""
    if not part.has("first_actions"):
        return ()
    return _titled(counted_lists(part.rows["first_actions"]), len(part.rows), part.action_title)


def next_answers(part: Part) -> tuple[Tally, ...]:
    """Count the open answers that are worth finding out first."""
    if not part.has("next_best_answer"):
        return ()
    return _titled(counted(part.rows["next_best_answer"]), len(part.rows), part.title_of)


def column_title(column: str) -> str:
    """Return how a column of the results is called: a tag by its own name."""
    known = {
        "trade": _("Trade"),
        "country": _("Country"),
        "region": _("Region"),
        "staff": _("Staff"),
        "years": _("Years"),
        "answered_on": _("Day of the answers"),
        "source": _("Read from"),
        "questionnaire": _("Questionnaire"),
        "name": _("Business"),
        "client": _("Business id"),
    }
    return known.get(column) or capital(clean(column.removeprefix(TAG)).strip()) or column


def _titled(
    counts: Iterable[Count], total: int, title_of: Callable[[str], str]
) -> tuple[Tally, ...]:
    return tuple(Tally(clean(title_of(each.name)), each.count, total) for each in counts)

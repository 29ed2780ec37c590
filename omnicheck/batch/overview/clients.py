"""The table of all businesses: one row each, with a link to its report."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Final

from omnicheck.batch.overview.record import ClientColumn, ClientRow, Clients
from omnicheck.choices import Confidence, Strategy
from omnicheck.figures import score_text, signed_text
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.reports.labels import confidence_label, strategy_label
from omnicheck.reports.manuscript.shared import capital

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.batch.portfolio import Part, Portfolio

#: Above this a page is slow to open, and nobody reads it row by row.
MOST_ROWS: Final = 10_000


def clients_of(portfolio: Portfolio, caption: str) -> Clients:
    """Return all businesses by name, to sort and search."""
    table = _Table(portfolio)
    rows = [row for part in portfolio.parts for row in table.rows(part)]
    rows.sort(key=lambda row: (row.cells[0].casefold(), row.cells))
    return Clients(
        caption=caption,
        columns=table.columns(),
        rows=tuple(rows),
        search=_("Search"),
        sort=_("Sort by"),
        shown=_("{shown} of {all} shown"),
        nothing=_("No business has all of these words."),
    )


@dataclass(frozen=True)
class _Table:
    """Which columns a portfolio has something to say in."""

    portfolio: Portfolio

    @property
    def is_mixed(self) -> bool:
        return len(self.portfolio.parts) > 1

    @property
    def is_confident(self) -> bool:
        return all(part.has("confidence") for part in self.portfolio.parts)

    def columns(self) -> tuple[ClientColumn, ...]:
        """Return the heads, in the order of the cells."""
        found = [
            ClientColumn(_("Business")),
            ClientColumn(_("Trade")),
            ClientColumn(_("We recommend")),
        ]
        if self.is_confident:
            ranks = tuple(capital(confidence_label(each)) for each in Confidence)
            found.append(ClientColumn(_("Confidence"), "rank", ranks))
        found.append(ClientColumn(_("Margin"), "number"))
        if self.is_mixed:
            found.append(ClientColumn(_("Questionnaire")))
        else:
            part = self.portfolio.parts[0]
            titles = (clean(part.title_of(name)) for name in part.picture or ())
            found += [ClientColumn(title, "number") for title in titles]
        return (*found, ClientColumn(_("Tightest line")))

    def rows(self, part: Part) -> Iterator[ClientRow]:
        """Yield a row for each business."""
        for client, *cells in zip(part.rows["client"], *self._cells(part), strict=True):
            yield ClientRow(part.link_to(client), tuple(clean(cell).strip() for cell in cells))

    def _cells(self, part: Part) -> Iterator[Iterable[str]]:
        """Yield the texts of each column."""
        rows = part.rows
        yield rows["name"]
        yield rows["trade"]
        yield rows["strategy"].map({each.value: strategy_label(each) for each in Strategy})
        if self.is_confident:
            labels = {each.value: capital(confidence_label(each)) for each in Confidence}
            yield rows["confidence"].map(labels)
        yield rows["margin"].map(signed_text)
        if self.is_mixed:
            yield [part.questionnaire.title] * len(rows)
        else:
            for name in part.picture or ():
                lines = rows["stage"].map(part.lines_of(name))
                yield map(_score, part.score(name), lines)
        yield rows["limiting"].map(part.title_of)


def _score(value: float, line: float) -> str:
    return "" if isnan(value) else score_text(value, line)

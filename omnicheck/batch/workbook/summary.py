"""The first sheet: what was recommended to whom, how firmly, what holds back, and what to do first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.batch import tallies
from omnicheck.batch.breakdowns import breakdown, largest
from omnicheck.batch.lots import column_named
from omnicheck.batch.overview.counts import businesses, not_read
from omnicheck.batch.workbook.answers import answers_elsewhere
from omnicheck.batch.workbook.charts import draw_crowd, draw_firmness
from omnicheck.choices import Strategy
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.reports.colours import mixed
from omnicheck.reports.labels import strategy_label
from omnicheck.reports.workbook.logo import place_logo
from omnicheck.reports.workbook.page import Column
from omnicheck.reports.workbook.styles import WHITE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.batch.portfolio import Part, Portfolio
    from omnicheck.batch.tallies import Tally
    from omnicheck.batch.workbook.scores import Drawn
    from omnicheck.reports.theme import Theme
    from omnicheck.reports.workbook.cells import Cell
    from omnicheck.reports.workbook.page import Page

_WIDTHS: Final = (52, 14, 14, 14, 16, 16)
_TITLE_HEIGHT: Final = 32
_LINE_HEIGHT: Final = 16
_TINT: Final = 0.35


def fill_summary(
    page: Page, portfolio: Portfolio, drawn: Sequence[Drawn | None], theme: Theme
) -> None:
    """Write all that a board needs on one sheet."""
    page.set_widths(*_WIDTHS)
    page.sheet.set_portrait()
    place_logo(page, theme)
    _head(page, portfolio)
    for part, place in zip(portfolio.parts, drawn, strict=True):
        if len(portfolio.parts) > 1:
            title = f"{clean(part.questionnaire.title)} ({businesses(len(part.rows))})"
            page.skip()
            page.line([title], ["title"], _TITLE_HEIGHT)
        _Sheet(page, part, theme.accent).fill(portfolio, place)
    if portfolio.causes:
        page.section(_("What could not be read"))
        columns = (Column(_("What was wrong"), "strong"), Column(_("Times"), "whole"))
        page.table(columns, ((clean(each.example.what), each.count) for each in portfolio.causes))


def _head(page: Page, portfolio: Portfolio) -> None:
    titles = {clean(part.questionnaire.title) for part in portfolio.parts}
    page.line([titles.pop() if len(titles) == 1 else _("Portfolio")], ["quiet"], _LINE_HEIGHT)
    page.line([businesses(len(portfolio))], ["title"], _TITLE_HEIGHT)
    is_without_answers = bool(portfolio.parts) and portfolio.answers is None
    elsewhere = answers_elsewhere() if is_without_answers else ""
    for text in (clean(portfolio.day), not_read(portfolio.failed), elsewhere):
        if text:
            page.line([text], ["quiet"], _LINE_HEIGHT)


class _Sheet:
    """The tables and charts on the businesses of one questionnaire."""

    def __init__(self, page: Page, part: Part, accent: str) -> None:
        self.page, self.part, self.accent = page, part, accent

    def fill(self, portfolio: Portfolio, place: Drawn | None) -> None:
        """Write them below each other."""
        part = self.part
        self._counts(_("We recommend"), _("Recommendation"), tallies.strategies([part]))
        if part.has("confidence"):
            self._firmness()
        if place:
            self.page.skip()
            draw_crowd(self.page, place, self.accent)
        self._counts(_("In words"), _("Recommendation"), tallies.paths(part))
        self._counts(_("How far they have come"), _("Stage today"), tallies.stages(part))
        self._counts(_("What holds the group back most"), _("Line"), tallies.held_back(part))
        title = _("What is most often to do first")
        self._counts(title, _("Action"), tallies.first_actions(part))
        title = _("The open answers to find out first")
        self._counts(title, _("Answer"), tallies.next_answers(part))
        for name in portfolio.by:
            column = column_named(name, part.rows.columns)
            if column:
                self._groups(column)

    def _counts(self, title: str, head: str, counted: Sequence[Tally]) -> None:
        """Write a count with a bar for each share; nothing where nothing was counted."""
        if not counted:
            return
        page = self.page
        page.section(title)
        columns = (
            Column(head, "strong"),
            Column(_("Businesses"), "whole"),
            Column(_("Share"), "share"),
        )
        page.table(columns, ((each.title, each.count, each.count / each.total) for each in counted))
        page.bars(page.row - len(counted), page.row - 1, 2, self._tint, 1)

    def _firmness(self) -> None:
        """Write the confidence by strategy, and draw it."""
        page, part = self.page, self.part
        titles = [tally.title for tally in tallies.confidences([part])]
        page.section(_("How firm the recommendations are"))
        first = page.row
        rows: list[tuple[Cell, ...]] = [
            (strategy_label(each), *(tally.count for tally in tallies.confidences([part], each)))
            for each in Strategy
        ]
        columns = (Column(_("Confidence"), "strong"), *(Column(title, "whole") for title in titles))
        page.table(columns, rows)
        page.skip()
        draw_firmness(page, first, titles, self.accent)

    def _groups(self, column: str) -> None:
        part, page = self.part, self.page
        scores = part.picture or ()
        groups, left_out = largest(breakdown(part, column, scores))
        title = tallies.column_title(column)
        page.section(_("By {column}").format(column=title))
        medians = (_("{score} (median)").format(score=part.title_of(name)) for name in scores)
        columns = (
            Column(title, "strong"),
            Column(_("Businesses"), "whole"),
            Column(strategy_label(Strategy.OMNICHANNEL), "whole"),
            Column(_("Its share"), "share"),
            *(Column(each, "decimal") for each in medians),
        )
        rows = (
            (each.title, each.count, each.omnichannel, each.omnichannel / each.count, *each.middles)
            for each in groups
        )
        page.table(columns, rows)
        page.bars(page.row - len(groups), page.row - 1, 3, self._tint, 1)
        if left_out:
            page.fact("", left_out)

    @property
    def _tint(self) -> str:
        return mixed(self.accent, WHITE, _TINT)

"""The workbook of a portfolio as a whole: its sheets in order, its properties and its stamp."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

import xlsxwriter

import omnicheck
from omnicheck.batch.workbook.about import fill_about
from omnicheck.batch.workbook.answers import fill_answers
from omnicheck.batch.workbook.lists import fill_faults, fill_plan
from omnicheck.batch.workbook.scores import fill_scores
from omnicheck.batch.workbook.summary import fill_summary
from omnicheck.language import _
from omnicheck.reports.stamp import blank_stamp, stamped
from omnicheck.reports.workbook.book import OPTIONS, SOME_DAY
from omnicheck.reports.workbook.cells import cell_text, sheet_name
from omnicheck.reports.workbook.page import Page
from omnicheck.reports.workbook.styles import Styles

if TYPE_CHECKING:
    from omnicheck.batch.portfolio import Part, Portfolio
    from omnicheck.reports.rendering import Look

#: Stands where a report has the identity of its business.
IDENTITY: Final = "0b5e7a12" * 4


def portfolio_workbook(portfolio: Portfolio, look: Look) -> bytes:
    """Return the portfolio as an Excel workbook; the same portfolio gives the same bytes."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties(_properties(look))
        _fill(book, portfolio, look)
    with ZipFile(buffer, "a") as archive:
        archive.comment = blank_stamp(IDENTITY).encode()
    return stamped(buffer.getvalue(), IDENTITY)


def _properties(look: Look) -> dict[str, Any]:
    texts = {
        "title": _("Portfolio"),
        "author": look.theme.name or "",
        "comments": _("Made with omnicheck {version}").format(version=omnicheck.__version__),
    }
    made = datetime.combine(SOME_DAY, time())
    return {name: cell_text(text) for name, text in texts.items()} | {"created": made}


def _fill(book: Any, portfolio: Portfolio, look: Look) -> None:
    """Add the sheets that have something to say; the first draws its charts from the others."""
    styles = Styles(book, look.theme.accent)

    def page(title: str) -> Page:
        added = Page(book, sheet_name(title), styles)
        foot = look.theme.footer or look.theme.name or _("Confidential")
        added.prepare(_("Portfolio"), foot, _("Page {page} of {pages}"), look.paper)
        return added

    numbered = [
        (part, f" {number}" if len(portfolio.parts) > 1 else "")
        for number, part in enumerate(portfolio.parts, start=1)
    ]
    summary = page(_("Portfolio"))
    scores = [(part, page(_("Scores") + number)) for part, number in numbered]
    drawn = [fill_scores(sheet, part, look.theme.accent) for part, sheet in scores]
    fill_summary(summary, portfolio, drawn, look.theme)
    for part, number in numbered:
        if portfolio.answers and part.questionnaire.id in portfolio.answers:
            answers = portfolio.answers[part.questionnaire.id]
            fill_answers(page(_("Answers") + number), part, answers)
    for part, number in numbered:
        if _has_plan(part):
            fill_plan(page(_("Plan") + number), part)
    if portfolio.fault_count:
        fill_faults(page(_("Faults")), portfolio)
    fill_about(page(_("About")), portfolio)


def _has_plan(part: Part) -> bool:
    return part.has("first_actions") and bool((part.rows["first_actions"] != "").any())

"""The workbook as a whole: its sheets in order, its properties and its stamp."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

import xlsxwriter

from omnicheck.language import _
from omnicheck.reports.formats import Rendered
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.stamp import identity_of, stamped
from omnicheck.reports.workbook.about import fill_about
from omnicheck.reports.workbook.cells import cell_text, sheet_name
from omnicheck.reports.workbook.page import Page
from omnicheck.reports.workbook.scores import fill_scores
from omnicheck.reports.workbook.styles import Styles
from omnicheck.reports.workbook.summary import fill_summary
from omnicheck.reports.workbook.tables import fill_answers, fill_figures, fill_plan, fill_risks

if TYPE_CHECKING:
    from omnicheck.assessment.report import Report
    from omnicheck.reports.formats import Look
    from omnicheck.reports.manuscript.record import Manuscript

#: Text is nothing but text: no formula, no link and no number is made of it.
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: For reports without a day. A file says when it was made, and the same report gives the same file.
SOME_DAY: Final = date(2000, 1, 1)


def render_workbook(report: Report, look: Look) -> Rendered:
    """Return the report as an Excel workbook."""
    manuscript = manuscript_of(report)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties(_properties(report, manuscript, look))
        _fill(book, report, manuscript, look)
    with ZipFile(buffer, "a") as archive:
        archive.comment = manuscript.stamp.encode()
    return Rendered(stamped(buffer.getvalue(), identity_of(report)))


def _properties(report: Report, manuscript: Manuscript, look: Look) -> dict[str, Any]:
    texts = {
        "title": manuscript.title,
        "author": look.theme.name or "",
        "comments": manuscript.made_with,
    }
    made = datetime.combine(_day_of(report), time())
    return {name: cell_text(text) for name, text in texts.items()} | {"created": made}


def _day_of(report: Report) -> date:
    try:
        return date.fromisoformat(report.answered_on or "")
    except ValueError:
        return SOME_DAY


def _fill(book: Any, report: Report, manuscript: Manuscript, look: Look) -> None:
    """Add the sheets that have something to say."""
    styles = Styles(book, look.theme.accent)

    def page(title: str) -> Page:
        added = Page(book, sheet_name(title), styles)
        foot = look.theme.footer or look.theme.name or manuscript.confidential
        added.prepare(manuscript.business, foot, manuscript.page_of, look.paper)
        return added

    fill_summary(page(_("Summary")), report, manuscript, look.theme)
    fill_scores(page(_("Scores")), report, manuscript, look.theme.accent)
    if report.answers:
        fill_answers(page(_("Answers")), report)
    if report.plan:
        fill_plan(page(_("Plan")), report)
    if report.kpis:
        fill_figures(page(_("Figures")), report)
    if report.risks:
        fill_risks(page(_("Risks")), report)
    fill_about(page(_("About")), report, manuscript)

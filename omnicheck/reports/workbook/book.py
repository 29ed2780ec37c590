"""The workbook as a whole: its sheets in order, its properties and its stamp."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

import xlsxwriter

from omnicheck.assessment.report import Report
from omnicheck.language import _
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.rendering import Rendered
from omnicheck.reports.stamp import identity_of, stamped
from omnicheck.reports.workbook.about import fill_about
from omnicheck.reports.workbook.cells import cell_text, sheet_name
from omnicheck.reports.workbook.page import Page
from omnicheck.reports.workbook.scores import fill_scores
from omnicheck.reports.workbook.sheets import fill_section, fill_sheets
from omnicheck.reports.workbook.styles import Styles
from omnicheck.reports.workbook.summary import fill_summary
from omnicheck.reports.workbook.tables import (
    fill_answers,
    fill_figures,
    fill_plan,
    fill_ranges,
    fill_risks,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from omnicheck.reports.documents import Document
    from omnicheck.reports.manuscript.record import Manuscript
    from omnicheck.reports.rendering import Look

#: Text is nothing but text: no formula, no link and no number is made of it.
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: For reports without a day. A file says when it was made, and the same report gives the same file.
SOME_DAY: Final = date(2000, 1, 1)


def render_workbook(document: Document, look: Look) -> Rendered:
    """Return the document as an Excel workbook."""
    manuscript = manuscript_of(document)
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties(_properties(document, manuscript, look))
        _fill(book, document, manuscript, look)
    with ZipFile(buffer, "a") as archive:
        archive.comment = manuscript.stamp.encode()
    return Rendered(stamped(buffer.getvalue(), identity_of(document)))


def _properties(document: Document, manuscript: Manuscript, look: Look) -> dict[str, Any]:
    texts = {
        "title": manuscript.title,
        "author": look.theme.name or "",
        "comments": manuscript.made_with,
    }
    made = datetime.combine(_day_of(document), time())
    return {name: cell_text(text) for name, text in texts.items()} | {"created": made}


def _day_of(document: Document) -> date:
    try:
        return date.fromisoformat(document.answered_on or "")
    except ValueError:
        return SOME_DAY


def _fill(book: Any, document: Document, manuscript: Manuscript, look: Look) -> None:
    """Add the sheets that have something to say."""
    styles = Styles(book, look.theme.accent)

    def page(title: str) -> Page:
        added = Page(book, sheet_name(title), styles)
        foot = look.theme.footer or look.theme.name or manuscript.confidential
        added.prepare(manuscript.business, foot, manuscript.page_of, look.paper)
        return added

    if isinstance(document, Report):
        _fill_report(page, document, manuscript, look)
    else:
        fill_sheets(page, manuscript, look.theme)


def _fill_report(
    page: Callable[[str], Page], report: Report, manuscript: Manuscript, look: Look
) -> None:
    fill_summary(page(_("Summary")), report, manuscript, look.theme)
    fill_scores(page(_("Scores")), report, manuscript, look.theme.accent)
    if report.answers:
        fill_answers(page(_("Answers")), report)
    if report.plan:
        fill_plan(page(_("Plan")), report)
    appendix = {section.id: section for section in manuscript.appendix}
    if after := appendix.get("after_plan"):
        fill_section(page(_("After the plan")), after)
    if report.kpis:
        fill_figures(page(_("Figures")), report)
    if report.risks:
        fill_risks(page(_("Risks")), report)
    if turning := appendix.get("turning"):
        fill_section(page(_("Turning")), turning)
    if report.firmness and report.firmness.ranges:
        fill_ranges(page(_("Firmness")), report)
    fill_about(page(_("About")), report, manuscript)

"""The last sheet: what the report was made from, how, what it cannot tell, and its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import omnicheck.reports.sentences as say
from omnicheck.language import _
from omnicheck.reports.manuscript.record import Facts
from omnicheck.reports.workbook.page import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Report
    from omnicheck.reports.manuscript.record import Fact, Manuscript
    from omnicheck.reports.workbook.page import Page

_WIDTHS: Final = (24, 70, 50, 8, 44)


def fill_about(page: Page, report: Report, manuscript: Manuscript) -> None:
    """Write versions, method, limits and sources."""
    page.set_widths(*_WIDTHS)
    page.section(say.section_title("made_from"))
    for fact in _facts(manuscript):
        page.fact(fact.label, fact.text)
    page.texts(say.section_title("method"), report.method)
    page.texts(say.section_title("limits"), report.limits)
    if report.sources:
        page.section(say.section_title("sources"))
        page.fact("", say.grades())
        _sources(page, report)


def _facts(manuscript: Manuscript) -> Iterator[Fact]:
    for section in manuscript.appendix:
        if section.id == "made_from":
            for block in section.blocks:
                yield from block.facts if isinstance(block, Facts) else ()


def _sources(page: Page, report: Report) -> None:
    columns = (
        Column(_("No."), "number"),
        Column(_("Source")),
        Column(_("What it shows")),
        Column(_("Grade")),
        Column(_("Where")),
    )
    page.table(
        columns,
        (
            (number, source.citation, source.shows, source.grade.value, source.url)
            for number, source in enumerate(report.sources, start=1)
        ),
    )

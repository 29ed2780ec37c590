"""The first sheet: what we recommend, why, what to do first and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import omnicheck.reports.sentences as say
import omnicheck.reports.turning_sentences as say_turning
from omnicheck.language import _
from omnicheck.reports.manuscript.record import Front, LadderFigure
from omnicheck.reports.workbook.logo import place_logo
from omnicheck.reports.workbook.page import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Reason, Report
    from omnicheck.reports.manuscript.record import Manuscript
    from omnicheck.reports.theme import Theme
    from omnicheck.reports.workbook.page import Page
    from omnicheck.reports.workbook.styles import Style

_WIDTHS: Final = (23, 48, 46, 9)
#: Ways to turn the answer that stand beside the first one.
_OTHERS: Final = 2
_TITLE_HEIGHT: Final = 32
_LINE_HEIGHT: Final = 16
_GAP_HEIGHT: Final = 6
_BANNER_HEIGHT: Final = 36
_BANNER: Final[list[Style]] = ["banner_label", "banner", "banner", "banner"]


def fill_summary(page: Page, report: Report, manuscript: Manuscript, theme: Theme) -> None:
    """Write all that a busy owner needs on one sheet."""
    page.set_widths(*_WIDTHS)
    page.sheet.set_portrait()
    place_logo(page, theme)
    _head(page, manuscript)
    _verdict(page, report, manuscript)
    _reasons(page, report)
    _steps(page, manuscript)
    _stages(page, manuscript)
    _changes(page, report)
    _open_answers(page, report)
    page.texts(say.section_title("hints"), report.hints)
    page.texts(say.section_title("notices"), report.notices)
    closing = (theme.name, theme.footer, manuscript.confidential, manuscript.made_with)
    page.skip()
    for text in closing:
        if text:
            page.line([text], ["quiet"], _LINE_HEIGHT)


def _head(page: Page, manuscript: Manuscript) -> None:
    front = manuscript.front
    page.line([front.question], ["quiet"], _LINE_HEIGHT)
    page.line([front.business], ["title"], _TITLE_HEIGHT)
    page.line([front.about], ["quiet"], _LINE_HEIGHT)
    page.skip()


def _front(manuscript: Manuscript) -> Front:
    assert isinstance(manuscript.front, Front)  # noqa: S101  other documents have sheets of their own
    return manuscript.front


def _verdict(page: Page, report: Report, manuscript: Manuscript) -> None:
    front = _front(manuscript)
    page.line([front.lead, front.strategy_title, None, None], _BANNER, _BANNER_HEIGHT)
    page.line([], [], _GAP_HEIGHT)
    page.fact("", front.path_title, "lead")
    page.fact("", front.means)
    page.fact(front.confidence.label, front.confidence.text)
    for reason in front.confidence_reasons:
        page.fact("", reason)
    page.fact(front.tightest.label, front.tightest.text)
    page.fact(say.section_title("review"), report.verdict.review)
    for notice in front.notices:
        page.fact("", notice)


def _reasons(page: Page, report: Report) -> None:
    for title, reasons, nothing in (
        (say.section_title("why"), report.reasons_for, say.nothing_for()),
        (say.against_title(), report.reasons_against, say.nothing_against()),
    ):
        page.section(title)
        if reasons:
            columns = (
                Column(_("Answer"), "strong"),
                Column(_("What you say")),
                Column(_("Why it counts")),
                Column(_("Points of the decision"), "signed"),
            )
            page.table(columns, map(_reason, reasons))
        else:
            page.fact("", nothing)


def _reason(reason: Reason) -> tuple[str, str, str, float | None]:
    return (reason.topic, reason.says, reason.because, reason.points or None)


def _steps(page: Page, manuscript: Manuscript) -> None:
    front = _front(manuscript)
    if not front.steps:
        return
    page.section(front.steps_title)
    for number, step in enumerate(front.steps, start=1):
        page.line([number, step.lead, step.text, None], ["strong", "strong", "text", "text"])


def _stages(page: Page, manuscript: Manuscript) -> None:
    if drawn := next(_ladders(manuscript), None):
        page.section(say.section_title("today"))
        for rung in drawn.rungs:
            stands = rung.is_today or rung.is_target
            style: Style = "strong" if stands else "text"
            page.line([rung.title, rung.means, rung.mark, None], [style, "text", style, style])


def _ladders(manuscript: Manuscript) -> Iterator[LadderFigure]:
    for section in manuscript.sections:
        yield from (block for block in section.blocks if isinstance(block, LadderFigure))


def _changes(page: Page, report: Report) -> None:
    point = report.tipping_point
    page.section(say.section_title("changes"))
    page.fact("", point.says)
    if point.changes:
        columns = (Column(_("Answer"), "strong"), Column(_("Today")), Column(_("Then")))
        page.table(columns, ((each.topic, each.today, each.then) for each in point.changes))
    for way in say_turning.other_ways(point)[:_OTHERS]:
        page.fact("", say_turning.or_way(way))
    said = (say_turning.only_yours, say_turning.price, say_turning.least_work)
    for told in filter(None, (say_of(point) for say_of in said)):
        page.fact("", told)
    for title, workable in (
        (say_turning.workable_title(), True),
        (say_turning.given_title(), False),
    ):
        unlocks = [each for each in report.unlocks if each.workable == workable]
        if unlocks:
            page.skip()
            columns = (Column(title, "strong"), Column(_("Today")), Column(_("Needed")))
            page.table(columns, ((each.title, each.today, each.needed) for each in unlocks))


def _open_answers(page: Page, report: Report) -> None:
    if not report.unknowns:
        return
    page.section(say.section_title("unknowns"))
    if report.outlook:
        page.fact("", say_turning.still_possible(report.outlook))
    columns = (Column(_("Answer"), "strong"), Column(_("Question")), Column(_("Why it matters")))
    deciding, others = say_turning.open_answers(report)
    page.table(columns, ((each.topic, each.ask, each.says) for each in (*deciding, *others)))

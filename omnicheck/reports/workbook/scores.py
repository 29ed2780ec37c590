"""The sheet of scores: the figures, a chart of those that decide, and the single conditions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.sentences as say
from omnicheck.language import _
from omnicheck.reports.manuscript.drawings import state_text
from omnicheck.reports.workbook.cells import Styled
from omnicheck.reports.workbook.chart import draw_scores
from omnicheck.reports.workbook.page import Column

if TYPE_CHECKING:
    from omnicheck.assessment.report import Line, PeerLine, Report, Score
    from omnicheck.reports.manuscript.record import Manuscript
    from omnicheck.reports.workbook.cells import Cell
    from omnicheck.reports.workbook.page import Page


def fill_scores(page: Page, report: Report, manuscript: Manuscript, accent: str) -> None:
    """Write all scores, a chart of those that decide, and what else omnichannel asks for."""
    deciding = say.deciding(report)
    others = [score for score in report.scores if score not in deciding]
    margins = _margins(report)
    page.as_list(_columns(), (_score(score, margins) for score in (*deciding, *others)))
    page.skip()
    draw_scores(page, deciding, manuscript, accent)
    gates = [line for line in report.lines if line.is_gate]
    if gates:
        said = {answer.question: answer.answer for answer in report.answers}
        page.table(_gate_columns(), (_gate(line, said.get(line.id, "")) for line in gates))
    if report.peers:
        _peers(page, report)


def _peers(page: Page, report: Report) -> None:
    """Write where the scores stand among other businesses of the same batch."""
    titles = {score.id: score.title for score in report.scores}
    page.skip()
    page.texts(say.section_title("peers"), (say.peers_lead(), say.peers_guard()))
    columns = (
        Column(_("Score"), "strong"),
        Column(_("Percentile"), "whole"),
        Column(_("Others"), "whole"),
        Column(_("Lower"), "whole"),
        Column(_("The same"), "whole"),
        Column(_("Higher"), "whole"),
        Column(""),
        Column(""),
        Column(_("Held against")),
    )
    page.table(columns, (_peer(line, titles.get(line.score, "")) for line in report.peers))


def _peer(line: PeerLine, title: str) -> tuple[Cell, ...]:
    higher = line.others - line.lower - line.equal
    counts = (line.percentile, line.others, line.lower, line.equal, higher)
    return (title, *counts, "", "", say.peers_group(line))


def _columns() -> tuple[Column, ...]:
    """Return the columns of the scores; the chart names the first, second and fifth."""
    return (
        Column(_("Score"), "strong", 30),
        Column(_("Value"), "decimal", 10),
        Column(_("Lowest"), "decimal", 10),
        Column(_("Highest"), "decimal", 10),
        Column(_("Needs"), "decimal", 10),
        Column(_("Margin"), "signed", 10),
        Column(_("State"), width=14),
        Column(_("Share open"), "share", 11),
        Column(_("What it says"), width=60),
    )


def _gate_columns() -> tuple[Column, ...]:
    return (
        Column(say.section_title("lines"), "strong"),
        Column(_("Value"), "decimal"),
        Column("", "decimal"),
        Column("", "decimal"),
        Column(_("Needs"), "decimal"),
        Column(_("Margin"), "signed"),
        Column(_("State")),
        Column("", "share"),
        Column(_("Answer")),
    )


def _margins(report: Report) -> dict[str, float]:
    """Return the margin of each score; one that an index stands for has that of the index."""
    margins = {line.id: line.margin for line in report.lines}
    same = {score.same_as: margins[score.id] for score in report.scores if score.id in margins}
    return {name: margin for name, margin in same.items() if name} | margins


def _score(score: Score, margins: dict[str, float]) -> tuple[Cell, ...]:
    return (
        score.title,
        score.value,
        score.low,
        score.high,
        score.threshold,
        margins.get(score.id),
        "" if score.threshold is None else _state(score.met),
        score.unknown_share,
        score.says,
    )


def _gate(line: Line, said: str) -> tuple[Cell, ...]:
    is_open = line.value is None
    margin = None if is_open else line.margin
    state = _state(None if is_open else line.met)
    return (line.title, line.value, None, None, line.threshold, margin, state, None, said)


def _state(met: bool | None) -> Styled:
    return Styled(state_text(met), "text" if met is None else "good" if met else "care")

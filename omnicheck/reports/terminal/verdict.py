"""The letter's opening and its last line: who it is for, what we recommend, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.sentences as say
import omnicheck.reports.turning_sentences as say_turning
from omnicheck.choices import Confidence, Strategy
from omnicheck.language import _
from omnicheck.reports.terminal.layout import ACCENT, CARE, GOOD, QUIET, STRONG, hanging

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.assessment.report import Reason, Report, Verdict
    from omnicheck.reports.terminal.layout import Layout

_GAUGE_FROM: Final = 60
_MIDDLE: Final = 50
_FIRM: Final = {Confidence.HIGH: GOOD, Confidence.MEDIUM: CARE, Confidence.LOW: CARE}


def header(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield who was asked, and when."""
    yield from layout.paragraph(report.origin.questionnaire_title, style=QUIET)
    yield from layout.paragraph(report.business.name, style=STRONG)
    facts = say.about(report)
    if facts:
        yield from layout.brief(facts)


def verdict(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield the recommendation, what it means and how firmly it stands."""
    yield Text()
    yield from block(_verdict_lines(report, layout), layout)


def why(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield what speaks for the recommendation, and what speaks against it."""
    yield from layout.heading(say.section_title("why"))
    if not report.reasons_for:
        yield from layout.paragraph(say.nothing_for())
    for number, reason in enumerate(report.reasons_for, start=1):
        yield from _reason(f"{number}.", reason, layout)
    yield from layout.subheading(say.against_title())
    if not report.reasons_against:
        yield from layout.paragraph(say.nothing_against())
    for reason in report.reasons_against:
        yield from _reason(layout.symbols.bullet, reason, layout)


def closing(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield the recommendation once more, because the eye looks at the end."""
    found = report.verdict
    yield Text()
    line = Text.assemble(*_in_one_line(found, layout), ". ", say.confidence(found))
    yield from block([line], layout)


def _in_one_line(found: Verdict, layout: Layout) -> Iterator[tuple[str, str]]:
    """Say strategy and title, without the strategy twice where the title begins with it."""
    title, strategy = found.title.rstrip("."), found.strategy_title
    begins = title.startswith(strategy)
    yield _loud(strategy, layout), f"{STRONG} {ACCENT}"
    yield title[len(strategy) :] if begins else f". {title}", STRONG


def block(lines: Iterable[Text], layout: Layout) -> Iterator[Text]:
    """Yield lines set apart by an edge."""
    for line in lines:
        if layout.accessible:
            yield from layout.paragraph(line) if line.plain else [line]
        else:
            lead = Text.assemble(" " * layout.indent, (f"{layout.symbols.edge} ", ACCENT))
            yield from _edged(lead, line, layout.width)


def _verdict_lines(report: Report, layout: Layout) -> Iterator[Text]:
    found = report.verdict
    yield Text(say.we_recommend())
    yield Text(_loud(found.strategy_title, layout), f"{STRONG} {ACCENT}")
    yield Text(found.title, STRONG)
    yield Text()
    yield Text(found.means)
    yield Text()
    yield Text.assemble(
        (say.confidence(found), f"{STRONG} {_FIRM[found.confidence]}"),
        " ",
        " ".join(say.confidence_reasons(report)),
    )
    yield _limit(found)
    if layout.width >= _GAUGE_FROM and not layout.accessible:
        yield Text()
        yield _gauge(found, layout, is_known=not say_turning.missing_answer(report))


def _limit(found: Verdict) -> Text:
    label = (
        _("What holds omnichannel back most:")
        if found.strategy is Strategy.MULTICHANNEL
        else _("The tightest condition:")
    )
    return Text.assemble((label, STRONG), " ", found.limiting_title.rstrip("."), ".")


def _gauge(found: Verdict, layout: Layout, *, is_known: bool) -> Text:
    """Show how far from the line the business stands, between the two strategies.

    Where an answer that decides it is missing, only what the open answers leave open is shown.
    """
    left, right = _("Multichannel"), _("Omnichannel")
    room = layout.room - 2 - len(left) - len(right) - 2
    size = min(41, room - (room + 1) % 2)
    cells = [(layout.symbols.across, QUIET)] * size
    low, high = (_place(_MIDDLE + margin, size) for margin in (found.margin_low, found.margin_high))
    if found.margin_low < found.margin_high:
        cells[low : high + 1] = [(layout.symbols.shade, QUIET)] * (high + 1 - low)
    cells[size // 2] = (layout.symbols.mark, CARE)
    if is_known:
        cells[_place(found.fit_now, size)] = (layout.symbols.point, f"{STRONG} {ACCENT}")
    return Text.assemble(left, " ", *cells, " ", right)


def _place(fit: float, size: int) -> int:
    """Return the cell of a fit; only a fit that reaches the middle is drawn there or beyond."""
    cell = round(min(100.0, max(0.0, fit)) / 100 * (size - 1))
    return min(cell, size // 2 - 1) if fit < _MIDDLE else max(cell, size // 2)


def _edged(lead: Text, line: Text, width: int) -> Iterator[Text]:
    for part in hanging(" " * lead.cell_len, line, width):
        yield lead.copy().append_text(part[lead.cell_len :]) if part.plain else _bare(lead)


def _bare(lead: Text) -> Text:
    bare = lead.copy()
    bare.rstrip()
    return bare


def _reason(mark: str, reason: Reason, layout: Layout) -> Iterator[Text]:
    yield from layout.item(mark, Text(reason.says, STRONG))
    yield from layout.paragraph(reason.because, indent=len(mark) + 1)


def _loud(title: str, layout: Layout) -> str:
    """Capitals stand out without colour, but some screen readers spell them."""
    return title if layout.accessible else title.upper()

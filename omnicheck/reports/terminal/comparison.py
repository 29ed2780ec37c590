"""The two strategies side by side for this business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.sentences as say
from omnicheck.choices import Strategy
from omnicheck.language import _
from omnicheck.reports.terminal.layout import ACCENT, STRONG, beside, broken, hanging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import ContrastLine, Report
    from omnicheck.reports.terminal.layout import Layout

_ASPECT: Final = 14
_GAP: Final = 3


def comparison(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield a table where there is room, and a block for each aspect otherwise."""
    if not report.comparison:
        return
    yield from layout.heading(say.section_title("strategies"))
    names = [_name(strategy, report.verdict.strategy) for strategy in Strategy]
    if layout.has_columns:
        yield from _table(report.comparison, names, layout)
        return
    for number, line in enumerate(report.comparison):
        if number:
            yield Text()
        yield from _block(line, names, layout)


def _name(strategy: Strategy, recommended: Strategy) -> Text:
    style = f"{STRONG} {ACCENT}" if strategy is recommended else STRONG
    return Text(say.strategy_name(strategy, recommended), style)


def _table(lines: tuple[ContrastLine, ...], names: list[Text], layout: Layout) -> Iterator[Text]:
    aspect = Text(" " * layout.indent)
    each = (layout.room - _ASPECT - 2 * _GAP) // 2
    widths = [layout.indent + _ASPECT, each, each]
    yield from beside([[aspect], [names[0]], [names[1]]], widths, _GAP)
    for line in lines:
        yield Text()
        title = [
            Text(" " * layout.indent).append_text(part)
            for part in broken(Text(line.aspect, STRONG), _ASPECT)
        ]
        cells = [broken(Text(text), each) for text in (line.multichannel, line.omnichannel)]
        yield from beside([title, *cells], widths, _GAP)
        if line.here:
            here = Text(" " * (layout.indent + _ASPECT + _GAP)).append(_("For you: "), STRONG)
            yield from hanging(here, Text(line.here), layout.width)


def _block(line: ContrastLine, names: list[Text], layout: Layout) -> Iterator[Text]:
    yield from layout.paragraph(line.aspect, style=STRONG)
    for name, text in zip(names, (line.multichannel, line.omnichannel), strict=True):
        yield from layout.paragraph(Text.assemble(name, ": ", text), indent=layout.indent)
    yield from layout.fact(_("For you"), line.here, indent=layout.indent)

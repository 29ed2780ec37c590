"""The answers that the recommendation hangs on, for those who ask for details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

import omnicheck.reports.sentences as say
import omnicheck.reports.turning_sentences as say_turning
from omnicheck.language import _
from omnicheck.reports.terminal.layout import STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Change, Report
    from omnicheck.reports.terminal.layout import Layout


def turning(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield the answers that turn the recommendation if they are wrong; the ways stand further above."""
    point = report.tipping_point
    changes = point.doubt.changes if point.doubt else ()
    is_cut = bool(point.ways) and not point.complete
    if not (changes or is_cut):
        return
    title = say.section_title("turning").lower()
    yield from layout.heading(_("Appendix: {title}").format(title=title))
    if is_cut:
        yield from layout.paragraph(say_turning.maybe_more_ways())
    if point.doubt and changes:
        yield from layout.paragraph(say_turning.doubts_lead(point.doubt))
        for change in changes:
            yield from _change(change, layout)


def _change(change: Change, layout: Layout) -> Iterator[Text]:
    yield from layout.item(layout.symbols.bullet, Text(change.topic, STRONG))
    yield from layout.fact(_("Today"), change.today, indent=2)
    yield from layout.fact(_("Turns it"), change.then, indent=2)

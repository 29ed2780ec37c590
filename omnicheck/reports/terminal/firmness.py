"""How firmly the recommendation stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

import omnicheck.reports.sentences as say
import omnicheck.reports.turning_sentences as say_turning
from omnicheck.figures import number_text
from omnicheck.language import _
from omnicheck.reports.terminal.layout import STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Report
    from omnicheck.reports.terminal.layout import Layout


def firmness(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield what turns the recommendation soonest, and how much of it is a matter of weights."""
    if report.firmness and report.firmness.sentences:
        yield from layout.heading(say.section_title("firmness"))
        yield from layout.bullets(report.firmness.sentences)


def ranges(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield within which numbers the recommendation stays."""
    found = report.firmness.ranges if report.firmness else ()
    turning = [each for each in found if each.low is not None or each.high is not None]
    if not turning:
        return
    title = say.section_title("ranges").lower()
    yield from layout.heading(_("Appendix: {title}").format(title=title))
    yield from layout.paragraph(say_turning.ranges_lead())
    for each in turning:
        words = _("{today} today; it stays {range}")
        told = words.format(today=number_text(each.today), range=each.says)
        yield from layout.item(
            layout.symbols.bullet, Text.assemble((each.title, STRONG), f": {told}")
        )
    if len(found) > len(turning):
        yield from layout.paragraph(say_turning.ranges_rest(len(found) - len(turning)))

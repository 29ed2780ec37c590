"""How firmly the recommendation stands: what an owner should know, and every range in the appendix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.sentences as say
import omnicheck.reports.turning_sentences as say_turning
from omnicheck.figures import number_text
from omnicheck.language import _
from omnicheck.reports.manuscript.record import Paragraph, Table
from omnicheck.reports.manuscript.shared import bullets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Firmness, Report
    from omnicheck.reports.manuscript.record import Block


def firmness(report: Report) -> tuple[Block, ...]:
    """Return what turns the recommendation soonest, and how much of it is a matter of weights."""
    found = report.firmness
    return (bullets(found.sentences),) if found and found.sentences else ()


def ranges(report: Report) -> tuple[Block, ...]:
    """Return within which numbers the recommendation stays."""
    return tuple(_ranges(report.firmness)) if report.firmness else ()


def _ranges(found: Firmness) -> Iterator[Block]:
    limited = [each for each in found.ranges if each.low is not None or each.high is not None]
    free = len(found.ranges) - len(limited)
    if limited:
        head = (_("What is moved"), _("Today"), _("The recommendation stays"))
        rows = tuple((each.title, number_text(each.today), each.says) for each in limited)
        yield Paragraph(say_turning.ranges_lead())
        yield Table(say.section_title("ranges"), head, rows, figures=(1,))
    if free:
        yield Paragraph(say_turning.ranges_rest(free) if limited else say_turning.ranges_free())

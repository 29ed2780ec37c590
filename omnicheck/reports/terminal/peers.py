"""Where the scores stand among the other businesses of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

import omnicheck.reports.sentences as say
from omnicheck.figures import score_text
from omnicheck.language import _
from omnicheck.reports.terminal.layout import STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Report
    from omnicheck.reports.terminal.layout import Layout


def peers(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield a percentile for each score that can be compared, and what it stands on."""
    titles = {score.id: score.title for score in report.scores}
    lines = [line for line in report.peers if line.score in titles]
    if not lines:
        return
    yield from layout.heading(say.section_title("peers"))
    yield from layout.paragraph(say.peers_lead())
    yield Text()
    for line in lines:
        figure = _("percentile {percentile}").format(percentile=score_text(line.percentile))
        yield from layout.paragraph(Text.assemble((titles[line.score], STRONG), f": {figure}"))
        told = f"{say.peers_group(line)}: {say.peers_standing(line)}"
        yield from layout.paragraph(told, indent=layout.indent)
    yield Text()
    yield from layout.paragraph(say.peers_guard())

"""Several people on one business on a terminal: what each leads to, what decides, and where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

import omnicheck.reports.agreement as words
from omnicheck.reports.sides import result_rows
from omnicheck.reports.terminal.compare import opening, side_rows, some
from omnicheck.reports.terminal.layout import STRONG
from omnicheck.reports.terminal.verdict import block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.agreement import Agreement
    from omnicheck.reports.terminal.layout import Layout


def agreement(document: Agreement, layout: Layout) -> Iterator[Text]:
    """Yield the whole document."""
    yield from opening(document, layout)
    yield from layout.heading(words.title_of("verdicts"))
    yield from side_rows(result_rows(document), document, layout)
    deciding, hangs = words.deciding_says(document), words.hangs_on(document)
    if deciding or hangs:
        yield from layout.heading(words.title_of("decides"))
        yield from some(deciding, layout)
        if deciding and hangs:
            yield Text()
        for topic, says in hangs:
            yield from layout.item(
                layout.symbols.bullet, Text.assemble((f"{topic}: ", STRONG), says)
            )
    yield from _differences(document, layout)
    if layout.detail:
        yield from layout.heading(words.title_of("method"))
        yield from layout.bullets(document.method)
    yield Text()
    closing = [Text(words.headline(document), STRONG), Text(document.verdict_says)]
    yield from block([*closing, Text(document.first_says)], layout)


def _differences(document: Agreement, layout: Layout) -> Iterator[Text]:
    """Yield who answered what, and apart from it who gave no answer where the others agree."""
    rows, gaps = words.dispute_rows(document), words.gap_says(document)
    yield from layout.heading(words.title_of("disputes"))
    if rows:
        yield from side_rows(rows, document, layout)
        yield Text()
    yield from layout.paragraph(words.idle_says(document))
    yield from layout.paragraph(words.alike_says(document))
    if gaps:
        yield from layout.heading(words.title_of("gaps"))
        yield from layout.bullets(gaps)

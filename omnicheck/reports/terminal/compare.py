"""Two dates of one business on a terminal: what moved, where it came from, what was done and what is next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.comparison as words
import omnicheck.reports.sentences as say
from omnicheck.language import plural
from omnicheck.reports.sides import answer_rows, heading, headline, marks
from omnicheck.reports.terminal.layout import QUIET, STRONG
from omnicheck.reports.terminal.side_by_side import plan_changes, tables
from omnicheck.reports.terminal.verdict import block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.comparison import Comparison
    from omnicheck.assessment.sides import SideBySide
    from omnicheck.reports.sides import Row
    from omnicheck.reports.terminal.layout import Layout

#: Entries of a list, unless all were asked for.
_MOST: Final = 5


def comparison(document: Comparison, layout: Layout) -> Iterator[Text]:
    """Yield the whole document."""
    yield from opening(document, layout)
    yield from layout.heading(heading("results"))
    yield from side_rows(words.rows_of(document), document, layout)
    yield from _moves(document, layout)
    yield from _list(words.title_of("version"), words.version_says(document), layout)
    answers = answer_rows(document)
    if answers:
        yield from layout.heading(heading("answers"))
        yield from side_rows(answers, document, layout)
    yield from layout.heading(words.title_of("done"))
    done = words.done_says(document)
    yield from some(done, layout) if done else layout.paragraph(words.nothing_done())
    yield from _next(document, layout)
    yield from layout.heading(heading("plan"))
    yield from plan_changes(document.differences[0], layout, _MOST)
    if layout.detail:
        yield from _list(words.title_of("method"), document.method, layout)
    yield Text()
    yield from block([Text(headline(document), STRONG)], layout)


def opening(document: SideBySide, layout: Layout) -> Iterator[Text]:
    """Yield whose document it is and what it shows."""
    yield from layout.paragraph(document.title, style=QUIET)
    yield from layout.paragraph(document.business.name, style=STRONG)
    yield from layout.brief(say.about(document))
    if document.redacted:
        yield from layout.paragraph(say.redacted_copy())
    yield Text()
    yield from layout.paragraph(document.says)
    if layout.has_columns:
        yield from layout.paragraph(marks(layout.symbols.changed, document), style=QUIET)


def side_rows(rows: Sequence[Row], document: SideBySide, layout: Layout) -> Iterator[Text]:
    """Yield rows in columns, or one below the other where there is no room."""
    if layout.has_columns:
        yield from tables(rows, document, layout)
        return
    for row in rows:
        yield from layout.item(layout.symbols.bullet, Text(row.title, STRONG))
        for side, cell in zip(document.sides, row.cells, strict=True):
            yield from layout.fact(side.label, cell, indent=2)


def some(texts: Sequence[str], layout: Layout) -> Iterator[Text]:
    """Yield the first texts of a list, all with details."""
    shown = texts if layout.detail else texts[:_MOST]
    yield from layout.bullets(shown)
    left = len(texts) - len(shown)
    if left:
        more = plural("{count} more with --details.", "{count} more with --details.", left)
        yield from layout.paragraph(more)


def _list(title: str, texts: Sequence[str], layout: Layout) -> Iterator[Text]:
    if texts:
        yield from layout.heading(title)
        yield from layout.bullets(texts)


def _moves(document: Comparison, layout: Layout) -> Iterator[Text]:
    yield from layout.heading(words.title_of("moves"))
    for number, move in enumerate(words.moved(document)):
        if number:
            yield Text()
        yield from layout.paragraph(move.title, style=STRONG)
        shown = len(move.items) if layout.detail else _MOST
        yield from layout.bullets(move.items[:shown])
        if move.items[shown:]:
            yield from layout.item(" ", move.rest(shown))
    stayed = words.stayed(document)
    if stayed:
        yield Text()
        yield from layout.paragraph(stayed)


def _next(document: Comparison, layout: Layout) -> Iterator[Text]:
    yield from layout.heading(words.title_of("next"))
    missed = words.missed_says(document)
    if missed:
        yield from layout.paragraph(f"{words.missed_title()}:", style=STRONG)
        yield from some(missed, layout)
        yield Text()
    stage, needs = words.next_stage_says(document)
    yield from layout.paragraph(stage)
    if needs:
        yield from layout.paragraph(f"{words.needs_title()}:", style=STRONG)
        yield from some(needs, layout)

"""How one result came about, on a terminal: what comes out, then step after step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.derivation as words
import omnicheck.reports.sentences as say
from omnicheck.assessment.derivation import Held
from omnicheck.language import _
from omnicheck.reports.terminal.appendix import made_from, sources
from omnicheck.reports.terminal.layout import CARE, GOOD, QUIET, STRONG, beside, broken, padded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.derivation.record import Check, Step, Term
    from omnicheck.reports.derivation import Rows
    from omnicheck.reports.terminal.layout import Layout

_GAP: Final = 2
_HELD: Final = 8
_STYLES: Final = {Held.YES: GOOD, Held.NO: CARE, Held.UNKNOWN: CARE}
#: The last column of the questions holds sources, which only `--details` shows.
_WITH_SOURCES: Final = 8
_SOURCES: Final = 9


def explanation(document: Explanation, layout: Layout) -> Iterator[Text]:
    """Yield the whole document."""
    yield from layout.paragraph(words.title(), style=QUIET)
    yield from layout.paragraph(document.business.name, style=STRONG)
    yield from layout.brief(say.about(document))
    if document.redacted:
        yield from layout.paragraph(say.redacted_copy())
    yield Text()
    yield from _answer(document, layout)
    yield Text()
    yield from layout.paragraph(words.where_things_stand(document), style=QUIET)
    yield from _steps(document, layout)
    if layout.detail:
        yield from sources(document, layout)
        yield from made_from(document, layout)
    else:
        yield Text()
        yield from layout.paragraph(words.made_from_text(document), style=QUIET)
    if not layout.detail and any(step.by_the_way or step.terms for step in document.steps):
        more = _("Every step in full, with all questions and sources: add --details")
        yield from layout.paragraph(more, style=QUIET)
    yield Text()
    yield from _answer(document, layout)


def _answer(document: Explanation, layout: Layout) -> Iterator[Text]:
    text = Text(document.says, STRONG)
    if layout.accessible:
        yield from layout.paragraph(text)
    else:
        yield from layout.item(layout.symbols.edge, text)


def _steps(document: Explanation, layout: Layout) -> Iterator[Text]:
    numbers = {source.id: number for number, source in enumerate(document.sources, start=1)}
    was_short = False
    for step in document.steps:
        is_short = step.by_the_way and not layout.detail
        if is_short:
            yield from _short(step, layout, is_first=not was_short)
        else:
            yield from _step(step, numbers, layout)
        was_short = is_short


def _short(step: Step, layout: Layout, *, is_first: bool) -> Iterator[Text]:
    if is_first:
        yield from layout.heading(_("Worked out on the way"))
    text = Text.assemble((f"{step.title}: ", STRONG), words.short_text(step))
    yield from layout.item(f"{step.number:>2}", text)


def _step(step: Step, numbers: Mapping[str, int], layout: Layout) -> Iterator[Text]:
    yield from layout.heading(f"{step.number} {step.title}")
    yield from layout.paragraph(step.says)
    for rows in words.tables(step, numbers):
        yield Text()
        yield from _table(rows, layout)
        yield from layout.bullets(rows.notes)
    if layout.detail:
        yield from _asked(step.terms, layout)
    if step.checks:
        yield Text()
    for check in step.checks:
        yield from _check(check, layout)
    yield Text()
    for text in (words.sum_text(step), step.outcome):
        yield from layout.paragraph(text, style=STRONG)
    places = [words.rule_text(step), words.spot_text(step.answer_at)]
    yield from layout.paragraph(layout.symbols.separator.join(filter(None, places)), style=QUIET)


def _asked(terms: Sequence[Term], layout: Layout) -> Iterator[Text]:
    for term in terms:
        if term.ask:
            text = Text.assemble((f"{term.title}: ", STRONG), term.ask)
            yield from layout.item(layout.symbols.bullet, text)
            yield from layout.paragraph(words.spot_text(term.rule_at), indent=2, style=QUIET)


def _table(rows: Rows, layout: Layout) -> Iterator[Text]:
    if not layout.has_columns:
        yield from _in_turn(rows, layout)
        return
    shown = range(len(rows.head))
    if len(rows.head) == _WITH_SOURCES and not layout.detail:
        shown = range(_WITH_SOURCES - 1)
    widths = _widths(rows, shown, layout.room)
    for row in (rows.head, *rows.rows):
        style = QUIET if row is rows.head else ""
        cells = [
            _cell(row[column], width, style, is_number=column in rows.figures)
            for column, width in zip(shown, widths, strict=True)
        ]
        for line in beside(cells, widths, _GAP):
            yield Text(" " * layout.indent).append_text(line)


def _widths(rows: Rows, shown: Sequence[int], room: int) -> list[int]:
    """Columns as wide as they need; the first and, where it is long, the second share what is left."""
    needed = [max(len(row[column]) for row in (rows.head, *rows.rows)) for column in shown]
    if len(needed) == _WITH_SOURCES:
        needed[-1] = min(needed[-1], _SOURCES)
    free = room - sum(needed[2:]) - _GAP * (len(shown) - 1)
    if sum(needed[:2]) <= free:
        return needed
    second = min(needed[1], max(free // 2, free - needed[0]))
    return [max(1, free - second), max(1, second), *needed[2:]]


def _cell(text: str, width: int, style: str, *, is_number: bool) -> list[Text]:
    lines = broken(Text(text, style), width)
    return [padded(line, width, right=True) for line in lines] if is_number else lines


def _in_turn(rows: Rows, layout: Layout) -> Iterator[Text]:
    """Yield one row after the other, each number behind its name."""
    for row in rows.rows:
        yield from layout.item(layout.symbols.bullet, Text(row[0], STRONG))
        named = zip(rows.head[1:], row[1:], strict=True)
        told = [f"{title} {text}" for title, text in named if text]
        yield from layout.paragraph(", ".join(told), indent=2)


def _check(check: Check, layout: Layout) -> Iterator[Text]:
    label, found = words.held_label(check.held), words.check_found(check)
    style = _STYLES[check.held]
    if not layout.has_columns:
        mark = "  " * check.level + layout.symbols.bullet
        body = Text.assemble(check.text.rstrip(":"), ": ", (label, style))
        yield from layout.item(mark, body.append(f". {found}" if found else ""))
        return
    lead = padded(Text(" " * layout.indent).append(label, style), layout.indent + _HELD)
    asked = " " * (2 * check.level)
    room = layout.room - _HELD - _GAP
    half = room * 9 // 20 if found else room
    texts = [Text(asked).append_text(line) for line in broken(Text(check.text), half - len(asked))]
    cells = [[lead], texts, broken(Text(found), room - half) if found else []]
    yield from beside(cells, [layout.indent + _HELD, half, room - half], 1)

"""Several results on a terminal: in columns beside the first one, or one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.sentences as say
from omnicheck.language import _, plural
from omnicheck.reports.sides import (
    abreast,
    answer_rows,
    heading,
    headline,
    marks,
    nearly_as,
    plans,
    result_rows,
    same_plan,
    step_lists,
)
from omnicheck.reports.terminal.layout import ACCENT, QUIET, STRONG, beside, broken
from omnicheck.reports.terminal.verdict import block
from omnicheck.reports.what_if import in_short, work_says

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.report import Change
    from omnicheck.assessment.sides import Difference, SideBySide, WayWork, WhatIf
    from omnicheck.reports.sides import PlanChange, Row, StepList
    from omnicheck.reports.terminal.layout import Layout

_GAP: Final = 2
#: Width of the first column, by how many sides stand beside it.
_TITLE: Final = {1: 22, 2: 22, 3: 19}
#: Sides beside the first one; of more, the next ones follow below.
_MOST_ABREAST: Final = 2
#: Steps of the plan named in each list, with few sides and with many.
_MOST_STEPS: Final = 5
_FEW_STEPS: Final = 3
_FEW: Final = 3
_LABELS: Final = 9


def side_by_side(document: WhatIf, layout: Layout) -> Iterator[Text]:
    """Yield the whole document."""
    yield from layout.paragraph(document.title, style=QUIET)
    yield from layout.paragraph(document.business.name, style=STRONG)
    yield from layout.brief(say.about(document))
    if document.redacted:
        yield from layout.paragraph(say.redacted_copy())
    yield Text()
    yield from layout.paragraph(document.says)
    yield from _abreast(document, layout) if layout.has_columns else _in_turn(document, layout)
    yield from _closing(document, layout)


def _abreast(document: WhatIf, layout: Layout) -> Iterator[Text]:
    """Yield the sides in columns, then what becomes of the plan of each."""
    if document.differences:
        yield from layout.paragraph(marks(layout.symbols.changed, document), style=QUIET)
    answers = answer_rows(document)
    remarks = list(_remarks(document))
    if answers or remarks:
        yield from layout.heading(heading("answers"))
        yield from tables(answers, document, layout, only_changed=True)
        yield from layout.bullets(remarks)
    if document.works:
        yield from layout.heading(heading("work"))
    for work in document.works:
        yield from _takes(work, document, layout, label=work.label)
    yield from layout.heading(heading("results"))
    yield from tables(result_rows(document), document, layout)
    if document.differences:
        yield from layout.heading(heading("plan"))
    most = _FEW_STEPS if len(document.sides) > _FEW else _MOST_STEPS
    for change in plans(document):
        if len(document.differences) > 1:
            yield from layout.subheading(change.title)
        yield from _plan(change, layout, most)


def _takes(work: WayWork, document: WhatIf, layout: Layout, *, label: str) -> Iterator[Text]:
    """Yield what a scenario takes; the steps of the least work, and with details those of all others."""
    lead = f"{label}: " if label else ""
    told = Text.assemble((lead, STRONG), work_says(work, document))
    yield from layout.item(layout.symbols.bullet, told)
    shown = work.steps if work.is_least or layout.detail else ()
    for number, step in enumerate(shown, start=1):
        yield from layout.item(f"{number}.", step, indent=2)


def tables(
    rows: Sequence[Row], document: SideBySide, layout: Layout, *, only_changed: bool = False
) -> Iterator[Text]:
    """Yield as many tables as it takes, each with the first side."""
    is_first = True
    for shown in abreast(document, _MOST_ABREAST):
        held = [row for row in rows if row.differs_on(shown) or not only_changed]
        if held and not is_first:
            yield Text()
        if held:
            yield from _columns(held, shown, document, layout)
            is_first = False


def _columns(
    rows: Sequence[Row], shown: Sequence[int], document: SideBySide, layout: Layout
) -> Iterator[Text]:
    first = _TITLE[len(shown)]
    each = (layout.room - first) // len(shown) - _GAP
    widths = [layout.indent + first, *[each] * len(shown)]
    heads = [broken(Text(document.sides[side].label, STRONG), each) for side in shown]
    yield from beside([[Text()], *heads], widths, _GAP)
    for row in rows:
        title = [
            Text(" " * layout.indent).append_text(line) for line in broken(Text(row.title), first)
        ]
        cells = [list(_cell(row, side, each, layout)) for side in shown]
        yield from beside([title, *cells], widths, _GAP)


def _cell(row: Row, side: int, width: int, layout: Layout) -> Iterator[Text]:
    """Yield a text that hangs behind the mark where it differs; all texts begin below each other."""
    differs = row.differs(side)
    mark = f"{layout.symbols.changed} " if differs else "  "
    body = broken(Text(row.cells[side], STRONG if differs else ""), width - len(mark))
    for index, line in enumerate(body):
        yield Text.assemble(" " * len(mark) if index else (mark, ACCENT), line)


def _in_turn(document: WhatIf, layout: Layout) -> Iterator[Text]:
    """Yield one side after the other, in sentences."""
    first = document.sides[0]
    yield from layout.heading(first.label)
    for row in result_rows(document):
        yield from layout.fact(row.title, row.cells[0])
    works = {work.label: work for work in document.works}
    plan_of = {label: change for change in plans(document) for label in change.labels}
    for side, difference in zip(document.sides[1:], document.differences, strict=True):
        yield from layout.heading(side.label)
        yield from _changes(side.changes, layout)
        yield from layout.bullets(side.remarks)
        if side.label in works:
            yield Text()
            yield from layout.paragraph(f"{heading('work')}:", style=STRONG)
            yield from _takes(works[side.label], document, layout, label="")
        yield Text()
        yield from layout.paragraph(difference.says, style=STRONG)
        yield from layout.bullets((*difference.moved, *difference.stayed))
        yield Text()
        change = plan_of[side.label]
        if change.labels[0] == side.label:
            yield from _plan(change, layout, _MOST_STEPS)
        else:
            yield from _as_under(change, layout)


def _plan(change: PlanChange, layout: Layout, most: int) -> Iterator[Text]:
    if change.like:
        yield from layout.paragraph(nearly_as(change))
    yield from _lists(change.lists, layout, most)


def _as_under(change: PlanChange, layout: Layout) -> Iterator[Text]:
    words = _("The plan changes as under “{label}”.")
    told = words.format(label=change.labels[0]) if change.lists else same_plan()
    yield from layout.paragraph(told)


def _changes(changes: Sequence[Change], layout: Layout) -> Iterator[Text]:
    for change in changes:
        yield from layout.item(layout.symbols.bullet, Text(change.topic, STRONG))
        yield from layout.fact(_("Before"), change.today, indent=2, column=_LABELS)
        yield from layout.fact(_("Here"), change.then, indent=2, column=_LABELS)


def _remarks(document: SideBySide) -> Iterator[Text]:
    """Yield the remarks on all sides, each with the side that it is about where there are several."""
    for side in document.sides:
        label = f"{side.label}: " if len(document.differences) > 1 else ""
        yield from (Text.assemble((label, STRONG), remark) for remark in side.remarks)


def plan_changes(difference: Difference, layout: Layout, most: int) -> Iterator[Text]:
    """Yield what becomes of the plan; of each list at most so many steps, unless all were asked for."""
    yield from _lists(step_lists(difference), layout, most)


def _lists(lists: Sequence[StepList], layout: Layout, most: int) -> Iterator[Text]:
    if not lists:
        yield from layout.paragraph(same_plan())
    for index, each in enumerate(lists):
        if index:
            yield Text()
        yield from layout.paragraph(f"{each.title}:", style=STRONG)
        shown = each.steps if layout.detail else each.steps[:most]
        yield from layout.bullets(shown)
        left = len(each.steps) - len(shown)
        if left:
            more = plural("{count} more with --details.", "{count} more with --details.", left)
            yield from layout.paragraph(more)


def _closing(document: WhatIf, layout: Layout) -> Iterator[Text]:
    """Yield what comes of it once more, because the eye looks at the end."""
    yield Text()
    told = [Text(headline(document), STRONG)]
    told += [Text.assemble((f"{label}: ", STRONG), says) for label, says in in_short(document)]
    yield from block(told, layout)

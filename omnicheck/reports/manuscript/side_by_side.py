"""Several results held against the first one, for everything that is read on a page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import omnicheck.reports.sentences as say
from omnicheck.language import _
from omnicheck.reports.manuscript.record import (
    Cover,
    Fact,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Section,
    Table,
    Words,
)
from omnicheck.reports.manuscript.shared import bullets, joined
from omnicheck.reports.sides import (
    MARK,
    abreast,
    answer_rows,
    heading,
    headline,
    marks,
    nearly_as,
    plans,
    result_rows,
    same_plan,
)
from omnicheck.reports.what_if import in_short, steps_says, steps_title, work_says

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.sides import Difference, SideBySide, WayWork, WhatIf
    from omnicheck.reports.manuscript.record import Block
    from omnicheck.reports.sides import Row

#: Sides beside the first one in a table; of more, the next ones follow below.
_MOST_ABREAST: Final = 3
#: Sides whose plans stand in the main part; those of more go to the appendix.
_FEW: Final = 2


def words_of(document: WhatIf) -> Words:
    """Return the pages of a what-if; one of many sides keeps their plans in the appendix."""
    first, *others = sections_of(document)
    if document.differences:
        first = replace(first, blocks=(Paragraph(marks(MARK, document)), *first.blocks))
    *sections, last = (first, *_works(document), *others)
    told = tuple(_one_by_one(document))
    appendix = (Section("sides", heading("sides"), told),) if told else ()
    if len(document.differences) > _FEW:
        return Words(_cover(document), tuple(sections), (last, *appendix))
    return Words(_cover(document), (*sections, last), appendix)


def sections_of(document: SideBySide) -> tuple[Section, ...]:
    """Return the sections that have something to say; the last one is about the plan."""
    filled = (
        ("answers", tuple(_answers(document))),
        ("results", tuple(_results(document))),
        ("plan", tuple(_plan(document))),
    )
    return tuple(Section(name, heading(name), blocks) for name, blocks in filled if blocks)


def _cover(document: WhatIf) -> Cover:
    return Cover(
        question=document.title,
        business=document.business.name,
        about=joined(say.about(document)),
        lead=headline(document),
        means=document.says,
        facts=tuple(Fact(label, text) for label, text in in_short(document)),
        notices=(say.redacted_copy(),) if document.redacted else (),
    )


def _works(document: WhatIf) -> Iterator[Section]:
    if document.works:
        items = Items(tuple(_takes(work, document) for work in document.works))
        yield Section("work", heading("work"), (items,))


def _takes(work: WayWork, document: WhatIf) -> Item:
    steps = (Fact(steps_title(), steps_says(work)),) if work.steps else ()
    return Item(work.label, work_says(work, document), facts=steps)


def _results(document: SideBySide) -> Iterator[Block]:
    caption = _("What comes of it, side by side")
    yield from tables(document, result_rows(document), caption, _("Result"))


def _answers(document: SideBySide) -> Iterator[Block]:
    rows = answer_rows(document)
    if rows:
        caption = _("The answers that change, side by side")
        yield from tables(document, rows, caption, _("Answer about"), only_changed=True)
    for side in document.sides:
        for remark in side.remarks:
            yield Note(_("{label}: {remark}").format(label=side.label, remark=remark))


def tables(
    document: SideBySide,
    rows: Sequence[Row],
    caption: str,
    title: str,
    *,
    only_changed: bool = False,
) -> Iterator[Block]:
    """Yield a table of all sides, or several with the first side in each."""
    for shown in abreast(document, _MOST_ABREAST):
        held = [row for row in rows if row.differs_on(shown) or not only_changed]
        head = (title, *(document.sides[side].label for side in shown))
        if held:
            yield Table(caption, head, tuple(_cells(row, shown) for row in held))


def _cells(row: Row, shown: Sequence[int]) -> tuple[str, ...]:
    marked = (
        f"{MARK} {row.cells[side]}" if row.differs(side) else row.cells[side] for side in shown
    )
    return (row.title, *marked)


def _plan(document: SideBySide) -> Iterator[Block]:
    for change in plans(document):
        if len(document.differences) > 1:
            yield Heading(change.title)
        if change.like:
            yield Paragraph(nearly_as(change))
        if not change.lists:
            yield Paragraph(same_plan())
        for each in change.lists:
            yield Paragraph(_("{title}:").format(title=each.title))
            yield bullets(each.steps)


def _one_by_one(document: SideBySide) -> Iterator[Block]:
    yield from (block for d in document.differences for block in _told(d))


def _told(difference: Difference) -> Iterator[Block]:
    yield Heading(difference.label)
    yield Paragraph(difference.says)
    yield Items(tuple(Item(text) for text in (*difference.moved, *difference.stayed)))

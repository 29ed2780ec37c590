"""Several people on one business, for everything that is read on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.agreement as words
import omnicheck.reports.sentences as say
from omnicheck.language import _
from omnicheck.reports.manuscript.record import Cover, Fact, Item, Items, Paragraph, Section, Words
from omnicheck.reports.manuscript.shared import bullets, joined
from omnicheck.reports.manuscript.side_by_side import tables
from omnicheck.reports.sides import marks, result_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.agreement import Agreement
    from omnicheck.reports.manuscript.record import Block


def words_of(document: Agreement) -> Words:
    """Return the pages of a document on several people."""
    caption = _("What each one's answers lead to")
    verdicts = tables(document, result_rows(document), caption, _("Result"))
    gaps = words.gap_says(document)
    filled = (
        ("verdicts", (Paragraph(marks("→", document)), *verdicts)),
        ("decides", tuple(_decides(document))),
        ("disputes", tuple(_disputes(document))),
        ("gaps", (bullets(gaps),) if gaps else ()),
        ("method", (bullets(document.method),)),
    )
    sections = tuple(Section(name, words.title_of(name), found) for name, found in filled if found)
    return Words(_cover(document), sections)


def _cover(document: Agreement) -> Cover:
    told = (Fact(_("Who says what"), document.verdict_says), Fact(_("First"), document.first_says))
    return Cover(
        question=document.title,
        business=document.business.name,
        about=joined(say.about(document)),
        lead=words.headline(document),
        means=document.says,
        facts=tuple(fact for fact in told if fact.text),
        notices=(say.redacted_copy(),) if document.redacted else (),
    )


def _decides(document: Agreement) -> Iterator[Block]:
    deciding, hangs = words.deciding_says(document), words.hangs_on(document)
    if deciding:
        yield bullets(deciding)
    if hangs:
        yield Items(tuple(Item(topic, says) for topic, says in hangs))


def _disputes(document: Agreement) -> Iterator[Block]:
    rows = words.dispute_rows(document)
    if rows:
        yield from tables(document, rows, words.title_of("disputes"), _("Answer about"))
    for text in (words.idle_says(document), words.alike_says(document)):
        if text:
            yield Paragraph(text)

"""Two dates of one business, for everything that is read on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.comparison as words
import omnicheck.reports.sentences as say
from omnicheck.language import _
from omnicheck.reports.manuscript.record import Cover, Heading, Paragraph, Section, Words
from omnicheck.reports.manuscript.shared import bullets, joined
from omnicheck.reports.manuscript.side_by_side import sections_of, tables
from omnicheck.reports.sides import heading, headline, marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.assessment.comparison import Comparison
    from omnicheck.reports.manuscript.record import Block


def words_of(document: Comparison) -> Words:
    """Return the pages of a comparison."""
    shared = {section.id: section for section in sections_of(document)}
    caption = _("What came out, before and now")
    table = tables(document, words.rows_of(document), caption, _("Result"))
    results = (Paragraph(marks("→", document)), *table)
    sections = [
        Section("results", heading("results"), results),
        *_section("moves", _moves(document)),
        *_section("version", _listed(words.version_says(document))),
        *([shared["answers"]] if "answers" in shared else []),
        *_section("done", _done(document)),
        *_section("next", _next(document)),
        *([shared["plan"]] if "plan" in shared else []),
        *_section("method", _listed(document.method)),
    ]
    return Words(_cover(document), tuple(sections))


def _section(name: str, blocks: Iterable[Block]) -> Iterator[Section]:
    found = tuple(blocks)
    if found:
        yield Section(name, words.title_of(name), found)


def _listed(texts: Iterable[str]) -> Iterator[Block]:
    found = tuple(texts)
    if found:
        yield bullets(found)


def _cover(document: Comparison) -> Cover:
    return Cover(
        question=document.title,
        business=document.business.name,
        about=joined(say.about(document)),
        lead=headline(document),
        means=document.says,
        facts=(),
        notices=(say.redacted_copy(),) if document.redacted else (),
    )


def _moves(document: Comparison) -> Iterator[Block]:
    for move in words.moved(document):
        yield Heading(move.title)
        yield from _listed(move.items)
    stayed = words.stayed(document)
    if stayed:
        yield Paragraph(stayed)


def _done(document: Comparison) -> Iterator[Block]:
    done = words.done_says(document)
    yield bullets(done) if done else Paragraph(words.nothing_done())


def _next(document: Comparison) -> Iterator[Block]:
    missed = words.missed_says(document)
    if missed:
        yield Heading(words.missed_title())
        yield bullets(missed)
    stage, needs = words.next_stage_says(document)
    yield Paragraph(stage)
    if needs:
        yield Heading(words.needs_title())
        yield bullets(needs)

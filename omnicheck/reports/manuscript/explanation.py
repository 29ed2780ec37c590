"""How one result came about, for everything that is read on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.derivation as words
import omnicheck.reports.sentences as say
from omnicheck.language import _
from omnicheck.reports.manuscript.appendix import made_from, sources
from omnicheck.reports.manuscript.record import (
    Cover,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Section,
    Table,
    Words,
)
from omnicheck.reports.manuscript.shared import bullets, facts, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.derivation.record import Check, Step
    from omnicheck.reports.manuscript.record import Block

#: Before a part of a condition, once for each level down.
_DEEPER = "– "


def words_of(document: Explanation) -> Words:
    """Return the pages of an explanation."""
    numbers = {source.id: number for number, source in enumerate(document.sources, start=1)}
    blocks = tuple(_steps(document, numbers))
    appendix = (("sources", sources(document)), ("made_from", made_from(document)))
    return Words(
        _cover(document),
        (Section("steps", _("Step by step"), blocks),),
        tuple(Section(name, say.section_title(name), found) for name, found in appendix if found),
    )


def _cover(document: Explanation) -> Cover:
    return Cover(
        question=words.title(),
        business=document.business.name,
        about=joined(say.about(document)),
        lead=document.subject.title,
        means=document.says,
        facts=(Fact(_("Where things stand"), words.where_things_stand(document)),),
        notices=(say.redacted_copy(),) if document.redacted else (),
    )


def _steps(document: Explanation, numbers: Mapping[str, int]) -> Iterator[Block]:
    yield Paragraph(
        _("Each step uses only what stands before it, so it can be followed with paper and pencil.")
    )
    for step in document.steps:
        yield from _step(step, numbers)


def _step(step: Step, numbers: Mapping[str, int]) -> Iterator[Block]:
    title = _("{number}. {title}").format(number=step.number, title=step.title)
    yield Heading(title)
    yield Paragraph(step.says)
    for rows in words.tables(step, numbers):
        yield Table(rows.caption, rows.head, rows.rows, rows.figures)
        if rows.notes:
            yield bullets(rows.notes)
    if step.checks:
        head = (_("Asked"), _("Found"), _("Holds"))
        yield Table(_("What is asked"), head, tuple(_check(check) for check in step.checks))
    yield Facts(
        facts(
            (_("Worked out"), words.sum_text(step)),
            (_("Comes out"), step.outcome),
            (_("Rule"), words.rule_text(step)),
            (_("Answer"), words.spot_text(step.answer_at)),
        )
    )


def _check(check: Check) -> tuple[str, ...]:
    return (
        _DEEPER * check.level + check.text,
        words.check_found(check),
        words.held_label(check.held),
    )

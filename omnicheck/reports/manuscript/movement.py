"""What became of a portfolio, for everything that is read on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import omnicheck.reports.movement as words
from omnicheck.language import _
from omnicheck.reports.manuscript.record import Cover, Fact, Paragraph, Section, Table, Words
from omnicheck.reports.manuscript.shared import capital, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.movement import Client, Movement, Mover
    from omnicheck.reports.manuscript.record import Block

#: Businesses in a table of a page; all of them are in the table of those that moved.
_MOST: Final = 200


def words_of(document: Movement) -> Words:
    """Return the pages of a document on two tables of results."""
    filled = (
        ("points", tuple(_points(document))),
        ("moved", tuple(_moved(document.movers))),
        ("come", tuple(_clients("come", document.come))),
        ("gone", tuple(_clients("gone", document.gone))),
    )
    sections = tuple(Section(name, words.title_of(name), found) for name, found in filled if found)
    return Words(_cover(document), sections)


def _cover(document: Movement) -> Cover:
    return Cover(
        question=words.title_of("document"),
        business=document.business.name,
        about=joined((document.old_file, document.new_file)),
        lead=words.counts(document),
        means="",
        facts=tuple(Fact(label, capital(text)) for label, text in words.crossings(document)),
        notices=document.notices,
    )


def _points(document: Movement) -> Iterator[Block]:
    if document.measures:
        caption = _("By how many points the scores moved; up and down count businesses")
        head = (_("Score"), _("businesses"), *words.measure_head())
        rows = tuple(
            (title, str(measure.businesses), *words.measure_figures(measure))
            for title, measure in zip(
                words.measure_titles(document.measures), document.measures, strict=True
            )
        )
        yield Table(caption, tuple(map(capital, head)), rows, figures=tuple(range(1, len(head))))


def _moved(movers: Sequence[Mover]) -> Iterator[Block]:
    if movers:
        caption = _("Distances are points from the line; below 0 it is missed")
        head = (_("Business"), _("What changed"), _("Before"), _("Now"), _("Moved"))
        rows = tuple(
            (
                mover.name,
                capital("; ".join(words.mover_says(mover))) or _("The distance only"),
                *words.distances(mover),
            )
            for mover in movers[:_MOST]
        )
        yield Table(caption, head, rows, figures=(2, 3, 4))
    yield from _rest(movers)


def _clients(name: str, clients: Sequence[Client]) -> Iterator[Block]:
    if clients:
        captions = {
            "come": _("Only in the newer table"),
            "gone": _("Only in the older table"),
        }
        head = (_("Business"), _("Recommendation"), _("Stage"), _("Distance"))
        rows = tuple(
            (
                each.name,
                each.standing.path_title,
                each.standing.stage_title,
                words.margin_text(each.standing.margin),
            )
            for each in clients[:_MOST]
        )
        yield Table(captions[name], head, rows, figures=(3,))
    yield from _rest(clients)


def _rest(entries: Sequence[object]) -> Iterator[Block]:
    left = len(entries) - _MOST
    if left > 0:
        yield Paragraph(words.more_in_table(left))

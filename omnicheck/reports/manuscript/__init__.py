"""The words of a report, and of other documents, for everything that is read on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import omnicheck.reports.sentences as say
from omnicheck.assessment.report import Report
from omnicheck.language import _
from omnicheck.reports.documents import kind_of
from omnicheck.reports.labels import day_text
from omnicheck.reports.manuscript.afterwards import after_plan
from omnicheck.reports.manuscript.appendix import (
    answers,
    later,
    limits,
    made_from,
    method,
    sources,
    turning,
)
from omnicheck.reports.manuscript.evidence import peers, scores, today, why
from omnicheck.reports.manuscript.firmness import firmness, ranges
from omnicheck.reports.manuscript.front import front_of, title_of
from omnicheck.reports.manuscript.outlook import changes, review, unknowns
from omnicheck.reports.manuscript.record import Manuscript, Section, Words
from omnicheck.reports.manuscript.work import figures, plan, risks, strategies
from omnicheck.reports.stamp import blank_stamp, identity_of
from omnicheck.reports.texts import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable

    from omnicheck.reports.documents import Document
    from omnicheck.reports.manuscript.record import Block

__all__ = ["manuscript_of"]

#: The texts of the program are English until a catalogue of another language is installed.
_LANGUAGE: Final = "en"
_SECTIONS: Final = (
    why, scores, peers, today, changes, firmness, unknowns, strategies, plan, figures, risks, review,
)  # fmt: skip
_APPENDIX: Final = (after_plan, later, turning, ranges, answers, method, limits, sources, made_from)


def manuscript_of(document: Document) -> Manuscript:
    """Return a document in finished words: cleaned, translated, numbers as texts."""
    safe = cleaned(document)
    front, sections, appendix = _words_of(safe)
    return Manuscript(
        language=_LANGUAGE,
        title=title_of(front),
        business=safe.business.name,
        day=day_text(safe.answered_on) if safe.answered_on else "",
        front=front,
        contents_title=_("Contents"),
        sections=sections,
        appendix_title=_("Appendix"),
        appendix=appendix,
        made_with=_("Made with omnicheck {version}").format(version=safe.origin.program_version),
        confidential=_confidential(safe),
        page_of=_("Page {page} of {pages}"),
        # The identity is that of the document as it came, before cleaning.
        stamp=blank_stamp(identity_of(document)),
        table_label=_("The same figures as a table"),
    )


def _words_of(document: Any) -> Words:
    """Return the pages of a document; each kind has a module of its own."""
    if isinstance(document, Report):
        front = front_of(document)
        return Words(front, _filled(_SECTIONS, document), _filled(_APPENDIX, document))
    match kind_of(document):
        case "what_if":
            from omnicheck.reports.manuscript.side_by_side import words_of

            return words_of(document)
        case "comparison":
            from omnicheck.reports.manuscript.compare import words_of as words_of_comparison

            return words_of_comparison(document)
        case "respondents":
            from omnicheck.reports.manuscript.agreement import words_of as words_of_agreement

            return words_of_agreement(document)
        case "movement":
            from omnicheck.reports.manuscript.movement import words_of as words_of_movement

            return words_of_movement(document)
        case "explanation":
            from omnicheck.reports.manuscript.explanation import words_of as words_of_explanation

            return words_of_explanation(document)
        case other:
            raise AssertionError(other)


def _confidential(document: Document) -> str:
    if kind_of(document) == "movement":  # It was made for none of them.
        return _("Confidential: figures of single businesses")
    words = _("Confidential: made for {business}")
    if document.redacted:  # What is confidential is left out.
        words = _("Made for {business}")
    return words.format(business=document.business.name)


def _filled(
    parts: tuple[Callable[[Report], tuple[Block, ...]], ...], report: Report
) -> tuple[Section, ...]:
    """Return the sections that have something to say, each named like the function that fills it."""
    filled = ((part.__name__, part(report)) for part in parts)
    return tuple(Section(name, _title(name, report), blocks) for name, blocks in filled if blocks)


def _title(name: str, report: Report) -> str:
    # Without an open answer, that section holds only remarks on the answers given.
    is_remarks = name == "unknowns" and not report.unknowns
    return say.section_title("remarks" if is_remarks else name)

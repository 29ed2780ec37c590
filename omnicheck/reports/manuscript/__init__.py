"""The words of a report for everything that is read on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import omnicheck.reports.sentences as say
from omnicheck.language import _
from omnicheck.reports.labels import day_text
from omnicheck.reports.manuscript.appendix import answers, later, limits, made_from, method, sources
from omnicheck.reports.manuscript.evidence import peers, scores, today, why
from omnicheck.reports.manuscript.front import front_of, title_of
from omnicheck.reports.manuscript.outlook import changes, review, unknowns
from omnicheck.reports.manuscript.record import Manuscript, Section
from omnicheck.reports.manuscript.work import figures, plan, risks, strategies
from omnicheck.reports.stamp import blank_stamp, identity_of
from omnicheck.reports.texts import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable

    from omnicheck.assessment.report import Report
    from omnicheck.reports.manuscript.record import Block

__all__ = ["manuscript_of"]

#: The texts of the program are English until a catalogue of another language is installed.
_LANGUAGE: Final = "en"
_SECTIONS: Final = (
    why, scores, peers, today, changes, unknowns, strategies, plan, figures, risks, review,
)  # fmt: skip
_APPENDIX: Final = (later, answers, method, limits, sources, made_from)


def manuscript_of(report: Report) -> Manuscript:
    """Return a report in finished words: cleaned, translated, numbers as texts."""
    safe = cleaned(report)
    return Manuscript(
        language=_LANGUAGE,
        title=title_of(safe),
        business=safe.business.name,
        day=day_text(safe.answered_on) if safe.answered_on else "",
        front=front_of(safe),
        contents_title=_("Contents"),
        sections=_filled(_SECTIONS, safe),
        appendix_title=_("Appendix"),
        appendix=_filled(_APPENDIX, safe),
        made_with=_("Made with omnicheck {version}").format(version=safe.origin.program_version),
        confidential=_confidential(safe),
        page_of=_("Page {page} of {pages}"),
        # The identity is that of the report as it came, before cleaning.
        stamp=blank_stamp(identity_of(report)),
        table_label=_("The same figures as a table"),
    )


def _confidential(report: Report) -> str:
    words = _("Confidential: made for {business}")
    if report.redacted:  # What is confidential is left out.
        words = _("Made for {business}")
    return words.format(business=report.business.name)


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

"""What scenarios take, in words: the same on a terminal and on a page."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from omnicheck.assessment.phrases import in_words
from omnicheck.choices import Cost
from omnicheck.figures import number_text
from omnicheck.language import _, plural
from omnicheck.reports.labels import ceiling_label, hours_text
from omnicheck.reports.sides import outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.sides import WayWork, WhatIf

_WEEKS_A_YEAR: Final = 52


def in_short(document: WhatIf) -> list[tuple[str, str]]:
    """Return what is to be read first, each text with its label: what comes out, and the least to do for it."""
    return [*outcomes(document), *_least(document)]


def _least(document: WhatIf) -> Iterator[tuple[str, str]]:
    if not document.works:
        return
    found = next((work for work in document.works if work.is_least), None)
    if found is None:
        yield _("What it takes"), _only_decisions(len(document.works))
        return
    title = _("Least work")
    if found.label != title and len(document.works) > 1:
        title = _("Least work, {label}").format(label=found.label)
    yield title, work_says(found, document)


def _only_decisions(ways: int) -> str:
    return plural(
        "Steps of the plan alone do not bring it about: it takes a decision of yours.",
        "Steps of the plan alone bring none of these about: each takes a decision of yours.",
        ways,
    )


def work_says(work: WayWork, document: WhatIf) -> str:
    """Say what a scenario takes, held against the money and the hours at hand."""
    if work.hours is None:
        words = _("No step of the plan brings about a change in {topics}: that is up to you.")
        return words.format(topics=in_words(work.decisions))
    return " ".join([_work(work), *_against_means(work, document)])


def _work(work: WayWork) -> str:
    words = plural(
        "{count} step, with about {{hours}} of work and {{money}}.",
        "{count} steps, with about {{hours}} of work and {{money}}.",
        len(work.steps),
    )
    return words.format(
        hours=hours_text(work.hours or 0), money=ceiling_label(work.cost or Cost.FREE)
    )


def _against_means(work: WayWork, document: WhatIf) -> Iterator[str]:
    if work.affordable is False:
        yield _("That is more than the money you named.")
    if work.weeks is not None and document.hours_a_week is not None:
        words = _("At {hours} a week it takes about {weeks}.")
        yield words.format(hours=hours_text(document.hours_a_week), weeks=_weeks(work.weeks))
    if work.is_least and not work.proven:
        yield _("Less may do: not all was tried.")


def _weeks(weeks: float) -> str:
    """Return a time in weeks, and a long one in years too."""
    said = plural("{count} week", "{count} weeks", max(1, ceil(weeks)))
    if weeks <= _WEEKS_A_YEAR:
        return said
    return _("{weeks} ({years} years)").format(weeks=said, years=number_text(weeks / _WEEKS_A_YEAR))


def steps_says(work: WayWork) -> str:
    """Name the steps of a scenario in the order of the work; empty where there are none."""
    return "; ".join(work.steps)


def steps_title() -> str:
    """Return the label of the steps of a scenario."""
    return _("Steps")

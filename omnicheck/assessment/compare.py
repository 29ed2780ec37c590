"""Two dates of one business: what moved, where each move came from, what was done, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.assessment.comparison import Comparison
from omnicheck.assessment.differences import difference
from omnicheck.assessment.moves import Corners, moves, turns, version_change
from omnicheck.assessment.progress import done_steps, next_stage
from omnicheck.assessment.sides import SCHEMA_VERSION, SidesKind, side_of
from omnicheck.engine.attribution import MOST_ALONE
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.parties import Party


def compare(old: Party, new: Party) -> Comparison:
    """Hold new answers of a business against old ones; both questionnaires have the same id."""
    before = side_of(old.report, _("Before"))
    after = side_of(new.report, _("Now"), old.report)
    corners = Corners(old, new)
    report = new.report
    return Comparison(
        schema_version=SCHEMA_VERSION,
        kind=SidesKind.COMPARISON,
        title=_("What has moved?"),
        says=_says(corners),
        origin=report.origin,
        business=report.business,
        form=report.form,
        answered_on=report.answered_on,
        sides=(before, after),
        differences=(difference(before, after),),
        redacted=report.redacted,
        old_origin=old.report.origin,
        moves=tuple(moves(corners, before, after)),
        version=version_change(corners),
        turns=tuple(turns(corners)),
        done=tuple(done_steps(old, new)),
        missed=report.unlocks,
        next_stage=next_stage(new),
        method=tuple(_method(corners)),
    )


def _says(corners: Corners) -> str:
    if corners.is_one_version:
        return _(
            "Both were answered in the same questionnaire. So every move comes from the answers."
        )
    words = _(
        "Before was answered in version {old} of the questionnaire, now in version {new}. Each move is "
        "split into what comes from the answers and what comes from the questionnaire."
    )
    old, new = (party.compiled.questionnaire.version for party in (corners.old, corners.new))
    return words.format(old=old, new=new)


def _method(corners: Corners) -> Iterator[str]:
    yield _(
        "Points of an answer: everything is worked out anew with each set of the changed answers. An "
        "answer gets what it moves on average over all orders in which they can be changed. So the order "
        "does not matter, and the points add up to the whole move."
    )
    yield _(
        "Up to {count} answers are told apart in this way; more are taken together by score or by section."
    ).format(count=MOST_ALONE)
    if not corners.is_one_version:
        yield _(
            "Answers, weights with lines, and questions with their options and values are three things "
            "that changed. Each gets the average over all six orders. A question that only one version "
            "has keeps its one answer, so it counts among the questions."
        )

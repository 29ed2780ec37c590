"""What the plan brings if every step in it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.plan_sentences as say_plan
import omnicheck.reports.sentences as say
from omnicheck.figures import score_text
from omnicheck.language import _
from omnicheck.reports.terminal.layout import STRONG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import AfterPlan, AnswerAfter, Report, ScoreAfter
    from omnicheck.reports.terminal.layout import Layout

_HANG: Final = 2


def what_it_brings(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield, for the end of the plan, what it brings; in detail, every answer and score."""
    found = report.after_plan
    if found is None:
        return
    yield from layout.subheading(say.section_title("brings"))
    yield from layout.paragraph(" ".join(found.says))
    if layout.detail:
        yield from _changes(found, layout)
    if found.best:
        hint = _("Add --details to see these other steps.")
        has_hint = found.best.beats_plan and not layout.detail
        yield from layout.paragraph(f"{found.best.says} {hint}" if has_hint else found.best.says)
        if layout.detail and found.best.beats_plan:
            yield from layout.subheading(say_plan.best_steps_title(found.best))
            yield from layout.bullets(found.best.steps)


def _changes(found: AfterPlan, layout: Layout) -> Iterator[Text]:
    for change in found.changes:
        yield from _answer(change, layout)
    if found.outcome and found.changes:
        yield from layout.subheading(_("Scores after the plan"))
        yield from layout.bullets(_score(score) for score in found.outcome.scores)


def _answer(change: AnswerAfter, layout: Layout) -> Iterator[Text]:
    yield from layout.item(layout.symbols.bullet, Text(change.topic, STRONG))
    yield from layout.fact(_("Today"), change.today, indent=_HANG)
    yield from layout.fact(_("Then, at least"), change.then, indent=_HANG)
    yield from layout.fact(_("Through"), "; ".join(change.steps), indent=_HANG)


def _score(score: ScoreAfter) -> str:
    today, then = (
        _("open") if value is None else score_text(value, score.threshold)
        for value in (score.before, score.after)
    )
    words = _("{score}: today {today}, then {then}")
    if score.threshold is not None:
        words = _("{score}: today {today}, then {then}, asked for {line}")
        return words.format(
            score=score.title, today=today, then=then, line=score_text(score.threshold)
        )
    return words.format(score=score.title, today=today, then=then)

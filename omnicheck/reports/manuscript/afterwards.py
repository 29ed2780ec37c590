"""What the plan brings if every step in it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.plan_sentences as say_plan
import omnicheck.reports.sentences as say
from omnicheck.figures import score_text, signed_text
from omnicheck.language import _
from omnicheck.reports.manuscript.drawings import value_text
from omnicheck.reports.manuscript.record import Facts, Heading, Item, Items, Paragraph, Table
from omnicheck.reports.manuscript.shared import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import (
        AfterPlan,
        AnswerAfter,
        BestSteps,
        Outcome,
        Report,
        ScoreAfter,
    )
    from omnicheck.reports.manuscript.record import Block


def what_it_brings(report: Report) -> Iterator[Block]:
    """Yield, for the end of the plan, what it brings."""
    if report.after_plan:
        yield Heading(say.section_title("brings"))
        yield Paragraph(" ".join(report.after_plan.says))
        best = report.after_plan.best
        if best:
            where = _("The appendix lists these other steps.") if best.beats_plan else ""
            yield Paragraph(f"{best.says} {where}".strip())


def after_plan(report: Report) -> tuple[Block, ...]:
    """Return the answers and the scores once the plan is done, and the best choice of steps."""
    return tuple(_after_plan(report.after_plan)) if report.after_plan else ()


def _after_plan(found: AfterPlan) -> Iterator[Block]:
    if found.outcome:
        yield _outcome(found.outcome)
    if found.changes:
        head = (_("Answer"), _("Today"), _("Then, at least"), _("Through"))
        rows = tuple(_answer(change) for change in found.changes)
        yield Table(_("Answers that the plan brings about"), head, rows)
    if found.outcome and found.changes:
        head = (_("Score"), _("Today"), _("After the plan"), _("Asked for"))
        rows = tuple(_score(score) for score in found.outcome.scores)
        yield Table(_("Scores after the plan"), head, rows, figures=(1, 2, 3))
    if found.best and found.best.beats_plan:
        yield from _best(found.best)


def _outcome(outcome: Outcome) -> Facts:
    margin = _("{points} points").format(points=signed_text(outcome.margin))
    return Facts(
        facts(
            (_("Recommendation"), outcome.title),
            (_("Stage"), outcome.stage),
            (_("Distance to the line"), margin),
        )
    )


def _answer(change: AnswerAfter) -> tuple[str, ...]:
    return change.topic, change.today, change.then, "; ".join(change.steps)


def _score(score: ScoreAfter) -> tuple[str, ...]:
    line = score.threshold
    today, then = (value_text(value, line) for value in (score.before, score.after))
    return score.title, today, then, "" if line is None else score_text(line)


def _best(best: BestSteps) -> Iterator[Block]:
    yield Heading(say_plan.best_steps_title(best))
    yield _outcome(best.outcome)
    yield Items(tuple(Item(step) for step in best.steps), numbered=True)

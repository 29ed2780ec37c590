"""What a plan brings if every step in it is done, and the most that its hours and money can bring.

Every figure is a rerun of the engine with the answers that the steps reach, all others as they are today.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from omnicheck.assessment.phrases import with_comma
from omnicheck.assessment.report import AfterPlan, AnswerAfter, BestSteps, Outcome, ScoreAfter
from omnicheck.choices import Kind
from omnicheck.engine.budget import best_plan, worths
from omnicheck.engine.score import decide
from omnicheck.figures import score_text
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.case import Case
    from omnicheck.assessment.report import Score
    from omnicheck.engine.budget import Found
    from omnicheck.engine.effects import Effects
    from omnicheck.engine.planning import Placement
    from omnicheck.engine.score import Decision


def after_plan(
    case: Case, scores: tuple[Score, ...], placement: Placement | None, *, with_best: bool
) -> AfterPlan | None:
    """Return what the steps of a plan bring; None where nobody knows, or no step is planned.

    Args:
        case: The business.
        scores: Those of its report.
        placement: Its plan.
        with_best: Also find the most that hours and money can bring, at some cost in time.
    """
    if placement is None or not any(action.reaches for action in case.questionnaire.actions):
        return None
    planned = placement.in_order(0)
    if not planned and not with_best:
        return None
    effects = case.effects
    then = _Then(case, scores, effects, planned)
    best = _best(then, best_plan(case.scores, effects, placement)) if with_best else None
    changes = tuple(then.changes())
    return AfterPlan(tuple(_says(case, then.outcome, changes)), changes, then.outcome, best)


class _Then:
    """One business once some actions are done."""

    def __init__(
        self, case: Case, scores: tuple[Score, ...], effects: Effects, actions: Sequence[int]
    ) -> None:
        self.case, self.scores, self.effects, self.actions = case, scores, effects, actions
        done = np.zeros((1, len(case.questionnaire.actions)), dtype=bool)
        done[0, list(actions)] = True
        self.decision: Decision = decide(case.compiled, effects.after(done))
        self.outcome = self._outcome()

    def with_actions(self, actions: Sequence[int]) -> _Then:
        """The same business with other actions done."""
        return _Then(self.case, self.scores, self.effects, actions)

    def titles(self) -> tuple[str, ...]:
        """The actions by name."""
        return tuple(self.case.questionnaire.actions[action].title for action in self.actions)

    def _outcome(self) -> Outcome:
        questionnaire, standing = self.case.questionnaire, self.decision.standing
        path = questionnaire.decision.paths[int(self.decision.path[0])]
        position = int(standing.stage[0])
        stage = questionnaire.stages[position]
        margins = standing.margins
        return Outcome(
            strategy=path.strategy,
            title=path.at_stage.get(stage.id, path).title,
            turns=bool(self.decision.omnichannel[0]) != self.case.omnichannel,
            stage=stage.title,
            climbs=position != self.case.stage,
            margin=float(Fraction(int(margins.margin[0]), int(margins.denominator[0]))),
            scores=tuple(self._scores(position)),
        )

    def _scores(self, stage: int) -> Iterator[ScoreAfter]:
        compiled = self.case.compiled
        lines = {each.id: each.thresholds[stage] for each in compiled.requirements}
        lines |= {s.same_as: lines[s.id] for s in self.scores if s.same_as and s.id in lines}
        for score in self.scores:
            if score.same_as is None:
                after = self.case.score(score.id, self.decision.standing)
                line = lines.get(score.id)
                yield ScoreAfter(
                    score.id,
                    score.title,
                    score.value,
                    None if after is None else float(after),
                    None if line is None else float(Fraction(line, compiled.scale)),
                )

    def changes(self) -> Iterator[AnswerAfter]:
        """The answers that the actions bring about."""
        for column in sorted(self.effects.reached):
            code = int(self.decision.standing.codes[0, column])
            question = self.case.compiled.columns[column].question
            if code != self.case.codes[column]:
                yield AnswerAfter(
                    question.id,
                    question.topic,
                    self.case.answer_text(question.id),
                    self._then(question.id, code),
                    tuple(self._through(column, code)),
                )

    def _then(self, name: str, code: int) -> str:
        if self.case.question(name).kind is not Kind.SEVERAL:
            return self.case.answer_text(name, code)
        column = self.case.compiled.columns[self.case.compiled.column_by_id[name]]
        ticked = int(column.count(np.array([code], dtype=np.int64))[0])
        return plural("{count} of them", "{count} of them", ticked)

    def _through(self, column: int, code: int) -> Iterator[str]:
        reached = self.effects.reached[column]
        able = {
            each.action
            for each in self.effects.effects
            if each.column == column and reached[each.rank] == code
        }
        for action in self.actions:
            if action in able:
                yield self.case.questionnaire.actions[action].title


def _best(then: _Then, found: Found) -> BestSteps:
    best = then.with_actions(found.work.actions if found.work else ())
    mine, most = (worths(each.decision)[0] for each in (then, best))
    beats = most > mine
    return BestSteps(
        says=_held_against(then.case, best.outcome, proven=found.proven, beats_plan=beats),
        beats_plan=beats,
        proven=found.proven,
        steps=best.titles(),
        hours=found.work.hours if found.work else 0.0,
        outcome=best.outcome,
    )


def _held_against(case: Case, outcome: Outcome, *, proven: bool, beats_plan: bool) -> str:
    gains = list(_gains(case, outcome))
    if beats_plan and gains:
        words = _("Other steps within these hours and this money would bring more: {outcome}.")
        return words.format(outcome=with_comma(gains))
    if beats_plan:
        return _(
            "Other steps within these hours and this money would bring more, by less than a point."
        )
    if proven:
        return _("No other choice of steps within these hours and this money brings more.")
    return _(
        "No choice of steps was found that brings more within these hours and this money; one may exist."
    )


def _says(case: Case, outcome: Outcome, changes: tuple[AnswerAfter, ...]) -> Iterator[str]:
    if not changes:
        yield _(
            "The steps of this plan prepare others, or keep up what is there. None of them changes an "
            "answer by itself, so the scores stay as they are."
        )
        return
    moved = list(_rises(outcome))
    if moved:
        words = _("If each step of this plan brings what it promises, {scores}.")
        yield words.format(scores=with_comma(moved))
    else:
        yield _(
            "Even if each step of this plan brings what it promises, no score moves by a whole point."
        )
    if outcome.climbs:
        yield _("You would then be at the stage “{stage}”.").format(stage=outcome.stage)
    yield _recommended(case, outcome)
    yield _("All other answers are taken as they are today.")


def _recommended(case: Case, outcome: Outcome) -> str:
    strategy = _strategy(case, outcome)
    if outcome.turns:
        words = _("The recommendation would turn to {strategy}: “{title}”.")
        return words.format(strategy=strategy, title=outcome.title)
    return _("The recommendation would stay {strategy}.").format(strategy=strategy)


def _strategy(case: Case, outcome: Outcome) -> str:
    title: str = getattr(case.questionnaire.strategies, outcome.strategy.value).title
    return title.lower()


def _gains(case: Case, outcome: Outcome) -> Iterator[str]:
    """What steps would bring, as parts of a sentence."""
    if outcome.turns:
        words = _("the recommendation would turn to {strategy}")
        yield words.format(strategy=_strategy(case, outcome))
    if outcome.climbs:
        yield _("you would be at the stage “{stage}”").format(stage=outcome.stage)
    yield from _rises(outcome)


def _rises(outcome: Outcome) -> Iterator[str]:
    """The scores that move by what is shown of them, the first in full."""
    words = _("{score} would go from {before} to {after} of 100")
    for score in outcome.scores:
        if score.before is not None and score.after is not None:
            before, after = (
                score_text(each, score.threshold) for each in (score.before, score.after)
            )
            if before != after:
                yield words.format(score=score.title, before=before, after=after)
                words = _("{score} from {before} to {after}")

"""What a plan brings if every step in it is done, and the most that its hours and money can bring.

Every figure is a rerun of the engine with the answers that the steps reach, all others as they are today.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from omnicheck.assessment.climb import answer_then, missing_up_to, stage_served
from omnicheck.assessment.phrases import with_comma
from omnicheck.assessment.report import AfterPlan, AnswerAfter, BestSteps, Outcome, ScoreAfter
from omnicheck.engine.budget import Found, best_plan, worths
from omnicheck.engine.repertoire import COSTS
from omnicheck.engine.score import decide
from omnicheck.engine.tipping import headline
from omnicheck.engine.workload import Work
from omnicheck.figures import score_text
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.case import Case
    from omnicheck.assessment.report import LeastWork, Score, Unlock
    from omnicheck.engine.effects import Effects
    from omnicheck.engine.planning import Placement
    from omnicheck.engine.score import Decision


def after_plan(
    case: Case,
    scores: tuple[Score, ...],
    placement: Placement | None,
    least: LeastWork | None,
) -> AfterPlan | None:
    """Return what the steps of a plan bring; None where nobody knows, or where no step would bring anything.

    Args:
        case: The business.
        scores: Those of its report.
        placement: Its plan.
        least: The least work that turns its recommendation.
    """
    if placement is None or not any(action.reaches for action in case.questionnaire.actions):
        return None
    planned = placement.in_order(0)
    then = _Then(case, scores, case.effects, planned)
    best = _best(then, _within_means(case, placement, least))
    if not planned and not best.beats_plan:
        return None
    target = stage_served(case, planned)
    changes = tuple(then.changes())
    missing = missing_up_to(case, then.decision, target)
    says = tuple(_says(then, changes, target, missing))
    return AfterPlan(says, changes, then.outcome, best, missing)


def _within_means(case: Case, placement: Placement, least: LeastWork | None) -> Found:
    """The best steps; the search keeps to what the path works on, which the least work need not do."""
    found = best_plan(case.scores, case.effects, placement)
    if least is None or not least.fits:
        return found
    ids = [action.id for action in case.questionnaire.actions]
    actions = tuple(ids.index(step) for step in least.steps)
    if found.work and _turns(case, found.work.actions):
        return found
    return Found(Work(actions, least.hours, COSTS.index(least.cost)), proven=False)


def _turns(case: Case, actions: Sequence[int]) -> bool:
    done = np.zeros((1, len(case.questionnaire.actions)), dtype=bool)
    done[0, list(actions)] = True
    return bool(headline(case.compiled, case.effects.after(done))[0]) != case.omnichannel


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
                    answer_then(self.case, question.id, code),
                    tuple(self._through(column, code)),
                )

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
        says=_held_against(then, best.outcome, proven=found.proven, beats_plan=beats),
        beats_plan=beats,
        proven=found.proven,
        steps=best.titles(),
        hours=found.work.hours if found.work else 0.0,
        outcome=best.outcome,
    )


def _held_against(then: _Then, outcome: Outcome, *, proven: bool, beats_plan: bool) -> str:
    if beats_plan:
        gains = with_comma(list(_gains(then, outcome))) or _("by less than a point")
        words = _(
            "Other steps within these hours and this money would bring more: {outcome}. The plan first works "
            "on what your answers name as weak, whatever that adds to the scores."
        )
        return words.format(outcome=gains)
    if proven:
        return _(
            "Of the steps that suit this recommendation, no other choice within these hours and this money "
            "brings more."
        )
    return _(
        "No choice of steps was found that brings more within these hours and this money; one may exist."
    )


def _says(
    then: _Then, changes: tuple[AnswerAfter, ...], target: int, missing: tuple[Unlock, ...]
) -> Iterator[str]:
    if not then.actions:
        yield _("The plan holds no step, so nothing changes by it.")
        return
    if not changes:
        yield _(
            "The steps of this plan prepare others, or keep up what is there. None of them changes an "
            "answer by itself, so the scores stay as they are."
        )
    else:
        yield _promised(then.outcome)
    yield from _stage_then(then, target, missing)
    if changes:
        yield _recommended(then.case, then.outcome)
        yield _("All other answers are taken as they are today.")


def _promised(outcome: Outcome) -> str:
    moved = list(_rises(outcome))
    if not moved:
        return _(
            "Even if each step of this plan brings what it promises, no score moves by a whole point."
        )
    words = _("If each step of this plan brings what it promises, {scores}.")
    return words.format(scores=with_comma(moved))


def _stage_then(then: _Then, target: int, missing: tuple[Unlock, ...]) -> Iterator[str]:
    """Say at which stage that is, and what the one that the plan works towards still asks for."""
    outcome, reached = then.outcome, int(then.decision.standing.stage[0])
    if outcome.climbs:
        yield _("You would then be at the stage “{stage}”.").format(stage=outcome.stage)
    elif reached < target:
        yield _("You would still be at the stage “{stage}”.").format(stage=outcome.stage)
    if missing:
        words = plural(
            "For “{{stage}}”, one thing would still be missing: {{needs}}.",
            "For “{{stage}}”, {count} things would still be missing: {{needs}}.",
            len(missing),
        )
        stage = then.case.questionnaire.stages[target].title
        needs = "; ".join(_still_needed(then.case, need) for need in missing)
        yield words.format(stage=stage, needs=needs)


def _still_needed(case: Case, need: Unlock) -> str:
    if need.id not in case.questionnaire.factors:
        return f"{need.title}, {need.needed}"
    words = _("{title}, {needed} (by then {score})")
    return words.format(title=need.title, needed=need.needed, score=need.today)


def _recommended(case: Case, outcome: Outcome) -> str:
    strategy = _strategy(case, outcome)
    if outcome.turns:
        words = _("The recommendation would turn to {strategy}: “{title}”.")
        return words.format(strategy=strategy, title=outcome.title)
    return _("The recommendation would stay {strategy}.").format(strategy=strategy)


def _strategy(case: Case, outcome: Outcome) -> str:
    title: str = getattr(case.questionnaire.strategies, outcome.strategy.value).title
    return title.lower()


def _gains(then: _Then, outcome: Outcome) -> Iterator[str]:
    """What other steps would bring that the plan does not, as parts of a sentence."""
    plan = then.outcome
    if outcome.turns and not plan.turns:
        words = _("the recommendation would turn to {strategy}")
        yield words.format(strategy=_strategy(then.case, outcome))
    if outcome.stage != plan.stage and outcome.climbs:
        yield _("you would be at the stage “{stage}”").format(stage=outcome.stage)
    higher = [
        score
        for score, planned in zip(outcome.scores, plan.scores, strict=True)
        if (score.after or 0) > (planned.after or 0)
    ]
    yield from _rises(replace(outcome, scores=tuple(higher)))


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

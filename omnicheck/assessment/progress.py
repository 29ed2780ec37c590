"""What was done since an earlier date, as far as new answers can tell, and what the next stage asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.assessment.climb import unmet
from omnicheck.assessment.comparison import DoneStep, NextStage
from omnicheck.assessment.phrases import in_words
from omnicheck.conditions import subjects
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.parties import Party
    from omnicheck.assessment.report import Unlock
    from omnicheck.conditions import Condition
    from omnicheck.questionnaire import Action


def done_steps(old: Party, new: Party) -> Iterator[DoneStep]:
    """Yield the steps of the old plan that the new answers speak for.

    Either what a step is there to reach is there now and was not before, or its weakness is gone.
    """
    horizons = old.report.plan.horizons if old.report.plan else ()
    planned = [action.id for horizon in horizons for action in horizon.actions]
    known = {action.id: action for action in new.case.questionnaire.actions}
    was, now = _open(old), _open(new)
    for name in planned:
        action = known.get(name)
        if action is None:
            continue
        reached = sorted(was.get(name, set()) - now.get(name, set()))
        if reached and not now.get(name) and all(new.case.code(q) >= 0 for q in reached):
            says = _done(action, reached, old, new)
        elif not action.reaches or not now.get(name):
            reached = []
            says = _gone(action, old, new)
        else:
            continue
        if says:
            yield DoneStep(name, action.title, bool(reached), says)


def _open(party: Party) -> dict[str, set[str]]:
    """Action -> the questions whose answer it would still lift."""
    compiled = party.compiled
    found: dict[str, set[str]] = {}
    for effect in party.case.effects.effects:
        name = compiled.questionnaire.actions[effect.action].id
        found.setdefault(name, set()).add(compiled.columns[effect.column].id)
    return found


def _done(action: Action, reached: list[str], old: Party, new: Party) -> str:
    shown = [name for name in reached if name not in old.hidden | new.hidden]
    if len(shown) < len(reached):
        return ""
    return _("{title}: probably done, as {answers}.").format(
        title=action.title, answers=in_words([_is_now(name, new) for name in shown])
    )


def _gone(action: Action, old: Party, new: Party) -> str:
    """Say that the weakness of a step is gone, if it was there, is gone for certain, and answers tell why."""
    weakness = next(w for w in new.case.questionnaire.weaknesses if w.id == action.weakness)
    then = next((w for w in old.case.questionnaire.weaknesses if w.id == weakness.id), None)
    if then is None or not old.case.holds(then.when):
        return ""
    condition = new.compiled.conditions[weakness.when]
    if not new.case.scores.facts.truth(condition).no[0]:
        return ""
    asked = [
        name for name in dict.fromkeys(subjects(condition)) if name in new.compiled.column_by_id
    ]
    changed = [name for name in asked if _has_changed(name, old, new)]
    if not changed or not (old.hidden | new.hidden).isdisjoint(asked):
        return ""
    words = _("{title}: may be done, or no longer needed, as {answers}.")
    return words.format(
        title=action.title, answers=in_words([_is_now(name, new) for name in changed])
    )


def _has_changed(name: str, old: Party, new: Party) -> bool:
    if name not in old.compiled.column_by_id or new.case.code(name) < 0:
        return False
    return old.case.answer_text(name) != new.case.answer_text(name)


def _is_now(name: str, party: Party) -> str:
    return _("“{topic}” is now “{answer}”").format(
        topic=party.case.question(name).topic, answer=party.case.answer_text(name)
    )


def next_stage(party: Party) -> NextStage | None:
    """Return the stage above today's, with what is still missing for it."""
    case = party.case
    above = case.questionnaire.stages[case.stage + 1 :]
    if not above:
        return None
    stage = above[0]
    needs = _needs(party, case.compiled.conditions[stage.when]) if stage.when else ()
    return NextStage(stage.id, stage.title, stage.means, needs)


def _needs(party: Party, condition: Condition) -> tuple[Unlock, ...]:
    """What of a condition is missing; nothing where what it asks for is left out."""
    if not party.hidden.isdisjoint(subjects(condition)):
        return ()
    return unmet(party.case, party.case.scores, condition)

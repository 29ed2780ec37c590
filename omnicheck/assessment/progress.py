"""What was done since an earlier date, as far as new answers can tell, and what the next stage asks for."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from omnicheck.assessment.comparison import DoneStep, NextStage
from omnicheck.assessment.phrases import in_words
from omnicheck.assessment.report import Unlock
from omnicheck.conditions import Both, Call, Compare, Name, subjects
from omnicheck.figures import number_text, score_text
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.case import Case
    from omnicheck.assessment.parties import Party
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
    needs = tuple(_needs(party, case.compiled.conditions[stage.when])) if stage.when else ()
    return NextStage(stage.id, stage.title, stage.means, needs)


def _needs(party: Party, condition: Condition) -> Iterator[Unlock]:
    """Yield each part that does not hold for certain; of a condition with other parts too, nothing."""
    is_joint = isinstance(condition, Both) and condition.joint == "and"
    parts = condition.parts if isinstance(condition, Both) and is_joint else (condition,)
    if not party.hidden.isdisjoint(subjects(condition)):
        return
    found = [_need(party.case, part) for part in parts if not _holds(party.case, part)]
    if all(found):
        yield from (need for need in found if need)


def _holds(case: Case, condition: Condition) -> bool:
    return bool(case.scores.facts.truth(condition).yes[0])


def _need(case: Case, part: Condition) -> Unlock | None:
    """Say in words what a comparison asks for; None where it is not that simple."""
    match part:
        case Compare(
            left=Call(function="value", argument=name), comparator=">=", right=Fraction() as bar
        ):
            question = case.question(name)
            values = [(o.value, o.text) for o in question.options.values() if o.value is not None]
            enough = sorted(
                (value, i, text) for i, (value, text) in enumerate(values) if value >= bar
            )
            needed = _("a value of at least {n}").format(n=number_text(float(bar)))
            if enough and not question.score:
                needed = _("at least “{option}”").format(option=enough[0][2])
            return Unlock(name, question.topic, case.answer_text(name), needed, question.changeable)
        case Compare(
            left=Call(function="count", argument=name), comparator=">=", right=Fraction() as bar
        ):
            question = case.question(name)
            needed = plural("at least {count} of them", "at least {count} of them", int(bar))
            return Unlock(name, question.topic, case.answer_text(name), needed, question.changeable)
        case Compare(left=Name(id=name), comparator=">=", right=Fraction() as bar) if (
            name in case.questionnaire.factors
        ):
            score, line = case.score(name), float(bar)
            today = _("no score yet")
            if score is not None:
                today = _("{score} of 100").format(score=score_text(float(score), line))
            needed = _("at least {n}").format(n=number_text(line))
            title = case.questionnaire.factors[name].title
            return Unlock(name, title, today, needed, workable=True)
        case _:
            return None

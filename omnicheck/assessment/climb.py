"""What a stage asks for and is not there: today, or once some steps are done."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from omnicheck.assessment.report import Unlock
from omnicheck.choices import Kind
from omnicheck.conditions import Both, Call, Compare, Name
from omnicheck.figures import number_text, score_text
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.assessment.case import Case
    from omnicheck.conditions import Condition
    from omnicheck.engine.score import Decision


def stage_served(case: Case, actions: Sequence[int]) -> int:
    """Return the position of the highest stage that some actions help to reach, at least today's."""
    ids = [stage.id for stage in case.questionnaire.stages]
    served = (case.questionnaire.actions[action].serves for action in actions)
    return max([case.stage, *(ids.index(stage) for stage in served if stage)])


def missing_up_to(case: Case, then: Decision, stage: int) -> tuple[Unlock, ...]:
    """Return what is missing for a stage, and those below it, once a business stands like this.

    What two stages ask for is said once, as the higher one asks it. Empty where a part cannot be said.
    """
    reached = int(then.standing.stage[0])
    found: dict[str, Unlock] = {}
    for each in case.questionnaire.stages[reached + 1 : stage + 1]:
        condition = case.compiled.conditions[each.when] if each.when else None
        if condition is None or then.facts.truth(condition).yes[0]:
            continue
        needs = unmet(case, then, condition)
        if not needs:
            return ()
        found |= {need.id: need for need in needs}
    return tuple(found.values())


def unmet(case: Case, then: Decision, condition: Condition) -> tuple[Unlock, ...]:
    """Return each part of a condition that does not hold for certain; none where some cannot be said.

    Args:
        case: The business.
        then: How it stands, today or later; `Unlock.today` is what is there then.
        condition: Of a stage.
    """
    is_joint = isinstance(condition, Both) and condition.joint == "and"
    parts = condition.parts if isinstance(condition, Both) and is_joint else (condition,)
    open_parts = (part for part in parts if not then.facts.truth(part).yes[0])
    found = [_need(case, then, part) for part in open_parts]
    needs = tuple(need for need in found if need)
    return needs if len(needs) == len(found) else ()


def answer_then(case: Case, name: str, code: int) -> str:
    """Return an answer that steps bring about; of several ticks, which ones is open."""
    if case.question(name).kind is not Kind.SEVERAL or code == case.code(name):
        return case.answer_text(name, code)
    column = case.compiled.columns[case.compiled.column_by_id[name]]
    ticked = int(column.count(np.array([code], dtype=np.int64))[0])
    return plural("{count} of them", "{count} of them", ticked)


def _need(case: Case, then: Decision, part: Condition) -> Unlock | None:
    """Say in words what a comparison asks for; None where it is not that simple."""
    match part:
        case Compare(
            left=Call(function="value", argument=name), comparator=">=", right=Fraction() as bar
        ):
            return _answer(case, then, name, _value_needed(case, name, bar))
        case Compare(
            left=Call(function="count", argument=name), comparator=">=", right=Fraction() as bar
        ):
            needed = plural("at least {count} of them", "at least {count} of them", int(bar))
            return _answer(case, then, name, needed)
        case Compare(left=Name(id=name), comparator=">=", right=Fraction() as bar) if (
            name in case.questionnaire.factors
        ):
            return _score(case, then, name, float(bar))
        case _:
            return None


def _value_needed(case: Case, name: str, bar: Fraction) -> str:
    question = case.question(name)
    values = [(o.value, o.text) for o in question.options.values() if o.value is not None]
    enough = sorted((value, i, text) for i, (value, text) in enumerate(values) if value >= bar)
    if enough and not question.score:
        return _("at least “{option}”").format(option=enough[0][2])
    return _("a value of at least {n}").format(n=number_text(float(bar)))


def _answer(case: Case, then: Decision, name: str, needed: str) -> Unlock:
    question, column = case.question(name), case.compiled.column_by_id[name]
    there = answer_then(case, name, int(then.standing.codes[0, column]))
    return Unlock(name, question.topic, there, needed, question.changeable)


def _score(case: Case, then: Decision, name: str, line: float) -> Unlock:
    score = case.score(name, then.standing)
    there = _("no score yet")
    if score is not None:
        there = _("{score} of 100").format(score=score_text(float(score), line))
    needed = _("at least {n}").format(n=number_text(line))
    title = case.questionnaire.factors[name].title
    return Unlock(name, title, there, needed, workable=True)

"""Questionnaires with one number changed, compiled anew: what the ranges are held against."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from omnicheck.choices import Moved
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.score import decide

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from omnicheck.engine.moves import Number
    from omnicheck.questionnaire import Questionnaire
    from tests.factories import Codes


def omnichannel(questionnaire: Questionnaire, row: Codes) -> bool:
    """What one business is advised, by the whole engine."""
    return bool(decide(compile_questionnaire(questionnaire), row).omnichannel[0])


def changed(compiled: CompiledQuestionnaire, number: Number, value: Fraction) -> Questionnaire:
    """The questionnaire with one weight, share or line changed."""
    questionnaire = compiled.questionnaire
    match number.moved:
        case Moved.WEIGHT:
            return with_weights(questionnaire, lambda id_: value if id_ == number.id else 1)
        case Moved.SHARE:
            return with_shares(questionnaire, {number.within: moved_share(compiled, number, value)})
        case Moved.GATE:
            return with_rule(questionnaire, "gates", {number.id: value})
        case Moved.LINE if number.within:
            eased = questionnaire.decision.omnichannel.at_stage[number.within]
            return with_rule(
                questionnaire, "at_stage", {number.within: {**eased, number.id: value}}
            )
        case Moved.LINE:
            return with_rule(questionnaire, "requires", {number.id: value})
        case _:
            raise AssertionError(number)


def with_weights(
    questionnaire: Questionnaire, times: Callable[[str], Fraction | int]
) -> Questionnaire:
    """The questionnaire with weights multiplied."""
    questions = tuple(
        q.model_copy(update={"weight": Fraction(q.weight) * times(q.id)})
        for q in questionnaire.questions
    )
    return questionnaire.model_copy(update={"questions": questions})


def with_shares(
    questionnaire: Questionnaire, shares: Mapping[str, Mapping[str, Fraction]]
) -> Questionnaire:
    """The questionnaire with other shares in some indices."""
    changed = {
        name: index.model_copy(update={"shares": dict(shares.get(name, index.shares))})
        for name, index in questionnaire.indices.items()
    }
    return questionnaire.model_copy(update={"indices": changed})


def moved_share(
    compiled: CompiledQuestionnaire, number: Number, value: Fraction
) -> dict[str, Fraction]:
    """Shares of an index: one of them moved, the others making room."""
    own = compiled.questionnaire.indices[number.within].shares
    others = sum(Fraction(share) for name, share in own.items() if name != number.id)
    return {
        name: value if name == number.id else Fraction(share) * (1 - value) / others
        for name, share in own.items()
    }


def with_rule(questionnaire: Questionnaire, part: str, numbers: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire with other lines, lines of a stage, or gates."""
    decision = questionnaire.decision
    entries = {**getattr(decision.omnichannel, part), **numbers}
    rule = decision.omnichannel.model_copy(update={part: entries})
    return questionnaire.model_copy(
        update={"decision": decision.model_copy(update={"omnichannel": rule})}
    )

"""Two versions of a questionnaire: answers carried over, and the rules of one on the questions of the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_SURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from omnicheck.engine.columns import Column
    from omnicheck.questionnaire import Index, Questionnaire


def same_question(one: Column, other: Column) -> bool:
    """Whether two columns are one question in two versions: same id, answered in the same way."""
    return one.id == other.id and one.question.kind is other.question.kind


def carried(code: int, old: Column, new: Column) -> int | None:
    """Return the code of an answer in another version of its question; None where it has none there."""
    if code < 0:
        lost = code == NOT_APPLICABLE and not new.question.not_applicable
        return None if lost else code
    match old.question.kind:
        case Kind.TEXT:
            return code
        case Kind.SEVERAL:
            return _carried_ticks(code, old, new)
        case Kind.SCALE | Kind.NUMBER:
            steps = (old.origin + code * old.unit - new.origin) / new.unit
            fits = steps.denominator == 1 and 0 <= steps < new.size
            return int(steps) if fits else None
        case _:
            option = old.options[code]
            return new.options.index(option) if option in new.options else None


def _carried_ticks(code: int, old: Column, new: Column) -> int | None:
    """The ticks that are still there; None where all of them are gone."""
    places = {name: i for i, name in enumerate(new.options)}
    ticked = [name for i, name in enumerate(old.options) if code >> i & 1]
    apart = [name for i, name in enumerate(old.options) if code >> (i + len(old.options)) & 1]
    kept = [places[name] for name in ticked if name in places]
    if ticked and not kept:
        return None
    options = new.question.options
    free = [places[name] for name in apart if name in places and options[name].may_not_apply]
    return sum(1 << i for i in kept) | sum(1 << (i + len(new.options)) for i in free)


def lost_ticks(code: int, old: Column, new: Column) -> bool:
    """Whether some ticks of an answer have no option in another version."""
    if old.question.kind is not Kind.SEVERAL or code == NOT_SURE:
        return False
    return any(code >> i & 1 and name not in new.options for i, name in enumerate(old.options))


def with_rules_of(base: Questionnaire, other: Questionnaire) -> Questionnaire:
    """Return a questionnaire with the weights, shares and lines of another version.

    What only one of them has stays as it is in `base`: its questions, factors, indices and stages.
    """
    weights = {q.id: q for q in other.questions}
    questions = tuple(
        q.model_copy(update={"weight": weights[q.id].weight})
        if q.id in weights and q.factor == weights[q.id].factor
        else q
        for q in base.questions
    )
    indices = {
        name: _with_shares_of(index, other.indices.get(name))
        for name, index in base.indices.items()
    }
    decision = base.decision.model_copy(
        update={
            "omnichannel": _with_lines_of(base, other),
            "confidence": other.decision.confidence,
        }
    )
    changed = {"questions": questions, "indices": indices, "decision": decision}
    return base.model_copy(update=changed)


def _with_shares_of(index: Index, other: Index | None) -> Index:
    if other is None or index.shares.keys() != other.shares.keys():
        return index
    return index.model_copy(update={"shares": {name: other.shares[name] for name in index.shares}})


def _with_lines_of(base: Questionnaire, other: Questionnaire) -> Any:
    rule, theirs = base.decision.omnichannel, other.decision.omnichannel
    scores = {*base.factors, *base.indices} & {*other.factors, *other.indices}
    kinds = {q.id: q.kind for q in other.questions}
    asked = {q.id for q in base.questions if kinds.get(q.id) is q.kind}
    requires = _merged(rule.requires, theirs.requires, scores) or rule.requires
    stages = {stage.id for stage in other.stages}
    at_stage = {
        stage.id: _merged(
            rule.at_stage.get(stage.id, {}),
            theirs.at_stage.get(stage.id, {}),
            scores if stage.id in stages else (),
        )
        for stage in base.stages
    }
    return rule.model_copy(
        update={
            "requires": requires,
            "gates": _merged(rule.gates, theirs.gates, asked),
            "at_stage": {stage: asked for stage, asked in at_stage.items() if asked},
            "max_unknown": theirs.max_unknown,
        }
    )


def _merged(
    own: Mapping[str, Any], other: Mapping[str, Any], shared: Iterable[str]
) -> dict[str, Any]:
    """What is asked of things that both have as in the other, of all else as in the first."""
    both = {*shared}
    taken = {name: asked for name, asked in other.items() if name in both}
    return taken | {name: asked for name, asked in own.items() if name not in both}


def only_in(one: Iterable[Column], other: Iterable[Column]) -> tuple[Column, ...]:
    """Return the questions that a version has and the other has not."""
    known = {column.id: column for column in other}
    return tuple(
        column
        for column in one
        if column.id not in known or not same_question(column, known[column.id])
    )

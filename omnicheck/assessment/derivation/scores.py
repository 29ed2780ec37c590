"""How a score comes about: questions make factors, factors make indices, and a score meets its line."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from omnicheck.assessment.build import answer_state
from omnicheck.assessment.derivation.record import Term, amount, exact_text, number_text
from omnicheck.assessment.derivation.values import worth_of
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.derivation.reading import Reading
    from omnicheck.assessment.derivation.trail import Trail
    from omnicheck.assessment.derivation.values import Worth


def tell_score(trail: Trail, name: str, *, by_the_way: bool = False) -> int:
    """Tell a factor or an index, unless it is told already; return the number of its step."""
    if name in trail.told:
        return trail.told[name]
    if name in trail.reading.questionnaire.indices:
        return _tell_index(trail, name, by_the_way=by_the_way)
    return _tell_factor(trail, name, by_the_way=by_the_way)


def _tell_factor(trail: Trail, name: str, *, by_the_way: bool) -> int:
    reading = trail.reading
    case, factor = reading.case, reading.questionnaire.factors[name]
    terms = tuple(_questions(reading, name))
    score = case.score(name)
    says = _(
        "A mean of answers: the value of each times its weight, added up, divided by the weights of "
        "the questions that count."
    )
    formula, outcome = "", _("No score: nothing in it applies or was asked.")
    if score is not None:
        tally, f = case.scores.standing.tally, case.compiled.factor_by_id[name]
        unit = _unit(reading, name)
        weights = unit * int(tally.possible[0, f])
        total = unit * Fraction(int(tally.got[0, f]), case.compiled.scale)
        formula, outcome = f"{exact_text(total)} ÷ {exact_text(weights)}", ""
    return trail.tell(
        factor.title,
        says,
        terms=terms,
        formula=formula,
        result=None if score is None else amount(score),
        outcome=outcome,
        rule_at=reading.rule("factors", name),
        by_the_way=by_the_way,
        name=name,
    )


def _unit(reading: Reading, factor: str) -> Fraction:
    """What one unit of the engine's whole-number weights of a factor stands for."""
    table = reading.case.factor(factor)
    if not table.columns:
        return Fraction(1)
    heaviest = max(range(len(table.columns)), key=lambda i: table.weights[i])
    question = reading.case.compiled.columns[table.columns[heaviest]].question
    return Fraction(question.weight) / table.weights[heaviest]


def _questions(reading: Reading, factor: str) -> Iterator[Term]:
    table, unit = reading.case.factor(factor), _unit(reading, factor)
    for column, weight in zip(table.columns, table.weights, strict=True):
        yield _question(reading, reading.case.compiled.columns[column].id, unit * weight)


def _question(reading: Reading, name: str, weight: Fraction) -> Term:
    case, found = reading.case, worth_of(reading, name)
    question, position = case.question(name), case.compiled.column_by_id[name]
    return Term(
        name=name,
        title=question.topic,
        ask=question.ask,
        answer=case.answer_text(name),
        state=answer_state(case.code(name), given=name in case.sheet.answers),
        value=None if found.value is None else amount(found.value),
        weight=amount(weight),
        product=None if found.value is None else amount(weight * found.value),
        note=_with_formula(found),
        step=0,
        rule_at=reading.rule("questions", position),
        value_at=found.value_at,
        answer_at=reading.answer(name),
        sources=question.sources,
    )


def _with_formula(worth: Worth) -> str:
    if not worth.formula or worth.value is None:
        return worth.note
    result = number_text(amount(worth.value))
    return f"{worth.note.rstrip('.')}: {worth.formula} = {result}"


def _tell_index(trail: Trail, name: str, *, by_the_way: bool) -> int:
    reading = trail.reading
    case, index = reading.case, reading.questionnaire.indices[name]
    for factor in index.shares:
        tell_score(trail, factor, by_the_way=by_the_way)
    terms = tuple(_factor(trail, name, factor) for factor in index.shares)
    score, whole = case.score(name), sum(Fraction(share) for share in index.shares.values())
    formula = outcome = ""
    if score is None:
        outcome = _("No score: one of its factors has none.")
    else:
        added = " + ".join(
            f"{term.weight.exact} × {term.value.exact}" for term in terms if term.value
        )
        formula = f"({added}) ÷ {exact_text(whole)}"
    return trail.tell(
        index.title,
        _("A mean of factors: the score of each times its share, divided by all shares."),
        terms=terms,
        formula=formula,
        result=None if score is None else amount(score),
        outcome=outcome,
        rule_at=reading.rule("indices", name),
        by_the_way=by_the_way,
        name=name,
    )


def _factor(trail: Trail, index: str, factor: str) -> Term:
    reading = trail.reading
    score = reading.case.score(factor)
    share = Fraction(reading.questionnaire.indices[index].shares[factor])
    at = reading.rule("indices", index, "shares", factor)
    return Term(
        name=factor,
        title=reading.questionnaire.factors[factor].title,
        ask="",
        answer="",
        state="",
        value=None if score is None else amount(score),
        weight=amount(share),
        product=None if score is None else amount(share * score),
        note="",
        step=trail.told[factor],
        rule_at=at,
        value_at=at,
        answer_at=None,
        sources=(),
    )

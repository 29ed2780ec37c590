"""Conditions, part by part: what is asked, what was met, and whether it holds."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.record import Check, Held, amount, exact_text
from omnicheck.assessment.derivation.scores import tell_score
from omnicheck.assessment.lines import title_of
from omnicheck.assessment.reasons import path_words
from omnicheck.conditions import (
    Among,
    Both,
    Call,
    Compare,
    Flag,
    Name,
    Not,
    Ticked,
    atoms,
    subjects,
)
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.derivation.trail import Trail
    from omnicheck.conditions import Atom, Condition


def tell_scores_in(trail: Trail, text: str | None) -> None:
    """Tell the scores that a condition asks about."""
    questionnaire = trail.reading.questionnaire
    condition = trail.reading.case.compiled.conditions[text] if text else None
    for atom in atoms(condition) if condition else ():
        match atom:
            case Compare(left=Name(id=name)) if (
                name in questionnaire.factors or name in questionnaire.indices
            ):
                tell_score(trail, name, by_the_way=True)


def checks_of(trail: Trail, text: str) -> tuple[Check, ...]:
    """Return a condition of the questionnaire, given by its text, part by part."""
    return tuple(_checks(trail, trail.reading.case.compiled.conditions[text], 0))


def truth_of(trail: Trail, condition: Condition) -> Held:
    """Return the engine's answer to a condition."""
    truth = trail.reading.case.scores.facts.truth(condition)
    if truth.yes[0]:
        return Held.YES
    return Held.NO if truth.no[0] else Held.UNKNOWN


def _checks(trail: Trail, condition: Condition, level: int) -> Iterator[Check]:
    answer = truth_of(trail, condition)
    match condition:
        case Both(joint=joint, parts=parts):
            words = _("All of these:") if joint == "and" else _("At least one of these:")
            yield Check(level, words, "", answer)
            for part in parts:
                yield from _checks(trail, part, level + 1)
        case Not(part=part):
            yield Check(level, _("Not this:"), "", answer)
            yield from _checks(trail, part, level + 1)
        case _:
            name = next(iter(subjects(condition)))
            spot = trail.reading.answer(name)
            yield Check(level, text_of(condition), _found(trail, condition), answer, spot)


def text_of(atom: Atom) -> str:
    """Return a comparison as it is written in a questionnaire.

    >>> from omnicheck.conditions import parse_condition
    >>> text_of(parse_condition("40<=value( budget )"))
    'value(budget) >= 40'
    """
    match atom:
        case Compare(left=left, comparator=comparator, right=right):
            number = (
                exact_text(right).replace("−", "-") if isinstance(right, Fraction) else right.id
            )
            return f"{_operand(left)} {comparator} {number}"
        case Among(question=question, options=options):
            return f"{question} in [{', '.join(options)}]"
        case Ticked(option=option, question=question):
            return f"{option} in {question}"
        case Flag(fact=fact):
            return _operand(fact)


def _operand(operand: Name | Call) -> str:
    return operand.id if isinstance(operand, Name) else f"{operand.function}({operand.argument})"


def _found(trail: Trail, atom: Atom) -> str:
    """Say what was met."""
    case = trail.reading.case
    match atom:
        case Compare(left=Name(id=word)) | Flag(fact=Name(id=word)) if word in _WORDS:
            return _WORDS[word](trail)
        case (
            Compare(left=Name(id=question), right=Name())
            | Among(question=question)
            | Ticked(question=question)
        ):
            return _answer(trail, question)
        case Flag(fact=Call(argument=name)):
            is_missed = truth_of(trail, atom) is Held.YES
            words = _("{title}: not reached") if is_missed else _("{title}: reached")
            return words.format(title=title_of(case, name))
        case Compare(left=left):
            return _number(trail, left)
        case _:
            raise AssertionError(atom)


def _answer(trail: Trail, question: str) -> str:
    case = trail.reading.case
    return _("{title}: {found}").format(
        title=case.question(question).topic, found=case.answer_text(question)
    )


def _number(trail: Trail, left: Name | Call) -> str:
    case = trail.reading.case
    name = left.id if isinstance(left, Name) else left.argument
    number, denominator, known = case.scores.facts.number(left)
    title = _("Unknown share") if name == "unknown_share" else title_of(case, name)
    if not known[0]:
        is_question = name in case.compiled.column_by_id
        found = case.answer_text(name) if is_question else _("no score")
        return _("{title}: {found}").format(title=title, found=found)
    shown = amount(Fraction(int(number[0]), int(denominator[0]))).shown
    if name == "unknown_share" or (isinstance(left, Call) and left.function == "unknown"):
        shown = f"{shown}%"
    if isinstance(left, Call) and left.function == "count":
        shown = _("{count} ticked").format(count=shown)
    if name in trail.told:
        shown = _("{number} (step {step})").format(number=shown, step=trail.told[name])
    return _("{title}: {found}").format(title=title, found=shown)


def _stage(trail: Trail) -> str:
    case = trail.reading.case
    return _("Stage today: {title}").format(title=case.questionnaire.stages[case.stage].title)


def _strategy(trail: Trail) -> str:
    case = trail.reading.case
    words = case.questionnaire.strategies
    chosen = words.omnichannel if case.omnichannel else words.multichannel
    return _("Recommended: {title}").format(title=chosen.title)


def _path(trail: Trail) -> str:
    case = trail.reading.case
    path = case.questionnaire.decision.paths[int(case.scores.path[0])]
    return _("In which way: {title}").format(title=path_words(case, path).title)


def _ends(trail: Trail) -> str:
    if trail.reading.case.scores.outlook.differ[0]:
        return _("The open answers could still change the result")
    return _("The open answers cannot change the result")


_WORDS = {"stage": _stage, "strategy": _strategy, "path": _path, "ends_differ": _ends}

"""Do the names in a condition exist, and can they be compared that way?"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from omnicheck.choices import Kind, Strategy
from omnicheck.conditions import (
    STATES,
    Among,
    Atom,
    Call,
    Compare,
    ConditionError,
    Flag,
    Name,
    Ticked,
    atoms,
    parse_condition,
)
from omnicheck.errors import did_you_mean
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from omnicheck.questionnaire import Question

_CHOOSING: Final = (Kind.ONE, Kind.YES_NO)
_COUNTING: Final = (Kind.NUMBER, Kind.SCALE)
Complaint = tuple[str, str]
"""What is wrong, and what to do."""


@dataclass(frozen=True)
class Scope:
    """The names that a condition at one place may use."""

    questions: Mapping[str, Question]
    all_questions: frozenset[str]
    scores: frozenset[str] = frozenset()
    factors: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    """Requirements and gates, for `failed()`."""
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """`stage`, `strategy`, `path` -> the ids they are compared with."""
    not_for_stages: frozenset[str] = frozenset()
    """For stages: the other scores. The stage settles what these must reach."""
    facts: frozenset[str] = frozenset()
    """`unknown_share` and `ends_differ`, where they are known."""

    def complaints(self, text: str) -> Iterator[Complaint]:
        """Yield everything that is wrong with a condition."""
        try:
            condition = parse_condition(text)
        except ConditionError as error:
            yield error.what, error.cure
            return
        for atom in atoms(condition):
            yield from self._atom(atom)

    def _atom(self, atom: Atom) -> Iterator[Complaint]:  # noqa: C901  one case for each atom
        match atom:
            case Among(question=question, options=options):
                yield from self._options(question, options, _CHOOSING)
            case Ticked(option=option, question=question):
                yield from self._options(question, (option,), (Kind.SEVERAL,))
            case Flag(fact=Call(function="failed", argument=name)):
                yield from self._named(name, "failed", self.lines, _("no requirement or gate"))
            case Flag(fact=Name(id=name)) if name in self.facts - {"unknown_share"}:
                return
            case Flag(fact=Name(id=name)) if self._other_use(name) == "":
                yield from self._alone(name)
            case Flag(fact=fact):
                name = fact.id if isinstance(fact, Name) else f"{fact.function}({fact.argument})"
                use = self._other_use(name) or _("Compare it, for example: {name} >= 50.")
                yield _not_a_fact(name), use.format(name=name)
            case Compare(
                left=Name(id=word), comparator=("<" | "<=" | ">" | ">=") as comparator
            ) if word in self.words and word != "stage":
                yield (
                    _("“{word}” has no order: {comparator} cannot be used.").format(
                        word=word, comparator=comparator
                    ),
                    _("Use == or != instead."),
                )
            case Compare(left=Name(id=word), right=Name(id=choice)) if word in self.words:
                yield from self._known(
                    choice, self.words[word], _("not among the {word}s").format(word=word)
                )
            case Compare(left=Name(id=question), right=Name(id=choice), comparator=comparator):
                yield from self._equality(question, comparator, choice)
            case Compare(left=left, right=Name(id=choice)):
                yield from self._number(left)
                yield self._no_number(choice)
            case Compare(left=left):
                yield from self._number(left)

    def _alone(self, name: str) -> Iterator[Complaint]:
        """Say how the answer to a question is compared."""
        problem = list(self._question(name))
        yield from problem
        if problem:
            return
        asked = self.questions[name]
        option = next(iter(asked.options), "yes")
        match asked.kind:
            case Kind.ONE | Kind.YES_NO:
                example = f"{name} == {option}"
            case Kind.SEVERAL:
                example = f"{option} in {name}"
            case Kind.TEXT:
                example = f"{name} != not_sure"
            case _:
                example = f"{name} >= 50"
        yield _not_a_fact(name), _("Compare it, for example: {example}.").format(example=example)

    def _equality(self, question: str, comparator: str, choice: str) -> Iterator[Complaint]:
        if question in self.scores and choice not in STATES:
            yield self._no_number(choice)
        elif comparator not in ("==", "!="):
            yield (
                _("Options have no order: {left} {comparator} {right}.").format(
                    left=question, comparator=comparator, right=choice
                ),
                _("Compare the value: value({question}) >= 50.").format(question=question),
            )
        elif choice in STATES:
            yield from self._question(question)
        else:
            yield from self._options(question, (choice,), _CHOOSING)

    def _no_number(self, name: str) -> Complaint:
        what = _("{name} is not a number.").format(name=name)
        return what, _("Write a number on the other side, such as 50.")

    def _options(
        self, question: str, options: tuple[str, ...], kinds: tuple[Kind, ...]
    ) -> Iterator[Complaint]:
        problem = list(self._question(question))
        yield from problem
        if problem:
            return
        asked = self.questions[question]
        if asked.kind not in kinds:
            yield (
                _("{question} is of the kind {kind}, and cannot be compared so.").format(
                    question=question, kind=asked.kind
                ),
                _("One of several: question == option. Several: option in question."),
            )
            return
        known = list(asked.options) or ["yes", "no"]
        for option in options:
            if option in STATES:
                what = _("{state} cannot stand in a list.").format(state=option)
                cure = _("Write it alone: {question} == {state}.")
                yield what, cure.format(question=question, state=option)
            elif option not in known:
                yield (
                    _("{question} has no option {option}.").format(
                        question=question, option=option
                    ),
                    did_you_mean(option, known)
                    or _("It has: {names}.").format(names=", ".join(known)),
                )

    def _number(self, left: Name | Call) -> Iterator[Complaint]:
        match left:
            case Name(id=name) if name in self.scores or name in self.facts - {"ends_differ"}:
                return
            case Name(id=name) | Call(function="value" | "count", argument=name):
                problem = list(self._question(name))
                yield from problem or self._measured(left, self.questions[name])
            case Call(function="unknown", argument=name):
                yield from self._named(name, "unknown", self.factors, _("no factor"))
            case _:
                yield _("failed() is not a number."), _("Write it alone: failed(need).")

    def _measured(self, left: Name | Call, question: Question) -> Iterator[Complaint]:
        match left:
            case Call(function="count") if question.kind is not Kind.SEVERAL:
                yield (
                    _("count() counts ticks, and {question} is no tick list.").format(
                        question=question.id
                    ),
                    _("Use value({question}).").format(question=question.id),
                )
            case Call(function="value") if not has_values(question):
                yield (
                    _("The answers to {question} have no values.").format(question=question.id),
                    _("Give its options values, or compare the answer itself."),
                )
            case Name() if question.kind not in _COUNTING:
                yield (
                    _("The answer to {question} is not a number.").format(question=question.id),
                    _("Compare its value: value({question}) >= 50.").format(question=question.id),
                )

    def _question(self, name: str) -> Iterator[Complaint]:
        if name in self.questions:
            return
        if name in self.all_questions:
            yield (
                _("{name} comes later in the questionnaire.").format(name=name),
                _("A condition can only look at questions asked before it."),
            )
            return
        if name in self.not_for_stages:
            yield _("A stage cannot ask for the score {name}.").format(name=name), self._instead()
            return
        if cure := self._other_use(name):
            yield _("{name} is no question, and cannot be compared so.").format(name=name), cure
            return
        known = [*self.questions, *self.scores, *self.words, *self.facts]
        yield (
            _("{name} is not known here.").format(name=name),
            did_you_mean(name, known) or self._instead(),
        )

    def _other_use(self, name: str) -> str:
        """Say how a name is used that is no question; nothing where there is no such name."""
        if name in self.words:
            choice = min(self.words[name], default="")
            return _("Write for example: {name} == {choice}.").format(name=name, choice=choice)
        if name in self.scores or name == "unknown_share":
            return _("Write for example: {name} >= 50.").format(name=name)
        return _("Write it alone: {name}.").format(name=name) if name in self.facts else ""

    def _instead(self) -> str:
        """Say what a condition at this place may ask for."""
        if self.words:
            return _("It may ask for questions, factors and indices.")
        if not self.scores:
            before = _("It may ask for earlier answers, such as question == option.")
            stage = _("It may ask for answers, such as value(question) >= 50.")
            return stage if self.not_for_stages else before
        words = _("It may ask for answers, or for factors that do not decide: {names}.")
        return words.format(names=", ".join(sorted(self.scores)))

    def _named(
        self, name: str, function: str, known: frozenset[str], label: str
    ) -> Iterator[Complaint]:
        """Check what `failed()` or `unknown()` asks for, which is not settled at every place."""
        if known:
            yield from self._known(name, known, label)
            return
        what = _("{function}() cannot be used here.").format(function=function)
        yield what, self._instead()

    def _known(self, name: str, known: frozenset[str], label: str) -> Iterator[Complaint]:
        if name not in known:
            yield (
                _("{name} is {label}.").format(name=name, label=label),
                did_you_mean(name, known)
                or _("Known are: {names}.").format(names=", ".join(sorted(known))),
            )


def _not_a_fact(name: str) -> str:
    return _("“{name}” alone is no yes-or-no fact here.").format(name=name)


def has_values(question: Question) -> bool:
    """Whether every answer to a question has a value between 0 and 100."""
    match question.kind:
        case Kind.TEXT:
            return False
        case Kind.NUMBER:
            return bool(question.bands)
        case Kind.SCALE:
            return True
        case Kind.SEVERAL:
            return question.score is not None
        case Kind.YES_NO if not question.options:
            return True
        case _:
            return all(option.value is not None for option in question.options.values())


def reachable_values(question: Question) -> list[Decimal]:
    """Return values that answers to a question can have, the highest among them."""
    match question.kind:
        case Kind.TEXT:
            return []
        case Kind.NUMBER:
            highest = question.maximum
            return [b.value for b in question.bands if highest is None or b.start <= highest]
        case Kind.SEVERAL:
            return _reachable_ticks(question)
        case Kind.SCALE:
            return [Decimal(100)]
        case Kind.YES_NO if not question.options:
            return [Decimal(100)]
        case _:
            return [
                option.value for option in question.options.values() if option.value is not None
            ]


def _reachable_ticks(question: Question) -> list[Decimal]:
    values = [o.value or Decimal(0) for o in question.options.values() if not o.exclusive]
    match question.score:
        case "share":
            return [Decimal(100)]
        case "count":
            return [
                value for count, value in question.by_count.items() if int(count) <= len(values)
            ]
        case "sum":
            return [min(sum(values, Decimal(0)), Decimal(100))]
        case "best":
            return values
        case _:
            return []


def every_strategy() -> frozenset[str]:
    """Return the ids of both strategies."""
    return frozenset(strategy.value for strategy in Strategy)


__all__ = ["Complaint", "Fraction", "Scope", "every_strategy", "has_values"]

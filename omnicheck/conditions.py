"""Conditions: short expressions in a questionnaire, parsed to a tree and never run as code.

Python's own `ast` reads the text; only the node types below are let through. What a name means, and
how a condition is answered over whole columns of businesses, is the concern of higher floors.
"""

from __future__ import annotations

import ast
import operator
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Comparator = Literal["==", "!=", "<", "<=", ">", ">="]
Function = Literal["count", "value", "unknown", "failed"]

#: Plain tests of an answer's state, on the right of `==` or `!=`.
STATES: Final = ("not_sure", "not_applicable", "not_asked")
MOST_CHARACTERS: Final = 500
MOST_DEPTH: Final = 20
LARGEST_NUMBER: Final = 1_000_000_000_000

COMPARE: Final[dict[Comparator, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPARATORS: Final[dict[type[ast.cmpop], Comparator]] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_MIRRORED: Final[dict[Comparator, Comparator]] = {
    "==": "==",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
#: What Python takes for a number, also 0x10, 1_000 and 1e3, which nothing else here reads as one.
_NUMBERS: Final = re.compile(r"(?<![\w.])\.?[0-9][\w.]*")
_DECIMAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_FUNCTIONS: Final[tuple[Function, ...]] = ("count", "value", "unknown", "failed")


@dataclass(frozen=True)
class Name:
    """An id: a question, factor, index, option, or one of the words such as `stage`."""

    id: str


@dataclass(frozen=True)
class Call:
    """`count(channels)`, `value(budget)`, `unknown(resources)` or `failed(need)`."""

    function: Function
    argument: str


@dataclass(frozen=True)
class Compare:
    """`left comparator right`; right is a number or an id."""

    left: Name | Call
    comparator: Comparator
    right: Fraction | Name


@dataclass(frozen=True)
class Among:
    """`question in [option, option]`: the answer is one of these."""

    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Ticked:
    """`option in question`: the option is ticked in a several-of-several question."""

    option: str
    question: str


@dataclass(frozen=True)
class Flag:
    """A yes-or-no fact standing alone: `ends_differ`, `failed(need)`."""

    fact: Name | Call


@dataclass(frozen=True)
class Not:
    """The opposite; the opposite of unknown is unknown."""

    part: Condition


@dataclass(frozen=True)
class Both:
    """All parts hold (`and`) or at least one does (`or`)."""

    joint: Literal["and", "or"]
    parts: tuple[Condition, ...]


Atom = Compare | Among | Ticked | Flag
Condition = Atom | Not | Both


class ConditionError(ValueError):
    """A text is not a condition; `what` says why, `cure` what to write."""

    def __init__(self, what: str, cure: str) -> None:
        """Keep both halves of the message."""
        super().__init__(f"{what} {cure}")
        self.what = what
        self.cure = cure


@lru_cache(maxsize=2048)  # each is asked for when it is checked and again when it is compiled
def parse_condition(text: str) -> Condition:
    """Parse a condition such as `count(channels) >= 2 and stage != single`.

    Raises:
        ConditionError: the text is not a condition of the kind described in the README.
    """
    if len(text) > MOST_CHARACTERS:
        raise ConditionError(
            _("This condition is too long."),
            _("Use at most {most} characters.").format(most=MOST_CHARACTERS),
        )
    for number in _NUMBERS.findall(text):
        if not _DECIMAL.fullmatch(number):
            raise ConditionError(
                _("“{number}” is not written like a number.").format(number=number),
                _("Write digits, with a point for decimals, for example 50 or 2.5."),
            )
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise ConditionError(
            _("“{text}” cannot be read as a condition.").format(text=text),
            _("Write it like: count(channels) >= 2 and stage != single"),
        ) from error
    return _condition(tree, MOST_DEPTH)


def atoms(condition: Condition) -> Iterator[Atom]:
    """Yield each comparison or fact of a condition, from left to right."""
    match condition:
        case Both(parts=parts):
            for part in parts:
                yield from atoms(part)
        case Not(part=part):
            yield from atoms(part)
        case _:
            yield condition


def subjects(condition: Condition) -> Iterator[str]:
    """Yield what each atom is about: the id of a question, factor or index, or a word."""
    for atom in atoms(condition):
        match atom:
            case Compare(left=Name(id=name)) | Flag(fact=Name(id=name)):
                yield name
            case Compare(left=Call(argument=name)) | Flag(fact=Call(argument=name)):
                yield name
            case Among(question=name) | Ticked(question=name):
                yield name
            case _:
                raise AssertionError(atom)


def _condition(tree: ast.expr, depth: int) -> Condition:
    if depth == 0:
        raise _too_deep()
    match tree:
        case ast.BoolOp(op=joint, values=values):
            word: Literal["and", "or"] = "and" if isinstance(joint, ast.And) else "or"
            return Both(word, tuple(_condition(value, depth - 1) for value in values))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return Not(_condition(operand, depth - 1))
        case ast.Compare(left=left, ops=ops, comparators=rights):
            terms = [left, *rights]
            links = [_link(terms[i], link, terms[i + 1]) for i, link in enumerate(ops)]
            return links[0] if len(links) == 1 else Both("and", tuple(links))
        case ast.Name() | ast.Call():
            return Flag(_operand(tree))
        case _:
            raise _foreign(tree)


def _link(left: ast.expr, link: ast.cmpop, right: ast.expr) -> Condition:
    if isinstance(link, ast.In | ast.NotIn):
        membership = _membership(left, right)
        return Not(membership) if isinstance(link, ast.NotIn) else membership
    comparator = _COMPARATORS.get(type(link))
    if comparator is None:
        raise ConditionError(_("“is” is not known in conditions."), _("Use == or != instead."))
    if isinstance(left, ast.Constant | ast.UnaryOp) or _is_state(left):
        left, right, comparator = right, left, _MIRRORED[comparator]
    return Compare(_operand(left), comparator, _right_side(right))


def _is_state(tree: ast.expr) -> bool:
    return isinstance(tree, ast.Name) and tree.id in STATES


def _membership(left: ast.expr, right: ast.expr) -> Among | Ticked:
    match left, right:
        case ast.Name(id=question), ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(
            elts=items
        ):
            return Among(question, tuple(_option(item) for item in items))
        case ((ast.Name() | ast.Constant()), ast.Name(id=question)):
            return Ticked(_option(left), question)
        case _:
            raise ConditionError(
                _("“in” needs a question and options."),
                _("Write: question in [first, second], or: option in question."),
            )


def _option(tree: ast.expr) -> str:
    match tree:
        case ast.Name(id=word):
            return word
        case ast.Constant(value=str(word)):
            return word
        case _:
            raise _foreign(tree)


def _operand(tree: ast.expr) -> Name | Call:
    match tree:
        case ast.Name(id=word):
            return Name(word)
        case ast.Call(func=ast.Name(id=word), args=[ast.Name(id=argument)], keywords=[]):
            for function in _FUNCTIONS:
                if word == function:
                    return Call(function, argument)
            raise ConditionError(
                _("There is no function {name}().").format(name=word),
                _("Known are: {names}.").format(names=", ".join(f"{f}()" for f in _FUNCTIONS)),
            )
        case _:
            raise _foreign(tree)


def _right_side(tree: ast.expr) -> Fraction | Name:
    match tree:
        case ast.Constant(value=bool()):
            raise _foreign(tree)
        case ast.Constant(value=int() | float()):
            return _number(tree)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as number):
            return -_number(number)
        case _:
            return Name(_option(tree))


def _number(tree: ast.Constant) -> Fraction:
    number = Fraction(ast.unparse(tree))
    if abs(number) > LARGEST_NUMBER:
        raise ConditionError(
            _("A number in this condition is too large."),
            _("Use numbers up to {most}.").format(most=f"{LARGEST_NUMBER:,}"),
        )
    return number


def _foreign(tree: ast.expr) -> ConditionError:
    try:
        part = ast.unparse(tree)[:60]
    except RecursionError:
        return _too_deep()
    return ConditionError(
        _("“{part}” has no place in a condition.").format(part=part),
        _("Use and, or, not, ==, !=, <, <=, >, >=, in, count() and value()."),
    )


def _too_deep() -> ConditionError:
    return ConditionError(
        _("This condition is nested too deeply."), _("Split it, or use fewer brackets.")
    )

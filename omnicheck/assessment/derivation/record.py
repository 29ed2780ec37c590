"""The record of a derivation: how one result came about, step by step, each number to its line.

Numbers stand in it as texts: `exact` is the whole truth, a decimal number or a fraction such as 3460/63,
and every formula is written with exact numbers, so that it can be worked out again with paper and pencil.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from omnicheck.assessment.report import BusinessProfile, Origin, SourceLine
from omnicheck.choices import Form

SCHEMA_VERSION: Final = 1
KIND: Final = "explanation"
_MOST_DECIMALS: Final = 6
_CUT_DECIMALS: Final = 4


class SubjectKind(StrEnum):
    """What can be explained; the value may stand before a name: `path:omnichannel`."""

    DECISION = "decision"
    MARGIN = "margin"
    CONFIDENCE = "confidence"
    SCORE = "score"
    QUESTION = "question"
    STAGE = "stage"
    PATH = "path"
    WEAKNESS = "weakness"
    ACTION = "action"


class Held(StrEnum):
    """Whether a condition holds; unknown is neither yes nor no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Spot:
    """Where something stands in a file."""

    file: str
    """Its name; the folders above it are the writer's own."""
    line: int
    """From 1; 0 means the file as a whole."""
    column: int
    """In characters from 1; 0 where the line is 0."""


@dataclass(frozen=True)
class Amount:
    """A number."""

    exact: str
    """A decimal number, or a fraction of whole numbers where that would not end."""
    shown: str
    """As a decimal number; "…" stands for digits cut off."""


@dataclass(frozen=True)
class Subject:
    """What is explained."""

    name: str
    """What to give to --explain."""
    title: str
    kind: SubjectKind


@dataclass(frozen=True)
class Term:
    """A part of a weighted mean: a question in a factor, or a factor in an index."""

    name: str
    """Id of the question or factor."""
    title: str
    ask: str
    """The question in full; empty for a factor."""
    answer: str
    """In words; empty for a factor."""
    state: str
    """As in the report: answered, not_sure, not_answered, not_applicable or not_asked; empty for a factor."""
    value: Amount | None
    """0 to 100; None where it does not count."""
    weight: Amount
    """As in the questionnaire."""
    product: Amount | None
    """Weight times value; None where it does not count."""
    note: str
    """Where the value comes from, or why it does not count; may be empty."""
    step: int
    """The number of the step that a factor's score comes from; 0 for a question."""
    rule_at: Spot
    """Where the question, or the share of the factor, stands in the questionnaire."""
    value_at: Spot
    """Where the value of this answer stands in the questionnaire."""
    answer_at: Spot | None
    """Where the answer stands; None where none is given."""
    sources: tuple[str, ...]
    """Ids of the sources that the question rests on."""


@dataclass(frozen=True)
class LineTerm:
    """One thing that omnichannel asks for, held against what was reached."""

    name: str
    title: str
    is_gate: bool
    value: Amount | None
    """None where it is not known."""
    threshold: Amount
    margin: Amount
    """What is above the line; negative below it."""
    met: bool
    binds: bool
    """The smallest margin is this one."""
    note: str
    step: int
    """The number of the step that the score comes from; 0 for a gate."""
    rule_at: Spot
    answer_at: Spot | None


@dataclass(frozen=True)
class Check:
    """One line of a condition, or of any list of things that must hold."""

    level: int
    """0 for the whole, 1 for its parts, and so on."""
    text: str
    """What is asked, as it stands in the questionnaire, or in words."""
    found: str
    """What was met; empty for a group of others."""
    held: Held
    answer_at: Spot | None = None
    """Where the answer stands that this is about."""


@dataclass(frozen=True)
class Step:
    """One step of a derivation; it uses only what stands before it."""

    number: int
    title: str
    says: str
    """The rule in plain words."""
    terms: tuple[Term, ...]
    lines: tuple[LineTerm, ...]
    checks: tuple[Check, ...]
    formula: str
    """With exact numbers; empty where nothing is worked out."""
    result: Amount | None
    """What the formula gives."""
    outcome: str
    """What comes out, in words; may be empty where the result says it."""
    rule_at: Spot | None
    """Where the rule stands in the questionnaire."""
    answer_at: Spot | None
    """Where the answer stands that this is about."""
    by_the_way: bool
    """Worked out only because a later step uses it."""


@dataclass(frozen=True)
class Explanation:
    """How one result came about."""

    schema_version: int
    kind: str
    origin: Origin
    business: BusinessProfile
    form: Form
    answered_on: str | None
    subject: Subject
    says: str
    """The result in one or two sentences."""
    steps: tuple[Step, ...]
    sources: tuple[SourceLine, ...]
    """Those of the questions and actions in it, in the order of the questionnaire."""
    redacted: bool = False
    """It rests on no answer about money or staff, and names no staff, tags or fingerprint of the answers."""


def amount(number: Fraction | int) -> Amount:
    """Return an exact number with its digits.

    >>> from fractions import Fraction
    >>> amount(Fraction(3460, 63)), amount(Fraction(-5, 2))
    (Amount(exact='3460/63', shown='54.9206…'), Amount(exact='−2.5', shown='−2.5'))
    """
    ended = _decimal(number, _MOST_DECIMALS)
    if ended is not None:
        return Amount(ended, ended)
    sign = "−" if number < 0 else ""
    size = abs(Fraction(number))
    whole, decimals = divmod(int(size * 10**_CUT_DECIMALS), 10**_CUT_DECIMALS)
    shown = f"{sign}{whole}.{decimals:0{_CUT_DECIMALS}}…"
    return Amount(f"{sign}{size.numerator}/{size.denominator}", shown)


def number_text(number: Amount) -> str:
    """Return a number; one whose digits do not end is followed by the fraction that it is.

    >>> from fractions import Fraction
    >>> number_text(amount(Fraction(1, 3)))
    '0.3333… (1/3)'
    """
    return number.shown if number.shown == number.exact else f"{number.shown} ({number.exact})"


def exact_text(number: Fraction | int) -> str:
    """Return a number as formulas show it."""
    return amount(number).exact


def _decimal(number: Fraction | int, most: int) -> str | None:
    """Return a number as a decimal that ends, or None."""
    scaled = number * 10**most
    if scaled.denominator != 1:
        return None
    whole, rest = divmod(abs(int(scaled)), 10**most)
    decimals = str(rest).rjust(most, "0").rstrip("0")
    text = f"{whole}.{decimals}" if decimals else str(whole)
    return f"−{text}" if scaled < 0 else text

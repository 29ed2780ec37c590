"""Is a single question sound in itself: has it what its kind needs, and nothing that has no effect?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from omnicheck.choices import Form, Kind
from omnicheck.errors import did_you_mean
from omnicheck.language import _
from omnicheck.numerals import NumberFormatError, parse_plain_number
from omnicheck.questionnaire import MOST_OPTIONS
from omnicheck.scope import has_values, reachable_values

if TYPE_CHECKING:
    from omnicheck.questionnaire import Question

Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """Something wrong at a place in the questionnaire's tree."""

    at: Location
    what: str
    cure: str = ""
    lacks: str = ""
    """The part of the file that lacks something; a broken item of that part may be what it lacks."""


Problems = Iterator[Problem]
#: Answers that every question understands; no option may be called so.
STATE_TEXTS: Final = ("not_sure", "not_applicable")


def gate_shape(at: Location, question: Question, minimum: Decimal, *, has_quick: bool) -> Problems:
    """A gate stands on an answer that everybody gives and that can pass it."""
    may_not_apply = any(option.may_not_apply for option in question.options.values())
    if question.when or question.not_applicable or may_not_apply:
        yield Problem(
            at, _("A gate needs an answer always, and {name} may go unasked.").format(name=question.id),
            _("Take out its when: and not_applicable:, or choose another gate."),
        )  # fmt: skip
    if not has_values(question):
        yield Problem(at, _("The answers to {name} have no values.").format(name=question.id))
    elif minimum > max(reachable_values(question), default=minimum):
        yield Problem(
            at,
            _("No answer to {name} reaches {minimum}.").format(name=question.id, minimum=minimum),
            _("Lower the gate, or give an answer a higher value."),
        )
    if has_quick and not question.quick:
        yield Problem(
            at, _("{name} is a gate, and the {form} form leaves it out.").format(name=question.id, form=Form.QUICK),
            _("Add quick: true to that question."),
        )  # fmt: skip


def reached_shape(at: Location, question: Question, reached: str) -> Problems:
    """What an action reaches is an answer to that question, and has a value."""
    if not has_values(question):
        yield Problem(at, _("The answers to {name} have no values.").format(name=question.id))
    elif question.kind in (Kind.ONE, Kind.YES_NO):
        options = list(question.options) or ["yes", "no"]
        if reached not in options:
            what = _("There is no option {name}.").format(name=reached)
            yield Problem(at, what, did_you_mean(reached, options))
    elif not _is_number_of(question, reached):
        what = _("{given} is no answer to {name}.").format(given=reached, name=question.id)
        yield Problem(at, what, _number_cure(question))


def _is_number_of(question: Question, text: str) -> bool:
    lowest, highest, grid = _numbers_of(question)
    try:
        number = parse_plain_number(text)
    except NumberFormatError:
        return False
    return lowest <= number and (highest is None or number <= highest) and not number % grid


def _number_cure(question: Question) -> str:
    lowest, highest, grid = _numbers_of(question)
    if question.kind is Kind.SEVERAL:
        return _("Write how many are ticked at least: 1 to {most}.").format(most=highest)
    most = f"{highest}" if highest is not None else _("any higher one")
    words = _("Write a number from {lowest} to {most}.")
    if grid == 1:
        words = _("Write a whole number from {lowest} to {most}.")
    return words.format(lowest=lowest, most=most)


def _numbers_of(question: Question) -> tuple[Decimal, Decimal | None, Decimal]:
    """The lowest and the highest number of an answer, and its grid; of a tick list, of the ticks."""
    if question.kind is Kind.SEVERAL:
        counted = sum(not option.exclusive for option in question.options.values())
        return Decimal(1), Decimal(counted), Decimal(1)
    if question.scale is not None:
        return question.scale.first, question.scale.last, Decimal(1)
    lowest = question.minimum if question.minimum is not None else Decimal(0)
    return lowest, question.maximum, Decimal(10) ** -question.decimals


def question_shape(at: Location, question: Question) -> Problems:
    """Each kind has what it needs and nothing else."""
    yield from _options_shape(at, question)
    yield from _number_shape(at, question)
    if bool(question.factor) != (question.weight > 0):
        yield Problem(
            at, _("{name} has a factor without a weight, or a weight without a factor.").format(name=question.id),
            _("Give it both, or neither."),
        )  # fmt: skip
    if question.factor and not has_values(question):
        yield Problem(
            at, _("{name} counts, but its answers have no values.").format(name=question.id),
            _("Give each option a value; a tick list needs score:, a number needs bands:."),
        )  # fmt: skip
    if any(o.may_not_apply for o in question.options.values()) and question.score != "share":
        yield Problem(
            (*at, "options"), _("may_not_apply belongs to a tick list with score: share.")
        )


def _options_shape(at: Location, question: Question) -> Problems:
    needed = question.kind in (Kind.ONE, Kind.SEVERAL)
    allowed = needed or question.kind is Kind.YES_NO
    if needed and len(question.options) < 2:  # noqa: PLR2004  a choice needs two
        yield Problem(at, _("{name} needs at least two options.").format(name=question.id))
    if question.options and not allowed:
        yield Problem((*at, "options"), _("A question of this kind has no options."))
    if question.kind is Kind.YES_NO and question.options and set(question.options) != {"yes", "no"}:
        yield Problem((*at, "options"), _("A yes-or-no question has the options yes and no."))
    if len(question.options) > MOST_OPTIONS:
        yield Problem((*at, "options"), _("At most {most} options.").format(most=MOST_OPTIONS))
    if (question.score is not None or question.by_count) and question.kind is not Kind.SEVERAL:
        yield Problem(at, _("score: and by_count: belong to tick lists."), _("Set kind: several."))
    if (question.score == "count") != ("0" in question.by_count):
        yield Problem(
            at,
            _("score: count needs by_count:, starting at 0."),
            _("Write: by_count: {0: 0, 2: 100}"),
        )
    if question.kind is Kind.SEVERAL:
        yield from _ticks_shape(at, question)
    yield from _texts_shape(at, question)


def _texts_shape(at: Location, question: Question) -> Problems:
    seen: set[str] = set()
    for option_id, option in question.options.items():
        if option.exclusive and question.kind is not Kind.SEVERAL:
            yield Problem((*at, "options", option_id), _("exclusive belongs to tick lists."))
        if {option.text, option_id} & seen or option.text in STATE_TEXTS:
            yield Problem((*at, "options", option_id), _("Two options read the same."))
        seen |= {option.text, option_id}


def _ticks_shape(at: Location, question: Question) -> Problems:
    counted = [option for option in question.options.values() if not option.exclusive]
    if len(question.options) - len(counted) > 1:
        yield Problem((*at, "options"), _("Only one option can be exclusive."))
    if not counted:
        yield Problem((*at, "options"), _("At least one option must count: all are exclusive."))
    if question.score in ("sum", "best") and any(option.value is None for option in counted):
        yield Problem(
            (*at, "options"),
            _("score: {score} needs a value for each option.").format(score=question.score),
        )
    beyond = [count for count in question.by_count if int(count) > len(counted)]
    if beyond:
        yield Problem(
            (*at, "by_count"),
            _("There are {n} options to tick, so {count} is never reached.").format(
                n=len(counted), count=beyond[0]
            ),
        )


def _number_shape(at: Location, question: Question) -> Problems:
    if (question.kind is Kind.SCALE) != (question.scale is not None):
        yield Problem(at, _("kind: scale and scale: belong together."))
    if question.scale and not _whole_steps(question.scale.first, question.scale.last):
        yield Problem(
            (*at, "scale"), _("A scale runs in whole steps from a lower to a higher number.")
        )
    if question.reverse and question.kind not in (Kind.SCALE, Kind.YES_NO):
        yield Problem((*at, "reverse"), _("Only scales and yes-or-no questions can be reversed."))
    if question.reverse and question.options:
        what = _("reverse: has no effect on options that bring their own values.")
        yield Problem((*at, "reverse"), what, _("Take one of the two out."))
    if question.kind is not Kind.NUMBER:
        if (
            question.bands
            or question.unit
            or question.minimum is not None
            or question.maximum is not None
        ):
            yield Problem(at, _("bands, unit, minimum and maximum belong to kind: number."))
        return
    lowest, highest = question.minimum, question.maximum
    if lowest is not None and highest is not None and lowest >= highest:
        yield Problem((*at, "maximum"), _("maximum must be above minimum."))
    grid = Decimal(10) ** -question.decimals
    if any(number % grid for number in (lowest, highest) if number is not None):
        yield Problem(
            at, _("minimum and maximum of {name} have more decimals than its answers.").format(name=question.id),
            _("Raise decimals:, or round them."),
        )  # fmt: skip
    yield from _bands_shape(at, question)


def _bands_shape(at: Location, question: Question) -> Problems:
    lowest, highest = question.minimum, question.maximum
    starts = [band.start for band in question.bands]
    if highest is not None and starts and starts[-1] > highest:
        yield Problem((*at, "bands"), _("A band above the maximum is never reached."))
    if starts != sorted(set(starts)):
        yield Problem((*at, "bands"), _("Bands go from the lowest to the highest start."))
    if starts and (lowest is None or starts[0] > lowest):
        yield Problem(
            (*at, "bands"), _("The first band must start at the minimum."), _("Set minimum: too.")
        )


def _whole_steps(first: Decimal, last: Decimal) -> bool:
    return first % 1 == last % 1 == 0 and first < last

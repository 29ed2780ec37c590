"""One answer, as a person writes it, to its code: the same for files, tables and the interview."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_ASKED, NOT_SURE
from omnicheck.errors import did_you_mean
from omnicheck.language import _
from omnicheck.numerals import NumberFormatError, parse_number
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from omnicheck.engine.columns import Column

_LONGEST_TEXT: Final = 2000
_WRITTEN_IN_FULL: Final = 1_000_000
NOT_SURE_ID: Final = "not_sure"
NOT_APPLICABLE_ID: Final = "not_applicable"


class AnswerFormatError(ValueError):
    """An answer does not fit its question; `within` leads to the part of it that does not."""

    def __init__(self, what: str, cure: str, within: tuple[str | int, ...] = ()) -> None:
        """Keep what is wrong and what to write instead."""
        super().__init__(f"{what} {cure}")
        self.what = what
        self.cure = cure
        self.within = within


@dataclass(frozen=True, slots=True)
class Code:
    """The code of an answer, and its words where the question has no options."""

    code: int
    given: str = ""


def not_sure_text() -> str:
    """Return how the answer "not sure" reads to people."""
    return _("Not sure")


def not_applicable_text() -> str:
    """Return how the answer "does not apply" reads to people."""
    return _("Does not apply")


def answer_text(column: Column, code: int, given: str = "") -> str:
    """Return an answer in the words of its questionnaire; `given` holds those of a free text."""
    if code < 0:
        return {
            NOT_SURE: not_sure_text(),
            NOT_APPLICABLE: not_applicable_text(),
            NOT_ASKED: _("Not asked"),
        }[code]
    texts = _texts(column)
    match column.question.kind:
        case Kind.SEVERAL:
            ticked = [text for i, text in enumerate(texts) if code >> i & 1]
            return "; ".join(ticked) or _("None of these")
        case Kind.ONE | Kind.YES_NO:
            return (texts or [_("Yes"), _("No")])[code]
        case Kind.TEXT:
            return given
        case _:
            number = column.origin + code * column.unit
            shown = (
                f"{float(number):g}" if abs(number) < _WRITTEN_IN_FULL else f"{float(number):,.0f}"
            )
            return f"{shown} {column.question.unit}" if column.question.unit else shown


def written_answer(column: Column, code: int, given: str = "") -> str:
    """Return an answer as it is written in a file: the inverse of `code_of`."""
    if code < 0:
        return {NOT_SURE: NOT_SURE_ID, NOT_APPLICABLE: NOT_APPLICABLE_ID}[code]
    match column.question.kind:
        case Kind.SEVERAL:
            ticked = [name for i, name in enumerate(column.options) if code >> i & 1]
            size = len(column.options)
            apart = [name for i, name in enumerate(column.options) if code >> (i + size) & 1]
            return f"[{', '.join([*ticked, *(f'{name}={NOT_APPLICABLE_ID}' for name in apart)])}]"
        case Kind.ONE | Kind.YES_NO:
            return column.options[code]
        case Kind.TEXT:
            return given
        case _:
            number = column.origin + code * column.unit
            decimals = int(column.question.decimals)
            return f"{float(number):.{decimals}f}"


def code_of(column: Column, given: Any) -> Code | None:
    """Return the code of an answer; None where nothing was answered.

    Options are given by id or by their exact text.

    Raises:
        AnswerFormatError: the answer does not fit the question.
    """
    if given is None or given == "":
        return None
    if isinstance(given, str) and (state := _state(column, given)) is not None:
        return Code(state)
    question = column.question
    if question.kind is Kind.SEVERAL:
        return Code(_ticks(column, given))
    if not isinstance(given, str):
        raise AnswerFormatError(_("one answer is needed here, not a list."), _choices(column))
    match question.kind:
        case Kind.TEXT:
            return Code(0, clean(given)[:_LONGEST_TEXT])
        case Kind.NUMBER:
            return _number(column, given)
        case Kind.SCALE:
            return _step(column, given)
        case _:
            return Code(_option(column, given))


def _state(column: Column, given: str) -> int | None:
    if given in column.options or given in _texts(column):
        return None
    if given in (NOT_SURE_ID, not_sure_text()):
        return NOT_SURE
    if given in (NOT_APPLICABLE_ID, not_applicable_text()):
        if not column.question.not_applicable:
            raise AnswerFormatError(
                _("this question applies to every business."),
                _("Choose an answer, or write {state}.").format(state=NOT_SURE_ID),
            )
        return NOT_APPLICABLE
    return None


def _texts(column: Column) -> list[str]:
    return [option.text for option in column.question.options.values()]


def _option(column: Column, given: str, within: tuple[str | int, ...] = ()) -> int:
    if given in column.options:
        return column.options.index(given)
    texts = _texts(column)
    if given in texts:
        return texts.index(given)
    hint = did_you_mean(given, [*column.options, *texts])
    what = _("“{given}” is not among the answers.").format(given=clean(given)[:60])
    raise AnswerFormatError(what, hint or _choices(column), within)


def _choices(column: Column) -> str:
    match column.question.kind:
        case Kind.NUMBER:
            return _("Write a number, such as 12.")
        case Kind.SCALE:
            return _("Write a whole number from {low} to {high}.").format(
                low=column.origin, high=column.origin + column.size - 1
            )
        case Kind.TEXT:
            return _("Write one text.")
        case Kind.SEVERAL:
            listed = ", ".join(column.options)
            return _("Write a list of: {names}, or {state}.").format(
                names=listed, state=NOT_SURE_ID
            )
        case _:
            listed = ", ".join(column.options)
            return _("Write one of: {names}, or {state}.").format(names=listed, state=NOT_SURE_ID)


def _number(column: Column, given: str) -> Code:
    try:
        number = parse_number(given)
    except NumberFormatError as error:
        raise AnswerFormatError(error.what, error.cure) from error
    question = column.question
    steps = (Fraction(number) - column.origin) / column.unit
    if question.minimum is not None and number < question.minimum:
        raise AnswerFormatError(
            _("this is too small."), _("The least is {n}.").format(n=question.minimum)
        )
    if question.maximum is not None and number > question.maximum:
        raise AnswerFormatError(
            _("this is too large."), _("The most is {n}.").format(n=question.maximum)
        )
    if steps.denominator != 1:
        raise AnswerFormatError(
            _("this has too many decimals."),
            _("Write at most {n} digits after the point.").format(n=question.decimals),
        )
    if not 0 <= steps < column.size:
        raise AnswerFormatError(_("this number is out of reach."), _("Write a smaller number."))
    return Code(int(steps), format(number, "f"))


def _step(column: Column, given: str) -> Code:
    try:
        number = Fraction(parse_number(given))
    except NumberFormatError as error:
        raise AnswerFormatError(error.what, _choices(column)) from error
    steps = number - column.origin
    if steps.denominator != 1 or not 0 <= steps < column.size:
        raise AnswerFormatError(
            _("{given} is not on the scale.").format(given=number), _choices(column)
        )
    return Code(int(steps), str(number))


def _ticks(column: Column, given: Any) -> int:
    match given:
        case str():
            bits = _tick(column, given)
        case list() if all(isinstance(item, str) for item in given):
            bits = 0
            for i, item in enumerate(given):
                bits |= _tick(column, item, (i,))
        case dict():
            bits = _marks(column, given)
        case _:
            raise AnswerFormatError(_("a list is needed here."), _choices(column))
    _refuse_mixed(column, bits)
    return bits


def _tick(column: Column, text: str, within: tuple[str | int, ...] = ()) -> int:
    option, mark, state = text.partition("=")
    if mark and state.strip() == NOT_APPLICABLE_ID:
        return _not_applying(column, option.strip(), within)
    return 1 << _option(column, text, within)


def _marks(column: Column, given: dict[str, Any]) -> int:
    """Read `option: yes | no | not_applicable`; an option left out is not ticked."""
    bits = 0
    for option, mark in given.items():
        match mark:
            case "yes":
                bits |= 1 << _option(column, option, (option,))
            case "no" | None:
                _option(column, option, (option,))
            case "not_applicable":
                bits |= _not_applying(column, option, (option,))
            case _:
                raise AnswerFormatError(
                    _("each option takes yes, no or {state}.").format(state=NOT_APPLICABLE_ID),
                    _("Write for example: {option}: yes").format(option=option),
                    (option,),
                )
    return bits


def _not_applying(column: Column, option: str, within: tuple[str | int, ...]) -> int:
    position = _option(column, option, within)
    if not list(column.question.options.values())[position].may_not_apply:
        raise AnswerFormatError(
            _("{option} applies to every business.").format(option=option),
            _("Write yes or no."),
            within,
        )
    return 1 << (position + len(column.options))


def _refuse_mixed(column: Column, bits: int) -> None:
    ticked = bits & ((1 << len(column.options)) - 1)
    exclusive = column.exclusive
    if ticked & exclusive and ticked & ~exclusive:
        name = column.options[(ticked & exclusive).bit_length() - 1]
        raise AnswerFormatError(
            _("{name} cannot stand beside other answers.").format(name=name),
            _("Keep it alone, or take it out."),
        )
    both = ticked & (bits >> len(column.options))
    if both:
        name = column.options[both.bit_length() - 1]
        raise AnswerFormatError(
            _("{name} is ticked and marked as not applicable.").format(name=name),
            _("Keep one of the two."),
        )
    if not bits and exclusive:
        name = column.options[exclusive.bit_length() - 1]
        raise AnswerFormatError(
            _("the list is empty."), _("For none of them, write: [{name}]").format(name=name)
        )

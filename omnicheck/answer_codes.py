"""One answer, as a person writes it, to its code: the same for files, tables and the interview."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial, reduce
from math import isnan
from numbers import Integral, Real
from operator import or_
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.answer_words import (
    AROUND,
    NOT_APPLICABLE_ID,
    NOT_SURE_ID,
    folded,
    not_applicable_text,
    not_sure_text,
    option_texts,
)
from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_SURE
from omnicheck.errors import nearest
from omnicheck.language import _
from omnicheck.numerals import NumberFormatError, parse_number
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from omnicheck.engine.columns import Column

#: Of an answer in free words.
_LONGEST_TEXT: Final = 2000
#: Of an answer that names options: to take a longer one apart would take seconds.
_LONGEST_CHOICE: Final = 10_000
_LONGEST_SHOWN: Final = 60
_SHORTEST_MENTION: Final = 4
#: How people say that they do not know, and that there is nothing to say; written as `folded` gives it.
_UNKNOWN: Final = frozenset(
    ["?", "??", "???", "don't know", "dont know", "do not know", "i don't know", "i dont know",
     "i do not know", "unknown", "unsure", "no idea", "idk", "not known"]
)  # fmt: skip
_NOTHING: Final = frozenset(
    ["n/a", "na", "n.a", "none", "no", "nothing", "nil", "-", "–", "—", "not relevant"]
)
_MOST_KNOWN: Final = 1_000
_TRUTHS: Final = {"true": "yes", "false": "no"}


class AnswerFormatError(ValueError):
    """An answer does not fit its question; `within` leads to the part of it that does not."""

    def __init__(
        self, what: str, cure: str | Callable[[], str], within: tuple[str | int, ...] = ()
    ) -> None:
        """Keep what is wrong and what to write instead; a cure is looked for when it is asked for."""
        super().__init__(what)
        self.what = what
        self._cure = cure
        self.within = within

    @property
    def cure(self) -> str:
        """What to write instead."""
        if not isinstance(self._cure, str):
            self._cure = self._cure()
        return self._cure

    def __str__(self) -> str:
        return f"{self.what} {self.cure}"


@dataclass(frozen=True, slots=True)
class Code:
    """The code of an answer, and its words where the question has no options."""

    code: int
    given: str = ""


def code_of(column: Column, given: Any) -> Code | None:
    """Return the code of an answer; None where nothing was answered.

    Options are given by id or by their text; case, quotes around it, a full stop behind it and the
    kind of space do not matter where they leave one option. True and false are the answers to a
    question of yes or no.

    Raises:
        AnswerFormatError: the answer does not fit the question.
    """
    if not column.options:
        return _read(column, given)
    known: dict[object, Code | None] = column.known
    key = given if isinstance(given, str) else _key(given)
    if key in known:
        return known[key]
    read = _read(column, given)
    if key is not None and len(known) < _MOST_KNOWN:
        known[key] = read
    return read


def _key(given: Any) -> object:
    """Return what tells an answer from others, if it is plain enough to tell by its texts; else None."""
    match given:
        case list() if all(isinstance(part, str) for part in given):
            return (list, *given)
        case dict() if all(isinstance(part, str) for part in given.values()):
            return (dict, *given.items())
        case _:
            return None


def _read(column: Column, given: Any) -> Code | None:
    given = as_text(given)
    if given is None or given == "":
        return None
    if isinstance(given, str):
        _refuse_long(given)
        if (state := _state(column, given)) is not None:
            return Code(state)
    question = column.question
    if question.kind is Kind.SEVERAL:
        return Code(_ticks(column, given))
    if not isinstance(given, str):
        raise AnswerFormatError(_("one answer is needed here, not a list."), _choices(column))
    match question.kind:
        case Kind.TEXT:
            _refuse_long(given, most=_LONGEST_TEXT)
            return Code(0, clean(given))
        case Kind.NUMBER:
            return _number(column, given)
        case Kind.SCALE:
            return _step(column, given)
        case _:
            return Code(_option(column, given))


def _refuse_long(
    text: str, within: tuple[str | int, ...] = (), *, most: int = _LONGEST_CHOICE
) -> None:
    if len(text) > most:
        what = _("this is too long.")
        cure = _("At most {count:,} characters are read.").format(count=most)
        raise AnswerFormatError(what, cure, within)


def as_text(given: Any) -> Any:
    """Return a truth or a number, as tables hold them, as a person would write it."""
    match given:
        case bool() | np.bool_():
            return str(bool(given)).lower()
        case Integral():
            return str(int(given))
        case Real():
            number = float(given)
            if isnan(number):
                return None  # an empty cell
            return str(int(number)) if number.is_integer() else str(number)
        case Decimal():
            return str(given)
        case _:
            return given


def _state(column: Column, given: str) -> int | None:
    is_text = column.question.kind is Kind.TEXT
    if given in column.options or given in option_texts(column):
        return None
    if given not in (NOT_SURE_ID, NOT_APPLICABLE_ID) and _matches(column, given):
        return None
    word = given if is_text else folded(given)
    if word in _words_for(NOT_SURE_ID, not_sure_text(), exact=is_text):
        return NOT_SURE
    if word in _words_for(NOT_APPLICABLE_ID, not_applicable_text(), exact=is_text):
        if not column.question.not_applicable:
            raise AnswerFormatError(
                _("this question applies to every business."),
                _("Choose an answer, or write {state}.").format(state=NOT_SURE_ID),
            )
        return NOT_APPLICABLE
    return None


def _words_for(state: str, text: str, *, exact: bool) -> tuple[str, str]:
    return (state, text) if exact else (folded(state), folded(text))


def _matches(column: Column, given: str) -> list[int]:
    """Return the options that a text can mean: the one of this id, else of this text, else any alike."""
    if given in column.options:
        return [column.options.index(given)]
    texts = option_texts(column)
    if given in texts:
        return [texts.index(given)]
    word = folded(given)
    alike = [
        i
        for i, name in enumerate(column.options)
        if word and word in [folded(text) for text in (name, *texts[i : i + 1])]
    ]
    if not alike and column.question.kind is Kind.YES_NO and _TRUTHS.get(word) in column.options:
        return [column.options.index(_TRUTHS[word])]
    return alike


def _option(column: Column, given: str, within: tuple[str | int, ...] = ()) -> int:
    match _matches(column, given):
        case [position]:
            return position
        case []:
            raise AnswerFormatError(_not_among(given), partial(_cure, column, given), within)
        case several:
            what = _("“{given}” can mean more than one answer.").format(given=_shown(given))
            names = _(" or ").join(column.options[i] for i in several)
            raise AnswerFormatError(what, _("Write {names}.").format(names=names), within)


def _not_among(given: str) -> str:
    return _("“{given}” is not among the answers.").format(given=_shown(given))


def _shown(given: str) -> str:
    return clean(AROUND.sub("", given))[:_LONGEST_SHOWN]


def _cure(column: Column, given: str) -> str:
    return (
        _copied(column, given)
        or _said_otherwise(column, given)
        or _nearest(column, given)
        or _choices(column)
    )


def _copied(column: Column, given: str) -> str:
    """Say what to write where somebody copied a whole line of explanation, `town: In the town`."""
    name, colon, rest = given.lstrip("-# ").partition(":")
    found = _matches(column, name) if colon and rest.strip() else []
    return _("Write only {name}.").format(name=column.options[found[0]]) if len(found) == 1 else ""


def _said_otherwise(column: Column, given: str) -> str:
    """Say what to write for words such as "don't know" and "none"."""
    word = folded(given)
    if word in _UNKNOWN:
        return _("If you do not know, write {state}.").format(state=NOT_SURE_ID)
    if word not in _NOTHING:
        return ""
    if column.question.kind is Kind.SEVERAL and column.exclusive:
        name = column.options[column.exclusive.bit_length() - 1]
        return _("For none of them, write {name}.").format(name=name)
    if column.question.not_applicable and word != "no":
        words = _("If this does not apply to the business, write {state}.")
        return words.format(state=NOT_APPLICABLE_ID)
    return ""


def _nearest(column: Column, given: str) -> str:
    name = _guess(column, given)
    return _("Did you mean {name}?").format(name=name) if name else ""


def _guess(column: Column, given: str) -> str:
    """Return the option that is spelt alike, or the only one whose words hold what was written."""
    listed = "," in given or ";" in given
    names = [
        name
        for name in (*column.options, *option_texts(column))
        if abs(len(name) - len(given)) <= max(2, max(len(name), len(given)) // 2)
        and ("," in name or not listed)
    ]
    if name := nearest(given, names):
        return name
    word = folded(given)
    words = re.compile(rf"\b{re.escape(word[:_LONGEST_SHOWN])}\b")
    found = [
        name
        for name, option in column.question.options.items()
        if words.search(f"{option.text} {option.example or ''}".casefold())
    ]
    return found[0] if len(word) >= _SHORTEST_MENTION and len(found) == 1 else ""


def _choices(column: Column) -> str:
    states = [NOT_APPLICABLE_ID] if column.question.not_applicable else []
    listed = ", ".join([*column.options, *states])
    match column.question.kind:
        case Kind.NUMBER:
            words = _("Write a number, such as 12")
        case Kind.SCALE:
            words = _("Write a whole number from {low} to {high}").format(
                low=column.origin, high=column.origin + column.size - 1
            )
        case Kind.TEXT:
            words = _("Write one text")
        case Kind.SEVERAL:
            return _("Write a list of: {names}, or {state}.").format(
                names=listed, state=NOT_SURE_ID
            )
        case _:
            return _("Write one of: {names}, or {state}.").format(names=listed, state=NOT_SURE_ID)
    return _("{words}, or {state}.").format(words=words, state=states[0]) if states else f"{words}."


def _number(column: Column, given: str) -> Code:
    try:
        number = parse_number(given)
    except NumberFormatError as error:
        cure = _said_otherwise(column, given) or error.cure
        raise AnswerFormatError(error.what, cure) from error
    question = column.question
    _refuse_percent(column, given)
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


def _refuse_percent(column: Column, given: str) -> None:
    unit = (column.question.unit or "").casefold()
    if "%" in given and "%" not in unit and "percent" not in unit:
        raise AnswerFormatError(
            _("this is not counted in percent."), _("Write the number alone, such as 12.")
        )


def _step(column: Column, given: str) -> Code:
    _refuse_percent(column, given)
    try:
        number = Fraction(parse_number(given))
    except NumberFormatError as error:
        cure = _said_otherwise(column, given) or _choices(column)
        raise AnswerFormatError(error.what, cure) from error
    steps = number - column.origin
    if steps.denominator != 1 or not 0 <= steps < column.size:
        raise AnswerFormatError(
            _("{given} is not on the scale.").format(given=number), _choices(column)
        )
    return Code(int(steps), str(number))


def _ticks(column: Column, given: Any) -> int:
    match given:
        case str():
            bits = _ticks_on_a_line(column, given)
        case list() if (plain := _plain_ticks(column, given)) is not None:
            bits = plain
        case list() if all(isinstance(item, str | dict) for item in given):
            bits = 0
            for i, item in enumerate(given):
                text = item if isinstance(item, str) else _as_copied(column, item)
                bits |= _ticks_on_a_line(column, text, (i,))
        case dict():
            bits = _marks(column, given)
        case _:
            raise AnswerFormatError(_("a list is needed here."), _choices(column))
    _refuse_mixed(column, bits)
    return bits


def _plain_ticks(column: Column, given: list[Any]) -> int | None:
    """Read a list of ids of options, as nearly every list is; None for any other."""
    try:
        return reduce(or_, map(column.bit_of.__getitem__, given), 0)
    except (KeyError, TypeError):
        return None


def _as_copied(column: Column, item: dict[str, Any]) -> str:
    """Return a group in a list as the line that it was written as."""
    match [*item.items()]:
        case [(str(key), str(value))]:
            return f"{key}: {value}"
        case _:
            raise AnswerFormatError(_("a list is needed here."), _choices(column))


def _ticks_on_a_line(column: Column, text: str, within: tuple[str | int, ...] = ()) -> int:
    """Read one tick, or several apart by commas or by spaces alone."""
    _refuse_long(text, within)
    parts = _parts(column, text)
    if len(parts) == 1:
        return _tick(column, text, within)
    if wrong := [part for part in parts if not _is_tick(column, part)]:
        cure = partial(_cure_of_part, column, wrong[0], parts)
        raise AnswerFormatError(_not_among(wrong[0]), cure, within)
    bits = 0
    for part in parts:
        bits |= _tick(column, part, within)
    return bits


def _cure_of_part(column: Column, wrong: str, parts: list[str]) -> str:
    """Say what to write for one part of a line, and how to write the line, with nothing left out."""
    ticked = [name for part in parts if (name := _likely_tick(column, part))]
    if not any(name in column.options for name in ticked):
        ticked = [*column.options[:2]]
    known = _("Known are: {names}.").format(names=", ".join(column.options))
    words = _("Write it like this: {names}").format(names=", ".join(dict.fromkeys(ticked)))
    hint = _said_otherwise(column, wrong) or _nearest(column, wrong) or known
    return f"{hint} {words}"


def _likely_tick(column: Column, part: str) -> str:
    """Return the option that a part of a line is or may be meant for, a gap, or nothing for a state."""
    if _said_otherwise(column, part):
        return ""
    name = part if _is_tick(column, part) else _guess(column, part)
    if not name:
        return "…"
    option = _ticked_name(name)
    ticked = column.options[_matches(column, option)[0]]
    return ticked if option == name else f"{ticked}={NOT_APPLICABLE_ID}"


def _by_comma(column: Column, text: str) -> list[str]:
    """Take a line apart at its commas, but for those within the text of an option."""
    pieces = re.split(r"([,;])", text)
    longest = 1 + max(len(re.findall("[,;]", each)) for each in option_texts(column))
    parts, start = [], 0
    while start < len(pieces):
        end = min(start + 2 * longest - 1, len(pieces))
        while end > start + 1 and not _is_tick(column, "".join(pieces[start:end]).strip()):
            end -= 2
        parts.append("".join(pieces[start:end]).strip())
        start = end + 1  # behind the comma
    return [part for part in parts if part]


def _parts(column: Column, text: str) -> list[str]:
    if _is_tick(column, text) or _copied(column, text):
        return [text]
    lines = [line.strip(" \t,;") for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(_is_tick(column, line) for line in lines):
        return lines
    by_comma = _by_comma(column, text)
    if len(by_comma) > 1:
        return by_comma
    by_space = text.split()
    known = sum(_is_tick(column, part) for part in by_space)
    return by_space if known * 2 > len(by_space) else [text]


def _is_tick(column: Column, text: str) -> bool:
    return len(_matches(column, _ticked_name(text))) == 1


def _ticked_name(text: str) -> str:
    """Return the option in `option=not_applicable`, and any other text as it is."""
    option, mark, state = text.partition("=")
    return option.strip() if mark and folded(state) == folded(NOT_APPLICABLE_ID) else text


def _tick(column: Column, text: str, within: tuple[str | int, ...] = ()) -> int:
    option = _ticked_name(text)
    if option != text:
        return _not_applying(column, option, within)
    if within and folded(text) in _words_for(NOT_SURE_ID, not_sure_text(), exact=False):
        raise AnswerFormatError(
            _("{state} cannot stand in a list.").format(state=NOT_SURE_ID),
            _("Write it alone: {question}: {state}").format(question=column.id, state=NOT_SURE_ID),
            within,
        )
    return 1 << _option(column, text, within)


def _marks(column: Column, given: dict[str, Any]) -> int:
    """Read `option: yes | no | not_applicable`; an option left out is not ticked."""
    bits = 0
    for option, mark in given.items():
        match folded(mark) if isinstance(mark, str) else mark:
            case "yes":
                bits |= 1 << _option(column, option, (option,))
            case "no" | None:
                _option(column, option, (option,))
            case "not applicable":
                bits |= _not_applying(column, option, (option,))
            case _:
                raise AnswerFormatError(
                    _("each option takes yes, no or {state}.").format(state=NOT_APPLICABLE_ID),
                    _("Write for example: {option}: yes").format(option=clean(option)),
                    (option,),
                )
    return bits


def _not_applying(column: Column, option: str, within: tuple[str | int, ...]) -> int:
    position = _option(column, option, within)
    if not list(column.question.options.values())[position].may_not_apply:
        raise AnswerFormatError(
            _("{option} applies to every business.").format(option=column.options[position]),
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
            _("the list is empty."), _("For none of them, write {name}.").format(name=name)
        )

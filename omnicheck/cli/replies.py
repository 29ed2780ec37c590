"""What a person typed at a question: an answer, or a wish to go back, to get help, to skip."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from omnicheck.choices import Kind
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.answer_codes import Code
    from omnicheck.engine.columns import Column


class Wish(Enum):
    """What is not an answer."""

    BACK = auto()
    HELP = auto()
    KEEP = auto()
    STOP = auto()


@dataclass(frozen=True, slots=True)
class Misfit:
    """What was typed cannot be taken; says what would be."""

    what: str


_BACK = ("b", "back")
_HELP = ("?", "h", "help")
_STOP = ("q", "quit", "exit")
_NOT_SURE = ("s", "not sure", "not_sure")
_NOT_APPLICABLE = ("n", "n/a", "na", "not_applicable")
YES: Final = ("y", "yes")
NO: Final = ("n", "no")
_WISHES = (
    dict.fromkeys(_BACK, Wish.BACK),
    dict.fromkeys(_HELP, Wish.HELP),
    dict.fromkeys(_STOP, Wish.STOP),
)


def reply_to(column: Column, typed: str, *, has_answer: bool) -> Code | Wish | Misfit:
    """Understand what was typed: a number of the list, a letter, or the answer in words."""
    word = typed.strip().casefold()
    if wish := wish_in(typed):
        return wish
    if not word:
        return Wish.KEEP if has_answer else Misfit(_nothing_typed(column))
    return _state(column, word) or _answer(column, typed.strip())


def wish_in(typed: str) -> Wish | None:
    """Understand what is typed at any prompt alike: the way back, help, the way out."""
    word = typed.strip().casefold()
    return next((wishes[word] for wishes in _WISHES if word in wishes), None)


def _nothing_typed(column: Column) -> str:
    if column.question.kind in (Kind.TEXT, Kind.NUMBER, Kind.SCALE):
        return _("Type an answer, or s for not sure.")
    if column.question.kind is Kind.SEVERAL:
        return _("Choose at least one answer, or type s for not sure.")
    return _("Type the number of an answer, or s for not sure.")


def _state(column: Column, word: str) -> Code | None:
    from omnicheck.answer_codes import Code
    from omnicheck.answer_words import not_applicable_text, not_sure_text
    from omnicheck.engine.columns import NOT_APPLICABLE, NOT_SURE

    if word in (*_NOT_SURE, not_sure_text().casefold()):
        return Code(NOT_SURE)
    if not column.question.not_applicable or (column.question.kind is Kind.YES_NO and word in NO):
        return None
    if word in (*_NOT_APPLICABLE, not_applicable_text().casefold()):
        return Code(NOT_APPLICABLE)
    return None


def _answer(column: Column, typed: str) -> Code | Misfit:
    from omnicheck.answer_codes import AnswerFormatError, code_of

    try:
        chosen = _chosen(column, typed)
        read = code_of(column, chosen) if chosen else None
    except AnswerFormatError as error:
        return Misfit(_in_the_interview(column, error.what, error.cure))
    return read if read is not None else Misfit(_nothing_typed(column))


def _in_the_interview(column: Column, what: str, cure: str) -> str:
    """Speak of numbers in the list, where the file would speak of ids."""
    if column.options:
        cure = _range_words(column)
    return f"{what[:1].upper()}{what[1:]} {cure}"


def _range_words(column: Column) -> str:
    if column.question.kind is Kind.YES_NO:
        return _("Type y for yes, n for no, or s for not sure.")
    if column.question.kind is Kind.SEVERAL:
        return _("Type numbers from 1 to {last} with spaces between, or s for not sure.").format(
            last=len(column.options)
        )
    return _("Type a number from 1 to {last}, or s for not sure.").format(last=len(column.options))


def _chosen(column: Column, typed: str) -> str | list[str]:
    """Turn numbers of the list into ids; words go through as they are."""
    match column.question.kind:
        case Kind.SEVERAL:
            return _several(column, typed)
        case Kind.ONE:
            return _by_number(column, typed)
        case Kind.YES_NO:
            word = typed.casefold()
            if word in YES or word in NO:
                return "yes" if word in YES else "no"
            return _by_number(column, typed)
        case _:
            return typed


def _by_number(column: Column, typed: str) -> str:
    from omnicheck.answer_codes import AnswerFormatError

    number = typed.rstrip(".)")
    if not number.isascii() or not number.isdigit():
        return _by_words(column, typed)
    if 1 <= int(number[:6]) <= len(column.options):
        return column.options[int(number[:6]) - 1]
    what = _("There is no answer {number} here.").format(number=number[:20])
    raise AnswerFormatError(what, _range_words(column))


def _by_words(column: Column, typed: str) -> str:
    """Find the option of these words, however they are capitalised."""
    word = typed.casefold()
    options = column.question.options.items()
    return next(
        (name for name, o in options if word in (name.casefold(), o.text.casefold())), typed
    )


def _several(column: Column, typed: str) -> list[str]:
    """Numbers or words, apart by commas, semicolons or, for numbers, spaces; n4: 4 does not apply."""
    whole = _by_words(column, typed)
    if whole in column.options:
        return [whole]
    parts = [part for part in re.split(r"[,;]", typed) if part.strip()]
    words = [
        word for part in parts for word in (part.split() if _all_numbers(part) else [part.strip()])
    ]
    ticks = [_tick(column, word) for word in words]
    _refuse_company(column, ticks)
    return ticks


def _all_numbers(part: str) -> bool:
    return all(re.fullmatch(r"[nN]?[0-9]+[.)]?", word) for word in part.split())


def _tick(column: Column, word: str) -> str:
    from omnicheck.answer_codes import AnswerFormatError
    from omnicheck.answer_words import NOT_APPLICABLE_ID

    if not re.fullmatch(r"[nN][0-9]+[.)]?", word):
        return _by_number(column, word)
    name = _by_number(column, word[1:])
    option = column.question.options[name]
    if not option.may_not_apply:
        what = _("“{option}” can happen in every business.").format(option=option.text)
        raise AnswerFormatError(what, _range_words(column))
    return f"{name}={NOT_APPLICABLE_ID}"


def _refuse_company(column: Column, ticks: list[str]) -> None:
    """Keep "none of these" alone."""
    from omnicheck.answer_codes import AnswerFormatError

    options = column.question.options
    ticked = {tick for tick in ticks if tick in options}
    alone = [tick for tick in ticked if options[tick].exclusive]
    if alone and len(ticked) > 1:
        what = _("“{option}” cannot stand beside other answers.").format(
            option=options[alone[0]].text
        )
        raise AnswerFormatError(what, "")

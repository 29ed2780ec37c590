"""What a person typed at a question: an answer, or a wish to go back, to get help, to skip."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class Misfit:
    """What was typed cannot be taken; says what would be."""

    what: str


Reply = "Code | Wish | Misfit"

_BACK = ("b", "back")
_HELP = ("?", "h", "help")
_NOT_SURE = ("s", "not sure", "not_sure")
_NOT_APPLICABLE = ("n", "not_applicable")
_YES, _NO = ("y", "yes"), ("n", "no")


def reply_to(column: Column, typed: str, *, has_answer: bool) -> Code | Wish | Misfit:
    """Understand what was typed: a number of the list, a letter, or the answer in words."""
    word = typed.strip().casefold()
    if word in _BACK:
        return Wish.BACK
    if word in _HELP:
        return Wish.HELP
    if not word:
        return Wish.KEEP if has_answer else Misfit(_nothing_typed(column))
    return _state(column, word) or _answer(column, typed.strip())


def _nothing_typed(column: Column) -> str:
    if column.question.kind in (Kind.TEXT, Kind.NUMBER, Kind.SCALE):
        return _("Type an answer, or s for not sure.")
    return _("Type the number of an answer, or s for not sure.")


def _state(column: Column, word: str) -> Code | None:
    from omnicheck.answer_codes import Code, not_applicable_text, not_sure_text
    from omnicheck.engine.columns import NOT_APPLICABLE, NOT_SURE

    if word in (*_NOT_SURE, not_sure_text().casefold()):
        return Code(NOT_SURE)
    if column.question.not_applicable and word in (*_NOT_APPLICABLE, not_applicable_text().casefold()):
        return Code(NOT_APPLICABLE)
    return None


def _answer(column: Column, typed: str) -> Code | Misfit:
    from omnicheck.answer_codes import AnswerFormatError, code_of

    try:
        given = _chosen(column, typed)
        read = code_of(column, given)
    except AnswerFormatError as error:
        return Misfit(_in_the_interview(column, error.what, error.cure))
    return read if read is not None else Misfit(_nothing_typed(column))


def _in_the_interview(column: Column, what: str, cure: str) -> str:
    """Speak of numbers in the list, where the file would speak of ids."""
    if column.options and column.question.kind is not Kind.SEVERAL:
        cure = _range_words(column)
    return f"{what[:1].upper()}{what[1:]} {cure}"


def _range_words(column: Column) -> str:
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
            if word in _YES or word in _NO:
                return "yes" if word in _YES else "no"
            return _by_number(column, typed)
        case _:
            return typed


def _by_number(column: Column, typed: str) -> str:
    from omnicheck.answer_codes import AnswerFormatError

    number = typed.rstrip(".)")
    if not number.isascii() or not number.isdigit():
        return typed
    if 1 <= int(number[:6]) <= len(column.options):
        return column.options[int(number) - 1]
    raise AnswerFormatError(_("there is no answer {number} here.").format(number=number), _range_words(column))


def _several(column: Column, typed: str) -> list[str]:
    """Numbers or words, apart by commas, semicolons or, for numbers, spaces; n4: 4 does not apply."""
    parts = [part for part in re.split(r"[,;]", typed) if part.strip()]
    words = [word for part in parts for word in (part.split() if _all_numbers(part) else [part.strip()])]
    return [_tick(column, word) for word in words]


def _all_numbers(part: str) -> bool:
    return all(re.fullmatch(r"[nN]?[0-9]+[.)]?", word) for word in part.split())


def _tick(column: Column, word: str) -> str:
    if re.fullmatch(r"[nN][0-9]+[.)]?", word):
        return f"{_by_number(column, word[1:])}=not_applicable"
    return _by_number(column, word)

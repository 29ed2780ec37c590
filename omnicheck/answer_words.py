"""Answers in words: as people read them, as files hold them, and what makes two of them the same."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_ASKED, NOT_SURE
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.engine.columns import Column

NOT_SURE_ID: Final = "not_sure"
NOT_APPLICABLE_ID: Final = "not_applicable"
#: Quotation marks that people and word processors put around an answer.
OUTER_QUOTES: Final = "\"'“”„‟‘’‚‛«»"
#: Options are folded again for every answer that is compared with them.
_MOST_FOLDED: Final = 4096
#: What may stand around an answer without being part of it.
AROUND: Final = re.compile(rf"^[\s{OUTER_QUOTES}]+|[\s{OUTER_QUOTES}]+$")
#: What does not tell two heads of columns apart.
_APART: Final = re.compile(r"[\s_\-‐‑]+")


def not_sure_text() -> str:
    """Return how the answer "not sure" reads to people."""
    return _("Not sure")


def not_applicable_text() -> str:
    """Return how the answer "does not apply" reads to people."""
    return _("Does not apply")


def answer_text(column: Column, code: int, given: str | None = "") -> str:
    """Return an answer in the words of its questionnaire.

    Args:
        column: The question.
        code: The answer.
        given: The words of a free text; None where nothing was given at all.
    """
    if code == NOT_SURE and given is None:
        return _("No answer")
    if code < 0:
        return {
            NOT_SURE: not_sure_text(),
            NOT_APPLICABLE: not_applicable_text(),
            NOT_ASKED: _("Not asked"),
        }[code]
    texts = option_texts(column)
    match column.question.kind:
        case Kind.SEVERAL:
            ticked = [text for i, text in enumerate(texts) if code >> i & 1]
            return "; ".join(ticked) or _("None of these")
        case Kind.ONE | Kind.YES_NO:
            return (texts or [_("Yes"), _("No")])[code]
        case Kind.TEXT:
            return given or ""
        case _:
            shown = format(exact_number(column, code).normalize(), ",f")
            return f"{shown} {column.question.unit}" if column.question.unit else shown


def exact_number(column: Column, code: int) -> Decimal:
    """Return the number that the code of a number or a scale stands for, to its last digit."""
    number = column.origin + code * column.unit
    return Decimal(number.numerator) / Decimal(number.denominator)


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
            return format(exact_number(column, code), "f")


@lru_cache(_MOST_FOLDED)
def folded(text: str) -> str:
    """Return what must agree for two answers to be the same: not case, quotes, final stop, kind of space.

    >>> folded(" “Same-Day.” "), folded("same_day")
    ('same day', 'same day')
    """
    bare = AROUND.sub("", AROUND.sub("", text).removesuffix("."))
    words = re.sub(r"(?<=\w)[-‐‑](?=\w)", " ", bare.replace("_", " ").replace("’", "'"))
    return " ".join(words.split()).casefold()


def option_texts(column: Column) -> list[str]:
    """Return the options of a question as they are shown."""
    return [option.text for option in column.question.options.values()]


def head_key(name: str) -> str:
    """Return what must agree for two names of columns to be the same: letters and figures, in any case.

    >>> head_key("Hours_per-Week"), head_key("hours per week")
    ('hoursperweek', 'hoursperweek')
    """
    return _APART.sub("", name).casefold()

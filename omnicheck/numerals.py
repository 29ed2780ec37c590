"""Numbers as people write them, read without guessing.

What can be read in two ways, such as 1.500, is refused with a proposal instead.
"""

from __future__ import annotations

import re
from decimal import Decimal

from omnicheck.language import _

MAX_DIGITS = 15

_LONGEST_EXCERPT = 24
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")
#: The signs of money, as a pattern.
CURRENCY = "[$£€¥₹₩₽₺₪₫₱₦₴₵]"
_SIGN = "(?P<sign>[+-]?)"
_DIGITS = r"""(?=\.?[0-9])
    (?P<whole> [0-9]+ | [1-9][0-9]{0,2}(?:,[0-9]{3})+ | [1-9][0-9]{0,2}(?:\ [0-9]{3})+ )?
    (?: \. (?P<part>[0-9]+) )?"""
_SCALE = r"(?: \ ? (?P<scale>[kKmM]) )?"
_FORMS = tuple(
    re.compile(form, re.VERBOSE)
    for form in (
        rf"{_SIGN} (?: {CURRENCY} \ ? )? {_DIGITS} {_SCALE}",
        rf"{_SIGN} {_DIGITS} {_SCALE} \ ? {CURRENCY}",
        rf"{_SIGN} {_DIGITS} \ ? (?P<scale>%)",
    )
)
_TWO_WAYS = re.compile(r"([1-9][0-9]{0,2})\.([0-9]{3})")
_UNITS = re.compile(rf"^[+-]?{CURRENCY}?\ ?|\ ?(?:{CURRENCY}|[kKmM%])$")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_SCALES = {"k": 1_000, "m": 1_000_000}


def has_unit(text: str) -> bool:
    """Whether a currency or a percent sign says what a number counts."""
    return re.search(rf"{CURRENCY}|%", text) is not None


class NumberFormatError(ValueError):
    """A text is not a number, or could be more than one; says what would be."""

    def __init__(self, what: str, cure: str) -> None:
        """Keep what is wrong with the text, and an example of what is right."""
        self.what = what
        self.cure = cure
        super().__init__(f"{what} {cure}")


def parse_number(text: str) -> Decimal:
    """Return the number that a person wrote: with thousands, currency, percent, k or m.

    >>> parse_number("£1,250.50"), parse_number("5k"), parse_number("12 %")
    (Decimal('1250.50'), Decimal('5000'), Decimal('12'))

    Raises:
        NumberFormatError: If it is not one number beyond doubt.
    """
    written = _SPACES.sub(" ", text).strip().replace("\u2212", "-")
    _refuse_length(written)
    found = next((match for form in _FORMS if (match := form.fullmatch(written))), None)
    if found is None:
        raise NumberFormatError(_no_number(written), _proposal(written))
    plain = f"{found['whole'] or '0'}.{found['part'] or '0'}"
    if two_ways := _TWO_WAYS.fullmatch(plain):
        raise _ambiguous(written, *two_ways.groups())
    number = Decimal(found["sign"] + re.sub("[, ]", "", plain))
    return _scaled(number, found["scale"] or "", written)


def parse_plain_number(text: str) -> Decimal:
    """Return the number written in digits, with a point for decimals and nothing else.

    >>> parse_plain_number("012"), parse_plain_number("-0.4")
    (Decimal('12'), Decimal('-0.4'))

    Raises:
        NumberFormatError: If it is written otherwise.
    """
    _refuse_length(text)
    if not _PLAIN.fullmatch(text):
        cure = _("Write digits, with a point for decimals, for example 1500 or 0.4.")
        raise NumberFormatError(_no_number(text), cure)
    return +Decimal(text)


def _scaled(number: Decimal, scale: str, written: str) -> Decimal:
    number *= _SCALES.get(scale.lower(), 1)
    if abs(number) >= 10**MAX_DIGITS:
        raise _too_long(written)
    whole = number.to_integral_value()
    return +whole if whole == number else number


def _refuse_length(text: str) -> None:
    if len(re.findall("[0-9]", text)) > MAX_DIGITS:
        raise _too_long(text)


def _too_long(text: str) -> NumberFormatError:
    what = _('"{text}" has more than {count} digits.').format(text=_shown(text), count=MAX_DIGITS)
    return NumberFormatError(what, _("Write a smaller number, for example 1500000."))


def _no_number(text: str) -> str:
    if not text:
        return _("There is no number here.")
    return _('"{text}" cannot be read as a number.').format(text=_shown(text))


def _ambiguous(text: str, whole: str, part: str) -> NumberFormatError:
    # Three decimals always read like thousands; the nearest clear form has fewer or more.
    decimals = part.rstrip("0") if part.endswith("0") else f"{part}0"
    plain, clear = f"{whole}.{part}", f"{whole}.{decimals}".rstrip(".")
    what = _('"{text}" can be read in two ways.').format(text=_shown(text))
    cure = _("Write {thousands} or {decimal}.").format(
        thousands=text.replace(plain, whole + part), decimal=text.replace(plain, clear)
    )
    return NumberFormatError(what, cure)


def _proposal(text: str) -> str:
    bare = _UNITS.sub("", text)
    whole, _comma, decimals = bare.rpartition(",")
    with_point, digits = f"{_only_digits(whole)}.{decimals}", _only_digits(bare)
    other_thousands = r"[0-9]{1,3}(\.[0-9]{3})+|[0-9]+(_[0-9]+)+|[0-9]{1,2}(,[0-9]{2})+,[0-9]{3}"
    proposals = (
        (r"[0-9]+,[0-9]+", _("Write {example}, with a point."), with_point),
        (r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]+", _("Write {example}."), with_point),
        (other_thousands, _("Write {example}."), digits),
        (r"[0-9]+:[0-9.:]+", _("Write it with decimals, for example {example}."), "1.5"),
        (r"[0-9.]+[eE][+-]?[0-9]+", _("Write it out, for example {example}."), "1000"),
    )
    for pattern, cure, number in proposals:
        if re.fullmatch(pattern, bare):
            return cure.format(example=text.replace(bare, number))
    return _("Write digits, for example 1500 or 0.4.")


def _only_digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def _shown(text: str) -> str:
    seen = "".join(char if char.isprintable() else "?" for char in text[:_LONGEST_EXCERPT])
    return seen + ("..." if len(text) > _LONGEST_EXCERPT else "")

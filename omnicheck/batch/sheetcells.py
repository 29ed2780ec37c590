"""Numbers in the cells of a workbook as a person sees them: dates, percents and leading zeros."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from omnicheck.batch.parts import written
from omnicheck.batch.sheetxml import tags_of

_Look = Literal["number", "percent", "zeros", "date"]

#: Built-in formats that show a day or a time; the others have their code in the file.
_DATES: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_PERCENTS: Final = frozenset([9, 10])
#: What a format shows as it stands: quoted, escaped, filling, in brackets.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DAY_ZERO: Final = datetime(1899, 12, 30)
#: Excel counts a 29th of February 1900, for the sake of Lotus 1-2-3.
_AFTER_FALSE_DAY: Final = 61
_BETWEEN_1900_AND_1904: Final = 1462
_LAST_DAY: Final = 2_958_466
_DIGITS: Final = 15


@dataclass(frozen=True)
class Looks:
    """How numbers look, by the style of their cell."""

    by_style: tuple[tuple[_Look, int], ...]
    """The kind of look, and the least number of digits."""
    since_1904: bool = False

    def seen(self, text: str, style: int) -> str:
        """Return the number of a cell as a person sees it; the whole of it, where the cell rounds."""
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            return text
        if not number.is_finite():
            return text
        look, digits = self.by_style[style] if 0 <= style < len(self.by_style) else ("number", 0)
        match look:
            case "percent":
                return f"{_plain(number * 100)}%"
            case "date" if 0 <= number < _LAST_DAY:
                return _day(float(number), since_1904=self.since_1904)
            case _:
                return _plain(number).zfill(digits)


def _plain(number: Decimal) -> str:
    """Return a number to the 15 digits that spreadsheets count in, without an exponent."""
    rounded = Decimal(f"{number:.{_DIGITS}g}")
    return format(rounded.normalize() + 0, "f")


def _day(serial: float, *, since_1904: bool) -> str:
    if since_1904:
        serial += _BETWEEN_1900_AND_1904
    seconds = round(serial * 86_400)
    moment = _DAY_ZERO + timedelta(seconds=seconds)
    if seconds < 86_400:  # noqa: PLR2004
        return _clock(moment.time())
    if serial < _AFTER_FALSE_DAY:
        moment += timedelta(days=1)
    if moment.time() == time():
        return written(moment)
    return f"{moment.date().isoformat()} {_clock(moment.time())}"


def _clock(at: time) -> str:
    return at.isoformat("seconds").removesuffix(":00")


def looks_of(styles: bytes, *, since_1904: bool = False) -> Looks:
    """Read how the cells of a workbook look from the part that holds its styles."""
    if not styles:
        return Looks((), since_1904)
    codes: dict[int, str] = {}
    found: list[tuple[_Look, int]] = []
    is_cell_style = False
    for tag, attributes in tags_of(styles):
        match tag:
            case "numFmt" if "numFmtId" in attributes:
                codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
            case "cellXfs" | "cellStyleXfs" | "cellStyles" | "dxfs":
                is_cell_style = tag == "cellXfs"
            case "xf" if is_cell_style:
                found.append(_look(int(attributes.get("numFmtId", 0)), codes))
    return Looks(tuple(found), since_1904)


def _look(number: int, codes: dict[int, str]) -> tuple[_Look, int]:
    code = codes.get(number, "")
    bare = _LITERAL.sub("", code).partition(";")[0].strip()
    if "%" in bare or (not code and number in _PERCENTS):
        return "percent", 0
    if re.search("[dmyhs]", bare, re.IGNORECASE) or (not code and number in _DATES):
        return "date", 0
    return ("zeros", len(bare)) if re.fullmatch("00+", bare) else ("number", 0)

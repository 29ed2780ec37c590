"""How wide a text gets, and where to break it: SVG neither measures nor wraps.

The widths are those of Noto Sans and Open Sans, rounded up: the widest of the fonts that reports name.
In any other of them a text takes less room than planned, never more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSIS: Final = "…"
LINE_HEIGHT: Final = 1.3
"""Distance of two baselines, in sizes of the font."""

_BOLD: Final = 1.1
_WIDTHS: Final = {
    letter: width
    for letters, width in (
        (" ijl.,:;'’|", 0.29),
        ("I()[]!f-/\\t", 0.38),
        ("rJ", 0.43),
        ('cksxyvz_`"*?“”„', 0.52),
        ("EFTLSVYXaeçéàäá€$–0123456789", 0.59),
        ("bdghnopquöüóúñ", 0.63),
        ("ABCKPRZ+<=>~^", 0.66),
        ("DGHNUÄÜ", 0.77),
        ("wOQÖ#&%@", 0.84),
        ("mMW—…", 0.96),
    )
    for letter in letters
}
_PLAIN: Final = 0.66
_CAPITAL: Final = 0.8
_WIDE: Final = 1.05
_PICTURE: Final = 1.4
_NEVER_FIRST: Final = "、。，．・：；！？」』）】ー"
"""Signs that stay with the letter before them."""
_JOINERS: Final = ("\u200d", "\u2060")
_PIECES: Final = re.compile(r" |[^ ]+")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the most room that a text takes at a font size, in the unit of the size."""
    return sum(map(_letter_width, text)) * size * (_BOLD if bold else 1)


def wrapped(
    text: str, room: float, size: float, *, bold: bool = False, most: int = 2
) -> tuple[str, ...]:
    """Return a text broken into at most so many lines that each fit; what is left over ends in "…"."""
    text = " ".join(text.split())
    if text_width(text, size, bold=bold) <= room:
        return (text,) if text else ()
    lines: list[str] = []
    for piece in _words(text, room, size, bold):
        longer = f"{lines[-1]}{piece}" if lines else piece
        if lines and text_width(longer.rstrip(), size, bold=bold) <= room:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(piece)
        else:
            lines[-1] = _cut(longer, room, size, bold)
            break
    return tuple(line.strip() for line in lines)


def _cut(line: str, room: float, size: float, bold: bool) -> str:
    kept = list(_clusters(line.strip()))
    while kept and text_width("".join(kept) + ELLIPSIS, size, bold=bold) > room:
        kept.pop()
    return "".join(kept).rstrip() + ELLIPSIS


def _words(text: str, room: float, size: float, bold: bool) -> Iterator[str]:
    """Yield pieces between which a line may end; each fits into the room, spaces follow their word."""
    piece, used = "", 0.0
    for found in _PIECES.findall(text):
        if found == " ":
            yield piece + " "
            piece, used = "", 0.0
            continue
        for cluster in _clusters(found):
            needed = text_width(cluster, size, bold=bold)
            if piece and (used + needed > room or _may_break(piece[-1], cluster[0])):
                yield piece
                piece, used = "", 0.0
            piece, used = piece + cluster, used + needed
    if piece:
        yield piece


def _clusters(text: str) -> Iterator[str]:
    """Yield letters with the marks that belong to them."""
    cluster = ""
    for letter in text:
        belongs = _letter_width(letter) == 0 or cluster.endswith(_JOINERS)
        if cluster and not belongs:
            yield cluster
            cluster = ""
        cluster += letter
    if cluster:
        yield cluster


@cache
def _letter_width(letter: str) -> float:
    known = _WIDTHS.get(letter)
    if known is not None:
        return known
    category = unicodedata.category(letter)
    if category in {"Mn", "Me", "Cf"}:
        return 0
    if _is_wide(letter):
        return _PICTURE if category == "So" else _WIDE
    if category == "So" or ord(letter) in range(0x2190, 0x2C00):
        return _PICTURE
    return _CAPITAL if category == "Lu" else _PLAIN


def _may_break(before: str, after: str) -> bool:
    return _is_wide(before) and _is_wide(after) and after not in _NEVER_FIRST


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in {"W", "F"}

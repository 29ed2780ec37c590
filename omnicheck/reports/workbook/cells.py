"""What one cell, one sheet name or one printed line may hold, whatever text comes in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from omnicheck.language import _
from omnicheck.plaintext import REPLACEMENT, clean

if TYPE_CHECKING:
    from omnicheck.reports.workbook.styles import Style


class Styled(NamedTuple):
    """A text that looks other than its column."""

    text: str
    style: Style


class Linked(NamedTuple):
    """A text that leads to a file of ours; never made from what people type."""

    text: str
    file: str
    """Relative to the workbook, percent-encoded."""


Cell = str | float | Styled | Linked | None

#: Excel counts as UTF-16 does, where rare characters count twice.
_LONGEST_TEXT: Final = 32_767
_SURELY_FITS: Final = _LONGEST_TEXT // 2
_LONGEST_NAME: Final = 31
#: A printed line holds 255 characters in all; names share it with the rest.
_LONGEST_PRINTED: Final = 90
_NO_XML: Final = re.compile("[\ufffe\uffff]")
_NO_NAME: Final = re.compile(r"[\[\]:*?/\\]")


def cell_text(text: str) -> str:
    """Return text that a cell can hold; what is too long ends with a note that says so."""
    safe = text if text.isprintable() else _NO_XML.sub(REPLACEMENT, clean(text))
    if len(safe) > _SURELY_FITS:
        safe = _shortened(safe)
    # XlsxWriter takes a text between these marks for formatting of its own.
    return f"{safe} " if safe.startswith("<r>") and safe.endswith("</r>") else safe


def _shortened(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST_TEXT:
        return text
    note = " " + _("[shortened: a cell holds no more]")
    return units[: 2 * (_LONGEST_TEXT - len(note))].decode("utf-16-le", "ignore") + note


def sheet_name(title: str) -> str:
    """Return a legal name of a sheet, whatever language the title is in.

    >>> sheet_name("Pros/cons: what [now]?"), len(sheet_name("x" * 40))
    ('Pros cons what now', 31)
    """
    plain = " ".join(_NO_NAME.sub(" ", title).split())
    return plain[:_LONGEST_NAME].strip(" '")


def printed(text: str) -> str:
    """Return text for the head or foot of a printed page, where & begins a command."""
    return cell_text(text)[:_LONGEST_PRINTED].replace("&", "&&")

"""How values are put into words, for the lines of CSV and of JSON.

A text that a spreadsheet could take for a formula begins with an apostrophe; numbers do not.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from omnicheck.batch.writers.base import number_words
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LETTERS: Final = r"0-9A-Z_a-z\x{c0}-\x{24f}"  # more of them take long to compile
_NONE: Final = r"[^\x00-\x{10ffff}]"
_FORMULA: Final = frozenset("=+-@")


@dataclass(frozen=True)
class Dialect:
    """How values are written."""

    blank: str
    """Stands for nothing."""
    text: Callable[[str], str]
    """Puts a text into words."""
    bare: str
    """A pattern, as RE2 reads it, of texts whose words are the text itself."""
    quoted: str
    """The same of texts whose words are the text itself between double quotes."""

    def words(self, kind: str, values: Sequence[Any]) -> list[str]:
        """Put different values, numbers as steps, into words."""
        match kind:
            case "number":
                return [number_words(step) for step in values]
            case "count":
                return [str(count) for count in values]
            case _:
                return [self.text(text) for text in values]


def csv_text(text: str) -> str:
    """Return a text as a cell of a CSV file, on one line and never a formula.

    >>> csv_text("Tea, cake"), csv_text("=1+1"), csv_text("-5")
    ('"Tea, cake"', "'=1+1", "'-5")
    """
    safe = clean(text)
    if _may_be_formula(text):
        safe = f"'{safe}"
    if "," in safe or '"' in safe:
        safe = safe.replace('"', '""')
        return f'"{safe}"'
    return safe


def _may_be_formula(text: str) -> bool:
    if text[:1] in ("\t", "\r", "\n"):
        return True
    first = text.lstrip()[:1]
    return bool(first) and unicodedata.normalize("NFKC", first) in _FORMULA


def json_text(text: str) -> str:
    """Return a text as JSON in ASCII; null for an empty one."""
    return json.dumps(text) if text else "null"


CSV: Final = Dialect(
    blank="",
    text=csv_text,
    bare=rf"[{_LETTERS}][{_LETTERS} .:;/#&()'’-]*",
    quoted=rf"[{_LETTERS}][{_LETTERS} .:;/#&()'’,-]*",
)
JSON: Final = Dialect("null", json_text, bare=_NONE, quoted=r"[ !#-\[\]-~]+")

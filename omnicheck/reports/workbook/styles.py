"""How cells look: a few styles around one accent colour."""

from __future__ import annotations

from typing import Any, Final, Literal

from omnicheck.reports.colours import mixed

Style = Literal[
    "title", "quiet", "section", "banner", "banner_label", "lead", "label", "plain",
    "head", "head_right", "list_head", "list_head_right",
    "text", "strong", "faint", "link", "good", "care",
    "number", "figure", "whole", "decimal", "signed", "share",
    "fill_in", "fill_in_day",
]  # fmt: skip

#: Styles of columns that hold numbers.
NUMBERS: Final[frozenset[Style]] = frozenset(["figure", "whole", "decimal", "signed", "share"])

INK: Final = "#1f2933"
_QUIET: Final = "#5b6670"
RULE: Final = "#d5dade"
WHITE: Final = "#ffffff"
#: Both at least 4.5 to 1 on white, and told apart by their words as well.
GOOD: Final = "#1b6e3c"
CARE: Final = "#9a4a00"
_TINT: Final = 0.1
_ALL: Final = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "vcenter"}
_INDENT: Final = {"align": "left", "indent": 1}
_WRAPPED: Final = _ALL | _INDENT | {"text_wrap": True}
_CELL: Final = _WRAPPED | {"bottom": 1, "bottom_color": RULE}
_FIGURE: Final = _CELL | {"align": "right"}


class Styles(dict[Style, Any]):
    """The XlsxWriter formats of one workbook by style, made when they are first used."""

    def __init__(self, book: Any, accent: str) -> None:
        """Keep the XlsxWriter workbook that they belong to."""
        super().__init__()
        self._book = book
        self._looks = _looks(accent)

    def __missing__(self, style: Style) -> Any:
        """Make the format of a style."""
        self[style] = self._book.add_format(self._looks[style])
        return self[style]


def _looks(accent: str) -> dict[Style, dict[str, Any]]:
    return _front_looks(accent) | _table_looks(accent)


def _front_looks(accent: str) -> dict[Style, dict[str, Any]]:
    banner = {"bg_color": accent, "font_color": WHITE} | _INDENT
    rule = {"bottom": 2, "bottom_color": accent}
    return {
        "title": _ALL | {"font_size": 22, "bold": True, "font_color": accent} | _INDENT,
        "quiet": _ALL | {"font_color": _QUIET} | _INDENT,
        "section": _ALL | rule | {"font_size": 13, "bold": True, "font_color": accent} | _INDENT,
        "banner": _ALL | banner | {"font_size": 20, "bold": True},
        "banner_label": _ALL | banner | {"font_size": 11},
        "lead": _WRAPPED | {"font_size": 12, "bold": True},
        "label": _WRAPPED | {"font_color": _QUIET},
        "plain": _WRAPPED,
    }


def _table_looks(accent: str) -> dict[Style, dict[str, Any]]:
    head = _CELL | {"bold": True, "font_color": _QUIET}
    list_head = _CELL | {"bold": True, "font_color": WHITE, "bg_color": accent}
    fill_in = _CELL | {"bg_color": mixed(accent, WHITE, _TINT), "border": 1, "border_color": RULE}
    return {
        "head": head,
        "head_right": head | {"align": "right"},
        "list_head": list_head,
        "list_head_right": list_head | {"align": "right"},
        "text": _CELL,
        "strong": _CELL | {"bold": True},
        "faint": _CELL | {"font_color": _QUIET},
        "link": _CELL | {"bold": True, "underline": 1, "font_color": accent},
        "good": _CELL | {"bold": True, "font_color": GOOD},
        "care": _CELL | {"bold": True, "font_color": CARE},
        "number": _CELL | {"align": "center", "indent": 0},
        "figure": _FIGURE,
        "whole": _FIGURE | {"num_format": "0"},
        "decimal": _FIGURE | {"num_format": "0.0"},
        "signed": _FIGURE | {"num_format": "+0.0;-0.0;0.0"},
        "share": _FIGURE | {"num_format": "0%"},
        "fill_in": fill_in,
        "fill_in_day": fill_in | {"num_format": "yyyy-mm-dd"},
    }

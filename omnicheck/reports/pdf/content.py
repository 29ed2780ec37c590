"""What the template is given: the manuscript as plain data, its figures drawn, its columns weighed."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from enum import Enum
from itertools import zip_longest
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from omnicheck.choices import Strategy
from omnicheck.language import _
from omnicheck.reports.labels import strategy_label
from omnicheck.reports.manuscript.record import (
    Contrast,
    Figure,
    Front,
    Heading,
    Paragraph,
    Section,
    Table,
)
from omnicheck.reports.pdf.ink import FONT, on_paper
from omnicheck.reports.pictures import Width, standalone, standalone_balance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.reports.manuscript.record import Balance, Manuscript
    from omnicheck.reports.pictures import Colours
    from omnicheck.reports.rendering import Look
    from omnicheck.reports.theme import Theme

#: A name with a digit needs quotes.
_CSS_FONT: Final = f"'{FONT}'"
_BREAK: Final = "\u200b"
#: A run of letters that may be wider than its column; scripts without spaces break by themselves.
_LONG_RUN: Final = re.compile(r"[^\s\u2e80-\uffff]{24,}")
_PIECE: Final = re.compile(r".{1,8}?[/.,;:?&=_-]|.{1,8}")
#: The running head and foot have one line each.
_LONGEST_LINE: Final = 70
#: Letters of a cell that stays on one line.
_SHORT_CELL: Final = 16
#: Letters in the longest cells of a table that leaves the narrow column free.
_NARROW_TABLE: Final = 75
_TEXTS: Final = (
    "language", "title", "stamp", "day", "contents_title", "appendix_title", "made_with", "page_of",
)  # fmt: skip
_PAPERS: Final = {"a4": "a4", "letter": "us-letter"}


def content_of(manuscript: Manuscript, look: Look) -> dict[str, Any]:
    """Return the data for the template, ready for JSON; every text is there to the letter."""
    colours, front = on_paper(look.theme.accent), manuscript.front
    appendix = (*manuscript.appendix, *_figures_as_tables(manuscript))
    return {
        "paper": _PAPERS[look.paper],
        "font": FONT,
        "colours": {f.name: getattr(colours, f.name) for f in fields(colours)},
        "brand": _brand(look.theme),
        "running_head": _shortened(manuscript.business),
        "running_foot": _shortened(manuscript.confidential),
        **{name: getattr(manuscript, name) for name in _TEXTS},
        "front": _plain(front, colours),
        "balance": _balance(front.balance, colours) if isinstance(front, Front) else "",
        "sections": tuple(_section(each, colours) for each in manuscript.sections),
        "appendix": tuple(_section(each, colours) for each in appendix),
    }


def _plain(value: Any, colours: Colours) -> Any:
    """Return a record as a dictionary with its class as `kind`, figures as SVG, tables with widths."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return _breakable(value)
    if isinstance(value, tuple):
        return tuple(_plain(item, colours) for item in value)
    if isinstance(value, Figure):
        return _drawn(value, colours)
    if not is_dataclass(value):
        return value
    found = {f.name: _plain(getattr(value, f.name), colours) for f in fields(value)}
    if isinstance(value, Table):
        found |= _measures(value)
    return {"kind": type(value).__name__, **found}


def _section(section: Section, colours: Colours) -> dict[str, Any]:
    return {"title": _breakable(section.title), "blocks": tuple(_blocks(section, colours))}


def _blocks(section: Section, colours: Colours) -> Iterator[dict[str, Any]]:
    """Give the blocks; what leads to the next one says so, and no caption repeats the heading above."""
    above = section.title
    for block, after in zip_longest(section.blocks, section.blocks[1:]):
        found = _plain(block, colours)
        if isinstance(block, Paragraph):
            found["leads"] = not isinstance(after, Heading | None)
        if isinstance(block, Table | Contrast) and block.caption == above:
            found["caption"] = ""
        if isinstance(block, Heading):
            above = block.text
        yield found


def _drawn(figure: Figure, colours: Colours) -> dict[str, Any]:
    return {
        "kind": "Figure",
        "title": _breakable(figure.title),
        "alt": f"{figure.title}. {figure.description}",
        "svg": standalone(figure, Width.WIDE, "picture", colours, _CSS_FONT),
    }


def _balance(balance: Balance, colours: Colours) -> str:
    ends = strategy_label(Strategy.MULTICHANNEL), strategy_label(Strategy.OMNICHANNEL)
    return standalone_balance(balance, ends, Width.WIDE, "balance", colours, _CSS_FONT)


def _figures_as_tables(manuscript: Manuscript) -> Iterator[Section]:
    """Give a section with the tables of all figures, unless a section shows the same one."""
    blocks = tuple(block for section in manuscript.sections for block in section.blocks)
    tables = tuple(block.table for block in blocks if isinstance(block, Figure))
    if tables:
        yield Section("pictures", _("The pictures as tables"), tables)


def _measures(table: Table) -> dict[str, Any]:
    """Return the share of each column in the room, 0 for as wide as its text, and if it needs little."""
    columns = tuple(zip(*(table.head, *table.rows), strict=True))
    longest = [max(map(len, column)) for column in columns]
    return {
        "widths": tuple(
            0
            if number in table.figures or longest[number] <= _SHORT_CELL
            else round(sqrt(longest[number] + sum(map(len, column)) / len(column)), 1)
            for number, column in enumerate(columns)
        ),
        "narrow": sum(longest) <= _NARROW_TABLE,
    }


def _brand(theme: Theme) -> dict[str, Any]:
    logo = theme.logo
    return {
        "name": _breakable(theme.name or ""),
        "footer": _breakable(theme.footer or ""),
        "logo_text": theme.name or _("Logo"),
        "logo": tuple(logo.data) if logo else (),
        "logo_format": "svg" if logo and logo.media_type == "image/svg+xml" else "png",
    }


def _breakable(text: str) -> str:
    """Return text with room to break inside addresses and other endless words."""
    return _LONG_RUN.sub(lambda run: _BREAK.join(_PIECE.findall(run[0])), text)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1].rstrip() + "…"

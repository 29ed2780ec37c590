"""Any other document as sheets: its beginning first, then one sheet for each of its sections."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from omnicheck.reports.manuscript.record import (
    Contrast,
    Cover,
    Facts,
    Figure,
    Heading,
    Items,
    Note,
    Paragraph,
    Steps,
    Table,
)
from omnicheck.reports.workbook.logo import place_logo
from omnicheck.reports.workbook.page import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from omnicheck.reports.manuscript.record import Block, Item, Manuscript, Section
    from omnicheck.reports.theme import Theme
    from omnicheck.reports.workbook.cells import Cell
    from omnicheck.reports.workbook.page import Page

_LINE_HEIGHT: Final = 16
_TITLE_HEIGHT: Final = 32
_FIRST_WIDTH: Final = 34
_ROOM: Final = 110
_WIDEST: Final = 44
_FEWEST: Final = 3
#: A number as our texts write it: with a true minus, a plus, or thousands apart.
_NUMBER: Final = re.compile(r"[+\-\u2212]?\d{1,3}(?:,?\d{3})*(?:\.\d+)?")


def fill_sheets(new_page: Callable[[str], Page], manuscript: Manuscript, theme: Theme) -> None:
    """Write a document whose manuscript begins with a cover; `new_page` adds a sheet of some title."""
    cover = manuscript.front
    assert isinstance(cover, Cover)  # noqa: S101  a report has sheets of its own
    _fill_cover(new_page(cover.question), cover, manuscript, theme)
    for section in (*manuscript.sections, *manuscript.appendix):
        fill_section(new_page(section.title), section)


def _fill_cover(page: Page, cover: Cover, manuscript: Manuscript, theme: Theme) -> None:
    page.set_widths(_FIRST_WIDTH, _ROOM)
    page.sheet.set_portrait()
    place_logo(page, theme)
    page.line([cover.question], ["quiet"], _LINE_HEIGHT)
    page.line([cover.business], ["title"], _TITLE_HEIGHT)
    page.line([cover.about], ["quiet"], _LINE_HEIGHT)
    page.skip()
    page.fact("", cover.lead, "lead")
    for text in (cover.means, *cover.notices):
        if text:
            page.fact("", text)
    for fact in cover.facts:
        page.fact(fact.label, fact.text)
    page.skip()
    closing = (theme.name, theme.footer, manuscript.confidential, manuscript.made_with)
    for closing_text in filter(None, closing):
        page.line([closing_text], ["quiet"], _LINE_HEIGHT)


def fill_section(page: Page, section: Section) -> None:
    """Write a section of a manuscript, one block below the other."""
    most = max((_columns(block) for block in section.blocks), default=1)
    others = max(_FEWEST, most) - 1
    page.set_widths(_FIRST_WIDTH, *[min(_WIDEST, _ROOM / others)] * others)
    page.section(section.title)
    for block in section.blocks:
        _write(page, block)


def _columns(block: Block) -> int:
    table = block.table if isinstance(block, Figure) else block
    return len(table.head) if isinstance(table, Table) else 1


def _write(page: Page, block: Block) -> None:
    match block:
        case Paragraph(text) | Note(text):
            page.fact("", text)
        case Heading(text):
            page.section(text)
        case Facts(facts):
            for fact in facts:
                page.fact(fact.label, fact.text)
        case Items():
            _write_items(page, block)
        case Table():
            _write_table(page, block)
        case Steps():
            page.section(block.title)
            for step in block.steps:
                page.fact(f"{step.number}. {step.title}", step.how)
        case Contrast():
            rows = tuple((r.aspect, r.multichannel, r.omnichannel, r.here) for r in block.rows)
            head = ("", block.multichannel, block.omnichannel, block.here)
            _write_table(page, Table(block.caption, head, rows))
        case _:
            _write_table(page, block.table)


def _write_items(page: Page, block: Items) -> None:
    for number, item in enumerate(block.items, start=block.first):
        lead = f"{number}. {item.lead}" if block.numbered else item.lead
        page.fact(lead, _told(item))


def _told(item: Item) -> str:
    facts = (f"{fact.label}: {fact.text}" for fact in item.facts)
    tag = f"({item.tag})" if item.tag else ""
    return "\n".join(part for part in (tag, item.text, *facts) if part)


def _write_table(page: Page, table: Table) -> None:
    if table.caption:
        page.skip()
        page.fact("", table.caption, "lead")
    columns = [
        Column(title, "decimal" if i in table.figures else "text" if i else "strong")
        for i, title in enumerate(table.head)
    ]
    page.table(columns, (_cells(row, table.figures) for row in table.rows))
    page.skip()


def _cells(row: Sequence[str], figures: Sequence[int]) -> list[Cell]:
    return [_number(text) if i in figures else text for i, text in enumerate(row)]


def _number(text: str) -> Cell:
    """Return a number that stands alone as one; with words around it, it stays a text."""
    if not _NUMBER.fullmatch(text):
        return text
    return float(text.replace("\u2212", "-").replace(",", ""))

"""A document as Markdown: plain enough to read as it is, and the same tables in every viewer.

It keeps to what CommonMark and pipe tables share with older dialects. Texts are escaped so that they
show letter for letter: none becomes markup, a link or a picture.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from omnicheck.plaintext import clean
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import (
    BarsFigure,
    Contrast,
    Cover,
    Facts,
    Heading,
    Items,
    LadderFigure,
    Note,
    Paragraph,
    PlotFigure,
    PullsFigure,
    Steps,
    Table,
    TimelineFigure,
)
from omnicheck.reports.rendering import Rendered
from omnicheck.reports.stamp import identity_of, stamped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.reports.documents import Document
    from omnicheck.reports.manuscript.record import Block, Front, Item, Manuscript, Section
    from omnicheck.reports.rendering import Look
    from omnicheck.reports.theme import Theme

#: What means something in some dialect. Backslashes serve only where every dialect takes them.
_ESCAPES: Final = str.maketrans(
    {char: f"\\{char}" for char in "\\*_[]{}#"}
    | {"<": "&lt;", ">": "&gt;", "|": "&#124;", "`": "&#96;", "~": "&#126;", "@": "&#64;"}
)
#: An ampersand that begins the name of a character.
_NAMED: Final = re.compile(r"&(?=#?\w+;)")
_WEB: Final = re.compile(r"(?<=www)\.", re.IGNORECASE)
#: What opens a list at the start of a line: a mark, or a number and what stands after it.
_LIST_START: Final = re.compile(r"^(\d+(?=[.)])|(?=[-+]))")
_LISTS: Final = (Items, Facts)
#: Between two lists or two notes, which would else become one.
_DIVIDER: Final = "<!-- -->"
#: Where a label or a lead needs no colon after it.
_ENDS: Final = ".!?:…。！？："


def render_markdown(document: Document, look: Look) -> Rendered:
    """Return the document as a Markdown file in UTF-8."""
    manuscript = manuscript_of(document)
    text = "\n\n".join([*_document(manuscript, look.theme), f"<!-- {manuscript.stamp} -->"])
    return Rendered(stamped(f"{text}\n".encode(), identity_of(document)))


def escaped(text: str) -> str:
    r"""Return text on one line that shows letter for letter wherever it stands in a line.

    >>> escaped("1 * 2 | <b>")
    '1 \\* 2 &#124; &lt;b&gt;'
    """
    line = _NAMED.sub("&amp;", " ".join(text.splitlines()).strip()).translate(_ESCAPES)
    return _WEB.sub(r"\.", line.replace("://", "&#58;//"))


def _line(text: str) -> str:
    """Return escaped text for the start of a line, where it must open no list or definition either."""
    line = _LIST_START.sub(r"\1\\", escaped(text))
    return f"&#58;{line[1:]}" if line.startswith(":") else line


def _strong(text: str) -> str:
    return f"**{escaped(text)}**" if text.strip() else ""


def _led(lead: str, text: str) -> str:
    """Return a text behind its lead, with a colon between where the lead has no end of its own."""
    if not lead.strip():
        return _line(text)
    ended = lead if not text or lead.rstrip().endswith(tuple(_ENDS)) else f"{lead.rstrip()}:"
    return _joined(_strong(ended), escaped(text))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _document(manuscript: Manuscript, theme: Theme) -> Iterator[str]:
    yield _heading(1, manuscript.title)
    front = manuscript.front
    yield from _cover(front) if isinstance(front, Cover) else _front(front)
    yield from _sections(manuscript.sections, level=2)
    if manuscript.appendix:
        yield _heading(2, manuscript.appendix_title)
        yield from _sections(manuscript.appendix, level=3)
    yield "---"
    closing = (theme.name, theme.footer, manuscript.confidential, manuscript.made_with)
    yield from (_line(clean(text)) for text in closing if text)


def _front(front: Front) -> Iterator[str]:
    yield from (_line(text) for text in (front.about, front.lead) if text)
    yield _heading(2, front.strategy_title)
    yield from (part for part in (_strong(front.path_title), _line(front.means)) if part)
    yield _led(front.confidence.label, front.confidence.text)
    yield from _bullets(_line(reason) for reason in front.confidence_reasons)
    yield _led(front.tightest.label, front.tightest.text)
    yield _line(front.balance.description)
    yield from _notices(front.notices)
    for title, items in ((front.reasons_title, front.reasons), (front.steps_title, front.steps)):
        if items:
            yield _heading(3, title)
            yield _items(Items(items, numbered=True))


def _cover(cover: Cover) -> Iterator[str]:
    yield from (_line(text) for text in (cover.about,) if text)
    yield _heading(2, cover.lead)
    yield from (_line(text) for text in (cover.means,) if text)
    yield from _bullets(_led(fact.label, fact.text) for fact in cover.facts)
    yield from _notices(cover.notices)


def _notices(notices: tuple[str, ...]) -> Iterator[str]:
    for i, notice in enumerate(notices):
        yield from (_DIVIDER,) * (i > 0)
        yield f"> {_line(notice)}"


def _sections(sections: Iterable[Section], level: int) -> Iterator[str]:
    for section in sections:
        yield _heading(level, section.title)
        title = section.title
        before: Block | None = None
        for block in section.blocks:
            if any(isinstance(before, kind) and isinstance(block, kind) for kind in (_LISTS, Note)):
                yield _DIVIDER
            title = block.text if isinstance(block, Heading) else title
            yield from _block(block, level + 1, title)
            before = block


def _heading(level: int, title: str) -> str:
    return f"{'#' * level} {escaped(title)}"


def _block(block: Block, level: int, above: str) -> Iterator[str]:
    match block:
        case Paragraph(text):
            yield _line(text)
        case Note(text):
            yield f"> {_line(text)}"
        case Heading(text):
            yield _heading(level, text)
        case Items():
            yield _items(block)
        case Facts(facts):
            yield from _bullets(_led(fact.label, fact.text) for fact in facts)
        case Table():
            yield from _table(block, above)
        case Steps():
            yield from _steps(block, level)
        case Contrast():
            yield from _table(_contrast(block), above)
        case BarsFigure() | PlotFigure() | PullsFigure() | LadderFigure() | TimelineFigure():
            yield _heading(level, block.title)
            yield _line(block.description)
            yield from _table(block.table, block.title)


def _items(block: Items) -> str:
    """Return a list; one that does not begin with 1 carries its numbers as text.

    Older dialects count every list from 1.
    """
    lines = []
    for number, item in enumerate(block.items, start=block.first):
        mark = f"{number}." if block.numbered and block.first == 1 else "-"
        counted = rf"{number}\." if block.numbered and block.first != 1 else ""
        lines.append(_joined(mark, counted, _item(item)))
        lines += [f"    - {_led(fact.label, fact.text)}" for fact in item.facts]
    return "\n".join(lines)


def _item(item: Item) -> str:
    if not (item.text or item.tag or item.facts):
        return _line(item.lead)
    if not item.tag:
        return _led(item.lead, item.text)
    return _joined(_strong(item.lead), f"*({escaped(item.tag)})*", escaped(item.text))


def _steps(block: Steps, level: int) -> Iterator[str]:
    yield _heading(level, block.title)
    if block.hours:
        yield _line(block.hours)
    for step in block.steps:
        yield _strong(f"{step.number}. {step.title}")
        yield _line(step.how)
        done = _led(step.done_when.label, step.done_when.text)
        to_fill = [_strong(f"{label}:") for label in step.to_fill]
        yield from _bullets(filter(None, (done, _line(" · ".join(step.facts)), *to_fill)))


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    if listed := "\n".join(f"- {line}" for line in lines):
        yield listed


def _table(table: Table, above: str) -> Iterator[str]:
    """Yield a table below its caption, which is left out where the heading above says the same."""
    if table.caption and table.caption != above:
        yield _strong(table.caption)
    rules = ["---:" if column in table.figures else "---" for column in range(len(table.head))]
    rows = [_cells(map(escaped, row)) for row in table.rows]
    yield "\n".join([_cells(map(escaped, table.head)), _cells(rules), *rows])


def _contrast(block: Contrast) -> Table:
    rows = ((row.aspect, row.multichannel, row.omnichannel, row.here) for row in block.rows)
    head = ("", block.multichannel, block.omnichannel, block.here)
    return Table(block.caption, head, tuple(rows))


def _cells(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"

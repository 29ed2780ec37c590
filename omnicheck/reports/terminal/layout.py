"""Lines of text: wrapping, hanging indents, headings and columns, counted in terminal cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len, chop_cells
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from omnicheck.reports.terminal.symbols import Symbols

WIDEST: Final = 88
_COLUMNS_FROM: Final = 80
_INDENTED_FROM: Final = 40
_SHORT_WORD: Final = 12

STRONG: Final = "bold"
QUIET: Final = "dim"
ACCENT: Final = "cyan"
GOOD: Final = "green"
CARE: Final = "yellow"


@dataclass(frozen=True, slots=True)
class Layout:
    """How wide a report is set, with which characters, and how much of it."""

    width: int
    symbols: Symbols
    accessible: bool
    detail: bool

    @property
    def has_columns(self) -> bool:
        """Room for texts side by side."""
        return self.width >= _COLUMNS_FROM and not self.accessible

    @property
    def indent(self) -> int:
        """Columns left free before the body of a section."""
        return 2 if self.width >= _INDENTED_FROM and not self.accessible else 0

    @property
    def room(self) -> int:
        """Columns left for the body of a section."""
        return self.width - self.indent

    def heading(self, title: str) -> Iterator[Text]:
        """Yield a free line and the title of a section."""
        yield Text()
        if self.accessible:
            yield from broken(Text(title), self.width)
            return
        *lines, last = broken(Text(title, STRONG), self.width)
        yield from lines
        length = self.width - last.cell_len - 1
        rule = self.symbols.rule * max(0, length)
        yield Text.assemble(last, " ", (rule, QUIET)) if length > 1 else last

    def subheading(self, title: str) -> Iterator[Text]:
        """Yield a free line and the title of a part of a section."""
        yield Text()
        yield from self.paragraph(title, style=STRONG)

    def paragraph(self, body: str | Text, *, indent: int = 0, style: str = "") -> Iterator[Text]:
        """Yield a text wrapped under the section's indent; nothing where there is no text."""
        text = Text(body, style) if isinstance(body, str) else body
        if text.plain:
            yield from hanging(" " * (self.indent + indent), text, self.width)

    def item(self, mark: str, body: str | Text, *, indent: int = 0) -> Iterator[Text]:
        """Yield a text that hangs behind its mark."""
        text = Text(body) if isinstance(body, str) else body
        lead = " " * (self.indent + indent) + mark + " "
        yield from hanging(lead, text, self.width)

    def bullets(self, bodies: Iterable[str | Text]) -> Iterator[Text]:
        """Yield a list."""
        for body in bodies:
            yield from self.item(self.symbols.bullet, body)

    def brief(self, facts: Sequence[str], *, indent: int = 0) -> Iterator[Text]:
        """Yield short facts on one line, or each on its own where there is no room."""
        line = self.symbols.separator.join(facts)
        fits = cell_len(line) <= self.room - indent
        for text in [line] if fits else facts:
            yield from self.paragraph(text, indent=indent)

    def fact(self, label: str, body: str, *, indent: int = 0, column: int = 0) -> Iterator[Text]:
        """Yield `label: body`; with a column, bodies of several facts start below each other."""
        if not body:
            return
        style = "" if indent else STRONG  # Under a title in bold, a label is plain.
        if not column or not self.has_columns:
            yield from self.paragraph(Text.assemble((f"{label}: ", style), body), indent=indent)
            return
        lead = Text(" " * (self.indent + indent)).append(label, style)
        yield from hanging(padded(lead, self.indent + indent + column), Text(body), self.width)

    def both_ends(self, left: Text, right: Text) -> Iterator[Text]:
        """Yield one line with text at both ends, or one after the other where there is no room."""
        free = self.room - left.cell_len - right.cell_len
        if free > 1 and not self.accessible:
            yield from self.paragraph(Text.assemble(left, " " * free, right))
            return
        yield from self.paragraph(left)
        yield from self.paragraph(right)


def hanging(lead: str | Text, body: Text, width: int) -> Iterator[Text]:
    """Yield a text wrapped behind its lead, later lines below the first word."""
    first = Text(lead) if isinstance(lead, str) else lead
    rest = Text(" " * first.cell_len)
    for index, line in enumerate(broken(body, width - first.cell_len)):
        whole = (rest if index else first).copy().append_text(line)
        whole.rstrip()
        yield whole


def broken(text: Text, width: int) -> list[Text]:
    """Return lines of at most `width` cells, without a short word alone on the last one."""
    lines = _filled(text, width)
    if not _ends_alone(lines):
        return lines
    for narrower in range(width - 1, width * 17 // 20, -1):
        tried = _filled(text, narrower)
        if len(tried) > len(lines):
            break
        if not _ends_alone(tried):
            return tried
    return lines


def _ends_alone(lines: Sequence[Text]) -> bool:
    last = lines[-1].plain
    return len(lines) > 1 and " " not in last and cell_len(last) < _SHORT_WORD


def _filled(text: Text, width: int) -> list[Text]:
    """Fill line after line; a word wider than a line is cut where the line ends."""
    cuts: list[int] = []
    left = width
    for match in re.finditer(r"[^ ]+ *", text.plain):
        word, start = match.group().rstrip(" "), match.start()
        if cell_len(word) > left < width:
            cuts.append(start)
            left = width
        while cell_len(word) > left:
            head = chop_cells(word, left)[0] or word[0]
            word, start = word[len(head) :], start + len(head)
            cuts.append(start)
        left -= cell_len(word) + match.end() - start - len(word)
    lines = list(text.divide(cuts)) if cuts else [text.copy()]
    for line in lines:
        line.rstrip()
    return lines


def padded(text: Text, width: int, *, right: bool = False) -> Text:
    """Return the text with spaces behind it, or before it, up to a width in cells."""
    spaces = " " * max(0, width - text.cell_len)
    return Text.assemble(spaces, text) if right else Text.assemble(text, spaces)


def beside(cells: Sequence[Sequence[Text]], widths: Sequence[int], gap: int = 2) -> Iterator[Text]:
    """Yield columns of lines side by side."""
    for row in zip_longest(*cells, fillvalue=Text()):
        line = Text()
        for cell, width in zip(row, widths, strict=True):
            line.append_text(padded(cell, width)).append(" " * gap)
        line.rstrip()
        yield line

"""The report on a terminal: plain lines of text, a letter to read from top to bottom."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final, TypeVar

from rich.text import Text

from omnicheck.reports.accessible import wants_accessible
from omnicheck.reports.terminal.appendix import appendix, pointer
from omnicheck.reports.terminal.changes import changes, remarks, review, unknowns
from omnicheck.reports.terminal.comparison import comparison
from omnicheck.reports.terminal.console import console_for
from omnicheck.reports.terminal.firmness import firmness
from omnicheck.reports.terminal.layout import WIDEST, Layout
from omnicheck.reports.terminal.peers import peers
from omnicheck.reports.terminal.picture import picture
from omnicheck.reports.terminal.plan import kpis, plan, risks
from omnicheck.reports.terminal.scores import scores, stages
from omnicheck.reports.terminal.symbols import symbols_for
from omnicheck.reports.terminal.texts import encodable, known_encoding, safe_report
from omnicheck.reports.terminal.verdict import closing, header, verdict, why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.console import Console

    from omnicheck.assessment.agreement import Agreement
    from omnicheck.assessment.comparison import Comparison
    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.report import Report
    from omnicheck.assessment.sides import WhatIf

__all__ = [
    "console_for",
    "render_agreement",
    "render_comparison",
    "render_explanation",
    "render_side_by_side",
    "render_terminal",
    "wants_accessible",
]

_Document = TypeVar("_Document")

_SECTIONS: Final = (
    header, verdict, why, scores, peers, picture, stages, changes, firmness, unknowns, remarks, comparison,
    plan, kpis, risks, review,
)  # fmt: skip


def render_terminal(
    report: Report, console: Console, *, accessible: bool = False, detail: bool = False
) -> None:
    """Write the report to a console made by `console_for`.

    Args:
        report: What to show.
        console: Where to write; its width and the encoding of its stream settle the layout.
        accessible: Plain lines, without boxes, bars and columns.
        detail: Adds every answer, the method, the limits and the sources.
    """
    _print(report, _lines, console, accessible=accessible, detail=detail)


def render_side_by_side(
    document: WhatIf, console: Console, *, accessible: bool = False, detail: bool = False
) -> None:
    """Write several results held against the first one, in the same way; `detail` adds every step."""
    from omnicheck.reports.terminal.side_by_side import side_by_side

    _print(document, side_by_side, console, accessible=accessible, detail=detail)


def render_comparison(
    document: Comparison, console: Console, *, accessible: bool = False, detail: bool = False
) -> None:
    """Write what moved between two dates, in the same way; `detail` adds every entry and the method."""
    from omnicheck.reports.terminal.compare import comparison

    _print(document, comparison, console, accessible=accessible, detail=detail)


def render_agreement(
    document: Agreement, console: Console, *, accessible: bool = False, detail: bool = False
) -> None:
    """Write where several people differ, in the same way; `detail` adds every entry and the method."""
    from omnicheck.reports.terminal.agreement import agreement

    _print(document, agreement, console, accessible=accessible, detail=detail)


def render_explanation(
    document: Explanation, console: Console, *, accessible: bool = False, detail: bool = False
) -> None:
    """Write how one result came about, in the same way; `detail` adds what is worked out on the way."""
    from omnicheck.reports.terminal.explanation import explanation

    _print(document, explanation, console, accessible=accessible, detail=detail)


def _print(
    document: _Document,
    lines_of: Callable[[_Document, Layout], Iterator[Text]],
    console: Console,
    *,
    accessible: bool,
    detail: bool,
) -> None:
    encoding = known_encoding(getattr(console.file, "encoding", None))
    symbols = symbols_for(encoding, accessible=accessible)
    layout = Layout(min(console.width, WIDEST), symbols, accessible, detail)
    lines = _carried(lines_of(safe_report(document, encoding), layout), encoding)
    console.print(Text("\n").join(lines), soft_wrap=True)


def _lines(report: Report, layout: Layout) -> Iterator[Text]:
    yield from chain.from_iterable(section(report, layout) for section in _SECTIONS)
    yield from appendix(report, layout) if layout.detail else pointer(layout)
    yield from closing(report, layout)


def _carried(lines: Iterable[Text], encoding: str) -> Iterator[Text]:
    """Translations of the program's own texts may hold what the stream cannot carry."""
    for line in lines:
        line.plain = encodable(line.plain, encoding)
        yield line

"""Two scores against each other, as a small plot and as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rich.text import Text

import omnicheck.reports.sentences as say
from omnicheck.figures import score_text
from omnicheck.language import _
from omnicheck.reports.terminal.layout import ACCENT, CARE, QUIET, STRONG, beside, hanging, padded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Report, Score
    from omnicheck.reports.terminal.layout import Layout
    from omnicheck.reports.terminal.symbols import Symbols

_PLOT_FROM: Final = 50
_BESIDE_FROM: Final = 76
_COLUMNS: Final = 31
_ROWS: Final = 9
_MARGIN: Final = 4
_PLOT_WIDTH: Final = _MARGIN + _COLUMNS + 2


class _Axis(NamedTuple):
    """Where a score's value, its range and its threshold fall on an axis of cells."""

    point: int
    low: int
    high: int
    line: int | None


def picture(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield the plot where there is room for it, and always the sentences."""
    found = {score.id: score for score in report.scores}
    named = report.picture
    if named is None or not {named.across, named.upward} <= found.keys():
        return
    across, upward = found[named.across], found[named.upward]
    met = {line.id: line.met for line in report.lines}
    yield from layout.heading(say.picture_title(across, upward))
    told = [_sentence(score, met.get(score.id)) for score in (across, upward)]
    drawn = None if _is_too_small(across, upward, layout) else _plot(across, upward, layout.symbols)
    if drawn is None:
        for sentence in told:
            yield from layout.paragraph(sentence)
    else:
        yield from _together(
            drawn,
            [*_legend(across, upward, layout.symbols), *((Text(), each) for each in told)],
            layout,
        )


def _is_too_small(across: Score, upward: Score, layout: Layout) -> bool:
    valued = across.value is not None and upward.value is not None
    return layout.accessible or layout.width < _PLOT_FROM or not valued


def _together(plot: list[Text], legend: list[tuple[Text, str]], layout: Layout) -> Iterator[Text]:
    if layout.width < _BESIDE_FROM:
        yield from (Text(" " * layout.indent).append_text(line) for line in plot)
        for mark, text in legend:
            yield from hanging(
                Text(" " * layout.indent).append_text(mark), Text(text), layout.width
            )
        return
    width = min(44, layout.room - _PLOT_WIDTH - 3)
    lines = [Text()]
    for mark, text in legend:
        lines += hanging(mark, Text(text), width) if text else [Text()]
    indented = [Text(" " * layout.indent).append_text(line) for line in plot]
    yield from beside([indented, lines], [layout.indent + _PLOT_WIDTH, width], gap=3)


def _sentence(score: Score, met: bool | None) -> str:
    return say.score_sentence(score, "" if met is None else say.reached(met))


def _legend(across: Score, upward: Score, symbols: Symbols) -> Iterator[tuple[Text, str]]:
    yield Text.assemble((symbols.point, f"{STRONG} {ACCENT}"), " "), say.point_legend()
    if across.low < across.high or upward.low < upward.high:
        yield Text.assemble((symbols.shade, ACCENT), " "), say.box_legend()
    yield Text(), ""


def _plot(across: Score, upward: Score, symbols: Symbols) -> list[Text]:
    x, y = _axis(across, _COLUMNS), _axis(upward, _ROWS)
    top_left, top_right, bottom_left, bottom_right = tuple(symbols.corners)
    top, bottom, left, right = tuple(symbols.ends)
    lines = [Text(" " * _MARGIN + " ").append(upward.title, STRONG)]
    lines.append(_edge("100", top_left, top, top_right, x.line, symbols))
    for row, cells in enumerate(_cells(x, y, symbols)):
        is_line = y.line is not None and row == _ROWS - 1 - y.line
        label = score_text(upward.threshold) if is_line and upward.threshold is not None else ""
        ends = (left, right) if is_line else (symbols.upward, symbols.upward)
        line = Text(f"{label:>{_MARGIN - 1}} ").append(ends[0], QUIET)
        lines.append(line.append_text(cells).append(ends[1], QUIET))
    lines.append(_edge("0", bottom_left, bottom, bottom_right, x.line, symbols))
    lines.append(_scale(across, x.line))
    return [*lines, padded(Text(across.title, STRONG), _PLOT_WIDTH, right=True)]


def _edge(
    label: str, first: str, between: str, last: str, line: int | None, symbols: Symbols
) -> Text:
    run = [symbols.across] * _COLUMNS
    if line is not None:
        run[line] = between
    return Text(f"{label:>{_MARGIN - 1}} ").append("".join((first, *run, last)), QUIET)


def _scale(across: Score, line: int | None) -> Text:
    figures = list(" " * (_PLOT_WIDTH))
    figures[_MARGIN + 1] = "0"
    figures[-4:-1] = "100"
    if line is not None and across.threshold is not None:
        text = score_text(across.threshold)
        start = min(_MARGIN + 1 + line - (len(text) - 1) // 2, _PLOT_WIDTH - 5 - len(text))
        start = max(start, _MARGIN + 3)
        figures[start : start + len(text)] = text
    return Text("".join(figures).rstrip())


def _axis(score: Score, size: int) -> _Axis:
    line = None if score.threshold is None else round(score.threshold / 100 * (size - 1))
    point, low, high = (
        _cell(value, score.threshold, line, size)
        for value in (score.value or 0.0, score.low, score.high)
    )
    return _Axis(point, low, high, line)


def _cell(value: float, threshold: float | None, line: int | None, size: int) -> int:
    """Return the cell of a value; short of its threshold it also stands short of the line."""
    cell = round(value / 100 * (size - 1))
    if threshold is None or line is None:
        return cell
    return max(0, min(cell, line - 1)) if value < threshold else max(cell, line)


def _cells(x: _Axis, y: _Axis, symbols: Symbols) -> Iterator[Text]:
    grid = [[(" ", "")] * _COLUMNS for _row in range(_ROWS)]
    _write_names(grid, x, y)
    if x.low < x.high or y.low < y.high:
        for row in range(y.low, y.high + 1):
            grid[row][x.low : x.high + 1] = [(symbols.shade, ACCENT)] * (x.high - x.low + 1)
    _write_lines(grid, x, y, symbols)
    grid[y.point][x.point] = (symbols.point, f"{STRONG} {ACCENT}")
    return (Text.assemble(*row) for row in reversed(grid))


def _write_lines(grid: list[list[tuple[str, str]]], x: _Axis, y: _Axis, symbols: Symbols) -> None:
    if x.line is not None:
        for row in grid:
            row[x.line] = (symbols.upward, CARE)
    if y.line is not None:
        grid[y.line] = [(symbols.across, CARE)] * _COLUMNS
        if x.line is not None:
            grid[y.line][x.line] = (symbols.crossing, CARE)


def _write_names(grid: list[list[tuple[str, str]]], x: _Axis, y: _Axis) -> None:
    """Name the two corners that matter, each on a row that neither point nor range touches."""
    if x.line is None or y.line is None:
        return
    touched = range(min(y.low, y.point), max(y.high, y.point) + 1)
    corners = (
        (_("Omnichannel"), x.line + 1, _COLUMNS, range(_ROWS - 1, y.line, -1)),
        (_("Multichannel"), 0, x.line, range(y.line)),
    )
    for name, start, end, rows in corners:
        free = [row for row in rows if row not in touched]
        if free and len(name) + 2 <= end - start:
            grid[free[0]][start + 1 : start + 1 + len(name)] = [(letter, QUIET) for letter in name]

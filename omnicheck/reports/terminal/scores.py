"""The scores as bars, and the ladder of stages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.sentences as say
from omnicheck.figures import score_text
from omnicheck.reports.terminal.layout import ACCENT, CARE, GOOD, QUIET, STRONG, broken, padded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Report, Score, StageStep
    from omnicheck.reports.terminal.layout import Layout

_TITLE_WIDTH: Final = 22
_BAR: Final = 40
_LEAST_BAR: Final = 20
_BESIDE_BAR: Final = 9


def scores(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield the scores that decide, each with its bar and what it says."""
    deciding = say.deciding(report)
    if not deciding:
        return
    asked = max(_asks(score).cell_len for score in deciding)
    size = min(_BAR, layout.room - _TITLE_WIDTH - _BESIDE_BAR - asked)
    yield from layout.heading(say.section_title("scores"))
    yield from _scale(deciding, layout)
    for score in deciding:
        yield Text()
        yield from _score(score, size, layout)


def stages(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield the ladder with the rung where the business stands."""
    if not report.stages:
        return
    yield from layout.heading(say.section_title("today"))
    for score in report.scores:
        if not score.decides and layout.detail:
            yield from _standing(score, layout)
    for number, stage in enumerate(report.stages, start=1):
        here = _here(stage, layout) if stage.is_today else ""
        title = Text.assemble(
            (stage.title, STRONG if stage.is_today else ""), (here, f"{STRONG} {ACCENT}")
        )
        yield from layout.item(f"{number}.", title)
        if stage.is_today or layout.detail:
            yield from layout.paragraph(stage.means, indent=3)


def _standing(score: Score, layout: Layout) -> Iterator[Text]:
    if score.value is None:
        return
    figure = say.of_100(score.value)
    yield from layout.fact(score.title, f"{figure}. {score.says}")


def _here(stage: StageStep, layout: Layout) -> str:
    lead = ": " if layout.accessible else f"  {layout.symbols.here} "
    return lead + say.here(certain=stage.is_certain)


def _scale(deciding: list[Score], layout: Layout) -> Iterator[Text]:
    yield from layout.paragraph(say.scale())
    drawn = [score for score in deciding if score.value is not None and not layout.accessible]
    if any(score.threshold is not None for score in drawn):
        yield from layout.item(layout.symbols.mark, say.threshold_legend())
    if any(score.low < score.high for score in drawn):
        yield from layout.item(layout.symbols.shade, say.range_legend())


def _score(score: Score, size: int, layout: Layout) -> Iterator[Text]:
    if score.value is None:
        yield from layout.fact(score.title, score.says)
        return
    if layout.accessible or size < _LEAST_BAR:
        yield from _stacked(score, score.value, layout)
    else:
        yield from _in_one_line(score, score.value, size, layout)
    yield from layout.paragraph(score.says)


def _in_one_line(score: Score, value: float, size: int, layout: Layout) -> Iterator[Text]:
    *lines, last = broken(Text(score.title, STRONG), _TITLE_WIDTH)
    for line in lines:
        yield from layout.paragraph(line)
    row = padded(last, _TITLE_WIDTH + 1)
    row.append_text(padded(Text(score_text(value, score.threshold), STRONG), 4, right=True))
    row.append("  ").append_text(bar(score, value, size, layout)).append("  ").append_text(
        _asks(score)
    )
    yield from layout.paragraph(row)
    if score.low < score.high:
        yield from layout.paragraph(say.open_range(score), indent=_TITLE_WIDTH + 7)


def _stacked(score: Score, value: float, layout: Layout) -> Iterator[Text]:
    yield from layout.fact(score.title, say.of_100(value, score.threshold))
    if not layout.accessible:
        yield from layout.paragraph(bar(score, value, min(_BAR, layout.room), layout))
    if score.threshold is not None:
        state = "" if score.met is None else say.reached(score.met)
        yield from layout.paragraph(say.asks_for(score.threshold, state))
    if score.low < score.high:
        yield from layout.paragraph(say.open_range(score))


def _asks(score: Score) -> Text:
    if score.threshold is None:
        return Text()
    needs = say.needs(score.threshold)
    if score.met is None:
        return Text(needs)
    return Text.assemble(f"{needs}: ", (say.reached(score.met), GOOD if score.met else CARE))


def bar(score: Score, value: float, size: int, layout: Layout) -> Text:
    """Return a bar: solid up to the low end, shaded up to the high end, with the threshold marked."""
    symbols = layout.symbols
    mark = None if score.threshold is None else min(size - 1, int(score.threshold / 100 * size))
    low, high = (_length(end, score.threshold, mark, size) for end in (score.low, score.high))
    low = low if score.low < score.high else _length(value, score.threshold, mark, size)
    high = max(low, high) if score.low < score.high else low
    line = Text.assemble(
        (symbols.full * low, ACCENT),
        (symbols.shade * (high - low), ACCENT),
        (symbols.empty * (size - high), QUIET),
    )
    if mark is None:
        return line
    return Text.assemble(line[:mark], (symbols.mark, f"{STRONG} {CARE}"), line[mark + 1 :])


def _length(value: float, threshold: float | None, mark: int | None, size: int) -> int:
    """Return a bar's length; only a value that reaches the threshold covers its mark."""
    length = round(value / 100 * size)
    if threshold is None or mark is None:
        return length
    return min(length, mark) if value < threshold else max(length, mark + 1)

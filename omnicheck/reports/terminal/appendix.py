"""Every answer with what it did, the method, its limits, the sources and the versions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.text import Text

import omnicheck.reports.sentences as say
from omnicheck.figures import number_text, score_text, signed_text
from omnicheck.language import _
from omnicheck.reports.labels import state_label
from omnicheck.reports.terminal.firmness import ranges
from omnicheck.reports.terminal.layout import CARE, GOOD, STRONG, beside, broken, padded
from omnicheck.reports.terminal.turning import turning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.report import AnswerLine, Line, Report, SourceLine
    from omnicheck.reports.terminal.layout import Layout

_TOPIC: Final = 26
_FIGURES: Final = (5, 6, 6)
_SOURCES: Final = 9


def pointer(layout: Layout) -> Iterator[Text]:
    """Yield where the rest is found."""
    yield Text()
    yield from layout.paragraph(
        _("How to do each later step, every answer, the method and the sources: add --details.")
    )


def appendix(report: Report, layout: Layout) -> Iterator[Text]:
    """Yield everything that the recommendation rests on."""
    yield from _business(report, layout)
    yield from _lines(report, layout)
    yield from turning(report, layout)
    yield from ranges(report, layout)
    yield from _answers(report, layout)
    yield from _list("method", report.method, layout)
    yield from _list("limits", report.limits, layout)
    yield from sources(report, layout)
    yield from made_from(report, layout)


def _business(report: Report, layout: Layout) -> Iterator[Text]:
    known = say.known_about(report)
    if known:
        yield from _heading("business", layout)
        for label, text in known:
            yield from layout.fact(label, text)


def _lines(report: Report, layout: Layout) -> Iterator[Text]:
    if not report.lines:
        return
    yield from _heading("lines", layout)
    for line in report.lines:
        yield from layout.item(layout.symbols.bullet, _line(line))


def _line(line: Line) -> Text:
    value = _("open") if line.value is None else score_text(line.value, line.threshold)
    figures = _("{value}, asked for {threshold}").format(
        value=value, threshold=score_text(line.threshold)
    )
    state = (say.reached(line.met), GOOD if line.met else CARE)
    return Text.assemble((line.title, STRONG), f": {figures}, ", state)


def _answers(report: Report, layout: Layout) -> Iterator[Text]:
    if not report.answers:
        return
    yield from _heading("answers", layout)
    yield from layout.paragraph(
        _(
            "Value: 0 is plainly multichannel, 100 plainly omnichannel. Points: points of this score "
            "above or below 50. Numbers in brackets name the sources below."
        )
    )
    numbers = {source.id: number for number, source in enumerate(report.sources, start=1)}
    for section, answers in groupby(report.answers, key=lambda answer: answer.section):
        yield Text()
        if layout.has_columns:
            yield _row(layout, (section, STRONG), "", (_("Value"), _("Weight"), _("Points")), "")[0]
        else:
            yield from layout.paragraph(section, style=STRONG)
        for answer in answers:
            yield from _answer(answer, numbers, layout)


def _answer(answer: AnswerLine, numbers: Mapping[str, int], layout: Layout) -> Iterator[Text]:
    value = "" if answer.value is None else score_text(answer.value)
    weight = number_text(answer.weight) if answer.weight else ""
    points = signed_text(answer.contribution) if answer.weight else ""
    cited = ", ".join(str(numbers[name]) for name in answer.sources if name in numbers)
    cited = f"[{cited}]" if cited else ""
    said = answer.answer or state_label(answer.state)
    if layout.has_columns:
        yield from _row(layout, (answer.topic, ""), said, (value, weight, points), cited)
    else:
        yield from layout.item(
            layout.symbols.bullet, Text.assemble((f"{answer.topic}: ", STRONG), said)
        )
        figures = ((_("value"), value), (_("weight"), weight), (_("points"), points))
        shown = [f"{label} {figure}" for label, figure in figures if figure]
        if shown or cited:
            yield from layout.paragraph(", ".join([*shown, cited] if cited else shown), indent=2)
    if answer.note:
        yield from layout.fact(_("Note"), answer.note, indent=2)


def _row(
    layout: Layout, topic: tuple[str, str], said: str, figures: tuple[str, ...], cited: str
) -> list[Text]:
    said_width = layout.room - _TOPIC - sum(_FIGURES) - _SOURCES - 5 * 2
    numbers = [padded(Text(f), w, right=True) for f, w in zip(figures, _FIGURES, strict=True)]
    cells = [
        [Text(" " * layout.indent).append_text(part) for part in broken(Text(*topic), _TOPIC)],
        broken(Text(said), said_width),
        *([number] for number in numbers),
        broken(Text(cited), _SOURCES),
    ]
    widths = [layout.indent + _TOPIC, said_width, *_FIGURES, _SOURCES]
    return list(beside(cells, widths))


def _list(section: str, texts: tuple[str, ...], layout: Layout) -> Iterator[Text]:
    if texts:
        yield from _heading(section, layout)
        yield from layout.bullets(texts)


def sources(report: Report | Explanation, layout: Layout) -> Iterator[Text]:
    """Yield the sources, numbered as they are cited."""
    if not report.sources:
        return
    yield from _heading("sources", layout)
    yield from layout.paragraph(say.grades())
    for number, source in enumerate(report.sources, start=1):
        yield from _source(number, source, layout)


def _source(number: int, source: SourceLine, layout: Layout) -> Iterator[Text]:
    mark = f"[{number}]"
    yield from layout.item(mark, Text.assemble((f"{source.grade.value} ", STRONG), source.citation))
    for text in (source.shows, source.url):
        if text:
            yield from layout.paragraph(text, indent=len(mark) + 1)


def made_from(report: Report | Explanation, layout: Layout) -> Iterator[Text]:
    """Yield versions and fingerprints."""
    yield from _heading("made_from", layout)
    for label, text in say.made_from(report.origin):
        yield from layout.fact(label, text)


def _heading(section: str, layout: Layout) -> Iterator[Text]:
    title = say.section_title(section).lower()
    yield from layout.heading(_("Appendix: {title}").format(title=title))

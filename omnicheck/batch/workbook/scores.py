"""The sheet with one row a business: the recommendation and all scores, with bars and what they need."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from math import isnan
from typing import TYPE_CHECKING, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from omnicheck.batch.lots import TAG
from omnicheck.batch.tallies import column_title
from omnicheck.choices import Confidence, Strategy
from omnicheck.figures import score_text
from omnicheck.language import _
from omnicheck.reports.colours import mixed
from omnicheck.reports.labels import confidence_label, strategy_label
from omnicheck.reports.manuscript.shared import capital
from omnicheck.reports.workbook.cells import Linked, Styled
from omnicheck.reports.workbook.page import Column
from omnicheck.reports.workbook.styles import CARE, WHITE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from omnicheck.batch.portfolio import Part
    from omnicheck.reports.workbook.cells import Cell
    from omnicheck.reports.workbook.page import Page

#: Rows of a sheet, less its head and one for a note.
MOST_ROWS: Final = 1_048_576 - 2
#: Links that Excel takes on one sheet.
_MOST_LINKS: Final = 65_530
_TOP: Final = 100
_TINT: Final = 0.35
_SHOWN: Final = ("country", "region", "staff", "years", "answered_on")


@dataclass(frozen=True)
class Drawn:
    """Where a chart finds the two indices; both strategies have an upward column of their own."""

    part: Part
    page: Page
    rows: int
    across: int
    upward: dict[Strategy, int]


@dataclass(frozen=True)
class _Field:
    """One column of the sheet, with its cells."""

    column: Column
    cells: Iterable[Cell]
    score: str = ""
    """The score that stands in it."""
    line_of: str = ""
    """The score that it has the lines of; such a column is hidden."""


def fill_scores(page: Page, part: Part, accent: str) -> Drawn | None:
    """Write all businesses of a questionnaire; return where the figures of a picture stand, if it has one."""
    printed = [*_names(part), *_decision(part), *_scores(part), *_open(part)]
    shown = [*printed, *_profile(part)]
    fields = [*shown, *_lines(part), *_picture(part)]
    count = min(len(part.rows), MOST_ROWS)
    rows = islice(zip(*(field.cells for field in fields), strict=True), count)
    page.as_list([field.column for field in fields], rows)
    page.hide(len(shown), len(fields) - 1)
    page.freeze(1)
    page.sheet.print_area(0, 0, count, len(printed) - 1)
    for position, field in enumerate(fields[: len(shown)]):
        if field.score:
            page.bars(1, count, position, mixed(accent, WHITE, _TINT), _TOP)
            _mark_missed(page, count, position, _position_of(field.score, fields))
    if count < len(part.rows):
        told = _(
            "{count} more businesses find no room on a sheet; they are in the file of results."
        )
        page.line([told.format(count=len(part.rows) - count)], ["quiet"])
    return _drawn(page, part, fields, count)


def _mark_missed(page: Page, count: int, position: int, line: int | None) -> None:
    """Set the scores that do not reach what is asked for at the stage of their business in another colour."""
    if line is None:
        return
    value, asked = (xl_rowcol_to_cell(1, column, col_abs=True) for column in (position, line))
    formula = f'=AND({value}<>"",{value}<{asked})'
    page.highlight(1, count, position, formula, CARE)


def _position_of(score: str, fields: Sequence[_Field]) -> int | None:
    """Return the column with the lines of a score; None where nothing is asked for."""
    return next((i for i, field in enumerate(fields) if field.line_of == score), None)


def _names(part: Part) -> Iterator[_Field]:
    """Yield who a business is."""
    rows = part.rows
    yield _Field(Column(_("Business"), "strong", 30), list(_linked(part)))
    yield _Field(Column(column_title("trade"), width=18), rows["trade"])


def _profile(part: Part) -> Iterator[_Field]:
    """Yield what else is known of a business, as far as it is of any."""
    rows = part.rows
    tags = [name for name in rows.columns if name.startswith(TAG)]
    for name in (*_SHOWN, *tags):
        if (rows[name] != "").any():
            yield _Field(Column(column_title(name), width=16), rows[name])


def _linked(part: Part) -> Iterator[Cell]:
    """Yield names that lead to the report; Excel takes only so many links."""
    links = 0
    for client, name in zip(part.rows["client"], part.rows["name"], strict=True):
        link = part.link_to(client) if links < _MOST_LINKS else None
        links += link is not None
        yield Linked(name, link) if link else name


def _decision(part: Part) -> Iterator[_Field]:
    rows = part.rows
    strategies = {each.value: _strategy_cell(each) for each in Strategy}
    yield _Field(Column(_("We recommend"), width=15), map(strategies.__getitem__, rows["strategy"]))
    titles = {
        (path, stage.id): part.path_words(path, stage.id).title
        for path in rows["path"].unique()
        for stage in part.questionnaire.stages
    }
    pairs = zip(rows["path"], rows["stage"], strict=True)
    yield _Field(Column(_("In words"), width=34), (titles[pair] for pair in pairs))
    stages = {stage.id: stage.title for stage in part.questionnaire.stages}
    yield _Field(Column(_("Stage today"), width=22), map(stages.__getitem__, rows["stage"]))
    if part.has("confidence"):
        labels = {each.value: capital(confidence_label(each)) for each in Confidence}
        yield _Field(Column(_("Confidence"), width=12), map(labels.__getitem__, rows["confidence"]))
    yield _Field(Column(_("Margin"), "signed", 9), rows["margin"])
    yield _Field(Column(_("Tightest line"), width=20), map(part.title_of, rows["limiting"]))


def _strategy_cell(strategy: Strategy) -> Styled:
    return Styled(
        strategy_label(strategy), "strong" if strategy is Strategy.OMNICHANNEL else "text"
    )


def _scores(part: Part) -> Iterator[_Field]:
    for name, title in part.scores.items():
        asked = part.usual_line(name)
        words = "{title}" if asked is None else _("{title} (asks for {line})")
        head = words.format(title=title, line=score_text(asked or 0))
        yield _Field(Column(head, "decimal", 14), map(_number, part.score(name)), score=name)


def _open(part: Part) -> Iterator[_Field]:
    if part.has("unknowns"):
        yield _Field(Column(_("Open answers"), "whole", 9), part.rows["unknowns"])
    if part.has("next_best_answer"):
        topics = (part.title_of(name) if name else "" for name in part.rows["next_best_answer"])
        yield _Field(Column(_("Find out first"), width=22), topics)


def _lines(part: Part) -> Iterator[_Field]:
    """Yield what is asked of each business at its stage; the colours of the scores hang on it."""
    for name, title in part.scores.items():
        lines = part.lines_of(name)
        if lines:
            words = _("{title}: asked for").format(title=title)
            asked = map(lines.__getitem__, part.rows["stage"])
            yield _Field(Column(words, "decimal", 9), asked, line_of=name)


def _picture(part: Part) -> Iterator[_Field]:
    """Yield the upward index once for each strategy: a chart has a series for each."""
    if part.picture is None:
        return
    _across, upward = part.picture
    for strategy in Strategy:
        words = _("{title}, if {strategy}").format(
            title=part.title_of(upward), strategy=strategy_label(strategy).lower()
        )
        own = part.score(upward).where(part.rows["strategy"] == strategy.value)
        yield _Field(Column(words, "decimal", 9), map(_number, own))


def _drawn(page: Page, part: Part, fields: Sequence[_Field], count: int) -> Drawn | None:
    if part.picture is None:
        return None
    across = next(i for i, field in enumerate(fields) if field.score == part.picture[0])
    first = len(fields) - len(Strategy)
    return Drawn(part, page, count, across, {each: first + i for i, each in enumerate(Strategy)})


def _number(value: float) -> float | None:
    return None if isnan(value) else value

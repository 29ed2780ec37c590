"""The figure of a crowd: where each business stands or, of many, how many stand where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

import omnicheck.reports.sentences as say
from omnicheck.batch.overview.counts import businesses, number
from omnicheck.batch.overview.crowd import CrowdFigure, CrowdLegend, Mark
from omnicheck.choices import Strategy
from omnicheck.figures import score_text
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.reports.labels import strategy_label
from omnicheck.reports.manuscript.record import Score, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.batch.portfolio import Part

#: Up to so many businesses each have a mark of their own.
_MOST_SINGLE: Final = 250
#: Side of the squares in which more businesses share a mark, in points of a score.
_SQUARE: Final = 5
#: How far from what is asked for the outer bands of the table begin.
_BAND: Final = 20
_TOP: Final = 100


def crowd(part: Part) -> CrowdFigure | None:
    """Return the businesses on the two indices; None where the questionnaire has no such picture."""
    if part.picture is None:
        return None
    across, upward = part.picture
    placed = part.rows[part.score(across).notna() & part.score(upward).notna()]
    is_single = len(placed) <= _MOST_SINGLE
    marks = tuple(_singles(part, placed) if is_single else _squares(part, placed))
    title = _("{upward} against {across}").format(
        upward=part.title_of(upward), across=part.title_of(across).lower()
    )
    return CrowdFigure(
        title=title,
        description=_described(part, placed),
        across=_scale(part, across),
        upward=_scale(part, upward),
        other_lines=tuple(_other_lines(part, placed)),
        marks=marks,
        legend=_legend(part, placed, marks, is_single=is_single),
        table=_table(part, placed, title),
    )


def _scale(part: Part, name: str) -> Score:
    asked = part.usual_line(name)
    return Score(
        title=clean(part.title_of(name)),
        value=None,
        low=0,
        high=0,
        threshold=asked,
        met=None,
        value_text="",
        threshold_text="" if asked is None else score_text(asked),
        state="",
    )


def _described(part: Part, placed: pd.DataFrame) -> str:
    omnichannel = int(part.is_omnichannel[placed.index].sum())
    told = _("{businesses}: {omnichannel} omnichannel, {multichannel} multichannel.").format(
        businesses=businesses(len(placed)),
        omnichannel=number(omnichannel),
        multichannel=number(len(placed) - omnichannel),
    )
    asked = [
        _("{title}: omnichannel asks for {line}.").format(title=title, line=score_text(line))
        for title, line in _asked(part)
    ]
    return " ".join([told, *asked])


def _asked(part: Part) -> Iterator[tuple[str, float]]:
    for name in part.picture or ():
        line = part.usual_line(name)
        if line is not None:
            yield clean(part.title_of(name)), line


def _lines(part: Part, rows: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Return what is asked of each business, at its stage."""
    return np.asarray(rows["stage"].map(part.lines_of(name)), dtype=np.float64)


def _other_lines(part: Part, placed: pd.DataFrame) -> Iterator[tuple[float, float]]:
    """Yield the lines of those stages that have others than usual, where any business stands there."""
    across, upward = part.picture or ("", "")
    usual = (part.usual_line(across), part.usual_line(upward))
    pairs = zip(_lines(part, placed, across), _lines(part, placed, upward), strict=True)
    yield from sorted({(float(x), float(y)) for x, y in pairs} - {usual})


def _singles(part: Part, placed: pd.DataFrame) -> Iterator[Mark]:
    across, upward = part.picture or ("", "")
    columns = (
        part.score(across)[placed.index],
        part.score(upward)[placed.index],
        part.is_omnichannel[placed.index],
        _lines(part, placed, across),
        _lines(part, placed, upward),
        placed["name"],
    )
    for x, y, is_omnichannel, x_line, y_line, name in zip(*columns, strict=True):
        yield Mark(x, y, bool(is_omnichannel), x_line, y_line, name)


def _squares(part: Part, placed: pd.DataFrame) -> Iterator[Mark]:
    """Yield a mark for each square, strategy and stage line, in the middle of its businesses.

    The squares begin at the lines that decide, so no mark stands for businesses on both sides.
    """
    import pandas as pd

    across, upward = part.picture or ("", "")
    table = pd.DataFrame(
        {
            "x": part.score(across)[placed.index],
            "y": part.score(upward)[placed.index],
            "x_line": _lines(part, placed, across),
            "y_line": _lines(part, placed, upward),
            "is_omnichannel": part.is_omnichannel[placed.index],
        }
    )
    table["column"] = np.floor((table["x"] - table["x_line"]) / _SQUARE)
    table["row"] = np.floor((table["y"] - table["y_line"]) / _SQUARE)
    keys = ["is_omnichannel", "x_line", "y_line", "column", "row"]
    found: Any = table.groupby(keys).agg(x=("x", "mean"), y=("y", "mean"), n=("x", "size"))
    for (is_omnichannel, x_line, y_line, _column, _row), x, y, count in zip(
        found.index, found["x"], found["y"], found["n"], strict=True
    ):
        yield Mark(x, y, bool(is_omnichannel), x_line, y_line, count=int(count))


def _legend(
    part: Part, placed: pd.DataFrame, marks: tuple[Mark, ...], *, is_single: bool
) -> CrowdLegend:
    omnichannel = int(part.is_omnichannel[placed.index].sum())
    has_others = any(True for _pair in _other_lines(part, placed))
    sizes = () if is_single else tuple((n, businesses(n)) for n in _sizes(marks))
    return CrowdLegend(
        multichannel=_named(Strategy.MULTICHANNEL, len(placed) - omnichannel),
        omnichannel=_named(Strategy.OMNICHANNEL, omnichannel),
        lines=say.threshold_legend(),
        other_lines=_("what it asks for at another stage") if has_others else "",
        sizes=sizes,
    )


def _named(strategy: Strategy, count: int) -> str:
    return _("{strategy}: {count}").format(strategy=strategy_label(strategy), count=number(count))


def _sizes(marks: tuple[Mark, ...]) -> tuple[int, ...]:
    """Return the largest number of businesses that shares a mark, one in the middle, and the least."""
    most = max(mark.count for mark in marks)
    return tuple(sorted({1, max(1, most // 4), most}))


def _table(part: Part, placed: pd.DataFrame, title: str) -> Table:
    """Return how many businesses are in which band of both scores."""
    across, upward = part.picture or ("", "")
    columns, rows = _bands(part, across), _bands(part, upward)
    x = np.searchsorted(columns, part.score(across)[placed.index], side="right")
    y = np.searchsorted(rows, part.score(upward)[placed.index], side="right")
    omnichannel = part.is_omnichannel[placed.index].to_numpy()
    corner = _("{upward} \\ {across}").format(
        upward=clean(part.title_of(upward)), across=clean(part.title_of(across))
    )
    return Table(
        caption=title,
        head=(corner, *(_band_title(columns, i) for i in range(len(columns) + 1))),
        rows=tuple(
            (
                _band_title(rows, j),
                *(_cell((x == i) & (y == j), omnichannel) for i in range(len(columns) + 1)),
            )
            for j in reversed(range(len(rows) + 1))
        ),
        figures=tuple(range(1, len(columns) + 2)),
    )


def _bands(part: Part, name: str) -> list[float]:
    """Return where bands end: at the lines that decide, and well before and after them."""
    lines = sorted({*part.lines_of(name).values()}) or [50.0]
    outer = (lines[0] - _BAND, lines[-1] + _BAND)
    return [edge for edge in (outer[0], *lines, outer[1]) if 0 < edge < _TOP]


def _band_title(edges: list[float], position: int) -> str:
    if position == 0:
        return _("under {end}").format(end=score_text(edges[0]))
    start = score_text(edges[position - 1])
    if position == len(edges):
        return _("{start} and more").format(start=start)
    return _("{start} to under {end}").format(start=start, end=score_text(edges[position]))


def _cell(is_here: NDArray[np.bool_], is_omnichannel: NDArray[np.bool_]) -> str:
    count, omnichannel = int(is_here.sum()), int((is_here & is_omnichannel).sum())
    if not omnichannel:
        return number(count)
    return _("{all} ({omnichannel} omnichannel)").format(
        all=number(count), omnichannel=number(omnichannel)
    )

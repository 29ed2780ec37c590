"""Figures made by hand for the tests of pictures, and the question that all of them must pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.choices import Horizon
from omnicheck.reports.manuscript.record import (
    BarsFigure,
    LadderFigure,
    PlotFigure,
    Pull,
    PullsFigure,
    Rung,
    Score,
    Table,
    TimelineFigure,
    TimelineStep,
)
from omnicheck.reports.pictures.shapes import Box, Dot, Rect, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.reports.pictures.shapes import Drawing, Shape

NO_TABLE = Table("", (), ())


def score(
    value: float | None,
    threshold: float | None = 50,
    span: tuple[float, float] | None = None,
    title: str = "Need",
) -> Score:
    low, high = span or ((0, 100) if value is None else (value, value))
    met = None if threshold is None or value is None else value >= threshold
    state = (
        "" if threshold is None else f"needs {threshold:g}: {'reached' if met else 'not reached'}"
    )
    return Score(
        title=title,
        value=value,
        low=low,
        high=high,
        threshold=threshold,
        met=met,
        value_text="open" if value is None else f"{value:.0f}",
        threshold_text="" if threshold is None else f"{threshold:g}",
        state=state,
    )


def bars(*scores: Score) -> BarsFigure:
    is_open = any(each.low < each.high for each in scores)
    legend = "what open answers leave open" if is_open else ""
    return BarsFigure("Scores", "How far", scores, "what omnichannel asks for", legend, NO_TABLE)


def plot(across: Score, upward: Score) -> PlotFigure:
    is_open = across.low < across.high or upward.low < upward.high
    return PlotFigure(
        title="Readiness against need",
        description="Where",
        across=across,
        upward=upward,
        multichannel="Multichannel",
        omnichannel="Omnichannel",
        point_legend="you today",
        range_legend="where you may be once open answers are known" if is_open else "",
        table=NO_TABLE,
    )


def pulls(*found: tuple[str, float]) -> PullsFigure:
    return PullsFigure(
        title="Pulls",
        description="What pulls",
        towards_multichannel="towards multichannel",
        towards_omnichannel="towards omnichannel",
        pulls=tuple(Pull(topic, points, f"{points:+.1f}") for topic, points in found),
        table=NO_TABLE,
    )


def ladder(titles: list[str], today: int, target: int) -> LadderFigure:
    rungs = (
        Rung(
            title,
            f"What {title} means for whoever stands there",
            {today: "you are here", target: "the plan leads here"}.get(number, ""),
            is_today=number == today,
            is_target=number == target,
        )
        for number, title in enumerate(titles)
    )
    return LadderFigure("Stages", "Where", tuple(rungs), NO_TABLE)


def timeline(*spans: tuple[float, float], title: str = "Write a handover note") -> TimelineFigure:
    steps = (
        TimelineStep(
            number,
            title,
            Horizon.DAYS_30,
            start,
            end,
            f"weeks {start:.0f} to {end:.0f}",
        )
        for number, (start, end) in enumerate(spans, start=1)
    )
    bands = ("30 days", "90 days", "12 months")
    return TimelineFigure("Plan", "When", bands, (4, 13, 52), tuple(steps), NO_TABLE)


def faults(drawing: Drawing) -> list[str]:
    """Say what leaves the picture, and which texts stand on something that is not ground for them."""
    paper = Box(0, 0, drawing.width, drawing.height).grown(0.01)
    boxed = [(shape, shape.box) for shape in drawing.shapes]
    outside = [f"outside: {shape}" for shape, box in boxed if not paper.holds(box)]
    return outside + [
        f"{shape.lines} meets {other}"
        for place, (shape, _box) in enumerate(boxed)
        if isinstance(shape, Words)
        for other in _in_the_way(place, boxed)
    ]


def _in_the_way(place: int, boxed: list[tuple[Shape, Box]]) -> Iterator[Shape]:
    """Yield what a text meets, but what holds it and what the ground that holds it covers."""
    box = boxed[place][1]
    holds = [isinstance(shape, (Rect, Dot)) and other.holds(box) for shape, other in boxed]
    grounds = [index for index in range(place) if holds[index] and _is_filled(boxed[index][0])]
    covered = max(grounds, default=-1)
    for index, (shape, other) in enumerate(boxed):
        around = holds[index] and not _is_filled(shape)
        if index > covered and index != place and not around and other.meets(box):
            yield shape


def _is_filled(shape: Shape) -> bool:
    return isinstance(shape, (Rect, Dot)) and shape.fill is not None

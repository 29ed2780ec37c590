"""What became of a portfolio between two tables of results, in words: the same on a terminal and on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.figures import number_text, shown_value, signed_text
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.assessment.movement import Crossing, Measure, Movement, Mover

_DECIMALS: Final = 1


def title_of(name: str) -> str:
    """Return the heading of a section."""
    return {
        "document": _("What has moved?"),
        "moved": _("Who moved"),
        "points": _("Points moved"),
        "come": _("New"),
        "gone": _("Gone"),
    }[name]


def counts(found: Movement) -> str:
    """Say how many businesses there are in both tables, and in one only."""
    both = plural(
        "{count} business is in both tables", "{count} businesses are in both tables", found.both
    )
    words = _("{both}, {come} only in the newer one, {gone} only in the older one.")
    return words.format(both=both, come=len(found.come), gone=len(found.gone))


def crossings(found: Movement) -> list[tuple[str, str]]:
    """Return for strategy, way and stage how many went from where to where."""
    return [
        (_("Strategy"), _crossed(found.strategies)),
        (_("In which way"), _crossed(found.paths)),
        (_("Stage"), _crossed(found.stages)),
    ]


def _crossed(moves: Sequence[Crossing]) -> str:
    if not moves:
        return _("the same for all of them.")
    words = _("{count} from “{before}” to “{after}”")
    told = [
        words.format(count=each.count, before=each.before_title, after=each.after_title)
        for each in moves
    ]
    return f"{'; '.join(told)}."


def measure_head() -> tuple[str, ...]:
    """Return the heads of the figures of a score."""
    return (_("mean"), _("median"), _("up"), _("down"))


def measure_titles(measures: Sequence[Measure]) -> list[str]:
    """Return what each measure is called; of several questionnaires, each says of which it is."""
    many = len({each.questionnaire for each in measures}) > 1
    return [f"{each.title} ({each.questionnaire})" if many else each.title for each in measures]


def measure_figures(measure: Measure) -> tuple[str, ...]:
    """Return the figures of a score."""
    points = (measure.mean, measure.median)
    told = ("" if value is None else signed_text(value) for value in points)
    return (*told, str(measure.up), str(measure.down))


def mover_says(mover: Mover) -> list[str]:
    """Say what else than the distance is another than before."""
    before, after = mover.before, mover.after
    told = []
    if before.strategy != after.strategy:
        words = _("from {before} to {after}: “{path}”")
        told.append(
            words.format(
                before=before.strategy_title.lower(),
                after=after.strategy_title.lower(),
                path=after.path_title,
            )
        )
    elif before.path != after.path:
        words = _("from “{before}” to “{after}”")
        told.append(words.format(before=before.path_title, after=after.path_title))
    if before.stage != after.stage:
        words = _("stage from “{before}” to “{after}”")
        told.append(words.format(before=before.stage_title, after=after.stage_title))
    return told


def distances(mover: Mover) -> tuple[str, str, str]:
    """Return the distance to the line before and now, and what lies between the two as shown."""
    ends = (mover.before.margin, mover.after.margin)
    if ends[0] is None or ends[1] is None:
        return margin_text(ends[0]), margin_text(ends[1]), ""
    moved = round(_shown(ends[1]) - _shown(ends[0]), _DECIMALS)
    return margin_text(ends[0]), margin_text(ends[1]), signed_text(moved)


def distance_says(mover: Mover) -> str:
    """Say how the distance to the line moved; empty where it did not."""
    before, after, points = distances(mover)
    if not mover.margin_moved or not points:
        return ""
    words = _("distance to the line {before} to {after}, {points}")
    return words.format(before=before, after=after, points=points)


def margin_text(margin: float | None) -> str:
    """Return a distance to the line; it is never shown as 0 where the line is missed."""
    return "" if margin is None else number_text(_shown(margin))


def _shown(margin: float) -> float:
    return shown_value(margin, _DECIMALS, 0)


def more_in_table(count: int) -> str:
    """Say how many businesses a page leaves out, and where they are."""
    return plural(
        "{count} more is in the table: -o moved.csv",
        "{count} more are in the table: -o moved.csv",
        count,
    )

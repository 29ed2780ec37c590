"""The pictures of a report, each with its words and the same figures as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import omnicheck.reports.plan_sentences as say_plan
import omnicheck.reports.sentences as say
from omnicheck.choices import Horizon, Strategy
from omnicheck.engine.planning import WEEKS
from omnicheck.figures import score_text, signed_text
from omnicheck.language import _, plural
from omnicheck.reports.climb import climb_of
from omnicheck.reports.labels import horizon_label, hours_text, strategy_label
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
from omnicheck.reports.manuscript.shared import capital, weeks_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import omnicheck.assessment.report as known
    from omnicheck.reports.climb import Climb


def bars(scores: Sequence[known.Score]) -> BarsFigure:
    """Draw scores below each other on one scale."""
    title = _("The scores that decide")
    return BarsFigure(
        title=title,
        description=" ".join(_sentence(score) for score in scores),
        scores=tuple(_drawn(score) for score in scores),
        threshold_legend=say.threshold_legend(),
        range_legend=say.range_legend() if _any_open(scores) else "",
        table=_score_table(title, scores),
    )


def plot(across: known.Score, upward: known.Score) -> PlotFigure:
    """Draw two scores against each other."""
    both = (across, upward)
    title = say.picture_title(across, upward)
    return PlotFigure(
        title=title,
        description=" ".join(_sentence(score) for score in both),
        across=_drawn(across),
        upward=_drawn(upward),
        multichannel=strategy_label(Strategy.MULTICHANNEL),
        omnichannel=strategy_label(Strategy.OMNICHANNEL),
        point_legend=say.point_legend(),
        range_legend=say.box_legend() if _any_open(both) else "",
        table=_score_table(title, both),
    )


def pulls(found: Iterable[known.Pull]) -> PullsFigure:
    """Draw what each of these answers adds to the decision."""
    drawn = tuple(Pull(each.topic, each.points, signed_text(each.points)) for each in found)
    title = _("The answers that pull hardest")
    head = (_("Answer"), _("Points of the decision"), _("Pulls"))
    rows = tuple((each.topic, each.points_text, _towards(each)) for each in drawn)
    return PullsFigure(
        title=title,
        description=" ".join(_sides(drawn)),
        towards_multichannel=_("towards multichannel"),
        towards_omnichannel=_("towards omnichannel"),
        pulls=drawn,
        table=Table(title, head, rows, figures=(1,)),
    )


def ladder(report: known.Report) -> LadderFigure:
    """Draw the stages, with the one of today and those that the plan leads to and works towards."""
    climb = climb_of(report)
    rungs = tuple(_rung(stage, place, climb) for place, stage in enumerate(report.stages))
    title = _("From one channel to channels that work as one")
    head = (_("Stage"), _("What it means"), _("Where you stand"))
    rows = tuple((rung.title, rung.means, capital(rung.mark)) for rung in rungs)
    certain = all(stage.is_certain for stage in report.stages)
    return LadderFigure(
        title, " ".join(_climb(rungs, climb, certain=certain)), rungs, Table(title, head, rows)
    )


def timeline(horizons: Iterable[known.PlanHorizon]) -> TimelineFigure | None:
    """Draw the plan on a calendar; nothing where no action has its weeks."""
    planned = [(horizon.horizon, action) for horizon in horizons for action in horizon.actions]
    numbered = list(enumerate(planned, start=1))
    steps = [step for number, (due, action) in numbered for step in _dated(number, due, action)]
    if not steps:
        return None
    shown = {step.number for step in steps}
    rows = [_row(number, action) for number, (_due, action) in numbered if number in shown]
    title = _("The plan on a calendar")
    head = (_("Step"), _("When"), _("Work"), _("Cost"))
    first, second, third = Horizon
    return TimelineFigure(
        title=title,
        description=_span(steps),
        bands=(horizon_label(first), horizon_label(second), horizon_label(third)),
        ends=(WEEKS[first], WEEKS[second], WEEKS[third]),
        steps=tuple(steps),
        table=Table(title, head, tuple(rows)),
    )


def state_text(met: bool | None) -> str:
    """Say whether a line is reached, or that open answers leave it open."""
    return _("still open") if met is None else say.reached(met)


def value_text(value: float | None, threshold: float | None) -> str:
    """Return a score as it is shown beside its threshold."""
    return _("open") if value is None else score_text(value, threshold)


def _drawn(score: known.Score) -> Score:
    asked = score.threshold
    return Score(
        title=score.title,
        value=score.value,
        low=score.low,
        high=score.high,
        threshold=asked,
        met=score.met,
        value_text=value_text(score.value, asked),
        threshold_text="" if asked is None else score_text(asked),
        state="" if asked is None else f"{say.needs(asked)}: {state_text(score.met)}",
    )


def _sentence(score: known.Score) -> str:
    return say.score_sentence(score, state_text(score.met))


def _any_open(scores: Iterable[known.Score]) -> bool:
    return any(_is_open(score) for score in scores)


def _is_open(score: known.Score) -> bool:
    return score.value is not None and score.low < score.high


def _score_table(caption: str, scores: Sequence[known.Score]) -> Table:
    head = (_("Score"), _("Value"), _("Omnichannel asks for"), _("State"))
    rows = tuple(_score_row(score) for score in scores)
    if not _any_open(scores):
        return Table(caption, head, rows, figures=(1, 2))
    spans = (_span_row(score) for score in scores)
    return Table(
        caption,
        (*head, _("Lowest"), _("Highest")),
        tuple((*row, *span) for row, span in zip(rows, spans, strict=True)),
        figures=(1, 2, 4, 5),
    )


def _score_row(score: known.Score) -> tuple[str, ...]:
    value, asked = value_text(score.value, score.threshold), score.threshold
    if asked is None:
        return (score.title, value, "", "")
    return (score.title, value, score_text(asked), state_text(score.met))


def _span_row(score: known.Score) -> tuple[str, str]:
    """Between which figures a score lies; a known one lies at its value."""
    if score.value is None:
        return ("", "")
    return score_text(score.low, score.threshold), score_text(score.high, score.threshold)


def _towards(pull: Pull) -> str:
    return _("towards omnichannel") if pull.points > 0 else _("towards multichannel")


def _sides(pulls: Sequence[Pull]) -> Iterator[str]:
    sides = (
        (_("Towards omnichannel: {pulls}."), [pull for pull in pulls if pull.points > 0]),
        (_("Towards multichannel: {pulls}."), [pull for pull in pulls if pull.points < 0]),
    )
    for words, side in sides:
        if side:
            yield words.format(pulls=", ".join(f"{each.topic} {each.points_text}" for each in side))


def _rung(stage: known.StageStep, place: int, climb: Climb | None) -> Rung:
    above = climb is not None and climb.today < place
    mark, is_target = "", False
    if stage.is_today:
        is_target = climb is not None and climb.target == place
        mark = say.here(certain=stage.is_certain)
        if is_target:
            mark = _("{here}, and the plan builds on it").format(here=mark)
    elif climb and above and place == climb.reached:
        mark, is_target = _("the plan leads here"), True
    elif climb and above and place == climb.target:
        mark, is_target = _("the plan works towards this"), True
    return Rung(stage.title, stage.means, mark, stage.is_today, is_target)


def _climb(rungs: Sequence[Rung], climb: Climb | None, *, certain: bool) -> Iterator[str]:
    for number, rung in enumerate(rungs, start=1):
        place = {"number": number, "count": len(rungs), "stage": rung.title}
        if rung.is_today:
            words = _("You are at stage {number} of {count}: {stage}.")
            if not certain:
                words = _("You are perhaps at stage {number} of {count}: {stage}.")
            yield words.format(**place)
        elif climb and rung.is_target and climb.reached == number - 1:
            words = _(
                "If each step brings what it promises, the plan leads to stage {number}: {stage}."
            )
            yield words.format(**place)
        elif rung.is_target:
            yield _("The plan works towards stage {number}: {stage}.").format(**place)


def _dated(number: int, due: Horizon, action: known.PlanAction) -> Iterator[TimelineStep]:
    if action.from_week is not None and action.to_week is not None:
        start, end = action.from_week, action.to_week
        yield TimelineStep(number, action.title, due, start, end, weeks_text(action))


def _row(number: int, action: known.PlanAction) -> tuple[str, ...]:
    hours = "" if action.hours is None else hours_text(action.hours)
    return (f"{number}. {action.title}", capital(weeks_text(action)), hours, say_plan.cost(action))


def _span(steps: Sequence[TimelineStep]) -> str:
    count = (
        plural("{count} step.", "{count} steps, begun one after another.", len(steps))
        + " "
        + _("The bars are the hours of work; some steps run on for longer.")
    )
    first, last = steps[0], steps[-1]
    if first is last:
        return f"{count} {capital(first.when)}: {first.title}."
    ends = _("First, {first_when}: {first}. Last, {last_when}: {last}.")
    return f"{count} " + ends.format(
        first_when=first.when, first=first.title, last_when=last.when, last=last.title
    )

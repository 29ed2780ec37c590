"""Several runs of the engine side by side: what each says in short, and what differs from the first.

A side is cut out of a report, and nothing is worked out anew. What-if shows today beside scenarios; any
other documents that hold one result against another are made of the same records.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from omnicheck.assessment.report import BusinessProfile, Change, Origin
from omnicheck.choices import Confidence, Cost, Form, Horizon, Strategy
from omnicheck.figures import points_between
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import AnswerLine, Report

SCHEMA_VERSION: Final = 1
_OPEN: Final = ("not_sure", "not_answered")


class SidesKind(StrEnum):
    """Which document holds sides against each other."""

    WHAT_IF = "what_if"
    COMPARISON = "comparison"
    RESPONDENTS = "respondents"


@dataclass(frozen=True)
class SideScore:
    """A score that decides."""

    id: str
    title: str
    value: float | None
    """0 to 100; None where nothing in it applies or was asked."""
    line: float | None
    """What omnichannel asks for, 0 to 100; None where it asks for nothing."""
    met: bool | None
    """Whether it is reached; None where nothing is asked for, or too much is unknown."""


@dataclass(frozen=True)
class SideStep:
    """An action of the plan."""

    id: str
    title: str
    horizon: Horizon | None
    """By when it is due; None where staff is left out."""


@dataclass(frozen=True)
class Side:
    """What one run of the engine said, in short."""

    label: str
    """Short enough to stand over a column; no two sides of a document have the same."""
    origin: Origin
    """What it was made from; a scenario has other answers than those in the file."""
    answered_on: str | None
    """The day of the answers, as YYYY-MM-DD."""
    strategy: Strategy
    strategy_title: str
    path: str
    """Id of the variant of the recommendation."""
    path_title: str
    confidence: Confidence
    margin: float
    """Distance to the line, in points of a score; negative on the multichannel side."""
    distance: str
    """The same in words."""
    fit_now: float
    """50 + margin, held between 0 and 100; 50 or more exactly where omnichannel is recommended."""
    stage: str
    """Id of today's stage."""
    stage_title: str
    limiting: str
    """Id of the requirement or gate that binds first; empty where that is left out."""
    limiting_title: str
    missed: tuple[str, ...]
    """Titles of the scores and gates that do not reach what omnichannel asks for."""
    scores: tuple[SideScore, ...]
    """In the order of the report."""
    steps: tuple[SideStep, ...]
    """The actions of the plan in the order of the work; without those that come after it."""
    changes: tuple[Change, ...]
    """Every answer that is another one than on the first side, those of questions that open or close
    with it included."""
    remarks: tuple[str, ...] = ()
    """Whole sentences on what has no effect, or is left out."""


@dataclass(frozen=True)
class Difference:
    """What a side has otherwise than the first one, in words."""

    label: str
    """Of the side."""
    says: str
    """What becomes of the recommendation, in one sentence."""
    moved: tuple[str, ...]
    """Whole sentences on what else differs."""
    stayed: tuple[str, ...]
    """Whole sentences on what is the same."""
    steps_in: tuple[SideStep, ...]
    """Only in the plan of this side."""
    steps_out: tuple[SideStep, ...]
    """Only in the plan of the first side."""
    steps_sooner: tuple[SideStep, ...]
    """In both plans, due earlier here."""
    steps_later: tuple[SideStep, ...]
    """In both plans, due later here."""


@dataclass(frozen=True)
class SideBySide:
    """Several results, of which the first is what the others are held against."""

    schema_version: int
    kind: SidesKind
    title: str
    """Of the document, such as "What if?"."""
    says: str
    """What is shown, in a sentence or two."""
    origin: Origin
    """That of the first side."""
    business: BusinessProfile
    form: Form
    answered_on: str | None
    """That of the first side."""
    sides: tuple[Side, ...]
    """At least one."""
    differences: tuple[Difference, ...]
    """One for each side but the first, in their order."""
    redacted: bool = False
    """Money, staff and notes are left out; scores and margins are rounded to whole points."""


@dataclass(frozen=True)
class WayWork:
    """What it takes to bring about a scenario that turns the recommendation."""

    label: str
    """Of the side."""
    steps: tuple[str, ...]
    """Titles of the steps that bring it about, in the order of the work; empty where not all of it can be
    brought about by steps."""
    hours: float | None
    """Hours of work of these steps together."""
    cost: Cost | None
    """The dearest of these steps. Both are None without steps."""
    affordable: bool | None
    """Whether the dearest step is within the money that the plan is made for; None without steps."""
    weeks: float | None
    """The hours of work, divided by the hours a week that the plan is made for; None without steps."""
    decisions: tuple[str, ...]
    """Topics of the changes that no step brings about: the business decides on them."""
    is_least: bool
    """Of all the work that turns the recommendation, this is what takes the fewest hours."""
    proven: bool
    """That this is so; False where not all was tried, and for every other scenario."""


@dataclass(frozen=True)
class WhatIf(SideBySide):
    """A business as it is today beside scenarios."""

    hours_a_week: float | None = None
    """What the plan of today is made for; None without a plan, and where staff is left out."""
    works: tuple[WayWork, ...] = ()
    """What the scenarios take, in their order. Only of those that omnicheck found itself, and only where
    work can turn the recommendation; empty where money and staff are left out."""


def side_of(
    report: Report, label: str, first: Report | None = None, remarks: tuple[str, ...] = ()
) -> Side:
    """Cut a side out of a report; `first` is the report that its answers are held against."""
    verdict = report.verdict
    today = next(step for step in report.stages if step.is_today)
    horizons = report.plan.horizons if report.plan else ()
    return Side(
        label=label,
        origin=report.origin,
        answered_on=report.answered_on,
        strategy=verdict.strategy,
        strategy_title=verdict.strategy_title,
        path=verdict.path,
        path_title=verdict.title,
        confidence=verdict.confidence,
        margin=verdict.margin,
        distance=_distance(report),
        fit_now=verdict.fit_now,
        stage=today.id,
        stage_title=today.title,
        limiting=verdict.limiting,
        limiting_title=verdict.limiting_title,
        missed=tuple(line.title for line in report.lines if not line.met),
        scores=tuple(
            SideScore(score.id, score.title, score.value, score.threshold, score.met)
            for score in report.scores
            if score.decides and score.same_as is None
        ),
        steps=tuple(
            SideStep(action.id, action.title, None if report.redacted else horizon.horizon)
            for horizon in horizons
            for action in horizon.actions
        ),
        changes=tuple(_changes(first, report)) if first else (),
        remarks=remarks,
    )


def _distance(report: Report) -> str:
    """Say the margin in whole points, as the difference of the figures that are shown."""
    margin = report.verdict.margin
    line = next((each for each in report.lines if each.id == report.verdict.limiting), None)
    points = round(abs(margin))
    if line is not None and line.is_gate and line.value is None:
        return _("not known: an answer is missing")
    if line is not None and line.value is not None and not line.is_gate:
        points = points_between(line.value, line.threshold)
    if abs(margin) < 1:
        return _("just reached") if margin >= 0 else _("less than one point short")
    if margin < 0:
        return plural("{count} point short", "{count} points short", max(1, points))
    return plural("{count} point to spare", "{count} points to spare", max(1, points))


def _changes(first: Report, report: Report) -> Iterator[Change]:
    """Yield the answers of questions in both reports that differ; one open answer is like another."""
    before = {line.question: line for line in first.answers}
    for line in report.answers:
        old = before.get(line.question)
        if old is not None and _meaning(old) != _meaning(line):
            yield Change(line.question, line.topic, old.answer, line.answer)


def _meaning(line: AnswerLine) -> tuple[str, str]:
    return ("", "") if line.state in _OPEN else (line.state, line.answer)

"""What to do: the plan, what it brings, and how to see whether it works."""

from __future__ import annotations

from dataclasses import dataclass

from omnicheck.assessment.report.standing import Unlock
from omnicheck.choices import Cost, Effort, Horizon, Strategy


@dataclass(frozen=True)
class ContrastLine:
    """One difference between the strategies, and what it means here."""

    aspect: str
    multichannel: str
    omnichannel: str
    here: str


@dataclass(frozen=True)
class PlanAction:
    """One piece of work in the plan."""

    id: str
    title: str
    how: str
    done_when: str
    weakness: str
    strategy: Strategy
    cost: Cost | None
    effort: Effort
    hours: float | None
    """Cost and hours are None where money and staff are left out."""
    unlocks: tuple[str, ...]
    """Titles of the lines not met that this works on."""
    from_week: float | None = None
    to_week: float | None = None
    """When, in weeks from the day of the answers, if the hours stated go into one action after another;
    None for what comes after the plan, and where staff is left out."""


@dataclass(frozen=True)
class PlanHorizon:
    """What to do by a date."""

    horizon: Horizon
    title: str
    hours_available: float | None
    """Hours free from the day of the answers up to this horizon, what earlier ones use included."""
    hours_used: float | None
    """Hours that this and the earlier horizons use. Both are None where staff is left out."""
    actions: tuple[PlanAction, ...]


@dataclass(frozen=True)
class Plan:
    """Work that fits the hours and the money stated."""

    hours_per_week: float | None
    cost_ceiling: Cost | None
    """Both are None where money and staff are left out."""
    target_stage: str
    """Title of the highest stage that a step of the plan helps to reach; today's where none serves a higher
    one. Whether the steps alone reach it is told by `AfterPlan.outcome`."""
    notes: tuple[str, ...]
    horizons: tuple[PlanHorizon, ...]
    later: tuple[PlanAction, ...]
    watch: tuple[str, ...]
    """What cannot be worked on, only watched."""


@dataclass(frozen=True)
class ScoreAfter:
    """A score today and once some steps are done."""

    id: str
    title: str
    before: float | None
    after: float | None
    """Both run from 0 to 100; None where nothing in it applies or was asked."""
    threshold: float | None
    """What omnichannel asks for at the stage then reached; None where it asks for nothing."""


@dataclass(frozen=True)
class AnswerAfter:
    """An answer that steps bring about."""

    question: str
    topic: str
    today: str
    then: str
    """What is true at least."""
    steps: tuple[str, ...]
    """Titles of the steps that bring it about, in the order of the work."""


@dataclass(frozen=True)
class Outcome:
    """Where a business stands once some steps are done, all other answers being as today."""

    strategy: Strategy
    title: str
    """Of the recommendation, as `Verdict.title`."""
    turns: bool
    """The recommendation is then another strategy than today's."""
    stage: str
    """Title of the stage then reached."""
    climbs: bool
    """That stage is another than today's."""
    margin: float
    """Distance to the line, in points; negative on the multichannel side."""
    scores: tuple[ScoreAfter, ...]
    """As in the report, without an index that is made of one factor alone."""


@dataclass(frozen=True)
class BestSteps:
    """The most that the hours and the money can bring."""

    says: str
    """One or two sentences that hold it against the plan."""
    beats_plan: bool
    """Other steps than those of the plan bring more; else there is nothing to list."""
    proven: bool
    """No choice of steps within the hours and the money, of those that the recommendation has a use for,
    brings more."""
    steps: tuple[str, ...]
    """Titles, in the order of the work."""
    hours: float
    """Hours of work of all these steps together."""
    outcome: Outcome


@dataclass(frozen=True)
class AfterPlan:
    """What the plan brings if every step in it is done and brings what it promises."""

    says: tuple[str, ...]
    """Whole sentences, one to five."""
    changes: tuple[AnswerAfter, ...]
    """In the order of the questionnaire; empty where no step changes an answer by itself."""
    outcome: Outcome | None
    """None where money and staff are left out: what is left out counts in it."""
    best: BestSteps | None = None
    """None where money and staff are left out."""
    missing: tuple[Unlock, ...] = ()
    """What `Plan.target_stage`, and each stage up to it, asks for beyond that; `today` is what is there then.
    Empty where the outcome reaches it, where its condition cannot be put this way, and where money and staff
    are left out."""


@dataclass(frozen=True)
class KpiLine:
    """A figure to follow."""

    id: str
    title: str
    measure: str
    good_sign: str
    side_figure: bool


@dataclass(frozen=True)
class RiskLine:
    """How this goes wrong, how one sees it coming, what guards against it."""

    id: str
    title: str
    sign: str
    guard: str
    exposed: bool
    """The answers show that this business is specially exposed."""

"""The report as a record: everything a renderer shows, already in words, nothing left to compute.

Scores, margins and points run in the questionnaire's own units: scores 0 to 100, margins and points in
points of a score. `schema_version` changes when a field is renamed, removed or changes its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from omnicheck.assessment.report.evidence import AnswerLine, SourceLine
from omnicheck.assessment.report.standing import (
    BusinessProfile,
    Line,
    Origin,
    PeerLine,
    Picture,
    Pull,
    Reason,
    Score,
    StageStep,
    Unlock,
    Verdict,
)
from omnicheck.assessment.report.turning import (
    Change,
    Doubt,
    Firmness,
    FirmRange,
    LeastWork,
    OpenAnswer,
    Outlook,
    PossiblePath,
    TippingPoint,
    Unknown,
    Way,
)
from omnicheck.assessment.report.work import (
    AfterPlan,
    AnswerAfter,
    BestSteps,
    ContrastLine,
    KpiLine,
    Outcome,
    Plan,
    PlanAction,
    PlanHorizon,
    RiskLine,
    ScoreAfter,
)
from omnicheck.choices import Form

__all__ = [
    "SCHEMA_VERSION",
    "AfterPlan",
    "AnswerAfter",
    "AnswerLine",
    "BestSteps",
    "BusinessProfile",
    "Change",
    "ContrastLine",
    "Doubt",
    "FirmRange",
    "Firmness",
    "KpiLine",
    "LeastWork",
    "Line",
    "OpenAnswer",
    "Origin",
    "Outcome",
    "Outlook",
    "PeerLine",
    "Picture",
    "Plan",
    "PlanAction",
    "PlanHorizon",
    "PossiblePath",
    "Pull",
    "Reason",
    "Report",
    "RiskLine",
    "Score",
    "ScoreAfter",
    "SourceLine",
    "StageStep",
    "TippingPoint",
    "Unknown",
    "Unlock",
    "Verdict",
    "Way",
]

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True)
class Report:
    """All that is known of one business's recommendation."""

    schema_version: int
    origin: Origin
    business: BusinessProfile
    form: Form
    answered_on: str | None
    verdict: Verdict
    reasons_for: tuple[Reason, ...]
    """What speaks for the recommendation, strongest first, at most three."""
    reasons_against: tuple[Reason, ...]
    """What speaks against it, strongest first, at most three."""
    pulls: tuple[Pull, ...]
    """What every answer adds to the decision, strongest first; without those that add nothing."""
    scores: tuple[Score, ...]
    """Factors in the order of the questionnaire, then indices."""
    picture: Picture | None
    stages: tuple[StageStep, ...]
    lines: tuple[Line, ...]
    unlocks: tuple[Unlock, ...]
    tipping_point: TippingPoint
    unknowns: tuple[Unknown, ...]
    """The weightiest first: the gates, then by power to turn the recommendation, then by weight. `outlook.asks`
    says which of them decide, in the order that settles it soonest."""
    comparison: tuple[ContrastLine, ...]
    plan: Plan | None
    kpis: tuple[KpiLine, ...]
    judging: tuple[str, ...]
    risks: tuple[RiskLine, ...]
    hints: tuple[str, ...]
    """Answers that seem to contradict each other."""
    notices: tuple[str, ...]
    """What was given but not used, and other things to know about the answers."""
    rerun_when: tuple[str, ...]
    answers: tuple[AnswerLine, ...]
    sources: tuple[SourceLine, ...]
    method: tuple[str, ...]
    limits: tuple[str, ...]
    redacted: bool = False
    """Money, staff and notes are left out; scores and margins are rounded to whole points."""
    peers: tuple[PeerLine, ...] = ()
    """Only of a business assessed in a batch that is large enough, and only where this was asked for."""
    after_plan: AfterPlan | None = None
    """None without a plan, without a step in it, and where the questionnaire says of no step what it brings."""
    firmness: Firmness | None = None
    """How far weights, shares and lines can be moved before the recommendation turns; None in reports that
    were made without it."""
    outlook: Outlook | None = None
    """What the open answers leave open; None where nothing is open."""

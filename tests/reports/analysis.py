"""What else the rich report of `sample.py` knows: what would turn it, how firmly it stands, what lies ahead."""

from __future__ import annotations

from typing import Final

from omnicheck.assessment.report import (
    AfterPlan,
    AnswerAfter,
    BestSteps,
    Change,
    Doubt,
    Firmness,
    FirmRange,
    OpenAnswer,
    Outcome,
    Outlook,
    PossiblePath,
    ScoreAfter,
    TippingPoint,
    Way,
)
from omnicheck.choices import Cost, Moved, Strategy

_TOOLS: Final = Change(
    "tools_connected",
    "Tools that talk to each other",
    "Separate tools, we retype",
    "Some connect by themselves",
)
_BUDGET: Final = Change(
    "monthly_budget",
    "Monthly budget",
    "One subscription a month",
    "Several subscriptions a month",
)
_PATH: Final = "Multichannel now, with a path to omnichannel"
_FACT_SHEET: Final = "Write one fact sheet and correct every listing"
_TOOL: Final = "Move the customer list into a simple tool"


def tipping_point() -> TippingPoint:
    """One change in each of four ways, so that one of them stands in the appendix only."""
    hours = Change("hours", "Hours to spare", "Three hours a week", "A full day a week")
    skills = Change("skills", "Who sets up tools", "A friend, now and then", "Somebody who is paid")
    return TippingPoint(
        towards=Strategy.OMNICHANNEL,
        changes=(_TOOLS,),
        says="One change would turn the recommendation to omnichannel.",
        ways=(
            Way((_TOOLS,), (_TOOL,), 16, Cost.ONE_SUBSCRIPTION),
            Way((_BUDGET,)),
            Way((hours,)),
            Way((skills,)),
        ),
        proven=True,
        complete=False,
        doubt=Doubt(
            1,
            (_TOOLS, _BUDGET, hours, skills),
            "Four answers could each turn it alone, if they are wrong.",
        ),
    )


def firmness() -> Firmness:
    """A line that can turn it, and a weight that cannot."""
    line = FirmRange(
        Moved.LINE, "readiness", "", "Line for Readiness", 55.0, None, True, 61.8, True, 1.12,
        "up to 61.8",
    )  # fmt: skip
    weight = FirmRange(
        Moved.WEIGHT, "hours_per_week", "resources", "Weight of Hours a week", 16.0, None, True, None,
        True, None, "whatever it is",
    )  # fmt: skip
    return Firmness(
        (line, weight),
        "resources",
        2040,
        2048,
        ("It hangs most on Available resources: 7 points less.",),
    )


def outlook() -> Outlook:
    """Two open answers, of which one decides between two strategies."""
    return Outlook(
        certain=False,
        possible=(
            PossiblePath(Strategy.OMNICHANNEL, "omnichannel", "Omnichannel, start now"),
            PossiblePath(Strategy.MULTICHANNEL, "path_to_omnichannel", _PATH),
        ),
        exact=True,
        asks=(OpenAnswer("customer_history", "Where customer history is kept"),),
        asks_known=True,
        asks_on_average=1.0,
        says=(f"The open answers can still lead to “Omnichannel, start now” or “{_PATH}”.",),
        asks_says="Only the one about “Where customer history is kept” can still change it.",
    )


def after_plan() -> AfterPlan:
    """A plan that brings something, and other steps that bring more."""
    return AfterPlan(
        says=(
            "If each step of this plan brings what it promises, Readiness would go from 48 to 53.",
            "The recommendation would stay multichannel.",
        ),
        changes=(
            AnswerAfter(
                "same_facts",
                "Same facts everywhere",
                "They sometimes differ",
                "The same, except for stock",
                (_FACT_SHEET, "Write a four-line handover note"),
            ),
        ),
        outcome=_outcome(Strategy.MULTICHANNEL, _PATH, 53.0),
        best=BestSteps(
            says="Within 60 hours other steps would bring more: Readiness would go from 48 to 57.",
            beats_plan=True,
            proven=True,
            steps=(_FACT_SHEET, "Replace the tool that forces most retyping"),
            hours=52,
            outcome=_outcome(Strategy.OMNICHANNEL, "Omnichannel, start now", 57.0),
        ),
    )


def _outcome(strategy: Strategy, title: str, readiness: float) -> Outcome:
    return Outcome(
        strategy=strategy,
        title=title,
        turns=strategy is Strategy.OMNICHANNEL,
        stage="Cross-channel",
        climbs=True,
        margin=readiness - 55,
        scores=(
            ScoreAfter("resources", "Available resources", 48.3, readiness, 55),
            ScoreAfter("integration", "Joined up today", 34.0, None, None),
        ),
    )

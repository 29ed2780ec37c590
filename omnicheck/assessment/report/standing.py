"""Where a business stands, and why: who it is, its scores, the lines it is held against."""

from __future__ import annotations

from dataclasses import dataclass

from omnicheck.choices import Confidence, Strategy


@dataclass(frozen=True)
class BusinessProfile:
    """Who answered."""

    name: str
    trade: str | None
    country: str | None
    region: str | None
    id: str | None
    staff: str | None
    years: str | None
    tags: dict[str, str]


@dataclass(frozen=True)
class Origin:
    """What the report was made from."""

    program_version: str
    questionnaire: str
    questionnaire_title: str
    questionnaire_version: str
    questionnaire_sha256: str
    answers_file: str
    """Its name; the folders above it are the writer's own."""
    answers_sha256: str
    """Empty where money, staff and notes are left out: it would prove a guess at them right."""


@dataclass(frozen=True)
class Verdict:
    """The recommendation in words."""

    strategy: Strategy
    strategy_title: str
    path: str
    title: str
    means: str
    review: str
    confidence: Confidence
    confidence_reasons: tuple[str, ...]
    """Whole sentences; why the confidence is no higher, or why it is high."""
    margin: float
    """Distance to the line, in points; negative on the multichannel side. A gate without an answer counts as
    missed by one point."""
    margin_low: float
    """With every unknown answer at its worst."""
    margin_high: float
    """With every unknown answer at its best."""
    fit_now: float
    """50 + margin, held between 0 and 100; 50 or more exactly where omnichannel is recommended."""
    limiting: str
    """Id of the requirement or gate that binds first; empty where that is left out, and the margin is then
    that of the tightest line shown."""
    limiting_title: str
    robustness: float
    """Share of the reruns with the same recommendation, 0 to 1."""
    reruns: int


@dataclass(frozen=True)
class Score:
    """A factor or an index."""

    id: str
    title: str
    asks: str
    is_index: bool
    decides: bool
    """False for a factor that only places the business on the stage ladder."""
    value: float | None
    """None where nothing in it applies or was asked."""
    low: float
    high: float
    """Range over all that the unknown answers can turn out to be; equal to the value when all are known.
    Exact, but for open answers that can open and close questions in thousands of ways: then nothing lies
    beyond. Where they can, the value, which takes them half-way, may itself be one that none of them gives."""
    threshold: float | None
    """What omnichannel asks for; None where it asks for nothing."""
    met: bool | None
    """Whether it is reached; None where nothing is asked for."""
    same_as: str | None
    """Of an index made of one factor alone: that factor, which carries the threshold too."""
    says: str
    unknown_share: float
    """Share of its weight that is unknown, 0 to 1."""


@dataclass(frozen=True)
class Picture:
    """Two indices against each other; each names a Score of the report."""

    across: str
    upward: str


@dataclass(frozen=True)
class StageStep:
    """One rung of the ladder."""

    id: str
    title: str
    means: str
    is_today: bool
    is_certain: bool = True
    """False for today's where open answers could put the business on another."""


@dataclass(frozen=True)
class Reason:
    """An answer that pulls the recommendation one way."""

    question: str
    topic: str
    says: str
    because: str
    points: float
    """Pull in points of the decision; positive towards omnichannel."""


@dataclass(frozen=True)
class Pull:
    """What one answer adds to the decision."""

    question: str
    topic: str
    points: float
    """In points of the decision; positive towards omnichannel."""


@dataclass(frozen=True)
class Line:
    """One thing that omnichannel asks for: a score to reach, or a gate."""

    id: str
    title: str
    is_gate: bool
    value: float | None
    """Score or value of the answer; None where unknown."""
    threshold: float
    margin: float
    met: bool


@dataclass(frozen=True)
class Unlock:
    """A line that is not met, and what meeting it takes."""

    id: str
    title: str
    today: str
    needed: str
    workable: bool
    """False for what lies with customers or the trade: watch it, do not work on it."""


@dataclass(frozen=True)
class PeerLine:
    """Where a score stands among other businesses that were assessed together with this one."""

    score: str
    """Id of a Score of the report."""
    same_trade: bool
    """The others are those of the same trade; otherwise, all of them."""
    others: int
    """How many others have this score; at least four, or nothing is said."""
    lower: int
    equal: int
    """How many of them are lower, and how many are the same."""
    percentile: float
    """Share of the others that are lower, plus half of those that are the same, 0 to 100."""

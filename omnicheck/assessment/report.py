"""The report as a record: everything a renderer shows, already in words, nothing left to compute.

Scores, margins and points run in the questionnaire's own units: scores 0 to 100, margins and points in
points of a score. `schema_version` changes when a field is renamed, removed or changes its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from omnicheck.choices import Confidence, Cost, Effort, Form, Grade, Horizon, Moved, Strategy

SCHEMA_VERSION: Final = 1


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
class Change:
    """One answer changed."""

    question: str
    topic: str
    today: str
    then: str


@dataclass(frozen=True)
class Way:
    """One of the smallest sets of changes that turn the recommendation."""

    changes: tuple[Change, ...]
    """Each as small as it can be while the others stay as they are."""
    actions: tuple[str, ...] = ()
    """Titles of the steps that bring it about, in the order of the work; empty where the questionnaire has
    none for a part of it."""
    hours: float | None = None
    """Hours of work of these steps together, with all that they build on; None without steps."""
    cost: Cost | None = None
    """The dearest of these steps; None without steps."""
    decisions: tuple[str, ...] = ()
    """Topics of the changes that no step brings about: the business decides on them. Empty where the
    recommendation turns away from omnichannel, which no work is for."""
    settings: dict[str, str] = field(default_factory=dict)
    """Question -> the answer then, as `omnicheck what-if --set` takes it."""


@dataclass(frozen=True)
class LeastWork:
    """The steps of the fewest hours after which omnichannel is recommended."""

    changes: tuple[Change, ...]
    """All that these steps bring about, at least; may be more than in a smallest set of changes."""
    actions: tuple[str, ...]
    """Titles of the steps, in the order of the work."""
    hours: float
    """Hours of work of these steps together."""
    cost: Cost
    """The dearest of these steps."""
    proven: bool
    """No other choice of steps turns the recommendation in fewer hours."""
    settings: dict[str, str]
    """Question -> the answer then, as `omnicheck what-if --set` takes it."""
    steps: tuple[str, ...]
    """Ids of the steps, as `PlanAction.id`, in the order of the work."""
    weeks: float
    """How many weeks these hours take at the hours a week of the plan."""
    too_dear: bool
    """One of the steps costs more than the money of the plan."""
    fits: bool
    """They can all be done within twelve months, with the hours, the money and the rules of the plan."""
    in_plan: bool
    """All of them are in the plan."""


@dataclass(frozen=True)
class Doubt:
    """How many of the answers given would have to be wrong for the recommendation to turn."""

    least: int
    """It is proven that no fewer wrong answers turn it; 0 where not even all of them together do."""
    changes: tuple[Change, ...]
    """Where one is enough, every such answer with the nearest one that turns it, the nearest first; else
    an example of a smallest set found, each answer at its other end."""
    says: str
    """One or two short sentences."""


@dataclass(frozen=True)
class TippingPoint:
    """The fewest changes, in answers that a business can change, that turn the recommendation."""

    towards: Strategy
    changes: tuple[Change, ...]
    """Those of the first way. Empty where no such changes exist; `says` then names what would have to
    change."""
    says: str
    ways: tuple[Way, ...] = ()
    """Every smallest set of changes, the one of the fewest steps first, each verified by a rerun."""
    proven: bool = False
    """No smaller set of changes turns it; where this is not proven, `says` says what is."""
    complete: bool = False
    """There are no other sets of this size."""
    doubt: Doubt | None = None
    """None while too much is unknown."""
    cheapest: LeastWork | None = None
    """None where no steps turn the recommendation, where it would turn away from omnichannel, and where
    money and staff are left out."""


@dataclass(frozen=True)
class Unknown:
    """An asked question without an answer."""

    question: str
    topic: str
    ask: str
    can_flip: bool
    """This answer alone could still turn the recommendation, the other open ones counted half-way as today.
    One that turns it only together with others is not marked: `outlook.asks` holds all that still can."""
    says: str


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


@dataclass(frozen=True)
class AnswerLine:
    """One question with its answer and what it did."""

    question: str
    section: str
    topic: str
    ask: str
    state: str
    """answered, not_sure, not_answered, not_applicable, not_asked or withheld."""
    answer: str
    value: float | None
    weight: float
    """As in the questionnaire; 0 where it does not count."""
    factor: str | None
    contribution: float
    """Points of its factor's score above or below 50; over a factor they add up to score - 50. An answer
    that is left out shows none."""
    note: str
    line: int
    """Line in the answers file, 0 where there is none."""
    sources: tuple[str, ...]


@dataclass(frozen=True)
class SourceLine:
    """A source used by this report."""

    id: str
    citation: str
    grade: Grade
    url: str | None
    shows: str


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


@dataclass(frozen=True)
class FirmRange:
    """How far one number of the questionnaire can be moved, all else as it is, before the answer turns."""

    moved: Moved
    """What kind of number: weight, share, line or gate."""
    id: str
    """Of the question, factor or index that the number belongs to."""
    within: str
    """Id of the factor that a weight counts in, or of the index that a share is of; else empty."""
    title: str
    today: float
    """As in the questionnaire: a weight; a share in parts of 100; a line or a gate in points, 0 to 100."""
    low: float | None
    """The recommendation stays down to here, rounded inwards; None where it stays all the way."""
    low_holds: bool
    """It still stays exactly there, before rounding."""
    high: float | None
    """It stays up to here, rounded inwards; None where it stays all the way."""
    high_holds: bool
    times: float | None
    """How many times as large, or as small, it must at least become to turn the answer; of a share: how
    the factor is counted against the others. None where no such change does."""
    says: str
    """Such as "up to 52.9" or "whatever it is"."""


@dataclass(frozen=True)
class Firmness:
    """How firmly the recommendation stands, whatever one thinks of weights, shares and lines."""

    ranges: tuple[FirmRange, ...]
    """Tightest first, by `times`."""
    hangs_on: str
    """Id of the factor whose score turns the answer with the fewest points; where none can, of the gate
    that keeps it. Empty where neither is so, and where too much is unknown."""
    box_same: int | None
    """In how many of the mixes of all weights, each 0.5 to 1.5 times its own, the recommendation is the
    same. None where too many open answers decide what is asked."""
    box_made: int
    """How many mixes were tried."""
    sentences: tuple[str, ...]
    """At most five, for the owner."""


@dataclass(frozen=True)
class PossiblePath:
    """A recommendation that the open answers can still lead to."""

    strategy: Strategy
    path: str
    """Id of the path."""
    title: str


@dataclass(frozen=True)
class OpenAnswer:
    """An open question that can still change the strategy."""

    question: str
    topic: str


@dataclass(frozen=True)
class Outlook:
    """What the open answers leave open, each of them taken to be one of its question's own answers."""

    certain: bool
    """Whatever the open answers turn out to be, the strategy is the same."""
    possible: tuple[PossiblePath, ...]
    """Every recommendation that could not be ruled out, in the order of the questionnaire."""
    exact: bool
    """Each of them is what some of these answers give, found by a rerun; else for some this is not known."""
    asks: tuple[OpenAnswer, ...]
    """The only open answers that can still change the strategy, in the order that settles it soonest on
    average. Once they are known, the others do not matter to it."""
    asks_known: bool
    """False where too much is open to tell them apart; the order of `unknowns` is then the best known."""
    asks_on_average: float | None
    """How many of them have to be asked on average, if all answers that differ are equally likely."""
    says: tuple[str, ...]
    """Where they lead, in whole sentences."""
    asks_says: str
    """Which of them decide, in one sentence or two; empty where none can change the strategy."""


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

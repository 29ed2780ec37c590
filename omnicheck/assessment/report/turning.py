"""What would turn the recommendation, how firmly it stands, and what open answers leave open."""

from __future__ import annotations

from dataclasses import dataclass, field

from omnicheck.choices import Cost, Moved, Strategy


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

"""Several people on one business, as records in finished words: where they differ, and what that decides."""

from __future__ import annotations

from dataclasses import dataclass

from omnicheck.assessment.sides import SideBySide
from omnicheck.choices import Strategy


@dataclass(frozen=True)
class SwappedAnswer:
    """One answer taken over from somebody else, which turns what is recommended."""

    label: str
    """Whose sheet takes it over."""
    taken_from: str
    """Whose answer it is."""
    strategy: Strategy
    path: str
    path_title: str
    """What is recommended then."""
    turns_strategy: bool
    """It turns the strategy, not only the way."""
    is_open: bool
    """There is no such answer: what is taken over is that it is open."""


@dataclass(frozen=True)
class Dispute:
    """A question that was not answered alike by all, be it only that some gave no answer."""

    question: str
    topic: str
    answers: tuple[str, ...]
    """One for each side, in their order."""
    values: tuple[float | None, ...]
    """What each answer is worth, 0 to 100; None where it is open, not asked or not scored."""
    span: float | None
    """The highest of these values less the lowest; None with fewer than two."""
    swaps: tuple[SwappedAnswer, ...]
    """Every single swap of this answer that turns what is recommended."""
    open_for: tuple[str, ...]
    """Labels of those who were asked and gave no answer."""
    is_gap: bool
    """Nobody disagrees: some gave no answer, and all others the same one."""
    decides: bool
    """It turns it alone, or is in one of the smallest sets below."""
    decides_open: bool
    """It decides, but only as an answer that somebody did not give."""
    says: str
    """What hangs on it, in a sentence or two."""


@dataclass(frozen=True)
class DecidingSet:
    """Answers that decide together."""

    questions: tuple[str, ...]
    topics: tuple[str, ...]
    open: tuple[str, ...]
    """Of these questions, those to which there is no answer to take over."""


@dataclass(frozen=True)
class Decider:
    """What decides between two people who end with different recommendations."""

    label: str
    """Whose sheet is changed; of the two directions, the one that takes fewer answers."""
    towards: str
    """Whose answers it takes, and whose recommendation it then has: the strategy, else the way."""
    least: int
    """No fewer answers do it."""
    count: int
    """How many sets of so many answers do it; 0 where that was not found out."""
    sets: tuple[DecidingSet, ...]
    """The first of them."""
    says: str


@dataclass(frozen=True, kw_only=True)
class Agreement(SideBySide):
    """One side for each person; the first is only what the others stand beside."""

    agreed: bool
    """All of them end with the same recommendation, in the same way."""
    verdict_says: str
    """Who ends with what, in a sentence or two."""
    alike: int
    """How many questions all were asked and answered alike."""
    disputes: tuple[Dispute, ...]
    """What to settle first comes first."""
    deciders: tuple[Decider, ...]
    """For every two people who end with different recommendations."""
    first_says: str
    """What to settle first, in a sentence or two."""
    left_out: int
    """How many disputes a copy to pass on leaves out."""
    method: tuple[str, ...]
    """How it was worked out, in whole sentences."""

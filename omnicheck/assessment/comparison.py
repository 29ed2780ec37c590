"""Two dates of one business held against each other, as records in finished words."""

from __future__ import annotations

from dataclasses import dataclass

from omnicheck.assessment.report import Origin, Unlock
from omnicheck.assessment.sides import SideBySide


@dataclass(frozen=True)
class MovePart:
    """What one changed answer, or a group of them, did to a score."""

    questions: tuple[str, ...]
    """Ids; more than one where they are taken together."""
    title: str
    """The topic of the question, or what the group has in common."""
    points: float
    """In points of the score."""


@dataclass(frozen=True)
class Move:
    """How far a score, or the distance to the line, moved, and what moved it."""

    id: str
    """Of the score; empty for the distance to the line."""
    title: str
    before: float | None
    after: float | None
    """Scores run from 0 to 100, the distance in points; None where there was none."""
    points: float | None
    """After less before; None without both. In a copy to pass on this and its parts are whole points."""
    from_answers: float | None
    """Points that came from changed answers."""
    from_rules: float | None
    """Points that came from other weights, shares and lines."""
    from_questions: float | None
    """Points that came from other questions, options and values. The three add up to `points`; they are
    None with it, and where a copy to pass on leaves them out."""
    parts: tuple[MovePart, ...]
    """What each changed answer did, the strongest first; they add up to `from_answers`. Empty where a copy
    to pass on leaves them out."""


@dataclass(frozen=True)
class Turn:
    """Something without a number that is another than before, where the questionnaire is another too."""

    id: str
    """strategy, path, stage or confidence."""
    title: str
    before: str
    after: str
    answers_alone: str
    """With the new answers in the old questionnaire."""
    questionnaire_alone: str
    """With the old answers in the new questionnaire."""
    says: str
    """Where it came from, in one sentence."""


@dataclass(frozen=True)
class VersionChange:
    """How the questionnaire of the new answers differs from that of the old ones."""

    before: str
    after: str
    """Versions, as the questionnaires name them."""
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    """Topics of the questions that only one of them has."""
    says: tuple[str, ...]
    """Whole sentences, on answers that have no place in the other version among them."""


@dataclass(frozen=True)
class DoneStep:
    """A step of the old plan that the new answers speak for."""

    id: str
    title: str
    is_reached: bool
    """What the step is there to reach is there; else only the weakness is gone that it works on."""
    says: str


@dataclass(frozen=True)
class NextStage:
    """The stage above today's."""

    id: str
    title: str
    means: str
    needs: tuple[Unlock, ...]
    """What is still missing; empty too where the questionnaire asks in a way that is not this simple."""


@dataclass(frozen=True, kw_only=True)
class Comparison(SideBySide):
    """Before and now; origin, business, form and day of the document are those of now."""

    old_origin: Origin
    moves: tuple[Move, ...]
    """The distance to the line, then every score, those that decide first; those that stayed too."""
    version: VersionChange | None
    """None where both answered the very same questionnaire."""
    turns: tuple[Turn, ...]
    """Only where the questionnaire is another."""
    done: tuple[DoneStep, ...]
    """In the order of the old plan."""
    missed: tuple[Unlock, ...]
    """What omnichannel asks for and is not reached, the farthest first."""
    next_stage: NextStage | None
    """None at the highest stage."""
    method: tuple[str, ...]
    """How the parts were worked out, in whole sentences."""

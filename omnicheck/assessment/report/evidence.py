"""What the report rests on: the answers and the sources."""

from __future__ import annotations

from dataclasses import dataclass

from omnicheck.choices import Grade


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

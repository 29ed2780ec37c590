"""Two tables of results held against each other: who came, who went, and who moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from omnicheck.assessment.report import BusinessProfile, Origin

SCHEMA_VERSION: Final = 1
KIND: Final = "movement"


@dataclass(frozen=True)
class Standing:
    """Where a business stands: ids, and titles where the questionnaire is at hand; else these are the ids."""

    strategy: str
    strategy_title: str
    path: str
    """The variant of the recommendation."""
    path_title: str
    stage: str
    stage_title: str
    margin: float | None
    """Distance to the line, in points."""


@dataclass(frozen=True)
class Client:
    """A business in one of the tables only."""

    client: str
    """What tells it from others; see the columns of the results."""
    name: str
    questionnaire: str
    """Id of the questionnaire answered."""
    standing: Standing


@dataclass(frozen=True)
class Crossing:
    """How many businesses with one questionnaire went from one thing to another."""

    questionnaire: str
    before: str
    after: str
    """Ids; different ones."""
    before_title: str
    after_title: str
    """The ids where the questionnaire is not at hand."""
    count: int


@dataclass(frozen=True)
class Measure:
    """How a number moved over all businesses that have it in both tables."""

    name: str
    """The column."""
    questionnaire: str
    title: str
    """Of the score, where the questionnaire is at hand; else the name of the column."""
    businesses: int
    mean: float | None
    """Of newer less older, in points; None with no business."""
    median: float | None
    up: int
    down: int
    """How many businesses have more, and how many less, than before."""


@dataclass(frozen=True)
class Mover:
    """A business in both tables of which something is another than before."""

    client: str
    name: str
    questionnaire: str
    before: Standing
    after: Standing
    margin_moved: float | None
    """After less before, in points of the distance to the line."""


@dataclass(frozen=True)
class Movement:
    """What became of a portfolio."""

    schema_version: int
    kind: str
    origin: Origin
    """The questionnaires answered, and the newer table."""
    business: BusinessProfile
    """Stands for all businesses of both tables; its id is that of the older table, by what is in it."""
    answered_on: str | None
    """Always None: each business has a day of its own."""
    redacted: bool
    """Always false: a table of results holds neither money nor answers about staff."""
    old_file: str
    new_file: str
    """Their names; the folders above them are the user's own."""
    notices: tuple[str, ...]
    """What cannot be told, as one of the tables lacks it, in whole sentences."""
    both: int
    """Businesses in both tables."""
    come: tuple[Client, ...]
    """Only in the newer table."""
    gone: tuple[Client, ...]
    """Only in the older table."""
    strategies: tuple[Crossing, ...]
    paths: tuple[Crossing, ...]
    stages: tuple[Crossing, ...]
    """Of the businesses in both tables, the most frequent first."""
    measures: tuple[Measure, ...]
    """The distance to the line and every score, by questionnaire."""
    movers: tuple[Mover, ...]
    """Those with another strategy first, then another path, another stage, then by how far the distance to
    the line moved."""

"""Two tables of results held against each other: who came, who went, and who moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SCHEMA_VERSION: Final = 1
KIND: Final = "movement"


@dataclass(frozen=True)
class Client:
    """A business in one of the tables only."""

    client: str
    """What tells it from others; see the columns of the results."""
    name: str
    questionnaire: str
    """Id of the questionnaire answered."""
    strategy: str
    path: str
    """Id of the recommendation."""
    stage: str
    margin: float | None
    """Distance to the line, in points."""


@dataclass(frozen=True)
class Crossing:
    """How many businesses went from one thing to another."""

    before: str
    after: str
    """Ids; different ones."""
    count: int


@dataclass(frozen=True)
class Measure:
    """How a number moved over all businesses that have it in both tables."""

    name: str
    """The column."""
    questionnaire: str
    title: str
    """Of the score, where the questionnaire comes with the program; else the name of the column."""
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
    strategy_before: str
    strategy_after: str
    path_before: str
    path_after: str
    stage_before: str
    stage_after: str
    margin_before: float | None
    margin_after: float | None
    """Distance to the line, in points."""
    margin_moved: float | None
    """After less before."""


@dataclass(frozen=True)
class Movement:
    """What became of a portfolio."""

    schema_version: int
    kind: str
    old_file: str
    new_file: str
    """Their names; the folders above them are the user's own."""
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

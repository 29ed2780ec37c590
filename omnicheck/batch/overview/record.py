"""The overview in finished words, before it is set: what `reports.manuscript.record` is to a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from omnicheck.choices import Strategy
    from omnicheck.reports.manuscript.record import Fact


@dataclass(frozen=True)
class Share:
    """One line of a count."""

    title: str
    count_text: str
    share_text: str
    length: float
    """Of its bar, 0 to 100."""
    strategy: Strategy | None = None
    """The colour of its bar."""


@dataclass(frozen=True)
class Shares:
    """A count as a table with a bar in each line."""

    caption: str
    head: tuple[str, str, str]
    """What is counted, how many, which share."""
    rows: tuple[Share, ...]


@dataclass(frozen=True)
class GroupRow:
    """One group of a breakdown."""

    title: str
    multichannel_length: float
    omnichannel_length: float
    """Of the two parts of its bar; that of the largest group is 100 long."""
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Groups:
    """A breakdown: a bar of both strategies, then figures, for each group."""

    caption: str
    head: tuple[str, ...]
    """The column, then one for each figure."""
    rows: tuple[GroupRow, ...]


@dataclass(frozen=True)
class ClientColumn:
    """One column of the table of businesses."""

    title: str
    kind: Literal["text", "number", "rank"] = "text"
    ranks: tuple[str, ...] = ()
    """Texts in their own order, of a column that neither letters nor numbers put in order."""


@dataclass(frozen=True)
class ClientRow:
    """One business; the first cell is its name."""

    link: str | None
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Clients:
    """All businesses, to sort and search."""

    caption: str
    columns: tuple[ClientColumn, ...]
    rows: tuple[ClientRow, ...]
    search: str
    sort: str
    shown: str
    """With the fields {shown} and {all}."""
    nothing: str


@dataclass(frozen=True)
class Headline:
    """How many businesses a strategy is recommended to."""

    strategy: Strategy
    title: str
    count_text: str
    share_text: str
    length: float
    """Of its part of the bar, 0 to 100."""


@dataclass(frozen=True)
class OverviewFront:
    """The first screen: all that a board needs."""

    question: str
    title: str
    about: str
    notices: tuple[str, ...]
    lead: str
    strategies: tuple[Headline, ...]
    """Empty where nobody could be scored."""
    confidence_title: str
    confidence: tuple[Share, ...]
    facts: tuple[Fact, ...]
    held_back_title: str
    held_back: tuple[Share, ...]
    actions_title: str
    actions: tuple[Share, ...]


@dataclass(frozen=True)
class OverviewSection:
    """A part with a heading of its own."""

    id: str
    title: str
    blocks: tuple[Any, ...]
    """Blocks of a manuscript, or of this module."""


@dataclass(frozen=True)
class Overview:
    """The whole page; the names are those that the templates of a report know."""

    language: str
    title: str
    front: OverviewFront
    contents_title: str
    sections: tuple[OverviewSection, ...]
    made_with: str
    confidential: str
    stamp: str
    table_label: str
    appendix_title: str = ""
    appendix: tuple[OverviewSection, ...] = ()

    @property
    def clients(self) -> Clients | None:
        """Return the table that the script of the page is for, if there is one."""
        blocks = (block for section in self.sections for block in section.blocks)
        return next((block for block in blocks if isinstance(block, Clients)), None)

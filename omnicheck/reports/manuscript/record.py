"""The manuscript: a report, or another document, in finished words, before anyone typesets it.

HTML, PDF and Markdown are made from one manuscript, so they say the same in the same order. Every text is
plain text, cleaned and translated; every number that is shown is already a text. The bare numbers in
figures are only there to be drawn. A renderer escapes, draws and lays out; it words and computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from omnicheck.choices import Horizon, Strategy


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Note:
    """A paragraph set apart: something to know before going on."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Item:
    """One entry of a list: a lead, then what follows from it; a lead alone is plain text."""

    lead: str
    text: str = ""
    tag: str = ""
    """A short mark beside the lead, such as "your answers point to this one"."""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A label and what stands behind it."""

    label: str
    text: str


@dataclass(frozen=True)
class Items:
    """A list; numbered when the order matters."""

    items: tuple[Item, ...]
    numbered: bool = False
    first: int = 1


@dataclass(frozen=True)
class Facts:
    """Labels with what stands behind each."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Table:
    """Rows of texts, all as long as the head; the first column names the row."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[int, ...] = ()
    """Columns, from 0, that hold numbers."""


@dataclass(frozen=True)
class Score:
    """A score from 0 to 100, to be drawn."""

    title: str
    value: float | None
    low: float
    high: float
    """Range while answers are open; equal to the value when all are known."""
    threshold: float | None
    met: bool | None
    value_text: str
    threshold_text: str
    state: str
    """Such as "needs 55: reached"; empty where nothing is asked for."""


@dataclass(frozen=True)
class BarsFigure:
    """Scores as bars on one scale, with the mark that omnichannel asks for."""

    title: str
    description: str
    scores: tuple[Score, ...]
    threshold_legend: str
    range_legend: str
    """Empty where no answer is open."""
    table: Table


@dataclass(frozen=True)
class PlotFigure:
    """Two scores against each other, with the lines that decide and the box of what is still open."""

    title: str
    description: str
    across: Score
    upward: Score
    multichannel: str
    omnichannel: str
    """Names of the corner where each strategy holds."""
    point_legend: str
    range_legend: str
    """Empty where no answer is open."""
    table: Table


@dataclass(frozen=True)
class Pull:
    """What one topic adds to the decision."""

    topic: str
    points: float
    """In points of the decision, positive towards omnichannel."""
    points_text: str


@dataclass(frozen=True)
class PullsFigure:
    """What pulls the decision to either side, strongest first."""

    title: str
    description: str
    towards_multichannel: str
    towards_omnichannel: str
    pulls: tuple[Pull, ...]
    table: Table


@dataclass(frozen=True)
class Rung:
    """One stage of the ladder."""

    title: str
    means: str
    mark: str
    """"you are here", "the plan leads here", "the plan works towards this", or empty."""
    is_today: bool
    is_target: bool
    """The plan builds on it, works towards it, or leads there."""


@dataclass(frozen=True)
class LadderFigure:
    """The stages from one channel to channels that work as one."""

    title: str
    description: str
    rungs: tuple[Rung, ...]
    table: Table


@dataclass(frozen=True)
class TimelineStep:
    """One action of the plan on the calendar."""

    number: int
    title: str
    horizon: Horizon
    from_week: float
    to_week: float
    when: str
    """Such as "from week 3"."""


@dataclass(frozen=True)
class TimelineFigure:
    """The plan on a calendar of 4, 13 and 52 weeks."""

    title: str
    description: str
    bands: tuple[str, str, str]
    """Names of the three horizons."""
    ends: tuple[float, float, float]
    """Where each ends, in weeks."""
    steps: tuple[TimelineStep, ...]
    table: Table


@dataclass(frozen=True)
class Step:
    """One action of the plan in full."""

    number: int
    title: str
    how: str
    done_when: Fact
    facts: tuple[str, ...]
    """Cost, effort, hours, what it unlocks: short phrases."""
    to_fill: tuple[str, ...] = ()
    """Labels with room behind them to write by hand, such as "Who does it"."""


@dataclass(frozen=True)
class Steps:
    """The actions of one horizon."""

    title: str
    hours: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class ContrastRow:
    """One difference between the strategies."""

    aspect: str
    multichannel: str
    omnichannel: str
    here: str


@dataclass(frozen=True)
class Contrast:
    """Both strategies side by side."""

    caption: str
    multichannel: str
    omnichannel: str
    here: str
    """The three names, the recommended one marked in words."""
    recommended: Strategy
    rows: tuple[ContrastRow, ...]


Figure = BarsFigure | PlotFigure | PullsFigure | LadderFigure | TimelineFigure
Block = Paragraph | Note | Heading | Items | Facts | Table | Steps | Contrast | Figure


@dataclass(frozen=True)
class Section:
    """A part with a heading of its own."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Balance:
    """The margin as a place on a line between the strategies, 0 to 100, 50 being the line."""

    value: float | None
    """None where it is not known, as an answer that decides it is missing."""
    low: float
    high: float
    description: str


@dataclass(frozen=True)
class Front:
    """The first page: all that a busy owner needs."""

    question: str
    """The title of the report, such as "Multichannel or omnichannel?"."""
    business: str
    about: str
    """Trade, place, date, in one line."""
    lead: str
    strategy: Strategy
    strategy_title: str
    path_title: str
    means: str
    confidence: Fact
    confidence_reasons: tuple[str, ...]
    tightest: Fact
    balance: Balance
    reasons_title: str
    reasons: tuple[Item, ...]
    steps_title: str
    steps: tuple[Item, ...]
    """At most three: the first of the plan."""
    notices: tuple[str, ...]
    """What a reader must know at once, such as that parts were left out."""


@dataclass(frozen=True)
class Cover:
    """How a document begins that is not the report itself: what it is about, and what comes out."""

    question: str
    """The title of the document, such as "What if?"."""
    business: str
    about: str
    """Trade, place, date, in one line."""
    lead: str
    """What comes out, in a few words."""
    means: str
    """The same in one or two sentences; may be empty."""
    facts: tuple[Fact, ...]
    notices: tuple[str, ...]
    """What a reader must know at once, such as that parts were left out."""


class Words(NamedTuple):
    """The pages of a document, before what is the same for all documents stands around them."""

    front: Front | Cover
    sections: tuple[Section, ...]
    appendix: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Manuscript:
    """A document in finished words."""

    language: str
    title: str
    """Of the document, such as "Multichannel or omnichannel? Corner Bakery"."""
    business: str
    day: str
    """Of the answers, in words; empty where not given."""
    front: Front | Cover
    contents_title: str
    sections: tuple[Section, ...]
    appendix_title: str
    appendix: tuple[Section, ...]
    made_with: str
    """Such as "Made with omnicheck 0.1.0"."""
    confidential: str
    """Such as "Confidential: made for Corner Bakery"."""
    page_of: str
    """With the fields {page} and {pages}."""
    stamp: str
    """The blank stamp to put into the file; see `reports.stamp`."""
    table_label: str = ""
    """Leads from a picture to its table, such as "The same figures as a table"."""

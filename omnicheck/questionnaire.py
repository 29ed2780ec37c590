"""The questionnaire as data: frozen records, one for each part of the file format 1.

These records check shapes: kinds, ranges, unknown keys. References between the parts are checked in
`crosscheck`. Numbers keep the decimals that the author wrote.
"""

from __future__ import annotations

import keyword
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from omnicheck.choices import Cost, Effort, Grade, Horizon, Kind, Strategy
from omnicheck.language import _
from omnicheck.numerals import NumberFormatError, parse_plain_number

#: Words that conditions use for themselves; no id may take them.
RESERVED: Final = frozenset(
    ["not_sure", "not_applicable", "not_asked", "stage", "strategy", "path", "unknown_share",
     "ends_differ", "count", "value", "unknown", "failed"]
)  # fmt: skip
ID_PATTERN: Final = r"^[a-z][a-z0-9_]{0,59}$"
LONGEST_TEXT: Final = 2000
#: A tick list is kept as the bits of a whole number, two bits an option.
MOST_OPTIONS: Final = 30


def _own_word(text: str) -> str:
    if text in RESERVED or keyword.iskeyword(text):
        message = _("the word {word} has a meaning of its own; choose another id").format(word=text)
        raise ValueError(message)
    return text


def _one_line(text: object) -> object:
    """Fold the line breaks of a block text: texts are paragraphs, laid out by the reports."""
    return " ".join(text.split()) if isinstance(text, str) else text


def _decimal(text: object) -> object:
    if not isinstance(text, str):
        return text
    try:
        return parse_plain_number(text)
    except NumberFormatError as error:
        raise ValueError(str(error)) from error


def _truth(text: object) -> object:
    match text:
        case "true":
            return True
        case "false":
            return False
        case bool():
            return text
        case _:
            raise ValueError(_("write true or false"))


Id = Annotated[str, Field(pattern=ID_PATTERN), AfterValidator(_own_word)]
Text = Annotated[
    str,
    BeforeValidator(_one_line),
    Field(min_length=1, max_length=LONGEST_TEXT),
    WithJsonSchema(
        {"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": LONGEST_TEXT}
    ),
]
Number = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$"}]}
    ),
]
Percent = Annotated[Number, Field(ge=0, le=100)]
Weight = Annotated[Number, Field(ge=0, le=1000, max_digits=8, decimal_places=4)]
Value = Annotated[Number, Field(ge=0, le=100, max_digits=5, decimal_places=2)]
Truth = Annotated[bool, BeforeValidator(_truth), WithJsonSchema({"type": "boolean"})]
ConditionText = Annotated[str, BeforeValidator(_one_line), Field(min_length=1, max_length=500)]


class Record(BaseModel):
    """Base of all parts: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(Record):
    """A published work that a question or an action stands on."""

    author: Text
    title: Text
    year: Annotated[Number, Field(ge=1900, le=2100, multiple_of=1)]
    published: Text | None = None
    grade: Grade
    url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"']+$", max_length=300)] | None = None
    shows: Text
    """What it found that matters here, in one plain sentence."""


class Bands(Record):
    """A sentence for a low (under 40), middling and high (60 and more) score."""

    low: Text
    middle: Text
    high: Text


class Factor(Record):
    """What a group of questions measures, 0 to 100."""

    title: Text
    asks: Text
    says: Bands


class Index(Record):
    """A weighted mean of factors, 0 to 100."""

    title: Text
    asks: Text
    shares: Annotated[dict[Id, Annotated[Weight, Field(gt=0)]], Field(min_length=1)]
    says: Bands


class Section(Record):
    """Questions that are met together."""

    id: Id
    title: Text
    about: Text | None = None


class Option(Record):
    """One of the answers to choose from."""

    text: Text
    value: Value | None = None
    """0 plainly multichannel, 100 plainly omnichannel; only on questions that are scored."""
    says: Text | None = None
    """The answer as a sentence to the reader: "You can spend about one subscription a month."."""
    example: Text | None = None
    exclusive: Truth = False
    """In a tick list: "none of these", cannot be ticked with others and does not count."""
    may_not_apply: Truth = False
    """In a tick list scored by share: may be marked as not applicable."""


class Scale(Record):
    """Whole steps between two ends, each end named."""

    model_config = ConfigDict(populate_by_name=True)
    first: Annotated[Number, Field(ge=-100, le=100, alias="from")]
    last: Annotated[Number, Field(ge=-100, le=100, alias="to")]
    low: Text
    high: Text


class Band(Record):
    """A number from here on, up to the next band, has this value."""

    model_config = ConfigDict(populate_by_name=True)
    start: Annotated[Number, Field(alias="from", ge=-1_000_000_000, le=1_000_000_000)]
    value: Value
    says: Text | None = None


class Pulls(Record):
    """Why a low answer speaks for multichannel and a high one for omnichannel."""

    multichannel: Text
    omnichannel: Text


class Question(Record):
    """One question: how it is asked, answered and scored."""

    id: Id
    section: Id
    topic: Text
    """A few words for tables and lists."""
    ask: Text
    why: Text
    help: Text | None = None
    kind: Kind = Kind.ONE
    factor: Id | None = None
    weight: Weight = Decimal(0)
    quick: Truth = False
    changeable: Truth = False
    """A business can change this answer by its own doing."""
    sensitive: Truth = False
    """The answer is about money or staff: a report to pass on leaves it out."""
    not_applicable: Truth = False
    when: ConditionText | None = None
    options: dict[Id, Option] = {}
    option_set: Id | None = None
    score: Literal["share", "sum", "best", "count"] | None = None
    """Of a tick list: share ticked, sum or best of the ticked values, or by how many are ticked."""
    by_count: dict[Annotated[str, Field(pattern=r"^(0|[1-9][0-9]?)$")], Value] = {}
    scale: Scale | None = None
    reverse: Truth = False
    unit: Text | None = None
    minimum: Annotated[Number, Field(ge=-1_000_000_000, le=1_000_000_000)] | None = None
    maximum: Annotated[Number, Field(ge=-1_000_000_000, le=1_000_000_000)] | None = None
    decimals: Annotated[Number, Field(ge=0, le=4, multiple_of=1)] = Decimal(0)
    bands: tuple[Band, ...] = ()
    pulls: Pulls | None = None
    needed: Text | None = None
    """Of a gate: why joined channels cannot do without it."""
    sources: tuple[Id, ...] = ()

    @property
    def scored(self) -> bool:
        """Whether the answer counts in a factor."""
        return self.factor is not None and self.weight > 0


class Stage(Record):
    """A step of the ladder; it is reached when its own condition and all below hold."""

    id: Id
    title: Text
    means: Text
    when: ConditionText | None = None


class Sayable(Record):
    """A sentence for when a condition holds; without one it always does."""

    say: Text
    when: ConditionText | None = None


class PlanRule(Record):
    """Which weaknesses a path works on, in the multichannel and in the omnichannel way."""

    multichannel: Literal["all", "none"] | tuple[Id, ...] = "all"
    omnichannel: Literal["all", "failed", "none"] | tuple[Id, ...] = "none"
    always: tuple[Id, ...] = ()
    """Weaknesses worked on in the omnichannel way even when they are not found."""
    first: tuple[Id, ...] = ()
    """Weaknesses whose first step comes before all others."""
    stages_up: Annotated[Number, Field(ge=0, le=9, multiple_of=1)] = Decimal(1)
    """How many stages up the plan may lead in twelve months."""


class PathWords(Record):
    """What to tell the reader."""

    title: Text
    means: Text
    review: Text


class Path(PathWords):
    """A variant of a recommendation; the first whose condition holds is taken."""

    id: Id
    strategy: Strategy
    when: ConditionText | None = None
    at_stage: dict[Id, PathWords] = {}
    """Other words for a business at this stage."""
    plan: PlanRule = PlanRule()


class OmnichannelRule(Record):
    """What a business must reach for omnichannel to be recommended."""

    requires: Annotated[dict[Id, Percent], Field(min_length=1)]
    """Factor or index -> the score it must reach; ties for the limiting condition go by order."""
    at_stage: dict[Id, dict[Id, Percent]] = {}
    """Stage -> scores that replace those of `requires` for a business at that stage."""
    gates: dict[Id, Percent] = {}
    """Question -> the value that nothing can buy off."""
    max_unknown: Percent = Decimal(35)


class HighBar(Record):
    """What high confidence asks for."""

    margin: Percent = Decimal(8)
    robustness: Percent = Decimal(90)


class MediumBar(Record):
    """What medium confidence asks for."""

    margin: Percent = Decimal(3)
    robustness: Percent = Decimal(70)
    unknown: Percent = Decimal(15)


class ConfidenceRule(Record):
    """How far from the line, how robust and how complete an answer must be."""

    high: HighBar = HighBar()
    medium: MediumBar = MediumBar()


class Decision(Record):
    """How scores become a recommendation."""

    omnichannel: OmnichannelRule
    otherwise: Literal["multichannel"] = "multichannel"
    confidence: ConfidenceRule = ConfidenceRule()
    paths: Annotated[tuple[Path, ...], Field(min_length=2)]


class Weakness(Record):
    """Something to work on; the order in the file is the order of the work."""

    id: Id
    title: Text
    when: ConditionText
    mends: tuple[Id, ...] = ()
    """Questions whose answer this raises; work here answers a failed gate on them."""
    watches: tuple[Id, ...] = ()
    """Factors and indices that cannot be worked on, only watched."""


class Action(Record):
    """One piece of work."""

    id: Id
    weakness: Id
    strategy: Strategy
    horizon: Horizon
    title: Text
    how: Text
    done_when: Text
    when: ConditionText | None = None
    """Only for businesses where this holds."""
    cost: Cost
    effort: Effort
    after: tuple[Id, ...] = ()
    serves: Id | None = None
    """The stage this helps to reach; a plan never leads past its target stage."""
    reaches: dict[Id, Text] = {}
    """Question -> the answer that is true at least once `done_when` holds: an option, a number, or of a
    tick list how many are ticked."""
    sources: tuple[Id, ...] = ()


class Capacity(Record):
    """The hours and the dearest cost class that each answer of a question stands for."""

    hours_question: Id
    hours_per_week: dict[Id, Annotated[Number, Field(gt=0, le=168)]]
    cost_question: Id
    cost_ceiling: dict[Id, Cost]


class EffortHours(Record):
    """Hours of work that each class of effort stands for."""

    small: Annotated[Number, Field(gt=0, le=1000)] = Decimal(4)
    medium: Annotated[Number, Field(gt=0, le=1000)] = Decimal(16)
    large: Annotated[Number, Field(gt=0, le=1000)] = Decimal(48)


class Planning(Record):
    """How much a plan may hold."""

    capacity: Capacity
    effort_hours: EffortHours = EffortHours()
    most_per_horizon: Annotated[Number, Field(ge=1, le=20, multiple_of=1)] = Decimal(5)


class Kpi(Record):
    """One figure to follow."""

    id: Id
    strategy: Strategy
    title: Text
    measure: Text
    good_sign: Text
    when: ConditionText | None = None
    """Only for businesses where this holds."""
    side_figure: Truth = False
    sources: tuple[Id, ...] = ()


class Risk(Record):
    """How following a strategy goes wrong, how one sees it coming, and what guards against it."""

    id: Id
    strategy: Strategy
    title: Text
    sign: Text
    guard: Text
    when: ConditionText | None = None
    """The risk is shown first where this holds."""
    unless: ConditionText | None = None
    """The answers rule the risk out where this holds."""
    sources: tuple[Id, ...] = ()


class Contrast(Record):
    """One difference between the strategies, and what it means for this business."""

    aspect: Text
    multichannel: Text
    omnichannel: Text
    here: tuple[Sayable, ...] = ()


class StrategyWords(Record):
    """A strategy in words."""

    title: Text
    means: Text


class Strategies(Record):
    """Both strategies in words."""

    multichannel: StrategyWords
    omnichannel: StrategyWords


class Minutes(Record):
    """How long answering takes."""

    full: Annotated[Number, Field(gt=0, le=600)]
    quick: Annotated[Number, Field(gt=0, le=600)] | None = None


class Questionnaire(Record):
    """A whole questionnaire, format 1."""

    format: Literal["1"] = Field(
        json_schema_extra={"enum": [1, "1"], "type": ["integer", "string"], "const": None}
    )
    id: Id
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en"
    title: Text
    summary: Text
    minutes: Minutes
    strategies: Strategies
    sources: dict[Id, Source] = {}
    factors: Annotated[dict[Id, Factor], Field(min_length=1)]
    indices: dict[Id, Index] = {}
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]
    option_sets: dict[Id, dict[Id, Option]] = {}
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=500)]
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=9)]
    decision: Decision
    planning: Planning | None = None
    weaknesses: tuple[Weakness, ...] = ()
    actions: tuple[Action, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    judging: tuple[Text, ...] = ()
    """How to read the figures, the stop rule among it."""
    risks: tuple[Risk, ...] = ()
    comparison: tuple[Contrast, ...] = ()
    hints: tuple[Sayable, ...] = ()
    """Answers that seem to contradict each other; no score changes."""
    rerun_when: tuple[Sayable, ...] = ()
    """Signs that call for another look; one whose condition does not hold is not shown."""
    method: tuple[Text, ...] = ()
    limits: tuple[Text, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _share_options(cls, data: Any) -> Any:
        """Put each shared option set where it is named; crosscheck reports a name without a set."""
        if not isinstance(data, dict) or not isinstance(data.get("option_sets"), dict):
            return data
        sets, questions = data["option_sets"], data.get("questions")
        if not isinstance(questions, list):
            return data
        return data | {"questions": [_with_shared(question, sets) for question in questions]}


def _with_shared(question: Any, sets: dict[str, Any]) -> Any:
    if not isinstance(question, dict) or question.get("options"):
        return question
    named = question.get("option_set")
    shared = sets.get(named) if isinstance(named, str) else None
    return question if shared is None else question | {"options": shared}

"""The words that people choose from, in files, on the command line and in reports."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

#: Nobody can plan for more hours of work in a week.
MOST_HOURS_PER_WEEK: Final = 168


class Strategy(StrEnum):
    """The two answers that omnicheck can give."""

    MULTICHANNEL = "multichannel"
    OMNICHANNEL = "omnichannel"


class Form(StrEnum):
    """How much of a questionnaire is asked."""

    FULL = "full"
    QUICK = "quick"


class Confidence(StrEnum):
    """How firmly a recommendation stands."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"
    SEVERAL = "several"
    YES_NO = "yes_no"
    SCALE = "scale"
    NUMBER = "number"
    TEXT = "text"


class Horizon(StrEnum):
    """When an action is due, counted from the day of the answers."""

    DAYS_30 = "days_30"
    DAYS_90 = "days_90"
    MONTHS_12 = "months_12"


class Cost(StrEnum):
    """What an action costs, cheapest first."""

    FREE = "free"
    ONE_SUBSCRIPTION = "one_subscription"
    FEW_SUBSCRIPTIONS = "few_subscriptions"
    PROJECT = "project"


class Effort(StrEnum):
    """How much work an action is."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Grade(StrEnum):
    """How strong a source is: A research or official figures, B a named survey, C practice."""

    A = "A"
    B = "B"
    C = "C"


class SchemaKind(StrEnum):
    """The files that have a JSON Schema."""

    ANSWERS = "answers"
    QUESTIONNAIRE = "questionnaire"
    REPORT = "report"
    EXPLANATION = "explanation"
    WHAT_IF = "what-if"
    COMPARISON = "comparison"
    RESPONDENTS = "respondents"
    MOVEMENT = "movement"
    SCENARIOS = "scenarios"


class Columns(StrEnum):
    """How much a table of results tells."""

    DECISION = "decision"
    """What is recommended, how far from the line, and the scores."""
    ALL = "all"
    """Also the confidence, what is unknown, and the first actions; takes several times as long."""


class Moved(StrEnum):
    """What kind of number is moved."""

    WEIGHT = "weight"
    """Of a question in its factor: times today's."""
    SHARE = "share"
    """Of a factor in an index, 0 to 1; the others make room in proportion."""
    SCORE = "score"
    """Of a factor, in points."""
    LINE = "line"
    """What a score must reach, in points."""
    GATE = "gate"
    """What an answer must be worth, in points."""


class Format(StrEnum):
    """A kind of file that a report is written to; the value is the ending of its name."""

    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "md"
    WORKBOOK = "xlsx"
    JSON = "json"


class PaperSize(StrEnum):
    """The paper that a PDF is made for."""

    A4 = "a4"
    LETTER = "letter"


class ResultsKind(StrEnum):
    """A kind of file that results are written to; the value is the ending of its name."""

    CSV = "csv"
    PARQUET = "parquet"
    JSON_LINES = "jsonl"
    WORKBOOK = "xlsx"

"""Results as a table: one row a business, in columns that keep their names and meaning.

The columns are described in one place, `result_columns`; what shows or documents them reads it there.
A table holds what the reports on its businesses say, number for number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from omnicheck.choices import Columns, Strategy
from omnicheck.engine.openings import openings
from omnicheck.engine.planning import place
from omnicheck.engine.score import CONFIDENCES, Scores, decide, score
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.score import Decision
    from omnicheck.questionnaire import Factor, Index, Questionnaire

#: Businesses scored at once: enough for few calls, few enough for the processor's own memory.
_BLOCK: Final = 32_768
#: Actions named in `first_actions`.
_FIRST: Final = 3
#: Whole numbers from here on are no longer floats without loss.
_LARGEST_FLOAT: Final = 2**53
#: A score with the name of another column stands behind this.
_SCORE: Final = "score_"

Arrays = dict[str, "NDArray[Any]"]


@dataclass(frozen=True)
class ResultColumn:
    """A column of a table of results."""

    name: str
    kind: Literal["text", "number", "count"]
    """Texts are empty, and numbers missing, where there is nothing to say; counts always stand there."""
    meaning: str
    """One or two sentences."""


def result_columns(
    questionnaires: Iterable[Questionnaire], columns: Columns | str = Columns.ALL
) -> tuple[ResultColumn, ...]:
    """Return the columns of the results of businesses with any of these questionnaires, in order."""
    found = [*_decision_columns(), *(_further_columns() if Columns(columns) is Columns.ALL else ())]
    for questionnaire in questionnaires:
        parts: Iterable[tuple[str, Factor | Index]]
        parts = (*questionnaire.factors.items(), *questionnaire.indices.items())
        for name, part in parts:
            words = _(
                "Score of “{title}”, 0 to 100; empty where nothing in it applies or was asked."
            )
            meaning = words.format(title=part.title)
            found.append(ResultColumn(score_column(name), "number", meaning))
    return tuple({column.name: column for column in reversed(found)}.values())[::-1]


def score_column(name: str) -> str:
    """Return the column with the score of a factor or an index: its id, unless another column has it.

    >>> score_column("need"), score_column("margin")
    ('need', 'score_margin')
    """
    return f"{_SCORE}{name}" if name in _TAKEN or name.startswith(_SCORE) else name


def _decision_columns() -> tuple[ResultColumn, ...]:
    return (
        ResultColumn("strategy", "text", _("What is recommended: multichannel or omnichannel.")),
        ResultColumn("path", "text", _("The variant of the recommendation, by its id.")),
        ResultColumn("stage", "text", _("The stage today, by its id.")),
        ResultColumn(
            "margin",
            "number",
            _("Points from the line that binds first; below 0 where it is missed."),
        ),
        ResultColumn(
            "fit_now",
            "number",
            _("50 plus the margin, held between 0 and 100; 50 or more means omnichannel."),
        ),
        ResultColumn(
            "limiting",
            "text",
            _("What binds first, by its id: a score that is asked for, or a question."),
        ),
    )


def _further_columns() -> tuple[ResultColumn, ...]:
    return (
        ResultColumn(
            "confidence",
            "text",
            _("How firmly the recommendation stands: high, medium or low."),
        ),
        ResultColumn("unknowns", "count", _("How many questions that count have no answer.")),
        ResultColumn(
            "next_best_answer",
            "text",
            _(
                "The open question that weighs most, by its id, gates first; empty where none is open."
            ),
        ),
        ResultColumn(
            "first_actions",
            "text",
            _("The first three actions of the plan, by their ids, with ; between them."),
        ),
    )


#: Names that a score may not have: those of other results, and those of the profile of a business.
_TAKEN: Final = frozenset(
    [
        "strategy", "path", "stage", "margin", "fit_now", "limiting", "confidence", "unknowns",
        "next_best_answer", "first_actions", "client", "name", "trade", "country", "region", "staff",
        "years", "answered_on", "source", "row", "questionnaire",
    ]
)  # fmt: skip


def result_frame(
    compiled: CompiledQuestionnaire,
    codes: NDArray[np.int64],
    *,
    columns: Columns | str = Columns.ALL,
    index: pd.Index[Any] | None = None,
) -> pd.DataFrame:
    """Return the results of n businesses, one row each.

    Args:
        compiled: The questionnaire that all of them answered.
        codes: As they were answered, branches still open, shape (n, questions).
        columns: How much to tell; see `result_columns`.
        index: Of the table; counted from 0 without.

    Returns:
        A table with texts as Python strings (dtype object), numbers as float64 and counts as int64,
        whatever the version of pandas. A missing number is NaN, a missing text is empty.
    """
    import pandas as pd

    find = _everything if Columns(columns) is Columns.ALL else _decision
    starts = range(0, max(1, len(codes)), _BLOCK)
    blocks = [find(compiled, codes[start : start + _BLOCK]) for start in starts]
    whole = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    names = _names(compiled)
    series = {}
    for column in result_columns([compiled.questionnaire], columns):
        values = whole[column.name]
        if column.name == "first_actions":
            values = _joined(values, [action.id for action in compiled.questionnaire.actions])
        elif column.kind == "text":
            values = names[column.name][values]
        dtype = {"text": object, "number": np.float64, "count": np.int64}[column.kind]
        series[column.name] = pd.Series(values, dtype=dtype)
    frame = pd.DataFrame(series)
    if index is not None:
        frame.index = index
    return frame


def _names(compiled: CompiledQuestionnaire) -> Arrays:
    """What the positions in each column of texts stand for; nothing for -1."""
    questionnaire = compiled.questionnaire
    questions = [column.id for column in compiled.columns]
    lines = [requirement.id for requirement in compiled.requirements]
    listed = {
        "strategy": [Strategy.MULTICHANNEL.value, Strategy.OMNICHANNEL.value],
        "path": [path.id for path in questionnaire.decision.paths],
        "stage": [stage.id for stage in questionnaire.stages],
        "limiting": [*lines, *(questions[gate.column] for gate in compiled.gates)],
        "confidence": [confidence.value for confidence in CONFIDENCES],
        "next_best_answer": questions,
    }
    return {column: np.array([*names, ""], dtype=object) for column, names in listed.items()}


def _decision(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> Arrays:
    return _decided(decide(compiled, codes))


def _everything(compiled: CompiledQuestionnaire, codes: NDArray[np.int64]) -> Arrays:
    scores = score(compiled, codes)
    opened = openings(scores, codes)
    return _decided(scores) | {
        "confidence": scores.confidence,
        "unknowns": opened.is_open.sum(axis=0),
        "next_best_answer": opened.next_best(),
        "first_actions": _first_actions(scores),
    }


def _decided(decision: Decision) -> Arrays:
    questionnaire, margins = decision.compiled.questionnaire, decision.standing.margins
    found = {
        "strategy": decision.omnichannel.astype(np.int64),
        "path": decision.path,
        "stage": decision.standing.stage,
        "margin": quotient(margins.margin, margins.denominator),
        "fit_now": _fit(decision),
        "limiting": margins.limiting,
    }
    facts = decision.standing.facts(decision.compiled)
    for name in (*questionnaire.factors, *questionnaire.indices):
        number, denominator, known = facts.score(name)
        value = quotient(number, denominator)
        found[score_column(name)] = np.where(known, value, np.nan)
    return found


def _fit(decision: Decision) -> NDArray[np.float64]:
    """50 plus the margin; where the line is reached and too little is known, at most 49."""
    margins, half = decision.standing.margins, 50 * decision.standing.margins.denominator
    fit = quotient(half + margins.margin, margins.denominator).clip(0, 100)
    held_back = (margins.margin >= 0).astype(bool) & ~decision.omnichannel
    return np.where(held_back, np.minimum(fit, 49), fit)


def quotient(number: Any, denominator: Any) -> NDArray[np.float64]:
    """Divide arrays of whole numbers; each result is the float that is nearest to the exact one."""
    largest = max((int(abs(each).max(initial=0)) for each in (number, denominator)), default=0)
    if (
        largest >= _LARGEST_FLOAT
    ):  # as Python's own numbers, whose division is exact to the last bit
        number, denominator = number.astype(object), denominator.astype(object)
    return np.asarray((number / denominator).astype(np.float64))


def _first_actions(scores: Scores) -> NDArray[np.int64]:
    """The first actions of each plan as one number; see `_joined`."""
    questionnaire = scores.compiled.questionnaire
    code = np.zeros(len(scores), dtype=np.int64)
    if questionnaire.planning is None or not questionnaire.actions:
        return code
    for action in place(scores, turns=_FIRST).sequence:
        code = code * (len(questionnaire.actions) + 1) + action + 1
    return code


def _joined(codes: NDArray[np.int64], actions: list[str]) -> NDArray[Any]:
    """Turn numbers whose digits, to the base of all actions and none, are actions into their ids."""
    import pandas as pd

    positions, distinct = pd.factorize(codes)
    digits = []
    for _place in range(_FIRST):
        distinct, digit = np.divmod(distinct, len(actions) + 1)
        digits.append(digit.tolist())
    names = ["", *actions]
    texts = [";".join(names[d] for d in row if d) for row in zip(*reversed(digits), strict=True)]
    return np.array([*texts, ""], dtype=object)[positions]

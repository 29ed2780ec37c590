"""Answer sheets made from codes, for tests that draw answers at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.answers import Answer, AnswerSheet, Business
from omnicheck.assessment.build import build_report
from omnicheck.assessment.report import Origin, Report
from omnicheck.engine.columns import NOT_ASKED
from omnicheck.errors import Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire

ORIGIN = Origin("0.1.0", "small", "Small", "1.0.0", "0" * 64, "a.yaml", "1" * 64)


def sheet_of(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> AnswerSheet:
    """A sheet whose answers have these codes."""
    answers = {
        column.id: Answer(int(code), str(code), Place("a.yaml", i + 1, 1))
        for i, (column, code) in enumerate(zip(compiled.columns, row, strict=True))
        if code != NOT_ASKED
    }
    return AnswerSheet(compiled.questionnaire.id, Business(name="Any"), answers=answers)


def report_of(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> Report:
    """The report of a row of codes."""
    return build_report(sheet_of(compiled, row), compiled, ORIGIN)

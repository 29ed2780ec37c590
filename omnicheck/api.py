"""The library: load a questionnaire, load answers, assess one business or a table, write reports."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import omnicheck
from omnicheck import catalog
from omnicheck.answer_tables import as_one_text, code_cells, no_question, rows_holding
from omnicheck.answers import AnswerSheet, answers_from, questionnaire_named
from omnicheck.assessment import redact as redaction
from omnicheck.assessment.build import build_report
from omnicheck.assessment.report import Origin, Report
from omnicheck.choices import Columns, Form
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.errors import AnswersError, Fault, Place
from omnicheck.language import _
from omnicheck.reports.formats import Format, Look, PaperSize, Rendered, format_of, render
from omnicheck.reports.theme import PLAIN, Theme
from omnicheck.results import result_columns, result_frame
from omnicheck.yamlfile import Document, read_document

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.engine.columns import Column
    from omnicheck.questionnaire import Questionnaire


#: Rows named for one wrong value; a column of nonsense is told in a few lines.
_MOST_FAULTS: Final = 20


class LoadedQuestionnaire:
    """A questionnaire, checked and ready to assess with."""

    def __init__(self, loaded: catalog.LoadedQuestionnaire) -> None:
        """Take what the catalogue loaded."""
        self.record: Questionnaire = loaded.questionnaire
        self.document: Document = loaded.document

    @cached_property
    def compiled(self) -> CompiledQuestionnaire:
        """Its integer tables, made once."""
        return compile_questionnaire(self.record)

    @property
    def id(self) -> str:
        """Its id."""
        return self.record.id

    def __repr__(self) -> str:
        return f"LoadedQuestionnaire({self.record.id} {self.record.version})"


def load_questionnaire(name: str | Path = catalog.DEFAULT_QUESTIONNAIRE) -> LoadedQuestionnaire:
    """Load a bundled questionnaire by its id, or any other by its path.

    Raises:
        InputError: it cannot be read or breaks a rule; `faults` holds all of them, each with its place.
    """
    return LoadedQuestionnaire(catalog.load_questionnaire(str(name)))


def load_answers(path: str | Path, questionnaire: LoadedQuestionnaire | None = None) -> AnswerSheet:
    """Load one answers file; `-` reads standard input.

    Without `questionnaire`, the one that the file names is used.

    Raises:
        InputError: the file or an answer does not fit; `faults` holds all of them.
    """
    document = read_document(path)
    questionnaire = questionnaire or questionnaire_of(document)
    return answers_from(document, questionnaire.compiled)


def questionnaire_of(document: Document) -> LoadedQuestionnaire:
    """Load the questionnaire that an answers file names; a path is relative to the answers file."""
    named = questionnaire_named(document) or catalog.DEFAULT_QUESTIONNAIRE
    try:
        return load_questionnaire(where_named(named, Path(document.name).parent))
    except catalog.UnknownQuestionnaireError as error:
        place = document.place_of(["questionnaire"])
        raise AnswersError(document.fault(place, f.what, f.cure) for f in error.faults) from None


def where_named(questionnaire: str, folder: Path) -> str:
    """Return where `load_questionnaire` finds the questionnaire that a file in this folder names."""
    beside = folder / questionnaire
    if (
        not Path(questionnaire).is_absolute()
        and beside.suffix in (".yaml", ".yml", ".json")
        and os.path.isfile(beside)  # noqa: PTH113  Path.is_file raises for names that are too long
    ):
        return str(beside)
    return questionnaire


def assess(answers: AnswerSheet, questionnaire: LoadedQuestionnaire | None = None) -> Report:
    """Assess one business and return its report.

    `questionnaire` must be the one that the answers were loaded with; without it, the bundled one of
    that id.
    """
    questionnaire = questionnaire or load_questionnaire(answers.questionnaire)
    return build_report(answers, questionnaire.compiled, _origin(answers, questionnaire))


def _origin(answers: AnswerSheet, questionnaire: LoadedQuestionnaire) -> Origin:
    return Origin(
        program_version=omnicheck.__version__,
        questionnaire=questionnaire.id,
        questionnaire_title=questionnaire.record.title,
        questionnaire_version=questionnaire.record.version,
        questionnaire_sha256=questionnaire.document.sha256,
        answers_file=Path(answers.source).name,
        answers_sha256=answers.sha256,
    )


def redact(report: Report, questionnaire: LoadedQuestionnaire | None = None) -> Report:
    """Return a report to pass on: without money, staff and notes, and what would give them away.

    `questionnaire` must be the one that the report was made with; without it, the bundled one of that id.
    """
    questionnaire = questionnaire or load_questionnaire(report.origin.questionnaire)
    return redaction.redact(report, questionnaire.record)


def load_theme(path: str | Path) -> Theme:
    """Load a theme file: whose report it is, and in which colour.

    Raises:
        InputError: it cannot be read or breaks a rule; `faults` holds all of them, each with its place.
    """
    from omnicheck.reports import themefile

    return themefile.load_theme(path)


def render_report(
    report: Report,
    kind: Format | str,
    *,
    theme: Theme | None = None,
    paper: PaperSize | str = PaperSize.A4,
) -> Rendered:
    """Return a report as the bytes of a file: html, pdf, md, xlsx or json.

    Raises:
        MissingExtraError: the library for this format is not installed.
    """
    return render(report, Format(kind), Look(theme or PLAIN, PaperSize(paper)))


def write_report(
    report: Report,
    path: str | Path,
    *,
    theme: Theme | None = None,
    paper: PaperSize | str = PaperSize.A4,
    force: bool = False,
) -> tuple[str, ...]:
    """Write a report to a file; its ending settles the format. Returns what its reader should know.

    A file that omnicheck did not make, a report on another business and an edited report stay as they
    are, unless `force` is set. A new file is for its owner only.

    Raises:
        InputError: the file cannot be written, or must be kept; what stood there is untouched.
        MissingExtraError: the library for this format is not installed.
    """
    from omnicheck.reports.shelf import put
    from omnicheck.reports.stamp import identity_of

    path = Path(path)
    made = render_report(report, format_of(path), theme=theme, paper=paper)
    put({path: made.data}, identity_of(report), force=force)
    return made.warnings


def assess_table(
    frame: pd.DataFrame,
    questionnaire: LoadedQuestionnaire | None = None,
    *,
    form: Form = Form.FULL,
    columns: Columns | str = Columns.ALL,
) -> pd.DataFrame:
    """Assess a table with one business a row and one column a question.

    Cells hold an option's id or exact text, `not_sure`, `not_applicable`, or nothing; of several
    answers the parts are separated by `;`. Columns that are no question of the questionnaire are left
    alone.

    The result has the index of `frame` and always the same columns, which `table_columns` describes:
    texts as Python strings (dtype object, empty where there is nothing to say), numbers as float64 (NaN
    where there is none) and counts as int64. `columns="decision"` leaves out the confidence, what is
    unknown and the first actions, which take most of the time. Nothing is kept between calls, so that it
    runs unchanged on the parts of a larger table.

    Raises:
        AnswersError: a cell does not fit; every such cell is named by row (from 1) and column.
    """
    questionnaire = questionnaire or load_questionnaire()
    codes = _code_table(frame, questionnaire.compiled, form)
    return result_frame(questionnaire.compiled, codes, columns=columns, index=frame.index)


def table_columns(
    questionnaire: LoadedQuestionnaire | None = None, columns: Columns | str = Columns.ALL
) -> dict[str, str]:
    """Return the columns that `assess_table` gives, in order, each with what it means."""
    questionnaire = questionnaire or load_questionnaire()
    return {each.name: each.meaning for each in result_columns([questionnaire.record], columns)}


def _code_table(
    frame: pd.DataFrame, compiled: CompiledQuestionnaire, form: Form
) -> NDArray[np.int64]:
    codes = np.full((len(frame), len(compiled.columns)), NOT_SURE, dtype=np.int64)
    faults: list[Fault] = [
        Fault(
            Place(_("table")), _("Two columns are called {name}.").format(name=name), _("Keep one.")
        )
        for name in frame.columns[frame.columns.duplicated()]
    ]
    if faults:
        raise AnswersError(faults)
    for position, column in enumerate(compiled.columns):
        if form is Form.QUICK and not column.question.quick:
            codes[:, position] = NOT_ASKED
        elif column.id in frame.columns:
            codes[:, position] = _code_cells(frame[column.id], column, faults)
    if not any(column.id in frame.columns for column in compiled.columns):
        faults.append(no_question(map(str, frame.columns), compiled, Place(_("table"))))
    if faults:
        raise AnswersError(faults)
    return codes


def _code_cells(cells: pd.Series[Any], column: Column, faults: list[Fault]) -> NDArray[np.int64]:
    """Code each distinct cell once; a cell that does not fit is a fault in each of its rows."""
    positions, distinct = cells.map(_as_given).factorize(use_na_sentinel=True)
    coded = code_cells(column, list(distinct))
    for position, rows in rows_holding(positions, coded.misfits):
        error = coded.misfits[position]
        what = f"{column.id}: {error.what}"
        faults += [
            Fault(Place(_("table"), int(row) + 1), what, error.cure) for row in rows[:_MOST_FAULTS]
        ]
    return np.asarray(coded.table[positions])


def _as_given(cell: object) -> object:
    """A list of ticks as one text, so that every cell can be told from another."""
    return as_one_text(cell) if isinstance(cell, list | tuple) else cell

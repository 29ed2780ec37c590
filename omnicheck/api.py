"""The library: load a questionnaire, load answers, assess one business or a table, write reports."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

import omnicheck
from omnicheck import catalog
from omnicheck.answer_codes import AnswerFormatError, code_of
from omnicheck.answers import AnswerSheet, answers_from, questionnaire_named
from omnicheck.assessment import redact as redaction
from omnicheck.assessment.build import build_report
from omnicheck.assessment.report import Origin, Report
from omnicheck.choices import Form, Kind
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.score import CONFIDENCES, Scores, score
from omnicheck.errors import AnswersError, Fault, Place, did_you_mean
from omnicheck.language import _
from omnicheck.reports.formats import Format, Look, PaperSize, Rendered, format_of, render
from omnicheck.reports.theme import PLAIN, Theme
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
    beside = Path(document.name).parent / named
    if (
        not Path(named).is_absolute()
        and beside.suffix in (".yaml", ".yml", ".json")
        and os.path.isfile(beside)  # noqa: PTH113  Path.is_file raises for names that are too long
    ):
        return load_questionnaire(beside)
    try:
        return load_questionnaire(named)
    except catalog.UnknownQuestionnaireError as error:
        place = document.place_of(["questionnaire"])
        raise AnswersError(document.fault(place, f.what, f.cure) for f in error.faults) from None


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
    frame: pd.DataFrame, questionnaire: LoadedQuestionnaire | None = None, *, form: Form = Form.FULL
) -> pd.DataFrame:
    """Assess a table with one business a row and one column a question.

    Cells hold an option's id or exact text, `not_sure`, `not_applicable`, or nothing; of several
    answers the parts are separated by `;`. Columns that are no question of the questionnaire are left
    alone. The result has the index of `frame` and the columns `strategy`, `path`, `stage`,
    `confidence`, `margin` and one for each factor and index (0 to 100, NaN where there is none).

    Raises:
        AnswersError: a cell does not fit; every such cell is named by row (from 1) and column.
    """
    questionnaire = questionnaire or load_questionnaire()
    codes = _code_table(frame, questionnaire.compiled, form)
    return _result_frame(frame, questionnaire, score(questionnaire.compiled, codes))


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
        faults.append(_no_question_column(frame, compiled))
    if faults:
        raise AnswersError(faults)
    return codes


def _code_cells(cells: pd.Series[Any], column: Column, faults: list[Fault]) -> NDArray[np.int64]:
    """Code each distinct cell once; a cell that does not fit is a fault in each of its rows."""
    positions, distinct = cells.map(_as_given).factorize(use_na_sentinel=True)
    table = np.full(len(distinct) + 1, NOT_SURE, dtype=np.int64)
    for i, cell in enumerate(distinct):
        try:
            read = code_of(column, _parts(column, cell))
        except AnswerFormatError as error:
            what = f"{column.id}: {error.what}"
            rows = np.flatnonzero(positions == i)[:_MOST_FAULTS] + 1
            faults += [Fault(Place(_("table"), int(row)), what, error.cure) for row in rows]
            continue
        table[i] = NOT_SURE if read is None else read.code
    return np.asarray(table[positions])


def _as_given(cell: object) -> object:
    """A list of ticks as one text, so that every cell can be told from another."""
    return ";".join(map(str, cell)) if isinstance(cell, list | tuple) else cell


def _parts(column: Column, cell: object) -> object:
    """The ticks of a tick list, apart; any other cell as it is."""
    if column.question.kind is not Kind.SEVERAL or not isinstance(cell, str) or ";" not in cell:
        return cell.strip() if isinstance(cell, str) else cell
    return [part.strip() for part in cell.split(";") if part.strip()]


def _no_question_column(frame: pd.DataFrame, compiled: CompiledQuestionnaire) -> Fault:
    first = str(frame.columns[0]) if len(frame.columns) else ""
    return Fault(
        Place(_("table")),
        _("No column of the table is a question of {id}.").format(id=compiled.questionnaire.id),
        did_you_mean(first, compiled.column_by_id),
    )


def _result_frame(
    frame: pd.DataFrame, questionnaire: LoadedQuestionnaire, scores: Scores
) -> pd.DataFrame:
    import pandas as pd

    record, margins = questionnaire.record, scores.standing.margins
    names = {
        "strategy": np.where(scores.omnichannel, "omnichannel", "multichannel"),
        "path": np.array([path.id for path in record.decision.paths], dtype=object)[scores.path],
        "stage": np.array([stage.id for stage in record.stages], dtype=object)[
            scores.standing.stage
        ],
        "confidence": np.array([c.value for c in CONFIDENCES], dtype=object)[scores.confidence],
        "margin": (margins.margin / margins.denominator).astype(np.float64),
    }
    for name in (*record.factors, *record.indices):
        number, denominator, known = scores.facts.score(name)
        names[name] = np.where(known, (number / denominator).astype(np.float64), np.nan)
    return pd.DataFrame(names, index=frame.index)

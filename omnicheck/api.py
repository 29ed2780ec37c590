"""The library: load a questionnaire, load answers, assess one business or a table, write reports.

Each function imports what it alone needs, as most commands use one or two of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from numbers import Number
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import omnicheck
from omnicheck import catalog
from omnicheck.choices import MOST_HOURS_PER_WEEK, Columns, Cost, Form, Format, PaperSize
from omnicheck.errors import AnswersError, Fault, Place
from omnicheck.language import _
from omnicheck.reports.formats import format_of, render
from omnicheck.reports.rendering import Look
from omnicheck.reports.theme import PLAIN
from omnicheck.yamlfile import read_document

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.answers import AnswerSheet
    from omnicheck.assessment.agreement import Agreement
    from omnicheck.assessment.comparison import Comparison
    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.means import Means
    from omnicheck.assessment.parties import Party
    from omnicheck.assessment.report import Origin, Report
    from omnicheck.assessment.sides import WhatIf
    from omnicheck.engine.columns import Column
    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.questionnaire import Questionnaire
    from omnicheck.reports.documents import Document as RenderedDocument
    from omnicheck.reports.rendering import Rendered
    from omnicheck.reports.theme import Theme
    from omnicheck.scenarios import Scenario
    from omnicheck.yamlfile import Document


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
        from omnicheck.engine.compile import compile_questionnaire

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
    from omnicheck.answers import answers_from

    document = read_document(path)
    questionnaire = questionnaire or questionnaire_of(document)
    return answers_from(document, questionnaire.compiled)


def questionnaire_of(document: Document) -> LoadedQuestionnaire:
    """Load the questionnaire that an answers file names; a path is relative to the answers file."""
    from omnicheck.answers import questionnaire_named

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


def assess(
    answers: AnswerSheet,
    questionnaire: LoadedQuestionnaire | None = None,
    *,
    hours_per_week: float | None = None,
    cost_ceiling: Cost | str | None = None,
) -> Report:
    """Assess one business and return its report.

    `questionnaire` must be the one that the answers were loaded with; without it, the bundled one of
    that id. `hours_per_week` and `cost_ceiling` are what the plan is made for, where not what the answers
    stand for; with either, the report also says what the best choice of steps would bring.

    Raises:
        ValueError: a week cannot have so many hours: they must be above 0, and at most 168. Or the answers
            were loaded with another questionnaire.
    """
    from omnicheck.assessment.build import build_report

    questionnaire = questionnaire or load_questionnaire(answers.questionnaire)
    means = _means(hours_per_week, cost_ceiling)
    return build_report(answers, questionnaire.compiled, _origin(answers, questionnaire), means)


def _means(hours_per_week: float | None, cost_ceiling: Cost | str | None) -> Means:
    from omnicheck.assessment.means import Means

    if hours_per_week is not None and not 0 < hours_per_week <= MOST_HOURS_PER_WEEK:
        message = f"hours_per_week must be above 0 and at most {MOST_HOURS_PER_WEEK}, not {hours_per_week}"
        raise ValueError(message)
    return Means(hours_per_week, None if cost_ceiling is None else Cost(cost_ceiling))


def _origin(answers: AnswerSheet, questionnaire: LoadedQuestionnaire) -> Origin:
    from omnicheck.assessment.report import Origin

    if answers.questionnaire != questionnaire.id:
        message = (
            f"the answers were loaded with {answers.questionnaire}, not with {questionnaire.id}"
        )
        raise ValueError(message)
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
    from omnicheck.assessment import redact as redaction

    questionnaire = questionnaire or load_questionnaire(report.origin.questionnaire)
    return redaction.redact(report, questionnaire.record)


def what_if(
    answers: AnswerSheet,
    scenarios: Mapping[str, dict[str, Any]] | tuple[Scenario, ...] = (),
    questionnaire: LoadedQuestionnaire | None = None,
    *,
    hours_per_week: float | None = None,
    cost_ceiling: Cost | str | None = None,
    redacted: bool = False,
) -> WhatIf:
    """Assess a business as it is and with some answers changed, side by side.

    Scenarios are answers by question under the name of each, `{"More time": {"hours_per_week":
    "half_day"}}`, written as in a table. Without any, the smallest changes are shown that turn the
    recommendation. `questionnaire` must be the one that the answers were loaded with; without it, the
    bundled one of that id. `hours_per_week` and `cost_ceiling` are what every plan is made for, where not
    what the answers stand for. `redacted` leaves out what `redact` does.

    Raises:
        AnswersError: an answer of a scenario does not fit; `faults` holds all of them.
        ValueError: a week cannot have so many hours.
    """
    from omnicheck.assessment.what_if import turning_points
    from omnicheck.assessment.what_if import what_if as beside
    from omnicheck.scenarios import scenario_of_values

    known = questionnaire or load_questionnaire(answers.questionnaire)

    def made(sheet: AnswerSheet) -> Report:
        report = assess(sheet, known, hours_per_week=hours_per_week, cost_ceiling=cost_ceiling)
        return redact(report, known) if redacted else report

    if isinstance(scenarios, Mapping):
        scenarios = tuple(
            scenario_of_values(given, known.compiled, name) for name, given in scenarios.items()
        )
    document = (
        beside(answers, scenarios, made)
        if scenarios
        else turning_points(answers, known.compiled, made)
    )
    means = _means(hours_per_week, cost_ceiling)
    if redacted or not means.are_given:
        return document
    return replace(document, says=f"{document.says} {means.note()}")


def compare(
    old: AnswerSheet,
    new: AnswerSheet,
    questionnaire: LoadedQuestionnaire | None = None,
    old_questionnaire: LoadedQuestionnaire | None = None,
    *,
    same_business: bool = False,
    redacted: bool = False,
) -> Comparison:
    """Hold the answers of a business at two dates against each other: what moved, and why.

    `questionnaire` must be the one that `new` was loaded with, and `old_questionnaire` that of `old`;
    without the second, both were loaded with the first. `same_business` takes both for one business
    whatever their names and ids. `redacted` leaves out what `redact` does.

    Raises:
        AnswersError: the answers are those of two businesses, or for two questionnaires.
    """
    from omnicheck.assessment.compare import compare as compare_parties
    from omnicheck.assessment.parties import check_lineage, check_one_business

    known = questionnaire or load_questionnaire(new.questionnaire)
    before = _party(old, old_questionnaire or known, redacted=redacted)
    after = _party(new, known, redacted=redacted)
    if not same_business:
        check_one_business([old, new])
    check_lineage(before, after)
    return compare_parties(before, after)


def respondents(
    sheets: Sequence[AnswerSheet],
    questionnaire: LoadedQuestionnaire | None = None,
    *,
    same_business: bool = False,
    redacted: bool = False,
) -> Agreement:
    """Hold the answers of several people about one business against each other; nothing is averaged.

    All of them must have been loaded with `questionnaire`; without it, the bundled one of that id. The rest
    is as in `compare`.

    Raises:
        AnswersError: the answers are those of several businesses, or for several questionnaires.
        ValueError: there are fewer than two sheets.
    """
    from omnicheck.assessment.parties import check_one_business, check_one_version
    from omnicheck.assessment.respondents import respondents as hold_together

    if len(sheets) < 2:  # noqa: PLR2004
        message = "it takes the answers of two people at least"
        raise ValueError(message)
    known = questionnaire or load_questionnaire(sheets[0].questionnaire)
    check_one_version(sheets, known.id)
    if not same_business:
        check_one_business(sheets)
    return hold_together([_party(sheet, known, redacted=redacted) for sheet in sheets])


def _party(sheet: AnswerSheet, questionnaire: LoadedQuestionnaire, *, redacted: bool) -> Party:
    from omnicheck.assessment.parties import Party

    report = assess(sheet, questionnaire)
    shown = redact(report, questionnaire) if redacted else report
    return Party(sheet, questionnaire.compiled, shown)


def explain(
    answers: AnswerSheet,
    name: str,
    questionnaire: LoadedQuestionnaire | None = None,
    *,
    hours_per_week: float | None = None,
    cost_ceiling: Cost | str | None = None,
    redacted: bool = False,
) -> Explanation:
    """Follow one result back to the answers and to the lines of both files.

    `name` is that of a score, a question, a stage, a path, a weakness or an action, or `decision`, `margin`,
    `confidence`, `stage` or `path`. `questionnaire` must be the one that the answers were loaded with;
    without it, the bundled one of that id. `hours_per_week` and `cost_ceiling` are what the plan is made
    for, where not what the answers stand for. `redacted` explains only what rests on no answer about money
    or staff.

    Raises:
        InputError: there is no such result, or it rests on answers that a redacted copy leaves out.
        ValueError: a week cannot have so many hours.
    """
    from omnicheck.assessment.derivation import explain as derive

    known = questionnaire or load_questionnaire(answers.questionnaire)
    origin, means = _origin(answers, known), _means(hours_per_week, cost_ceiling)
    return derive(answers, name, known.compiled, known.document, origin, means, redacted=redacted)


def load_theme(path: str | Path) -> Theme:
    """Load a theme file: whose report it is, and in which colour.

    Raises:
        InputError: it cannot be read or breaks a rule; `faults` holds all of them, each with its place.
    """
    from omnicheck.reports import themefile

    return themefile.load_theme(path)


def render_report(
    report: RenderedDocument,
    kind: Format | str,
    *,
    theme: Theme | None = None,
    paper: PaperSize | str = PaperSize.A4,
) -> Rendered:
    """Return a report, or what `what_if`, `compare`, `respondents` or `explain` return, as the bytes of a file.

    `kind` is html, pdf, md, xlsx or json.

    Raises:
        MissingExtraError: the library for this format is not installed.
    """
    return render(report, Format(kind), Look(theme or PLAIN, PaperSize(paper)))


def write_report(
    report: RenderedDocument,
    path: str | Path,
    *,
    theme: Theme | None = None,
    paper: PaperSize | str = PaperSize.A4,
    force: bool = False,
) -> tuple[str, ...]:
    """Write what `render_report` takes to a file; its ending settles the format.

    Returns what its reader should know.

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
    form: Form | str = Form.FULL,
    columns: Columns | str = Columns.ALL,
) -> pd.DataFrame:
    """Assess a table with one business a row and one column a question.

    Columns are called by the ids of the questions; all others are left alone, but one that only capitals,
    spaces or hyphens keep from being an id is refused. Cells hold an option's id or exact text, `not_sure`,
    `not_applicable`, or nothing; several answers are a list, or one text with `;` between them. `form` is
    full or quick: of a quick one, only the quick questions are read.

    The result has the index of `frame` and always the same columns, which `table_columns` describes:
    texts as Python strings (dtype object, empty where there is nothing to say), numbers as float64 (NaN
    where there is none) and counts as int64. `columns="decision"` leaves out the confidence, what is
    unknown and the first actions, which take most of the time. Nothing is kept between calls, so that it
    runs unchanged on the parts of a larger table.

    Raises:
        AnswersError: a cell or a head does not fit; `faults` names such cells by row and column, from 1.
    """
    from omnicheck.results import result_frame

    questionnaire = questionnaire or load_questionnaire()
    codes = _code_table(frame, questionnaire.compiled, Form(form))
    return result_frame(questionnaire.compiled, codes, columns=columns, index=frame.index)


def table_columns(
    questionnaire: LoadedQuestionnaire | None = None, columns: Columns | str = Columns.ALL
) -> dict[str, str]:
    """Return the columns that `assess_table` gives, in order, each with what it means."""
    from omnicheck.results import result_columns

    questionnaire = questionnaire or load_questionnaire()
    return {each.name: each.meaning for each in result_columns([questionnaire.record], columns)}


def _code_table(
    frame: pd.DataFrame, compiled: CompiledQuestionnaire, form: Form
) -> NDArray[np.int64]:
    import numpy as np

    from omnicheck.answer_tables import no_question
    from omnicheck.engine.columns import NOT_ASKED, NOT_SURE

    if faults := list(_wrong_heads(frame, compiled)):
        raise AnswersError(faults)
    codes = np.full((len(frame), len(compiled.columns)), NOT_SURE, dtype=np.int64)
    for position, column in enumerate(compiled.columns):
        if form is Form.QUICK and not column.question.quick:
            codes[:, position] = NOT_ASKED
        elif column.id in frame.columns:
            codes[:, position] = _code_cells(frame, column, faults)
    if not any(column.id in frame.columns for column in compiled.columns):
        faults.append(no_question(map(str, frame.columns), compiled, Place(_("table"))))
    if faults:
        raise AnswersError(faults)
    return codes


def _wrong_heads(frame: pd.DataFrame, compiled: CompiledQuestionnaire) -> Iterator[Fault]:
    from omnicheck.answer_words import head_key

    place, heads = Place(_("table")), frame.columns
    if heads.nlevels > 1:
        yield Fault(place, _("The heads of the columns have several levels."), _("Keep one."))
        return
    for name in heads[heads.duplicated()]:
        yield Fault(place, _("Two columns are called {name}.").format(name=name), _("Keep one."))
    questions = {head_key(question): question for question in compiled.column_by_id}
    for name in map(str, heads):
        meant = questions.get(head_key(name))
        if meant and name not in compiled.column_by_id:
            what = _("The column “{name}” is no question.").format(name=name)
            yield Fault(place, what, _("Did you mean {name}?").format(name=meant))


def _code_cells(frame: pd.DataFrame, column: Column, faults: list[Fault]) -> NDArray[np.int64]:
    """Code each distinct cell once; a cell that does not fit is a fault in each of its rows."""
    import numpy as np

    from omnicheck.answer_tables import code_cells, rows_holding

    positions, distinct = frame[column.id].map(_as_given).factorize(use_na_sentinel=True)
    coded = code_cells(column, list(distinct))
    number = list(frame.columns).index(column.id) + 1
    for position, rows in rows_holding(positions, coded.misfits):
        error = coded.misfits[position]
        what = f"{column.id}: {error.what}"
        places = (Place(_("table"), int(row) + 1, number) for row in rows[:_MOST_FAULTS])
        faults += [Fault(place, what, error.cure) for place in places]
    return np.asarray(coded.table[positions])


def _as_given(cell: Any) -> object:
    """Return a cell that can be told from others: ticks as one text, what is no answer as it reads."""
    if isinstance(cell, str):
        return cell
    import pandas as pd

    from omnicheck.answer_tables import as_one_text

    if hasattr(cell, "tolist"):  # of numpy, as Parquet files give lists
        cell = cell.tolist()
    if isinstance(cell, list | tuple | set | frozenset):
        return as_one_text(cell)
    return cell if isinstance(cell, Number) or cell is None or pd.isna(cell) else str(cell)

"""The last sheet: what each column of the results means, and what the workbook was made from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import omnicheck
from omnicheck.batch.ledger import ledger_columns
from omnicheck.batch.lots import TAG
from omnicheck.batch.workbook.answers import answers_elsewhere
from omnicheck.choices import Columns
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.reports.workbook.page import Column

if TYPE_CHECKING:
    from omnicheck.batch.portfolio import Portfolio
    from omnicheck.reports.workbook.page import Page
    from omnicheck.results import ResultColumn

_WIDTHS: Final = (30, 12, 90)


def fill_about(page: Page, portfolio: Portfolio) -> None:
    """Write versions, how to read the sheets, and the columns of the results."""
    page.set_widths(*_WIDTHS)
    page.section(_("Made from"))
    page.fact(_("Program"), f"omnicheck {omnicheck.__version__}")
    for part in portfolio.parts:
        page.fact(_("Questionnaire"), f"{part.questionnaire.id} {part.questionnaire.version}")
    page.fact(_("All figures"), portfolio.results_file)
    if portfolio.fault_count:
        page.fact(_("All faults"), portfolio.faults_file)
    page.texts(_("How to read the sheets"), _reading(portfolio))
    if portfolio.parts:
        page.section(_("The columns of the results"))
        columns = (Column(_("Column"), "strong"), Column(_("Holds")), Column(_("What it means")))
        kinds = {"text": _("text"), "number": _("number"), "count": _("count")}
        told = _columns(portfolio)
        page.table(columns, ((each.name, kinds[each.kind], each.meaning) for each in told))


def _reading(portfolio: Portfolio) -> tuple[str, ...]:
    return (
        _("Scores run from 0 to 100; 50 is halfway between multichannel and omnichannel."),
        _("A score in brown does not reach what omnichannel asks of the business at its stage."),
        _("Hidden columns hold what the colours and the charts are made from."),
        *(_reading_answers() if portfolio.answers is not None else (answers_elsewhere(),)),
    )


def _reading_answers() -> tuple[str, ...]:
    return (
        _("Each head of the answers has a note with the whole question, and its name in tables."),
        _("“No answer” counts as not sure. “Not asked” was not on the form, or did not come up."),
    )


def _columns(portfolio: Portfolio) -> list[ResultColumn]:
    parts = portfolio.parts
    everything = all(part.has("confidence") for part in parts)
    tags = {name: None for part in parts for name in part.rows.columns if name.startswith(TAG)}
    questionnaires = [part.questionnaire for part in parts]
    found = ledger_columns(questionnaires, Columns.ALL if everything else Columns.DECISION, tags)
    return [replace(each, name=clean(each.name), meaning=clean(each.meaning)) for each in found]

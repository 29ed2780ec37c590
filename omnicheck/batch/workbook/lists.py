"""The sheets that are one list each: the first actions of every plan, and the faults."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from omnicheck.batch.workbook.scores import MOST_ROWS
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.reports.labels import cost_label, effort_label
from omnicheck.reports.workbook.page import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.batch.portfolio import Part, Portfolio
    from omnicheck.errors import Fault
    from omnicheck.questionnaire import Action
    from omnicheck.reports.workbook.cells import Cell
    from omnicheck.reports.workbook.page import Page

#: With more businesses than this, a list of work names each action without telling how it is done.
_MOST_TOLD: Final = 1_000


def fill_plan(page: Page, part: Part) -> None:
    """Write the first actions of each business, with room for who does them and when they were done."""
    is_told = len(part.rows) <= _MOST_TOLD
    told = (
        Column(_("How"), width=56),
        Column(_("Done when"), width=36),
        Column(_("Cost"), width=20),
        Column(_("Effort"), width=15),
    )
    columns = (
        Column(_("Business"), "strong", 30),
        Column(_("No."), "whole", 5),
        Column(_("Action"), "strong", 40),
        *(told if is_told else ()),
        Column(_("Who does it"), "fill_in", 16),
        Column(_("Done on"), "fill_in_day", 12),
    )
    page.as_list(columns, islice(_actions(part, is_told=is_told), MOST_ROWS))
    page.freeze(1)
    page.skip()
    note = _("These are the first actions of each plan; the whole plans are in the reports.")
    page.line([note], ["quiet"])


def _actions(part: Part, *, is_told: bool) -> Iterator[tuple[Cell, ...]]:
    known = {each.id: _described(each, is_told=is_told) for each in part.questionnaire.actions}
    rows = part.rows
    for name, actions in zip(rows["name"], rows["first_actions"], strict=True):
        for number, action in enumerate(filter(None, actions.split(";")), start=1):
            yield (name, number, *known[action], None, None)


def _described(action: Action, *, is_told: bool) -> tuple[str, ...]:
    if not is_told:
        return (action.title,)
    terms = (cost_label(action.cost), effort_label(action.effort))
    return (action.title, action.how, action.done_when, *terms)


def fill_faults(page: Page, portfolio: Portfolio) -> None:
    """Write what was wrong in the input, each with its place and its cure."""
    columns = (
        Column(_("File"), "strong", 36),
        Column(_("Line or row"), "whole", 11),
        Column(_("Column"), "whole", 9),
        Column(_("Business"), width=26),
        Column(_("What was wrong"), width=60),
        Column(_("What to do"), width=60),
    )
    shown = portfolio.faults[:MOST_ROWS]
    page.as_list(columns, map(_fault, shown))
    left = portfolio.fault_count - len(shown)
    if left > 0:
        page.skip()
        told = _("{count} more are in {file}.")
        page.line([told.format(count=left, file=portfolio.faults_file)], ["quiet"])


def _fault(entry: tuple[str, Fault]) -> tuple[Cell, ...]:
    client, fault = entry
    place = fault.place
    texts = (clean(each) for each in (client, fault.what, fault.cure))
    return (clean(place.file), place.line or None, place.column or None, *texts)

"""`--hours` and `--budget`: the hours and the money that a plan is made for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final

import typer

from omnicheck.choices import MOST_HOURS_PER_WEEK
from omnicheck.errors import Fault, InputError, Place, did_you_mean
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.choices import Cost

#: Hours a week; what is less would be shown as no time at all.
_FEWEST: Final = 0.1
#: A number with nothing beside it that would say what it counts, such as % or $.
_NUMBER_ALONE: Final = re.compile(r"[+-]?[0-9.,:\s]*")


def _cost_classes(incomplete: str) -> list[str]:
    """Complete the classes of money in the shell."""
    from omnicheck.choices import Cost

    return [cost.value for cost in Cost if cost.value.startswith(incomplete)]


HoursOption = Annotated[
    str | None,
    typer.Option(
        "--hours",
        metavar="NUMBER",
        help=_("Plan for this many hours a week, whatever the answers say."),
        show_default=False,
    ),
]
BudgetOption = Annotated[
    str | None,
    typer.Option(
        "--budget",
        metavar="CLASS",
        help=_(
            "Plan for this money, whatever the answers say: free, one_subscription, few_subscriptions "
            "or project, or the answer's own words."
        ),
        autocompletion=_cost_classes,
        show_default=False,
    ),
]


def means_of(
    hours: str | None, budget: str | None, questionnaire: LoadedQuestionnaire
) -> tuple[float | None, Cost | None]:
    """Read the hours a week and the dearest cost class to plan for.

    Raises:
        InputError: one of them cannot be read, or the questionnaire makes no plans.
    """
    from omnicheck.numerals import NumberFormatError

    faults = [*_without_plan(hours, budget, questionnaire)]
    per_week = ceiling = None
    if hours is not None and not faults:
        try:
            per_week = _hours(hours)
        except NumberFormatError as error:
            faults.append(Fault(Place("--hours"), error.what, error.cure))
    if budget is not None and not faults:
        known = dict(_classes(questionnaire))
        ceiling = known.get(budget.strip().casefold())
        if ceiling is None:
            faults.append(_no_class(budget, known))
    if faults:
        raise InputError(faults)
    return per_week, ceiling


def _without_plan(
    hours: str | None, budget: str | None, questionnaire: LoadedQuestionnaire
) -> Iterator[Fault]:
    if (hours is None and budget is None) or questionnaire.record.actions:
        return
    option = "--budget" if hours is None else "--hours"
    what = _("The questionnaire {name} makes no plans.").format(name=questionnaire.id)
    yield Fault(Place(option), what, _("Leave out --hours and --budget."))


def _hours(text: str) -> float:
    from omnicheck.numerals import NumberFormatError, parse_number

    if not _NUMBER_ALONE.fullmatch(text):
        what = _("“{given}” is not a number of hours.").format(given=_shown(text))
        raise NumberFormatError(what, _("Write the number alone, such as 4 or 2.5."))
    number = float(parse_number(text))
    if not 0 < number <= MOST_HOURS_PER_WEEK:
        what = _("A week cannot have {given} hours.").format(given=_shown(text))
        cure = _("Write a number above 0, and at most {most}.").format(most=MOST_HOURS_PER_WEEK)
        raise NumberFormatError(what, cure)
    if number < _FEWEST:
        what = _("{given} hours a week are too few to plan for.").format(given=_shown(text))
        raise NumberFormatError(what, _("Write {least} or more.").format(least=_FEWEST))
    return number


def _classes(questionnaire: LoadedQuestionnaire) -> Iterator[tuple[str, Cost]]:
    """Every way to name a cost class: its id, its words, and the answers that stand for it."""
    from omnicheck.choices import Cost
    from omnicheck.reports.labels import ceiling_label, cost_label

    planning = questionnaire.record.planning
    if planning is not None:
        asked = planning.capacity.cost_question
        options = next(q.options for q in questionnaire.record.questions if q.id == asked)
        for name, cost in planning.capacity.cost_ceiling.items():
            yield name.casefold(), cost
            yield options[name].text.casefold(), cost
    for cost in Cost:
        for words in (cost_label(cost), ceiling_label(cost), cost.value):
            yield words.casefold(), cost


def _no_class(given: str, known: dict[str, Cost]) -> Fault:
    from omnicheck.choices import Cost

    what = _("There is no budget {given}.").format(given=_shown(given))
    others = _("Choose one of: {names}.").format(names=", ".join(Cost))
    return Fault(Place("--budget"), what, did_you_mean(given, known) or others)


def _shown(text: str) -> str:
    from omnicheck.yamlsource import excerpt

    return excerpt(text)

"""Plain words for the fixed choices, and for numbers and dates, shared by all renderers."""

from __future__ import annotations

from datetime import date

from omnicheck.assessment import phrases
from omnicheck.choices import Cost, Effort, Form, Grade, Horizon, Strategy
from omnicheck.figures import number_text
from omnicheck.language import _

#: How firmly a recommendation stands; the record words it too.
confidence_label = phrases.confidence_label


def strategy_label(strategy: Strategy) -> str:
    """Return the name of a strategy."""
    return {
        Strategy.MULTICHANNEL: _("Multichannel"),
        Strategy.OMNICHANNEL: _("Omnichannel"),
    }[strategy]


def cost_label(cost: Cost) -> str:
    """Return what an action costs."""
    return {
        Cost.FREE: _("No cost"),
        Cost.ONE_SUBSCRIPTION: _("Up to one subscription a month"),
        Cost.FEW_SUBSCRIPTIONS: _("A few subscriptions or some days of help"),
        Cost.PROJECT: _("A project budget"),
    }[cost]


def ceiling_label(cost: Cost) -> str:
    """Return the most that a plan may cost, as it reads inside a sentence."""
    return {
        Cost.FREE: _("no extra money"),
        Cost.ONE_SUBSCRIPTION: _("one subscription a month"),
        Cost.FEW_SUBSCRIPTIONS: _("a few subscriptions or some days of help"),
        Cost.PROJECT: _("a project budget"),
    }[cost]


def effort_label(effort: Effort) -> str:
    """Return how much work an action is."""
    return {
        Effort.SMALL: _("small job"),
        Effort.MEDIUM: _("some days of work"),
        Effort.LARGE: _("work over several weeks"),
    }[effort]


def horizon_label(horizon: Horizon) -> str:
    """Return how far a horizon reaches, short enough to stand in a drawing."""
    return {
        Horizon.DAYS_30: _("30 days"),
        Horizon.DAYS_90: _("90 days"),
        Horizon.MONTHS_12: _("12 months"),
    }[horizon]


def grade_label(grade: Grade) -> str:
    """Return what the grade of a source stands for."""
    return {
        Grade.A: _("research or official figures"),
        Grade.B: _("a named survey"),
        Grade.C: _("practice"),
    }[grade]


def form_label(form: Form) -> str:
    """Return which form was filled in."""
    return {Form.FULL: _("full form"), Form.QUICK: _("quick form")}[form]


def state_label(state: str) -> str:
    """Return the state of an answer; a state of a later version shows as it is."""
    return {
        "answered": _("answered"),
        "not_sure": _("not sure"),
        "not_answered": _("not answered"),
        "not_applicable": _("does not apply"),
        "not_asked": _("not asked"),
        "withheld": _("left out"),
    }.get(state, state)


def hours_text(hours: float) -> str:
    """Return a number of hours.

    >>> hours_text(1), hours_text(1.5)
    ('1 hour', '1.5 hours')
    """
    if hours == 1:
        return _("1 hour")
    return _("{hours} hours").format(hours=number_text(hours))


def day_text(day: str) -> str:
    """Return an ISO date in words; any other text comes back as it is.

    >>> day_text("2026-11-21"), day_text("last week")
    ('21 November 2026', 'last week')
    """
    try:
        found = date.fromisoformat(day)
    except ValueError:
        return day
    return _("{day} {month} {year}").format(
        day=found.day, month=_months()[found.month - 1], year=found.year
    )


def _months() -> tuple[str, ...]:
    return (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
        _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip

"""What if: today's answers beside the same answers with some of them changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from omnicheck.assessment.differences import difference
from omnicheck.assessment.redact import WITHHELD
from omnicheck.assessment.sides import SCHEMA_VERSION, SidesKind, WayWork, WhatIf, side_of
from omnicheck.choices import Form
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.repertoire import COSTS
from omnicheck.language import _, plural
from omnicheck.scenarios import scenario_of_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from omnicheck.answers import Answer, AnswerSheet
    from omnicheck.assessment.report import LeastWork, Plan, Report, TippingPoint, Way
    from omnicheck.assessment.sides import Side
    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.scenarios import Scenario

    Assess = Callable[[AnswerSheet], Report]

#: Ways to turn the recommendation that are shown; there may be dozens.
_MOST_SHOWN: Final = 4


def what_if(sheet: AnswerSheet, scenarios: Sequence[Scenario], assess: Assess) -> WhatIf:
    """Show a business as it is today beside scenarios, in their order; `assess` makes every report."""
    says = plural(
        "Today beside one scenario. Everything is worked out anew with the changed answers.",
        "Today beside {count} scenarios. Everything is worked out anew with the changed answers.",
        len(scenarios),
    )
    return _side_by_side(sheet, assess(sheet), scenarios, says, assess)


def turning_points(sheet: AnswerSheet, compiled: CompiledQuestionnaire, assess: Assess) -> WhatIf:
    """Show a business as it is today beside the smallest changes that turn the recommendation.

    Where there are none, it stands alone, and the sentence says what it would take.
    """
    today = assess(sheet)
    tried = _ways_of(today.tipping_point)
    scenarios = [scenario_of_values(way.settings, compiled, name) for name, way in tried.items()]
    says = " ".join(_says(today.tipping_point, tried))
    document = _side_by_side(sheet, today, scenarios, says, assess)
    works = (_work(name, way, today) for name, way in tried.items())
    return replace(document, works=tuple(work for work in works if work.steps or work.decisions))


def _ways_of(point: TippingPoint) -> dict[str, Way | LeastWork]:
    """Return the ways to show by their names; the least work comes last, unless it is one of the ways."""
    shown = point.ways[:_MOST_SHOWN]
    names = [_("Way {number}").format(number=n) for n in range(1, len(shown) + 1)]
    if len(point.ways) == 1:
        names = [_("Smallest change")]
    tried: dict[str, Way | LeastWork] = dict(zip(names, shown, strict=True))
    if point.cheapest and all(way.settings != point.cheapest.settings for way in shown):
        tried[_("Least work")] = point.cheapest
    return tried


def _says(point: TippingPoint, tried: dict[str, Way | LeastWork]) -> Iterator[str]:
    """Say what turns the recommendation, and which of it is shown."""
    yield point.says
    if len(point.ways) > _MOST_SHOWN:
        words = _("“Way 1” to “Way {shown}” are the first of {count} such ways.")
        yield words.format(shown=_MOST_SHOWN, count=len(point.ways))
    elif len(point.ways) > 1:
        yield _("Each “Way” here turns it with as few changes.")
    if point.cheapest in tried.values():
        yield plural(
            "“Least work” turns it in the fewest hours of work, and changes {count} answer.",
            "“Least work” turns it in the fewest hours of work, and changes {count} answers.",
            len(point.cheapest.settings) if point.cheapest else 0,
        )


def _work(label: str, way: Way | LeastWork, today: Report) -> WayWork:
    """Hold the work of a way against the hours and the money of today's plan."""
    cheapest, plan = today.tipping_point.cheapest, today.plan
    is_least = cheapest is not None and cheapest.settings == way.settings
    return WayWork(
        label=label,
        steps=way.actions,
        hours=way.hours,
        cost=way.cost,
        affordable=_is_affordable(way, plan),
        weeks=way.hours / plan.hours_per_week
        if way.hours is not None and plan and plan.hours_per_week
        else None,
        decisions=getattr(way, "decisions", ()),
        is_least=is_least,
        proven=is_least and cheapest is not None and cheapest.proven,
    )


def _is_affordable(way: Way | LeastWork, plan: Plan | None) -> bool | None:
    if way.cost is None or plan is None or plan.cost_ceiling is None:
        return None
    return COSTS.index(way.cost) <= COSTS.index(plan.cost_ceiling)


def _side_by_side(
    sheet: AnswerSheet, today: Report, scenarios: Sequence[Scenario], says: str, assess: Assess
) -> WhatIf:
    first = side_of(today, _("Today"))
    others = [
        _tried(sheet, today, scenario, number, assess)
        for number, scenario in enumerate(scenarios, start=1)
    ]
    return WhatIf(
        schema_version=SCHEMA_VERSION,
        kind=SidesKind.WHAT_IF,
        title=_("What if?"),
        says=says,
        origin=today.origin,
        business=today.business,
        form=today.form,
        answered_on=today.answered_on,
        sides=(first, *others),
        differences=tuple(difference(first, other) for other in others),
        redacted=today.redacted,
        hours_a_week=today.plan.hours_per_week if today.plan else None,
    )


def _tried(
    sheet: AnswerSheet, today: Report, scenario: Scenario, number: int, assess: Assess
) -> Side:
    report = assess(scenario.on(sheet))
    states = {line.question: line.state for line in report.answers}
    is_hidden = any(states[question] == WITHHELD for question in scenario.answers)
    # The name that somebody gave it may tell what is left out.
    label = _("Scenario {number}").format(number=number) if is_hidden else scenario.name
    return side_of(report, label, today, tuple(_remarks(sheet, scenario, report)))


def _remarks(sheet: AnswerSheet, scenario: Scenario, report: Report) -> Iterator[str]:
    """Say what in a scenario has no effect, and that some of it is left out."""
    lines = {line.question: line for line in report.answers}
    for question, answer in scenario.answers.items():
        line = lines[question]
        if line.state == WITHHELD:
            continue
        if line.state == "not_asked":
            yield _not_asked(report.form).format(topic=line.topic)
        elif _is_todays(answer, sheet.answers.get(question)):
            yield _("{topic}: this is today's answer already.").format(topic=line.topic)
    if any(lines[question].state == WITHHELD for question in scenario.answers):
        yield _("Answers that this scenario changes are left out of this copy.")


def _not_asked(form: Form) -> str:
    if form is Form.QUICK:
        return _("{topic}: the quick form does not ask this, so the answer has no effect.")
    return _("{topic}: this is not asked with these answers, so the answer has no effect.")


def _is_todays(answer: Answer, today: Answer | None) -> bool:
    if today is None:
        return answer.code == NOT_SURE
    return (answer.code, answer.given) == (today.code, today.given)

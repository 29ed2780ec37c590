"""What if: today's answers beside the same answers with some of them changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.assessment.differences import difference
from omnicheck.assessment.redact import WITHHELD
from omnicheck.assessment.sides import SCHEMA_VERSION, SideBySide, SidesKind, side_of
from omnicheck.choices import Form
from omnicheck.engine.columns import NOT_SURE
from omnicheck.language import _, plural
from omnicheck.scenarios import scenario_of_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from omnicheck.answers import Answer, AnswerSheet
    from omnicheck.assessment.report import Report
    from omnicheck.assessment.sides import Side
    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.scenarios import Scenario

    Assess = Callable[[AnswerSheet], Report]

#: Ways to turn the recommendation that are shown; there may be dozens.
_MOST_SHOWN: Final = 4


def what_if(sheet: AnswerSheet, scenarios: Sequence[Scenario], assess: Assess) -> SideBySide:
    """Show a business as it is today beside scenarios, in their order; `assess` makes every report."""
    today = assess(sheet)
    says = plural(
        "Today beside one scenario. Everything is worked out anew with the changed answers.",
        "Today beside {count} scenarios. Everything is worked out anew with the changed answers.",
        len(scenarios),
    )
    return _side_by_side(sheet, today, scenarios, says, assess)


def turning_points(
    sheet: AnswerSheet, compiled: CompiledQuestionnaire, assess: Assess
) -> SideBySide:
    """Show a business as it is today beside the smallest changes that turn the recommendation.

    Where there are none, it stands alone, and the sentence says what it would take.
    """
    today = assess(sheet)
    point = today.tipping_point
    ways, says = point.ways[:_MOST_SHOWN], [point.says]
    tried = {
        _way_name(number, len(point.ways)): way.settings for number, way in enumerate(ways, start=1)
    }
    if len(point.ways) > len(ways):
        words = _("The scenarios here are the first {shown} of {count} such ways.")
        says.append(words.format(shown=len(ways), count=len(point.ways)))
    elif len(ways) > 1:
        says.append(_("Each scenario here is one way to turn it with as few changes."))
    if point.cheapest and point.cheapest.settings not in tried.values():
        tried[_("Least work")] = point.cheapest.settings
        says.append(
            _("“Least work” holds the answers after the steps that turn it in the fewest hours.")
        )
    scenarios = [scenario_of_values(answers, compiled, name) for name, answers in tried.items()]
    return _side_by_side(sheet, today, scenarios, " ".join(says), assess)


def _way_name(number: int, ways: int) -> str:
    return _("Smallest change") if ways == 1 else _("Way {number}").format(number=number)


def _side_by_side(
    sheet: AnswerSheet, today: Report, scenarios: Sequence[Scenario], says: str, assess: Assess
) -> SideBySide:
    first = side_of(today, _("Today"))
    others = [
        _tried(sheet, today, scenario, number, assess)
        for number, scenario in enumerate(scenarios, start=1)
    ]
    return SideBySide(
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

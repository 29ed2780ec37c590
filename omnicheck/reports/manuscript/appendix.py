"""All that the recommendation rests on: every answer, the method, its limits, sources and versions."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import omnicheck.reports.sentences as say
import omnicheck.reports.turning_sentences as say_turning
from omnicheck.figures import number_text, score_text, signed_text
from omnicheck.language import _
from omnicheck.reports.labels import day_text, form_label, state_label
from omnicheck.reports.manuscript.drawings import state_text, value_text
from omnicheck.reports.manuscript.outlook import MOST_OTHERS
from omnicheck.reports.manuscript.record import Facts, Heading, Item, Items, Paragraph, Table
from omnicheck.reports.manuscript.shared import bullets, capital, facts, frame, joined, listed, told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.report import (
        AnswerLine,
        LeastWork,
        Line,
        PlanAction,
        Report,
        SourceLine,
        TippingPoint,
        Verdict,
    )
    from omnicheck.reports.manuscript.record import Block

_WITHHELD = "withheld"
_MOST_WAYS = 20


def answers(report: Report) -> tuple[Block, ...]:
    """Return a table of answers for each part of the questionnaire, then the notes."""
    return tuple(_answers(report)) if report.answers else ()


def later(report: Report) -> tuple[Block, ...]:
    """Return what to do after the plan, in full."""
    actions = report.plan.later if report.plan else ()
    return (Items(tuple(_later(action) for action in actions)),) if actions else ()


def turning(report: Report) -> tuple[Block, ...]:
    """Return the other ways to turn the answer, and the answers that it hangs on."""
    return tuple(_turning(report.tipping_point))


def method(report: Report) -> tuple[Block, ...]:
    """Return how the recommendation is worked out, and all that omnichannel asks for."""
    return tuple(_method(report))


def limits(report: Report) -> tuple[Block, ...]:
    """Return what the recommendation cannot tell."""
    return (bullets(report.limits),) if report.limits else ()


def sources(report: Report | Explanation) -> tuple[Block, ...]:
    """Return the sources, numbered as the answers cite them."""
    if not report.sources:
        return ()
    found = Items(tuple(_source(each) for each in report.sources), numbered=True)
    return (Paragraph(say.grades()), found)


def made_from(report: Report | Explanation) -> tuple[Block, ...]:
    """Return business, day, versions and fingerprints."""
    day = day_text(report.answered_on) if report.answered_on else ""
    found = facts(
        (_("Business"), report.business.name),
        *say.known_about(report),
        (_("Day of the answers"), day),
        (_("Form"), capital(form_label(report.form))),
        *say.made_from(report.origin),
    )
    return (Facts(found),)


def _turning(point: TippingPoint) -> Iterator[Block]:
    if point.cheapest:
        yield from _least_work(point.cheapest)
    others = say_turning.other_ways(point)[MOST_OTHERS:]
    if others:
        yield Paragraph(say_turning.ways_lead())
        yield bullets(others[:_MOST_WAYS])
    if others[_MOST_WAYS:]:
        yield Paragraph(say_turning.unlisted_ways(len(others[_MOST_WAYS:])))
    if point.ways and not point.complete:
        yield Paragraph(say_turning.maybe_more_ways())
    yield from told(say_turning.steps_of_ways_title(), say_turning.steps_of_ways(point))
    if point.doubt and point.doubt.changes:
        rows = tuple((change.topic, change.today, change.then) for change in point.doubt.changes)
        yield Paragraph(say_turning.doubts_lead(point.doubt))
        yield Table(
            _("Answers that it hangs on"),
            (_("Answer"), _("Today"), _("Turns it")),
            rows,
            figures=(),
        )


def _least_work(found: LeastWork) -> Iterator[Block]:
    head = (_("Answer"), _("Today"), _("Then, at least"))
    rows = tuple((change.topic, change.today, change.then) for change in found.changes)
    yield Heading(say_turning.least_work_title())
    yield Items(tuple(Item(step) for step in found.actions), numbered=True)
    yield Table(say_turning.least_work_changes(), head, rows)


def _answers(report: Report) -> Iterator[Block]:
    yield Paragraph(
        _(
            "Value: 0 is plainly multichannel, 100 is plainly omnichannel. Weight: how much the "
            "question counts in its score; without one it does not count. Points: points of this score, "
            "by which the answer lifts it above 50, or lowers it. Numbers in brackets name the sources below."
        )
    )
    numbers = {source.id: number for number, source in enumerate(report.sources, start=1)}
    for section, lines in groupby(report.answers, key=lambda answer: answer.section):
        yield _table(section, lines, numbers)
    notes = (Item(line.topic, line.note) for line in report.answers if line.note)
    yield from listed(_("Notes"), notes)


def _table(section: str, lines: Iterable[AnswerLine], numbers: Mapping[str, int]) -> Table:
    head = (_("Question"), _("Answer"), _("Value"), _("Weight"), _("Points"), _("Sources"))
    return Table(section, head, tuple(_row(line, numbers) for line in lines), figures=(2, 3, 4))


def _row(line: AnswerLine, numbers: Mapping[str, int]) -> tuple[str, ...]:
    cited = ", ".join(str(numbers[name]) for name in line.sources if name in numbers)
    is_shown = line.state != _WITHHELD
    return (
        _("{topic}: {ask}").format(topic=line.topic, ask=line.ask),
        _said(line),
        score_text(line.value) if is_shown and line.value is not None else "",
        number_text(line.weight) if line.weight else "",
        signed_text(line.contribution) if is_shown and line.weight else "",
        f"[{cited}]" if cited else "",
    )


def _said(line: AnswerLine) -> str:
    has_answer = line.answer and line.state != _WITHHELD
    return line.answer if has_answer else capital(state_label(line.state))


def _later(action: PlanAction) -> Item:
    return Item(
        action.title,
        action.how,
        facts=facts(
            (_("Done when"), action.done_when),
            (_("Cost and work"), joined(frame(action))),
            (_("Works on"), action.weakness),
            (_("Helps with"), "; ".join(action.unlocks)),
        ),
    )


def _method(report: Report) -> Iterator[Block]:
    if report.method:
        yield bullets(report.method)
        yield from _reruns(report.verdict)
    if report.lines:
        yield Heading(say.section_title("lines"))
        yield Paragraph(
            _(
                "A score runs from 0 to 100. A single answer counts with its value in the tables above."
            )
        )
        yield _lines(report)


def _reruns(found: Verdict) -> Iterator[Block]:
    if found.reruns:
        words = _("In {same} of {made} reruns the recommendation was the same.")
        yield Paragraph(
            words.format(same=round(found.robustness * found.reruns), made=found.reruns)
        )


def _lines(report: Report) -> Table:
    met = {score.id: score.met for score in report.scores}
    rows = tuple(_line(line, met.get(line.id, line.met)) for line in report.lines)
    head = (_("What is asked for"), _("You today"), _("Asked for"), _("State"))
    return Table(say.section_title("lines"), head, rows, figures=(1, 2))


def _line(line: Line, met: bool | None) -> tuple[str, ...]:
    state = state_text(None if line.value is None else met)
    value = value_text(line.value, line.threshold)
    return (line.title, value, score_text(line.threshold), state)


def _source(source: SourceLine) -> Item:
    where = facts((_("Where"), source.url or ""))
    return Item(source.citation, source.shows, source.grade.value, where)

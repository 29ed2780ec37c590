"""What it takes to turn the recommendation to omnichannel: steps, hours of work and money."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from omnicheck.answer_tables import as_one_text
from omnicheck.answer_words import written_answer
from omnicheck.assessment.report import Change, LeastWork, Way
from omnicheck.choices import Kind
from omnicheck.engine.budget import any_work
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.repertoire import COSTS
from omnicheck.engine.workload import Calendar, bits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.assessment.case import Case
    from omnicheck.engine.budget import Search
    from omnicheck.engine.planning import Placement
    from omnicheck.engine.tipping import Changes, Turning
    from omnicheck.engine.workload import Work


def ways_of(
    case: Case, turning: Turning, placement: Placement | None
) -> tuple[tuple[Way, ...], LeastWork | None]:
    """Return the ways to turn a recommendation with their prices, and the least work that turns it.

    Away from omnichannel nothing has a price: no step makes a business worse. Where it is proven that no
    change turns it, no work is looked for.
    """
    ways = tuple(Way(changes_of(case, way), settings=_settings(case, way)) for way in turning.ways)
    if case.omnichannel or placement is None or _nothing_turns_it(case, turning):
        return ways, None
    search = any_work(case.scores, case.effects, placement)
    works = search.least_work(turning.ways)
    priced = [
        _priced(
            case,
            way,
            work,
            [column for column, code in changes.items() if not search.brings(column, code)],
        )
        for way, changes, work in zip(ways, turning.ways, works, strict=True)
    ]
    return tuple(priced), _least(case, placement, search, works)


def _nothing_turns_it(case: Case, turning: Turning) -> bool:
    """Whether no work can turn it, as no changes can: work reaches no other answers than those tried."""
    return (
        not turning.ways
        and turning.proven
        and all(
            case.compiled.columns[column].question.changeable and case.codes[column] >= NOT_SURE
            for column in case.effects.reached
        )
    )


def changes_of(case: Case, changes: Changes) -> tuple[Change, ...]:
    """Return changed answers in words."""
    return tuple(_change(case, column, code) for column, code in changes.items())


def _change(case: Case, column: int, code: int) -> Change:
    question = case.compiled.columns[column].question
    return Change(
        question.id,
        question.topic,
        case.answer_text(question.id),
        case.answer_text(question.id, code),
    )


def _settings(case: Case, changes: Changes) -> dict[str, str]:
    return {case.compiled.columns[c].id: _setting(case, c, code) for c, code in changes.items()}


def _setting(case: Case, position: int, code: int) -> str:
    column = case.compiled.columns[position]
    written = written_answer(column, code)
    if column.question.kind is not Kind.SEVERAL or code < 0:
        return written
    return as_one_text(filter(None, written.strip("[]").split(", ")))


def _priced(case: Case, way: Way, work: Work | None, decided: Sequence[int]) -> Way:
    if work is None:
        topics = (case.compiled.columns[column].question.topic for column in decided)
        return replace(way, decisions=tuple(topics))
    return replace(way, actions=_titles(case, work), hours=work.hours, cost=COSTS[work.dearest])


def _titles(case: Case, work: Work) -> tuple[str, ...]:
    return tuple(case.questionnaire.actions[action].title for action in work.actions)


def _least(
    case: Case, placement: Placement, search: Search, works: Sequence[Work | None]
) -> LeastWork | None:
    enough = min((work.hours for work in works if work), default=inf)
    found = search.cheapest_turn(enough)
    if found.work is None:
        return None
    work, changes = found.work, search.after(found.work)
    hours, ceiling = float(placement.capacity.hours[0]), int(placement.capacity.ceiling[0])
    in_time = Calendar(search.workload, hours).fits(bits_of(1 << a for a in work.actions))
    return LeastWork(
        changes=changes_of(case, changes),
        actions=_titles(case, work),
        hours=work.hours,
        cost=COSTS[work.dearest],
        proven=found.proven,
        settings=_settings(case, changes),
        steps=tuple(case.questionnaire.actions[action].id for action in work.actions),
        weeks=work.hours / hours,
        too_dear=work.dearest > ceiling,
        fits=in_time and work.dearest <= ceiling,
        in_plan=set(work.actions) <= set(placement.in_order(0)),
    )

"""The plan of one business in words: what to do by when, within the hours and the money it has."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from omnicheck.assessment.climb import stage_served
from omnicheck.assessment.lines import title_of
from omnicheck.assessment.phrases import in_words
from omnicheck.assessment.report import Plan, PlanAction, PlanHorizon
from omnicheck.choices import Cost, Horizon
from omnicheck.engine.planning import WEEKS
from omnicheck.engine.repertoire import COSTS, HORIZONS
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.case import Case
    from omnicheck.assessment.means import Means
    from omnicheck.assessment.report import AfterPlan, LeastWork, Line
    from omnicheck.engine.planning import Placement
    from omnicheck.questionnaire import Action, Planning


def horizon_title(horizon: Horizon) -> str:
    """Return the heading of a horizon."""
    titles = {
        Horizon.DAYS_30: _("In the next 30 days"),
        Horizon.DAYS_90: _("Within 90 days"),
        Horizon.MONTHS_12: _("Within 12 months"),
    }
    return titles[horizon]


def make_plan(
    case: Case,
    all_lines: tuple[Line, ...],
    placement: Placement | None,
    means: Means,
    least: LeastWork | None = None,
    after: AfterPlan | None = None,
) -> Plan | None:
    """Put the plan of a business into words; None where there is none.

    Args:
        case: The business.
        all_lines: All that omnichannel asks for.
        placement: What to do, and when.
        means: The hours and the money asked to plan for.
        least: The least work that turns the recommendation.
        after: What the plan brings; None where nobody knows.
    """
    planning = case.questionnaire.planning
    if placement is None or planning is None:
        return None
    wording = _Wording(case, planning, placement, all_lines)
    return Plan(
        hours_per_week=wording.hours_per_week,
        cost_ceiling=COSTS[int(wording.placement.capacity.ceiling[0])],
        target_stage=case.questionnaire.stages[stage_served(case, wording.order)].title,
        notes=(
            *_notes(case, planning, means, wording.hours_per_week),
            *wording.what_costs(),
            *wording.what_turns_it(least, after),
            *wording.why_it_stops(),
        ),
        horizons=tuple(wording.horizons()),
        later=tuple(wording.described(action) for action in wording.later()),
        watch=tuple(_watched(case, all_lines)),
    )


def _notes(case: Case, planning: Planning, means: Means, hours: float) -> Iterator[str]:
    """Say what the plan counts on where the answers do not."""
    if means.are_given:
        yield means.note()
    if means.hours_per_week is not None:
        pass  # the answer about hours does not count
    elif case.code(planning.capacity.hours_question) < 0:
        words = _("Your hours are not known, so the plan counts on {hours:g} a week.")
        yield words.format(hours=hours)
    elif _is_valued_nothing(case, planning.capacity.hours_question):
        words = _("You have no hours to give yet. The plan counts on {hours:g} a week.")
        yield words.format(hours=hours)
    if means.cost_ceiling is None and case.code(planning.capacity.cost_question) < 0:
        yield _("Your budget is not known, so the plan holds only what is free.")


def _is_valued_nothing(case: Case, question: str) -> bool:
    option = case.option(question)
    return option is not None and option.value == 0


def _watched(case: Case, all_lines: tuple[Line, ...]) -> Iterator[str]:
    """What lies with others, and the first thing that helps."""
    missed = {line.id for line in all_lines if not line.met}
    for weakness in case.questionnaire.weaknesses:
        beyond = [
            name for name in weakness.mends if name in missed and not case.question(name).changeable
        ]
        watched = [name for name in weakness.watches if name in missed]
        first = next((a for a in case.questionnaire.actions if a.weakness == weakness.id), None)
        if first and (watched or beyond):
            names = [title_of(case, name) for name in [*watched, *beyond]]
            words = plural(
                "{{names}} lies with others, so watch it. {{how}}",
                "{{names}} lie with others, so watch them. {{how}}",
                len(names),
            )
            yield words.format(names=in_words(names), how=first.how)


class _Wording:
    """A plan that is made, being put into words."""

    def __init__(
        self, case: Case, planning: Planning, placement: Placement, all_lines: tuple[Line, ...]
    ) -> None:
        self.case, self.planning, self.placement = case, planning, placement
        self.actions = case.questionnaire.actions
        self.lines = all_lines
        self.order = placement.in_order(0)
        self.hours_per_week = float(placement.capacity.hours[0])

    def hours(self, action: Action) -> float:
        """Hours of work, by class of effort."""
        return float(getattr(self.planning.effort_hours, action.effort.value))

    def horizons(self) -> Iterator[PlanHorizon]:
        """The horizons as records."""
        used = 0.0
        for position, horizon in enumerate(HORIZONS):
            described = []
            for a in self.order:
                if self.placement.horizon[a, 0] == position:
                    before, used = used, used + self.hours(self.actions[a])
                    described.append(self._on_calendar(self.actions[a], before, used))
            yield PlanHorizon(
                horizon=horizon,
                title=horizon_title(horizon),
                hours_available=self.hours_per_week * WEEKS[horizon],
                hours_used=used,
                actions=tuple(described),
            )

    def _on_calendar(self, action: Action, before: float, used: float) -> PlanAction:
        """An action as a record, with its weeks: the hours go into one action after another."""
        weeks = [hours / self.hours_per_week for hours in (before, used)]
        return replace(self.described(action), from_week=weeks[0], to_week=weeks[1])

    def later(self) -> Iterator[Action]:
        """What is worth doing once there is time or money for it, each after what it builds on."""
        placement = self.placement
        waiting = [
            a for a in range(len(self.actions))
            if placement.candidates[a, 0] and placement.horizon[a, 0] < 0
        ]  # fmt: skip
        waiting.sort(key=lambda a: placement.rank(a, 0))
        done = set(self.order)
        while waiting:
            ready = (a for a in waiting if self._needed(a) <= done)
            # What waits for a step beyond the plan's stage goes as it is.
            action = next(ready, waiting[0])
            waiting.remove(action)
            done.add(action)
            yield self.actions[action]

    def what_costs(self) -> Iterator[str]:
        """Say that several steps cost money, of which each was held against the budget alone."""
        paid = sum(self.actions[a].cost is not Cost.FREE for a in self.order)
        if paid > 1:
            words = _(
                "{count} steps of this plan may cost money. Your budget was checked for each of them "
                "alone, so look for one tool that serves them all, or pay for one at a time."
            )
            yield words.format(count=paid)

    def what_turns_it(self, least: LeastWork | None, after: AfterPlan | None) -> Iterator[str]:
        """Name the steps that would turn the recommendation within these means, where the plan does not."""
        turns = after is not None and after.outcome is not None and after.outcome.turns
        if least is None or not least.fits or least.in_plan or turns:
            return
        planned = {self.actions[a].id for a in self.order}
        titles = dict(zip(least.steps, least.actions, strict=True))
        other = [title for name, title in titles.items() if name not in planned]
        words = plural(
            "Within these hours and this money, {count} step that is not in the plan would turn the "
            "recommendation to {{strategy}}: {{steps}}.",
            "Within these hours and this money, {count} steps that are not in the plan would turn the "
            "recommendation to {{strategy}}: {{steps}}.",
            len(other),
        )
        strategy = self.case.questionnaire.strategies.omnichannel.title.lower()
        said = [words.format(strategy=strategy, steps="; ".join(other))]
        both = [title for name, title in titles.items() if name in planned]
        if both:
            said.append(_("They go with these of the plan: {steps}.").format(steps="; ".join(both)))
        said.append(self._room_for(least, len(other)))
        yield " ".join(said)

    def _room_for(self, least: LeastWork, more: int) -> str:
        """Say what the least work takes, and whether there is room for it beside the plan."""
        planned = [self.actions[a] for a in self.order]
        extra = [a for a in self.actions if a.id in least.steps and a not in planned]
        used = sum(map(self.hours, [*planned, *extra]))
        places = len(HORIZONS) * int(self.planning.most_per_horizon)
        over = len(planned) + more - places
        hours = plural(
            "That is about {count} hour of work in all",
            "That is about {count} hours of work in all",
            ceil(least.hours),
        )
        room = _("the plan leaves room for it")
        if used > self.hours_per_week * WEEKS[HORIZONS[-1]]:
            room = _("it would take the place of some of this plan")
        elif over > 0:
            room = plural(
                "it would take the place of {count} other step",
                "it would take the place of {count} other steps",
                over,
            )
        return _("{hours}; {room}.").format(hours=hours, room=room)

    def why_it_stops(self) -> Iterator[str]:
        """Say why steps are left for later although there are hours for one of them."""
        later = list(self.later())
        used = sum(self.hours(self.actions[a]) for a in self.order)
        spare = self.hours_per_week * WEEKS[HORIZONS[-1]] - used
        if not later or min(map(self.hours, later)) > spare:
            return
        last = sum(self.placement.horizon[a, 0] == len(HORIZONS) - 1 for a in self.order)
        if self._wait_for_money(later):
            yield _(
                "The plan ends before your hours are used up: what comes later costs more than the "
                "money that the plan counts on, or builds on a step that does."
            )
        elif last == self.planning.most_per_horizon:
            yield plural(
                "The plan begins at most {count} step in each part, so that it gets finished. "
                "The rest comes later, although there would be hours left.",
                "The plan begins at most {count} steps in each part, so that they get finished. "
                "The rest comes later, although there would be hours left.",
                int(self.planning.most_per_horizon),
            )

    def _wait_for_money(self, later: list[Action]) -> bool:
        """Whether every later step is too dear, or builds on one that is."""
        ceiling = int(self.placement.capacity.ceiling[0])
        waiting: set[str] = set()
        for action in later:  # each comes after what it builds on
            if COSTS.index(action.cost) > ceiling or not waiting.isdisjoint(action.after):
                waiting.add(action.id)
        return len(waiting) == len(later)

    def _needed(self, action: int) -> set[int]:
        """What must come first; what this business has no need of is done already."""
        positions = {each.id: a for a, each in enumerate(self.actions)}
        earlier = {positions[name] for name in self.actions[action].after}
        return {a for a in earlier if self.placement.relevant[a, 0]}

    def described(self, action: Action) -> PlanAction:
        """An action as a record."""
        ids = [weakness.id for weakness in self.case.questionnaire.weaknesses]
        weakness = ids.index(action.weakness)
        answers = self.placement.answering[:, weakness, 0]
        return PlanAction(
            id=action.id,
            title=action.title,
            how=action.how,
            done_when=action.done_when,
            weakness=self.case.questionnaire.weaknesses[weakness].title,
            strategy=action.strategy,
            cost=action.cost,
            effort=action.effort,
            hours=self.hours(action),
            unlocks=tuple(
                line.title for line, works in zip(self.lines, answers, strict=True) if works
            ),
        )

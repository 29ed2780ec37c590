"""The plan: what to do by when, within the hours and the money that the business has.

Greedy and deterministic: first one step for each line that is not met, then what works on those lines,
then the rest in the order of the questionnaire's weaknesses; nothing before what it builds on, no stage skipped, at most so many
actions per horizon. Hours add up over the horizons.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from omnicheck.assessment.lines import title_of, weighty_gaps
from omnicheck.assessment.report import Plan, PlanAction, PlanHorizon
from omnicheck.choices import Cost, Horizon, Strategy
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.case import Case
    from omnicheck.assessment.report import Line
    from omnicheck.questionnaire import Action, Path, Planning, Weakness

#: Weeks from the day of the answers to the end of each horizon.
WEEKS: Final = {Horizon.DAYS_30: 4, Horizon.DAYS_90: 13, Horizon.MONTHS_12: 52}
_COSTS: Final = list(Cost)
_HORIZONS: Final = list(Horizon)


def horizon_title(horizon: Horizon) -> str:
    """Return the heading of a horizon."""
    titles = {
        Horizon.DAYS_30: _("In the next 30 days"),
        Horizon.DAYS_90: _("Within 90 days"),
        Horizon.MONTHS_12: _("Within 12 months"),
    }
    return titles[horizon]


def make_plan(case: Case, all_lines: tuple[Line, ...]) -> Plan | None:
    """Return the plan of a business, or None where the questionnaire has no actions."""
    planning = case.questionnaire.planning
    if planning is None or not case.questionnaire.actions:
        return None
    budget = _Budget.of(case, planning)
    answered = _answering(case, all_lines)
    placing = _Placing(case, planning, budget, _Wanted.of(case, answered), answered)
    placing.run()
    return Plan(
        hours_per_week=budget.hours,
        cost_ceiling=budget.ceiling,
        target_stage=case.questionnaire.stages[placing.highest_stage()].title,
        notes=tuple(budget.notes),
        horizons=tuple(placing.horizons()),
        later=tuple(placing.described(action) for action in placing.later()),
        watch=tuple(_watched(case, all_lines)),
    )


@dataclass(frozen=True)
class _Budget:
    """The hours a week and the dearest cost class that the answers allow."""

    hours: float
    ceiling: Cost
    notes: list[str]

    @classmethod
    def of(cls, case: Case, planning: Planning) -> _Budget:
        notes = []
        hours_option = _option_or_lowest(case, planning.capacity.hours_question)
        cost_option = _option_or_lowest(case, planning.capacity.cost_question)
        hours = float(planning.capacity.hours_per_week[hours_option])
        if case.code(planning.capacity.hours_question) < 0:
            notes.append(
                _("Your hours are not known, so the plan counts on {hours:g} a week.").format(
                    hours=hours
                )
            )
        elif _is_valued_nothing(case, planning.capacity.hours_question):
            notes.append(
                _("You have no hours to give yet. The plan counts on {hours:g} a week.").format(
                    hours=hours
                )
            )
        if case.code(planning.capacity.cost_question) < 0:
            notes.append(_("Your budget is not known, so the plan holds only what is free."))
        return cls(hours, planning.capacity.cost_ceiling[cost_option], notes)


def _is_valued_nothing(case: Case, question: str) -> bool:
    option = case.option(question)
    return option is not None and option.value == 0


def _option_or_lowest(case: Case, question: str) -> str:
    """The option chosen; where none is, the one with the lowest value."""
    options = case.question(question).options
    code = case.code(question)
    if code >= 0:
        return list(options)[code]
    return min(options, key=lambda option: options[option].value or 0)


def _answering(case: Case, all_lines: tuple[Line, ...]) -> dict[str, list[str]]:
    """Weakness -> titles of the lines not met that work on it answers."""
    found: dict[str, list[str]] = {}
    for line in all_lines:
        if not line.met:
            for weakness in _weaknesses_for(case, line):
                found.setdefault(weakness, []).append(line.title)
    return found


def _weaknesses_for(case: Case, line: Line) -> Iterator[str]:
    mending = {
        question: weakness.id
        for weakness in case.questionnaire.weaknesses
        for question in weakness.mends
    }
    if line.is_gate:
        if line.id in mending and case.question(line.id).changeable:
            yield mending[line.id]
        return
    gain, gap = 0.0, -line.margin
    for question, points in weighty_gaps(case, line.id):
        if gain >= gap:
            return
        gain += float(points)
        if question in mending:
            yield mending[question]


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
            names = ", ".join(title_of(case, name) for name in [*watched, *beyond])
            yield _("{names}: this lies with others, so watch it. {how}").format(
                names=names, how=first.how
            )


@dataclass(frozen=True)
class _Wanted:
    """Which weaknesses are worked on, in which of the two ways, and how far up the plan leads."""

    found: frozenset[str]
    columns: frozenset[tuple[str, Strategy]]
    target: int

    @classmethod
    def of(cls, case: Case, answered: dict[str, list[str]]) -> _Wanted:
        path: Path = case.questionnaire.decision.paths[int(case.scores.path[0])]
        found = {w.id for w in case.questionnaire.weaknesses if case.holds(w.when)} | set(answered)
        rule = path.plan
        multi = cls._chosen(rule.multichannel, found, answered)
        omni = cls._chosen(rule.omnichannel, found, answered) | set(rule.always)
        columns = {(w, Strategy.MULTICHANNEL) for w in multi} | {
            (w, Strategy.OMNICHANNEL) for w in omni
        }
        highest = len(case.questionnaire.stages) - 1
        target = min(case.stage + int(rule.stages_up), highest)
        return cls(frozenset(found | set(rule.always)), frozenset(columns), target)

    @staticmethod
    def _chosen(
        rule: str | tuple[str, ...], found: set[str], answered: dict[str, list[str]]
    ) -> set[str]:
        match rule:
            case "all":
                return set(found)
            case "failed":
                return set(answered)
            case "none":
                return set()
            case _:
                return {weakness for weakness in rule if weakness in found}


@dataclass
class _Placing:
    """Actions being put into horizons."""

    case: Case
    planning: Planning
    budget: _Budget
    wanted: _Wanted
    answered: dict[str, list[str]]
    placed: dict[str, Horizon] = field(default_factory=dict)
    used: float = 0.0

    @cached_property
    def by_id(self) -> dict[str, Action]:
        return {action.id: action for action in self.case.questionnaire.actions}

    @cached_property
    def order(self) -> dict[str, int]:
        return {weakness.id: i for i, weakness in enumerate(self.case.questionnaire.weaknesses)}

    @cached_property
    def candidates(self) -> list[Action]:
        """What the path asks for and what that builds on, in the order of the work."""
        chosen = {
            action.id
            for action in self.by_id.values()
            if (action.weakness, action.strategy) in self.wanted.columns
            and self.case.holds(action.when)
        }
        waiting = list(chosen)
        while waiting:
            for before in self.needed(self.by_id[waiting.pop()]):
                if before not in chosen:
                    chosen.add(before)
                    waiting.append(before)
        reachable = [
            a
            for a in self.by_id.values()
            if a.id in chosen and self.stage_of(a) <= self.wanted.target
        ]
        return sorted(reachable, key=self._rank)

    def needed(self, action: Action) -> list[str]:
        """What must come first; what this business has no need of is done already."""
        earlier = [self.by_id[before] for before in action.after]
        return [
            before.id
            for before in earlier
            if before.weakness in self.wanted.found and self.case.holds(before.when)
        ]

    def stage_of(self, action: Action) -> int:
        """Position of the stage that an action helps to reach."""
        ids = [stage.id for stage in self.case.questionnaire.stages]
        return ids.index(action.serves) if action.serves else 0

    def _rank(self, action: Action) -> tuple[int, ...]:
        return (
            _HORIZONS.index(action.horizon),
            0 if action.weakness in self.answered else 1,
            self.stage_of(action),
            self.order[action.weakness],
            list(Strategy).index(action.strategy),
        )

    def hours(self, action: Action) -> float:
        """Hours of work, by class of effort."""
        return float(getattr(self.planning.effort_hours, action.effort.value))

    def affordable(self, action: Action) -> bool:
        """Whether the money stated is enough."""
        return _COSTS.index(action.cost) <= _COSTS.index(self.budget.ceiling)

    def run(self) -> None:
        """Fill the horizons, nearest first."""
        urgent, starters = self._urgent(), self._starters()
        for horizon in _HORIZONS:
            for wanted in (urgent, starters):
                self._fill(horizon, [action for action in self.candidates if action.id in wanted])
            self._fill(horizon, self.candidates)

    def _urgent(self) -> set[str]:
        """The first step for each weakness that the path puts before all others."""
        first = self.case.questionnaire.decision.paths[int(self.case.scores.path[0])].plan.first
        found: dict[str, str] = {}
        for action in self.candidates:
            if action.weakness in first and self._can_start(action):
                found.setdefault(action.weakness, action.id)
        return set(found.values())

    def _starters(self) -> set[str]:
        """First steps that together work on every line that is not met, gates before scores.

        A step for a gate often works on a score as well, so few steps are enough.
        """
        compiled = self.case.compiled
        gates = {title_of(self.case, compiled.columns[gate.column].id) for gate in compiled.gates}
        chosen: set[str] = set()
        covered: set[str] = set()
        for of_a_gate in (True, False):
            for action in self.candidates:
                lines = set(self.answered.get(action.weakness, ()))
                waiting = {line for line in lines - covered if (line in gates) is of_a_gate}
                if waiting and self._can_start(action):
                    chosen.add(action.id)
                    covered |= lines
        return chosen

    def _can_start(self, action: Action) -> bool:
        return self.affordable(action) and not self.needed(action)

    def _fill(self, horizon: Horizon, actions: list[Action]) -> None:
        most = int(self.planning.most_per_horizon)
        while sum(where is horizon for where in self.placed.values()) < most:
            fitting = (action for action in actions if self._fits(action, horizon))
            action = next(fitting, None)
            if action is None:
                return
            self.placed[action.id] = horizon
            self.used += self.hours(action)

    def _fits(self, action: Action, horizon: Horizon) -> bool:
        return (
            action.id not in self.placed
            and _HORIZONS.index(action.horizon) <= _HORIZONS.index(horizon)
            and self.affordable(action)
            and all(before in self.placed for before in self.needed(action))
            and self.used + self.hours(action) <= self.budget.hours * WEEKS[horizon]
            and self._stage_is_next(action)
        )

    def _stage_is_next(self, action: Action) -> bool:
        """A step two stages up waits until one stage up is worked on."""
        above = self.stage_of(action) - self.case.stage
        return above <= 1 or any(
            self.stage_of(self.by_id[done]) == self.stage_of(action) - 1 for done in self.placed
        )

    def horizons(self) -> Iterator[PlanHorizon]:
        """The horizons as records."""
        used = 0.0
        for horizon in _HORIZONS:
            actions = []
            for name, where in self.placed.items():
                if where is horizon:
                    before, used = used, used + self.hours(self.by_id[name])
                    actions.append(self._on_calendar(self.by_id[name], before, used))
            yield PlanHorizon(
                horizon=horizon,
                title=horizon_title(horizon),
                hours_available=self.budget.hours * WEEKS[horizon],
                hours_used=used,
                actions=tuple(actions),
            )

    def _on_calendar(self, action: Action, before: float, used: float) -> PlanAction:
        """An action as a record, with its weeks: the hours go into one action after another."""
        weeks = [
            hours / self.budget.hours if self.budget.hours else 0.0 for hours in (before, used)
        ]
        return replace(self.described(action), from_week=weeks[0], to_week=weeks[1])

    def highest_stage(self) -> int:
        """Position of the highest stage that a planned action helps to reach, or today's."""
        return max(self.case.stage, *(self.stage_of(self.by_id[name]) for name in self.placed), 0)

    def later(self) -> Iterator[Action]:
        """What is worth doing once there is time or money for it, each after what it builds on."""
        waiting = [action for action in self.candidates if action.id not in self.placed]
        done = set(self.placed)
        while waiting:
            ready = (action for action in waiting if all(b in done for b in self.needed(action)))
            action = next(
                ready, waiting[0]
            )  # what waits for a step beyond the plan's stage goes as it is
            waiting.remove(action)
            done.add(action.id)
            yield action

    def described(self, action: Action) -> PlanAction:
        """An action as a record."""
        weakness: Weakness = self.case.questionnaire.weaknesses[self.order[action.weakness]]
        return PlanAction(
            id=action.id,
            title=action.title,
            how=action.how,
            done_when=action.done_when,
            weakness=weakness.title,
            strategy=action.strategy,
            cost=action.cost,
            effort=action.effort,
            hours=self.hours(action),
            unlocks=tuple(self.answered.get(action.weakness, ())),
        )

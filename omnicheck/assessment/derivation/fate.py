"""What became of one action of the questionnaire, read from the plan that the engine made."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from omnicheck.assessment.lines import lines
from omnicheck.choices import Strategy
from omnicheck.engine.planning import WEEKS
from omnicheck.engine.repertoire import COSTS, HORIZONS

if TYPE_CHECKING:
    from omnicheck.assessment.derivation.reading import Reading
    from omnicheck.engine.planning import Placement
    from omnicheck.questionnaire import Action, Path, Planning


def lines_worked_on(reading: Reading, weakness: str) -> list[str]:
    """Return the titles of the lines not met that work on a weakness works on."""
    if reading.placement is None:
        return []
    position = reading.placement.repertoire.weakness_by_id[weakness]
    works = reading.placement.answering[:, position, 0]
    return [line.title for line, is_on in zip(lines(reading.case), works, strict=True) if is_on]


def is_found(reading: Reading, weakness: str) -> bool:
    """Whether a weakness is found: its condition holds, or work on it works on a line not met."""
    each = next(w for w in reading.questionnaire.weaknesses if w.id == weakness)
    return reading.case.holds(each.when) or bool(lines_worked_on(reading, weakness))


@dataclass(frozen=True)
class Fate:
    """What became of an action, read from the plan that the engine made."""

    reading: Reading
    placement: Placement
    planning: Planning
    position: int

    @property
    def action(self) -> Action:
        """The action."""
        return self.reading.questionnaire.actions[self.position]

    @property
    def horizon(self) -> int:
        """Position of its horizon; -1 where it is not in the plan."""
        return int(self.placement.horizon[self.position, 0])

    @property
    def path(self) -> Path:
        """The path taken."""
        case = self.reading.case
        return self.reading.questionnaire.decision.paths[int(case.scores.path[0])]

    @property
    def is_for_this_business(self) -> bool:
        """Whether its own condition holds."""
        return self.reading.case.holds(self.action.when)

    @cached_property
    def is_asked_for(self) -> bool:
        """Whether the path works on its weakness in its way."""
        weakness, plan = self.action.weakness, self.path.plan
        if self.action.strategy is Strategy.OMNICHANNEL and weakness in plan.always:
            return True
        rule = getattr(plan, self.action.strategy.value)
        match rule:
            case "all":
                return is_found(self.reading, weakness)
            case "failed":
                return bool(lines_worked_on(self.reading, weakness))
            case "none":
                return False
            case _:
                return weakness in rule and is_found(self.reading, weakness)

    @cached_property
    def builds_for(self) -> list[str]:
        """Titles of chosen actions that build on it."""
        building = {step.action for step in self.placement.repertoire.building_on[self.position]}
        return [self.other(a).action.title for a in sorted(building) if self._is_chosen(a)]

    def _is_chosen(self, position: int) -> bool:
        """Whether the path asks for an action, or for one that builds on it; stages aside."""
        other = self.other(position)
        if not other.is_for_this_business:
            return False
        return other.is_asked_for or (
            bool(self.placement.relevant[position, 0]) and bool(other.builds_for)
        )

    def other(self, position: int) -> Fate:
        """Return what became of another action."""
        return Fate(self.reading, self.placement, self.planning, position)

    @property
    def is_wanted(self) -> bool:
        """Whether the path asks for it, or something that it asks for builds on it."""
        if self.is_asked_for:
            return True
        return bool(self.placement.relevant[self.position, 0]) and bool(self.builds_for)

    @property
    def stage(self) -> int:
        """Position of the stage that it helps to reach."""
        return int(self.placement.repertoire.stage_of[self.position])

    @property
    def highest_stage(self) -> int:
        """Position of the highest stage that the plan may lead to."""
        top = len(self.reading.questionnaire.stages) - 1
        return min(self.reading.case.stage + int(self.path.plan.stages_up), top)

    @property
    def is_affordable(self) -> bool:
        """Whether the money that the plan counts on pays for it."""
        return COSTS.index(self.action.cost) <= int(self.placement.capacity.ceiling[0])

    @property
    def hours(self) -> Fraction:
        """Hours of work."""
        return hours_of(self.planning, self.action)

    @property
    def before(self) -> list[int]:
        """Positions of the actions it builds on that this business has a need for."""
        earlier = self.placement.repertoire.after[self.position]
        return [a for a in earlier if self.placement.relevant[a, 0]]

    @property
    def meant_for(self) -> int:
        """Position of the horizon in which it may begin at the earliest."""
        return int(self.placement.repertoire.horizon_of[self.position])

    def ahead(self, horizon: int) -> list[int]:
        """Return what was taken on before it could be in a horizon: in its own, before its turn."""
        found = self.placement.horizon[:, 0]
        order = [a for a in self.placement.in_order(0) if found[a] <= horizon]
        return order[: order.index(self.position)] if self.position in order else order

    def is_near(self, ahead: list[int]) -> bool:
        """Whether its stage is one up from today's, or one up from a stage that is worked on."""
        stages = self.placement.repertoire.stage_of
        is_next = self.stage <= self.reading.case.stage + 1
        return is_next or any(int(stages[a]) == self.stage - 1 for a in ahead)

    def available(self, horizon: int) -> Fraction:
        """Return the hours free up to a horizon."""
        return Fraction(str(float(self.placement.capacity.hours[0]))) * WEEKS[HORIZONS[horizon]]


def hours_of(planning: Planning, action: Action) -> Fraction:
    """Return the hours of work of an action."""
    return Fraction(getattr(planning.effort_hours, action.effort.value))

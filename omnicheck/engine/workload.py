"""Sets of actions that one business may take on: what they need and cost, and whether they fit in time.

A set is a whole number with one bit for each action of the questionnaire.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import lcm
from operator import or_
from typing import TYPE_CHECKING, Final

from omnicheck.engine.planning import WEEKS
from omnicheck.engine.repertoire import EFFORTS, HORIZONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.planning import Mask

#: Ways to begin the work looked at for one set; beyond, it counts as one that does not fit.
_MOST_BEGINNINGS: Final = 5_000


@dataclass(frozen=True)
class Work:
    """Actions that belong together."""

    actions: tuple[int, ...]
    """In an order in which each comes after what it builds on."""
    hours: float
    dearest: int
    """The highest cost class among them, as a position in `repertoire.COSTS`."""


def bits_of(sets: Iterable[int]) -> int:
    """Return what several sets hold together."""
    return reduce(or_, sets, 0)


def members(chosen: int) -> Iterator[int]:
    """Yield the actions of a set, in the order of the questionnaire."""
    while chosen:
        lowest = chosen & -chosen
        yield lowest.bit_length() - 1
        chosen ^= lowest


class Workload:
    """The actions that one business may choose from, and the rules that hold for sets of them."""

    def __init__(
        self,
        compiled: CompiledQuestionnaire,
        stage: int,
        usable: Mask,
        needed: Callable[[int, int], bool],
    ) -> None:
        """Take the rules.

        Args:
            compiled: Holds the actions.
            stage: Position of today's stage.
            usable: Shape (actions,).
            needed: Whether an action, here, needs one of those that it stands after.
        """
        planning = compiled.questionnaire.planning
        assert planning is not None
        self.repertoire, self.today = compiled.repertoire, stage
        self.most_per_horizon = int(planning.most_per_horizon)
        efforts = [Fraction(getattr(planning.effort_hours, effort.value)) for effort in EFFORTS]
        self._unit = lcm(*(each.denominator for each in efforts))
        self.hours_of = [float(efforts[effort]) for effort in self.repertoire.effort_of]
        self._effort_of = [
            int(efforts[effort] * self._unit) for effort in self.repertoire.effort_of
        ]
        self.usable = bits_of(1 << a for a, may in enumerate(usable) if may)
        self._needed = needed
        self._needs: dict[int, int] = {}
        self._efforts: dict[int, int] = {0: 0}
        stages = self.repertoire.stage_of.tolist()
        self._serves = [
            bits_of(1 << a for a, served in enumerate(stages) if served == stage)
            for stage in range(max(stages, default=0) + 1)
        ]
        """By stage: the actions that serve it."""

    def needs(self, action: int) -> int:
        """What must be done before an action."""
        if action not in self._needs:
            before = (1 << b for b in self.repertoire.after[action] if self._needed(action, b))
            self._needs[action] = bits_of(before)
        return self._needs[action]

    def with_needs(self, action: int) -> int | None:
        """Return an action with all that it builds on; None where some of that may not be chosen."""
        whole, waiting = 0, 1 << action
        while waiting:
            if waiting & ~self.usable:
                return None
            whole |= waiting
            waiting = bits_of(self.needs(each) for each in members(waiting)) & ~whole
        return whole

    def hours(self, chosen: int) -> float:
        """Hours of work of a set."""
        return self._effort(chosen) / self._unit

    def joined(self, chosen: int, more: int) -> int:
        """Return two sets as one; the hours of one that grows are not added up anew."""
        whole = chosen | more
        if whole not in self._efforts:
            self._efforts[whole] = self._effort(chosen) + self._effort(more & ~chosen)
        return whole

    def _effort(self, chosen: int) -> int:
        """Hours of work of a set in a unit in which all of them are whole: sums in any order agree."""
        if chosen not in self._efforts:
            self._efforts[chosen] = sum(self._effort_of[each] for each in members(chosen))
        return self._efforts[chosen]

    def price(self, chosen: int) -> tuple[float, int, int, int]:
        """Hours, dearest cost class, number of actions; ties go to the first in the questionnaire."""
        return self.hours(chosen), self.dearest(chosen), chosen.bit_count(), chosen

    def dearest(self, chosen: int) -> int:
        """The highest cost class in a set."""
        return max((int(self.repertoire.cost_of[each]) for each in members(chosen)), default=0)

    def skipped(self, chosen: int) -> int | None:
        """The highest stage that a set skips: it serves the one above, and neither this nor today's."""
        for stage in range(len(self._serves) - 1, self.today + 1, -1):
            if chosen & self._serves[stage] and not chosen & self._serves[stage - 1]:
                return stage - 1
        return None

    def without_gaps(self, chosen: int) -> Iterator[int]:
        """Yield the set, or, where it skips a stage, the same with each way to serve that one too."""
        gap = self.skipped(chosen)
        if gap is None:
            yield chosen
            return
        for helper in self._serving(gap):
            yield from self.without_gaps(chosen | helper)

    def _serving(self, stage: int) -> list[int]:
        """The ways to serve a stage; a step that needs nothing stands for all that are no easier."""
        actions = [a for a in members(self.usable) if self.repertoire.stage_of[a] == stage]
        ways = {a: way for a in actions if (way := self.with_needs(a)) is not None}
        alone = [a for a, way in ways.items() if way.bit_count() == 1]
        return [
            way
            for a, way in ways.items()
            if not any(self._is_easier(other, a) for other in alone if other != a)
        ]

    def _is_easier(self, action: int, other: int) -> bool:
        """Whether an action can take another's place; of two alike, the first."""
        sides = [
            (
                self.hours_of[each],
                int(self.repertoire.cost_of[each]),
                int(self.repertoire.horizon_of[each]),
            )
            for each in (action, other)
        ]
        return all(mine <= its for mine, its in zip(*sides, strict=True)) and (
            sides[0] != sides[1] or action < other
        )

    def is_sound(self, chosen: int) -> bool:
        """Whether a set holds all that its actions need, and skips no stage."""
        needed = bits_of(self.needs(each) for each in members(chosen))
        return not needed & ~chosen and self.skipped(chosen) is None

    def in_order(self, chosen: int) -> tuple[int, ...]:
        """The actions of a sound set in the order of the work."""
        done, order = 0, list[int]()
        waiting = sorted(members(chosen), key=lambda action: int(self.repertoire.rank[1, action]))
        while waiting:
            ready = [action for action in waiting if not self.needs(action) & ~done]
            action = next((each for each in ready if self._is_near(each, order)), ready[0])
            waiting.remove(action)
            order.append(action)
            done |= 1 << action
        return tuple(order)

    def _is_near(self, action: int, done: list[int]) -> bool:
        stage = self.repertoire.stage_of[action]
        return stage <= self.today + 1 or stage - 1 in self.repertoire.stage_of[done]

    def described(self, chosen: int) -> Work:
        """Return a sound set as a record."""
        return Work(self.in_order(chosen), self.hours(chosen), self.dearest(chosen))


class Calendar:
    """Whether sets of actions fit into the hours of one business and the places of the horizons."""

    def __init__(self, workload: Workload, hours_per_week: float) -> None:
        """Take the hours up to the end of each horizon."""
        self.workload, self.places = workload, workload.most_per_horizon
        self.available = [hours_per_week * WEEKS[horizon] for horizon in HORIZONS]
        self.complete = True
        """No set was taken for one that does not fit without all its beginnings looked at."""
        due = workload.repertoire.horizon_of
        self.by_then = [
            bits_of(1 << a for a in members(workload.usable) if due[a] <= horizon)
            for horizon in range(len(HORIZONS))
        ]
        """By horizon: the actions that may begin in it."""

    def may_fit(self, chosen: int) -> bool:
        """Whether a set is small enough; no set that holds it fits if it is not."""
        if self.workload.hours(chosen) > self.available[-1]:
            return False
        earlier = [0, *self.by_then[:-1]]
        return all(
            (chosen & ~before).bit_count() <= self.places * (len(self.by_then) - horizon)
            for horizon, before in enumerate(earlier)
        )

    def fits(self, chosen: int) -> bool:
        """Whether a set can be done in time, nothing before what it builds on.

        As late as possible is best: an hour spent early counts at each later horizon too. So each horizon
        holds as few actions as its later ones leave over.
        """
        return self.may_fit(chosen) and self._fits(chosen, len(HORIZONS) - 1)

    def _fits(self, chosen: int, horizon: int) -> bool:
        if self.workload.hours(chosen) > self.available[horizon]:
            return False
        left = chosen.bit_count() - self.places
        if left <= 0:
            return True
        if horizon == 0:
            return False
        return any(
            self._fits(each, horizon - 1) for each in self._beginnings(chosen, left, horizon)
        )

    def _beginnings(self, chosen: int, size: int, horizon: int) -> list[int]:
        """The sound parts of a set, of a size, that may be done before a horizon."""
        allowed, most = chosen & self.by_then[horizon - 1], self.available[horizon - 1]
        found = {0}
        for _step in range(size):
            found = {
                each | 1 << action
                for each in found
                for action in members(allowed & ~each)
                if not self.workload.needs(action) & ~each
                and self.workload.hours(each | 1 << action) <= most
            }
            if len(found) > _MOST_BEGINNINGS:
                self.complete = False
                found = set(sorted(found, key=self.workload.hours)[:_MOST_BEGINNINGS])
        return [each for each in found if self.workload.skipped(each) is None]

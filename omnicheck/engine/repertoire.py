"""The actions of a questionnaire as arrays, and the order in which they are taken on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from omnicheck.choices import Cost, Effort, Horizon, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from omnicheck.questionnaire import Questionnaire

HORIZONS: Final = list(Horizon)
COSTS: Final = list(Cost)
STRATEGIES: Final = list(Strategy)
EFFORTS: Final = list(Effort)


class Step(NamedTuple):
    """An action in the order of the work.

    Each action stands there twice: for businesses in which it answers a line not met, and for others.
    """

    place: int
    action: int
    answers: bool


class Repertoire:
    """Positions of everything that an action names, by action."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        """Look up every name once."""
        self.actions, self.weaknesses = questionnaire.actions, questionnaire.weaknesses
        self.paths = questionnaire.decision.paths
        stages = [stage.id for stage in questionnaire.stages]
        self.stages = len(stages)
        self.weakness_by_id = {weakness.id: w for w, weakness in enumerate(self.weaknesses)}
        self.weakness_of = _positions(self.weakness_by_id[a.weakness] for a in self.actions)
        self.strategy_of = _positions(STRATEGIES.index(a.strategy) for a in self.actions)
        self.horizon_of = _positions(HORIZONS.index(a.horizon) for a in self.actions)
        self.effort_of = _positions(EFFORTS.index(a.effort) for a in self.actions)
        self.cost_of = _positions(COSTS.index(a.cost) for a in self.actions)
        self.stage_of = _positions(stages.index(a.serves) if a.serves else 0 for a in self.actions)
        positions = {action.id: a for a, action in enumerate(self.actions)}
        self.after = [[positions[name] for name in action.after] for action in self.actions]

    @cached_property
    def backwards(self) -> list[tuple[int, list[int]]]:
        """Each action that builds on others, with those; what comes last is first."""
        return list(self._backwards())

    def _backwards(self) -> Iterator[tuple[int, list[int]]]:
        waiting = dict.fromkeys(range(len(self.actions)), 0)
        for earlier in self.after:
            for before in earlier:
                waiting[before] += 1
        free = [a for a, count in waiting.items() if not count]
        while free:
            action = free.pop()
            if self.after[action]:
                yield action, self.after[action]
            for before in self.after[action]:
                waiting[before] -= 1
                if not waiting[before]:
                    free.append(before)

    @cached_property
    def steps(self) -> list[Step]:
        """The order of the work: by horizon, what works on a line not met, then as in the file."""
        keys = [
            self.horizon_of, np.zeros_like(self.horizon_of), self.stage_of, self.weakness_of,
            self.strategy_of, np.arange(len(self.actions)),
        ]  # fmt: skip
        both = np.concatenate([np.stack(keys), np.stack(keys)], axis=1)
        both[1, len(self.actions) :] = 1
        order = np.lexsort(both[::-1])
        return [
            Step(place, action, not later)
            for place, (action, later) in enumerate(both[[-1, 1]][:, order].T.tolist())
        ]

    @cached_property
    def rank(self) -> NDArray[np.int16]:
        """Places of the actions, shape (2, actions): on no line that is not met, and on one."""
        found = np.zeros((2, len(self.actions)), dtype=np.int16)
        for step in self.steps:
            found[int(step.answers), step.action] = step.place
        return found

    @cached_property
    def building_on(self) -> list[list[Step]]:
        """By action: the steps that build on it, in their order."""
        found: list[list[Step]] = [[] for _ in self.actions]
        for step in self.steps:
            for before in self.after[step.action]:
                found[before].append(step)
        return found

    @cached_property
    def serving(self) -> list[list[Step]]:
        """By stage: the steps that help to reach it, in their order."""
        found: list[list[Step]] = [[] for _ in range(self.stages)]
        for step in self.steps:
            found[self.stage_of[step.action]].append(step)
        return found

    @cached_property
    def working_on(self) -> dict[str, list[int]]:
        """By weakness: the actions that work on it, in their order."""
        found: dict[str, list[int]] = {weakness.id: [] for weakness in self.weaknesses}
        for step in self.steps:
            if step.answers:
                found[self.actions[step.action].weakness].append(step.action)
        return found


def _positions(found: Iterator[int]) -> NDArray[np.int64]:
    return np.fromiter(found, dtype=np.int64)

"""Which actions n businesses take on, and by when, within the hours and the money they have.

Greedy and deterministic: first the steps that a path puts before all others, then one step for each line
that is not met, then the rest in the order of the questionnaire's weaknesses; nothing before what it
builds on, no stage skipped, at most so many actions per horizon. Hours add up over the horizons.

Arrays here have one row an action (or a weakness) and one column a business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.choices import Cost, Effort, Horizon, Strategy
from omnicheck.engine.gaps import gaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.engine.score import Scores
    from omnicheck.questionnaire import Planning, Questionnaire

    Mask = NDArray[np.bool_]

#: Weeks from the day of the answers to the end of each horizon.
WEEKS: Final = {Horizon.DAYS_30: 4, Horizon.DAYS_90: 13, Horizon.MONTHS_12: 52}
HORIZONS: Final = list(Horizon)
COSTS: Final = list(Cost)
_NO_RANK: Final = np.iinfo(np.int16).max


@dataclass(frozen=True)
class Capacity:
    """What n businesses can put into their plan."""

    hours: NDArray[np.float64]
    """Per week."""
    ceiling: NDArray[np.int64]
    """The dearest cost class, as a position in `COSTS`."""


@dataclass(frozen=True)
class Placement:
    """The plans of n businesses."""

    capacity: Capacity
    answering: Mask
    """Shape (lines, weaknesses, n): work on a weakness works on a line that is not met; the lines are
    the requirements, then the gates."""
    relevant: Mask
    """Actions whose weakness was found and whose condition holds: others need not be waited for."""
    candidates: Mask
    """What the path asks for and what that builds on, up to the stage the plan may lead to."""
    rank: NDArray[np.int16]
    """The order of the candidates."""
    horizon: NDArray[np.int8]
    """Position of the horizon in which an action is due; -1 where it is not in the plan."""
    turn: NDArray[np.int16]
    """When an action was taken on, from 0; the order of the work."""

    def in_order(self, business: int) -> list[int]:
        """Return the actions in one business's plan, in the order of the work."""
        taken = np.flatnonzero(self.horizon[:, business] >= 0)
        return sorted(taken.tolist(), key=lambda action: int(self.turn[action, business]))


def place(scores: Scores) -> Placement:
    """Make the plans of n businesses; the questionnaire must have a planning part."""
    compiled = scores.compiled
    planning = compiled.questionnaire.planning
    assert planning is not None
    answering = _answering(scores)
    placing = _Placing(compiled, planning, scores, capacity_of(scores, planning), answering)
    placing.run()
    return Placement(
        placing.capacity,
        answering,
        placing.relevant,
        placing.candidates,
        placing.rank,
        placing.horizon,
        placing.turn,
    )


def capacity_of(scores: Scores, planning: Planning) -> Capacity:
    """Return the hours and the money that the answers stand for; an unknown answer counts as the least."""
    capacity, columns = planning.capacity, scores.compiled.column_by_id
    questions = (capacity.hours_question, capacity.cost_question)
    hours, costs = (_chosen(scores, columns[question]) for question in questions)
    by_hours = [float(capacity.hours_per_week[name]) for name in hours[0]]
    by_cost = [COSTS.index(capacity.cost_ceiling[name]) for name in costs[0]]
    return Capacity(np.array(by_hours)[hours[1]], np.array(by_cost, dtype=np.int64)[costs[1]])


def _chosen(scores: Scores, column: int) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The options of a question, and which was chosen; where none was, the one with the lowest value."""
    compiled = scores.compiled
    options = compiled.columns[column].question.options
    values = [option.value or 0 for option in options.values()]
    codes = scores.standing.codes[:, column]
    return tuple(options), np.where(codes >= 0, codes, values.index(min(values)))


def _answering(scores: Scores) -> Mask:
    """Where work on a weakness works on a line that is not met; shape (lines, weaknesses, n)."""
    compiled, standing = scores.compiled, scores.standing
    weaknesses = compiled.questionnaire.weaknesses
    mending = {question: w for w, each in enumerate(weaknesses) for question in each.mends}
    lines = len(compiled.requirements) + len(compiled.gates)
    found = np.zeros((lines, len(weaknesses), len(scores)), dtype=bool)
    for r, requirement in enumerate(compiled.requirements):
        short = standing.margins.requirements[:, r] < 0
        gap = (-standing.margins.requirements[:, r] / standing.margins.denominator).astype(float)
        columns, points = gaps(compiled, standing, requirement.id)
        largest_first = np.argsort(-points, axis=1, kind="stable")
        ranked = np.take_along_axis(points, largest_first, axis=1)
        before = np.cumsum(ranked, axis=1) - ranked
        needed = np.zeros(points.shape, dtype=bool)
        enough = (ranked > 0) & (before < gap[:, None])
        np.put_along_axis(needed, largest_first, enough, axis=1)
        for i, column in enumerate(columns):
            if compiled.columns[column].id in mending:
                found[r, mending[compiled.columns[column].id]] |= short & needed[:, i]
    for g, gate in enumerate(compiled.gates, start=len(compiled.requirements)):
        question = compiled.columns[gate.column].question
        if question.id in mending and question.changeable:
            found[g, mending[question.id]] = standing.gates[:, g - len(compiled.requirements)] < 0
    return found


class _Placing:
    """Plans being made for n businesses at once."""

    def __init__(
        self,
        compiled: CompiledQuestionnaire,
        planning: Planning,
        scores: Scores,
        capacity: Capacity,
        answering: Mask,
    ) -> None:
        self.planning, self.scores, self.capacity, self.answering = (
            planning, scores, capacity, answering,
        )  # fmt: skip
        self.requirements = len(compiled.requirements)
        self.library = _Library(compiled.questionnaire)
        self.effort_hours = [
            float(getattr(planning.effort_hours, effort.value)) for effort in Effort
        ]
        self.hours = np.array(self.effort_hours)[self.library.effort_of]
        self.affordable = self.library.cost_of[:, None] <= capacity.ceiling
        self.found = self._found()
        self.relevant = self._relevant()
        self.candidates = self._candidates()
        self.rank = self._ranked()
        shape = self.candidates.shape
        self.horizon = np.full(shape, -1, dtype=np.int8)
        self.turn = np.full(shape, -1, dtype=np.int16)
        self.taken = np.zeros(shape[1], dtype=np.int16)
        self.used = np.zeros(shape[1])
        self.stages_worked_on = np.zeros((len(self.library.stages), shape[1]), dtype=bool)

    def run(self) -> None:
        """Fill the horizons, nearest first."""
        urgent, starters = self._urgent(), self._starters()
        everything = np.ones_like(urgent)
        for horizon in range(len(HORIZONS)):
            for wanted in (urgent, starters, everything):
                self._fill(horizon, wanted)

    def _found(self) -> Mask:
        """Weaknesses that were found or answer a line, and those a path always works on."""
        library, facts = self.library, self.scores.facts
        found = np.stack([facts.holds(weakness.when) for weakness in library.weaknesses])
        return found | self.answering.any(axis=0)

    def _relevant(self) -> Mask:
        wanted = self.found.copy()
        for p, path in enumerate(self.library.paths):
            for weakness in path.plan.always:
                wanted[self.library.weakness_by_id[weakness]] |= self.scores.path == p
        return np.asarray(wanted[self.library.weakness_of] & self._applicable())

    def _applicable(self) -> Mask:
        """Actions whose own condition holds."""
        everyone = np.ones(len(self.scores), dtype=bool)
        facts = self.scores.facts
        return np.stack([facts.holds(a.when) if a.when else everyone for a in self.library.actions])

    def _candidates(self) -> Mask:
        chosen = self._wanted()[self.library.strategy_of, self.library.weakness_of]
        chosen &= self._applicable()
        for action, earlier in self.library.backwards:
            for before in earlier:
                chosen[before] |= chosen[action] & self.relevant[before]
        stages = np.array([int(path.plan.stages_up) for path in self.library.paths])
        highest = len(self.library.stages) - 1
        target = np.minimum(self.scores.standing.stage + stages[self.scores.path], highest)
        return np.asarray(chosen & (self.library.stage_of[:, None] <= target))

    def _wanted(self) -> Mask:
        """Which weaknesses are worked on in which way; shape (strategies, weaknesses, n)."""
        answered = np.asarray(self.answering.any(axis=0))
        wanted = np.zeros((len(Strategy), *self.found.shape), dtype=bool)
        for p, path in enumerate(self.library.paths):
            rows = self.scores.path == p
            rules = {Strategy.MULTICHANNEL: path.plan.multichannel,
                     Strategy.OMNICHANNEL: path.plan.omnichannel}  # fmt: skip
            for s, strategy in enumerate(Strategy):
                wanted[s] |= self._chosen(rules[strategy], answered) & rows
            for weakness in path.plan.always:
                always = list(Strategy).index(Strategy.OMNICHANNEL)
                wanted[always, self.library.weakness_by_id[weakness]] |= rows
        return wanted

    def _chosen(self, rule: str | tuple[str, ...], answered: Mask) -> Mask:
        match rule:
            case "all":
                return self.found
            case "failed":
                return answered
            case "none":
                return np.zeros_like(self.found)
            case _:
                named = np.array([w.id in rule for w in self.library.weaknesses])
                return np.asarray(self.found & named[:, None])

    def _ranked(self) -> NDArray[np.int16]:
        """The order of the work: by horizon, what works on a line not met, then as in the file."""
        answered = np.asarray(self.answering.any(axis=0))[self.library.weakness_of]
        first, later = self.library.ranks
        return np.where(answered, first[:, None], later[:, None])

    def _can_start(self) -> Mask:
        """Candidates that build on nothing else."""
        free = self.affordable & self.candidates
        for action, earlier in self.library.backwards:
            for before in earlier:
                free[action] &= ~self.relevant[before]
        return free

    def _urgent(self) -> Mask:
        """The first step for each weakness that the path puts before all others."""
        urgent, startable = np.zeros_like(self.candidates), self._can_start()
        for p, path in enumerate(self.library.paths):
            for weakness in path.plan.first:
                about = self.library.weakness_of == self.library.weakness_by_id[weakness]
                fits = startable & about[:, None] & (self.scores.path == p)
                self._mark(urgent, fits)
        return urgent

    def _starters(self) -> Mask:
        """First steps that together work on every line that is not met, gates before scores.

        A step for a gate often works on a score as well, so few steps are enough.
        """
        starters, startable = np.zeros_like(self.candidates), self._can_start()
        uncovered = self.answering.copy()
        for part in (slice(self.requirements, None), slice(None, self.requirements)):
            while True:
                waiting = np.asarray(uncovered[part].any(axis=0))[self.library.weakness_of]
                chosen, rows = self._mark(starters, startable & waiting)
                if not len(rows):
                    break
                lines = self.answering[:, self.library.weakness_of[chosen], rows]
                uncovered[:, :, rows] &= ~lines[:, None, :]
        return starters

    def _mark(self, marks: Mask, fits: Mask) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Mark each business's first action that fits; return those actions and businesses."""
        chosen, rows = self._first(fits, slice(None))
        marks[chosen, rows] = True
        return chosen, rows

    def _first(
        self, fits: Mask, actions: NDArray[np.int64] | slice
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the position of lowest rank, and the businesses, where any of these actions fits."""
        rows = np.flatnonzero(fits.any(axis=0))
        if len(rows) == fits.shape[1]:
            return np.argmin(np.where(fits, self.rank[actions], _NO_RANK), axis=0), rows
        ranks = np.where(fits[:, rows], self.rank[actions][:, rows], _NO_RANK)
        return np.argmin(ranks, axis=0), rows

    def _fill(self, horizon: int, wanted: Mask) -> None:
        """Take on what fits, one action a business at a time, until nothing does."""
        due = self.library.horizon_of[:, None] <= horizon
        allowed = wanted & self.candidates & due & self.affordable & (self.horizon < 0)
        actions = np.flatnonzero(allowed.any(axis=1))
        allowed = allowed[actions]
        available = self.capacity.hours * WEEKS[HORIZONS[horizon]]
        room = np.full(allowed.shape[1], int(self.planning.most_per_horizon))
        room -= (self.horizon == horizon).sum(axis=0)
        while allowed.any():
            chosen, rows = self._first(allowed & self._fits(actions, available, room), actions)
            if not len(rows):
                return
            allowed[chosen, rows] = False
            room[rows] -= 1
            self._take_on(actions[chosen], rows, horizon)

    def _take_on(self, chosen: NDArray[np.int64], rows: NDArray[np.int64], horizon: int) -> None:
        self.horizon[chosen, rows] = horizon
        self.turn[chosen, rows] = self.taken[rows]
        self.taken[rows] += 1
        self.used[rows] += self.hours[chosen]
        self.stages_worked_on[self.library.stage_of[chosen], rows] = True

    def _fits(
        self, actions: NDArray[np.int64], available: NDArray[np.float64], room: NDArray[np.int64]
    ) -> Mask:
        """Where there is time and room for some actions, and all that they build on is in the plan."""
        library = self.library
        in_time = np.stack([self.used + hours <= available for hours in self.effort_hours])
        fits = (in_time & (room > 0))[library.effort_of[actions]] & self._stage_is_next(actions)
        place = {int(action): i for i, action in enumerate(actions)}
        for action, earlier in library.backwards:
            if action in place:
                for before in earlier:
                    fits[place[action]] &= (self.horizon[before] >= 0) | ~self.relevant[before]
        return np.asarray(fits)

    def _stage_is_next(self, actions: NDArray[np.int64]) -> Mask:
        """A step two stages up waits until one stage up is worked on."""
        ladder = np.arange(len(self.library.stages))
        near = ladder[:, None] - self.scores.standing.stage <= 1
        below = self.stages_worked_on[np.maximum(ladder - 1, 0)]
        return np.asarray((near | below)[self.library.stage_of[actions]])


class _Library:
    """The action library of a questionnaire as arrays."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.actions, self.weaknesses = questionnaire.actions, questionnaire.weaknesses
        self.paths = questionnaire.decision.paths
        self.stages = [stage.id for stage in questionnaire.stages]
        self.weakness_by_id = {weakness.id: w for w, weakness in enumerate(self.weaknesses)}
        self.weakness_of = np.array([self.weakness_by_id[a.weakness] for a in self.actions])
        self.strategy_of = np.array([list(Strategy).index(a.strategy) for a in self.actions])
        self.horizon_of = np.array([HORIZONS.index(a.horizon) for a in self.actions])
        self.effort_of = np.array([list(Effort).index(a.effort) for a in self.actions])
        self.cost_of = np.array([COSTS.index(a.cost) for a in self.actions])
        self.stage_of = np.array(
            [self.stages.index(a.serves) if a.serves else 0 for a in self.actions]
        )
        self.backwards = list(self._backwards())

    def _backwards(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each action that builds on others, with those, what comes last first."""
        position = {action.id: a for a, action in enumerate(self.actions)}
        after = {a: [position[name] for name in action.after]
                 for a, action in enumerate(self.actions)}  # fmt: skip
        waiting = dict.fromkeys(after, 0)
        for earlier in after.values():
            for before in earlier:
                waiting[before] += 1
        free = [a for a, count in waiting.items() if not count]
        while free:
            action = free.pop()
            if after[action]:
                yield action, after[action]
            for before in after[action]:
                waiting[before] -= 1
                if not waiting[before]:
                    free.append(before)

    @property
    def ranks(self) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        """Ranks of the actions where they work on a line not met, and where they do not."""
        keys = [
            (
                self.horizon_of[a],
                answers,
                self.stage_of[a],
                self.weakness_of[a],
                self.strategy_of[a],
                a,
            )
            for answers in (0, 1)
            for a in range(len(self.actions))
        ]
        order = {key: rank for rank, key in enumerate(sorted(keys))}
        ranks = np.array([order[key] for key in keys], dtype=np.int16)
        return ranks[: len(self.actions)], ranks[len(self.actions) :]

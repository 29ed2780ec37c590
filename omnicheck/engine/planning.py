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

from omnicheck.choices import Horizon, Strategy
from omnicheck.engine.gaps import gaps
from omnicheck.engine.repertoire import COSTS, EFFORTS, HORIZONS, STRATEGIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from omnicheck.engine.repertoire import Repertoire, Step
    from omnicheck.engine.score import Scores
    from omnicheck.questionnaire import Planning

    Mask = NDArray[np.bool_]

#: Weeks from the day of the answers to the end of each horizon.
WEEKS: Final = {Horizon.DAYS_30: 4, Horizon.DAYS_90: 13, Horizon.MONTHS_12: 52}


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
    horizon: NDArray[np.int8]
    """Position of the horizon in which an action is due; -1 where it is not in the plan."""
    sequence: NDArray[np.int16]
    """The actions of each plan in the order of the work, shape (turns, n); -1 after the last."""
    repertoire: Repertoire

    def in_order(self, business: int) -> list[int]:
        """Return the actions in one business's plan, in the order of the work."""
        actions = self.sequence[:, business]
        return [int(action) for action in actions[actions >= 0]]

    def rank(self, action: int, business: int) -> int:
        """Return the place of an action among those that one business may take on."""
        answers = self.answering[:, self.repertoire.weakness_of[action], business].any()
        return int(self.repertoire.rank[int(answers), action])


def place(
    scores: Scores, capacity: Capacity | None = None, *, turns: int | None = None
) -> Placement:
    """Make the plans of n businesses; the questionnaire must have a planning part.

    Without a `capacity`, the plans are made for the hours and the money that the answers stand for. With
    `turns`, no plan goes on after so many actions.
    """
    compiled = scores.compiled
    planning = compiled.questionnaire.planning
    assert planning is not None
    answering = _answering(scores)
    capacity = capacity or capacity_of(scores, planning)
    placing = _Placing(scores, planning, capacity, answering, turns)
    placing.run()
    return Placement(
        placing.capacity,
        answering,
        placing.relevant,
        placing.candidates,
        placing.horizon,
        placing.sequence,
        placing.repertoire,
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
        scores: Scores,
        planning: Planning,
        capacity: Capacity,
        answering: Mask,
        turns: int | None,
    ) -> None:
        self.scores, self.planning, self.capacity = scores, planning, capacity
        self.repertoire = scores.compiled.repertoire
        self.requirements = len(scores.compiled.requirements)
        self.answering, self.answered = answering, np.asarray(answering.any(axis=0))
        self.found: Mask = self._found()
        wanted = self._wanted_at_all()
        self.applicable = self._applicable(wanted)
        self.relevant = wanted[self.repertoire.weakness_of] & self.applicable
        self.candidates = self._candidates()
        self.open = self.candidates & (self.repertoire.cost_of[:, None] <= capacity.ceiling)
        """What can be paid for and is not in the plan yet."""
        self.horizon = np.full(self.candidates.shape, -1, dtype=np.int8)
        most = len(HORIZONS) * int(planning.most_per_horizon)
        turns = most if turns is None else min(turns, most)
        self.sequence = np.full((turns, len(scores)), -1, dtype=np.int16)
        self.progress = _Progress(self)

    def run(self) -> None:
        """Fill the horizons, nearest first."""
        startable = self._can_start()
        urgent, starters = self._urgent(startable), self._starters(startable)
        for horizon in range(len(HORIZONS)):
            self.progress.enter(horizon)
            for wanted in (urgent, starters, self.candidates):
                self._fill(horizon, wanted)

    def _found(self) -> Mask:
        """Weaknesses that were found or answer a line."""
        repertoire, facts = self.repertoire, self.scores.facts
        found = np.stack([facts.holds(weakness.when) for weakness in repertoire.weaknesses])
        return found | self.answered

    def _wanted_at_all(self) -> Mask:
        """Weaknesses that were found, and those that the path always works on."""
        wanted = self.found.copy()
        for p, path in enumerate(self.repertoire.paths):
            for weakness in path.plan.always:
                wanted[self.repertoire.weakness_by_id[weakness]] |= self.scores.path == p
        return wanted

    def _applicable(self, wanted: Mask) -> Mask:
        """Actions whose own condition holds; nobody asks about those that nobody wants."""
        everyone, nobody = (np.full(len(self.scores), every) for every in (True, False))
        facts, some = (
            self.scores.facts,
            np.asarray(wanted.any(axis=1))[self.repertoire.weakness_of].tolist(),
        )
        return np.stack(
            [
                nobody if not some[a] else facts.holds(action.when) if action.when else everyone
                for a, action in enumerate(self.repertoire.actions)
            ]
        )

    def _candidates(self) -> Mask:
        chosen = self._wanted()[self.repertoire.strategy_of, self.repertoire.weakness_of]
        chosen &= self.applicable
        for action, earlier in self.repertoire.backwards:
            for before in earlier:
                chosen[before] |= chosen[action] & self.relevant[before]
        stages = np.array([int(path.plan.stages_up) for path in self.repertoire.paths])
        highest = self.repertoire.stages - 1
        target = np.minimum(self.scores.standing.stage + stages[self.scores.path], highest)
        return np.asarray(chosen & (self.repertoire.stage_of[:, None] <= target))

    def _wanted(self) -> Mask:
        """Which weaknesses are worked on in which way; shape (strategies, weaknesses, n)."""
        wanted = np.zeros((len(STRATEGIES), *self.found.shape), dtype=bool)
        for p, path in enumerate(self.repertoire.paths):
            rows = self.scores.path == p
            rules = {Strategy.MULTICHANNEL: path.plan.multichannel,
                     Strategy.OMNICHANNEL: path.plan.omnichannel}  # fmt: skip
            for s, strategy in enumerate(STRATEGIES):
                wanted[s] |= self._chosen(rules[strategy]) & rows
            for weakness in path.plan.always:
                always = STRATEGIES.index(Strategy.OMNICHANNEL)
                wanted[always, self.repertoire.weakness_by_id[weakness]] |= rows
        return wanted

    def _chosen(self, rule: str | tuple[str, ...]) -> Mask:
        match rule:
            case "all":
                return self.found
            case "failed":
                return self.answered
            case "none":
                return np.zeros_like(self.found)
            case _:
                named = np.array([w.id in rule for w in self.repertoire.weaknesses])
                return np.asarray(self.found & named[:, None])

    def _can_start(self) -> Mask:
        """Candidates that build on nothing else."""
        free = self.open.copy()
        for action, earlier in self.repertoire.backwards:
            for before in earlier:
                free[action] &= ~self.relevant[before]
        return free

    def _urgent(self, startable: Mask) -> Mask:
        """The first step for each weakness that the path puts before all others."""
        urgent = np.zeros_like(startable)
        for p, path in enumerate(self.repertoire.paths):
            for weakness in path.plan.first:
                waiting = self.scores.path == p
                for action in self.repertoire.working_on[weakness]:
                    chosen = startable[action] & waiting
                    urgent[action] |= chosen
                    waiting &= ~chosen
        return urgent

    def _starters(self, startable: Mask) -> Mask:
        """First steps that together work on every line that is not met, gates before scores.

        A step for a gate often works on a score as well, so few steps are enough.
        """
        starters = np.zeros_like(startable)
        uncovered = np.ones(self.answering[:, 0].shape, dtype=bool)
        lines = range(len(uncovered))
        some = np.asarray(startable.any(axis=1))
        steps = [s.action for s in self.repertoire.steps if s.answers and some[s.action]]
        for part in (lines[self.requirements :], lines[: self.requirements]):
            for action in steps:
                works = self.answering[:, self.repertoire.weakness_of[action]]
                waiting = [works[line] & uncovered[line] for line in part if works[line].any()]
                if waiting:
                    chosen = np.logical_or.reduce(waiting) & startable[action]
                    starters[action] |= chosen
                    uncovered &= ~(works & chosen)
        return starters

    def _fill(self, horizon: int, wanted: Mask) -> None:
        """Take on what fits in the order of the work, again and again until nothing does."""
        some = np.asarray(wanted.any(axis=1)) & (self.repertoire.horizon_of <= horizon)
        steps = [step for step in self.repertoire.steps if some[step.action]]
        going = self.progress.room > 0
        while going.any():
            going = self._round(horizon, steps, wanted, going)

    def _round(
        self, horizon: int, steps: list[Step], wanted: Mask, going: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Go through the order once; return the businesses that start again.

        They took on something that an action before it may have waited for.
        """
        again = np.zeros_like(going)
        for step in steps:
            fits = self._waits(step, wanted) & going & self.progress.fits(step.action)
            rows = np.flatnonzero(fits)
            if len(rows):
                climbing = rows[self.progress.opens_stage(step.action, rows)]
                self._take_on(step.action, rows, horizon)
                going[rows] = self.progress.room[rows] > 0
                for earlier, freed in self._freed(step, rows, climbing):
                    back = freed[self._waits(earlier, wanted)[freed] & going[freed]]
                    going[back], again[back] = False, True
        return again

    def _waits(self, step: Step, wanted: Mask) -> NDArray[np.bool_]:
        """Where a step is still to be taken, hours and what it builds on aside."""
        answered = self.answered[self.repertoire.weakness_of[step.action]]
        waits = wanted[step.action] & self.open[step.action]
        return np.asarray(waits & (answered if step.answers else ~answered))

    def _freed(
        self, step: Step, rows: NDArray[np.int64], climbing: NDArray[np.int64]
    ) -> Iterator[tuple[Step, NDArray[np.int64]]]:
        """Yield the earlier steps that waited for one: they build on it, or stand on the next stage."""
        stage = int(self.repertoire.stage_of[step.action]) + 1
        building = self.repertoire.building_on[step.action]
        yield from ((earlier, rows) for earlier in building if earlier.place < step.place)
        if len(climbing):
            served = self.repertoire.serving[stage]
            yield from ((earlier, climbing) for earlier in served if earlier.place < step.place)

    def _take_on(self, action: int, rows: NDArray[np.int64], horizon: int) -> None:
        self.open[action, rows] = False
        self.horizon[action, rows] = horizon
        self.sequence[self.progress.turn[rows], rows] = action
        self.progress.count(action, rows)


class _Progress:
    """How far the plans of n businesses are."""

    def __init__(self, placing: _Placing) -> None:
        self.repertoire, self.planning = placing.repertoire, placing.planning
        self.effort_hours = [
            float(getattr(self.planning.effort_hours, effort.value)) for effort in EFFORTS
        ]
        self.hours = placing.capacity.hours
        businesses = len(self.hours)
        self.used = np.zeros(businesses)
        self.turns = len(placing.sequence)
        self.turn = np.zeros(businesses, dtype=np.int64)
        self.room = np.zeros(businesses, dtype=np.int64)
        self.settled = ~placing.relevant
        """Actions that others need not, or no longer, wait for."""
        ladder = np.arange(self.repertoire.stages)
        self.stage_is_near = ladder[:, None] - placing.scores.standing.stage <= 1
        """A step two stages up waits until one stage up is worked on."""
        self.in_time = np.zeros((len(EFFORTS), businesses), dtype=bool)
        """By effort: there are hours left for it."""

    def enter(self, horizon: int) -> None:
        """Begin a horizon: its hours, and room for its actions."""
        self.available = self.hours * WEEKS[HORIZONS[horizon]]
        np.minimum(int(self.planning.most_per_horizon), self.turns - self.turn, out=self.room)
        self._count_hours(slice(None))

    def fits(self, action: int) -> NDArray[np.bool_]:
        """Where there is time for an action, and all that it builds on is in the plan."""
        stage, effort = self.repertoire.stage_of[action], self.repertoire.effort_of[action]
        fits = self.in_time[effort] & self.stage_is_near[stage]
        for before in self.repertoire.after[action]:
            fits &= self.settled[before]
        return np.asarray(fits)

    def opens_stage(self, action: int, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Where an action opens a stage that was too far up."""
        above = self.stage_is_near[self.repertoire.stage_of[action] + 1 :][:1, rows]
        return np.asarray(~above.all(axis=0))

    def count(self, action: int, rows: NDArray[np.int64]) -> None:
        """Count an action that these businesses take on."""
        self.room[rows] -= 1
        self.turn[rows] += 1
        self.settled[action, rows] = True
        self.stage_is_near[self.repertoire.stage_of[action] + 1 :][:1, rows] = True
        self.used[rows] += self.effort_hours[self.repertoire.effort_of[action]]
        self._count_hours(rows)

    def _count_hours(self, rows: NDArray[np.int64] | slice) -> None:
        used, available = self.used[rows], self.available[rows]
        for effort, hours in enumerate(self.effort_hours):
            self.in_time[effort, rows] = used + hours <= available

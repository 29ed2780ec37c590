"""The best that one business can do within hours and money, and the least work that turns its result.

What is best: first that omnichannel can be recommended, then the higher stage, then the larger margin, then
more points over all factors, then fewer hours, then cheaper steps, then fewer steps. The margin alone would
be blind to work on anything but the tightest line.

Only what an action `reaches` moves a score, so few actions matter. For each answer at most one of them is
needed, with all that it builds on. All such choices are tried, answer by answer, and each is scored by the
one engine. What is left out on the way provably cannot win, or `proven` says that too much was left.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from omnicheck.choices import Strategy
from omnicheck.engine.ladders import more_than_value
from omnicheck.engine.score import decide
from omnicheck.engine.tipping import headline
from omnicheck.engine.workload import Calendar, Work, Workload, bits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from omnicheck.engine.effects import Effects
    from omnicheck.engine.planning import Mask, Placement
    from omnicheck.engine.score import Decision, Scores
    from omnicheck.engine.tipping import Changes
    from omnicheck.questionnaire import Action

#: Sets of actions kept at once; where there are more, the cheapest are kept and nothing is proven.
_MOST_SETS: Final = 20_000
#: Below, sets are not looked through for those that may still win.
_FEW_SETS: Final = 500
#: Ways to bring several changes that are kept while a way is priced.
_MOST_WORKS: Final = 200
#: Answers left out of the most that work can reach, to find a first set that turns the result.
_MOST_LEFT_OUT: Final = 4

Ranks = tuple[int, ...]
"""By column that actions lift: the position among the answers reached there, 0 for today's."""


class Worth(NamedTuple):
    """How well a business stands; the larger tuple is better."""

    omnichannel: bool
    stage: int
    margin: Fraction
    points: Fraction
    """All factor scores together, 0 to 100 each."""


@dataclass(frozen=True)
class Found:
    """The best actions of their kind."""

    work: Work | None
    """None where there are none."""
    proven: bool
    """No others are better; without any: none exist."""


def worths(decision: Decision) -> list[Worth]:
    """Return how well each business stands."""
    margins = decision.standing.margins
    points = [Fraction(0)] * len(decision)
    for factor in decision.compiled.questionnaire.factors:
        number, whole, known = decision.facts.score(factor)
        points = [
            total + (Fraction(int(n), int(w)) if k else 0)
            for total, n, w, k in zip(points, number, whole, known, strict=True)
        ]
    return [
        Worth(bool(omnichannel), int(stage), Fraction(int(margin), int(whole)), total)
        for omnichannel, stage, margin, whole, total in zip(
            decision.omnichannel, decision.standing.stage, margins.margin, margins.denominator,
            points, strict=True,
        )
    ]  # fmt: skip


def best_plan(scores: Scores, effects: Effects, placement: Placement) -> Found:
    """Return the actions after which one business stands best, within the capacity of its plan.

    They may be any whose own condition holds and that the path has a use for, also where the plan makes do
    without. As in the plan, what each builds on comes along, no stage is skipped, none leads past the
    plan's stage, and all fit into the hours, the money and the places of the horizons.
    """
    repertoire, capacity = scores.compiled.repertoire, placement.capacity
    stages_up = int(repertoire.paths[int(scores.path[0])].plan.stages_up)
    allowed = placement.candidates[:, 0] | (_applies(scores) & _has_use(scores))
    allowed &= repertoire.cost_of <= int(capacity.ceiling[0])
    allowed &= repertoire.stage_of <= int(scores.standing.stage[0]) + stages_up
    workload = _workload(scores, placement, allowed)
    calendar = Calendar(workload, float(capacity.hours[0]))
    search = Search(effects, workload)
    found = search.every_set(calendar.may_fit)
    worth = search.worths(found.values())
    ranked = sorted(found, key=lambda chosen: _order(worth[found[chosen]], workload.price(chosen)))
    best = next((chosen for chosen in ranked if calendar.fits(chosen)), 0)
    proven = search.complete and calendar.complete
    return Found(workload.described(best) if best else None, proven)


def _applies(scores: Scores) -> Mask:
    """Actions whose own condition holds for one business."""
    actions, facts = scores.compiled.repertoire.actions, scores.facts
    return np.array([not a.when or bool(facts.holds(a.when)[0]) for a in actions])


def _has_use(scores: Scores) -> Mask:
    """Actions of the strategies, and on the weaknesses, that the path of one business works on."""
    repertoire = scores.compiled.repertoire
    plan = repertoire.paths[int(scores.path[0])].plan
    rules = {Strategy.MULTICHANNEL: plan.multichannel, Strategy.OMNICHANNEL: plan.omnichannel}

    def is_used(action: Action) -> bool:
        rule = rules[action.strategy]
        return action.weakness in rule if isinstance(rule, tuple) else rule != "none"

    return np.array([is_used(action) for action in repertoire.actions])


def _workload(scores: Scores, placement: Placement, usable: Mask) -> Workload:
    """An action waits for what the business has need of, and for all that works on the same weakness."""
    weakness, applies = scores.compiled.repertoire.weakness_of, _applies(scores)

    def is_needed(action: int, before: int) -> bool:
        same = weakness[action] == weakness[before]
        return bool(placement.relevant[before, 0] or (same and applies[before]))

    return Workload(scores.compiled, int(scores.standing.stage[0]), usable, is_needed)


def _order(worth: Worth, price: tuple[float, int, int, int]) -> tuple[object, ...]:
    """Best first, then cheapest."""
    return not worth.omnichannel, -worth.stage, -worth.margin, -worth.points, *price


def cheapest_turn(scores: Scores, effects: Effects, placement: Placement) -> Found:
    """Return the fewest hours of work that turn the result of one business to omnichannel.

    Any action may be in it whose own condition holds, whatever the path asks for and the capacity allows;
    what each builds on comes along, and no stage is skipped. Actions only lift answers, so where
    omnichannel is recommended already there is nothing to find.
    """
    if scores.omnichannel[0]:
        return Found(None, proven=True)
    return any_work(scores, effects, placement).cheapest_turn()


def any_work(scores: Scores, effects: Effects, placement: Placement) -> Search:
    """Return the choices of one business that keeps to no hours and no money; see `cheapest_turn`."""
    return Search(effects, _workload(scores, placement, _applies(scores)))


class Search:
    """Every choice of actions that could be worth making, for one business."""

    def __init__(self, effects: Effects, workload: Workload) -> None:
        self.effects, self.workload = effects, workload
        self.compiled = effects.compiled
        lifting = [each for each in effects.effects if workload.with_needs(each.action) is not None]
        self.columns = sorted({each.column for each in lifting})
        self.lifting = [
            (1 << each.action, self.columns.index(each.column), each.rank) for each in lifting
        ]
        self.order = list(range(len(self.columns)))
        """Places of columns, in the order in which something is chosen for them."""
        self.complete = True

    @cached_property
    def choices(self) -> list[list[tuple[int, int, Ranks]]]:
        """By column: the actions to choose from with what they build on, highest rank first."""
        found: list[list[tuple[int, int, Ranks]]] = [[] for _ in self.columns]
        for bit, place, rank in self.lifting:
            chosen = self.workload.with_needs(bit.bit_length() - 1)
            assert chosen is not None
            found[place].append((rank, chosen, self.ranks(chosen)))
        return [sorted(column, reverse=True) for column in found]

    @cached_property
    def _lifts(self) -> list[list[tuple[int, int]]]:
        """By column: each rank that is reached there, highest first, with the actions that reach it."""
        found: list[dict[int, int]] = [{} for _ in self.columns]
        for bit, place, rank in self.lifting:
            found[place][rank] = found[place].get(rank, 0) | bit
        return [sorted(column.items(), reverse=True) for column in found]

    def ranks(self, chosen: int) -> Ranks:
        """What a set of actions reaches."""
        return tuple(
            next((rank for rank, able in column if chosen & able), 0) for column in self._lifts
        )

    def every_set(
        self,
        may_do: Callable[[int], bool],
        promising: Callable[[dict[int, Ranks], int], dict[int, Ranks]] | None = None,
    ) -> dict[int, Ranks]:
        """Return all sets without useless work that may be done, with what they reach.

        Args:
            may_do: Whether a set, or one that holds it, may be done; no larger set may be if it is False.
            promising: Keeps of some sets those that may still win, given for how many columns something is
                chosen.
        """
        found: dict[int, Ranks] = {0: (0,) * len(self.columns)}
        for step, place in enumerate(self.order, start=1):
            grown = dict(found)
            for chosen, ranks in found.items():
                for rank, work, reached in self.choices[place]:
                    if rank <= ranks[place]:
                        break
                    more = self.workload.joined(chosen, work)
                    if more not in grown and may_do(more):
                        grown[more] = tuple(map(max, ranks, reached))
            found = self._fewer(promising(grown, step) if promising else grown)
        whole = {each for chosen in found for each in self.workload.without_gaps(chosen)}
        return {
            chosen: found[chosen] if chosen in found else self.ranks(chosen)
            for chosen in whole
            if may_do(chosen)
        }

    def _fewer(self, found: dict[int, Ranks]) -> dict[int, Ranks]:
        if len(found) <= _MOST_SETS:
            return found
        self.complete = False
        kept = sorted(found, key=self.workload.price)[:_MOST_SETS]
        return {chosen: found[chosen] for chosen in kept}

    def _codes(self, reached: Sequence[Ranks]) -> NDArray[np.int64]:
        """The answers with each of these, branches still open."""
        codes = np.tile(self.effects.row, (len(reached), 1))
        for place, column in enumerate(self.columns):
            ladder = np.array(self.effects.reached[column], dtype=np.int64)
            codes[:, column] = ladder[[ranks[place] for ranks in reached]]
        return codes

    def worths(self, reached: Iterable[Ranks]) -> dict[Ranks, Worth]:
        """How well the business stands with each of these."""
        distinct = list(dict.fromkeys(reached))
        found = worths(decide(self.compiled, self._codes(distinct)))
        return dict(zip(distinct, found, strict=True))

    def turning(self, reached: Iterable[Ranks]) -> set[Ranks]:
        """Which of these turn the result to omnichannel."""
        distinct = list(dict.fromkeys(reached))
        if not distinct:
            return set()
        turned = headline(self.compiled, self._codes(distinct))
        return {ranks for ranks, turns in zip(distinct, turned, strict=True) if turns}

    def least_work(self, ways: Sequence[Changes]) -> list[Work | None]:
        """Return the least work that brings the changes of each way, or better, and so turns the result.

        None where no action brings some of them. Beyond many choices, it is the least of those tried.
        """
        works = [self._bringing(way) for way in ways]
        turning = self.turning(self.ranks(work) for work in works if work)
        return [
            self.workload.described(work) if work and self.ranks(work) in turning else None
            for work in works
        ]

    def _bringing(self, changes: Changes) -> int:
        """The cheapest set of actions that brings some changes; 0 where there is none."""
        found = {0}
        for column, code in changes.items():
            able = self._able(column, code)
            found = {self.workload.joined(chosen, work) for chosen in found for work in able}
            found = set(sorted(found, key=self.workload.price)[:_MOST_WORKS])
        whole = {each for chosen in found for each in self.workload.without_gaps(chosen)}
        return min(whole, key=self.workload.price, default=0)

    def brings(self, column: int, code: int) -> bool:
        """Whether any action brings an answer, or a better one."""
        return bool(self._able(column, code))

    def after(self, work: Work) -> Changes:
        """Return the answers that are others once some work is done."""
        ranks = self.ranks(bits_of(1 << action for action in work.actions))
        return {
            column: self.effects.reached[column][rank]
            for column, rank in zip(self.columns, ranks, strict=True)
            if rank
        }

    def _able(self, column: int, code: int) -> list[int]:
        """The actions, with what they build on, that bring an answer worth at least as much as this one."""
        if column not in self.columns:
            return []
        wanted, ladder = self.effects.worth(column, code), self.effects.reached[column]
        choices = self.choices[self.columns.index(column)]
        return [
            work
            for rank, work, _reached in choices
            if self.effects.worth(column, ladder[rank]) >= wanted
        ]

    def cheapest_turn(self, known: float = inf) -> Found:
        """See the function of that name; `known` are hours that are known to be enough."""
        most = known
        if self.has_bound:
            needed = self._needed
            if needed is None:
                return Found(None, proven=True)
            # What nothing makes up for comes first: few sets are left then.
            self.order.sort(key=lambda place: not needed[place])
            most = min(known, self._enough())
        found = self.every_set(
            lambda chosen: self.workload.hours(chosen) <= most,
            self._may_turn if self.has_bound else None,
        )
        turning = self.turning(found.values())
        able = [chosen for chosen, ranks in found.items() if ranks in turning]
        best = min(able, key=self.workload.price, default=0)
        return Found(self.workload.described(best) if best else None, self.complete)

    @cached_property
    def has_bound(self) -> bool:
        """More of an answer never lowers the margin: none that is lifted counts for more than its value."""
        return not more_than_value(self.compiled).intersection(self.columns)

    @cached_property
    def _needed(self) -> Ranks | None:
        """The rank needed in each column with all others at their highest; None where not even that turns it."""
        best = tuple(choices[0][0] for choices in self.choices)
        less = {
            (place, rank): (*best[:place], rank, *best[place + 1 :])
            for place, highest in enumerate(best)
            for rank in range(highest)
        }
        turning = self.turning([best, *less.values()])
        if best not in turning:
            return None
        return tuple(
            next((rank for rank in range(highest) if less[place, rank] in turning), highest)
            for place, highest in enumerate(best)
        )

    def _may_turn(self, found: dict[int, Ranks], step: int) -> dict[int, Ranks]:
        """Keep what can still turn it: what is chosen for a column is not raised later."""
        last, needed = self.order[step - 1], self._needed
        found = {c: r for c, r in found.items() if needed and r[last] >= needed[last]}
        if len(found) < _FEW_SETS:  # a run of the engine costs more than it saves
            return found
        best = {chosen: self._at_best(ranks, step) for chosen, ranks in found.items()}
        turning = self.turning(best.values())
        return {chosen: ranks for chosen, ranks in found.items() if best[chosen] in turning}

    def _at_best(self, ranks: Ranks, step: int) -> Ranks:
        """What may be reached at most once something is chosen for so many columns."""
        best = list(ranks)
        for place in self.order[step:]:
            best[place] = self.choices[place][0][0]
        return tuple(best)

    def _enough(self) -> float:
        """Return the hours of some set that turns the result: the cheapest needs no more."""
        highest = [choices[0][1] for choices in self.choices]
        several = range(1, min(len(highest), _MOST_LEFT_OUT) + 1)
        parts = [part for size in several for part in combinations(highest, len(highest) - size)]
        whole = {
            each for part in (highest, *parts) for each in self.workload.without_gaps(bits_of(part))
        }
        reached = {chosen: self.ranks(chosen) for chosen in whole}
        turning = self.turning(reached.values())
        hours = (self.workload.hours(each) for each, ranks in reached.items() if ranks in turning)
        return min(hours, default=inf)

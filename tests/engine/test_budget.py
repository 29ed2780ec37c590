"""The best plan and the cheapest turn, held against every set of actions there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.choices import Cost, Effort, Horizon, Strategy
from omnicheck.engine.budget import any_work, best_plan, cheapest_turn, worths
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_ASKED, NOT_SURE
from omnicheck.engine.effects import Effects
from omnicheck.engine.planning import WEEKS, place
from omnicheck.engine.repertoire import HORIZONS
from omnicheck.engine.score import decide, score
from omnicheck.engine.tipping import fewest_changes
from tests.factories import (
    DRAWN,
    answer_codes,
    codes_of,
    make_compiled,
    make_path,
    make_question,
    make_stage,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.engine.budget import Worth
    from omnicheck.engine.compile import CompiledQuestionnaire
    from tests.factories import Codes, Plain

PLANNING: Plain = {
    "capacity": {
        "hours_question": "time",
        "hours_per_week": {"o0": "0.5", "o1": 1, "o2": 4},
        "cost_question": "money",
        "cost_ceiling": {"o0": "free", "o1": "one_subscription", "o2": "project"},
    },
    "most_per_horizon": 2,
}


def make_action(name: str, weakness: str, **keys: Any) -> Plain:
    """A free, small, multichannel action for the first 30 days."""
    plain: Plain = {
        "id": name, "weakness": weakness, "strategy": "multichannel", "horizon": "days_30",
        "title": name, "how": "Do it.", "done_when": "Done.", "cost": "free", "effort": "small",
    }  # fmt: skip
    return plain | keys


def make_weakness(question: str, below: int = 100) -> Plain:
    """Something to work on wherever an answer is worth less."""
    when = f"value({question}) < {below}"
    return {"id": f"weak_{question}", "title": question, "when": when, "mends": [question]}


def small(actions: list[Plain], **parts: Any) -> CompiledQuestionnaire:
    """Two questions about means, and a, b and c about one factor, all of which can be worked on."""
    asked = [
        make_question(name, factor="f", changeable=True, **parts.get(name, {})) for name in "abc"
    ]
    means = [make_question("time"), make_question("money")]
    worked_on = [n for n in "abc" if any(a["weakness"] == f"weak_{n}" for a in actions)]
    plan = {"multichannel": "all", "omnichannel": "all", "stages_up": parts.get("stages_up", 1)}
    return make_compiled(
        [*means, *asked],
        {"f": parts.get("asked_for", 60)},
        gates=parts.get("gates", {}),
        stages=parts.get("stages", [make_stage("s0")]),
        paths=[make_path(s.value, s.value) | {"plan": plan} for s in Strategy],
        planning=PLANNING | {"most_per_horizon": parts.get("most", 2)},
        weaknesses=[make_weakness(name, parts.get("weak_below", 100)) for name in worked_on],
        actions=actions,
    )


def answered(compiled: CompiledQuestionnaire, **answers: str) -> Codes:
    return codes_of(compiled, {"time": "o2", "money": "o2"} | answers)


def both(compiled: CompiledQuestionnaire, codes: Codes) -> tuple[list[str], list[str] | None]:
    """The actions of the best plan and of the cheapest turn."""
    scores = score(compiled, codes)
    effects, placement = Effects(compiled, codes[0]), place(scores)
    best, turn = best_plan(scores, effects, placement), cheapest_turn(scores, effects, placement)
    assert best.proven
    assert turn.proven
    ids = [action.id for action in compiled.questionnaire.actions]
    plan = [ids[a] for a in best.work.actions] if best.work else []
    return plan, [ids[a] for a in turn.work.actions] if turn.work else None


LIFTS = [make_action(f"lift_{name}", f"weak_{name}", reaches={name: "o2"}) for name in "abc"]


def test_only_as_much_is_done_as_turns_the_result() -> None:
    compiled = small(LIFTS)
    codes = answered(compiled, a="o0", b="o0", c="o1")
    assert both(compiled, codes) == (["lift_a", "lift_b", "lift_c"], ["lift_a", "lift_b"])


def test_what_an_action_builds_on_comes_first_and_counts() -> None:
    first = make_action("first", "weak_a")
    later = make_action(
        "later", "weak_a", horizon="months_12", after=["first"], reaches={"a": "o2"}
    )
    costly = make_action("costly", "weak_b", effort="medium", reaches={"b": "o2"})
    compiled = small([later, costly, first], asked_for=30)
    assert both(compiled, answered(compiled, a="o0", b="o0", c="o0"))[1] == ["first", "later"]


def test_what_costs_too_much_is_left_out_of_the_plan() -> None:
    dear = LIFTS[0] | {"cost": "project"}
    compiled = small([dear, LIFTS[1]], asked_for=60)
    codes = answered(compiled, a="o0", b="o0", c="o1", money="o1")
    assert both(compiled, codes) == (["lift_b"], ["lift_a", "lift_b"])


def test_of_equal_hours_the_cheaper_turns_it() -> None:
    dear = make_action("dear", "weak_a", cost="project", reaches={"a": "o2"})
    compiled = small([dear, *LIFTS], asked_for=50)
    assert both(compiled, answered(compiled, a="o0", b="o0", c="o1"))[1] == ["lift_a"]


def test_no_stage_is_skipped() -> None:
    stages = [make_stage(f"s{i}", f"value(a) >= {50 * i}" if i else None) for i in range(3)]
    high = make_action("high", "weak_b", serves="s2", reaches={"b": "o2"})
    near = make_action("near", "weak_c", serves="s1", horizon="days_90")
    compiled = small([high, near], stages=stages, stages_up=2, asked_for=30)
    codes = answered(compiled, a="o0", b="o0", c="o0")
    assert both(compiled, codes) == (["near", "high"], ["near", "high"])
    only = small([high], stages=stages, stages_up=2, asked_for=30)
    assert both(only, codes) == ([], None)


def test_nothing_turns_where_no_action_reaches_enough() -> None:
    compiled = small(LIFTS[:1])
    assert both(compiled, answered(compiled, a="o0", b="o0", c="o0")) == (["lift_a"], None)


def test_an_answer_that_is_good_enough_stays() -> None:
    compiled = small([make_action("some", "weak_a", reaches={"a": "o1"})])
    effects = Effects(compiled, answered(compiled, a="o2", b="o0", c="o0")[0])
    assert effects.effects == ()


@pytest.mark.parametrize(
    ("reached", "then"), [("o0", NOT_SURE), ("o1", 1), ("o2", 2)], ids=["less", "as much", "more"]
)
def test_not_sure_stays_open_where_less_than_half_is_proven(reached: str, then: int) -> None:
    compiled = small([make_action("some", "weak_a", reaches={"a": reached})])
    codes = answered(compiled, b="o0", c="o0")
    after = Effects(compiled, codes[0]).after(np.array([[False], [True]]))
    assert after[:, compiled.column_by_id["a"]].tolist() == [NOT_SURE, then]


@pytest.mark.parametrize("state", [NOT_APPLICABLE, NOT_ASKED])
def test_what_does_not_apply_or_is_not_asked_stays(state: int) -> None:
    compiled = small(
        [make_action("some", "weak_a", reaches={"a": "o2"})], a={"not_applicable": True}
    )
    codes = answered(compiled, b="o0", c="o0")
    codes[0, compiled.column_by_id["a"]] = state
    after = Effects(compiled, codes[0]).after(np.array([[True]]))
    assert after.tolist() == codes.tolist()


def test_ticks_are_added_and_the_best_of_several_actions_counts() -> None:
    options = {f"t{i}": {"text": f"Way {i}", "value": v} for i, v in enumerate((40, 10, 20))}
    options["none"] = {"text": "None", "exclusive": True}
    ticks = {"kind": "several", "score": "sum", "options": options}
    actions = [
        make_action("one", "weak_a", reaches={"a": "1", "b": "5", "c": "yes"}),
        make_action("two", "weak_a", reaches={"a": "2", "b": "2"}),
    ]
    scale = {"kind": "scale", "scale": {"from": 1, "to": 5, "low": "Low", "high": "High"}}
    compiled = small(actions, a=ticks, b=scale, c={"kind": "yes_no"})
    codes = answered(compiled, a=["none"], b="1", c="no")  # type: ignore[arg-type]
    done = np.array([[False, True], [True, True], [True, False]])
    after = Effects(compiled, codes[0]).after(done)[:, 2:]
    assert after.tolist() == [[0b110, 1, 1], [0b110, 4, 0], [0b010, 4, 0]]


# Against brute force


@st.composite
def _drawn(draw: st.DrawFn) -> tuple[CompiledQuestionnaire, Codes]:
    stages = [
        make_stage("s0"),
        make_stage("s1", "value(a) >= 50"),
        make_stage("s2", "value(b) >= 50"),
    ]
    actions: list[Plain] = []
    for i in range(draw(st.integers(1, 6))):
        worked = draw(st.sampled_from("abc"))
        earlier = (
            draw(st.lists(st.sampled_from(actions), max_size=2, unique_by=lambda a: str(a["id"])))
            if actions
            else []
        )
        stage = max([draw(st.integers(0, 2)), *(int(a["serves"][1]) for a in earlier)])
        horizon = max([draw(st.integers(0, 2)), *(HORIZONS.index(a["horizon"]) for a in earlier)])
        moved = draw(st.lists(st.sampled_from([worked, *"abc"]), max_size=2, unique=True))
        actions.append(
            make_action(
                f"do{i}",
                f"weak_{worked}",
                strategy=draw(st.sampled_from(Strategy)).value,
                horizon=list(Horizon)[horizon],
                cost=draw(st.sampled_from(Cost)).value,
                effort=draw(st.sampled_from(Effort)).value,
                after=[a["id"] for a in earlier],
                serves=f"s{stage}",
                reaches={name: draw(st.sampled_from(["o1", "o2"])) for name in moved},
            )
            | draw(st.sampled_from([{}, {}, {"when": "value(c) <= 50"}]))
        )
    is_worked_on = any(a["weakness"] == "weak_b" for a in actions)
    compiled = small(
        draw(st.permutations(actions)),
        stages=stages,
        stages_up=draw(st.integers(0, 2)),
        asked_for=draw(st.sampled_from([40, 60, 80])),
        gates={"b": 50} if is_worked_on and draw(st.booleans()) else {},
        most=draw(st.integers(1, 3)),
        weak_below=draw(st.sampled_from([50, 100])),
    )
    return compiled, draw(answer_codes(compiled))


def _after(compiled: CompiledQuestionnaire, row: Codes, chosen: frozenset[int]) -> list[int]:
    """The answers once actions are done, told plainly."""
    codes: list[int] = row[0].tolist()
    for a in chosen:
        for question, option in compiled.questionnaire.actions[a].reaches.items():
            column = compiled.column_by_id[question]
            half_way = 1
            if (codes[column] if codes[column] >= 0 else half_way) <= int(option[1]):
                codes[column] = int(option[1])
    return codes


class _Rules:
    """What may follow what, told plainly: one action after another."""

    def __init__(self, compiled: CompiledQuestionnaire, codes: Codes) -> None:
        self.compiled, self.scores = compiled, score(compiled, codes)
        self.placement = place(self.scores)
        self.repertoire, facts = compiled.repertoire, self.scores.facts
        actions = self.repertoire.actions
        self.applies = {a for a, x in enumerate(actions) if not x.when or facts.holds(x.when)[0]}
        self.hours = [
            {"small": 4, "medium": 16, "large": 48}[a.effort] for a in self.repertoire.actions
        ]

    def may_follow(self, action: int, done: frozenset[int], needed: set[int]) -> bool:
        stages = {int(self.repertoire.stage_of[a]) for a in done}
        stage, today = int(self.repertoire.stage_of[action]), int(self.scores.standing.stage[0])
        near = stage <= today + 1 or stage - 1 in stages
        return action not in done and near and needed <= done

    def plans(self) -> set[frozenset[int]]:
        """All sets of actions that some plan within the capacity holds."""
        capacity, path = self.placement.capacity, self.compiled.questionnaire.decision.paths
        highest = int(self.scores.standing.stage[0]) + int(path[0].plan.stages_up)
        allowed = [
            a
            for a in self.applies
            if self.repertoire.cost_of[a] <= capacity.ceiling[0]
            and self.repertoire.stage_of[a] <= highest
        ]
        most = int(self.compiled.questionnaire.planning.most_per_horizon)  # type: ignore[union-attr]
        reached = {frozenset[int]()}
        for position, horizon in enumerate(HORIZONS):
            hours = float(capacity.hours[0]) * WEEKS[horizon]
            layer = set(reached)
            for _place in range(most):
                layer = {
                    done | {a}
                    for done in layer
                    for a in allowed
                    if self.repertoire.horizon_of[a] <= position
                    and self.may_follow(a, done, self._needs(a))
                    and sum(self.hours[b] for b in done | {a}) <= hours
                }
                reached |= layer
        return reached

    def works(self) -> set[frozenset[int]]:
        """All sets of actions whose conditions hold."""
        reached = layer = {frozenset[int]()}
        while layer:
            layer = {
                done | {a}
                for done in layer
                for a in self.applies
                if self.may_follow(a, done, self._needs(a))
            }
            reached = reached | layer
        return reached

    def _needs(self, action: int) -> set[int]:
        weakness, relevant = self.repertoire.weakness_of, self.placement.relevant
        return {
            b for b in self.repertoire.after[action]
            if relevant[b, 0] or (b in self.applies and weakness[b] == weakness[action])
        }  # fmt: skip

    def price(self, chosen: frozenset[int]) -> tuple[int, int]:
        dearest = max((int(self.repertoire.cost_of[a]) for a in chosen), default=0)
        return sum(self.hours[a] for a in chosen), dearest


def _worths(rules: _Rules, codes: Codes, sets: list[frozenset[int]]) -> Iterator[Worth]:
    after = np.array([_after(rules.compiled, codes, chosen) for chosen in sets], dtype=np.int64)
    yield from worths(decide(rules.compiled, after))


@DRAWN
@given(_drawn())
def test_no_plan_is_better_than_the_best(drawn: tuple[CompiledQuestionnaire, Codes]) -> None:
    compiled, codes = drawn
    rules = _Rules(compiled, codes)
    sets = sorted(rules.plans(), key=sorted)
    found = best_plan(rules.scores, Effects(compiled, codes[0]), rules.placement)
    chosen = frozenset(found.work.actions if found.work else ())
    by_set = dict(zip(sets, _worths(rules, codes, sets), strict=True))
    best = max(by_set.values())
    assert found.proven
    assert by_set[chosen] == best
    assert rules.price(chosen) == min(rules.price(each) for each in sets if by_set[each] == best)
    assert frozenset(rules.placement.in_order(0)) in by_set


@DRAWN
@given(_drawn())
def test_no_work_turns_it_for_less(drawn: tuple[CompiledQuestionnaire, Codes]) -> None:
    compiled, codes = drawn
    rules = _Rules(compiled, codes)
    found = cheapest_turn(rules.scores, Effects(compiled, codes[0]), rules.placement)
    assert found.proven
    if rules.scores.omnichannel[0]:
        assert found.work is None
        return
    sets = sorted(rules.works(), key=sorted)
    turning = [
        each
        for each, worth in zip(sets, _worths(rules, codes, sets), strict=True)
        if worth.omnichannel
    ]
    chosen = frozenset(found.work.actions) if found.work else None
    assert (chosen in turning) if turning else (chosen is None)
    if chosen is not None:
        assert rules.price(chosen) == min(map(rules.price, turning))
        assert found.work
        assert (found.work.hours, found.work.dearest) == rules.price(chosen)


@DRAWN
@given(_drawn())
def test_the_work_for_a_way_brings_it_for_the_least(
    drawn: tuple[CompiledQuestionnaire, Codes],
) -> None:
    """Every set of actions is tried: those that lift each answer of the way as far, and turn the result."""
    compiled, codes = drawn
    rules = _Rules(compiled, codes)
    if rules.scores.omnichannel[0]:
        return
    search = any_work(rules.scores, Effects(compiled, codes[0]), rules.placement)
    ways = fewest_changes(compiled, codes[0], today=False).ways[:5]
    sets = sorted(rules.works(), key=sorted)
    worths_of = list(_worths(rules, codes, sets))
    after = [_after(compiled, codes, each) for each in sets]
    for way, work in zip(ways, search.least_work(ways), strict=True):
        able = [
            rules.price(each)
            for each, worth, then in zip(sets, worths_of, after, strict=True)
            if worth.omnichannel and all(then[column] >= code for column, code in way.items())
        ]
        assert (work and (work.hours, work.dearest)) == min(able, default=None)
        for column, code in way.items():
            assert search.brings(column, code) or not able


@DRAWN
@given(_drawn())
def test_where_no_change_turns_it_no_work_does(
    drawn: tuple[CompiledQuestionnaire, Codes],
) -> None:
    compiled, codes = drawn
    scores = score(compiled, codes)
    effects = Effects(compiled, codes[0])
    turning = fewest_changes(compiled, codes[0])
    if not scores.omnichannel[0] and turning.proven and not turning.ways:
        assert cheapest_turn(scores, effects, place(scores)).work is None


def test_hours_known_to_be_enough_lose_no_work() -> None:
    compiled = small(LIFTS)
    codes = answered(compiled, a="o0", b="o0", c="o1")
    scores = score(compiled, codes)
    search = any_work(scores, Effects(compiled, codes[0]), place(scores))
    found = search.cheapest_turn(known=8)
    assert found.work
    assert (found.work.actions, found.work.hours, found.proven) == ((0, 1), 8, True)
    assert search.after(found.work) == {2: 2, 3: 2}

"""Why an action is in the plan, or which rule kept it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.conditions import checks_of, tell_scores_in
from omnicheck.assessment.derivation.fate import Fate, is_found, lines_worked_on
from omnicheck.assessment.derivation.lines import held, tell_lines
from omnicheck.assessment.derivation.record import Check, Held, amount, exact_text
from omnicheck.assessment.derivation.verdicts import tell_paths
from omnicheck.assessment.phrases import in_words
from omnicheck.choices import Horizon, Strategy
from omnicheck.engine.repertoire import COSTS, HORIZONS
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.derivation.reading import Reading
    from omnicheck.assessment.derivation.trail import Trail


def tell_weakness(trail: Trail, name: str) -> None:
    """Tell whether a weakness is found."""
    reading = trail.reading
    weakness = next(w for w in reading.questionnaire.weaknesses if w.id == name)
    tell_scores_in(trail, weakness.when)
    if weakness.mends:
        tell_lines(trail, by_the_way=True)
    worked_on = lines_worked_on(reading, name)
    outcome = _("Found.") if is_found(reading, name) else _("Not found.")
    if worked_on:
        words = plural(
            "Work on it works on a line that is not met: {{names}}.",
            "Work on it works on lines that are not met: {{names}}.",
            len(worked_on),
        ).format(names=in_words(worked_on))
        outcome = f"{outcome} {words}"
    trail.tell(
        _("The weakness: {title}").format(title=weakness.title),
        _(
            "Found where this holds for certain, or where work on it works on a line that is not met."
        ),
        checks=checks_of(trail, weakness.when),
        outcome=outcome,
        rule_at=reading.entry("weaknesses", name, "when"),
        name=f"weakness:{name}",
    )


def tell_action(trail: Trail, name: str) -> str:
    """Tell why an action is in the plan or not, and return that in a sentence."""
    reading = trail.reading
    position = [action.id for action in reading.questionnaire.actions].index(name)
    action, planning = reading.questionnaire.actions[position], reading.questionnaire.planning
    trail.sources.update(action.sources)
    tell_weakness(trail, action.weakness)
    if planning is None or reading.placement is None:
        return _("This questionnaire makes no plan.")
    fate = Fate(reading, reading.placement, planning, position)
    for tell in (_tell_condition, _tell_path, _tell_stage):
        kept_out = tell(trail, fate)
        if kept_out:
            return _("Not in the plan: {reason}").format(reason=kept_out)
    kept_out = _tell_money(trail, fate) or _tell_time(trail, fate)
    if kept_out:
        return _("Not in the plan, but worth doing later: {reason}").format(reason=kept_out)
    return _("In the plan, {horizon}.").format(horizon=within(fate.horizon))


def _tell_condition(trail: Trail, fate: Fate) -> str:
    action = fate.action
    if action.when is None:
        return ""
    tell_scores_in(trail, action.when)
    is_for = fate.is_for_this_business
    trail.tell(
        _("For which businesses"),
        _("Only for businesses where this holds for certain."),
        checks=checks_of(trail, action.when),
        outcome=_("It is for this business.") if is_for else _("It is not for this business."),
        rule_at=trail.reading.entry("actions", action.id, "when"),
    )
    return "" if is_for else _("it is not for businesses like this one.")


def _tell_path(trail: Trail, fate: Fate) -> str:
    tell_paths(trail, by_the_way=True)
    says = _(
        "The variant of the recommendation settles which weaknesses are worked on, in which way."
    )
    if fate.is_asked_for:
        outcome = _("Asked for.")
    elif fate.is_wanted:
        names = in_words([f"“{title}”" for title in fate.builds_for])
        outcome = _("Wanted because this builds on it: {names}").format(names=names)
    else:
        outcome = _("Not asked for.")
    at = trail.reading.entry("paths", fate.path.id, "plan")
    trail.tell(
        _("What the plan works on"), f"{says} {_plan_rule(fate)}", outcome=outcome, rule_at=at
    )
    return "" if fate.is_wanted else _not_asked_for(trail.reading, fate)


def _not_asked_for(reading: Reading, fate: Fate) -> str:
    if not is_found(reading, fate.action.weakness):
        return _("its weakness is not found.")
    return _("the plan does not work on this weakness in this way.")


def _plan_rule(fate: Fate) -> str:
    """Say what the path asks for in the way of this action."""
    plan, strategy = fate.path.plan, fate.action.strategy
    rule = getattr(plan, strategy.value)
    way = {
        Strategy.MULTICHANNEL: _("the multichannel way"),
        Strategy.OMNICHANNEL: _("the omnichannel way"),
    }[strategy]
    words = {
        "all": _("In {way}, it works on every weakness found."),
        "failed": _("In {way}, it works on what keeps a line from being met."),
        "none": _("In {way}, it works on nothing."),
    }
    if isinstance(rule, str):
        said = words[rule].format(way=way)
    else:
        said = _("In {way}, it works on these if found: {names}.").format(
            way=way, names=", ".join(rule)
        )
    if strategy is Strategy.OMNICHANNEL and plan.always:
        more = _("It always works on: {names}.").format(names=", ".join(plan.always))
        said = f"{said} {more}"
    return said


def _tell_stage(trail: Trail, fate: Fate) -> str:
    stages = trail.reading.questionnaire.stages
    if fate.action.serves is None:
        return ""
    is_near = fate.stage <= fate.highest_stage
    text = _("Serves the stage “{stage}”, not above “{highest}”").format(
        stage=stages[fate.stage].title, highest=stages[fate.highest_stage].title
    )
    found = _("Stage today: {title}").format(title=stages[trail.reading.case.stage].title)
    trail.tell(
        _("How far up the plan leads"),
        plural(
            "The plan leads at most {count} stage up.",
            "The plan leads at most {count} stages up.",
            int(fate.path.plan.stages_up),
        ),
        checks=(Check(0, text, found, held(is_true=is_near)),),
        rule_at=trail.reading.entry("actions", fate.action.id, "serves"),
    )
    return "" if is_near else _("it helps to reach a stage that is too far up.")


def _tell_money(trail: Trail, fate: Fate) -> str:
    reading, capacity = trail.reading, fate.planning.capacity
    question = capacity.cost_question
    ceiling = COSTS[int(fate.placement.capacity.ceiling[0])]
    text = _("cost at most {ceiling}").format(ceiling=ceiling.value)
    found = _("cost: {cost}").format(cost=fate.action.cost.value)
    check = Check(0, text, found, held(is_true=fate.is_affordable), reading.answer(question))
    says = _("The answer about “{topic}” settles what the plan may cost.")
    if reading.means.cost_ceiling is not None:
        says = _("The plan may cost what you asked for, whatever the answer about “{topic}”.")
    elif reading.case.option(question) is None:
        says = _("Without an answer about “{topic}”, the plan counts on the least.")
    trail.tell(
        _("Money"),
        says.format(topic=reading.case.question(question).topic),
        checks=(check,),
        rule_at=reading.entry("actions", fate.action.id, "cost"),
        answer_at=reading.answer(question),
    )
    return "" if fate.is_affordable else _("it costs more than the plan counts on.")


def _tell_time(trail: Trail, fate: Fate) -> str:
    """Tell the horizons up to the one in which it is taken on, or return what keeps it out of the last."""
    kept_out = ""
    for horizon in range(len(HORIZONS)):
        rules = tuple(_rules(fate, horizon))
        _tell_horizon(trail, fate, horizon, tuple(check for check, _reason in rules))
        if horizon == fate.horizon:
            return ""
        kept_out = next((reason for check, reason in rules if check.held is Held.NO), "")
    return kept_out


def _tell_horizon(trail: Trail, fate: Fate, horizon: int, checks: tuple[Check, ...]) -> None:
    is_here = horizon == fate.horizon
    hours = [fate.other(action).hours for action in fate.ahead(horizon)]
    outcome = _("Taken on {horizon}.") if is_here else _("Not taken on {horizon}.")
    trail.tell(
        _("Time: {horizon}").format(horizon=within(horizon)),
        _(
            "Hours of the work taken on before this, and of this. Everything in the order of the work, "
            "and nothing before what it builds on."
        ),
        checks=checks,
        formula=" + ".join(exact_text(each) for each in (*hours, fate.hours)),
        result=amount(sum(hours, fate.hours)),
        outcome=outcome.format(horizon=within(horizon)),
        rule_at=trail.reading.entry("actions", fate.action.id, "effort"),
    )


def _rules(fate: Fate, horizon: int) -> Iterator[tuple[Check, str]]:
    """Yield what must hold for an action to be taken on, and what to say where it does not."""
    ahead = fate.ahead(horizon)
    text = _("may begin {horizon}").format(horizon=within(horizon))
    found = _("meant for: {horizon}").format(horizon=within(fate.meant_for))
    in_time = held(is_true=fate.meant_for <= horizon)
    yield Check(0, text, found, in_time), _("it is meant for later.")
    for before in fate.before:
        title = fate.other(before).action.title
        text = _("“{title}” is in the plan by then").format(title=title)
        reason = _("it builds on “{title}”.").format(title=title)
        yield Check(0, text, _("what it builds on"), held(is_true=before in ahead)), reason
    if fate.stage:
        is_near = held(is_true=fate.is_near(ahead))
        yield Check(0, _("no stage is skipped"), "", is_near), _("it would skip a stage.")
    used = sum((fate.other(action).hours for action in ahead), fate.hours)
    available = fate.available(horizon)
    text = _("at most {hours} hours by then").format(hours=exact_text(available))
    found = _("{hours} hours").format(hours=exact_text(used))
    reason = _("there are not enough hours.")
    yield Check(0, text, found, held(is_true=used <= available)), reason
    begun = sum(fate.other(action).horizon == horizon for action in ahead)
    most = int(fate.planning.most_per_horizon)
    text = _("fewer than {most} others begun in this part").format(most=most)
    reason = plural(
        "each part of the plan begins at most {count} step.",
        "each part of the plan begins at most {count} steps.",
        most,
    )
    yield Check(0, text, str(begun), held(is_true=begun < most)), reason


def within(horizon: int) -> str:
    """Return by when the work of a horizon is begun, inside a sentence."""
    return {
        Horizon.DAYS_30: _("within 30 days"),
        Horizon.DAYS_90: _("within 90 days"),
        Horizon.MONTHS_12: _("within 12 months"),
    }[HORIZONS[horizon]]

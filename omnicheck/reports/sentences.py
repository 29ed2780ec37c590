"""Sentences that the report says on a terminal and on a page alike, so that nothing is worded twice."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from omnicheck.assessment.phrases import in_words, with_comma
from omnicheck.choices import Confidence, Form, Grade, Horizon, Strategy
from omnicheck.engine.planning import WEEKS
from omnicheck.figures import number_text, score_text
from omnicheck.language import _, plural
from omnicheck.reports.climb import climb_of
from omnicheck.reports.labels import (
    ceiling_label,
    confidence_label,
    cost_label,
    day_text,
    effort_label,
    form_label,
    grade_label,
    hours_text,
    strategy_label,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.report import (
        BestSteps,
        Doubt,
        LeastWork,
        Origin,
        Outlook,
        PeerLine,
        PlanAction,
        PlanHorizon,
        Report,
        RiskLine,
        Score,
        TippingPoint,
        Unknown,
        Verdict,
        Way,
    )
    from omnicheck.assessment.sides import SideBySide
    from omnicheck.reports.climb import Climb

_HASH: Final = 12


def section_title(name: str) -> str:
    """Return the heading of a section."""
    return {
        "why": _("Why"),
        "scores": _("Your scores"),
        "peers": _("Among the businesses of this batch"),
        "today": _("Where you stand today"),
        "changes": _("What would change the answer"),
        "firmness": _("How firmly this stands"),
        "unknowns": _("What is still open"),
        "remarks": _("About your answers"),
        "hints": _("Answers worth a second look"),
        "notices": _("Good to know"),
        "strategies": _("The two strategies, side by side for you"),
        "plan": _("Your plan"),
        "brings": _("What the plan brings"),
        "after_plan": _("After the plan, in figures"),
        "figures": _("How you will see that it works"),
        "judging": _("How to judge the figures"),
        "risks": _("What can go wrong"),
        "review": _("When to look again"),
        "business": _("About the business"),
        "lines": _("What omnichannel asks for"),
        "later": _("The later steps in full"),
        "turning": _("What else would turn the answer"),
        "ranges": _("How far each number can be moved"),
        "answers": _("Every answer"),
        "method": _("How it is worked out"),
        "limits": _("What it cannot tell"),
        "sources": _("Sources"),
        "made_from": _("Made from"),
    }[name]


def about(report: Report | SideBySide | Explanation) -> tuple[str, ...]:
    """Return trade, place, day and form of a business, without those that are not known."""
    business = report.business
    place = ", ".join(part for part in (business.region, business.country) if part)
    day = (
        _("answered on {day}").format(day=day_text(report.answered_on))
        if report.answered_on
        else ""
    )
    form = form_label(report.form) if report.form is Form.QUICK else ""
    return tuple(part for part in (business.trade, place, day, form) if part)


def deciding(report: Report) -> list[Score]:
    """Return the scores that decide, without an index that is one factor under another name."""
    return [score for score in report.scores if score.decides and score.same_as is None]


def exposed_first(risks: Iterable[RiskLine]) -> list[RiskLine]:
    """Return risks with those first to which the business is specially exposed."""
    return sorted(risks, key=lambda risk: not risk.exposed)


def known_about(report: Report | Explanation) -> tuple[tuple[str, str], ...]:
    """Return label and text of what else is known about the business."""
    business = report.business
    facts = [
        (_("Business id"), business.id),
        (_("Staff"), business.staff),
        (_("Years"), business.years),
        *business.tags.items(),
    ]
    return tuple((label, text) for label, text in facts if text)


def redacted_copy() -> str:
    """Say that parts are left out."""
    return _("This is a copy to pass on. Money, staff and notes are left out.")


def we_recommend() -> str:
    """Return the words before the recommendation."""
    return _("We recommend")


def confidence(found: Verdict) -> str:
    """Say how firmly the recommendation stands."""
    return _("Confidence: {confidence}.").format(confidence=confidence_label(found.confidence))


def confidence_reasons(report: Report) -> tuple[str, ...]:
    """Return what is behind the confidence, and how to go about omnichannel where that is low."""
    found, doubt = report.verdict, report.tipping_point.doubt
    reasons = (*found.confidence_reasons, *([doubt.says] if doubt else []))
    if found.strategy is Strategy.MULTICHANNEL or found.confidence is not Confidence.LOW:
        return reasons
    careful = _("So take the first steps only, and look again after 90 days before you go on.")
    return (*reasons, careful)


def nothing_for() -> str:
    """Say that no answer stands out for the recommendation."""
    return _("No single answer decides it; the sum of them does.")


def against_title() -> str:
    """Return the heading over what speaks against the recommendation."""
    return _("What speaks against it")


def nothing_against() -> str:
    """Say that no answer stands out against the recommendation."""
    return _("Nothing in the answers plainly speaks against it.")


def scale() -> str:
    """Say what 0 and 100 stand for."""
    return _("0 is plainly multichannel, 100 is plainly omnichannel.")


def threshold_legend() -> str:
    """Say what the mark on a bar stands for."""
    return _("what omnichannel asks for")


def range_legend() -> str:
    """Say what the shaded part of a bar stands for."""
    return _("what open answers leave open")


def point_legend() -> str:
    """Say what the point in a picture of two scores stands for."""
    return _("you today")


def box_legend() -> str:
    """Say what the shaded part of a picture of two scores stands for."""
    return _("where you may be once open answers are known")


def of_100(value: float, threshold: float | None = None) -> str:
    """Return a score on its scale."""
    return _("{value} of 100").format(value=score_text(value, threshold))


def reached(met: bool) -> str:
    """Say whether a line is reached."""
    return _("reached") if met else _("not reached")


def needs(threshold: float) -> str:
    """Return what omnichannel asks for, in the fewest words."""
    return _("needs {threshold}").format(threshold=score_text(threshold))


def asks_for(threshold: float, state: str) -> str:
    """Say what omnichannel asks for, and how it stands where that is known."""
    asked = _("Omnichannel asks for {threshold}").format(threshold=score_text(threshold))
    return f"{asked}: {state}." if state else f"{asked}."


def open_range(score: Score) -> str:
    """Return the range of a score while answers are open."""
    return _("{low} to {high} while answers are open").format(
        low=score_text(score.low), high=score_text(score.high)
    )


def score_sentence(score: Score, state: str) -> str:
    """Say all that a picture shows of a score.

    Args:
        score: Any score.
        state: Whether it reaches its threshold; empty where nobody can say.
    """
    if score.value is None:
        return _("{title} has no score.").format(title=score.title)
    told = _("{title} is {value} of 100.").format(
        title=score.title, value=score_text(score.value, score.threshold)
    )
    if score.threshold is not None:
        told += f" {asks_for(score.threshold, state)}"
    if score.low < score.high:
        told += f" {left_open(score.low, score.high, score.threshold)}"
    return told


def left_open(low: float, high: float, threshold: float | None = None) -> str:
    """Say between which figures open answers leave a score."""
    return _("Open answers leave it between {low} and {high}.").format(
        low=score_text(low, threshold), high=score_text(high, threshold)
    )


def picture_title(across: Score, upward: Score) -> str:
    """Return the title of a picture of two scores."""
    return _("{upward} against {across}").format(upward=upward.title, across=across.title.lower())


def peers_lead() -> str:
    """Say what a percentile is, and what it is not."""
    return _(
        "Each score is held against those of other businesses that were assessed together with yours. "
        "The percentile is the share of them that score lower, plus half of those that score the same: "
        "50 is the middle. Higher is not better; it says how you differ."
    )


def peers_guard() -> str:
    """Say why some figures are not there."""
    return _(
        "Fewer than five businesses are never compared, so that no figure is that of one of them."
    )


def peers_group(line: PeerLine) -> str:
    """Say whom a score is held against."""
    if line.same_trade:
        return _("{count} others of your trade").format(count=line.others)
    return _("{count} others of all trades").format(count=line.others)


def peers_standing(line: PeerLine) -> str:
    """Say how many others are lower, the same and higher."""
    words = _("{lower} lower, {equal} the same, {higher} higher")
    higher = line.others - line.lower - line.equal
    return words.format(lower=line.lower, equal=line.equal, higher=higher)


def here() -> str:
    """Mark the rung where the business stands."""
    return _("you are here")


def other_ways(point: TippingPoint) -> list[str]:
    """Return what would turn the answer as well, all the changes of a way in one phrase."""
    return [_way(way) for way in point.ways if way.changes != point.changes]


def _way(way: Way) -> str:
    words = _("{topic} to “{then}”")
    return with_comma(
        [words.format(topic=change.topic, then=change.then) for change in way.changes]
    )


def or_way(way: str) -> str:
    """Offer another way beside the first one."""
    return _("Or: {way}.").format(way=way)


def price(point: TippingPoint) -> str:
    """Say what bringing about the first way takes; empty where that is left out, or said of the least work."""
    first = next((way for way in point.ways if way.changes == point.changes), None)
    if first is None or (point.cheapest and point.cheapest.actions == first.actions):
        return ""
    if first.hours is not None and first.cost is not None:
        words = _("Steps bring this about, with about {hours} of work and {money}.")
        return words.format(hours=hours_text(first.hours), money=ceiling_label(first.cost))
    if len(first.decisions) == len(first.changes):
        return _("No step of the plan brings this about: it is up to you.")
    if first.decisions:
        words = _(
            "No step of the plan brings about the change in {topics}: that part is up to you."
        )
        return words.format(topics=in_words(first.decisions))
    return ""


def least_work(point: TippingPoint) -> str:
    """Say what the cheapest steps take that turn the recommendation; empty where none do."""
    found = point.cheapest
    if found is None:
        return ""
    words = plural(
        "The least work that turns it takes {{count}} step, about {{hours}}, and {{money}}.",
        "The least work that turns it takes {{count}} steps, about {{hours}} in all, and {{money}}.",
        len(found.actions),
    )
    told = words.format(
        count=len(found.actions), hours=hours_text(found.hours), money=ceiling_label(found.cost)
    )
    proven = "" if found.proven else _("Less may do: not all was tried.")
    return " ".join(part for part in (told, _means_for(found), proven) if part)


def _means_for(found: LeastWork) -> str:
    """Hold the least work against the hours and the money of the plan."""
    if found.in_plan:
        return _("All of it is in your plan.")
    weeks = {"weeks": ceil(found.weeks)}
    if found.weeks > WEEKS[Horizon.MONTHS_12]:
        if found.too_dear:
            return _(
                "That is more money than your plan may cost, and about {weeks} weeks at its hours."
            ).format(**weeks)
        return _(
            "At the hours of your plan that is about {weeks} weeks, more than its twelve months."
        ).format(**weeks)
    if found.too_dear:
        return _("That is more money than your plan may cost, though the hours would do.")
    if found.fits:
        return _("The hours and the money of your plan are enough for it.")
    return _("The hours and the money would do, but not all of it can begin within twelve months.")


def in_appendix() -> str:
    """Say where the steps named are found."""
    return _("The steps stand in the appendix.")


def steps_of_ways(point: TippingPoint) -> list[str]:
    """Return what steps bring about each way that steps can, and what these take."""
    words = _("{way}: {steps}. About {hours} and {money}.")
    return [
        words.format(
            way=_way(way),
            steps="; ".join(way.actions),
            hours=hours_text(way.hours),
            money=ceiling_label(way.cost),
        )
        for way in point.ways
        if way.hours is not None and way.cost is not None
    ]


def steps_of_ways_title() -> str:
    """Return the heading over the steps that bring about a way."""
    return _("Steps that bring one of these ways about")


def least_work_title() -> str:
    """Return the heading over the steps of the least work."""
    return _("The least work that turns the answer")


def least_work_changes() -> str:
    """Return the title of the table of what the least work brings about."""
    return _("Answers that this work brings about")


def ways_lead() -> str:
    """Lead over to ways that stand by themselves."""
    return _("Each of these ways turns the answer too, with as few changes:")


def more_ways(count: int) -> str:
    """Say where the other ways are found."""
    return plural(
        "{count} more way with as few changes stands in the appendix.",
        "{count} more ways with as few changes stand in the appendix.",
        count,
    )


def unlisted_ways(count: int) -> str:
    """Say that a list of ways is cut short."""
    return plural(
        "{count} more way is in the JSON file.", "{count} more ways are in the JSON file.", count
    )


def maybe_more_ways() -> str:
    """Say that not all ways are known."""
    return _("There may be more ways with as few changes; not all of them were tried.")


def doubts_lead(doubt: Doubt) -> str:
    """Lead over to the answers that turn the recommendation if they are wrong."""
    if doubt.least > 1:
        return _("If all of these answers were wrong together, the recommendation would turn.")
    return _(
        "The recommendation hangs on each of these answers. Next to it stands the nearest answer that "
        "would turn it."
    )


def asked_of_omnichannel(report: Report) -> str:
    """Lead over to the lines that are not met."""
    count = len(report.unlocks)
    if any(
        score.value is not None and score.threshold and score.met is None for score in report.scores
    ):
        return plural(
            "As far as the answers go today, this is short of what omnichannel asks for:",
            "As far as the answers go today, these are short of what omnichannel asks for:",
            count,
        )
    return plural(
        "Today, one thing falls short of what omnichannel asks for:",
        "Today, {count} things fall short of what omnichannel asks for:",
        count,
    )


def order_of_reasons(strategy: Strategy) -> str:
    """Say what decides most, and why the reasons do not follow the strength of their pull alone."""
    if strategy is Strategy.OMNICHANNEL:
        return _(
            "What decides most is the line with the least to spare. The reasons for it above first "
            "name the strongest answer behind each score that decides, then the strongest others."
        )
    return _(
        "What decides most is the line that is farthest from being reached. The reasons for it above "
        "begin there, or with an answer that nothing else makes up for; then come the strongest others."
    )


def workable_title() -> str:
    """Return the heading over what a business can change."""
    return _("What you can work on")


def given_title() -> str:
    """Return the heading over what a business cannot change."""
    return _("What lies with your customers, or with your trade")


def open_answers(report: Report) -> tuple[tuple[Unknown, ...], tuple[Unknown, ...]]:
    """Return the open answers as people should ask for them: those that decide, and the others.

    Those that decide stand in the order that settles the answer soonest. Where they are not told apart,
    all of them stand among those that may decide, the weightiest first; where none does, among the others.
    """
    ahead, found = report.outlook, report.unknowns
    if ahead is None or (not ahead.certain and not (ahead.asks_known and ahead.asks)):
        return found, ()
    order = [answer.question for answer in ahead.asks]
    decides = sorted(
        (each for each in found if each.question in order),
        key=lambda each: order.index(each.question),
    )
    return tuple(decides), tuple(each for each in found if each.question not in order)


def open_count(report: Report) -> str:
    """Say how many answers are open, and lead over to the first of them."""
    deciding, _others = open_answers(report)
    count = len(report.unknowns)
    told = plural("{count} answer is open.", "{count} answers are open.", count)
    if not deciding:
        lead = plural(
            "It does not decide between the strategies, but the advice gets better with it:",
            "They do not decide between the strategies, but the advice gets better with them:",
            count,
        )
    elif len(deciding) < count:
        lead = plural(
            "Find this one out first:",
            "Find these {count} out first, in this order:",
            len(deciding),
        )
    else:
        lead = plural("Find this out first:", "Find these out first:", count)
    return f"{told} {lead}"


def other_open_answers(count: int) -> str:
    """Lead over to the open answers that cannot turn the recommendation, behind those that can."""
    return plural(
        "This one cannot turn the answer, but the advice gets better with it:",
        "These cannot turn the answer, but the advice gets better with them:",
        count,
    )


def missing_answer(report: Report) -> str:
    """Name what omnichannel cannot be recommended without where that has no answer; else nothing.

    The distance to such a line is a convention, one point, and no figure to show to people.
    """
    named = report.verdict.limiting
    # Where what limits it is left out, the margin is that of the tightest line shown.
    lines = [line for line in report.lines if line.id == named or not named]
    tightest = min(lines, key=lambda line: line.margin, default=None)
    is_missing = tightest is not None and tightest.is_gate and tightest.value is None
    return tightest.title if tightest and is_missing else ""


def still_possible(ahead: Outlook) -> str:
    """Say where the open answers can still lead, and which of them decide."""
    return " ".join(part for part in (*ahead.says, ahead.asks_says) if part)


def turns_alone() -> str:
    """Say that one answer is enough."""
    return _("This answer alone could turn the recommendation.")


def look_earlier() -> str:
    """Lead over to the signs of an early review."""
    return _("Look again earlier when one of these happens:")


def strategy_name(strategy: Strategy, recommended: Strategy) -> str:
    """Return the name of a strategy, marked in words when it is the recommended one."""
    label = strategy_label(strategy)
    return (
        _("{strategy} (recommended)").format(strategy=label) if strategy is recommended else label
    )


def plan_frame(report: Report) -> str:
    """Say what the plan was made for, and where on the ladder it leads; empty where neither may be said."""
    plan, told = report.plan, []
    if plan is None:
        return ""
    if plan.hours_per_week is not None and plan.cost_ceiling is not None:
        means = {
            "hours": hours_text(plan.hours_per_week),
            "money": ceiling_label(plan.cost_ceiling),
        }
        told.append(_("Made for {hours} a week and {money}.").format(**means))
    climb = climb_of(report)
    if climb:
        told.append(_climbing(climb, [stage.title for stage in report.stages]))
    return " ".join(told)


def _climbing(climb: Climb, titles: Sequence[str]) -> str:
    """Say what the plan works towards, and that it leads there only where its own outcome does."""
    today, target, reached = climb
    if target == today:
        words = _("It strengthens the stage you are at, “{stage}”.")
        if reached is not None and target < len(titles) - 1:
            words = _("It strengthens the stage you are at, “{stage}”. For now, you stay there.")
    elif reached == target:
        words = _(
            "If each step brings what it promises, it leads to the stage “{stage}” within twelve months."
        )
    elif reached is None:
        words = _("It works towards the stage “{stage}”.")
    elif reached > today:
        words = _(
            "It leads to the stage “{reached}” if each step brings what it promises, and works towards "
            "“{stage}”."
        )
    else:
        words = _("It works towards the stage “{stage}”, but its steps alone do not reach it.")
    return words.format(stage=titles[target], reached=titles[reached or 0])


def best_steps_title(best: BestSteps) -> str:
    """Return the heading over the steps that bring the most."""
    return _("The steps that would bring the most, {hours} of work").format(
        hours=hours_text(best.hours)
    )


def hours_frame(horizon: PlanHorizon) -> str:
    """Say how much of the time up to a horizon is used; empty where staff is left out."""
    if horizon.hours_used is None or horizon.hours_available is None:
        return ""
    return _("{used} of {available} used by then").format(
        used=number_text(horizon.hours_used), available=hours_text(horizon.hours_available)
    )


def nothing_new() -> str:
    """Say that no action begins in a horizon."""
    return _("Nothing new starts here: go on with what you began.")


def later_title() -> str:
    """Return the heading over what comes after the plan."""
    return _("After that, as time and money allow")


def watch_title() -> str:
    """Return the heading over what cannot be worked on."""
    return _("What to watch")


def work(action: PlanAction) -> str:
    """Say how much work an action is."""
    effort = effort_label(action.effort)
    if action.hours is None:
        return effort
    return _("{effort}, about {hours}").format(effort=effort, hours=hours_text(action.hours))


def cost(action: PlanAction) -> str:
    """Say what an action costs; empty where money is left out."""
    return "" if action.cost is None else cost_label(action.cost)


def price_and_work(action: PlanAction) -> tuple[str, ...]:
    """Return what an action costs and how much work it is, as far as it may be said."""
    return tuple(part for part in (cost(action), work(action)) if part)


def side_figure() -> str:
    """Mark a figure that tells little on its own."""
    return _("side figure only")


def exposed() -> str:
    """Mark a risk to which the business is specially exposed."""
    return _("your answers point to this one")


def grades() -> str:
    """Say what the grades of sources stand for."""
    told = ", ".join(f"{grade.value} {grade_label(grade)}" for grade in Grade)
    return _("Grades: {grades}.").format(grades=told)


def made_from(origin: Origin) -> tuple[tuple[str, str], ...]:
    """Return label and text of what a report was made from; fingerprints by their first digits."""
    questionnaire = f"{origin.questionnaire} {origin.questionnaire_version}"
    return (
        (_("Program"), f"omnicheck {origin.program_version}"),
        (_("Questionnaire"), questionnaire),
        (_("Its fingerprint"), origin.questionnaire_sha256[:_HASH]),
        (_("Answers"), origin.answers_file),
        (_("Their fingerprint"), origin.answers_sha256[:_HASH]),
    )


def ranges_free() -> str:
    """Say that no number turns the recommendation, where a list of those that do would be empty."""
    return _(
        "Each number of the questionnaire is moved alone, all else as it is: weights, shares and lines. "
        "None of them turns the recommendation, whatever it is."
    )


def ranges_lead() -> str:
    """Say what the ranges are."""
    return _(
        "Each number of the questionnaire is moved alone, all else as it is, and the whole is worked out "
        "again. The list says within which numbers the recommendation stays; ends are exact before they are "
        "rounded inwards. What needs the smallest change comes first. A weight is how "
        "much a question counts in its score."
    )


def ranges_rest(count: int) -> str:
    """Say how many numbers turn nothing."""
    return plural(
        "{count} more number turns nothing, whatever it is.",
        "{count} more numbers turn nothing, whatever they are.",
        count,
    )

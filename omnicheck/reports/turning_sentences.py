"""What is said of what would turn the recommendation, and of open answers, on a screen and on a page alike."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from omnicheck.assessment.phrases import in_words, with_comma
from omnicheck.choices import Horizon
from omnicheck.engine.planning import WEEKS
from omnicheck.language import _, plural
from omnicheck.reports.labels import (
    ceiling_label,
    hours_text,
)

if TYPE_CHECKING:
    from omnicheck.assessment.report import (
        Doubt,
        LeastWork,
        Outlook,
        Report,
        TippingPoint,
        Unknown,
        Way,
    )

_HASH: Final = 12


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


def only_yours(point: TippingPoint) -> str:
    """Say why more answers turn it by being wrong than there are ways to turn it; empty where it is not so."""
    doubt = point.doubt
    if doubt is None or doubt.least != 1 or not 0 < len(point.ways) < len(doubt.changes):
        return ""
    return _("These are answers that you can change. Others would turn it too, if they are wrong.")


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

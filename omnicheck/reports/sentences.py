"""Sentences that the report says on a terminal and on a page alike, so that nothing is worded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.choices import Confidence, Form, Grade, Strategy
from omnicheck.figures import score_text
from omnicheck.language import _
from omnicheck.reports.labels import (
    confidence_label,
    day_text,
    form_label,
    grade_label,
    strategy_label,
)

if TYPE_CHECKING:
    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.report import (
        Origin,
        PeerLine,
        Report,
        Score,
        Verdict,
    )
    from omnicheck.assessment.sides import SideBySide

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


def here(*, certain: bool) -> str:
    """Mark the rung where the business stands, or may stand."""
    return _("you are here") if certain else _("perhaps you are here")


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


def strategy_name(strategy: Strategy, recommended: Strategy) -> str:
    """Return the name of a strategy, marked in words when it is the recommended one."""
    label = strategy_label(strategy)
    return (
        _("{strategy} (recommended)").format(strategy=label) if strategy is recommended else label
    )


def side_figure() -> str:
    """Mark a figure that tells little on its own."""
    return _("side figure only")


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

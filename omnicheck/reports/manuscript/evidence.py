"""Why this is the recommendation: reasons, scores, and where the business stands today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import omnicheck.reports.sentences as say
from omnicheck.choices import Strategy
from omnicheck.figures import score_text, signed_text
from omnicheck.language import _, plural
from omnicheck.reports.manuscript import drawings
from omnicheck.reports.manuscript.record import Heading, Item, Items, Note, Paragraph, Table
from omnicheck.reports.manuscript.shared import facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from omnicheck.assessment.report import AnswerLine, PeerLine, Pull, Reason, Report, Score
    from omnicheck.reports.manuscript.record import Block

_DRAWN_PULLS: Final = 8
_NAMED: Final = 2
#: Less than this is shown as 0.0.
_LEAST_SHOWN: Final = 0.05


def why(report: Report) -> tuple[Block, ...]:
    """Return what speaks for the recommendation, what speaks against it, and by how much."""
    return tuple(_why(report))


def scores(report: Report) -> tuple[Block, ...]:
    """Return the scores that decide, the answers behind them, and the picture of the two indices."""
    return (*_deciding(report), *_picture(report))


def peers(report: Report) -> tuple[Block, ...]:
    """Return where the scores stand among other businesses of the same batch."""
    found = {score.id: score for score in report.scores}
    rows = tuple(_peer(line, found[line.score]) for line in report.peers if line.score in found)
    if not rows:
        return ()
    head = (_("Score"), _("Yours"), _("Percentile"), _("Held against"), _("They are"))
    table = Table(say.section_title("peers"), head, rows, figures=(1, 2))
    return (Paragraph(say.peers_lead()), table, Paragraph(say.peers_guard()))


def today(report: Report) -> tuple[Block, ...]:
    """Return the ladder of stages and the scores that place the business on it."""
    if not report.stages:
        return ()
    placing = [score for score in report.scores if not score.decides and score.value is not None]
    findings = (Items(tuple(_finding(score, report) for score in placing)),) if placing else ()
    return (drawings.ladder(report), *findings)


def _peer(line: PeerLine, score: Score) -> tuple[str, ...]:
    return (
        score.title,
        drawings.value_text(score.value, score.threshold),
        score_text(line.percentile),
        say.peers_group(line),
        say.peers_standing(line),
    )


def _why(report: Report) -> Iterator[Block]:
    answers = {answer.question: answer.answer for answer in report.answers}
    yield Heading(_("What speaks for it"))
    if report.reasons_for:
        yield Items(tuple(_reason(each, answers) for each in report.reasons_for), numbered=True)
    else:
        yield Paragraph(say.nothing_for())
    yield Heading(say.against_title())
    if report.reasons_against:
        yield Items(tuple(_reason(each, answers) for each in report.reasons_against))
    else:
        yield Paragraph(say.nothing_against())
    shown = [pull for pull in report.pulls if abs(pull.points) >= _LEAST_SHOWN]
    yield from _pulls(shown, report.verdict.strategy, has_reasons=len(report.reasons_for) > 1)


def _reason(reason: Reason, answers: dict[str, str]) -> Item:
    answered = facts((reason.topic, answers.get(reason.question, "")))
    return Item(reason.says, reason.because, facts=answered)


def _pulls(found: Sequence[Pull], strategy: Strategy, *, has_reasons: bool) -> Iterator[Block]:
    if not found:
        return
    yield Paragraph(
        _(
            "Every answer pulls the decision to one side. The figures are points of the decision, "
            "counted from an answer halfway between both. They are not simply added up: omnichannel "
            "needs every one of its lines, and more at one does not make up for too little at another."
        )
    )
    if has_reasons:
        yield Paragraph(say.order_of_reasons(strategy))
    rest = len(found) - _DRAWN_PULLS
    if rest > 0:
        # Behind the picture, so short a line may stand alone on the next page.
        words = plural(
            "These are the {{drawn}} that pull hardest. {count} more answer pulls less.",
            "These are the {{drawn}} that pull hardest. {count} more answers pull less.",
            rest,
        )
        yield Paragraph(words.format(drawn=_DRAWN_PULLS))
    yield drawings.pulls(found[:_DRAWN_PULLS])


def _deciding(report: Report) -> Iterator[Block]:
    deciding = say.deciding(report)
    if not deciding:
        return
    yield Paragraph(say.scale())
    short = any(score.threshold is not None and score.met is False for score in deciding)
    if short and report.verdict.strategy is Strategy.MULTICHANNEL:
        yield Paragraph(
            _(
                "A score short of its mark is no fault. It says that joining up would bring little, "
                "or would ask for more than is at hand."
            )
        )
    yield drawings.bars(deciding)
    told = [*deciding, *(score for score in report.scores if score.decides and score.same_as)]
    if any(_behind(score, report) for score in told):
        yield Paragraph(
            _(
                "In brackets: points of this score, by which an answer lifts it above 50, or lowers it. "
                "They are another measure than the points of the decision."
            )
        )
    yield Items(tuple(_finding(score, report) for score in told))


def _finding(score: Score, report: Report) -> Item:
    """Return what a score says, tied to the answers that lift and lower it most."""
    behind = _behind(score, report)
    lifts = [answer for answer in behind if answer.contribution > 0][:_NAMED]
    lowers = [answer for answer in behind if answer.contribution < 0][:_NAMED]
    return Item(
        score.title,
        score.says,
        tag="" if score.value is None else say.of_100(score.value, score.threshold),
        facts=facts(
            (_("It asks"), score.asks),
            (_("It is the same as"), _title_of(score.same_as, report)),
            (_("What lifts it"), _named(lifts)),
            (_("What lowers it"), _named(lowers)),
        ),
    )


def _title_of(name: str | None, report: Report) -> str:
    return next((score.title for score in report.scores if score.id == name), "")


def _behind(score: Score, report: Report) -> list[AnswerLine]:
    """Return the answers that visibly move a score, strongest first."""
    found = (
        answer
        for answer in report.answers
        if answer.factor == score.id
        and answer.state == "answered"
        and abs(answer.contribution) >= _LEAST_SHOWN
    )
    return sorted(found, key=lambda answer: -abs(answer.contribution))


def _named(answers: Iterable[AnswerLine]) -> str:
    words = _("{topic}, “{answer}” ({points})")
    return "; ".join(
        words.format(topic=each.topic, answer=each.answer, points=signed_text(each.contribution))
        for each in answers
    )


def _picture(report: Report) -> Iterator[Block]:
    found = {score.id: score for score in report.scores}
    named = report.picture
    if named is None or not {named.across, named.upward} <= found.keys():
        return
    across, upward = found[named.across], found[named.upward]
    yield drawings.plot(across, upward)
    # The point may lie where omnichannel holds although another line keeps the answer from it.
    reached = across.met is True and upward.met is True
    if reached and report.verdict.strategy is Strategy.MULTICHANNEL:
        yield Note(_beyond_the_picture(report, {named.across, named.upward}))


def _beyond_the_picture(report: Report, drawn: set[str]) -> str:
    missed = [line.title for line in report.lines if not line.met and line.id not in drawn]
    told = _("Both scores reach their lines, but omnichannel asks for more than these two.")
    if not missed:
        return told
    return f"{told} " + _("Not reached: {titles}.").format(titles="; ".join(missed))

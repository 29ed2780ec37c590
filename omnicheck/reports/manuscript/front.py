"""The first page: what we recommend, how firmly, why, and what to do first."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import omnicheck.reports.sentences as say
import omnicheck.reports.turning_sentences as say_turning
from omnicheck.choices import Strategy
from omnicheck.figures import score_text
from omnicheck.language import _
from omnicheck.reports.labels import confidence_label
from omnicheck.reports.manuscript.record import Balance, Fact, Front, Item
from omnicheck.reports.manuscript.shared import capital, frame, joined, weeks_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Line, Report, Verdict
    from omnicheck.reports.manuscript.record import Cover

_FIRST_STEPS: Final = 3
_MIDDLE: Final = 50.0


def title_of(front: Front | Cover) -> str:
    """Return the title of the document: its question, then whose answer it is."""
    gap = " " if front.question.endswith(("?", "!", ".")) else ": "
    return f"{front.question}{gap}{front.business}"


def front_of(report: Report) -> Front:
    """Return the page that a busy owner reads."""
    found = report.verdict
    steps = tuple(_first_steps(report))
    return Front(
        question=report.origin.questionnaire_title,
        business=report.business.name,
        about=joined(say.about(report)),
        lead=say.we_recommend(),
        strategy=found.strategy,
        strategy_title=found.strategy_title,
        path_title=found.title,
        means=found.means,
        confidence=Fact(_("Confidence"), capital(confidence_label(found.confidence))),
        confidence_reasons=say.confidence_reasons(report),
        tightest=_tightest(report),
        balance=_balance(found, say_turning.missing_answer(report)),
        reasons_title=say.section_title("why"),
        reasons=_reasons(report),
        steps_title=_("What to do first") if steps else "",
        steps=steps,
        notices=tuple(_notices(report)),
    )


def _reasons(report: Report) -> tuple[Item, ...]:
    if not report.reasons_for:
        return (Item(say.nothing_for()),)
    return tuple(Item(reason.says, reason.because) for reason in report.reasons_for)


def _notices(report: Report) -> Iterator[str]:
    if report.redacted:
        yield say.redacted_copy()


def _first_steps(report: Report) -> Iterator[Item]:
    horizons = report.plan.horizons if report.plan else ()
    planned = ((horizon, action) for horizon in horizons for action in horizon.actions)
    for horizon, action in islice(planned, _FIRST_STEPS):
        due = () if weeks_text(action) or report.redacted else (horizon.title,)
        yield Item(action.title, joined((*due, *frame(action))))


def _tightest(report: Report) -> Fact:
    """Name the line that decides; for multichannel it is no obstacle, only what settles it."""
    found = report.verdict
    label = (
        _("What decides it most")
        if found.strategy is Strategy.MULTICHANNEL
        else _("The tightest condition")
    )
    line = next((line for line in report.lines if line.id == found.limiting), None)
    return Fact(label, _standing(line, report) if line else found.limiting_title)


def _standing(line: Line, report: Report) -> str:
    if line.is_gate:
        said = next((each.answer for each in report.answers if each.question == line.id), "")
        return (
            _("{topic}, “{answer}”").format(topic=line.title, answer=said) if said else line.title
        )
    if line.value is None:
        return line.title
    return _("{title}, {value} of 100 where omnichannel asks for {threshold}").format(
        title=line.title,
        value=score_text(line.value, line.threshold),
        threshold=score_text(line.threshold),
    )


def _balance(found: Verdict, missing: str) -> Balance:
    """Place the margin on a line from one strategy to the other, unless an answer for it is missing."""
    low = high = found.fit_now
    if found.margin_low < found.margin_high:
        # Where too little is known, the fit is held back from the line that its margin reaches.
        low = min(low, _held(_MIDDLE + found.margin_low))
        high = max(high, _held(_MIDDLE + found.margin_high))
    words = _("{scale} The line between them is at {middle}. You stand at {value} of 100.")
    if missing:
        words = _(
            "{scale} The line between them is at {middle}. Without an answer about {missing}, where you "
            "stand is not known."
        )
    told = words.format(
        scale=say.scale(),
        middle=score_text(_MIDDLE),
        value=score_text(found.fit_now, _MIDDLE),
        missing=missing,
    )
    if low < high:
        told += f" {say.left_open(low, high, _MIDDLE)}"
    return Balance(None if missing else found.fit_now, low, high, told)


def _held(fit: float) -> float:
    return min(100.0, max(0.0, fit))

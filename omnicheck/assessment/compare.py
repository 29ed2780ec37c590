"""Two dates of one business: what moved, where each move came from, what was done, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from omnicheck.assessment.comparison import Comparison
from omnicheck.assessment.differences import difference
from omnicheck.assessment.moves import Corners, moves, turns, version_change
from omnicheck.assessment.progress import done_steps, next_stage
from omnicheck.assessment.sides import SCHEMA_VERSION, SidesKind, side_of
from omnicheck.choices import Form
from omnicheck.engine.attribution import MOST_ALONE
from omnicheck.engine.columns import NOT_ASKED
from omnicheck.figures import number_text, shown_value
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.assessment.comparison import Move, MovePart
    from omnicheck.assessment.parties import Party
    from omnicheck.assessment.report import Report, Unlock


def compare(old: Party, new: Party) -> Comparison:
    """Hold new answers of a business against old ones; both questionnaires have the same id."""
    before = side_of(old.report, _("Before"))
    after = side_of(new.report, _("Now"), old.report)
    corners = Corners(old, new)
    asked = _asked(corners)
    report, stage = new.report, next_stage(new)
    return Comparison(
        schema_version=SCHEMA_VERSION,
        kind=SidesKind.COMPARISON,
        title=_("What has moved?"),
        says=_says(corners, asked),
        origin=report.origin,
        business=report.business,
        form=report.form,
        answered_on=report.answered_on,
        sides=(before, after),
        differences=(difference(before, after),),
        redacted=report.redacted,
        old_origin=old.report.origin,
        moves=tuple(map(asked.marked, moves(corners))),
        version=version_change(corners),
        turns=tuple(turns(corners)),
        done=tuple(done_steps(old, new)),
        missed=_as_exact(report.unlocks, report),
        next_stage=replace(stage, needs=_as_exact(stage.needs, report)) if stage else None,
        method=tuple(_method(corners)),
    )


def _as_exact(unlocks: Iterable[Unlock], report: Report) -> tuple[Unlock, ...]:
    """Return what is missing with scores as exact as the moves show them."""
    scores = {score.id: score for score in report.scores if score.value is not None}
    words, decimals = _("{score} of 100"), 0 if report.redacted else 1
    found = []
    for unlock in unlocks:
        score, today = scores.get(unlock.id), unlock.today
        if score is not None and score.value is not None:
            shown = shown_value(score.value, decimals, score.threshold)
            today = words.format(score=number_text(shown))
        found.append(replace(unlock, today=today))
    return tuple(found)


def _says(corners: Corners, asked: _Asked) -> str:
    told = [_on_versions(corners), *asked.says(corners)]
    if corners.is_one_version and not asked.differs:
        told.append(_("So every move comes from the answers."))
    return " ".join(told)


def _form(form: Form) -> str:
    return {Form.FULL: _("full form"), Form.QUICK: _("quick form")}[form]


def _on_versions(corners: Corners) -> str:
    if corners.is_one_version:
        return _("Both were answered in the same questionnaire.")
    words = _(
        "Before was answered in version {old} of the questionnaire, now in version {new}. Each move is "
        "split into what comes from the answers and what comes from the questionnaire."
    )
    old, new = (party.compiled.questionnaire.version for party in (corners.old, corners.new))
    return words.format(old=old, new=new)


@dataclass(frozen=True)
class _Asked:
    """Questions of both versions that were asked at one date only, as a form may leave some out."""

    only_now: frozenset[str]
    only_before: frozenset[str]

    @property
    def differs(self) -> bool:
        """Whether there are any."""
        return bool(self.only_now or self.only_before)

    def says(self, corners: Corners) -> Iterator[str]:
        """Say that not every move is one of the business."""
        forms = tuple(_form(party.sheet.form) for party in corners.parties)
        if forms[0] != forms[1]:
            words = _("Before it was the {old}, now it is the {new}.")
            yield words.format(old=forms[0], new=forms[1])
        if self.only_now:
            yield plural(
                "{count} question was not asked before: what its answer moves cannot be told apart from a "
                "real move.",
                "{count} questions were not asked before: what their answers move cannot be told apart "
                "from a real move.",
                len(self.only_now),
            )
        if self.only_before:
            yield plural(
                "{count} question is not asked now: what that moves cannot be told apart from a real move.",
                "{count} questions are not asked now: what that moves cannot be told apart from a real move.",
                len(self.only_before),
            )

    def marked(self, move: Move) -> Move:
        """Return a move whose parts say which answers were not asked for at one of the dates."""
        return replace(move, parts=tuple(map(self._marked, move.parts)))

    def _marked(self, part: MovePart) -> MovePart:
        title, whole = part.title, set(part.questions)
        for names, alone, some in (
            (
                self.only_now,
                _("{title} (not asked before)"),
                _("{title}, {count} of them not asked before"),
            ),
            (
                self.only_before,
                _("{title} (not asked now)"),
                _("{title}, {count} of them not asked now"),
            ),
        ):
            count = len(whole & names)
            if count:
                words = alone if len(whole) == 1 else some
                title = words.format(title=title, count=count)
        return replace(part, title=title)


def _asked(corners: Corners) -> _Asked:
    known = [{column.id for column in party.compiled.columns} for party in corners.parties]
    before, now = (
        {
            column.id
            for column, code in zip(party.compiled.columns, party.row, strict=True)
            if code != NOT_ASKED
        }
        for party in corners.parties
    )
    return _Asked(frozenset((now - before) & known[0]), frozenset((before - now) & known[1]))


def _method(corners: Corners) -> Iterator[str]:
    yield _(
        "Points of an answer: everything is worked out anew with each set of the changed answers. An "
        "answer gets what it moves on average over all orders in which they can be changed. So the order "
        "does not matter, and the points add up to the whole move."
    )
    yield _(
        "Up to {count} answers are told apart in this way; more are taken together by score or by section."
    ).format(count=MOST_ALONE)
    if not corners.is_one_version:
        yield _(
            "Answers, weights with lines, and questions with their options and values are three things "
            "that changed. Each gets the average over all six orders. A question that only one version "
            "has keeps its one answer, so it counts among the questions."
        )

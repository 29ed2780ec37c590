"""What moved between two dates, in words: the same on a terminal and on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from omnicheck.assessment.phrases import in_words
from omnicheck.figures import number_text, signed_text
from omnicheck.language import _
from omnicheck.reports.labels import day_text
from omnicheck.reports.sides import Row, result_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.comparison import Comparison, Move
    from omnicheck.assessment.report import Unlock


@dataclass(frozen=True)
class MoveWords:
    """One score that moved."""

    title: str
    """Such as "Need: up from 48.3 to 63.4, +15.1 points"."""
    items: tuple[str, ...]
    """Where the points came from, such as "+6.3 Connected tools"."""


def title_of(name: str) -> str:
    """Return the heading of a section."""
    return {
        "moves": _("Where it came from"),
        "version": _("The questionnaire is another"),
        "done": _("What was done since"),
        "next": _("What comes next"),
        "method": _("How the parts were worked out"),
    }[name]


def rows_of(document: Comparison) -> list[Row]:
    """Return what came out before and now, the day first."""
    days = tuple(day_text(side.answered_on or "") for side in document.sides)
    version = tuple(side.origin.questionnaire_version for side in document.sides)
    extra = [Row(_("Answered on"), days)] if all(days) else []
    if document.version:
        extra.append(Row(_("Questionnaire"), version))
    return [*extra, *result_rows(document)]


def moved(document: Comparison) -> list[MoveWords]:
    """Return each move with its parts; those without one are told by `stayed`."""
    split = document.version is not None
    return [
        MoveWords(_moved_title(move), tuple(_sources(move, split=split)))
        for move in document.moves
        if move.points is None or move.points or move.parts or _is_split(move)
    ]


def _is_split(move: Move) -> bool:
    """Whether parts cancel each other out."""
    return bool(move.from_rules or move.from_questions or move.from_answers)


def stayed(document: Comparison) -> str:
    """Name what did not move; empty where all did."""
    told = {each.title for each in moved(document)}
    titles = [move.title for move in document.moves if _moved_title(move) not in told]
    return _("Not moved: {names}.").format(names=in_words(titles)) if titles else ""


def _moved_title(move: Move) -> str:
    if move.points is None or move.before is None or move.after is None:
        before, after = (
            _("no score") if each is None else number_text(each)
            for each in (move.before, move.after)
        )
        words = _("{title}: from {before} to {after}")
        return words.format(title=move.title, before=before, after=after)
    words = _("{title}: stays at {after}")
    if move.points:
        up = move.points > 0
        words = _("{title}: up from {before} to {after}, {points} points")
        words = words if up else _("{title}: down from {before} to {after}, {points} points")
    return words.format(
        title=move.title,
        before=number_text(move.before),
        after=number_text(move.after),
        points=signed_text(move.points),
    )


def _sources(move: Move, *, split: bool) -> Iterator[str]:
    if move.points is None:
        return
    if move.from_answers is None or move.from_rules is None or move.from_questions is None:
        yield _("Where it came from is left out of this copy.")
        return
    if move.points and not move.parts and not split:
        yield _("Which answers moved it is left out of this copy.")
    sources = (
        (move.from_answers, _("the answers")),
        (move.from_rules, _("weights and lines")),
        (move.from_questions, _("questions, options and values")),
    )
    is_mixed = bool(move.from_rules or move.from_questions)
    for points, source in sources if is_mixed else ():
        if points:
            words = _("{points} from {source}")
            yield words.format(points=signed_text(points), source=source)
    part = _("Of the answers: {points} {title}") if is_mixed else _("{points} {title}")
    for each in move.parts:
        yield part.format(points=signed_text(each.points), title=each.title)


def version_says(document: Comparison) -> list[str]:
    """Return what is known of two versions; nothing where there is one."""
    version = document.version
    if version is None:
        return []
    words = _("Only version {version} asks about: {topics}.")
    told = [
        words.format(version=name, topics=in_words(topics))
        for name, topics in (
            (version.before, version.only_before),
            (version.after, version.only_after),
        )
        if topics
    ]
    if not told:
        told.append(_("Both versions ask the same questions."))
    told += version.says
    told += [
        _("{title}: “{before}” before, “{after}” now. {says}").format(
            title=turn.title,
            before=turn.before.rstrip("."),
            after=turn.after.rstrip("."),
            says=turn.says,
        )
        for turn in document.turns
    ]
    return told


def done_says(document: Comparison) -> list[str]:
    """Return the steps that the new answers speak for."""
    return [step.says for step in document.done]


def nothing_done() -> str:
    """Say that no step of the old plan shows in the answers."""
    return _("The new answers speak for no step of the old plan.")


def missed_says(document: Comparison) -> list[str]:
    """Return what omnichannel asks for and is not reached."""
    return [_need(each) for each in document.missed]


def next_stage_says(document: Comparison) -> tuple[str, list[str]]:
    """Return the next stage, and what is still missing for it."""
    stage = document.next_stage
    if stage is None:
        return _("You are at the highest stage."), []
    words = _("The next stage is “{title}”: {means}")
    return words.format(title=stage.title, means=stage.means), [_need(n) for n in stage.needs]


def _need(need: Unlock) -> str:
    words = _("{title}: {needed}; today “{today}”")
    return words.format(title=need.title, needed=need.needed, today=need.today)


def missed_title() -> str:
    """Return what stands over the lines that are not reached."""
    return _("What omnichannel asks for and is not reached")


def needs_title() -> str:
    """Return what stands over what the next stage asks for."""
    return _("Still missing for it")

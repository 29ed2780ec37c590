"""What moved between two dates, in words: the same on a terminal and on a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from omnicheck.assessment.phrases import in_words
from omnicheck.assessment.takeovers import named
from omnicheck.figures import number_text, shown_parts, shown_value, signed_text
from omnicheck.language import _, plural
from omnicheck.reports.labels import day_text
from omnicheck.reports.sides import Row, against_line, result_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.comparison import Comparison, Move
    from omnicheck.assessment.report import Unlock
    from omnicheck.assessment.sides import Side


@dataclass(frozen=True)
class Source:
    """Something that a move came from."""

    says: str
    points: float = 0.0
    """As shown, of one of the answers; they add up to what all answers moved."""


@dataclass(frozen=True)
class MoveWords:
    """One score that moved."""

    title: str
    """Such as "Need: up from 48.3 to 63.4, +15.1 points"."""
    sources: tuple[Source, ...]
    decimals: int = 1

    @property
    def items(self) -> tuple[str, ...]:
        """Where the points came from, such as "+6.3 Connected tools"."""
        return tuple(source.says for source in self.sources)

    def rest(self, shown: int) -> str:
        """Say what all but the first ones make together, as the first ones alone do not add up."""
        left = self.sources[shown:]
        words = plural(
            "{count} more with --details, {{points}}.",
            "{count} more with --details, {{points}} together.",
            len(left),
        )
        points = sum(source.points for source in left)
        return words.format(points=signed_text(points, self.decimals))


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
    """Return what came out before and now, the day first; figures are as exact as those of the moves."""
    days = tuple(day_text(side.answered_on or "") for side in document.sides)
    version = tuple(side.origin.questionnaire_version for side in document.sides)
    extra = [Row(_("Answered on"), days)] if all(days) else []
    if document.version:
        extra.append(Row(_("Questionnaire"), version))
    # The scores stand where they would, with those that do not decide among them.
    sides = tuple(replace(s, scores=(), distance=_distance(document, s)) for s in document.sides)
    *first, missed, stage = result_rows(replace(document, sides=sides))
    return [*extra, *first, *_score_rows(document), missed, stage]


def _distance(document: Comparison, side: Side) -> str:
    shown = abs(shown_value(side.margin, _decimals(document), 0))
    if not shown:
        return side.distance
    one, many = _("{points} point short"), _("{points} points short")
    if side.margin >= 0:
        one, many = _("{points} point to spare"), _("{points} points to spare")
    return (one if shown == 1 else many).format(points=number_text(shown))


def _score_rows(document: Comparison) -> Iterator[Row]:
    for move in document.moves:
        if move.id:
            ends = zip(document.sides, _ends(document, move), strict=True)
            yield Row(move.title, tuple(_score(side, move.id, end) for side, end in ends))


def _score(side: Side, name: str, value: float | None) -> str:
    if value is None:
        return _("no score")
    score = next((score for score in side.scores if score.id == name), None)
    return against_line(number_text(value), score) if score else number_text(value)


def _decimals(document: Comparison) -> int:
    """A copy to pass on has whole points."""
    return 0 if document.redacted else 1


def _ends(document: Comparison, move: Move) -> tuple[float | None, float | None]:
    """Return both ends of a move as they are shown."""
    decimals = _decimals(document)
    before, after = (
        None if value is None else shown_value(value, decimals, _line(side, move.id))
        for side, value in zip(document.sides, (move.before, move.after), strict=True)
    )
    return before, after


def _line(side: Side, name: str) -> float | None:
    """What a score is held against; the distance is one from a line."""
    return next((score.line for score in side.scores if score.id == name), None) if name else 0.0


def moved(document: Comparison) -> list[MoveWords]:
    """Return each move with its parts; those without one are told by `stayed`."""
    return [_told(document, move) for move in document.moves if _has_moved(move)]


def stayed(document: Comparison) -> str:
    """Name what did not move; empty where all did."""
    titles = [move.title for move in document.moves if not _has_moved(move)]
    return _("Not moved: {names}.").format(names=in_words(titles)) if titles else ""


def _has_moved(move: Move) -> bool:
    """Whether it is another, or parts of it cancel each other out."""
    if move.points is None:
        return move.before is not None or move.after is not None
    sources = (move.points, move.from_answers, move.from_rules, move.from_questions)
    return bool(move.parts or any(sources))


def _told(document: Comparison, move: Move) -> MoveWords:
    """Word a move: its points are what lies between the ends shown, and its parts add up to them."""
    decimals = _decimals(document)
    before, after = _ends(document, move)
    if before is None or after is None:
        ends = [_("no score") if end is None else number_text(end) for end in (before, after)]
        words = _("{title}: from {before} to {after}")
        return MoveWords(words.format(title=move.title, before=ends[0], after=ends[1]), ())
    points = round(after - before, decimals)
    words = _("{title}: stays at {after}")
    if points:
        up, down = (
            _("{title}: up from {before} to {after}, {points} points"),
            _("{title}: down from {before} to {after}, {points} points"),
        )
        words = up if points > 0 else down
    title = words.format(
        title=move.title,
        before=number_text(before),
        after=number_text(after),
        points=signed_text(points, decimals),
    )
    return MoveWords(title, tuple(_sources(document, move, points)), decimals)


def _sources(document: Comparison, move: Move, points: float) -> Iterator[Source]:
    if move.from_answers is None or move.from_rules is None or move.from_questions is None:
        yield Source(_("Where it came from is left out of this copy."))
        return
    if points and not move.parts and document.version is None:
        yield Source(_("Which answers moved it is left out of this copy."))
    decimals = _decimals(document)
    exact = (move.from_answers, move.from_rules, move.from_questions)
    shown = shown_parts(exact, points, decimals)
    is_mixed = any(exact[1:])
    if is_mixed:
        names = (_("the answers"), _("weights and lines"), _("questions, options and values"))
        words = _("{points} from {source}")
        for each, name in zip(shown, names, strict=True):
            if each:
                yield Source(words.format(points=signed_text(each, decimals), source=name))
    words = _("Of the answers: {points} {title}") if is_mixed else _("{points} {title}")
    parts = shown_parts([part.points for part in move.parts], shown[0], decimals)
    for each, part in zip(parts, move.parts, strict=True):
        told = words.format(points=signed_text(each, decimals), title=part.title)
        yield Source(told, each)


def version_says(document: Comparison) -> list[str]:
    """Return what is known of two versions; nothing where there is one."""
    version = document.version
    if version is None:
        return []
    words = _("Only version {version} asks about: {topics}.")
    told = [
        words.format(version=name, topics=named(topics))
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
    return words.format(title=stage.title, means=stage.means), [_need(need) for need in stage.needs]


def _need(need: Unlock) -> str:
    words = _("{title}: {needed}; today “{today}”")
    return words.format(title=need.title, needed=need.needed, today=need.today)


def missed_title() -> str:
    """Return what stands over the lines that are not reached."""
    return _("What omnichannel asks for and is not reached")


def needs_title() -> str:
    """Return what stands over what the next stage asks for."""
    return _("Still missing for it")

"""What differs between two sides, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.assessment.phrases import confidence_label, in_words
from omnicheck.assessment.sides import Difference
from omnicheck.choices import Confidence, Horizon
from omnicheck.figures import number_text, score_text
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.assessment.sides import Side, SideScore, SideStep

#: Without a time, steps are neither sooner nor later.
_HORIZONS = [None, *Horizon]
_WEAKEST_FIRST = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


def difference(first: Side, other: Side) -> Difference:
    """Hold a side against the first one."""
    due = {step.id: _HORIZONS.index(step.horizon) for step in first.steps}
    planned = {step.id for step in other.steps}
    shared = [(step, _HORIZONS.index(step.horizon)) for step in other.steps if step.id in due]
    return Difference(
        label=other.label,
        says=_says(first, other),
        moved=tuple(_moved(first, other)),
        stayed=tuple(_stayed(first, other)),
        steps_in=tuple(step for step in other.steps if step.id not in due),
        steps_out=tuple(step for step in first.steps if step.id not in planned),
        steps_sooner=tuple(step for step, horizon in shared if horizon < due[step.id]),
        steps_later=tuple(step for step, horizon in shared if horizon > due[step.id]),
    )


def _says(first: Side, other: Side) -> str:
    title = other.path_title.rstrip(".")
    if first.strategy is not other.strategy:
        words = _("The answer turns from {before} to {after}: “{title}”.")
    elif first.path != other.path:
        words = _("The answer stays {after}, in another way: “{title}”.")
    else:
        words = _("The answer stays {after}: “{title}”.")
    before, after = first.strategy_title.lower(), other.strategy_title.lower()
    return words.format(before=before, after=after, title=title)


def _moved(first: Side, other: Side) -> Iterator[str]:
    if first.confidence is not other.confidence:
        yield _confidence(first.confidence, other.confidence)
    for before, after in _pairs(first, other):
        if not _is_same(before, after):
            yield _score(before, after)
    yield from _lines(first, other)
    instead = _("{label}: {after}, instead of {before}.")
    for label, was, now in (
        (_("Distance to the line"), first.distance, other.distance),
        (_("What decides most"), first.limiting_title, other.limiting_title),
        (_("Stage today"), first.stage_title, other.stage_title),
    ):
        if was != now:
            yield instead.format(label=label, before=was.rstrip("."), after=now.rstrip("."))


def _confidence(before: Confidence, after: Confidence) -> str:
    words = _("Confidence: down from {before} to {after}.")
    if _WEAKEST_FIRST.index(after) > _WEAKEST_FIRST.index(before):
        words = _("Confidence: up from {before} to {after}.")
    return words.format(before=confidence_label(before), after=confidence_label(after))


def _pairs(first: Side, other: Side) -> Iterator[tuple[SideScore, SideScore]]:
    """Yield the scores that both sides have."""
    known = {score.id: score for score in first.scores}
    for score in other.scores:
        if score.id in known:
            yield known[score.id], score


def _is_same(before: SideScore, after: SideScore) -> bool:
    return before.value == after.value and before.line == after.line


def _score(before: SideScore, after: SideScore) -> str:
    told = _value(before, after)
    if after.line is not None and before.line is not None and before.line != after.line:
        words = _("Omnichannel then asks for {after}, not {before}.")
        asked = {"before": score_text(before.line), "after": score_text(after.line)}
        told = f"{told} {words.format(**asked)}"
    return told


def _value(before: SideScore, after: SideScore) -> str:
    if after.value is None:
        return _("{title}: no score any more.").format(title=after.title)
    now = score_text(after.value, after.line)
    if before.value is None:
        return _("{title}: {now} of 100, where there was no score.").format(
            title=after.title, now=now
        )
    was = score_text(before.value, before.line)
    if was == now and before.value != after.value:
        was, now = number_text(before.value), number_text(after.value)
    if was == now:
        return _("{title}: {now} of 100 as before.").format(title=after.title, now=now)
    words = _("{title}: down from {was} to {now} of 100.")
    if after.value > before.value:
        words = _("{title}: up from {was} to {now} of 100.")
    return words.format(title=after.title, was=was, now=now)


def _lines(first: Side, other: Side) -> Iterator[str]:
    """Say which of the things that omnichannel asks for are reached or missed now."""
    reached = [title for title in first.missed if title not in other.missed]
    missed = [title for title in other.missed if title not in first.missed]
    if reached:
        words = _("Reaches what omnichannel asks for now: {names}.")
        yield words.format(names=in_words(reached))
    if missed:
        words = _("Falls short of what omnichannel asks for now: {names}.")
        yield words.format(names=in_words(missed))


def _stayed(first: Side, other: Side) -> Iterator[str]:
    if first.confidence is other.confidence:
        words = _("Confidence stays {confidence}.")
        yield words.format(confidence=confidence_label(other.confidence))
    same = [after.title for before, after in _pairs(first, other) if _is_same(before, after)]
    if same:
        yield _("As before: {names}.").format(names=in_words(same))
    if first.stage == other.stage:
        yield _("The stage stays “{stage}”.").format(stage=other.stage_title)
    yield from _kept_steps(first.steps, other.steps)


def _kept_steps(first: Iterable[SideStep], other: Iterable[SideStep]) -> Iterator[str]:
    before = {step.id: step.horizon for step in first}
    after = {step.id: step.horizon for step in other}
    kept = sum(step in before for step in after)
    if before and before == after:
        yield _("The steps of the plan stay the same.")
    elif kept:
        yield plural("{count} step of the plan stays.", "{count} steps of the plan stay.", kept)

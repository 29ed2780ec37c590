"""The rows of a table that holds sides beside each other, the same on a terminal and on a page."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Final

from omnicheck.assessment.phrases import in_words
from omnicheck.figures import score_text
from omnicheck.language import _, plural
from omnicheck.reports.labels import confidence_label, horizon_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from omnicheck.assessment.sides import Difference, Side, SideBySide, SideScore, SideStep

#: Before what differs from the first side.
MARK: Final = "→"


@dataclass(frozen=True)
class Row:
    """One thing, as it is on each side."""

    title: str
    cells: tuple[str, ...]
    """One for each side."""

    def differs(self, side: int) -> bool:
        """Whether a side has it otherwise than the first."""
        return self.cells[side] != self.cells[0]

    def differs_on(self, sides: Iterable[int]) -> bool:
        """Whether one of these sides has it otherwise than the first."""
        return any(map(self.differs, sides))


@dataclass(frozen=True)
class StepList:
    """Steps of the plan that differ in one way."""

    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class PlanChange:
    """What becomes of the plan on some sides alike."""

    labels: tuple[str, ...]
    """Of these sides."""
    like: str
    """Whose plan it is but for the steps listed; empty where they are all that changes."""
    lists: list[StepList]

    @property
    def title(self) -> str:
        """Name the sides."""
        return in_words(self.labels)


def abreast(document: SideBySide, most: int) -> list[list[int]]:
    """Return which sides each table shows: the first one and, shared out evenly, at most so many others."""
    others = list(range(1, len(document.sides)))
    tables = max(1, ceil(len(others) / most))
    each = ceil(len(others) / tables)
    return [[0, *others[i * each : (i + 1) * each]] for i in range(tables)]


def answer_rows(document: SideBySide) -> list[Row]:
    """Return every answer that is not the same on all sides."""
    today: dict[str, tuple[str, str]] = {}
    for side in document.sides:
        for change in side.changes:
            today.setdefault(change.question, (change.topic, change.today))
    then = [{change.question: change.then for change in side.changes} for side in document.sides]
    return [
        Row(topic, tuple(answers.get(question, given) for answers in then))
        for question, (topic, given) in today.items()
    ]


def result_rows(document: SideBySide) -> list[Row]:
    """Return what comes of each side, whether it differs or not."""
    sides = document.sides
    return [
        _row(_("Strategy"), [side.strategy_title for side in sides]),
        _row(_("In which way"), [_way(side) for side in sides]),
        _row(_("Confidence"), [confidence_label(side.confidence) for side in sides]),
        _row(_("Distance to the line"), [side.distance for side in sides]),
        _row(_("What decides most"), [side.limiting_title for side in sides]),
        *_score_rows(sides),
        _row(_("Not reached"), [_missed(side) for side in sides]),
        _row(_("Stage today"), [side.stage_title for side in sides]),
    ]


def _row(title: str, cells: Sequence[str]) -> Row:
    return Row(title, tuple(cells))


def _way(side: Side) -> str:
    """The variant, without the strategy where it begins with it."""
    title = side.path_title.rstrip(".")
    rest = title.removeprefix(side.strategy_title).lstrip(" ,:")
    return rest[:1].upper() + rest[1:] if rest else title


def _missed(side: Side) -> str:
    return "; ".join(side.missed) or _("nothing")


def _score_rows(sides: Sequence[Side]) -> Iterator[Row]:
    titles = {score.id: score.title for side in reversed(sides) for score in side.scores}
    order = dict.fromkeys(score.id for side in sides for score in side.scores)
    for name in order:
        found = [next((s for s in side.scores if s.id == name), None) for side in sides]
        yield _row(titles[name], [_score(score) for score in found])


def _score(score: SideScore | None) -> str:
    if score is None or score.value is None:
        return _("no score")
    return against_line(score_text(score.value, score.line), score)


def against_line(value: str, score: SideScore) -> str:
    """Return the value of a score with what omnichannel asks for."""
    if score.line is None:
        return value
    words = _("{value}, line at {line}")
    if score.met is not None:
        words = _("{value}, reaches {line}") if score.met else _("{value}, short of {line}")
    return words.format(value=value, line=score_text(score.line))


def step_lists(difference: Difference) -> list[StepList]:
    """Return what becomes of the plan; nothing where it stays the same."""
    return _lists((move, tuple(map(_step, steps))) for move, steps in _moves(difference).items())


def _moves(difference: Difference) -> dict[str, tuple[SideStep, ...]]:
    return {
        _("Comes in"): difference.steps_in,
        _("Falls away"): difference.steps_out,
        _("Comes sooner"): difference.steps_sooner,
        _("Comes later"): difference.steps_later,
    }


def _lists(steps_of: Iterable[tuple[str, tuple[str, ...]]]) -> list[StepList]:
    return [StepList(title, steps) for title, steps in steps_of if steps]


def _step(step: SideStep) -> str:
    if step.horizon is None:
        return step.title
    words = _("{title} ({horizon})")
    return words.format(title=step.title, horizon=horizon_label(step.horizon))


def plans(document: SideBySide) -> list[PlanChange]:
    """Return what becomes of the plan, once for all sides that have the same.

    A plan that is nearly that of the first sides is told by what it has otherwise.
    """
    told = [step_lists(each) for each in document.differences]
    found: list[PlanChange] = []
    for number, (difference, lists) in enumerate(zip(document.differences, told, strict=True)):
        if lists in told[:number]:
            continue
        labels = [
            d.label for d, same in zip(document.differences, told, strict=True) if same == lists
        ]
        short = _beyond(document.differences[0], difference) if number else []
        if 0 < 2 * _count(short) <= _count(lists):
            found.append(PlanChange(tuple(labels), found[0].title, short))
        else:
            found.append(PlanChange(tuple(labels), "", lists))
    return found


def _count(lists: Iterable[StepList]) -> int:
    return sum(len(each.steps) for each in lists)


def _beyond(first: Difference, other: Difference) -> list[StepList]:
    """Return what becomes of the plan otherwise than on the first side beside today."""
    known, moved = _moves(first), _moves(other)
    here = {step.id for steps in moved.values() for step in steps}
    as_today = (step for steps in known.values() for step in steps if step.id not in here)
    return _lists(
        [
            *(
                (move, tuple(_step(s) for s in moved[move] if s not in known[move]))
                for move in moved
            ),
            (_("As today"), tuple(step.title for step in as_today)),
        ]
    )


def outcomes(document: SideBySide) -> list[tuple[str, str]]:
    """Return what becomes of the recommendation, said once for all sides that have the same.

    Nothing where the headline has said it of all of them.
    """
    found = dict.fromkeys(each.says for each in document.differences)
    if len(found) < 2:  # noqa: PLR2004
        return []
    return [
        (in_words([each.label for each in document.differences if each.says == says]), says)
        for says in found
    ]


def headline(document: SideBySide) -> str:
    """Say what becomes of the recommendation, in one sentence."""
    first, *others = document.sides
    if not others:
        return first.path_title
    if len(others) == 1:
        return document.differences[0].says
    turned = sum(side.strategy is not first.strategy for side in others)
    if not outcomes(document):
        return _of_all(document, turned=bool(turned))
    if not turned:
        return _("The answer stays the same on all sides.")
    if turned == len(others):
        return _("Each of these {count} turns the answer.").format(count=turned)
    words = plural(
        "{count} of {{all}} turns the answer.", "{count} of {{all}} turn the answer.", turned
    )
    return words.format(all=len(others))


def _of_all(document: SideBySide, *, turned: bool) -> str:
    """Say what becomes of the recommendation where it is the same with every scenario."""
    then = document.sides[1]
    words = _("With each of these {count}, the answer stays {after}: “{title}”.")
    if turned:
        words = _("Each of these {count} turns the answer to {after}: “{title}”.")
    return words.format(
        count=len(document.differences),
        after=then.strategy_title.lower(),
        title=then.path_title.rstrip("."),
    )


def marks(mark: str, document: SideBySide) -> str:
    """Say what a mark before a text stands for."""
    words = _("{mark} marks what is not as under “{first}”.")
    return words.format(mark=mark, first=document.sides[0].label)


def nearly_as(change: PlanChange) -> str:
    """Lead over to what a plan has otherwise than another; empty where it is told in full."""
    return _("As with {labels}, but for this:").format(labels=change.like) if change.like else ""


def same_plan() -> str:
    """Say that no step comes in, falls away or moves."""
    return _("The plan stays the same.")


def heading(name: str) -> str:
    """Return the heading of a section."""
    return {
        "answers": _("The answers that change"),
        "work": _("What it takes"),
        "results": _("What comes of it"),
        "plan": _("What becomes of the plan"),
        "sides": _("One by one"),
    }[name]

"""How firmly a recommendation stands: how far weights, shares and lines can move before it turns."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, inf
from typing import TYPE_CHECKING, Final

from omnicheck.assessment.lines import title_of
from omnicheck.assessment.phrases import in_words
from omnicheck.assessment.report import Firmness, FirmRange
from omnicheck.choices import Moved
from omnicheck.engine.box import box
from omnicheck.engine.ranges import Range, ranges
from omnicheck.engine.sheet import sheet_of
from omnicheck.figures import number_text, points_between
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from omnicheck.assessment.case import Case
    from omnicheck.engine.box import Box
    from omnicheck.engine.ranges import End

#: "Half or twice as much" is what people mean by counting something quite otherwise.
_TWICE: Final = 2
#: Beyond this, nobody would count a question.
_FAR: Final = 10
#: An end is shown with one decimal place, or with as many more as keep today's number inside.
_MOST_PLACES: Final = 6


def firmness(case: Case, *, is_certain: bool) -> Firmness:
    """Return how far each number can be moved alone, and what all of them moved at once do.

    `is_certain` tells that no open answer can turn the recommendation.
    """
    sheet = sheet_of(case.scores, case.raw)
    found, mixed = ranges(sheet), box(sheet)
    scores = [each for each in found if each.number.moved is Moved.SCORE]
    others = sorted(
        (each for each in found if each.number.moved is not Moved.SCORE),
        key=lambda each: each.times,
    )
    words = _Words(case, others, scores, is_certain=is_certain)
    return Firmness(
        ranges=tuple(_firm_range(case, each) for each in others),
        hangs_on=words.hangs_on(),
        box_same=mixed.same if mixed else None,
        box_made=mixed.made if mixed else 0,
        sentences=tuple(words.sentences(mixed)),
    )


def stays_text(below: float | None, above: float | None, *, from_it: bool, up_to_it: bool) -> str:
    """Return within which numbers the recommendation stays.

    Args:
        below: Where it ends below, None for nowhere.
        above: Where it ends above, None for nowhere.
        from_it: It still holds at `below`.
        up_to_it: It still holds at `above`.

    >>> stays_text(None, 52.9, from_it=True, up_to_it=True)
    'up to 52.9'
    >>> stays_text(3, 8, from_it=False, up_to_it=False)
    'above 3 and below 8'
    >>> stays_text(None, None, from_it=True, up_to_it=True)
    'whatever it is'
    """
    parts = []
    if below is not None:
        words = _("from {number} up") if from_it and above is None else _("from {number}")
        parts.append((words if from_it else _("above {number}")).format(number=_shown(below)))
    if above is not None:
        words = _("up to {number}") if up_to_it else _("below {number}")
        parts.append(words.format(number=_shown(above)))
    return _(" and ").join(parts) or _("whatever it is")


def _shown(number: float) -> str:
    return f"{number:.{_MOST_PLACES}f}".rstrip("0").rstrip(".")


def _firm_range(case: Case, found: Range) -> FirmRange:
    number, unit = found.number, _unit(case, found)
    today = number.today * unit
    low = _rounded(found.below, today, unit, ceil) if found.below else None
    high = _rounded(found.above, today, unit, floor) if found.above else None
    return FirmRange(
        moved=number.moved,
        id=number.id,
        within=number.within if number.moved in (Moved.WEIGHT, Moved.SHARE) else "",
        title=_title(case, found),
        today=float(today),
        low=low,
        low_holds=found.below is None or found.below.holds,
        high=high,
        high_holds=found.above is None or found.above.holds,
        times=None if found.times == inf else found.times,
        says=stays_text(
            low,
            high,
            from_it=found.below is None or found.below.holds,
            up_to_it=found.above is None or found.above.holds,
        ),
    )


def _unit(case: Case, found: Range) -> Fraction:
    """What 1 of the engine's number is in the number that people read in the questionnaire."""
    match found.number.moved:
        case Moved.WEIGHT:
            return Fraction(case.question(found.number.id).weight)
        case Moved.SHARE:
            return Fraction(100)
        case _:
            return Fraction(1)


def _rounded(
    end: End, today: Fraction, unit: Fraction, inwards: Callable[[Fraction], int]
) -> float:
    """Round an end into its range, in as few places as keep today's number inside."""
    exact = end.at * unit
    for places in range(1, _MOST_PLACES + 1):
        shown = Fraction(inwards(exact * 10**places), 10**places)
        if today <= shown <= exact or exact <= shown <= today:
            return float(shown)
    return float(exact)


def _title(case: Case, found: Range) -> str:
    number = found.number
    words = {
        Moved.WEIGHT: _("Weight of {name}"),
        Moved.SHARE: _("Share of {name} in {index}, of 100"),
        Moved.LINE: _("Line for {name}"),
        Moved.GATE: _("Least value for {name}"),
    }[number.moved]
    index = title_of(case, number.within) if number.moved is Moved.SHARE else ""
    return words.format(name=title_of(case, number.id), index=index)


class _Words:
    """The sentences on one business."""

    def __init__(
        self, case: Case, found: list[Range], scores: list[Range], *, is_certain: bool
    ) -> None:
        """Take the ranges, those of scores apart; the tightest first."""
        self._case = case
        self._is_certain = is_certain
        self._found = found
        self._score = min((s for s in scores if s.ends), key=_points, default=None)

    def hangs_on(self) -> str:
        """Return the factor whose score turns the answer with the fewest points, or a gate, or nothing."""
        if self._case.scores.too_much_unknown[0]:
            return ""
        gate = next(self._turning(Moved.GATE), None)
        nearest = self._score or gate
        return nearest.number.id if nearest else ""

    def sentences(self, mixed: Box | None) -> Iterator[str]:
        """Yield what an owner should know, in the order of its weight."""
        if not self._case.scores.too_much_unknown[0]:
            yield self._hanging()
        elif self._is_the_same_in_all(mixed):
            yield self._nothing_counts()
            return
        else:
            yield self._too_much_is_open()
        yield from self._counting()
        yield from _of_box(mixed)

    def _is_the_same_in_all(self, mixed: Box | None) -> bool:
        is_moved = next(self._turning(*Moved), None) is not None
        return not is_moved and mixed is not None and mixed.same == mixed.made

    def _nothing_counts(self) -> str:
        if self._is_certain:
            return _(
                "No open answer turns it, and however the answers given are counted, the answer stays."
            )
        return _(
            "Too much is open to say how firmly this stands. However the answers given are counted, the "
            "answer stays."
        )

    def _too_much_is_open(self) -> str:
        if self._is_certain:
            return _(
                "No open answer turns it. What follows is only about how the answers given are counted."
            )
        return _(
            "Too much is open to say how firmly this stands. What follows is only about how the "
            "answers given are counted."
        )

    def _turning(self, *kinds: Moved) -> Iterator[Range]:
        return (each for each in self._found if each.number.moved in kinds and each.times < inf)

    def _hanging(self) -> str:
        if self._score is None:
            return self._hanging_on_a_gate()
        gaps = {end: abs(end.at - self._score.number.today) for end in self._score.ends}
        end, gap = min(gaps.items(), key=lambda item: item[1])
        distance = self._distance(gap, end.at, is_below=end == self._score.below)
        told = _("It hangs most on {name}: {distance} there would turn the answer.").format(
            name=self._name(self._score), distance=distance
        )
        return " ".join((told, *self._alone(self._score.number.id)))

    def _distance(self, gap: Fraction, end: Fraction, *, is_below: bool) -> str:
        """Say a distance in the whole points in which the margin is said: between figures as shown."""
        assert self._score is not None  # noqa: S101  only asked of a score
        count = points_between(float(self._score.number.today), float(end))
        if gap < 1 or not count:
            return _("a little less") if is_below else _("a little more")
        if is_below:
            return plural("about {count} point less", "about {count} points less", count)
        return plural("about {count} point more", "about {count} points more", count)

    def _hanging_on_a_gate(self) -> str:
        gate = next(self._turning(Moved.GATE), None)
        if gate is None:
            return _("No single score and no single line could turn the answer.")
        words = _("It hangs on {name}: no score could turn the answer while that is as it is.")
        return words.format(name=self._name(gate))

    def _alone(self, factor: str) -> Iterator[str]:
        """Say of a factor that is all of its index that counting it otherwise changes nothing."""
        for requirement in self._case.compiled.requirements:
            f = self._case.compiled.factor_by_id[factor]
            if requirement.is_index and requirement.factors == (f,):
                yield _(
                    "It stands alone behind {index}, so counting it more or less changes nothing: "
                    "its score and the line decide."
                ).format(index=title_of(self._case, requirement.id))
                return

    def _counting(self) -> Iterator[str]:
        """Yield how much questions, and the factors behind an index, may count."""
        weight, share = (next(self._turning(k), None) for k in (Moved.WEIGHT, Moved.SHARE))
        if any(each and each.times <= _TWICE for each in (weight, share)):
            yield " ".join(self._weights(weight))
            yield from self._shares()
        elif weight or share:
            yield " ".join(self._weights(weight, *self._same_for_shares()))
        else:
            words = _("However much or little any one question counted, the answer would stay.")
            yield " ".join((words, *self._same_for_shares()))

    def _same_for_shares(self) -> Iterator[str]:
        shares = [each.number for each in self._found if each.number.moved is Moved.SHARE]
        if shares:
            factors, indices = (
                in_words([title_of(self._case, name) for name in dict.fromkeys(names)])
                for names in ((n.id for n in shares), (n.within for n in shares))
            )
            words = _("The same goes for {factors} within {indices}.")
            yield words.format(factors=factors, indices=indices)

    def _weights(self, nearest: Range | None, *same: str) -> Iterator[str]:
        """Yield how much any one question may count; `same` says for what else that goes."""
        if nearest is not None and nearest.times <= _TWICE:
            words = _(
                "How a question is counted matters: if {name} counted about {times} times as much, the "
                "answer would turn."
            )
            yield words.format(name=self._name(nearest), times=_about(nearest))
            return
        yield _("Even if you count any one question half or twice as much, the answer stays.")
        yield from same
        if nearest is not None and nearest.times <= _FAR:
            words = _("{name} is the first that could turn it, at about {times} times as much.")
            yield words.format(name=self._name(nearest), times=_about(nearest))

    def _shares(self) -> Iterator[str]:
        """Yield how much the factors behind an index may count, for where that or a weight is close."""
        found = [each for each in self._found if each.number.moved is Moved.SHARE]
        nearest = next(self._turning(Moved.SHARE), None)
        if not found:
            return
        if nearest is None or nearest.times > _TWICE:
            indices = dict.fromkeys(title_of(self._case, each.number.within) for each in found)
            names = dict.fromkeys(self._name(each) for each in found)
            yield _(
                "In {indices}, {names} may each count half or twice as much: the answer stays."
            ).format(names=in_words(list(names)), indices=in_words(list(indices)))
        else:
            words = _("{name} counts {today} of 100 in {index}. The answer stays {range}.")
            firm = _firm_range(self._case, nearest)
            yield words.format(
                name=self._name(nearest),
                today=number_text(firm.today),
                index=title_of(self._case, nearest.number.within),
                range=firm.says,
            )

    def _name(self, found: Range) -> str:
        name = title_of(self._case, found.number.id)
        return (
            _("“{topic}”").format(topic=name)
            if found.number.id in self._case.compiled.column_by_id
            else name
        )


def _about(found: Range) -> str:
    nearest = min(found.ends, key=found.times_to)
    return f"{float(nearest.at):.2g}" if nearest.at < 1 else f"{float(nearest.at):.1f}"


def _points(found: Range) -> Fraction:
    return min(abs(end.at - found.number.today) for end in found.ends)


def _of_box(mixed: Box | None) -> Iterator[str]:
    if mixed is None:
        return
    if mixed.same == mixed.made:
        words = _(
            "With all weights changed at once, each to between half and one and a half times its own, "
            "it stays in all of {made} mixes spread evenly."
        )
    else:
        words = _(
            "With all weights changed at once, each to between half and one and a half times its own, "
            "it stays in {same} of {made} mixes spread evenly."
        )
    yield words.format(same=f"{mixed.same:,}", made=f"{mixed.made:,}")

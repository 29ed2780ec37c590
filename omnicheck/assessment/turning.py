"""What would turn the recommendation: the smallest sets of changes, and the answers that must be right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.assessment.lines import lines, weighty_gaps
from omnicheck.assessment.phrases import in_words, with_comma
from omnicheck.assessment.prices import changes_of, ways_of
from omnicheck.assessment.report import Doubt, TippingPoint
from omnicheck.choices import Strategy
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.decide import close_branches, stand
from omnicheck.engine.tipping import fewest_changes, fewest_errors
from omnicheck.figures import points_between
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from omnicheck.assessment.case import Case
    from omnicheck.assessment.report import Change, Line
    from omnicheck.engine.planning import Placement
    from omnicheck.engine.tipping import Changes, Turning

_MOST_NAMED: Final = 3


def turning(case: Case, placement: Placement | None, *, is_certain: bool) -> TippingPoint:
    """Return the fewest changes that turn the recommendation, each verified by a rerun.

    Args:
        case: The business.
        placement: Its plan; None where the questionnaire makes none, and then nothing has a price.
        is_certain: No open answer can turn the recommendation.
    """
    towards = Strategy.MULTICHANNEL if case.omnichannel else Strategy.OMNICHANNEL
    found = fewest_changes(case.compiled, case.raw, today=case.omnichannel)
    if case.scores.too_much_unknown[0] and not found.changes:
        says = _("Too many answers are open to say what would turn the answer. Find those first.")
        if is_certain:
            says = _(
                "No open answer can turn the answer to {other}. To say what would, more of them have to be "
                "known first."
            ).format(other=getattr(case.questionnaire.strategies, towards.value).title.lower())
        return TippingPoint(towards, (), says)
    ways, cheapest = ways_of(case, found, placement)
    return TippingPoint(
        towards=towards,
        changes=ways[0].changes if ways else (),
        says=_says(case, towards, found),
        ways=ways,
        proven=found.proven,
        complete=found.complete,
        doubt=_doubt(case),
        cheapest=cheapest,
    )


def _says(case: Case, towards: Strategy, turning: Turning) -> str:
    other = getattr(case.questionnaire.strategies, towards.value).title.lower()
    if turning.changes is None:
        return _nothing_turns_it(case, other, proven=turning.proven)
    found = changes_of(case, turning.changes)
    nearest = _farthest_or_nearest(case)
    if towards is Strategy.OMNICHANNEL:
        says = plural(
            "One change would turn the answer to {{other}}.",
            "These {count} changes together would turn the answer to {{other}}{{fewer}}.",
            len(found),
        )
    else:
        missed = _then_missed(case, turning.changes)
        says = _falling_back(found) + _missed_words(missed)
        # Another line is not what such a change turns on, however near it is.
        nearest = nearest if nearest and nearest.id in {line.id for line in missed} else None
    says = says.format(other=other, fewer=_fewer(turning))
    return f"{_how_far(nearest)} {says}".strip()


def _fewer(turning: Turning) -> str:
    """Say what fewer changes would do."""
    if turning.proven:
        return _("; fewer would not")
    if turning.at_least == 1:
        return _("; fewer may do")
    return _("; fewer may do, but no fewer than {least}").format(least=turning.at_least)


def _falling_back(found: tuple[Change, ...]) -> str:
    """Name the answers to keep up; `{other}` is left to fill in."""
    if len(found) == 1:
        words = _(
            "If your answer about {topic} fell to “{then}”, the answer would turn to {{other}}."
        )
        return words.format(topic=_braced(found[0].topic), then=_braced(found[0].then))
    words = _(
        "If your answers about {topics} fell back together, the answer would turn to {{other}}."
    )
    return words.format(topics=_braced(in_words([change.topic for change in found])))


def _braced(text: str) -> str:
    """Return a text that is formatted once more."""
    return text.replace("{", "{{").replace("}", "}}")


def _then_missed(case: Case, changes: dict[int, int]) -> list[Line]:
    """Return the lines that are missed once answers are changed."""
    row = case.raw[None, :].copy()
    for column, code in changes.items():
        row[0, column] = code
    margins = stand(case.compiled, close_branches(case.compiled, row)).margins
    after = [*margins.requirements[0].tolist(), *margins.gates[0].tolist()]
    return [line for line, margin in zip(lines(case), after, strict=True) if margin < 0]


def _missed_words(missed: list[Line]) -> str:
    """Name lines that would be missed; nothing where none is."""
    words = plural(
        "The line for {{names}} would then be missed.",
        "The lines for {{names}} would then be missed.",
        len(missed),
    )
    names = _braced(in_words([line.title for line in missed]))
    return " " + words.format(names=names) if missed else ""


def _farthest_or_nearest(case: Case) -> Line | None:
    """Return the line farthest missed, or the nearest one; None where that is an answer, not a score."""
    line = min(
        lines(case), key=lambda line: line.margin if not (line.is_gate and line.met) else 101
    )
    return None if line.is_gate or line.value is None else line


def _how_far(line: Line | None) -> str:
    """Say by how much a line is missed, or reached."""
    if line is None or line.value is None:
        return ""
    points = plural(
        "{count} point", "{count} points", max(1, points_between(line.value, line.threshold))
    )
    words = _("The nearest line is {name}, with {points} to spare.")
    if not line.met:
        words = _("The farthest line is {name}, {points} short.")
    return words.format(name=line.title, points=points)


def _nothing_turns_it(case: Case, other: str, *, proven: bool) -> str:
    if not proven:
        return _(
            "No small set of changes was found that would turn the answer to {other}. A larger one may exist."
        ).format(other=other)
    missed = [line for line in lines(case) if not line.met]
    if all(_workable(case, line) for line in missed):
        return _("No change in what you can do yourself would turn the answer to {other}.").format(
            other=other
        )
    words = {
        _("a higher score for {names}"): [line.title for line in missed if not line.is_gate],
        _("another answer about {names}"): [
            x.title for x in missed if x.is_gate and x.value is not None
        ],
        _("an answer about {names}"): [
            line.title for line in missed if line.is_gate and line.value is None
        ],
    }
    parts = [
        words_of.format(names=in_words(titles)) for words_of, titles in words.items() if titles
    ]
    return _(
        "What you can do yourself would not turn the answer to {other}. It would take {parts}."
    ).format(other=other, parts=with_comma(parts))


def _workable(case: Case, line: Line) -> bool:
    return case.question(line.id).changeable if line.is_gate else bool(weighty_gaps(case, line.id))


def _doubt(case: Case) -> Doubt:
    """Say how many answers would have to be wrong."""
    found = fewest_errors(case.compiled, case.raw, today=case.omnichannel)
    changes = changes_of(case, _joined(found))
    is_open, may_open = ((codes == NOT_SURE).any() for codes in (case.codes, case.raw))
    least = 0 if found.proven and not changes else found.at_least
    words = _doubt_words(found, [change.topic for change in changes], is_open=bool(is_open))
    if not is_open and may_open and found.proven and not changes:
        words = _(
            "Wrong answers alone do not turn it. Questions that they would open are left aside here."
        )
    gates = {case.compiled.columns[gate.column].id for gate in case.compiled.gates}
    if least == 1 and changes and gates.issuperset(change.question for change in changes):
        words = f"{words} {_minimum(len(changes))}"
    return Doubt(least, changes, words)


def _minimum(count: int) -> str:
    """Say why single answers are enough, however clear the scores are."""
    return plural(
        "It is a minimum that omnichannel asks for, however high the scores are.",
        "Each is a minimum that omnichannel asks for, however high the scores are.",
        count,
    )


def _joined(found: Turning) -> Changes:
    """The answers that turn it alone, or an example of those that do so together."""
    return {column: code for way in found.ways for column, code in way.items()}


def _doubt_words(found: Turning, topics: list[str], *, is_open: bool) -> str:
    together, named = len(found.changes or ()), in_words(topics[:_MOST_NAMED])
    if together == 0 and found.proven and is_open:
        return _("Wrong answers alone do not turn it: open ones would have to be found as well.")
    if together == 0 and found.proven:
        return _("No answers turn it by being wrong, not even all of them together.")
    if together == 0:
        return _("Fewer than {least} wrong answers would not turn it.").format(least=found.at_least)
    if together == 1 and len(topics) > _MOST_NAMED:
        words = _(
            "{count} answers could each turn it alone, if they are wrong. Check first: {names}."
        )
        return words.format(count=len(topics), names=named)
    if together == 1:
        words = plural(
            "One answer could turn it alone, if it is wrong: {{names}}.",
            "{count} answers could each turn it alone, if they are wrong: {{names}}.",
            len(topics),
        )
        return words.format(names=named)
    if not found.proven:
        words = _("If {count} answers were wrong together, it would turn; fewer may do.")
        return words.format(count=together)
    words = _("No single wrong answer turns it. At least {count} would have to be wrong together.")
    if together <= _MOST_NAMED:
        words = _(
            "No single wrong answer turns it. At least {count} would have to be wrong together, such as "
            "{names}."
        )
    return words.format(count=together, names=named)

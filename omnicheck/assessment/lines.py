"""What omnichannel asks for: which lines are met, and what meeting the others takes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from omnicheck.assessment.phrases import in_words, with_comma
from omnicheck.assessment.report import Change, Line, TippingPoint, Unknown, Unlock
from omnicheck.choices import Kind, Strategy
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.decide import close_branches, stand
from omnicheck.engine.gaps import gaps
from omnicheck.engine.openings import openings
from omnicheck.engine.tipping import fewest_changes
from omnicheck.figures import number_text, points_between, score_text
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from omnicheck.assessment.case import Case

_MOST_NAMED = 3


def lines(case: Case) -> tuple[Line, ...]:
    """Return every requirement and gate, in the order in which ties are broken."""
    compiled, margins = case.compiled, case.scores.standing.margins
    found = []
    denominator = int(margins.denominator[0])
    stage = case.stage
    for r, requirement in enumerate(compiled.requirements):
        score = case.score(requirement.id)
        margin = Fraction(int(margins.requirements[0, r]), denominator)
        found.append(
            Line(
                id=requirement.id,
                title=title_of(case, requirement.id),
                is_gate=False,
                value=None if score is None else float(score),
                threshold=float(Fraction(requirement.thresholds[stage], compiled.scale)),
                margin=float(margin),
                met=margin >= 0,
            )
        )
    for g, gate in enumerate(compiled.gates):
        question = compiled.columns[gate.column].id
        margin = Fraction(int(case.scores.standing.gates[0, g]), compiled.scale)
        known = case.code(question) != NOT_SURE
        found.append(
            Line(
                id=question,
                title=title_of(case, question),
                is_gate=True,
                value=float(case.value(question)) if known else None,
                threshold=float(Fraction(gate.minimum, compiled.scale)),
                margin=float(margin),
                met=margin >= 0,
            )
        )
    return tuple(found)


def title_of(case: Case, name: str) -> str:
    """Return how a factor, index or question is called in lists."""
    questionnaire = case.questionnaire
    if name in questionnaire.factors:
        return questionnaire.factors[name].title
    if name in questionnaire.indices:
        return questionnaire.indices[name].title
    return case.question(name).topic


def unlocks(case: Case, all_lines: tuple[Line, ...]) -> tuple[Unlock, ...]:
    """Return each line that is not met, the one farthest away first.

    While too much is unknown, the unanswered gates stand among the open answers only.
    """
    too_much = bool(case.scores.too_much_unknown[0])
    missed = [
        line
        for line in all_lines
        if not line.met and not (too_much and line.is_gate and line.value is None)
    ]
    missed.sort(key=lambda line: line.margin)
    return tuple(
        _gate_unlock(case, line) if line.is_gate else _score_unlock(case, line) for line in missed
    )


def _gate_unlock(case: Case, line: Line) -> Unlock:
    question = case.question(line.id)
    if question.kind is Kind.SEVERAL and question.score == "count":
        needed = min(int(n) for n, value in question.by_count.items() if value >= line.threshold)
        words = plural("at least {count} of them", "at least {count} of them", needed)
    elif question.options and question.kind is not Kind.SEVERAL:
        enough = [
            o.text
            for o in question.options.values()
            if o.value is not None and o.value >= line.threshold
        ]
        words = _("at least “{option}”").format(option=enough[0]) if enough else ""
    else:
        words = _("a value of at least {n}").format(n=number_text(line.threshold))
    return Unlock(line.id, line.title, case.answer_text(line.id), words, question.changeable)


def _score_unlock(case: Case, line: Line) -> Unlock:
    today = _("no score yet")
    if line.value is not None:
        today = _("{score} of 100").format(score=score_text(line.value, line.threshold))
    needed = at_least(line.threshold)
    gaps = weighty_gaps(case, line.id)
    if gaps:
        topics = ", ".join(case.question(question).topic for question, _gap in gaps[:_MOST_NAMED])
        needed = _("{needed}; most to gain: {topics}").format(needed=needed, topics=topics)
    return Unlock(line.id, line.title, today, needed, bool(gaps))


def at_least(score: float) -> str:
    """Return what is asked for."""
    return _("at least {n}").format(n=number_text(score))


def weighty_gaps(case: Case, name: str) -> list[tuple[str, float]]:
    """Return what a business can change under a score, with the points that the best answer would add.

    Largest first; not sure counts half-way.
    """
    columns, points = gaps(case.compiled, case.scores.standing, name)
    found = [
        (case.compiled.columns[column].id, float(gap))
        for column, gap in zip(columns, points[0], strict=True)
        if gap > 0
    ]
    return sorted(found, key=lambda item: -item[1])


def tipping_point(case: Case) -> TippingPoint:
    """Return the fewest changes that turn the recommendation, each verified by a rerun."""
    towards = Strategy.MULTICHANNEL if case.omnichannel else Strategy.OMNICHANNEL
    other = getattr(case.questionnaire.strategies, towards.value).title
    if case.scores.too_much_unknown[0]:
        says = _("Too many answers are open to say what would turn the answer. Find those first.")
        return TippingPoint(towards, (), says)
    turning = fewest_changes(case.compiled, case.raw)
    if turning.changes is None:
        return TippingPoint(
            towards, (), _nothing_turns_it(case, other.lower(), proven=turning.proven)
        )
    found = tuple(_change(case, column, code) for column, code in turning.changes.items())
    if towards is Strategy.OMNICHANNEL:
        says = plural(
            "One change would turn the answer to {{other}}.",
            "These {count} changes together would turn the answer to {{other}}{{fewer}}.",
            len(found),
        )
    else:
        says = _falling_back(found) + _then_missed(case, turning.changes)
    fewer = _("; fewer would not") if turning.proven else _("; fewer may do")
    says = says.format(other=other.lower(), fewer=fewer)
    return TippingPoint(towards, found, f"{_nearest_line(case)} {says}".strip())


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


def _then_missed(case: Case, changes: dict[int, int]) -> str:
    """Name the lines that are missed once answers are changed; nothing where none is."""
    row = case.raw[None, :].copy()
    for column, code in changes.items():
        row[0, column] = code
    margins = stand(case.compiled, close_branches(case.compiled, row)).margins
    after = [*margins.requirements[0].tolist(), *margins.gates[0].tolist()]
    missed = [line.title for line, margin in zip(lines(case), after, strict=True) if margin < 0]
    words = plural(
        "The line for {{names}} would then be missed.",
        "The lines for {{names}} would then be missed.",
        len(missed),
    )
    return " " + words.format(names=_braced(in_words(missed))) if missed else ""


def _nearest_line(case: Case) -> str:
    """Say which line is nearest, or farthest missed, and by how much."""
    line = min(
        lines(case), key=lambda line: line.margin if not (line.is_gate and line.met) else 101
    )
    if line.is_gate or line.value is None:
        return ""
    points = plural(
        "{count} point", "{count} points", max(1, points_between(line.value, line.threshold))
    )
    words = _("The nearest line is {name}, with {points} to spare.")
    if not line.met:
        words = _("The farthest line is {name}, {points} short.")
    return words.format(name=line.title, points=points)


def _change(case: Case, column: int, code: int) -> Change:
    question = case.compiled.columns[column].question
    return Change(
        question.id,
        question.topic,
        case.answer_text(question.id),
        case.answer_text(question.id, code),
    )


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


def unknowns(case: Case) -> tuple[Unknown, ...]:
    """Return the questions asked without an answer: first those that could turn the answer alone."""
    opened = openings(case.scores, case.raw[None, :])
    urgency, columns = opened.urgency()[:, 0], case.compiled.columns
    return tuple(
        Unknown(
            columns[position].id,
            columns[position].question.topic,
            columns[position].question.ask,
            bool(opened.can_flip[position, 0]),
            _what_hangs_on(case, position, float(opened.reach[position, 0])),
        )
        for position in np.argsort(-urgency, kind="stable").tolist()
        if urgency[position] >= 0
    )


def _what_hangs_on(case: Case, position: int, reach: float) -> str:
    if any(gate.column == position for gate in case.compiled.gates):
        return _("Omnichannel cannot be recommended without this answer.")
    factor = case.compiled.columns[position].question.factor
    return _("Up to {points} of 100 points of “{score}” hang on it.").format(
        points=f"{100 * reach:.0f}", score=case.questionnaire.factors[factor or ""].title
    )

"""What omnichannel asks for: which lines are met, and what meeting the others takes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from omnicheck.assessment.report import Line, Unknown, Unlock
from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.gaps import gaps
from omnicheck.figures import number_text, score_text
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


def unknowns(case: Case) -> tuple[Unknown, ...]:
    """Return the questions asked without an answer: first those that could turn the answer alone."""
    urgency, columns = case.openings.urgency()[:, 0], case.compiled.columns
    gates = {gate.column for gate in case.compiled.gates}
    needed = _("Omnichannel cannot be recommended without this answer.")
    return tuple(
        Unknown(
            columns[position].id,
            columns[position].question.topic,
            columns[position].question.ask,
            bool(case.openings.can_flip[position, 0]),
            needed if position in gates else points_open(case, columns[position].id),
        )
        for position in np.argsort(-urgency, kind="stable").tolist()
        if urgency[position] >= 0
    )


def points_open(case: Case, question: str) -> str:
    """Say how much of a score hangs on an open answer; empty where it counts in none."""
    factor = case.question(question).factor
    if factor is None or not case.question(question).scored:
        return ""
    reach = float(case.openings.reach[case.compiled.column_by_id[question], 0])
    return _("Up to {points} of 100 points of “{score}” hang on it.").format(
        points=f"{100 * reach:.0f}", score=case.questionnaire.factors[factor].title
    )


def open_gates(case: Case) -> tuple[str, ...]:
    """Return the ids of the gates that have no answer; omnichannel cannot be recommended meanwhile."""
    columns = (case.compiled.columns[gate.column].id for gate in case.compiled.gates)
    return tuple(question for question in columns if case.code(question) == NOT_SURE)

"""Where each move between two sheets of answers came from: the answers, the rules, or the questions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from omnicheck.answers import code_row
from omnicheck.assessment.case import Case
from omnicheck.assessment.comparison import Move, MovePart, Turn, VersionChange
from omnicheck.assessment.phrases import confidence_label
from omnicheck.assessment.reasons import path_words
from omnicheck.engine.attribution import MARGIN, attribute, shapley, values_of
from omnicheck.engine.compile import compile_questionnaire
from omnicheck.engine.score import CONFIDENCES, score
from omnicheck.engine.shares import shares_of
from omnicheck.engine.versions import carried, lost_ticks, only_in, same_question, with_rules_of
from omnicheck.figures import shown_parts
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from omnicheck.answers import AnswerSheet
    from omnicheck.assessment.parties import Party
    from omnicheck.assessment.report import Report, Score
    from omnicheck.engine.attribution import Parts, Values
    from omnicheck.engine.columns import Column
    from omnicheck.engine.compile import CompiledQuestionnaire

#: By whether questions and rules are old (0) or new (1): the share of all orders in which the answers
#: change just then.
_ORDERS: Final = {
    (0, 0): Fraction(1, 3), (1, 0): Fraction(1, 6), (0, 1): Fraction(1, 6), (1, 1): Fraction(1, 3),
}  # fmt: skip
_SETS: Final = 8


@dataclass(frozen=True)
class Corners:
    """Old and new answers under old and new questions and rules: everything that can be rerun."""

    old: Party
    new: Party

    @property
    def parties(self) -> tuple[Party, Party]:
        """Old, then new."""
        return self.old, self.new

    @cached_property
    def is_one_version(self) -> bool:
        """Whether both answered the very same questionnaire."""
        return self.old.has_same_version_as(self.new)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Questions that a copy to pass on leaves out."""
        return self.old.hidden | self.new.hidden

    def columns(self, version: int) -> tuple[Column, ...]:
        """Return the questions of the old (0) or the new (1) version."""
        return self.parties[version].compiled.columns

    def question(self, name: str) -> Column:
        """Return a question, as it is now if it still is there."""
        return next(c for v in (1, 0) for c in self.columns(v) if c.id == name)

    def sheet(self, answers: int, version: int) -> AnswerSheet:
        """Return the old (0) or new (1) answers as answers to the old or new version.

        A question that only this version has keeps the answer that was given to it there.
        """
        if answers == version:
            return self.parties[version].sheet
        given, here = self.parties[answers].sheet, self.parties[version].sheet
        kept = {column.id for column in only_in(self.columns(version), self.columns(answers))}
        known = {column.id: column for column in self.columns(answers)}
        found = {name: answer for name, answer in here.answers.items() if name in kept}
        for column in self.columns(version):
            answer = given.answers.get(column.id)
            if column.id not in kept and answer is not None:
                code = carried(answer.code, known[column.id], column)
                if code is not None:
                    found[column.id] = answer._replace(code=code)
        return replace(given, answers=found)

    @cached_property
    def rows(self) -> dict[tuple[int, int], NDArray[np.int64]]:
        """By answers and version: codes as answered."""
        if self.is_one_version:
            return {(a, v): self.parties[a].row for a, v in product((0, 1), repeat=2)}
        return {
            (a, v): code_row(self.sheet(a, v), self.parties[v].compiled)[0]
            for a, v in product((0, 1), repeat=2)
        }

    @cached_property
    def compiled(self) -> dict[tuple[int, int], CompiledQuestionnaire]:
        """By questions and rules."""
        own = [party.compiled for party in self.parties]
        found = {(0, 0): own[0], (1, 1): own[1]}
        if self.is_one_version:
            return found
        for q, r in ((0, 1), (1, 0)):
            mixed = with_rules_of(own[q].questionnaire, own[r].questionnaire)
            found[q, r] = compile_questionnaire(mixed)
        return found

    @cached_property
    def values(self) -> dict[tuple[int, int, int], Values]:
        """By answers, questions and rules: the margin and every score."""
        return {
            (a, q, r): values_of(compiled, self.rows[a, q][None, :])[0]
            for (q, r), compiled in self.compiled.items()
            for a in (0, 1)
        }

    @cached_property
    def parts(self) -> dict[tuple[int, int], dict[str, Parts]]:
        """By questions and rules: what the answers moved there."""
        return {
            (q, r): attribute(compiled, self.rows[0, q], self.rows[1, q])
            for (q, r), compiled in self.compiled.items()
        }

    def of_answers(self, name: str) -> Parts:
        """Return what each changed answer did to a score, averaged over all orders."""
        if self.is_one_version:
            return self.parts[1, 1].get(name, {})
        found: Parts = {}
        for at, weight in _ORDERS.items():
            for group, points in self.parts[at].get(name, {}).items():
                found[group] = found.get(group, Fraction(0)) + weight * points
        return {group: points for group, points in found.items() if points}

    def split(self, name: str) -> tuple[Fraction, Fraction, Fraction]:
        """Return what came from answers, from rules and from questions; they add up to the move."""
        if self.is_one_version:
            whole = self.values[1, 1, 1][name] - self.values[0, 1, 1][name]
            return whole, Fraction(0), Fraction(0)
        bits = ((mask & 1, mask >> 1 & 1, mask >> 2 & 1) for mask in range(_SETS))
        reached = np.array([self.values[each][name] for each in bits], dtype=object)
        answers, questions, rules = shapley(reached)
        return answers, rules, questions

    def case(self, answers: int, version: int) -> Case:
        """Return a business scored with old or new answers under the old or new version."""
        compiled = self.parties[version].compiled
        row = self.rows[answers, version]
        return Case(self.sheet(answers, version), score(compiled, row[None, :]))


def moves(corners: Corners) -> Iterator[Move]:
    """Yield the moves of the distance to the line and of every score, those that decide first."""
    old, new = corners.old.report, corners.new.report
    yield _move(corners, "", _("Distance to the line"), old.verdict.margin, new.verdict.margin)
    was, now = ({each.id: each for each in _scores(report)} for report in (old, new))
    for name in sorted({**now, **was}, key=lambda name: not (now.get(name) or was[name]).decides):
        title = (now.get(name) or was[name]).title
        before, after = (known[name].value if name in known else None for known in (was, now))
        yield _move(corners, name, title, before, after)


def _scores(report: Report) -> list[Score]:
    """Without an index that is one factor under another name."""
    return [score for score in report.scores if score.same_as is None]


def _move(
    corners: Corners, name: str, title: str, before: float | None, after: float | None
) -> Move:
    if before is None or after is None:
        return Move(name, title, before, after, None, None, None, None, ())
    if not corners.hidden.isdisjoint(_behind(corners, name)):
        # Whole points are shown: exact ones, less those of the answers shown, would tell the others.
        points = after - before
        of_answers, rest = (points, 0.0) if corners.is_one_version else (None, None)
        return Move(name, title, before, after, points, of_answers, rest, rest, ())
    split = corners.split(name or MARGIN)
    parts = sorted(corners.of_answers(name or MARGIN).items(), key=lambda part: -abs(part[1]))
    told = [float(points) for _group, points in parts]
    whole, sources = float(sum(split)), [float(source) for source in split]
    if corners.new.report.redacted:  # In whole points, as its ends are.
        whole = after - before
        sources = shown_parts(sources, whole, 0)
        told = shown_parts(told, sources[0], 0)
    groups = [group for group, _points in parts]
    shares = tuple(
        MovePart(group, _title(corners, group), points)
        for group, points in zip(groups, told, strict=True)
    )
    answers, rules, questions = sources
    return Move(name, title, before, after, whole, answers, rules, questions, shares)


def _behind(corners: Corners, name: str) -> set[str]:
    """The questions that a score rests on, in either version; the distance rests on all."""
    found: set[str] = set()
    for version, party in enumerate(corners.parties):
        questionnaire = party.compiled.questionnaire
        known = {*questionnaire.factors, *questionnaire.indices}
        factors = shares_of(questionnaire, name) if name in known else {}
        found |= {
            column.id
            for column in corners.columns(version)
            if not name or column.question.factor in factors
        }
    return found


def _title(corners: Corners, group: tuple[str, ...]) -> str:
    """Say what the answers of a group have in common."""
    asked = [corners.question(name).question for name in group]
    if len(asked) == 1:
        return asked[0].topic
    questionnaires = [party.compiled.questionnaire for party in reversed(corners.parties)]
    factors, sections = {q.factor for q in asked}, {q.section for q in asked}
    titles = {
        name: factor.title for each in questionnaires for name, factor in each.factors.items()
    }
    titles |= {section.id: section.title for each in questionnaires for section in each.sections}
    for common in (factors, sections):
        if len(common) == 1 and (name := next(iter(common))) in titles:
            words = _("Answers about “{title}” ({count} of them)")
            return words.format(title=titles[name], count=len(group))
    return _("Answers taken together ({count} of them)").format(count=len(group))


def version_change(corners: Corners) -> VersionChange | None:
    """Return how the two versions differ; None for one and the same."""
    if corners.is_one_version:
        return None
    old, new = (party.compiled.questionnaire for party in corners.parties)
    gone, come = (only_in(corners.columns(v), corners.columns(1 - v)) for v in (0, 1))
    return VersionChange(
        before=old.version,
        after=new.version,
        only_before=tuple(column.question.topic for column in gone),
        only_after=tuple(column.question.topic for column in come),
        says=tuple(_no_place(corners)),
    )


def _no_place(corners: Corners) -> Iterator[str]:
    """Say which answers have no option, or not all, in the other version."""
    for answers in (0, 1):
        theirs = {column.id: column for column in corners.columns(1 - answers)}
        for column in corners.columns(answers):
            given = corners.parties[answers].sheet.answers.get(column.id)
            other = theirs.get(column.id)
            if given is None or other is None or not same_question(column, other):
                continue
            topic = column.question.topic
            version = corners.parties[1 - answers].compiled.questionnaire.version
            if column.id in corners.hidden:
                continue
            if carried(given.code, column, other) is None:
                words = _(
                    "{topic}: version {version} has no such answer; there it counts as not sure."
                )
                yield words.format(topic=topic, version=version)
            elif lost_ticks(given.code, column, other):
                words = _(
                    "{topic}: version {version} has not all of the ticks; there they are left out."
                )
                yield words.format(topic=topic, version=version)


def turns(corners: Corners) -> Iterator[Turn]:
    """Yield what has no number and is another than before, with what each change alone would do."""
    if corners.is_one_version:
        return
    was, now = _outcome(corners.old.case), _outcome(corners.new.case)
    answers, questionnaire = _outcome(corners.case(1, 0)), _outcome(corners.case(0, 1))
    titles = {
        "strategy": _("Strategy"),
        "path": _("In which way"),
        "stage": _("Stage today"),
        "confidence": _("Confidence"),
    }
    for name, title in titles.items():
        if was[name].id == now[name].id:
            continue
        four = was[name], now[name], answers[name], questionnaire[name]
        before, after, answers_alone, questionnaire_alone = (each.title for each in four)
        yield Turn(
            id=name,
            title=title,
            before=before,
            after=after,
            answers_alone=answers_alone,
            questionnaire_alone=questionnaire_alone,
            says=_came_from(*(each.id for each in four)),
        )


class _Named(NamedTuple):
    id: str
    title: str


def _outcome(case: Case) -> dict[str, _Named]:
    questionnaire = case.questionnaire
    omnichannel = case.omnichannel
    words = (
        questionnaire.strategies.omnichannel
        if omnichannel
        else questionnaire.strategies.multichannel
    )
    path = questionnaire.decision.paths[int(case.scores.path[0])]
    stage = questionnaire.stages[case.stage]
    confidence = CONFIDENCES[int(case.scores.confidence[0])]
    return {
        "strategy": _Named(path.strategy, words.title),
        "path": _Named(path.id, path_words(case, path).title),
        "stage": _Named(stage.id, stage.title),
        "confidence": _Named(confidence, confidence_label(confidence)),
    }


def _came_from(before: str, after: str, answers: str, questionnaire: str) -> str:
    match (answers == after, questionnaire == after):
        case (True, True):
            return _("The answers alone would have done it, and so would the questionnaire alone.")
        case (True, False):
            return _("The answers alone would have done it; the questionnaire alone would not.")
        case (False, True):
            return _("The questionnaire alone would have done it; the answers alone would not.")
        case _ if answers == questionnaire == before:
            return _("Neither would have done it alone: it took the answers and the questionnaire.")
        case _:
            return _("Answers and questionnaire both had a part in it.")

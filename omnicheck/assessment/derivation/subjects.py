"""What can be explained, by name, and which answers it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.record import Subject, SubjectKind
from omnicheck.conditions import parse_condition, subjects
from omnicheck.engine.shares import shares_of
from omnicheck.errors import Fault, InputError, Place, did_you_mean
from omnicheck.language import _
from omnicheck.yamlsource import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.questionnaire import Question, Questionnaire

#: Words that can be explained in any questionnaire.
_WORDS = {
    "decision": SubjectKind.DECISION,
    "strategy": SubjectKind.DECISION,
    "multichannel": SubjectKind.DECISION,
    "omnichannel": SubjectKind.DECISION,
    "margin": SubjectKind.MARGIN,
    "confidence": SubjectKind.CONFIDENCE,
    "stage": SubjectKind.STAGE,
    "path": SubjectKind.PATH,
}
#: On the command line it lists all names; what is called so has its kind before it.
_TAKEN = "help"


class UnknownSubjectError(InputError):
    """Nothing of this name can be explained."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Name the nearest one."""
        what = _("There is nothing called {name} to explain.").format(name=excerpt(name))
        cure = did_you_mean(name, known)
        listed = _("To see all that can be explained: --explain help")
        super().__init__([Fault(Place("--explain"), what, f"{cure} {listed}".strip())])


def subjects_of(questionnaire: Questionnaire) -> dict[str, Subject]:
    """Return all that can be explained by name; a name taken already has its kind before it.

    So a question called `margin` or `help` is explained as `question:margin` and `question:help`.
    """
    found: dict[str, Subject] = {}
    for subject in _listed(questionnaire):
        name = subject.name
        if name in found or name == _TAKEN:
            name = f"{subject.kind}:{name}"
        found[name] = Subject(name, subject.title, subject.kind)
    return found


def subject_of(questionnaire: Questionnaire, name: str) -> Subject:
    """Return what a name stands for; its kind may stand before it, as in `path:omnichannel`.

    Raises:
        UnknownSubjectError: it stands for nothing.
    """
    known = subjects_of(questionnaire)
    by_kind = {
        f"{each.kind}:{each.name.rpartition(':')[2]}": each for each in reversed(known.values())
    }
    wanted = name.strip().casefold().replace("-", "_").replace(" ", "_")
    found = known.get(wanted) or by_kind.get(wanted)
    if found is None:
        raise UnknownSubjectError(name, [*known, *by_kind])
    return found


def _listed(questionnaire: Questionnaire) -> Iterator[Subject]:
    titles = {
        SubjectKind.DECISION: _("The recommendation"),
        SubjectKind.MARGIN: _("The distance to the line"),
        SubjectKind.CONFIDENCE: _("The confidence"),
        SubjectKind.STAGE: _("Today's stage"),
        SubjectKind.PATH: _("The variant of the recommendation"),
    }
    for word, kind in _WORDS.items():
        yield Subject(word, titles[kind], kind)
    for name, index in questionnaire.indices.items():
        yield Subject(name, index.title, SubjectKind.SCORE)
    for name, factor in questionnaire.factors.items():
        yield Subject(name, factor.title, SubjectKind.SCORE)
    for question in questionnaire.questions:
        yield Subject(question.id, question.topic, SubjectKind.QUESTION)
    for stage in questionnaire.stages:
        yield Subject(stage.id, stage.title, SubjectKind.STAGE)
    for path in questionnaire.decision.paths:
        yield Subject(path.id, path.title, SubjectKind.PATH)
    for weakness in questionnaire.weaknesses:
        yield Subject(weakness.id, weakness.title, SubjectKind.WEAKNESS)
    for action in questionnaire.actions:
        yield Subject(action.id, action.title, SubjectKind.ACTION)


@dataclass(frozen=True)
class Behind:
    """Which questions something rests on, whatever the answers."""

    questionnaire: Questionnaire

    def subject(self, subject: Subject) -> frozenset[str]:
        """Return the questions behind a subject, those that decide whether others are asked included."""
        name = subject.name.rpartition(":")[2]
        match subject.kind:
            case SubjectKind.SCORE:
                return self._score_and_line(name)
            case SubjectKind.QUESTION:
                factor = self._questions[name].factor
                return self._closed([name]) | (self._score(factor) if factor else frozenset())
            case SubjectKind.STAGE:
                return self._stages
            case SubjectKind.WEAKNESS | SubjectKind.ACTION:
                return self._work
            case _:
                return self._decision

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for question in self.questionnaire.questions}

    def _closed(self, names: Iterable[str]) -> frozenset[str]:
        """The questions, and those whose answers decide whether they are asked."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                when = self._questions[name].when
                waiting += subjects(parse_condition(when)) if when else ()
        return frozenset(found)

    def _score(self, name: str) -> frozenset[str]:
        factors = shares_of(self.questionnaire, name)
        return self._closed(q.id for q in self.questionnaire.questions if q.factor in factors)

    def _score_and_line(self, name: str) -> frozenset[str]:
        """A score; and where the line that it must reach depends on the stage, the stage."""
        eased = self.questionnaire.decision.omnichannel.at_stage.values()
        is_eased = any(name in lines for lines in eased)
        return self._score(name) | (self._stages if is_eased else frozenset())

    def _condition(self, text: str | None) -> frozenset[str]:
        found: set[str] = set()
        for name in subjects(parse_condition(text)) if text else ():
            if name in self._questions:
                found |= self._closed([name])
            elif name in self.questionnaire.factors or name in self.questionnaire.indices:
                found |= self._score_and_line(name)
            elif name == "stage":
                found |= self._stages
            elif name == "path":
                found |= self._decision
            else:
                found |= self._deciding
        return frozenset(found)

    @cached_property
    def _stages(self) -> frozenset[str]:
        stages = self.questionnaire.stages
        return frozenset().union(*(self._condition(stage.when) for stage in stages))

    @cached_property
    def _deciding(self) -> frozenset[str]:
        rule = self.questionnaire.decision.omnichannel
        scores = (self._score(name) for name in rule.requires)
        return self._stages.union(self._closed(rule.gates), *scores)

    @cached_property
    def _decision(self) -> frozenset[str]:
        paths = self.questionnaire.decision.paths
        return self._deciding.union(*(self._condition(path.when) for path in paths))

    @cached_property
    def _work(self) -> frozenset[str]:
        weaknesses, actions = self.questionnaire.weaknesses, self.questionnaire.actions
        texts = [*(each.when for each in weaknesses), *(each.when for each in actions)]
        planning = self.questionnaire.planning
        capacity = (
            (planning.capacity.hours_question, planning.capacity.cost_question) if planning else ()
        )
        conditions = map(self._condition, texts)
        return self._decision.union(self._closed(capacity), *conditions)

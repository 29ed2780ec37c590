"""Everything in a questionnaire that refers to something else in it, held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from omnicheck.choices import Horizon, Kind, Strategy
from omnicheck.conditions import ConditionError, parse_condition, subjects
from omnicheck.errors import did_you_mean
from omnicheck.language import _
from omnicheck.question_shape import (
    Location,
    Problem,
    Problems,
    gate_shape,
    question_shape,
    reached_shape,
)
from omnicheck.scope import Scope, every_strategy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from omnicheck.questionnaire import Action, Question, Questionnaire


def crosscheck(questionnaire: Questionnaire) -> list[Problem]:
    """Return every reference that leads nowhere and every rule of the format that is broken."""
    check = _Crosscheck(questionnaire)
    parts = (
        check.ids,
        check.sources,
        check.questions,
        check.factors,
        check.stages,
        check.decision,
        check.paths,
        check.weaknesses,
        check.actions,
        check.planning,
        check.sayables,
    )
    return [problem for part in parts for problem in part()]


@dataclass(frozen=True)
class _Crosscheck:
    q: Questionnaire

    @cached_property
    def by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.q.questions}

    @cached_property
    def stage_ids(self) -> list[str]:
        return [stage.id for stage in self.q.stages]

    @cached_property
    def weakness_ids(self) -> list[str]:
        return [weakness.id for weakness in self.q.weaknesses]

    @cached_property
    def deciding(self) -> set[str]:
        """Factors that a requirement, or the index of one, uses."""
        found: set[str] = set()
        for name in self.q.decision.omnichannel.requires:
            index = self.q.indices.get(name)
            found |= set(index.shares) if index else {name}
        return found

    def ids(self) -> Problems:
        """Each id is used once."""
        for part in ("sections", "questions", "stages", "weaknesses", "actions", "kpis", "risks"):
            yield from _repeated((part,), [item.id for item in getattr(self.q, part)])
        yield from _repeated(("decision", "paths"), [path.id for path in self.q.decision.paths])
        names = [*self.q.factors, *self.q.indices]
        for i, question in enumerate(self.q.questions):
            if question.id in names:
                yield Problem(
                    ("questions", i, "id"),
                    _("{name} is a factor or an index already.").format(name=question.id),
                    _("Choose another id, so that conditions can tell them apart."),
                )
        for name in self.q.indices:
            if name in self.q.factors:
                yield Problem(("indices", name), _("{name} is a factor already.").format(name=name))

    def sources(self) -> Problems:
        """Each source named is listed."""
        for part in ("questions", "actions", "kpis", "risks"):
            for i, item in enumerate(getattr(self.q, part)):
                for j, source in enumerate(item.sources):
                    yield from _listed((part, i, "sources", j), source, self.q.sources, _("source"))

    def questions(self) -> Problems:
        """Each question is complete for its kind, and its condition looks back only."""
        sections = [section.id for section in self.q.sections]
        earlier: dict[str, Question] = {}
        for i, question in enumerate(self.q.questions):
            at: Location = ("questions", i)
            yield from _listed((*at, "section"), question.section, sections, _("section"))
            if question.factor:
                yield from _listed((*at, "factor"), question.factor, self.q.factors, _("factor"))
            if question.option_set:
                yield from _listed(
                    (*at, "option_set"), question.option_set, self.q.option_sets, _("option set")
                )
            if question.options or question.option_set in (None, *self.q.option_sets):
                yield from question_shape(at, question)
            if question.options != self.q.option_sets.get(
                question.option_set or "", question.options
            ):
                yield Problem(
                    (*at, "option_set"),
                    _("options: and option_set: stand side by side."),
                    _("Keep one of the two."),
                )
            if question.when:
                scope = Scope(dict(earlier), frozenset(self.by_id))
                yield from _condition((*at, "when"), question.when, scope)
                yield from self._driver(at, question.when, earlier)
            earlier[question.id] = question

    def _driver(self, at: Location, when: str, earlier: dict[str, Question]) -> Problems:
        try:
            named = set(subjects(parse_condition(when)))
        except ConditionError:
            return
        for name, question in earlier.items():
            if name in named and any(o.may_not_apply for o in question.options.values()):
                yield Problem(
                    (*at, "when"),
                    _("{name} has options that may not apply, so it cannot open questions.").format(
                        name=name
                    ),
                    _("Ask a question of its own for that."),
                )

    def factors(self) -> Problems:
        """Each factor has questions with weight, each index has factors."""
        for name in self.q.factors:
            if not any(
                question.factor == name and question.scored for question in self.q.questions
            ):
                yield Problem(
                    ("factors", name),
                    _("No question with a weight belongs to {name}.").format(name=name),
                    _("Give it a question with a weight above 0, or take it out."),
                    lacks="questions",
                )
        for name, index in self.q.indices.items():
            for factor in index.shares:
                yield from _listed(
                    ("indices", name, "shares", factor), factor, self.q.factors, _("factor")
                )

    def stages(self) -> Problems:
        """The lowest stage is where everybody stands; the others say what they ask for."""
        scope = Scope(
            self.by_id,
            frozenset(self.by_id),
            scores=frozenset(set(self.q.factors) - self.deciding),
            not_for_stages=frozenset([*self.deciding, *self.q.indices]),
        )
        for i, stage in enumerate(self.q.stages):
            if (i == 0) == bool(stage.when):
                first = _("The first stage takes everybody: take out its condition.")
                later = _("Say in when: what this stage asks for.")
                yield Problem(
                    ("stages", i),
                    _("Only the first stage has no condition."),
                    later if i else first,
                    "stages",
                )
            if stage.when:
                yield from _condition(("stages", i, "when"), stage.when, scope)

    def decision(self) -> Problems:
        """Requirements and gates stand on what exists and cannot go missing."""
        rule, at = self.q.decision.omnichannel, ("decision", "omnichannel")
        known = [*self.q.indices, *self.q.factors]
        for name in rule.requires:
            yield from _listed((*at, "requires", name), name, known, _("factor or index"))
        for stage, eased in rule.at_stage.items():
            yield from _listed((*at, "at_stage", stage), stage, self.stage_ids, _("stage"))
            for name in eased:
                yield from _listed(
                    (*at, "at_stage", stage, name), name, rule.requires, _("requirement")
                )
        has_quick = any(question.quick for question in self.q.questions)
        for name, minimum in rule.gates.items():
            yield from _listed((*at, "gates", name), name, self.by_id, _("question"))
            if name in self.by_id:
                yield from gate_shape(
                    (*at, "gates", name), self.by_id[name], minimum, has_quick=has_quick
                )

    def paths(self) -> Problems:
        """Each strategy has paths, and the last of each takes whatever is left."""
        at: Location = ("decision", "paths")
        settled: set[Strategy] = set()
        for i, path in enumerate(self.q.decision.paths):
            if path.strategy in settled:
                yield Problem(
                    (*at, i), _("This path is never reached."),
                    _("Put it before the path of {strategy} that has no condition.").format(strategy=path.strategy),
                )  # fmt: skip
            if path.when:
                yield from _condition(
                    (*at, i, "when"), path.when, self._everything(with_path=False)
                )
            else:
                settled.add(path.strategy)
            for stage in path.at_stage:
                yield from _listed((*at, i, "at_stage", stage), stage, self.stage_ids, _("stage"))
            for key in ("multichannel", "omnichannel", "always", "first"):
                chosen = getattr(path.plan, key)
                for j, name in enumerate(chosen if isinstance(chosen, tuple) else ()):
                    yield from _listed(
                        (*at, i, "plan", key, j), name, self.weakness_ids, _("weakness")
                    )
        for strategy in Strategy:
            if strategy not in settled:
                yield Problem(
                    at, _("Some answers for {strategy} lead to no path.").format(strategy=strategy),
                    _("End with a path of that strategy that has no condition."), "paths",
                )  # fmt: skip

    def _everything(self, *, with_path: bool) -> Scope:
        rule = self.q.decision.omnichannel
        words = {"stage": frozenset(self.stage_ids), "strategy": every_strategy()}
        if with_path:
            words["path"] = frozenset(path.id for path in self.q.decision.paths)
        return Scope(
            self.by_id,
            frozenset(self.by_id),
            scores=frozenset([*self.q.factors, *self.q.indices]),
            factors=frozenset(self.q.factors),
            lines=frozenset([*rule.requires, *rule.gates]),
            words=words,
            facts=frozenset(["unknown_share", "ends_differ"]),
        )

    def weaknesses(self) -> Problems:
        """Each failed requirement or gate finds a weakness to work on."""
        rule = self.q.decision.omnichannel
        answered: set[str] = set()
        for i, weakness in enumerate(self.q.weaknesses):
            at: Location = ("weaknesses", i)
            yield from _condition((*at, "when"), weakness.when, self._everything(with_path=True))
            for j, name in enumerate(weakness.mends):
                yield from _listed((*at, "mends", j), name, self.by_id, _("question"))
            for j, name in enumerate(weakness.watches):
                yield from _listed((*at, "watches", j), name, rule.requires, _("requirement"))
            answered |= set(weakness.mends) | set(weakness.watches)
        if not self.q.weaknesses:
            return
        for name in rule.gates:
            if name in self.by_id and name not in answered:
                yield self._unanswered(("decision", "omnichannel", "gates", name), name)
        known = {*self.q.indices, *self.q.factors}
        for name in rule.requires:
            if name in known and name not in answered and not self._workable(name, answered):
                yield self._unanswered(("decision", "omnichannel", "requires", name), name)

    def _workable(self, name: str, answered: set[str]) -> bool:
        index = self.q.indices.get(name)
        factors = set(index.shares) if index else {name}
        return any(q.factor in factors and q.id in answered for q in self.q.questions)

    def _unanswered(self, at: Location, name: str) -> Problem:
        return Problem(
            at, _("No weakness says what to do when {name} fails.").format(name=name),
            _("Name it under mends: or watches: of a weakness."), "weaknesses",
        )  # fmt: skip

    def actions(self) -> Problems:
        """Actions follow each other in time and never in a circle."""
        by_id = {action.id: action for action in self.q.actions}
        for i, action in enumerate(self.q.actions):
            at: Location = ("actions", i)
            yield from _listed((*at, "weakness"), action.weakness, self.weakness_ids, _("weakness"))
            if action.serves:
                yield from _listed((*at, "serves"), action.serves, self.stage_ids, _("stage"))
            for j, name in enumerate(action.after):
                yield from _listed((*at, "after", j), name, by_id, _("action"))
                if name in by_id and _later(by_id[name], action):
                    yield Problem(
                        (*at, "after", j), _("{name} comes later than this action.").format(name=name),
                        _("An action can only follow one of the same or an earlier horizon."),
                    )  # fmt: skip
            if _leads_back(action, by_id):
                yield Problem((*at, "after"), _("This action waits for itself, through others."))
            yield from self._reached(at, action)
        worked_on = {action.weakness for action in self.q.actions}
        for i, weakness in enumerate(self.q.weaknesses):
            if weakness.id not in worked_on:
                what = _("No action works on {name}.").format(name=weakness.id)
                yield Problem(("weaknesses", i), what, lacks="actions")

    def _reached(self, at: Location, action: Action) -> Problems:
        mended = {name for weakness in self.q.weaknesses for name in weakness.mends}
        for name, answer in action.reaches.items():
            place: Location = (*at, "reaches", name)
            yield from _listed(place, name, self.by_id, _("question"))
            if name not in self.by_id:
                continue
            if not self.by_id[name].changeable and name not in mended:
                yield Problem(
                    place, _("No work can change the answer to {name}.").format(name=name),
                    _("Mark the question as changeable: true, or name it under mends: of a weakness."),
                )  # fmt: skip
            yield from reached_shape(place, self.by_id[name], answer)

    def planning(self) -> Problems:
        """The plan's hours and money are known for every answer."""
        if self.q.planning is None:
            if self.q.actions:
                yield Problem(
                    ("actions",),
                    _("There are actions but no planning."),
                    _("Add a planning block."),
                    lacks="planning",
                )
            return
        capacity, at = self.q.planning.capacity, ("planning", "capacity")
        for key, table in (
            ("hours_question", capacity.hours_per_week),
            ("cost_question", capacity.cost_ceiling),
        ):
            name = getattr(capacity, key)
            yield from _listed((*at, key), name, self.by_id, _("question"))
            if name in self.by_id:
                if self.by_id[name].kind is not Kind.ONE:
                    yield Problem(
                        (*at, key),
                        _("{name} does not choose one of several options.").format(name=name),
                        _("Hours and money are read from such a question only."),
                    )
                options = self.by_id[name].options
                if not options:
                    continue  # told at the question
                part = "hours_per_week" if key == "hours_question" else "cost_ceiling"
                for option in options:
                    if option not in table:
                        yield Problem(
                            (*at, part), _("The option {name} is missing.").format(name=option)
                        )
                for option in table:
                    yield from _listed((*at, part, option), option, options, _("option"))

    def sayables(self) -> Problems:
        """Conditions of sentences and risks make sense."""
        scope = self._everything(with_path=True)
        places: list[tuple[Location, str | None]] = [
            *(
                ((part, i, "when"), item.when)
                for part in ("hints", "risks", "kpis", "actions", "rerun_when")
                for i, item in enumerate(getattr(self.q, part))
            ),
            *((("risks", i, "unless"), risk.unless) for i, risk in enumerate(self.q.risks)),
            *(
                (("comparison", i, "here", j, "when"), say.when)
                for i, contrast in enumerate(self.q.comparison)
                for j, say in enumerate(contrast.here)
            ),
        ]
        for at, when in places:
            if when:
                yield from _condition(at, when, scope)


def _listed(at: Location, name: str, known: Iterable[str], label: str) -> Problems:
    names = list(known)
    if name not in names:
        yield Problem(
            at,
            _("There is no {label} {name}.").format(label=label, name=name),
            did_you_mean(name, names),
        )


def _repeated(at: Location, ids: list[str]) -> Problems:
    for i, name in enumerate(ids):
        if name in ids[:i]:
            yield Problem(
                (*at, i, "id"), _("The id {name} is used twice.").format(name=name),
                _("Choose another id for one of the two."),
            )  # fmt: skip


def _condition(at: Location, text: str, scope: Scope) -> Problems:
    for what, cure in scope.complaints(text):
        yield Problem(at, what, cure)


def _later(before: Action, action: Action) -> bool:
    order = list(Horizon)
    return order.index(before.horizon) > order.index(action.horizon)


def _leads_back(action: Action, by_id: dict[str, Action]) -> bool:
    waiting, seen = list(action.after), set[str]()
    while waiting:
        name = waiting.pop()
        if name == action.id:
            return True
        if name in by_id and name not in seen:
            seen.add(name)
            waiting += by_id[name].after
    return False

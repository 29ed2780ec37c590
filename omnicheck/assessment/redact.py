"""A report to pass on: without money, staff and notes, and without what would give them away.

What hangs on a sensitive answer goes with it: a step, a risk or a sentence that the questionnaire shows
only after such an answer tells as much as the answer does. The recommendation, the scores and the choice
of the other steps stay. They rest on all answers, so someone who has the questionnaire can still narrow
down what was left out; whole points make that hard where a score holds several such answers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from math import ceil, floor
from typing import TYPE_CHECKING

from omnicheck.assessment.firmness import stays_text
from omnicheck.assessment.lines import at_least
from omnicheck.assessment.plan import horizon_title
from omnicheck.assessment.report import AfterPlan, PlanHorizon, Reason
from omnicheck.choices import Horizon, Moved, Strategy
from omnicheck.conditions import parse_condition, subjects
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterable

    from omnicheck.assessment.report import (
        AnswerLine,
        ContrastLine,
        Doubt,
        Firmness,
        FirmRange,
        KpiLine,
        Line,
        Outlook,
        Plan,
        PlanAction,
        Report,
        RiskLine,
        Score,
        SourceLine,
        TippingPoint,
        Unlock,
        Verdict,
    )
    from omnicheck.questionnaire import Contrast, Questionnaire, Sayable

WITHHELD = "withheld"
_MIDDLE = 50.0


def redact(report: Report, questionnaire: Questionnaire) -> Report:
    """Return a report without money, staff and notes.

    `questionnaire` must be the one that the report was made with: it marks its sensitive questions.
    """
    return report if report.redacted else _Redaction(report, _Hidden(questionnaire)).copy()


@dataclass(frozen=True)
class _Hidden:
    """The sensitive questions of a questionnaire, and what hangs on them."""

    questionnaire: Questionnaire

    @cached_property
    def questions(self) -> frozenset[str]:
        """Sensitive questions, and those that are asked only after certain answers to one."""
        found: set[str] = set()
        for (
            question
        ) in self.questionnaire.questions:  # a condition asks about earlier questions only
            if question.sensitive or _about(question.when, found):
                found.add(question.id)
        return frozenset(found)

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """What the sensitive questions are called in lists."""
        asked = self.questionnaire.questions
        return tuple(q.topic.casefold() for q in asked if q.id in self.questions)

    @cached_property
    def actions(self) -> frozenset[str]:
        """Actions that follow from a sensitive answer, of themselves or through their weakness."""
        weak = {
            weakness.id
            for weakness in self.questionnaire.weaknesses
            if self.decide(weakness.when) or not self.questions.isdisjoint(weakness.mends)
        }
        actions = self.questionnaire.actions
        return frozenset(a.id for a in actions if a.weakness in weak or self.decide(a.when))

    @cached_property
    def factors(self) -> frozenset[str]:
        """Factors that are mostly about sensitive questions; the words for their scores say so."""
        weights: dict[str, Decimal] = {}
        for question in self.questionnaire.questions:
            if question.factor:
                side = 1 if question.id in self.questions else -1
                weight = weights.get(question.factor, Decimal(0)) + side * question.weight
                weights[question.factor] = weight
        return frozenset(factor for factor, weight in weights.items() if weight > 0)

    @cached_property
    def scores(self) -> frozenset[str]:
        """Factors with a sensitive answer in them, and all that share an index with one."""
        own = {
            q.factor for q in self.questionnaire.questions if q.id in self.questions and q.factor
        }
        shared = [set(i.shares) | {n} for n, i in self.questionnaire.indices.items()]
        found = own.union(*(names for names in shared if names & own))
        return frozenset(found.union(*(names for names in shared if names & found)))

    def decide(self, condition: str | None) -> bool:
        """Whether sensitive answers settle if a condition holds."""
        return _about(condition, self.questions)

    def are_named(self, text: str) -> bool:
        """Whether a text speaks of a sensitive question."""
        return any(topic in text.casefold() for topic in self.topics)


def _about(condition: str | None, questions: Iterable[str]) -> bool:
    return condition is not None and not set(questions).isdisjoint(
        subjects(parse_condition(condition))
    )


@dataclass(frozen=True)
class _Redaction:
    """One report being copied; each part in its own method."""

    report: Report
    hidden: _Hidden

    @property
    def questionnaire(self) -> Questionnaire:
        return self.hidden.questionnaire

    def copy(self) -> Report:
        report, hidden = self.report, self.hidden.questions
        lines = self._lines()
        plan = self._plan(report.plan) if report.plan else None
        return replace(
            report,
            origin=replace(report.origin, answers_sha256=""),
            business=replace(report.business, staff=None, tags={}),
            verdict=self._verdict(report.verdict, lines),
            reasons_for=self._reasons(report.reasons_for),
            reasons_against=self._reasons(report.reasons_against),
            pulls=tuple(pull for pull in report.pulls if pull.question not in hidden),
            scores=tuple(map(self._score, report.scores)),
            lines=lines,
            unlocks=tuple(self._unlock(u) for u in report.unlocks if u.id not in hidden),
            tipping_point=self._tipping_point(report.tipping_point),
            unknowns=tuple(u for u in report.unknowns if u.question not in hidden),
            comparison=tuple(map(self._contrast, report.comparison, self.questionnaire.comparison)),
            plan=plan,
            kpis=self._kpis(),
            risks=self._risks(),
            hints=self._sayable(report.hints, self.questionnaire.hints),
            notices=self._silent(report.notices),
            rerun_when=self._sayable(report.rerun_when, self.questionnaire.rerun_when),
            answers=tuple(map(self._answer, report.answers)),
            sources=self._sources(plan),
            firmness=self._firmness(report.firmness) if report.firmness else None,
            outlook=self._outlook(report.outlook) if report.outlook else None,
            redacted=True,
            after_plan=self._after_plan(report.after_plan) if report.after_plan else None,
        )

    def _reasons(self, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
        """Say that some are left out, and not which."""
        shown = tuple(r for r in reasons if r.question not in self.hidden.questions)
        missing = len(reasons) - len(shown)
        if not missing:
            return reasons
        says = plural(
            "{count} reason is left out of this copy.",
            "{count} reasons are left out of this copy.",
            missing,
        )
        return (*shown, Reason("", "", says, "", 0.0))

    def _silent(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(text for text in texts if not self.hidden.are_named(text))

    def _sayable(self, texts: Iterable[str], known: Iterable[Sayable]) -> tuple[str, ...]:
        free = {entry.say for entry in known if not self.hidden.decide(entry.when)}
        return tuple(text for text in texts if text in free)

    def _answer(self, line: AnswerLine) -> AnswerLine:
        if line.question not in self.hidden.questions:
            return replace(line, note="")
        return replace(
            line, state=WITHHELD, answer="", value=None, contribution=0.0, note="", line=0
        )

    def _lines(self) -> tuple[Line, ...]:
        shown = [line for line in self.report.lines if line.id not in self.hidden.questions]
        return tuple(line if line.is_gate else _in_whole_points(line) for line in shown)

    def _score(self, score: Score) -> Score:
        value, low, high = (
            None if each is None else _whole(each, score.threshold)
            for each in (score.value, score.low, score.high)
        )
        says = "" if score.id in self.hidden.factors else score.says
        return replace(score, value=value, low=low or 0.0, high=high or 0.0, says=says)

    def _verdict(self, verdict: Verdict, lines: tuple[Line, ...]) -> Verdict:
        ends = (verdict.margin_low, verdict.margin, verdict.margin_high)
        low, margin, high = (_whole(end, 0.0) for end in ends)
        known = replace(
            verdict,
            confidence_reasons=self._silent(verdict.confidence_reasons),
            margin=margin,
            margin_low=low,
            margin_high=high,
            fit_now=_whole(verdict.fit_now, _MIDDLE),
        )
        return _unlimited(known, lines) if verdict.limiting in self.hidden.questions else known

    def _unlock(self, unlock: Unlock) -> Unlock:
        if not self.hidden.are_named(unlock.needed):
            return unlock
        threshold = next(line.threshold for line in self.report.lines if line.id == unlock.id)
        return replace(unlock, needed=at_least(threshold))

    def _tipping_point(self, point: TippingPoint) -> TippingPoint:
        """Show the ways that nothing is left out of; the first of them stands for the first of all."""
        ways = tuple(
            replace(way, actions=(), hours=None, cost=None, decisions=())
            for way in point.ways
            if self.hidden.questions.isdisjoint(change.question for change in way.changes)
        )
        first = ways[0].changes if ways else point.changes
        return replace(
            point,
            changes=tuple(c for c in first if c.question not in self.hidden.questions),
            says=self._turning(point, len(ways)),
            ways=ways,
            doubt=self._doubt(point.doubt) if point.doubt else None,
            cheapest=None,
        )

    def _turning(self, point: TippingPoint, shown: int) -> str:
        """Say what turns the recommendation, and that ways to do so are left out where some are."""
        if self.hidden.are_named(point.says):
            if shown:
                return _("Some of what would turn the answer is left out of this copy.")
            return _("What would turn the answer is left out of this copy.")
        if shown < len(point.ways) and shown:
            return f"{point.says} {_('Some ways to turn it are left out of this copy.')}"
        missing = sum(change.question in self.hidden.questions for change in point.changes)
        if missing and not shown:
            return f"{point.says} {_left_out(missing, is_all=missing == len(point.changes))}"
        return point.says

    def _doubt(self, doubt: Doubt) -> Doubt:
        """Say of what is left out that it is, and not which answers or how many."""
        shown = tuple(c for c in doubt.changes if c.question not in self.hidden.questions)
        if len(shown) == len(doubt.changes):
            return doubt
        says = _("Some of the answers that it hangs on are left out of this copy.")
        return replace(doubt, changes=shown if doubt.least == 1 else (), says=says)

    def _outlook(self, found: Outlook) -> Outlook:
        """How many have to be asked goes with those left out, which it would count."""
        shown = tuple(a for a in found.asks if a.question not in self.hidden.questions)
        if shown == found.asks:
            return found
        says = _("Answers that can still turn it to the other strategy are left out of this copy.")
        return replace(found, asks=shown, asks_known=False, asks_on_average=None, asks_says=says)

    def _firmness(self, found: Firmness) -> Firmness:
        """Leave out what sensitive answers settle: exact ends would tell them."""
        return replace(
            found,
            ranges=tuple(map(self._range, filter(self._may_tell, found.ranges))),
            hangs_on="" if found.hangs_on in self.hidden.questions else found.hangs_on,
            sentences=self._silent(found.sentences),
        )

    def _may_tell(self, found: FirmRange) -> bool:
        told = found.within if found.moved in (Moved.WEIGHT, Moved.SHARE) else found.id
        if found.moved is Moved.LINE:
            return True
        return told not in self.hidden.scores | self.hidden.questions

    def _range(self, found: FirmRange) -> FirmRange:
        """Of a line, show whole points, as of its score."""
        if found.moved is not Moved.LINE:
            return found
        low = None if found.low is None else float(ceil(found.low))
        high = None if found.high is None else float(floor(found.high))
        says = stays_text(low, high, from_it=found.low_holds, up_to_it=found.high_holds)
        return replace(found, low=low, high=high, times=None, says=says)

    def _contrast(self, line: ContrastLine, contrast: Contrast) -> ContrastLine:
        """Keep a sentence that was chosen before any sensitive answer was looked at."""
        for entry in contrast.here:
            if self.hidden.decide(entry.when):
                break
            if entry.say == line.here:
                return line
        for_all = (entry.say for entry in contrast.here if entry.when is None)
        return replace(line, here=next(for_all, ""))

    def _plan(self, plan: Plan) -> Plan:
        notes = (
            _("Steps that depend on money, hours or staff are left out of this copy."),
            _("The steps stand in the order of the work. The weeks would tell the hours."),
        )
        return replace(
            plan,
            hours_per_week=None,
            cost_ceiling=None,
            target_stage=self._target(plan),
            notes=notes,
            horizons=self._in_order(plan),
            later=self._actions(plan.later),
            watch=self._silent(plan.watch),
        )

    def _target(self, plan: Plan) -> str:
        """The highest stage that a step shown helps to reach; that of a step left out would tell it."""
        shown = {a.id for h in plan.horizons for a in h.actions} - self.hidden.actions
        served = {a.serves for a in self.questionnaire.actions if a.id in shown}
        stages = [stage.title for stage in self.report.stages]
        today = next((i for i, stage in enumerate(self.report.stages) if stage.is_today), 0)
        positions = [i for i, stage in enumerate(self.report.stages) if stage.id in served]
        return stages[max(today, *positions, 0)] if stages else plan.target_stage

    def _in_order(self, plan: Plan) -> tuple[PlanHorizon, ...]:
        """The steps in their order only: how many fit into a month would tell the hours."""
        steps = self._actions(tuple(a for horizon in plan.horizons for a in horizon.actions))
        if not steps:
            return ()
        title = horizon_title(Horizon.MONTHS_12)
        return (PlanHorizon(Horizon.MONTHS_12, title, None, None, steps),)

    def _actions(self, actions: tuple[PlanAction, ...]) -> tuple[PlanAction, ...]:
        """Without cost and hours: added up, they tell the money and the time that the plan was cut to."""
        return tuple(
            replace(
                action,
                cost=None,
                hours=None,
                unlocks=self._silent(action.unlocks),
                from_week=None,
                to_week=None,
            )
            for action in actions
            if action.id not in self.hidden.actions
        )

    def _after_plan(self, after: AfterPlan) -> AfterPlan:
        """The answers that the steps shown bring about: the scores rest on the other steps too."""
        hidden = {a.title for a in self.questionnaire.actions if a.id in self.hidden.actions}
        shown = tuple(
            change
            for change in after.changes
            if change.question not in self.hidden.questions and hidden.isdisjoint(change.steps)
        )
        return AfterPlan(
            says=(_("What the scores would then be is left out of this copy."),),
            changes=shown,
            outcome=None,
        )

    def _kpis(self) -> tuple[KpiLine, ...]:
        told = {kpi.id for kpi in self.questionnaire.kpis if self.hidden.decide(kpi.when)}
        return tuple(kpi for kpi in self.report.kpis if kpi.id not in told)

    def _risks(self) -> tuple[RiskLine, ...]:
        """Exposed ones first, as in every report; a sensitive answer exposes to nothing here."""
        by_id = {line.id: line for line in self.report.risks}
        shown = [
            replace(by_id[risk.id], exposed=False)
            if self.hidden.decide(risk.when)
            else by_id[risk.id]
            for risk in self.questionnaire.risks
            if risk.id in by_id and not self.hidden.decide(risk.unless)
        ]
        return tuple(sorted(shown, key=lambda risk: not risk.exposed))

    def _sources(self, plan: Plan | None) -> tuple[SourceLine, ...]:
        """Those of the questions and of the steps that are left."""
        planned = {a.id for h in plan.horizons for a in h.actions} if plan else set()
        used = {
            *(s for line in self.report.answers if line.state != "not_asked" for s in line.sources),
            *(s for a in self.questionnaire.actions if a.id in planned for s in a.sources),
        }
        return tuple(source for source in self.report.sources if source.id in used)


def _left_out(count: int, *, is_all: bool) -> str:
    if is_all:
        return plural("It is left out of this copy.", "They are left out of this copy.", count)
    return plural(
        "{count} of them is left out of this copy.",
        "{count} of them are left out of this copy.",
        count,
    )


def _unlimited(verdict: Verdict, lines: tuple[Line, ...]) -> Verdict:
    """Say that what limits the result is left out; how far away it is would tell the answer."""
    margin = min((line.margin for line in lines), default=0.0)
    return replace(
        verdict,
        margin=margin,
        margin_low=margin,
        margin_high=margin,
        fit_now=_fit(verdict.strategy, margin),
        limiting="",
        limiting_title=_("Something that is left out of this copy"),
    )


def _fit(strategy: Strategy, margin: float) -> float:
    """As `Verdict.fit_now` is: 50 or more exactly where omnichannel is recommended."""
    fit = min(max(_MIDDLE + margin, 0.0), 100.0)
    return max(fit, _MIDDLE) if strategy is Strategy.OMNICHANNEL else min(fit, _MIDDLE - 1)


def _in_whole_points(line: Line) -> Line:
    value = None if line.value is None else _whole(line.value, line.threshold)
    return replace(line, value=value, margin=_whole(line.margin, 0.0))


def _whole(value: float, line: float | None) -> float:
    """Return a number in whole points, on the same side of its line as before.

    Exact points, less those of the answers shown, would tell the answers that are left out.
    """
    whole = floor(value + 0.5)
    if line is not None and (value >= line) != (whole >= line):
        whole += 1 if value >= line else -1
    return float(whole)

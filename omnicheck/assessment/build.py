"""From one business's answers to its report."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from omnicheck.answers import code_row, idle_answers
from omnicheck.assessment.afterwards import after_plan
from omnicheck.assessment.case import Case
from omnicheck.assessment.firmness import firmness
from omnicheck.assessment.lines import lines, unknowns, unlocks
from omnicheck.assessment.means import STATED, Means, placement_of
from omnicheck.assessment.outlook import in_this_light, outlook
from omnicheck.assessment.plan import make_plan
from omnicheck.assessment.reasons import pulls, reasons, verdict
from omnicheck.assessment.report import (
    SCHEMA_VERSION,
    AnswerLine,
    BusinessProfile,
    ContrastLine,
    KpiLine,
    Origin,
    Picture,
    Report,
    RiskLine,
    Score,
    SourceLine,
    StageStep,
)
from omnicheck.assessment.turning import turning
from omnicheck.choices import Form
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_ASKED, NOT_SURE
from omnicheck.engine.score import score
from omnicheck.language import _, plural
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.answers import AnswerSheet
    from omnicheck.assessment.report import Line, Plan
    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.questionnaire import Bands, Factor, Index, Source

_LOW_BELOW, _HIGH_FROM = 40, 60


def build_report(
    sheet: AnswerSheet,
    compiled: CompiledQuestionnaire,
    origin: Origin,
    means: Means = STATED,
) -> Report:
    """Score one answer sheet and put the result into words.

    `means` are the hours and the money to plan for, where not those of the answers.
    """
    case = Case(sheet, score(compiled, code_row(sheet, compiled)))
    questionnaire = case.questionnaire
    all_lines = lines(case)
    speaks_for, speaks_against = reasons(case, all_lines)
    open_answers = unknowns(case)
    ahead = outlook(case, open_answers)
    is_certain = ahead is not None and ahead.certain
    conclusion = verdict(case, is_certain=is_certain)
    placement = placement_of(case.scores, means)
    scores = tuple(_scores(case, all_lines))
    point = turning(case, placement, is_certain=is_certain)
    after = after_plan(case, scores, placement, point.cheapest)
    plan = make_plan(case, all_lines, placement, means, point.cheapest, after)
    answers = tuple(_answers(case))
    return Report(
        schema_version=SCHEMA_VERSION,
        origin=origin,
        business=profile(sheet),
        form=sheet.form,
        answered_on=sheet.answered_on,
        verdict=conclusion,
        reasons_for=speaks_for,
        reasons_against=speaks_against,
        pulls=pulls(case),
        scores=scores,
        picture=_picture(case, scores),
        stages=tuple(
            StageStep(
                stage.id,
                stage.title,
                stage.means,
                is_today=i == case.stage,
                is_certain=i != case.stage or case.stage_is_certain,
            )
            for i, stage in enumerate(questionnaire.stages)
        ),
        lines=all_lines,
        unlocks=() if case.omnichannel else unlocks(case, all_lines),
        tipping_point=point,
        unknowns=in_this_light(case, open_answers, ahead),
        comparison=tuple(_comparison(case)),
        plan=plan,
        kpis=tuple(
            KpiLine(kpi.id, kpi.title, kpi.measure, kpi.good_sign, kpi.side_figure)
            for kpi in questionnaire.kpis
            if kpi.strategy is conclusion.strategy and case.holds(kpi.when)
        ),
        judging=questionnaire.judging,
        risks=tuple(_risks(case)),
        hints=tuple(hint.say for hint in questionnaire.hints if case.holds(hint.when)),
        notices=tuple(_notices(case)),
        rerun_when=tuple(sign.say for sign in questionnaire.rerun_when if case.holds(sign.when)),
        answers=answers,
        sources=tuple(_sources(case, answers, plan)),
        method=questionnaire.method,
        limits=questionnaire.limits,
        firmness=firmness(case, is_certain=is_certain),
        outlook=ahead,
        after_plan=after,
    )


def profile(sheet: AnswerSheet) -> BusinessProfile:
    """Return what a report says about who answered."""
    business = sheet.business
    return BusinessProfile(
        name=business.name,
        trade=business.trade,
        country=business.country,
        region=business.region,
        id=business.id,
        staff=business.staff,
        years=business.years,
        tags=_cleaned_keys(business.tags),
    )


def _cleaned_keys(tags: dict[str, str]) -> dict[str, str]:
    """Clean the names of tags; two that then read the same are numbered, so that neither is lost."""
    found: dict[str, str] = {}
    for tag, text in tags.items():
        name = shown = clean(tag)
        number = 1
        while shown in found:
            number += 1
            shown = f"{name} ({number})"
        found[shown] = text
    return found


def _scores(case: Case, all_lines: tuple[Line, ...]) -> Iterator[Score]:
    questionnaire = case.questionnaire
    required = {line.id: line for line in all_lines if not line.is_gate}
    alone = {name: _only_factor(index) for name, index in questionnaire.indices.items()}
    for name, factor in alone.items():
        if factor is not None and name in required:
            required.setdefault(factor, required[name])
    parts: list[tuple[str, Factor | Index]] = [
        *questionnaire.factors.items(),
        *questionnaire.indices.items(),
    ]
    for name, part in parts:
        value = case.score(name)
        low, high = case.score_range(name)
        line, unknown = required.get(name), case.unknown_share(name)
        known = 100 * unknown <= Fraction(questionnaire.decision.omnichannel.max_unknown)
        is_index = name in questionnaire.indices
        yield Score(
            id=name,
            title=part.title,
            asks=part.asks,
            is_index=is_index,
            decides=is_index or case.compiled.factor_by_id[name] < case.compiled.deciding,
            value=None if value is None else float(value),
            low=float(low),
            high=float(high),
            threshold=line.threshold if line else None,
            met=line.met if line and known else None,
            same_as=alone.get(name),
            says=_score_words(part.says, value, known=known),
            unknown_share=float(unknown),
        )


def _only_factor(index: Index) -> str | None:
    return next(iter(index.shares)) if len(index.shares) == 1 else None


def _score_words(bands: Bands, value: Fraction | None, *, known: bool) -> str:
    if value is None:
        return _("Nothing in it applies or was asked.")
    if not known:
        return _("Not known yet: too many of its answers are open.")
    return _band(bands, float(value))


def _band(bands: Bands, value: float) -> str:
    if value < _LOW_BELOW:
        return bands.low
    return bands.middle if value < _HIGH_FROM else bands.high


def _picture(case: Case, scores: tuple[Score, ...]) -> Picture | None:
    """The first two indices that omnichannel asks for, against each other."""
    names = [r.id for r in case.compiled.requirements if r.is_index]
    shown = {entry.id for entry in scores if entry.value is not None}
    both = [name for name in names if name in shown]
    return Picture(across=both[0], upward=both[1]) if len(both) > 1 else None


def _comparison(case: Case) -> Iterator[ContrastLine]:
    for contrast in case.questionnaire.comparison:
        here = next((entry.say for entry in contrast.here if case.holds(entry.when)), "")
        yield ContrastLine(contrast.aspect, contrast.multichannel, contrast.omnichannel, here)


def _risks(case: Case) -> list[RiskLine]:
    """The risks of the recommended strategy; those that this business is exposed to come first."""
    strategy = case.questionnaire.decision.paths[int(case.scores.path[0])].strategy
    found = [
        RiskLine(
            risk.id,
            risk.title,
            risk.sign,
            risk.guard,
            exposed=bool(risk.when) and case.holds(risk.when),
        )
        for risk in case.questionnaire.risks
        if risk.strategy is strategy and not (risk.unless and case.holds(risk.unless))
    ]
    return sorted(found, key=lambda risk: not risk.exposed)


def _notices(case: Case) -> Iterator[str]:
    sheet = case.sheet
    if sheet.form is Form.QUICK:
        asked = sum(column.question.quick for column in case.compiled.columns)
        yield plural(
            "This is the quick form with {count} question. The full form gives a firmer answer.",
            "This is the quick form with {count} questions. The full form gives a firmer answer.",
            asked,
        )
    unused = [case.question(name).topic for name in idle_answers(sheet, case.compiled)]
    if unused:
        yield _("Answers given but not used, because these were not asked: {topics}.").format(
            topics=", ".join(unused)
        )
    if not case.stage_is_certain:
        yield _("Your stage today is not certain: answers that it depends on are open.")
    missing = sum(
        case.codes[position] == NOT_SURE and column.id not in sheet.answers
        for position, column in enumerate(case.compiled.columns)
    )
    if missing:
        yield plural(
            "{count} question has no answer. It counts as not sure.",
            "{count} questions have no answer. They count as not sure.",
            int(missing),
        )


def _answers(case: Case) -> Iterator[AnswerLine]:
    sections = {section.id: section.title for section in case.questionnaire.sections}
    for position, column in enumerate(case.compiled.columns):
        question, code = column.question, int(case.codes[position])
        given = case.sheet.answers.get(question.id)
        has_value = code >= 0 and len(case.compiled.values[position].table) > 0
        yield AnswerLine(
            question=question.id,
            section=sections[question.section],
            topic=question.topic,
            ask=question.ask,
            state=answer_state(code, given is not None),
            answer=case.answer_text(question.id),
            value=float(case.value(question.id)) if has_value else None,
            weight=float(question.weight),
            factor=question.factor,
            contribution=float(case.contribution(question.id)),
            note=case.sheet.notes.get(question.id, ""),
            line=given.place.line if given else 0,
            sources=question.sources,
        )


def answer_state(code: int, given: bool) -> str:
    """Return the state of an answer, as `AnswerLine` names it."""
    states = {NOT_SURE: "not_sure" if given else "not_answered", NOT_APPLICABLE: "not_applicable"}
    return "not_asked" if code == NOT_ASKED else states.get(code, "answered")


def _sources(
    case: Case, answers: tuple[AnswerLine, ...], plan: Plan | None
) -> Iterator[SourceLine]:
    """The sources behind the questions asked and the actions planned, in the order of the file."""
    used = {source for line in answers if line.state != "not_asked" for source in line.sources}
    planned = (
        {action.id for horizon in plan.horizons for action in horizon.actions} if plan else set()
    )
    used |= {source for a in case.questionnaire.actions if a.id in planned for source in a.sources}
    for name, source in case.questionnaire.sources.items():
        if name in used:
            yield SourceLine(name, citation(source), source.grade, source.url, source.shows)


def citation(source: Source) -> str:
    """Cite a source by author, year and title."""
    stop = "" if source.title.endswith(("?", "!", ".")) else "."
    cited = f"{source.author} ({source.year}): {source.title}{stop}"
    return f"{cited} {source.published}." if source.published else cited

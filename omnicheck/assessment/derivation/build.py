"""From a name to its explanation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omnicheck.answers import code_row
from omnicheck.assessment.build import citation, profile
from omnicheck.assessment.case import Case
from omnicheck.assessment.derivation.reading import Reading
from omnicheck.assessment.derivation.record import KIND, SCHEMA_VERSION, Explanation, SubjectKind
from omnicheck.assessment.derivation.subjects import Behind, subject_of, subjects_of
from omnicheck.assessment.derivation.told import tell
from omnicheck.assessment.derivation.trail import Trail
from omnicheck.assessment.means import STATED, Means
from omnicheck.assessment.report import SourceLine
from omnicheck.engine.score import score
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.answers import AnswerSheet
    from omnicheck.assessment.derivation.record import Subject
    from omnicheck.assessment.report import Origin
    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.yamlfile import Document


class NotToPassOnError(InputError):
    """What was asked for rests on answers that a copy to pass on leaves out."""

    def __init__(self, title: str, shown: list[str]) -> None:
        """Say what can be explained instead."""
        what = _(
            "“{title}” rests on answers about money or staff, and its numbers would give them away."
        )
        cure = _("Leave out --redact, or explain something else.")
        if shown:
            cure = _("Leave out --redact, or explain one of: {names}.").format(
                names=", ".join(shown)
            )
        super().__init__([Fault(Place("--explain"), what.format(title=title), cure)])


def explain(  # noqa: PLR0913  what an explanation is made from
    sheet: AnswerSheet,
    name: str,
    compiled: CompiledQuestionnaire,
    document: Document,
    origin: Origin,
    means: Means = STATED,
    *,
    redacted: bool = False,
) -> Explanation:
    """Explain how one result of a business came about.

    Args:
        sheet: The answers.
        name: What to explain; one of `subjects_of`.
        compiled: The questionnaire that the answers were checked with.
        document: Its file.
        origin: What everything is made from.
        means: The hours and the money to plan for, where not those of the answers.
        redacted: For a copy to pass on.

    Raises:
        UnknownSubjectError: the name stands for nothing.
        NotToPassOnError: a copy to pass on is asked for, and the result rests on sensitive answers.
    """
    questionnaire = compiled.questionnaire
    subject = subject_of(questionnaire, name)
    if redacted:
        _check_sensitive(compiled, subject)
    reading = Reading(Case(sheet, score(compiled, code_row(sheet, compiled))), document, means)
    trail = Trail(reading)
    says = tell(trail, subject)
    business = profile(sheet)
    return Explanation(
        schema_version=SCHEMA_VERSION,
        kind=KIND,
        origin=replace(origin, answers_sha256="") if redacted else origin,
        business=replace(business, staff=None, tags={}) if redacted else business,
        form=sheet.form,
        answered_on=sheet.answered_on,
        subject=subject,
        says=says,
        steps=tuple(trail.steps),
        sources=tuple(
            SourceLine(name, citation(source), source.grade, source.url, source.shows)
            for name, source in questionnaire.sources.items()
            if name in trail.sources
        ),
        redacted=redacted,
    )


def _check_sensitive(compiled: CompiledQuestionnaire, subject: Subject) -> None:
    questionnaire = compiled.questionnaire
    hidden = {question.id for question in questionnaire.questions if question.sensitive}
    behind = Behind(questionnaire)
    if not hidden.isdisjoint(behind.subject(subject)):
        shown = [
            each.name
            for each in subjects_of(questionnaire).values()
            if each.kind in (SubjectKind.SCORE, SubjectKind.STAGE)
            and hidden.isdisjoint(behind.subject(each))
        ]
        raise NotToPassOnError(subject.title, shown)

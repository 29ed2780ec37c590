"""Sheets of answers that are held against each other: whose they are, and whether they can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from omnicheck.answer_words import folded
from omnicheck.answers import code_row
from omnicheck.assessment.case import Case
from omnicheck.assessment.redact import WITHHELD
from omnicheck.engine.score import score
from omnicheck.errors import AnswersError, Fault, Place
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from omnicheck.answers import AnswerSheet
    from omnicheck.assessment.report import Report
    from omnicheck.engine.compile import CompiledQuestionnaire


@dataclass(frozen=True)
class Party:
    """One sheet of answers with its questionnaire and what is shown of its report."""

    sheet: AnswerSheet
    compiled: CompiledQuestionnaire
    report: Report
    """Redacted, if the document is to be."""

    @cached_property
    def row(self) -> NDArray[np.int64]:
        """Codes as answered, branches still open, shape (questions,)."""
        return np.asarray(code_row(self.sheet, self.compiled)[0])

    @cached_property
    def case(self) -> Case:
        """The business, scored."""
        return Case(self.sheet, score(self.compiled, self.row[None, :]))

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Questions that the report leaves out."""
        return frozenset(a.question for a in self.report.answers if a.state == WITHHELD)

    def has_same_version_as(self, other: Party) -> bool:
        """Whether both answered the very same questionnaire."""
        mine, theirs = self.report.origin, other.report.origin
        return mine.questionnaire_sha256 == theirs.questionnaire_sha256


def check_one_business(
    sheets: Sequence[AnswerSheet], places: Sequence[Place] | None = None
) -> None:
    """Find out whether sheets are about one business: the same id, or without one the same name.

    `places` are where the business of each sheet is named; without them, the files alone are told.

    Raises:
        AnswersError: some are not; names each.
    """
    named_at = places or [Place(sheet.source) for sheet in sheets]
    (first, at), *others = zip(sheets, named_at, strict=True)
    faults = [
        Fault(place, *_another(first, at, other))
        for other, place in others
        if not _are_one(first, other)
    ]
    if faults:
        raise AnswersError(faults)


def check_lineage(old: Party, new: Party) -> None:
    """Find out whether two sheets answered the same questionnaire, be it in two versions.

    Raises:
        AnswersError: they did not.
    """
    before, after = (party.compiled.questionnaire.id for party in (old, new))
    if before != after:
        raise AnswersError([_other_questionnaire(new.sheet, after, before)])


def check_one_version(sheets: Sequence[AnswerSheet], questionnaire: str) -> None:
    """Find out whether all sheets answered one questionnaire.

    Raises:
        AnswersError: some did not; names each.
    """
    faults = [
        _other_questionnaire(sheet, sheet.questionnaire, questionnaire)
        for sheet in sheets
        if sheet.questionnaire != questionnaire
    ]
    if faults:
        raise AnswersError(faults)


def _other_questionnaire(sheet: AnswerSheet, here: str, there: str) -> Fault:
    what = _("These are answers to {here}, and the others are answers to {there}.")
    cure = _("Compare answers to one questionnaire; of that, also answers to different versions.")
    return Fault(Place(sheet.source), what.format(here=here, there=there), cure)


def _are_one(one: AnswerSheet, other: AnswerSheet) -> bool:
    if one.business.id and other.business.id:
        return one.business.id == other.business.id
    return folded(one.business.name) == folded(other.business.name)


def _another(first: AnswerSheet, at: Place, other: AnswerSheet) -> tuple[str, str]:
    what = _("These are the answers of {other}, and {place} names {first}.")
    cure = _(
        "Give both files the same name or id below business:. If it is one business all the same, "
        "add: --same-business"
    )
    return what.format(other=_named(other), first=_named(first), place=at), cure


def _named(sheet: AnswerSheet) -> str:
    name = _("“{name}”").format(name=sheet.business.name)
    if not sheet.business.id:
        return name
    return _("{name} with the id {id}").format(name=name, id=sheet.business.id)

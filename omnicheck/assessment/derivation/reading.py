"""One business of which something is explained: its results, and where every rule and answer stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.record import Spot
from omnicheck.assessment.means import STATED, Means, placement_of

if TYPE_CHECKING:
    from omnicheck.assessment.case import Case
    from omnicheck.engine.planning import Placement
    from omnicheck.errors import Place
    from omnicheck.questionnaire import Questionnaire
    from omnicheck.yamlfile import Document


@dataclass(frozen=True)
class Reading:
    """A scored business and the file of its questionnaire."""

    case: Case
    document: Document
    means: Means = STATED

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire answered."""
        return self.case.questionnaire

    @cached_property
    def placement(self) -> Placement | None:
        """The plan; None where the questionnaire makes none."""
        return placement_of(self.case.scores, self.means)

    def rule(self, *path: str | int) -> Spot:
        """Return where a part of the questionnaire stands; an entry stands where its key does."""
        return _spot(self.document.place_of(path, key=True))

    def entry(self, part: str, name: str, *path: str | int) -> Spot:
        """Return where something inside the entry of a list stands, by the entry's id."""
        listed = (
            self.questionnaire.decision.paths
            if part == "paths"
            else getattr(self.questionnaire, part)
        )
        position = [each.id for each in listed].index(name)
        at: tuple[str | int, ...] = ("decision", "paths") if part == "paths" else (part,)
        return self.rule(*at, position, *path)

    def answer(self, question: str) -> Spot | None:
        """Return where an answer stands; None where none is given."""
        given = self.case.sheet.answers.get(question)
        return _spot(given.place) if given else None

    def applies(self, question: str) -> bool:
        """Whether a question counts with the answer given."""
        position = self.case.compiled.column_by_id[question]
        _values, applies = self.case.compiled.values[position].worth(self.case.codes[[position]])
        return bool(applies[0])


def _spot(place: Place) -> Spot:
    return Spot(Path(place.file).name, place.line, place.column)

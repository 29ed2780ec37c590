"""What the ids in tables of results stand for, as far as their questionnaires are at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from omnicheck.api import load_questionnaire
from omnicheck.catalog import bundled_ids
from omnicheck.results import score_column

if TYPE_CHECKING:
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.questionnaire import Factor, Index, Questionnaire


@dataclass(frozen=True)
class Titles:
    """The titles of strategies, paths, stages and scores; an id stands for itself where none is known."""

    chosen: LoadedQuestionnaire | None = None
    """At hand beside those that come with the program."""
    _known: dict[str, LoadedQuestionnaire | None] = field(default_factory=dict)

    def questionnaire(self, name: str) -> LoadedQuestionnaire | None:
        """Return a questionnaire by its id; None where it is not at hand."""
        if self.chosen is not None and self.chosen.id == name:
            return self.chosen
        if name not in self._known:
            self._known[name] = load_questionnaire(name) if name in bundled_ids() else None
        return self._known[name]

    def of(self, kind: str, name: str, questionnaire: str, stage: str = "") -> str:
        """Return the title of a strategy, a stage or a path; a path may have other words at a stage."""
        found = self.questionnaire(questionnaire)
        title = _titles(kind, found.record, stage).get(name) if found else None
        return (title or name).rstrip(".")

    def of_scores(self, questionnaire: str) -> dict[str, str]:
        """Return the titles of factors and indices by the columns that they stand in."""
        found = self.questionnaire(questionnaire)
        if found is None:
            return {}
        parts: dict[str, Factor | Index] = {**found.record.factors, **found.record.indices}
        return {score_column(name): part.title for name, part in parts.items()}


def _titles(kind: str, record: Questionnaire, stage: str) -> dict[str, str]:
    match kind:
        case "path":
            return {path.id: path.at_stage.get(stage, path).title for path in record.decision.paths}
        case "stage":
            return {each.id: each.title for each in record.stages}
        case _:
            both = record.strategies
            return {"multichannel": both.multichannel.title, "omnichannel": both.omnichannel.title}

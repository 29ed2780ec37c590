"""The hours and the money that a plan is made for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.engine.planning import Capacity, capacity_of, place
from omnicheck.engine.repertoire import COSTS
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.choices import Cost
    from omnicheck.engine.planning import Placement
    from omnicheck.engine.score import Scores


@dataclass(frozen=True)
class Means:
    """Hours and money to plan for, instead of those that the answers stand for."""

    hours_per_week: float | None = None
    """More than 0 and at most 168; None for those of the answers."""
    cost_ceiling: Cost | None = None
    """The dearest class of action; None for that of the answers."""

    @property
    def are_given(self) -> bool:
        """Whether anything is not left to the answers."""
        return self.hours_per_week is not None or self.cost_ceiling is not None

    def note(self) -> str:
        """Say that the plan does not rest on the answers alone; something must be given."""
        if self.cost_ceiling is None:
            return _("The hours are those that you asked to plan for, not those of your answers.")
        if self.hours_per_week is None:
            return _("The money is what you asked to plan for, not that of your answers.")
        return _(
            "The hours and the money are those that you asked to plan for, not those of your answers."
        )


#: What the answers stand for.
STATED: Final = Means()


def placement_of(scores: Scores, means: Means) -> Placement | None:
    """Make the plan of one business, or return None where the questionnaire has no actions."""
    questionnaire = scores.compiled.questionnaire
    if questionnaire.planning is None or not questionnaire.actions:
        return None
    stated = capacity_of(scores, questionnaire.planning)
    hours, ceiling = means.hours_per_week, means.cost_ceiling
    return place(
        scores,
        Capacity(
            hours=stated.hours if hours is None else np.array([hours]),
            ceiling=stated.ceiling if ceiling is None else np.array([COSTS.index(ceiling)]),
        ),
    )

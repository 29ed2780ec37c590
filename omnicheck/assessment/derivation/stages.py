"""How far up the ladder of stages a business stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.conditions import checks_of, tell_scores_in
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.assessment.derivation.trail import Trail


def tell_stage(trail: Trail, last: str | None = None, *, by_the_way: bool = False) -> None:
    """Tell the stages from the lowest up, to the first that is not reached or to a certain one."""
    if "stage" in trail.told:
        return
    reading = trail.reading
    for position, stage in enumerate(reading.questionnaire.stages):
        tell_scores_in(trail, stage.when)
        is_reached = position <= reading.case.stage
        if stage.when is None:
            says = _("Every business has reached this stage.")
            if position:
                says = _("Whoever has reached the stage before has reached this one.")
        else:
            says = _("Reached where this holds for certain, and all stages before are reached.")
        trail.tell(
            _("Stage: {title}").format(title=stage.title),
            says,
            checks=checks_of(trail, stage.when) if stage.when else (),
            outcome=_("Reached.") if is_reached else _("Not reached."),
            rule_at=reading.entry("stages", stage.id, "when" if stage.when else "id"),
            by_the_way=by_the_way,
        )
        if stage.id == last or (last is None and not is_reached):
            break
    trail.told["stage"] = len(trail.steps)

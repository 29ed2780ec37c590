"""The steps of a derivation while they are being told: each result once, before it is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.record import Amount, Check, LineTerm, Spot, Step, Term

if TYPE_CHECKING:
    from omnicheck.assessment.derivation.reading import Reading


@dataclass
class Trail:
    """Steps told so far, and at which of them each result stands."""

    reading: Reading
    steps: list[Step] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)
    """Name of a result -> the number of its step."""
    sources: set[str] = field(default_factory=set)

    def tell(  # noqa: PLR0913  each is a field of the step
        self,
        title: str,
        says: str,
        *,
        terms: tuple[Term, ...] = (),
        lines: tuple[LineTerm, ...] = (),
        checks: tuple[Check, ...] = (),
        formula: str = "",
        result: Amount | None = None,
        outcome: str = "",
        rule_at: Spot | None = None,
        answer_at: Spot | None = None,
        by_the_way: bool = False,
        name: str = "",
    ) -> int:
        """Add a step and return its number; `name` is what later steps find it by."""
        number = len(self.steps) + 1
        for term in terms:
            self.sources.update(term.sources)
        self.steps.append(
            Step(
                number, title, says, terms, lines, checks, formula, result, outcome, rule_at,
                answer_at, by_the_way,
            )
        )  # fmt: skip
        if name:
            self.told[name] = number
        return number

"""How the steps of an explanation read, the same on a terminal and on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import omnicheck.reports.sentences as say
from omnicheck.assessment.derivation import Held
from omnicheck.assessment.derivation.record import number_text
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from omnicheck.assessment.derivation import Explanation
    from omnicheck.assessment.derivation.record import Amount, Check, LineTerm, Spot, Step, Term

_NOTHING = "–"


@dataclass(frozen=True)
class Rows:
    """A table of a step: texts by column, all as long as the head."""

    caption: str
    head: tuple[str, ...]
    figures: tuple[int, ...]
    """Columns, from 0, that hold numbers."""
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    """Whole sentences on single rows."""


def title() -> str:
    """Return the title of an explanation."""
    return _("How this came about")


def where_things_stand(document: Explanation) -> str:
    """Say what the lines beside a number mean."""
    words = _("Rule: the line in {questionnaire}. At: line and column of the answer in {answers}.")
    files = _files(document)
    return words.format(questionnaire=files[0], answers=files[1])


def _files(document: Explanation) -> tuple[str, str]:
    spots = [step.rule_at.file for step in document.steps if step.rule_at]
    return spots[0] if spots else document.origin.questionnaire, document.origin.answers_file


def made_from_text(document: Explanation) -> str:
    """Return versions and fingerprints in a few words."""
    told = [f"{label}: {text}." for label, text in say.made_from(document.origin) if text]
    return " ".join(told)


def held_label(held: Held) -> str:
    """Return whether something holds, as a mark before it."""
    return {Held.YES: _("yes"), Held.NO: _("no"), Held.UNKNOWN: _("unknown")}[held]


def spot_text(spot: Spot | None) -> str:
    """Return a place as programs name it: file, line and column."""
    return f"{spot.file}:{spot.line}:{spot.column}" if spot else ""


def rule_text(step: Step) -> str:
    """Return where the rule of a step stands, as file and line; empty where it stands in no file."""
    return f"{step.rule_at.file}:{step.rule_at.line}" if step.rule_at else ""


def sum_text(step: Step) -> str:
    """Return the formula of a step with its result."""
    if step.result is None:
        return ""
    result = number_text(step.result)
    if not step.formula or step.formula == step.result.exact:
        return result
    return f"{step.formula} = {result}"


def short_text(step: Step) -> str:
    """Return what comes out of a step, on one line."""
    return sum_text(step) or step.outcome


def tables(step: Step, numbers: Mapping[str, int]) -> tuple[Rows, ...]:
    """Return the tables of a step; `numbers` are those of the sources."""
    found = []
    if step.terms and step.terms[0].step:
        found.append(_factors(step))
    elif step.terms:
        found.append(_questions(step, numbers))
    if step.lines:
        found.append(_lines(step))
    return tuple(found)


def _questions(step: Step, numbers: Mapping[str, int]) -> Rows:
    head = (
        _("Question"), _("Answer"), _("Value"), _("Weight"), _("Product"), _("Rule"), _("At"),
        _("Sources"),
    )  # fmt: skip
    rows = [_question(term, numbers) for term in step.terms]
    if step.formula:
        total, _sign, weights = step.formula.partition(" ÷ ")
        rows.append((_("Added up"), "", "", weights, total, "", "", ""))
    notes = tuple(f"{term.title}: {term.note}" for term in step.terms if term.note)
    return Rows(_("The answers in it"), head, (2, 3, 4, 5, 6), tuple(rows), notes)


def _question(term: Term, numbers: Mapping[str, int]) -> tuple[str, ...]:
    cited = ", ".join(str(numbers[name]) for name in term.sources if name in numbers)
    return (
        term.title,
        term.answer,
        _exact(term.value),
        term.weight.exact if term.value else f"({term.weight.exact})",
        _exact(term.product),
        str(term.value_at.line),
        _place(term.answer_at),
        f"[{cited}]" if cited else "",
    )


def _exact(number: Amount | None) -> str:
    return number.exact if number else _NOTHING


def _place(spot: Spot | None) -> str:
    return f"{spot.line}:{spot.column}" if spot else _NOTHING


def _factors(step: Step) -> Rows:
    head = (_("Score"), _("From"), _("Value"), _("Share"), _("Product"), _("Rule"))
    rows = tuple(
        (
            term.title,
            _("step {number}").format(number=term.step),
            _exact(term.value),
            term.weight.exact,
            _exact(term.product),
            str(term.rule_at.line),
        )
        for term in step.terms
    )
    return Rows(_("The scores in it"), head, (2, 3, 4, 5), rows, ())


def _lines(step: Step) -> Rows:
    head = (
        _("Asked for"), _("Value"), _("Line"), _("Distance"), _("Reached"), _("Rule"), _("At"),
    )  # fmt: skip
    notes = tuple(f"{line.title}: {line.note}" for line in step.lines if line.note)
    return Rows(
        _("The lines"), head, (1, 2, 3, 5, 6), tuple(_line(line) for line in step.lines), notes
    )


def _line(line: LineTerm) -> tuple[str, ...]:
    title = _("{title} (gate)") if line.is_gate else "{title}"
    if line.step:
        title = _("{title}, step {step}")
    reached = _("yes") if line.met else _("no")
    return (
        title.format(title=line.title, step=line.step),
        line.value.shown if line.value else _NOTHING,
        line.threshold.exact,
        line.margin.shown,
        _("{reached}, tightest").format(reached=reached) if line.binds else reached,
        str(line.rule_at.line),
        _place(line.answer_at),
    )


def check_found(check: Check) -> str:
    """Return what was met, with the place of the answer in it."""
    if check.answer_at is None:
        return check.found
    words = _("{found} (at {place})") if check.found else _("at {place}")
    return words.format(found=check.found, place=_place(check.answer_at))

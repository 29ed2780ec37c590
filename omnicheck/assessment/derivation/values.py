"""What one answer is worth, and where that is written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.record import exact_text
from omnicheck.choices import Form, Kind
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_ASKED, NOT_SURE
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.assessment.derivation.reading import Reading
    from omnicheck.assessment.derivation.record import Spot
    from omnicheck.engine.compile import ValueTable

    Location = tuple[str | int, ...]


@dataclass(frozen=True)
class Worth:
    """The value of an answer as it is found."""

    value: Fraction | None
    """None where the answer does not count."""
    formula: str
    """Gives the value; empty where it is written as it is."""
    note: str
    """How the value is found, or why the answer does not count; may be empty."""
    value_at: Spot


def worth_of(reading: Reading, question: str) -> Worth:
    """Return what the answer to a question is worth."""
    case = reading.case
    position = case.compiled.column_by_id[question]
    table, code = case.compiled.values[position], case.code(question)
    at: Location = ("questions", position)
    if code in (NOT_ASKED, NOT_APPLICABLE):
        return Worth(None, "", *_does_not_count(reading, at, code))
    if not len(table.table):
        return Worth(None, "", _("This answer has no value of its own."), reading.rule(*at))
    if code == NOT_SURE:
        return _half_way(reading, question, table, at)
    if not reading.applies(question):
        note = _("None of its options applies, so it does not count.")
        return Worth(None, "", note, reading.rule(*at))
    formula, note, place = _answered(table, at, code)
    return Worth(case.value(question), formula, note, reading.rule(*place))


def _does_not_count(reading: Reading, at: Location, code: int) -> tuple[str, Spot]:
    question = reading.questionnaire.questions[int(at[1])]
    if code == NOT_APPLICABLE:
        return _("Does not apply, so it does not count."), reading.rule(*at, "not_applicable")
    if reading.case.sheet.form is Form.QUICK and not question.quick:
        return _("The quick form does not ask this."), reading.rule(*at)
    words = _("Not asked, because this is false: {condition}")
    return words.format(condition=question.when or ""), reading.rule(*at, "when")


def _half_way(reading: Reading, question: str, table: ValueTable, at: Location) -> Worth:
    lowest, highest = (Fraction(int(end), table.scale) for end in (table.lowest, table.highest))
    formula = f"({exact_text(lowest)} + {exact_text(highest)}) ÷ 2"
    note = _("Not sure counts half-way between the lowest and the highest.")
    if question not in reading.case.sheet.answers:
        note = _("No answer counts half-way between the lowest and the highest.")
    return Worth(reading.case.value(question), formula, note, reading.rule(*at))


def _answered(table: ValueTable, at: Location, code: int) -> tuple[str, str, Location]:
    """Return formula, note and place of the value of an answer that is known."""
    column = table.column
    question = column.question
    shared = question.option_set
    within: Location = (*at, "options") if shared is None else ("option_sets", shared)
    match question.kind:
        case Kind.SEVERAL:
            return _ticked(table, at, within, code)
        case Kind.SCALE:
            last = column.size - 1
            steps = last - code if question.reverse else code
            note = _("{steps} of {last} steps up the scale.").format(steps=steps, last=last)
            return f"100 × {steps} ÷ {last}", note, (*at, "scale")
        case Kind.NUMBER:
            starts = [start <= code for start in table.band_codes()]
            band = max(sum(starts) - 1, 0)
            first = exact_text(Fraction(question.bands[band].start))
            note = _("The band from {first} on.").format(first=first)
            return "", note, (*at, "bands", band, "value")
        case _ if question.options:
            return "", "", (*within, column.options[code], "value")
        case _:
            return (
                "",
                _("Yes counts 100 and no 0.")
                if not question.reverse
                else _("No counts 100 and yes 0."),
                at,
            )


def _ticked(
    table: ValueTable, at: Location, within: Location, code: int
) -> tuple[str, str, Location]:
    column = table.column
    question = column.question
    ticked = [i for i in column.counted if code >> i & 1]
    match question.score:
        case "share":
            applying = sum(not code >> (i + len(column.options)) & 1 for i in column.counted)
            note = _("{ticked} of the {applying} that apply are ticked.")
            words = note.format(ticked=len(ticked), applying=applying)
            return f"100 × {len(ticked)} ÷ {applying}", words, (*at, "score")
        case "count":
            steps = sorted(int(count) for count in question.by_count)
            step = max(each for each in steps if each <= len(ticked))
            words = _("{ticked} ticked.").format(ticked=len(ticked))
            return "", words, (*at, "by_count", str(step))
        case "best" if ticked:
            best = max(ticked, key=lambda i: int(table.table[i]))
            words = _("The best of what is ticked counts.")
            return "", words, (*within, column.options[best], "value")
        case "sum" if ticked:
            values = (Fraction(int(table.table[i]), table.scale) for i in ticked)
            words = _("The values of what is ticked are added up, to 100 at most.")
            total = sum(int(table.table[i]) for i in ticked)
            formula = " + ".join(exact_text(value) for value in values)
            return formula if total <= 100 * table.scale else "", words, within
        case _:
            return "", _("Nothing is ticked."), within

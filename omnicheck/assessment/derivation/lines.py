"""How the lines are held against what was reached, and how little may be unknown."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.record import Check, Held, LineTerm, amount, exact_text
from omnicheck.assessment.derivation.scores import tell_score
from omnicheck.assessment.derivation.stages import tell_stage
from omnicheck.assessment.derivation.values import worth_of
from omnicheck.assessment.lines import title_of
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.derivation.reading import Reading
    from omnicheck.assessment.derivation.record import Spot
    from omnicheck.assessment.derivation.trail import Trail
    from omnicheck.engine.decide import Standing


def held(*, is_true: bool) -> Held:
    """Return a plain yes or no."""
    return Held.YES if is_true else Held.NO


def margin_of(standing: Standing) -> Fraction:
    """Return the smallest margin of one business."""
    return Fraction(int(standing.margins.margin[0]), int(standing.margins.denominator[0]))


def tell_lines(trail: Trail, *, by_the_way: bool = False) -> int:
    """Tell all lines and the smallest margin; the scores that meet them are told before."""
    if "margin" in trail.told:
        return trail.told["margin"]
    reading = trail.reading
    if reading.questionnaire.decision.omnichannel.at_stage:
        tell_stage(trail, by_the_way=True)
    for requirement in reading.case.compiled.requirements:
        tell_score(trail, requirement.id, by_the_way=True)
    found = tuple(_line_terms(trail))
    binding = next(line for line in found if line.binds)
    says = _(
        "Each score is held against its line, and each gate against its own. The smallest difference is "
        "the distance to the line. A gate counts only where it is missed: nothing makes up for it."
    )
    margin = margin_of(reading.case.scores.standing)
    words = _("{title} is the tightest.").format(title=binding.title)
    return trail.tell(
        _("What omnichannel asks for"),
        says,
        lines=found,
        result=amount(margin),
        outcome=words,
        rule_at=reading.rule("decision", "omnichannel"),
        by_the_way=by_the_way,
        name="margin",
    )


def _line_terms(trail: Trail) -> Iterator[LineTerm]:
    limiting = int(trail.reading.case.scores.standing.margins.limiting[0])
    required = len(trail.reading.case.compiled.requirements)
    for r in range(required):
        yield _score_line(trail, r, binds=r == limiting)
    for g in range(len(trail.reading.case.compiled.gates)):
        yield _gate_line(trail.reading, g, binds=required + g == limiting)


def _score_line(trail: Trail, position: int, *, binds: bool) -> LineTerm:
    reading = trail.reading
    case, requirement = reading.case, reading.case.compiled.requirements[position]
    margins = case.scores.standing.margins
    margin = Fraction(int(margins.requirements[0, position]), int(margins.denominator[0]))
    value = case.score(requirement.id)
    threshold = Fraction(requirement.thresholds[case.stage], case.compiled.scale)
    note = _eased(reading, requirement.id)
    if value is None:
        note = _("What has no score counts as 50, which makes {value}.").format(
            value=exact_text(threshold + margin)
        )
    return LineTerm(
        name=requirement.id,
        title=title_of(case, requirement.id),
        is_gate=False,
        value=None if value is None else amount(value),
        threshold=amount(threshold),
        margin=amount(margin),
        met=margin >= 0,
        binds=binds,
        note=note,
        step=trail.told.get(requirement.id, 0),
        rule_at=line_at(reading, requirement.id),
        answer_at=None,
    )


def _eased(reading: Reading, name: str) -> str:
    if not _is_eased(reading, name):
        return ""
    stage = reading.questionnaire.stages[reading.case.stage]
    return _("The line of the stage “{stage}”.").format(stage=stage.title)


def _is_eased(reading: Reading, name: str) -> bool:
    stage = reading.questionnaire.stages[reading.case.stage].id
    return name in reading.questionnaire.decision.omnichannel.at_stage.get(stage, {})


def line_at(reading: Reading, name: str) -> Spot:
    """Return where the line of a score stands that is in force today."""
    rule = ("decision", "omnichannel")
    if _is_eased(reading, name):
        stage = reading.questionnaire.stages[reading.case.stage].id
        return reading.rule(*rule, "at_stage", stage, name)
    return reading.rule(*rule, "requires", name)


def _gate_line(reading: Reading, position: int, *, binds: bool) -> LineTerm:
    case, gate = reading.case, reading.case.compiled.gates[position]
    question = case.compiled.columns[gate.column].id
    margin = Fraction(int(case.scores.standing.gates[0, position]), case.compiled.scale)
    is_known = case.code(question) >= 0
    note = "" if is_known else _("Without an answer, a gate counts as missed by one point.")
    value = worth_of(reading, question).value if is_known else None
    return LineTerm(
        name=question,
        title=title_of(case, question),
        is_gate=True,
        value=None if value is None else amount(value),
        threshold=amount(Fraction(gate.minimum, case.compiled.scale)),
        margin=amount(margin),
        met=margin >= 0,
        binds=binds,
        note=note,
        step=0,
        rule_at=reading.rule("decision", "omnichannel", "gates", question),
        answer_at=reading.answer(question),
    )


def tell_own_line(trail: Trail, name: str) -> LineTerm | None:
    """Tell the line of one score or gate, if omnichannel asks for one."""
    case = trail.reading.case
    scores = [requirement.id for requirement in case.compiled.requirements]
    gates = [case.compiled.columns[gate.column].id for gate in case.compiled.gates]
    if name in scores:
        _tell_stage_of(trail, name)
        line = _score_line(trail, scores.index(name), binds=False)
        says = _("Omnichannel asks for this score.")
    elif name in gates:
        line = _gate_line(trail.reading, gates.index(name), binds=False)
        says = _("Omnichannel cannot do without this, and nothing makes up for it.")
    else:
        return None
    is_stated = line.value is not None
    trail.tell(
        _("The line"),
        f"{says} {line.note}".strip(),
        formula=f"{line.value.exact} − {line.threshold.exact}" if is_stated and line.value else "",
        result=line.margin,
        outcome=_line_outcome(line),
        rule_at=line.rule_at,
        answer_at=line.answer_at,
    )
    return line


def _line_outcome(line: LineTerm) -> str:
    if line.is_gate and line.value is None and not line.met:
        return _("Open: it has no answer.")
    return _("Reached.") if line.met else _("Not reached.")


def _tell_stage_of(trail: Trail, name: str) -> None:
    """Tell the stage where a line depends on it."""
    eased = trail.reading.questionnaire.decision.omnichannel.at_stage.values()
    if any(name in lines for lines in eased):
        tell_stage(trail, by_the_way=True)


def tell_unknown(trail: Trail, *, by_the_way: bool = False) -> int:
    """Tell how much is unknown, and whether that is too much."""
    if "unknown" in trail.told:
        return trail.told["unknown"]
    reading = trail.reading
    scores, most = reading.case.scores, reading.questionnaire.decision.omnichannel.max_unknown
    is_too_much = bool(scores.too_much_unknown[0])
    says = _(
        "In no score that decides may more than {most}% of the weight be unknown. Otherwise omnichannel "
        "is recommended only if it holds with every open answer at its worst."
    ).format(most=exact_text(Fraction(most)))
    outcome = _("Too much is unknown.") if is_too_much else _("Enough is known.")
    if is_too_much:
        worst = amount(margin_of(scores.low)).shown
        outcome = _(
            "{words} With every open answer at its worst, the distance is {margin}."
        ).format(words=outcome, margin=worst)
    return trail.tell(
        _("How much is unknown"),
        says,
        checks=tuple(_unknown_checks(reading, Fraction(most))),
        outcome=outcome,
        rule_at=reading.rule("decision", "omnichannel", "max_unknown"),
        by_the_way=by_the_way,
        name="unknown",
    )


def _unknown_checks(reading: Reading, most: Fraction) -> Iterator[Check]:
    case = reading.case
    for factor in case.compiled.factors[: case.compiled.deciding]:
        share = 100 * case.unknown_share(factor.id)
        f = case.compiled.factor_by_id[factor.id]
        is_blank = not case.scores.standing.tally.possible[0, f]
        found = _("{share}% unknown").format(share=amount(share).shown)
        if is_blank:
            found = _("nothing in it applies")
        yield Check(
            0, title_of(case, factor.id), found, held(is_true=share <= most and not is_blank)
        )

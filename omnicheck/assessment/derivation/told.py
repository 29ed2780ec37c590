"""The steps that explain each kind of result, and the result itself in a sentence or two."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.conditions import checks_of
from omnicheck.assessment.derivation.fate import is_found
from omnicheck.assessment.derivation.lines import margin_of, tell_lines, tell_own_line
from omnicheck.assessment.derivation.record import SubjectKind, amount, exact_text
from omnicheck.assessment.derivation.scores import tell_score
from omnicheck.assessment.derivation.stages import tell_stage
from omnicheck.assessment.derivation.values import worth_of
from omnicheck.assessment.derivation.verdicts import (
    recommended,
    strategy_title,
    tell_confidence,
    tell_paths,
    tell_verdict,
)
from omnicheck.assessment.derivation.work import tell_action, tell_weakness
from omnicheck.assessment.lines import open_gates, title_of
from omnicheck.assessment.phrases import confidence_label
from omnicheck.assessment.reasons import limiting_line, path_words
from omnicheck.engine.score import CONFIDENCES
from omnicheck.engine.shares import shares_of
from omnicheck.figures import score_text
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.assessment.derivation.reading import Reading
    from omnicheck.assessment.derivation.record import Subject
    from omnicheck.assessment.derivation.trail import Trail


def tell(trail: Trail, subject: Subject) -> str:
    """Tell the steps that explain a subject, and return the result in a sentence or two."""
    return _TELLERS[subject.kind](trail, subject.name.rpartition(":")[2])


def _score(trail: Trail, name: str) -> str:
    tell_score(trail, name)
    line = tell_own_line(trail, name)
    value = trail.reading.case.score(name)
    title = title_of(trail.reading.case, name)
    if value is None:
        says = _("{title} has no score: nothing in it applies or was asked.").format(title=title)
    else:
        shown = amount(value).shown
        says = _("{title} is {value} of 100.").format(title=title, value=shown)
        text = score_text(float(value))
        if text != shown:
            words = _("{title} is {value} of 100; reports show {text}.")
            says = words.format(title=title, value=shown, text=text)
    return f"{says} {_what_it_is_for(trail.reading, name, line_met=line.met if line else None)}"


def _what_it_is_for(reading: Reading, name: str, *, line_met: bool | None) -> str:
    case = reading.case
    if line_met is not None:
        requirement = next(r for r in case.compiled.requirements if r.id == name)
        threshold = Fraction(requirement.thresholds[case.stage], case.compiled.scale)
        words = _("Omnichannel asks for {line}: reached.")
        if not line_met:
            words = _("Omnichannel asks for {line}: not reached.")
        return words.format(line=exact_text(threshold))
    indices = reading.questionnaire.indices
    within = [
        index.title
        for each, index in indices.items()
        if name in shares_of(reading.questionnaire, each) and each != name
    ]
    if within:
        return _("It counts in: {names}.").format(names=", ".join(within))
    return _("Omnichannel asks for nothing here.")


def _question(trail: Trail, name: str) -> str:
    """Tell whether it was asked, what the answer is worth, and what it does to its score."""
    reading = trail.reading
    case, question = reading.case, reading.case.question(name)
    position = case.compiled.column_by_id[name]
    trail.sources.update(question.sources)
    if question.when:
        is_asked = bool(case.scores.facts.truth(case.compiled.conditions[question.when]).no[0])
        trail.tell(
            _("Whether it is asked"),
            _("Asked unless this is false for certain."),
            checks=checks_of(trail, question.when),
            outcome=_("Not asked.") if is_asked else _("Asked."),
            rule_at=reading.rule("questions", position, "when"),
        )
    found = worth_of(reading, name)
    answer = case.answer_text(name)
    trail.tell(
        question.topic,
        question.ask,
        formula=found.formula,
        result=None if found.value is None else amount(found.value),
        outcome=_("{answer}. {note}").format(answer=answer.rstrip("."), note=found.note).strip(),
        rule_at=found.value_at,
        answer_at=reading.answer(name),
    )
    if question.scored and question.factor:
        _tell_contribution(trail, name)
    line = tell_own_line(trail, name)
    says = _("“{topic}”: {answer}.").format(topic=question.topic, answer=answer.rstrip("."))
    if line and line.value is None and found.value is not None:
        return f"{says} {_gate_without_answer(name, reading)}"
    if found.value is not None:
        value = _("It is worth {value} of 100.").format(value=amount(found.value).shown)
        says = f"{says} {value}"
    if line:
        words = (
            _("Omnichannel asks for {line}: reached.")
            if line.met
            else _("Omnichannel asks for {line}: not reached.")
        )
        says = f"{says} {words.format(line=line.threshold.shown)}"
    return says


def _gate_without_answer(name: str, reading: Reading) -> str:
    """Say what a gate does that has no answer, and what its score makes of that."""
    words = _("Omnichannel cannot be recommended without an answer.")
    question = reading.case.question(name)
    if not (question.scored and question.factor):
        return words
    half_way = _("In the score of “{title}” it counts half-way.")
    return f"{words} {half_way.format(title=title_of(reading.case, question.factor))}"


def _tell_contribution(trail: Trail, name: str) -> None:
    reading = trail.reading
    case, question = reading.case, reading.case.question(name)
    factor = str(question.factor)
    step = tell_score(trail, factor, by_the_way=True)
    formula, weight = "", Fraction(question.weight)
    value = worth_of(reading, name).value
    if value is not None:
        _total, _sign, weights = trail.steps[step - 1].formula.partition(" ÷ ")
        formula = f"{exact_text(weight)} × ({exact_text(value)} − 50) ÷ {weights}"
    contribution = case.contribution(name)
    trail.tell(
        _("What it adds to “{title}”").format(title=title_of(case, factor)),
        _(
            "Points above or below 50: its weight times what its value is above 50, divided by all weights "
            "that count (step {step})."
        ).format(step=step),
        formula=formula,
        result=amount(contribution) if value is not None else None,
        outcome="" if value is not None else _("It does not count."),
        rule_at=reading.rule("questions", case.compiled.column_by_id[name], "weight"),
    )


def _margin(trail: Trail, name: str) -> str:  # noqa: ARG001  there is only one
    tell_lines(trail)
    return _distance(trail)


def _decision(trail: Trail, name: str) -> str:  # noqa: ARG001  there is only one
    tell_verdict(trail)
    tell_paths(trail)
    reading = trail.reading
    path = reading.questionnaire.decision.paths[int(reading.case.scores.path[0])]
    words = _("{strategy} is recommended, as: {title}.").format(
        strategy=strategy_title(reading, recommended(reading)),
        title=path_words(reading.case, path).title.rstrip("."),
    )
    return f"{words} {_distance(trail)}"


def _confidence(trail: Trail, name: str) -> str:  # noqa: ARG001  there is only one
    tell_confidence(trail)
    confidence = CONFIDENCES[int(trail.reading.case.scores.confidence[0])]
    return _("The confidence is {level}.").format(level=confidence_label(confidence))


def _weakness(trail: Trail, name: str) -> str:
    tell_weakness(trail, name)
    weakness = next(w for w in trail.reading.questionnaire.weaknesses if w.id == name)
    words = _("“{title}” is not found.")
    if is_found(trail.reading, name):
        words = _("“{title}” is found.")
    return words.format(title=weakness.title)


def _distance(trail: Trail) -> str:
    case, limiting = trail.reading.case, limiting_line(trail.reading.case)
    margin = margin_of(case.scores.standing)
    words = _("The distance to the line is {margin} points. {title} is the tightest.")
    if limiting in open_gates(case):
        words = _(
            "{title} has no answer, and omnichannel cannot be recommended without it. By convention, that "
            "counts as {margin} points from the line."
        )
    return words.format(margin=amount(margin).shown, title=title_of(case, limiting))


def _stage(trail: Trail, name: str) -> str:
    case = trail.reading.case
    last = None if name == "stage" else name
    tell_stage(trail, last)
    stages = case.questionnaire.stages
    today = _("Your stage today: {title}.").format(title=stages[case.stage].title)
    if last is None:
        return today
    position = [stage.id for stage in stages].index(last)
    words = _("“{title}” is reached.") if position <= case.stage else _("“{title}” is not reached.")
    return f"{words.format(title=stages[position].title)} {today}"


def _path(trail: Trail, name: str) -> str:
    reading = trail.reading
    last = None if name == "path" else name
    tell_paths(trail, last)
    taken = reading.questionnaire.decision.paths[int(reading.case.scores.path[0])]
    words = _("The variant taken is: {title}.").format(
        title=path_words(reading.case, taken).title.rstrip(".")
    )
    if last in (None, taken.id):
        return words
    asked = next(path for path in reading.questionnaire.decision.paths if path.id == last)
    return _("“{title}” is not taken. {words}").format(title=asked.title.rstrip("."), words=words)


_TELLERS = {
    SubjectKind.SCORE: _score,
    SubjectKind.QUESTION: _question,
    SubjectKind.MARGIN: _margin,
    SubjectKind.DECISION: _decision,
    SubjectKind.CONFIDENCE: _confidence,
    SubjectKind.STAGE: _stage,
    SubjectKind.PATH: _path,
    SubjectKind.WEAKNESS: _weakness,
    SubjectKind.ACTION: tell_action,
}

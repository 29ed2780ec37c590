"""Why: the answers that pull each way, and how firmly the recommendation stands."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from omnicheck.answer_words import option_texts
from omnicheck.assessment.lines import open_gates, title_of
from omnicheck.assessment.phrases import in_words
from omnicheck.assessment.report import Pull, Reason, Verdict
from omnicheck.choices import Kind, Strategy
from omnicheck.engine.score import CONFIDENCES
from omnicheck.engine.shares import shares_of
from omnicheck.figures import points_between
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.case import Case
    from omnicheck.assessment.report import Line
    from omnicheck.engine.decide import Standing
    from omnicheck.questionnaire import Path, PathWords

_MOST_REASONS = 3
_MOST_GATES_FIRST = 2


def reasons(
    case: Case, all_lines: tuple[Line, ...]
) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
    """Return what speaks for and what speaks against the recommendation, strongest first."""
    found = [_pull(case, name) for name, points in case.pulls.items() if points]
    towards = sorted((p for p in found if p.points > 0), key=lambda p: -p.points)
    away = sorted((p for p in found if p.points < 0), key=lambda p: p.points)
    if case.omnichannel:
        return tuple(_one_from_each(case, towards)[:_MOST_REASONS]), tuple(away[:_MOST_REASONS])
    closed = _closed_gates(case, all_lines)
    named = {reason.question for reason in closed}
    rest = [reason for reason in _limiting_first(case, away) if reason.question not in named]
    return tuple([*closed, *rest][:_MOST_REASONS]), tuple(towards[:_MOST_REASONS])


def pulls(case: Case) -> tuple[Pull, ...]:
    """Return what every answer adds to the decision, strongest first."""
    found = [
        Pull(name, case.question(name).topic, float(points))
        for name, points in case.pulls.items()
        if points
    ]
    return tuple(sorted(found, key=lambda pull: -abs(pull.points)))


def _limiting_first(case: Case, found: list[Reason]) -> list[Reason]:
    """The strongest pull of what holds omnichannel back comes first, whatever others weigh."""
    behind = set(shares_of(case.questionnaire, limiting_line(case)))
    first = next((pull for pull in found if case.question(pull.question).factor in behind), None)
    return found if first is None else [first, *(pull for pull in found if pull is not first)]


def _one_from_each(case: Case, found: list[Reason]) -> list[Reason]:
    """The strongest pull behind each index comes first: both sides of the decision are named."""
    first: list[Reason] = []
    for requirement in case.compiled.requirements:
        behind = set(shares_of(case.questionnaire, requirement.id))
        if requirement.is_index:
            first += [
                p for p in found if case.question(p.question).factor in behind and p not in first
            ][:1]
    return [*first, *(pull for pull in found if pull not in first)]


def _pull(case: Case, name: str) -> Reason:
    question, points = case.question(name), case.pulls[name]
    side = Strategy.OMNICHANNEL if points > 0 else Strategy.MULTICHANNEL
    because = getattr(question.pulls, side.value) if question.pulls else ""
    return Reason(name, question.topic, _says(case, name), because, float(points))


def _says(case: Case, name: str) -> str:
    option = case.option(name)
    if option is not None and option.says:
        return option.says
    topic, code = case.question(name).topic, case.code(name)
    if case.question(name).kind is Kind.SEVERAL and code >= 0:
        return _named(case, name, topic)
    words = _("Your answer about “{topic}” is “{answer}”.")
    return words.format(topic=topic, answer=case.answer_text(name))


def _named(case: Case, name: str, topic: str) -> str:
    """Say what was ticked; "none of these" names nothing."""
    column = case.compiled.columns[case.compiled.column_by_id[name]]
    texts = option_texts(column)
    ticked = [texts[i] for i in column.counted if case.code(name) >> i & 1]
    if not ticked:
        return _("You named nothing under “{topic}”.").format(topic=topic)
    words = plural(
        "You named only one thing under “{{topic}}”: {{names}}.",
        "You named {count} things under “{{topic}}”: {{names}}.",
        len(ticked),
    )
    return words.format(topic=topic, names=in_words([f"“{text}”" for text in ticked]))


def _closed_gates(case: Case, all_lines: tuple[Line, ...]) -> list[Reason]:
    """A failed gate is the first reason: nothing else makes up for it."""
    missed = sorted(
        (x for x in all_lines if x.is_gate and not x.met and x.value is not None),
        key=lambda x: x.margin,
    )
    because = _("Joined channels need more than this, and nothing else makes up for it.")
    return [
        Reason(
            line.id,
            line.title,
            _says(case, line.id),
            case.question(line.id).needed or because,
            line.margin,
        )
        for line in missed[:_MOST_GATES_FIRST]
    ]


def verdict(case: Case, *, is_certain: bool) -> Verdict:
    """Return the recommendation in words.

    `is_certain` tells that no open answer can turn it.
    """
    scores, questionnaire = case.scores, case.questionnaire
    path = questionnaire.decision.paths[int(scores.path[0])]
    words = path_words(case, path)
    margin, low, high = (
        _margin(standing) for standing in (scores.standing, scores.low, scores.high)
    )
    limiting = limiting_line(case)
    fit = min(max(50 + margin, Fraction(0)), Fraction(100))
    if not case.omnichannel and margin >= 0:
        fit = min(fit, Fraction(49))  # too little is known: the line is reached, the answer is not
    return Verdict(
        strategy=path.strategy,
        strategy_title=getattr(questionnaire.strategies, path.strategy.value).title,
        path=path.id,
        title=words.title,
        means=words.means,
        review=words.review,
        confidence=CONFIDENCES[int(scores.confidence[0])],
        confidence_reasons=tuple(_confidence_reasons(case, margin, is_certain=is_certain)),
        margin=float(margin),
        margin_low=float(low),
        margin_high=float(high),
        fit_now=float(fit),
        limiting=limiting,
        limiting_title=title_of(case, limiting),
        robustness=float(_robustness(case)),
        reruns=int(scores.robustness.made[0]),
    )


def path_words(case: Case, path: Path) -> PathWords:
    """Return the words of a path for a business at its stage."""
    return path.at_stage.get(case.questionnaire.stages[case.stage].id, path)


def limiting_line(case: Case) -> str:
    """Return the id of the requirement or gate that binds first."""
    position = int(case.scores.standing.margins.limiting[0])
    required = case.compiled.requirements
    if position < len(required):
        return required[position].id
    return case.compiled.columns[case.compiled.gates[position - len(required)].column].id


def _margin(standing: Standing) -> Fraction:
    margins = standing.margins
    return Fraction(int(margins.margin[0]), int(margins.denominator[0]))


def _robustness(case: Case) -> Fraction:
    robust = case.scores.robustness
    return Fraction(int(robust.same[0]), int(robust.made[0]) or 1)


def _confidence_reasons(case: Case, margin: Fraction, *, is_certain: bool) -> list[str]:
    """Say what keeps the confidence down, or what makes it high."""
    rule, robust = case.questionnaire.decision.confidence, _robustness(case)
    found = list(_of_open_answers(case, is_certain=is_certain))
    if abs(margin) < Fraction(rule.high.margin) and not case.scores.too_much_unknown[0]:
        found += _close_call(case, margin)
    if 100 * robust < Fraction(rule.high.robustness):
        found.append(_("It depends on how much each question counts."))
    return found or _what_makes_it_firm(case, margin)


def _of_open_answers(case: Case, *, is_certain: bool) -> Iterator[str]:
    is_much = bool(case.scores.too_much_unknown[0])
    if is_much and is_certain:
        other = Strategy.MULTICHANNEL if case.omnichannel else Strategy.OMNICHANNEL
        title = getattr(case.questionnaire.strategies, other.value).title
        yield _(
            "Many answers are still open. None of them can turn the answer to {other}, but how you stand "
            "is known only roughly."
        ).format(other=title.lower())
    elif is_much:
        yield _("Many answers are still open.")
    if not case.scores.ends_agree[0] and not is_certain:
        yield _("The open answers could still turn the recommendation.")


def _close_call(case: Case, margin: Fraction) -> Iterator[str]:
    """Yield how near the line is, and the gates without an answer: these have no distance to it."""
    limiting, gates = limiting_line(case), open_gates(case)
    if limiting not in gates:
        yield _how_close(case, title_of(case, limiting), margin)
    if gates and (limiting in gates or not case.scores.ends_agree[0]):
        words = plural(
            "{{names}} has no answer, and omnichannel cannot be recommended without it.",
            "{{names}} have no answer, and omnichannel cannot be recommended without them.",
            len(gates),
        )
        yield words.format(names=in_words([title_of(case, gate) for gate in gates]))


def _how_close(case: Case, limiting: str, margin: Fraction) -> str:
    distance = plural("{count} point", "{count} points", _points(case, margin))
    if abs(margin) < 1:
        distance = _("less than one point")
    return _("It is a close call: {limiting} is {distance} from the line.").format(
        limiting=limiting, distance=distance
    )


def _points(case: Case, margin: Fraction) -> int:
    """The margin in whole points, as the difference of the figures that are shown."""
    position = int(case.scores.standing.margins.limiting[0])
    if position >= len(case.compiled.requirements):
        return max(1, round(abs(margin)))
    requirement = case.compiled.requirements[position]
    threshold = Fraction(requirement.thresholds[case.stage], case.compiled.scale)
    return max(1, points_between(float(threshold + margin), float(threshold)))


def _what_makes_it_firm(case: Case, margin: Fraction) -> list[str]:
    made, same = int(case.scores.robustness.made[0]), int(case.scores.robustness.same[0])
    clear = _("It is {distance} points clear of the line.").format(distance=_points(case, margin))
    steady = _(
        "It stayed the same in {same} of the {made} times we counted the questions a little differently."
    )
    if same == made:
        steady = _(
            "It stayed the same each of the {made} times we counted the questions a little differently."
        )
    found = [clear, steady.format(same=same, made=made)]
    return [*found, _("The open answers cannot turn it.")] if _has_unknown(case) else found


def _has_unknown(case: Case) -> bool:
    deciding = slice(0, case.compiled.deciding)
    return bool((case.scores.standing.tally.unknown[0, deciding] > 0).any())

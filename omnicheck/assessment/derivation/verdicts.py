"""How scores become a stage, a recommendation, its variant and its confidence."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from omnicheck.assessment.derivation.conditions import checks_of, tell_scores_in
from omnicheck.assessment.derivation.lines import held, margin_of, tell_lines, tell_unknown
from omnicheck.assessment.derivation.record import Check, amount, exact_text
from omnicheck.assessment.phrases import confidence_label
from omnicheck.assessment.reasons import path_words
from omnicheck.engine.score import CONFIDENCES, exceeds_unknown
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.derivation.reading import Reading
    from omnicheck.assessment.derivation.record import Step
    from omnicheck.assessment.derivation.trail import Trail
    from omnicheck.choices import Strategy
    from omnicheck.questionnaire import HighBar, MediumBar, Path


def strategy_title(reading: Reading, strategy: Strategy) -> str:
    """Return what a strategy is called."""
    title: str = getattr(reading.questionnaire.strategies, strategy.value).title
    return title


def recommended(reading: Reading) -> Strategy:
    """Return the strategy of the path taken."""
    return _path_taken(reading).strategy


def _path_taken(reading: Reading) -> Path:
    return reading.questionnaire.decision.paths[int(reading.case.scores.path[0])]


def tell_verdict(trail: Trail, *, by_the_way: bool = False) -> int:
    """Tell everything up to the strategy that is recommended."""
    if "verdict" in trail.told:
        return trail.told["verdict"]
    reading = trail.reading
    scores = reading.case.scores
    lines = tell_lines(trail, by_the_way=by_the_way)
    tell_unknown(trail, by_the_way=by_the_way)
    margin = margin_of(scores.standing)
    is_known = not scores.too_much_unknown[0]
    low = margin_of(scores.low)
    checks = [_at_least(_("Distance to the line (step {step})").format(step=lines), margin, 0)]
    if is_known:
        checks.append(Check(0, _("Enough is known"), "", held(is_true=True)))
    else:
        checks.append(_at_least(_("Distance with every open answer at its worst"), low, 0))
    strategy = recommended(reading)
    says = _("Omnichannel is recommended where all of this holds, otherwise multichannel.")
    return trail.tell(
        _("The recommendation"),
        says,
        checks=tuple(checks),
        outcome=_("{strategy} is recommended.").format(strategy=strategy_title(reading, strategy)),
        rule_at=reading.rule("decision"),
        by_the_way=by_the_way,
        name="verdict",
    )


def _at_least(title: str, number: Fraction, bar: Fraction | int) -> Check:
    text = _("{title}: at least {bar}").format(title=title, bar=exact_text(bar))
    return Check(0, text, amount(number).shown, held(is_true=number >= bar))


def tell_paths(trail: Trail, last: str | None = None, *, by_the_way: bool = False) -> None:
    """Tell the paths of the recommended strategy up to the one taken, or all paths up to a certain one."""
    tell_verdict(trail, by_the_way=True)
    reading, taken = trail.reading, _path_taken(trail.reading)
    paths = reading.questionnaire.decision.paths
    for path in paths:
        if last is None and path.strategy is not taken.strategy:
            continue
        tell_scores_in(trail, path.when)
        trail.tell(
            _("Variant: {title}").format(title=path_words(reading.case, path).title),
            _path_rule(reading, path),
            checks=checks_of(trail, path.when) if path.when else (),
            outcome=_path_outcome(reading, path),
            rule_at=reading.entry("paths", path.id, "when" if path.when else "id"),
            by_the_way=by_the_way,
        )
        if path.id == (last or taken.id):
            return


def _path_rule(reading: Reading, path: Path) -> str:
    strategy = strategy_title(reading, path.strategy)
    if path.when is None:
        return _("A variant of {strategy}, for all that no variant before it takes.").format(
            strategy=strategy
        )
    return _("A variant of {strategy}. The first one whose condition holds is taken.").format(
        strategy=strategy
    )


def _path_outcome(reading: Reading, path: Path) -> str:
    taken = _path_taken(reading)
    paths = list(reading.questionnaire.decision.paths)
    if path.id == taken.id:
        return _("Taken.")
    if path.strategy is not taken.strategy:
        return _("Not taken: {strategy} is recommended.").format(
            strategy=strategy_title(reading, taken.strategy)
        )
    if paths.index(path) > paths.index(taken):
        return _("Not taken: a variant before it is.")
    return _("Not taken: its condition does not hold.")


def tell_confidence(trail: Trail) -> None:
    """Tell how firm the recommendation is."""
    tell_verdict(trail, by_the_way=True)
    _tell_ends(trail)
    _tell_reruns(trail)
    rule = trail.reading.questionnaire.decision.confidence
    scores = trail.reading.case.scores
    confidence = CONFIDENCES[int(scores.confidence[0])]
    both_ends = Check(
        0,
        _("Open answers cannot turn the recommendation"),
        "",
        held(is_true=bool(scores.ends_agree[0])),
    )
    known = Check(0, _("Enough is known"), "", held(is_true=not scores.too_much_unknown[0]))
    high = (both_ends, *_bar(trail, rule.high), known)
    medium = (*_known_or_agreed(trail, both_ends), *_bar(trail, rule.medium), *_mild(trail, known))
    for name, title, checks in (
        ("high", _("High confidence"), high),
        ("medium", _("Medium confidence"), medium),
    ):
        is_met = all(check.held == "yes" for check in checks if check.level == 0)
        trail.tell(
            title,
            _("Where all of this holds."),
            checks=checks,
            outcome=_("Holds.") if is_met else _("Does not hold."),
            rule_at=trail.reading.rule("decision", "confidence", name),
        )
        if is_met:
            break
    else:
        says = _("Where neither high nor medium holds.")
        trail.tell(_("Low confidence"), says, outcome=_("Holds."))
    trail.steps[-1] = _with_outcome(trail, confidence_label(confidence))


def _with_outcome(trail: Trail, confidence: str) -> Step:
    last = trail.steps[-1]
    words = _("{outcome} The confidence is {confidence}.")
    return replace(last, outcome=words.format(outcome=last.outcome, confidence=confidence))


def _bar(trail: Trail, bar: HighBar | MediumBar) -> Iterator[Check]:
    scores = trail.reading.case.scores
    distance = abs(margin_of(scores.standing))
    title = _("Points from the line, on either side (step {step})").format(
        step=trail.told["margin"]
    )
    yield _at_least(title, distance, Fraction(bar.margin))
    made = int(scores.robustness.made[0])
    share = 100 * Fraction(int(scores.robustness.same[0]), made) if made else Fraction(100)
    title = _("Reruns with the same recommendation, in % (step {step})").format(
        step=trail.told["reruns"]
    )
    yield _at_least(title, share, Fraction(bar.robustness))


def _known_or_agreed(trail: Trail, both_ends: Check) -> Iterator[Check]:
    case = trail.reading.case
    most = trail.reading.questionnaire.decision.confidence.medium.unknown
    is_over = bool(exceeds_unknown(case.compiled, case.scores.standing, most)[0])
    text = _("In no score that decides is more than {most}% unknown").format(
        most=exact_text(Fraction(most))
    )
    mostly_known = Check(1, text, "", held(is_true=not is_over))
    is_either = both_ends.held == "yes" or not is_over
    yield Check(0, _("At least one of these:"), "", held(is_true=is_either))
    yield replace(both_ends, level=1)
    yield mostly_known


def _mild(trail: Trail, known: Check) -> Iterator[Check]:
    is_same = not trail.reading.case.scores.outlook.differ[0]
    text = _("Open answers change neither the recommendation nor its variant")
    yield Check(0, _("At least one of these:"), "", held(is_true=known.held == "yes" or is_same))
    yield replace(known, level=1)
    yield Check(1, text, "", held(is_true=is_same))


def _tell_ends(trail: Trail) -> None:
    scores = trail.reading.case.scores
    low, high = margin_of(scores.low), margin_of(scores.high)
    words = _("The distance runs from {low} to {high}.").format(
        low=amount(low).shown, high=amount(high).shown
    )
    trail.tell(
        _("What open answers can still do"),
        _(
            "The same once more, with every open answer at its worst, and with every one at its best."
        ),
        outcome=words,
        by_the_way=True,
    )


def _tell_reruns(trail: Trail) -> None:
    robust = trail.reading.case.scores.robustness
    same, made = int(robust.same[0]), int(robust.made[0])
    says = _(
        "The same once more, each time with one thing moved: each weight a quarter down and up, each share "
        "of an index a tenth down and up, each line of an index five points down and up."
    )
    outcome = _("The recommendation stays in {same} of {made} reruns.").format(same=same, made=made)
    trail.tell(
        _("Counted a little differently"),
        says,
        formula=f"100 × {same} ÷ {made}" if made else "",
        result=amount(100 * Fraction(same, made)) if made else None,
        outcome=outcome,
        by_the_way=True,
        name="reruns",
    )

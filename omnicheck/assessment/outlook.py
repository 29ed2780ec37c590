"""What the open answers leave open, in words: where they can still lead, and which of them decide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omnicheck.assessment.lines import open_gates, points_open
from omnicheck.assessment.phrases import either, in_words
from omnicheck.assessment.reasons import path_words
from omnicheck.assessment.report import OpenAnswer, Outlook, PossiblePath
from omnicheck.figures import number_text
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.case import Case
    from omnicheck.assessment.report import Unknown
    from omnicheck.engine.possible import Possible
    from omnicheck.engine.settling import Settling


def outlook(case: Case, open_answers: tuple[Unknown, ...]) -> Outlook | None:
    """Return what the open answers leave open; None where nothing is open."""
    if not open_answers:
        return None
    from omnicheck.engine.possible import possible  # dear to load, and mostly nothing is open

    found = possible(case.compiled, case.raw)
    settling = found.settling
    asks = tuple(_open_answer(case, c) for c in settling.columns) if settling else ()
    return Outlook(
        certain=found.settled,
        possible=tuple(_possible_path(case, p) for p in found.not_excluded),
        exact=found.exact,
        asks=asks,
        asks_known=settling is not None,
        asks_on_average=float(settling.average) if settling else None,
        says=(*_where_it_leads(case, found), *_left_aside(case, found)),
        asks_says=_what_decides(found, asks, len(open_answers)),
    )


def in_this_light(
    case: Case, open_answers: tuple[Unknown, ...], ahead: Outlook | None
) -> tuple[Unknown, ...]:
    """Return open answers so that, where none can change the strategy, none is said to keep omnichannel away.

    Their order stays: it is that of the column `next_best_answer` of a table of results.
    """
    if not (ahead and ahead.certain):
        return open_answers
    gates = open_gates(case)
    is_path_open = len(ahead.possible) > 1
    return tuple(
        replace(u, says=_what_is_left(case, u.question, is_path_open=is_path_open))
        if u.question in gates
        else u
        for u in open_answers
    )


def _what_is_left(case: Case, question: str, *, is_path_open: bool) -> str:
    """Say what hangs on the open answer of a gate that can no longer change the strategy."""
    if is_path_open:
        return _("The way to go, and the plan, may hang on it.")
    return points_open(case, question) or _("The plan may hang on it.")


def _open_answer(case: Case, column: int) -> OpenAnswer:
    question = case.compiled.columns[column].question
    return OpenAnswer(question.id, question.topic)


def _possible_path(case: Case, position: int) -> PossiblePath:
    return PossiblePath(
        strategy=case.questionnaire.decision.paths[position].strategy,
        path=case.questionnaire.decision.paths[position].id,
        title=_title(case, position),
    )


def _title(case: Case, position: int) -> str:
    """Return the title of a path: today's at today's stage, another as it is called at any stage."""
    path = case.questionnaire.decision.paths[position]
    is_todays = position == int(case.scores.path[0])
    return path_words(case, path).title if is_todays else path.title


def _where_it_leads(case: Case, found: Possible) -> Iterator[str]:
    reached = [_quoted(_title(case, p)) for p in found.paths]
    doubtful = [_quoted(_title(case, p)) for p in found.not_excluded if p not in found.paths]
    if found.settled:
        yield from _which_kind(case, found, [*reached, *doubtful])
    elif found.exact:
        yield _("The open answers can still lead to {paths}, and to nothing else.").format(
            paths=either(reached)
        )
    else:
        yield _("The open answers can still lead to {paths}.").format(paths=either(reached))
        yield _(
            "There are too many to try them all, so {paths} cannot be ruled out either."
        ).format(paths=either(doubtful))


def _which_kind(case: Case, found: Possible, titles: list[str]) -> Iterator[str]:
    if len(titles) == 1:
        yield _("Whatever the open answers turn out to be, the recommendation is {path}.").format(
            path=titles[0]
        )
        return
    strategy = getattr(case.questionnaire.strategies, found.strategies[0].value).title
    words = _("Whatever the open answers turn out to be, the answer is {strategy}.")
    yield words.format(strategy=strategy.lower())
    kinds = _("They only decide which kind of it: {paths}.")
    if not found.exact:
        kinds = _("They only decide which kind of it. These could not be ruled out: {paths}.")
    yield kinds.format(paths=either(titles))


def _what_decides(found: Possible, asks: tuple[OpenAnswer, ...], count: int) -> str:
    if found.settling is None:
        return _("Too many are open to say which of them decide. Ask the weightiest first.")
    if not asks:
        return ""
    if len(asks) == 1:
        alone = _("Only one of them can still turn the answer to the other strategy: {topic}.")
        return alone.format(topic=asks[0].topic)
    words = _("Only these {count} can still turn the answer to the other strategy: {topics}.")
    if len(asks) == count:
        words = _("Each of them can still turn the answer to the other strategy: {topics}.")
    topics = in_words([answer.topic for answer in asks])
    return f"{words.format(count=len(asks), topics=topics)} {_how_soon(found.settling)}"


def _how_soon(settling: Settling) -> str:
    """Say after how many answers the strategy is settled, which is always so after all of them."""
    if settling.average == len(settling.columns):
        return _("It takes all of them to settle it.")
    words = _(
        "Asked in this order, they settle it soonest: after {n} answers on average, if all answers are "
        "equally likely."
    )
    return words.format(n=number_text(float(settling.average)))


def _left_aside(case: Case, found: Possible) -> Iterator[str]:
    from omnicheck.engine.freedom import may_not_apply

    columns = case.compiled.columns
    may_not = any(may_not_apply(columns[column]) for column in found.open)
    asks = found.settling is not None and found.settling.columns
    if may_not and (asks or not found.even_not_applying):
        yield _("That an open question may not apply to you is left aside here.")


def _quoted(title: str) -> str:
    return _("“{title}”").format(title=title)

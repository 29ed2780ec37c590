"""What the overview says of a portfolio: its first screen and its sections, in finished words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import omnicheck
from omnicheck.batch import tallies
from omnicheck.batch.overview.counts import (
    businesses,
    not_read,
    number,
    of_all,
    percent,
    share,
)
from omnicheck.batch.overview.record import (
    Headline,
    Overview,
    OverviewFront,
    OverviewSection,
)
from omnicheck.batch.overview.sections import (
    about,
    breakdowns,
    clients,
    faults,
    held_back,
    open_answers,
    recommendations,
    standing,
    work,
)
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.reports.manuscript.record import Fact
from omnicheck.reports.stamp import blank_stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from omnicheck.batch.overview.record import Share
    from omnicheck.batch.portfolio import Part, Portfolio
    from omnicheck.batch.tallies import Tally

#: Stands where a report has the identity of its business.
IDENTITY: Final = "0b5e7a11" * 4
_LANGUAGE: Final = "en"
_MOST_NAMED: Final = 3
#: Points from the line within which a recommendation is a close call.
_CLOSE: Final = 5
_SECTIONS: Final = (
    standing, recommendations, held_back, work, open_answers, breakdowns, clients, faults, about,
)  # fmt: skip


def overview_of(portfolio: Portfolio) -> Overview:
    """Return a portfolio in finished words."""
    front = _front(portfolio)
    return Overview(
        language=_LANGUAGE,
        title=f"{front.question} {front.title}" if front.question else front.title,
        front=front,
        contents_title=_("Contents"),
        sections=tuple(_filled(portfolio)),
        made_with=_("Made with omnicheck {version}").format(version=omnicheck.__version__),
        confidential=_("Confidential: figures of single businesses"),
        stamp=blank_stamp(IDENTITY),
        table_label=_("The same figures as a table"),
    )


def _filled(portfolio: Portfolio) -> Iterator[OverviewSection]:
    for part in _SECTIONS:
        found = part(portfolio)
        if found.blocks:
            yield found


def _front(portfolio: Portfolio) -> OverviewFront:
    titles = {clean(part.questionnaire.title) for part in portfolio.parts}
    strategies = tallies.strategies(portfolio.parts)
    return OverviewFront(
        question=titles.pop() if len(titles) == 1 else "",
        title=businesses(len(portfolio)) if portfolio.parts else _("No business could be read"),
        about=clean(portfolio.day),
        notices=(not_read(portfolio.failed),) if portfolio.failed else (),
        lead=_("We recommend"),
        strategies=tuple(map(_headline, strategies)) if len(portfolio) else (),
        confidence_title=_("Confidence"),
        confidence=tuple(map(_counted, tallies.confidences(portfolio.parts))),
        facts=tuple(_facts(portfolio)) if len(portfolio) else (),
        held_back_title=_("What holds the group back most"),
        held_back=_first(portfolio, tallies.held_back),
        actions_title=_("What is most often to do first"),
        actions=_first(portfolio, tallies.first_actions),
    )


def _headline(tally: Tally) -> Headline:
    assert tally.strategy is not None  # noqa: S101  every line of this count is about one
    return Headline(
        strategy=tally.strategy,
        title=tally.title,
        count_text=number(tally.count),
        share_text=percent(tally.count, tally.total),
        length=round(100 * tally.count / tally.total, 2),
    )


def _facts(portfolio: Portfolio) -> Iterator[Fact]:
    total = len(portfolio)
    close = sum(int((part.rows["margin"].abs() < _CLOSE).sum()) for part in portfolio.parts)
    words = _("{count} within {points} points of the line")
    yield Fact(_("Close calls"), words.format(count=of_all(close, total), points=_CLOSE))
    if all(part.has("unknowns") for part in portfolio.parts):
        open_ = sum(int((part.rows["unknowns"] > 0).sum()) for part in portfolio.parts)
        yield Fact(_("Open answers"), _("in {count}").format(count=of_all(open_, total)))


def _first(portfolio: Portfolio, count: Callable[[Part], tuple[Tally, ...]]) -> tuple[Share, ...]:
    """Return what is counted most often, over all questionnaires."""
    found = [tally for part in portfolio.parts for tally in count(part)]
    found.sort(key=lambda tally: -tally.count)
    return tuple(map(_counted, found[:_MOST_NAMED]))


def _counted(tally: Tally) -> Share:
    """Return a line whose figure says how many of how many."""
    line = share(tally.title, tally.count, tally.total, tally.strategy)
    return replace(line, count_text=of_all(tally.count, tally.total))

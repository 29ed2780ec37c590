"""Several people's answers about one business, side by side: never averaged, each sheet by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.assessment.agreement import (
    Agreement,
    Decider,
    DecidingSet,
    Dispute,
    SwappedAnswer,
)
from omnicheck.assessment.differences import difference
from omnicheck.assessment.phrases import in_words
from omnicheck.assessment.sides import SCHEMA_VERSION, SidesKind, side_of
from omnicheck.assessment.takeovers import hangs_on, is_all_open, named, one_of, taken, topics_of
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.disputes import MOST_SETS, Sheets
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.parties import Party
    from omnicheck.assessment.sides import Side
    from omnicheck.engine.disputes import Bridge, Swap

#: Smallest sets that are named; there may be dozens.
_MOST_SETS_SHOWN: Final = 4
_MOST_NAMED_FIRST: Final = 5


def respondents(parties: Sequence[Party]) -> Agreement:
    """Hold the sheets of several people about one business against each other; at least two."""
    return _Respondents(tuple(parties)).document()


@dataclass(frozen=True)
class _Respondents:
    parties: tuple[Party, ...]

    def document(self) -> Agreement:
        report = self.parties[0].report
        sides, disputes = self.sides, self.disputes
        return Agreement(
            schema_version=SCHEMA_VERSION,
            kind=SidesKind.RESPONDENTS,
            title=_("Who says what?"),
            says=plural(
                "{count} sheet of answers about one business. Nothing is averaged.",
                "{count} sheets of answers about one business. Each is scored by itself; nothing is "
                "averaged.",
                len(sides),
            ),
            origin=report.origin,
            business=report.business,
            form=report.form,
            answered_on=report.answered_on,
            sides=sides,
            differences=tuple(difference(sides[0], other) for other in sides[1:]),
            redacted=report.redacted,
            agreed=len({(side.strategy, side.path) for side in sides}) == 1,
            verdict_says=self.verdict_says(),
            alike=self.alike,
            disputes=disputes,
            deciders=self.deciders,
            first_says=self.first_says(disputes),
            left_out=self.left_out,
            method=tuple(self.method()),
        )

    @cached_property
    def sheets(self) -> Sheets:
        rows = np.stack([party.row for party in self.parties])
        return Sheets(self.parties[0].compiled, rows)

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        first, *others = self.parties
        labels = self.labels
        return (
            side_of(first.report, labels[0]),
            *(
                side_of(party.report, label, first.report)
                for party, label in zip(others, labels[1:], strict=True)
            ),
        )

    @cached_property
    def labels(self) -> list[str]:
        """The names of the files, made different where they are the same."""
        found: list[str] = []
        for number, party in enumerate(self.parties, start=1):
            name = Path(party.sheet.source).stem
            if name in ("", "-", *found):
                name = _("Person {number}").format(number=number)
            found.append(name)
        return found

    @cached_property
    def hidden(self) -> frozenset[str]:
        return frozenset().union(*(party.hidden for party in self.parties))

    def topic(self, column: int) -> str:
        return self.sheets.compiled.columns[column].question.topic

    def id(self, column: int) -> str:
        return self.sheets.compiled.columns[column].id

    def is_hidden(self, columns: Sequence[int]) -> bool:
        return not self.hidden.isdisjoint(map(self.id, columns))

    @cached_property
    def alike(self) -> int:
        """Questions that all were asked and answered alike."""
        answered = np.flatnonzero(np.all(self.sheets.rows >= 0, axis=0)).tolist()
        return len({*answered} - {*self.sheets.disputed})

    def verdict_says(self) -> str:
        """Say who ends with what."""
        by_title: dict[str, list[str]] = {}
        for side in self.sides:
            by_title.setdefault(side.path_title.rstrip("."), []).append(side.label)
        if len(by_title) == 1:
            return _("All of them: “{title}”.").format(title=next(iter(by_title)))
        words = _("{names}: “{title}”.")
        return " ".join(
            words.format(names=in_words(names), title=title) for title, names in by_title.items()
        )

    @cached_property
    def bridges(self) -> tuple[Bridge, ...]:
        pairs = combinations(range(len(self.parties)), 2)
        return tuple(self.sheets.bridge(i, j) for i, j in pairs if not self.sheets.agree(i, j))

    @cached_property
    def deciders(self) -> tuple[Decider, ...]:
        return tuple(map(self._decider, self.bridges))

    def _decider(self, bridge: Bridge) -> Decider:
        shown = [each for each in bridge.sets if not self.is_hidden(each)]
        # Answers that were given say more than answers that were not.
        shown.sort(key=lambda each: any(self.is_open(bridge.other, column) for column in each))
        # To name one more set takes no more room than to say that there is one more.
        most = _MOST_SETS_SHOWN + (len(shown) == _MOST_SETS_SHOWN + 1)
        sets = tuple(self._set(bridge.other, each) for each in shown[:most])
        label, towards = self.labels[bridge.sheet], self.labels[bridge.other]
        says = self._decider_says(bridge, sets)
        is_whole = len(shown) == len(bridge.sets)
        count = len(bridge.sets) if is_whole else len(shown)
        return Decider(label, towards, bridge.least, count, sets, says)

    def _set(self, other: int, columns: Sequence[int]) -> DecidingSet:
        return DecidingSet(
            questions=tuple(map(self.id, columns)),
            topics=tuple(map(self.topic, columns)),
            open=tuple(self.id(column) for column in columns if self.is_open(other, column)),
        )

    def is_open(self, sheet: int, column: int) -> bool:
        """Whether a sheet has no answer to take over."""
        return int(self.sheets.rows[sheet, column]) == NOT_SURE

    def _decider_says(self, bridge: Bridge, sets: tuple[DecidingSet, ...]) -> str:
        if not bridge.is_complete:
            words = plural(
                "Between {{label}} and {{towards}}, at least {count} answer decides.",
                "Between {{label}} and {{towards}}, at least {count} answers decide together; there are too "
                "many sets to try them all.",
                bridge.least,
            )
        elif not bridge.sets:
            words = _("No answers in which {label} and {towards} differ decide between them.")
        elif not sets:
            words = _("What decides between {label} and {towards} is left out of this copy.")
        else:
            words = self._set_says(bridge, sets)
        return words.format(
            label=self.labels[bridge.sheet],
            towards=self.labels[bridge.other],
            title=self._goal(bridge),
            given=named(topics_of(sets[0], is_open=False)) if sets else "",
            missing=named(topics_of(sets[0], is_open=True)) if sets else "",
            others=one_of(sets[1:], mark_open=not is_all_open(sets)),
        )

    def _set_says(self, bridge: Bridge, sets: tuple[DecidingSet, ...]) -> str:
        words = taken(sets[0])
        shown = sum(not self.is_hidden(each) for each in bridge.sets)
        left = shown - len(sets)
        if len(sets) > 1:
            words = f"{words} {_('The same goes for {others}.')}"
        if left:
            words = (
                f"{words} {plural('{count} more set does it.', '{count} more sets do it.', left)}"
            )
        return words

    def _goal(self, bridge: Bridge) -> str:
        """What the sheet then gives: the strategy of the other, else its way."""
        mine, theirs = self.sides[bridge.sheet], self.sides[bridge.other]
        if mine.strategy is not theirs.strategy:
            return theirs.strategy_title
        return theirs.path_title.rstrip(".")

    @cached_property
    def disputes(self) -> tuple[Dispute, ...]:
        swaps: dict[int, list[SwappedAnswer]] = {}
        for swap in self.sheets.swaps():
            swaps.setdefault(swap.column, []).append(self._swapped(swap))
        shown = [c for c in self.sheets.disputed if not self.is_hidden([c])]
        found = [(column, self._dispute(column, tuple(swaps.get(column, ())))) for column in shown]
        found.sort(key=self._urgency)
        return tuple(dispute for _column, dispute in found)

    def _swapped(self, swap: Swap) -> SwappedAnswer:
        path = self.sheets.compiled.questionnaire.decision.paths[swap.path]
        # A path may have other words at some stages; those of a sheet that has it are right.
        titles = {side.path: side.path_title for side in self.sides}
        return SwappedAnswer(
            label=self.labels[swap.sheet],
            taken_from=self.labels[swap.other],
            strategy=path.strategy,
            path=path.id,
            path_title=titles.get(path.id, path.title),
            turns_strategy=swap.turns_strategy,
            is_open=self.is_open(swap.other, swap.column),
        )

    def _dispute(self, column: int, swaps: tuple[SwappedAnswer, ...]) -> Dispute:
        name = self.id(column)
        values = tuple(_value(party, column) for party in self.parties)
        known = [value for value in values if value is not None]
        together = self._together(column)
        codes = [int(party.case.codes[column]) for party in self.parties]
        given = {code for code in codes if code not in (NOT_SURE, NOT_ASKED)}
        decides = bool(swaps or together)
        return Dispute(
            question=name,
            topic=self.topic(column),
            answers=tuple(party.case.answer_text(name) for party in self.parties),
            values=values,
            span=max(known) - min(known) if len(known) > 1 else None,
            swaps=swaps,
            open_for=tuple(
                label for label, code in zip(self.labels, codes, strict=True) if code == NOT_SURE
            ),
            is_gap=NOT_SURE in codes and len(given) <= 1,
            decides=decides,
            decides_open=decides and not self._decides_given(column, swaps),
            says=hangs_on(swaps, [self.topic(c) for c in together]),
        )

    def _decides_given(self, column: int, swaps: tuple[SwappedAnswer, ...]) -> bool:
        """Whether an answer that somebody gave turns it, alone or in one of the smallest sets."""
        return any(not swap.is_open for swap in swaps) or any(
            column in found and not self.is_open(bridge.other, column)
            for bridge in self.bridges
            for found in bridge.sets
            if not self.is_hidden(found)
        )

    def _together(self, column: int) -> list[int]:
        """The other answers of the first smallest set with this one in it."""
        for bridge in self.bridges:
            for found in bridge.sets:
                if column in found and not self.is_hidden(found):
                    return [each for each in found if each != column]
        return []

    def _urgency(self, entry: tuple[int, Dispute]) -> tuple[object, ...]:
        """What turns most comes first; then what can move the decision farthest."""
        column, dispute = entry
        turns = any(swap.turns_strategy for swap in dispute.swaps)
        in_sets = sum(column in found for bridge in self.bridges for found in bridge.sets)
        reach = self._share(column) * (dispute.span or 0)
        return (not turns, not dispute.swaps, -in_sets, -reach, column)

    def _share(self, column: int) -> float:
        """The most that a question counts in anything that omnichannel asks for, 0 to 1."""
        compiled = self.sheets.compiled
        for f, factor in enumerate(compiled.factors[: compiled.deciding]):
            if column in factor.columns:
                share = max(requirement.shares[f] for requirement in compiled.requirements)
                weight = factor.weights[factor.columns.index(column)] / factor.total
                return weight * share / compiled.shares_total
        return 0.0

    def first_says(self, disputes: tuple[Dispute, ...]) -> str:
        """Say what to talk about first."""
        if not disputes:
            return _("They differ in no answer.") if not self.left_out else ""
        deciding = [each for each in disputes if each.decides]
        fill = [each.topic for each in deciding if each.is_gap or each.decides_open]
        settle = [each.topic for each in deciding if each.topic not in fill]
        told = [
            words.format(topics=named(topics[:_MOST_NAMED_FIRST]))
            for words, topics in (
                (_("Settle this first: {topics}."), settle),
                (_("Find the missing answers on {topics}."), fill),
            )
            if topics
        ]
        if not told:
            return _(
                "No single difference turns what is recommended to anybody, so there is nothing that must "
                "be settled first."
            )
        return " ".join(told)

    @property
    def left_out(self) -> int:
        """Disputes that a copy to pass on leaves out."""
        return sum(self.is_hidden([column]) for column in self.sheets.disputed)

    def method(self) -> Iterator[str]:
        """Say how it was worked out."""
        yield _(
            "Each single answer in which two sheets differ is taken over from one into the other, in both "
            "directions, and the sheet is scored anew."
        )
        yield _(
            "For two people with different recommendations, all sets of one, two, three and more of these "
            "answers are tried until some bring one sheet to the recommendation of the other, up to "
            "{count} sets."
        ).format(count=f"{MOST_SETS:,}")
        yield _(
            "Where a sheet lacks an answer because it was not asked there, it takes that of the other "
            "sheet along."
        )


def _value(party: Party, column: int) -> float | None:
    """What an answer is worth; None where it is open, not asked, or worth nothing by itself."""
    name, code = party.compiled.columns[column].id, int(party.case.codes[column])
    has_value = code >= 0 and len(party.compiled.values[column].table) > 0
    return float(party.case.value(name)) if has_value else None

"""Heads of tables: which question each column is, and what to say of those that only look like one."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from omnicheck.answer_words import folded, head_key
from omnicheck.batch.parts import PROFILE_COLUMNS
from omnicheck.choices import Kind
from omnicheck.errors import Fault, Place, nearest
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.batch.parts import Cells, Chunk
    from omnicheck.engine.compile import CompiledQuestionnaire

#: How alike two names are when one is taken for a slip of the other. Names of one length may differ in
#: one letter of five.
_NEAR: Final = 0.85
_NEAR_OF_ONE_LENGTH: Final = 0.8
_MOST_SHOWN: Final = 3


class Heads:
    """What the names of columns stand for in one questionnaire."""

    def __init__(self, compiled: CompiledQuestionnaire) -> None:
        """Collect the ways to name each question: its id in any spelling, its topic, and its text."""
        self.compiled = compiled
        ways = [
            (way, column.id)
            for column in compiled.columns
            for way in {
                head_key(column.id), folded(column.question.topic), folded(column.question.ask)
            }
        ]  # fmt: skip
        known = Counter(way for way, _question in ways)
        self._question = {way: question for way, question in ways if known[way] == 1}

    def question(self, name: str) -> str | None:
        """Return the id of the question that a name stands for; None for any other column."""
        if name in self.compiled.column_by_id:
            return name
        if name in PROFILE_COLUMNS:
            return None
        return self._question.get(head_key(name)) or self._question.get(folded(name))

    def named(self, chunk: Chunk) -> Chunk:
        """Return a chunk in which the columns of questions are called by their ids."""
        meant = {cells.name: self.question(cells.name) for cells in chunk.columns}
        if all(name == (question or name) for name, question in meant.items()):
            return chunk
        columns = (replace(cells, name=meant[cells.name] or cells.name) for cells in chunk.columns)
        return replace(chunk, columns=tuple(columns))

    def faults(self, chunk: Chunk) -> Iterator[Fault]:
        """Say which columns are the same question, and which hold one tick of a list each."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for cells in chunk.columns:
            names[self.question(cells.name) or cells.name].append(cells.name)
        place = Place(chunk.table.name)
        for question, same in names.items():
            if len(same) > 1:
                what = _("Several columns are the question {question}: {names}.")
                what = what.format(question=question, names=", ".join(same))
                yield Fault(place, what, _("Keep one."))
        for question, single in self._single_ticks([*names]).items():
            shown = ", ".join(single[:_MOST_SHOWN]) + (", …" if single[_MOST_SHOWN:] else "")
            what = _("The ticks of {question} stand in columns of their own: {names}.")
            cure = _("Ticks go into one column {question}, with ; between them: {example}")
            options = self.compiled.columns[self.compiled.column_by_id[question]].options
            example = ";".join(islice(options, 2))
            yield Fault(
                place,
                what.format(question=question, names=shown),
                cure.format(question=question, example=example),
            )

    def _single_ticks(self, names: list[str]) -> dict[str, list[str]]:
        """Return columns for one option each, as survey programs write them, of lists without a column."""
        question_of = {
            _bare(f"{column.id}{way}"): column.id
            for column in self.compiled.columns
            if column.question.kind is Kind.SEVERAL and column.id not in names
            for name, option in column.question.options.items()
            for way in (name, option.text)
        }
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            if name not in self.compiled.column_by_id and (
                question := question_of.get(_bare(name))
            ):
                found[question].append(name)
        return found


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def near_misses(chunk: Chunk, compiled: CompiledQuestionnaire) -> Iterator[Fault]:
    """Say which columns are kept as tags although they are spelt nearly like what is read.

    In JSON lines a name can be right in one row and misspelt in the next: that is told by row.
    """
    known = {*compiled.column_by_id, *PROFILE_COLUMNS}
    own = {cells.name: cells for cells in chunk.columns}
    near = {name: meant for name in sorted(own.keys() - known) if (meant := _meant(name, known))}
    lacking = {name: meant for name, meant in near.items() if meant not in own}
    if lacking and chunk.is_first:
        what = plural(
            "One column is kept as it is, but may be meant for another: ",
            "{count} columns are kept as they are, but may be meant for others: ",
            len(lacking),
        )
        listed = ", ".join(f"{name} ({meant}?)" for name, meant in lacking.items())
        cure = _("If so, correct the names in the head.")
        yield Fault(Place(chunk.table.name), f"{what}{listed}.", cure)
    for name, meant in near.items():
        if meant in own:
            yield from _instead(chunk, own[name], own[meant])


def _meant(name: str, known: set[str]) -> str | None:
    meant = nearest(name, known)
    if meant is None:
        return None
    near = _NEAR_OF_ONE_LENGTH if len(name) == len(meant) else _NEAR
    alike = SequenceMatcher(None, name.casefold(), meant.casefold()).ratio()
    return meant if alike >= near else None


def _instead(chunk: Chunk, slip: Cells, meant: Cells) -> Iterator[Fault]:
    """Tell the rows that fill a misspelt column and leave the right one empty."""
    rows = np.flatnonzero(_filled(slip) & ~_filled(meant))
    if not len(rows):
        return
    what = _("{name} is kept as it is, but may be meant for {meant}, which is empty here.")
    what = what.format(name=slip.name, meant=meant.name)
    if len(rows) > 1:
        more = plural(
            "One more row has the same.", "{count} more rows have the same.", len(rows) - 1
        )
        what = f"{what} {more}"
    place = Place(chunk.table.name, int(chunk.numbers[rows[0]]), slip.number)
    yield Fault(place, what, _("If so, correct the name."))


def _filled(cells: Cells) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    filled = np.array([*(bool(text.strip()) for text in cells.distinct), False])
    return np.asarray(filled[cells.positions])

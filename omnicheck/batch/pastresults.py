"""Tables of results of earlier runs, read again: every cell that is used is checked first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.batch.ledger import QUESTIONNAIRE, profile_columns
from omnicheck.batch.lots import TAG
from omnicheck.batch.record import Input
from omnicheck.batch.tables import table_chunks
from omnicheck.choices import Confidence, Strategy
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _, plural
from omnicheck.plaintext import clean
from omnicheck.results import result_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from omnicheck.batch.titles import Titles

#: What a row is told by; each stands once in a table.
KEYS: Final = [QUESTIONNAIRE, "client"]
MARGIN: Final = "margin"
#: What every table of results has.
_NEEDED: Final = ("client", QUESTIONNAIRE, "strategy", "path", "stage", MARGIN)
_MOST_FAULTS: Final = 20
_HIGHEST: Final = 100


@dataclass(frozen=True)
class PastResults:
    """A table of results of `omnicheck batch`."""

    path: Path
    rows: pd.DataFrame
    """By client and questionnaire; the margin and the scores are numbers, all else is text."""
    scores: Mapping[str, tuple[str, ...]]
    """By questionnaire: the columns that hold its scores."""
    warnings: tuple[Fault, ...]


def read_results(path: Path, titles: Titles) -> PastResults:
    """Read a table of results.

    The scores of a questionnaire that is at hand are told by their names; those of another one are the
    columns in which all is a number from 0 to 100.

    Raises:
        InputError: it is none, or a cell holds what no result is.
    """
    table = _read(path)
    scores = {
        name: tuple(table.scores_of(name, [*titles.of_scores(name)]))
        for name in sorted(set(table.rows[QUESTIONNAIRE]))
    }
    faults = [*table.blank_keys(), *table.twice(), *table.strange_words()]
    numbers = {MARGIN: table.numbers(MARGIN)}
    faults += table.no_numbers(MARGIN, table.filled(MARGIN))
    for column in dict.fromkeys(each for columns in scores.values() for each in columns):
        its = table.rows[QUESTIONNAIRE].isin(
            [n for n, columns in scores.items() if column in columns]
        )
        numbers[column] = table.numbers(column).where(its)
        faults += table.no_numbers(column, table.filled(column) & its)
        faults += table.no_scores(column, its)
    if faults:
        raise InputError(sorted(faults, key=lambda fault: fault.place)[:_MOST_FAULTS])
    is_known = all(map(titles.questionnaire, scores))
    cure = "" if is_known else _("If they are scores, name the questionnaire with -q.")
    rows = table.rows.assign(**numbers)
    if "name" not in rows.columns:
        rows["name"] = rows["client"]
    return PastResults(path, rows, scores, tuple(table.left_out(numbers, cure)))


def _read(path: Path) -> _Cells:
    """Read all cells as texts.

    Raises:
        InputError: it cannot be read, or lacks a column that every table of results has.
    """
    import pandas as pd

    parts: list[pd.DataFrame] = []
    places: dict[str, int] = {}
    for chunk in table_chunks(Input(path, str(path), "table")):
        if chunk.faults:
            raise InputError(chunk.faults[:_MOST_FAULTS])
        places = {cells.name: cells.number for cells in chunk.columns} | places
        texts = {cells.name: cells.texts() for cells in chunk.columns}
        parts.append(pd.DataFrame(texts, index=chunk.numbers, dtype=object))
    table = _Cells(path, pd.concat(parts).fillna("") if parts else pd.DataFrame(), places)
    missing = [name for name in _NEEDED if name not in table.rows.columns]
    if missing:
        what = _("This is no table of results: it has no column {names}.")
        cure = _(
            "Make one with: omnicheck batch PATH --out FOLDER. It is results.csv in that folder."
        )
        raise InputError([Fault(Place(str(path)), what.format(names=", ".join(missing)), cure)])
    return table


@dataclass(frozen=True)
class _Cells:
    """A table as texts, and what is wrong with it."""

    path: Path
    rows: pd.DataFrame
    """By the numbers of the rows, as faults name them."""
    places: Mapping[str, int]
    """Of the columns, counted from 1."""

    @cached_property
    def further(self) -> list[str]:
        """The columns that are neither of the profile nor a result of every questionnaire: scores, if any."""
        others = {column.name for column in (*profile_columns(), *result_columns(()))}
        names = map(str, self.rows.columns)
        return [name for name in names if name not in others and not name.startswith(TAG)]

    def scores_of(self, questionnaire: str, known: Iterable[str]) -> Iterator[str]:
        """Yield the columns with the scores of a questionnaire; `known` are their names if it is at hand."""
        known = list(known)
        own = self.rows[QUESTIONNAIRE] == questionnaire
        for name in self.further:
            numbers, filled = self.numbers(name)[own], self.filled(name)[own]
            is_score = filled.any() and numbers[filled].between(0, _HIGHEST).all()
            if name in known or (not known and is_score):
                yield name

    def filled(self, name: str) -> pd.Series[bool]:
        """Return where a column holds something."""
        return self.rows[name].str.strip() != ""

    def numbers(self, name: str) -> pd.Series[float]:
        """Return a column as finite numbers; NaN for what is none."""
        import pandas as pd

        found: pd.Series[float] = pd.to_numeric(self.rows[name], errors="coerce").astype(float)
        return found.where(np.isfinite(found))

    def blank_keys(self) -> Iterator[Fault]:
        """Find rows of which nobody can tell whose they are."""
        cures = {
            "client": _("Write what tells the business from others, alike in both tables."),
            QUESTIONNAIRE: _("Write the id of the questionnaire that was answered."),
        }
        for name, cure in cures.items():
            blank = self.rows[name].map(_is_blank)
            yield from self._faults(name, blank, _blank(), cure)

    def twice(self) -> Iterator[Fault]:
        """Find rows that are of the same client and questionnaire as an earlier one."""
        blank = self.rows["client"].map(_is_blank)
        what = _("Two rows are of the same client and questionnaire: {text}.")
        odd = self.rows.duplicated(KEYS) & ~blank
        yield from self._faults("client", odd, what, _("Leave one out."))

    def strange_words(self) -> Iterator[Fault]:
        """Find what is none of the words that a column can hold."""
        what = _("{column}: “{text}” cannot stand here.")
        listed: dict[str, list[str]] = {
            "strategy": [each.value for each in Strategy],
            "confidence": [each.value for each in Confidence],
        }
        cure = _("Write one of: {words}.")
        for name in listed.keys() & self.rows.columns:
            does = cure.format(words=", ".join(listed[name]))
            filled, known = self.filled(name), self.rows[name].isin(listed[name])
            yield from self._faults(name, ~filled, _blank(), does)
            yield from self._faults(name, filled & ~known, what, does)

    def no_numbers(self, name: str, given: pd.Series[bool]) -> Iterator[Fault]:
        """Find cells that ought to hold a number and do not."""
        what = _("{column}: “{text}” is not a number.")
        cure = _("Write digits, such as -4.5, or leave it empty.")
        yield from self._faults(name, given & self.numbers(name).isna(), what, cure)

    def no_scores(self, name: str, given: pd.Series[bool]) -> Iterator[Fault]:
        """Find numbers that no score can be."""
        numbers = self.numbers(name)
        odd = given & numbers.notna() & ~numbers.between(0, _HIGHEST)
        what = _("{column}: {text} cannot be a score.")
        yield from self._faults(name, odd, what, _("Scores run from 0 to 100."))

    def left_out(self, scores: Iterable[str], cure: str) -> Iterator[Fault]:
        """Name the columns that are not used although they stand where scores do."""
        used = set(scores)
        left = [name for name in self.further if name not in used and self.filled(name).any()]
        if left:
            words = plural(
                "One column is left out, as no results are in it: {{names}}.",
                "{count} columns are left out, as no results are in them: {{names}}.",
                len(left),
            )
            what = words.format(names=", ".join(f"“{clean(name)}”" for name in left))
            yield Fault(Place(str(self.path)), what, cure)

    def _faults(
        self, name: str, odd: pd.Series[bool] | NDArray[Any], what: str, cure: str
    ) -> Iterator[Fault]:
        for position in np.flatnonzero(odd)[:_MOST_FAULTS]:
            place = Place(str(self.path), int(self.rows.index[position]), self.places[name])
            text = clean(self.rows[name].iloc[position])
            yield Fault(place, what.format(column=clean(name), text=text), cure)


def _blank() -> str:
    return _("{column}: this cell is blank.")


def _is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return not any(each.isprintable() and not each.isspace() for each in text)

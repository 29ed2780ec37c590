"""Portfolios to look at: the examples, generated businesses, and hand-made extremes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from omnicheck.api import load_questionnaire
from omnicheck.batch.discover import discover
from omnicheck.batch.faultlist import FaultList
from omnicheck.batch.intake import read_answers
from omnicheck.batch.ledger import score_lot
from omnicheck.batch.portfolio import Portfolio, parts_of
from omnicheck.batch.record import PROFILE, Lot
from omnicheck.catalog import DEFAULT_QUESTIONNAIRE
from omnicheck.choices import Columns, Kind
from omnicheck.engine.columns import NOT_SURE
from omnicheck.errors import Fault, Place
from tests.cli.program import EXAMPLES
from tests.reports.sample import NASTY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omnicheck.engine.columns import Column
    from omnicheck.questionnaire import Questionnaire

RECORD: Final = load_questionnaire().record
_TRADES: Final = ("bakery", "bookshop", "hair salon", "optician", "plumber", "Bakery", "")


@cache
def example_rows(columns: Columns = Columns.ALL) -> pd.DataFrame:
    """Return the results of all examples."""
    inputs, _faults, _left = discover([str(path) for path in sorted(EXAMPLES.glob("*.yaml"))])
    lots = read_answers(inputs, None).lots
    return pd.concat([score_lot(lot, columns) for lot in lots], ignore_index=True)


@cache
def generated_rows(count: int, seed: int = 1) -> pd.DataFrame:
    """Return the results of businesses that answer by chance."""
    chance = np.random.default_rng(seed)
    columns = load_questionnaire().compiled.columns
    codes = np.column_stack([_codes(column, count, chance) for column in columns])
    profile = {name: np.full(count, "", dtype=object) for name in PROFILE}
    profile["client"] = np.array([f"c{number}" for number in range(count)], dtype=object)
    profile["name"] = np.array([f"Shop {number:05}" for number in range(count)], dtype=object)
    profile["trade"] = chance.choice(np.array(_TRADES, dtype=object), count)
    profile["staff"] = chance.integers(1, 80, count).astype(str).astype(object)
    return score_lot(Lot(DEFAULT_QUESTIONNAIRE, codes, pd.DataFrame(profile)[list(PROFILE)]))


def _codes(column: Column, count: int, chance: np.random.Generator) -> np.ndarray[Any, Any]:
    if column.question.kind is Kind.SEVERAL:
        codes = np.zeros(count, dtype=np.int64)
        for option in column.counted:
            codes |= (chance.random(count) < 0.5).astype(np.int64) << option
    else:
        codes = chance.integers(0, column.size, count)
    return np.where(chance.random(count) < 0.02, NOT_SURE, codes)


def portfolio(rows: pd.DataFrame, **about: Any) -> Portfolio:
    """Return a portfolio of businesses with the questionnaire for everybody, each with a report."""
    links = {(RECORD.id, client): f"reports/{n}.html" for n, client in enumerate(rows["client"])}
    return Portfolio(parts_of(rows, {RECORD.id: RECORD}, links), **about)


def examples(**about: Any) -> Portfolio:
    """Return the portfolio of all examples."""
    return portfolio(example_rows(), **about)


def generated(count: int, **about: Any) -> Portfolio:
    """Return a portfolio of businesses that answer by chance."""
    return portfolio(generated_rows(count), **about)


def mixed(**about: Any) -> Portfolio:
    """Return a portfolio with two questionnaires that differ in name alone."""
    other = RECORD.model_copy(update={"id": "other", "title": "How joined up are you?"})
    rows = generated_rows(40)
    others = generated_rows(25, 2).assign(questionnaire="other")
    both = pd.concat([rows, others], ignore_index=True)
    return Portfolio(parts_of(both, {RECORD.id: RECORD, "other": other}), **about)


def nobody(**about: Any) -> Portfolio:
    """Return a portfolio in which nothing could be read."""
    return Portfolio((), **faulty(5), **about)


def nasty(texts: Sequence[str] = NASTY, **about: Any) -> Portfolio:
    """Return a portfolio in which people, files and the questionnaire say the worst."""
    count = len(texts)
    rows = generated_rows(count).copy()
    told = pd.Series(texts, dtype=object)
    for column in ("client", "name", "trade", "country", "region", "staff"):
        rows[column] = told
    rows["client"] = pd.Series([f"{text} {n}" for n, text in enumerate(texts)], dtype=object)
    rows["tag.</style><script>alert(1)</script>"] = told
    record = _worded(RECORD, texts)
    links = {(record.id, client): text for client, text in zip(rows["client"], texts, strict=True)}
    faults = FaultList(None)
    faults.add((Fault(Place(text, 1, 2), text, text) for text in texts), client="</td>=1+1")
    found: dict[str, Any] = {
        "fault_count": count,
        "causes": faults.causes.listed(),
        "faults": tuple(faults.kept),
        "failed": count,
        "results_file": texts[0],
        "faults_file": texts[1],
        "day": texts[2],
        "by": ("trade", "tag.</style><script>alert(1)</script>"),
    }
    return Portfolio(parts_of(rows, {record.id: record}, links), **(found | about))


def _worded(record: Questionnaire, texts: Sequence[str]) -> Questionnaire:
    """Return a questionnaire with other titles."""
    said = [text for text in texts if text.strip()]
    indices = {
        name: index.model_copy(update={"title": said[n]})
        for n, (name, index) in enumerate(record.indices.items())
    }
    actions = tuple(
        action.model_copy(update={"title": said[n % len(said)]})
        for n, action in enumerate(record.actions)
    )
    return record.model_copy(update={"title": said[3], "indices": indices, "actions": actions})


def faulty(count: int) -> dict[str, Any]:
    """Return what a portfolio knows of so many faults."""
    whats = ("“{n}” is none of the answers.", "Something stands after the last column.")
    faults = FaultList(None)
    faults.add(
        Fault(Place("respondents.csv", n + 2, 3), whats[n % 2].format(n=n), "Look at the template.")
        for n in range(count)
    )
    return {
        "failed": count,
        "fault_count": count,
        "causes": faults.causes.listed(),
        "faults": tuple(faults.kept),
    }

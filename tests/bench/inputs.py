"""Made-up businesses to measure with: the same seed gives the same answers, as files and as tables.

The i-th file and the i-th row of a table are one business.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from omnicheck.api import load_questionnaire
from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_SURE, STATES
from tests.factories import random_codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from omnicheck.engine.columns import Column

SEED: Final = 20_261_121
#: Made at once; businesses do not depend on how many are asked for.
_BLOCK: Final = 10_000
_TRADES: Final = ("bakery", "bookshop", "clothes shop", "hair salon", "optician", "plumber")
_COUNTRIES: Final = ("Denmark", "France", "Italy", "Poland", "Portugal")
_STATE_NAMES: Final = {code: name for name, code in STATES.items()}


def write_files(folder: Path, count: int, *, padding: int = 6) -> int:
    """Write `count` files of answers as people fill them in; return how many bytes they have."""
    folder.mkdir(parents=True)
    written = 0
    for number, (about, answers) in enumerate(_businesses(count)):
        text = _as_yaml(about, answers, number)
        written += len(text)
        (folder / f"client_{number:0{padding}}.yaml").write_bytes(text)
    return written


def write_tables(folder: Path, count: int) -> tuple[Path, Path]:
    """Write a table of `count` rows as CSV and as Parquet, a block at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "rows.csv", folder / "rows.parquet"
    schema = _table(0, 1).schema
    with csv.CSVWriter(paths[0], schema) as lines, parquet.ParquetWriter(paths[1], schema) as typed:
        for start in range(0, count, _BLOCK):
            table = _table(start // _BLOCK, min(_BLOCK, count - start))
            lines.write_table(table)
            typed.write_table(table)
    return paths


def _table(block: int, count: int) -> pa.Table:
    about, answers = _block(block)
    columns = about | {name: [";".join(each) for each in given] for name, given in answers.items()}
    return pa.table({name: pa.array(texts[:count], pa.string()) for name, texts in columns.items()})


def _businesses(count: int) -> Iterator[tuple[dict[str, str], dict[str, tuple[str, ...]]]]:
    """Yield who a business is, and its answers."""
    for number in range(count):
        about, answers = _block(number // _BLOCK)
        at = number % _BLOCK
        yield (
            {name: texts[at] for name, texts in about.items()},
            {name: given[at] for name, given in answers.items()},
        )


def drawn_codes(count: int, rows: int) -> Iterator[NDArray[np.int64]]:
    """Yield the answers of `count` businesses as codes, in lots of so many rows."""
    waiting = np.zeros((0, len(load_questionnaire().compiled.columns)), dtype=np.int64)
    for start in range(0, count, _BLOCK):
        waiting = np.concatenate([waiting, _codes(start // _BLOCK)[: count - start]])
        while len(waiting) >= rows:
            yield np.asfortranarray(waiting[:rows])
            waiting = waiting[rows:]
    if len(waiting):
        yield np.asfortranarray(waiting)


def _codes(number: int) -> NDArray[np.int64]:
    compiled = load_questionnaire().compiled
    codes, others = (
        random_codes(compiled, seed + number, _BLOCK) for seed in (SEED, -SEED % 2**32)
    )
    return np.where(codes == NOT_SURE, others, codes)  # few answers are open, and of few all


@lru_cache(1)
def _block(number: int) -> tuple[dict[str, list[str]], dict[str, list[tuple[str, ...]]]]:
    """Make some businesses, by column."""
    compiled = load_questionnaire().compiled
    codes = _codes(number)
    chance = np.random.default_rng(SEED + number)
    first = number * _BLOCK
    about = {
        "name": [f"Corner Business {first + i}" for i in range(_BLOCK)],
        "trade": chance.choice(_TRADES, _BLOCK).tolist(),
        "country": chance.choice(_COUNTRIES, _BLOCK).tolist(),
        "staff": [str(n) for n in chance.integers(1, 60, _BLOCK)],
    }
    answers = {column.id: _words(column, codes[:, i]) for i, column in enumerate(compiled.columns)}
    return about, answers


def _words(column: Column, codes: NDArray[np.int64]) -> list[tuple[str, ...]]:
    """Return the answers to a question as a person writes them; several have parts."""
    distinct, positions = np.unique(codes, return_inverse=True)
    words = [_word(column, int(code)) for code in distinct]
    return [words[position] for position in positions]


def _word(column: Column, code: int) -> tuple[str, ...]:
    if code < 0:
        return (_STATE_NAMES[code],)
    if column.question.kind is Kind.SEVERAL:
        return tuple(name for i, name in enumerate(column.options) if code >> i & 1)
    return (column.options[code],)


def _as_yaml(about: dict[str, str], answers: Mapping[str, Sequence[str]], number: int) -> bytes:
    """Return a file of answers as the interview and people write them."""
    said = (
        name + ": " + (given[0] if len(given) == 1 else f"[{', '.join(given)}]")
        for name, given in answers.items()
    )
    return "\n".join(
        [
            "questionnaire: channel_strategy",
            "business:",
            *(f"  {name}: {text}" for name, text in about.items()),
            f"answered_on: 2026-11-{1 + number % 28:02}",
            "answers:",
            *(f"  {each}" for each in said),
            "notes:",
            "  channel_switching: We went through the receipts of one Saturday together.",
            "",
        ]
    ).encode()

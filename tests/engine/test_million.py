"""A million random rows, many at once, score as each of them alone, bit for bit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from omnicheck.api import load_questionnaire
from omnicheck.engine.score import Scores, score
from tests.engine.test_invariants import part_of, same, views
from tests.factories import random_codes

if TYPE_CHECKING:
    from collections.abc import Callable

COMPILED = load_questionnaire().compiled


def decided(scores: Scores) -> list[Any]:
    """What every row of a table needs; the reruns behind the confidence take as long as 60 of it."""
    return [
        scores.standing, scores.facts, scores.too_much_unknown, scores.omnichannel, scores.path,
        scores.low, scores.high,
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lots", "rows", "all_of"), [(10, 100_000, decided), (1, 20_000, views)], ids=["decided", "all"]
)
def test_rows_score_the_same_at_once_and_alone(
    lots: int, rows: int, all_of: Callable[[Scores], list[Any]]
) -> None:
    for lot in range(lots):  # one after the other, as a batch does, so that they fit into memory
        codes = random_codes(COMPILED, seed=lot, rows=rows)
        at_once = all_of(score(COMPILED, codes))
        drawn = np.random.default_rng(lot).choice(rows, 20, replace=False)
        for row in map(int, (0, *drawn, rows - 1)):
            alone = all_of(score(COMPILED, codes[row : row + 1]))
            assert same(alone, [part_of(part, row) for part in at_once]), (lot, row)

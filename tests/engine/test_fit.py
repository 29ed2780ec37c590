"""How well omnichannel fits now, which lines are met, and what better answers could add."""

from __future__ import annotations

from typing import Any

import pytest

from omnicheck.choices import Strategy
from omnicheck.engine.gaps import gaps
from omnicheck.engine.score import score
from tests.assessment.sheets import report_of
from tests.factories import codes_of, make_compiled, make_question


@pytest.mark.parametrize(
    ("threshold", "answer", "fit", "met"),
    [(75, "o1", 50, True), (76, "o1", 49, False), (20, "o2", 100, True), (80, "o0", 0, False)],
)
def test_fit_is_fifty_exactly_on_the_line_and_stays_within_a_hundred(
    threshold: int, answer: str, fit: int, met: bool
) -> None:
    compiled = make_compiled(
        [make_question("q", factor="f", values=(0, 75, 100))], {"f": threshold}
    )
    report = report_of(compiled, codes_of(compiled, {"q": answer})[0])
    assert report.verdict.fit_now == fit
    assert [line.met for line in report.lines] == [met]
    assert (report.verdict.strategy is Strategy.OMNICHANNEL) is met


def test_fit_is_49_at_most_where_too_much_is_unknown() -> None:
    compiled = make_compiled(
        [make_question("known", factor="f"), make_question("open", factor="f")], {"f": 55}
    )
    report = report_of(compiled, codes_of(compiled, {"known": "o2"})[0])
    assert report.verdict.margin == 20  # (100 + 50) / 2 - 55, and half of it is not known
    assert report.verdict.fit_now == 49
    assert report.verdict.strategy is Strategy.MULTICHANNEL


def test_gaps_are_the_points_up_to_the_best_answer() -> None:
    keys: dict[str, Any] = {"factor": "f", "changeable": True}
    compiled = make_compiled(
        [
            make_question("low", weight=1, **keys),
            make_question("middle", weight=2, **keys),
            make_question("open", weight=1, **keys),
            make_question("away", weight=4, not_applicable=True, **keys),
            make_question("fixed", weight=1, factor="f"),
        ],
        {"f": 50},
    )
    answers = {"low": "o0", "middle": "o1", "away": "not_applicable", "fixed": "o0"}
    columns, points = gaps(compiled, score(compiled, codes_of(compiled, answers)).standing, "f")
    assert columns == [0, 1, 2, 3]
    # Of a weight of 5 that applies: 1 x 100, 2 x 50, 1 x 50 for not sure, nothing for what does not apply.
    assert points.tolist() == [[20, 20, 10, 0]]

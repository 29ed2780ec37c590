"""How low and how high each score can turn out, against trying everything that open answers could be."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import omnicheck.engine.intervals as engine
from omnicheck.catalog import load_questionnaire
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.compile import compile_questionnaire
from omnicheck.engine.decide import close_branches, stand
from omnicheck.engine.intervals import intervals
from tests.assessment.sheets import report_of
from tests.engine.test_possible import completions, partly_answered
from tests.engine.test_tipping import opening
from tests.factories import DRAWN, make_compiled, make_index, make_question

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from omnicheck.engine.compile import CompiledQuestionnaire

Drawn = tuple["CompiledQuestionnaire", "NDArray[np.int64]"]
EITHER = st.one_of(partly_answered(), opening())


def by_trying(compiled: CompiledQuestionnaire, row: NDArray[np.int64]) -> engine.Intervals:
    """The lowest and the highest of each score over every completion."""
    _unknown, rows = completions(compiled, row)
    facts = stand(compiled, close_branches(compiled, rows)).facts(compiled)
    found = {}
    for name in (*compiled.questionnaire.factors, *compiled.questionnaire.indices):
        number, whole, known = facts.score(name)
        every = [Fraction(int(n), int(w)) for n, w in zip(number[known], whole[known], strict=True)]
        if every:
            found[name] = (min(every), max(every))
    return engine.Intervals(found, exact=True)


@settings(DRAWN, max_examples=60)
@given(EITHER)
def test_intervals_are_exactly_what_completions_give(drawn: Drawn) -> None:
    assert intervals(*drawn) == by_trying(*drawn)


@settings(DRAWN, max_examples=60)
@given(EITHER)
def test_where_there_are_too_many_ways_nothing_lies_beyond(drawn: Drawn) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "MOST_WAYS", 0)
        found = intervals(*drawn)
    every = by_trying(*drawn).scores
    assert not found.exact
    assert every.keys() <= found.scores.keys()
    for name, (low, high) in every.items():
        assert found.scores[name][0] <= low <= high <= found.scores[name][1]


@settings(DRAWN, max_examples=60)
@given(EITHER)
def test_a_report_shows_these_intervals(drawn: Drawn) -> None:
    compiled, row = drawn
    every = by_trying(compiled, row).scores
    for shown in report_of(compiled, row).scores:
        low, high = every.get(shown.id, (Fraction(0), Fraction(100)))
        assert (shown.low, shown.high) == (float(low), float(high)), shown.id


def test_bounds_are_those_of_the_answers_that_move_a_score_out() -> None:
    drivers = [make_question(f"d{i}", factor="g") for i in range(13)]
    opened = [
        make_question(f"q{i}", factor="f", when=f"d{i} == o0 and d{(i + 1) % 13} != o1")
        for i in range(12)
    ]
    compiled = make_compiled(
        [*drivers, make_question("base", factor="f"), *opened],
        {"f": 50},
        indices={"both": make_index(f=50, g=50)},
        max_unknown=100,
    )
    row = np.array([NOT_SURE] * 13 + [1] + [0, 2] * 6, dtype=np.int64)
    found = intervals(compiled, row)
    assert not found.exact
    low, high = Fraction(50, 7), Fraction(650, 7)  # the base of 50 with six answers of 0, or of 100
    assert found.scores == {
        "f": (low, high),
        "g": (0, 100),
        "both": (low / 2, (high + 100) / 2),
    }


def test_of_the_bundled_questionnaire_with_everything_open() -> None:
    compiled = compile_questionnaire(load_questionnaire().questionnaire)
    found = intervals(compiled, np.full(len(compiled.columns), NOT_SURE))
    assert found.exact
    assert found.scores["readiness"] == (Fraction(2, 5), Fraction(100))

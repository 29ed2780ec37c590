"""The System Usability Scale (Brooke 1996) as a questionnaire: a published scoring rule, met exactly."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from omnicheck.catalog import load_questionnaire
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.score import score
from tests.factories import codes_of

SUS = Path(__file__).parents[1] / "questionnaires" / "sus.yaml"


@pytest.fixture(scope="module")
def compiled() -> CompiledQuestionnaire:
    return compile_questionnaire(load_questionnaire(str(SUS)).questionnaire)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        # odd items: 4 + 1 + 1 + 1 + 4 = 11; even items, from 5 down: 1 + 4 + 2 + 1 + 3 = 11; 22 x 2.5
        ((5, 4, 2, 1, 2, 3, 2, 4, 5, 2), 55),
        ((5, 1, 5, 1, 5, 1, 5, 1, 5, 1), 100),
        ((1, 5, 1, 5, 1, 5, 1, 5, 1, 5), 0),
        ((3, 3, 3, 3, 3, 3, 3, 3, 3, 3), 50),
        ((5, 5, 5, 5, 5, 5, 5, 5, 5, 5), 50),
        ((4, 2, 4, 2, 4, 2, 4, 2, 4, 3), Fraction("72.5")),
    ],
)
def test_sus_score(
    compiled: CompiledQuestionnaire, answers: tuple[int, ...], expected: int | Fraction
) -> None:
    given = {f"item_{i}": str(answer) for i, answer in enumerate(answers, start=1)}
    scores = score(compiled, codes_of(compiled, given))
    number, denominator, known = scores.facts.score("usability")
    assert known[0]
    assert Fraction(int(number[0]), int(denominator[0])) == expected
    assert bool(scores.omnichannel[0]) is (expected >= 68)

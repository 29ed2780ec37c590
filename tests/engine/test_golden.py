"""Fourteen businesses whose result was worked by hand when the questionnaire was calibrated."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from omnicheck.catalog import load_questionnaire
from omnicheck.engine.columns import NOT_SURE
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.engine.score import CONFIDENCES, Scores, score
from tests.factories import codes_of

if TYPE_CHECKING:
    from omnicheck.engine.decide import Standing
    from tests.factories import Codes

RESOURCES = (
    "monthly_budget", "hours_per_week", "technical_help", "tools_connected", "customer_history",
    "channel_rivalry", "commitment", "business_phase",
)  # fmt: skip
BUSINESS_TYPE = (
    "contacts_per_sale", "purchases_per_year", "time_to_buy", "hard_to_choose", "use_or_pleasure",
    "sales_spread", "people_per_customer", "after_sale", "reach", "buyers",
)  # fmt: skip
EXPECTATIONS = (
    "channel_switching", "repeat_reaction", "repeat_complaints", "recognition", "suggestions",
    "cross_collection", "competitors", "reply_speed", "data_comfort", "ideal",
)  # fmt: skip
#: Today's state is at its lowest but for these, so that no business is at the highest stage.
LOWEST_TODAY = {
    "handover": "nothing", "same_customer": "never", "crossing": ["none_of_these"],
    "results_reading": "not_read",
}  # fmt: skip


@dataclass(frozen=True)
class Golden:
    """Answers as positions of options ("?" is not sure), and what they must give."""

    name: str
    resources: str
    business_type: str
    expectations: str
    today: tuple[int, int, int]
    """How many channels are ticked; the positions of same_facts and replies."""
    scores: tuple[str, str, str, str]
    """Resources, business type, customer expectations, need."""
    margin: str
    limiting: str
    ends: tuple[str, str]
    same: str
    path: str
    confidence: str
    stage: str = "multi"
    made: int = 62


# fmt: off
CASES = [
    Golden("bakery with one shop", "11100213", "0400101001", "0001111110", (2, 2, 2),
           ("23.4", "17.1", "14.4", "15.48"), "-34.52", "need", ("-34.5", "-34.5"), "1.00", "simple", "high"),
    Golden("plumber alone", "11111213", "2122000111", "1111011211", (3, 2, 1),
           ("29.3", "28.4", "25.8", "26.84"), "-25.70", "readiness", ("-25.7", "-25.7"), "1.00", "simple", "high"),
    Golden("new web shop", "12222230", "2222300221", "2212223322", (3, 2, 2),
           ("45.2", "40.5", "53.7", "48.42"), "-9.80", "readiness", ("-9.8", "-9.8"), "1.00", "selective", "high"),
    Golden("boutique with web shop", "23233234", "2222432221", "3223333223", (5, 2, 2),
           ("71.4", "68.7", "76.2", "73.2"), "16.40", "readiness", ("16.4", "16.4"), "1.00", "omnichannel", "high"),
    Golden("boutique that misses messages", "23233234", "2222432221", "3223333223", (5, 2, 0),
           ("71.4", "68.7", "76.2", "73.2"), "-25.00", "replies", ("-25.0", "-25.0"), "1.00",
           "path_to_omnichannel", "high"),
    Golden("bike shop with workshop", "22222123", "3233222312", "3223232123", (4, 1, 1),
           ("48.3", "68.9", "72.2", "70.88"), "-6.70", "readiness", ("-6.7", "-6.7"), "1.00",
           "path_to_omnichannel", "medium"),
    Golden("furniture made to order", "11011222", "4044311222", "3222121123", (4, 2, 1),
           ("26.7", "58.5", "62", "60.6"), "-28.30", "readiness", ("-28.3", "-28.3"), "1.00",
           "path_to_omnichannel", "high"),
    Golden("dental clinic", "32333223", "3223002411", "2214121122", (3, 2, 2),
           ("69.4", "54", "52.3", "52.98"), "2.98", "need", ("3.0", "3.0"), "0.98", "omnichannel", "low"),
    Golden("distributor to firms", "34333134", "4332023323", "4334323234", (5, 2, 2),
           ("79", "76.95", "86.7", "82.8"), "24.00", "readiness", ("24.0", "24.0"), "1.00", "omnichannel", "high"),
    Golden("hair salon", "11121213", "1312401111", "1113112221", (3, 2, 2),
           ("33.8", "34.8", "38.2", "36.84"), "-21.20", "readiness", ("-21.2", "-21.2"), "1.00", "simple", "high"),
    Golden("rich chain of car washes", "44443224", "0200004011", "0001101110", (3, 2, 2),
           ("90.4", "29.4", "10.9", "18.3"), "-31.70", "need", ("-31.7", "-31.7"), "1.00", "by_choice", "high"),
    Golden("electronics without means", "10111023", "3133233321", "4343244224", (5, 1, 1),
           ("21.3", "80.1", "90.2", "86.16"), "-33.70", "readiness", ("-33.7", "-33.7"), "1.00",
           "path_to_omnichannel", "high"),
    Golden("boutique with open answers", "2?2?3234", "2222432221", "3?23?33223", (5, 2, 2),
           ("62.1", "68.7", "71.9", "70.62"), "-1.00", "hours_per_week", ("-25.0", "24.1"), "1.00",
           "path_to_omnichannel", "low"),
    Golden("nothing is known", "????????", "??????????", "??????????", (3, 1, 1),
           ("50.2", "51.05", "49.35", "50.03"), "-4.80", "readiness", ("-54.6", "45.0"), "1.00",
           "provisional", "low"),
]
# fmt: on


@pytest.fixture(scope="module")
def compiled() -> CompiledQuestionnaire:
    return compile_questionnaire(load_questionnaire().questionnaire)


def codes_of_case(compiled: CompiledQuestionnaire, case: Golden) -> Codes:
    row = codes_of(compiled, LOWEST_TODAY)
    channels, facts, replies = case.today
    row[0, compiled.column_by_id["channels"]] = (1 << channels) - 1
    row[0, compiled.column_by_id["same_facts"]] = facts
    row[0, compiled.column_by_id["replies"]] = replies
    for ids, digits in (
        (RESOURCES, case.resources),
        (BUSINESS_TYPE, case.business_type),
        (EXPECTATIONS, case.expectations),
    ):
        for question, digit in zip(ids, digits, strict=True):
            row[0, compiled.column_by_id[question]] = NOT_SURE if digit == "?" else int(digit)
    return row


def score_of(scores: Scores, name: str, row: int = 0) -> Fraction:
    number, denominator, known = scores.facts.score(name)
    assert known[row]
    return Fraction(int(number[row]), int(denominator[row]))


def margin_of(standing: Standing, row: int = 0) -> Fraction:
    return Fraction(int(standing.margins.margin[row]), int(standing.margins.denominator[row]))


def line_of(compiled: CompiledQuestionnaire, position: int) -> str:
    lines = [line.id for line in compiled.requirements]
    return (lines + [compiled.columns[gate.column].id for gate in compiled.gates])[position]


def to_decimals(number: Fraction, decimals: int) -> str:
    """The number as it is printed, half rounded away from zero."""
    sign = "-" if number < 0 else ""
    steps = int(abs(number) * 10**decimals + Fraction(1, 2))
    return f"{sign}{steps // 10**decimals}.{steps % 10**decimals:0{decimals}d}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.name))
def test_golden_case(compiled: CompiledQuestionnaire, case: Golden) -> None:
    scores = score(compiled, codes_of_case(compiled, case))
    names = ("resources", "business_type", "customer_expectations", "need")
    found = tuple(score_of(scores, name) for name in names)
    assert found == tuple(map(Fraction, case.scores))
    assert score_of(scores, "readiness") == score_of(scores, "resources")
    assert to_decimals(margin_of(scores.standing), 2) == case.margin
    assert line_of(compiled, int(scores.standing.margins.limiting[0])) == case.limiting
    ends = tuple(to_decimals(margin_of(end), 1) for end in (scores.low, scores.high))
    assert ends == case.ends
    same, made = int(scores.robustness.same[0]), int(scores.robustness.made[0])
    assert (to_decimals(Fraction(same, made), 2), made) == (case.same, case.made)
    paths = compiled.questionnaire.decision.paths
    assert paths[scores.path[0]].id == case.path
    assert bool(scores.omnichannel[0]) is (case.path == "omnichannel")
    assert CONFIDENCES[scores.confidence[0]] == case.confidence
    assert compiled.questionnaire.stages[scores.standing.stage[0]].id == case.stage


def test_all_cases_at_once_score_as_one_by_one(compiled: CompiledQuestionnaire) -> None:
    rows = [codes_of_case(compiled, case) for case in CASES]
    together = score(compiled, np.concatenate(rows))
    assert [compiled.questionnaire.decision.paths[p].id for p in together.path] == [
        c.path for c in CASES
    ]
    assert [to_decimals(margin_of(together.standing, i), 2) for i in range(len(CASES))] == [
        case.margin for case in CASES
    ]


def test_resources_of_the_bakery_by_hand(compiled: CompiledQuestionnaire) -> None:
    # weight x value: budget 14 x 20 = 280, hours 16 x 25 = 400, help 12 x 25 = 300,
    # tools 18 x 0 = 0, history 16 x 0 = 0, rivalry 8 x 75 = 600, commitment 8 x 30 = 240,
    # phase 8 x 65 = 520; 280 + 400 + 300 + 600 + 240 + 520 = 2340, over 100 = 23.4
    scores = score(compiled, codes_of_case(compiled, CASES[0]))
    assert score_of(scores, "resources") == Fraction(2340, 100)


def test_resources_of_the_bakery_when_rivalry_does_not_apply(
    compiled: CompiledQuestionnaire,
) -> None:
    # without rivalry: (2340 - 600) / (100 - 8) = 1740 / 92 = 18.913...
    row = codes_of_case(compiled, CASES[0])
    row[0] = np.where(
        np.arange(len(compiled.columns)) == compiled.column_by_id["channel_rivalry"],
        codes_of(compiled, {"channel_rivalry": "not_applicable"})[0],
        row[0],
    )
    assert score_of(score(compiled, row), "resources") == Fraction(1740, 92)


def test_need_and_margin_of_the_clinic_by_hand(compiled: CompiledQuestionnaire) -> None:
    # need = 0.4 x 54 + 0.6 x 52.3 = 21.6 + 31.38 = 52.98; the lines: 52.98 - 50 = 2.98,
    # 69.4 - 55 = 14.4, 52.3 - 40 = 12.3, 54 - 30 = 24; no gate fails, so 2.98 it is.
    # Need 5 points higher would be 55, and 52.98 misses it: the one rerun of 62 that turns.
    clinic = next(case for case in CASES if case.name == "dental clinic")
    scores = score(compiled, codes_of_case(compiled, clinic))
    assert margin_of(scores.standing) == Fraction("2.98")
    assert (int(scores.robustness.same[0]), int(scores.robustness.made[0])) == (61, 62)


def test_open_answers_of_the_boutique_by_hand(compiled: CompiledQuestionnaire) -> None:
    # Lowest: the hours gate fails with 0 - 25 = -25. Highest: hours 100 instead of the middle 50,
    # tools 100 instead of 50 lift resources by (16 x 50 + 18 x 50) / 100 = 17 from 62.1 to 79.1,
    # and 79.1 - 55 = 24.1 stays below need: 0.4 x 68.7 + 0.6 x 78.6 = 74.64, over 50 by 24.64.
    boutique = next(case for case in CASES if case.name == "boutique with open answers")
    scores = score(compiled, codes_of_case(compiled, boutique))
    assert (margin_of(scores.low), margin_of(scores.high)) == (Fraction(-25), Fraction("24.1"))


def test_what_is_not_asked_is_dropped(compiled: CompiledQuestionnaire) -> None:
    # Only budget, hours, tools and history of the means are asked: (280 + 400) / (14 + 16 + 18 + 16)
    bakery = codes_of_case(compiled, CASES[0])
    for question in compiled.questionnaire.questions:
        if not question.quick:
            bakery[0, compiled.column_by_id[question.id]] = codes_of(
                compiled, {question.id: "not_asked"}
            )[0, compiled.column_by_id[question.id]]
    scores = score(compiled, bakery)
    assert score_of(scores, "resources") == Fraction(680, 64)
    # Of the 28 questions 13 remain: 26 reruns of weights, 2 of shares, 4 of thresholds.
    assert int(scores.robustness.made[0]) == 32

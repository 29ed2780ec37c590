"""The built-in questionnaire keeps what its design promises."""

from __future__ import annotations

import pathlib
import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from omnicheck.answers import code_row
from omnicheck.api import load_answers, load_questionnaire
from omnicheck.choices import Cost, Effort, Grade, Horizon, Kind, Strategy
from omnicheck.engine.score import score
from omnicheck.questionnaire import Action, Path, Question, Record
from omnicheck.scenarios import scenario_of_values
from tests.factories import answer_codes

EXAMPLES = pathlib.Path(__file__).parent.parent / "examples"
BUILT_IN = load_questionnaire()
QUESTIONNAIRE = BUILT_IN.record
WEAKNESS_OF = {action.id: action.weakness for action in QUESTIONNAIRE.actions}
BY_ID = {question.id: question for question in QUESTIONNAIRE.questions}

#: Values in display order, as calibrated; a change here is a new version of the questionnaire.
VALUES = {
    "monthly_budget": (14, [0, 20, 45, 75, 100]),
    "hours_per_week": (16, [0, 25, 55, 80, 100]),
    "technical_help": (12, [0, 25, 50, 75, 100]),
    "tools_connected": (18, [0, 15, 40, 75, 100]),
    "customer_history": (16, [0, 20, 45, 75, 100]),
    "channel_rivalry": (8, [0, 40, 75, 100]),
    "commitment": (8, [0, 30, 55, 85, 100]),
    "business_phase": (8, [5, 35, 45, 65, 100]),
    "contacts_per_sale": (12, [0, 25, 55, 85, 100]),
    "purchases_per_year": (8, [10, 30, 60, 85, 70]),
    "time_to_buy": (8, [0, 20, 50, 85, 100]),
    "hard_to_choose": (8, [5, 35, 65, 90, 100]),
    "use_or_pleasure": (4, [20, 40, 60, 85, 100]),
    "sales_spread": (20, [10, 30, 65, 100]),
    "people_per_customer": (16, [0, 30, 60, 85, 100]),
    "after_sale": (10, [0, 20, 55, 85, 100]),
    "reach": (9, [5, 35, 75, 90]),
    "buyers": (5, [25, 45, 65, 70]),
    "channel_switching": (18, [0, 20, 45, 75, 100]),
    "repeat_reaction": (8, [0, 35, 70, 100]),
    "repeat_complaints": (14, [5, 25, 60, 70, 90]),
    "recognition": (12, [0, 30, 60, 85, 100]),
    "suggestions": (6, [0, 30, 60, 90]),
    "cross_collection": (14, [0, 25, 55, 85, 100]),
    "competitors": (4, [0, 20, 50, 80, 100]),
    "reply_speed": (4, [10, 40, 65, 90]),
    "data_comfort": (8, [0, 30, 65, 100]),
    "ideal": (12, [0, 25, 50, 85, 100]),
    "handover": (25, [0, 25, 50, 80, 100]),
    "same_facts": (20, [0, 40, 70, 100]),
    "same_customer": (20, [0, 30, 65, 100]),
    "results_reading": (10, [0, 40, 75, 100]),
    "replies": (10, [0, 40, 75, 100]),
}
QUICK = {
    "monthly_budget", "hours_per_week", "tools_connected", "customer_history", "contacts_per_sale",
    "sales_spread", "people_per_customer", "after_sale", "channel_switching", "repeat_complaints",
    "cross_collection", "data_comfort", "ideal", "channels", "handover", "same_facts", "replies",
}  # fmt: skip
#: Figures that are told everywhere and prove nothing; see the questionnaire's method.
FOLKLORE = [r"\b89\s?%", r"\b33\s?%", r"\b287\s?%", r"\b494\s?%", r"\b46,?000\b", r"\b73\s?%",
            "aberdeen", "sears", "omnisend", "lifetime value"]  # fmt: skip
JARGON = ["leverage", "synergy", "seamless", "touchpoint", "stakeholder", "holistic", "crm", "erp", "kpi",
          "api", "roi", "silo", "ecosystem", "best-in-class", "sku", "segment", "metric", "workflow", "b2b", "identifier"]  # fmt: skip


def texts(part: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence for people, with where it stands; sources speak for themselves."""
    match part:
        case Record():
            skipped = {"id", "when", "sources", "url", "version", "format", "language"}
            for name in type(part).model_fields:
                if name not in skipped:
                    yield from texts(getattr(part, name), f"{at}.{name}")
        case dict():
            for key, value in part.items():
                yield from texts(value, f"{at}.{key}")
        case tuple() | list():
            for i, value in enumerate(part):
                yield from texts(value, f"{at}.{getattr(value, 'id', i)}")
        case str() if " " in part:
            yield at, part
        case _:
            return


ALL_TEXTS = list(texts(QUESTIONNAIRE))


@pytest.mark.parametrize("name", VALUES)
def test_values_and_weights_are_those_calibrated(name: str) -> None:
    weight, values = VALUES[name]
    question = BY_ID[name]
    assert question.weight == weight
    assert [option.value for option in question.options.values()] == values


def test_crossing_is_scored_by_share_with_a_weight_of_15() -> None:
    crossing = BY_ID["crossing"]
    assert crossing.kind is Kind.SEVERAL
    assert crossing.score == "share"
    assert crossing.weight == 15
    assert sum(option.may_not_apply for option in crossing.options.values()) == 5
    assert [name for name, option in crossing.options.items() if option.exclusive] == [
        "none_of_these"
    ]


def test_channels_is_a_tick_list_of_15_that_counts_from_two_on() -> None:
    channels = BY_ID["channels"]
    assert channels.by_count == {"0": 0, "2": 100}
    assert (len(channels.options), channels.factor) == (16, None)
    assert channels.options["none_of_these"].exclusive


def test_weights_add_up_to_100_in_each_factor() -> None:
    totals: dict[str | None, Decimal] = defaultdict(Decimal)
    for question in QUESTIONNAIRE.questions:
        totals[question.factor] += question.weight
    assert totals == {
        "resources": 100, "business_type": 100, "customer_expectations": 100, "integration": 100, None: 0,
    }  # fmt: skip


def test_there_are_28_scored_questions_and_7_on_today() -> None:
    today = [question for question in QUESTIONNAIRE.questions if question.section == "today"]
    deciding = {"resources", "business_type", "customer_expectations"}
    assert len(today) == 7
    assert sum(question.factor in deciding for question in QUESTIONNAIRE.questions) == 28
    assert len(QUESTIONNAIRE.questions) == 35


def test_the_quick_form_asks_17() -> None:
    assert {question.id for question in QUESTIONNAIRE.questions if question.quick} == QUICK


def test_not_applicable_and_changeable_are_where_they_belong() -> None:
    questions = QUESTIONNAIRE.questions
    assert {question.id for question in questions if question.not_applicable} == {
        "channel_rivalry", "after_sale", "suggestions", "cross_collection", "competitors",
    }  # fmt: skip
    resources = {question.id for question in questions if question.factor == "resources"}
    assert {question.id for question in questions if question.changeable} == resources | {
        "same_facts", "replies", "channels",
    }  # fmt: skip


def test_the_decision_is_the_one_calibrated() -> None:
    rule = QUESTIONNAIRE.decision.omnichannel
    assert rule.requires == {
        "need": 50, "readiness": 55, "customer_expectations": 40, "business_type": 30,
    }  # fmt: skip
    assert list(rule.requires) == ["need", "readiness", "customer_expectations", "business_type"]
    assert rule.at_stage == {"omni": {"need": 40, "readiness": 45}}
    assert rule.gates == {
        "monthly_budget": 20, "hours_per_week": 25, "tools_connected": 15, "customer_history": 20,
        "data_comfort": 30, "same_facts": 25, "replies": 25, "channels": 25,
    }  # fmt: skip
    assert rule.max_unknown == 35


@pytest.mark.parametrize("question", QUESTIONNAIRE.questions, ids=lambda question: question.id)
def test_each_question_says_why_and_helps(question: Question) -> None:
    assert question.why
    assert question.help
    for option in question.options.values():
        if question.kind is Kind.ONE:
            assert option.says is not None
            assert option.says.endswith(".")
    if question.factor not in (None, "integration"):
        assert question.pulls is not None


@pytest.mark.parametrize(("at", "text"), ALL_TEXTS, ids=[at for at, _text in ALL_TEXTS])
def test_each_sentence_is_plain(at: str, text: str) -> None:
    if at.startswith(".sources") and not at.endswith(".shows"):
        return
    for sentence in re.split(r"(?<=[.!?:;])\s+", text):
        assert len(sentence.split()) <= (25 if at.startswith(".sources") else 22), sentence
    lowered = text.lower()
    assert not [word for word in JARGON if re.search(rf"\b{word}s?\b", lowered)], text
    assert not [claim for claim in FOLKLORE if re.search(claim, lowered)], text
    assert text.isascii(), text


def test_sources_are_graded_and_used() -> None:
    used = {
        source
        for part in (
            QUESTIONNAIRE.questions,
            QUESTIONNAIRE.actions,
            QUESTIONNAIRE.kpis,
            QUESTIONNAIRE.risks,
        )
        for item in part
        for source in item.sources
    }
    assert used == set(QUESTIONNAIRE.sources)
    assert {source.grade for source in QUESTIONNAIRE.sources.values()} == set(Grade)


def test_each_question_names_what_it_rests_on() -> None:
    assert [question.id for question in QUESTIONNAIRE.questions if not question.sources] == []


def test_no_source_links_to_a_copy() -> None:
    copies = ("scribd", "researchgate", "vdocuments", "documents.pub", "pdfslide", "docslib", "9lib", "coek",
              "daneshyari", "iranarze", "isiarticles", "readkong", "informahealthcare")  # fmt: skip
    for source in QUESTIONNAIRE.sources.values():
        assert not any(host in (source.url or "") for host in copies)


def test_the_plan_library_is_complete() -> None:
    # Eighteen things to mend, and one for strong businesses, which have little to mend.
    assert len(QUESTIONNAIRE.weaknesses) == 19
    assert QUESTIONNAIRE.weaknesses[-1].id == "worth_deepening"
    assert not QUESTIONNAIRE.weaknesses[-1].mends
    by_weakness: dict[str, list[Action]] = defaultdict(list)
    for action in QUESTIONNAIRE.actions:
        by_weakness[action.weakness].append(action)
    for weakness in QUESTIONNAIRE.weaknesses:
        for strategy in Strategy:
            column = [a for a in by_weakness[weakness.id] if a.strategy is strategy]
            soon = [action for action in column if action.horizon is not Horizon.MONTHS_12]
            assert any(is_small(action) for action in soon), (weakness.id, strategy)


@settings(deadline=None, max_examples=200)
@given(answer_codes(BUILT_IN.compiled))
def test_each_weakness_keeps_a_first_step_whatever_the_answers(codes: Any) -> None:
    facts = score(BUILT_IN.compiled, codes).facts
    open_steps = [a for a in QUESTIONNAIRE.actions if a.when is None or facts.holds(a.when)[0]]
    possible = {
        (action.weakness, action.strategy)
        for action in open_steps
        if (action.cost, action.effort) == (Cost.FREE, Effort.SMALL)
        and not any(WEAKNESS_OF[before] == action.weakness for before in action.after)
    }
    possible |= {  # its first step stands in the other column
        ("facts_differ", Strategy.OMNICHANNEL)
    }
    assert possible >= {(w.id, column) for w in QUESTIONNAIRE.weaknesses for column in Strategy}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, set()),
        ({"channels": ["shop", "phone"]}, {"not_measured"}),
        ({"tools_connected": "retyped"}, {"no_skills"}),
        ({"commitment": "curious"}, {"not_measured", "no_skills"}),
    ],
)
def test_who_means_to_stay_apart_is_spared_only_what_has_no_use_there(
    changed: dict[str, Any], found: set[str]
) -> None:
    """The cobbler: one channel, paper, nobody for tools, figures not read, and no wish to join."""
    cobbler = load_answers(EXAMPLES / "cobbler.yaml", BUILT_IN)
    sheet = scenario_of_values(changed, BUILT_IN.compiled, "x").on(cobbler)
    facts = score(BUILT_IN.compiled, code_row(sheet, BUILT_IN.compiled)).facts
    triggers = {weakness.id: weakness.when for weakness in QUESTIONNAIRE.weaknesses}
    assert {
        name for name in ("not_measured", "no_skills") if facts.holds(triggers[name])[0]
    } == found


@pytest.mark.parametrize("path", QUESTIONNAIRE.decision.paths, ids=lambda path: path.id)
def test_the_selective_path_begins_with_the_handover(path: Path) -> None:
    assert ("handover_loses_story" in path.plan.first) is (path.id == "selective")


def test_each_gate_says_why_nothing_makes_up_for_it() -> None:
    needed = {
        question.id: question.needed for question in QUESTIONNAIRE.questions if question.needed
    }
    assert set(needed) == set(QUESTIONNAIRE.decision.omnichannel.gates)
    for text in needed.values():
        assert len(text.split()) <= 16
        assert text.endswith(".")


def is_small(action: Action) -> bool:
    """Free and small, and so is all that it builds on."""
    by_id = {other.id: other for other in QUESTIONNAIRE.actions}
    alone = action.cost is Cost.FREE and action.effort is Effort.SMALL
    return alone and all(is_small(by_id[before]) for before in action.after)


def test_each_strategy_has_figures_and_risks() -> None:
    for strategy in Strategy:
        assert sum(kpi.strategy is strategy for kpi in QUESTIONNAIRE.kpis) >= 7
    assert sum(risk.strategy is Strategy.OMNICHANNEL for risk in QUESTIONNAIRE.risks) == 10
    assert sum(risk.strategy is Strategy.MULTICHANNEL for risk in QUESTIONNAIRE.risks) == 7
    assert len(QUESTIONNAIRE.comparison) == 6
    assert len(QUESTIONNAIRE.hints) == 4

"""What is told about a questionnaire that breaks a rule: one broken file for each mistake."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from omnicheck.catalog import load_questionnaire
from omnicheck.crosscheck import crosscheck
from omnicheck.engine.compile import compile_questionnaire
from omnicheck.errors import InputError
from omnicheck.questionnaire import Question, Questionnaire
from omnicheck.scope import Scope
from tests.factories import make_options, make_path, make_question, make_stage, plain_questionnaire

TESTS = Path(__file__).parent
BROKEN = sorted((TESTS / "bad" / "questionnaires").glob("*.yaml"))
GOOD = sorted((TESTS / "good" / "questionnaires").glob("*.yaml"))

# fmt: off
FAULTS = {
    "easier_line_above_100": [
        '71:20: This number is too large. The most is 100.',
    ],
    "action_after_a_later_one": [
        '104:13: save comes later than this action. An action can only follow one of the same or an earlier horizon.',
    ],
    "action_in_a_circle": [
        '95:12: This action waits for itself, through others.',
        '105:12: This action waits for itself, through others.',
    ],
    "condition_that_cannot_be_read": [
        '59:11: “count(ways) >=” cannot be read as a condition. Write it like: count(channels) >= 2 and stage != single',
    ],
    "duplicate_question": [
        '33:9: The id money is used twice. Choose another id for one of the two.',
        '72:20: money is a gate, and the quick form leaves it out. Add quick: true to that question.',
        '82:19: The option few is missing.',
        '82:19: The option many is missing.',
        '82:28: There is no option little.',
        '82:40: There is no option much.',
    ],
    "duplicate_stage": [
        '66:10: The id one is used twice. Choose another id for one of the two.',
    ],
    "number_against_a_name": [
        '59:11: hours is not a number. Write a number on the other side, such as 50.',
    ],
    "gate_out_of_reach": [
        '72:20: No answer to money reaches 20. Lower the gate, or give an answer a higher value.',
    ],
    "ticks_never_reached": [
        '47:15: There are 2 options to tick, so 9 is never reached.',
    ],
    "all_options_exclusive": [
        '47:15: There are 0 options to tick, so 2 is never reached.',
        '52:7: At least one option must count: all are exclusive.',
        '52:7: Only one option can be exclusive.',
    ],
    "sum_without_values": [
        '51:7: score: sum needs a value for each option.',
    ],
    "reversal_without_effect": [
        '64:14: reverse: has no effect on options that bring their own values. Take one of the two out.',
    ],
    "band_above_the_maximum": [
        '66:12: A band above the maximum is never reached.',
    ],
    "minimum_off_the_grid": [
        '54:5: minimum and maximum of asked have more decimals than its answers. Raise decimals:, or round them.',
    ],
    "count_written_twice": [
        '47:22: This does not have the form asked for here. Write a whole number such as 2, with no 0 before it.',
    ],
    "decimals_in_part": [
        '65:15: A whole number is needed here. Round it.',
    ],
    "gate_not_quick": [
        '72:31: hours is a gate, and the quick form leaves it out. Add quick: true to that question.',
    ],
    "gate_with_condition": [
        '72:31: A gate needs an answer always, and asked may go unasked. Take out its when: and not_applicable:, or choose another gate.',
    ],
    "gate_with_not_applicable": [
        '74:31: A gate needs an answer always, and hours may go unasked. Take out its when: and not_applicable:, or choose another gate.',
    ],
    "keyword_as_id": [
        '54:9: The word class has a meaning of its own; choose another id.',
    ],
    "later_question_in_when": [
        '37:11: ways comes later in the questionnaire. A condition can only look at questions asked before it.',
    ],
    "missing_option_in_hours": [
        '80:21: The option many is missing.',
    ],
    "no_action_for_weakness": [
        '84:5: No action works on no_money.',
    ],
    "no_final_path": [
        '74:5: Some answers for multichannel lead to no path. End with a path of that strategy that has no condition.',
    ],
    "no_questions": [
        '20:12: Something is missing here. Write at least 1.',
    ],
    "option_in_condition": [
        '59:11: money has no option mcuh. Did you mean much?',
    ],
    "order_of_strategies": [
        '84:43: “strategy” has no order: < cannot be used. Use == or != instead.',
    ],
    "own_question_in_when": [
        '59:11: asked comes later in the questionnaire. A condition can only look at questions asked before it.',
    ],
    "path_never_reached": [
        '76:7: This path is never reached. Put it before the path of multichannel that has no condition.',
    ],
    "question_in_condition": [
        '59:11: wasy is not known here. Did you mean ways?',
    ],
    "question_named_like_a_factor": [
        '54:9: wishes is a factor or an index already. Choose another id, so that conditions can tell them apart.',
    ],
    "repeated_option_text": [
        '42:13: Two options read the same.',
    ],
    "reserved_word_as_id": [
        '54:9: The word stage has a meaning of its own; choose another id.',
    ],
    "shape_and_reference": [
        '32:15: There is no source boook. Did you mean book?',
        '33:5: ask is missing. Add it.',
        '38:5: aks is not known here. Did you mean ask?',
    ],
    "stage_without_condition": [
        '66:5: Only the first stage has no condition. Say in when: what this stage asks for.',
    ],
    "unknown_action": [
        '104:13: There is no action savee. Did you mean save?',
    ],
    "unknown_factor": [
        '15:11: No question with a weight belongs to wishes. Give it a question with a weight above 0, or take it out.',
        '56:13: There is no factor wishs. Did you mean wishes?',
    ],
    "unknown_factor_in_index": [
        '17:56: There is no factor wishs. Did you mean wishes?',
    ],
    "unknown_gate": [
        '72:31: There is no question monye. Did you mean money?',
    ],
    "unknown_requirement": [
        '69:32: There is no factor or index mean. Did you mean means?',
    ],
    "unknown_section": [
        '44:14: There is no section mian. Did you mean main?',
    ],
    "unknown_source": [
        '32:21: There is no source boook. Did you mean book?',
    ],
    "unknown_stage": [
        '71:12: There is no stage too. Did you mean two?',
    ],
    "reaches_a_number_there_is_not": [
        '117:21: 3 is no answer to ways. Write how many are ticked at least: 1 to 2.',
        '117:31: 4.5 is no answer to level. Write a whole number from 1 to 5.',
        '117:43: eleven is no answer to share. Write a number from 0 to 10.',
    ],
    "reaches_what_does_not_exist": [
        '93:21: There is no question mony. Did you mean money?',
        '93:34: There is no option mny. Did you mean many?',
    ],
    "reaches_what_has_no_value": [
        '100:22: The answers to story have no values.',
    ],
    "reaches_what_no_work_changes": [
        '93:22: No work can change the answer to asked. Mark the question as changeable: true, or name it under mends: of a weakness.',
    ],
    "unknown_weakness": [
        '96:15: There is no weakness no_mony. Did you mean no_money?',
    ],
    "weakness_missing_for_gate": [
        '72:20: No weakness says what to do when money fails. Name it under mends: or watches: of a weakness.',
    ],
    "weight_negative": [
        '57:13: This number is too small. The least is 0.',
    ],
    "weight_zero": [
        '15:11: No question with a weight belongs to wishes. Give it a question with a weight above 0, or take it out.',
        '54:5: asked has a factor without a weight, or a weight without a factor. Give it both, or neither.',
    ],
    "blank_weight": [
        '24:5: weight is blank. Write it behind weight:',
    ],
    "head_and_reference": [
        '2:1: title is missing. Add it.',
        '5:1: titel is not known here. Did you mean title?',
        '23:13: There is no factor meens. Did you mean means?',
        '32:15: There is no source boook. Did you mean book?',
    ],
    "language_in_words": [
        '5:11: This does not have the form asked for here. Write the code of a language, like en or pt-BR.',
    ],
    "list_for_a_number": [
        '24:13: A number is needed here. Write digits, for example 12.',
    ],
    "misspelt_kind": [
        '63:11: This is not one of the words known here. Did you mean yes_no? Write one, several, yes_no, scale, number or text.',
    ],
    "number_in_another_notation": [
        '59:11: “0x32” is not written like a number. Write digits, with a point for decimals, for example 50 or 2.5.',
    ],
    "option_id_with_a_space": [
        '30:7: This does not have the form asked for here. An id is small letters, digits and _, like monthly_budget.',
    ],
    "option_in_a_set": [
        '21:5: text is missing. Add it.',
        '21:9: txet is not known here. Did you mean text?',
    ],
    "score_in_when": [
        '59:11: pull is not known here. It may ask for earlier answers, such as question == option.',
        '59:11: unknown() cannot be used here. It may ask for earlier answers, such as question == option.',
    ],
    "shapes_everywhere_and_reference": [
        '14:41: low is missing. Add it.',
        '14:48: lov is not known here. Did you mean low?',
        '32:15: There is no source boook. Did you mean book?',
        '72:20: This number is too large. The most is 100.',
        '75:7: review is missing. Add it.',
        '75:89: revue is not known here. Did you mean review?',
        '80:27: This number is too large. The most is 168.',
    ],
    "unknown_option_set": [
        '44:17: There is no option set fivee. Did you mean five?',
    ],
}
# fmt: on


def faults_of(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_questionnaire(str(path))
    return [
        f"{f.place.line}:{f.place.column}: {f.what} {f.cure}".strip() for f in caught.value.faults
    ]


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: str(path.stem))
def test_a_broken_questionnaire_says_where_and_why(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    expected = re.fullmatch(r"# expect: (.+)", first)
    assert expected, first
    found = faults_of(path)
    assert any(expected[1] in fault for fault in found), found
    assert found == FAULTS[path.stem]


def test_every_broken_questionnaire_is_in_the_folder() -> None:
    assert {path.stem for path in BROKEN} == set(FAULTS)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: str(path.stem))
def test_a_good_questionnaire_has_no_fault(path: Path) -> None:
    assert compile_questionnaire(load_questionnaire(str(path)).questionnaire).factors


def test_a_condition_may_run_over_several_lines() -> None:
    when = "sound == o0\n  and\nsound != not_sure\n"
    assert problems(make_question("q", when=when)) == []


def problems(*questions: dict[str, Any], **parts: Any) -> list[tuple[tuple[str | int, ...], str]]:
    """Place and cause of all problems of a questionnaire with one sound question before the given."""
    sound = make_question("sound", factor="a")
    plain = plain_questionnaire([sound, *questions], parts.pop("requires", {"a": 50}), **parts)
    return [(p.at, p.what) for p in crosscheck(Questionnaire.model_validate(plain))]


SEVERAL: dict[str, Any] = {"kind": "several", "options": make_options([0, 50])}
SCALE = {"from": 1, "to": 5, "low": "Least", "high": "Most"}
# fmt: off
SHAPES = [
    (make_question("q", values=(0,)), (), "q needs at least two options."),
    (make_question("q", kind="scale", scale=SCALE, options=make_options([1, 2])), ("options",),
     "A question of this kind has no options."),
    (make_question("q", kind="yes_no", options=make_options([1, 2])), ("options",),
     "A yes-or-no question has the options yes and no."),
    (make_question("q", values=(0,) * 31), ("options",), "At most 30 options."),
    (make_question("q", score="sum"), (), "score: and by_count: belong to tick lists."),
    (make_question("q", **SEVERAL, score="count"), (), "score: count needs by_count:, starting at 0."),
    (make_question("q", **SEVERAL, score="sum", by_count={"0": 0}), (),
     "score: count needs by_count:, starting at 0."),
    (make_question("q", options=make_options([0, 1], o0={"exclusive": True})), ("options", "o0"),
     "exclusive belongs to tick lists."),
    (make_question("q", options=make_options([0, 1], o0={"text": "o1"})), ("options", "o1"),
     "Two options read the same."),
    (make_question("q", options=make_options([0, 1], o1={"text": "not_sure"})), ("options", "o1"),
     "Two options read the same."),
    (make_question("q", options=make_options([0, 1], o1={"may_not_apply": True})), ("options",),
     "may_not_apply belongs to a tick list with score: share."),
    (make_question("q", factor="a", weight=0), (),
     "q has a factor without a weight, or a weight without a factor."),
    (make_question("q", weight=3), (), "q has a factor without a weight, or a weight without a factor."),
    (make_question("q", factor="a", options=make_options([0, None])), (),
     "q counts, but its answers have no values."),
    (make_question("q", factor="a", kind="text"), (), "q counts, but its answers have no values."),
    (make_question("q", kind="scale"), (), "kind: scale and scale: belong together."),
    (make_question("q", kind="scale", scale=SCALE | {"to": 1}), ("scale",),
     "A scale runs in whole steps from a lower to a higher number."),
    (make_question("q", kind="scale", scale=SCALE | {"to": "1.5"}), ("scale",),
     "A scale runs in whole steps from a lower to a higher number."),
    (make_question("q", reverse=True), ("reverse",), "Only scales and yes-or-no questions can be reversed."),
    (make_question("q", unit="km"), (), "bands, unit, minimum and maximum belong to kind: number."),
    (make_question("q", kind="number", minimum=3, maximum=3), ("maximum",), "maximum must be above minimum."),
    (make_question("q", kind="number", minimum=0, bands=[{"from": 0, "value": 1}, {"from": 0, "value": 2}]),
     ("bands",), "Bands go from the lowest to the highest start."),
    (make_question("q", kind="number", minimum=0, bands=[{"from": 1, "value": 1}]), ("bands",),
     "The first band must start at the minimum."),
    (make_question("q", kind="number", bands=[{"from": 1, "value": 1}]), ("bands",),
     "The first band must start at the minimum."),
    (make_question("q", option_set="none"), ("option_set",), "There is no option set none."),
]
# fmt: on


@pytest.mark.parametrize(("question", "at", "what"), SHAPES, ids=lambda case: str(case)[:50])
def test_a_question_must_be_complete_for_its_kind(
    question: dict[str, Any], at: tuple[str, ...], what: str
) -> None:
    assert (("questions", 1, *at), what) in problems(question)


CONDITIONS = [
    ("sound >= 3", "The answer to sound is not a number."),
    ("count(sound) >= 1", "count() counts ticks, and sound is no tick list."),
    ("o1 in sound", "sound is of the kind one, and cannot be compared so."),
    ("sound < o1", "Options have no order: sound < o1."),
    ("sound", "“sound” alone is no yes-or-no fact here."),
    ("a >= 50", "a is not known here."),
    ("failed(a)", "failed() cannot be used here."),
    ("failed(a) == 1", "failed() is not a number."),
    ("unknown(a) > 5", "unknown() cannot be used here."),
    ("ends_differ", "ends_differ is not known here."),
    ("sound in [not_sure, o1]", "not_sure cannot stand in a list."),
    ("stage == s0", "stage is not known here."),
    ("q == o1", "q comes later in the questionnaire."),
]


@pytest.mark.parametrize(("when", "what"), CONDITIONS)
def test_a_condition_of_a_question_only_asks_what_is_known_there(when: str, what: str) -> None:
    assert problems(make_question("q", when=when)) == [(("questions", 1, "when"), what)]


PATH_CONDITIONS = [
    ("stage == s9", "s9 is not among the stages."),
    ("path == simple", "path is not known here."),
    ("strategy >= omnichannel", "“strategy” has no order: >= cannot be used."),
    ("failed(sound)", "sound is no requirement or gate."),
    ("unknown(sound) > 5", "sound is no factor."),
    ("value(free) > 5", "The answers to free have no values."),
    ("unknown_share", "“unknown_share” alone is no yes-or-no fact here."),
    ("stage >= 2", "stage is no question, and cannot be compared so."),
    ("stage in [s0]", "stage is no question, and cannot be compared so."),
    ("a == not_sure", "a is no question, and cannot be compared so."),
    ("ends_differ == 1", "ends_differ is no question, and cannot be compared so."),
    ("a >= sound", "sound is not a number."),
]


@pytest.mark.parametrize(("when", "what"), PATH_CONDITIONS)
def test_a_condition_of_a_path_is_checked(when: str, what: str) -> None:
    paths = [
        make_path("some", "multichannel", when), make_path("omni", "omnichannel"),
        make_path("rest", "multichannel"),
    ]  # fmt: skip
    found = problems(
        make_question("free", values=(), options=make_options([None, None])), paths=paths
    )
    assert found == [(("decision", "paths", 0, "when"), what)]


ALONE = [
    (make_question("q"), "q == o0"),
    (make_question("q", kind="yes_no"), "q == yes"),
    (make_question("q", kind="several", options=make_options([0, 50])), "o0 in q"),
    (make_question("q", kind="text"), "q != not_sure"),
    (make_question("q", kind="scale", scale=SCALE), "q >= 50"),
]


@pytest.mark.parametrize(("question", "example"), ALONE, ids=[example for _, example in ALONE])
def test_a_question_alone_is_told_how_it_is_compared(
    question: dict[str, Any], example: str
) -> None:
    asked = Question.model_validate(question)
    scope = Scope({"q": asked}, frozenset(["q"]))
    assert list(scope.complaints("q")) == [
        ("“q” alone is no yes-or-no fact here.", f"Compare it, for example: {example}.")
    ]
    assert list(scope.complaints(example)) == []


@pytest.mark.parametrize(
    "when",
    ["stage >= s0", "strategy != omnichannel", "a < 50 or unknown(a) > 5", "failed(a) and ends_differ",
     "unknown_share > 35", "sound in [o0, o1]", "value(sound) >= 50", "sound == not_sure"],
)  # fmt: skip
def test_what_a_path_may_ask(when: str) -> None:
    paths = [make_path("some", "multichannel", when), make_path("omni", "omnichannel")]
    assert problems(paths=[*paths, make_path("rest", "multichannel")]) == []


def test_a_stage_may_not_hang_on_what_the_stage_decides() -> None:
    found = problems(stages=[make_stage("s0"), make_stage("s1", "a >= 50")])
    assert found == [(("stages", 1, "when"), "A stage cannot ask for the score a.")]


def test_a_driver_is_known_by_its_whole_name() -> None:
    """`tick` has options that may not apply, but only `tick_more` is asked about."""
    tick = make_question(
        "tick",
        kind="several",
        score="share",
        options=make_options([0, 1], o0={"may_not_apply": True}),
    )
    more = make_question("tick_more", **SEVERAL)
    assert problems(tick, more, make_question("q", when="count(tick_more) >= 1")) == []
    assert problems(tick, more, make_question("q", when="count(tick) >= 1")) == [
        (
            ("questions", 3, "when"),
            "tick has options that may not apply, so it cannot open questions.",
        )
    ]


def test_a_gate_needs_values_that_cannot_go_missing() -> None:
    tick = make_question(
        "tick",
        kind="several",
        score="share",
        options=make_options([0, 1], o0={"may_not_apply": True}),
    )
    text = make_question("text", kind="text")
    at = ("decision", "omnichannel", "gates")
    assert problems(tick, text, gates={"tick": 20, "text": 20}) == [
        ((*at, "tick"), "A gate needs an answer always, and tick may go unasked."),
        ((*at, "text"), "The answers to text have no values."),
    ]

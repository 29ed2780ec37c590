from __future__ import annotations

import itertools
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from omnicheck import AnswerSheet, InputError, Report, assess, load_answers, load_questionnaire
from omnicheck.answer_codes import AnswerFormatError, code_of
from omnicheck.answers import no_such_question
from omnicheck.engine.columns import Column, column_of
from omnicheck.questionnaire import Question
from tests.factories import make_compiled, make_question

QUESTIONNAIRE = load_questionnaire()
HEAD = "questionnaire: channel_strategy\nbusiness: {name: Corner Bakery}\nanswers:\n"


def sheet(tmp_path: Path, answers: str, head: str = HEAD, tail: str = "") -> AnswerSheet:
    path = tmp_path / "a.yaml"
    indented = "".join(f"  {line}\n" for line in answers.splitlines())
    path.write_text(head + indented + tail, encoding="utf-8")
    return load_answers(path, QUESTIONNAIRE)


def report(tmp_path: Path, answers: str, **parts: str) -> Report:
    return assess(sheet(tmp_path, answers, **parts), QUESTIONNAIRE)


def faults(tmp_path: Path, answers: str, **parts: str) -> list[str]:
    with pytest.raises(InputError) as raised:
        sheet(tmp_path, answers, **parts)
    return [
        f"{fault.place.line}:{fault.place.column} {fault.what} {fault.cure}".strip()
        for fault in raised.value.faults
    ]


def states(made: Report) -> dict[str, tuple[str, str]]:
    return {line.question: (line.state, line.answer) for line in made.answers}


def test_an_option_is_read_by_id_or_by_its_exact_text(tmp_path: Path) -> None:
    made = sheet(tmp_path, "monthly_budget: free_tools\nsame_facts: They sometimes differ")
    assert {name: answer.code for name, answer in made.answers.items()} == {
        "monthly_budget": 1,
        "same_facts": 1,
    }


def test_the_four_states_of_an_answer(tmp_path: Path) -> None:
    answers = "monthly_budget: nothing\nrecognition: not_sure\nafter_sale: not_applicable"
    found = states(report(tmp_path, answers))
    assert found["monthly_budget"][0] == "answered"
    assert found["recognition"] == ("not_sure", "Not sure")
    assert found["after_sale"] == ("not_applicable", "Does not apply")
    assert found["ideal"] == ("not_answered", "No answer")


def test_a_missing_answer_counts_like_not_sure(tmp_path: Path) -> None:
    without = report(tmp_path, "monthly_budget: nothing")
    said = report(tmp_path, "monthly_budget: nothing\nrecognition: not_sure\nideal: ~\nreach:")
    assert without.verdict == said.verdict
    assert without.scores == said.scores


def test_the_quick_form_leaves_out_the_others_and_says_what_it_did_not_use(tmp_path: Path) -> None:
    head = "questionnaire: channel_strategy\nform: quick\nbusiness: {name: A}\nanswers:\n"
    made = report(tmp_path, "commitment: decided\nmonthly_budget: nothing", head=head)
    assert states(made)["commitment"] == ("not_asked", "Not asked")
    assert (
        "Answers given but not used, because these were not asked: Owners' commitment."
        in made.notices
    )
    assert made.verdict.reruns == 13 * 2 + 2 + 4


def test_several_answers_as_list_as_mapping_and_alone(tmp_path: Path) -> None:
    listed = sheet(tmp_path, "channels: [shop, phone]\ncrossing: [collect, vouchers]")
    mapped = sheet(
        tmp_path,
        "channels: {shop: yes, phone: yes, email: no}\ncrossing: {collect: yes, vouchers: yes}",
    )
    alone = sheet(tmp_path, "channels: none_of_these")
    assert {n: a.code for n, a in listed.answers.items()} == {
        n: a.code for n, a in mapped.answers.items()
    }
    assert listed.answers["channels"].code == 0b11
    assert alone.answers["channels"].code == 1 << 15


def test_options_that_do_not_apply_leave_the_share(tmp_path: Path) -> None:
    answers = "crossing: {collect: yes, return_elsewhere: no, vouchers: not_applicable}"
    line = next(line for line in report(tmp_path, answers).answers if line.question == "crossing")
    assert line.value == 25  # one of four that apply


@pytest.mark.parametrize("written", ["no", "No", "on", "off", "yes", "2024-02-30", "012", "true"])
def test_words_that_yaml_would_turn_into_something_else_stay_text(
    tmp_path: Path, written: str
) -> None:
    made = sheet(
        tmp_path, "monthly_budget: nothing", tail=f"notes: {{monthly_budget: {written}}}\n"
    )
    assert made.notes["monthly_budget"] == written


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ("monthly_budgt: nothing", "4:3 There is no question monthly_budgt in channel_strategy. Did you mean monthly_budget?"),
        ("monthly_budget: nothin", "4:19 monthly_budget: “nothin” is not among the answers. Did you mean nothing?"),
        ("same_facts: yes", "4:15 same_facts: “yes” is not among the answers. Write one of: often_differ, sometimes_differ, all_but_stock, all_the_same, or not_sure."),
        ("reach: not_applicable", "4:10 reach: this question applies to every business. Choose an answer, or write not_sure."),
        ("channels: [shop, none_of_these]", "4:13 channels: none_of_these cannot stand beside other answers. Keep it alone, or take it out."),
        ("channels: []", "4:13 channels: the list is empty. For none of them, write none_of_these."),
        ("channels: [shop, fone]", "4:20 channels: “fone” is not among the answers. Did you mean phone?"),
        ("reach: [town]", "4:10 reach: one answer is needed here, not a list. Write one of: neighbourhood, town, country, abroad, or not_sure."),
        ("crossing: [collect, collect=not_applicable]", "4:13 crossing: collect is ticked and marked as not applicable. Keep one of the two."),
        ("channels: {shop: maybe}", "4:20 channels: each option takes yes, no or not_applicable. Write for example: shop: yes"),
        ("channels: {shop: not_applicable}", "4:20 channels: shop applies to every business. Write yes or no."),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_named_with_its_place_and_cure(
    tmp_path: Path, answers: str, message: str
) -> None:
    assert faults(tmp_path, answers) == [message]


def test_all_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    head = "questionaire: channel_strategy\nbusiness: {nam: A, staff: 1:30}\nanswered_on: 2024-02-30\nanswers:\n"
    found = faults(tmp_path, "reach: moon\nideal: sun", head=head, tail="notes: {reech: x}\n")
    assert [fault.split(" ", 1)[0] for fault in found] == [
        "1:1",
        "1:1",
        "2:1",
        "2:12",
        "2:27",
        "3:14",
        "5:10",
        "6:10",
        "7:9",
    ]
    assert "Did you mean questionnaire?" in found[1] + found[0]


def test_a_business_needs_a_name(tmp_path: Path) -> None:
    head = "questionnaire: channel_strategy\nbusiness: {name: }\nanswers:\n"
    said = "2:12 name is blank. Write the name of the business behind name:"
    assert faults(tmp_path, "reach: town", head=head) == [said]
    assert faults(tmp_path, "reach: town", head=head.replace("name: ", "name: ' '")) == [said]
    head = "questionnaire: channel_strategy\nbusiness: {trade: bakery}\nanswers:\n"
    assert faults(tmp_path, "reach: town", head=head) == ["2:1 name is missing. Add it."]


def test_names_and_tags_have_their_limits(tmp_path: Path) -> None:
    def said(name: str, tags: str) -> list[str]:
        head = f"questionnaire: channel_strategy\nbusiness:\n  name: {name}\n  tags: {tags}\nanswers:\n"
        return faults(tmp_path, "recognition: not_sure", head=head)

    many = "{" + ", ".join(f"t{n}: x" for n in range(51)) + "}"
    assert said("x" * 201, many) == [
        "3:9 This is too long. At most 200.",
        "4:9 This is too long. At most 50.",
    ]
    assert said("Bakery", f"{{group: {'x' * 201}}}") == ["4:17 This is too long. At most 200."]


def test_staff_is_read_as_a_decimal_number(tmp_path: Path) -> None:
    head = "questionnaire: channel_strategy\nbusiness: {name: A, staff: 012, years: '1,000'}\nanswers:\n"
    made = sheet(tmp_path, "reach: town", head=head)
    assert (made.business.staff, made.business.years) == ("12", "1000")


def test_control_characters_never_get_past_the_door(tmp_path: Path) -> None:
    head = (
        'questionnaire: channel_strategy\nbusiness: {name: "\\e]52;c;ZXZpbA==\\aShop"}\nanswers:\n'
    )
    assert sheet(tmp_path, "reach: town", head=head).business.name == "�Shop"


def test_all_not_sure_gives_a_provisional_answer_and_says_what_to_find_out(tmp_path: Path) -> None:
    made = report(tmp_path, "\n".join(f"{q.id}: not_sure" for q in QUESTIONNAIRE.record.questions))
    assert (made.verdict.strategy, made.verdict.path, made.verdict.confidence) == (
        "multichannel",
        "provisional",
        "low",
    )
    assert len(made.unknowns) == 35
    assert made.verdict.confidence_reasons[0] == "Many answers are still open."


def test_no_answers_at_all_still_give_one_recommendation(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text(
        "questionnaire: channel_strategy\nbusiness: {name: A}\nanswers:\n", encoding="utf-8"
    )
    assert assess(load_answers(path)).verdict.path == "provisional"


def test_a_misspelt_key_without_a_value_is_still_named(tmp_path: Path) -> None:
    head = "questionnaire: channel_strategy\nanwsers:\nbusiness: {name: A}\nanswers:\n"
    assert faults(tmp_path, "reach: town", head=head) == [
        "2:1 anwsers is not known here. Did you mean answers?"
    ]


NO_DATE = "This is not written like a date."
EXAMPLE = "Write it like 2026-11-21: year, month, day."


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("20261121", f"{NO_DATE} Write it as 2026-11-21."),
        ("21.11.2026", f"{NO_DATE} Write it as 2026-11-21."),
        ("11/21/2026", f"{NO_DATE} Write it as 2026-11-21."),
        ("2026/11/21", f"{NO_DATE} Write it as 2026-11-21."),
        ("2026-1-2", f"{NO_DATE} Write it as 2026-01-02."),
        ("5.5.2026", f"{NO_DATE} Write it as 2026-05-05."),
        ("3.4.2026", f"{NO_DATE} {EXAMPLE}"),
        ("21.11.26", f"{NO_DATE} {EXAMPLE}"),
        ("2026-W47-6", f"{NO_DATE} {EXAMPLE}"),
        ("31.31.2026", f"{NO_DATE} {EXAMPLE}"),
        ("2026-21-11", "There is no such day. Write it as 2026-11-21."),
        ("2026-02-30", f"There is no such day. {EXAMPLE}"),
    ],
)
def test_a_day_is_written_one_way(tmp_path: Path, day: str, said: str) -> None:
    head = f"questionnaire: channel_strategy\nbusiness: {{name: A}}\nanswered_on: {day}\nanswers:\n"
    assert faults(tmp_path, "reach: town", head=head) == [f"3:14 {said}"]


@pytest.mark.parametrize(
    ("staff", "said"),
    [
        ("'3,5'", '"3,5" cannot be read as a number. Write 3.5, with a point.'),
        ("-4", "This cannot be below 0. Write 0 or more."),
        (
            "£5k",
            "This counts people or years, and £5k is money or a share. Write the number alone, such as 4.",
        ),
    ],
)
def test_a_number_that_does_not_fit_is_told_in_two_plain_sentences(
    tmp_path: Path, staff: str, said: str
) -> None:
    head = f"questionnaire: channel_strategy\nbusiness: {{name: A, staff: {staff}}}\nanswers:\n"
    assert faults(tmp_path, "reach: town", head=head) == [f"2:28 {said}"]


@pytest.mark.parametrize(
    ("question", "written", "code"),
    [
        ("reach", "Town", 1), ("reach", "IN THE TOWN OR REGION", 1), ("reach", "town\u00a0", 1),
        ("reach", "'“Town.”'", 1), ("contacts_per_sale", "three or four times", 2),
        ("contacts_per_sale", "three-four", 2), ("contacts_per_sale", "Three\u202for  four\u00a0times", 2),
        ("time_to_buy", "same day", 1), ("repeat_complaints", "Never.", 0), ("recognition", "“half”", 2),
        ("customer_history", "only in someone’s head", 0),
        ("reach", "Not Sure", -1), ("reach", "not sure.", -1), ("after_sale", "Not applicable", -2),
        ("channel_switching", "None", 0), ("channels", "E-Mail", 4),
        ("channels", "shop, phone, e-mail", 7), ("channels", "[shop phone email]", 7),
        ("channels", "shop; Phone calls", 3), ("channels", "'shop\u00a0phone'", 3),
        ("channels", "{Shop: Yes, phone: NO}", 1), ("channels", "[Shop, 'phone, email']", 7),
        ("crossing", "collect, vouchers = Not applicable", 0b100000001),
    ],
)  # fmt: skip
def test_an_answer_that_obviously_matches_is_read(
    tmp_path: Path, question: str, written: str, code: int
) -> None:
    made = sheet(tmp_path, f"{question}: {written}")
    assert {name: answer.code for name, answer in made.answers.items()} == {question: code}


NO_SUCH = "is not among the answers."
REACH = "Write one of: neighbourhood, town, country, abroad, or not_sure."
LIST = "Write it like this: shop, phone"


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ("reach: “village”", f"4:10 reach: “village” {NO_SUCH} {REACH}"),
        ("reach: don't know", f"4:10 reach: “don't know” {NO_SUCH} If you do not know, write not_sure."),
        ("reach: dont know", f"4:10 reach: “dont know” {NO_SUCH} If you do not know, write not_sure."),
        ("reach: Unknown", f"4:10 reach: “Unknown” {NO_SUCH} If you do not know, write not_sure."),
        ("reach: '?'", f"4:10 reach: “?” {NO_SUCH} If you do not know, write not_sure."),
        ("reach: n/a", f"4:10 reach: “n/a” {NO_SUCH} {REACH}"),
        ("after_sale: n/a", f"4:15 after_sale: “n/a” {NO_SUCH} If this does not apply to the business, write not_applicable."),
        ("after_sale: None", f"4:15 after_sale: “None” {NO_SUCH} If this does not apply to the business, write not_applicable."),
        ("after_sale: soon", f"4:15 after_sale: “soon” {NO_SUCH} Write one of: nothing, questions, some, regular, contract, not_applicable, or not_sure."),
        ("crossing: no", f"4:13 crossing: “no” {NO_SUCH} For none of them, write none_of_these."),
        ("crossing: n/a", f"4:13 crossing: “n/a” {NO_SUCH} For none of them, write none_of_these."),
        ("channels: shop, phone, facebook", f"4:13 channels: “facebook” {NO_SUCH} Did you mean social? {LIST}, social"),
        ("channels: shop, phone, emial", f"4:13 channels: “emial” {NO_SUCH} Did you mean email? {LIST}, email"),
        ("channels: [shop phone emial]", f"4:14 channels: “emial” {NO_SUCH} Did you mean email? {LIST}, email"),
        ("channels: phone, qqqq, emial, xyz", "4:13 channels: “qqqq” is not among the answers. Known are: shop, phone, email, website_form, web_shop, booking_page, site_chat, messaging_app, social, marketplace, text_message, post, sales_visits, events, partners, none_of_these. Write it like this: phone, …, email"),
        ("channels: shop, don't know", f"4:13 channels: “don't know” {NO_SUCH} If you do not know, write not_sure. Write it like this: shop"),
        ("channels: [shop, not sure]", "4:20 channels: not_sure cannot stand in a list. Write it alone: channels: not_sure"),
        ("channels: [shop, whatsapp]", f"4:20 channels: “whatsapp” {NO_SUCH} Did you mean messaging_app?"),
        ("channels:\n  - shop: Shop, practice or office", f"5:7 channels: “shop: Shop, practice or office” {NO_SUCH} Write only shop."),
        ("channels:\n  - {a: x, b: y}", "5:5 channels: a list is needed here. Write a list of: shop, phone, email, website_form, web_shop, booking_page, site_chat, messaging_app, social, marketplace, text_message, post, sales_visits, events, partners, none_of_these, or not_sure."),
        ("reach: 'town: In the town or region'", f"4:10 reach: “town: In the town or region” {NO_SUCH} Write only town."),
        ("buyers: consumers, some firms", f"4:11 buyers: “consumers, some firms” {NO_SUCH} Write one of: tenders, consumers, both, firms, or not_sure."),
    ],
)  # fmt: skip
def test_the_cure_says_what_to_write(tmp_path: Path, answers: str, message: str) -> None:
    assert faults(tmp_path, answers) == [message]


@pytest.mark.parametrize("between", [", ", ",", "; ", "\n", ",\r\n"])
def test_options_in_full_are_taken_apart_at_the_commas_between_them(between: str) -> None:
    column = QUESTIONNAIRE.compiled.columns[QUESTIONNAIRE.compiled.column_by_id["channels"]]
    texts = [option.text for option in column.question.options.values() if not option.exclusive]
    assert sum("," in text for text in texts) == 2
    for first, second in itertools.permutations(range(len(texts)), 2):
        third = (first + 1) % len(texts)
        line = between.join([texts[first], texts[second], column.options[third]])
        read = code_of(column, line)
        assert read is not None
        assert read.code == 1 << first | 1 << second | 1 << third


def own(question: dict[str, Any]) -> Column:
    words = {"id": "q", "section": "s", "topic": "T", "ask": "A?", "why": "W."}
    return column_of(Question.model_validate(words | question))


YES_NO = own({"kind": "yes_no"})
NUMBER = own(
    {"kind": "number", "minimum": "0", "maximum": "99", "decimals": "1", "not_applicable": "true"}
)
SCALE = own(
    {
        "kind": "scale",
        "scale": {"from": "1", "to": "5", "low": "L", "high": "H"},
        "not_applicable": "true",
    }
)
ALIKE = own(
    {"options": {"web": {"text": "On line"}, "app": {"text": "on-line"}, "a_b": {"text": "Both"}}}
)
WORDS = own({"kind": "text"})


@pytest.mark.parametrize(
    ("column", "given", "code"),
    [
        (YES_NO, "Yes", 0), (YES_NO, "No", 1), (YES_NO, "NO.", 1), (YES_NO, True, 0), (YES_NO, False, 1),
        (YES_NO, np.bool_(False), 1), (YES_NO, "True", 0), (YES_NO, "FALSE", 1), (YES_NO, "Not sure", -1),
        (NUMBER, 7, 70), (NUMBER, 7.5, 75), (NUMBER, np.float64(7), 70), (NUMBER, np.int64(7), 70),
        (NUMBER, Decimal("7.5"), 75), (NUMBER, "not applicable", -2),
        (SCALE, 3, 2), (SCALE, 3.0, 2), (SCALE, "3", 2),
        (ALIKE, "On line", 0), (ALIKE, "on-line", 1), (ALIKE, "A-B", 2),
        (WORDS, "n/a", 0), (WORDS, "NOT SURE", 0), (WORDS, "not_sure", -1), (WORDS, 5, 0),
    ],
)  # fmt: skip
def test_every_kind_of_question_reads_what_people_and_tables_hold(
    column: Column, given: object, code: int
) -> None:
    read = code_of(column, given)
    assert read is not None
    assert read.code == code


@pytest.mark.parametrize("given", [None, "", float("nan"), np.float64("nan")])
def test_nothing_is_no_answer(given: object) -> None:
    assert code_of(YES_NO, given) is None


@pytest.mark.parametrize(
    ("column", "given", "message"),
    [
        (ALIKE, "on line", "“on line” can mean more than one answer. Write web or app."),
        (NUMBER, True, '"true" cannot be read as a number. Write digits, for example 1500 or 0.4.'),
        (NUMBER, float("inf"), '"inf" cannot be read as a number. Write digits, for example 1500 or 0.4.'),
        (NUMBER, "unknown", '"unknown" cannot be read as a number. If you do not know, write not_sure.'),
        (NUMBER, "n/a", '"n/a" cannot be read as a number. If this does not apply to the business, write not_applicable.'),
        (NUMBER, ["1"], "one answer is needed here, not a list. Write a number, such as 12, or not_applicable."),
        (SCALE, "high", '"high" cannot be read as a number. Write a whole number from 1 to 5, or not_applicable.'),
        (YES_NO, "maybe", "“maybe” is not among the answers. Write one of: yes, no, or not_sure."),
    ],
)  # fmt: skip
def test_every_kind_of_question_says_what_to_write(
    column: Column, given: object, message: str
) -> None:
    with pytest.raises(AnswerFormatError) as raised:
        code_of(column, given)
    assert str(raised.value) == message


TICKS = own({"kind": "several", "options": {"web": {"text": "Web"}, "shop": {"text": "Shop"}}})


@pytest.mark.parametrize(
    ("column", "given", "within", "most"),
    [
        (TICKS, "a," * 450_000, (), "10,000"),
        (TICKS, "shop " * 180_000, (), "10,000"),
        (TICKS, ["web", "a," * 450_000], (1,), "10,000"),
        (YES_NO, "yes " * 2_501, (), "10,000"),
        (WORDS, "x" * 2_001, (), "2,000"),
    ],
)
def test_an_answer_that_is_too_long_is_refused_in_no_time(
    column: Column, given: object, within: tuple[int, ...], most: str
) -> None:
    started = time.process_time()
    with pytest.raises(AnswerFormatError) as raised:
        code_of(column, given)
    assert str(raised.value) == f"this is too long. At most {most} characters are read."
    assert raised.value.within == within
    assert time.process_time() - started < 2


def test_an_answer_in_own_words_is_kept_whole() -> None:
    read = code_of(WORDS, "x" * 2_000)
    assert read is not None
    assert read.given == "x" * 2_000


def test_a_key_that_ends_in_a_bracket_is_named_as_it_stands(tmp_path: Path) -> None:
    head = 'questionnaire: channel_strategy\nbusiness: {name: A, "x]": 1}\n"y]": 1\nanswers:\n'
    found = faults(tmp_path, "reach: town", head=head)
    assert [fault.partition(".")[0] for fault in found] == [
        "2:21 x] is not known here",
        "3:1 y] is not known here",
    ]


def test_where_all_questions_are_found_is_told_for_bundled_questionnaires_and_for_others() -> None:
    name = "quarterly_weather"
    assert no_such_question(name, load_questionnaire().compiled)[1] == (
        "See all questions with: omnicheck questionnaires channel_strategy"
    )
    own = make_compiled([make_question("a", factor="f")], {"f": 50})
    assert no_such_question(name, own)[1] == (
        "See all questions with: omnicheck questionnaires, and the file of small."
    )

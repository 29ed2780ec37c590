from __future__ import annotations

from pathlib import Path

import pytest

from omnicheck import AnswerSheet, InputError, Report, assess, load_answers, load_questionnaire

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
        ("channels: []", "4:13 channels: the list is empty. For none of them, write: [none_of_these]"),
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
    assert faults(tmp_path, "reach: town", head=head) == ["2:1 name is missing. Add it."]


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


@pytest.mark.parametrize("day", ["20261121", "2026-W47-6", "21.11.2026", "2026-1-2"])
def test_a_day_is_written_one_way(tmp_path: Path, day: str) -> None:
    head = f"questionnaire: channel_strategy\nbusiness: {{name: A}}\nanswered_on: {day}\nanswers:\n"
    assert [fault.split()[0] for fault in faults(tmp_path, "reach: town", head=head)] == ["3:14"]

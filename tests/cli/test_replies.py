"""What may be typed at a question, and how it is understood."""

from __future__ import annotations

import re

import pytest

from omnicheck.answer_codes import Code
from omnicheck.answer_words import written_answer
from omnicheck.cli.replies import Misfit, Wish, reply_to
from omnicheck.engine.columns import NOT_APPLICABLE, NOT_SURE, Column, column_of
from omnicheck.questionnaire import Question
from tests.ask.small import small_questionnaire
from tests.factories import make_question

COLUMNS = {
    plain["id"]: column_of(Question.model_validate(plain))
    for plain in small_questionnaire()["questions"]
}
SHARE = column_of(
    Question.model_validate(
        make_question("share", kind="number", unit="%", minimum=0, maximum=100, decimals=1)
    )
)
NOT_FOR_ALL = column_of(Question.model_validate(make_question("pick", not_applicable=True)))
#: Words that blame, and words that say nothing.
UNKIND = re.compile(r"invalid|illegal|forgot|please|sorry|oops|required field", re.IGNORECASE)


def reply(question: str, typed: str, *, has_answer: bool = False) -> Code | Wish | Misfit:
    return reply_to(COLUMNS[question], typed, has_answer=has_answer)


def taken(column: Column, typed: str) -> str:
    """The answer as it would stand in the file."""
    code = reply_to(column, typed, has_answer=False)
    assert isinstance(code, Code), code
    return written_answer(column, code.code, code.given)


@pytest.mark.parametrize("question", COLUMNS)
@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("b", Wish.BACK), ("B", Wish.BACK), (" back ", Wish.BACK),
        ("?", Wish.HELP), ("h", Wish.HELP), ("Help", Wish.HELP),
        ("q", Wish.STOP), ("quit", Wish.STOP), ("EXIT", Wish.STOP),
    ],
)  # fmt: skip
def test_wishes_are_the_same_at_every_question(question: str, typed: str, wish: Wish) -> None:
    assert reply(question, typed) is wish


@pytest.mark.parametrize("question", COLUMNS)
@pytest.mark.parametrize("typed", ["s", "S", " s ", "not sure", "Not sure", "not_sure"])
def test_not_sure_is_taken_at_every_question(question: str, typed: str) -> None:
    assert reply(question, typed) == Code(NOT_SURE)


@pytest.mark.parametrize("question", COLUMNS)
@pytest.mark.parametrize("typed", ["", " ", "\t"])
def test_enter_alone_keeps_an_answer_and_never_makes_one(question: str, typed: str) -> None:
    assert reply(question, typed, has_answer=True) is Wish.KEEP
    assert isinstance(reply(question, typed), Misfit)


@pytest.mark.parametrize(
    ("question", "typed", "written"),
    [
        ("visits", "2", "often"),
        ("visits", "2.", "often"),
        ("visits", " 2) ", "often"),
        ("visits", "every MONTH", "often"),
        ("visits", "often", "often"),
        ("channels", "1 3", "[shop, web]"),
        ("channels", "3,1", "[shop, web]"),
        ("channels", "1; web shop", "[shop, web]"),
        ("channels", "Phone calls", "[phone]"),
        ("channels", "1 n2", "[shop, phone=not_applicable]"),
        ("channels", "N2 4", "[none, phone=not_applicable]"),
        ("channels", "4", "[none]"),
        ("online", "y", "yes"),
        ("online", "Yes", "yes"),
        ("online", "1", "yes"),
        ("online", "n", "no"),
        ("online", "NO", "no"),
        ("online", "2", "no"),
        ("mood", "0", "0"),
        ("mood", " 10 ", "10"),
        ("sales", "1,000", "1000"),
        ("sales", "£5k", "5000"),
        ("sales", "1 000", "1000"),
        ("sales", "1\u00a0000 ", "1000"),
        ("sales", "$1,250", "1250"),
        ("story", "We bake.", "We bake."),
        ("story", "n", "n"),
        ("story", "[/] <b>", "[/] <b>"),
        ("story", "日本語", "日本語"),
    ],
)
def test_answers_are_taken_as_people_type_them(question: str, typed: str, written: str) -> None:
    assert taken(COLUMNS[question], typed) == written


@pytest.mark.parametrize(("typed", "written"), [(" 12 %", "12"), ("12%", "12"), ("12.5", "12.5")])
def test_a_share_is_taken_with_or_without_its_sign(typed: str, written: str) -> None:
    assert taken(SHARE, typed) == written


@pytest.mark.parametrize("typed", ["n", "n/a", "NA", "does not apply", "not_applicable"])
def test_does_not_apply_is_taken_where_it_is_allowed(typed: str) -> None:
    assert reply_to(NOT_FOR_ALL, typed, has_answer=False) == Code(NOT_APPLICABLE)
    assert isinstance(reply("visits", typed), Misfit)


def test_n_at_a_yes_or_no_question_is_no_even_where_it_may_not_apply() -> None:
    assert taken(COLUMNS["online"], "n") == "no"
    assert reply("online", "n/a") == Code(NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("question", "typed", "says"),
    [
        ("visits", "9", "There is no answer 9 here. Type a number from 1 to 3, or s for not sure."),
        ("visits", "0", "There is no answer 0 here."),
        ("visits", "1 2", "“1 2” is not among the answers. Type a number from 1 to 3"),
        ("visits", "-1", "“-1” is not among the answers."),
        ("visits", "9" * 5000, "There is no answer 99999999999999999999 here."),
        ("visits", "²", "“²” is not among the answers."),
        ("channels", "1 9", "There is no answer 9 here. Type numbers from 1 to 4"),
        ("channels", "1 4", "“None of these” cannot stand beside other answers."),
        ("channels", "n1", "“Shop” can happen in every business."),
        ("channels", ",", "Choose at least one answer, or type s for not sure."),
        ("online", "maybe", "Type y for yes, n for no, or s for not sure."),
        ("mood", "11", "11 is not on the scale. Write a whole number from 0 to 10."),
        ("mood", "high", "Write a whole number from 0 to 10."),
        ("sales", "1.500", '"1.500" can be read in two ways. Write 1500 or 1.5.'),
        ("sales", "a lot", "Write digits, for example 1500 or 0.4."),
        ("sales", "-5", "This is too small. The least is 0."),
        ("sales", "1e9", "Write it out, for example 1000."),
        ("sales", "200000", "This is too large. The most is 100000."),
    ],
)
def test_what_cannot_be_taken_says_what_can(question: str, typed: str, says: str) -> None:
    found = reply(question, typed)
    assert isinstance(found, Misfit), found
    assert says in found.what
    assert found.what[0] == found.what[0].upper()
    assert not UNKIND.search(found.what)
    assert "_" not in found.what


def test_control_characters_never_become_part_of_an_answer() -> None:
    assert taken(COLUMNS["story"], "a\x1b[D\x1b[Ab\x07\r\nc") == "a��b� c"

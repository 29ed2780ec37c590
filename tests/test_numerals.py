"""Numbers as people write them, and what is proposed for those that cannot be read."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.numerals import NumberFormatError, parse_number, parse_plain_number

if TYPE_CHECKING:
    from collections.abc import Callable

DIGITS = "Write digits, for example 1500 or 0.4."
PLAIN_DIGITS = "Write digits, with a point for decimals, for example 1500 or 0.4."
SMALLER = "Write a smaller number, for example 1500000."


def refusal(text: str) -> str:
    with pytest.raises(NumberFormatError) as caught:
        parse_number(text)
    return str(caught.value)


def outcome(parse: Callable[[str], Decimal], text: str) -> Decimal | NumberFormatError:
    try:
        return parse(text)
    except NumberFormatError as error:
        return error


def unreadable(text: str, cure: str) -> str:
    return f'"{text}" cannot be read as a number. {cure}'


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("14", "14"),
        (" 14\t", "14"),
        ("+5", "5"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("-0", "0"),
        ("0.4", "0.4"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("1.50", "1.50"),
        ("1.0", "1"),
        ("0.125", "0.125"),
        ("1234.500", "1234.5"),
        ("12 %", "12"),
        ("12%", "12"),
        ("-0.5 %", "-0.5"),
        ("5k", "5000"),
        ("5 K", "5000"),
        ("1.5k", "1500"),
        ("0.0001k", "0.1"),
        ("2m", "2000000"),
        ("1.25M", "1250000"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_a_number_as_people_write_it(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,000", "1000"),
        ("12,345", "12345"),
        ("1,000,000", "1000000"),
        ("1,234.5", "1234.5"),
        ("1,234.500", "1234.5"),
        ("1 000", "1000"),
        ("1\u00a0000", "1000"),
        ("1\u2009000\u2009000", "1000000"),
        ("1\u202f234.5", "1234.5"),
        ("1\u2007000\u00a0000", "1000000"),
    ],
)
def test_thousands_in_groups_of_three(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


def test_whole_numbers_come_back_without_decimals() -> None:
    assert str(parse_number("1.5k")) == "1500"
    assert str(parse_number("7.00")) == "7"
    assert str(parse_number("-0.0")) == "0"
    assert str(parse_number("1.50")) == "1.50"


def test_b10_leading_zeros_are_not_another_base() -> None:
    assert parse_number("012") == Decimal(12)
    assert parse_plain_number("012") == Decimal(12)


@pytest.mark.parametrize(
    ("text", "cure"), [("0x1F", DIGITS), ("0b1", DIGITS), ("1_000", "Write 1000.")]
)
def test_b10_programmers_numbers(text: str, cure: str) -> None:
    assert refusal(text) == unreadable(text, cure)


@pytest.mark.parametrize("text", ["yes", "no", "on", "off", "true", "not sure", "abc", "None"])
def test_b09_words(text: str) -> None:
    assert refusal(text) == unreadable(text, DIGITS)


@pytest.mark.parametrize("text", ["1:30", "1:30:00", "190:20:30"])
def test_b11_a_time_of_day(text: str) -> None:
    assert refusal(text) == unreadable(text, "Write it with decimals, for example 1.5.")


@pytest.mark.parametrize("text", [".nan", ".inf", "inf", "-inf", "nan", "NaN", "Infinity", "sNaN"])
def test_b12_what_is_no_finite_number(text: str) -> None:
    assert refusal(text) == unreadable(text, DIGITS)


@pytest.mark.parametrize("text", ["1e999", "1e3", "1E3", "1.5e-3", "1e+3"])
def test_b12_exponents(text: str) -> None:
    assert refusal(text) == unreadable(text, "Write it out, for example 1000.")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("450,000", "450000"),
        ("£450k", "450000"),
        ("$1.5k", "1500"),
        ("€ 2m", "2000000"),
        ("-£5", "-5"),
        ("+$ 1,000", "1000"),
        ("5 €", "5"),
        ("5k€", "5000"),
        ("1\u00a0000\u00a0€", "1000"),
    ],
)
def test_b13_money(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["£5€", "£5%", "5k%", "5%k", "5kk", "££5", "£-5", "USD 5", "£", "k", "%", "5 bn", "- 5"]
)
def test_b13_units_that_do_not_go_together(text: str) -> None:
    assert refusal(text) == unreadable(text, DIGITS)


def test_b17_a_date() -> None:
    assert refusal("2024-02-30") == unreadable("2024-02-30", DIGITS)


@pytest.mark.parametrize("parse", [parse_number, parse_plain_number])
def test_b18_five_thousand_digits(parse: Callable[[str], Decimal]) -> None:
    with pytest.raises(NumberFormatError) as caught:
        parse("9" * 5000)
    assert str(caught.value) == f'"{"9" * 24}..." has more than 15 digits. {SMALLER}'


@pytest.mark.parametrize("text", ["9" * 16, "0" * 16, "0." + "1" * 15, "1" + ",000" * 5])
def test_b18_sixteen_digits(text: str) -> None:
    assert refusal(text) == f'"{text}" has more than 15 digits. {SMALLER}'


def test_b18_sixteen_digits_with_k() -> None:
    assert parse_number("999999999999k") == Decimal(999999999999000)
    assert refusal("1000000000000k") == f'"1000000000000k" has more than 15 digits. {SMALLER}'


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("1,5", "1.5"),
        ("-1,5", "-1.5"),
        ("£ 1,5 m", "£ 1.5 m"),
        ("12,50", "12.50"),
        ("0,500", "0.500"),
        ("1,0000", "1.0000"),
    ],
)
def test_a_decimal_comma(text: str, proposal: str) -> None:
    assert refusal(text) == unreadable(text, f"Write {proposal}, with a point.")


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("1.000,50", "1000.50"),
        ("-€1.000.000,5", "-€1000000.5"),
        ("1.234.567", "1234567"),
        ("1,00,000", "100000"),
        ("-12,34,567", "-1234567"),
        ("1_000 %", "1000 %"),
    ],
)
def test_other_ways_to_write_thousands(text: str, proposal: str) -> None:
    assert refusal(text) == unreadable(text, f"Write {proposal}.")


@pytest.mark.parametrize(
    ("text", "thousands", "decimal"),
    [
        ("1.500", "1500", "1.5"),
        ("1.000", "1000", "1"),
        ("12.340", "12340", "12.34"),
        ("1.125", "1125", "1.1250"),
        ("£1.500", "£1500", "£1.5"),
        ("1.500k", "1500k", "1.5k"),
        ("-1.500 %", "-1500 %", "-1.5 %"),
    ],
)
def test_three_decimals_can_be_read_in_two_ways(text: str, thousands: str, decimal: str) -> None:
    assert refusal(text) == f'"{text}" can be read in two ways. Write {thousands} or {decimal}.'


@pytest.mark.parametrize(
    "text", ["1,000 000", "1,234,5", "1 000,5", "1 5", "10 00", "1.", "1..5", "5-10", "~5"]
)
def test_anything_else_is_not_guessed(text: str) -> None:
    assert refusal(text) == unreadable(text, DIGITS)


@pytest.mark.parametrize("text", ["\u0663", "\uff11\uff12", "\u00b2", "\u2460", "\u0967k"])
def test_digits_of_other_scripts(text: str) -> None:
    assert refusal(text) == unreadable(text, DIGITS)


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "\n"])
def test_nothing(text: str) -> None:
    assert refusal(text) == f"There is no number here. {DIGITS}"


def test_the_text_is_shown_short_and_without_control_characters() -> None:
    assert refusal("\x1b[2J" + "x" * 50) == unreadable("?[2J" + "x" * 20 + "...", DIGITS)


def test_the_error_has_its_two_parts() -> None:
    error = NumberFormatError("What.", "Cure.")
    assert (error.what, error.cure, str(error)) == ("What.", "Cure.", "What. Cure.")
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    ("text", "number"),
    [("14", "14"), ("0.4", "0.4"), ("1.500", "1.5"), ("+1", "1"), ("-2.25", "-2.25"), ("-0", "0")],
)
def test_a_plain_number(text: str, number: str) -> None:
    assert parse_plain_number(text) == Decimal(number)
    assert str(parse_plain_number("-0")) == "0"


@pytest.mark.parametrize(
    "text",
    [" 1", "1 ", "1,000", "1k", "1%", ".5", "1.", "1e3", "0x1", "1_0", "\u0663", "inf", "--1"],
)
def test_a_plain_number_has_nothing_but_digits_and_a_point(text: str) -> None:
    with pytest.raises(NumberFormatError) as caught:
        parse_plain_number(text)
    assert str(caught.value) == unreadable(text, PLAIN_DIGITS)


def test_no_plain_number() -> None:
    with pytest.raises(NumberFormatError) as caught:
        parse_plain_number("")
    assert str(caught.value) == f"There is no number here. {PLAIN_DIGITS}"


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_a_whole_number_is_itself_however_it_is_grouped(number: int) -> None:
    for text in (f"{number}", f"{number:,}", f"{number:,}".replace(",", "\u00a0"), f"{number}%"):
        assert parse_number(text) == number


@given(st.decimals(-9999, 9999, places=2))
def test_a_decimal_number_is_itself(number: Decimal) -> None:
    assert parse_number(f"{number}") == parse_plain_number(f"{number}") == number
    assert parse_number(f"{number}k") == number * 1000


@given(st.text(st.sampled_from("0123456789.,-+ kmM%£$€e_:xin\u00a0"), max_size=12) | st.text())
def test_any_text_is_a_finite_number_or_a_fault_with_a_cure(text: str) -> None:
    for parse in (parse_number, parse_plain_number):
        match outcome(parse, text):
            case Decimal() as number:
                assert number.is_finite()
                assert abs(number) < 10**15
            case error:
                assert error.what
                assert error.cure


@given(st.from_regex(r"-?£?[1-9][0-9]{0,2}([.,][0-9]{1,4}){1,2}k?", fullmatch=True))
def test_every_proposal_can_be_read(text: str) -> None:
    result = outcome(parse_number, text)
    if isinstance(result, NumberFormatError) and result.cure != DIGITS:
        proposals = re.match(r"Write (\S+?)(?: or (\S+?))?(?:\.|, with a point\.)$", result.cure)
        assert proposals
        for proposal in filter(None, proposals.groups()):
            parse_number(proposal)

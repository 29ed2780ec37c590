"""Conditions: what is read, what is refused and with which words, and how they are answered."""

from __future__ import annotations

import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.conditions import (
    Among,
    Both,
    Call,
    Compare,
    Condition,
    ConditionError,
    Flag,
    Name,
    Not,
    Ticked,
    atoms,
    parse_condition,
    subjects,
)
from omnicheck.engine.facts import Facts
from tests.factories import codes_of, make_compiled, make_options, make_question

A = Compare(Name("a"), "==", Name("x"))
B = Compare(Name("b"), "==", Name("y"))
C = Compare(Name("c"), "==", Name("z"))

# fmt: off
ACCEPTED: list[tuple[str, Condition]] = [
    ("a == x", A),
    ("  a == x  ", A),
    ("a == 'x'", A),
    ("x == a", Compare(Name("x"), "==", Name("a"))),
    ("a != x", Compare(Name("a"), "!=", Name("x"))),
    ("a == not_sure", Compare(Name("a"), "==", Name("not_sure"))),
    ("n >= 3", Compare(Name("n"), ">=", Fraction(3))),
    ("n < 0.1", Compare(Name("n"), "<", Fraction(1, 10))),
    ("n > -2.5", Compare(Name("n"), ">", Fraction(-5, 2))),
    ("3 <= n", Compare(Name("n"), ">=", Fraction(3))),
    ("3 > n", Compare(Name("n"), "<", Fraction(3))),
    ("-1 < n", Compare(Name("n"), ">", Fraction(-1))),
    ("3 == n", Compare(Name("n"), "==", Fraction(3))),
    ("1 < n <= 5", Both("and", (Compare(Name("n"), ">", Fraction(1)), Compare(Name("n"), "<=", Fraction(5))))),
    ("count(a) >= 2", Compare(Call("count", "a"), ">=", Fraction(2))),
    ("value(a) == 33.33", Compare(Call("value", "a"), "==", Fraction(3333, 100))),
    ("unknown(f) > 15", Compare(Call("unknown", "f"), ">", Fraction(15))),
    ("failed(need)", Flag(Call("failed", "need"))),
    ("ends_differ", Flag(Name("ends_differ"))),
    ("a in [x, y]", Among("a", ("x", "y"))),
    ("a in (x, y)", Among("a", ("x", "y"))),
    ("a in {'x', y}", Among("a", ("x", "y"))),
    ("a not in [x]", Not(Among("a", ("x",)))),
    ("not_sure == a", Compare(Name("a"), "==", Name("not_sure"))),
    ("q2 >= 2.50", Compare(Name("q2"), ">=", Fraction(5, 2))),
    ("x in a", Ticked("x", "a")),
    ("'x' in a", Ticked("x", "a")),
    ("x not in a", Not(Ticked("x", "a"))),
    ("a in b in c", Both("and", (Ticked("a", "b"), Ticked("b", "c")))),
    ("not a == x", Not(A)),
    ("a == x and b == y", Both("and", (A, B))),
    ("a == x or b == y and c == z", Both("or", (A, Both("and", (B, C))))),
    ("(a == x or b == y) and c == z", Both("and", (Both("or", (A, B)), C))),
    ("n < 1000000000000", Compare(Name("n"), "<", Fraction(10**12))),
]

UNREADABLE = "Write it like: count(channels) >= 2 and stage != single"
FOREIGN = "Use and, or, not, ==, !=, <, <=, >, >=, in, count() and value()."
DIGITS = "Write digits, with a point for decimals, for example 50 or 2.5."
TOO_DEEP = "This condition is nested too deeply. Split it, or use fewer brackets."
IN_NEEDS = (
    "“in” needs a question and options. "
    "Write: question in [first, second], or: option in question."
)
REFUSED = [
    ("", f"“” cannot be read as a condition. {UNREADABLE}"),
    ("a ==", f"“a ==” cannot be read as a condition. {UNREADABLE}"),
    ("a = x", f"“a = x” cannot be read as a condition. {UNREADABLE}"),
    ("a == x; b", f"“a == x; b” cannot be read as a condition. {UNREADABLE}"),
    ("a == x\nb == y", f"“a == x\nb == y” cannot be read as a condition. {UNREADABLE}"),
    ("import os", f"“import os” cannot be read as a condition. {UNREADABLE}"),
    ("a := x", f"“a := x” cannot be read as a condition. {UNREADABLE}"),
    ("a == 'x\x00'", f"“a == 'x\x00'” cannot be read as a condition. {UNREADABLE}"),
    ("a" * 501, "This condition is too long. Use at most 500 characters."),
    ("a is x", "“is” is not known in conditions. Use == or != instead."),
    ("a is not x", "“is” is not known in conditions. Use == or != instead."),
    ("sum(a) > 3", "There is no function sum(). Known are: count(), value(), unknown(), failed()."),
    ("a in 'text'", IN_NEEDS),
    ("a.b in c", IN_NEEDS),
    ("count(a) in [x]", IN_NEEDS),
    ("n > 1000000000001", "A number in this condition is too large. Use numbers up to 1,000,000,000,000."),
    ("n > 1e400", f"“1e400” is not written like a number. {DIGITS}"),
    ("n > 0x10", f"“0x10” is not written like a number. {DIGITS}"),
    ("n > 0b1", f"“0b1” is not written like a number. {DIGITS}"),
    ("n > 1_000", f"“1_000” is not written like a number. {DIGITS}"),
    ("n > .5", f"“.5” is not written like a number. {DIGITS}"),
    ("n > 5.", f"“5.” is not written like a number. {DIGITS}"),
    ("n > 012", f"“n > 012” cannot be read as a condition. {UNREADABLE}"),
    ("n > 10**10**10", f"“10 ** 10 ** 10” has no place in a condition. {FOREIGN}"),
    ("n > 1 + 1", f"“1 + 1” has no place in a condition. {FOREIGN}"),
    ("n > +1", f"“+1” has no place in a condition. {FOREIGN}"),
    ("n > ~1", f"“~1” has no place in a condition. {FOREIGN}"),
    ("n > 1j", f"“1j” is not written like a number. {DIGITS}"),
    ("5 == 5", f"“5” has no place in a condition. {FOREIGN}"),
    ("a == True", f"“True” has no place in a condition. {FOREIGN}"),
    ("True == a", f"“True” has no place in a condition. {FOREIGN}"),
    ("a == None", f"“None” has no place in a condition. {FOREIGN}"),
    ("a == b'x'", f"“b'x'” has no place in a condition. {FOREIGN}"),
    ("a == ...", f"“...” has no place in a condition. {FOREIGN}"),
    ("True", f"“True” has no place in a condition. {FOREIGN}"),
    ("'text'", f"“'text'” has no place in a condition. {FOREIGN}"),
    ("a in [1, x]", f"“1” has no place in a condition. {FOREIGN}"),
    ("a in [*x]", f"“*x” has no place in a condition. {FOREIGN}"),
    ("a.b == x", f"“a.b” has no place in a condition. {FOREIGN}"),
    ("a == x.y", f"“x.y” has no place in a condition. {FOREIGN}"),
    ("a[0] == x", f"“a[0]” has no place in a condition. {FOREIGN}"),
    ("__import__('os')", f"“__import__('os')” has no place in a condition. {FOREIGN}"),
    ("__import__('os').system('x') == 0",
     f"“__import__('os').system('x')” has no place in a condition. {FOREIGN}"),
    ("count('a') > 1", f"“count('a')” has no place in a condition. {FOREIGN}"),
    ("count(a, b) > 1", f"“count(a, b)” has no place in a condition. {FOREIGN}"),
    ("count(x=a) > 1", f"“count(x=a)” has no place in a condition. {FOREIGN}"),
    ("count(*a) > 1", f"“count(*a)” has no place in a condition. {FOREIGN}"),
    ("lambda: a", f"“lambda: a” has no place in a condition. {FOREIGN}"),
    ("(a := x)", f"“(a := x)” has no place in a condition. {FOREIGN}"),
    ("a == f'{b}'", f"“f'{{b}}'” has no place in a condition. {FOREIGN}"),
    ("a if b else c", f"“a if b else c” has no place in a condition. {FOREIGN}"),
    ("[a for a in b]", f"“[a for a in b]” has no place in a condition. {FOREIGN}"),
    ("{a: b}", f"“{{a: b}}” has no place in a condition. {FOREIGN}"),
    ("-a", f"“-a” has no place in a condition. {FOREIGN}"),
    ("not " * 21 + "a", TOO_DEEP),
    ("a == " + "-" * 490 + "1", TOO_DEEP),
    ("-" * 490 + "1 == a", TOO_DEEP),
]
# fmt: on


@pytest.mark.parametrize(("text", "expected"), ACCEPTED)
def test_accepted(text: str, expected: Condition) -> None:
    assert parse_condition(text) == expected


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_refused(text: str, message: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse_condition(text)
    assert str(caught.value) == message
    assert f"{caught.value.what} {caught.value.cure}" == message


def test_nesting_is_read_up_to_its_limit() -> None:
    assert list(subjects(parse_condition("not " * 19 + "a == x"))) == ["a"]
    assert parse_condition("(" * 100 + "a == x" + ")" * 100) == A


@given(st.text(alphabet="ab01 ()[]{}=<>!.,:'\"+-*not in&|~@%lambdaif\\\n", max_size=80))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python's own about texts such as 1if
        try:
            found: list[object] = list(atoms(parse_condition(text)))
        except ConditionError as error:
            found = [error.what, error.cure]
    assert all(found)
    assert found


def test_subjects_are_what_the_atoms_are_about() -> None:
    text = "a == x and (count(b) > 1 or not y in c) and d in [z] and failed(need) and ends_differ"
    assert list(subjects(parse_condition(text))) == ["a", "b", "c", "d", "need", "ends_differ"]


def test_nothing_is_ever_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr("builtins.eval", lambda *_: ran.append("eval"))
    monkeypatch.setattr("builtins.exec", lambda *_: ran.append("exec"))
    for text, _message in REFUSED:
        with pytest.raises(ConditionError):
            parse_condition(text)
    assert ran == []


# Three-valued logic over columns

YES, NO, UNKNOWN = "yes", "no", "not_sure"
COMPILED = make_compiled(
    [
        make_question("a", factor="f", kind="yes_no"),
        make_question("b", kind="yes_no", not_applicable=True),
        make_question("n", kind="number", minimum="-1.5", maximum=3, decimals=1),
        make_question("s", kind="scale", scale={"from": 1, "to": 5, "low": "L", "high": "H"}),
        make_question(
            "t",
            kind="several",
            score="sum",
            options=make_options([30, 50, 0], o2={"exclusive": True}),
        ),
        make_question("o", values=(0, "33.33", 100)),
    ],
    {"f": 50},
)


def answer(text: str, **answers: object) -> str:
    """How a condition is answered: yes, no or not_sure."""
    truth = Facts(COMPILED, codes_of(COMPILED, answers)).truth(parse_condition(text))
    yes, no = bool(truth.yes[0]), bool(truth.no[0])
    assert not (yes and no)
    return YES if yes else NO if no else UNKNOWN


AND = {
    (YES, YES): YES, (YES, NO): NO, (YES, UNKNOWN): UNKNOWN,
    (NO, YES): NO, (NO, NO): NO, (NO, UNKNOWN): NO,
    (UNKNOWN, YES): UNKNOWN, (UNKNOWN, NO): NO, (UNKNOWN, UNKNOWN): UNKNOWN,
}  # fmt: skip
OR = {
    (YES, YES): YES, (YES, NO): YES, (YES, UNKNOWN): YES,
    (NO, YES): YES, (NO, NO): NO, (NO, UNKNOWN): UNKNOWN,
    (UNKNOWN, YES): YES, (UNKNOWN, NO): UNKNOWN, (UNKNOWN, UNKNOWN): UNKNOWN,
}  # fmt: skip


@pytest.mark.parametrize("pair", AND)
def test_and_or(pair: tuple[str, str]) -> None:
    a, b = pair
    assert answer("a == yes and b == yes", a=a, b=b) == AND[pair]
    assert answer("a == yes or b == yes", a=a, b=b) == OR[pair]
    assert answer("not (a != yes or b != yes)", a=a, b=b) == AND[pair]


@pytest.mark.parametrize(("given", "expected"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_not(given: str, expected: str) -> None:
    assert answer("not a == yes", a=given) == expected


@pytest.mark.parametrize("state", ["not_sure", "not_applicable", "not_asked"])
@pytest.mark.parametrize(
    ("question", "text"),
    [("b", "b == yes"), ("b", "b != yes"), ("b", "b in [yes, no]"), ("t", "o0 in t"), ("t", "count(t) >= 0"),
     ("t", "value(t) >= 0"), ("n", "n > -9"), ("s", "s >= 1"), ("o", "value(o) <= 100")],
)  # fmt: skip
def test_no_answer_makes_a_comparison_unknown(question: str, text: str, state: str) -> None:
    assert answer(text, **{question: state}) == UNKNOWN
    assert answer(f"not {text}", **{question: state}) == UNKNOWN


@pytest.mark.parametrize("state", ["not_sure", "not_applicable", "not_asked"])
def test_states_are_plain_tests(state: str) -> None:
    for asked in ("not_sure", "not_applicable", "not_asked"):
        assert answer(f"b == {asked}", b=state) == (YES if asked == state else NO)
        assert answer(f"b != {asked}", b=state) == (NO if asked == state else YES)
    assert answer(f"b == {state}", b=YES) == NO


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("n == -1.5", {"n": "-1.5"}, YES),
        ("n > -1.5", {"n": "-1.4"}, YES),
        ("n >= 0.1", {"n": "0.1"}, YES),
        ("n > 0.1", {"n": "0.1"}, NO),
        ("0 < n < 3", {"n": "3"}, NO),
        ("s >= 4", {"s": "4"}, YES),
        ("s > 4", {"s": "4"}, NO),
        ("value(s) == 75", {"s": "4"}, YES),
        ("value(o) == 33.33", {"o": "o1"}, YES),
        ("value(o) > 33.3299999999999", {"o": "o1"}, YES),
        ("value(o) > 33.33", {"o": "o1"}, NO),
        ("o in [o0, o2]", {"o": "o2"}, YES),
        ("o not in [o0, o2]", {"o": "o1"}, YES),
        ("o1 in t", {"t": ["o0", "o1"]}, YES),
        ("o1 in t", {"t": ["o0"]}, NO),
        ("o2 in t", {"t": ["o2"]}, YES),
        ("count(t) == 2", {"t": ["o0", "o1"]}, YES),
        ("count(t) == 0", {"t": ["o2"]}, YES),
        ("value(t) == 80", {"t": ["o0", "o1"]}, YES),
    ],
)
def test_comparisons_of_answers(text: str, answers: dict[str, object], expected: str) -> None:
    assert answer(text, **answers) == expected


def test_a_column_is_answered_as_one_by_one() -> None:
    rows = [codes_of(COMPILED, {"a": given, "b": "yes"}) for given in (YES, NO, UNKNOWN)]
    truth = Facts(COMPILED, np.concatenate(rows)).truth(parse_condition("a == yes and b == yes"))
    assert truth.yes.tolist() == [True, False, False]
    assert truth.no.tolist() == [False, True, False]

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from omnicheck.api import redact
from omnicheck.choices import Strategy
from omnicheck.plaintext import clean
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import (
    Balance,
    Fact,
    Heading,
    Item,
    Items,
    Note,
    Paragraph,
    Table,
)
from omnicheck.reports.stamp import blank_stamp, identity_of
from tests.reports.reading import (
    EXAMPLES,
    blocks,
    every_report,
    example,
    only,
    parts,
    real,
    tables,
    with_weeks,
)
from tests.reports.sample import (
    bare_report,
    front_page,
    nasty_report,
    rich_report,
    texts_of,
)

if TYPE_CHECKING:
    pass

LETTER = [
    "why", "scores", "today", "changes", "firmness", "unknowns", "strategies", "plan", "figures",
    "risks", "review",
]  # fmt: skip
APPENDIX = [
    "after_plan", "later", "turning", "ranges", "answers", "method", "limits", "sources", "made_from",
]  # fmt: skip
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


# The first page


def test_front_of_a_rich_report_word_by_word() -> None:
    front = front_page(with_weeks(rich_report()))
    assert (front.question, front.business) == ("Multichannel or omnichannel?", "Harbour Bikes")
    assert front.about == (
        "bicycle shop and workshop · Nova Scotia, Canada · answered on 21 November 2026"
    )
    assert (front.lead, front.strategy) == ("We recommend", Strategy.MULTICHANNEL)
    assert front.strategy_title == "Multichannel"
    assert front.path_title == "Multichannel now, with a path to omnichannel"
    assert front.confidence == Fact("Confidence", "Medium")
    assert front.tightest == Fact(
        "What decides it most", "Readiness, 48 of 100 where omnichannel asks for 55"
    )
    assert front.reasons_title == "Why"
    assert [reason.lead for reason in front.reasons] == [
        "Your tools are separate, and you retype from one into the other.",
        "You could spend about one subscription a month.",
        "A friend helps with the tools now and then.",
    ]
    assert front.reasons[2].text == "Connected tools need someone who answers when they stop."
    assert front.steps_title == "What to do first"
    assert front.steps == (
        Item(
            "Write one fact sheet and correct every listing",
            "From week 1 · No cost · Small job, about 4 hours",
        ),
        Item("Write a four-line handover note", "From week 2 · No cost · Small job, about 4 hours"),
        Item(
            "Move the customer list into a simple tool",
            "From week 3 · Up to one subscription a month · Some days of work, about 16 hours",
        ),
    )
    assert front.notices == ()


def test_balance_says_in_words_what_it_draws() -> None:
    balance = front_page(rich_report()).balance
    assert (balance.value, balance.low, balance.high) == pytest.approx((43.3, 35.8, 52.1))
    assert balance.description == (
        "0 is plainly multichannel, 100 is plainly omnichannel. The line between them is at 50. "
        "You stand at 43 of 100. Open answers leave it between 36 and 52."
    )


def test_balance_without_open_answers_has_no_range() -> None:
    assert front_page(real("corner_bakery")).balance == Balance(
        15.48,
        15.48,
        15.48,
        "0 is plainly multichannel, 100 is plainly omnichannel. The line between them is at 50. "
        "You stand at 15 of 100.",
    )


def test_balance_just_short_of_the_line_shows_it() -> None:
    report = rich_report()
    close = replace(
        report.verdict, fit_now=49.96, margin=-0.04, margin_low=-0.04, margin_high=-0.04
    )
    told = front_page(replace(report, verdict=close)).balance.description
    assert told.endswith("You stand at 49.9 of 100.")


def test_balance_holds_its_own_value_where_the_fit_is_held_back() -> None:
    report = rich_report()
    held = replace(report.verdict, fit_now=49.0, margin=3.0, margin_low=2.0, margin_high=80.0)
    balance = front_page(replace(report, verdict=held)).balance
    assert (balance.low, balance.value, balance.high) == (49.0, 49.0, 100.0)


def test_tightest_condition_of_omnichannel_and_of_a_gate() -> None:
    assert front_page(real("boutique")).tightest == Fact(
        "The tightest condition", "Readiness, 71 of 100 where omnichannel asks for 55"
    )
    assert front_page(real("bookshop")).tightest == Fact(
        "What decides it most", "Hours a week, “None, or less than one hour”"
    )


def test_steps_without_weeks_name_their_horizon() -> None:
    assert front_page(rich_report()).steps[0].text == (
        "First 30 days · No cost · Small job, about 4 hours"
    )


def test_document_names_client_day_version_and_confidentiality() -> None:
    manuscript = manuscript_of(rich_report())
    assert manuscript.title == "Multichannel or omnichannel? Harbour Bikes"
    assert (manuscript.language, manuscript.day) == ("en", "21 November 2026")
    assert manuscript.made_with == "Made with omnicheck 0.1.0"
    assert manuscript.confidential == "Confidential: made for Harbour Bikes"
    assert manuscript.page_of.format(page=2, pages=9) == "Page 2 of 9"
    assert manuscript.table_label == "The same figures as a table"


def test_title_without_a_question_mark_takes_a_colon() -> None:
    report = rich_report()
    named = replace(report, origin=replace(report.origin, questionnaire_title="Your channels"))
    assert manuscript_of(named).title == "Your channels: Harbour Bikes"


def test_stamp_is_that_of_the_report_as_it_came() -> None:
    report = rich_report()
    report = replace(report, business=replace(report.business, id="client\t0042 "))
    assert manuscript_of(report).stamp == blank_stamp(identity_of(report))


# All sections


def test_sections_come_in_the_order_of_a_letter() -> None:
    manuscript = manuscript_of(rich_report())
    assert [each.id for each in manuscript.sections] == LETTER
    assert [each.id for each in manuscript.appendix] == APPENDIX
    assert [each.title for each in manuscript.sections] == [
        "Why",
        "Your scores",
        "Where you stand today",
        "What would change the answer",
        "How firmly this stands",
        "What is still open",
        "The two strategies, side by side for you",
        "Your plan",
        "How you will see that it works",
        "What can go wrong",
        "When to look again",
    ]


def test_sections_without_content_are_left_out() -> None:
    manuscript = manuscript_of(bare_report())
    assert [each.id for each in manuscript.sections] == ["why", "scores", "changes", "review"]
    assert [each.id for each in manuscript.appendix] == ["made_from"]
    assert manuscript.day == ""
    front = front_page(bare_report())
    assert front.steps == ()
    assert front.steps_title == ""
    assert front.reasons == (Item("No single answer decides it; the sum of them does."),)


@pytest.mark.parametrize("name", ["rich", *(path.stem for path in EXAMPLES)])
def test_no_text_of_the_report_is_lost(name: str) -> None:
    report = rich_report() if name == "rich" else real(name)
    said = "\n".join(texts_of(manuscript_of(report))).casefold()
    meant = {text for text in texts_of(report) if " " in text}
    assert report.firmness
    # Numbers that turn nothing, however far they are moved, are counted, or said of all of them.
    free = {each.title for each in report.firmness.ranges if each.says == "whatever it is"}
    meant -= free | {"whatever it is"}
    missing = [text for text in meant if clean(text).strip().casefold() not in said]
    assert missing == []
    if free:
        count = f"{len(free)} more number"
        assert count in said or "none of them turns the recommendation" in said


def test_all_examples_fill_every_section_that_any_business_has() -> None:
    assert len(EXAMPLES) == 17
    for path in EXAMPLES:
        manuscript = manuscript_of(example(path))
        ids = [each.id for each in manuscript.sections]
        assert [each for each in LETTER if each != "unknowns" or each in ids] == ids
        front = front_page(example(path))
        assert len(front.reasons) == len(front.steps) == 3


def test_rows_are_as_long_as_heads_and_number_columns_hold_numbers() -> None:
    number = re.compile(r"[+−]?\d+(\.\d)?|open|")
    for report in every_report():
        found = tables(manuscript_of(report))
        assert found
        for table in found:
            assert {len(row) for row in table.rows} == {len(table.head)}
            shown = [row[column] for row in table.rows for column in table.figures]
            assert [text for text in shown if not number.fullmatch(text)] == []


def test_no_block_is_empty() -> None:
    for report in every_report():
        for part in parts(manuscript_of(report)):
            match part:
                case Paragraph(text) | Note(text) | Heading(text):
                    assert text
                case Items(items):
                    assert items
                case Item(lead, facts=facts):
                    assert lead
                    assert all(fact.label and fact.text for fact in facts)
                case Table(rows=rows):
                    assert rows
                case _:
                    pass


def test_headings_are_followed_by_something() -> None:
    for report in every_report():
        manuscript = manuscript_of(report)
        for each in (*manuscript.sections, *manuscript.appendix):
            assert not isinstance(each.blocks[-1], Heading)
            pairs = zip(each.blocks, each.blocks[1:], strict=False)
            assert not [a for a, b in pairs if isinstance(a, Heading) and isinstance(b, Heading)]


def test_nasty_texts_come_out_clean_and_on_one_line() -> None:
    report = nasty_report()
    assert [text for text in texts_of(report) if CONTROL.search(text)]
    texts = list(texts_of(manuscript_of(report)))
    assert [text for text in texts if CONTROL.search(text)] == []
    assert any("<script>alert(1)</script>" in text for text in texts)


def test_same_report_gives_the_same_manuscript() -> None:
    assert manuscript_of(nasty_report()) == manuscript_of(nasty_report())


# The appendix


def test_every_answer_stands_in_a_table_of_its_section() -> None:
    first, second = blocks(rich_report(), "answers", Table)
    assert first.caption == "Your business"
    assert first.head == ("Question", "Answer", "Value", "Weight", "Points", "Sources")
    assert first.rows[0] == (
        "Contacts per sale: For one normal sale, how many times are you and the customer in touch?",
        "Five to nine times",
        "85",
        "12",
        "+4.2",
        "[1, 2]",
    )
    assert first.rows[1][2:] == ("50", "10", "0.0", "")
    assert [row[1:] for row in second.rows] == [
        ("Not sure", "", "16", "0.0", "[2]"),
        ("Does not apply", "", "", "", ""),
    ]
    assert only(rich_report(), "answers", Items).items == (
        Item("Contacts per sale", "Repairs more often than sales"),
    )


def test_method_tells_reruns_and_all_that_omnichannel_asks_for() -> None:
    assert Paragraph("In 58 of 62 reruns the recommendation was the same.") in blocks(
        rich_report(), "method", Paragraph
    )
    assert only(rich_report(), "method", Table).rows == (
        ("Need", "71", "50", "reached"),
        ("Readiness", "48", "55", "not reached"),
        ("Type of business", "69", "30", "reached"),
        ("Customer expectations", "72", "40", "reached"),
        ("Where customer history is kept", "open", "20", "still open"),
        ("Messages that get an answer", "40", "25", "reached"),
    )


def test_sources_are_numbered_as_answers_cite_them() -> None:
    found = only(rich_report(), "sources", Items)
    assert found.numbered
    assert found.items[0] == Item(
        "Scott A. Neslin (2022): The omnichannel continuum. Journal of Retailing.",
        "Joining up comes in many degrees, so joining everything is not always right.",
        "A",
        (Fact("Where", "https://doi.org/10.1016/j.jretai.2022.02.003"),),
    )
    assert found.items[1].facts == ()


# A copy to pass on


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_copy_to_pass_on_says_what_is_left_out_and_leaves_it_out(path: Path) -> None:
    whole = example(path)
    copy = manuscript_of(redact(whole))
    assert copy.front.notices == (
        "This is a copy to pass on. Money, staff and notes are left out.",
    )
    assert copy.confidential == f"Made for {whole.business.name}"
    said = "\n".join(texts_of(copy))
    notes = [answer.note for answer in whole.answers if answer.note]
    assert [note for note in notes if clean(note).strip() in said] == []
    assert not re.search(r"Made for \d|about \d+ hours|used by then|[Ww]eeks? \d", said)
    budget = [row for table in tables(copy) for row in table.rows if "Monthly budget" in row[0]]
    assert [(row[1], row[2], row[4]) for row in budget] == [("Left out", "", "")]


def test_withheld_answers_read_left_out_even_when_they_hold_something() -> None:
    report = rich_report()
    leaking = replace(report.answers[0], state="withheld")
    report = replace(report, answers=(leaking,), redacted=True)
    [row] = only(report, "answers", Table).rows
    assert row[1:] == ("Left out", "", "12", "", "[1, 2]")

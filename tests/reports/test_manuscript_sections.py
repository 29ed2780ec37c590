from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from omnicheck.assessment.report import Pull
from omnicheck.figures import score_text, signed_text
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import (
    BarsFigure,
    Fact,
    Heading,
    Item,
    Items,
    LadderFigure,
    Note,
    Paragraph,
    PlotFigure,
    PullsFigure,
    Table,
    TimelineFigure,
)
from tests.reports.reading import (
    blocks,
    every_report,
    only,
    parts,
    real,
    section,
)
from tests.reports.sample import (
    bare_report,
    certain_report,
    front_page,
    rich_report,
)

if TYPE_CHECKING:
    from omnicheck.reports.manuscript.record import Score

# Why, scores and today


def test_reasons_name_the_answer_they_rest_on() -> None:
    assert blocks(rich_report(), "why", Items)[1].items[1] == Item(
        "Shop and workshop both deal with the same customer.",
        "The more people share a customer, the more they must know from each other.",
        facts=(Fact("People who serve one customer", "A small team"),),
    )


def test_reasons_that_are_missing_are_said_to_be() -> None:
    assert section(manuscript_of(bare_report()), "why").blocks == (
        Heading("What speaks for it"),
        Paragraph("No single answer decides it; the sum of them does."),
        Heading("What speaks against it"),
        Paragraph("Nothing in the answers plainly speaks against it."),
    )


def test_nothing_against_is_said_although_something_speaks_for_it() -> None:
    report = replace(rich_report(), reasons_against=())
    assert Paragraph("Nothing in the answers plainly speaks against it.") in blocks(
        report, "why", Paragraph
    )


def test_pulls_are_drawn_told_and_tabled_alike() -> None:
    figure = only(rich_report(), "why", PullsFigure)
    assert figure.description == (
        "Towards omnichannel: Customers who change channel +5.4, People who serve one customer "
        "+3.2. Towards multichannel: Tools that talk to each other −6.3, Monthly budget −2.1, Who "
        "sets up tools −1.8."
    )
    assert figure.table.head == ("Answer", "Points of the decision", "Pulls")
    assert figure.table.rows[:2] == (
        ("Tools that talk to each other", "−6.3", "towards multichannel"),
        ("Customers who change channel", "+5.4", "towards omnichannel"),
    )


def test_only_the_eight_strongest_pulls_are_drawn_and_the_rest_counted() -> None:
    pulls = tuple(Pull(f"q{n}", f"Topic {n}", 5.0 - n / 10) for n in range(10))
    report = replace(rich_report(), pulls=(*pulls, Pull("q", "Nearly none", 0.04)))
    drawn = only(report, "why", PullsFigure)
    assert [pull.topic for pull in drawn.pulls] == [f"Topic {n}" for n in range(8)]
    assert blocks(report, "why", Paragraph)[-1] == Paragraph(
        "These are the 8 that pull hardest. 2 more answers pull less."
    )
    assert "multichannel" not in drawn.description


def test_figures_and_their_tables_hold_the_same_numbers() -> None:
    for report in every_report():
        for part in parts(manuscript_of(report)):
            match part:
                case PullsFigure(pulls=pulls, table=table):
                    assert [(p.topic, signed_text(p.points)) for p in pulls] == [
                        row[:2] for row in table.rows
                    ]
                case BarsFigure(scores=scores, table=table):
                    assert_scores(scores, table)
                case PlotFigure(across=across, upward=upward, table=table):
                    assert_scores((across, upward), table)
                case LadderFigure(rungs=rungs, table=table):
                    assert [(r.title, r.means, r.mark.lower()) for r in rungs] == [
                        (title, means, mark.lower()) for title, means, mark in table.rows
                    ]
                case TimelineFigure(steps=steps, table=table):
                    assert [(f"{s.number}. {s.title}", s.when) for s in steps] == [
                        (row[0], row[1][0].lower() + row[1][1:]) for row in table.rows
                    ]
                case _:
                    pass


def assert_scores(scores: tuple[Score, ...], table: Table) -> None:
    for score, row in zip(scores, table.rows, strict=True):
        assert row[:3] == (score.title, score.value_text, score.threshold_text)
        if score.value is not None:
            assert score.value_text == score_text(score.value, score.threshold)
        if len(row) > 4 and score.value is not None:
            ends = (score.low, score.high)
            assert row[4:] == tuple(score_text(end, score.threshold) for end in ends)


def test_bars_show_the_scores_that_decide() -> None:
    figure = only(rich_report(), "scores", BarsFigure)
    assert [(s.title, s.value_text, s.threshold_text, s.state) for s in figure.scores] == [
        ("Available resources", "48", "55", "needs 55: not reached"),
        ("Type of business", "69", "30", "needs 30: reached"),
        ("Customer expectations", "72", "40", "needs 40: reached"),
        ("Need", "71", "50", "needs 50: reached"),
    ]
    assert figure.description.startswith(
        "Available resources is 48 of 100. Omnichannel asks for 55: not reached. Open answers leave "
        "it between 41 and 57. Type of business is 69 of 100."
    )
    assert figure.threshold_legend == "what omnichannel asks for"
    assert figure.range_legend == "what open answers leave open"
    assert figure.table.rows[0] == ("Available resources", "48", "55", "not reached", "41", "57")


def test_without_open_answers_there_is_no_range_anywhere() -> None:
    figure = only(certain_report(), "scores", BarsFigure)
    assert figure.range_legend == ""
    assert figure.table.head == ("Score", "Value", "Omnichannel asks for", "State")
    assert only(certain_report(), "scores", PlotFigure).range_legend == ""


def test_a_score_without_a_value_has_no_range_either() -> None:
    figure = only(bare_report(), "scores", BarsFigure)
    assert (figure.range_legend, figure.scores[0].value_text) == ("", "open")
    assert figure.table.rows == (("Available resources", "open", "", ""),)
    assert figure.description == "Available resources has no score."


def test_a_score_just_short_never_looks_as_if_it_reached() -> None:
    report = rich_report()
    close = replace(report.scores[0], value=54.96, low=54.96, high=54.96)
    same = replace(report.scores[5], value=54.96, low=54.96, high=54.96)
    lines = (replace(report.lines[1], value=54.96, margin=-0.04),)
    report = replace(report, scores=(close, *report.scores[1:5], same), lines=lines)
    assert (
        front_page(report).tightest.text == "Readiness, 54.9 of 100 where omnichannel asks for 55"
    )
    assert only(report, "scores", BarsFigure).scores[0].value_text == "54.9"
    assert only(report, "scores", PlotFigure).upward.value_text == "54.9"
    assert blocks(report, "scores", Items)[0].items[0].tag == "54.9 of 100"
    assert only(report, "method", Table).rows == (("Readiness", "54.9", "55", "not reached"),)


def test_a_score_that_open_answers_decide_is_still_open_everywhere() -> None:
    report = real("kayak_rental")
    states = [score.state for score in only(report, "scores", BarsFigure).scores]
    assert states == [f"needs {n}: still open" for n in (55, 30, 40, 50)]
    rows = {row[0]: row[1:] for row in only(report, "method", Table).rows}
    assert rows["Readiness"] == ("51", "55", "still open")
    assert rows["Connected tools"] == ("open", "15", "still open")
    assert rows["Monthly budget"] == ("45", "20", "reached")


def test_findings_name_the_answers_that_lift_and_lower_most() -> None:
    finding = blocks(real("bike_shop"), "scores", Items)[0].items[1]
    assert (finding.lead, finding.tag) == ("Type of business", "69 of 100")
    assert finding.facts == (
        Fact("It asks", "Does your kind of business reward joining up?"),
        Fact(
            "What lifts it",
            "Contacts per sale, “Five to nine times” (+4.2); "
            "After the sale, “Regular returns, repairs or visits” (+3.5)",
        ),
        Fact("What lowers it", "Where customers are, “In the town or region” (−1.4)"),
    )


def test_findings_name_no_answer_that_was_not_given() -> None:
    report = rich_report()
    given, *rest = report.answers
    unsure = replace(given, topic="Open", state="not_sure", contribution=9.0)
    finding = blocks(replace(report, answers=(given, unsure, *rest)), "scores", Items)[0].items[1]
    assert finding.facts == (
        Fact("What lifts it", "Contacts per sale, “Five to nine times” (+4.2)"),
    )


def test_an_index_of_one_factor_says_so() -> None:
    readiness = blocks(rich_report(), "scores", Items)[0].items[-1]
    assert (readiness.lead, readiness.tag) == ("Readiness", "48 of 100")
    assert readiness.facts == (Fact("It is the same as", "Available resources"),)


def test_multichannel_reads_as_an_answer_and_not_as_a_failure() -> None:
    fault = Paragraph(
        "A score short of its mark is no fault. It says that joining up would bring little, or would "
        "ask for more than is at hand."
    )
    assert fault in section(manuscript_of(real("corner_bakery")), "scores").blocks
    assert fault not in section(manuscript_of(certain_report()), "scores").blocks
    mark = [rung.mark for rung in only(real("corner_bakery"), "today", LadderFigure).rungs]
    assert mark == ["", "you are here, and the plan builds on it", "", ""]


def test_a_point_on_the_omnichannel_side_of_the_picture_is_explained() -> None:
    assert blocks(real("bookshop"), "scores", Note) == [
        Note(
            "Both scores reach their lines, but omnichannel asks for more than these two. "
            "Not reached: Hours a week; Answering messages."
        )
    ]
    assert blocks(real("bike_shop"), "scores", Note) == []
    assert blocks(real("boutique"), "scores", Note) == []


def test_ladder_marks_today_and_where_the_plan_leads() -> None:
    ladder = only(rich_report(), "today", LadderFigure)
    assert [(r.mark, r.is_today, r.is_target) for r in ladder.rungs] == [
        ("", False, False),
        ("you are here", True, False),
        ("the plan leads here", False, True),
        ("", False, False),
    ]
    assert ladder.description == (
        "You are at stage 2 of 4: Multichannel. If each step brings what it promises, the plan leads to "
        "stage 3: Cross-channel."
    )
    assert only(rich_report(), "today", Items).items == (
        Item("Joined up today", "Today your channels are joined in places.", "34 of 100"),
    )


# What would change it, and what is open


def test_changes_say_what_would_turn_the_answer_and_what_is_missing() -> None:
    found = section(manuscript_of(rich_report()), "changes").blocks
    says, turning, *ways, lead, work, unlocks, given, others = found
    assert says == Paragraph("One change would turn the recommendation to omnichannel.")
    assert turning == Items(
        (
            Item(
                "Tools that talk to each other",
                facts=(
                    Fact("Today", "Separate tools, we retype"),
                    Fact("Then", "Some connect by themselves"),
                ),
            ),
        )
    )
    assert ways == [
        Paragraph(
            "Steps bring this about, with about 16 hours of work and one subscription a month."
        ),
        Paragraph("Or: Monthly budget to “Several subscriptions a month”."),
        Paragraph("Or: Hours to spare to “A full day a week”."),
        Paragraph("1 more way with as few changes stands in the appendix."),
    ]
    assert lead == Paragraph("Today, 3 things fall short of what omnichannel asks for:")
    assert work == Heading("What you can work on")
    assert isinstance(unlocks, Items)
    assert unlocks.items[0].facts == (
        Fact("Today", "48 of 100"),
        Fact("Needed", "55 of 100, for example through connected tools"),
    )
    assert given == Heading("What lies with your customers, or with your trade")
    assert isinstance(others, Items)
    assert [item.lead for item in others.items] == ["Comfort with linked details"]


def test_the_weightiest_open_answers_come_first() -> None:
    report = real("kayak_rental")
    ahead, intro, first, then, rest, *_notices = section(manuscript_of(report), "unknowns").blocks
    assert report.outlook
    assert ahead == Paragraph(" ".join((*report.outlook.says, report.outlook.asks_says)))
    assert intro == Paragraph("21 answers are open. Find these out first:")
    assert then == Paragraph("Then these:")
    assert isinstance(first, Items)
    assert isinstance(rest, Items)
    assert [item.lead for item in (*first.items, *rest.items)] == [
        unknown.topic for unknown in report.unknowns
    ]
    assert (first.first, len(first.items), rest.first, rest.numbered) == (1, 3, 4, True)


def test_an_answer_that_turns_it_alone_says_so() -> None:
    first = blocks(rich_report(), "unknowns", Items)[0].items[0]
    assert first.text == "A customer you know contacts you. Where do you find what happened before?"
    assert first.facts == (
        Fact(
            "Why it matters",
            "This answer alone could turn the recommendation. Look up three customers who called "
            "last week, and see where their story is.",
        ),
    )


def test_remarks_without_open_answers_have_a_title_of_their_own() -> None:
    found = section(manuscript_of(real("vet_practice")), "unknowns")
    assert found.title == "About your answers"
    assert found.blocks[0] == Heading("Good to know")


def test_the_appendix_has_the_other_ways_and_the_answers_that_it_hangs_on() -> None:
    found = section(manuscript_of(rich_report()), "turning").blocks
    lead, ways, more, steps, priced, doubts, table = found
    assert steps == Heading("Steps that bring one of these ways about")
    assert priced == Items(
        (
            Item(
                "Tools that talk to each other to “Some connect by themselves”: Move the customer list "
                "into a simple tool. About 16 hours and one subscription a month."
            ),
        )
    )
    assert lead == Paragraph("Each of these ways turns the answer too, with as few changes:")
    assert ways == Items((Item("Who sets up tools to “Somebody who is paid”"),))
    assert more == Paragraph(
        "There may be more ways with as few changes; not all of them were tried."
    )
    assert isinstance(doubts, Paragraph)
    assert doubts.text.startswith("The recommendation hangs on each of these answers.")
    assert isinstance(table, Table)
    assert table.rows[1] == (
        "Monthly budget",
        "One subscription a month",
        "Several subscriptions a month",
    )

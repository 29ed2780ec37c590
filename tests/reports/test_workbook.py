from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO
from struct import pack
from typing import Any
from zipfile import ZipFile
from zlib import compress, crc32

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from omnicheck.assessment.report import Report
from omnicheck.choices import Format, PaperSize
from omnicheck.plaintext import clean
from omnicheck.reports.formats import render
from omnicheck.reports.rendering import Look
from omnicheck.reports.stamp import identity_of, read_stamp
from omnicheck.reports.theme import ACCENT, Logo, Theme
from omnicheck.reports.workbook.cells import cell_text, sheet_name
from tests.reports.sample import (
    NASTY,
    bare_report,
    certain_report,
    nasty_report,
    rich_report,
)

Row = tuple[Any, ...]


def workbook_of(report: Report, look: Look | None = None) -> bytes:
    return render(report, Format.WORKBOOK, look).data


@cache
def rich() -> bytes:
    return workbook_of(rich_report())


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def sheet(data: bytes, name: str) -> Worksheet:
    found = opened(data)[name]
    assert isinstance(found, Worksheet)
    return found


def rows(data: bytes, name: str) -> list[Row]:
    """Return the rows of a sheet that say something."""
    return [row for row in sheet(data, name).iter_rows(values_only=True) if any(row)]


def parts(data: bytes) -> dict[str, str]:
    """Return the XML inside a workbook, by name; of pictures the name only."""
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def with_name(name: str) -> Report:
    report = rich_report()
    return replace(report, business=replace(report.business, name=name))


def with_note(note: str) -> Report:
    report = rich_report()
    first, *others = report.answers
    return replace(report, answers=(replace(first, note=note), *others))


def note_cell(data: bytes) -> Any:
    return sheet(data, "Answers")["J2"]


def test_sheets_stand_in_reading_order() -> None:
    names = [
        "Summary", "Scores", "Answers", "Plan", "After the plan", "Figures", "Risks", "Turning",
        "Firmness", "About",
    ]  # fmt: skip
    assert opened(rich()).sheetnames == names


def test_sheets_with_nothing_to_say_are_left_out() -> None:
    assert opened(workbook_of(bare_report())).sheetnames == ["Summary", "Scores", "About"]


def test_summary_begins_with_the_recommendation() -> None:
    found = rich_report().verdict
    assert [row[:2] for row in rows(rich(), "Summary")[:12]] == [
        ("Multichannel or omnichannel?", None),
        ("Harbour Bikes", None),
        ("bicycle shop and workshop · Nova Scotia, Canada · answered on 21 November 2026", None),
        ("We recommend", "Multichannel"),
        (None, "Multichannel now, with a path to omnichannel"),
        (None, found.means),
        ("Confidence", "Medium"),
        (None, found.confidence_reasons[0]),
        (None, found.confidence_reasons[1]),
        (None, "Four answers could each turn it alone, if they are wrong."),
        ("What decides it most", "Readiness, 48 of 100 where omnichannel asks for 55"),
        ("When to look again", found.review),
    ]


def test_summary_goes_on_with_reasons_steps_and_what_would_change_it() -> None:
    said = [row[0] for row in rows(rich(), "Summary")]
    titles = [
        "Why", "What speaks against it", "What to do first", "Where you stand today",
        "What would change the answer", "What is still open", "Answers worth a second look",
    ]  # fmt: skip
    assert [title for title in said if title in titles] == titles
    why = said.index("Why")
    assert rows(rich(), "Summary")[why + 1 : why + 3] == [
        ("Answer", "What you say", "Why it counts", "Points of the decision"),
        (
            "Tools that talk to each other",
            "Your tools are separate, and you retype from one into the other.",
            rich_report().reasons_for[0].because,
            -6.3,
        ),
    ]


def test_scores_are_numbers_with_what_they_need() -> None:
    found = rows(rich(), "Scores")
    assert found[0] == (
        "Score", "Value", "Lowest", "Highest", "Needs", "Margin", "State", "Share open",
        "What it says",
    )  # fmt: skip
    part = "Part of what a joining-up project needs is in place, and part is missing."
    assert [row[:8] for row in found[1:7]] == [
        ("Available resources", 48.3, 40.8, 57.1, 55, -6.7, "not reached", 0.16),
        ("Type of business", 68.9, 68.9, 68.9, 30, 38.9, "reached", 0),
        ("Customer expectations", 72.2, 66, 78, 40, 32.2, "reached", 0.16),
        ("Need", 70.9, 67.2, 74.4, 50, 20.9, "reached", 0.16),
        ("Joined up today", 34, 34, 34, None, None, None, 0),
        ("Readiness", 48.3, 40.8, 57.1, 55, -6.7, "not reached", 0.16),
    ]
    assert found[1][8] == part


def test_single_answers_that_omnichannel_asks_for_stand_below_the_chart() -> None:
    assert rows(rich(), "Scores")[7:] == [
        ("What omnichannel asks for", "Value", None, None, "Needs", "Margin", "State", None, "Answer"),
        ("Where customer history is kept", None, None, None, 20, None, "still open", None, "Not sure"),
        ("Messages that get an answer", 40, None, None, 25, 15, "reached", None, None),
    ]  # fmt: skip


def test_answers_tell_what_each_one_did() -> None:
    assert rows(rich(), "Answers") == [
        (
            "Section", "Question", "Answer", "State", "Value", "Weight", "Score",
            "Points in its score", "Pull on the decision", "Note", "Sources",
        ),
        (
            "Your business", "For one normal sale, how many times are you and the customer in touch?",
            "Five to nine times", "answered", 85, 12, "Type of business", 4.2, None,
            "Repairs more often than sales", "1, 2",
        ),
        (
            "Your business", "How many people deal with one customer?", "A small team", "answered",
            50, 10, "Type of business", 0, 3.2, None, None,
        ),
        (
            "Your means",
            "A customer you know contacts you. Where do you find what happened before?",
            "Not sure", "not sure", None, 16, "Available resources", 0, None, None, "2",
        ),
        (
            "Your means", "Do you keep stock?", None, "does not apply", None, None, None, None, None,
            None, None,
        ),
    ]  # fmt: skip


def test_answer_that_is_left_out_shows_no_points() -> None:
    report = rich_report()
    first, *others = report.answers
    hidden = replace(first, answer="", state="withheld", value=None, contribution=0, note="")
    found = rows(workbook_of(replace(report, answers=(hidden, *others))), "Answers")
    assert found[1][2:10] == (None, "left out", None, 12, "Type of business", None, None, None)


def planned(report: Report) -> list[Row]:
    """Return number, horizon, cost, effort, hours, weeks and what is to be filled in, of each step."""
    found = rows(workbook_of(report), "Plan")
    steps = [row for row in found[1:] if isinstance(row[0], int)]
    return [(*row[:2], *row[5:10], *row[11:]) for row in steps]


def test_plan_is_a_list_of_work_with_room_for_who_and_when() -> None:
    found = rows(rich(), "Plan")
    assert found[0] == (
        "No.", "By when", "Action", "How", "Done when", "Cost", "Effort", "Hours", "Start week",
        "Hours in by week", "Helps with", "Who does it", "Done on",
    )  # fmt: skip
    assert [(row[0], row[1], row[2], row[10]) for row in found[1:5]] == [
        (1, "First 30 days", "Write one fact sheet and correct every listing", None),
        (2, "First 30 days", "Write a four-line handover note", "Where customer history is kept"),
        (
            3,
            "First 90 days",
            "Move the customer list into a simple tool",
            "Readiness; Where customer history is kept",
        ),
        (
            4,
            "After that, as time and money allow",
            "Replace the tool that forces most retyping",
            "Readiness",
        ),
    ]
    small, medium = "small job", "some days of work"
    assert planned(rich_report())[1:3] == [
        (2, "First 30 days", "No cost", small, 4, None, None, None, None),
        (3, "First 90 days", "Up to one subscription a month", medium, 16, *[None] * 4),
    ]


def test_plan_shows_whole_weeks() -> None:
    report = rich_report()
    assert report.plan
    first, *others = report.plan.horizons
    sheet, note = first.actions
    dated = replace(
        first,
        actions=(
            replace(sheet, from_week=0, to_week=1.0),
            replace(note, from_week=1.0, to_week=2.5),
        ),
    )
    found = planned(replace(report, plan=replace(report.plan, horizons=(dated, *others))))
    assert [row[5:7] for row in found] == [(1, 1), (2, 3), (None, None), (None, None)]


def test_what_is_left_out_of_the_plan_stays_empty() -> None:
    report = rich_report()
    assert report.plan
    later = tuple(replace(each, cost=None, hours=None) for each in report.plan.later)
    found = planned(replace(report, plan=replace(report.plan, later=later)))
    assert found[-1] == (
        4,
        "After that, as time and money allow",
        None,
        "work over several weeks",
        *[None] * 5,
    )


def test_plan_ends_with_what_it_brings() -> None:
    said = [row[0] for row in rows(rich(), "Plan")]
    assert said[said.index("What the plan brings") + 1 :][:2] == [
        "If each step of this plan brings what it promises, Readiness would go from 48 to 53. The "
        "recommendation would stay multichannel.",
        "Within 60 hours other steps would bring more: Readiness would go from 48 to 57.",
    ]


def test_what_would_be_after_the_plan_has_a_sheet_of_its_own() -> None:
    found = rows(rich(), "After the plan")
    assert ("Available resources", 48, 53, 55) in [row[:4] for row in found]
    assert ("2. Replace the tool that forces most retyping",) in [row[:1] for row in found]


def test_other_ways_and_the_answers_it_hangs_on_have_a_sheet_of_their_own() -> None:
    said = [row[:3] for row in rows(rich(), "Turning")]
    assert ("Answer", "Today", "Turns it") in said
    assert ("Monthly budget", "One subscription a month", "Several subscriptions a month") in said


def test_firmness_lists_every_number_and_says_what_it_means() -> None:
    found = rows(rich(), "Firmness")
    assert found[1:3] == [
        ("Line for Readiness", 55, "up to 61.8", 1.12),
        ("Weight of Hours a week", 16, "whatever it is", None),
    ]
    assert [row[0] for row in found[3:]] == [
        "How firmly this stands",
        "It hangs most on Available resources: 7 points less.",
    ]


def test_open_answers_begin_with_where_they_lead() -> None:
    said = [row[:2] for row in rows(rich(), "Summary")]
    ahead = rich_report().outlook
    assert ahead
    below = said[said.index(("What is still open", None)) + 1]
    assert below == (None, f"{ahead.says[0]} {ahead.asks_says}")


def test_figures_have_room_for_what_they_were_and_became() -> None:
    found = rows(rich(), "Figures")
    assert found[0][3:] == ("Start value", "Target", "After 90 days", "After 12 months")
    assert [row[0] for row in found[1:5]] == [
        "Usual reply time per channel",
        "Wrong facts found",
        "Cost per sale in each channel",
        "Followers, comments and shares (side figure only)",
    ]
    assert found[5][0] == "How to judge the figures"
    assert [row[0] for row in found[6:]] == list(rich_report().judging)


def test_risk_that_the_answers_point_to_stands_first() -> None:
    found = rows(rich(), "Risks")
    assert found[:3] == [
        ("Risk", "Sign", "Guard", "For you"),
        (
            "Stories get lost between shop and workshop",
            "Customers explain the same fault twice.",
            "Use the handover note for every repair.",
            "your answers point to this one",
        ),
        (
            "Prices and hours drift apart",
            "Customers quote a price that you no longer ask.",
            "Check the facts once a month.",
            None,
        ),
    ]


def test_about_names_versions_method_limits_and_sources() -> None:
    found = rows(rich(), "About")
    assert ("Program", "omnicheck 0.1.0", None, None, None) in found
    assert ("Questionnaire", "channel_strategy 1.0.0", None, None, None) in found
    said = [row[0] for row in found]
    for text in (*rich_report().method, *rich_report().limits):
        assert text in said
    source = rich_report().sources[0]
    assert found[-len(rich_report().sources)] == (
        1,
        source.citation,
        source.shows,
        source.grade.value,
        source.url,
    )


@pytest.mark.parametrize("name", ["Scores", "Answers", "Plan", "Figures", "Risks"])
def test_list_keeps_its_head_in_sight_filters_and_prints_it_on_each_page(name: str) -> None:
    found = sheet(rich(), name)
    assert found.freeze_panes == "A2"
    assert found.auto_filter.ref
    assert found.auto_filter.ref.startswith("A1:")
    assert found.print_title_rows == "$1:$1"
    assert found["A1"].fill.fgColor.rgb == "FF" + ACCENT.removeprefix("#").upper()


def test_every_sheet_prints_all_columns_on_one_width_of_paper() -> None:
    for paper, number in ((PaperSize.A4, 9), (PaperSize.LETTER, 1)):
        for each in opened(workbook_of(rich_report(), Look(paper=paper))).worksheets:
            setup = each.page_setup
            # One page wide is what a sheet that fits its pages has anyway, so it is not written.
            assert (setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (number, None, 0)
            assert each.sheet_properties.pageSetUpPr
            assert each.sheet_properties.pageSetUpPr.fitToPage
            assert setup.orientation == ("portrait" if each.title == "Summary" else "landscape")


def test_every_row_is_high_enough_for_its_longest_text() -> None:
    found = sheet(rich(), "Plan")
    heights = [found.row_dimensions[row].height for row in (2, 3, 4)]
    # "How" is 46 wide: 138, 113 and 154 letters take three lines of 13.5 points each.
    assert heights == [45.75, 45.75, 45.75]


def head_and_foot(data: bytes, name: str) -> list[str]:
    """Return what is printed above and below each page of a sheet, left and right."""
    found = sheet(data, name)
    lines = [line for line in (found.oddHeader, found.oddFooter) if line is not None]
    return [str(part.text) for line in lines for part in (line.left, line.right)]


def test_printed_pages_name_client_sheet_and_number() -> None:
    assert head_and_foot(workbook_of(with_name("Roy & Sons &P")), "Plan") == [
        "Roy && Sons &&P",
        "&A",
        "Confidential: made for Roy && Sons &&P",
        "Page &P of &N",
    ]


def test_theme_gives_colour_and_footer() -> None:
    look = Look(theme=Theme(name="Roy Consulting", accent="#7a1f5c", footer="Halifax & Moncton"))
    data = workbook_of(rich_report(), look)
    assert sheet(data, "Plan")["A1"].fill.fgColor.rgb == "FF7A1F5C"
    assert "Halifax && Moncton" in head_and_foot(data, "Plan")
    assert "7A1F5C" in parts(data)["xl/charts/chart1.xml"]
    assert [row[0] for row in rows(data, "Summary")][-4:-2] == [
        "Roy Consulting",
        "Halifax & Moncton",
    ]
    assert opened(data).properties.creator == "Roy Consulting"


def series(chart: str) -> list[str]:
    return re.findall("<c:tx><c:v>(.*?)</c:v>", chart)


def test_chart_has_title_series_and_a_text_for_those_who_cannot_see_it() -> None:
    found = parts(workbook_of(certain_report()))
    assert ' descr="Available resources is 68 of 100' in found["xl/drawings/drawing1.xml"]
    chart = found["xl/charts/chart1.xml"]
    assert "<a:t>The scores that decide</a:t>" in chart
    assert series(chart) == ["Value", "what omnichannel asks for"]
    assert re.findall("<c:f>(.*?)</c:f>", chart) == [
        "Scores!$A$2:$A$5", "Scores!$B$2:$B$5", "Scores!$A$2:$A$5", "Scores!$E$2:$E$5",
    ]  # fmt: skip


def test_chart_marks_the_range_while_answers_are_open() -> None:
    chart = parts(rich())["xl/charts/chart1.xml"]
    assert series(chart) == ["Value", "what omnichannel asks for", "Lowest", "Highest"]


def test_nothing_known_is_not_drawn() -> None:
    assert not [name for name in parts(workbook_of(bare_report())) if "chart" in name]


def png(width: int, height: int, dots_per_metre: int) -> bytes:
    """Return a picture in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [
            chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            chunk(b"pHYs", pack(">IIB", dots_per_metre, dots_per_metre, 1)),
            chunk(b"IDAT", compress((b"\0" + b"\x55" * width) * height)),
            chunk(b"IEND", b""),
        ]
    )


@pytest.mark.parametrize("dots_per_metre", [3_780, 11_811])
def test_logo_stands_on_the_first_sheet_in_one_size_whatever_its_dots(dots_per_metre: int) -> None:
    theme = Theme(name="Roy & Sons", logo=Logo(png(600, 120, dots_per_metre), "image/png"))
    found = parts(workbook_of(rich_report(), Look(theme=theme)))
    drawing = found["xl/drawings/drawing1.xml"]
    assert ' descr="Roy &amp; Sons"' in drawing
    [(width, height)] = re.findall(r'<a:ext cx="(\d+)" cy="(\d+)"/>', drawing)
    per_pixel = 9_525
    assert (round(int(width) / per_pixel), round(int(height) / per_pixel)) == (200, 40)
    assert "drawing1.xml" in found["xl/worksheets/_rels/sheet1.xml.rels"]


def test_logo_that_a_sheet_cannot_hold_leaves_the_name() -> None:
    look = Look(theme=Theme(name="Roy", logo=Logo(b"<svg/>", "image/svg+xml")))
    data = workbook_of(rich_report(), look)
    assert not [name for name in parts(data) if "media" in name]
    assert ("Roy", None, None, None) in rows(data, "Summary")


@pytest.mark.parametrize("report", [rich_report, nasty_report])
def test_no_sheet_has_a_formula_or_a_link(report: Any) -> None:
    found = parts(workbook_of(report()))
    sheets = [text for name, text in found.items() if name.startswith("xl/worksheets/")]
    assert len(sheets) >= 7
    assert not any(re.search("<f[ >/]|<hyperlink", text) for text in sheets)
    assert not any("hyperlink" in text or "externalLink" in text for text in found.values())


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_nasty_text_is_nothing_but_text(text: str) -> None:
    cell = note_cell(workbook_of(with_note(text)))
    assert (cell.value, cell.data_type) == (clean(text), "s")


@pytest.mark.parametrize("text", ["00123", "1.5", "2026-11-21", "TRUE", "#N/A", "1e5"])
def test_text_that_looks_like_something_else_stays_text(text: str) -> None:
    cell = note_cell(workbook_of(with_note(text)))
    assert (cell.value, cell.data_type) == (text, "s")


def test_text_is_never_taken_for_formatting() -> None:
    data = workbook_of(with_note("<r><t>x</t></r>"))
    assert note_cell(data).value == "<r><t>x</t></r> "
    assert "&lt;r&gt;&lt;t&gt;x" in parts(data)["xl/sharedStrings.xml"]


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    assert cell_text("a\ufffeb\uffffc\x00d\ud800e") == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_text_longer_than_a_cell_ends_with_a_note() -> None:
    note = " [shortened: a cell holds no more]"
    assert cell_text("x" * 32_767) == "x" * 32_767
    assert cell_text("x" * 32_768) == "x" * (32_767 - len(note)) + note
    wide = cell_text("🦀" * 20_000)
    assert wide == "🦀" * ((32_767 - len(note)) // 2) + note
    assert len(note_cell(workbook_of(with_note("x" * 40_000))).value) == 32_767


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plan", "Plan"),
        ("Plan: [30/90] days?", "Plan 30 90 days"),
        ("'quoted'", "quoted"),
        ("Zusammenfassung der Empfehlungen 2026", "Zusammenfassung der Empfehlunge"),
    ],
)
def test_sheet_name_is_legal_in_any_language(title: str, name: str) -> None:
    assert sheet_name(title) == name


def test_properties_name_the_report_and_its_day() -> None:
    found = opened(rich()).properties
    assert (found.title, found.description) == (
        "Multichannel or omnichannel? Harbour Bikes",
        "Made with omnicheck 0.1.0",
    )
    assert found.created == found.modified == datetime(2026, 11, 21)
    undated = opened(workbook_of(replace(rich_report(), answered_on="last week"))).properties
    assert undated.created == datetime(2000, 1, 1)


@pytest.mark.parametrize("report", [rich_report, bare_report, nasty_report])
def test_same_report_gives_the_same_bytes(report: Any) -> None:
    assert workbook_of(report()) == workbook_of(report())


def test_stamp_is_the_comment_of_the_archive() -> None:
    with ZipFile(BytesIO(rich())) as archive:
        assert re.fullmatch(rb"omnicheck-report(-[0-9a-f]{32}){2}", archive.comment)
    stamp = read_stamp(rich())
    assert stamp is not None
    assert (stamp.identity, stamp.untouched) == (identity_of(rich_report()), True)


def test_file_that_somebody_saved_again_is_not_ours_any_more() -> None:
    book, saved = opened(rich()), BytesIO()
    book["Plan"]["L2"] = "Marie"
    book.save(saved)
    assert read_stamp(saved.getvalue()) is None


def test_file_that_somebody_changed_is_seen() -> None:
    changed = BytesIO(rich())
    with ZipFile(changed, "a") as archive:
        archive.writestr("docProps/more.xml", "<x/>")
    stamp = read_stamp(changed.getvalue())
    assert stamp is not None
    assert not stamp.untouched

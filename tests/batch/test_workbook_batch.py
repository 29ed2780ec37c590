"""The workbook of a portfolio, read back by another library: numbers as numbers, texts as texts."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import openpyxl
import pytest

from omnicheck.batch.ledger import ledger_columns
from omnicheck.batch.portfolio import Portfolio, parts_of
from omnicheck.batch.workbook import portfolio_workbook
from omnicheck.choices import Columns
from omnicheck.reports.rendering import Look
from omnicheck.reports.stamp import read_stamp
from tests.batch.portfolios import (
    RECORD,
    example_rows,
    examples,
    faulty,
    generated,
    generated_rows,
    mixed,
    nasty,
    nobody,
    portfolio,
)
from tests.gates.specimens import PAINTED

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: The bars are of Excel 2010, which openpyxl reads past.
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

LOOK = Look()


def book_of(found: Portfolio, look: Look = LOOK) -> Workbook:
    return openpyxl.load_workbook(BytesIO(portfolio_workbook(found, look)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    return book_of(examples(by=("trade", "premises"), **faulty(3)))


def head(sheet: Worksheet) -> list[Any]:
    return [cell.value for cell in sheet[1]]


def column(sheet: Worksheet, title: str, count: int = 17) -> list[Any]:
    position = head(sheet).index(title)
    return [row[position] for row in sheet.iter_rows(2, count + 1, values_only=True)]


def below(sheet: Worksheet, title: str) -> list[tuple[Any, ...]]:
    """Return the rows of a table below its heading, its head included."""
    rows = list(sheet.iter_rows(values_only=True))
    first = next(i for i, row in enumerate(rows) if row[0] == title) + 1
    last = next((i for i in range(first, len(rows)) if rows[i][0] is None), len(rows))
    return [tuple(cell for cell in row if cell is not None) for row in rows[first:last]]


def test_sheets_stand_in_order(book: Workbook) -> None:
    assert book.sheetnames == ["Portfolio", "Scores", "Plan", "Faults", "About"]


def test_the_first_sheet_counts(book: Workbook) -> None:
    sheet = book["Portfolio"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == [
        "Multichannel or omnichannel?",
        "17 businesses",
        "3 businesses could not be read and are in no figure here.",
    ]
    assert below(sheet, "We recommend") == [
        ("Recommendation", "Businesses", "Share"),
        ("Multichannel", 12, pytest.approx(12 / 17)),
        ("Omnichannel", 5, pytest.approx(5 / 17)),
    ]
    assert below(sheet, "How firm the recommendations are")[1:] == [
        ("Multichannel", 10, 1, 1),
        ("Omnichannel", 2, 2, 1),
    ]
    assert below(sheet, "What holds the group back most")[1:] == [
        ("Readiness", 8, pytest.approx(8 / 12)),
        ("Need", 3, pytest.approx(3 / 12)),
        ("Hours a week", 1, pytest.approx(1 / 12)),
    ]
    assert below(sheet, "By Premises")[1] == ("shop and stock room", 1, 1, 1, 73.2, 71.4)


def test_the_scores_are_those_of_the_rows(book: Workbook) -> None:
    sheet, rows = book["Scores"], example_rows().set_index("name")
    names = column(sheet, "Business")
    assert sorted(names) == sorted(rows.index)
    for title, name in (
        ("Margin", "margin"),
        ("Need (asks for 50)", "need"),
        ("Readiness (asks for 55)", "readiness"),
        ("Joined up today", "integration"),
        ("Open answers", "unknowns"),
    ):
        assert column(sheet, title) == [pytest.approx(rows[name][each]) for each in names]
    assert [each.lower() for each in column(sheet, "We recommend")] == [
        rows["strategy"][name] for name in names
    ]
    assert column(sheet, "Staff")[names.index("Corner Bakery")] == "4"


def test_the_scores_filter_keep_their_head_and_print_what_matters(book: Workbook) -> None:
    sheet = book["Scores"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.auto_filter.ref.endswith("18")
    last = re.search(r":\$([A-Z]+)", sheet.print_area)
    assert last is not None
    assert sheet[f"{last[1]}1"].value == "Find out first"


def test_bars_and_colours_stand_on_the_numbers_of_hidden_columns(book: Workbook) -> None:
    sheet = book["Scores"]
    hidden = {
        head(sheet)[number - 1]
        for columns in sheet.column_dimensions.values()
        if columns.hidden
        for number in range(columns.min or 0, (columns.max or 0) + 1)
    }
    assert hidden == {
        "Need: asked for", "Readiness: asked for", "Customer expectations: asked for",
        "Type of business: asked for", "Readiness, if multichannel", "Readiness, if omnichannel",
    }  # fmt: skip
    omni = column(sheet, "Stage today").index("Channels that work as one")
    assert column(sheet, "Need: asked for")[omni] == 40
    rules = [rule for rules in sheet.conditional_formatting for rule in rules.rules]
    assert sum(rule.type == "dataBar" for rule in rules) == 6
    formulas = [rule.formula[0] for rule in rules if rule.type == "expression"]
    assert len(formulas) == 4
    assert all(re.fullmatch(r'AND\(\$[A-Z]+2<>"",\$[A-Z]+2<\$[A-Z]+2\)', each) for each in formulas)


def test_names_lead_to_the_reports(book: Workbook) -> None:
    sheet = book["Scores"]
    links = {
        cell.value: cell.hyperlink.target
        for (cell,) in sheet.iter_rows(2, 18, 1, 1)
        if cell.hyperlink
    }
    names = example_rows()["name"].tolist()
    assert links == {name: f"reports\\{n}.html" for n, name in enumerate(names)}


def test_the_plan_has_the_first_actions_in_order(book: Workbook) -> None:
    sheet, rows = book["Plan"], example_rows().set_index("name")
    titles = {action.id: action.title for action in RECORD.actions}
    said = [row[:3] for row in sheet.iter_rows(2, values_only=True) if row[1]]
    assert said[:3] == [
        ("Adwoa's Chairs", number, titles[action])
        for number, action in enumerate(rows["first_actions"]["Adwoa's Chairs"].split(";"), start=1)
    ]
    assert len(said) == sum(len(text.split(";")) for text in rows["first_actions"])


def test_a_long_plan_names_actions_without_telling_how() -> None:
    sheet = book_of(generated(1001))["Plan"]
    assert head(sheet) == ["Business", "No.", "Action", "Who does it", "Done on"]


def test_faults_have_their_place_and_cure(book: Workbook) -> None:
    assert list(book["Faults"].iter_rows(2, 2, values_only=True)) == [
        ("respondents.csv", 2, 3, None, "“0” is none of the answers.", "Look at the template.")
    ]


def test_faults_beyond_those_kept_are_pointed_to() -> None:
    kept = faulty(3)
    sheet = book_of(examples(**(kept | {"fault_count": 50})))["Faults"]
    assert "47 more are in faults.csv." in [row[0] for row in sheet.iter_rows(values_only=True)]


def test_about_explains_every_column(book: Workbook) -> None:
    sheet = book["About"]
    told = {row[0]: row[2] for row in sheet.iter_rows(values_only=True)}
    tags = [name for name in example_rows().columns if name.startswith("tag.")]
    for each in ledger_columns([RECORD], Columns.ALL, tags):
        assert told[each.name] == each.meaning


def test_both_charts_are_there_with_texts_for_those_who_cannot_see_them() -> None:
    data = portfolio_workbook(examples(), LOOK)
    with ZipFile(BytesIO(data)) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    assert drawing.count('descr="') == 2
    assert "The lines cross where omnichannel begins: at 50.0 and 55.0." in drawing


def test_the_axes_of_the_picture_cross_where_omnichannel_begins() -> None:
    with ZipFile(BytesIO(portfolio_workbook(examples(), LOOK))) as archive:
        chart = archive.read("xl/charts/chart2.xml").decode()
    # Each axis says where it crosses the other one.
    assert re.findall(r'<c:crossesAt val="([0-9.]+)"/>', chart) == ["55.0", "50.0"]


def test_each_questionnaire_has_its_own_sheets() -> None:
    found = book_of(mixed())
    assert found.sheetnames == ["Portfolio", "Scores 1", "Scores 2", "Plan 1", "Plan 2", "About"]
    assert (found["Scores 1"].max_row, found["Scores 2"].max_row) == (41, 26)


def test_nobody_has_a_workbook_of_faults() -> None:
    assert book_of(nobody()).sheetnames == ["Portfolio", "Faults", "About"]


def test_rows_of_the_decision_alone_are_enough() -> None:
    found = book_of(portfolio(example_rows(Columns.DECISION)))
    assert found.sheetnames == ["Portfolio", "Scores", "About"]
    assert "Confidence" not in head(found["Scores"])


def test_no_text_becomes_a_formula_or_a_link() -> None:
    found = book_of(nasty(), Look(theme=PAINTED))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n", "inlineStr"}
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink] == []


def test_the_same_portfolio_gives_the_same_bytes_whatever_the_order_of_its_rows() -> None:
    rows = generated_rows(50)
    turned = rows.iloc[::-1].reset_index(drop=True)
    books = {
        portfolio_workbook(Portfolio(parts_of(each, {RECORD.id: RECORD})), LOOK)
        for each in (rows, turned, rows)
    }
    assert len(books) == 1


def test_the_workbook_is_stamped_as_ours() -> None:
    stamp = read_stamp(portfolio_workbook(examples(), LOOK))
    assert stamp is not None
    assert stamp.untouched

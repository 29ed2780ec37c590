"""The overview says of a portfolio what its rows say, whatever their order and whatever is in them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from omnicheck.batch.breakdowns import breakdown, largest
from omnicheck.batch.lots import column_named
from omnicheck.batch.overview import overview_page
from omnicheck.batch.overview.clients import MOST_ROWS
from omnicheck.batch.overview.content import overview_of
from omnicheck.batch.overview.crowd import CrowdFigure, draw_crowd
from omnicheck.batch.overview.page import _css_text
from omnicheck.batch.overview.record import Clients, Groups, Shares
from omnicheck.batch.portfolio import Part, Portfolio, parts_of
from omnicheck.batch.tallies import held_back
from omnicheck.choices import Columns, Strategy
from omnicheck.reports.manuscript.record import Note, Table
from omnicheck.reports.pictures.shapes import Dot, Named, Stroke, Width
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
from tests.reports.pictures_by_hand import faults
from tests.reports.readback import read_html

if TYPE_CHECKING:
    from collections.abc import Iterator

LOOK = Look()


def blocks_of(found: Portfolio, kind: type) -> Iterator[Any]:
    for section in overview_of(found).sections:
        yield from (block for block in section.blocks if isinstance(block, kind))


def shares_of(found: Portfolio, caption: str) -> dict[str, str]:
    block = next(each for each in blocks_of(found, Shares) if each.caption == caption)
    return {row.title: row.count_text for row in block.rows}


def crowd_of(found: Portfolio) -> CrowdFigure:
    figure: CrowdFigure = next(blocks_of(found, CrowdFigure))
    return figure


def test_the_front_counts_both_strategies_and_what_is_most_frequent() -> None:
    front = overview_of(examples()).front
    assert (front.question, front.title) == ("Multichannel or omnichannel?", "17 businesses")
    assert [(each.title, each.count_text, each.share_text) for each in front.strategies] == [
        ("Multichannel", "12", "71%"),
        ("Omnichannel", "5", "29%"),
    ]
    assert [(each.title, each.count_text) for each in front.confidence] == [
        ("High", "12 of 17"),
        ("Medium", "3 of 17"),
        ("Low", "2 of 17"),
    ]
    assert [(each.title, each.count_text) for each in front.held_back] == [
        ("Readiness", "8 of 12"),
        ("Need", "3 of 12"),
        ("Hours a week", "1 of 12"),
    ]


def test_counts_are_those_of_the_rows() -> None:
    found, rows = generated(1000), generated_rows(1000)
    titles = {action.id: action.title for action in RECORD.actions}
    named = Counter(name for text in rows["first_actions"] for name in text.split(";") if name)
    shown = shares_of(found, "First steps of the plans")
    assert len(shown) == 12
    assert shown == {
        titles[name]: str(count) for name, count in named.items() if titles[name] in shown
    }
    assert min(map(int, shown.values())) >= sorted(named.values())[-12]
    stages = Counter(rows["stage"])
    assert shares_of(found, "How far they have come") == {
        stage.title: str(stages[stage.id]) for stage in RECORD.stages
    }
    paths = shares_of(found, "Recommendations as they are worded")
    assert sum(map(int, paths.values())) == 1000


def test_businesses_of_which_too_little_is_known_are_held_back_by_no_line() -> None:
    rows = generated_rows(20).copy()
    rows["strategy"], rows["limiting"] = "multichannel", "need"
    rows["margin"] = [1.0] * 3 + [-1.0] * 17
    (part,) = portfolio(rows).parts
    assert [(each.title, each.count, each.total) for each in held_back(part)] == [
        ("Need", 17, 20),
        ("No line: too little is known", 3, 20),
    ]


def test_every_business_has_its_row_and_its_link() -> None:
    (table,) = blocks_of(examples(), Clients)
    rows = example_rows().set_index("name")
    assert sorted(row.cells[0] for row in table.rows) == sorted(rows.index)
    titles = [column.title for column in table.columns]
    assert titles == [
        "Business", "Trade", "We recommend", "Confidence", "Margin", "Need", "Readiness", "Tightest line",
    ]  # fmt: skip
    for row in table.rows:
        told = rows.loc[row.cells[0]]
        assert row.cells[2].lower() == told["strategy"]
        assert float(row.cells[4].replace("−", "-")) == pytest.approx(told["margin"], abs=0.051)
    cells = {row.cells[0]: row for row in table.rows}
    assert cells["Corner Bakery"].cells == (
        "Corner Bakery", "bakery", "Multichannel", "High", "−34.5", "15", "23", "Need",
    )  # fmt: skip
    position = example_rows()["name"].tolist().index("Corner Bakery")
    assert cells["Corner Bakery"].link == f"reports/{position}.html"


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "https://example.org/x", "//example.org", "/etc/passwd", "../up.html",
     "reports/../../up.html", "a b.html", 'x" onclick="y', "reports/ü.html", "", "./here.html"],
)  # fmt: skip
def test_nothing_but_a_file_of_ours_is_a_link(link: str) -> None:
    part = Part(RECORD, generated_rows(1), {"c0": link})
    assert part.link_to("c0") is None


def test_a_file_of_ours_is_a_link() -> None:
    part = Part(RECORD, generated_rows(1), {"c0": "reports/caf%C3%A9_1-0a1b2c3d.html"})
    assert part.link_to("c0") == "reports/caf%C3%A9_1-0a1b2c3d.html"
    assert part.link_to("somebody else") is None


def test_the_order_of_the_rows_changes_nothing() -> None:
    rows = generated_rows(300)
    links = {(RECORD.id, client): f"reports/{client}.html" for client in rows["client"]}
    turned = rows.iloc[::-1].reset_index(drop=True)
    pages = {
        overview_page(Portfolio(parts_of(each, {RECORD.id: RECORD}, links), by=("trade",)), LOOK)
        for each in (rows, turned, rows)
    }
    assert len(pages) == 1


def test_the_page_knows_its_script_by_its_hash_and_has_no_other() -> None:
    page = overview_page(examples(), LOOK).decode()
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        f"script-src 'sha256-{digest}'"
    )


def test_a_page_without_a_table_has_no_script() -> None:
    for found in (nobody(), generated(MOST_ROWS + 1)):
        page = overview_page(found, LOOK).decode()
        assert "<script" not in page
        assert "script-src" not in page


def test_too_many_businesses_are_pointed_to() -> None:
    found = generated(MOST_ROWS + 1, results_file="results.parquet")
    assert not any(blocks_of(found, Clients))
    assert [note.text for note in blocks_of(found, Note)] == [
        "10,001 businesses are too many for a page. Each has its row in results.parquet."
    ]


def test_the_page_is_stamped_as_ours() -> None:
    page = overview_page(examples(), LOOK)
    stamp = read_stamp(page)
    assert stamp is not None
    assert stamp.untouched
    changed = read_stamp(page.replace(b"17 businesses", b"18 businesses"))
    assert changed is not None
    assert not changed.untouched


def test_a_portfolio_of_nobody_tells_what_was_wrong() -> None:
    found = overview_of(nobody())
    assert found.front.title == "No business could be read"
    assert found.front.notices == ("5 businesses could not be read and are in no figure here.",)
    assert [section.id for section in found.sections] == ["faults", "about"]


def test_faults_are_told_by_cause_with_their_cure_and_first_places() -> None:
    (section,) = [s for s in overview_of(examples(**faulty(5))).sections if s.id == "faults"]
    lead, table = section.blocks
    assert (
        lead.text == "5 faults were found. Each stands in faults.csv, with its place and its cure."
    )
    assert table.rows[0] == (
        "“0” is none of the answers.",
        "3",
        "Look at the template.",
        "respondents.csv:2:3, respondents.csv:4:3, respondents.csv:6:3",
    )
    assert table.rows[1][:2] == ("Something stands after the last column.", "2")


def test_rows_of_the_decision_alone_are_enough() -> None:
    found = overview_of(portfolio(example_rows(Columns.DECISION), by=("country",)))
    assert found.front.confidence == ()
    assert [section.id for section in found.sections] == [
        "standing", "recommendations", "held_back", "breakdowns", "businesses", "about",
    ]  # fmt: skip


def test_each_questionnaire_has_its_own_figures() -> None:
    found = mixed(by=("trade",))
    assert [len(part.rows) for part in found.parts] == [40, 25]
    assert [figure.description.split(":")[0] for figure in blocks_of(found, CrowdFigure)] == [
        "40 businesses",
        "25 businesses",
    ]
    (table,) = blocks_of(found, Clients)
    assert Counter(row.cells[5] for row in table.rows) == {
        "Multichannel or omnichannel?": 40,
        "How joined up are you?": 25,
    }


class TestPicture:
    def test_a_few_businesses_each_have_a_mark_where_they_stand(self) -> None:
        figure, rows = crowd_of(examples()), example_rows().set_index("name")
        assert len(figure.marks) == 17
        for mark in figure.marks:
            told = rows.loc[mark.name]
            assert (mark.across, mark.upward) == (told["need"], told["readiness"])
            assert mark.is_omnichannel == (told["strategy"] == "omnichannel")

    def test_many_businesses_share_marks_and_none_is_lost(self) -> None:
        figure = crowd_of(generated(1000))
        assert sum(mark.count for mark in figure.marks) == 1000
        omnichannel = sum(mark.count for mark in figure.marks if mark.is_omnichannel)
        assert omnichannel == (generated_rows(1000)["strategy"] == "omnichannel").sum()
        assert len(figure.marks) < 600

    @pytest.mark.parametrize("width", Width)
    @pytest.mark.parametrize("count", [17, 1000])
    def test_every_mark_is_on_the_side_of_its_lines(self, count: int, width: Width) -> None:
        figure = crowd_of(examples() if count == 17 else generated(count))
        frame = next(
            each for each in draw_crowd(figure, width).shapes if hasattr(each, "width")
        ).box
        drawn = _middles(figure, width)
        # The largest come first, so that none hides another.
        for mark, (x, y) in zip(sorted(figure.marks, key=lambda m: -m.count), drawn, strict=False):
            at_x, at_y = mark.across_line, mark.upward_line
            assert at_x is not None
            assert at_y is not None
            line_x = frame.left + (frame.right - frame.left) * at_x / 100
            line_y = frame.bottom - (frame.bottom - frame.top) * at_y / 100
            assert (x > line_x) == (mark.across >= at_x)
            assert (y < line_y) == (mark.upward >= at_y)

    @pytest.mark.parametrize("width", Width)
    @pytest.mark.parametrize(
        "found",
        [examples(), generated(1), generated(1000), nasty()],
        ids=["17", "1", "1000", "nasty"],
    )
    def test_everything_stands_inside_and_no_text_on_another(
        self, found: Portfolio, width: Width
    ) -> None:
        assert faults(draw_crowd(crowd_of(found), width)) == []

    def test_shapes_tell_the_strategies_apart_without_colour(self) -> None:
        drawn = draw_crowd(crowd_of(examples()), Width.WIDE).shapes
        signs = [each.sign for each in drawn if isinstance(each, Named)]
        assert Counter(type(sign) for sign in signs) == {Dot: 5, Stroke: 12}

    def test_the_table_says_the_same(self) -> None:
        found, rows = generated(1000), generated_rows(1000)
        table: Table = crowd_of(found).table
        cells = [cell for row in table.rows for cell in row[1:]]
        counts = [int(cell.split(" ")[0].replace(",", "")) for cell in cells]
        assert sum(counts) == 1000
        omnichannel = [re.search(r"\((\d+) omnichannel\)", cell) for cell in cells]
        assert (
            sum(int(each[1]) for each in omnichannel if each)
            == (rows["strategy"] == Strategy.OMNICHANNEL).sum()
        )
        assert table.head[1:] == (
            "under 20", "20 to under 40", "40 to under 50", "50 to under 70", "70 and more",
        )  # fmt: skip
        last = table.rows[0][-1].split(" ")[0]
        assert int(last) == ((rows["need"] >= 70) & (rows["readiness"] >= 75)).sum()


def _middles(figure: CrowdFigure, width: Width) -> Iterator[tuple[float, float]]:
    """Yield where the marks are drawn, then the signs of the legend."""
    shapes = (
        each.sign if isinstance(each, Named) else each for each in draw_crowd(figure, width).shapes
    )
    for shape in shapes:
        if isinstance(shape, Dot) and shape.line:
            yield shape.x, shape.y
        elif isinstance(shape, Stroke) and len(shape.points) == 5:
            yield shape.points[0][0], shape.points[1][1]


class TestBreakdowns:
    def test_a_group_has_its_counts_and_medians(self) -> None:
        (part,) = generated(1000).parts
        rows = generated_rows(1000)
        bakeries = rows[rows["trade"].str.lower() == "bakery"]
        (group,) = [
            each for each in breakdown(part, "trade", ("need",)) if each.title.lower() == "bakery"
        ]
        assert group.count == len(bakeries)
        assert group.omnichannel == (bakeries["strategy"] == "omnichannel").sum()
        assert group.middles == (bakeries["need"].median(),)

    def test_what_is_not_given_comes_last_however_many(self) -> None:
        rows = generated_rows(10).copy()
        rows["trade"] = ["", "", "", "", "", "", "cafe", "CAFE ", "inn", "inn"]
        (part,) = portfolio(rows).parts
        assert [(each.title, each.count) for each in breakdown(part, "trade", ())] == [
            ("CAFE", 2),
            ("inn", 2),
            ("not given", 6),
        ]

    def test_many_numbers_are_told_in_ranges_in_order(self) -> None:
        rows = generated_rows(10).copy()
        rows["staff"] = ["1", "2", "3", "4", "5", "6", "9", "10", "150", ""]
        (part,) = portfolio(rows).parts
        assert [(each.title, each.count) for each in breakdown(part, "staff", ())] == [
            ("0 to 1", 1),
            ("2 to 4", 3),
            ("5 to 9", 3),
            ("10 to 19", 1),
            ("100 and more", 1),
            ("not given", 1),
        ]

    def test_beyond_twenty_groups_the_rest_is_counted(self) -> None:
        rows = generated_rows(30).copy()
        rows["region"] = [f"Region {chr(65 + number % 22)}" for number in range(30)]
        (part,) = portfolio(rows).parts
        shown, told = largest(breakdown(part, "region", ()))
        assert len(shown) == 20
        assert told == "2 smaller groups are not shown, with 2 businesses together."

    def test_a_tag_is_found_by_its_own_name(self) -> None:
        assert column_named("premises", ["trade", "tag.premises"]) == "tag.premises"
        assert column_named("trade", ["trade", "tag.trade"]) == "trade"
        assert column_named("nothing", ["trade"]) is None
        captions = [block.caption for block in blocks_of(examples(by=("premises",)), Groups)]
        assert captions == ["By premises"]

    def test_groups_add_up_to_all(self) -> None:
        (block,) = blocks_of(generated(1000, by=("trade",)), Groups)
        assert sum(int(row.figures[0].replace(",", "")) for row in block.rows) == 1000


def test_nothing_that_anybody_typed_becomes_markup() -> None:
    plain = read_html(
        overview_page(portfolio(generated_rows(71), by=("trade",), **faulty(71)), LOOK)
    )
    read = read_html(overview_page(nasty(), LOOK))
    for tag in ("script", "img", "iframe", "svg", "style", "b", "form", "base", "link"):
        counts = [sum(n for key, n in each.shape.items() if key == tag) for each in (plain, read)]
        if tag not in ("svg", "b"):
            assert counts[1] == counts[0], tag


def test_titles_in_the_style_sheet_end_nothing() -> None:
    assert _css_text('Need "x"</style>\n\\') == (
        '"Need\\20 \\22 x\\22 \\3c \\2f style\\3e \\a \\5c "'
    )


def test_clients_of_two_questionnaires_may_have_one_name() -> None:
    rows = generated_rows(2)
    both = pd.concat([rows, rows.assign(questionnaire="other")], ignore_index=True)
    other = RECORD.model_copy(update={"id": "other"})
    links = {(RECORD.id, "c0"): "reports/a.html", ("other", "c0"): "reports/b.html"}
    parts = parts_of(both, {RECORD.id: RECORD, "other": other}, links)
    assert {part.questionnaire.id: part.link_to("c0") for part in parts} == {
        RECORD.id: "reports/a.html",
        "other": "reports/b.html",
    }

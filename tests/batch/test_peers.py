"""The benchmark within a batch: right by plain counting, and silent about small groups."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from omnicheck.api import assess, load_answers, redact, render_report
from omnicheck.assessment.report import PeerLine
from omnicheck.batch.peers import LEAST, peers
from omnicheck.batch.portfolio import parts_of
from omnicheck.choices import Format
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Table
from tests.batch.portfolios import RECORD, example_rows, generated_rows
from tests.cli.program import EXAMPLES
from tests.reports.readback import read_html, read_workbook
from tests.reports.tools import needs, told

if TYPE_CHECKING:
    from omnicheck.assessment.report import Report

SCORES = (*RECORD.factors, *RECORD.indices)


def found_in(rows: pd.DataFrame) -> dict[str, tuple[PeerLine, ...]]:
    (part,) = parts_of(rows, {RECORD.id: RECORD})
    return peers(part)


def alike(trades: list[str], scores: list[float]) -> pd.DataFrame:
    """Return businesses with these trades, the same in all scores but need."""
    rows = generated_rows(len(trades)).copy()
    rows["trade"] = trades
    for name in SCORES:
        rows[name] = 50.0
    rows["need"] = scores
    return rows


def line_of(lines: tuple[PeerLine, ...], score: str = "need") -> PeerLine:
    return next(line for line in lines if line.score == score)


def test_every_line_is_what_plain_counting_gives() -> None:
    rows = generated_rows(200)
    found = found_in(rows)
    trades = rows["trade"].str.lower()
    for position, client in enumerate(rows["client"]):
        own = rows.iloc[position]
        for line in found[client]:
            values = rows[line.score].round(9)
            others = values.drop(position).dropna()
            if line.same_trade:
                others = others[trades[others.index] == trades[position]]
            value = values[position]
            lower, equal = int((others < value).sum()), int((others == value).sum())
            assert (line.others, line.lower, line.equal) == (len(others), lower, equal)
            assert line.percentile == pytest.approx(100 * (lower + equal / 2) / len(others))
        assert [line.score for line in found[client]] == [
            name for name in SCORES if not pd.isna(own[name])
        ]


def test_within_a_trade_of_five_else_among_all() -> None:
    rows = alike(["cafe"] * 5 + ["inn"] * 4, [10, 20, 30, 40, 50, 60, 70, 80, 90])
    found = found_in(rows)
    assert line_of(found["c2"]) == PeerLine("need", True, 4, 2, 0, 50.0)
    assert line_of(found["c5"]) == PeerLine("need", False, 8, 5, 0, 62.5)


def test_fewer_than_five_are_never_compared() -> None:
    assert LEAST == 5
    assert found_in(alike(["cafe"] * 4, [1, 2, 3, 4])) == {}
    assert found_in(alike(["cafe"] * 5, [1, 2, 3, 4, 5])).keys() == {"c0", "c1", "c2", "c3", "c4"}


def test_without_a_trade_the_others_are_all() -> None:
    found = found_in(alike([""] * 6, [1, 2, 3, 4, 5, 6]))
    assert [line_of(found[f"c{n}"]).same_trade for n in range(6)] == [False] * 6


def test_a_trade_is_the_same_in_other_letters() -> None:
    found = found_in(alike(["Café", "CAFÉ", " café ", "Cafe\u0301", "café"], [1, 2, 3, 4, 5]))
    assert line_of(found["c4"]) == PeerLine("need", True, 4, 4, 0, 100.0)


def test_equal_scores_count_half_and_are_told() -> None:
    found = found_in(alike(["cafe"] * 6, [10, 50, 50, 50 + 1e-12, 50, 90]))
    assert line_of(found["c1"]) == PeerLine("need", True, 5, 1, 3, 50.0)
    assert line_of(found["c0"]) == PeerLine("need", True, 5, 0, 0, 0.0)
    assert line_of(found["c5"]) == PeerLine("need", True, 5, 5, 0, 100.0)


def test_a_score_that_few_have_is_not_compared() -> None:
    rows = alike(["cafe"] * 6, [1, 2, 3, 4, 5, 6])
    rows.loc[:1, "readiness"] = float("nan")
    found = found_in(rows)
    assert [line.score for line in found["c5"]] == [name for name in SCORES if name != "readiness"]
    assert [line.score for line in found["c0"]] == [name for name in SCORES if name != "readiness"]


def test_other_questionnaires_are_others() -> None:
    rows = alike(["cafe"] * 8, [1, 2, 3, 4, 5, 6, 7, 8])
    rows["questionnaire"] = [RECORD.id] * 4 + ["other"] * 4
    other = RECORD.model_copy(update={"id": "other"})
    assert [peers(part) for part in parts_of(rows, {RECORD.id: RECORD, "other": other})] == [{}, {}]


def test_the_order_of_the_businesses_changes_nothing() -> None:
    rows = generated_rows(60)
    assert found_in(rows) == found_in(rows.iloc[::-1].reset_index(drop=True))


@pytest.fixture(scope="module")
def report() -> Report:
    lines = found_in(example_rows())["Corner Bakery"]
    return replace(assess(load_answers(EXAMPLES / "corner_bakery.yaml")), peers=lines)


def test_a_report_without_peers_says_nothing_of_them() -> None:
    alone = assess(load_answers(EXAMPLES / "corner_bakery.yaml"))
    assert alone.peers == ()
    assert "peers" not in [section.id for section in manuscript_of(alone).sections]


def test_the_section_says_where_the_business_stands(report: Report) -> None:
    (section,) = [each for each in manuscript_of(report).sections if each.id == "peers"]
    assert section.title == "Among the businesses of this batch"
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Need"] == ("15", "6", "16 others of all trades", "1 lower, 0 the same, 15 higher")


@pytest.mark.parametrize("kind", [Format.HTML, Format.MARKDOWN, Format.JSON])
def test_text_formats_show_it(report: Report, kind: Format) -> None:
    data = render_report(report, kind).data
    if kind is Format.JSON:
        assert json.loads(data)["peers"] == [asdict(line) for line in report.peers]
    else:
        assert b"16 others of all trades" in data


@needs("pdftotext")
def test_the_pdf_shows_it(report: Report) -> None:
    text = told("pdftotext", "-", "-", data=render_report(report, Format.PDF).data)
    assert text.count("16 others of all trades") == 6


def test_the_workbook_shows_it_as_numbers(report: Report) -> None:
    read = read_workbook(render_report(report, Format.WORKBOOK).data)
    assert read.count("16 others of all trades") == 6


def test_a_copy_to_pass_on_keeps_it_without_the_scores_behind(report: Report) -> None:
    assert redact(report).peers == report.peers
    assert (
        read_html(render_report(redact(report), Format.HTML).data).count("others of all trades")
        == 6
    )

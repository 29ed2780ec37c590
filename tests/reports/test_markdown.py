from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from omnicheck.api import assess, load_answers
from omnicheck.assessment.report import Report
from omnicheck.choices import Format
from omnicheck.plaintext import clean
from omnicheck.reports.formats import render
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Contrast, Manuscript, Section, Table
from omnicheck.reports.markdown import escaped
from omnicheck.reports.rendering import Look
from omnicheck.reports.stamp import identity_of, read_stamp
from omnicheck.reports.theme import Theme
from tests.cli.program import EXAMPLES
from tests.reports.sample import (
    NASTY,
    bare_report,
    certain_report,
    nasty_report,
    rich_report,
)

SAMPLES = {
    "rich": rich_report,
    "certain": certain_report,
    "bare": bare_report,
    "nasty": nasty_report,
}
NAMES = [*SAMPLES, *sorted(path.stem for path in EXAMPLES.glob("*.yaml"))]
#: All that our own markup becomes; whatever else appears came in through a text.
OURS = {
    "h1", "h2", "h3", "h4", "h5", "p", "ul", "ol", "li", "strong", "em", "blockquote", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
Cells = list[list[str]]


class Page(HTMLParser):
    """What a reader sees of an HTML text: its tables, its texts and its elements."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Cells] = []
        self.elements: list[str] = []
        self.texts: list[str] = []
        self._in_cell = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert all(name in {"style", "start"} for name, _ in attrs)
        self.elements.append(tag)
        self._in_cell = tag in {"td", "th"}
        match tag:
            case "table":
                self.tables.append([])
            case "tr":
                self.tables[-1].append([])
            case "td" | "th":
                self.tables[-1][-1].append("")
            case _:
                pass

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)
        if self._in_cell:
            self.tables[-1][-1][-1] += data


def by_python_markdown(text: str) -> Page:
    return Page(markdown.markdown(text, extensions=["tables"]))


def by_markdown_it(text: str) -> Page:
    return Page(MarkdownIt("commonmark").enable("table").render(text))


PARSERS = [by_python_markdown, by_markdown_it]


@cache
def report_named(name: str) -> Report:
    if name in SAMPLES:
        return SAMPLES[name]()
    return assess(load_answers(EXAMPLES / f"{name}.yaml"))


@cache
def markdown_of(name: str) -> str:
    return render(report_named(name), Format.MARKDOWN).data.decode()


def sections_of(manuscript: Manuscript) -> tuple[Section, ...]:
    return (*manuscript.sections, *manuscript.appendix)


def tables_of(manuscript: Manuscript) -> list[Cells]:
    """Return every table that the manuscript holds, as rows of texts."""
    found: list[Cells] = []
    for block in (block for section in sections_of(manuscript) for block in section.blocks):
        match block:
            case Contrast():
                head = ["", block.multichannel, block.omnichannel, block.here]
                rows = [[r.aspect, r.multichannel, r.omnichannel, r.here] for r in block.rows]
                found.append([head, *rows])
            case _:
                table = getattr(block, "table", block)
                if isinstance(table, Table):
                    found.append([list(table.head), *map(list, table.rows)])
    return found


@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("name", NAMES)
def test_every_parser_sees_the_tables_of_the_manuscript(name: str, parser: type[Page]) -> None:
    assert parser(markdown_of(name)).tables == tables_of(manuscript_of(report_named(name)))


@pytest.mark.parametrize("name", NAMES)
def test_both_parsers_see_the_same_page_and_nothing_but_our_markup(name: str) -> None:
    one, other = (parser(markdown_of(name)) for parser in PARSERS)
    assert one.elements == other.elements
    assert set(one.elements) <= OURS
    assert " ".join("".join(one.texts).split()) == " ".join("".join(other.texts).split())


@pytest.mark.parametrize("name", NAMES)
def test_headings_are_one_title_and_skip_no_level(name: str) -> None:
    levels = [
        int(e[1])
        for e in by_markdown_it(markdown_of(name)).elements
        if e in OURS and e[1:].isdigit()
    ]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(later <= before + 1 for before, later in pairwise(levels))


@pytest.mark.parametrize("text", [*NASTY, *(
    "a|b", "a\\|b", "a\\", "\\", "`a|b`", "``", "*a*", "**", "_a_", "snake_case_id", "~~a~~", "~5",
    "[a](javascript:alert(1))", "![a](https://example.org/a.png)", "[a]: https://example.org",
    "<https://example.org>", "<img src=x onerror=alert(1)>", "<!-- a", "-->", "&lt;b&gt;", "&#42;", "&", "R&D",
    "1. a", "12) a", "- a", "+ a", "> a", "# a", "a #", "===", "---", "- - -", "| a | b |", "    a",
    "{: .a }", "a\r\n\r\n- b", "Smith & Sons, 5-9 Main St. (rear) - 100%!", "\u3000a\u3000",
)])  # fmt: skip
@pytest.mark.parametrize("parser", PARSERS)
def test_text_shows_letter_for_letter(text: str, parser: type[Page]) -> None:
    plain = clean(text).strip()
    cell = escaped(plain)
    page = parser(f"| {cell} | b |\n| --- | --- |\n| {cell} | {cell} |\n\n# {cell}\n\n**{cell}**")
    assert page.tables == [[[plain, "b"], [plain, plain]]]
    assert page.elements[-3:] == ["h1", "p", "strong"]
    assert [text for text in page.texts if text.strip()][-2:] == [plain, plain]


@given(st.text(st.sampled_from("a 1\\`*_{}[]()<>#+-.!|~@&;:/='\"$%^?x\u3000é")))
@settings(max_examples=300, deadline=None)
def test_any_text_shows_letter_for_letter_in_a_cell(text: str) -> None:
    plain = text.strip()
    source = f"| {escaped(text)} | b |\n| --- | --- |\n| c | {escaped(text)} |"
    for parser in PARSERS:
        assert parser(source).tables == [[[plain, "b"], ["c", plain]]]


def test_addresses_are_no_links_where_bare_ones_would_be() -> None:
    said = escaped("See https://example.org, www.example.org or a@example.org")
    assert said == "See https&#58;//example.org, www\\.example.org or a&#64;example.org"


def test_page_begins_with_the_recommendation() -> None:
    assert markdown_of("rich").split("\n\n")[:5] == [
        "# Multichannel or omnichannel? Harbour Bikes",
        "bicycle shop and workshop · Nova Scotia, Canada · answered on 21 November 2026",
        "We recommend",
        "## Multichannel",
        "**Multichannel now, with a path to omnichannel**",
    ]


def test_caption_is_left_out_below_the_same_heading() -> None:
    lines = markdown_of("boutique").splitlines()
    heads = {line.lstrip("# ") for line in lines if line.startswith("#")}
    captions = {line.strip("*") for line in lines if line.startswith("**") and line.endswith("**")}
    assert heads
    assert heads & captions == set()


def test_consultant_stands_at_the_end_letter_for_letter() -> None:
    look = Look(theme=Theme(name="*Roy* & Co", footer="Halifax\n# 1"))
    text = render(rich_report(), Format.MARKDOWN, look).data.decode()
    assert (
        "\n---\n\n\\*Roy\\* & Co\n\nHalifax \\# 1\n\nConfidential: made for Harbour Bikes\n" in text
    )


@pytest.mark.parametrize("name", NAMES)
def test_stamp_is_the_last_line_and_invisible(name: str) -> None:
    data = markdown_of(name).encode()
    stamp = read_stamp(data)
    assert stamp is not None
    assert (stamp.identity, stamp.untouched) == (identity_of(report_named(name)), True)
    assert data.splitlines()[-1].startswith(b"<!-- omnicheck-report-")
    for parser in PARSERS:
        assert "omnicheck-report" not in "".join(parser(data.decode()).texts)


def test_edited_file_is_seen() -> None:
    stamp = read_stamp(markdown_of("rich").encode().replace(b"Harbour", b"Harbor"))
    assert stamp is not None
    assert not stamp.untouched


def test_same_report_gives_the_same_bytes() -> None:
    assert render(rich_report(), Format.MARKDOWN) == render(rich_report(), Format.MARKDOWN)

"""The report as a web page, read the way a browser reads it, but without one."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from omnicheck.api import assess, load_answers
from omnicheck.assessment.report import Report
from omnicheck.choices import Format
from omnicheck.reports.colours import TEXT_CONTRAST, contrast, mixed, readable
from omnicheck.reports.formats import render
from omnicheck.reports.html import render_html
from omnicheck.reports.html.palette import dark, daylight
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import BarsFigure, Figure, Manuscript
from omnicheck.reports.rendering import Look
from omnicheck.reports.stamp import identity_of, read_stamp
from omnicheck.reports.theme import ACCENT, Logo, Theme
from tests.reports.sample import (
    bare_report,
    certain_report,
    nasty_report,
    rich_report,
    texts_of,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
VOID = {"meta", "link", "img", "br", "hr", "rect", "circle", "path", "line"}
LOGO = Logo(b"\x89PNG\r\n\x1a\n not really", "image/png")
HOUSE = Theme("Roy & Vance <Advisors>", LOGO, "#7a1f3d", 'Halifax "by the sea" & beyond')


class Page(HTMLParser):
    """Every element with its attributes, and every text with what it stands in."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(data.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1:] == [tag], f"</{tag}> inside {self._open}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", " ".join(data.split())))

    @property
    def words(self) -> str:
        return " ".join(text for tag, text in self.texts if tag != "style")

    @property
    def styles(self) -> str:
        return "\n".join(text for tag, text in self.texts if tag == "style")

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.elements if tag in tags]


def page(report: Report, theme: Theme | None = None) -> Page:
    return Page(render_html(report, Look(theme) if theme else Look()).data)


@cache
def example(name: str) -> Report:
    return assess(load_answers(EXAMPLES / f"{name}.yaml"))


SAMPLES: dict[str, Callable[[], Report]] = {
    "rich": rich_report,
    "certain": certain_report,
    "bare": bare_report,
    "nasty": nasty_report,
    "boutique": lambda: example("boutique"),
    "corner_bakery": lambda: example("corner_bakery"),
}


@pytest.fixture(params=SAMPLES)
def report(request: pytest.FixtureRequest) -> Report:
    return SAMPLES[request.param]()


def shown(manuscript: Manuscript) -> set[str]:
    """Return every text that a reader of the page is to see or hear."""
    silent = {manuscript.page_of, manuscript.stamp, manuscript.language, manuscript.day, ""}
    sections = (*manuscript.sections, *manuscript.appendix)
    for section in sections:
        silent.add(section.id)
        figures = (block for block in section.blocks if isinstance(block, BarsFigure))
        silent |= {figure.threshold_legend for figure in figures if not asks(figure)}
    if not any(isinstance(block, Figure) for section in sections for block in section.blocks):
        silent.add(manuscript.table_label)
    return {" ".join(text.split()) for text in texts_of(manuscript)} - silent


def asks(figure: BarsFigure) -> bool:
    return any(score.threshold is not None for score in figure.scores)


def test_every_text_of_the_manuscript_is_on_the_page(report: Report) -> None:
    words = page(report).words
    texts = shown(manuscript_of(report))
    assert sorted(text for text in texts if text not in words) == []


def test_nothing_on_the_page_can_act(report: Report) -> None:
    elements = page(report).elements
    active = {"script", "iframe", "object", "embed", "form", "base", "link", "template"}
    assert [tag for tag, _ in elements if tag in active] == []
    attributes = [(tag, name) for tag, attrs in elements for name in attrs]
    assert [(tag, name) for tag, name in attributes if name.startswith("on")] == []
    assert [(tag, name) for tag, name in attributes if name in {"style", "srcset"}] == []


def test_nothing_is_loaded_and_only_sources_are_linked(report: Report) -> None:
    found = page(report)
    addresses = {source.url for source in report.sources if source.url}
    linked = [attrs for attrs in found.all("a") if not attrs["href"].startswith("#")]
    assert {attrs["href"] for attrs in linked} <= addresses
    assert {attrs["rel"] for attrs in linked} <= {"noreferrer"}
    assert [tag for tag, attrs in found.elements if "src" in attrs] == []
    assert "url(" not in found.styles
    assert "@import" not in found.styles


def test_sources_are_linked_where_the_questionnaire_gives_a_secure_address() -> None:
    links = [attrs["href"] for attrs in page(rich_report()).all("a")]
    assert [href for href in links if not href.startswith("#")] == [
        "https://doi.org/10.1016/j.jretai.2022.02.003"
    ]


@pytest.mark.parametrize(
    "address", ["http://example.org", "javascript:alert(1)", "https://a b", 'https://a"onclick=']
)
def test_other_addresses_stay_text(address: str) -> None:
    report = rich_report()
    named = replace(report, sources=(replace(report.sources[0], url=address),))
    found = page(named)
    assert all(attrs["href"].startswith("#") for attrs in found.all("a"))
    assert address in found.words


def test_policy_is_the_first_word_on_what_may_load() -> None:
    metas = page(rich_report()).all("meta")
    assert [m["content"] for m in metas if m.get("http-equiv") == "Content-Security-Policy"] == [
        POLICY
    ]


def test_page_is_whole_and_its_places_are_named_once(report: Report) -> None:
    found = page(report)
    ids = [attrs["id"] for _, attrs in found.elements if "id" in attrs]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    meant = [
        name
        for _, attrs in found.elements
        for attribute in ("aria-labelledby", "aria-describedby")
        for name in attrs.get(attribute, "").split()
    ]
    meant += [attrs["href"][1:] for attrs in found.all("a") if attrs["href"].startswith("#")]
    assert sorted(set(meant) - set(ids)) == []


def test_headings_begin_with_one_title_and_skip_no_level(report: Report) -> None:
    levels = [int(tag[1]) for tag, _ in page(report).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_say_what_they_are_and_whose_head_is_whose(report: Report) -> None:
    found = page(report)
    assert len(found.all("caption")) == len(found.all("table"))
    assert {attrs.get("scope") for attrs in found.all("th")} <= {"col", "row"}


def test_every_picture_comes_twice_with_its_figures_as_a_table() -> None:
    found = page(example("boutique"))
    figures = len(found.all("figure"))
    assert figures == 5
    assert len(found.all("svg")) == 2 * figures + 1
    assert len(found.all("details")) == figures


def test_page_has_language_title_and_landmarks() -> None:
    found = page(rich_report())
    tags = Counter(tag for tag, _ in found.elements)
    assert found.all("html") == [{"lang": "en"}]
    assert ("title", "Multichannel or omnichannel? Harbour Bikes") in found.texts
    assert (tags["main"], tags["nav"], tags["footer"]) == (1, 1, 1)
    assert found.all("a")[0]["href"] == "#recommendation"


def test_contents_name_every_section_in_order() -> None:
    manuscript = manuscript_of(rich_report())
    inside = [
        attrs["href"][1:] for attrs in page(rich_report()).all("a") if attrs["href"][0] == "#"
    ]
    sections = [section.id for section in manuscript.sections]
    appendix = [section.id for section in manuscript.appendix]
    assert inside == ["recommendation", *sections, "appendix", *appendix]


def test_page_is_small(report: Report) -> None:
    assert len(render_html(report, Look()).data) < 250_000


def test_same_report_gives_the_same_bytes(report: Report) -> None:
    assert render_html(report, Look(HOUSE)).data == render_html(report, Look(HOUSE)).data


def test_page_carries_its_stamp_before_any_text_of_a_person(report: Report) -> None:
    data = render_html(report, Look()).data
    stamp = read_stamp(data)
    assert stamp is not None
    assert (stamp.identity, stamp.untouched) == (identity_of(report), True)
    assert data.index(b'name="omnicheck"') < data.index(b"<title>")


def test_theme_gives_name_logo_colour_and_footer() -> None:
    found = page(rich_report(), HOUSE)
    uri = f"data:image/png;base64,{b64encode(LOGO.data).decode()}"
    assert found.all("img") == [{"class": "logo", "src": uri, "alt": "Roy & Vance <Advisors>"}]
    assert ("p", 'Halifax "by the sea" & beyond') in found.texts
    assert "--accent: #7a1f3d;" in found.styles
    assert ACCENT not in found.styles


def test_name_stands_in_for_a_logo() -> None:
    found = page(rich_report(), Theme("Roy & Vance"))
    assert found.all("img") == []
    assert ("p", "Roy & Vance") in found.texts


def test_plain_page_names_no_consultant() -> None:
    found = page(rich_report())
    assert found.all("img") == []
    assert {"logo", "consultant"} & {attrs.get("class") for _, attrs in found.elements} == set()


@pytest.mark.parametrize("accent", [ACCENT, "#000000", "#767676", "#c8102e", "#0000ff", "#7a6a00"])
def test_text_can_be_read_on_every_ground_in_both_schemes(accent: str) -> None:
    for colours in (daylight(accent), dark(accent)):
        grounds = (colours.paper, colours.accent_soft, colours.wash)
        texts = (colours.ink, colours.quiet, colours.accent, colours.care)
        assert min(contrast(text, ground) for text in texts for ground in grounds) >= TEXT_CONTRAST
        assert contrast(colours.counter, colours.paper) >= 3


def test_accent_that_can_be_read_is_left_alone() -> None:
    assert daylight(ACCENT).accent == ACCENT


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#123456", "#123456") == 1


def test_colour_moves_no_further_than_it_must() -> None:
    assert readable("#777777", ("#ffffff",)) == mixed("#000000", "#777777", 0.02)


def test_colours_that_nothing_can_be_read_on_are_refused() -> None:
    with pytest.raises(ValueError, match="nothing can be read"):
        readable("#777777", ("#000000", "#ffffff"), 7)


def test_format_leads_to_the_page() -> None:
    assert render(rich_report(), Format.HTML) == render_html(rich_report(), Look())

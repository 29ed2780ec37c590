"""Texts that break careless renderers, pushed through every format and read back by other programs.

Whatever a name, a note, a tag or an answer says, each format shows it letter for letter (after
`plaintext.clean`, which is the door for all of them), and the file is built of the same elements, links
and cells as with a harmless text. What a format cannot carry is listed here with what stands instead.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from omnicheck.choices import Format
from omnicheck.plaintext import clean
from omnicheck.reports.formats import render
from omnicheck.reports.rendering import Rendered
from tests.reports.readback import READERS, Reading, read_pdf, without_blanks
from tests.reports.sample import NASTY, rich_report
from tests.reports.tools import needs

if TYPE_CHECKING:
    from collections.abc import Callable

    from omnicheck.assessment.report import Report

HARMLESS: Final = "Harmless words"
#: Letters of a running head on paper.
LONGEST_HEAD: Final = 70
STAMP: Final = re.compile(r"omnicheck-report-[0-9a-f]{32}-[0-9a-f]{32}")
PURE: Final = [name for name in READERS if name != "pdf"]


def said(text: str) -> Report:
    """Return a report whose business, tag, answer and note say this, without what has none of them."""
    report = replace(rich_report(), after_plan=None, firmness=None, outlook=None)
    business = replace(
        report.business, name=text, trade=text, region=text, staff=text, tags={text: text}
    )
    first, *others = report.answers
    answers = (replace(first, answer=text, note=text), *others)
    return replace(report, business=business, answers=answers, hints=(text,))


def rendered(reader: str, text: str) -> Rendered:
    return render(said(text), Format(reader.partition(",")[0]))


def reading(reader: str, text: str) -> Reading:
    """Return a file without its stamp, whose digits could be a text."""
    found = READERS[reader](rendered(reader, text).data)
    return replace(found, texts=tuple(STAMP.sub("", each) for each in found.texts))


@cache
def harmless(reader: str) -> Reading:
    return reading(reader, HARMLESS)


def expected(reader: str, text: str) -> str:
    """Return what a reader finds for a text; JSON is for programs, and carries any text as it is."""
    return text if reader == "json" else " ".join(filter(None, clean(text).split(" ")))


def missing(reader: str, text: str, found: Reading) -> int:
    """Return in how many places a text is not said, of those where the harmless one is."""
    sought, usual = expected(reader, text), expected(reader, HARMLESS)
    texts = harmless(reader).texts
    places = sum(each.count(usual) for each in texts)
    elsewhere = sum(each.replace(usual, "\0").count(sought) for each in texts)
    return places + elsewhere - found.count(sought)


@pytest.mark.parametrize("text", NASTY, ids=ascii)
@pytest.mark.parametrize("reader", PURE)
def test_a_text_is_said_letter_for_letter_and_builds_nothing(reader: str, text: str) -> None:
    found = reading(reader, text)
    assert found.shape == harmless(reader).shape
    assert missing(reader, text, found) <= 0


@needs("pdftotext", "pdfinfo")
@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_a_text_is_said_letter_for_letter_on_paper(text: str) -> None:
    pdf = rendered("pdf", text)
    found, plain = read_pdf(pdf.data), harmless("pdf")
    assert found.shape == plain.shape
    on_paper = re.compile(f"(?={pattern_on_paper(text, boxed=bool(pdf.warnings))})")
    places = plain.texts[0].count(without_blanks(HARMLESS))
    assert max(len(on_paper.findall(each)) for each in found.texts) >= places


def pattern_on_paper(text: str, *, boxed: bool) -> str:
    """Return a pattern of what is left of a text on paper, where lines break anywhere.

    A letter that no font has shows as a box, with a warning; running heads shorten what is too long.
    """
    letters = [re.escape(letter) for letter in without_blanks(clean(text))]
    if boxed:
        letters = [f"(?:{letter}|\u25a1)" for letter in letters]
    whole, start = "".join(letters), "".join(letters[:30])
    return whole if len(text) < LONGEST_HEAD else f"(?:{whole}|{start}[^…]{{,{LONGEST_HEAD}}}…)"


@pytest.mark.parametrize("reader", PURE)
def test_the_harmless_text_is_found_at_all(reader: str) -> None:
    assert harmless(reader).count(HARMLESS) >= 3


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    text=st.text(st.characters(), min_size=1, max_size=40).filter(lambda text: clean(text).strip())
)
@pytest.mark.parametrize("reader", PURE)
def test_any_text_is_said_letter_for_letter(reader: str, text: str) -> None:
    found = reading(reader, text)
    assert found.shape == harmless(reader).shape
    assert missing(reader, text, found) <= 0


def careless_workbook(text: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet["A1"] = text
    sheet["A1"].hyperlink = text if text.startswith("http") else None
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def careless_text(text: str) -> bytes:
    return f"{text}\n\nText\n".encode()


@pytest.mark.parametrize(
    ("reader", "careless", "text"),
    [
        ("html", careless_text, "<script>alert(1)</script>"),
        ("html", careless_text, '<a href="javascript:alert(1)">x</a>'),
        ("html", careless_text, "&lt;b&gt;"),
        ("md, Python-Markdown", careless_text, "# Heading"),
        ("md, Python-Markdown", careless_text, "a | b\n---|---\nc | d"),
        ("md, Python-Markdown with extras", careless_text, "x\n: y"),
        ("md, markdown-it", careless_text, "[x](http://example.org)"),
        ("md, markdown-it", careless_text, "![x](http://example.org/x.png)"),
        ("md, markdown-it", careless_text, "`x`"),
        ("xlsx", careless_workbook, "=1+1"),
        ("xlsx", careless_workbook, "https://example.org/x"),
    ],
)
def test_the_readers_see_what_a_careless_renderer_does(
    reader: str, careless: Callable[[str], bytes], text: str
) -> None:
    read = READERS[reader]
    found = read(careless(text))
    assert found.shape != read(careless(HARMLESS)).shape or text not in found.texts

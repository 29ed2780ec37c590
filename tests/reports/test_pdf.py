"""The PDF as other programs see it: what kind of document it is, and that it says all of the manuscript."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import unicodedata
import zlib
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import typst

from omnicheck.api import assess, load_answers
from omnicheck.choices import Format, PaperSize
from omnicheck.errors import InputError, MissingExtraError
from omnicheck.reports import formats
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Figure
from omnicheck.reports.pdf import press, render_pdf
from omnicheck.reports.pdf.content import content_of
from omnicheck.reports.rendering import Look
from omnicheck.reports.stamp import identity_of, read_stamp
from omnicheck.reports.theme import Logo, Theme
from tests.reports.sample import bare_report, certain_report, front_page, nasty_report, rich_report
from tests.reports.tools import needs, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import Report

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
A4: Final = Look(paper=PaperSize.A4)
LETTER: Final = Look(paper=PaperSize.LETTER)
#: Stands backwards in the order of a page; `test_scripts_that_always_show` reads it.
ARABIC: Final = re.compile("[\u0600-\u06ff]")
#: Fields of a manuscript that are no text, or none for paper.
NOT_SHOWN: Final = {"id", "language", "stamp", "page_of", "table_label"}
#: No font can have it: no such character exists.
UNASSIGNED: Final = "\u0378"
MADE: Final = """
import sys
from omnicheck.reports.rendering import Look
from omnicheck.reports.pdf import render_pdf
from tests.reports.sample import rich_report
sys.stdout.buffer.write(render_pdf(rich_report(), Look()).data)
"""


def report_of(name: str) -> Report:
    made = {"rich": rich_report, "certain": certain_report, "bare": bare_report}
    return made[name]() if name in made else assess(load_answers(EXAMPLES / f"{name}.yaml"))


@cache
def pdf_of(name: str, look: Look = A4) -> bytes:
    return render_pdf(report_of(name), look).data


def named(name: str) -> Report:
    report = rich_report()
    return replace(report, business=replace(report.business, name=name))


def words(data: bytes, *options: str) -> str:
    return told("pdftotext", "-raw", *options, "-", "-", data=data)


def letters(text: str) -> str:
    """Return text without blanks and without what has no width, as lines break anywhere."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")


def texts_on_paper(value: Any) -> Iterator[str]:
    """Give every text of a manuscript that shows; what pictures say is in their tables."""
    if isinstance(value, Figure):
        yield value.title
        yield from texts_on_paper(value.table)
    elif isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts_on_paper(item)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in NOT_SHOWN:
                yield from texts_on_paper(getattr(value, field.name))


@needs("pdfinfo")
@pytest.mark.parametrize(
    ("look", "size"), [(A4, "595.276 x 841.89 pts (A4)"), (LETTER, "612 x 792 pts (letter)")]
)
def test_a_tagged_document_with_title_and_paper(look: Look, size: str) -> None:
    told_by = dict(
        re.split(r":\s*", line, maxsplit=1)
        for line in told("pdfinfo", "-", data=pdf_of("boutique", look)).splitlines()
    )
    assert told_by["Title"] == "Multichannel or omnichannel? Søstrene Holm"
    assert told_by["Tagged"] == "yes"
    assert told_by["Page size"] == size
    assert 8 <= int(told_by["Pages"]) <= 18
    assert "CreationDate" not in told_by


def test_it_declares_itself_accessible_and_its_language() -> None:
    data = pdf_of("rich")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert re.search(rb"/Lang ?\(en\)", data)


@needs("pdffonts")
@pytest.mark.parametrize("name", ["boutique", "bare"])
def test_all_fonts_are_ours_and_inside(name: str) -> None:
    rows = told("pdffonts", "-", data=pdf_of(name)).splitlines()[2:]
    assert {row.split()[0].partition("+")[2] for row in rows} <= {
        f"Source{kind}-{weight}"
        for kind in ("Serif4", "Sans3")
        for weight in ("Regular", "SemiBold")
    }
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows)


@needs("qpdf")
@pytest.mark.parametrize("name", ["boutique", "rich", "bare"])
def test_the_file_is_sound(name: str, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_of(name))
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", path)


@needs("pdftotext")
@pytest.mark.parametrize("look", [A4, LETTER], ids=["a4", "letter"])
@pytest.mark.parametrize("name", ["boutique", "corner_bakery", "rich", "certain", "bare"])
def test_it_says_all_of_the_manuscript(name: str, look: Look) -> None:
    manuscript = manuscript_of(report_of(name))
    edges = re.compile(
        rf"^(?:{re.escape(manuscript.confidential)} Page \d+ of \d+|"
        rf"{re.escape(manuscript.business)}(?: {re.escape(manuscript.day)})?)$",
        flags=re.MULTILINE,
    )
    page, *pages = words(pdf_of(name, look)).split("\f")
    said = letters(page + "".join(edges.sub("", each) for each in pages))
    lost = [text for text in texts_on_paper(manuscript) if letters(text) not in said]
    assert lost == []


@needs("pdftotext")
@pytest.mark.parametrize("look", [A4, LETTER], ids=["a4", "letter"])
@pytest.mark.parametrize("name", ["boutique", "corner_bakery", "certain", "bare"])
def test_the_first_page_holds_what_a_busy_owner_needs(name: str, look: Look) -> None:
    front = front_page(report_of(name))
    first = letters(words(pdf_of(name, look), "-l", "1"))
    needed = (
        front.strategy_title,
        front.path_title,
        front.confidence.text,
        *(item.lead for item in (*front.reasons, *front.steps)),
        front.balance.description,
    )
    assert [text for text in needed if letters(text) not in first] == []


@needs("pdftotext")
def test_a_redacted_copy_says_so_on_its_first_page() -> None:
    report = replace(rich_report(), redacted=True)
    (notice,) = front_page(report).notices
    first = words(render_pdf(report, A4).data, "-l", "1")
    assert letters(notice) in letters(first)


@needs("pdftotext")
def test_each_later_page_names_client_day_and_number() -> None:
    first, *later = words(pdf_of("boutique")).split("\f")[:-1]
    assert "Page 1 of" in first
    for number, page in enumerate(later, start=2):
        lines = page.splitlines()
        assert lines[0] == "Søstrene Holm 28 October 2026"
        assert lines[-1].endswith(f"Page {number} of {len(later) + 1}")
        assert "Confidential: made for Søstrene Holm" in page


@needs("pdftotext")
@pytest.mark.parametrize("look", [A4, LETTER], ids=["a4", "letter"])
@pytest.mark.parametrize("name", ["bike_shop", "boutique", "cobbler", "web_shop"])
def test_no_page_but_the_last_holds_a_few_lines_only(name: str, look: Look) -> None:
    pages = told("pdftotext", "-layout", "-", "-", data=pdf_of(name, look)).split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        if 1 < number < len(pages):
            # Pictures have few lines.
            assert len([line for line in page.splitlines() if line.strip()]) >= 15, number


@needs("pdftotext")
def test_contents_name_the_page_of_each_section() -> None:
    pages = words(pdf_of("boutique")).split("\f")
    contents = re.sub(r"[\s.]+", " ", pages[1].partition("\nWhy\nWhat speaks")[0])
    for section in manuscript_of(report_of("boutique")).sections:
        (number,) = re.findall(rf"{re.escape(section.title)} (\d+)", contents)
        assert section.title in pages[int(number) - 1].splitlines()


@needs("pdftotext")
def test_a_table_over_two_pages_repeats_its_head() -> None:
    pages = words(pdf_of("boutique")).split("\f")
    first, last = (
        next(n for n, page in enumerate(pages) if re.search(rf"^{each}", page, re.MULTILINE))
        for each in ("Contacts per sale:", "Phase of the business:")
    )
    assert first < last
    for page in pages[first : last + 1]:
        assert re.search(r"Question\s+Answer\s+Value", page)


@needs("pdfinfo")
def test_headings_lists_tables_and_figures_are_tagged_as_such() -> None:
    tree = told("pdfinfo", "-struct", "-", data=pdf_of("boutique"))
    tags = re.findall(r"^ *(\w+)", tree, flags=re.MULTILINE)
    manuscript = manuscript_of(report_of("boutique"))
    figures = [b for s in manuscript.sections for b in s.blocks if isinstance(b, Figure)]
    assert len(re.findall(rb"/S ?/Title\b", pdf_of("boutique"))) == 1
    assert tags.count("H1") == len(manuscript.sections) + 4  # two on the front, contents, appendix
    assert tags.count("Figure") == len(figures) + 1
    assert tags.count("THead") == tags.count("Table") > len(figures)
    assert {"L", "LI", "TOC", "TOCI", "Caption"} <= set(tags)


@pytest.mark.parametrize("name", ["boutique", "bare"])
def test_the_stamp_stands_in_the_open(name: str) -> None:
    stamp = read_stamp(pdf_of(name))
    assert stamp is not None
    assert stamp.identity == identity_of(report_of(name))
    assert stamp.untouched


def test_the_same_bytes_in_any_folder_and_any_process(tmp_path: Path) -> None:
    path = os.pathsep.join((str(EXAMPLES.parent), *sys.path))
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        environment = {"PYTHONPATH": path, "PYTHONHASHSEED": seed, "TMPDIR": str(folder)}
        done = subprocess.run(
            [sys.executable, "-c", MADE],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=True,
        )
        assert done.stdout == pdf_of("rich")


@needs("pdftotext")
@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        '#read("style.typ")',
        "C# Ltd",
        "$x",
        "*bold",
        "_it",
        "a @ref",
        "<label> x",
        '#import "@preview/cetz:0.3.0": *',
        "= Heading",
        "// no /* comment",
        r"\u{41} \ #sys.inputs",
        "dashes -- and --- and ~ and 'quotes' \"too\"",
        "- item + item / term: x",
        "https://example.org/a?b=c&d=e",
        "{page} of {pages}",
    ],
)
def test_markup_in_a_name_is_only_a_name(name: str) -> None:
    made = render_pdf(named(name), A4)
    assert made.warnings == ()
    assert letters(name) in letters(words(made.data, "-l", "1"))
    assert f"Title:           Multichannel or omnichannel? {name}\n" in told(
        "pdfinfo", "-", data=made.data
    )


@pytest.mark.parametrize("path", ["/etc/passwd", "../press.py", "../../../../pyproject.toml"])
def test_nothing_beyond_the_templates_can_be_read(path: str) -> None:
    with pytest.raises(typst.TypstError):
        typst.Compiler(f'#read("{path}")'.encode(), root=press._ROOT).compile(format="pdf")
    assert all(each.suffix == ".typ" for each in press._ROOT.iterdir())


@needs("pdftotext")
def test_nasty_texts_are_said_with_boxes_only_where_no_font_helps() -> None:
    manuscript = manuscript_of(nasty_report())
    printed = press.typeset(content_of(manuscript, A4))
    said = letters(words(printed.data))
    boxed = re.compile("|".join(map(re.escape, (*printed.missing, "\x00"))))
    lost = [
        text
        for text in texts_on_paper(manuscript)
        if not ARABIC.search(text) and letters(boxed.sub("□", text)) not in said
    ]
    assert lost == []


@needs("pdftotext")
@pytest.mark.parametrize("name", ["日本語の店", "ร้านมุม", "😀 Smile", "𞤀𞤣𞤤𞤢𞤥"])
def test_a_name_in_any_script_shows_or_its_letters_are_reported(name: str) -> None:
    made = render_pdf(named(name), A4)
    first = letters(words(made.data, "-l", "1"))
    if not made.warnings:
        assert letters(name) in first
    else:
        (warning,) = made.warnings
        assert "□" in first
        assert any(letter in warning for letter in name)
        assert f"omnichannel? {name}\n" in told("pdfinfo", "-", data=made.data)


@needs("pdftotext")
@pytest.mark.parametrize(
    "name", ["פינת הלחם", "مخبز الزاوية", "Хлебница", "Αρτοποιείο", "Bánh mì Việt"]
)
def test_scripts_that_always_show(name: str) -> None:
    made = render_pdf(named(name), A4)
    assert made.warnings == ()
    first = words(made.data, "-l", "1")
    assert "□" not in first
    assert set(letters(name)) <= set(unicodedata.normalize("NFKC", first)) | set(first)


@needs("pdffonts", "fc-list")
def test_letters_that_ours_lack_are_not_monospaced_where_the_system_has_others() -> None:
    families = told("fc-list", ":lang=ar", "family", data=b"").splitlines()
    if all("Mono" in family for family in families):
        pytest.skip("the system has no other font for Arabic")
    fonts = told("pdffonts", "-", data=render_pdf(named("مخبز الزاوية"), A4).data)
    assert "Mono" not in fonts


@needs("pdftotext")
@pytest.mark.parametrize("length", [70, 140, 200, 300, 1840])
def test_a_long_name_leaves_the_first_page_to_the_advice(length: int) -> None:
    name = ("Søstrene Holm and their many sisters of the harbour " * 40)[:length].strip()
    report = assess(load_answers(EXAMPLES / "boutique.yaml"))
    report = replace(report, business=replace(report.business, name=name))
    front = front_page(report)
    first = letters(words(render_pdf(report, A4).data, "-l", "1"))
    shown = [name, front.strategy_title, front.means, front.confidence.text, front.tightest.text]
    shown += [item.lead for item in (*front.reasons, *front.steps)]
    assert [text for text in shown if letters(text) not in first] == []


def test_a_logo_that_typst_cannot_draw_is_told_and_no_fault_of_ours() -> None:
    damaged = Theme("Roy", Logo(png()[:60], "image/png"))
    with pytest.raises(InputError) as raised:
        render_pdf(rich_report(), Look(damaged))
    assert str(raised.value) == (
        "logo: The logo of the theme cannot be drawn in a PDF. Save it again as PNG."
    )


@needs("pdftotext")
def test_letters_that_no_font_has_become_boxes_and_a_warning() -> None:
    made = render_pdf(named(f"Shop {UNASSIGNED}{UNASSIGNED} & sons"), A4)
    assert made.warnings == (
        "One character in the PDF shows as an empty box, because no font on this computer has it: "
        f"{UNASSIGNED}. Install a font for this script, such as one of the Noto fonts, and make the "
        "PDF again.",
    )
    first = letters(words(made.data, "-l", "1"))
    assert "Shop□□&sons" in first
    assert render_pdf(named(f"Shop {UNASSIGNED}{UNASSIGNED} & sons"), A4) == made


def test_many_such_letters_are_told_by_the_first_dozen() -> None:
    unassigned = "".join(chr(n) for n in range(0x2FE0, 0x2FEF))
    (warning,) = render_pdf(named(f"Shop {unassigned}"), A4).warnings
    assert warning.startswith("15 characters in the PDF show as empty boxes, because no font")
    assert f"{' '.join(unassigned[:12])} and more." in warning


@needs("pdftotext")
def test_an_endless_word_breaks_and_keeps_its_letters() -> None:
    made = render_pdf(named("x" * 300), A4)
    pages = words(made.data).split("\f")
    assert "x" * 300 in letters(pages[0])
    assert pages[1].splitlines()[0] == "x" * 69 + "… 21 November 2026"


@needs("pdftotext")
def test_texts_longer_than_a_page_run_over_to_the_next() -> None:
    report = rich_report()
    answer, note = ([f"{letter}{number}" for number in range(4000)] for letter in "an")
    first, *others = report.answers
    answers = (replace(first, answer=" ".join(answer), note=" ".join(note)), *others)
    said = words(render_pdf(replace(report, answers=answers), A4).data).split()
    assert {*answer, *note} <= set(said)


@needs("pdftotext", "pdfimages")
@pytest.mark.parametrize("name", ["Roy & Daughters #1", None])
def test_a_theme_brings_name_logo_colour_and_footer(name: str | None) -> None:
    theme = Theme(name, Logo(png(), "image/png"), "#7a1f4b", "Roy & Daughters, *Halifax* $1")
    data = render_pdf(rich_report(), Look(theme)).data
    assert re.search(r"^ +1 +0 image +2 +2 +icc", told("pdfimages", "-list", "-", data=data), re.M)
    assert re.search(rb"/Alt ?\(" + re.escape(name or "Logo").encode() + rb"\)", data)
    for page in words(data).split("\f")[:-1]:
        assert "Roy & Daughters, *Halifax* $1" in page
    plain = render_pdf(rich_report(), Look(Theme(name))).data
    assert (name is None) or name in words(plain, "-l", "1").splitlines()


def test_a_logo_may_be_an_svg() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    with_logo = render_pdf(rich_report(), Look(Theme("Roy", Logo(svg, "image/svg+xml"))))
    assert with_logo.data != render_pdf(rich_report(), Look(Theme("Roy"))).data


def test_without_typst_it_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match=r'pip install "omnicheck\[pdf\]"'):
        formats.render(rich_report(), Format.PDF)


def png() -> bytes:
    """Return a picture of two by two red points."""
    rows = b"".join(b"\x00" + b"\xcc\x00\x00" * 2 for _row in range(2))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)

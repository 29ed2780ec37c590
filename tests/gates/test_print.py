"""The hard cases of the PDF report before four tools that know nothing of typst: nothing may be found.

They are texts that no font of ours has, logos, both papers. For plain reports tests/reports/test_pdf.py
says more. Typst itself refuses a PDF that breaks the rules of UA-1 which a program can check.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Final

import pytest

from omnicheck.choices import Format, PaperSize
from omnicheck.plaintext import clean
from tests.gates.specimens import SPECIMENS, Specimen
from tests.reports.readback import without_blanks
from tests.reports.sample import rich_report
from tests.reports.tools import needs, path_of, told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = needs("pdfinfo", "pdffonts", "pdftotext", "qpdf")

HARD_ONES: Final = [
    each
    for each in SPECIMENS
    if each.name in {"kayak_rental", "certain", "nasty", "themed", "nasty_themed"}
]
SIZES: Final = {PaperSize.A4: (595, 842), PaperSize.LETTER: (612, 792)}
MOST_SHEETS: Final = 30

#: One sheet with a font that is not in the file, and a table of contents that is short by a byte.
BAD_PDF: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 37>>stream
BT /F 12 Tf 20 20 Td (Nothing) Tj ET

endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R/Size 6>>
startxref
0
%%EOF
"""


@pytest.mark.parametrize("specimen", HARD_ONES, ids=lambda each: each.name)
def test_the_tools_find_nothing(specimen: Specimen, tmp_path: Path) -> None:
    pdf = specimen.write(tmp_path, Format.PDF)
    assert list(faults_of(pdf, specimen)) == []


def test_the_tools_see_every_fault_of_a_bad_file(tmp_path: Path) -> None:
    pdf = tmp_path / "bad.pdf"
    pdf.write_bytes(BAD_PDF)
    assert list(faults_of(pdf, Specimen("bad", rich_report))) == [
        "no title",
        "not tagged",
        "a sheet of 300 x 300",
        "no claim to be PDF/UA-1",
        "fonts outside of the file: Helvetica",
        "qpdf complains",
        "no verdict on the first sheet",
        "no name on the first sheet",
    ]


def faults_of(pdf: Path, specimen: Specimen) -> Iterator[str]:
    yield from card_faults(told("pdfinfo", pdf), specimen.look.paper)
    if "<pdfuaid:part>1</pdfuaid:part>" not in told("pdfinfo", "-meta", pdf):
        yield "no claim to be PDF/UA-1"
    fonts = [line.split() for line in told("pdffonts", pdf).splitlines()[2:]]
    if outside := [font[0] for font in fonts if font[-5] != "yes"]:
        yield f"fonts outside of the file: {', '.join(outside)}"
    if not fonts:
        yield "no fonts"
    checked = subprocess.run([path_of("qpdf"), "--check", pdf], capture_output=True, check=False)
    if checked.returncode != 0 or checked.stderr:
        yield "qpdf complains"
    first = without_blanks(told("pdftotext", "-l", "1", pdf, "-"))
    if without_blanks(specimen.verdict) not in first:
        yield "no verdict on the first sheet"
    if without_blanks(clean(specimen.document.business.name)) not in first:
        yield "no name on the first sheet"


def card_faults(card: str, paper: PaperSize) -> Iterator[str]:
    """Return what is wrong with what pdfinfo says of a file."""
    facts = dict(re.findall(r"^([^:\n]+): +(.+)$", card, flags=re.MULTILINE))
    if not facts.get("Title"):
        yield "no title"
    if facts["Tagged"] != "yes":
        yield "not tagged"
    width, height = (round(float(side)) for side in re.findall(r"[\d.]+", facts["Page size"])[:2])
    if (width, height) != SIZES[paper]:
        yield f"a sheet of {width} x {height}"
    if int(facts["Pages"]) > MOST_SHEETS:
        yield f"{facts['Pages']} sheets"

"""The reports in examples/reports are those that today's program makes."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from openpyxl import load_workbook

from omnicheck.api import assess, load_answers
from omnicheck.choices import Format
from omnicheck.reports.formats import render
from tests.reports.readback import without_blanks
from tests.reports.tools import needs

if TYPE_CHECKING:
    from omnicheck.assessment.report import Report

EXAMPLES: Final = Path(__file__).parent.parent.parent / "examples"
KEPT: Final = EXAMPLES / "reports"
HOW: Final = "make them again with the command in examples/reports/README.md"


@pytest.fixture(scope="module")
def boutique() -> Report:
    return assess(load_answers(EXAMPLES / "boutique.yaml"))


@pytest.mark.parametrize("kind", [Format.HTML, Format.MARKDOWN, Format.JSON])
def test_texts_are_up_to_date(boutique: Report, kind: Format) -> None:
    assert render(boutique, kind).data == (KEPT / f"boutique.{kind}").read_bytes(), HOW


def test_the_workbook_is_up_to_date(boutique: Report, tmp_path: Path) -> None:
    # Cell by cell: another release of the library may write the same cells in other bytes.
    made = tmp_path / "boutique.xlsx"
    made.write_bytes(render(boutique, Format.WORKBOOK).data)
    assert cells(made) == cells(KEPT / "boutique.xlsx"), HOW


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(path)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


@needs("pdftotext", "pdfinfo")
def test_the_pdf_is_up_to_date(boutique: Report, tmp_path: Path) -> None:
    kept, made = KEPT / "boutique.pdf", tmp_path / "boutique.pdf"
    made.write_bytes(render(boutique, Format.PDF).data)
    if maker(made) == maker(kept):
        assert made.read_bytes() == kept.read_bytes(), HOW
    # Another release may break lines and pages elsewhere.
    texts = [without_blanks(said("pdftotext", path, "-")) for path in (made, kept)]
    assert texts[0] == texts[1], HOW


def maker(path: Path) -> str:
    lines = said("pdfinfo", path).splitlines()
    return next(line for line in lines if line.startswith("Creator:"))


def said(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout

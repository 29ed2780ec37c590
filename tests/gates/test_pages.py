"""The HTML report in a real browser and before two validators: nothing may be found.

The page tests/gates/bad_page.html has every fault that the gates look for, and shows that they see it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from omnicheck.choices import Format
from tests.gates.checkers import (
    BROWSER,
    HERE,
    HTML_VALIDATE,
    NU,
    Finding,
    browse,
    html_validate,
    nu_check,
)
from tests.gates.specimens import DOCUMENTS, SPECIMENS, Specimen
from tests.reports.readback import without_blanks
from tests.reports.tools import needs, told

BAD_PAGE = HERE / "bad_page.html"
MOST_SHEETS = 30
LOOKED_AT = (*SPECIMENS, *DOCUMENTS)


@pytest.fixture
def pages(tmp_path: Path) -> list[Path]:
    return [specimen.write(tmp_path, Format.HTML) for specimen in LOOKED_AT]


def kinds(findings: list[Finding]) -> set[str]:
    return {finding.kind for finding in findings}


@needs(*BROWSER, "pdfinfo", "pdftotext")
def test_the_browser_finds_nothing_and_prints_the_verdict_first(
    pages: list[Path], tmp_path: Path
) -> None:
    assert browse(pages, tmp_path) == []
    assert [fault for each in LOOKED_AT for fault in paper_faults(each, tmp_path)] == []


def paper_faults(specimen: Specimen, folder: Path) -> list[str]:
    """Return what is wrong with the printed page, on A4 and on Letter."""
    faults = []
    for paper in ("A4", "Letter"):
        pdf = folder / f"{specimen.name}.{paper}.pdf"
        card = told("pdfinfo", pdf)
        sheets = int(re.search(r"Pages: +(\d+)", card)[1])  # type: ignore[index]
        first = without_blanks(told("pdftotext", "-l", "1", pdf, "-"))
        expected = {
            "the verdict is not on the first sheet": without_blanks(specimen.verdict) in first,
            f"{sheets} sheets": sheets <= MOST_SHEETS,
            "not tagged": re.search("Tagged: +yes", card) is not None,
        }
        faults += [f"{pdf.name}: {fault}" for fault, is_fine in expected.items() if not is_fine]
    return faults


@needs(*NU)
def test_the_nu_checker_finds_nothing(pages: list[Path]) -> None:
    assert nu_check(pages) == []


@needs(*HTML_VALIDATE)
def test_html_validate_finds_nothing(pages: list[Path]) -> None:
    assert html_validate(pages) == []


@needs(*BROWSER)
def test_the_browser_sees_every_fault_of_a_bad_page(tmp_path: Path) -> None:
    findings = browse([BAD_PAGE], tmp_path)
    rules = defaultdict(set)
    for finding in findings:
        view, _colon, what = finding.what.partition(": ")
        rules[finding.kind].add(what.partition(":")[0] if finding.kind == "axe" else view)
    views = {"wide light", "wide dark", "narrow light", "narrow dark", "print"}
    assert rules == {
        "axe": {
            "color-contrast",
            "document-title",
            "duplicate-id",
            "heading-order",
            "html-has-lang",
            "image-alt",
            "landmark-one-main",
            "link-name",
            "region",
        },
        "overflow": views,
        "narrow": views,
        "small": views,
        "cut": views,
        "overprint": views,
        "broken": views,
        "console": {"loading", "without policy"},
        "request": {"without policy"},
        "script": {"without policy"},
        "active": {"without policy"},
    }


@needs(*NU)
def test_the_nu_checker_sees_the_faults_of_a_bad_page() -> None:
    faults = "\n".join(finding.what for finding in nu_check([BAD_PAGE]))
    assert re.search(
        "doctype.*title.*Duplicate ID.*alt.*skipping 1 heading level", faults, re.DOTALL
    )


@needs(*HTML_VALIDATE)
def test_html_validate_sees_the_faults_of_a_bad_page() -> None:
    assert kinds(html_validate([BAD_PAGE])) == {
        "element-required-attributes",
        "element-required-content",
        "no-dup-id",
        "no-inline-style",
        "wcag/h30",
        "wcag/h37",
    }

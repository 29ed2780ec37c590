"""The overview of a batch before the gates of the report page, and its table in the hands of a reader.

It is the one page of ours with a script. All gates stay as they are; of what they find, only that one
script, letter for letter, is let through.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from omnicheck.batch.overview import overview_page
from omnicheck.reports.rendering import Look
from tests.batch.portfolios import examples, faulty, generated, mixed, nasty, nobody, portfolio
from tests.batch.portfolios import generated_rows as rows
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
from tests.gates.specimens import DRAWN, PAINTED
from tests.reports.tools import needs, path_of, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from omnicheck.batch.portfolio import Portfolio

SCRIPT: Final = (
    Path(overview_page.__code__.co_filename).parent / "templates" / "overview.js"
).read_text(encoding="utf-8").strip()  # fmt: skip
#: At most so many bytes for a thousand businesses.
LARGEST_PAGE: Final = 1_000_000
MAKERS: Final[dict[str, tuple[Callable[[], Portfolio], Look]]] = {
    "examples": (
        lambda: examples(by=("trade", "staff", "premises"), day="21 November 2026"),
        Look(),
    ),
    "thousand": (lambda: generated(1000, by=("trade", "staff"), **faulty(40)), Look(theme=DRAWN)),
    "one": (lambda: portfolio(rows(1), by=("trade",)), Look()),
    "nobody": (nobody, Look()),
    "mixed": (lambda: mixed(by=("trade",)), Look()),
    "nasty": (nasty, Look(theme=PAINTED)),
    "too_many": (lambda: generated(10_001, by=("trade",)), Look()),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("overview")
    found = []
    for name, (make, look) in MAKERS.items():
        path = folder / f"{name}.html"
        path.write_bytes(overview_page(make(), look))
        found.append(path)
    return found


def is_ours(finding: Finding, page: Path) -> bool:
    """Whether a finding is about our one script and nothing else."""
    text = page.read_text(encoding="utf-8")
    if text.count("<script") != 1 or f"<script>{SCRIPT}</script>" not in text:
        return False
    line = text[: text.index("<script>")].count("\n") + 1
    whole = f"without policy: <script>{SCRIPT}</script>"
    return (finding.kind, finding.what) in {
        ("script", f"loading: line {line}"),
        ("script", f"without policy: line {line}"),
        ("active", whole),
    }


def test_no_other_script_is_let_through(pages: list[Path], tmp_path: Path) -> None:
    page = pages[0]
    ours = Finding(page.name, "active", f"without policy: <script>{SCRIPT}</script>")
    assert is_ours(ours, page)
    assert not is_ours(Finding(page.name, "active", "without policy: <script>1</script>"), page)
    assert not is_ours(Finding(page.name, "script", "without policy: line 1"), page)
    assert not is_ours(Finding(page.name, "console", ours.what), page)
    another = tmp_path / page.name
    another.write_bytes(page.read_bytes().replace(b"</main>", b"<script>1</script></main>"))
    assert not is_ours(ours, another)


@needs(*BROWSER, "pdfinfo")
def test_the_browser_finds_nothing_but_our_script(pages: list[Path], tmp_path: Path) -> None:
    by_name = {page.name: page for page in pages}
    findings = browse(pages, tmp_path)
    assert [each for each in findings if not is_ours(each, by_name[each.page])] == []
    for page in pages:
        assert "Tagged:          yes" in told("pdfinfo", tmp_path / f"{page.stem}.A4.pdf")


@needs(*NU)
def test_the_nu_checker_finds_nothing(pages: list[Path]) -> None:
    assert nu_check(pages) == []


@needs(*HTML_VALIDATE)
def test_html_validate_finds_nothing(pages: list[Path]) -> None:
    assert html_validate(pages) == []


def test_pages_are_small(pages: list[Path]) -> None:
    assert {
        page.name: page.stat().st_size for page in pages if page.stat().st_size > LARGEST_PAGE
    } == {}


@pytest.fixture(scope="module")
def seen(pages: list[Path]) -> dict[str, Any]:
    tools = Path(path_of("axe-core")).parent
    given = [str(tools), path_of("chromium"), str(pages[0])]
    command = [path_of("node"), str(HERE / "overview.mjs"), *given]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def names(view: dict[str, Any]) -> list[str]:
    return [row[0] for row in view["rows"]]


@needs(*BROWSER)
def test_the_table_begins_in_order_of_names_with_a_count(seen: dict[str, Any]) -> None:
    begin = seen["begin"]
    assert names(begin)[:3] == ["Adwoa's Chairs", "Bayani Gadget Clinic", "Bluestem Car Wash"]
    assert begin["sorted"] == {"Business": "ascending"}
    assert begin["search"]
    assert begin["told"] == "17 of 17 shown"


@needs(*BROWSER)
def test_search_takes_all_words_in_any_letters(seen: dict[str, Any]) -> None:
    # "High" stands in the row of the one, and not of the other dental clinic.
    wanted = [row for row in seen["begin"]["rows"] if row[0].startswith("Clínica")]
    high = [row[0] for row in wanted if row[3] == "High"]
    assert names(seen["found"]) == high
    assert seen["nothing"]["rows"] == []
    assert seen["nothing"]["told"] == "No business has all of these words."


@needs(*BROWSER)
def test_a_column_sorts_by_its_own_order_and_turns_round(seen: dict[str, Any]) -> None:
    order = ["High", "Medium", "Low"]
    ranks = [order.index(row[3]) for row in seen["confidence"]["rows"]]
    assert ranks == sorted(ranks)
    assert seen["confidence"]["sorted"] == {"Confidence": "ascending"}
    margins = [float(row[4].replace("−", "-")) for row in seen["margin"]["rows"]]
    assert margins == sorted(margins, reverse=True)
    assert seen["margin"]["sorted"] == {"Margin": "descending"}
    assert [float(row[4].replace("−", "-")) for row in seen["again"]["rows"]] == sorted(margins)
    assert seen["again"]["sorted"] == {"Margin": "ascending"}


@needs(*BROWSER)
def test_without_a_script_all_rows_and_links_are_there(seen: dict[str, Any]) -> None:
    without = seen["without"]
    assert without["rows"] == seen["begin"]["rows"]
    assert without["links"] == 17
    assert not without["search"]
    assert without["buttons"] == 0

"""Runs the checkers of web pages, each once for many pages, and says what they found."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from tests.reports.tools import path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE: Final = Path(__file__).parent
#: All that `browse` needs.
BROWSER: Final = ("node", "chromium", "axe-core", "puppeteer-core")
NU: Final = ("java", "vnu-jar")
HTML_VALIDATE: Final = ("node", "html-validate")

#: Warnings about letters as people typed them, which a report keeps, and about embedded pictures, which
#: `img-src data:` allows in every browser (page.mjs finds pictures that do not load).
_UNFOUNDED: Final = (
    ".*(not in Unicode Normalization Form C|data:image/.* blocked by .img-src. directive).*"
)


@dataclass(frozen=True, order=True)
class Finding:
    """One fault of one page."""

    page: str
    kind: str
    """A rule, or one of the kinds of page.mjs: axe, overflow, small, cut, request, ..."""
    what: str


def browse(pages: Sequence[Path], papers: Path) -> list[Finding]:
    """Open pages in Chromium, in light and dark, wide, narrow and as print.

    Each page is also printed to `papers`, as `<name>.A4.pdf` and `<name>.Letter.pdf`.
    """
    tools = Path(path_of("axe-core")).parent
    given = [str(tools), path_of("chromium"), str(papers), *map(str, pages)]
    results = json.loads(_output("node", str(HERE / "page.mjs"), *given))
    return [
        Finding(page, found["kind"], f"{found['view']}: {found['what']}")
        for page, findings in results.items()
        for found in findings
    ]


def nu_check(pages: Sequence[Path]) -> list[Finding]:
    """Let the Nu HTML Checker read pages; warnings count, except those of `_UNFOUNDED`."""
    jar = Path(path_of("vnu-jar")) / "build" / "dist" / "vnu.jar"
    options = ("--also-check-svg", "--stdout", "--exit-zero-always", "--format", "json")
    given = ("--filterpattern", _UNFOUNDED, *map(str, pages))
    messages = json.loads(_output("java", "-jar", str(jar), *options, *given))["messages"]
    return [
        Finding(Path(each["url"]).name, each["type"], f"line {each['lastLine']}: {each['message']}")
        for each in messages
    ]


def html_validate(pages: Sequence[Path]) -> list[Finding]:
    """Let html-validate read pages, with the rules of html_validate.json; warnings count."""
    script = Path(path_of("html-validate")) / "bin" / "html-validate.mjs"
    with TemporaryDirectory() as folder:
        result = Path(folder) / "found.json"  # as it leaves before a pipe has taken everything
        options = ("--config", str(HERE / "html_validate.json"), "--formatter", f"json={result}")
        _output("node", str(script), *options, *map(str, pages), codes=(0, 1))
        found = json.loads(result.read_text(encoding="utf-8"))
    return [
        Finding(Path(each["filePath"]).name, message["ruleId"], _told(message))
        for each in found
        for message in each["messages"]
    ]


def _told(message: dict[str, Any]) -> str:
    return f"line {message['line']}: {message['message']} ({message.get('selector')})"


def _output(tool: str, *arguments: str, codes: Sequence[int] = (0,)) -> str:
    command = [path_of(tool), *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600, check=False)
    assert done.returncode in codes, done.stderr
    return done.stdout

"""Cost of one more report in each format, against a bare file of that size by the same library.

In one process, in turn (A B C A B C ...), after one round that is not counted. The floors hold the same
texts without any design: a Jinja2 template with one loop, a Typst page with one list, a workbook of plain
cells.
"""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import jinja2
import typst
import xlsxwriter

from omnicheck.api import assess, load_answers
from omnicheck.choices import Format
from omnicheck.reports.formats import render
from tests.bench.figures import HEAD, ratio_cells
from tests.bench.versions import say_versions
from tests.reports.sample import texts_of

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "examples" / "boutique.yaml"

#: What, its floor, the goal as a multiple of the floor's cpu time.
MEASURED: list[tuple[Format, str | None, float | None]] = [
    (Format.HTML, "bare page", 2.5),
    (Format.PDF, "bare pdf", 1.5),
    (Format.WORKBOOK, "bare workbook", 2.0),
    (Format.MARKDOWN, None, None),
    (Format.JSON, None, None),
]


def floors(texts: list[str]) -> dict[str, Callable[[], object]]:
    """Return what makes a bare file of these texts."""
    page = jinja2.Environment(autoescape=True).from_string(
        "<!doctype html><title>x</title>{% for text in texts %}<p>{{ text }}</p>\n{% endfor %}"
    )
    source = (
        b"#for text in json(bytes(sys.inputs.texts)) { par(text) }"  # as data, as the report does
    )

    def workbook() -> bytes:
        file = BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for row, text in enumerate(texts):
                sheet.write_string(row, 0, text)
        return file.getvalue()

    import json

    told = {"texts": json.dumps(texts)}
    return {
        "bare page": lambda: page.render(texts=texts).encode(),
        "bare pdf": lambda: typst.compile(source, sys_inputs=told),
        "bare workbook": workbook,
    }


def measure(rounds: int) -> None:
    """Measure and print a table."""
    report = assess(load_answers(EXAMPLE))
    texts = [text for text in texts_of(report) if text]
    jobs: dict[str, Callable[[], object]] = {
        **floors(texts),
        **{kind.value: lambda kind=kind: render(report, kind).data for kind, _f, _g in MEASURED},  # type: ignore[misc]
    }
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    first: dict[str, float] = {}
    for round_ in range(rounds + 1):
        for name, job in jobs.items():
            started = time.process_time()
            job()
            spent = time.process_time() - started
            if round_:
                seconds[name].append(spent)
            else:
                first[name] = spent
    show(seconds, first, rounds, len(texts))


def show(seconds: dict[str, list[float]], first: dict[str, float], rounds: int, texts: int) -> None:
    """Print versions, then a row for each format."""
    say_versions("jinja2", "typst", "xlsxwriter")
    print(f"{rounds} rounds, {texts} texts; ratio = cpu of one more report / cpu of its floor")  # noqa: T201
    print(f"{'':8}{HEAD}{'next ms':>9}{'first ms':>10}")  # noqa: T201
    for kind, floor, goal in MEASURED:
        spent = seconds[kind.value]
        ratios = [a / b for a, b in zip(spent, seconds[floor], strict=True)] if floor else []
        print(  # noqa: T201
            f"{kind.value:8}{ratio_cells(ratios, goal)}"
            f"{1000 * median(spent):9.1f}{1000 * first[kind.value]:10.0f}"
        )

"""How an interview ends: the report, where all is, and what to type next."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

from omnicheck.choices import Form
from omnicheck.cli.layout import pairs, reading_width
from omnicheck.cli.reportfiles import listed
from omnicheck.cli.streams import put
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from omnicheck.assessment.report import Report
    from omnicheck.cli.reportfiles import Order
    from omnicheck.reports.rendering import Look


def show_result(
    report: Report, answers: Path, order: Order, look: Look, *, accessible: bool
) -> None:
    """Print the report, write its files, and say where all is; the last also where writing fails.

    Raises:
        InputError: a file cannot be written, or must be kept.
    """
    from omnicheck.reports.terminal import console_for, render_terminal

    put()
    console = console_for(sys.stdout, os.environ, accessible=accessible)
    render_terminal(report, console, accessible=accessible)
    try:
        if order.outputs:
            order.fill(report, look)
            put(listed(order.paths, f"\n{_('Your report is in:')}"))
    finally:
        put(listed([answers], f"\n{_('Your answers are in:')}"))
        put()
        put(pairs(_next_commands(answers, report.form), reading_width()))
        if not order.outputs:
            put(_how_to_keep_it(answers))


def _next_commands(answers: Path, form: Form) -> Iterator[tuple[str, str]]:
    name = shlex.quote(str(answers))
    yield _("See this again:"), f"omnicheck assess {name}"
    yield _("Change answers:"), f"omnicheck ask {name}"
    if form is Form.QUICK:
        yield _("All questions:"), f"omnicheck ask --full {name}"


def _how_to_keep_it(answers: Path) -> str:
    stem = answers.name.removesuffix(answers.suffix).removesuffix(".answers")
    command = f"omnicheck assess {shlex.quote(str(answers))} -o {shlex.quote(f'{stem}.html')}"
    # The command stays on one line, however narrow the screen, so that it can be copied.
    return f"\n{_('A report to keep or to send:')}\n  {command}"

"""The report as JSON, for other programs: the record itself, field by field."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from omnicheck.reports.formats import Rendered

if TYPE_CHECKING:
    from omnicheck.assessment.report import Report
    from omnicheck.reports.formats import Look


def render_json(report: Report, look: Look) -> Rendered:  # noqa: ARG001  data has no look
    """Return the report as a JSON file; `omnicheck schema report` describes it.

    Raises:
        ValueError: a number in it is not finite, which JSON cannot say.
    """
    return Rendered(file_of(asdict(report)))


def as_json(report: Report) -> str:
    """Return the report as JSON text of plain ASCII, without a line end after it."""
    return _text_of(asdict(report))


def file_of(record: dict[str, Any]) -> bytes:
    """Return the one file that stands for a record."""
    return f"{_text_of(record)}\n".encode("ascii")


def _text_of(record: dict[str, Any]) -> str:
    return json.dumps(record, indent=2, ensure_ascii=True, allow_nan=False)

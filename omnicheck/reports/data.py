"""A document as JSON, for other programs: the record itself, field by field."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from omnicheck.reports.rendering import Rendered

if TYPE_CHECKING:
    from omnicheck.reports.documents import Document
    from omnicheck.reports.rendering import Look


def render_json(document: Document, look: Look) -> Rendered:  # noqa: ARG001  data has no look
    """Return the document as a JSON file; `omnicheck schema report` describes that of a report.

    Raises:
        ValueError: a number in it is not finite, which JSON cannot say.
    """
    return Rendered(file_of(_record_of(document)))


def as_json(document: Document) -> str:
    """Return the document as JSON text of plain ASCII, without a line end after it."""
    return _text_of(_record_of(document))


def _record_of(document: Document) -> dict[str, Any]:
    return asdict(document)  # type: ignore[call-overload, no-any-return]  # each is a dataclass


def file_of(record: dict[str, Any]) -> bytes:
    """Return the one file that stands for a record."""
    return f"{_text_of(record)}\n".encode("ascii")


def _text_of(record: dict[str, Any]) -> str:
    return json.dumps(record, indent=2, ensure_ascii=True, allow_nan=False)

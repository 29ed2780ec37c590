"""What can become a file: the report on a business, and other documents about it.

Every document is a frozen record of finished words and numbers, versioned, with the same four fields that
say whose it is. `Report` is the one without a `kind`; all others name theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from omnicheck.assessment.report import BusinessProfile, Origin

#: The kind of a report, which its record does not name.
REPORT: Final = "report"


class Document(Protocol):
    """A frozen dataclass about one business."""

    @property
    def schema_version(self) -> int:
        """Changes when a field is renamed, removed or changes its meaning."""

    @property
    def origin(self) -> Origin:
        """What it was made from."""

    @property
    def business(self) -> BusinessProfile:
        """Whom it is about."""

    @property
    def answered_on(self) -> str | None:
        """The day of the answers."""

    @property
    def redacted(self) -> bool:
        """Money, staff and notes are left out."""


def kind_of(document: Document) -> str:
    """Return what kind of document this is, such as `what_if`."""
    kind: str = getattr(document, "kind", REPORT)
    return kind

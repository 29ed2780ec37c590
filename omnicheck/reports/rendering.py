"""What all renderers take and give: a look goes in, a finished file comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

from omnicheck.choices import Format, PaperSize
from omnicheck.errors import MissingExtraError
from omnicheck.language import _
from omnicheck.reports.theme import PLAIN, Theme


@dataclass(frozen=True)
class Look:
    """All that settles how a report looks, beside what it says."""

    theme: Theme = field(default=PLAIN)
    paper: PaperSize = PaperSize.A4


@dataclass(frozen=True)
class Rendered:
    """A finished file, and what its maker should know about it."""

    data: bytes
    warnings: tuple[str, ...] = ()
    """Whole sentences, such as that a character has no picture in any font at hand."""


def check_installed(kind: Format) -> None:
    """Find out before any work whether the library for a format is there.

    Raises:
        MissingExtraError: it is not.
    """
    from importlib.util import find_spec

    if kind is Format.PDF and find_spec("typst") is None:
        raise MissingExtraError(_("A PDF"), "pdf")

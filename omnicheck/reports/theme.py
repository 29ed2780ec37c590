"""The look that a consultant gives to reports: name, logo, accent colour and a footer line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: Dark teal: 7.1 to 1 on white, and told apart from the amber of warnings by any eye.
ACCENT: Final = "#0f5c63"


@dataclass(frozen=True)
class Logo:
    """A picture file, checked to be what it says."""

    data: bytes
    media_type: str
    """image/png or image/svg+xml."""


@dataclass(frozen=True)
class Theme:
    """Whose report it is, and in which colour."""

    name: str | None = None
    """Of the consultant or the firm; also the text that stands in for the logo."""
    logo: Logo | None = None
    accent: str = ACCENT
    """As #rrggbb; at least 4.5 to 1 on white."""
    footer: str | None = None


PLAIN: Final = Theme()

"""The consultant's logo on the first sheet."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from xlsxwriter.image import Image

if TYPE_CHECKING:
    from omnicheck.reports.theme import Theme
    from omnicheck.reports.workbook.page import Page

_BOX: Final = (200, 56)
"""Most width and height, in pixels of 1/96 inch."""
_DPI: Final = 96


def place_logo(page: Page, theme: Theme) -> None:
    """Put a PNG into the top right corner; for an SVG, which a sheet cannot hold, its name stands."""
    if theme.logo is None or theme.logo.media_type != "image/png":
        return
    image = Image(BytesIO(theme.logo.data))
    width, height = image.width * _DPI / image.x_dpi, image.height * _DPI / image.y_dpi
    scale = min(_BOX[0] / width, _BOX[1] / height)
    page.place_right(image, theme.name or "", width * scale, scale)

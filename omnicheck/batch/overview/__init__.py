"""The portfolio as one web page that needs nothing but itself."""

from __future__ import annotations

from omnicheck.batch.overview.page import overview_page

__all__ = ["overview_page"]

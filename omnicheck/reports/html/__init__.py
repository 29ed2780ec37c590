"""The report as one web page that needs nothing but itself."""

from __future__ import annotations

from omnicheck.reports.html.page import render_html

__all__ = ["render_html"]

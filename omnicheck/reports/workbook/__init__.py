"""The report as an Excel workbook: sheets to read, filter, fill in and print."""

from __future__ import annotations

from omnicheck.reports.workbook.book import render_workbook

__all__ = ["render_workbook"]

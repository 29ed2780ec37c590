"""The portfolio as an Excel workbook for people: to read, sort, filter and print."""

from __future__ import annotations

from omnicheck.batch.workbook.book import portfolio_workbook

__all__ = ["portfolio_workbook"]

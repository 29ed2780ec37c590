"""The words of a report for everything that is read on a page."""

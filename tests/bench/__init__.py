"""Benchmarks that people run: `python -m tests.bench`. Nothing here is a test."""

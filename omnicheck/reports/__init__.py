"""Renderers: each takes the `Report` and nothing else, and computes nothing beyond layout."""

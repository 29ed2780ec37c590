"""Many businesses at once: from folders and tables to results, reports and an overview.

`run_batch(Settings(...))` does it all and returns a `Summary`; both names are loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omnicheck.batch.run import run_batch
    from omnicheck.batch.settings import Settings, Summary

__all__ = ["Settings", "Summary", "run_batch"]


def __getattr__(name: str) -> object:
    """Load a public name on first use: `run_batch` needs numpy, the command line's help does not."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    home = "run" if name == "run_batch" else "settings"
    return getattr(import_module(f"omnicheck.batch.{home}"), name)

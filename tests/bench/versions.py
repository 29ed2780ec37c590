"""What a measurement was made with."""

from __future__ import annotations

import platform
from importlib.metadata import version


def say_versions(*names: str) -> None:
    """Print the versions of Python and of these packages."""
    print(f"Python {platform.python_version()}, " + ", ".join(f"{n} {version(n)}" for n in names))  # noqa: T201

"""Programs and npm packages that check report files: where they are, and what happens without them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

#: Names that one program goes by, best first.
_NAMES: Final = {"chromium": ("chromium-headless-shell", "chromium", "chromium-browser")}
_PACKAGES: Final = ("axe-core", "puppeteer-core", "vnu-jar", "html-validate")


def find(tool: str) -> str | None:
    """Return the path of a program, or of an npm package in OMNICHECK_GATE_TOOLS, or None."""
    if tool in _PACKAGES:
        folder = Path(os.environ.get("OMNICHECK_GATE_TOOLS", "node_modules"), tool).absolute()
        return str(folder) if folder.is_dir() else None
    found = (shutil.which(name) for name in _NAMES.get(tool, (tool,)))
    return next((path for path in found if path), None)


def needs(*tools: str) -> pytest.MarkDecorator:
    """Mark tests to be skipped on a machine without one of these tools; in CI none may be missing.

    Raises:
        LookupError: the variable CI is set and a tool is missing, so that no gate opens in silence.
    """
    missing = ", ".join(tool for tool in tools if find(tool) is None)
    if missing and os.environ.get("CI"):
        message = f"not installed, and CI skips no gate: {missing}"
        raise LookupError(message)
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {missing}")


def path_of(tool: str) -> str:
    """Return the path of a tool that `needs` made sure of.

    Raises:
        LookupError: it is not installed.
    """
    found = find(tool)
    if found is None:
        raise LookupError(tool)
    return found


def told(tool: str, *arguments: str | Path, data: bytes | None = None) -> str:
    """Return what a program prints, given this on standard input; it must be content."""
    command = [path_of(tool), *arguments]
    done = subprocess.run(command, input=data, capture_output=True, timeout=60, check=True)
    return done.stdout.decode(errors="replace")

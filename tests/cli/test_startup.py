"""What is not loaded: help and version come up at once because heavy packages wait."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import version

import pytest

from tests.cli.program import ROOT, run_python

HEAVY = ("jinja2", "numpy", "pandas", "pydantic", "rich", "typst", "xlsxwriter", "yaml")


def loaded_by(*arguments: str) -> set[str]:
    """Run the program in a fresh Python; return the top-level packages it loaded."""
    code = (
        "import sys\n"
        f"sys.argv = ['omnicheck', *{list(arguments)}]\n"
        "from omnicheck.__main__ import main\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code\n"
        "print('LOADED', *{name.partition('.')[0] for name in sys.modules})\n"
    )
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("arguments", [(), ("--help",), ("assess", "--help"), ("schema", "--help")])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments).intersection(HEAVY) == set()


def test_version_is_answered_before_typer_is_loaded() -> None:
    loaded = loaded_by("--version")
    assert loaded.intersection({*HEAVY, "typer", "argparse", "dataclasses"}) == set()


def test_typer_0_29_is_kept_out_and_the_reason_stands_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (wanted,) = (
        name for name in tomllib.loads(text)["project"]["dependencies"] if name[:5] == "typer"
    )
    (line,) = (line for line in text.splitlines() if wanted in line)
    assert "!=0.29.*" in wanted
    assert re.search(r"#.*0\.29 imports pydantic for every command", line)
    assert not version("typer").startswith("0.29.")


def test_this_python_is_the_one_that_is_supported() -> None:
    assert sys.version_info >= (3, 11)

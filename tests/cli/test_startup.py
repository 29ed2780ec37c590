"""What is not loaded: help and version come up at once because heavy packages wait."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import version

import pytest

from tests.cli.program import ROOT, run_python

HEAVY = ("jinja2", "numpy", "pandas", "pydantic", "rich", "typst", "xlsxwriter", "yaml")


#: What is not for every assessment stands in modules of its own.
ANOTHER_COMMANDS = (
    "assessment.agreement",
    "assessment.compare",
    "assessment.comparison",
    "assessment.derivation",
    "assessment.differences",
    "assessment.moves",
    "assessment.movement",
    "assessment.parties",
    "assessment.progress",
    "assessment.respondents",
    "assessment.sides",
    "assessment.what_if",
    "batch.run",
    "batch.store",
    "engine.attribution",
    "engine.disputes",
    "engine.versions",
    "interview",
    "results",
    "scenarios",
    "schemas",
    "template",
)


def modules_of(*arguments: str) -> set[str]:
    """Run the program in a fresh Python; return the modules it had loaded when it left."""
    code = (
        "import os, sys\n"
        f"sys.argv = ['omnicheck', *{list(arguments)}]\n"
        "leave = os._exit\n"
        "def tell(code):\n"
        "    print('LOADED', *sys.modules, flush=True)\n"
        "    leave(code)\n"
        "os._exit = tell\n"
        "from omnicheck.__main__ import main\n"
        "main()\n"
    )
    done = run_python(code)
    assert done.returncode == 0, done.stderr
    _said, told, names = done.stdout.rpartition("LOADED")
    assert told
    return set(names.split())


def loaded_by(*arguments: str) -> set[str]:
    """The same, but only packages."""
    return {name.partition(".")[0] for name in modules_of(*arguments)}


def own_modules_of(*arguments: str) -> set[str]:
    """The same, but only modules of the program, without its name."""
    return {
        name.removeprefix("omnicheck.")
        for name in modules_of(*arguments)
        if name.startswith("omnicheck.")
    }


@pytest.mark.parametrize("arguments", [(), ("--help",), ("assess", "--help"), ("schema", "--help")])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert loaded_by(*arguments).intersection(HEAVY) == set()


@pytest.mark.parametrize("arguments", [(), ("--help",), ("compare", "--help")])
def test_help_loads_nothing_that_assesses(arguments: tuple[str, ...]) -> None:
    working = ("assessment", "engine", "batch.store", "questionnaire", "answers", "scenarios")
    loaded = own_modules_of(*arguments)
    assert [name for name in loaded if name.startswith(working)] == []


def test_learn_loads_the_questionnaire_and_nothing_that_scores() -> None:
    loaded = own_modules_of("learn")
    assert "questionnaire" in loaded
    scoring = ("assessment", "engine", "answers", *ANOTHER_COMMANDS)
    assert [name for name in loaded if name.startswith(scoring)] == []


def test_assess_loads_nothing_that_only_other_commands_use() -> None:
    loaded = own_modules_of("assess", "examples/dental_clinic.yaml")
    assert "assessment.build" in loaded
    assert loaded.intersection(ANOTHER_COMMANDS) == set()
    assert [name for name in loaded if name.startswith("assessment.derivation")] == []


def test_what_open_answers_lead_to_is_loaded_where_some_are_open() -> None:
    assert "engine.possible" not in own_modules_of("assess", "examples/dental_clinic.yaml")
    assert "engine.possible" in own_modules_of("assess", "examples/kayak_rental.yaml")


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

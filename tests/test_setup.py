"""What is set up: the wheel holds what it needs and no more, and runs from wherever it lies."""

from __future__ import annotations

import os
import subprocess
import sys
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath
from shutil import copytree, ignore_patterns
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
QUESTIONNAIRE = "omnicheck/questionnaires/channel_strategy.yaml"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.iterdir()
    return made


def run_from(home: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the program that lies in a folder or a zip, far from the checkout."""
    return subprocess.run(
        [sys.executable, "-m", "omnicheck", *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_the_wheel_holds_the_package_and_its_questionnaires_and_nothing_else(wheel: Path) -> None:
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = (path for path in (ROOT / "omnicheck").rglob("*") if path.is_file())
    own = {path.relative_to(ROOT).as_posix() for path in files if path.suffix != ".pyc"}
    assert names == own | {QUESTIONNAIRE}
    assert "omnicheck/py.typed" in names


@pytest.mark.slow
def test_each_folder_of_modules_is_a_package_as_a_zip_needs_it(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    folders = {PurePosixPath(name).parent for name in names if name.endswith(".py")}
    assert [folder for folder in folders if f"{folder}/__init__.py" not in names] == []


@pytest.mark.slow
def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    archive = ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    told = HeaderParser().parsestr(archive.read(metadata).decode())
    assert (told["Name"], told["Requires-Python"]) == ("omnicheck", ">=3.11")
    assert told.get_all("Provides-Extra") == ["all", "dask", "dev", "pdf", "tables"]
    assert "Typing :: Typed" in told.get_all("Classifier", [])


@pytest.mark.slow
def test_the_program_runs_from_the_wheel_as_a_zip(wheel: Path, tmp_path: Path) -> None:
    example = str(ROOT / "examples" / "corner_bakery.yaml")
    zipped = run_from(wheel, "assess", example, "-o", "zip.html", "-o", "zip.xlsx", cwd=tmp_path)
    assert (zipped.returncode, zipped.stderr) == (0, "")
    run_from(ROOT, "assess", example, "-o", "plain.html", cwd=tmp_path)
    assert (tmp_path / "zip.html").read_bytes() == (tmp_path / "plain.html").read_bytes()


def test_the_program_runs_in_a_checkout_that_nobody_installed(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for name in ("omnicheck", "questionnaires"):
        copytree(ROOT / name, checkout / name, ignore=ignore_patterns("__pycache__"))
    (checkout / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    listed = run_from(checkout, "questionnaires", cwd=tmp_path)
    assert listed.stdout.startswith("channel_strategy\n"), listed.stderr
    (checkout / "questionnaires" / "channel_strategy.yaml").unlink()
    assert "channel_strategy" not in run_from(checkout, "questionnaires", cwd=tmp_path).stdout

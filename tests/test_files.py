from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omnicheck.files import WriteError, atomic_write, remove_leftovers, safe_name


def leftovers(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir() if entry.name.startswith(".omnicheck-")]


def test_a_file_is_written_whole_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    atomic_write(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert leftovers(tmp_path) == []


def test_a_link_is_replaced_and_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"precious")
    link = tmp_path / "a.yaml"
    link.symlink_to(outside)
    atomic_write(link, b"new")
    assert outside.read_bytes() == b"precious"
    assert not link.is_symlink()


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failure_on_the_way_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"old")

    def fail(*_arguments: object, **_keywords: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "write":
        monkeypatch.setattr(os, "fdopen", fail)
    elif call == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    else:
        monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(WriteError, match=r"The disk is full\. Free some space, then try again\."):
        atomic_write(path, b"new")
    assert path.read_bytes() == b"old"
    assert leftovers(tmp_path) == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="There is no such folder"):
        atomic_write(tmp_path / "no" / "a.yaml", b"")


#: Writes a file, and stays in the middle of it until it is killed.
UNFINISHED = """
import os, sys, time
from pathlib import Path
from omnicheck.files import atomic_write
os.fsync = lambda handle: (print("writing", flush=True), time.sleep(60))
atomic_write(Path(sys.argv[1]), b"half")
"""


def test_what_a_killed_run_left_goes_and_what_a_running_one_writes_stays(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", UNFINISHED, str(tmp_path / "a.yaml")], stdout=subprocess.PIPE
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"writing\n"
        (left,) = leftovers(tmp_path)
        two_hours_ago = time.time() - 7200
        os.utime(tmp_path / left, (two_hours_ago, two_hours_ago))
        remove_leftovers(tmp_path)
        assert leftovers(tmp_path) == [left]
    finally:
        writer.kill()
        writer.communicate()
    fresh = tmp_path / ".omnicheck-fresh.tmp"
    fresh.write_bytes(b"")
    (tmp_path / ".omnicheck-link.tmp").symlink_to("b.yaml")
    atomic_write(tmp_path / "b.yaml", b"new")
    assert sorted(leftovers(tmp_path)) == [".omnicheck-fresh.tmp", ".omnicheck-link.tmp"]
    assert (tmp_path / "b.yaml").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Corner Bakery", "corner_bakery"),
        ("../../evil", "evil"),
        ("/etc/passwd", "etc_passwd"),
        ("CON", "business_con"),
        ("", "business"),
        ("...", "business"),
        ("a:b*c?", "a_b_c"),
        ("日本 語", "日本_語"),
        ("Søstrene Holm", "søstrene_holm"),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_name_becomes_one_file_in_one_folder(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=400))
def test_any_name_stays_inside_its_folder(text: str) -> None:
    folder = Path("/reports")
    path = folder / f"{safe_name(text, text)}.answers.yaml"
    assert path.parent == folder
    assert len(path.name.encode()) < 255
    assert safe_name(text) == safe_name(safe_name(text))


@given(st.lists(st.text(max_size=20), unique=True, max_size=30))
def test_with_an_identity_no_two_names_are_the_same(names: list[str]) -> None:
    assert len({safe_name(name, name).casefold() for name in names}) == len(names)

"""Files made to harm: each is refused in no time, in a process with little memory.

Every file is read by a process of its own, so that a crash or a hang is a failing test.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from omnicheck.errors import YamlError
from omnicheck.yamlfile import read_document

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits are set the Unix way")

ADDRESS_SPACE = 400_000_000
SECONDS = 2.0
MEGABYTES = 200

CHILD = """
import json, os, re, resource, sys, time
from pathlib import Path
from omnicheck.errors import YamlError
from omnicheck.yamlfile import read_document

def megabytes():
    # Not ru_maxrss on Linux: there it starts from what the parent process used.
    if Path("/proc/self/status").exists():
        status = Path("/proc/self/status").read_text()
        return int(re.search("VmHWM:\\s+([0-9]+) kB", status)[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2

task = json.loads(sys.argv[1])
resource.setrlimit(resource.RLIMIT_AS, (task["address_space"], task["address_space"]))
if task["nobody"] and os.geteuid() == 0:
    os.setuid(65534)
if task["swapped"]:
    of_a_file, look = os.stat(sys.executable), os.stat
    os.stat = lambda path, **options: (
        of_a_file if path == task["path"] else look(path, **options)
    )
started = time.process_time()  # not of the clock: other processes may be busy
try:
    said = f"read {len(read_document(task['path']).root.entries)}"
except YamlError as error:
    said = str(error)
seconds = time.process_time() - started
print(json.dumps({"said": said, "seconds": seconds, "megabytes": megabytes()}))
"""


@dataclass(frozen=True)
class Outcome:
    said: str
    seconds: float
    megabytes: float


def read_apart(
    path: Path | str, *, stdin: Path | None = None, nobody: bool = False, swapped: bool = False
) -> Outcome:
    """Read a file in a process of its own; a crash or ten seconds of silence is a failure."""
    task = {
        "path": str(path),
        "address_space": ADDRESS_SPACE,
        "nobody": nobody,
        "swapped": swapped,
    }
    with (stdin or Path(os.devnull)).open("rb") as given:
        done = subprocess.run(
            [sys.executable, "-c", CHILD, json.dumps(task)],
            stdin=given,
            capture_output=True,
            timeout=10,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, b"")
    outcome = Outcome(**json.loads(done.stdout))
    assert outcome.seconds < SECONDS
    assert outcome.megabytes < MEGABYTES
    return outcome


def refused(data: bytes, folder: Path) -> str:
    path = folder / "a.yaml"
    path.write_bytes(data)
    return read_apart(path).said.removeprefix(f"{path}:")


def alias_bomb(levels: int) -> bytes:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


def merge_bomb(levels: int) -> bytes:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, levels)]
    return "\n".join(lines).encode()


ANCHOR = 'A text without quotes cannot start with "&"; anchors, aliases and tags are not read.'
DEEP = "This is nested deeper than 50 levels. Use fewer levels."
MANY = "The file has more than 20,000 entries. Files of answers are small; is this the right one?"
LARGE = (
    "The file is larger than 1,000,000 bytes. Files of answers are small; is this the right one?"
)


def test_b19_alias_bomb(tmp_path: Path) -> None:
    assert refused(alias_bomb(9), tmp_path).startswith(f"1:5: {ANCHOR}")


def test_b21_merge_bomb(tmp_path: Path) -> None:
    assert refused(merge_bomb(8), tmp_path).startswith(f"1:5: {ANCHOR}")


@pytest.mark.parametrize("count", [51, 500, 26_000, 500_000])
def test_b20_nested_brackets(count: int, tmp_path: Path) -> None:
    assert refused(b"a: " + b"[" * count, tmp_path) == f"1:53: {DEEP}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[" * 500_000, '1:1: Expected "key: value" here, not a list.'),
        (b"{" * 500_000, "1:2: A list or a group cannot be a key."),
        (b"{a: " * 200_000, f"1:201: {DEEP}"),
        (b"a:\n " + b"- " * 400_000, f"2:100: {DEEP}"),
        (b"? " * 400_000, "1:3: A list or a group cannot be a key."),
        (b"".join(b" " * n + b"a:\n" for n in range(1_200)), f"51:51: {DEEP}"),
    ],
    ids=["brackets", "braces", "groups", "dashes", "question marks", "indents"],
)
def test_b20_other_ways_to_nest(data: bytes, said: str, tmp_path: Path) -> None:
    assert refused(data, tmp_path).startswith(said)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"".join(b"%%TAG !a%d! x\n" % n for n in range(50_000)), "1:1: The first line cannot"),
        (b"a: 1\n" + b"%TAG ! x\n" * 90_000, "2:1: A second document starts here"),
        (b"a: [" + b"x," * 400_000, f"1:39999: {MANY}"),
        (b"".join(b"k%d: 1\n" % n for n in range(90_000)), f"10000:8: {MANY}"),
        (b'a: "' + b"x" * 990_000, '1:4: The quote " that opens here is not closed.'),
        (b'{"a": "' + rb"\n" * 450_000 + rb'\ud83d\ude00"}', "read 1"),
        (b'{"a":' + b"[" * 400_000 + rb'"\ud83d\ude00"', f"1:55: {DEEP}"),
        (b"a: " + b"b: " * 300_000, "1:5: There is a second colon in this line"),
        (b"a: 1\n" + b"#\n" * 450_000, "read 1"),
        (b"a:\n" + b"- x #y\n" * 19_000, "read 1"),
        (b"a: x: y\n" * 120_000, "1:5: There is a second colon in this line"),
        (b"a: x: y\n" * 2_500, "1:5: There is a second colon in this line"),
        (b"a: &x [y]\n" * 2_000, f"1:4: {ANCHOR}"),
        (b"a: [" + b"x," * 9_000 + b"]\n" + b"b: x: y\n" * 30, "2:5: There is a second colon"),
        (("a: x: y\n" * 50_000).encode("utf-16"), "1:5: There is a second colon in this line"),
    ],
    ids=[
        "tags",
        "tags after",
        "list",
        "keys",
        "quote",
        "json",
        "deep json",
        "colons",
        "comments",
        "warnings",
        "slips",
        "slips in a small file",
        "anchors",
        "slips below a long list",
        "utf-16",
    ],
)
def test_a_megabyte_of_anything_is_read_or_refused_in_no_time(
    data: bytes, said: str, tmp_path: Path
) -> None:
    assert refused(data, tmp_path).startswith(said)


def test_b27_a_hundred_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"- 1\n" * 25_000_000)
    assert read_apart(path).said == f"{path}: {LARGE}"
    assert read_apart("-", stdin=path).said == f"<stdin>: {LARGE}"


def test_b27_a_sparse_file_of_a_terabyte(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    with path.open("wb") as file:
        file.truncate(10**12)
    assert read_apart(path).said == f"{path}: {LARGE}"


def test_b27_a_file_that_grows_while_it_is_read() -> None:
    path = Path("/proc/self/maps")
    if not path.exists():
        pytest.skip(f"no file on {sys.platform} holds more than it says")
    assert path.stat().st_size == 0
    with pytest.raises(YamlError, match="The file is larger than 10 bytes"):
        read_document(path, limit=10)


NOT_ORDINARY = (
    'This is not an ordinary file. To read what another program writes, give "-" as the file name.'
)


def test_b28_a_folder(tmp_path: Path) -> None:
    assert read_apart(tmp_path).said == f"{tmp_path}: This is a folder. Name a file in it."


@pytest.mark.parametrize("swapped", [False, True])
def test_b28_a_fifo_also_when_it_looked_like_a_file_before(swapped: bool, tmp_path: Path) -> None:
    path = tmp_path / "fifo"
    os.mkfifo(path)
    assert read_apart(path, swapped=swapped).said == f"{path}: {NOT_ORDINARY}"


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_b28_a_device(path: str) -> None:
    assert read_apart(path).said == f"{path}: {NOT_ORDINARY}"


def test_b28_a_link_loop(tmp_path: Path) -> None:
    path = tmp_path / "loop.yaml"
    path.symlink_to(path)
    what = "This link leads back to itself. Name the file that it should lead to."
    assert read_apart(path).said == f"{path}: {what}"


def test_b28_an_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1")
    path.chmod(0)
    what = "You do not have permission to read this file."
    cure = "Ask its owner, or work on a copy of your own."
    assert read_apart(path, nobody=True).said == f"{path}: {what} {cure}"


@pytest.mark.parametrize("name", ["none.yaml", "a.yaml/b.yaml", "no/where.yaml"])
def test_b28_a_missing_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1")
    with pytest.raises(YamlError) as caught:
        read_document(tmp_path / name)
    what = "There is no such file. Check the spelling of the name and of its folder."
    assert str(caught.value) == f"{tmp_path / name}: {what}"


@pytest.mark.parametrize(
    ("name", "reason"), [("x" * 300, "File name too long"), ("nul\0", "embedded null byte")]
)
def test_b28_any_other_reason(name: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(YamlError) as caught:
        read_document(tmp_path / name)
    assert str(caught.value).endswith(f": The file cannot be read ({reason}).")


def test_b28_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open() as closed:
        monkeypatch.setattr("sys.stdin", closed)
    with pytest.raises(YamlError) as caught:
        read_document("-")
    assert str(caught.value) == "<stdin>: The file cannot be read (read of closed file)."

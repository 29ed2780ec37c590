"""What is said when something is wrong: in plain words, with what to do, and never with a trace."""

from __future__ import annotations

import ast
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import omnicheck as package
from tests.cli.program import EXAMPLES, ROOT, environment, omnicheck, run_python

BAKERY = str(EXAMPLES / "corner_bakery.yaml")
UNWELCOME = re.compile(
    r"\b(invalid|illegal|forgot|please|sorry|oops)\b|required field|Traceback|input_value", re.I
)

USAGE = [
    (["chek", "x"], "There is no command chek. Did you mean check?\n"),
    (["qqq"], "There is no command qqq. See all commands with: omnicheck --help\n"),
    (
        ["examples/boutique.yaml"],
        "There is no command examples/boutique.yaml. "
        "To assess a file, write: omnicheck assess examples/boutique.yaml\n",
    ),
    (
        ["assess"],
        "FILE is missing.\nUsage: omnicheck assess FILE [OPTIONS]\nMore: omnicheck assess --help\n",
    ),
    (
        ["check"],
        "FILE is missing.\nUsage: omnicheck check FILE... [OPTIONS]\nMore: omnicheck check --help\n",
    ),
    ([""], 'There is no command "". See all commands with: omnicheck --help\n'),
    (
        ["check", "--jsn", "x"],
        "There is no option --jsn.\nUsage: omnicheck check FILE... [OPTIONS]\nMore: omnicheck check --help\n",
    ),
    (
        ["assess", "--acessible", "x"],
        "There is no option --acessible. Did you mean --accessible?\n"
        "Usage: omnicheck assess FILE [OPTIONS]\nMore: omnicheck assess --help\n",
    ),
    (
        ["-x"],
        "There is no option -x.\nUsage: omnicheck COMMAND [OPTIONS]\nMore: omnicheck --help\n",
    ),
    (
        ["assess", "a", "b", "c"],
        "This is more than the command takes: b c\n"
        "Usage: omnicheck assess FILE [OPTIONS]\nMore: omnicheck assess --help\n",
    ),
    (
        ["template", "--form", "quik"],
        "“quik” is not among the choices for --form: full, quick. Did you mean quick?\n"
        "Usage: omnicheck template [OPTIONS]\nMore: omnicheck template --help\n",
    ),
    (
        ["schema", "answer"],
        "“answer” is not among the choices for KIND: answers, questionnaire, report, explanation, "
        "what-if, comparison, respondents, movement, scenarios. "
        "Did you mean answers?\nUsage: omnicheck schema KIND [OPTIONS]\nMore: omnicheck schema --help\n",
    ),
    (["help"], "There is no command help. Did you mean omnicheck --help?\n"),
    (["version"], "There is no command version. Did you mean omnicheck --version?\n"),
    (["assess", "x", "-q"], "A value is missing after -q.\n"),
    (["assess", "--json=3", "x"], "--json takes no value.\n"),
]
INPUT = [
    (
        ["assess", "questionnaires/channel_strategy.yaml"],
        "questionnaires/channel_strategy.yaml: This is a questionnaire, not answers. "
        "For a blank answers file: omnicheck template -q questionnaires/channel_strategy.yaml\n",
    ),
    (
        ["questionnaires", "examples/boutique.yaml"],
        "examples/boutique.yaml: These are answers, not a questionnaire. "
        "To assess them: omnicheck assess examples/boutique.yaml\n",
    ),
    (
        ["learn", "-q", "questionnaires/chanel_strategy.yaml"],
        "questionnaires/chanel_strategy.yaml: There is no such file. "
        "Did you mean questionnaires/channel_strategy.yaml?\n",
    ),
    (
        ["assess", "examples/corner_bakry.yaml"],
        "examples/corner_bakry.yaml: There is no such file. Did you mean examples/corner_bakery.yaml?\n",
    ),
    (
        ["assess", "nowhere/at_all.yaml"],
        "nowhere/at_all.yaml: There is no such file. Check the spelling of the name and of its folder.\n",
    ),
    (["assess", "examples"], "examples: This is a folder. Name a file in it.\n"),
    (
        ["learn", "-q", "chanel_strategy"],
        "questionnaire: There is no questionnaire called chanel_strategy. Did you mean channel_strategy?\n",
    ),
]


@pytest.mark.parametrize(
    ("arguments", "message"), [*USAGE, *INPUT], ids=lambda case: " ".join(case)[:40]
)
def test_mistakes_are_told_in_plain_words(arguments: list[str], message: str) -> None:
    done = omnicheck(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)
    assert not UNWELCOME.search(done.stderr)


def test_codes_in_arguments_never_reach_the_terminal() -> None:
    for arguments in (["\x1b[2Jx"], ["assess", "a", "\x1b[2J"], ["template", "--form", "\x1b[2J"]):
        done = omnicheck(*arguments)
        assert done.returncode == 2
        assert "\x1b" not in done.stderr


def texts_of(path: Path) -> list[str]:
    """Return every text that a module marks for translation."""
    calls = (
        n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)
    )
    marked = (call for call in calls if ast.unparse(call.func) in ("_", "plural"))
    return [
        a.value
        for call in marked
        for a in call.args
        if isinstance(a, ast.Constant) and isinstance(a.value, str)
    ]


def test_no_text_of_the_program_blames_or_grovels() -> None:
    root = Path(package.__file__).parent
    texts = {text: path.name for path in root.rglob("*.py") for text in texts_of(path)}
    assert len(texts) > 200
    assert [(name, text) for text, name in texts.items() if UNWELCOME.search(text)] == []


def failing(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program with a fault of its own in it, which knows a secret."""
    return run_python(
        "import sys, omnicheck.catalog\n"
        "def broken(*args):\n    raise KeyError('secret turnover')\n"
        "omnicheck.catalog.load_questionnaire = broken\n"
        f"sys.argv = ['omnicheck', *{list(arguments)}]\n"
        "from omnicheck.cli import run\nrun()\n"
    )


def test_fault_of_ours_takes_two_lines_and_tells_no_secret() -> None:
    done = failing("assess", BAKERY)
    assert (done.returncode, done.stdout) == (1, "")
    first, second = done.stderr.splitlines()
    assert re.fullmatch(
        r"omnicheck has a fault of its own \(KeyError at api\.py:\d+\); your files are unchanged\.",
        first,
    )
    assert second == "To report it, run the command again with --debug and pass on what it prints."


@pytest.mark.parametrize(
    "arguments", [("--debug", "assess", BAKERY), ("assess", BAKERY, "--debug")]
)
def test_debug_shows_the_trace_wherever_it_stands(arguments: tuple[str, ...]) -> None:
    done = failing(*arguments)
    assert done.returncode == 1
    assert done.stderr.startswith("Traceback (most recent call last):")


def test_an_interrupt_while_the_program_still_loads_is_no_trace() -> None:
    done = run_python(
        "import builtins, sys\n"
        "usual = builtins.__import__\n"
        "def interrupted(name, *rest):\n"
        "    if name == 'omnicheck.cli.streams':\n"
        "        builtins.__import__ = usual\n"
        "        raise KeyboardInterrupt\n"
        "    return usual(name, *rest)\n"
        "from omnicheck.cli import run\n"
        "builtins.__import__ = interrupted\n"
        "sys.argv = ['omnicheck', 'learn']\n"
        "run()\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped.\n")


def test_debug_changes_nothing_when_all_is_well() -> None:
    assert omnicheck("learn", "--debug").stdout == omnicheck("learn").stdout


@pytest.mark.parametrize(
    "command", ["omnicheck questionnaires channel_strategy", f"omnicheck assess {BAKERY} --json"]
)
def test_reader_that_goes_away_is_no_fault(command: str) -> None:
    program = command.replace("omnicheck", f"{sys.executable} -m omnicheck", 1)
    line = f"{program} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["/bin/bash", "-c", line],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] in {"0", str(128 + signal.SIGPIPE)}


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only Linux has a device that is always full"
)
@pytest.mark.parametrize(
    "arguments", [["--version"], ["--help"], ["assess", BAKERY], ["schema", "report"]]
)
def test_full_disk_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "omnicheck", *arguments],
            stdout=full, stderr=subprocess.PIPE, env=environment(), cwd=ROOT, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "The output cannot be written: No space left on device.\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_are_no_fault(closed: str) -> None:
    line = f"{sys.executable} -m omnicheck learn {closed}"
    done = subprocess.run(
        ["/bin/bash", "-c", line],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_interrupt_ends_with_130_and_one_line() -> None:
    # Left to wait for standard input, so that it is still running when the interrupt comes.
    command = [sys.executable, "-X", "importtime", "-m", "omnicheck", "assess", "-"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        text=True,
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if line.rstrip().endswith(" omnicheck.yamlfile"):
                break
        os.kill(process.pid, signal.SIGINT)
        _out, err = process.communicate(timeout=60)
    said = [line for line in err.splitlines() if not line.startswith("import time:")]
    assert (process.returncode, said) == (130, ["Stopped."])


def test_interrupt_that_python_wrapped_is_still_an_interrupt() -> None:
    # What meets `__set_name__` while a class is made comes out as a RuntimeError.
    done = run_python(
        "import sys, omnicheck.catalog\n"
        "class Met:\n"
        "    def __set_name__(self, owner, name):\n        raise KeyboardInterrupt\n"
        "def broken(*args):\n    type('Record', (), {'field': Met()})\n"
        "omnicheck.catalog.load_questionnaire = broken\n"
        f"sys.argv = ['omnicheck', 'assess', {BAKERY!r}]\n"
        "from omnicheck.cli import run\nrun()\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Stopped.\n")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("missing.yaml", "Check the spelling of the name and of its folder."),
        ("trailin.yaml", "Did you mean trailing.yaml?"),
        ("trailing.yml", "Did you mean trailing.yaml?"),
        ("report.yaml", "Check the spelling of the name and of its folder."),
    ],
)
def test_only_a_name_that_is_really_near_is_proposed(asked: str, said: str, tmp_path: Path) -> None:
    for name in ("trailing.yaml", "report.html"):
        (tmp_path / name).write_text("")
    done = omnicheck("assess", asked, cwd=tmp_path)
    assert done.stderr == f"{asked}: There is no such file. {said}\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "answers.yaml:1:1: The file is empty:"),
        (b"- 1\n", 'answers.yaml:1:1: Expected "key: value" here, not a list.'),
        (b"a\x00:\x00", "answers.yaml:1:1: The file is saved as UTF-16."),
        (b"PK\x03\x04 word/", "answers.yaml: This is a Word file (.docx), not plain text."),
        (b"business: {name: Caf\xe9}\n", "answers.yaml:1:21: This is not UTF-8;"),
        (b"a: &x [*x]\n", "answers.yaml:1:4: "),
        (b"a: " + b"[" * 26_000, "answers.yaml:1:"),
    ],
    ids=["empty", "list", "utf-16", "docx", "latin-1", "anchor", "deep"],
)
def test_unreadable_files_lead_to_exit_code_2(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_bytes(content)
    done = omnicheck("assess", "answers.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(said)
    assert not UNWELCOME.search(done.stderr)

"""What a newcomer sees first: the short start, the help pages, the version."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import EXAMPLES, omnicheck, warm

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = [
    "learn",
    "ask",
    "template",
    "check",
    "assess",
    "what-if",
    "compare",
    "batch",
    "questionnaires",
    "schema",
]
PAGES = [(), *((command,) for command in COMMANDS)]

START = """\
omnicheck: multichannel or omnichannel?

Answer plain questions about a business and get one recommendation, its reasons
and a plan. Nothing leaves this computer.

Try:
  omnicheck learn  both strategies on one screen
  omnicheck ask    question by question to your recommendation
  omnicheck assess examples/corner_bakery.yaml
                   what a report looks like

All commands: omnicheck --help
"""

CHECK_HELP = """\
Find every fault in the files that you write.

Examples:
  omnicheck check examples/corner_bakery.yaml
  omnicheck check examples/corner_bakery.yaml examples/boutique.yaml

Usage: omnicheck check FILE... [OPTIONS]

Each fault is shown with file, line and column, and what to do. Exit code 2 if
there is any.

Arguments:
  FILE...  Answers, questionnaires, scenarios or themes; - reads standard input.
           [required]

Options:
  -q, --questionnaire ID|PATH  Use this questionnaire: the id of a bundled one,
                               or a file.
  --no-color                   Use no colours; so do NO_COLOR=1 and TERM=dumb.
  --debug                      Show the program's trace when it fails.
  -h, --help                   Show this message and exit.
"""


def test_omnicheck_alone_is_a_short_start() -> None:
    done = warm()
    assert (done.returncode, done.stdout, done.stderr) == (0, START, "")


def test_help_of_a_command_is_laid_out_so() -> None:
    done = warm("check", "--help")
    assert (done.returncode, done.stdout, done.stderr) == (0, CHECK_HELP, "")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("flag", "columns"), [("-h", 40), ("--help", 80)])
def test_help_fits_the_width_and_opens_with_purpose_and_examples(
    page: tuple[str, ...], flag: str, columns: int
) -> None:
    done = warm(*page, flag, env={"COLUMNS": str(columns)})
    assert (done.returncode, done.stderr) == (0, "")
    purpose, examples, usage, *_rest = done.stdout.split("\n\n")
    assert re.fullmatch(r"[A-Z][^.]*\.", " ".join(purpose.split()))
    assert len(examples.splitlines()) >= 3
    assert examples.startswith("Examples:\n  omnicheck")
    assert usage.startswith("Usage: omnicheck")
    wide = [line for line in done.stdout.splitlines() if len(line) > columns]
    assert [line for line in wide if " " in line.strip(" \\")] == []  # a path is never cut
    assert columns < 80 or wide == []


def test_a_long_example_goes_on_in_the_next_line_as_a_shell_takes_it() -> None:
    assert warm("compare", "--help").stdout.split("\n\n")[1] == (
        "Examples:\n"
        "  omnicheck compare examples/compare/bike_shop_2025.yaml \\\n"
        "      examples/bike_shop.yaml\n"
        "  omnicheck compare --respondents examples/compare/owner.yaml \\\n"
        "      examples/compare/staff.yaml examples/compare/consultant.yaml"
    )


def test_usage_shows_what_may_be_left_out_in_one_pair_of_brackets() -> None:
    assert "\n\nUsage: omnicheck ask [ANSWERS.yaml] [OPTIONS]\n\n" in warm("ask", "--help").stdout


@pytest.mark.parametrize("page", PAGES)
def test_examples_in_help_run(page: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(EXAMPLES)
    examples = warm(*page, "--help").stdout.split("\n\n")[1].replace("\\\n", "").splitlines()[1:]
    for example in examples:
        command = example.split(">")[0].split()[1:]
        done = omnicheck(*command, cwd=tmp_path)
        without_terminal = 2 if command[0] == "ask" else 0  # driven for real in tests/ask
        assert (example, done.returncode) == (example, without_terminal)


def test_help_lists_every_command() -> None:
    listed = warm("--help").stdout.partition("Commands:\n")[2]
    assert [line.split()[0] for line in listed.splitlines()] == COMMANDS


@pytest.mark.parametrize("arguments", [["--version"], ["-V"], ["--no-color", "--version"]])
def test_version(arguments: list[str]) -> None:
    done = warm(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, "omnicheck 0.1.0\n", "")


def test_learn_fits_one_screen_and_says_that_multichannel_is_often_right() -> None:
    done = warm("learn")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert lines[0].split() == ["MULTICHANNEL", "OMNICHANNEL"]
    assert len(lines) <= 32
    assert max(map(len, lines)) <= 80
    assert "Multichannel is often the right answer." in done.stdout


@pytest.mark.parametrize("columns", [20, 40, 200])
@pytest.mark.parametrize("command", ["learn", "questionnaires"])
def test_reading_texts_fit_any_width(command: str, columns: int) -> None:
    done = warm(command, env={"COLUMNS": str(columns)})
    longest_word = max(map(len, done.stdout.split()))
    assert max(map(len, done.stdout.splitlines())) <= max(columns, longest_word + 4)


def test_questionnaires_lists_the_bundled_ones() -> None:
    assert warm("questionnaires").stdout == (
        "channel_strategy\n"
        "  Multichannel or omnichannel?\n"
        "  35 questions, about 12 minutes; quick form: 17 questions, 5 minutes\n"
        "\n"
        "To read one: omnicheck questionnaires channel_strategy\n"
    )


def test_questionnaire_is_printed_for_reading() -> None:
    text = warm("questionnaires", "channel_strategy").stdout
    assert "1. For one normal sale, how many times are you and the customer in touch" in text
    assert "   [contacts_per_sale] counts for Type of business, weight 12;" in text
    assert "   - once = 0: Once (A car wash without booking)\n" in text
    assert "   - not_applicable: Does not apply; it then does not count\n" in text
    assert "scored by how many: 0+ = 0, 2+ = 100" in text
    assert "\nSources\n-------\n" in text


@pytest.mark.parametrize(
    ("words", "position", "offered"),
    [
        ("omnicheck che", 1, "check"),
        ("omnicheck assess -q chan", 3, "channel_strategy"),
        ("omnicheck schema que", 2, "questionnaire"),
        ("omnicheck template --form qu", 3, "quick"),
        ("omnicheck assess x --budget few", 4, "few_subscriptions"),
    ],
)
def test_shell_completes(words: str, position: int, offered: str) -> None:
    asked = {
        "_OMNICHECK_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(position),
    }
    assert warm(env=asked).stdout.split() == [offered]

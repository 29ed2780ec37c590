"""The report, on screen and as data."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.cli.program import EXAMPLES, ROOT, environment, warm

if TYPE_CHECKING:
    from pathlib import Path

BAKERY = str(EXAMPLES / "corner_bakery.yaml")
SMALL = """\
questionnaire: {questionnaire}
business: {{name: Tea Room}}
answers:
  monthly_budget: free_tools
"""


def test_report_goes_to_standard_output_and_nothing_else_anywhere() -> None:
    done = warm("assess", "examples/corner_bakery.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Corner Bakery" in done.stdout.splitlines()[1]
    assert "MULTICHANNEL" in done.stdout.splitlines()[-1]
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_report_fits_the_width(columns: int) -> None:
    done = warm("assess", BAKERY, env={"COLUMNS": str(columns)})
    assert max(map(len, done.stdout.splitlines())) <= columns


def test_standard_input_reads_the_same_as_the_file() -> None:
    text = (EXAMPLES / "corner_bakery.yaml").read_text(encoding="utf-8")
    assert warm("assess", "-", stdin=text).stdout == warm("assess", BAKERY).stdout


def test_json_is_plain_data_with_its_version_first() -> None:
    done = warm("assess", BAKERY, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith('{\n  "schema_version": 1,\n')
    assert done.stdout.endswith("\n}\n")
    assert done.stdout.isascii()
    record = json.loads(done.stdout, parse_constant=pytest.fail)
    assert record["verdict"]["strategy"] == "multichannel"
    assert record["business"]["name"] == "Corner Bakery"


def test_json_survives_any_encoding() -> None:
    usual = warm("assess", BAKERY, "--json").stdout
    assert warm("assess", BAKERY, "--json", env={"PYTHONIOENCODING": "ascii"}).stdout == usual


def test_details_add_every_answer() -> None:
    short, long = (
        warm("assess", BAKERY).stdout,
        warm("assess", BAKERY, "--details").stdout,
    )
    assert len(long.splitlines()) > len(short.splitlines()) + 35


@pytest.mark.parametrize("switch", [{}, {"ACCESSIBLE": "1"}])
def test_accessible_report_has_no_boxes_bars_or_escapes(switch: dict[str, str]) -> None:
    arguments = [] if switch else ["--accessible"]
    done = warm("assess", BAKERY, *arguments, env={"FORCE_COLOR": "1", **switch})
    drawn = [
        c
        for c in done.stdout
        if "\u2500" <= c <= "\u25ff" or "\u2800" <= c <= "\u28ff" or c == "\x1b"
    ]
    assert (done.returncode, drawn) == (0, [])


@pytest.mark.parametrize("value", ["0", "false"])
def test_accessible_can_be_switched_off(value: str) -> None:
    plain = warm("assess", BAKERY).stdout
    assert warm("assess", BAKERY, env={"ACCESSIBLE": value}).stdout == plain


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(
    "arguments",
    [["assess", BAKERY, "--details"], ["questionnaires", "channel_strategy"], ["template"]],
)
def test_no_encoding_crashes(arguments: list[str], encoding: str) -> None:
    done = warm(*arguments, env={"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, "")


def test_c_locale_works() -> None:
    done = warm(
        "assess", BAKERY, env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    )
    assert (done.returncode, done.stderr) == (0, "")


def on_terminal(*arguments: str, env: dict[str, str]) -> bytes:
    """Run the program with a terminal as its standard output; return all it writes there."""
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "omnicheck", *arguments]
    with subprocess.Popen(command, stdout=child, cwd=ROOT, env=environment(env)) as process:
        os.close(child)
        written = b""
        while chunk := _read(parent):
            written += chunk
        process.wait(60)
    os.close(parent)
    return written


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side has closed
        return b""


@pytest.mark.parametrize(
    ("env", "arguments", "coloured"),
    [
        ({"TERM": "xterm"}, [], True),
        ({"TERM": "xterm", "NO_COLOR": ""}, [], True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, [], False),
        ({"TERM": "xterm"}, ["--no-color"], False),
        ({"TERM": "dumb"}, [], False),
    ],
)
def test_colour_on_a_terminal(env: dict[str, str], arguments: list[str], *, coloured: bool) -> None:
    written = on_terminal("assess", BAKERY, *arguments, env=env)
    assert b"MULTICHANNEL" in written
    assert (b"\x1b" in written) == coloured


def test_force_color_colours_a_pipe_and_no_color_has_the_last_word() -> None:
    assert "\x1b[" in warm("assess", BAKERY, env={"FORCE_COLOR": "1"}).stdout
    assert "\x1b" not in warm("assess", BAKERY, "--no-color", env={"FORCE_COLOR": "1"}).stdout


def test_warning_stands_on_standard_error_with_its_line(tmp_path: Path) -> None:
    answers = tmp_path / "a.yaml"
    answers.write_text("questionnaire: channel_strategy\nbusiness:\n  name: Shop #1\nanswers: {}\n")
    done = warm("assess", "a.yaml", cwd=tmp_path)
    assert done.returncode == 0
    assert "Shop" in done.stdout
    assert done.stderr == (
        "a.yaml:3:14: warning: The text after # is ignored. If it belongs to the value, put the whole "
        'value in quotes: "Shop #1"\n'
        "    name: Shop #1\n"
        "               ^\n"
    )


def test_chosen_questionnaire_wins_and_says_so(tmp_path: Path) -> None:
    answers = tmp_path / "a.yaml"
    answers.write_text(SMALL.format(questionnaire="another"))
    done = warm("assess", "a.yaml", "-q", "channel_strategy", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == (
        "a.yaml names the questionnaire another; channel_strategy is used, as you asked with -q.\n"
    )


def test_chosen_questionnaire_need_not_stand_in_the_file(tmp_path: Path) -> None:
    answers = tmp_path / "a.yaml"
    answers.write_text("business: {name: Tea Room}\nanswers: {}\n")
    done = warm("assess", "a.yaml", "-q", "channel_strategy", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_relative_questionnaire_is_found_beside_the_answers(tmp_path: Path) -> None:
    own = (ROOT / "questionnaires/channel_strategy.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "clients"
    folder.mkdir()
    (folder / "own.yaml").write_text(
        own.replace("id: channel_strategy", "id: my_own", 1), encoding="utf-8"
    )
    (folder / "a.yaml").write_text(SMALL.format(questionnaire="own.yaml"))
    done = warm("assess", "clients/a.yaml", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["origin"]["questionnaire"] == "my_own"


def test_the_plan_is_made_for_the_hours_and_the_money_given() -> None:
    done = warm(
        "assess", str(EXAMPLES / "bike_shop.yaml"), "--hours", "6", "--budget", "few_subscriptions"
    )
    assert (done.returncode, done.stderr) == (0, "")
    flowing = " ".join(done.stdout.split())
    assert "Made for 6 hours a week and a few subscriptions or some days of help." in flowing
    assert "What the plan brings If each step of this plan brings what it promises" in flowing
    assert "would bring more: the recommendation would turn to omnichannel" in flowing
    assert "The steps that would bring the most" not in flowing
    detailed = warm("assess", BAKERY, "--hours", "2", "--details").stdout
    assert "Scores after the plan" in detailed


def test_a_budget_may_be_said_in_the_words_of_the_answers() -> None:
    spoken = warm("assess", BAKERY, "--budget", "About one subscription", "--json")
    assert json.loads(spoken.stdout)["plan"]["cost_ceiling"] == "one_subscription"
    assert json.loads(spoken.stdout)["after_plan"]["best"]["proven"] is True


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (["--hours", "0"], "--hours: A week cannot have 0 hours. Write a number above 0, and at most 168."),
        (["--hours", "0.001"], "--hours: 0.001 hours a week are too few to plan for. Write 0.1 or more."),
        (["--hours", "200"], "--hours: A week cannot have 200 hours. Write a number above 0, and at most 168."),
        (["--hours", "much"], "--hours: "),
        (["--budget", "fre"], "--budget: There is no budget fre. Did you mean free?"),
        (
            ["--budget", "zzz"],
            "--budget: There is no budget zzz. Choose one of: free, one_subscription, few_subscriptions, project.",
        ),
    ],
)  # fmt: skip
def test_hours_and_money_that_cannot_be(options: list[str], fault: str) -> None:
    done = warm("assess", BAKERY, *options, env={"COLUMNS": "200"})
    assert (done.returncode, done.stdout) == (2, "")
    assert fault in done.stderr

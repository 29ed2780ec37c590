"""What-if: other answers beside today's, on screen, as data and in files."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from omnicheck import schemas
from omnicheck.api import load_questionnaire
from tests.cli.program import EXAMPLES, ROOT, omnicheck, warm
from tests.factories import make_question, plain_questionnaire

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONNAIRES = ROOT / "questionnaires"
BIKES = "examples/bike_shop.yaml"
HALF_DAY = ("--set", "hours_per_week=half_day")
SCENARIOS = "examples/what_if/scenarios.yaml"

ON_SCREEN = """\
  What if?
  Long Harbour Cycles
  bicycle shop and workshop · Nelson, New Zealand · answered on 17 August 2026

  Today beside one scenario. Everything is worked out anew with the
  changed answers.
  → marks what is not as under “Today”.

The answers that change ────────────────────────────────────────────────────────
                          Today                       What if
  Hours a week              3 to 5 hours              → More than 5 hours, up to
                                                        a full day

What comes of it ───────────────────────────────────────────────────────────────
                          Today                       What if
  Strategy                  Multichannel                Multichannel
  In which way              Now, with a path to         Now, with a path to
                            omnichannel                 omnichannel
  Confidence                medium                    → low
  Distance to the line      7 points short            → 3 points short
  What decides most         Readiness                   Readiness
  Available resources       48, short of 55           → 52, short of 55
  Type of business          69, reaches 30              69, reaches 30
  Customer expectations     72, reaches 40              72, reaches 40
  Need                      71, reaches 50              71, reaches 50
  Not reached               Readiness                   Readiness
  Stage today               Several channels            Several channels

What becomes of the plan ───────────────────────────────────────────────────────
  Comes in:
  • Collect, return or rebook by phone (12 months)

  Comes sooner:
  • Greet regulars with your notes at hand (30 days)
  • Choose tools that can export and connect (90 days)

  ▌ The answer stays multichannel: “Multichannel now, with a path to
  ▌ omnichannel”.
"""

ACCESSIBLE = """\
What if
- Hours a week
  Before: 3 to 5 hours
  Here: More than 5 hours, up to a full day

The answer stays multichannel: “Multichannel now, with a path to omnichannel”.
- Confidence: down from medium to low.
- Available resources: up from 48 to 52 of 100.
- Distance to the line: 3 points short, instead of 7 points short.
- As before: Type of business, Customer expectations and Need.
- The stage stays “Several channels”.
- 14 steps of the plan stay.

Comes in:
- Collect, return or rebook by phone (12 months)

Comes sooner:
- Greet regulars with your notes at hand (30 days)
- Choose tools that can export and connect (90 days)

The answer stays multichannel: “Multichannel now, with a path to omnichannel”.
"""


# On screen


def test_today_and_another_answer_stand_side_by_side() -> None:
    done = warm("what-if", BIKES, *HALF_DAY)
    assert (done.returncode, done.stdout, done.stderr) == (0, ON_SCREEN, "")


def test_accessible_lines_say_the_differences_in_words() -> None:
    done = warm("what-if", BIKES, *HALF_DAY, "--accessible", env={"FORCE_COLOR": "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(ACCESSIBLE)
    assert not re.search("[\u2500-\u25ff\x1b]", done.stdout)


@pytest.mark.parametrize("columns", [20, 80])
def test_it_fits_the_width(columns: int) -> None:
    done = warm("what-if", BIKES, "--scenarios", SCENARIOS, env={"COLUMNS": str(columns)})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= columns


def test_no_encoding_crashes_and_the_mark_stays() -> None:
    done = warm("what-if", BIKES, *HALF_DAY, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "> low" in done.stdout


def test_all_settings_together_are_one_scenario() -> None:
    done = warm("what-if", BIKES, *HALF_DAY, "--set", "customer_history=one_system")
    assert "→ Omnichannel" in done.stdout
    assert done.stdout.endswith(
        "  ▌ The answer turns from multichannel to omnichannel: “Omnichannel, start now”.\n"
    )


def test_without_settings_the_smallest_changes_are_shown() -> None:
    done = warm("what-if", BIKES, "--json")
    document = json.loads(done.stdout)
    today, *ways = document["sides"]
    assert document["says"].startswith("The farthest line is Readiness, 7 points short. ")
    assert (today["strategy"], {way["strategy"] for way in ways}) == (
        "multichannel",
        {"omnichannel"},
    )
    assert [[change["question"] for change in way["changes"]] for way in ways] == [
        ["monthly_budget"],
        ["hours_per_week"],
        ["tools_connected"],
        ["customer_history"],
        ["technical_help", "customer_history"],
    ]
    assert [way["label"] for way in ways] == ["Way 1", "Way 2", "Way 3", "Way 4", "Least work"]


CLOSING = """
  ▌ Each of these 5 turns the answer to omnichannel: “Omnichannel, start now”.
  ▌ Least work: 4 steps, with about 40 hours of work and a few subscriptions or
  ▌ some days of help. That is more than the money you named. At 4 hours a week
  ▌ it takes about 10 weeks.
"""
TAKES = """\
  • Way 3: No step of the plan brings about a change in Connected tools: that is
    up to you.
  • Way 4: 4 steps, with about 72 hours of work and a few subscriptions or some
    days of help. That is more than the money you named. At 4 hours a week it
    takes about 18 weeks.
  • Least work: 4 steps, with about 40 hours of work and a few subscriptions or
    some days of help. That is more than the money you named. At 4 hours a week
    it takes about 10 weeks.
    1. Keep one customer list for all who serve
    2. Describe the job to two helpers
    3. Move the list into a shared customer tool
    4. Keep a helper on call
"""
PLANS = """\
  Way 2
  As with Way 1 and Way 3, but for this:
  Comes in:
  • List every place where messages arrive (30 days)
  • Agree who counts a shared sale (90 days)
  • Move the list into a shared customer tool (12 months)

  Way 4 and Least work
  As with Way 1 and Way 3, but for this:
  Comes in:
  • Agree who counts a shared sale (90 days)
  • Pilot one handover, the most common one (12 months)

  As today:
  • Keep one customer list for all who serve
"""


def test_the_least_work_is_told_with_its_steps_hours_and_money() -> None:
    done = warm("what-if", BIKES).stdout
    assert done.endswith(CLOSING)
    assert TAKES in done
    assert "Choose tools that can export and connect\n" not in done
    full = warm("what-if", BIKES, "--details").stdout
    assert "    3. Choose tools that can export and connect\n" in full


def test_what_several_ways_have_alike_is_told_once() -> None:
    done = warm("what-if", BIKES).stdout
    assert PLANS in done
    assert done.count("start now”") == 1
    accessible = warm("what-if", BIKES, "--accessible").stdout
    assert accessible.count("The plan changes as under “Way 1”.") == 1
    assert accessible.count("The plan changes as under “Way 4”.") == 1


def test_other_hours_and_other_money_can_be_planned_for() -> None:
    done = warm("what-if", BIKES, "--hours", "8", "--budget", "project")
    assert (done.returncode, done.stderr) == (0, "")
    flowing = " ".join(done.stdout.replace("▌", "").split())
    assert "The hours and the money are those that you asked to plan for" in flowing
    assert flowing.endswith("some days of help. At 8 hours a week it takes about 5 weeks.")
    assert "more than the money" not in flowing
    refused = warm("what-if", BIKES, "--hours", "many")
    assert (refused.returncode, refused.stderr.startswith("--hours: ")) == (2, True)


@pytest.mark.parametrize(
    "hours", ["4%", "4 %", "$4", "€ 4", "4 h/week", "4-5", "half", "4k", "1/2"]
)
def test_hours_that_are_something_else_are_refused(hours: str) -> None:
    done = warm("what-if", BIKES, "--hours", hours)
    assert (done.returncode, done.stdout) == (2, "")
    told = f"“{hours}” is not a number of hours. Write the number alone, such as 4 or 2.5."
    assert " ".join(done.stderr.split()) == f"--hours: {told}"


def test_hours_with_a_comma_are_told_the_point_and_a_point_is_read() -> None:
    done = warm("what-if", BIKES, "--hours", "4,5")
    assert (done.returncode, done.stderr) == (
        2, '--hours: "4,5" cannot be read as a number. Write 4.5, with a point.\n'
    )  # fmt: skip
    read = [warm("what-if", BIKES, "--hours", hours, "--json").stdout for hours in ("4.5", " 4.50")]
    assert json.loads(read[0])["hours_a_week"] == 4.5
    assert read[0] == read[1]


def test_means_are_cut_where_they_are_long() -> None:
    long = "x" * 100_000
    done = warm("what-if", BIKES, "--hours", long, "--budget", long)
    assert done.returncode == 2
    assert len(done.stderr) < 500


def test_in_brief_what_comes_out_is_said_once(tmp_path: Path) -> None:
    done = warm("what-if", str(EXAMPLES / "bike_shop.yaml"), "-o", "w.md", cwd=tmp_path)
    assert done.stdout == (
        "Long Harbour Cycles\n"
        "Each of these 5 turns the answer to omnichannel: “Omnichannel, start now”.\n"
        "Least work: 4 steps, with about 40 hours of work and a few subscriptions or some\n"
        "days of help. That is more than the money you named. At 4 hours a week it takes\n"
        "about 10 weeks.\n\nWritten:\n  w.md\n"
    )
    headings = [
        line
        for line in (tmp_path / "w.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    ]
    assert headings[1:] == [
        "## The answers that change",
        "## What it takes",
        "## What comes of it",
        "## Appendix",
    ]


def test_a_redacted_copy_says_neither_when_nor_what_it_takes() -> None:
    done = warm("what-if", BIKES, "--redact").stdout
    assert "Some ways to turn it are left out of this copy." in done
    assert not re.search(r"12 months|\d days|What it takes|Least work|hours", done)


def test_where_nothing_turns_it_today_stands_alone_and_a_hint_is_given() -> None:
    done = warm("what-if", "examples/cobbler.yaml")
    assert done.returncode == 0
    assert "What you can do yourself would not turn the answer to omnichannel." in done.stdout
    assert "marks what is not as under" not in done.stdout
    assert done.stderr == "To try other answers of your own, add: --set QUESTION=ANSWER\n"


def test_standard_input_reads_the_same_as_the_file() -> None:
    text = (EXAMPLES / "bike_shop.yaml").read_text(encoding="utf-8")
    assert warm("what-if", "-", *HALF_DAY, stdin=text).stdout == ON_SCREEN


def test_standard_input_is_read_only_once() -> None:
    text = (EXAMPLES / "bike_shop.yaml").read_text(encoding="utf-8")
    for args in (("--scenarios", "-"), ("--theme", "-", "-o", "never.html")):
        done = warm("what-if", "-", *args, stdin=text)
        assert (done.returncode, done.stdout) == (2, "")
        assert " ".join(done.stderr.split()) == (
            "-: Standard input can be read only once. Write one of the two into a file, and name that."
        )
    text = (EXAMPLES / "what_if" / "scenarios.yaml").read_text(encoding="utf-8")
    assert warm("what-if", BIKES, "--scenarios", "-", stdin=text).returncode == 0


# What does not fit


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("format: 1\nscenarios: [{name: A, set: {hours: 1}}]\n")
    settings = [
        "hours_per_week=none",
        "hours_per_week=more",
        "replies=as_promissed",
        "reply=\x1b[2J",
    ]
    done = warm(
        *("what-if", str(EXAMPLES / "bike_shop.yaml"), "--scenarios", "s.yaml"),
        *(part for setting in settings for part in ("--set", setting)),
        cwd=tmp_path,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert [line for line in done.stderr.splitlines() if not line.startswith(" ")] == [
        "--set hours_per_week=more: hours_per_week is set twice. Keep one of the two.",
        "--set replies=as_promissed: “as_promissed” is not among the answers. "
        "Did you mean as_promised?",
        "--set reply=\\x1b[2J: There is no question reply in channel_strategy. "
        "Did you mean replies?",
        "s.yaml:2:29: There is no question hours in channel_strategy. Did you mean hours_per_week?",
    ]


def test_a_question_that_is_not_asked_is_said_so(tmp_path: Path) -> None:
    questions = [
        make_question("first", factor="f"),
        make_question("second", factor="f", when="first == o2"),
    ]
    own = plain_questionnaire(questions, {"f": 60}) | {"id": "own"}
    (tmp_path / "own.yaml").write_text(json.dumps(own), encoding="utf-8")
    answers = "questionnaire: own.yaml\nbusiness: {name: A}\nanswers: {first: o0}\n"
    (tmp_path / "a.yaml").write_text(answers, encoding="utf-8")
    done = warm("what-if", "a.yaml", "--set", "second=o2", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    words = " ".join(done.stdout.split())
    assert "second: this is not asked with these answers, so the answer has no effect." in words
    both = warm("what-if", "a.yaml", "--set", "second=o2", "--set", "first=o2", cwd=tmp_path)
    assert "→ Option 2" in both.stdout
    assert "no effect" not in both.stdout


# Files of scenarios


def test_no_two_columns_have_the_same_name(tmp_path: Path) -> None:
    """What the program calls its columns, whichever there are, no scenario may be called."""
    own = json.loads(warm("what-if", BIKES, "--json").stdout)
    one = json.loads(warm("what-if", BIKES, *HALF_DAY, "--json").stdout)
    names = [side["label"] for document in (own, one) for side in document["sides"]]
    entries = "".join(f"  - {{name: {name}, set: {{replies: not_sure}}}}\n" for name in set(names))
    (tmp_path / "s.yaml").write_text(f"format: 1\nscenarios:\n{entries}", encoding="utf-8")
    answers = str(EXAMPLES / "bike_shop.yaml")
    done = warm("what-if", answers, "--scenarios", "s.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    told = [line for line in done.stderr.splitlines() if line.startswith("s.yaml:")]
    assert len(told) == len(set(names)) == 7
    assert all("omnicheck calls a column of its own" in line for line in told)
    assert [line.split(":")[1:3] for line in told] == [[str(n), "12"] for n in range(3, 10)]


def test_one_file_of_scenarios_can_be_given() -> None:
    done = warm("what-if", BIKES, "--scenarios", SCENARIOS, "--scenarios", SCENARIOS)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "--scenarios: This option is given 2 times. "
        "Give it once; run the command again for the others.\n"
    )


ENTRY = "scenarios: [{name: A, set: {hours_per_week: half_day}}]\n"


def test_check_and_what_if_agree_on_the_questionnaire_that_is_named(tmp_path: Path) -> None:
    own = plain_questionnaire([make_question("first", factor="f")], {"f": 60}) | {"id": "own"}
    (tmp_path / "own.yaml").write_text(json.dumps(own), encoding="utf-8")
    (tmp_path / "same.yaml").write_bytes((QUESTIONNAIRES / "channel_strategy.yaml").read_bytes())
    answers = str(EXAMPLES / "bike_shop.yaml")

    def tried(named: str, command: tuple[str, ...]) -> tuple[int, str]:
        text = f"format: 1\nquestionnaire: {named}\n{ENTRY}"
        (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
        done = warm(*command, "s.yaml", cwd=tmp_path)
        said = (line for line in (done.stdout + done.stderr).splitlines() if "s.yaml:2" in line)
        return done.returncode, "\n".join(said)

    what_if, check = ("what-if", answers, "--scenarios"), ("check",)
    gone = "s.yaml:2:16: There is no questionnaire file ./gone.yaml."
    for command in (what_if, check):
        code, said = tried("./gone.yaml", command)
        assert (code, said.startswith(gone)) == (2, True)
        assert tried("./same.yaml", command)[0] == 0
    assert tried("./own.yaml", what_if) == (
        2,
        "s.yaml:2:16: These scenarios are for own, and the answers for channel_strategy. "
        "Use scenarios for the same questionnaire.",
    )
    # Chosen on the command line, it is used instead, and that is said.
    chosen = ("what-if", answers, "-q", "channel_strategy", "--scenarios")
    assert tried("./gone.yaml", chosen)[0] == 0


def test_scenarios_of_a_file_stand_beside_each_other() -> None:
    done = warm("what-if", BIKES, "--scenarios", SCENARIOS, *HALF_DAY, "--json")
    document = json.loads(done.stdout)
    # By hand: hours 55 -> 80, records 45 -> 75 (16 of 100 each); tools 40 -> 75 (18 of 100) on 48.3.
    assert [
        (side["label"], round(side["scores"][0]["value"], 2)) for side in document["sides"]
    ] == [
        ("Today", 48.3),
        ("What if", 52.3),
        ("A fixed half day", 52.3),
        ("Half day and one system", 57.1),
        ("Tools that connect", 54.6),
        ("Busy season", 39.5),
    ]
    assert [side["strategy"] == "omnichannel" for side in document["sides"]] == [
        *(False, False, False),
        *(True, False, False),
    ]


def test_check_knows_scenarios() -> None:
    done = warm("check", SCENARIOS)
    assert (done.returncode, done.stdout) == (
        0,
        f"{SCENARIOS}: fine (4 scenarios for channel_strategy)\n",
    )


BAD = """\
format: 1
scenarios:
  - name: One
    set: {hours_per_week: haf_day, crossing: [collect, colect]}
  - name: One
    set:
      monthly_budget:
  - nam: Three
    set: {}
"""
FAULTS = """\
s.yaml:4:27: hours_per_week: “haf_day” is not among the answers. Did you mean half_day?
s.yaml:4:56: crossing: “colect” is not among the answers. Did you mean collect?
s.yaml:7:7: monthly_budget is blank. Write the answer to try, or not_sure.
s.yaml:8:5: nam is not known here. Did you mean name?
s.yaml:8:5: name is missing. Add it.
s.yaml:9:10: Something is missing here. Write at least 1.
"""


def test_faults_of_a_file_stand_at_their_place(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(BAD, encoding="utf-8")
    checked = warm("check", "s.yaml", cwd=tmp_path)
    answers = str(EXAMPLES / "bike_shop.yaml")
    tried = warm("what-if", answers, "--scenarios", "s.yaml", cwd=tmp_path)
    assert (checked.returncode, tried.returncode) == (2, 2)
    for said in (checked.stdout, tried.stderr):
        places = [line for line in said.splitlines() if line.startswith("s.yaml:")]
        assert "\n".join(places) + "\n" == FAULTS


def test_a_file_that_is_something_else_is_told() -> None:
    wrong = warm("what-if", BIKES, "--scenarios", BIKES)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith(f"{BIKES}: There are no scenarios in this file. ")
    turned = warm("assess", SCENARIOS)
    assert turned.returncode == 2
    assert turned.stderr == (
        f"{SCENARIOS}: These are scenarios, not answers. "
        f"To try them: omnicheck what-if ANSWERS --scenarios {SCENARIOS}\n"
    )


def test_batch_leaves_scenarios_out_and_says_so(tmp_path: Path) -> None:
    done = omnicheck("batch", "examples/what_if", BIKES, "--out", str(tmp_path / "out"))
    assert done.returncode == 0
    assert "These are scenarios, not answers; they were left out." in " ".join(done.stderr.split())


def test_an_editor_knows_the_example_and_what_is_wrong() -> None:
    schema = json.loads(warm("schema", "scenarios").stdout)
    validator = jsonschema.Draft7Validator(schema)
    example = YAML(typ="safe", pure=True).load(
        (EXAMPLES / "what_if" / "scenarios.yaml").read_text()
    )
    assert list(validator.iter_errors(example)) == []
    for wrong in (
        {"format": 1, "scenarios": []},
        {"format": 1, "scenarios": [{"name": "A", "set": {}}]},
        {"format": 1, "scenarios": [{"name": "A", "set": {"hours_per_week": "haf_day"}}]},
        {"format": 1, "scenarios": [{"name": "A", "set": {"hours_per_week": None}}]},
        {"format": 2, "scenarios": [{"name": "A", "set": {"hours_per_week": "more"}}]},
    ):
        assert not validator.is_valid(wrong), wrong


# Data and files


def test_json_fits_its_schema_and_has_its_version_first() -> None:
    done = warm("what-if", BIKES, *HALF_DAY, "--json")
    assert done.stdout.startswith('{\n  "schema_version": 1,\n  "kind": "what_if",\n')
    assert done.stdout.isascii()
    schema: Any = schemas.side_by_side_schema()
    jsonschema.Draft7Validator(schema).validate(json.loads(done.stdout))
    assert json.loads(warm("schema", "what-if").stdout) == schema


def test_files_say_the_same_and_never_replace_a_report(tmp_path: Path) -> None:
    answers = str(EXAMPLES / "bike_shop.yaml")
    names = ["w.html", "w.md", "w.xlsx", "w.json"]
    outputs = [part for name in names for part in ("-o", name)]
    done = warm("what-if", answers, *HALF_DAY, *outputs, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nWritten:\n  w.html\n  w.md\n  w.xlsx\n  w.json\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    text = (tmp_path / "w.md").read_text(encoding="utf-8")
    assert "| Confidence | medium | → low |\n" in text
    again = warm("what-if", answers, *HALF_DAY, *outputs, cwd=tmp_path)
    assert again.returncode == 0
    report = warm("assess", answers, *outputs, cwd=tmp_path)
    assert report.returncode == 2
    assert report.stderr.count("--force") == len(names)
    assert report.stderr.count("report on the same business, but of another kind") == len(names)


def test_a_redacted_file_does_not_tell_the_answer_tried(tmp_path: Path) -> None:
    done = warm(
        *("what-if", str(EXAMPLES / "bike_shop.yaml"), *HALF_DAY, "--redact", "-o", "w.md"),
        cwd=tmp_path,
    )
    assert done.returncode == 0
    text = (tmp_path / "w.md").read_text(encoding="utf-8") + done.stdout
    assert "Answers that this scenario changes are left out of this copy." in text
    assert not re.search("Hours a week|full day|3 to 5", text)


def test_the_library_shows_the_same() -> None:
    from omnicheck.api import load_answers, what_if
    from omnicheck.reports.data import as_json

    questionnaire = load_questionnaire()
    answers = load_answers(EXAMPLES / "bike_shop.yaml", questionnaire)
    document = what_if(answers, {"What if": {"hours_per_week": "half_day"}}, questionnaire)
    assert as_json(document) + "\n" == warm("what-if", BIKES, *HALF_DAY, "--json").stdout

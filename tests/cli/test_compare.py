"""`omnicheck compare`: two dates, several people and two tables of results, on screen, as data and in files."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from omnicheck import schemas
from omnicheck.api import load_questionnaire
from tests.cli.program import EXAMPLES, ROOT, omnicheck, warm
from tests.factories import make_question, plain_questionnaire

if TYPE_CHECKING:
    from pathlib import Path

DATES = ("examples/compare/bike_shop_2025.yaml", "examples/bike_shop.yaml")
PEOPLE = tuple(f"examples/compare/{name}.yaml" for name in ("owner", "staff", "consultant"))
OLD_TABLE = "examples/compare/results_2025.csv"
NEW_TABLE = "examples/compare/results_2026.csv"

MOVES = """\
Where it came from ─────────────────────────────────────────────────────────────
  Distance to the line: up from −25 to −6.7, +18.3 points
  • +7.4 Same facts everywhere
  • +7.3 Answering messages
  • +1.6 Hours a week
  • +1.3 Customer history
  • +0.7 Owners' commitment

  Available resources: up from 37.5 to 48.3, +10.8 points
  • +4.8 Hours a week
  • +4.0 Customer history
  • +2.0 Owners' commitment

  Customer expectations: up from 68 to 72.2, +4.2 points
  • +4.2 Order here, collect there

  Need: up from 68.4 to 70.9, +2.5 points
  • +2.5 Order here, collect there

  Joined up today: up from 19.3 to 31.3, +12.0 points
  • +8.0 Same facts everywhere
  • +4.0 Answering messages

  Not moved: Type of business.
"""
REDACTED_MOVES = """\
  Distance to the line: up from −25 to −7, +18 points
  • Which answers moved it is left out of this copy.

  Available resources: up from 38 to 48, +10 points
  • Which answers moved it is left out of this copy.

  Customer expectations: up from 68 to 72, +4 points
  • +4 Order here, collect there

  Need: up from 68 to 71, +3 points
  • Which answers moved it is left out of this copy.

  Joined up today: up from 19 to 31, +12 points
  • +8 Same facts everywhere
  • +4 Answering messages
"""
DECIDES = """\
What decides between them ──────────────────────────────────────────────────────
  • With the answer of staff on “Hours a week”, the sheet of owner gives
    “Multichannel” too.
  • With the answer of owner on “Connected tools”, the sheet of consultant gives
    “Omnichannel” too. The same goes for “Owners' commitment”.
"""
FIRST = """\
  ▌ They end with different recommendations.
  ▌ owner: “Omnichannel, start now”. staff and consultant: “Multichannel now,
  ▌ with a path to omnichannel”.
  ▌ Settle this first: “Hours a week”, “Connected tools” and “Owners'
  ▌ commitment”.
"""


# Two dates


def test_what_moved_is_shown_with_where_it_came_from() -> None:
    done = warm("compare", *DATES)
    assert (done.returncode, done.stderr) == (0, "")
    assert MOVES in done.stdout
    assert "  Answered on               11 August 2025            → 17 August 2026\n" in done.stdout
    words = " ".join(done.stdout.split())
    assert (
        "Keep one customer list for all who serve: probably done, as “Customer history” is now "
        "“In one list, partly up to date”."
    ) in words
    assert "The next stage is “Channels that help each other”" in words


def test_the_table_is_as_exact_as_the_moves_and_has_every_score() -> None:
    shown = warm("compare", *DATES).stdout
    for row in (
        "  Distance to the line      25 points short           → 6.7 points short\n",
        "  Available resources       37.5, short of 55         → 48.3, short of 55\n",
        "  Joined up today           19.3                      → 31.3\n",
    ):
        assert row in shown
    words = " ".join(shown.split())
    assert "Joined up today: at least 40; today “31.3 of 100”" in words
    assert "today “48.3 of 100”" in words


def test_a_copy_to_pass_on_shows_whole_points_that_fit_their_ends() -> None:
    shown = warm("compare", *DATES, "--redact").stdout
    assert REDACTED_MOVES in shown
    assert "  Distance to the line      25 points short           → 7 points short\n" in shown
    document = json.loads(warm("compare", *DATES, "--redact", "--json").stdout)
    for move in document["moves"]:
        assert move["points"] == move["after"] - move["before"]
        assert sum(part["points"] for part in move["parts"]) in (0, move["points"])


def test_what_a_list_leaves_out_is_told_with_its_points() -> None:
    files = ("examples/plumber.yaml", "examples/optician.yaml", "--same-business")
    shown, whole = (warm("compare", *files, *more).stdout for more in ((), ("--details",)))
    heads = re.findall(r"Need: up from .*, \+([\d.]+) points\n((?:  .*\n)+)", shown)
    ((points, parts),) = heads
    named = re.findall(r"•\D*([+−]\d+\.\d)", parts)
    ((_count, rest),) = re.findall(r"(\d+) more with --details, ([+−]\d+\.\d) together\.", parts)
    assert sum(tenths(each) for each in (*named, rest)) == tenths(points)
    ((_points, all_parts),) = re.findall(r"(Need: up from .*)\n((?:  .*\n)+)", whole)
    assert sum(map(tenths, re.findall(r"•\D*([+−]\d+\.\d)", all_parts))) == tenths(points)


def tenths(text: str) -> int:
    return round(float(text.replace("−", "-")) * 10)


@pytest.mark.parametrize("files", [DATES, ("--respondents", *PEOPLE)], ids=["dates", "people"])
@pytest.mark.parametrize("columns", [20, 40, 80])
def test_it_fits_the_width(files: tuple[str, ...], columns: int) -> None:
    done = warm("compare", *files, env={"COLUMNS": str(columns)})
    assert (done.returncode, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= columns


@pytest.mark.parametrize("files", [DATES, ("--respondents", *PEOPLE)], ids=["dates", "people"])
def test_accessible_and_plain_encodings_have_no_drawn_characters(files: tuple[str, ...]) -> None:
    done = warm("compare", *files, "--accessible", env={"FORCE_COLOR": "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert not re.search("[\u2500-\u25ff\x1b]", done.stdout)
    ascii_only = warm("compare", *files, env={"PYTHONIOENCODING": "ascii"})
    assert (ascii_only.returncode, ascii_only.stdout.isascii()) == (0, True)


def test_the_newer_file_first_is_said() -> None:
    done = warm("compare", *reversed(DATES))
    assert done.returncode == 0
    assert done.stderr.startswith("The first file is the newer one, by its day.")


def version(folder: Path, number: str, weight: int, *more: str) -> None:
    questions = [make_question("a", factor="f", weight=weight), make_question("b", factor="f")]
    questions += [make_question(name, factor="f") for name in more]
    own = plain_questionnaire(questions, {"f": 50}) | {"id": "own", "version": number}
    (folder / f"own_{number[0]}.yaml").write_text(json.dumps(own), encoding="utf-8")


def answers(folder: Path, name: str, questionnaire: str, **given: str) -> str:
    text = json.dumps({"questionnaire": questionnaire, "business": {"name": "A"}, "answers": given})
    (folder / name).write_text(text, encoding="utf-8")
    return name


def test_two_versions_are_told_apart_from_the_answers(tmp_path: Path) -> None:
    version(tmp_path, "1.0.0", 1)
    version(tmp_path, "2.0.0", 3, "c")
    old = answers(tmp_path, "old.yaml", "own_1.yaml", a="o2", b="o0")
    new = answers(tmp_path, "new.yaml", "own_2.yaml", a="o2", b="o2", c="o0")
    done = warm("compare", old, new, "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    assert document["version"]["only_after"] == ["c"]
    (score,) = [move for move in document["moves"] if move["id"] == "f"]
    parts = [score["from_answers"], score["from_rules"], score["from_questions"]]
    assert score["points"] == pytest.approx(30)
    assert sum(parts) == pytest.approx(30)
    assert parts[2] < 0 < min(parts[:2])
    assert score["parts"] == [{"questions": ["b"], "title": "b", "points": score["from_answers"]}]
    shown = warm("compare", old, new, cwd=tmp_path).stdout
    assert "Only version 2.0.0 asks about: “c”." in shown
    named = answers(tmp_path, "named.yaml", "own", a="o2", b="o0")
    again = warm(
        *("compare", named, new, "--old-questionnaire", "own_1.yaml", "--json"), cwd=tmp_path
    )
    assert json.loads(again.stdout)["moves"] == document["moves"]


# Several people


def test_people_stand_side_by_side_and_what_decides_is_told() -> None:
    done = warm("compare", "--respondents", *PEOPLE)
    assert (done.returncode, done.stderr) == (0, "")
    assert DECIDES in done.stdout
    assert done.stdout.endswith(FIRST)
    assert "nothing is averaged" in " ".join(done.stdout.split())


def test_an_answer_that_was_not_given_is_told_apart_from_a_difference(tmp_path: Path) -> None:
    optician = (EXAMPLES / "optician.yaml").read_text(encoding="utf-8")
    open_one = re.sub(r"(?m)^  same_facts: .*$", "  same_facts: not_sure", optician)
    assert open_one != optician
    (tmp_path / "asked.yaml").write_text(open_one, encoding="utf-8")
    shutil.copy(EXAMPLES / "optician.yaml", tmp_path)
    done = warm("compare", "--respondents", "optician.yaml", "asked.yaml", cwd=tmp_path)
    words = " ".join(done.stdout.split())
    assert "No answer from asked on: “Same facts everywhere”." in words
    assert "Settle this first" not in words
    assert "With the answer" not in words


# What does not fit


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (DATES[:1], "It takes two files: the older one, then the newer one. For several people"),
        (PEOPLE, "It takes two files: the older one, then the newer one."),
        (("--respondents", PEOPLE[0]), "This is the file of one person only."),
        (("--respondents", *PEOPLE * 4), "These are too many people to stand side by side."),
        ((PEOPLE[0], DATES[0]), "These are the answers of “Long Harbour Cycles”, and"),
        (("--respondents", PEOPLE[0], DATES[0]), "add: --same-business"),
        ((DATES[0], "examples/batch/respondents.csv"), "This is a table, and the other files are"),
        (("--respondents", *["examples/batch/respondents.csv"] * 2), "--respondents takes answers"),
        (
            ("examples/batch/respondents.csv", OLD_TABLE),
            "This is no table of results: it has no column",
        ),
        ((DATES[0], DATES[0]), "bike_shop_2025.yaml: This file is named twice"),
        ((OLD_TABLE, f"./{OLD_TABLE}"), "results_2025.csv: This file is named twice"),
        (("--respondents", *PEOPLE, PEOPLE[1]), "staff.yaml: This file is named twice"),
        (("-", "-"), "Standard input can be read only once."),
        ((DATES[0], "examples/what_if/scenarios.yaml"), "These are scenarios, not answers."),
    ],
)
def test_what_cannot_be_compared_is_told_with_a_cure(arguments: Any, says: str) -> None:
    done = warm("compare", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_faults_of_both_files_come_at_once(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        answers(tmp_path, name, "channel_strategy", replies="as_promissed")
    done = warm("compare", "a.yaml", "b.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("Did you mean as_promised?") == 2


def test_different_questionnaires_are_refused(tmp_path: Path) -> None:
    version(tmp_path, "1.0.0", 1)
    version(tmp_path, "2.0.0", 3)
    one = answers(tmp_path, "one.yaml", "own_1.yaml", a="o2", b="o0")
    two = answers(tmp_path, "two.yaml", "own_2.yaml", a="o2", b="o0")
    other = answers(tmp_path, "other.yaml", "channel_strategy", replies="as_promised")
    done = warm("compare", one, other, cwd=tmp_path)
    assert done.returncode == 2
    assert (
        "These are answers to channel_strategy, and the others are answers to own." in done.stderr
    )
    people = warm("compare", "--respondents", one, two, cwd=tmp_path)
    assert people.returncode == 2
    assert "names another version of the questionnaire" in people.stderr
    again = answers(tmp_path, "again.yaml", "own_1.yaml", a="o0", b="o0")
    assert warm("compare", "--respondents", one, again, cwd=tmp_path).returncode == 0


def test_one_file_can_be_compared_under_two_versions(tmp_path: Path) -> None:
    version(tmp_path, "1.0.0", 1)
    version(tmp_path, "2.0.0", 3)
    one = answers(tmp_path, "one.yaml", "own", a="o2", b="o0")
    versions = ("--old-questionnaire", "own_1.yaml", "-q", "own_2.yaml")
    done = warm("compare", one, one, *versions, "--json", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    (score,) = [move for move in json.loads(done.stdout)["moves"] if move["id"] == "f"]
    assert (score["points"], score["from_answers"], score["from_rules"]) == (25, 0, 25)


def test_the_option_that_chose_a_questionnaire_is_named(tmp_path: Path) -> None:
    version(tmp_path, "1.0.0", 1)
    version(tmp_path, "2.0.0", 3)
    old = answers(tmp_path, "old.yaml", "other", a="o2", b="o0")
    new = answers(tmp_path, "new.yaml", "own_2.yaml", a="o2", b="o0")
    done = warm("compare", old, new, "--old-questionnaire", "own_1.yaml", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr == (
        "old.yaml names the questionnaire other; own_1.yaml is used, as you asked with "
        "--old-questionnaire.\n"
    )
    people = warm("compare", "--respondents", *PEOPLE, "--old-questionnaire", "own_1.yaml")
    assert people.returncode == 0
    assert people.stderr == "--old-questionnaire: only for two dates, not for several people.\n"


def test_two_businesses_are_told_where_they_are_named(tmp_path: Path) -> None:
    for name in ("a", "b"):
        business = f"business:\n  name: Same\n  id: {name}\nanswers: {{}}\n"
        text = f"questionnaire: channel_strategy\n{business}"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    for more in ((), ("--respondents",)):
        done = warm("compare", "a.yaml", "b.yaml", *more, cwd=tmp_path)
        assert done.returncode == 2
        assert "b.yaml:4:7: These are the answers of “Same” with the id b, and" in done.stderr
        assert "a.yaml:4:7 names “Same” with the id a." in " ".join(done.stderr.split())


@pytest.mark.parametrize("is_quick_now", [False, True])
def test_what_another_form_asked_is_not_called_a_move(is_quick_now: bool, tmp_path: Path) -> None:
    full = (EXAMPLES / "bike_shop.yaml").read_text(encoding="utf-8")
    quick = full.replace("form: full", "form: quick")
    assert quick != full
    (tmp_path / "full.yaml").write_text(full, encoding="utf-8")
    (tmp_path / "quick.yaml").write_text(quick, encoding="utf-8")
    files = ("full.yaml", "quick.yaml") if is_quick_now else ("quick.yaml", "full.yaml")
    document = json.loads(warm("compare", *files, "--json", cwd=tmp_path).stdout)
    questions = load_questionnaire("channel_strategy").record.questions
    count = sum(not question.quick for question in questions)
    told = (
        f"Before it was the full form, now it is the quick form. {count} questions are not asked now: "
        "what that moves cannot be told apart from a real move."
        if is_quick_now
        else f"Before it was the quick form, now it is the full form. {count} questions were not asked "
        "before: what their answers move cannot be told apart from a real move."
    )
    assert document["says"] == f"Both were answered in the same questionnaire. {told}"
    mark = " (not asked now)" if is_quick_now else " (not asked before)"
    single = [p for move in document["moves"] for p in move["parts"] if len(p["questions"]) == 1]
    assert single
    assert all(part["title"].endswith(mark) for part in single)
    brief = warm("compare", *files, "-o", "c.json", cwd=tmp_path)
    assert told in " ".join(brief.stdout.split())


# Data and files


@pytest.mark.parametrize(
    ("arguments", "kind", "schema"),
    [
        (DATES, "comparison", schemas.comparison_schema()),
        (("--respondents", *PEOPLE), "respondents", schemas.agreement_schema()),
    ],
    ids=["dates", "people"],
)
def test_json_fits_its_schema_and_files_say_the_same(
    arguments: tuple[str, ...], kind: str, schema: dict[str, Any], tmp_path: Path
) -> None:
    done = warm("compare", *arguments, "--json")
    assert done.stdout.startswith(f'{{\n  "schema_version": 1,\n  "kind": "{kind}",\n')
    assert done.stdout.isascii()
    jsonschema.Draft7Validator(schema).validate(json.loads(done.stdout))
    assert json.loads(warm("schema", kind).stdout) == schema
    names = ["c.html", "c.md", "c.xlsx", "c.json"]
    outputs = [part for name in names for part in ("-o", str(tmp_path / name))]
    assert warm("compare", *arguments, *outputs).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert (tmp_path / "c.json").read_text() == done.stdout
    told = (
        "+7.4 Same facts everywhere"
        if kind == "comparison"
        else "Settle this first: “Hours a week”"
    )
    for name in ("c.html", "c.md"):
        assert told in (tmp_path / name).read_text(encoding="utf-8").replace("\\+", "+")
    assert warm("compare", *arguments, *outputs).returncode == 0
    report = warm("assess", arguments[-1], *outputs)
    assert (report.returncode, report.stderr.count("--force")) == (2, len(names))


def test_titles_are_taken_from_the_questionnaire_that_is_named(tmp_path: Path) -> None:
    version(tmp_path, "1.0.0", 1)
    for name, b in (("old", "o0"), ("new", "o2")):
        (tmp_path / name).mkdir()
        answers(tmp_path / name, "a.yaml", "own", a="o2", b=b)
        found = omnicheck("batch", name, "-q", "own_1.yaml", "--out", f"{name}_out", cwd=tmp_path)
        assert found.returncode == 0, found.stderr
    files = ("old_out/results.csv", "new_out/results.csv")
    bare = json.loads(warm("compare", *files, "--json", cwd=tmp_path).stdout)
    named = warm("compare", *files, "-q", "own_1.yaml", "--json", cwd=tmp_path)
    told = json.loads(named.stdout)
    assert named.stderr == ""
    stage = bare["movers"][0]["after"]
    assert stage["stage_title"] == stage["stage"]
    record = load_questionnaire(tmp_path / "own_1.yaml").record
    after = told["movers"][0]["after"]
    assert after["stage_title"] == {s.id: s.title for s in record.stages}[after["stage"]]
    assert after["strategy_title"] == record.strategies.multichannel.title
    assert told["origin"]["questionnaire_title"] == record.title


def test_the_examples_are_fine_as_they_are() -> None:
    for path in sorted((EXAMPLES / "compare").glob("*.yaml")):
        done = warm("check", str(path.relative_to(ROOT)))
        assert (done.returncode, done.stderr) == (0, "")
        assert ": fine (" in done.stdout

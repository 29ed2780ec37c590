"""Faults: all at once, each with place, line, caret and cure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.ask.small import small_questionnaire
from tests.cli.program import ROOT, omnicheck

if TYPE_CHECKING:
    from pathlib import Path

BAD = """\
questionnaire: channel_strategy
bussiness: {name: Tea Room}
business:
  name: Tea Room
answers:
  monthly_budget: fre_tools
  monthly_buget: several
"""
REPORTED = """\
bad.yaml:2:1: bussiness is not known here. Did you mean business?
    bussiness: {name: Tea Room}
    ^
bad.yaml:6:19: monthly_budget: “fre_tools” is not among the answers. Did you mean free_tools?
    monthly_budget: fre_tools
                    ^
bad.yaml:7:3: There is no question monthly_buget in channel_strategy. Did you mean monthly_budget?
    monthly_buget: several
    ^
"""
GOOD = "questionnaire: channel_strategy\nbusiness: {name: Tea Room}\nanswers: {replies: not_sure, reach: town}\n"


def test_all_faults_are_shown_at_once(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD)
    done = omnicheck("check", "bad.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, REPORTED, "3 faults.\n")


def test_good_answers_are_counted(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    done = omnicheck("check", "good.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == "good.yaml: fine (answers to channel_strategy: 1 of 35 answered, 1 not sure)\n"
    )


def test_quick_form_counts_its_own_questions(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD.replace("business", "form: quick\nbusiness", 1))
    done = omnicheck("check", "good.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (
        0,
        "good.yaml:2:7: warning: 1 answer does not count, because the quick form leaves its question "
        "out. Write form: full to have them count.\n    form: quick\n          ^\n"
        "good.yaml: fine (answers to channel_strategy: 0 of 17 answered, 1 not sure)\n",
    )


def test_an_answer_to_a_question_that_another_rules_out_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(json.dumps(small_questionnaire()))
    answers = "{visits: rare, online: no, crossing: o0}"
    lines = f"questionnaire: small.yaml\nbusiness: {{name: Tea Room}}\nanswers: {answers}\n"
    (tmp_path / "a.yaml").write_text(lines)
    done = omnicheck("check", "a.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "a.yaml:3:37: warning: This answer does not count: another answer rules its question out. Look at "
        f"both answers, or leave this one out.\n    answers: {answers}\n{'^':>41}\n"
        "a.yaml: fine (answers to small: 3 of 7 answered, 0 not sure)\n"
    )


def test_good_questionnaire_is_counted() -> None:
    done = omnicheck("check", "questionnaires/channel_strategy.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "questionnaires/channel_strategy.yaml: fine "
        "(questionnaire channel_strategy: 35 questions, 34 scored)\n"
    )


def test_bad_file_does_not_hide_the_good_one_behind_it(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "good.yaml").write_text(GOOD)
    done = omnicheck("check", "bad.yaml", "good.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith(REPORTED)
    assert done.stdout.endswith(
        "good.yaml: fine (answers to channel_strategy: 1 of 35 answered, 1 not sure)\n"
    )
    assert done.stderr == "3 faults in 1 of 2 files.\n"


def test_standard_input_is_called_so() -> None:
    done = omnicheck("check", "-", stdin=BAD)
    assert done.returncode == 2
    assert done.stdout.startswith(
        "<stdin>:2:1: bussiness is not known here. Did you mean business?\n"
    )


def test_fault_of_a_questionnaire_is_shown_at_its_line(tmp_path: Path) -> None:
    text = (ROOT / "questionnaires/channel_strategy.yaml").read_text(encoding="utf-8")
    (tmp_path / "own.yaml").write_text(
        text.replace("factor: resources", "factor: resorces", 1), encoding="utf-8"
    )
    done = omnicheck("check", "own.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "Did you mean resources?\n    factor: resorces\n            ^\n" in done.stdout


def test_missing_questionnaire_file_is_a_fault_of_the_answers(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD.replace("channel_strategy", "own.yaml"))
    done = omnicheck("check", "a.yaml", cwd=tmp_path)
    assert done.stdout == (
        "a.yaml:1:16: There is no questionnaire file own.yaml. A path starts at the folder of this file, "
        "or at the folder you are in.\n"
        "    questionnaire: own.yaml\n"
        "                   ^\n"
    )


def test_caret_stands_below_its_character_in_a_long_line(tmp_path: Path) -> None:
    listed = ", ".join(["shop", "phone", "email", "social", "marketplace", "text_message"] * 4)
    line = f"  channels: [{listed}, phne]"
    (tmp_path / "a.yaml").write_text(GOOD.partition("answers")[0] + f"answers:\n{line}\n")
    head, shown, caret = omnicheck("check", "a.yaml", cwd=tmp_path).stdout.splitlines()
    assert head.startswith(
        f"a.yaml:4:{line.index('phne') + 1}: channels: “phne” is not among the answers."
    )
    assert shown[caret.index("^") :].startswith("phne]")
    assert max(len(shown), len(caret)) <= 80


def test_caret_counts_wide_characters_twice(tmp_path: Path) -> None:
    line = '  monthly_budget: ["ショップ", several]'
    (tmp_path / "a.yaml").write_text(
        GOOD.partition("answers")[0] + f"answers:\n{line}\n", encoding="utf-8"
    )
    _head, shown, caret = omnicheck("check", "a.yaml", cwd=tmp_path).stdout.splitlines()
    assert caret.index("^") == shown.index("[")


def test_codes_in_the_file_never_reach_the_terminal(tmp_path: Path) -> None:
    hostile = r'"\e]52;c;ZXZpbA==\a\e[2J"'
    (tmp_path / "a.yaml").write_text(
        GOOD.replace("replies: not_sure", f"{hostile}: 1, replies: {hostile}")
    )
    done = omnicheck("check", "a.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "\x1b" not in done.stdout + done.stderr
    assert "\x07" not in done.stdout + done.stderr


def test_odd_file_names_are_shown_in_codes(tmp_path: Path) -> None:
    (tmp_path / "new\nline.yaml").write_text(GOOD)
    (tmp_path / "[bold].yaml").write_text(GOOD)
    done = omnicheck("check", "new\nline.yaml", "[bold].yaml", cwd=tmp_path)
    fine = "fine (answers to channel_strategy: 1 of 35 answered, 1 not sure)"
    assert done.stdout == f"new\\nline.yaml: {fine}\n[bold].yaml: {fine}\n"


def test_file_that_looks_like_an_option_is_read_after_two_dashes(tmp_path: Path) -> None:
    (tmp_path / "-x.yaml").write_text(GOOD)
    assert omnicheck("check", "--", "-x.yaml", cwd=tmp_path).returncode == 0


NOTHING = "questionnaire: channel_strategy\nbusiness: {name: Tea Room}\n"
NONE_YET = "No question is answered yet. Write your answers after the colons below answers:\n"


@pytest.mark.parametrize(
    ("behind", "place", "pointed"),
    [
        ("answers:\n  reach:\n", "a.yaml:3:1", "    answers:\n    ^\n"),
        ("", "a.yaml:1:1", "    questionnaire: channel_strategy\n    ^\n"),
    ],
)
def test_file_without_an_answer_is_fine_with_a_warning(
    behind: str, place: str, pointed: str, tmp_path: Path
) -> None:
    (tmp_path / "a.yaml").write_text(NOTHING + behind)
    done = omnicheck("check", "a.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{place}: warning: {NONE_YET}{pointed}"
        "a.yaml: fine (answers to channel_strategy: 0 of 35 answered, 0 not sure)\n"
    )


def test_day_still_to_come_is_warned_of(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD + "answered_on: 2999-12-31\n")
    done = omnicheck("check", "a.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "a.yaml:4:14: warning: This day is still to come. Write the day of the answers, or leave it out.\n"
        "    answered_on: 2999-12-31\n"
        "                 ^\n"
        "a.yaml: fine (answers to channel_strategy: 1 of 35 answered, 1 not sure)\n"
    )


def test_slips_of_several_lines_are_shown_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "business:\n  name: Tea: Room\n  trade: @home\n  country: Canada\n  staff 4\n"
    )
    done = omnicheck("check", "a.yaml", cwd=tmp_path)
    assert [line.split(" ")[0] for line in done.stdout.splitlines()[::3]] == [
        "a.yaml:2:12:", "a.yaml:3:10:", "a.yaml:5:3:",
    ]  # fmt: skip
    assert done.stderr == "3 faults.\n"


def test_file_saved_by_an_old_powershell_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(GOOD.replace("\n", "\r\n").encode("utf-16"))
    assert omnicheck("check", "a.yaml", cwd=tmp_path).stdout.startswith("a.yaml: fine (")


def test_every_example_is_fine() -> None:
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*.yaml"))
    done = omnicheck("check", *files)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == files


def test_standard_input_is_checked_only_once() -> None:
    done = omnicheck("check", "-", "-", stdin=BAD)
    assert (done.returncode, done.stdout) == (2, "")
    assert " ".join(done.stderr.split()) == (
        "-: Standard input can be read only once. Write one of the two into a file, and name that."
    )

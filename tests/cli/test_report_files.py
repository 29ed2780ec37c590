"""Report files: what is asked for is checked first, then all is written or nothing, and nothing is lost."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from omnicheck import (
    InputError,
    assess,
    load_answers,
    load_questionnaire,
    redact,
    write_report,
)
from omnicheck.choices import Format
from tests.ask.small import QUESTIONS, answer, at_first_question, resumed
from tests.cli.program import EXAMPLES, environment, omnicheck

if TYPE_CHECKING:
    from pathlib import Path

BOUTIQUE = str(EXAMPLES / "boutique.yaml")
BAKERY = str(EXAMPLES / "corner_bakery.yaml")
BRIEF = "Søstrene Holm\nOmnichannel, start now. Confidence: high.\n\nWritten:\n"
NOT_OURS = (
    "{}: This file was not made by omnicheck, or another program saved it since. "
    "Choose another name, or replace it with --force.\n"
)
OTHER = (
    "{}: This is a report on another business, or by another questionnaire. "
    "Choose another name, or replace it with --force.\n"
)
EDITED = (
    "{}: This report was changed after omnicheck made it. "
    "Choose another name, or replace it with --force.\n"
)


REDACTED = (
    "{}: This is a redacted report, and the new one shows money, staff and notes. "
    "Choose another name, or replace it with --force.\n"
)
FULL = (
    "{}: This is the full report, and the new one is redacted. "
    "Choose another name, or replace it with --force.\n"
)


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def made(folder: Path, *names: str, source: str = BOUTIQUE) -> None:
    """Write reports with the library."""
    report = assess(load_answers(source))
    for name in names:
        write_report(report, folder / name)


def test_all_formats_are_written_and_the_screen_says_it_in_brief(tmp_path: Path) -> None:
    names = [f"b.{kind}" for kind in Format]
    outputs = [part for name in names for part in ("-o", name)]
    done = omnicheck("assess", BOUTIQUE, *outputs, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == BRIEF + "".join(f"  {name}\n" for name in names)
    assert files_in(tmp_path) == sorted(names)
    for name in names:
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert (tmp_path / "b.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "b.xlsx").read_bytes().startswith(b"PK")
    assert "Søstrene Holm" in (tmp_path / "b.md").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "b.json").read_text())["business"]["name"] == "Søstrene Holm"


def test_other_endings_of_a_format_and_capitals_are_known(tmp_path: Path) -> None:
    done = omnicheck("assess", BOUTIQUE, "-o", "A.MD", "-o", "b.markdown", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "A.MD").read_bytes() == (tmp_path / "b.markdown").read_bytes()


def test_json_stays_alone_on_standard_output(tmp_path: Path) -> None:
    done = omnicheck("assess", BOUTIQUE, "--json", "-o", "b.md", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "\nWritten:\n  b.md\n")
    assert done.stdout == omnicheck("assess", BOUTIQUE, "--json").stdout


def test_details_print_the_report_as_well(tmp_path: Path) -> None:
    done = omnicheck("assess", BOUTIQUE, "--details", "-o", "b.md", cwd=tmp_path)
    assert done.stdout == omnicheck("assess", BOUTIQUE, "--details").stdout + "\nWritten:\n  b.md\n"


def test_standard_input_gives_the_same_report_but_for_the_name_of_the_file(tmp_path: Path) -> None:
    text = (EXAMPLES / "boutique.yaml").read_bytes()
    done = omnicheck("assess", "-", "-o", "b.json", stdin=text, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{BRIEF}  b.json\n")
    made(tmp_path, "c.json")
    stdin, file = (json.loads((tmp_path / name).read_text()) for name in ("b.json", "c.json"))
    assert stdin["origin"].pop("answers_file") == "<stdin>"
    file["origin"].pop("answers_file")
    assert stdin == file


def test_every_fault_is_told_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "theme.yaml").write_text("format: 1\nacent: x\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "same").symlink_to("folder")
    os.mkfifo(tmp_path / "pipe.md")
    outputs = ["good.md", "b.hmtl", "b", "no/b.md", "folder", "pipe.md", "folder/b.md", "same/b.md",
               f"{'x' * 300}.md"]  # fmt: skip
    options = [part for name in outputs for part in ("-o", name)]
    before = files_in(tmp_path)
    done = omnicheck("assess", BOUTIQUE, *options, "--theme", "theme.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "b: A report cannot be written to a file with this ending. Known endings are .html, .pdf, .md, "
        ".xlsx, .json.",
        "b.hmtl: A report cannot be written to a file with this ending. Did you mean .html?",
        "folder: This is a folder. Name a file in it, such as folder/report.html.",
        "no/b.md: There is no such folder. Make the folder first, or choose another.",
        "pipe.md: This is not an ordinary file. Choose another name.",
        "same/b.md: This file is named twice. Name it once.",
        "theme.yaml:2:1: acent is not known here. Did you mean accent?",
        "    acent: x",
        "    ^",
        f"{'x' * 300}.md: This name is too long. Choose a shorter one.",
    ]
    assert files_in(tmp_path) == before
    assert files_in(tmp_path / "folder") == []


def test_a_file_that_is_read_is_never_written_over(tmp_path: Path) -> None:
    answers = {"questionnaire": "channel_strategy", "business": {"name": "A"}, "answers": {}}
    (tmp_path / "a.json").write_text(json.dumps(answers))
    done = omnicheck("assess", "a.json", "-o", "./a.json", "--force", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "a.json: This file is read for the report, so the report cannot take its place. "
        "Choose another name.\n"
    )
    assert json.loads((tmp_path / "a.json").read_text()) == answers


def test_a_fault_in_the_answers_leaves_all_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("questionnaire: channel_strategy\nanswers: {}\n")
    done = omnicheck("assess", "a.yaml", "-o", "b.md", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert files_in(tmp_path) == ["a.yaml"]


def test_a_format_that_lacks_its_library_names_the_command_and_writes_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['typst'] = None\n")
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = omnicheck(
        "assess", BOUTIQUE, "-o", "b.md", "-o", "b.pdf", cwd=tmp_path, env={"PYTHONPATH": path}
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        'A PDF needs one more package. Install it with: pip install "omnicheck[pdf]"\n'
    )
    assert "b.md" not in files_in(tmp_path)


def test_a_disk_without_room_leaves_the_old_files_and_no_half(tmp_path: Path) -> None:
    made(tmp_path, "b.md")
    old = (tmp_path / "b.md").read_bytes()
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))\n"
        f"sys.argv = ['omnicheck', 'assess', {BOUTIQUE!r}, '--redact', '-o', 'b.md', '-o', 'b.html', '--force']\n"
        "from omnicheck.__main__ import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "b.html: The file cannot be written. File too large",
        "b.md: The file cannot be written. File too large",
    ]
    assert files_in(tmp_path) == ["b.md"]
    assert (tmp_path / "b.md").read_bytes() == old


@pytest.mark.parametrize("kind", Format)
def test_the_same_report_is_replaced_and_every_other_file_is_kept(
    kind: Format, tmp_path: Path
) -> None:
    made(tmp_path, f"same.{kind}")
    made(tmp_path, f"other.{kind}", source=BAKERY)
    made(tmp_path, f"edited.{kind}")
    with (tmp_path / f"edited.{kind}").open("ab") as file:
        file.write(b" ")
    (tmp_path / f"foreign.{kind}").write_bytes(b"precious")
    report = assess(load_answers(BOUTIQUE))
    for name, told in (("other", OTHER), ("edited", EDITED), ("foreign", NOT_OURS)):
        path = tmp_path / f"{name}.{kind}"
        old = path.read_bytes()
        with pytest.raises(InputError) as raised:
            write_report(report, path)
        assert f"{raised.value}\n" == told.format(path)
        assert path.read_bytes() == old
        write_report(report, path, force=True)
        assert path.read_bytes() == (tmp_path / f"same.{kind}").read_bytes()
    write_report(report, tmp_path / f"same.{kind}")


@pytest.mark.parametrize("kind", Format)
def test_a_full_report_never_slips_into_the_place_of_a_redacted_one(
    kind: Format, tmp_path: Path
) -> None:
    questionnaire = load_questionnaire()
    full = assess(load_answers(BOUTIQUE))
    redacted = redact(full, questionnaire)
    path = tmp_path / f"b.{kind}"
    for first, second, told in ((redacted, full, REDACTED), (full, redacted, FULL)):
        write_report(first, path, force=True)
        path.chmod(0o644)
        old = path.read_bytes()
        with pytest.raises(InputError) as raised:
            write_report(second, path)
        assert f"{raised.value}\n" == told.format(path)
        write_report(first, path)
        assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (old, 0o644)
        write_report(second, path, force=True)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_report_that_is_set_to_be_read_only_is_kept(tmp_path: Path) -> None:
    made(tmp_path, "b.md")
    (tmp_path / "b.md").chmod(0o444)
    done = omnicheck("assess", BOUTIQUE, "-o", "b.md", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "b.md: This report is set to be read only. Choose another name, or replace it with --force.\n"
    )
    assert omnicheck("assess", BOUTIQUE, "-o", "b.md", "--force", cwd=tmp_path).returncode == 0


def test_a_slash_at_the_end_means_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    outputs = ["-o", "b.html/", "-o", "folder.md/"]
    done = omnicheck("assess", BOUTIQUE, *outputs, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "b.html/: The / at the end means a folder, and there is none. Name a file, such as b.html.\n"
        "folder.md: This is a folder. Name a file in it, such as folder.md/report.html.\n"
    )
    assert files_in(tmp_path) == ["folder.md"]


def test_one_file_that_must_be_kept_stops_all(tmp_path: Path) -> None:
    made(tmp_path, "b.md", source=BAKERY)
    (tmp_path / "c.html").write_text("precious")
    names = ["-o", "a.md", "-o", "b.md", "-o", "c.html"]
    done = omnicheck("assess", BOUTIQUE, *names, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == OTHER.format("b.md") + NOT_OURS.format("c.html")
    assert files_in(tmp_path) == ["b.md", "c.html"]
    done = omnicheck("assess", BOUTIQUE, *names, "--force", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{BRIEF}  a.md\n  b.md\n  c.html\n")
    assert "precious" not in (tmp_path / "c.html").read_text(encoding="utf-8")


def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path) -> None:
    made(tmp_path, "b.md")
    (tmp_path / "b.md").chmod(0o644)
    made(tmp_path, "b.md")
    assert stat.S_IMODE((tmp_path / "b.md").stat().st_mode) == 0o644


def test_a_link_is_replaced_and_never_followed(tmp_path: Path) -> None:
    made(tmp_path, "outside.md")
    old = (tmp_path / "outside.md").read_bytes()
    (tmp_path / "link.md").symlink_to("outside.md")
    (tmp_path / "loose.md").symlink_to("nowhere.md")
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "planted.md").symlink_to("precious")
    made(tmp_path, "link.md", "loose.md")
    assert not (tmp_path / "link.md").is_symlink()
    assert not (tmp_path / "loose.md").is_symlink()
    assert (tmp_path / "outside.md").read_bytes() == old
    with pytest.raises(InputError, match="not made by omnicheck"):
        made(tmp_path, "planted.md")
    write_report(assess(load_answers(BOUTIQUE)), tmp_path / "planted.md", force=True)
    assert (tmp_path / "precious").read_text() == "precious"


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    names = [f"b.{kind}" for kind in Format]
    made(tmp_path, *names)
    first = {name: (tmp_path / name).read_bytes() for name in names}
    made(tmp_path, *names)
    assert {name: (tmp_path / name).read_bytes() for name in names} == first


def test_a_copy_to_pass_on_lacks_money_staff_and_notes(tmp_path: Path) -> None:
    done = omnicheck("assess", BOUTIQUE, "--redact", "-o", "b.json", "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "b.json").read_text() == done.stdout
    data: dict[str, Any] = json.loads(done.stdout)
    assert data["redacted"] is True
    assert data["business"]["staff"] is None
    assert "Tuesdays" not in done.stdout
    screen = omnicheck("assess", BOUTIQUE, "--redact", "--details").stdout
    assert "Tuesdays" not in screen
    assert "Steps that depend on money, hours or staff are left out of this copy." in screen


def test_a_theme_is_in_the_files(tmp_path: Path) -> None:
    theme = str(EXAMPLES / "theme" / "theme.yaml")
    done = omnicheck("assess", BOUTIQUE, "--theme", theme, "-o", "b.html", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert "Harbour Advice" in page
    assert "4 Quay Street, Galway" in page
    assert "data:image/svg+xml;base64," in page
    assert "#7a2e4d" in page


def test_paper_changes_the_pdf(tmp_path: Path) -> None:
    for paper, size in (("a4", b"595"), ("letter", b"612")):
        done = omnicheck(
            "assess", BOUTIQUE, "--paper", paper, "-o", "b.pdf", "--force", cwd=tmp_path
        )
        assert (done.returncode, done.stderr) == (0, "")
        found = re.search(rb"/MediaBox ?\[0 0 ([0-9]+)", (tmp_path / "b.pdf").read_bytes())
        assert found is not None
        assert found[1] == size
    done = omnicheck("assess", BOUTIQUE, "--paper", "a5", "-o", "b.pdf", cwd=tmp_path)
    assert done.returncode == 2
    assert "“a5” is not among the choices for --paper: a4, letter." in done.stderr


def test_what_a_reader_should_know_is_told(tmp_path: Path) -> None:
    text = (EXAMPLES / "boutique.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("Søstrene Holm", "Holm 𒀀"), encoding="utf-8")
    done = omnicheck("assess", "a.yaml", "-o", "b.pdf", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith("b.pdf: warning: ")
    assert "𒀀" in done.stderr


def test_options_that_do_nothing_without_a_file_say_so() -> None:
    done = omnicheck("assess", BOUTIQUE, "--paper", "letter", "--force")
    assert done.returncode == 0
    assert done.stderr == (
        "--paper, --force: only for report files. To write one, add: -o report.html\n"
    )


def test_the_interview_ends_with_the_files(tmp_path: Path) -> None:
    with at_first_question(tmp_path, "-o", "tea.md", "-o", "tea.json") as terminal:
        answer(terminal, *QUESTIONS)
        terminal.ask("\r", "Your report is in:", "Your answers are in:")
        assert terminal.end() == 0
        lines = [line.strip() for line in terminal.scrollback().splitlines() if line.strip()]
    assert lines[-7:] == [
        "Your report is in:",
        "tea.md",
        "tea.json",
        "Your answers are in:",
        "tea.yaml",
        "See this again:  omnicheck assess tea.yaml",
        "Change answers:  omnicheck ask tea.yaml",
    ]
    assert json.loads((tmp_path / "tea.json").read_text())["business"]["name"] == "Tea Room"
    assert "Tea Room" in (tmp_path / "tea.md").read_text(encoding="utf-8")


def test_the_interview_finds_faults_before_the_first_question(tmp_path: Path) -> None:
    with resumed(tmp_path, "-o", "tea.hmtl", "-o", "no/tea.md") as terminal:
        terminal.wait("no/tea.md: There is no such folder.", "Did you mean .html?")
        assert terminal.end() == 2
    assert files_in(tmp_path) == []


def test_the_interview_finds_what_must_be_kept_before_the_first_question(tmp_path: Path) -> None:
    made(tmp_path, "kept.md")
    old = (tmp_path / "kept.md").read_bytes()
    with at_first_question(tmp_path) as terminal:
        terminal.send("q\r")
        assert terminal.end() == 130
    with resumed(tmp_path, "-o", "kept.md") as terminal:
        terminal.wait("Saved. Continue with: omnicheck ask tea.yaml", "another business")
        assert "question 1 of" not in terminal.scrollback()
        assert terminal.end() == 2
    assert (tmp_path / "kept.md").read_bytes() == old

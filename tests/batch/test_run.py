"""A batch from end to end, as a program calls it: everything equals the single path, and nothing is lost."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from omnicheck import InputError, api, assess, load_answers, load_questionnaire, write_report
from omnicheck.batch import group, reading, resultfiles, run
from omnicheck.batch.identities import DuplicateClientsError
from omnicheck.batch.run import TooManyReportsError
from omnicheck.batch.settings import Settings, Stage
from omnicheck.batch.writers.lines import LineWriter
from omnicheck.choices import Columns, Format, ResultsKind, Strategy
from omnicheck.reports.rendering import Look
from omnicheck.reports.theme import Theme
from tests.batch.clients import (
    ROOT,
    add_client,
    add_clients,
    add_other,
    add_table,
    batch,
    faults_of,
    files_of,
    own_questionnaire,
    rows_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = ROOT / "examples"
HTML, MARKDOWN, JSON = Format.HTML, Format.MARKDOWN, Format.JSON


@dataclass
class Meanwhile:
    """Does something when the reports are about to be made."""

    do: Callable[[], object]

    def begin(self, stage: Stage, _total: int | None) -> None:
        if stage is Stage.REPORTS:
            self.do()

    def advance(self, _count: int) -> None:
        pass


def by_client(out: Path) -> dict[str, dict[str, str]]:
    return {row["client"]: row for row in rows_of(out)}


def reports_in(out: Path) -> list[str]:
    return sorted(path.name for path in (out / "reports").iterdir())


def report_of(out: Path, name: str) -> Path:
    """The only report that begins so."""
    (path,) = (out / "reports").glob(f"{name}-*")
    return path


# Everything equals the single path.


def test_both_folders_together_are_both_folders_row_for_row(tmp_path: Path) -> None:
    add_clients(tmp_path / "a", 5)
    add_clients(tmp_path / "b", 4, first=5)
    table = add_table(
        tmp_path / "t.csv", [{"id": f"T{i}", "hours_per_week": "none"} for i in range(3)]
    )
    inputs = (tmp_path / "a", tmp_path / "b", table)
    for name, given in (("a", inputs[:1]), ("b", inputs[1:2]), ("t", inputs[2:]), ("all", inputs)):
        batch(tmp_path / "out" / name, *given)
    alone = [row for name in "abt" for row in rows_of(tmp_path / "out" / name)]
    assert len(alone) == 12
    whole = rows_of(tmp_path / "out" / "all")
    filled = [{name: row.get(name, "") for name in whole[0]} for row in alone]
    assert sorted(whole, key=str) == sorted(filled, key=str)


def test_neither_the_order_of_the_inputs_nor_the_number_of_processes_changes_a_byte(
    tmp_path: Path,
) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    add_clients(a, 3)
    add_clients(b, 3, first=3)
    add_client(b, "Odd", "lots")
    table = add_table(
        tmp_path / "t.csv",
        [{"id": f"T{i}", "trade": "tea", "hours_per_week": "none"} for i in range(2)],
    )
    formats = (HTML, JSON)
    batch(tmp_path / "1", a, b, table, formats=formats)
    batch(tmp_path / "2", table, b, a, formats=formats, jobs=2)
    assert files_of(tmp_path / "1") == files_of(tmp_path / "2")
    assert len(files_of(tmp_path / "1")) == 2 * 8 + 5


def test_a_row_says_what_the_report_says(tmp_path: Path) -> None:
    # Not the whole folder: examples/compare holds one business several times.
    batch(tmp_path, *EXAMPLES.glob("*.yaml"), EXAMPLES / "batch")
    rows = {Path(row["source"]).name: row for row in rows_of(tmp_path)}
    assert len(rows) == len(list(EXAMPLES.glob("*.yaml"))) + len(
        list(EXAMPLES.glob("batch/*.yaml"))
    )
    for path in EXAMPLES.glob("*.yaml"):
        report = assess(load_answers(path))
        row = rows[path.name]
        assert row["client"] == (report.business.id or report.business.name)
        assert row["strategy"] == report.verdict.strategy
        assert row["path"] == report.verdict.path
        assert row["confidence"] == report.verdict.confidence
        assert abs(float(row["margin"]) - report.verdict.margin) < 1e-4


def test_a_report_is_byte_for_byte_that_of_assess(tmp_path: Path) -> None:
    formats = tuple(Format)
    look = Look(Theme(name="Harbour Advice"))
    batch(tmp_path / "out", EXAMPLES / "boutique.yaml", formats=formats, look=look, redact=True)
    questionnaire = load_questionnaire()
    report = api.redact(assess(load_answers(EXAMPLES / "boutique.yaml")), questionnaire)
    for kind in formats:
        alone = tmp_path / f"alone.{kind}"
        write_report(report, alone, theme=look.theme)
        (made,) = (tmp_path / "out" / "reports").glob(f"*.{kind}")
        assert made.read_bytes() == alone.read_bytes()
        assert made.stat().st_mode & 0o777 == 0o600


def test_the_report_on_a_row_is_that_on_a_file_with_the_same_answers(tmp_path: Path) -> None:
    about = {"id": "K7", "name": "Kite & Co", "trade": "toys", "region": "Fife", "staff": "3"}
    answers = {"monthly_budget": "not_sure", "channels": "shop; email", "hours_per_week": "none"}
    table = add_table(
        tmp_path / "t.csv",
        [
            {"id": "first", **dict.fromkeys([*about, *answers][1:], ""), "form": "", "colour": ""},
            {**about, **answers, "form": "quick", "colour": "red"},
        ],
    )
    said = about | {"tags": {"colour": "red"}}
    file = {
        "questionnaire": "channel_strategy",
        "form": "quick",
        "business": said,
        "answers": answers | {"channels": ["shop", "email"]},
    }
    (tmp_path / "kite.json").write_text(json.dumps(file))
    batch(tmp_path / "row", table, formats=(JSON,))
    batch(tmp_path / "file", tmp_path / "kite.json", formats=(JSON,))
    row, single = (
        json.loads(report_of(tmp_path / name, "kite_co").read_text()) for name in ("row", "file")
    )
    assert row["origin"].pop("answers_file") == "t.csv:2"
    assert single["origin"].pop("answers_file") == "kite.json"
    for record in (row, single):
        record["origin"].pop("answers_sha256")
        for line in record["answers"]:
            line.pop("line")
    assert row == single
    shared = {"source", "row"}
    (of_file,) = rows_of(tmp_path / "file")
    of_row = by_client(tmp_path / "row")["K7"]
    assert {k: v for k, v in of_row.items() if k not in shared} == {
        k: v for k, v in of_file.items() if k not in shared
    }


def test_rows_without_id_and_name_are_told_apart_by_their_place(tmp_path: Path) -> None:
    table = add_table(tmp_path / "t.csv", [{"hours_per_week": "none"}, {"hours_per_week": "none"}])
    summary = batch(tmp_path / "out", table, formats=(JSON,))
    assert summary.reports_made == 2
    names = [
        json.loads(path.read_text())["business"]["name"]
        for path in sorted((tmp_path / "out" / "reports").iterdir())
    ]
    assert sorted(names) == [f"{table}:1", f"{table}:2"]


def test_answers_on_standard_input_get_results_and_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = add_client(tmp_path, "Tea")
    with path.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        batch(tmp_path / "out", "-", formats=(JSON,), jobs=2)
    (row,) = rows_of(tmp_path / "out")
    assert row["source"] == "<stdin>"
    report = json.loads(report_of(tmp_path / "out", "tea").read_text())
    assert report["origin"]["answers_file"] == "<stdin>"


# Questionnaires.


def test_mixed_questionnaires_stay_in_the_order_of_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = tmp_path / "clients"
    own_questionnaire(tmp_path, "small")
    for i in range(6):
        name = f"client{i}"
        add_client(clients, name) if i % 2 else add_other(clients, name, "../small.yaml")
    outs = []
    for at_once in (256, 1, 4):
        monkeypatch.setattr(reading, "FILES_AT_ONCE", at_once)
        outs.append(tmp_path / f"out{at_once}")
        assert batch(outs[-1], clients, formats=(JSON,)).exit_code == 0
    rows = rows_of(outs[0])
    assert [row["client"] for row in rows] == [f"client{i}" for i in range(6)]
    assert [bool(row["demand"]) for row in rows] == [True, False] * 3
    assert [bool(row["readiness"]) for row in rows] == [False, True] * 3
    assert files_of(outs[0]) == files_of(outs[1]) == files_of(outs[2])


def test_one_client_may_answer_two_questionnaires(tmp_path: Path) -> None:
    own_questionnaire(tmp_path, "small")
    add_client(tmp_path / "clients", "Tea")
    add_other(tmp_path / "clients", "Tea2", "../small.yaml").write_text(
        "questionnaire: ../small.yaml\nbusiness: {name: Tea}\n"
    )
    summary = batch(tmp_path / "out", tmp_path / "clients", formats=(JSON,))
    assert (summary.assessed, summary.reports_made, summary.exit_code) == (2, 2, 0)


def test_a_questionnaire_is_chosen_for_files_that_name_none(tmp_path: Path) -> None:
    own = own_questionnaire(tmp_path, "small")
    file = add_other(tmp_path / "clients", "Tea", "small")
    file.write_text("business: {name: Tea}\nanswers: {crossing: 7}\n")
    summary = batch(tmp_path / "out", file, questionnaire=str(own), formats=(JSON,))
    assert summary.exit_code == 0
    report = json.loads(report_of(tmp_path / "out", "tea").read_text())
    assert report["origin"]["questionnaire"] == "small"


def test_two_questionnaires_with_one_id_stop_the_batch(tmp_path: Path) -> None:
    for folder, text in (("a", "Demand"), ("b", "Wish")):
        own_questionnaire(tmp_path / folder, "small", text)
        add_other(tmp_path / folder / "clients", f"client {folder}", "../small.yaml")
    with pytest.raises(InputError, match="has the same id: small"):
        batch(tmp_path / "out", tmp_path / "a", tmp_path / "b")
    assert not (tmp_path / "out" / "results.csv").exists()


def test_an_unknown_questionnaire_is_told_before_any_work(tmp_path: Path) -> None:
    add_client(tmp_path, "Tea")
    with pytest.raises(InputError, match="channel_stratgy"):
        batch(tmp_path / "out", tmp_path, questionnaire="channel_stratgy")
    assert not (tmp_path / "out").exists()


# Who is who.


def test_the_same_client_twice_stops_before_anything_is_put_in_place(tmp_path: Path) -> None:
    add_client(tmp_path / "in", "Tea", file="a")
    out = tmp_path / "out"
    batch(out, tmp_path / "in", formats=(JSON,))
    before = files_of(out)
    add_client(tmp_path / "in", "Tea", file="b")
    add_client(tmp_path / "in", "Other", id="K7", file="c")
    table = add_table(
        tmp_path / "t.csv", [{"id": name, "hours_per_week": "none"} for name in ("x", "K7")]
    )
    with pytest.raises(DuplicateClientsError) as raised:
        batch(out, tmp_path / "in", table, formats=(JSON,))
    folder = tmp_path / "in"
    cure = "Give each an id of its own, or leave one out."
    assert str(raised.value).splitlines() == [
        f"{folder}/b.yaml: This is the same client as {folder}/a.yaml: Tea. {cure}",
        f"{tmp_path}/t.csv:2:1: This is the same client as {folder}/c.yaml: K7. {cure}",
    ]
    assert files_of(out) == before


def test_names_that_differ_only_a_little_each_get_their_own_report(tmp_path: Path) -> None:
    names = [
        "Café", "CAFÉ", "Cafe\u0301", "Cafe", "cafe", "ca-fe", "ca/fe", "カフェ", "ｶﾌｪ", "кафе", "Kафе",
        "../../evil", "/etc/passwd", "CON", "con", "a.", "a", "x" * 199, "x" * 200, "=1+1", "[/]", "日本 語",
    ]  # fmt: skip
    for i, name in enumerate(names):
        add_client(tmp_path / "in", name, file=f"{i:02}")
    summary = batch(tmp_path / "out", tmp_path / "in", formats=(JSON,))
    assert (summary.faults, summary.reports_made) == (0, len(names))
    found = reports_in(tmp_path / "out")
    assert len({name.casefold() for name in found}) == len(names)
    assert max(len(name.encode()) for name in found) < 255
    written = [json.loads((tmp_path / "out" / "reports" / name).read_text()) for name in found]
    assert {report["business"]["name"] for report in written} == set(names)


def test_clients_whose_short_hashes_meet_each_get_their_own_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group, "stem_of", lambda *_about: f"tea{_about[-1].count(chr(10))}")
    for i in range(2):
        add_client(tmp_path / "in", "Tea", id=f"K{i}", file=f"{i}")
    assert batch(tmp_path / "out", tmp_path / "in", formats=(JSON,)).exit_code == 0
    assert reports_in(tmp_path / "out") == ["tea0.json", "tea1.json"]


# What is wrong stops nothing else.


def test_each_fault_is_listed_and_everything_else_is_done(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    add_clients(folder, 3)
    add_client(folder, "Odd", "lots")
    (folder / "torn.yaml").write_text("a: [")
    os.mkfifo(folder / "pipe.yaml")
    (folder / "round.yaml").symlink_to("round.yaml")
    (folder / "loop").symlink_to(".")
    (folder / "nothing.yaml").symlink_to("nowhere")
    table = add_table(
        tmp_path / "t.csv",
        [{"id": "T1", "hours_per_week": "none"}, {"id": "T2", "hours_per_week": "often"}],
    )
    out = tmp_path / "out"
    summary = batch(out, folder, table, tmp_path / "missing.yaml", formats=(JSON,))
    assert (summary.assessed, summary.failed, summary.exit_code) == (4, 6, 3)
    assert {row["client"] for row in rows_of(out)} == {
        "Client 000",
        "Client 001",
        "Client 002",
        "T1",
    }
    assert len(reports_in(out)) == 4
    faults = {
        (Path(row["file"]).name, row["line_or_row"], row["column"]): row["what"]
        for row in faults_of(out)
    }
    assert faults.keys() == {
        ("missing.yaml", "", ""), ("loop", "", ""), ("Odd.yaml", "5", "19"), ("torn.yaml", "1", "4"),
        ("pipe.yaml", "", ""), ("round.yaml", "", ""), ("nothing.yaml", "", ""), ("t.csv", "2", "2"),
    }  # fmt: skip
    assert summary.faults == len(faults)
    assert faults["Odd.yaml", "5", "19"] == "monthly_budget: “lots” is not among the answers."


def test_the_list_of_faults_goes_when_all_is_well_again(tmp_path: Path) -> None:
    add_client(tmp_path / "in", "Tea")
    odd = add_client(tmp_path / "in", "Odd", "lots")
    out = tmp_path / "out"
    assert batch(out, tmp_path / "in").exit_code == 3
    assert (out / "faults.csv").exists()
    odd.unlink()
    summary = batch(out, tmp_path / "in")
    assert (summary.exit_code, (out / "faults.csv").exists()) == (0, False)


def test_where_nobody_can_be_assessed_the_faults_remain(tmp_path: Path) -> None:
    odd = add_client(tmp_path / "in", "Odd", "lots")
    summary = batch(tmp_path / "out", odd, formats=(HTML,))
    assert (summary.assessed, summary.failed, summary.exit_code) == (0, 1, 3)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        ".omnicheck", "faults.csv", "results.csv",
    ]  # fmt: skip


def test_nothing_to_read_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match="no answers files in this folder"):
        batch(tmp_path / "out", tmp_path / "in")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("change", ["vanishes", "changes"])
def test_a_client_whose_answers_change_under_way_is_told(change: str, tmp_path: Path) -> None:
    add_client(tmp_path / "in", "Steady")
    file = add_client(tmp_path / "in", "Tea")

    def do() -> None:
        file.unlink() if change == "vanishes" else add_client(tmp_path / "in", "Oil", file="Tea")

    out = tmp_path / "out"
    settings = Settings((str(tmp_path / "in"),), out, formats=(JSON,))
    summary = run.run_batch(settings, Meanwhile(do))
    assert (summary.assessed, summary.reports_made, summary.exit_code) == (2, 1, 3)
    (fault,) = faults_of(out)
    assert (fault["file"], fault["client"]) == (str(file), "Tea")


# Running it again.


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 3)
    add_client(tmp_path / "in", "Odd", "lots")
    out = tmp_path / "out"
    first = batch(out, tmp_path / "in", formats=(HTML, JSON))
    assert (first.reports_made, first.reports_there) == (6, 0)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    second = batch(out, tmp_path / "in", formats=(HTML, JSON))
    assert (second.reports_made, second.reports_there, second.written) == (0, 6, [])
    assert second.unchanged == ["results.csv", "index.html", "workbook.xlsx", "faults.csv"]
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_a_second_run_makes_what_is_missing_or_changed_and_nothing_else(tmp_path: Path) -> None:
    files = add_clients(tmp_path / "in", 4)
    out = tmp_path / "out"
    batch(out, tmp_path / "in", formats=(JSON,))
    report_of(out, "client_001").unlink()
    add_client(tmp_path / "in", "Client 002", "project")
    add_client(tmp_path / "in", "New")
    files[3].unlink()
    summary = batch(out, tmp_path / "in", formats=(JSON,))
    assert (summary.reports_made, summary.reports_there) == (3, 1)
    assert summary.reports_of_others == (f"reports/{report_of(out, 'client_003').name}",)
    assert summary.written == ["results.csv", "index.html", "workbook.xlsx"]


@pytest.mark.parametrize(
    "change",
    [
        {"redact": True, "force": True},
        {"look": Look(Theme(name="Harbour"))},
        {"force": True},
    ],
)
def test_another_look_or_force_makes_all_reports_anew(
    change: dict[str, Any], tmp_path: Path
) -> None:
    add_clients(tmp_path / "in", 2)
    out = tmp_path / "out"
    batch(out, tmp_path / "in", formats=(HTML,))
    summary = batch(out, tmp_path / "in", formats=(HTML,), **change)
    assert (summary.reports_made, summary.reports_there) == (2, 0)


def test_another_program_version_makes_all_reports_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_client(tmp_path / "in", "Tea")
    batch(tmp_path / "out", tmp_path / "in", formats=(JSON,))
    monkeypatch.setattr("omnicheck.__version__", "99")
    assert batch(tmp_path / "out", tmp_path / "in", formats=(JSON,)).reports_made == 1


def test_reports_are_known_again_without_the_memory_of_them(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 2)
    out = tmp_path / "out"
    batch(out, tmp_path / "in", formats=(JSON,))
    before = files_of(out)
    shutil.rmtree(out / ".omnicheck")
    summary = batch(out, tmp_path / "in", formats=(JSON,))
    assert (summary.reports_made, summary.reports_there, summary.written) == (0, 2, [])
    assert files_of(out) == before


def test_files_of_others_and_edited_ones_are_kept_and_told(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 2)
    out = tmp_path / "out"
    batch(out, tmp_path / "in", formats=(HTML,))
    before = files_of(out)
    edited = [report_of(out, "client_000"), out / "results.csv", out / "index.html"]
    for path in edited:
        path.write_bytes(path.read_bytes() + b" ")
    swapped = report_of(out, "client_001")
    swapped.write_bytes(before[f"reports/{edited[0].name}"])
    held = {path: path.read_bytes() for path in (*edited, swapped)}
    add_client(tmp_path / "in", "Client 000", "project")
    summary = batch(out, tmp_path / "in", formats=(HTML,))
    assert (summary.exit_code, summary.reports_made) == (3, 0)
    assert {path: path.read_bytes() for path in held} == held
    assert {Path(row["file"]).name: row["client"] for row in faults_of(out)} == {
        "results.csv": "", "index.html": "", edited[0].name: "Client 000", swapped.name: "Client 001",
    }  # fmt: skip
    assert batch(out, tmp_path / "in", formats=(HTML,), force=True).exit_code == 0


# What is asked for.


def test_every_kind_of_results_is_written(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    add_clients(tmp_path / "in", 2)
    out = tmp_path / "out"
    summary = batch(out, tmp_path / "in", results=tuple(ResultsKind), columns=Columns.DECISION)
    assert summary.written[:4] == [f"results.{kind}" for kind in ResultsKind]
    assert summary.strategies == {Strategy.MULTICHANNEL: 2, Strategy.OMNICHANNEL: 0}
    assert "first_actions" not in rows_of(out)[0]


def test_a_table_too_long_to_keep_is_written_as_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = add_table(
        tmp_path / "a.csv", [{"id": f"A{i}", "hours_per_week": "none"} for i in range(40)]
    )
    late = add_table(tmp_path / "b.csv", [{"id": "B", "colour": "red", "hours_per_week": "none"}])
    batch(tmp_path / "kept", table, late)
    monkeypatch.setattr(reading, "ROWS_AT_ONCE", 8)
    monkeypatch.setattr(resultfiles, "_MOST_KEPT", 16)
    batch(tmp_path / "streamed", table, late)
    assert files_of(tmp_path / "kept") == files_of(tmp_path / "streamed")
    assert rows_of(tmp_path / "kept")[-1]["tag.colour"] == "red"


@pytest.mark.parametrize("jobs", [1, 2])
def test_lines_made_by_those_who_score_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    pytest.importorskip("pyarrow")
    rows = [{"id": f"A{i}, the = “first”", "hours_per_week": "none"} for i in range(100)]
    rows[70]["hours_per_week"] = "lots"
    table = add_table(tmp_path / "a.csv", rows)
    settings = {"results": tuple(ResultsKind), "columns": Columns.DECISION}
    batch(tmp_path / "kept", table, **settings)
    monkeypatch.setattr(reading, "ROWS_AT_ONCE", 4)
    monkeypatch.setattr(resultfiles, "_MOST_KEPT", 8)
    made, add_lines = list[bytes](), LineWriter.add_lines

    def watched(self: LineWriter, lines: bytes) -> None:
        made.append(lines)
        add_lines(self, lines)

    monkeypatch.setattr(LineWriter, "add_lines", watched)
    batch(tmp_path / "streamed", table, jobs=jobs, **settings)
    assert len(made) > 20
    kept, streamed = (files_of(tmp_path / name) for name in ("kept", "streamed"))
    assert {name for name in kept if kept[name] != streamed[name]} == set()


def test_a_dry_run_tells_all_and_writes_nothing(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 2)
    add_client(tmp_path / "in", "Odd", "lots")
    out = tmp_path / "out"
    summary = batch(out, tmp_path / "in", formats=(JSON,), dry_run=True)
    assert not out.exists()
    assert (summary.assessed, summary.reports_made, summary.exit_code) == (2, 2, 3)
    assert summary.written == ["results.csv", "index.html", "workbook.xlsx", "faults.csv"]
    batch(out, tmp_path / "in", formats=(JSON,))
    before = files_of(out)
    report_of(out, "client_001").unlink()
    summary = batch(out, tmp_path / "in", formats=(JSON,), dry_run=True)
    assert (summary.reports_made, summary.reports_there) == (1, 1)
    assert len(files_of(out)) == len(before) - 1


def test_reports_on_more_businesses_than_anybody_reads_take_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "MOST_REPORTS", 2)
    add_clients(tmp_path / "in", 3)
    with pytest.raises(TooManyReportsError):
        batch(tmp_path / "out", tmp_path / "in", formats=(JSON,))
    assert not (tmp_path / "out" / "results.csv").exists()
    assert batch(tmp_path / "out", tmp_path / "in").exit_code == 0
    summary = batch(tmp_path / "out", tmp_path / "in", formats=(JSON,), force=True)
    assert summary.reports_made == 3


def test_more_businesses_than_people_look_at_get_results_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_clients(tmp_path / "in", 3)
    out = tmp_path / "out"
    batch(out, tmp_path / "in")
    monkeypatch.setattr(group, "MOST_TOLD", 2)
    summary = batch(out, tmp_path / "in", benchmark=True, formats=(JSON,))
    assert not summary.is_told
    assert sorted(path.name for path in out.iterdir()) == [".omnicheck", "reports", "results.csv"]


def test_an_unknown_column_to_break_down_by_is_told_with_the_known_ones(tmp_path: Path) -> None:
    add_client(tmp_path / "in", "Tea", trade="tea")
    with pytest.raises(InputError, match=r"--by trad: .*Did you mean trade\?"):
        batch(tmp_path / "out", tmp_path / "in", by=("trad",))
    assert not (tmp_path / "out" / "results.csv").exists()
    assert batch(tmp_path / "out", tmp_path / "in", by=("trade",)).exit_code == 0


def test_the_folder_of_the_results_is_not_read(tmp_path: Path) -> None:
    add_clients(tmp_path, 2)
    for _run in range(2):
        summary = batch(tmp_path / "out", tmp_path, formats=(JSON,))
        assert (summary.assessed, summary.exit_code, summary.warnings) == (2, 0, ())


def test_the_benchmark_stands_in_each_report_and_changes_with_the_others(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 6)
    out = tmp_path / "out"
    batch(out, tmp_path / "in", formats=(JSON,))
    summary = batch(out, tmp_path / "in", formats=(JSON,), benchmark=True)
    assert summary.reports_made == 6
    peers = json.loads(report_of(out, "client_000").read_text())["peers"]
    assert {line["others"] for line in peers} == {5}
    add_client(tmp_path / "in", "Client 007", "project")
    assert batch(out, tmp_path / "in", formats=(JSON,), benchmark=True).reports_made == 7


def test_the_overview_links_to_the_report_that_a_browser_shows_best(tmp_path: Path) -> None:
    add_client(tmp_path / "in", "Café 日本")
    out = tmp_path / "out"
    batch(out, tmp_path / "in", formats=(JSON, MARKDOWN, HTML))
    page = (out / "index.html").read_text(encoding="utf-8")
    (link,) = set(re.findall(r'href="(reports/[^"]+)"', page))
    assert re.fullmatch(r"reports/caf%C3%A9_%E6%97%A5%E6%9C%AC-[0-9a-f]{8}\.html", link)

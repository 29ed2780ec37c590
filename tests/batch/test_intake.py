from __future__ import annotations

import csv
import io
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from omnicheck.answer_words import written_answer
from omnicheck.answers import Cleaned, answers_from, are_cleaned, code_row
from omnicheck.api import load_answers, load_questionnaire
from omnicheck.batch import intake
from omnicheck.batch.discover import discover
from omnicheck.batch.intake import read_answers, read_chunk
from omnicheck.batch.record import PROFILE, Input, Reading
from omnicheck.batch.tables import table_chunks
from omnicheck.choices import Kind
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.engine.compile import CompiledQuestionnaire, compile_questionnaire
from omnicheck.errors import InputError
from tests.factories import (
    answer_codes,
    make_question,
    plain_questionnaire,
    questionnaires,
    random_codes,
)

if TYPE_CHECKING:
    from omnicheck.questionnaire import Questionnaire

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
COMPILED = load_questionnaire().compiled
NO_SUCH = (
    "is not among the answers. Write one of: neighbourhood, town, country, abroad, or not_sure."
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: str, text: str | bytes) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text if isinstance(text, bytes) else text.encode())


def sheet(name: str, answers: str = "reach: town", questionnaire: str = "channel_strategy") -> str:
    named = f"questionnaire: {questionnaire}\n" if questionnaire else ""
    return f"{named}business:\n  name: {name}\nanswers:\n  {answers}\n"


def read(*paths: str, questionnaire: str | None = None) -> Reading:
    inputs, faults, _left = discover(paths or ["."])
    assert faults == []
    return read_answers(inputs, questionnaire)


def read_table(
    text: str, questionnaire: str | None = None, rows: int = 100_000, name: str = "t.csv"
) -> Reading:
    write(name, text)
    chunks = table_chunks(Input(Path(name), name, "table"), rows, questionnaire)
    return joined([read_chunk(chunk, questionnaire) for chunk in chunks])


def joined(readings: list[Reading]) -> Reading:
    return Reading(
        tuple(lot for each in readings for lot in each.lots),
        tuple(fault for each in readings for fault in each.faults),
        sum(each.failed for each in readings),
        tuple(warning for each in readings for warning in each.warnings),
    )


def clients(reading: Reading) -> list[str]:
    return [client for lot in reading.lots for client in lot.profile["client"]]


def told(reading: Reading) -> list[str]:
    return [str(fault) for fault in reading.faults]


def warned(reading: Reading) -> list[str]:
    return [str(fault) for fault in reading.warnings]


def codes_of_question(reading: Reading, question: str) -> list[int]:
    (lot,) = reading.lots
    return [int(code) for code in lot.codes[:, COMPILED.column_by_id[question]]]


# Files of answers


def test_files_are_read_as_each_alone() -> None:
    paths = sorted(EXAMPLES.glob("*.yaml"))
    reading = read(*map(str, paths))
    (lot,) = reading.lots
    assert (lot.questionnaire, reading.faults, reading.failed) == ("channel_strategy", (), 0)
    assert lot.codes.shape == (len(paths), len(COMPILED.columns))
    for row, path, (_i, profile) in zip(lot.codes, paths, lot.profile.iterrows(), strict=True):
        alone = load_answers(path)
        assert row.tolist() == code_row(alone, COMPILED)[0].tolist()
        business = alone.business
        assert profile["client"] == alone.identity
        assert profile["source"] == str(path)
        assert profile["answered_on"] == alone.answered_on
        for name in ("name", "trade", "country", "region", "staff", "years"):
            assert profile[name] == (getattr(business, name) or "")
        tags = {name: profile[f"tag.{name}"] for name in business.tags}
        assert tags == business.tags
    assert list(lot.profile.columns[: len(PROFILE)]) == list(PROFILE)
    assert set(lot.profile["row"]) == {""}
    assert any((lot.codes == NOT_ASKED).any(axis=1))  # the quick form of the vet


def test_one_bad_file_never_stops_the_others_and_every_fault_is_kept() -> None:
    write("a.yaml", sheet("A"))
    write("b.yaml", sheet("B", "reach: moon\n  ideal: sun"))
    write("c.yaml", "answers: [")
    write("d.yaml", b"questionnaire: \xff")
    write("e.yaml", sheet("E #1"))
    os.mkfifo("f.yaml")
    Path("g.yaml").symlink_to("g.yaml")
    Path("h.yaml").symlink_to("gone.yaml")
    write("i.json", "")
    write("j.yaml", "x" * 1_000_001)
    reading = read()
    assert clients(reading) == ["A", "E"]
    assert reading.failed == 8
    ideal = "“sun” is not among the answers."
    assert told(reading)[0] == f"b.yaml:5:10: reach: “moon” {NO_SUCH}"
    assert told(reading)[1].startswith(f"b.yaml:6:10: ideal: {ideal}")
    assert [f"{fault.place}: {fault.what}" for fault in reading.faults[2:]] == [
        'c.yaml:1:10: The bracket "[" that opens here is not closed.',
        "d.yaml:1:16: This is not UTF-8; the file was most likely saved as Windows-1252 (ANSI).",
        "f.yaml: This is not an ordinary file.",
        "g.yaml: This link leads back to itself.",
        "h.yaml: There is no such file.",
        "i.json:1:1: The file is empty: there are no answers or other entries in it.",
        "j.yaml: The file is larger than 1,000,000 bytes.",
    ]
    assert [str(warning.place) for warning in reading.warnings] == ["e.yaml:3:11"]


def test_a_mistake_of_ours_costs_one_file_and_is_told_as_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(document: Any, compiled: CompiledQuestionnaire) -> Any:
        if document.name == "b.yaml":
            message = "secret"
            raise ZeroDivisionError(message)
        return answers_from(document, compiled)

    monkeypatch.setattr(intake, "answers_from", failing)
    for name in "abc":
        write(f"{name}.yaml", sheet(name))
    reading = read()
    assert (clients(reading), reading.failed) == (["a", "c"], 1)
    (said,) = told(reading)
    assert said.startswith(
        "b.yaml: omnicheck has a fault of its own here (ZeroDivisionError at batch/intake.py:"
    )
    assert said.endswith("this was not read. To report it, pass on this line.")
    assert "secret" not in said


def test_what_is_something_else_of_ours_is_left_out_with_a_warning() -> None:
    write("a.yaml", sheet("A"))
    write("q.yaml", "\n".join(load_questionnaire().document.lines))
    write("theme.yaml", 'format: 1\nname: Us\naccent: "#0f5c63"\n')
    write("report.json", (EXAMPLES / "reports" / "boutique.json").read_bytes())
    reading = read()
    assert (clients(reading), told(reading), reading.failed) == (["A"], [], 0)
    assert warned(reading) == [
        "q.yaml: This is a questionnaire, not answers; it was left out. "
        "To use it, name it in the files of answers, or with --questionnaire.",
        "report.json: This is a report, not answers; it was left out.",
        "theme.yaml: This is a theme for reports, not answers; it was left out. "
        "To give reports this look: --theme theme.yaml",
    ]


def small_questionnaire(path: str, name: str = "small") -> None:
    made = plain_questionnaire([make_question("reach", factor="f")], {"f": 50}, id=name)
    write(path, json.dumps(made))


def test_files_go_into_lots_by_the_questionnaire_they_name() -> None:
    small_questionnaire("q.yaml")
    small_questionnaire("deep/q.yaml", "deeper")
    write("a.yaml", sheet("A"))
    write("b.yaml", sheet("B", "reach: o1", "q.yaml"))
    write("x/c.yaml", sheet("C", "reach: o2", "../q.yaml"))
    write("y/d.yaml", sheet("D", "reach: o0", "../q.yaml"))
    write("deep/e.yaml", sheet("E", "reach: o0", "q.yaml"))
    reading = read()
    assert told(reading) == []
    found = {lot.questionnaire: lot for lot in reading.lots}
    assert {name: [*lot.profile["client"]] for name, lot in found.items()} == {
        "channel_strategy": ["A"],
        "q.yaml": ["B", "C", "D"],
        "deep/q.yaml": ["E"],
    }
    assert found["q.yaml"].codes.tolist() == [[1], [2], [0]]
    for name in found:
        assert load_questionnaire(name).compiled.columns


def test_a_questionnaire_for_files_that_name_none() -> None:
    small_questionnaire("own/q.yaml")
    write("in/a.yaml", sheet("A", "reach: o1", ""))
    write("in/b.yaml", sheet("B", "reach: town"))
    write("in/c.yaml", sheet("C", "reach: o2", "small"))
    reading = read("in", questionnaire="own/q.yaml")
    assert told(reading) == []
    assert [(lot.questionnaire, [*lot.profile["client"]]) for lot in reading.lots] == [
        ("own/q.yaml", ["A", "C"]),
        ("channel_strategy", ["B"]),
    ]
    assert told(read("in/a.yaml"))[0] == "in/a.yaml:1:1: questionnaire is missing. Add it."


def test_a_questionnaire_that_cannot_be_used_is_told_where_it_is_named() -> None:
    made = plain_questionnaire([make_question("reach", factor="f")], {"g": 50, "h": 50})
    write("bad.yaml", json.dumps(made))
    write("a.yaml", sheet("A", "reach: o1", "bad.yaml"))
    write("b.yaml", sheet("B", "reach: o1", "bad.yaml"))
    write("c.yaml", sheet("C", "reach: o1", "gone.yaml"))
    write("d.yaml", sheet("D", "reach: o1", "chanel_strategy"))
    reading = read("a.yaml", "b.yaml", "c.yaml", "d.yaml")
    assert reading.failed == 4
    with pytest.raises(InputError) as raised:
        load_questionnaire("bad.yaml")
    bad = raised.value.faults
    assert len(bad) == 2
    assert [f"{fault.place}: {fault.what}" for fault in reading.faults] == [
        "a.yaml:1:16: The questionnaire bad.yaml cannot be used.",
        *(f"bad.yaml:{fault.place.line}:{fault.place.column}: {fault.what}" for fault in bad),
        "b.yaml:1:16: The questionnaire bad.yaml cannot be used.",
        "c.yaml:1:16: The questionnaire gone.yaml cannot be used.",
        "d.yaml:1:16: There is no questionnaire called chanel_strategy.",
    ]
    assert [fault.cure for fault in reading.faults if fault.place.file != "bad.yaml"] == [
        str(bad[0]),
        str(bad[0]),
        "gone.yaml: There is no such file. Check the spelling of the name and of its folder.",
        "Did you mean channel_strategy?",
    ]


def test_standard_input_is_read_in_any_process() -> None:
    data = sheet("A").encode()
    given = Input(Path("-"), "<stdin>", "answers", data)
    reading = read_answers([pickle.loads(pickle.dumps(given))])  # noqa: S301
    assert clients(reading) == ["A"]
    assert reading.lots[0].profile["source"].tolist() == ["<stdin>"]


def test_the_order_of_files_changes_nothing_but_the_order() -> None:
    for name in "abcd":
        tag = f"  tags: {{t{name}: {name}}}\n" if name != "b" else ""
        write(f"{name}.yaml", sheet(name).replace("answers:", f"{tag}answers:"))
    inputs, _faults, _left = discover(["."])
    (forth,), (back,) = read_answers(inputs).lots, read_answers(inputs[::-1]).lots
    assert back.profile.iloc[::-1].reset_index(drop=True).equals(forth.profile)
    assert (back.codes[::-1] == forth.codes).all()
    assert list(forth.profile.columns[-3:]) == ["tag.ta", "tag.tc", "tag.td"]


def test_nothing_at_all_is_nothing() -> None:
    assert read_answers([]) == Reading()


# Tables


def test_cells_hold_ids_or_texts_and_ticks_apart_by_semicolons() -> None:
    reading = read_table(
        "name,reach,channels,after_sale\n"
        "A,town,shop;phone,not_applicable\n"
        'B,In the town or region,"Phone calls; shop ;",\n'
        "C,not_sure,none_of_these, not sure \n"
        "D,,shop,Nothing\n"
    )
    assert told(reading) == []
    assert codes_of_question(reading, "reach") == [1, 1, NOT_SURE, NOT_SURE]
    assert codes_of_question(reading, "channels") == [3, 3, 1 << 15, 1]
    assert codes_of_question(reading, "after_sale") == [-2, NOT_SURE, NOT_SURE, 0]


def test_options_of_a_tick_list_can_be_marked_as_not_applicable() -> None:
    reading = read_table("crossing\ncollect;vouchers=not_applicable\n")
    options = COMPILED.columns[COMPILED.column_by_id["crossing"]].options
    vouchers = options.index("vouchers") + len(options)
    assert codes_of_question(reading, "crossing") == [1 << options.index("collect") | 1 << vouchers]


def test_a_row_with_a_wrong_cell_is_told_and_left_out() -> None:
    reading = read_table(
        "name;reach;staff;answered_on\n"
        "A;moon;4;2026-11-21\n"
        "B;town;four;2026-11-21\n"
        "C;town;4;21.11.2026\n"
        "D;NA;-1;\n"
        "E;None;;\n"
        "F;town;012;2026-01-01\n"
    )
    assert told(reading) == [
        f"t.csv:1:2: reach: “moon” {NO_SUCH}",
        't.csv:2:3: staff: "four" cannot be read as a number. Write digits, for example 1500 or 0.4.',
        "t.csv:3:4: answered_on: This is not written like a date. Write it as 2026-11-21.",
        f"t.csv:4:2: reach: “NA” {NO_SUCH}",
        "t.csv:4:3: staff: This cannot be below 0. Write 0 or more.",
        f"t.csv:5:2: reach: “None” {NO_SUCH}",
    ]
    assert (clients(reading), reading.failed) == (["F"], 5)
    assert reading.lots[0].profile["staff"].tolist() == ["12"]


def test_a_name_is_as_long_as_in_a_file_and_clean() -> None:
    reading = read_table(
        f"name,trade,reach\n{'x' * 200},{'t' * 300},town\n{'x' * 201},,town\na\x1b[1mb,,town\n"
    )
    assert told(reading) == ["t.csv:2:1: name: This is too long. At most 200."]
    assert clients(reading) == ["x" * 200, "a\ufffdb"]


@given(st.text(st.sampled_from("ab \t\u00a0\x1b\u202eé"), min_size=1, max_size=6))
def test_what_is_told_to_be_clean_is_left_as_it_is(text: str) -> None:
    try:
        is_left = TypeAdapter(Cleaned).validate_python(text) == text
    except ValidationError:
        is_left = False
    assert are_cleaned([text]) == is_left
    assert are_cleaned(["a b", text, "c"]) == is_left


def test_each_row_that_is_left_out_is_named_by_its_number() -> None:
    rows = ["town" if i % 2 else "moon" for i in range(1000)]
    reading = read_table("reach\n" + "\n".join([*rows, "sun"]))
    assert told(reading) == [
        *(f"t.csv:{i}:1: reach: “moon” {NO_SUCH}" for i in range(1, 1000, 2)),
        f"t.csv:1001:1: reach: “sun” {NO_SUCH}",
    ]
    assert (len(clients(reading)), reading.failed) == (500, 501)


def test_the_cure_of_an_empty_tick_list_can_be_written_into_the_cell() -> None:
    (said,) = told(read_table("channels\n;\n"))
    assert said == "t.csv:1:1: channels: the list is empty. For none of them, write none_of_these."
    cured = read_table("channels\nnone_of_these\n")
    assert (told(cured), len(clients(cured))) == ([], 1)


def test_rows_that_are_named_already_are_counted_where_more_is_wrong_with_them() -> None:
    reading = read_table("reach,buyers\n" + "moon,consumers\n" + "moon,robots\n" * 5)
    assert [(fault.place.line, fault.place.column) for fault in reading.faults] == [
        (1, 1), (2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (4, 2), (5, 1), (6, 1)
    ]  # fmt: skip
    (counted,) = (fault.what for fault in reading.faults if "rows have the same" in fault.what)
    assert counted == "buyers: “robots” is not among the answers. 2 more rows have the same."
    assert reading.failed == 6


def test_a_column_of_nonsense_is_told_by_its_first_texts_and_the_numbers_of_all_rows() -> None:
    reading = read_table("reach\n" + "\n".join(f"text {i}" for i in range(500)) + "\ntown\n")
    assert (len(clients(reading)), reading.failed) == (1, 500)
    assert [fault.place.line for fault in reading.faults] == [*range(1, 501)]
    assert told(reading)[199].startswith("t.csv:200:1: reach: “text 199” is not among")
    assert told(reading)[200:] == [
        f"t.csv:{number}:1: reach: this does not fit, nor do 200 other texts. "
        "Is this the column of the question? Its first misfits are told above."
        for number in range(201, 501)
    ]


def test_a_business_is_told_by_its_id_else_its_exact_name_else_its_row() -> None:
    reading = read_table("id,name,reach\n7,A,town\n,A,town\n,,town\n ,a  b,town\n")
    assert clients(reading) == ["7", "A", "t.csv:3", "a b"]
    (lot,) = reading.lots
    assert lot.profile["row"].tolist() == ["1", "2", "3", "4"]
    assert set(lot.profile["source"]) == {"t.csv"}
    assert list(lot.profile.columns) == list(PROFILE)


def test_other_columns_are_tags_and_names_that_are_nearly_known_are_told() -> None:
    reading = read_table(
        "name,buyers,owners,tag.site,reech,chanels,comment\nA,both,two\tsisters,a\x1b[1mb,x,,\n"
    )
    (lot,) = reading.lots
    row = lot.profile.iloc[0]
    assert list(lot.profile.columns[len(PROFILE) :]) == [
        "tag.owners", "tag.site", "tag.reech", "tag.chanels", "tag.comment",
    ]  # fmt: skip
    assert (row["tag.owners"], row["tag.site"], row["tag.chanels"]) == (
        "two sisters",
        "a\ufffdb",
        "",
    )
    assert warned(reading) == [
        "t.csv: 2 columns are kept as they are, but may be meant for others: "
        "chanels (channels?), reech (reach?). If so, correct the names in the head."
    ]


def test_a_table_without_a_question_fails_as_a_whole() -> None:
    reading = read_table("name,reech\nA,town\nB,town\n")
    assert told(reading) == [
        "t.csv: No column of the table is a question of channel_strategy. Did you mean reach?"
    ]
    assert (reading.failed, reading.lots) == (2, ())
    assert (
        read_table("a b\nx\n").faults[0].cure == "Name the columns with the ids of the questions."
    )


def test_the_form_of_a_row_settles_what_it_was_asked() -> None:
    reading = read_table(
        "form,reach,channels\nquick,town,shop\n,town,shop\nfull,town,shop\nshort,town,shop\n"
    )
    (lot,) = reading.lots
    quick = [column.question.quick for column in COMPILED.columns]
    assert ((lot.codes[0] != NOT_ASKED) == quick).all()
    assert not (lot.codes[1:] == NOT_ASKED).any()
    assert told(reading) == [
        "t.csv:4:1: form: This is not one of the words known here. Write full or quick."
    ]


def test_rows_can_name_their_questionnaire() -> None:
    small_questionnaire("sub/q.yaml")
    text = (
        "questionnaire,name,reach\nq.yaml,A,o1\n,B,town\nchannel_strategy,C,abroad\n"
        "q.yaml,D,o2\nnope,E,o1\nq.yaml,F,town\n"
    )
    reading = read_table(text, name="sub/t.csv")
    assert [(lot.questionnaire, [*lot.profile["client"]]) for lot in reading.lots] == [
        ("sub/q.yaml", ["A", "D"]),
        ("channel_strategy", ["B", "C"]),
    ]
    assert [f"{fault.place}: {fault.what}" for fault in reading.faults] == [
        "sub/t.csv:5:1: questionnaire: There is no questionnaire called nope.",
        "sub/t.csv:6:3: reach: “town” is not among the answers.",
    ]
    assert reading.failed == 2
    again = read_table(text, "sub/q.yaml", name="sub/t.csv")
    assert [(lot.questionnaire, [*lot.profile["client"]]) for lot in again.lots] == [
        ("sub/q.yaml", ["A", "D"]),
        ("channel_strategy", ["C"]),
    ]


def test_a_questionnaire_that_is_not_there_fails_all_rows() -> None:
    reading = read_table("reach\ntown\ntown\n", "gone.yaml")
    assert (reading.failed, reading.lots) == (2, ())
    assert told(reading) == [
        "t.csv: The questionnaire gone.yaml cannot be used. "
        "gone.yaml: There is no such file. Check the spelling of the name and of its folder."
    ]


def test_faults_of_rows_that_could_not_be_taken_apart_are_kept() -> None:
    reading = read_table("name,reach\nA,town\nB\nC,moon\nD,town,x\n,\nE,town\n")
    assert clients(reading) == ["A", "E"]
    assert [fault.place.line for fault in reading.faults] == [2, 3, 4]
    assert reading.failed == 3


@pytest.mark.parametrize("rows", [1, 2, 3, 5, 64])
def test_a_table_in_chunks_gives_what_the_whole_gives(rows: int) -> None:
    cells = ["town", "moon", "", "abroad", "x;y"]
    text = "name,reach,tag\n" + "".join(f"b{i},{cells[i % 5]},{i % 3}\n" for i in range(23))
    whole, parts = read_table(text), read_table(text, rows=rows)
    assert clients(parts) == clients(whole)
    assert parts.failed == whole.failed
    codes = np.concatenate([lot.codes for lot in parts.lots])
    assert (codes == whole.lots[0].codes).all()
    places = {fault.place for fault in parts.faults}
    assert {fault.place for fault in whole.faults} <= places


def test_readings_can_be_passed_on() -> None:
    reading = read_table("name,reach\nA,town\nB,moon\n")
    copy = pickle.loads(pickle.dumps(reading))  # noqa: S301
    assert copy.faults == reading.faults
    assert copy.lots[0].profile.equals(reading.lots[0].profile)


def test_modules_load_nothing_heavy_that_is_not_needed() -> None:
    code = (
        "import sys; import omnicheck.batch.discover, omnicheck.batch.tables, omnicheck.batch.intake; "
        "print([m for m in ('pandas', 'pyarrow', 'rich', 'typer', 'jinja2') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


# Files and tables alike


def as_file(compiled: CompiledQuestionnaire, row: Any, name: str) -> str:
    lines = [
        f"  {column.id}: {written_answer(column, int(code))}"
        for column, code in zip(compiled.columns, row, strict=True)
    ]
    return "\n".join(["questionnaire: q.json", f"business: {{name: {name}}}", "answers:", *lines])


def as_cells(compiled: CompiledQuestionnaire, row: Any) -> list[str]:
    cells = []
    for column, code in zip(compiled.columns, row, strict=True):
        text = written_answer(column, int(code))
        if column.question.kind is Kind.SEVERAL and code >= 0:
            text = text.strip("[]").replace(", ", ";") or ";"
        cells.append(text)
    return cells


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, *HealthCheck],
)
@given(questionnaires(conditions=True, not_applicable=True), st.data())
def test_a_table_gives_the_codes_of_files_with_the_same_answers(
    tmp_path: Path, questionnaire: Questionnaire, data: st.DataObject
) -> None:
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    plain = questionnaire.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    (folder / "q.json").write_text(json.dumps(plain), encoding="utf-8")
    compiled = compile_questionnaire(questionnaire)
    rows = data.draw(st.lists(answer_codes(compiled), min_size=1, max_size=6))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["name", *(column.id for column in compiled.columns)])
    inputs = []
    for i, row in enumerate(rows):
        path = folder / f"{i}.yaml"
        path.write_text(as_file(compiled, row[0], f"b{i}"), encoding="utf-8")
        inputs.append(Input(path, path.name, "answers"))
        writer.writerow([f"b{i}", *as_cells(compiled, row[0])])
    by_file = read_answers(inputs)
    by_table = read_table(text.getvalue(), str(folder / "q.json"))
    assert (told(by_file), told(by_table)) == ([], [])
    assert by_file.lots[0].codes.tolist() == [row[0].tolist() for row in rows]
    assert by_table.lots[0].codes.tolist() == by_file.lots[0].codes.tolist()
    assert clients(by_table) == clients(by_file)


def test_a_thousand_rows_give_the_codes_they_were_made_from() -> None:
    codes = random_codes(COMPILED, 7, 1000)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.id for column in COMPILED.columns])
    writer.writerows(as_cells(COMPILED, row) for row in codes)
    reading = read_table(text.getvalue(), rows=300)
    assert told(reading) == []
    assert (np.concatenate([lot.codes for lot in reading.lots]) == codes).all()

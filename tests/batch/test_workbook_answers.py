"""The sheets of answers in the workbook of a batch, read back after real runs."""

from __future__ import annotations

import json
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from omnicheck.answers import Answer, AnswerSheet, Business
from omnicheck.api import load_questionnaire
from omnicheck.batch import Settings, rows, run_batch
from omnicheck.batch.answered import Answers
from omnicheck.batch.portfolio import Part, Portfolio
from omnicheck.batch.settings import Unwatched
from omnicheck.batch.workbook import portfolio_workbook
from omnicheck.choices import Format, Kind
from omnicheck.errors import Place
from omnicheck.reports.rendering import Look
from omnicheck.reports.workbook.cells import cell_text
from tests.batch.clients import (
    add_client,
    add_clients,
    add_other,
    add_table,
    batch,
    faults_of,
    own_questionnaire,
)
from tests.batch.portfolios import nasty
from tests.reports.sample import NASTY

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")

#: Questions of every kind, put before those of the small questionnaire of the README.
EVERY_KIND = """
  - {id: words, section: start, topic: In their words, ask: What do they say?, why: To quote them., kind: text}
  - id: ways
    section: start
    topic: Ways
    ask: Which ways do they use?
    why: To know.
    kind: several
    options:
      shop: {text: The shop}
      phone: {text: The phone}
      none: {text: No way of these, exclusive: true}
  - id: share
    section: start
    topic: Online share
    ask: How much do you sell online?
    why: To know.
    kind: number
    unit: percent
    minimum: 0
    maximum: 100
    decimals: 1
  - {id: repeats, section: start, topic: Repeats, ask: Do they repeat?, why: To know., kind: yes_no, not_applicable: true}
  - {id: mood, section: start, topic: Mood, ask: How is it?, why: To know., kind: scale, scale: {from: 1, to: 5, low: Bad, high: Good}}
"""
HEAD = (
    "Business", "In their words", "Ways", "Online share (percent)", "Repeats", "Mood", "Crossing",
    "Their wish",
)  # fmt: skip
ANSWERS: dict[str, dict[str, str | list[str]]] = {
    "Cleo": {
        "words": "=1+1", "ways": ["shop", "phone"], "share": "12.5", "repeats": "no", "mood": "4",
        "crossing": "7", "wish": "any_way",
    },
    "anna": {"ways": ["none"], "share": "1", "repeats": "not_applicable", "crossing": "2", "wish": "one_way"},
    "Bert": {"words": "not_sure", "share": "not_sure", "mood": "not_sure", "crossing": "3", "wish": "not_sure"},
}  # fmt: skip
SAID = [
    HEAD,
    ("anna", "No answer", "No way of these", 1, "Does not apply", "No answer", 2, "Not asked"),
    ("Bert", "Not sure", "No answer", "Not sure", "No answer", "Not sure", 3, "Not sure"),
    ("Cleo", "=1+1", "The shop; The phone", 12.5, "No", 4, 7, "Start here and finish there"),
]


def every_kind(folder: Path) -> Path:
    """Write a questionnaire with questions of every kind."""
    path = own_questionnaire(folder, "every_kind")
    path.write_text(path.read_text().replace("questions:\n", f"questions:{EVERY_KIND}", 1))
    return path


def add_answers(folder: Path, questionnaire: Path) -> None:
    """Write the answers as files; the names of these are in another order."""
    folder.mkdir()
    for number, (name, given) in enumerate(ANSWERS.items()):
        said = "".join(
            f"  {question}: {json.dumps(answer)}\n" for question, answer in given.items()
        )
        (folder / f"{number}.yaml").write_text(
            f"questionnaire: {questionnaire}\nbusiness: {{name: {name}}}\nanswers:\n{said}"
        )


def add_rows(path: Path, questionnaire: Path) -> Path:
    """Write the same answers as a table."""
    questions = ("words", "ways", "share", "repeats", "mood", "crossing", "wish")
    given = [
        {"name": name, "questionnaire": str(questionnaire)}
        | {question: cell(said.get(question, "")) for question in questions}
        for name, said in ANSWERS.items()
    ]
    return add_table(path, given)


def cell(answer: str | list[str]) -> str:
    return answer if isinstance(answer, str) else ";".join(answer)


def book_in(out: Path) -> Workbook:
    return openpyxl.load_workbook(out / "workbook.xlsx")


def values(sheet: Worksheet) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def texts(sheet: Worksheet) -> list[str]:
    return [str(value) for row in values(sheet) for value in row if value is not None]


def test_files_and_tables_show_what_everybody_answered(tmp_path: Path) -> None:
    questionnaire = every_kind(tmp_path)
    add_answers(tmp_path / "in", questionnaire)
    table = add_rows(tmp_path / "t.csv", questionnaire)
    for out, source in (("files", tmp_path / "in"), ("table", table)):
        assert batch(tmp_path / out, source).exit_code == 0
        book = book_in(tmp_path / out)
        assert book.sheetnames == ["Portfolio", "Scores", "Answers", "About"]
        assert values(book["Answers"]) == SAID
        scores = [row[0] for row in values(book["Scores"])]
        assert [row[0] for row in values(book["Answers"])] == scores


def test_a_sheet_of_answers_filters_keeps_its_head_and_tells_whole_questions(
    tmp_path: Path,
) -> None:
    add_answers(tmp_path / "in", every_kind(tmp_path))
    batch(tmp_path / "out", tmp_path / "in")
    sheet = book_in(tmp_path / "out")["Answers"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:H4")
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$1", "$A:$A")
    notes = [cell.comment.text if cell.comment else "" for cell in sheet[1]]
    assert notes[0] == ""
    assert notes[3] == "How much do you sell online?\n\nIn tables: share"
    assert all(f"In tables: {name}" in notes[i] for i, name in [(1, "words"), (7, "wish")])
    answered, open_one = sheet["C4"], sheet["C3"]
    assert (answered.alignment.wrap_text, open_one.alignment.wrap_text) == (True, True)
    assert answered.font.color.rgb != open_one.font.color.rgb


def test_what_the_quick_form_leaves_out_was_not_asked(tmp_path: Path) -> None:
    path = add_client(tmp_path / "in", "Quick")
    path.write_text(f"form: quick\n{path.read_text()}  reach: town\n")
    add_client(tmp_path / "in", "Whole")
    assert batch(tmp_path / "out", tmp_path / "in").exit_code == 0
    sheet = book_in(tmp_path / "out")["Answers"]
    head, quick, whole = values(sheet)
    questions = load_questionnaire().record.questions
    assert head == ("Business", *(each.topic for each in questions))
    for question, early, late in zip(questions, quick[1:], whole[1:], strict=True):
        given = {
            "monthly_budget": "Several subscriptions and some paid help",
            "channels": "Shop, practice or office; Phone calls",
            "hours_per_week": "1 or 2 hours",
        }.get(question.id, "No answer")
        assert (early, late) == (given if question.quick else "Not asked", given)


def test_each_questionnaire_has_a_sheet_of_answers_of_its_own(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 2)
    small = own_questionnaire(tmp_path, "small")
    add_other(tmp_path / "in", "Anna", str(small), "7")
    batch(tmp_path / "out", tmp_path / "in")
    book = book_in(tmp_path / "out")
    assert book.sheetnames[:5] == ["Portfolio", "Scores 1", "Scores 2", "Answers 1", "Answers 2"]
    assert [row[0] for row in values(book["Answers 1"])] == ["Business", "Client 000", "Client 001"]
    assert values(book["Answers 2"]) == [
        ("Business", "Crossing", "Their wish"),
        ("Anna", 7, "No answer"),
    ]


def test_no_answer_and_no_question_becomes_a_formula_or_a_link() -> None:
    told = nasty()
    (part,) = told.parts
    compiled = load_questionnaire().compiled
    asked = tuple(
        replace(
            column,
            question=column.question.model_copy(
                update={"kind": Kind.TEXT, "options": {}, "topic": text, "ask": text, "unit": text}
            ),
        )
        for column, text in zip(compiled.columns, NASTY, strict=False)
    )
    first = asked[0].id
    sheets = {
        client: AnswerSheet(
            "x", Business.model_construct(name="x"), answers={first: Answer(0, text, Place("f"))}
        )
        for client, text in zip(part.rows["client"], NASTY[::-1], strict=True)
    }
    record = part.questionnaire.model_copy(update={"questions": tuple(c.question for c in asked)})
    answers = Answers(replace(compiled, columns=asked), sheets)
    found = Portfolio((Part(record, part.rows),), answers={record.id: answers})
    book = openpyxl.load_workbook(BytesIO(portfolio_workbook(found, Look())))
    sheet = book["Answers"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell for cell in cells if cell.hyperlink] == []
    assert [sheet.cell(n, 2).value for n in range(2, sheet.max_row + 1)] == [
        cell_text(text) or None for text in NASTY[::-1]
    ]
    assert sheet["B1"].value == cell_text(f"{NASTY[0]} ({NASTY[0]})")
    assert sheet["B1"].comment.text == f"{cell_text(NASTY[0])}\n\nIn tables: {first}"


@pytest.mark.parametrize("count", [2_000, 2_001])
def test_the_answers_of_so_many_are_left_where_they_are(count: int, tmp_path: Path) -> None:
    small = own_questionnaire(tmp_path, "small")
    table = add_table(
        tmp_path / "t.csv", [{"id": f"K{i:04}", "crossing": str(i % 8)} for i in range(count)]
    )
    assert batch(tmp_path / "out", table, questionnaire=str(small)).exit_code == 0
    book = book_in(tmp_path / "out")
    elsewhere = (
        "The answers are not in this workbook, which shows those of up to 2,000 businesses: "
        "they are in the input, and in the reports."
    )
    is_shown = count == 2_000
    assert ("Answers" in book.sheetnames) is is_shown
    assert (elsewhere in texts(book["Portfolio"])) is not is_shown
    assert (elsewhere in texts(book["About"])) is not is_shown
    if is_shown:
        assert values(book["Answers"])[-1] == ("K1999", 7, "No answer")


class Meddler(Unwatched):
    """Changes the input once it was read."""

    def __init__(self, gone: Path, instead: str = "") -> None:
        self.gone, self.instead = gone, instead

    def advance(self, count: int) -> None:  # noqa: ARG002  as a watch is
        self.gone.unlink()
        if self.instead:
            self.gone.write_text(self.instead)


@pytest.mark.parametrize("instead", ["", "business: {name: Somebody else}\nanswers: {}\n", "a: ["])
def test_answers_that_are_gone_leave_their_cells_empty(instead: str, tmp_path: Path) -> None:
    small = own_questionnaire(tmp_path, "small")
    for name in ("Anna", "Berta"):
        add_other(tmp_path / "in", name, str(small), "2")
    settings = Settings((str(tmp_path / "in"),), tmp_path / "out")
    summary = run_batch(settings, Meddler(tmp_path / "in" / "Anna.yaml", instead))
    book = book_in(tmp_path / "out")
    assert values(book["Answers"]) == [
        ("Business", "Crossing", "Their wish"),
        ("Anna", None, None),
        ("Berta", 2, "Not asked"),
        (None, None, None),
        (
            "The answers of one business could not be read once more; its cells are empty.",
            None,
            None,
        ),
    ]
    fault = "The answers of one business could not be read once more; they are not in it."
    assert [row["what"] for row in faults_of(tmp_path / "out")] == [fault]
    assert fault in texts(book["Faults"])
    assert (summary.assessed, summary.exit_code) == (2, 3)


def test_a_table_that_is_gone_leaves_the_cells_of_its_rows_empty(tmp_path: Path) -> None:
    small = own_questionnaire(tmp_path, "small")
    table = add_table(tmp_path / "t.csv", [{"id": "K1", "crossing": "2"}, {"id": "K2"}])
    settings = Settings((str(table),), tmp_path / "out", questionnaire=str(small))
    assert run_batch(settings, Meddler(table)).exit_code == 3
    assert values(book_in(tmp_path / "out")["Answers"])[1:3] == [
        ("K1", None, None),
        ("K2", None, None),
    ]
    (fault,) = faults_of(tmp_path / "out")
    assert fault["what"].startswith("The answers of 2 businesses could not be read once more")


def test_a_row_that_the_program_fails_on_costs_no_other_its_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = rows._read

    def failing(chunk: Any, name: str) -> Any:
        if 6 in chunk.numbers:
            raise ZeroDivisionError
        return read(chunk, name)

    monkeypatch.setattr(rows, "_read", failing)
    small = own_questionnaire(tmp_path, "small")
    table = add_table(tmp_path / "t.csv", [{"id": f"K{i}", "crossing": f"{i}"} for i in range(8)])
    summary = batch(tmp_path / "out", table, questionnaire=str(small))
    assert (summary.assessed, summary.failed) == (7, 1)
    said = [row[:2] for row in values(book_in(tmp_path / "out")["Answers"])[1:]]
    assert said == [(f"K{i}", i) for i in range(8) if i != 5]


def test_the_workbook_is_the_same_with_any_number_of_processes(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 3)
    add_answers(tmp_path / "more", every_kind(tmp_path))
    books = []
    for jobs in (1, 2):
        out = tmp_path / f"out{jobs}"
        batch(out, tmp_path / "in", tmp_path / "more", jobs=jobs)
        books.append((out / "workbook.xlsx").read_bytes())
    assert books[0] == books[1]


def test_the_workbook_stays_whole_when_reports_are_to_be_passed_on(tmp_path: Path) -> None:
    add_clients(tmp_path / "in", 2)
    books = []
    for redact in (False, True):
        out = tmp_path / f"out{redact}"
        batch(out, tmp_path / "in", formats=(Format.JSON,), redact=redact)
        books.append(values(book_in(out)["Answers"]))
    assert books[0] == books[1]
    assert "Nothing, and no new tools" in {value for row in books[1] for value in row}

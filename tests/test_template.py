from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from omnicheck import load_questionnaire
from omnicheck.answer_codes import code_of
from omnicheck.answers import Answer, AnswerSheet, Business, answers_from
from omnicheck.choices import Form, Kind
from omnicheck.engine.compile import compile_questionnaire
from omnicheck.errors import Place
from omnicheck.template import blank_answers, filled_answers, own_comments
from omnicheck.yamlfile import parse_document
from tests.factories import DRAWN, answer_codes, questionnaires

BUILT_IN = load_questionnaire().compiled
HERE = Place("a.yaml", 1, 1)


def read(text: str, compiled: object = BUILT_IN) -> AnswerSheet:
    return answers_from(parse_document(text.encode(), "a.yaml"), compiled)  # type: ignore[arg-type]


def facts(sheet: AnswerSheet) -> object:
    answers = {name: (answer.code, answer.given) for name, answer in sheet.answers.items()}
    return sheet.business, sheet.form, sheet.answered_on, sheet.notes, answers


texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=40).filter(
    str.strip
)


@settings(deadline=None, max_examples=60)
@given(answer_codes(BUILT_IN), texts, texts, st.sampled_from(Form))
def test_a_written_sheet_reads_back_as_the_same_sheet(
    codes: object, name: str, note: str, form: Form
) -> None:
    from omnicheck.plaintext import clean

    row = codes[0].tolist()  # type: ignore[index]
    answers = {c.id: Answer(code, "", HERE) for c, code in zip(BUILT_IN.columns, row, strict=True)}
    name, note = (" ".join(clean(text).split()) for text in (name, note))
    business = Business(name=name, trade=note, tags={"Region": name})
    sheet = AnswerSheet("channel_strategy", business, form, "2026-11-21", answers, {"reach": note})
    assert facts(read(filled_answers(BUILT_IN, sheet, named="channel_strategy"))) == facts(sheet)


@DRAWN
@given(st.data())
def test_every_kind_of_answer_reads_back(data: st.DataObject) -> None:
    compiled = compile_questionnaire(
        data.draw(questionnaires(conditions=True, not_applicable=True))
    )
    row = data.draw(answer_codes(compiled))[0].tolist()
    answers = {c.id: Answer(code, "", HERE) for c, code in zip(compiled.columns, row, strict=True)}
    sheet = AnswerSheet("small", Business(name="A"), answers=answers)
    again = read(filled_answers(compiled, sheet, named="small"), compiled)
    assert {name: answer.code for name, answer in again.answers.items()} == {
        name: answer.code for name, answer in answers.items()
    }


def test_an_unanswered_question_stands_ready_with_its_options() -> None:
    sheet = AnswerSheet(
        "channel_strategy", Business(name="A"), answers={"reach": Answer(1, "", HERE)}
    )
    text = filled_answers(BUILT_IN, sheet, named="channel_strategy")
    assert "\n  reach: town\n" in text
    assert "\n  # - neighbourhood: " not in text
    assert "\n  monthly_budget:\n" in text
    assert "\n  # - nothing: Nothing" in text


def test_comments_of_the_reader_are_kept() -> None:
    sheet = AnswerSheet(
        "channel_strategy", Business(name="A"), answers={"reach": Answer(1, "", HERE)}
    )
    written = filled_answers(BUILT_IN, sheet, named="channel_strategy")
    edited = written.replace(
        "  reach: town\n", "  # ask Anna again\n  reach: town  # or country?\n"
    )
    kept = own_comments(edited.splitlines(), written)
    assert kept == ["ask Anna again", "reach: or country?"]
    again = filled_answers(BUILT_IN, sheet, named="channel_strategy", kept=kept)
    assert "# ask Anna again\n# reach: or country?\n" in again
    assert own_comments(again.splitlines(), written) == kept


def test_a_blank_file_lacks_only_the_name() -> None:
    text = blank_answers(BUILT_IN.questionnaire, named="channel_strategy")
    sheet = read(text.replace("  name:\n", "  name: A\n"))
    assert sheet.answers == {}


def test_a_text_answer_is_kept_word_for_word() -> None:
    from tests.factories import make_compiled, make_question

    questions = [make_question("a", factor="f"), make_question("t", kind=Kind.TEXT)]
    compiled = make_compiled(questions, {"f": 50})
    column = compiled.columns[1]
    read_code = code_of(column, 'no: "yes" # [x]')
    assert read_code is not None
    answers = {"t": Answer(read_code.code, read_code.given, HERE)}
    sheet = AnswerSheet("small", Business(name="A"), answers=answers)
    again = read(filled_answers(compiled, sheet, named="small"), compiled)
    assert again.answers["t"].given == 'no: "yes" # [x]'

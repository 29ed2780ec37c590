"""The sheet with one row a business and one column a question: what everybody answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.answer_words import answer_text, exact_number
from omnicheck.batch.group import MOST_QUOTED
from omnicheck.choices import Kind
from omnicheck.language import _, plural
from omnicheck.reports.workbook.cells import Styled, cell_text
from omnicheck.reports.workbook.page import Column

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from omnicheck.answers import AnswerSheet
    from omnicheck.batch.answered import Answers
    from omnicheck.batch.portfolio import Part
    from omnicheck.engine import columns
    from omnicheck.questionnaire import Question
    from omnicheck.reports.workbook.cells import Cell
    from omnicheck.reports.workbook.page import Page

_FIGURES: Final = (Kind.NUMBER, Kind.SCALE)
#: Widths in characters: of figures, texts and tick lists; of one option, which may run over two lines.
_WIDTHS: Final = {Kind.NUMBER: 14, Kind.SCALE: 14, Kind.TEXT: 44, Kind.SEVERAL: 44}
_NARROWEST: Final = 16
_WIDEST: Final = 30
#: A note in pixels, and about how many letters a line of it holds.
_NOTE_WIDTH: Final = 320
_NOTE_LINE: Final = 17
_NOTE_LETTERS: Final = 46
#: A sheet of many columns prints on several pages side by side.
_PRINT_SCALE: Final = 60


def answers_elsewhere() -> str:
    """Say why a workbook has no answers in it, and where they are."""
    words = _(
        "The answers are not in this workbook, which shows those of up to {count:,} businesses: "
        "they are in the input, and in the reports."
    )
    return words.format(count=MOST_QUOTED)


def fill_answers(page: Page, part: Part, answers: Answers) -> None:
    """Write what all businesses of a questionnaire answered, in the order of their scores."""
    questions = part.questionnaire.questions
    heads = (Column(_("Business"), "strong", 30), *map(_head, questions))
    page.as_list(heads, _rows(part, answers))
    page.freeze(1)
    for position, question in enumerate(questions, start=1):
        _explain(page, position, question)
    _set_print(page)
    missing = sum(client not in answers.sheets for client in part.rows["client"])
    if missing:
        page.skip()
        page.line([_missing(missing)], ["quiet"])


def _head(question: Question) -> Column:
    longest = max((len(option.text) for option in question.options.values()), default=0)
    width = _WIDTHS.get(question.kind, min(max(longest / 2 + 4, _NARROWEST), _WIDEST))
    title = f"{question.topic} ({question.unit})" if question.unit else question.topic
    return Column(title, "figure" if question.kind in _FIGURES else "text", width)


def _explain(page: Page, position: int, question: Question) -> None:
    """Tell the whole question behind a head, and what its column is called in a table of answers."""
    name = _("In tables: {name}").format(name=question.id)
    lines = -(-len(question.ask) // _NOTE_LETTERS) + 3
    looks = {
        "width": _NOTE_WIDTH,
        "height": _NOTE_LINE * lines,
        "font_name": "Calibri",
        "font_size": 9,
    }
    page.sheet.write_comment(0, position, f"{cell_text(question.ask)}\n\n{cell_text(name)}", looks)


def _set_print(page: Page) -> None:
    page.sheet.set_print_scale(_PRINT_SCALE)
    page.sheet.repeat_columns(0)


def _rows(part: Part, answers: Answers) -> Iterator[list[Cell]]:
    codes = answers.codes()
    asked = answers.compiled.columns
    for client, name in zip(part.rows["client"], part.rows["name"], strict=True):
        if client in codes:
            yield [name, *_said(asked, answers.sheets[client], codes[client])]
        else:
            yield [name, *[None] * len(asked)]


def _said(
    asked: tuple[columns.Column, ...], sheet: AnswerSheet, codes: NDArray[np.int64]
) -> Iterator[Cell]:
    """Yield the answers of a business in the words of its report; figures as figures, to count with."""
    for column, code in zip(asked, codes.tolist(), strict=True):
        given = sheet.answers.get(column.id)
        if code >= 0 and column.question.kind in _FIGURES:
            yield float(exact_number(column, code))
        else:
            text = answer_text(column, code, given.given if given else None)
            yield text if code >= 0 else Styled(text, "faint")


def _missing(count: int) -> str:
    return plural(
        "The answers of one business could not be read once more; its cells are empty.",
        "The answers of {count} businesses could not be read once more; their cells are empty.",
        count,
    )

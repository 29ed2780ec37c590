"""Answers files as text: blank, with every question explained, or filled in by the interview."""

from __future__ import annotations

import json
import re
import shlex
import textwrap
from typing import TYPE_CHECKING, Final

from omnicheck.answer_words import (
    NOT_APPLICABLE_ID,
    NOT_SURE_ID,
    answer_text,
    not_applicable_text,
    written_answer,
)
from omnicheck.choices import Form, Kind
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from omnicheck.answers import AnswerSheet
    from omnicheck.engine.compile import CompiledQuestionnaire
    from omnicheck.questionnaire import Option, Question, Questionnaire, Section

_WIDTH: Final = 98
#: Heads the comments that a reader wrote into an earlier version of the file.
KEPT_COMMENTS: Final = "Kept from the earlier file:"
_SAFE_PLAIN: Final = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./ -]*[A-Za-z0-9_.]")


def blank_answers(questionnaire: Questionnaire, *, named: str, form: Form = Form.FULL) -> str:
    """Return a blank answers file for a questionnaire, known to the reader by this name or path.

    It passes every check as it is, but for the name of the business, which only the reader knows.
    """
    lines = [*_head(questionnaire, named, form), *_blank_business(), "answers:"]
    for section, questions in _by_section(questionnaire, form):
        lines += _section(section)
        for question in questions:
            lines += ["", *_question(question), f"  {question.id}:"]
    return "\n".join([*lines, "", *_notes(questionnaire)]) + "\n"


def filled_answers(
    compiled: CompiledQuestionnaire, sheet: AnswerSheet, *, named: str, kept: Iterable[str] = ()
) -> str:
    """Return an answer sheet as a file that people can read, and that reads back as the same sheet.

    Questions without an answer stand there with their options, ready to be filled in. `kept` are
    comments of the reader's own, carried over from an earlier file.
    """
    questionnaire = compiled.questionnaire
    lines = [*_head(questionnaire, named, sheet.form), *_business(sheet), "answers:"]
    for section, questions in _by_section(questionnaire, sheet.form, set(sheet.answers)):
        lines += ["", f"  # ===== {clean(section.title)} ====="]
        for question in questions:
            lines += ["", *_answered(compiled, sheet, question)]
    lines += ["", "notes:" if sheet.notes else "notes: {}"]
    lines += [f"  {question}: {_quoted(note)}" for question, note in sheet.notes.items()]
    own = [f"# {clean(comment)}" for comment in kept]
    if own:
        lines += ["", f"# {KEPT_COMMENTS}", *own]
    return "\n".join(lines) + "\n"


def own_comments(lines: Iterable[str], written: str) -> list[str]:
    """Return the comments of a file that the program did not write itself."""
    ours = {line.strip() for line in written.splitlines()}
    found = []
    for line in lines:
        text = line.strip()
        if text.startswith("#") and text not in ours and text.strip("# ") != KEPT_COMMENTS:
            found.append(text.lstrip("#").strip())
        elif not text.startswith("#") and (behind := re.search(r"\s#\s+(\S.*)$", line)):
            found.append(f"{text.split(':')[0]}: {behind[1]}")
    return [comment for comment in found if comment]


def _answered(
    compiled: CompiledQuestionnaire, sheet: AnswerSheet, question: Question
) -> Iterator[str]:
    answer = sheet.answers.get(question.id)
    if answer is None:
        yield from _question(question)
        yield f"  {question.id}:"
        return
    column = compiled.columns[compiled.column_by_id[question.id]]
    yield from _comment(question.ask, "  ")
    if question.kind not in (Kind.TEXT, Kind.NUMBER, Kind.SCALE):
        text = answer_text(column, answer.code, answer.given)
        yield from _comment(text, "  ", "= ")
    written = written_answer(column, answer.code, answer.given)
    yield f"  {question.id}: {written if question.kind is not Kind.TEXT else _quoted(written)}"


def _business(sheet: AnswerSheet) -> Iterator[str]:
    business = sheet.business
    yield "business:"
    for key in ("name", "trade", "country", "region", "id", "staff", "years"):
        value = getattr(business, key)
        if value is not None:
            yield f"  {key}: {_quoted(value)}"
    if business.tags:
        yield "  tags:"
        yield from (f"    {_quoted(tag)}: {_quoted(text)}" for tag, text in business.tags.items())
    if sheet.answered_on:
        yield f"answered_on: {sheet.answered_on}"
    yield ""


def _by_section(
    questionnaire: Questionnaire, form: Form, also: Container[str] = ()
) -> Iterator[tuple[Section, list[Question]]]:
    for section in questionnaire.sections:
        asked = [
            question
            for question in questionnaire.questions
            if question.section == section.id
            and (form is Form.FULL or question.quick or question.id in also)
        ]
        if asked:
            yield section, asked


def _head(questionnaire: Questionnaire, named: str, form: Form) -> Iterator[str]:
    chosen = "" if named == questionnaire.id else f" -q {shlex.quote(clean(named))}"
    hint = f"{questionnaire.id}.schema.json"
    yield f"# yaml-language-server: $schema={hint}"
    yield from _comment(
        _(
            "The line above is for editors that know YAML, such as VS Code with its YAML extension: they "
            "then show each question and complete the answers. It needs a file, made once beside this one:"
        )
    )
    yield f"#     omnicheck schema answers{chosen} > {hint}"
    yield "#"
    yield f"# {clean(questionnaire.title)}"
    yield from _comment(
        _("Write your answer after the colon of each question, for example: {example}").format(
            example=_example(questionnaire)
        )
    )
    yield from _comment(
        _(
            "Where you do not know, leave the line blank or write {state}: nothing is guessed for you."
        ).format(state=NOT_SURE_ID)
    )
    yield from _comment(_("Lines that start with # are explanation. When you are done:"))
    yield "#     omnicheck check my_business.yaml"
    yield "#     omnicheck assess my_business.yaml"
    yield ""
    yield f"questionnaire: {_scalar(named)}"
    yield f"form: {form}"


def _blank_business() -> Iterator[str]:
    yield "business:"
    yield from _comment(_("The name is the only thing that is needed."), "  ")
    yield "  name:"
    yield from _comment(_("The rest is for the report, and changes no score."), "  ")
    yield from ("  trade:", "  country:", "  staff:", "  years:")
    yield from _comment(_("The day of these answers, like 2026-11-21."))
    yield "answered_on:"
    yield ""


def _example(questionnaire: Questionnaire) -> str:
    chosen = next((q for q in questionnaire.questions if q.kind is Kind.ONE), None)
    return f"{chosen.id}: {next(iter(chosen.options))}" if chosen else "visits_per_week: 12"


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield f"  # ===== {clean(section.title)} ====="
    if section.about:
        yield from _comment(section.about, "  ")


def _question(question: Question) -> Iterator[str]:
    yield from _comment(question.ask, "  ")
    yield from _comment(_("Why: {text}").format(text=_first_sentence(question.why)), "  ")
    if question.help:
        yield from _comment(_("How: {text}").format(text=_first_sentence(question.help)), "  ")
    if question.when:
        yield from _comment(_("Needed only when: {rule}").format(rule=question.when), "  ")
    yield from _how_to_answer(question)
    if question.not_applicable:
        yield from _comment(f"{NOT_APPLICABLE_ID}: {not_applicable_text()}", "  ", "- ")


def _how_to_answer(question: Question) -> Iterator[str]:
    match question.kind:
        case Kind.NUMBER:
            yield from _comment(_number_words(question), "  ")
        case Kind.SCALE if scale := question.scale:
            words = _("A whole number from {low} ({low_text}) to {high} ({high_text}).")
            yield from _comment(
                words.format(
                    low=scale.first, low_text=scale.low, high=scale.last, high_text=scale.high
                ),
                "  ",
            )
        case Kind.TEXT:
            yield from _comment(_("A text in your own words."), "  ")
        case _:
            yield from _options(question)


def _number_words(question: Question) -> str:
    words = (
        _("A number, in {unit}.").format(unit=question.unit) if question.unit else _("A number.")
    )
    low, high = question.minimum, question.maximum
    if low is not None and high is not None:
        words += " " + _("From {low} to {high}.").format(low=low, high=high)
    return words


def _options(question: Question) -> Iterator[str]:
    if question.kind is Kind.SEVERAL:
        first, second, *_rest = question.options
        words = _("Several can be true; write them as a list: [{first}, {second}]")
        yield from _comment(words.format(first=first, second=second), "  ")
        if partial := [name for name, option in question.options.items() if option.may_not_apply]:
            words = _("What cannot happen in your business: {name}={state}")
            yield from _comment(words.format(name=partial[0], state=NOT_APPLICABLE_ID), "  ")
    options = {name: _explained(option) for name, option in question.options.items()}
    for name, text in (options or {"yes": _("Yes"), "no": _("No")}).items():
        yield from _comment(f"{name}: {text}", "  ", "- ")


def _explained(option: Option) -> str:
    if not option.example:
        return option.text
    article, *others = option.example.split(" ")
    # Other first words may be names.
    example = " ".join([article.lower() if article in ("A", "An", "The") else article, *others])
    return _("{text} (for example: {example})").format(text=option.text, example=example)


def _notes(questionnaire: Questionnaire) -> Iterator[str]:
    yield from _comment(_("Notes on single answers, for yourself and for the report, such as:"))
    yield f"#   {questionnaire.questions[0].id}: {_('about half of them, counted in May')}"
    yield "notes:"


def _comment(text: str, indent: str = "", bullet: str = "") -> list[str]:
    return textwrap.wrap(
        clean(text),
        _WIDTH,
        initial_indent=f"{indent}# {bullet}",
        subsequent_indent=f"{indent}# {' ' * len(bullet)}",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?]) ", text, maxsplit=1)[0]


def _quoted(text: str) -> str:
    """A text in double quotes: nothing in it can be taken for YAML."""
    return json.dumps(clean(text), ensure_ascii=False)


def _scalar(text: str) -> str:
    return text if _SAFE_PLAIN.fullmatch(text) else json.dumps(text)

"""A blank answers file: every question explained in comments, every answer left open."""

from __future__ import annotations

import json
import re
import shlex
import textwrap
from typing import TYPE_CHECKING, Final

from omnicheck.answer_codes import NOT_APPLICABLE_ID, NOT_SURE_ID, not_applicable_text
from omnicheck.choices import Form, Kind
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.questionnaire import Question, Questionnaire, Section

_WIDTH: Final = 98
_SAFE_PLAIN: Final = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./ -]*[A-Za-z0-9_.]")


def blank_answers(questionnaire: Questionnaire, *, named: str, form: Form = Form.FULL) -> str:
    """Return a blank answers file for a questionnaire, known to the reader by this name or path.

    It passes every check as it is, but for the name of the business, which only the reader knows.
    """
    lines = [*_head(questionnaire, named, form), "answers:"]
    for section in questionnaire.sections:
        asked = [
            q for q in questionnaire.questions if q.section == section.id and _is_asked(q, form)
        ]
        if asked:
            lines += _section(section)
        for question in asked:
            lines += ["", *_question(question), f"  {question.id}:"]
    return "\n".join([*lines, "", *_notes(questionnaire)]) + "\n"


def _is_asked(question: Question, form: Form) -> bool:
    return form is Form.FULL or question.quick


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
    options = {name: option.text for name, option in question.options.items()}
    for name, text in (options or {"yes": _("Yes"), "no": _("No")}).items():
        yield from _comment(f"{name}: {text}", "  ", "- ")


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


def _scalar(text: str) -> str:
    return text if _SAFE_PLAIN.fullmatch(text) else json.dumps(text)

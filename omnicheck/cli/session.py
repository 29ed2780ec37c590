"""An interview from its first word to its result, and the file that it lives in."""

from __future__ import annotations

import os
import shlex
import signal
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from omnicheck.choices import Form
from omnicheck.cli.ending import show_result
from omnicheck.cli.streams import abandon_output, say
from omnicheck.cli.talk import PlainTalk, Prompt, Talk, Tone, can_move_the_cursor
from omnicheck.errors import EXIT_INTERRUPTED, OmnicheckError
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.report import Report
    from omnicheck.cli.reportfiles import Order
    from omnicheck.interview import Interview
    from omnicheck.reports.rendering import Look

_LONGEST_LINE: Final = 2000


class EndedBySignal(SystemExit):
    """The system asked the program to end."""


def hold(
    file: str | None,
    questionnaire: str | None,
    form: Form | None,
    order: Order,
    look: Look,
    *,
    accessible: bool,
) -> None:
    """Ask, keep every answer, and show what comes of them.

    Raises:
        SystemExit: the person stopped, or the system did; all answers are saved.
    """
    _end_in_order()
    session: _Session | None = None
    try:
        talk = _talk(accessible=accessible)
        session = _open(talk, file or None, questionnaire, form)
        _check_replacing(session, order)
        _lead(session)
    except (KeyboardInterrupt, EOFError):
        _take_leave(session)
        raise SystemExit(EXIT_INTERRUPTED) from None
    except EndedBySignal:
        _take_leave(session)
        raise
    report = order.fitted(session.report(), session.questionnaire)
    show_result(report, session.path, order, look, accessible=isinstance(talk, PlainTalk))


def _check_replacing(session: _Session, order: Order) -> None:
    """Find out before the first question whether a report file would replace what must be kept."""
    if order.outputs:
        try:
            order.check_replacing(session.report())
        except OmnicheckError:
            _take_leave(session)
            raise


def _take_leave(session: _Session | None) -> None:
    """Say how to go on, where there is still a terminal to say it on."""
    words = (
        session.way_back
        if session
        else _("Stopped before the first question. Nothing was written.")
    )
    try:
        say(f"\n{words}")
    except OSError:
        abandon_output()


def _talk(*, accessible: bool) -> Talk:
    from omnicheck.reports.accessible import wants_accessible

    if accessible or wants_accessible(os.environ) or not can_move_the_cursor(os.environ):
        return PlainTalk()
    from omnicheck.cli.screen import ScreenTalk

    return ScreenTalk()


def _end_in_order() -> None:
    """Let a closed terminal or a polite kill end the prompt first, so that the terminal stays sane."""

    def stop(number: int, _frame: Any) -> None:
        raise EndedBySignal(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


@dataclass
class _Session:
    """One interview and the file it lives in."""

    talk: Talk
    path: Path
    named: str
    questionnaire: LoadedQuestionnaire
    interview: Interview
    kept: tuple[str, ...] = ()
    is_saved: bool = True

    def keep(self, interview: Interview) -> None:
        """Write the answers; where that fails, hold on until it works or the person stops."""
        from omnicheck.files import WriteError, atomic_write
        from omnicheck.template import filled_answers

        self.interview = interview
        self.is_saved = False
        text = filled_answers(interview.compiled, interview.sheet, named=self.named, kept=self.kept)
        while True:
            try:
                atomic_write(self.path, text.encode())
            except WriteError as error:
                self.talk.say(str(error), Tone.MISFIT)
                self.talk.ask(Prompt(label=_("Press Enter to try saving again:")))
            else:
                self.is_saved = True
                return

    @property
    def written_path(self) -> str:
        """The path as it can be typed again."""
        return shlex.quote(str(self.path))

    @property
    def way_back(self) -> str:
        """What to say to somebody who stops."""
        saved = _("Saved. Continue with: omnicheck ask {file}")
        if not self.is_saved:
            saved = _("The last answer is not saved. Continue with: omnicheck ask {file}")
        return saved.format(file=self.written_path)

    def report(self) -> Report:
        """Assess the answers given so far."""
        from omnicheck.api import assess as assess_answers

        sheet = replace(self.interview.sheet, source=str(self.path))
        return assess_answers(sheet, self.questionnaire)


def _open(talk: Talk, file: str | None, chosen: str | None, form: Form | None) -> _Session:
    """Go on with a file that is there, or start a new one."""
    if file is not None and os.path.lexists(file):
        return _resume(talk, Path(file), chosen, form)
    return _begin(talk, None if file is None else Path(file), chosen, form)


def _resume(talk: Talk, path: Path, chosen: str | None, form: Form | None) -> _Session:
    from omnicheck.answers import questionnaire_named
    from omnicheck.cli.inputs import answer_sheet, open_document, questionnaire_for
    from omnicheck.files import check_room
    from omnicheck.interview import Interview
    from omnicheck.template import filled_answers, own_comments

    document = open_document(str(path))
    questionnaire = questionnaire_for(document, chosen)
    sheet = answer_sheet(document, questionnaire, chosen)
    named = chosen or questionnaire_named(document) or questionnaire.id
    written = filled_answers(questionnaire.compiled, sheet, named=named)
    interview = Interview(questionnaire.compiled, sheet)
    if form is not None:
        interview = interview.in_form(form)
    _tell_progress(talk, interview)
    check_room(path)
    kept = tuple(own_comments(document.lines, written))
    return _Session(talk, path, named, questionnaire, interview, kept)


def _tell_progress(talk: Talk, interview: Interview) -> None:
    asked, missing = len(interview.asked), len(interview.missing)
    words = _("Going on with {name}: {done} of {all} questions answered.")
    name = interview.sheet.business.name
    talk.say(words.format(name=name, done=asked - missing, all=asked), Tone.QUESTION)
    talk.say(_("Every answer is saved at once. Type q to stop, and go on later."))


def _begin(talk: Talk, path: Path | None, chosen: str | None, form: Form | None) -> _Session:
    from omnicheck.answers import LONGEST_NAME, AnswerSheet, Business
    from omnicheck.cli.inputs import load
    from omnicheck.files import check_room
    from omnicheck.interview import Interview

    questionnaire = load(chosen)
    named = chosen or questionnaire.id
    check_room(path or Path("answers.yaml"))
    _welcome(talk, questionnaire, form)
    form = form or _which_form(talk, questionnaire)
    called = _("What is your business called?")
    name = _line(talk, called, _("Name:"), needed=True, most=LONGEST_NAME)
    what = _("What do you do? (optional) For example: bakery, plumber, web shop.")
    trade = _line(talk, what, _("Trade:"))
    business = Business(name=name, trade=trade or None)
    sheet = AnswerSheet(questionnaire.id, business, form, _today())
    place = path or _where(talk, sheet, named)
    if os.path.lexists(place):
        return _resume(talk, place, chosen, form if form is Form.FULL else None)
    interview = Interview(questionnaire.compiled, sheet)
    session = _Session(talk, place, named, questionnaire, interview)
    session.keep(interview)
    talk.say(_("Every answer is saved at once in {file}.").format(file=place))
    return session


def _today() -> str:
    from datetime import datetime

    return datetime.now().astimezone().date().isoformat()


def _welcome(talk: Talk, questionnaire: LoadedQuestionnaire, form: Form | None) -> None:
    record = questionnaire.record
    talk.say(record.title, Tone.QUESTION)
    talk.say()
    talk.say(record.summary)
    talk.say()
    talk.say(_how_long(questionnaire, form))
    talk.say(
        _("It helps to have last month's sales at hand, and someone who talks to your customers.")
    )
    talk.say(_("Not sure of an answer? Type s. It never counts as a no."))
    talk.say(
        _("You can stop at any time: type q. Your answers are saved, and you can go on later.")
    )
    talk.say(_("Nothing leaves this computer."))


def _how_long(questionnaire: LoadedQuestionnaire, form: Form | None) -> str:
    record = questionnaire.record
    if form is Form.QUICK and record.minutes.quick is not None:
        words = _("The {n} questions that matter most take about {m} minutes.")
        asked = sum(question.quick for question in record.questions)
        return words.format(n=asked, m=record.minutes.quick)
    return _("All questions take about {full} minutes.").format(full=record.minutes.full)


def _which_form(talk: Talk, questionnaire: LoadedQuestionnaire) -> Form:
    record = questionnaire.record
    short = sum(question.quick for question in record.questions)
    if not short or record.minutes.quick is None:
        return Form.FULL
    every = _("All {n} questions, about {m} minutes: a firmer answer")
    few = _("The {n} that matter most, about {m} minutes")
    prompt = Prompt(
        label=_("Your choice:"),
        choices=(
            every.format(n=len(record.questions), m=record.minutes.full),
            few.format(n=short, m=record.minutes.quick),
        ),
        hint=_("A number or the arrow keys, then Enter")
        if talk.has_arrows
        else _("A number, then Enter"),
        amiss=lambda typed: "" if typed.strip() in ("1", "2") else _("Type 1 or 2."),
    )
    talk.say()
    talk.say(_("How much time do you have?"), Tone.QUESTION)
    return Form.FULL if _ask_before(talk, prompt) == "1" else Form.QUICK


def _ask_before(talk: Talk, prompt: Prompt) -> str:
    """Ask something that comes before the questions; q alone stops here too."""
    from omnicheck.cli.replies import Wish, wish_in

    wished = replace(
        prompt, amiss=lambda typed: "" if wish_in(typed) is Wish.STOP else prompt.amiss(typed)
    )
    typed = talk.ask(wished).strip()
    if wish_in(typed) is Wish.STOP:
        raise KeyboardInterrupt
    return typed


def _line(
    talk: Talk, question: str, label: str, *, needed: bool = False, most: int = _LONGEST_LINE
) -> str:
    def tidy(typed: str) -> str:
        return " ".join(clean(typed).split())

    def amiss(typed: str) -> str:
        if needed and not tidy(typed):
            return _("Type a name. It stands on the report, and any name will do.")
        too_long = _("Use at most {most} characters.").format(most=most)
        return too_long if len(tidy(typed)) > most else ""

    talk.say()
    talk.say(question, Tone.QUESTION)
    return tidy(_ask_before(talk, Prompt(label=label, amiss=amiss)))


def _where(talk: Talk, sheet: AnswerSheet, named: str) -> Path:
    """Propose a file in this folder; never one of another business."""
    from omnicheck.files import check_room

    proposed = next(path for path in _candidates(sheet) if not _is_taken(path, sheet, named))
    words = _("Your answers are saved in a file. Enter alone takes: {file}")
    if os.path.lexists(proposed):
        words = _("You have begun already. Enter alone goes on with: {file}")

    def amiss(typed: str) -> str:
        path = _file_named(typed, proposed)
        if path is None or _is_taken(path, sheet, named):
            return _("{file} belongs to something else. Type another name.").format(file=typed)
        try:
            check_room(path)
        except OmnicheckError as error:
            return str(error)
        return ""

    talk.say()
    talk.say(words.format(file=proposed), Tone.QUESTION)
    return (
        _file_named(_ask_before(talk, Prompt(label=_("File:"), amiss=amiss)), proposed) or proposed
    )


def _file_named(typed: str, proposed: Path) -> Path | None:
    """Return the file that is meant; None where the text cannot name one."""
    try:
        path = Path(clean(typed.strip())).expanduser() if typed.strip() else proposed
        return path if path.suffix in (".yaml", ".yml") else path.with_name(f"{path.name}.yaml")
    except (RuntimeError, ValueError):
        return None


def _candidates(sheet: AnswerSheet) -> Iterator[Path]:
    from omnicheck.files import safe_name

    stem = safe_name(sheet.business.name)
    yield Path(f"{stem}.answers.yaml")
    number = 2
    while True:
        yield Path(f"{stem}-{number}.answers.yaml")
        number += 1


def _is_taken(path: Path, sheet: AnswerSheet, named: str) -> bool:
    """Whether something else than answers of this business to this questionnaire stands there."""
    from omnicheck.errors import InputError
    from omnicheck.yamlfile import read_document

    if not os.path.lexists(path):
        return False
    try:
        data = read_document(path).plain()
    except InputError:
        return True
    business, questionnaire = data.get("business"), data.get("questionnaire")
    is_ours = isinstance(business, dict) and business.get("name") == sheet.business.name
    return not (is_ours and questionnaire in (named, sheet.questionnaire))


def _lead(session: _Session) -> None:
    from omnicheck.cli.conversation import Conversation

    conversation = Conversation(session.talk, session, session.interview)
    session.interview = conversation.run()
    session.keep(session.interview)

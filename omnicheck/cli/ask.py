"""`omnicheck ask`: the interview. Ends with a recommendation, and with the answers on file."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omnicheck.choices import Form
from omnicheck.cli.options import QuestionnaireOption
from omnicheck.cli.streams import put, say
from omnicheck.cli.talk import PlainTalk, Prompt, Talk, Tone, can_move_the_cursor
from omnicheck.errors import EXIT_INTERRUPTED, OmnicheckError
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.cli.conversation import Conversation
    from omnicheck.interview import Interview


class NoTerminalError(OmnicheckError):
    """There is nobody to ask."""

    def __init__(self) -> None:
        """Name the way that needs no terminal."""
        super().__init__(
            _(
                "The interview needs a terminal. Without one, write: omnicheck template > my_business.yaml, "
                "fill the file in, then: omnicheck assess my_business.yaml"
            )
        )


class InterviewStoppedError(OmnicheckError):
    """The person stopped; all answers given so far are on file."""

    exit_code = EXIT_INTERRUPTED

    def __init__(self, file: str) -> None:
        """Say how to go on; without a file, nothing was asked yet."""
        saved = _("Saved. Continue with: omnicheck ask {file}").format(file=file)
        super().__init__(saved if file else _("Stopped before the first question. Nothing was written."))


class StoppedError(BaseException):
    """The system asked the program to end."""

    def __init__(self, number: int) -> None:
        """Keep the signal's number."""
        super().__init__(number)
        self.number = number


def ask(
    file: Annotated[
        str | None,
        typer.Argument(metavar="[ANSWERS.yaml]", help=_("Go on with this file, or start it."), show_default=False),
    ] = None,
    questionnaire: QuestionnaireOption = None,
    quick: Annotated[bool, typer.Option("--quick", help=_("Ask the short form only."))] = False,
    full: Annotated[
        bool, typer.Option("--full", help=_("Ask all questions; with a short form on file, what it left out."))
    ] = False,
    accessible: Annotated[
        bool,
        typer.Option("--accessible", help=_("Plain numbered lines, for screen readers; so does ACCESSIBLE=1.")),
    ] = False,
) -> None:
    """Answer question by question, and get a recommendation."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise NoTerminalError
    form = Form.QUICK if quick and not full else Form.FULL if full else None
    talk = _talk(accessible=accessible)
    _end_in_order()
    session = _open(talk, file, questionnaire, form)
    try:
        _lead(session)
    except (KeyboardInterrupt, EOFError):
        put()
        raise InterviewStoppedError(session.written_path) from None
    except StoppedError as stopped:
        raise SystemExit(128 + stopped.number) from None
    session.show_result(accessible=isinstance(talk, PlainTalk))


def _talk(*, accessible: bool) -> Talk:
    from omnicheck.reports.terminal import wants_accessible

    if accessible or wants_accessible(os.environ) or not can_move_the_cursor(os.environ):
        return PlainTalk()
    from omnicheck.cli.screen import ScreenTalk

    return ScreenTalk()


def _end_in_order() -> None:
    """Let a closed terminal or a polite kill end the prompt first, so that the terminal stays sane."""

    def stop(number: int, _frame: Any) -> None:
        raise StoppedError(number)

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

    def keep(self, interview: Interview) -> None:
        """Write the answers; where that fails, hold on until it works or the person stops."""
        from omnicheck.files import WriteError, atomic_write
        from omnicheck.template import filled_answers

        self.interview = interview
        text = filled_answers(interview.compiled, interview.sheet, named=self.named, kept=self.kept)
        while True:
            try:
                atomic_write(self.path, text.encode())
            except WriteError as error:
                self.talk.say(str(error))
                self.talk.ask(Prompt(label=_("Press Enter to try saving again:")))
            else:
                return

    @property
    def written_path(self) -> str:
        """The path as it can be typed again."""
        return shlex.quote(str(self.path))

    def show_result(self, *, accessible: bool) -> None:
        """Print the report, the path of the file and what to type next."""
        from omnicheck.api import assess as assess_answers
        from omnicheck.reports.terminal import console_for, render_terminal

        sheet = replace(self.interview.sheet, source=str(self.path))
        report = assess_answers(sheet, self.questionnaire)
        put()
        console = console_for(sys.stdout, os.environ, accessible=accessible)
        render_terminal(report, console, accessible=accessible)
        put()
        put(_("Your answers are in:"))
        put(str(self.path))
        put(_("See this again:  omnicheck assess {file}").format(file=self.written_path))
        put(_("Change answers:  omnicheck ask {file}").format(file=self.written_path))
        if sheet.form is Form.QUICK:
            put(_("All questions:   omnicheck ask --full {file}").format(file=self.written_path))


def _open(talk: Talk, file: str | None, chosen: str | None, form: Form | None) -> _Session:
    """Go on with a file that is there, or start a new one."""
    try:
        if file is not None and os.path.lexists(file):
            return _resume(talk, Path(file), chosen, form)
        return _begin(talk, None if file is None else Path(file), chosen, form)
    except (KeyboardInterrupt, EOFError):
        put()
        raise InterviewStoppedError("") from None
    except StoppedError as stopped:
        raise SystemExit(128 + stopped.number) from None


def _resume(talk: Talk, path: Path, chosen: str | None, form: Form | None) -> _Session:
    from omnicheck.answers import questionnaire_named
    from omnicheck.cli.inputs import answer_sheet, open_document, questionnaire_for
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
    talk.say(_("Going on with {name}: {done} of {all} questions answered.").format(
        name=sheet.business.name, done=len(interview.asked) - len(interview.missing), all=len(interview.asked)
    ))  # fmt: skip
    _check_folder(path)
    kept = tuple(own_comments(document.lines, written))
    return _Session(talk, path, named, questionnaire, interview, kept)


def _begin(talk: Talk, path: Path | None, chosen: str | None, form: Form | None) -> _Session:
    from omnicheck.answers import AnswerSheet, Business
    from omnicheck.cli.inputs import load
    from omnicheck.interview import Interview

    questionnaire = load(chosen)
    _check_folder(path or Path("answers.yaml"))
    _welcome(talk, questionnaire)
    form = form or _which_form(talk, questionnaire)
    name = _line(talk, _("What is your business called?"), _("Name:"), needed=True)
    trade = _line(talk, _("What do you do? (optional) For example: bakery, plumber, web shop."), _("Trade:"))
    business = Business(name=name, trade=trade or None)
    sheet = AnswerSheet(questionnaire.id, business, form, _today())
    place = path or _where(talk, sheet)
    if os.path.lexists(place):
        return _resume(talk, place, chosen, None)
    session = _Session(talk, place, chosen or questionnaire.id, questionnaire, Interview(questionnaire.compiled, sheet))
    session.keep(session.interview)
    talk.say(_("Every answer is saved at once in {file}.").format(file=place))
    return session


def _today() -> str:
    from datetime import datetime

    return datetime.now().astimezone().date().isoformat()


def _check_folder(path: Path) -> None:
    """Find out before the first question whether answers can be saved here.

    Raises:
        WriteError: they cannot.
    """
    import tempfile

    from omnicheck.files import WriteError

    try:
        with tempfile.TemporaryFile(dir=path.parent):
            return
    except OSError as error:
        raise WriteError(path, error) from error


def _welcome(talk: Talk, questionnaire: LoadedQuestionnaire) -> None:
    record = questionnaire.record
    talk.say(record.title, Tone.QUESTION)
    talk.say()
    talk.say(record.summary)
    talk.say()
    minutes = record.minutes
    talk.say(_("All questions take about {full} minutes.").format(full=minutes.full))
    talk.say(_("At hand it helps to have: last month's sales, and someone who talks to your customers."))
    talk.say(_("You can stop at any time with Ctrl-C, and go on later. Nothing leaves this computer."))
    talk.say(_("Not sure of something? Type s. It never counts as a no."))
    talk.say()


def _which_form(talk: Talk, questionnaire: LoadedQuestionnaire) -> Form:
    record = questionnaire.record
    short = sum(question.quick for question in record.questions)
    if not short or record.minutes.quick is None:
        return Form.FULL
    choices = (
        _("All {n} questions, about {m} minutes: a firmer answer").format(
            n=len(record.questions), m=record.minutes.full
        ),
        _("The {n} that matter most, about {m} minutes").format(n=short, m=record.minutes.quick),
    )
    talk.say(_("How much time do you have?"), Tone.QUESTION)
    hint = _("a number or the arrow keys, then Enter")
    while True:
        typed = talk.ask(Prompt(label=_("Your choice:"), choices=choices, hint=hint)).strip()
        if typed in ("1", "2"):
            return Form.FULL if typed == "1" else Form.QUICK
        talk.say(_("Type 1 or 2."))


def _line(talk: Talk, question: str, label: str, *, needed: bool = False) -> str:
    from omnicheck.plaintext import clean

    talk.say()
    talk.say(question, Tone.QUESTION)
    while True:
        typed = " ".join(clean(talk.ask(Prompt(label=label))).split())[:2000]
        if typed or not needed:
            return typed
        talk.say(_("Type a name. It stands on the report, and any name will do."))


def _where(talk: Talk, sheet: AnswerSheet) -> Path:
    """Propose a file in this folder; never one of another business."""
    proposed = next(path for path in _candidates(sheet) if not _is_taken(path, sheet))
    talk.say()
    talk.say(_("Your answers are saved in a file. Enter alone takes: {file}").format(file=proposed))
    while True:
        typed = talk.ask(Prompt(label=_("File:"))).strip()
        path = Path(typed).expanduser() if typed else proposed
        if path.suffix not in (".yaml", ".yml"):
            path = path.with_name(f"{path.name}.yaml")
        if _is_taken(path, sheet):
            talk.say(_("{file} belongs to something else. Choose another name.").format(file=path))
            continue
        _check_folder(path)
        return path


def _candidates(sheet: AnswerSheet) -> Iterator[Path]:
    from omnicheck.files import safe_name

    stem = safe_name(sheet.business.name)
    yield Path(f"{stem}.answers.yaml")
    number = 2
    while True:
        yield Path(f"{stem}-{number}.answers.yaml")
        number += 1


def _is_taken(path: Path, sheet: AnswerSheet) -> bool:
    """Whether something else than answers of this business stands there."""
    from omnicheck.errors import InputError
    from omnicheck.yamlfile import read_document

    if not os.path.lexists(path):
        return False
    try:
        data = read_document(path).plain()
    except InputError:
        return True
    business = data.get("business")
    return not (isinstance(business, dict) and business.get("name") == sheet.business.name)


def _lead(session: _Session) -> None:
    from omnicheck.cli.conversation import Conversation

    conversation: Conversation = Conversation(session.talk, session, session.interview)
    session.interview = conversation.run()
    session.keep(session.interview)
    say("")

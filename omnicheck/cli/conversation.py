"""The interview as a conversation: one question after another, a review, and the answers on file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from omnicheck.choices import Kind
from omnicheck.cli.replies import Misfit, Wish, reply_to
from omnicheck.cli.talk import Prompt, Tone
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from omnicheck.answer_codes import Code
    from omnicheck.cli.talk import Talk
    from omnicheck.interview import Interview


class Keeper(Protocol):
    """Where the answers are kept."""

    def keep(self, interview: Interview) -> None:
        """Write the answers so that nothing is lost."""


@dataclass
class Conversation:
    """Leads one person through an interview; every answer is kept before the next question."""

    talk: Talk
    keeper: Keeper
    interview: Interview
    section: str = field(default="", init=False)

    def run(self) -> Interview:
        """Ask what has no answer yet, then go through the review until the person is content."""
        self._ask_all(self.interview.next())
        while (change := self._review()) is not None:
            self._ask_one(change)
            self._ask_all(self.interview.next())
        self._offer_what_could_turn_it()
        return self.interview

    def _ask_all(self, question: str | None) -> None:
        while question is not None:
            went_on = self._ask_one(question)
            before = self.interview.back(question)
            if went_on:
                question = self.interview.next(after=question)
            elif before is None:
                self.talk.say(_("This is the first question."))
            else:
                question = before

    def _ask_one(self, question: str) -> bool:
        """Ask until there is an answer; False when the person wants to go back."""
        self._show(question)
        typed = ""
        while True:
            column = self.interview.column(question)
            typed = self.talk.ask(self._prompt(question, typed))
            reply = reply_to(column, typed, has_answer=bool(self.interview.given(question)))
            match reply:
                case Wish.BACK:
                    return False
                case Wish.KEEP:
                    return True
                case Wish.HELP:
                    self._help(question)
                    typed = ""
                case Misfit(what=what):
                    self.talk.say(what, Tone.MISFIT)
                case code:
                    self._keep(question, code)
                    return True

    def _keep(self, question: str, code: Code) -> None:
        self.interview = self.interview.answer(question, code)
        self.keeper.keep(self.interview)

    def _show(self, question: str) -> None:
        asked, progress = self.interview.column(question).question, self.interview.progress(question)
        self.talk.say()
        where = _("Section {s} of {ss}: {title}").format(
            s=progress.section_number, ss=progress.sections, title=progress.section
        )
        of_all = _("question {n} of {total}") if progress.total_is_certain else _("question {n} of about {total}")
        left = plural("about {count} minute left", "about {count} minutes left", progress.minutes_left)
        place = " - ".join([where, of_all.format(n=progress.number, total=progress.total), left])
        self.talk.say(place, Tone.HEADING)
        section = next(s for s in self.interview.sections if s.id == asked.section)
        if section.id != self.section and section.about:
            self.section = section.id
            self.talk.say(section.about, Tone.QUIET)
        self.talk.say()
        self.talk.say(asked.ask, Tone.QUESTION)
        self.talk.say(_("Why we ask: {why}").format(why=_first_sentence(asked.why)), Tone.QUIET)
        if asked.help:
            self.talk.say(_("Hint: {hint}").format(hint=_first_sentence(asked.help)), Tone.QUIET)
        given = self.interview.given(question)
        if given:
            self.talk.say(_("Your answer now: {answer}. Enter keeps it.").format(answer=given))
        self.talk.say()

    def _help(self, question: str) -> None:
        asked = self.interview.column(question).question
        self.talk.say()
        self.talk.say(asked.why)
        if asked.help:
            self.talk.say(asked.help)
        if asked.kind is Kind.SEVERAL and any(o.may_not_apply for o in asked.options.values()):
            self.talk.say(_("Put n before the number of what cannot happen in your business, such as n3."))
        self.talk.say(_("s means not sure. It never counts as no; it only makes the result less firm."))
        self.talk.say(_("b goes back to the question before. Ctrl-C stops; your answers are saved."))
        self.talk.say()

    def _prompt(self, question: str, typed: str) -> Prompt:
        asked = self.interview.column(question).question
        if asked.options:
            choices = tuple(_choice(o.text, o.example) for o in asked.options.values())
        else:
            choices = (_("Yes"), _("No")) if asked.kind is Kind.YES_NO else ()
        return Prompt(
            label=_("Your answer:"),
            choices=choices,
            several=asked.kind is Kind.SEVERAL,
            hint=self._hint(question),
            typed=typed,
        )

    def _hint(self, question: str) -> str:
        asked = self.interview.column(question).question
        match asked.kind:
            case Kind.SEVERAL:
                how = _("numbers with spaces between, then Enter")
            case Kind.YES_NO:
                how = _("y or n, then Enter")
            case Kind.SCALE if asked.scale:
                how = _("a number from {low} ({a}) to {high} ({b}), then Enter").format(
                    low=asked.scale.first, a=asked.scale.low, high=asked.scale.last, b=asked.scale.high
                )
            case Kind.NUMBER:
                unit = f" ({asked.unit})" if asked.unit else ""
                how = _("a number{unit}, then Enter").format(unit=unit)
            case Kind.TEXT:
                how = _("your own words, then Enter")
            case _:
                how = _("a number or the arrow keys, then Enter")
        parts = [how, _("s not sure")]
        if asked.not_applicable:
            parts.append(_("n does not apply"))
        return "; ".join([*parts, _("b back"), _("? help")])

    def _review(self) -> str | None:
        """Show all answers; return the question to change, or None when all is well."""
        lines = []
        self.talk.say()
        self.talk.say(_("Your answers"), Tone.HEADING)
        for section in self.interview.review():
            self.talk.say()
            self.talk.say(section.title, Tone.QUESTION)
            for line in section.lines:
                lines.append(line.question)
                answer = line.answer or _("Not provided")
                self.talk.say(f"  {len(lines):>2}  {line.topic}: {answer}")
        self.talk.say()
        hint = _("Type the number of an answer to change it. Enter alone shows your result.")
        typed = ""
        while True:
            typed = self.talk.ask(Prompt(label=_("Change number:"), hint=hint, typed=typed)).strip()
            if not typed:
                return None
            if typed.isascii() and typed.isdigit() and 1 <= int(typed[:6]) <= len(lines):
                return lines[int(typed) - 1]
            self.talk.say(_("Type a number from 1 to {last}, or nothing.").format(last=len(lines)))

    def _offer_what_could_turn_it(self) -> None:
        turning = self.interview.could_still_turn()
        if not turning:
            return
        self.talk.say()
        self.talk.say(
            plural(
                "{count} answer that you were not sure of could still turn the result:",
                "{count} answers that you were not sure of could still turn the result:",
                len(turning),
            )
        )
        for question in turning:
            self.talk.say(f"  - {self.interview.column(question).question.topic}")
        if self.yes_or_no(_("Would you like to look at them again now?")):
            for question in turning:
                if question in self.interview.asked:
                    self._ask_one(question)
            self._ask_all(self.interview.next())

    def yes_or_no(self, question: str) -> bool:
        """Ask for yes or no."""
        self.talk.say(question)
        while True:
            typed = self.talk.ask(Prompt(label=_("y or n:"))).strip().casefold()
            if typed in ("y", "yes", "n", "no"):
                return typed in ("y", "yes")
            self.talk.say(_("Type y for yes or n for no."))


def _choice(text: str, example: str | None) -> str:
    return _("{text} (for example: {example})").format(text=text, example=_lowered(example)) if example else text


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _first_sentence(text: str) -> str:
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


"""The interview as a conversation: one question after another, a review, and the answers on file."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from omnicheck.choices import Kind
from omnicheck.cli.replies import NO, YES, Misfit, Wish, reply_to, wish_in
from omnicheck.cli.talk import Prompt, Tone
from omnicheck.interview import Certainty
from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.answer_codes import Code
    from omnicheck.cli.talk import Talk
    from omnicheck.interview import Interview
    from omnicheck.questionnaire import Option, Question

#: With fewer questions than these to come, stopping early is not worth a question of its own.
_WORTH_STOPPING: Final = 3


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
    is_cut_short: bool = field(default=False, init=False)
    """Whether the person chose to leave the questions open that can change nothing."""
    offered: Certainty = field(default=Certainty.NONE, init=False)
    """At which certainty stopping early was offered, or was open to the person before."""

    def run(self) -> Interview:
        """Ask what has no answer yet, then go through the review until the person is content."""
        self.offered = self.interview.certainty
        self._ask_all(self.interview.next())
        while (change := self._review()) is not None:
            self._ask_one(change)
            if not self._stays_cut_short():
                self._ask_all(self.interview.next())
        self._offer_what_could_turn_it()
        return self.interview

    def _ask_all(self, question: str | None) -> None:
        while question is not None:
            went_on = self._ask_one(question)
            before = self.interview.back(question)
            if not went_on and before is None:
                self.talk.say()
                self.talk.say(_("This is the first question."), Tone.MISFIT)
            elif not went_on:
                question = before
            elif (wish := self._offer_to_stop()) is Wish.STOP:
                return
            elif wish is not Wish.BACK:
                question = self.interview.next(after=question)

    def _offer_to_stop(self) -> Wish:
        """Offer to leave the rest out: once when the strategy is certain, and once when all of it is.

        Returns:
            STOP, BACK to the question before, or KEEP on asking, also where there is nothing to offer.
        """
        left, before = len(self.interview.missing), self.offered
        if before is Certainty.PATH or left < _WORTH_STOPPING:
            return Wish.KEEP
        found = self.interview.certainty
        if found <= before:
            return Wish.KEEP
        self.offered = found
        minutes = self.interview.progress(self.interview.missing[0]).minutes_left
        tell = self._tell_certain if found is Certainty.PATH else self._tell_strategy_certain
        self.talk.say()
        tell(left, minutes)
        self.talk.say()
        self.talk.say(_("Would you like to stop here and see your result?"))
        typed = self.talk.ask(Prompt(label=_("y, n, or b to go back:"), amiss=_amiss_in_offer))
        wish = wish_in(typed)
        if wish is Wish.STOP:
            raise KeyboardInterrupt
        if wish is Wish.BACK:
            self.offered = before  # with another answer this may not be certain any more
            return wish
        self.is_cut_short = typed.strip().casefold() in YES
        return Wish.STOP if self.is_cut_short else Wish.KEEP

    def _tell_certain(self, left: int, minutes: int) -> None:
        self.talk.say(_("Your recommendation is certain now."), Tone.HEADING)
        self.talk.say()
        stays = _("Whatever you answer to the other {count} questions, it stays the same.")
        self.talk.say(stays.format(count=left))
        still = plural(
            "They take about {count} more minute. They make your scores firmer, and your plan fits you better.",
            "They take about {count} more minutes. They make your scores firmer, and your plan fits you better.",
            minutes,
        )
        self.talk.say(still)
        self.talk.say(_("If you stop here, these questions stay open. You can answer them later."))

    def _tell_strategy_certain(self, left: int, minutes: int) -> None:
        strategy = self.interview.strategy_title
        certain = _("{strategy} is certain now.").format(strategy=strategy)
        self.talk.say(certain, Tone.HEADING)
        self.talk.say()
        stays = _("Whatever you answer to the other {count} questions, it stays {strategy}.")
        self.talk.say(stays.format(count=left, strategy=strategy.lower()))
        still = plural(
            "They take about {count} more minute. They decide how to go about it, and your plan.",
            "They take about {count} more minutes. They decide how to go about it, and your plan.",
            minutes,
        )
        self.talk.say(still)
        rough = _(
            "If you stop here, your result says little about how, and your plan is rough. You can answer "
            "these questions later."
        )
        self.talk.say(rough)

    def _stays_cut_short(self) -> bool:
        """After a change in the review: go on with the rest where it can change something again."""
        if self.is_cut_short and self.interview.certainty < self.offered:
            self.is_cut_short = False
            self.talk.say()
            self.talk.say(
                _("After this change, the questions left open can change the result again.")
            )
        return self.is_cut_short

    def _ask_one(self, question: str) -> bool:
        """Ask until there is an answer; False when the person wants to go back."""
        self._show(question)
        prompt = self._prompt(question)
        while True:
            typed = self.talk.ask(prompt)
            if prompt.is_short and not typed.strip():
                self._show_ask(question)
                self.talk.say()
                prompt = self._prompt(question)
                continue
            match self._reply(question, typed):
                case Wish.BACK:
                    return False
                case Wish.KEEP:
                    return True
                case Wish.STOP:
                    raise KeyboardInterrupt
                case Wish.HELP:
                    self._help(question)
                    prompt = self._short_prompt(question)
                case Misfit():
                    continue
                case code:
                    self._keep(question, code)
                    return True

    def _reply(self, question: str, typed: str) -> Code | Wish | Misfit:
        has_answer = bool(self.interview.given(question))
        return reply_to(self.interview.column(question), typed, has_answer=has_answer)

    def _amiss(self, question: str, typed: str) -> str:
        reply = self._reply(question, typed)
        return reply.what if isinstance(reply, Misfit) else ""

    def _keep(self, question: str, code: Code) -> None:
        self.interview = self.interview.answer(question, code)
        self.keeper.keep(self.interview)

    def _show(self, question: str) -> None:
        asked = self.interview.column(question).question
        self.talk.say()
        self.talk.say(self._place(question), Tone.HEADING)
        section = next(s for s in self.interview.sections if s.id == asked.section)
        if section.id != self.section and section.about:
            self.talk.say(section.about, Tone.QUIET)
        self.section = section.id
        self._show_ask(question)
        for note in self._notes(question):
            self.talk.say(note, Tone.QUIET)
        self.talk.say()

    def _notes(self, question: str) -> Iterator[str]:
        asked = self.interview.column(question).question
        yield _("Why we ask: {why}").format(why=_first_sentence(asked.why))
        if asked.help:
            yield _("Hint: {hint}").format(hint=_first_sentence(asked.help))
        if given := self.interview.given(question):
            yield _("Your answer now: {answer}. Enter keeps it.").format(answer=given)

    def _place(self, question: str) -> str:
        progress = self.interview.progress(question)
        section = _("Section {s} of {ss}: {title}").format(
            s=progress.section_number, ss=progress.sections, title=progress.section
        )
        if progress.total_is_certain:
            count = _("question {n} of {total}")
        else:
            count = _("question {n} of about {total}")
        left = plural(
            "about {count} minute left", "about {count} minutes left", progress.minutes_left
        )
        return " - ".join([section, count.format(n=progress.number, total=progress.total), left])

    def _show_ask(self, question: str) -> None:
        self.talk.say()
        self.talk.say(self._ask_text(question), Tone.QUESTION)

    def _ask_text(self, question: str) -> str:
        asked = self.interview.column(question).question
        optional = asked.kind is Kind.TEXT
        return _("{question} (optional)").format(question=asked.ask) if optional else asked.ask

    def _help(self, question: str) -> None:
        asked = self.interview.column(question).question
        self.talk.say()
        self.talk.say(asked.why)
        if asked.help:
            self.talk.say(asked.help)
        if self.talk.has_arrows:
            for option in asked.options.values():
                if option.example:
                    self.talk.say(_choice(option), lead="- ")
        if any(option.may_not_apply for option in asked.options.values()):
            self.talk.say(_("Put n before the number of what cannot happen here, such as n3."))
        self.talk.say()
        self.talk.say(_("s: not sure. It never counts as no. It only makes the result less firm."))
        self.talk.say(_("b: back to the question before. Your answers stay."))
        self.talk.say(_("q: stop. Your answers are saved, and you can go on later."))
        self.talk.say()

    def _prompt(self, question: str) -> Prompt:
        asked = self.interview.column(question).question
        options = asked.options.values()
        plain = (_("Yes"), _("No")) if asked.kind is Kind.YES_NO and not options else ()
        return Prompt(
            label=_("Your answer:"),
            choices=plain or tuple(map(_choice, options)),
            brief=plain or tuple(option.text for option in options),
            several=asked.kind is Kind.SEVERAL,
            alone=frozenset(i for i, o in enumerate(options, start=1) if o.exclusive),
            hint=self._hint(question),
            reminder=self._ask_text(question),
            notes=tuple(self._notes(question)),
            amiss=partial(self._amiss, question),
        )

    def _short_prompt(self, question: str) -> Prompt:
        """Ask behind the help, which a list would push off a small screen."""
        return Prompt(
            label=_("Your answer, or Enter to see the question again:"),
            amiss=lambda typed: self._amiss(question, typed) if typed.strip() else "",
            is_short=True,
        )

    def _hint(self, question: str) -> str:
        asked = self.interview.column(question).question
        parts = [self._how(asked), _("s not sure")]
        if asked.not_applicable:
            is_yes_no = asked.kind is Kind.YES_NO
            parts.append(_("n/a does not apply") if is_yes_no else _("n does not apply"))
        if any(option.may_not_apply for option in asked.options.values()):
            parts.append(_("n3: number 3 cannot happen here"))
        return "; ".join([*parts, _("b back"), _("? help"), _("q stop")])

    def _how(self, asked: Question) -> str:
        match asked.kind:
            case Kind.SEVERAL if self.talk.has_arrows:
                return _("Numbers, or arrows and space, then Enter")
            case Kind.SEVERAL:
                return _("Numbers with spaces between, then Enter")
            case Kind.YES_NO:
                return _("y or n, then Enter")
            case Kind.SCALE if asked.scale:
                return _("A number from {low} ({a}) to {high} ({b}), then Enter").format(
                    low=asked.scale.first,
                    a=asked.scale.low,
                    high=asked.scale.last,
                    b=asked.scale.high,
                )
            case Kind.NUMBER:
                unit = f" ({asked.unit})" if asked.unit else ""
                return _("A number{unit}, then Enter").format(unit=unit)
            case Kind.TEXT:
                return _("Your own words, then Enter")
            case _:
                one = _("A number or the arrow keys, then Enter")
                return one if self.talk.has_arrows else _("A number, then Enter")

    def _review(self) -> str | None:
        """Show all answers; return the question to change, or None when all is well."""
        lines = self._show_review()
        hint = _("Enter alone shows your result. To change an answer, type its number.")
        prompt = Prompt(
            label=_("Number or Enter:"), hint=hint, amiss=partial(_amiss_in_review, len(lines))
        )
        typed = self.talk.ask(prompt).strip()
        if wish_in(typed) is Wish.STOP:
            raise KeyboardInterrupt
        return lines[int(typed) - 1] if typed else None

    def _show_review(self) -> list[str]:
        """Show the answers by section; return the questions as they are numbered there."""
        shown: list[str] = []
        self.talk.say()
        self.talk.say(_("Check your answers"), Tone.HEADING)
        for section in self.interview.review():
            self.talk.say()
            self.talk.say(section.title, Tone.QUESTION)
            for line in section.lines:
                shown.append(line.question)
                answer = line.answer or _("Not provided")
                self.talk.say(f"{line.topic}: {answer}", lead=f"{len(shown):>4}  ")
        self.talk.say()
        return shown

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
            self.talk.say(self.interview.column(question).question.topic, lead="  - ")
        self.talk.say()
        again = plural(
            "Would you like to look at it again now?",
            "Would you like to look at them again now?",
            len(turning),
        )
        if self._agrees(again):
            for question in turning:
                if question in self.interview.asked:
                    self._ask_one(question)
            self._ask_all(self.interview.next())

    def _agrees(self, question: str) -> bool:
        self.talk.say(question)
        typed = self.talk.ask(Prompt(label=_("y or n:"), amiss=_amiss_in_yes_or_no))
        if wish_in(typed) is Wish.STOP:
            raise KeyboardInterrupt
        return typed.strip().casefold() in YES


def _amiss_in_review(last: int, typed: str) -> str:
    number = typed.strip()
    if not number or wish_in(number) is Wish.STOP:
        return ""
    if number.isascii() and number.isdigit() and 1 <= int(number[:6]) <= last:
        return ""
    return _("Type a number from 1 to {last}, or Enter alone for your result.").format(last=last)


def _amiss_in_offer(typed: str) -> str:
    if wish_in(typed) is Wish.BACK or not _amiss_in_yes_or_no(typed):
        return ""
    return _("Type y to stop here, n for the next question, or b for the question before.")


def _amiss_in_yes_or_no(typed: str) -> str:
    fits = typed.strip().casefold() in (*YES, *NO) or wish_in(typed) is Wish.STOP
    return "" if fits else _("Type y for yes or n for no.")


def _choice(option: Option) -> str:
    if not option.example:
        return option.text
    return _("{text} (example: {example})").format(text=option.text, example=option.example)


def _first_sentence(text: str) -> str:
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]

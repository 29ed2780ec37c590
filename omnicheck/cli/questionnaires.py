"""`omnicheck questionnaires`: what there is, and each one printed for reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omnicheck.choices import Kind
from omnicheck.cli.layout import filled, pairs, reading_width
from omnicheck.cli.options import QuestionnaireArgument
from omnicheck.cli.streams import put
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.questionnaire import Option, Question, Questionnaire, Section


def questionnaires(name: QuestionnaireArgument = None) -> None:
    """List the questionnaires, or print one for reading."""
    from omnicheck.cli.inputs import load
    from omnicheck.plaintext import clean

    text = _list() if name is None else "\n".join(_Print(load(name).record).lines())
    for line in text.splitlines():
        put(clean(line))


def _list() -> str:
    from omnicheck.catalog import bundled_ids
    from omnicheck.cli.inputs import load

    width = reading_width()
    records = [load(name).record for name in bundled_ids()]
    blocks = [
        f"{record.id}\n{filled(record.title, width, '  ')}\n{filled(_size(record), width, '  ')}"
        for record in records
    ]
    to_read = filled(
        _("To read one: omnicheck questionnaires {id}").format(id=records[0].id), width
    )
    return "\n\n".join([*blocks, to_read])


def _size(record: Questionnaire) -> str:
    words = _("{count} questions, about {minutes} minutes").format(
        count=len(record.questions), minutes=record.minutes.full
    )
    if record.minutes.quick is None:
        return words
    quick = _("; quick form: {count} questions, {minutes} minutes").format(
        count=sum(q.quick for q in record.questions), minutes=record.minutes.quick
    )
    return words + quick


class _Print:
    """A questionnaire as lines of text."""

    def __init__(self, record: Questionnaire) -> None:
        self.record = record
        self.width = reading_width()

    def lines(self) -> Iterator[str]:
        record = self.record
        yield record.title
        yield "=" * min(len(record.title), self.width)
        yield from self._filled(record.summary)
        yield from self._filled(f"{record.id} {record.version}: {_size(record)}")
        yield from self._filled(
            _("Values run from 0 (plainly multichannel) to 100 (plainly omnichannel).")
        )
        yield from self._factors()
        numbers = {question.id: n for n, question in enumerate(record.questions, 1)}
        for section in record.sections:
            yield from self._section(section)
            for question in record.questions:
                if question.section == section.id:
                    yield from self._question(numbers[question.id], question)
        yield from self._sources()

    def _filled(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        return filled(text, self.width, first, rest).splitlines()

    def _heading(self, text: str) -> list[str]:
        return ["", text, "-" * min(len(text), self.width)]

    def _factors(self) -> Iterator[str]:
        yield ""
        rows = [(factor.title, factor.asks) for factor in self.record.factors.values()]
        yield from pairs(rows, self.width).splitlines()

    def _section(self, section: Section) -> Iterator[str]:
        yield from self._heading(section.title)
        if section.about:
            yield from self._filled(section.about)

    def _question(self, number: int, question: Question) -> Iterator[str]:
        yield ""
        yield from self._filled(f"{number}. {question.ask}", "", "   ")
        yield from self._filled(self._standing(question), "   ")
        yield from self._filled(_("Why: {text}").format(text=question.why), "   ")
        if question.help:
            yield from self._filled(_("Help: {text}").format(text=question.help), "   ")
        if question.when:
            yield from self._filled(_("Asked only when: {rule}").format(rule=question.when), "   ")
        for answer in _answers(question):
            yield from self._filled(answer, "   - ", "     ")
        if question.sources:
            names = ", ".join(question.sources)
            yield from self._filled(_("Sources: {names}").format(names=names), "   ")

    def _standing(self, question: Question) -> str:
        """Id, what it counts for and in which form it is asked."""
        counts = _("not scored")
        if question.factor and question.scored:
            factor = self.record.factors[question.factor].title
            counts = _("counts for {factor}, weight {weight}").format(
                factor=factor, weight=question.weight
            )
        forms = _("full and quick form") if question.quick else _("full form only")
        return f"[{question.id}] {counts}; {forms}"

    def _sources(self) -> Iterator[str]:
        if not self.record.sources:
            return
        yield from self._heading(_("Sources"))
        for name, source in self.record.sources.items():
            title = source.title.rstrip(".")
            yield from self._filled(f"{name}: {source.author}, {title} ({source.year}).", "", "  ")
            yield from self._filled(source.shows, "  ")
            if source.url:
                yield f"  {source.url}"


def _answers(question: Question) -> Iterator[str]:
    """Every answer with its value, as it is chosen."""
    match question.kind:
        case Kind.NUMBER:
            yield _("a number") + (f" ({question.unit})" if question.unit else "")
            for band in question.bands:
                yield _("from {start} on: {value}").format(start=band.start, value=band.value)
        case Kind.SCALE if scale := question.scale:
            low, high = _ends(question)
            yield f"{scale.first}{low}: {scale.low}"
            yield f"{scale.last}{high}: {scale.high}"
        case Kind.TEXT:
            yield _("a text, never scored")
        case Kind.YES_NO if not question.options:
            no, yes = _ends(question)
            yield _("yes") + yes
            yield _("no") + no
        case _:
            for name, option in question.options.items():
                yield _option(name, option)
            if question.kind is Kind.SEVERAL:
                yield _("several may be ticked{how}").format(how=_ticking(question))
    if question.not_applicable:
        yield "not_applicable: " + _("Does not apply; it then does not count")


def _ends(question: Question) -> tuple[str, str]:
    """The values of the low and the high end, where the answer is scored."""
    if not question.scored:
        return "", ""
    return (" = 100", " = 0") if question.reverse else (" = 0", " = 100")


def _ticking(question: Question) -> str:
    match question.score:
        case "count":
            steps = ", ".join(f"{n}+ = {value}" for n, value in question.by_count.items())
            return _("; scored by how many: {steps}").format(steps=steps)
        case "share":
            return _("; scored by the share ticked")
        case "sum":
            return _("; the values of those ticked add up")
        case "best":
            return _("; the highest value ticked counts")
        case _:
            return ""


def _option(name: str, option: Option) -> str:
    value = "" if option.value is None else f" = {option.value}"
    example = f" ({option.example})" if option.example else ""
    return f"{name}{value}: {option.text}{example}"

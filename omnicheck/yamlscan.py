"""Turns a text into harmless YAML events, and the parser's complaints into plain English.

Events come one by one, so a file built to exhaust the machine is refused before it can. A slip that
touches its own line only does not hide those below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

import yaml
from yaml import (
    AliasEvent,
    CollectionStartEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from omnicheck.errors import Place, YamlError
from omnicheck.language import _
from omnicheck.yamlsource import LONGEST_EXCERPT, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from omnicheck.errors import Fault
    from omnicheck.yamlsource import Mark, Source

MAX_DEPTH = 50
MAX_NODES = 20_000
MAX_SLIPS = 20
#: In characters, for all the passes that look for more slips together.
_MAX_READ_AGAIN = 400_000
_LONGEST_KEY = 1_000  # the parser looks 1,024 characters ahead for a colon

_JSON_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_JSON_ESCAPE = re.compile(r"\\(?:u(d[89ab]..)\\u(d[c-f]..)|.)", re.IGNORECASE)
_NO_SPACE_AFTER_COLON = re.compile(r"([^\s:\"'-][^:]*):(?!//)[^\S \t]*(\S.*)")
_AFTER_THE_END = re.compile(r"(?:\.\.\.(?=[ \t]|$))?[ \t]*(?:#.*)?")
_EXPLAINED = re.compile(r"(?:- )?(([a-z][a-z0-9_]*): .+)")
_SPECIAL = re.compile(r"[&*!][\w!]")

#: What stands for an entry, and what closes a group. The parser makes these and none derived from them.
_NODES: Final = frozenset([ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent])
_ENDS: Final = frozenset([MappingEndEvent, SequenceEndEvent])

#: Where an event starts, and where it ends.
start_of: Final[Callable[[yaml.Event], Mark]] = attrgetter("start_mark")
end_of: Final[Callable[[yaml.Event], Mark]] = attrgetter("end_mark")


class _SlipError(YamlError):
    """A fault of one line: with that line left out, the others may be fine."""


@dataclass(slots=True)
class Scan:
    """One pass over the events of a text, stopped at the first that is not plain data."""

    source: Source
    last: yaml.Event | None = None
    nodes: int = 0
    unclosed: list[CollectionStartEvent] = field(default_factory=list)

    def events(self) -> Iterator[yaml.Event]:
        """Yield the events of scalars, mappings and sequences.

        Raises:
            YamlError: At the first thing that is no YAML, not plain data, or too much; with the slips in
                the lines below it, where they can be told from its consequences.
        """
        try:
            yield from self._plain_events()
        except _SlipError as slip:
            raise YamlError([*slip.faults, *_slips_below(self, slip)]) from None

    def _plain_events(self) -> Iterator[yaml.Event]:
        self._refuse_directive()
        text = _with_whole_characters(self.source.text)
        try:
            next_event: Callable[[], Any] = yaml.CSafeLoader(text).get_event
            while event := next_event():
                kind = type(event)
                if kind in _NODES:
                    self.nodes += 1
                    # An alias has an anchor, and all others have a tag.
                    if event.anchor or event.tag or self.nodes > MAX_NODES:
                        raise self._refused(event)
                    if kind is not ScalarEvent:
                        self._go_deeper(event)
                    yield event
                elif kind in _ENDS:
                    self.unclosed.pop()
                    yield event
                elif kind is DocumentEndEvent:
                    # The parser is not asked what follows: it may read far to find out.
                    self._refuse_more(event)
                    return
                self.last = event
        except yaml.MarkedYAMLError as error:
            raise _explained(error, self) from None
        except (YamlError, MemoryError):
            raise
        except Exception as error:  # the parser leaks more than its own errors
            raise _unexplained(self) from error

    @property
    def bracket(self) -> Mark | None:
        """The innermost bracket that is open."""
        marks = (start_of(event) for event in reversed(self.unclosed) if event.flow_style)
        return next((mark for mark in marks if self.source.text[mark.index] in "[{"), None)

    def _refuse_directive(self) -> None:
        # The parser takes half a minute for 1 MB of directives, all before its first event.
        for number, line in enumerate(self.source.lines, start=1):
            if line.startswith("%"):
                place = Place(self.source.name, number, 1)
                what = _('The first line cannot start with "%".')
                raise self.source.error(place, what, _("Take it out, or put it in quotes."))
            if not _is_blank(line):
                return

    def _refused(self, event: NodeEvent) -> YamlError:
        """Return the error of an entry that is marked, or one too many."""
        if self.nodes <= MAX_NODES:
            return _starter(_Trouble(self, start_of(event)))
        what = _("The file has more than {count:,} entries.").format(count=MAX_NODES)
        cure = _("Files of answers are small; is this the right one?")
        return self.source.error(self.source.place(start_of(event)), what, cure)

    def _go_deeper(self, event: CollectionStartEvent) -> None:
        self.unclosed.append(event)
        if len(self.unclosed) > MAX_DEPTH:
            what = _("This is nested deeper than {count} levels.").format(count=MAX_DEPTH)
            cure = _("Use fewer levels.")
            raise self.source.error(self.source.place(start_of(event)), what, cure)

    def _refuse_more(self, event: DocumentEndEvent) -> None:
        end = end_of(event)
        rest = self.source.text[end.index :]
        starts_anew = not end.column and rest.startswith(("---", "%"))
        if rest and not event.explicit and not starts_anew:
            raise _misfit(_Trouble(self, end))
        for number, line in enumerate(rest.splitlines(), start=end.line + 1):
            if not _AFTER_THE_END.fullmatch(line):
                what = _("A second document starts here; a file holds one.")
                cure = _("Move what follows to a file of its own.")
                raise self.source.error(Place(self.source.name, number, 1), what, cure)


def _slips_below(scan: Scan, slip: _SlipError) -> Iterator[Fault]:
    """Read again without the line of each slip, as long as what follows cannot stem from its absence.

    All passes together read no more than one file may hold.
    """
    nodes, read = scan.nodes, 0
    done: set[int] = set()
    for _pass in range(MAX_SLIPS - 1):
        number = slip.faults[0].place.line
        done.add(number)
        read += len(scan.source.text)
        if not _stands_alone(scan, number) or nodes > MAX_NODES or read > _MAX_READ_AGAIN:
            return
        scan = Scan(scan.source.without_line(number))
        try:
            for _event in scan._plain_events():  # noqa: SLF001
                pass
        except _SlipError as next_slip:
            slip = next_slip
            if slip.faults[0].place.line in done:
                return
            yield from slip.faults
        except YamlError:
            return
        else:
            return
        nodes += scan.nodes


def _stands_alone(scan: Scan, number: int) -> bool:
    """Whether nothing above or below a line hangs on it: no open bracket, nothing indented under it."""
    bracket = scan.bracket
    if bracket is not None and bracket.line + 1 != number:
        return False
    below = (line for line in scan.source.lines[number:] if not _is_blank(line))
    return _indent(next(below, "")) <= _indent(scan.source.lines[number - 1])


def _indent(line: str) -> int:
    spaces = line.expandtabs()
    return len(spaces) - len(spaces.lstrip(" "))


def _is_blank(line: str) -> bool:
    text = line.lstrip(" \t")
    return not text or text.startswith("#")


def _with_whole_characters(text: str) -> str:
    r"""Return JSON text with each pair of escapes like \ud83d\ude00 as one character.

    Such pairs are JSON but not YAML. Blanks fill up each string, so that no place moves.
    """
    if r"\ud" not in text.lower() or not _is_json(text):
        return text
    return _JSON_STRING.sub(
        lambda string: _JSON_ESCAPE.sub(_whole_character, string[0]).ljust(len(string[0])), text
    )


def _whole_character(escape: re.Match[str]) -> str:
    pair = escape[1] and bytes.fromhex(escape[1] + escape[2])
    return pair.decode("utf-16-be") if pair else escape[0]


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def in_quotes(text: str) -> str:
    """Return the text as it can be written in a YAML file, for showing how.

    >>> in_quotes("Foo: Bar")
    '"Foo: Bar"'
    """
    text = text.strip(" \t“”„‘’")
    if not text or "\n" in text or len(text) > LONGEST_EXCERPT:
        return '"..."'
    return f'"{text}"' if not set('"\\') & set(text) else "'" + text.replace("'", "''") + "'"


def _put_in_quotes(text: str) -> str:
    return _("Put the text in quotes: {example}").format(example=in_quotes(text))


@dataclass(frozen=True, slots=True)
class _Trouble:
    """Where the parser stopped, what it says about it, and what it had read by then."""

    scan: Scan
    mark: Mark
    start: Mark | None = None
    words: str = ""

    @property
    def source(self) -> Source:
        return self.scan.source

    @property
    def place(self) -> Place:
        return self.source.place(self.mark)

    @property
    def char(self) -> str:
        return self.source.text[self.mark.index : self.mark.index + 1]

    @property
    def line(self) -> str:
        return self.source.line(self.place.line)

    @property
    def before(self) -> str:
        return self.line[: self.mark.column]

    @property
    def after(self) -> str:
        rest = self.line[self.mark.column :]
        end = r"[,\]}]|[ \t]#" if self.scan.bracket else r"[ \t]#"
        return re.split(end, rest, maxsplit=1)[0].rstrip()

    def at(self, mark: Mark) -> _Trouble:
        return _Trouble(self.scan, mark)

    def error(self, what: str, cure: str) -> YamlError:
        return self.source.error(self.place, what, cure)

    def slip(self, what: str, cure: str) -> YamlError:
        return _SlipError(self.error(what, cure).faults)


def _explained(error: yaml.MarkedYAMLError, scan: Scan) -> YamlError:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return _unexplained(scan)
    trouble = _Trouble(scan, mark, error.context_mark, f"{error.context}: {error.problem}")
    if _is_indented_by_tab(trouble):
        return _tab(trouble)
    for words, explain in _EXPLANATIONS.items():
        if re.search(words, trouble.words):
            return explain(trouble)
    return _unexplained(scan)


def _unexplained(scan: Scan) -> YamlError:
    place = scan.source.place(end_of(scan.last)) if scan.last else Place(scan.source.name, 1, 1)
    what = _("The text cannot be read from here on.")
    cure = _("Put text with any of : # [ ] { } , & * in quotes.")
    return scan.source.error(place, what, cure)


def _is_indented_by_tab(trouble: _Trouble) -> bool:
    indent = trouble.line[: len(trouble.line) - len(trouble.line.lstrip())]
    return "\t" in indent and not trouble.scan.bracket and "quoted" not in trouble.words


def _tab(trouble: _Trouble) -> YamlError:
    place = Place(trouble.source.name, trouble.place.line, max(trouble.line.find("\t"), 0) + 1)
    what = _("There is a tab before the text.")
    return _SlipError([trouble.source.fault(place, what, _("Use spaces instead."))])


def _starter(trouble: _Trouble) -> YamlError:
    if trouble.start:
        trouble = trouble.at(trouble.start)
    if trouble.char == "\t":
        return _tab(trouble)
    if _SPECIAL.match(trouble.after):
        what = _(
            'A text without quotes cannot start with "{char}"; anchors, aliases and tags are not read.'
        )
    else:
        what = _('A text without quotes cannot start with "{char}".')
    return trouble.slip(what.format(char=trouble.char), _put_in_quotes(trouble.after))


def _open_quote(trouble: _Trouble) -> YamlError:
    trouble = trouble.at(trouble.start or trouble.mark)
    what = _("The quote {quote} that opens here is not closed.").format(quote=trouble.char)
    return trouble.slip(what, _("Write {quote} where the text ends.").format(quote=trouble.char))


def _escape(trouble: _Trouble) -> YamlError:
    what = _("A backslash between double quotes starts a code, and this is not one.")
    cure = _(r"Write \\ for a backslash, or put the text in single quotes.")
    return trouble.slip(what, cure)


def _missing_comma(trouble: _Trouble) -> YamlError:
    bracket = trouble.scan.bracket
    if bracket is None:
        return _misfit(trouble)
    opened = trouble.at(bracket)
    closing = "]" if opened.char == "[" else "}"
    if trouble.mark.index >= len(trouble.source.text):
        return _open_bracket(opened, closing)
    what = _('A comma or the closing "{closing}" is missing before this.')
    cure = _('The bracket "{opening}" opens on line {line}, column {column}.').format(
        opening=opened.char, line=opened.place.line, column=opened.place.column
    )
    return trouble.slip(what.format(closing=closing), cure)


def _open_bracket(opened: _Trouble, closing: str) -> YamlError:
    what = _('The bracket "{opening}" that opens here is not closed.').format(opening=opened.char)
    cure = _('Write "{closing}" where it ends, or put the text in quotes.')
    return opened.slip(what, cure.format(closing=closing))


def _missing_value(trouble: _Trouble) -> YamlError:
    if trouble.scan.bracket is None:
        return _starter(trouble) if trouble.char in "]}," else _misfit(trouble)
    if trouble.mark.index >= len(trouble.source.text):
        return _missing_comma(trouble)
    if trouble.char == ":":
        return missing_key(trouble.source, trouble.place)
    what = _("There is no value before this {char}.").format(char=in_quotes(trouble.char))
    return trouble.slip(what, _("Write the value, or take this out."))


def _colon_without_space(trouble: _Trouble) -> YamlError:
    what = _("There is no space after this colon.")
    return trouble.slip(what, _("Write one, or put the text in quotes."))


def _second_colon(trouble: _Trouble) -> YamlError:
    if key := re.match(r".*?:\s+", trouble.before):
        rest = re.split(r"[ \t]#", trouble.line[key.end() :], maxsplit=1)[0]
        if copied := _copied(trouble.source, rest):
            return trouble.slip(*copied)
        what = _("There is a second colon in this line, with a space after it.")
        return trouble.slip(what, _put_in_quotes(rest))
    above = _line_above(trouble)
    if above and not re.search(r":(\s|$)", trouble.source.line(above)):
        return missing_colon(trouble.source, above)
    what = _("This line is indented under line {above}, which has a value already.")
    cure = _("Start both lines at the same column, or take that value out.")
    return trouble.error(what.format(above=above), cure)


def _copied(source: Source, text: str) -> tuple[str, str] | None:
    """Say what to write where a text is a line of explanation that stands in the file as a comment."""
    explained = _EXPLAINED.match(text.strip())
    comments = (line.lstrip("\t -#") for line in source.lines if line.lstrip().startswith("#"))
    if explained is None or not any(comment.startswith(explained[1]) for comment in comments):
        return None
    what = _("This is an answer together with its explanation.")
    return what, _("Write only {word}.").format(word=explained[2])


def _line_above(trouble: _Trouble) -> int:
    numbers = range(trouble.place.line - 1, 0, -1)
    return next((n for n in numbers if not _is_blank(trouble.source.line(n))), 0)


def _key_alone(trouble: _Trouble) -> YamlError:
    mark = trouble.start or trouble.mark
    return missing_colon(trouble.source, trouble.source.place(mark).line)


def missing_colon(source: Source, number: int) -> YamlError:
    """Return the error of a line that should read "key: value"."""
    line = source.line(number)
    text = line.strip()
    if entry := _NO_SPACE_AFTER_COLON.match(text):
        what = _("A space is missing after the colon.")
        cure = _("Write it as {example}").format(example=excerpt(f"{entry[1]}: {entry[2]}"))
    elif re.match(r"-\S", text):
        what = _("A space is missing after the dash.")
        cure = _("Write it as {example}").format(example=excerpt(f"- {text[1:]}"))
    elif text.find(":") > _LONGEST_KEY:
        what = _("This key is too long.")
        cure = _("Use at most {count:,} characters before the colon.").format(count=_LONGEST_KEY)
    else:
        what = _('Expected "key: value" here, and there is no colon.')
        cure = _("Write a key, a colon, a space and a value, as in name: Corner Bakery")
    place = Place(source.name, number, len(line) - len(line.lstrip()) + 1)
    return _SlipError([source.fault(place, what, cure)])


def missing_key(source: Source, place: Place) -> YamlError:
    """Return the error of a colon with nothing before it."""
    what = _("There is no key before the colon.")
    return source.error(place, what, _('Write it as "key: value".'))


def _list_on_line_of_key(trouble: _Trouble) -> YamlError:
    if copied := _copied(trouble.source, trouble.line[trouble.mark.column :]):
        return trouble.slip(*copied)
    what = _("A list cannot start on the line of its key.")
    return trouble.slip(what, _("Start it on the next line, with a dash for each entry."))


def _misfit(trouble: _Trouble) -> YamlError:
    last = trouble.scan.last
    is_quoted = isinstance(last, ScalarEvent) and last.style in {"'", '"'}
    if last and is_quoted and end_of(last).line == trouble.mark.line:
        return _after_quote(trouble, last)
    if not trouble.before.strip():
        is_colon = trouble.char == ":"
        return missing_key(trouble.source, trouble.place) if is_colon else _bad_indentation(trouble)
    what = _("This {char} does not fit here.").format(char=in_quotes(trouble.char))
    return trouble.slip(what, _("Take it out, or put the whole text in quotes."))


def _after_quote(trouble: _Trouble, quoted: yaml.Event) -> YamlError:
    if start_of(quoted).line == end_of(quoted).line:
        what = _("There is text after the closing quote.")
        return trouble.slip(what, _("Put the whole text in one pair of double quotes."))
    return _open_quote(trouble.at(start_of(quoted)))


def _bad_indentation(trouble: _Trouble) -> YamlError:
    if "'-'" in trouble.words:
        what = _("This line stands in a list but does not start with a dash.")
        return trouble.error(what, _('Start it with "- ", or at the column of the lines before.'))
    what = _("This line does not start at the same column as the lines that it belongs with.")
    return trouble.error(what, _("Change the spaces before it."))


_EXPLANATIONS: dict[str, Callable[[_Trouble], YamlError]] = {
    "tab character": _tab,
    "anchor|alias|tag|directive|block scalar|start any token|mapping keys": _starter,
    "quoted scalar: found unexpected (end|document)": _open_quote,
    "quoted scalar": _escape,
    "flow (sequence|mapping)": _missing_comma,
    "node content": _missing_value,
    "unexpected ':'": _colon_without_space,
    "mapping values": _second_colon,
    "simple key": _key_alone,
    "block sequence entries": _list_on_line_of_key,
    "block mapping|block collection|document start": _misfit,
}

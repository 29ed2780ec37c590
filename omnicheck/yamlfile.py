"""The one door for YAML: a file becomes a tree of texts, each with its place.

Nothing is interpreted. `no` is not false and `012` is not ten here; the kind of a field decides
what its text means. Of YAML only plain data is read: no anchors, no tags, no second document.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from yaml import CollectionStartEvent, MappingStartEvent, ScalarEvent

from omnicheck.errors import Place, YamlError
from omnicheck.language import _
from omnicheck.yamlscan import (
    MAX_SLIPS,
    Scan,
    end_of,
    in_quotes,
    missing_colon,
    missing_key,
    start_of,
)
from omnicheck.yamlsource import Source, decode, excerpt, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import yaml

    from omnicheck.errors import Fault

MAX_BYTES = 1_000_000

#: What stands for nothing where it has no quotes.
_NOTHING: Final = frozenset(["", "~", "null", "Null", "NULL"])
#: What a key without quotes cannot be: nothing, and the mark of YAML that merges groups.
_NO_KEYS: Final = frozenset(["", "<<"])
_SWALLOWED = re.compile(r" (#\S[^\r\n]*)")


class Scalar(NamedTuple):  # a file has thousands, and nothing is made faster
    """A single text, as it was written; plain means without quotes and not in a block."""

    text: str
    place: Place
    plain: bool

    @property
    def empty(self) -> bool:
        """Whether nothing was written, or null in one of its spellings."""
        return self.plain and self.text in _NOTHING


#: As Scalar() does it, in half the time.
_new_scalar: Final[Callable[[tuple[str, Place, bool]], Scalar]] = partial(tuple.__new__, Scalar)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """Nodes by key, in the order of the file, and where each key stands."""

    entries: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node = Scalar | Sequence | Mapping
Plain = str | None | list["Plain"] | dict[str, "Plain"]


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read: its tree, its lines for showing, and what to warn about."""

    name: str
    root: Mapping
    lines: tuple[str, ...]
    warnings: tuple[Fault, ...]
    sha256: str

    def place_of(self, path: Iterable[str | int], *, key: bool = False) -> Place:
        """Return the place of the value at a path, or of the nearest thing around it.

        With `key`, entries of mappings stand where their key stands.
        """
        node: Node | None = self.root
        place = self.root.place
        for step in path:
            parent, node = node, _child(node, step)
            if node is None:
                break
            place = parent.keys[str(step)] if key and isinstance(parent, Mapping) else node.place
        return place

    def node_at(self, path: Iterable[str | int]) -> Node | None:
        """Return the node at a path, or None when there is none."""
        node: Node | None = self.root
        for step in path:
            node = _child(node, step)
        return node

    def fault(self, place: Place, what: str, cure: str = "") -> Fault:
        """Return a fault at a place, together with the line it is on."""
        return Source(self.name, "", self.lines).fault(place, what, cure)

    def plain(self) -> dict[str, Plain]:
        """Return the whole tree as dicts, lists and texts, None where nothing was written."""
        return {key: to_plain(node) for key, node in self.root.entries.items()}


def _child(node: Node | None, step: str | int) -> Node | None:
    match node, step:
        case Mapping(entries=entries), str():
            return entries.get(step)
        case Sequence(items=items), int() if 0 <= step < len(items):
            return items[step]
    return None


def to_plain(node: Node) -> Plain:
    """Return a node as dict, list or text, None where nothing was written."""
    if isinstance(node, Scalar):
        return None if node.plain and node.text in _NOTHING else node.text
    if isinstance(node, Sequence):
        return [to_plain(item) for item in node.items]
    return {key: to_plain(value) for key, value in node.entries.items()}


def read_document(path: Path | str, *, limit: int = MAX_BYTES) -> Document:
    """Read a YAML file; "-" is standard input.

    Raises:
        YamlError: If it cannot be read, is larger than the limit in bytes, or not plain YAML.
    """
    return parse_document(*read_bytes(path, limit))


def parse_document(data: bytes, name: str) -> Document:
    """Read the bytes of a YAML file of this name.

    Raises:
        YamlError: If they are not plain YAML with a mapping at the top.
    """
    source = decode(data, name)
    tree = _Tree(source)
    return Document(
        name=source.name,
        root=tree.grow(Scan(source).events()),
        lines=source.lines,
        warnings=tuple(tree.warnings),
        sha256=hashlib.sha256(data).hexdigest(),
    )


@dataclass(slots=True)
class _OpenSequence:
    place: Place
    items: list[Node] = field(default_factory=list)
    awaits_key: ClassVar = False

    def attach(self, node: Node) -> None:
        self.items.append(node)

    def closed(self) -> Sequence:
        return Sequence(tuple(self.items), self.place)


@dataclass(slots=True)
class _OpenMapping:
    place: Place
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    key: str = ""
    """Whose value comes next, unless a key does."""
    awaits_key: bool = True

    def attach(self, node: Node) -> None:
        self.entries[self.key] = node
        self.awaits_key = True

    def closed(self) -> Mapping:
        return Mapping(self.entries, self.keys, self.place)


@dataclass(slots=True)
class _Tree:
    """Grows from events, with a stack of its own: nesting never becomes recursion."""

    source: Source
    stack: list[_OpenSequence | _OpenMapping] = field(default_factory=list)
    root: Mapping | None = None
    warnings: list[Fault] = field(default_factory=list)
    repeated: list[Fault] = field(default_factory=list)
    """Keys that stand in their group already; the rest of the file is read for more of them."""

    def grow(self, events: Iterable[yaml.Event]) -> Mapping:
        """Take in all events, and return the whole tree.

        Raises:
            YamlError: With every key that stands twice, and whatever else makes it no tree.
        """
        try:
            root = self._grown(events)
        except YamlError as error:
            raise YamlError([*self.repeated, *error.faults]) from None
        if self.repeated:
            raise YamlError(self.repeated)
        return root

    def _grown(self, events: Iterable[yaml.Event]) -> Mapping:
        place_of = self.source.place
        may_swallow = _SWALLOWED.search(self.source.text) is not None
        top: _OpenSequence | _OpenMapping | None = None
        for event in events:
            if type(event) is ScalarEvent:  # of all that is done here, most is done in these lines
                place = place_of(start_of(event))
                text, is_plain = event.value, not event.style
                if top is None:
                    raise self._no_mapping(Scalar(text, place, is_plain))
                if top.awaits_key and isinstance(top, _OpenMapping):
                    if text in top.keys:
                        self._tell_repeated(top, text, place)
                    elif is_plain and text in _NO_KEYS:
                        raise self._no_key(text, place)
                    else:
                        top.keys[text] = place
                    top.key, top.awaits_key = text, False
                else:
                    scalar = _new_scalar((text, place, is_plain))
                    top.attach(scalar)
                    if may_swallow and is_plain:
                        self._warn_of_swallowed_text(event, scalar)
            else:
                top = (
                    self._open(event) if isinstance(event, CollectionStartEvent) else self._close()
                )
        if self.root is None:
            raise self._empty_file()
        return self.root

    def _open(self, event: CollectionStartEvent) -> _OpenSequence | _OpenMapping:
        place = self.source.place(start_of(event))
        is_mapping = isinstance(event, MappingStartEvent)
        top = self.stack[-1] if self.stack else None
        if top is None and not is_mapping:
            what = _('Expected "key: value" here, not a list.')
            raise self.source.error(place, what, _('Write a key before it, as in "names:".'))
        if top is not None and top.awaits_key:
            what = _("A list or a group cannot be a key.")
            cure = _('Write a word before the colon, as in "key: value".')
            raise self.source.error(place, what, cure)
        opened = _OpenMapping(place) if is_mapping else _OpenSequence(place)
        self.stack.append(opened)
        return opened

    def _close(self) -> _OpenSequence | _OpenMapping | None:
        node = self.stack.pop().closed()
        if self.stack:
            self.stack[-1].attach(node)
            return self.stack[-1]
        if isinstance(node, Mapping):
            self.root = node
        return None

    def _tell_repeated(self, mapping: _OpenMapping, key: str, place: Place) -> None:
        what = _('"{key}" stands here a second time; the first is on line {line}.')
        what = what.format(key=excerpt(key), line=mapping.keys[key].line)
        self.repeated.append(self.source.fault(place, what, _("Keep one of the two.")))
        if len(self.repeated) == MAX_SLIPS:
            raise YamlError(self.repeated)

    def _no_key(self, key: str, place: Place) -> YamlError:
        if not key:
            return missing_key(self.source, place)
        what = _("Groups cannot be merged with <<.")
        return self.source.error(place, what, _("Write the entries out."))

    def _warn_of_swallowed_text(self, event: ScalarEvent, scalar: Scalar) -> None:
        end = end_of(event)
        if swallowed := _SWALLOWED.match(self.source.text, end.index):
            place = Place(self.source.name, end.line + 1, end.column + 2)
            what = _("The text after # is ignored.")
            cure = _("If it belongs to the value, put the whole value in quotes: {example}")
            example = in_quotes(f"{scalar.text} {swallowed[1]}")
            self.warnings.append(self.source.fault(place, what, cure.format(example=example)))

    def _no_mapping(self, scalar: Scalar) -> YamlError:
        if scalar.empty:
            return self._empty_file()
        return missing_colon(self.source, scalar.place.line)

    def _empty_file(self) -> YamlError:
        what = _("The file is empty: there are no answers or other entries in it.")
        cure = _("Write a key, a colon, a space and a value, as in name: Corner Bakery")
        return self.source.error(Place(self.source.name, 1, 1), what, cure)

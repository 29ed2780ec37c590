"""The one door for YAML: a file becomes a tree of texts, each with its place.

Nothing is interpreted. `no` is not false and `012` is not ten here; the kind of a field decides
what its text means. Of YAML only plain data is read: no anchors, no tags, no second document.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import yaml

from omnicheck.errors import Place
from omnicheck.language import _
from omnicheck.yamlscan import Scan, end_of, in_quotes, missing_colon, missing_key, start_of
from omnicheck.yamlsource import Source, decode, excerpt, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from omnicheck.errors import Fault, YamlError

MAX_BYTES = 1_000_000

_SWALLOWED = re.compile(r" (#\S[^\r\n]*)")


class Scalar(NamedTuple):  # a file has thousands, and nothing is made faster
    """A single text, as it was written; plain means without quotes and not in a block."""

    text: str
    place: Place
    plain: bool

    @property
    def empty(self) -> bool:
        """Whether nothing was written, or null in one of its spellings."""
        return self.plain and self.text in {"", "~", "null", "Null", "NULL"}


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
    match node:
        case Scalar():
            return None if node.empty else node.text
        case Sequence():
            return [to_plain(item) for item in node.items]
        case Mapping():
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
    for event in Scan(source).events():
        tree.add(event)
    return Document(
        name=source.name,
        root=tree.finished(),
        lines=source.lines,
        warnings=tuple(tree.warnings),
        sha256=hashlib.sha256(data).hexdigest(),
    )


@dataclass(slots=True)
class _OpenSequence:
    place: Place
    items: list[Node] = field(default_factory=list)

    def closed(self) -> Sequence:
        return Sequence(tuple(self.items), self.place)


@dataclass(slots=True)
class _OpenMapping:
    place: Place
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    key: str | None = None  # the key whose value comes next

    def closed(self) -> Mapping:
        return Mapping(self.entries, self.keys, self.place)


@dataclass(slots=True)
class _Tree:
    """Grows from events, with a stack of its own: nesting never becomes recursion."""

    source: Source
    stack: list[_OpenSequence | _OpenMapping] = field(default_factory=list)
    root: Mapping | None = None
    warnings: list[Fault] = field(default_factory=list)

    def add(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._add_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        else:
            self._close()

    def finished(self) -> Mapping:
        if self.root is None:
            raise self._empty_file()
        return self.root

    def _add_scalar(self, event: yaml.ScalarEvent) -> None:
        scalar = Scalar(event.value, self.source.place(start_of(event)), not event.style)
        if not self.stack:
            raise self._no_mapping(scalar)
        top = self.stack[-1]
        if isinstance(top, _OpenMapping) and top.key is None:
            self._take_key(top, scalar)
        else:
            if scalar.plain:
                self._warn_of_swallowed_text(event, scalar)
            _attach(top, scalar)

    def _open(self, event: yaml.CollectionStartEvent) -> None:
        place = self.source.place(start_of(event))
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        top = self.stack[-1] if self.stack else None
        if top is None and not is_mapping:
            what = _('Expected "key: value" here, not a list.')
            raise self.source.error(place, what, _('Write a key before it, as in "names:".'))
        if isinstance(top, _OpenMapping) and top.key is None:
            what = _("A list or a group cannot be a key.")
            cure = _('Write a word before the colon, as in "key: value".')
            raise self.source.error(place, what, cure)
        self.stack.append(_OpenMapping(place) if is_mapping else _OpenSequence(place))

    def _close(self) -> None:
        node = self.stack.pop().closed()
        if self.stack:
            _attach(self.stack[-1], node)
        elif isinstance(node, Mapping):
            self.root = node

    def _take_key(self, mapping: _OpenMapping, scalar: Scalar) -> None:
        key, place = scalar.text, scalar.place
        if scalar.plain and not key:
            raise missing_key(self.source, place)
        if scalar.plain and key == "<<":
            what = _("Groups cannot be merged with <<.")
            raise self.source.error(place, what, _("Write the entries out."))
        if key in mapping.keys:
            what = _('"{key}" stands here a second time; the first is on line {line}.')
            what = what.format(key=excerpt(key), line=mapping.keys[key].line)
            raise self.source.error(place, what, _("Keep one of the two."))
        mapping.keys[key] = place
        mapping.key = key

    def _warn_of_swallowed_text(self, event: yaml.ScalarEvent, scalar: Scalar) -> None:
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


def _attach(parent: _OpenSequence | _OpenMapping, node: Node) -> None:
    if isinstance(parent, _OpenSequence):
        parent.items.append(node)
    elif parent.key is not None:
        parent.entries[parent.key] = node
        parent.key = None

"""Whatever the bytes, the door for YAML gives a document or faults with a place, nothing else."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from omnicheck.errors import YamlError
from omnicheck.yamlfile import Document, Mapping, Scalar, Sequence, parse_document
from omnicheck.yamlscan import MAX_SLIPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from omnicheck.errors import Fault, Place
    from omnicheck.yamlfile import Node

GOOD = """\
questionnaire: channel_strategy  # the built-in one
form: "full"
business: {name: Café 'Zoë' 😀, tags: {staff: 012, "city": 'It''s'}}
answers:
  sells_online: no
  channels:
    - shop
    - "phone, \\"mail\\""
    - [a, b]
  repeats: ~
  budget:
notes:
  budget: >-
    50 a month

    at most
  more: |
    # no comment
   \x20indented
"""
#: These are named as a whole, without a line.
OTHER_FORMATS = (b"PK\x03\x04", b"%PDF", rb"{\rtf", b"\xd0\xcf\x11\xe0")
TOKENS = (
    *("a", "b", "é", "😀", "~", "012", "<<", "\u00a0", "\u2028", "\ufeff", "\0", "\x85", "\x1b"),
    *(": ", ":", "- ", "-", "? ", "?", "\n", "\n", "\n  ", "\n    ", "\r\n", "\r", " ", "  ", "\t"),
    *("[", "]", "{", "}", ",", "#", " #", " # ", "'", '"', "|", ">", ">-\n", "|2\n", "\\", "\\n"),
    *("&x", "*x", "!t", "!!str ", "%", "%TAG", "@", "`", "---", "\n---\n", "...", "\n...\n"),
    *("\\u12", "\\ud83d\\ude00", '{"a": "', "a: ", "b: ", "- - "),
)

token_soup = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)
json_soup = token_soup.map(lambda text: '{"a": "' + text.replace("\n", "") + '"}')
edits = st.lists(
    st.tuples(
        st.integers(0, len(GOOD)),
        st.integers(0, 6),
        st.sampled_from(TOKENS) | st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=4,
)


def edited(changes: list[tuple[int, int, str]]) -> str:
    text = GOOD
    for start, length, new in changes:
        text = text[:start] + new + text[start + length :]
    return text


any_file = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=100).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=60).map(lambda text: text.encode("utf-16", "surrogatepass")),
    token_soup.map(str.encode),
    token_soup.map(lambda text: text.encode("utf-16")),
    json_soup.map(str.encode),
    edits.map(edited).map(str.encode),
)


def check(data: bytes) -> None:
    """Fail unless the bytes give a sound document, or faults whose places are in the file."""
    result = outcome(data)
    if isinstance(result, Document):
        for place, begins in promises(result.root):
            assert begins(result.lines[place.line - 1][place.column - 1 :]), place
        assert texts(result.root) == reference(data)
        faults = result.warnings
    else:
        faults = result.faults
        assert len({fault.place.line for fault in faults}) == len(faults) <= MAX_SLIPS
    for fault in faults:
        if not data.startswith(OTHER_FORMATS):
            check_fault(fault, data)


def outcome(data: bytes) -> Document | YamlError:
    try:
        return parse_document(data, "fuzz.yaml")
    except YamlError as error:
        return error


def check_fault(fault: Fault, data: bytes) -> None:
    assert fault.place.file == "fuzz.yaml"
    assert fault.what
    assert fault.cure
    assert 1 <= fault.place.line <= 1 + len(re.findall(rb"\r\n|\r|\n", data))
    assert 1 <= fault.place.column <= len(fault.source_line) + 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\n]", str(fault) + fault.source_line)


def promises(node: Node) -> Iterator[tuple[Place, Callable[[str], bool]]]:
    """Yield each place in a tree with a test of the text that must stand there."""
    match node:
        case Scalar(text=text, place=place, plain=plain):
            yield place, partial(begins_with, text, quoted=not plain)
        case Sequence(items=items, place=place):
            yield place, lambda line: line.startswith(("[", "-"))
            for item in items:
                yield from promises(item)
        case Mapping(entries=entries, keys=keys):
            assert list(entries) == list(keys)
            for key, value in entries.items():
                yield keys[key], partial(begins_as_key, key)
                yield from promises(value)


def begins_as_key(key: str, line: str) -> bool:
    return begins_with(key, line) or begins_with(key, line, quoted=True)


def begins_with(text: str, line: str, *, quoted: bool = False) -> bool:
    first_word = re.split(r"[ \n]", text, maxsplit=1)[0]
    return line.startswith(("'", '"', "|", ">") if quoted else first_word)


def texts(node: Node) -> object:
    match node:
        case Scalar():
            return node.text
        case Sequence():
            return [texts(item) for item in node.items]
        case Mapping():
            return {key: texts(value) for key, value in node.entries.items()}


def reference(data: bytes) -> object:
    """Return what others make of the file when every scalar is text: JSON's reader, or YAML's."""
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
    try:
        read: object = json.loads(text, parse_int=str)
    except ValueError:
        # Not load(): what follows the end of the document is judged by our own rules.
        read = next(iter(yaml.load_all(text, Loader=yaml.CBaseLoader)))
    return read


def test_the_good_file_is_good() -> None:
    assert isinstance(outcome(GOOD.encode()), Document)
    check(GOOD.encode())


@given(any_file)
@settings(max_examples=700, deadline=2000, database=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    check(data)


@pytest.mark.slow
@given(any_file)
@settings(max_examples=1_500, deadline=2000, database=None)
def test_very_many_bytes_are_read_or_refused(data: bytes) -> None:
    check(data)

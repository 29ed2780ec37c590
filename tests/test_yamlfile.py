"""The door for YAML: what comes through, and what is said to whom it does not let in.

Tests named bNN follow the table of bad inputs in the design.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
import yaml

from omnicheck.errors import Fault, Place, YamlError
from omnicheck.yamlfile import Mapping, Scalar, Sequence, parse_document, read_document, to_plain
from omnicheck.yamlsource import displayed

if TYPE_CHECKING:
    from omnicheck.yamlfile import Document

GOOD = """\
questionnaire: channel_strategy   # the built-in one
business: {name: Corner Bakery, tags: {staff: 012}}
answers:
  sells_online: no
  channels:
    - shop
    - "phone, or mail"
  repeats: ~
  budget:
notes:
  budget: >
    50 a month
    at most
"""


def document(text: str | bytes) -> Document:
    return parse_document(text.encode() if isinstance(text, str) else text, "a.yaml")


def fault(text: str | bytes) -> Fault:
    with pytest.raises(YamlError) as caught:
        document(text)
    (only,) = caught.value.faults
    return only


def message(text: str | bytes) -> str:
    return str(fault(text))


def refuse(what: str, cure: str, *, at: str = "1:1") -> str:
    return f"a.yaml:{at}: {what} {cure}"


WRITE_ENTRY = "Write a key, a colon, a space and a value, as in name: Corner Bakery"


class TestWhatComesThrough:
    def test_every_text_as_it_was_written(self) -> None:
        assert document(GOOD).plain() == {
            "questionnaire": "channel_strategy",
            "business": {"name": "Corner Bakery", "tags": {"staff": "012"}},
            "answers": {
                "sells_online": "no",
                "channels": ["shop", "phone, or mail"],
                "repeats": None,
                "budget": None,
            },
            "notes": {"budget": "50 a month at most\n"},
        }

    def test_the_tree_with_its_places(self) -> None:
        tree = document("a: 1\nb:\n  - 'x'\n  - {c: }\n").root
        assert tree == Mapping(
            entries={
                "a": Scalar("1", Place("a.yaml", 1, 4), plain=True),
                "b": Sequence(
                    (
                        Scalar("x", Place("a.yaml", 3, 5), plain=False),
                        Mapping(
                            entries={"c": Scalar("", Place("a.yaml", 4, 9), plain=True)},
                            keys={"c": Place("a.yaml", 4, 6)},
                            place=Place("a.yaml", 4, 5),
                        ),
                    ),
                    Place("a.yaml", 3, 3),
                ),
            },
            keys={"a": Place("a.yaml", 1, 1), "b": Place("a.yaml", 2, 1)},
            place=Place("a.yaml", 1, 1),
        )

    @pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
    def test_a_scalar_is_empty_when_it_says_null_without_quotes(self, text: str) -> None:
        assert to_plain(document(f"a: {text}").root.entries["a"]) is None

    @pytest.mark.parametrize("text", ["''", '"~"', "'null'", "nULL", "none", "no", "|\n"])
    def test_a_scalar_is_not_empty_when_quoted_or_another_word(self, text: str) -> None:
        assert to_plain(document(f"a: {text}").root.entries["a"]) is not None

    def test_keys_stay_text_too(self) -> None:
        assert document("on: 1\n~: 2\n012: 3\n").plain() == {"on": "1", "~": "2", "012": "3"}

    def test_a_leading_document_mark_and_a_closing_one_are_fine(self) -> None:
        assert document("# hello\n---\na: 1\n...\n\n# end\n...\n").plain() == {"a": "1"}

    def test_columns_count_characters(self) -> None:
        root = document("{é😀: ü, b: x}").root
        assert root.keys["b"] == Place("a.yaml", 1, 9)
        assert root.entries["b"].place == Place("a.yaml", 1, 12)

    def test_the_lines_and_the_fingerprint_of_the_file(self) -> None:
        data = b"\xef\xbb\xbfa: 1\r\nb: 2\n\n"
        assert document(data).lines == ("a: 1", "b: 2", "")
        assert document(data).sha256 == hashlib.sha256(data).hexdigest()

    def test_fifty_levels_are_read(self) -> None:
        assert document("{a: " + "[" * 49 + "]" * 49 + "}")


class TestPlaces:
    PLACES = (
        (("answers", "sells_online"), "4:17", "4:3"),
        (("answers", "channels"), "6:5", "5:3"),
        (("answers", "channels", 1), "7:7", "7:7"),
        (("business", "tags", "staff"), "2:47", "2:40"),
        (("answers", "budget"), "9:10", "9:3"),
        (("notes", "budget"), "11:11", "11:3"),
        ((), "1:1", "1:1"),
    )

    @pytest.mark.parametrize(("path", "value", "key"), PLACES)
    def test_place_of_a_value_and_of_its_key(
        self, path: tuple[str | int, ...], value: str, key: str
    ) -> None:
        read = document(GOOD)
        assert str(read.place_of(path)) == f"a.yaml:{value}"
        assert str(read.place_of(path, key=True)) == f"a.yaml:{key}"

    @pytest.mark.parametrize(
        "path",
        [
            ("answers", "channels", 2),
            ("answers", "channels", -1),
            ("answers", "channels", "shop"),
            ("answers", "channels", 5, "deeper", 0),
        ],
    )
    def test_place_of_what_is_not_there_is_that_of_the_nearest_around_it(
        self, path: tuple[str | int, ...]
    ) -> None:
        read = document(GOOD)
        assert str(read.place_of(path)) == "a.yaml:6:5"
        assert str(read.place_of(path, key=True)) == "a.yaml:5:3"
        assert read.node_at(path) is None

    def test_nothing_is_below_a_text(self) -> None:
        assert str(document(GOOD).place_of(("answers", "sells_online", "x"))) == "a.yaml:4:17"
        assert document(GOOD).node_at(("answers", 0)) is None

    def test_node_at_a_path(self) -> None:
        node = document(GOOD).node_at(("answers", "channels", 0))
        assert node == Scalar("shop", Place("a.yaml", 6, 7), plain=True)

    def test_a_fault_carries_its_line(self) -> None:
        read = document(GOOD)
        place = read.place_of(("answers", "sells_online"))
        assert read.fault(place, "What?", "So.") == Fault(
            place, "What?", "So.", "  sells_online: no"
        )
        assert read.fault(Place("a.yaml"), "What?").source_line == ""
        assert read.fault(Place("a.yaml", 99, 1), "What?").source_line == ""


@pytest.mark.parametrize("text", ["", "# comment\n", "\n\n  \n", "---\n", "~", "null\n", "\ufeff"])
def test_b01_empty_file(text: str) -> None:
    what = "The file is empty: there are no answers or other entries in it."
    assert message(text) == refuse(what, WRITE_ENTRY)


@pytest.mark.parametrize("text", ["just text", "just\ntext\n", "'a: b'", "a\nb: c\n"])
def test_b02_no_key(text: str) -> None:
    what = 'Expected "key: value" here, and there is no colon.'
    assert message(text) == refuse(what, WRITE_ENTRY)


@pytest.mark.parametrize("text", ["- 1", "[1]", "- a: 1\n"])
def test_b02_a_list_instead_of_keys(text: str) -> None:
    what = 'Expected "key: value" here, not a list.'
    assert message(text) == refuse(what, 'Write a key before it, as in "names:".')


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a: 1\n---\na: 2", "2:1"),
        ("a: 1\n\n--- |\n text", "3:1"),
        ("a: 1\n...\nb: 2\n", "3:1"),
        ("a: 1\n... # end\n# more\n... b", "4:1"),
        ("a: 1\n%TAG ! x\n---\nb: 1\n", "2:1"),
        ("a: |\n---\n", "2:1"),
        ("a: 1\n...\n...#x\n", "3:1"),
    ],
)
def test_b03_second_document(text: str, at: str) -> None:
    what = "A second document starts here; a file holds one."
    assert message(text) == refuse(what, "Move what follows to a file of its own.", at=at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a:\n\t- b", "2:1"),
        ("a:\n  b: 1\n\tc: 2", "3:1"),
        ("a:\n\tb: 1", "2:1"),
        ("a: 1\n  \tb: 2", "2:3"),
        ("\ta: 1", "1:1"),
        ("a: |\n  x\n\ty", "3:1"),
        ("a:\n  -\tb: 1\n", "2:4"),
    ],
)
def test_b04_tab_before_text(text: str, at: str) -> None:
    assert message(text) == refuse("There is a tab before the text.", "Use spaces instead.", at=at)


def test_b04_tabs_elsewhere_do_no_harm() -> None:
    assert document('{\n\t"a": [\n\t\t1,\n\t\t2\n\t]\n}').plain() == {"a": ["1", "2"]}
    assert document("a:\t1\t# one\n").plain() == {"a": "1"}
    assert document('a: "x\ty"').plain() == {"a": "x\ty"}


@pytest.mark.parametrize(
    ("text", "at", "example"),
    [
        ("name: Foo: Bar", "1:10", '"Foo: Bar"'),
        ("a: 1\n  \nb:   x: y: z  # note", "3:7", '"x: y: z"'),
        ("- name: Foo: Bar".replace("- ", "a:\n- "), "2:12", '"Foo: Bar"'),
        ("name: “Foo: Bar”", "1:11", '"Foo: Bar"'),
        ('name: "Foo": Bar', "1:12", "'\"Foo\": Bar'"),
        ("name: it's: 5\\", "1:11", "'it''s: 5\\'"),
        (f"name: {'x' * 60}: y", "1:67", '"..."'),
    ],
)
def test_b05_second_colon(text: str, at: str, example: str) -> None:
    what = "There is a second colon in this line, with a space after it."
    assert message(text) == refuse(what, f"Put the text in quotes: {example}", at=at)


@pytest.mark.parametrize(
    ("value", "example"),
    [
        ("@bob", '"@bob"'),
        ("`x`", '"`x`"'),
        ("%x # y", '"%x"'),
        ("* star", '"* star"'),
        ("& Sons", '"& Sons"'),
        ('! "now"', "'! \"now\"'"),
        ("? why", '"? why"'),
        (">500", '">500"'),
        ("|x", '"|x"'),
        ("} x", '"} x"'),
        (", x", '", x"'),
        ("*", '"*"'),
        ("[@bob, x]", '"@bob"'),
        ("[|]", '"|"'),
    ],
)
def test_b06_reserved_first_character(value: str, example: str) -> None:
    char = value.lstrip("[")[0]
    at = f"1:{7 + value.startswith('[')}"
    what = f'A text without quotes cannot start with "{char}".'
    assert message(f"name: {value}") == refuse(what, f"Put the text in quotes: {example}", at=at)


def test_b06_percent_at_the_start_of_the_file() -> None:
    expected = refuse(
        'The first line cannot start with "%".', "Take it out, or put it in quotes.", at="3:1"
    )
    assert message("# x\n\n%x: 1") == expected
    assert message("# x\n\n%YAML 1.1\n---\na: 1\n") == expected


@pytest.mark.parametrize(
    ("text", "at", "opening", "closing"),
    [
        ("name: [x", "1:7", "[", "]"),
        ("name: [", "1:7", "[", "]"),
        ("a: 1\nname: {x: 1\n\n# end\n", "2:7", "{", "}"),
        ("a: [x, {b: 1},\n", "1:4", "[", "]"),
        ("a: [Shop #1, b]\n", "1:4", "[", "]"),
    ],
)
def test_b07_bracket_that_is_not_closed(text: str, at: str, opening: str, closing: str) -> None:
    what = f'The bracket "{opening}" that opens here is not closed.'
    cure = f'Write "{closing}" where it ends, or put the text in quotes.'
    assert message(text) == refuse(what, cure, at=at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('name: "x', "1:7"),
        ("a: 1\nname: 'it\nb: 2\n", "2:7"),
        ('a: "x\nb: "y"\n', "1:4"),
        ('a: "x\n---\n', "1:4"),
        ('a: [x, "y]', "1:8"),
    ],
)
def test_b07_quote_that_is_not_closed(text: str, at: str) -> None:
    quote = "'" if "'" in text else '"'
    what = f"The quote {quote} that opens here is not closed."
    assert message(text) == refuse(what, f"Write {quote} where the text ends.", at=at)


@pytest.mark.parametrize(
    ("text", "at", "closing", "opened"),
    [
        ('{"a": 1, "b" 2}', "1:14", "}", 'The bracket "{" opens on line 1, column 1.'),
        ('{\n "a": 1\n "b": 2\n}', "3:5", "}", 'The bracket "{" opens on line 1, column 1.'),
        ('{\n\t"a": 1\n\t"b": 2\n}', "3:5", "}", 'The bracket "{" opens on line 1, column 1.'),
        ("a: 1\nb: [x\nc: 2", "3:2", "]", 'The bracket "[" opens on line 2, column 4.'),
        ("a: [x}", "1:6", "]", 'The bracket "[" opens on line 1, column 4.'),
    ],
)
def test_b07_missing_comma(text: str, at: str, closing: str, opened: str) -> None:
    what = f'A comma or the closing "{closing}" is missing before this.'
    assert message(text) == refuse(what, opened, at=at)


def test_b08_no_stays_no() -> None:
    assert document("sells_online: no\nb: off\nc: Yes\n").plain() == {
        "sells_online": "no",
        "b": "off",
        "c": "Yes",
    }


@pytest.mark.parametrize(
    ("text", "at", "key", "first"),
    [
        ("a: 1\na: 2", "2:1", "a", 1),
        ("x:\n  b: 1\n  c: 2\n  'b': 3\n", "4:3", "b", 2),
        ("{b: 1, b: 2}", "1:8", "b", 1),
        (f"{'k' * 70}: 1\n{'k' * 70}: 1", "2:1", "k" * 60 + "...", 1),
        ('"\\e[2J": 1\n"\\e[2J": 1', "2:1", "\\x1b[2J", 1),
    ],
)
def test_b14_duplicate_key(text: str, at: str, key: str, first: int) -> None:
    what = f'"{key}" stands here a second time; the first is on line {first}.'
    assert message(text) == refuse(what, "Keep one of the two.", at=at)


def test_b14_the_same_key_in_two_groups_is_fine() -> None:
    assert document("a: {x: 1}\nb: {x: 2}\n").plain() == {"a": {"x": "1"}, "b": {"x": "2"}}


@pytest.mark.parametrize(
    ("text", "at", "char", "example"),
    [
        ("a: &x [*x]", "1:4", "&", '"&x [*x]"'),
        ("a: &x y", "1:4", "&", '"&x y"'),
        ("name: *star", "1:7", "*", '"*star"'),
        (
            '!!python/object/apply:os.system ["id"]',
            "1:1",
            "!",
            "'!!python/object/apply:os.system [\"id\"]'",
        ),
        ("a: !!str x", "1:4", "!", '"!!str x"'),
        ("a: !e!x y", "1:4", "!", '"!e!x y"'),
        ("&k a: 1", "1:1", "&", '"&k a: 1"'),
        ("*k : 1", "1:1", "*", '"*k : 1"'),
        ("*k", "1:1", "*", '"*k"'),
        ("a: [*x, y]", "1:5", "*", '"*x"'),
    ],
)
def test_b19_b22_b23_anchors_aliases_and_tags(text: str, at: str, char: str, example: str) -> None:
    what = (
        f'A text without quotes cannot start with "{char}"; anchors, aliases and tags are not read.'
    )
    assert message(text) == refuse(what, f"Put the text in quotes: {example}", at=at)


def test_b21_merge_key() -> None:
    expected = refuse("Groups cannot be merged with <<.", "Write the entries out.", at="2:3")
    assert message("a:\n  <<: {b: 1}\n") == expected
    assert document("a: <<\n'<<': b\n").plain() == {"a": "<<", "<<": "b"}


def test_b20_deeper_than_fifty_levels() -> None:
    text = "{a: " + "[" * 50
    assert message(text) == refuse(
        "This is nested deeper than 50 levels.", "Use fewer levels.", at="1:54"
    )


def test_b27_more_than_twenty_thousand_entries() -> None:
    lines = ["a:", *["- 1"] * 19_997]
    assert len(to_plain(document("\n".join(lines)).root.entries["a"]) or ()) == 19_997
    lines.append("- 1")
    assert message("\n".join(lines)) == refuse(
        "The file has more than 20,000 entries.",
        "Files of answers are small; is this the right one?",
        at="19999:3",
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_b24_byte_order_mark_and_line_ends(newline: str, mark: str) -> None:
    read = document(mark + f"a: 1{newline}b: é{newline}")
    assert read.plain() == {"a": "1", "b": "é"}
    assert read.place_of(("a",), key=True) == Place("a.yaml", 1, 1)
    assert read.place_of(("b",)) == Place("a.yaml", 2, 4)
    assert read.lines == ("a: 1", "b: é")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-be", "UTF-16"),
    ],
)
def test_b24_other_encodings(encoding: str, shown: str) -> None:
    expected = refuse(f"The file is saved as {shown}.", "Save it again with the encoding UTF-8.")
    assert message("a: 1".encode(encoding)) == expected


def utf16(text: str) -> list[bytes]:
    return [b"\xff\xfe" + text.encode("utf-16-le"), b"\xfe\xff" + text.encode("utf-16-be")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_b24_utf16_with_its_mark_is_read(newline: str) -> None:
    for data in utf16(f"a: 1{newline}é😀: ü  # x{newline}b: 中{newline}"):
        read = document(data)
        assert read.plain() == {"a": "1", "é😀": "ü", "b": "中"}
        assert read.place_of(("é😀",)) == Place("a.yaml", 2, 5)
        assert read.lines == ("a: 1", "é😀: ü  # x", "b: 中")
        assert read.sha256 == hashlib.sha256(data).hexdigest()


def test_b24_faults_in_utf16_have_their_place() -> None:
    for data in utf16("a: 1\né: x: y\n"):
        assert fault(data).place == Place("a.yaml", 2, 5)
    for data in utf16("a: 1\nb: x\0y\n"):
        assert message(data).startswith(
            "a.yaml:2:5: There is an invisible character here (U+0000)."
        )
    whole, broken = (
        "a: 1\r\nb: é".encode("utf-16-le"),
        "\ud800".encode("utf-16-le", "surrogatepass"),
    )
    for end in (b"x", broken, broken + b"x\0"):
        found = fault(b"\xff\xfe" + whole + end)
        what = "The file is marked as UTF-16, and this is no character of it."
        assert str(found) == refuse(what, "Save it again with the encoding UTF-8.", at="2:5")
        assert found.source_line.startswith("b: é")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04....[Content_Types].xml....word/document.xml", "a Word file (.docx)"),
        (b"PK\x03\x04....[Content_Types].xml....xl/workbook.xml", "an Excel file (.xlsx)"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", "a file of LibreOffice"),
        (b"PK\x03\x04....notes.txt", "a ZIP file"),
        (b"%PDF-1.7\n\xe2\xe3", "a PDF file"),
        (rb"{\rtf1\ansi a: 1}", "an RTF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a file of an old Word or Excel"),
    ],
)
def test_files_of_other_programs_are_named(data: bytes, kind: str, tmp_path: Path) -> None:
    said = f"This is {kind}, not plain text. Save it as plain text (UTF-8), and name that file."
    assert message(data) == f"a.yaml: {said}"
    path = tmp_path / "a.yaml"
    path.write_bytes(data + b"\0" * 2_000_000)
    with pytest.raises(YamlError) as caught:
        read_document(path)
    assert str(caught.value) == f"{path}: {said}"


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_b25_latin1(encoding: str) -> None:
    found = fault("a: 1\r\n\r\nname: Café\r\n".encode(encoding))
    assert str(found) == refuse(
        "This is not UTF-8; the file was most likely saved as Windows-1252 (ANSI).",
        "Save it again with the encoding UTF-8.",
        at="3:10",
    )
    assert found.source_line == "name: Café"


def test_b25_the_column_counts_characters_after_a_byte_order_mark() -> None:
    assert fault(b"\xef\xbb\xbf\xc3\xa9: \xe9").place == Place("a.yaml", 1, 4)


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("\0", "0000"),
        ("\x0c", "000C"),
        ("\x1b", "001B"),
        ("\x7f", "007F"),
        ("\x85", "0085"),
        ("\u2028", "2028"),
        ("\ufeff", "FEFF"),
        ("\uffff", "FFFF"),
    ],
)
def test_b26_nul_and_other_invisible_characters(char: str, code: str) -> None:
    found = fault(f"a: 1\nb: x{char}y\n")
    assert str(found) == refuse(
        f"There is an invisible character here (U+{code}).",
        "Delete it and type the text around it again.",
        at="2:5",
    )
    assert found.source_line == "b: x\ufffdy"


def test_b26_characters_that_are_seen_come_through() -> None:
    text = "\u00a0é\u0645\u4e2d\u200d\ufffd😀\U0010fffd"
    assert document(f"a: {text}").plain() == {"a": text}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("new\nline.yaml", "new\\nline.yaml"),
        ("[bold].yaml", "[bold].yaml"),
        ("-x.yaml", "-x.yaml"),
        ("a b é 中.yaml", "a b é 中.yaml"),
        ("\x1b[2J.yaml", "\\x1b[2J.yaml"),
        ("caf\udce9.yaml", "caf\\xe9.yaml"),
        ("\u202eevil.yaml", "\\u202eevil.yaml"),
        ("a\u2028b", "a\\u2028b"),
        ("", '""'),
    ],
)
def test_b29_names_are_shown_escaped(name: str, shown: str) -> None:
    assert displayed(name) == shown
    assert displayed(shown) == shown
    assert parse_document(b"a: 1", name).name == shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("name", [b"new\nline.yaml", b"[bold].yaml", b"-x.yaml", b"caf\xe9.yaml"])
def test_b29_odd_names_are_read(
    name: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = os.fsdecode(name)
    Path(path).write_bytes(b"a: 1")
    read = read_document(path)
    assert read.plain() == {"a": "1"}
    assert read.name == displayed(path)
    assert read.place_of(("a",)).file == displayed(path)


@pytest.mark.parametrize(
    ("text", "at", "example"),
    [
        ("name: Shop #1", "1:12", '"Shop #1"'),
        ("name: #1 Shop", "1:7", '"#1 Shop"'),
        ("a:\n  - Shop #1\n", "2:10", '"Shop #1"'),
        ("a: it's #\\", "1:9", "'it''s #\\'"),
        ("a: two\n  words #3\n", "2:9", '"two words #3"'),
        ("a: two\n\n  lines #3\n", "3:9", '"..."'),
    ],
)
def test_s32_text_after_a_hash_warns(text: str, at: str, example: str) -> None:
    (warning,) = document(text).warnings
    assert str(warning) == refuse(
        "The text after # is ignored.",
        f"If it belongs to the value, put the whole value in quotes: {example}",
        at=at,
    )
    assert warning.source_line[warning.place.column - 1] == "#"


@pytest.mark.parametrize(
    "text",
    [
        "a: 1 # note",
        "a: 1  #note",
        "a: 1\t#note",
        "a: 'Shop' #1",
        "a: C#",
        "a: x#1",
        "a: 1 #",
        "a: #the group\n  b: 1",
        "# a: b #1\na: 1\n #1",
        "a: |\n  x #1\n",
    ],
)
def test_s32_a_real_comment_does_not_warn(text: str) -> None:
    assert document(text).warnings == ()


def test_b38_warnings_come_in_the_order_of_the_file() -> None:
    read = document("b: x #1\na: y #2\n")
    assert [warning.place.line for warning in read.warnings] == [1, 2]


class TestOtherMistakes:
    @pytest.mark.parametrize(
        ("text", "at", "example"),
        [
            ("a: 1\nb:2\nc: 3", "2:1", "b: 2"),
            ("name:Foo", "1:1", "name: Foo"),
            ("a: 1\n\nb:\u00a02\nc: 3\n", "3:1", "b: 2"),
        ],
    )
    def test_no_space_after_the_colon(self, text: str, at: str, example: str) -> None:
        what = "A space is missing after the colon."
        assert message(text) == refuse(what, f"Write it as {example}", at=at)

    @pytest.mark.parametrize(
        ("text", "at"), [("a: {tags:[b, c]}", "1:9"), ("a: [note:, b]", "1:9"), ("{a:}", "1:3")]
    )
    def test_no_space_after_a_colon_in_brackets(self, text: str, at: str) -> None:
        what = "There is no space after this colon."
        assert message(text) == refuse(what, "Write one, or put the text in quotes.", at=at)

    def test_no_space_after_the_dash(self) -> None:
        what = "A space is missing after the dash."
        assert message("a:\n- b\n-c\n") == refuse(what, "Write it as - c", at="3:1")

    @pytest.mark.parametrize("text", ["a: b\nc\n", "a: b\nhttp://x.org\nc: d", "a: b\nc\n  d: e\n"])
    def test_a_line_without_colon(self, text: str) -> None:
        what = 'Expected "key: value" here, and there is no colon.'
        assert message(text) == refuse(what, WRITE_ENTRY, at="2:1")

    def test_a_key_longer_than_the_parser_looks_ahead(self) -> None:
        cure = "Use at most 1,000 characters before the colon."
        assert message("x" * 1100 + ": y") == refuse("This key is too long.", cure)

    @pytest.mark.parametrize(("text", "above"), [("a: 1\n b: 2", 1), ("a: b\n\n\n  c: d", 1)])
    def test_a_group_under_a_value(self, text: str, above: int) -> None:
        what = f"This line is indented under line {above}, which has a value already."
        cure = "Start both lines at the same column, or take that value out."
        assert message(text).endswith(f"{what} {cure}")

    @pytest.mark.parametrize(
        ("text", "at"),
        [
            ("a:\n  b: 1\n c: 2", "3:2"),
            ("   a: 1\n b: 2", "2:2"),
            ("a: b\n- c", "2:1"),
            ("a:\n  b: 1\n  - c", "3:3"),
        ],
    )
    def test_bad_indentation(self, text: str, at: str) -> None:
        what = "This line does not start at the same column as the lines that it belongs with."
        assert message(text) == refuse(what, "Change the spaces before it.", at=at)

    def test_a_line_among_list_entries(self) -> None:
        what = "This line stands in a list but does not start with a dash."
        cure = 'Start it with "- ", or at the column of the lines before.'
        assert message("x:\n  - a\n  b: 1") == refuse(what, cure, at="3:3")

    @pytest.mark.parametrize(
        ("text", "at"), [("a: 'it's'", "1:8"), ('a: "x" y', "1:8"), ("a: 'x'y\nb: 1", "1:7")]
    )
    def test_text_after_the_closing_quote(self, text: str, at: str) -> None:
        what = "There is text after the closing quote."
        cure = "Put the whole text in one pair of double quotes."
        assert message(text) == refuse(what, cure, at=at)

    @pytest.mark.parametrize(
        ("text", "at", "char"),
        [
            ("name: [x]]", "1:10", "]"),
            ("{a: 1} x", "1:8", "x"),
            ("{a: 1}}", "1:7", "}"),
            ("{} ...", "1:4", "."),
            ("{} --- b", "1:4", "-"),
        ],
    )
    def test_a_character_too_many(self, text: str, at: str, char: str) -> None:
        cure = "Take it out, or put the whole text in quotes."
        assert message(text) == refuse(f'This "{char}" does not fit here.', cure, at=at)

    def test_no_value_between_commas(self) -> None:
        cure = "Write the value, or take this out."
        assert message("a: [1,,2]") == refuse('There is no value before this ",".', cure, at="1:7")

    @pytest.mark.parametrize("text", ["a: - b", "a: -"])
    def test_a_list_on_the_line_of_its_key(self, text: str) -> None:
        what = "A list cannot start on the line of its key."
        cure = "Start it on the next line, with a dash for each entry."
        assert message(text) == refuse(what, cure, at="1:4")

    @pytest.mark.parametrize(("text", "at"), [('a: "C:\\q"', "1:7"), ('a: "\\ud800"', "1:7")])
    def test_backslash_in_double_quotes(self, text: str, at: str) -> None:
        what = "A backslash between double quotes starts a code, and this is not one."
        cure = r"Write \\ for a backslash, or put the text in single quotes."
        assert message(text) == refuse(what, cure, at=at)

    @pytest.mark.parametrize(
        ("text", "at"), [("? [a]\n: b", "1:3"), ("[a]: b", "1:1"), ("{{a: 1}: b}", "1:2")]
    )
    def test_a_list_or_group_as_key(self, text: str, at: str) -> None:
        cure = 'Write a word before the colon, as in "key: value".'
        assert message(text) == refuse("A list or a group cannot be a key.", cure, at=at)

    @pytest.mark.parametrize(
        ("text", "at"), [(": b", "1:1"), ("a:\n  : b", "2:3"), ("{: b}", "1:2")]
    )
    def test_no_key_before_the_colon(self, text: str, at: str) -> None:
        cure = 'Write it as "key: value".'
        assert message(text) == refuse("There is no key before the colon.", cure, at=at)

    def test_the_source_line_comes_along(self) -> None:
        assert fault("a: 1\n  b: @c\n").source_line == "  b: @c"


def slips(text: str) -> list[str]:
    """Return where each fault is and how it starts."""
    with pytest.raises(YamlError) as caught:
        document(text)
    return [f"{f.place.line}:{f.place.column} {f.what}" for f in caught.value.faults]


class TestSeveralDuplicates:
    def test_each_is_named_at_once(self) -> None:
        text = "a: 1\nb: {c: 1, c: 2}\na: 3\nd:\n  - {e: 1, e: {f: 1, f: 2}}\na: 4\n"
        assert slips(text) == [
            '2:11 "c" stands here a second time; the first is on line 2.',
            '3:1 "a" stands here a second time; the first is on line 1.',
            '5:12 "e" stands here a second time; the first is on line 5.',
            '5:22 "f" stands here a second time; the first is on line 5.',
            '6:1 "a" stands here a second time; the first is on line 1.',
        ]

    def test_a_slip_below_does_not_hide_one(self) -> None:
        assert slips("a: 1\na: 2\nb: x: y\n") == [
            '2:1 "a" stands here a second time; the first is on line 1.',
            f"3:5 {TestSeveralSlips.SECOND_COLON}",
        ]

    def test_at_most_twenty_are_told(self) -> None:
        assert len(slips("a: 1\n" * 100)) == 20


class TestSeveralSlips:
    SECOND_COLON = "There is a second colon in this line, with a space after it."
    NO_COLON = 'Expected "key: value" here, and there is no colon.'
    TAB = "There is a tab before the text."

    def test_each_line_is_named_at_once(self) -> None:
        text = (
            "questionnaire: channel_strategy\nbusiness:\n  name: Tea: Room\n  trade: @bob\nanswers:\n"
            '  reach town\n  ideal:choice\n  buyers: - both\n  channels: [shop}\n  replies: "x" y\n'
            '  crossing: "collect\n  reply_speed: "hours"\n'
        )
        assert slips(text) == [
            f"3:12 {self.SECOND_COLON}",
            '4:10 A text without quotes cannot start with "@".',
            f"6:3 {self.NO_COLON}",
            "7:3 A space is missing after the colon.",
            "8:11 A list cannot start on the line of its key.",
            '9:18 A comma or the closing "]" is missing before this.',
            "10:16 There is text after the closing quote.",
            '11:13 The quote " that opens here is not closed.',
        ]

    def test_line_ends_of_windows_move_no_place(self) -> None:
        assert slips("a: x: y\r\nb: 1\r\nc: x: y\r\n") == [
            f"1:5 {self.SECOND_COLON}",
            f"3:5 {self.SECOND_COLON}",
        ]

    def test_tabs_in_every_line(self) -> None:
        assert slips("a:\n\tb: 1\n\tc: 2\nd: x: y\n") == [
            f"2:1 {self.TAB}",
            f"3:1 {self.TAB}",
            f"4:5 {self.SECOND_COLON}",
        ]

    @pytest.mark.parametrize(
        ("text", "only"),
        [
            ("answers\n  reach: x: y\n", '1:1 Expected "key: value" here, and there is no colon.'),
            ("a: [x\nb: 1\nc: x: y\n", '2:2 A comma or the closing "]" is missing before this.'),
            ('a: "x\n  y" z\nb: x: y\n', '1:4 The quote " that opens here is not closed.'),
            (
                "a:\n  b: 1\n c: 2\n d: 3\n e: x: y\n",
                "3:2 This line does not start at the same column",
            ),
            ("a: 1\n  b: 2\n  c: 3\n", "2:4 This line is indented under line 1"),
            ("a: x: y\nb: 1\n---\nc: x: y\n", f"1:5 {SECOND_COLON}"),
            ("a: x: y\nb: " + "[" * 60, f"1:5 {SECOND_COLON}"),
        ],
    )
    def test_what_could_be_a_consequence_is_not_told(self, text: str, only: str) -> None:
        (found,) = slips(text)
        assert found.startswith(only)

    def test_at_most_twenty_are_told(self) -> None:
        text = "".join(f"k{n}: x: y\n" for n in range(50))
        assert slips(text) == [f"{n}:{6 + (n > 10)} {self.SECOND_COLON}" for n in range(1, 21)]

    def test_large_files_are_not_read_again_and_again(self) -> None:
        text = "".join(f"k{n}: x: y\n# {'x' * 90_000}\n" for n in range(10))
        assert len(slips(text)) == 1
        assert len(slips(text[:100_000])) == 2

    @pytest.mark.parametrize("dash", ["", "- "])
    @pytest.mark.parametrize("behind", ["", " (for example: a village)"])
    def test_an_answer_copied_with_its_explanation(self, dash: str, behind: str) -> None:
        text = f"# - town: In the town{behind}\nreach: {dash}town: In the town\n"
        what = "This is an answer together with its explanation."
        at = "2:8" if dash else "2:12"
        assert message(text) == refuse(what, "Write only town.", at=at)


class TestJson:
    DATA = (
        {"name": 'Café "Zoë" / \\ 😀', "tags": ["a", "", "null"], "more": {"x": "\t\n"}},
        {"emoji": ["😀😀", "\\ud83d\\ude00", "x😀y"], "z": "end"},
    )

    @pytest.mark.parametrize("data", DATA)
    @pytest.mark.parametrize("indent", [None, 2, "\t"])
    @pytest.mark.parametrize("ensure_ascii", [True, False])
    def test_json_is_read(
        self, data: dict[str, object], indent: int | str | None, ensure_ascii: bool
    ) -> None:
        text = json.dumps(data, indent=indent, ensure_ascii=ensure_ascii)
        assert document(text).plain() == data

    def test_values_of_other_kinds_stay_text(self) -> None:
        text = '{"a": null, "b": true, "c": 012.50, "d": 1e3}'
        assert document(text).plain() == {"a": None, "b": "true", "c": "012.50", "d": "1e3"}

    def test_pairs_of_escapes_move_no_place(self) -> None:
        read = document(r'{"a": "\ud83d\ude00", "b": "c"}')
        assert read.plain() == {"a": "😀", "b": "c"}
        assert read.place_of(("b",)) == Place("a.yaml", 1, 28)
        assert read.lines == (r'{"a": "\ud83d\ude00", "b": "c"}',)

    def test_outside_json_a_pair_of_escapes_is_left_alone(self) -> None:
        assert document(r"a: '\ud83d\ude00'").plain() == {"a": r"\ud83d\ude00"}


class TestReading:
    def test_a_path_or_its_text(self, tmp_path: Path) -> None:
        path = tmp_path / "a.yaml"
        path.write_text("a: 1")
        assert read_document(path) == read_document(str(path))
        assert read_document(path).name == str(path)

    def test_a_link_to_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("a: 1")
        (tmp_path / "b.yaml").symlink_to("a.yaml")
        assert read_document(tmp_path / "b.yaml").plain() == {"a": "1"}

    def test_the_limit_is_the_last_size_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a.yaml"
        path.write_text("a: 12")
        assert read_document(path, limit=5).plain() == {"a": "12"}
        with pytest.raises(YamlError, match="The file is larger than 4 bytes"):
            read_document(path, limit=4)

    @pytest.mark.parametrize("path", ["-", Path("-")])
    def test_standard_input(self, path: str | Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a: \xc3\xa9")))
        read = read_document(path)
        assert (read.name, read.plain()) == ("<stdin>", {"a": "é"})

    def test_standard_input_has_the_same_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a: 12")))
        with pytest.raises(YamlError) as caught:
            read_document("-", limit=4)
        assert str(caught.value) == (
            "<stdin>: The file is larger than 4 bytes. "
            "Files of answers are small; is this the right one?"
        )

    def test_no_standard_input_at_all_is_an_empty_file(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", None)
        with pytest.raises(YamlError, match="<stdin>:1:1: The file is empty"):
            read_document("-")


class TestWhatTheParserLeaks:
    def fail(self, error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
        def parse(*_arguments: object, **_options: object) -> NoReturn:
            raise error

        monkeypatch.setattr(yaml, "CSafeLoader", parse)

    @pytest.mark.parametrize(
        "error", [IndexError("x"), yaml.YAMLError("x"), yaml.MarkedYAMLError(), UnicodeError("x")]
    )
    def test_any_other_error_is_a_fault(
        self, error: Exception, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.fail(error, monkeypatch)
        cure = "Put text with any of : # [ ] { } , & * in quotes."
        assert message("a: 1") == refuse("The text cannot be read from here on.", cure)

    @pytest.mark.parametrize("error", [MemoryError(), KeyboardInterrupt()])
    def test_no_memory_and_an_interrupt_go_on_up(
        self, error: BaseException, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.fail(error, monkeypatch)
        with pytest.raises(type(error)):
            document("a: 1")

"""The XML inside a workbook, read in a stream: tags, shared texts, and the rows of a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Final
from xml.parsers import expat

from omnicheck.batch.parts import LONGEST_CELL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_BLOCK: Final = 1 << 16
#: Pieces of one text that are looked at: the parser hands a long text over in pieces of its buffer.
_MANY_PIECES: Final = 12
_Attributes = dict[str, str]


class DamagedError(ValueError):
    """A part of the workbook holds what no spreadsheet writes."""


class _Local(dict[str, str]):
    """Names without their prefix, each cut once."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_declared: object) -> None:
    """Spreadsheets write no document type, and one can make texts explode."""
    raise DamagedError


def tags_of(data: bytes) -> list[tuple[str, _Attributes]]:
    """Return the tags of a small part with their attributes, all names without their prefix."""
    found: list[tuple[str, _Attributes]] = []
    local, parser = _Local(), _parser()

    def start(tag: str, attributes: _Attributes) -> None:
        found.append((local[tag], {local[name]: text for name, text in attributes.items()}))

    parser.StartElementHandler = start
    parser.Parse(data, True)
    return found


def shared_texts(file: IO[bytes]) -> list[str]:
    """Return the texts that the cells of all sheets point to."""
    reader = _Reader([], None)
    for _rows in reader.read(file):
        pass
    return reader.texts


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet; it and its columns are counted from 1."""

    number: int
    cells: dict[int, str]
    """The texts by column."""
    errors: dict[int, str] = field(default_factory=dict)
    """What a formula came to, by column: `#REF!` and its like; empty where no value is stored."""


def rows_of(
    file: IO[bytes],
    texts: Sequence[str],
    seen: Callable[[str, int], str],
    merged: list[str],
) -> Iterator[SheetRow]:
    """Yield the rows of a sheet.

    Args:
        file: The part of the workbook.
        texts: Those that all sheets share.
        seen: Returns a number as a person sees it, from its text and the style of its cell.
        merged: Takes the ranges of merged cells, which stand behind the last row.

    Raises:
        DamagedError: a cell or a row is not where a spreadsheet would put it.
        ExpatError: the XML is broken.
    """
    last = 0
    reader = _Reader(texts, seen)
    for row in reader.read(file):
        if row.number <= last:
            raise DamagedError
        last = row.number
        yield row
    merged += reader.merged


class _Reader:
    """Takes what the parser meets; texts that say how a word is pronounced are left out."""

    def __init__(self, texts: Sequence[str], seen: Callable[[str, int], str] | None) -> None:
        self.texts = [*texts]
        self._seen = seen
        self._local, self._columns, self._parser = _Local(), _Columns(), _parser()
        self._rows: list[SheetRow] = []
        self.merged: list[str] = []
        self._number, self._column = 0, 0
        self._cells: dict[int, str] = {}
        self._errors: dict[int, str] = {}
        self._cell: _Attributes = {}
        self._is_formula = False
        self._parts: list[str] = []
        self._is_phonetic = False
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def read(self, file: IO[bytes]) -> Iterator[SheetRow]:
        for block in iter(lambda: file.read(_BLOCK), b""):
            self._parser.Parse(block)
            if len(self._parts) > _MANY_PIECES:
                self._cut()
            yield from self._rows
            self._rows.clear()
        self._parser.Parse(b"", True)

    def _cut(self) -> None:
        """Keep no more of a text than shows that it is too long; a small file can unpack to a giant cell."""
        if sum(map(len, self._parts)) > LONGEST_CELL:
            self._parts[:] = ["".join(self._parts)[: LONGEST_CELL + 1]]

    def _start(self, tag: str, attributes: _Attributes) -> None:
        name = self._local[tag]
        if name == "c":
            self._cell = attributes
        elif name in ("v", "t"):
            if not self._is_phonetic:
                self._parser.CharacterDataHandler = self._parts.append
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._column, self._cells, self._errors = 0, {}, {}
        elif name == "f":
            self._is_formula = True
        elif name == "rPh":
            self._is_phonetic = True
        elif name == "mergeCell":
            self.merged.append(attributes.get("ref", ""))

    def _end(self, tag: str) -> None:
        name = self._local[tag]
        if name in ("v", "t"):
            self._parser.CharacterDataHandler = None
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._rows.append(SheetRow(self._number, self._cells, self._errors))
        elif name == "rPh":
            self._is_phonetic = False
        elif name == "si":
            self.texts.append("".join(self._parts))
            self._parts.clear()

    def _end_cell(self) -> None:
        cell, is_formula = self._cell, self._is_formula
        self._is_formula = False
        self._column = self._columns[cell["r"]] if "r" in cell else self._column + 1
        if not self._parts:
            if is_formula and cell.get("t") != "str":  # that of an empty text
                self._errors[self._column] = ""
            return
        text = "".join(self._parts)
        self._parts.clear()
        match cell.get("t", "n"):
            case "s":
                text = self._shared(int(text))
            case "b":
                text = "TRUE" if text == "1" else "FALSE"
            case "e":
                self._errors[self._column] = text
            case "n" if self._seen:
                text = self._seen(text, int(cell.get("s", 0)))
        self._cells[self._column] = text

    def _shared(self, number: int) -> str:
        if not 0 <= number < len(self.texts):
            raise DamagedError
        return self.texts[number]


class _Columns(dict[str, int]):
    """Columns, counted from 1, by the names of cells such as AB12."""

    def __init__(self) -> None:
        super().__init__()
        self._of_letters: dict[str, int] = {}

    def __missing__(self, name: str) -> int:
        letters = name.rstrip("0123456789")
        if letters not in self._of_letters:
            if not (letters.isascii() and letters.isupper() and len(letters) <= len("XFD")):
                raise DamagedError
            number = 0
            for letter in letters:
                number = number * 26 + ord(letter) - ord("A") + 1
            self._of_letters[letters] = number
        return self._of_letters[letters]

"""Finished report files read back by strangers to omnicheck: what they say, and what they are built of."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING, Final

import markdown
import openpyxl
from markdown_it import MarkdownIt

from tests.reports.tools import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BLANKS: Final = re.compile(r"[ \t\n\r]+")
#: Tags of a PDF that only group what is tagged inside; a page that is full begins another one.
_MEANS_NOTHING: Final = frozenset({"Div", "NonStruct", "Span"})


@dataclass(frozen=True)
class Reading:
    """A file as its reader takes it."""

    texts: tuple[str, ...]
    """Each run of text; blanks as one space, except in JSON."""
    shape: Counter[str]
    """Elements, links, formulas and the like, with their number."""

    def count(self, text: str) -> int:
        """Return how often a text is said, in whatever company."""
        return sum(each.count(text) for each in self.texts)


def read_html(data: bytes) -> Reading:
    """Read a page, its attributes included."""
    return _Page.read(data.decode())


def read_with_python_markdown(data: bytes) -> Reading:
    """Read Markdown with Python-Markdown and its tables."""
    return _Page.read(markdown.markdown(data.decode(), extensions=["tables"]))


def read_with_its_extras(data: bytes) -> Reading:
    """Read Markdown with Python-Markdown and all that it calls extra: footnotes, attributes and more."""
    return _Page.read(markdown.markdown(data.decode(), extensions=["extra", "sane_lists"]))


def read_with_markdown_it(data: bytes) -> Reading:
    """Read Markdown with markdown-it, as on well-known code forges: tables, struck text, bare links."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return _Page.read(parser.render(data.decode()))


def read_json(data: bytes) -> Reading:
    """Read JSON, which is plain ASCII; the shape is its keys and types."""
    found = list(_leaves(json.loads(data.decode("ascii"))))
    return Reading(
        tuple(leaf for _path, leaf in found if isinstance(leaf, str)),
        Counter(f"{path} {type(leaf).__name__}" for path, leaf in found),
    )


def read_workbook(data: bytes) -> Reading:
    """Read a workbook: cells with their kind, and every formula and link in the bare parts."""
    book = openpyxl.load_workbook(BytesIO(data))
    cells = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    shape = Counter(f"{cell.parent.title} {cell.coordinate} {cell.data_type}" for cell in cells)
    with zipfile.ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            active = re.findall(rb"<f[ >]|<hyperlink|externalLink|<oleObject", parts.read(name))
            shape.update(f"{name} {mark.decode()}" for mark in active)
    title = book.properties.title or ""
    said = [*(str(cell.value) for cell in cells if cell.data_type == "s"), title]
    return Reading(tuple(_plain(text) for text in said), shape)


def read_pdf(data: bytes) -> Reading:
    """Read a PDF: its text twice without any blanks, as lines break anywhere, and its tree of tags.

    In the first text the hyphens at the ends of lines are gone, in the second, scripts from right to
    left run backwards.
    """
    texts = tuple(
        without_blanks(told("pdftotext", *options, "-", "-", data=data))
        for options in ((), ("-raw",))
    )
    tags = re.findall(r"^ *(\w+)", told("pdfinfo", "-struct", "-", data=data), flags=re.MULTILINE)
    links = told("pdfinfo", "-url", "-", data=data).splitlines()[1:]
    shape = Counter(tag for tag in tags if tag not in _MEANS_NOTHING)
    return Reading(texts, shape + Counter({"Link out": len(links)}))


def without_blanks(text: str) -> str:
    """Return text without blanks, soft hyphens and what has no width."""
    return re.sub(r"[\s\xad\u200b\u200d\ufe0f]", "", text)


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield f"{path} key", key
            yield from _leaves(item, f"{path}.*" if path.endswith("tags") else f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, f"{path}[]")
    else:
        yield path, value


class _Page(HTMLParser):
    """Collects texts and elements; an attribute counts as an element of its own, links by their target."""

    #: Elements that only mark words inside a text.
    _INLINE: Final = frozenset({"b", "strong", "em", "span", "code", "small", "a", "tspan"})
    #: Attributes whose values hold text for people.
    _SPOKEN: Final = frozenset({"alt", "aria-label", "content", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.runs = [""]
        self.shape: Counter[str] = Counter()

    @classmethod
    def read(cls, page: str) -> Reading:
        parser = cls()
        parser.feed(page)
        parser.close()
        return Reading(tuple(_plain(run) for run in parser.runs), parser.shape)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        self.shape[tag] += 1
        for name, value in attrs:
            self.shape[f"{tag} {name}"] += 1
            if name in {"href", "src"}:
                self.shape[f"{tag} {name}={value}"] += 1
            if name in self._SPOKEN:
                self.runs += [value or "", ""]

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)

    def handle_data(self, data: str) -> None:
        self.runs[-1] += data

    def handle_comment(self, data: str) -> None:  # noqa: ARG002  the parent's parameter
        self.shape["comment"] += 1

    def handle_decl(self, decl: str) -> None:
        self.shape[f"declaration {decl}"] += 1

    def _break(self, tag: str) -> None:
        if tag not in self._INLINE:
            self.runs.append("")


READERS: Final[dict[str, Callable[[bytes], Reading]]] = {
    "html": read_html,
    "md, Python-Markdown": read_with_python_markdown,
    "md, Python-Markdown with extras": read_with_its_extras,
    "md, markdown-it": read_with_markdown_it,
    "xlsx": read_workbook,
    "json": read_json,
    "pdf": read_pdf,
}

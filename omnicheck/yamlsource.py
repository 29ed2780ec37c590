"""From a file, or standard input, to a text with names for its places.

Only small, regular files of text get through, in UTF-8 or, where its mark says so, in UTF-16; nothing
here waits, and nothing is guessed.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from omnicheck.errors import Fault, Place, YamlError
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BufferedReader
    from pathlib import Path

STDIN = "<stdin>"
LONGEST_EXCERPT = 60

_UNSEEN = re.compile(  # one class of them all takes 4 ms to compile
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|[\u2028\u2029]|[\ud800-\udfff]|[\ufeff]|[\ufffe\uffff]"
)
#: As Place() does it, which is a function of Python: half the time, for each entry of each file.
_new_place: Final[Callable[[tuple[str, int, int]], Place]] = partial(tuple.__new__, Place)
_MARKS_OF_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Mark(Protocol):
    """A place as the parser counts: from 0, in characters."""

    @property
    def index(self) -> int:
        """Characters before it in the text."""

    @property
    def line(self) -> int:
        """Lines before it."""

    @property
    def column(self) -> int:
        """Characters before it in its line."""


@dataclass(frozen=True, slots=True)
class Source:
    """A text under the name to show for it, and the places in it."""

    name: str
    text: str
    lines: tuple[str, ...]

    def place(self, mark: Mark) -> Place:
        """Return the place of a mark; beyond the text it is the end of the last line."""
        if mark.line < len(self.lines):
            return _new_place((self.name, mark.line + 1, mark.column + 1))
        return Place(self.name, max(len(self.lines), 1), len("".join(self.lines[-1:])) + 1)

    def line(self, number: int) -> str:
        """Return a line counted from 1, with a stand-in for what cannot be shown."""
        known = 1 <= number <= len(self.lines)
        return _UNSEEN.sub("\ufffd", self.lines[number - 1]) if known else ""

    def without_line(self, number: int) -> Source:
        """Return the same text with one line, counted from 1, left empty; no other place moves."""
        lines = (*self.lines[: number - 1], "", *self.lines[number:])
        return Source(self.name, "\n".join(lines), lines)

    def fault(self, place: Place, what: str, cure: str = "") -> Fault:
        """Return the fault, together with the line it is on."""
        return Fault(place, what, cure, self.line(place.line))

    def error(self, place: Place, what: str, cure: str = "") -> YamlError:
        """Return the error with this one fault."""
        return YamlError([self.fault(place, what, cure)])


def displayed(name: str) -> str:
    r"""Return a file name that is safe to print: what cannot be seen is written as a code.

    >>> displayed("new\nline.yaml")
    'new\\nline.yaml'
    """
    if not name.isprintable():
        name = "".join(char if char.isprintable() else _code(char) for char in name)
    return name or '""'


def _code(char: str) -> str:
    # A byte that is no UTF-8 arrives as a surrogate \udcXX; people know it as \xXX.
    return char.encode("unicode_escape").decode().replace(r"\udc", r"\x")


def excerpt(text: str) -> str:
    """Return the beginning of a text of the user, safe to print in a message."""
    return displayed(text[:LONGEST_EXCERPT]) + ("..." if len(text) > LONGEST_EXCERPT else "")


def read_bytes(path: Path | str, limit: int) -> tuple[bytes, str]:
    """Return what stands in a small regular file, or on standard input, and the name to show.

    Raises:
        YamlError: If there is no such file, or it is too large, or not one to read from.
    """
    if str(path) == "-":
        name, data = STDIN, _read_stdin(limit)
    else:
        name = displayed(str(path))
        data = read_regular_file(str(path), name, limit)
    refuse_other_formats(data, name)
    if len(data) > limit:
        what = _("The file is larger than {count:,} bytes.").format(count=limit)
        raise _unusable(name, what, _("Files of answers are small; is this the right one?"))
    return data, name


def _read_stdin(limit: int) -> bytes:
    # There is no standard input when a program without a console starts us.
    stream = getattr(sys.stdin, "buffer", None)
    try:
        return stream.read(limit + 1) or b"" if stream else b""
    except (OSError, ValueError) as error:
        raise unreadable(error, STDIN) from None


def read_regular_file(path: str, name: str, limit: int) -> bytes:
    """Return the first bytes of a regular file, at most one more than the limit.

    Raises:
        YamlError: If there is no such file, or it is not one to read from; it is called by `name`.
    """
    with open_regular_file(path, name) as file:
        try:
            return file.read(limit + 1)
        except OSError as error:
            raise unreadable(error, name) from None


def open_regular_file(path: str, name: str) -> BufferedReader:
    """Open a regular file for reading bytes, without ever waiting for it.

    Raises:
        YamlError: If there is no such file, or it is not one to read from; it is called by `name`.
    """
    # Looking before opening leaves devices alone; looking after it catches a file swapped between.
    with ExitStack() as stack:
        try:
            _refuse_special(os.stat(path), name)  # noqa: PTH116 - a Path would change the name
            file = stack.enter_context(open(path, "rb", opener=_open_without_waiting))
            _refuse_special(os.fstat(file.fileno()), name)
        except (OSError, ValueError) as error:
            raise unreadable(error, name) from None
        stack.pop_all()
        return file


def _open_without_waiting(path: str, flags: int) -> int:
    # Opening a FIFO would wait for a writer, perhaps for ever.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0))


def _refuse_special(status: os.stat_result, name: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise _unusable(name, _("This is a folder."), _("Name a file in it."))
    if not stat.S_ISREG(status.st_mode):
        cure = _('To read what another program writes, give "-" as the file name.')
        raise _unusable(name, _("This is not an ordinary file."), cure)


def unreadable(error: OSError | ValueError, name: str) -> YamlError:
    """Return why the system does not let a file be read, in words that help."""
    match getattr(error, "errno", None):
        case errno.ENOENT | errno.ENOTDIR:
            cure = _("Check the spelling of the name and of its folder.")
            return _unusable(name, _("There is no such file."), cure)
        case errno.EACCES | errno.EPERM:
            what = _("You do not have permission to read this file.")
            return _unusable(name, what, _("Ask its owner, or work on a copy of your own."))
        case errno.ELOOP:
            what = _("This link leads back to itself.")
            return _unusable(name, what, _("Name the file that it should lead to."))
        case _:
            what = _("The file cannot be read ({reason}).")
            return _unusable(name, what.format(reason=getattr(error, "strerror", None) or error))


def _unusable(name: str, what: str, cure: str = "") -> YamlError:
    return YamlError([Fault(Place(name), what, cure)])


def refuse_other_formats(data: bytes, name: str) -> None:
    """Name the program's format of a file that only that program can read.

    Raises:
        YamlError: The file begins as one of a known program.
    """
    if kind := _kind_of_file(data):
        what = _("This is {kind}, not plain text.").format(kind=kind)
        raise _unusable(name, what, _("Save it as plain text (UTF-8), and name that file."))


def _kind_of_file(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        held = {
            b"opendocument": _("a file of LibreOffice"),
            b"word/": _("a Word file (.docx)"),
            b"xl/": _("an Excel file (.xlsx)"),
        }
        return next((kind for mark, kind in held.items() if mark in data), _("a ZIP file"))
    marks = {
        b"%PDF": _("a PDF file"),
        rb"{\rtf": _("an RTF file"),
        b"\xd0\xcf\x11\xe0": _("a file of an old Word or Excel"),
    }
    return next((kind for mark, kind in marks.items() if data.startswith(mark)), "")


def decode(data: bytes, name: str) -> Source:
    """Return the text of a file, which must be UTF-8 or marked as UTF-16, and free of what is unseen.

    Raises:
        YamlError: If it is not.
    """
    name = displayed(name)
    refuse_other_formats(data, name)
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise _wrong_encoding(name, "UTF-32")
    if b"\0" in data[:2]:
        raise _wrong_encoding(name, "UTF-16")
    try:
        text = data.decode("utf-16" if data.startswith(_MARKS_OF_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        is_utf8 = error.encoding.startswith("utf-8")
        raise (_not_utf8 if is_utf8 else _broken_utf16)(error, name) from None
    source = Source(name, text, _split_lines(text))
    if unseen := not "".join(source.lines).isprintable() and _UNSEEN.search(text):
        what = _("There is an invisible character here (U+{code:04X}).")
        cure = _("Delete it and type the text around it again.")
        place = _place_after(text[: unseen.start()], name)
        raise source.error(place, what.format(code=ord(unseen[0])), cure)
    return source


def _split_lines(text: str) -> tuple[str, ...]:
    # Not splitlines(): it also splits at characters that are refused, and no editor counts so.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(lines if lines[-1] else lines[:-1])


def _place_after(text: str, name: str) -> Place:
    lines = _split_lines(text + "x")
    return Place(name, len(lines), len(lines[-1]))


def _not_utf8(error: UnicodeDecodeError, name: str) -> YamlError:
    lines = _split_lines(error.object.decode("cp1252", errors="replace"))
    place = _place_after(error.object[: error.start].decode(), name)
    what = _("This is not UTF-8; the file was most likely saved as Windows-1252 (ANSI).")
    return Source(name, "", lines).error(place, what, _save_as_utf8())


def _broken_utf16(error: UnicodeDecodeError, name: str) -> YamlError:
    lines = _split_lines(error.object.decode("utf-16", errors="replace"))
    place = _place_after(error.object[: error.start].decode("utf-16"), name)
    what = _("The file is marked as UTF-16, and this is no character of it.")
    return Source(name, "", lines).error(place, what, _save_as_utf8())


def _wrong_encoding(name: str, encoding: str) -> YamlError:
    what = _("The file is saved as {encoding}.").format(encoding=encoding)
    return Source(name, "", ()).error(Place(name, 1, 1), what, _save_as_utf8())


def _save_as_utf8() -> str:
    return _("Save it again with the encoding UTF-8.")

"""The bytes of a text table, checked as a whole before its first row is read.

A table in a wrong encoding is then refused at once, and not after half of it went into the results.
"""

from __future__ import annotations

import codecs
import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Final

from omnicheck.batch.parts import TableError
from omnicheck.errors import YamlError
from omnicheck.language import _
from omnicheck.yamlsource import decode, open_regular_file, refuse_other_formats

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.batch.record import Input

_BLOCK: Final = 1 << 20
_BEGINNING: Final = 4096
_MARKS_OF_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: Bytes of a line that are looked at to say what is wrong in it.
_SHOWN: Final = 200


@contextmanager
def text_of(table: Input) -> Iterator[IO[bytes]]:
    """Open a table of text as UTF-8 without a mark at its beginning.

    Raises:
        InputError: it cannot be read, or is neither UTF-8 nor marked as UTF-16.
    """
    with open_regular_file(str(table.path), table.name) as file:
        start = file.read(_BEGINNING)
        refuse_other_formats(start, table.name)
        if b"\0" in start[:4]:
            decode(start[:4], table.name)  # says so of UTF-32, and of UTF-16 without its mark
        file.seek(0)
        if start.startswith(_MARKS_OF_UTF16):
            with tempfile.TemporaryFile() as copy:
                _copy_as_utf8(file, copy, table)
                copy.seek(0)
                yield copy
            return
        _check(file, table)
        file.seek(len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0)
        yield file


def _check(file: IO[bytes], table: Input) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    while True:
        block = file.read(_BLOCK)
        pending = decoder.getstate()[0]
        if (nul := block.find(b"\0")) >= 0:
            raise _nul(table, line + block.count(b"\n", 0, nul))
        try:
            decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            seen = pending + block
            raise _not_utf8(seen, error.start, line, table) from None
        if not block:
            return
        line += block.count(b"\n")


def _nul(table: Input, line: int) -> TableError:
    what = _("Line {line} holds a character that no text has (NUL).").format(line=line)
    return TableError(table, what, _("Export the table again, as CSV with the encoding UTF-8."))


def _not_utf8(seen: bytes, at: int, line: int, table: Input) -> TableError:
    """Say in which line the encoding is wrong, in the words for files of answers."""
    line += seen.count(b"\n", 0, at)
    beginning = seen.rfind(b"\n", 0, at) + 1
    try:
        decode(seen[max(beginning, at - _SHOWN) : at + _SHOWN], table.name)
    except YamlError as error:
        (fault,) = error.faults
        what = _("Line {line}: {what}").format(line=line, what=fault.what)
        return TableError(table, what, fault.cure)
    return TableError(table, _("Line {line} is not UTF-8.").format(line=line))


def _copy_as_utf8(file: IO[bytes], copy: IO[bytes], table: Input) -> None:
    decoder = codecs.getincrementaldecoder("utf-16")()
    line = 1
    try:
        while block := file.read(_BLOCK):
            text = decoder.decode(block)
            if (nul := text.find("\0")) >= 0:
                raise _nul(table, line + text.count("\n", 0, nul))
            copy.write(text.encode("utf-8"))
            line += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeError:
        what = _("The file is marked as UTF-16, and line {line} is no text of it.")
        cure = _("Save it again with the encoding UTF-8.")
        raise TableError(table, what.format(line=line), cure) from None

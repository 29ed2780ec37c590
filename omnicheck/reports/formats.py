"""One interface to all file formats: a document and a look go in, the bytes of a file come out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from omnicheck.choices import Format
from omnicheck.errors import Fault, InputError, Place, did_you_mean
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.reports.rendering import Look

if TYPE_CHECKING:
    from pathlib import Path

    from omnicheck.reports.documents import Document
    from omnicheck.reports.rendering import Rendered


class Renderer(Protocol):
    """Makes a file of one format. Pure: the same document and look give the same bytes."""

    def __call__(self, document: Document, look: Look, /) -> Rendered:
        """Return the file.

        Raises:
            MissingExtraError: the library for this format is not installed.
        """


class UnknownFormatError(InputError):
    """The ending of a file name stands for no format."""

    def __init__(self, path: Path) -> None:
        """Name the ending that may be meant, or all that are known."""
        known = ", ".join(f".{each}" for each in Format)
        what = _("A report cannot be written to a file with this ending.")
        listed = _("Known endings are {known}.").format(known=known)
        cure = did_you_mean(path.suffix, (f".{each}" for each in Format)) or listed
        super().__init__([Fault(Place(clean(str(path))), what, cure)])


_ENDINGS: Final = {"htm": Format.HTML, "markdown": Format.MARKDOWN, **{str(f): f for f in Format}}


def format_of(path: Path) -> Format:
    """Return the format that the ending of a name stands for.

    Raises:
        UnknownFormatError: it stands for none.
    """
    found = _ENDINGS.get(path.suffix.lower().removeprefix("."))
    if found is None:
        raise UnknownFormatError(path)
    return found


def render(document: Document, kind: Format, look: Look | None = None) -> Rendered:
    """Return a document as a file of this format; only the renderer that is needed is imported.

    Raises:
        MissingExtraError: the library for this format is not installed.
    """
    return _renderer(kind)(document, look or Look())


def _renderer(kind: Format) -> Renderer:
    match kind:
        case Format.HTML:
            from omnicheck.reports.html import render_html

            return render_html
        case Format.PDF:
            from omnicheck.reports.pdf import render_pdf

            return render_pdf
        case Format.MARKDOWN:
            from omnicheck.reports.markdown import render_markdown

            return render_markdown
        case Format.WORKBOOK:
            from omnicheck.reports.workbook import render_workbook

            return render_workbook
        case Format.JSON:
            from omnicheck.reports.data import render_json

            return render_json

"""The report as a PDF: set by typst from the manuscript, tagged for screen readers, fonts inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from omnicheck.choices import Format
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _, plural
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.pdf.content import content_of
from omnicheck.reports.rendering import Rendered, check_installed
from omnicheck.reports.stamp import identity_of, stamped

if TYPE_CHECKING:
    from omnicheck.reports.documents import Document
    from omnicheck.reports.rendering import Look

__all__ = ["render_pdf"]

#: How many missing characters a warning names; one foreign alphabet is told by its first letters.
_NAMED: Final = 12


def render_pdf(document: Document, look: Look) -> Rendered:
    """Return the document as a PDF for the paper of the look.

    Raises:
        MissingExtraError: typst is not installed.
        InputError: typst cannot draw the logo.
    """
    check_installed(Format.PDF)
    from omnicheck.reports.pdf.press import UnprintableLogoError, typeset

    try:
        printed = typeset(content_of(manuscript_of(document), look))
    except UnprintableLogoError:
        what = _("The logo of the theme cannot be drawn in a PDF.")
        raise InputError([Fault(Place(_("logo")), what, _("Save it again as PNG."))]) from None
    return Rendered(stamped(printed.data, identity_of(document)), _warnings(printed.missing))


def _warnings(missing: tuple[str, ...]) -> tuple[str, ...]:
    if not missing:
        return ()
    named = " ".join(missing[:_NAMED])
    if len(missing) > _NAMED:
        named = _("{characters} and more").format(characters=named)
    told = plural(
        "One character in the PDF shows as an empty box, because no font on this computer has it:",
        "{count} characters in the PDF show as empty boxes, because no font on this computer has them:",
        len(missing),
    )
    cure = _(
        "Install a font for this script, such as one of the Noto fonts, and make the PDF again."
    )
    return (f"{told} {named}. {cure}",)

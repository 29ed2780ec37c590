"""Theme files: the look of a consultant's reports, read from YAML and checked."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import AfterValidator, Field, ValidationError

from omnicheck.answers import Cleaned
from omnicheck.errors import InputError, YamlError
from omnicheck.language import _
from omnicheck.questionnaire import Record
from omnicheck.reports.colours import TEXT_CONTRAST, contrast, readable
from omnicheck.reports.logo import MOST_BYTES, LogoError, logo_from
from omnicheck.reports.theme import ACCENT, Theme
from omnicheck.validation import MisfitError, explain
from omnicheck.yamlfile import Document, Scalar, read_document
from omnicheck.yamlsource import displayed, read_regular_file

if TYPE_CHECKING:
    from omnicheck.errors import Fault
    from omnicheck.reports.theme import Logo

_LONGEST_NAME: Final = 80
_LONGEST_FOOTER: Final = 160
_WHITE: Final = "#ffffff"
_HEX: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\s*(https?:|ftp:|file:|data:|//)", re.IGNORECASE)
_COLOUR_AS_COMMENT: Final = re.compile(r"\s*accent\s*:\s*(#[0-9A-Fa-f]+)")


#: Keys that only a theme has, and those that no theme has.
_LOOK: Final = frozenset(["accent", "logo", "footer"])
_ELSEWHERE: Final = frozenset(
    ["questionnaire", "business", "answers", "form", "questions", "sections", "factors", "title"]
)


class ThemeError(InputError):
    """The theme file breaks a rule of its format."""


def _accent(text: str) -> str:
    """Return a colour as #rrggbb that reads on white.

    How well it reads is the contrast ratio of WCAG 2 from relative luminance, and 4.5 to 1 is what its
    success criterion 1.4.3 asks of text: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio.
    """
    colour = _hex_colour(text)
    if colour is None:
        raise MisfitError(_("This is not a colour."), _('Write it like "#0f5c63", in quotes.'))
    ratio = contrast(colour, _WHITE)
    if ratio < TEXT_CONTRAST:
        what = _("This colour is too pale to read on white: {ratio} to 1, and {least} is needed.")
        cure = _('The nearest darker one that passes is "{colour}".')
        shown = f"{int(ratio * 10) / 10:.1f}"  # never rounded up to what is needed
        raise MisfitError(
            what.format(ratio=shown, least=TEXT_CONTRAST),
            cure.format(colour=readable(colour, (_WHITE,))),
        )
    return colour


def _hex_colour(text: str) -> str | None:
    found = _HEX.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[1].lower()
    return "#" + (digits if len(digits) == len("rrggbb") else "".join(2 * d for d in digits))


class ThemeFile(Record):
    """A theme, format 1."""

    format: Literal["1"]
    name: Annotated[Cleaned, Field(max_length=_LONGEST_NAME)] | None = None
    """Of the consultant or the firm, as reports show it."""
    logo: Cleaned | None = None
    """A PNG or SVG file; its path starts at the folder of the theme file."""
    accent: Annotated[str, AfterValidator(_accent)] | None = None
    """As "#rgb" or "#rrggbb", dark enough to read on white."""
    footer: Annotated[Cleaned, Field(max_length=_LONGEST_FOOTER)] | None = None
    """One line at the foot of each page."""


def load_theme(path: str | os.PathLike[str]) -> Theme:
    """Load a theme file.

    Raises:
        InputError: it cannot be read or breaks a rule; `faults` holds all of them, each with its place.
    """
    return theme_from(read_document(os.fspath(path)))


def theme_from(document: Document) -> Theme:
    """Check a document as a theme, its logo included.

    Raises:
        ThemeError: with every fault.
    """
    faults = [*_colour_as_comment(document)]
    logo = _logo(document, faults)
    try:
        record = ThemeFile.model_validate(document.plain())
    except ValidationError as error:
        raise ThemeError(
            [*faults, *(explain(document, ThemeFile, each) for each in error.errors())]
        ) from None
    if record.logo and not record.name:
        what, cure = _("A logo needs a name beside it."), _("Add name: with the name of your firm.")
        faults.append(document.fault(document.place_of(["logo"], key=True), what, cure))
    if faults:
        raise ThemeError(faults)
    return Theme(record.name, logo, record.accent or ACCENT, record.footer)


def looks_like_theme(document: Document) -> bool:
    """Whether a file looks like a theme, be it with slips; neither answers nor a questionnaire."""
    keys = document.root.entries.keys()
    return bool(keys & {"format", *_LOOK}) and not keys & _ELSEWHERE


def _colour_as_comment(document: Document) -> list[Fault]:
    """A colour without quotes is a comment to YAML, and would be lost."""
    node = document.node_at(["accent"])
    if not isinstance(node, Scalar) or not node.empty:
        return []
    place = document.place_of(["accent"], key=True)
    found = _COLOUR_AS_COMMENT.match(document.lines[place.line - 1])
    if found is None:
        return []
    what = _("Without quotes, {colour} is a comment.").format(colour=found[1])
    cure = _('Write accent: "{colour}"').format(colour=found[1])
    return [document.fault(place, what, cure)]


def _logo(document: Document, faults: list[Fault]) -> Logo | None:
    """Read the logo that a theme names; what is wrong with it joins the faults."""
    node = document.node_at(["logo"])
    if not isinstance(node, Scalar) or node.empty or not node.text.strip():
        return None
    if _ADDRESS.match(node.text):
        what = _("A logo is a file on this computer, not a web address.")
        faults.append(
            document.fault(node.place, what, _("Save it beside this file, and name that."))
        )
        return None
    path = Path(document.name).parent / node.text
    name = displayed(str(path))
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):  # noqa: PTH110, PTH112, PTH113  a Path raises for names that are too long
        what = _("{name}: This is not an ordinary file.").format(name=name)
        faults.append(document.fault(node.place, what, _("Name a PNG or SVG file.")))
        return None
    try:
        return logo_from(read_regular_file(str(path), name, MOST_BYTES))
    except YamlError as error:
        (fault,) = error.faults
        what = f"{name}: {fault.what}"
        faults.append(document.fault(node.place, what, fault.cure))
    except LogoError as error:
        faults.append(document.fault(node.place, f"{name}: {error.what}", error.cure))
    return None

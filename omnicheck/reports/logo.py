"""A logo, checked to be what it says: a PNG that is whole, or an SVG that is a picture and nothing else."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from omnicheck.language import _
from omnicheck.reports.theme import Logo

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES: Final = 150 * 1024
_MOST_PIXELS: Final = 4000
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_CHUNK_FRAME: Final = 12
_SVG: Final = "http://www.w3.org/2000/svg"
#: Namespaces whose attributes mean something to whoever draws an SVG; those of editors are inert.
_SPOKEN: Final = ("", _SVG, "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace")
#: Elements that run, load or change something, by name without namespace and in small letters.
_ACTIVE: Final = frozenset(
    ["script", "handler", "listener", "foreignobject", "iframe", "embed", "object", "audio", "video",
     "set", "animate", "animatecolor", "animatemotion", "animatetransform", "discard"]
)  # fmt: skip
_ADDRESSES: Final = ("href", "src", "base", "action", "data")
_PICTURE: Final = re.compile(r"data:image/(png|jpeg|gif|webp);base64,", re.IGNORECASE)
#: In a style: a file from elsewhere, or an escape that could spell one.
_LOADS: Final = re.compile(r"url\(\s*+['\"]?+\s*+(?!#)|@import|javascript:|expression\(|\\", re.I)


class LogoError(ValueError):
    """A logo that cannot be used."""

    def __init__(self, what: str, cure: str) -> None:
        """Keep what is wrong, and what to do about it."""
        super().__init__(f"{what} {cure}")
        self.what = what
        self.cure = cure


def logo_from(data: bytes) -> Logo:
    """Return a picture that is safe to put into a report.

    Raises:
        LogoError: it is too large, damaged, or neither PNG nor SVG; or it holds more than a picture.
    """
    if len(data) > MOST_BYTES:
        what = _("The logo is larger than {size} KB.").format(size=MOST_BYTES // 1024)
        raise LogoError(what, _("Save it smaller: it is shown a few centimetres wide."))
    if data.startswith(_PNG):
        _check_png(data)
        return Logo(data, "image/png")
    if b"<svg" in data or b":svg" in data:
        _check_svg(data)
        return Logo(data, "image/svg+xml")
    raise LogoError(_("The logo is neither PNG nor SVG."), _("Save it as one of the two."))


def _check_png(data: bytes) -> None:
    """Follow the chunks from the first to the last: each whole, its checksum right."""
    kinds: list[bytes] = []
    place = len(_PNG)
    while place + _CHUNK_FRAME <= len(data) and kinds[-1:] != [b"IEND"]:
        size = int.from_bytes(data[place : place + 4])
        kind, end = data[place + 4 : place + 8], place + 8 + size
        if zlib.crc32(data[place + 4 : end]) != int.from_bytes(data[end : end + 4]):
            break
        kinds.append(kind)
        place = end + 4
    if kinds[:1] != [b"IHDR"] or kinds[-1] != b"IEND" or b"IDAT" not in kinds:
        raise LogoError(_("The logo is damaged."), _("Save it again as PNG."))
    width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    if not (0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS):
        what = _("The logo is {width} by {height} pixels.").format(width=width, height=height)
        cure = _("Make it at most {most} by {most}.").format(most=_MOST_PIXELS)
        raise LogoError(what, cure)


def _check_svg(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError:
        raise LogoError(_("The logo is not UTF-8."), _("Save the SVG as UTF-8.")) from None
    _SvgCheck().run(data)


@dataclass
class _SvgCheck:
    """Reads an SVG from top to bottom and stops at the first thing that is no picture."""

    names: list[str] = field(default_factory=list)

    def run(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.ProcessingInstructionHandler = self._refuse_instruction
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._text
        parser.buffer_text = True
        try:
            parser.Parse(data, True)
        except expat.ExpatError as error:
            what = _("The logo is not sound SVG (line {line}).").format(line=error.lineno)
            raise LogoError(what, _("Save it again as SVG.")) from None
        except LogoError as error:
            what = _("{what} It is in line {line}.")
            what = what.format(what=error.what, line=parser.CurrentLineNumber)
            raise LogoError(what, error.cure) from None

    def _refuse_doctype(self, *_declared: object) -> None:
        raise _more_than_a_picture(_("a DOCTYPE"))

    def _refuse_instruction(self, *_instruction: object) -> None:
        raise _more_than_a_picture(_("an instruction to other programs"))

    def _open(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        if not self.names:
            _check_root(name, attributes)
        if local in _ACTIVE or "style" in self.names:
            raise _more_than_a_picture(_("a {name} element").format(name=local))
        self.names.append(local)
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)

    def _close(self, _name: str) -> None:
        self.names.pop()

    def _text(self, text: str) -> None:
        if "style" in self.names and _LOADS.search(text):
            raise _more_than_a_picture(_("a style that loads files"))


def _local(name: str) -> str:
    return name.rpartition(" ")[2].casefold()


def _check_root(name: str, attributes: Mapping[str, str]) -> None:
    if name != f"{_SVG} svg":
        what = _("The logo is not SVG: its first element is not <svg>.")
        raise LogoError(what, _('Begin it with: <svg xmlns="{address}">').format(address=_SVG))
    if "viewBox" not in attributes and not {"width", "height"} <= attributes.keys():
        raise LogoError(_("The logo does not say how large it is."), _("Give <svg> a viewBox."))


def _check_attribute(attribute: str, value: str) -> None:
    namespace, _space, name = attribute.rpartition(" ")
    if namespace not in _SPOKEN:
        return
    local = name.casefold()
    if local.startswith("on"):
        raise _more_than_a_picture(_("the event {name}").format(name=local))
    bare = "".join(value.split())
    if bare.startswith("#") or _PICTURE.match(bare):
        return
    if local in _ADDRESSES:
        raise _more_than_a_picture(_("a link to elsewhere"))
    if _LOADS.search(value):
        raise _more_than_a_picture(_("a style that loads files"))


def _more_than_a_picture(what: str) -> LogoError:
    return LogoError(
        _("The logo holds more than a picture: {what}.").format(what=what),
        _("Save it as plain SVG, or as PNG."),
    )

"""A logo, checked to be what it says: a PNG that is whole, or an SVG that is a picture and nothing else.

What passes can be drawn, by browsers and by typst, and in no time: an SVG may not be built so that few
lines of it are drawn thousands of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from omnicheck.language import _
from omnicheck.reports.png import SIGNATURE, is_whole, size_of
from omnicheck.reports.theme import Logo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

MOST_BYTES: Final = 150 * 1024
_MOST_PIXELS: Final = 4000
_SVG: Final = "http://www.w3.org/2000/svg"
#: Namespaces whose attributes mean something to whoever draws an SVG; those of editors are inert.
_SPOKEN: Final = ("", _SVG, "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace")
#: Elements that run, load or change something, by name without namespace and in small letters.
_ACTIVE: Final = frozenset(
    ["script", "handler", "listener", "foreignobject", "iframe", "embed", "object", "audio", "video",
     "set", "animate", "animatecolor", "animatemotion", "animatetransform", "discard",
     "filter", "font-face-uri", "feimage"]
)  # fmt: skip
_GRADIENTS: Final = frozenset(["lineargradient", "radialgradient"])
_MOST_ELEMENTS: Final = 5000
_MOST_LEVELS: Final = 50
#: Of elements inside elements, or named by them.
_MOST_NAMED_LEVELS: Final = 200
#: Elements that are drawn, those that are drawn again counted as often.
_MOST_DRAWN: Final = 50_000
#: A length as CSS knows it, and those that are as long as there is room.
_LENGTH: Final = re.compile(
    r"\s*([-+]?[0-9]*\.?[0-9]+(?:e[-+]?[0-9]+)?)(?:px|pt|pc|mm|cm|in|em|ex)?\s*", re.I
)
_SHARES: Final = ("auto", "100%")
_LEAST: Final = 0.001
_LARGEST: Final = 1_000_000.0
_NAMED_HERE: Final = re.compile(r"url\(\s*['\"]?\s*#([^'\")\s]*)", re.I)
_FILTERS: Final = re.compile(r"filter\s*+:\s*+(?!none)", re.I)
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
    if data.startswith(SIGNATURE):
        _check_png(data)
        return Logo(data, "image/png")
    if b"<svg" in data or b":svg" in data:
        _check_svg(data)
        return Logo(data, "image/svg+xml")
    raise LogoError(_("The logo is neither PNG nor SVG."), _("Save it as one of the two."))


def _check_png(data: bytes) -> None:
    width, height = size_of(data)
    if len(data) > len(SIGNATURE) and not (
        0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS
    ):
        what = _("The logo is {width} by {height} pixels.").format(width=width, height=height)
        cure = _("Make it at most {most} by {most}.").format(most=_MOST_PIXELS)
        raise LogoError(what, cure)
    if not is_whole(data):
        raise LogoError(_("The logo is damaged."), _("Save it again as PNG."))


def _check_svg(data: bytes) -> None:
    try:
        data.decode()
    except UnicodeDecodeError:
        raise LogoError(_("The logo is not UTF-8."), _("Save the SVG as UTF-8.")) from None
    _SvgCheck().run(data)


@dataclass
class _Element:
    """An element of an SVG, and what it draws: the elements inside it and those that it names."""

    kind: str
    line: int
    inside: list[_Element] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    is_weighed: bool = False
    weight: int = 0
    """How many elements are drawn for it, itself included."""


@dataclass
class _SvgCheck:
    """Reads an SVG from top to bottom and stops at the first thing that is no picture."""

    path: list[_Element] = field(default_factory=list)
    """The elements that are open, from the root on."""
    by_id: dict[str, _Element] = field(default_factory=dict)
    in_sheets: set[str] = field(default_factory=set)
    """The ids that style sheets name: any element may draw those."""
    elements: int = 0
    line: int = 0

    def run(self, data: bytes) -> None:
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.ProcessingInstructionHandler = self._refuse_instruction
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.CharacterDataHandler = self._text
        parser.buffer_text = True
        try:
            parser.Parse(data, True)
            self._check_work()
        except expat.ExpatError as error:
            what = _("The logo is not sound SVG (line {line}).").format(line=error.lineno)
            raise LogoError(what, _("Save it again as SVG.")) from None
        except LogoError as error:
            what = _("{what} It is in line {line}.")
            what = what.format(what=error.what, line=self.line or parser.CurrentLineNumber)
            raise LogoError(what, error.cure) from None

    def _refuse_doctype(self, *_declared: object) -> None:
        raise _more_than_a_picture(_("a DOCTYPE"))

    def _refuse_instruction(self, *_instruction: object) -> None:
        raise _more_than_a_picture(_("an instruction to other programs"))

    def _open(self, name: str, attributes: Mapping[str, str]) -> None:
        local = _local(name)
        if not self.path:
            _check_root(name, attributes)
        if local in _ACTIVE or self._is_in_sheet():
            raise _more_than_a_picture(_("a {name} element").format(name=local))
        element = _Element(local, self.parser.CurrentLineNumber)
        if self.path:
            self.path[-1].inside.append(element)
        self.path.append(element)
        self._count()
        if "id" in attributes:
            self.by_id[attributes["id"]] = element
        for attribute, value in attributes.items():
            _check_attribute(attribute, value)
            element.named += _NAMED_HERE.findall(value)
            if _local(attribute) == "href" and value.strip().startswith("#"):
                element.named.append(value.strip()[1:])

    def _count(self) -> None:
        self.elements += 1
        if self.elements > _MOST_ELEMENTS:
            raise _too_much(_("It has more than {most} elements.").format(most=_MOST_ELEMENTS))
        if len(self.path) > _MOST_LEVELS:
            what = _("Its groups are nested more than {most} deep.").format(most=_MOST_LEVELS)
            raise _too_much(what)

    def _close(self, _name: str) -> None:
        self.root = self.path.pop()

    def _text(self, text: str) -> None:
        if self._is_in_sheet():
            _check_style(text)
            self.in_sheets.update(_NAMED_HERE.findall(text))

    def _is_in_sheet(self) -> bool:
        return any(element.kind == "style" for element in self.path)

    def _check_work(self) -> None:
        """Refuse few lines that draw very much, each level of them several times the one below."""
        work = self._weigh(self.root)
        for element in self._drawn_by_name(self.in_sheets):
            work *= self._weigh(element)
        if work > _MOST_DRAWN:
            self.line = self.root.line
            raise _too_much(_("Its parts are drawn again too often."))

    def _weigh(self, element: _Element, level: int = 0) -> int:
        if level > _MOST_NAMED_LEVELS:
            self.line = element.line
            raise _too_much(_("Its parts name each other in a chain that is too long."))
        if not element.is_weighed:
            element.is_weighed = True
            parts = (*element.inside, *self._drawn_by_name(element.named))
            element.weight = 1 + sum(self._weigh(part, level + 1) for part in parts)
        elif not element.weight:
            self.line = element.line
            raise _too_much(_("A part of it is drawn inside itself."))
        return element.weight

    def _drawn_by_name(self, names: Iterable[str]) -> Iterator[_Element]:
        """Give the elements of some ids; gradients are only colours."""
        found = (self.by_id[name] for name in names if name in self.by_id)
        return (element for element in found if element.kind not in _GRADIENTS)


def _local(name: str) -> str:
    return name.rpartition(" ")[2].casefold()


def _check_root(name: str, attributes: Mapping[str, str]) -> None:
    if name != f"{_SVG} svg":
        what = _("The logo is not SVG: its first element is not <svg>.")
        raise LogoError(what, _('Begin it with: <svg xmlns="{address}">').format(address=_SVG))
    if "viewBox" not in attributes and not {"width", "height"} <= attributes.keys():
        raise LogoError(_("The logo does not say how large it is."), _("Give <svg> a viewBox."))
    width, height = (attributes.get(side, "100%") for side in ("width", "height"))
    box = re.split(r"[\s,]+", attributes.get("viewBox", f"0 0 {width} {height}").strip())
    shared = _SHARES if "viewBox" in attributes else ()
    sizes = (each for each in (width, height, *box[2:]) if each.strip() not in shared)
    if len(box) != len("xywh") or not all(_LEAST <= _number(size) <= _LARGEST for size in sizes):
        what = _("The size that the logo gives is not one: width, height or viewBox of <svg>.")
        raise LogoError(what, _('Write it like: viewBox="0 0 300 100"'))


def _number(length: str) -> float:
    """Return the number of a length, below 0 where it is none."""
    found = _LENGTH.fullmatch(length)
    return float(found[1]) if found else -1.0


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
    _check_style(f"filter:{value}" if local == "filter" else value)


def _check_style(text: str) -> None:
    if _LOADS.search(text):
        raise _more_than_a_picture(_("a style that loads files"))
    if _FILTERS.search(text):
        raise _more_than_a_picture(_("a filter"))


def _too_much(what: str) -> LogoError:
    return LogoError(
        _("The logo takes too long to draw. {what}").format(what=what),
        _("Save it as simpler SVG, or as PNG."),
    )


def _more_than_a_picture(what: str) -> LogoError:
    return LogoError(
        _("The logo holds more than a picture: {what}.").format(what=what),
        _("Save it as plain SVG, or as PNG."),
    )

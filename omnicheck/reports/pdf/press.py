"""The press: content goes in, the bytes of a PDF come out, and no character gets lost on the way.

PDF/UA forbids letters that no font can draw, so typst refuses them by name. Then the fonts of the
system may help; what even they lack becomes a visible box, and its maker is told.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from omnicheck.reports.texts import with_texts

_FOLDER: Final = Path(__file__).parent
#: All that a template may read; it holds nothing but templates.
_ROOT: Final = _FOLDER / "template"
_BOX: Final = "\u25a1"
#: Joiners and variants show nothing by themselves; where their neighbours are boxes they go.
_UNSEEN: Final = re.compile(r"[\u200b-\u200d\u2060\ufe00-\ufe0f\U000e0000-\U000e01ef]+")
_REFUSED: Final = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPE: Final = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")


@dataclass(frozen=True)
class Printed:
    """A PDF, and what it could not show."""

    data: bytes
    missing: tuple[str, ...]
    """Characters set as boxes, in the order of their code points."""


class _GlyphsMissingError(Exception):
    def __init__(self, texts: frozenset[str]) -> None:
        super().__init__(sorted(texts))
        self.texts = texts


class UnprintableLogoError(Exception):
    """Typst cannot draw the logo, though all else of the content is fine."""


def typeset(content: dict[str, Any]) -> Printed:
    """Return the PDF of some content for the template; see `content_of`.

    Raises:
        UnprintableLogoError: the logo alone keeps it from being one.
    """
    brand = content["brand"]
    try:
        return _typeset(content)
    except typst.TypstError:
        if not brand["logo"]:
            raise
        _typeset(content | {"brand": brand | {"logo": ()}})
        raise UnprintableLogoError from None


def _typeset(content: dict[str, Any]) -> Printed:
    try:
        return Printed(_compile(content, only_ours=True), ())
    except _GlyphsMissingError:
        return _typeset_with_boxes(content)


def _typeset_with_boxes(content: dict[str, Any]) -> Printed:
    missing: frozenset[str] = frozenset()
    while True:
        try:
            data = _compile(_boxed(content, missing), only_ours=False)
        except _GlyphsMissingError as error:
            if error.texts <= missing:
                raise
            missing |= error.texts
        else:
            return Printed(data, tuple(sorted(filter(_seen, missing))))


def _compile(content: dict[str, Any], *, only_ours: bool) -> bytes:
    try:
        data: bytes = typst.compile(
            _ROOT / "report.typ",
            root=_ROOT,
            font_paths=_fonts(only_ours=only_ours),
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        refused = _REFUSED.findall(error.diagnostic)
        if not refused:
            raise
        raise _GlyphsMissingError(frozenset(map(_unescaped, refused))) from error
    return data


@cache
def _fonts(*, only_ours: bool) -> typst.Fonts:
    """Return our fonts, else also those of the system and those inside typst; reading them takes a while.

    Of all that have a letter typst takes the one most like ours: a monospaced one comes last.
    """
    return typst.Fonts(
        include_system_fonts=not only_ours,
        include_embedded_fonts=not only_ours,
        font_paths=[_FOLDER / "fonts"],
    )


def _boxed(content: dict[str, Any], missing: frozenset[str]) -> dict[str, Any]:
    """Return the content with boxes for what no font has; a reader of the file's title keeps it whole."""
    if not missing:
        return content
    longest_first = sorted(missing, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    boxed: dict[str, Any] = with_texts(content, lambda text: pattern.sub(_box, text))
    return boxed | {"title": content["title"]}


def _box(found: re.Match[str]) -> str:
    return _BOX if _seen(found[0]) else ""


def _seen(text: str) -> bool:
    return not _UNSEEN.fullmatch(text)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)

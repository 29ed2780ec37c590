"""The overview set as a page: templates of the report, a few of its own, and one small script."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from omnicheck.batch.overview.content import IDENTITY, overview_of
from omnicheck.batch.overview.crowd import draw_crowd
from omnicheck.language import _
from omnicheck.reports.html.setting import dress_of, environment
from omnicheck.reports.pictures.shapes import Width
from omnicheck.reports.pictures.svg import Labels, print_svg
from omnicheck.reports.stamp import stamped

if TYPE_CHECKING:
    from jinja2 import Template

    from omnicheck.batch.overview.crowd import CrowdFigure
    from omnicheck.batch.portfolio import Portfolio
    from omnicheck.reports.rendering import Look

_WIDTHS: Final = {"wide": Width.WIDE, "narrow": Width.NARROW}


def overview_page(portfolio: Portfolio, look: Look) -> bytes:
    """Return the portfolio as one page in UTF-8 that loads nothing and runs one script of ours.

    The script sorts and searches the table of businesses; without it all is there to read.
    """
    script = _script()
    page = _template().render(
        manuscript=overview_of(portfolio),
        script=script,
        script_hash=_hash_of(script),
        **dress_of(look.theme),
    )
    return stamped(page.encode(), IDENTITY)


@cache
def _template() -> Template:
    templates = environment("omnicheck.batch.overview")
    templates.filters |= {"drawn": _drawn, "css_text": _css_text}
    templates.globals["skip_text"] = _skip_text
    return templates.get_template("overview.html")


@cache
def _script() -> str:
    path = files(__package__).joinpath("templates", "overview.js")
    return path.read_text(encoding="utf-8").strip()


def _hash_of(script: str) -> str:
    """Return what a Content Security Policy knows a script by: all that stands between its tags."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{b64encode(digest).decode('ascii')}"


def _skip_text() -> str:
    return _("Go to the figures")


def _drawn(figure: CrowdFigure, width: str, prefix: str) -> str:
    labels = Labels(figure.title, figure.description)
    return print_svg(draw_crowd(figure, _WIDTHS[width]), labels, prefix)


def _css_text(text: str) -> str:
    """Return text as a style sheet writes it, with every sign that could end or mean something escaped."""
    plain = (char if char.isalnum() else f"\\{ord(char):x} " for char in text)
    return f'"{"".join(plain)}"'

"""A manuscript set as a page: templates filled with its words, the pictures and the theme."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from omnicheck.choices import Strategy
from omnicheck.language import _
from omnicheck.reports.html.setting import dress_of, environment
from omnicheck.reports.labels import strategy_label
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.pictures import Width, draw, draw_balance
from omnicheck.reports.rendering import Rendered
from omnicheck.reports.stamp import identity_of, stamped

if TYPE_CHECKING:
    from jinja2 import Template

    from omnicheck.reports.documents import Document
    from omnicheck.reports.manuscript.record import Balance, Figure
    from omnicheck.reports.rendering import Look

_WIDTHS: Final = {"wide": Width.WIDE, "narrow": Width.NARROW}


def render_html(document: Document, look: Look) -> Rendered:
    """Return the document as one page in UTF-8 that loads nothing and runs nothing."""
    page = _template().render(manuscript=manuscript_of(document), **dress_of(look.theme))
    return Rendered(stamped(page.encode(), identity_of(document)))


@cache
def _template() -> Template:
    templates = environment()
    templates.filters |= {"drawn": _drawn, "drawn_balance": _drawn_balance}
    templates.globals["skip_text"] = _skip_text
    return templates.get_template("page.html")


def _skip_text() -> str:
    return _("Go to the recommendation")


def _drawn(figure: Figure, width: str, prefix: str) -> str:
    return draw(figure, _WIDTHS[width], prefix)


def _drawn_balance(balance: Balance) -> str:
    left, right = (strategy_label(each) for each in (Strategy.MULTICHANNEL, Strategy.OMNICHANNEL))
    return draw_balance(balance, left, right, Width.NARROW, "balance")

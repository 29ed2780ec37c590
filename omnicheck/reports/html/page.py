"""A manuscript set as a page: templates filled with its words, the pictures and the theme."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from omnicheck.choices import Strategy
from omnicheck.language import _
from omnicheck.reports.formats import Rendered
from omnicheck.reports.html.palette import css_names, dark, daylight, variables
from omnicheck.reports.labels import strategy_label
from omnicheck.reports.manuscript import manuscript_of
from omnicheck.reports.manuscript.record import Figure
from omnicheck.reports.pictures import Width, draw, draw_balance, style
from omnicheck.reports.stamp import identity_of, stamped

if TYPE_CHECKING:
    from jinja2 import Template

    from omnicheck.assessment.report import Report
    from omnicheck.reports.formats import Look
    from omnicheck.reports.manuscript.record import Balance, Block
    from omnicheck.reports.theme import Logo

#: No spaces and no quotes: nothing that could end an attribute or hide where it leads.
_WEB_ADDRESS: Final = re.compile(r"https://[^\s\"'<>\\]+")
_WIDTHS: Final = {"wide": Width.WIDE, "narrow": Width.NARROW}


def render_html(report: Report, look: Look) -> Rendered:
    """Return the report as one page in UTF-8 that loads nothing and runs nothing."""
    manuscript = manuscript_of(report)
    theme = look.theme
    page = _template().render(
        manuscript=manuscript,
        theme=theme,
        logo=theme.logo and _data_uri(theme.logo),
        light=css_names(daylight(theme.accent)),
        dark=css_names(dark(theme.accent)),
    )
    return Rendered(stamped(page.encode(), identity_of(report)))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("omnicheck.reports.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"kind": _kind, "drawn": _drawn, "drawn_balance": _drawn_balance}
    environment.tests["web_address"] = _is_web_address
    environment.globals |= {
        "picture_style": style(variables(), "var(--sans)"),
        "skip_text": _skip_text,
    }
    return environment.get_template("page.html")


def _skip_text() -> str:
    return _("Go to the recommendation")


def _kind(block: Block) -> str:
    """Return the name of the macro that sets a block; all figures are set alike."""
    return "figure" if isinstance(block, Figure) else type(block).__name__.lower()


def _is_web_address(text: str) -> bool:
    return _WEB_ADDRESS.fullmatch(text) is not None


def _drawn(figure: Figure, width: str, prefix: str) -> str:
    return draw(figure, _WIDTHS[width], prefix)


def _drawn_balance(balance: Balance) -> str:
    left, right = (strategy_label(each) for each in (Strategy.MULTICHANNEL, Strategy.OMNICHANNEL))
    return draw_balance(balance, left, right, Width.NARROW, "balance")


def _data_uri(logo: Logo) -> str:
    return f"data:{logo.media_type};base64,{b64encode(logo.data).decode('ascii')}"

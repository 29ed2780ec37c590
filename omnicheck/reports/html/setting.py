"""What all our pages are set with: the templates, their shared filters, and the look of a theme."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from omnicheck.reports.html.palette import css_names, dark, daylight, variables
from omnicheck.reports.pictures import style

if TYPE_CHECKING:
    from omnicheck.reports.theme import Logo, Theme

#: No spaces and no quotes: nothing that could end an attribute or hide where it leads.
_WEB_ADDRESS: Final = re.compile(r"https://[^\s\"'<>\\]+")


def environment(*packages: str) -> Environment:
    """Return the templates of the report page, and those of other packages, which come first."""
    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader(each) for each in (*packages, "omnicheck.reports.html")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters["kind"] = kind_of
    made.tests["web_address"] = _is_web_address
    made.globals["picture_style"] = style(variables(), "var(--sans)")
    return made


def kind_of(block: object) -> str:
    """Return the name of the macro that sets a block; all figures are set alike."""
    name = type(block).__name__.lower()
    return "figure" if name.endswith("figure") else name


def dress_of(theme: Theme) -> dict[str, Any]:
    """Return the variables of a template that carry the look of a theme."""
    return {
        "theme": theme,
        "logo": theme.logo and _data_uri(theme.logo),
        "light": css_names(daylight(theme.accent)),
        "dark": css_names(dark(theme.accent)),
    }


def _is_web_address(text: str) -> bool:
    return _WEB_ADDRESS.fullmatch(text) is not None


def _data_uri(logo: Logo) -> str:
    return f"data:{logo.media_type};base64,{b64encode(logo.data).decode('ascii')}"

"""What a stream can show: escape sequences or none, how wide, and which characters."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TextIO

from rich.console import Console

from omnicheck.reports.accessible import OFF, wants_accessible

if TYPE_CHECKING:
    from collections.abc import Mapping

USUAL_WIDTH: Final = 80
LEAST_WIDTH: Final = 20


def console_for(
    out: TextIO,
    environment: Mapping[str, str],
    *,
    colour: bool | None = None,
    accessible: bool | None = None,
    width: int | None = None,
) -> Console:
    """Return a console that writes text verbatim and suits the stream.

    Args:
        out: Where the text goes.
        environment: NO_COLOR, FORCE_COLOR, TERM, COLUMNS and ACCESSIBLE are looked at.
        colour: True or False settles it; None lets the environment and the stream decide.
        accessible: True leaves out every escape sequence; None asks the environment.
        width: In columns; None asks COLUMNS, then the terminal, and takes 80 otherwise.
    """
    plain = wants_accessible(environment) if accessible is None else accessible
    coloured = not plain and wants_colour(out, environment, colour)
    return Console(
        file=out,
        width=width_of(out, environment) if width is None else max(LEAST_WIDTH, width),
        force_terminal=coloured,
        color_system="standard" if coloured else None,
        no_color=not coloured,
        markup=False,
        emoji=False,
        highlight=False,
        force_jupyter=False,
        # Rich reads the sizes again, and trips over what is no number.
        _environ={k: v for k, v in environment.items() if k not in ("COLUMNS", "LINES")},
    )


def wants_colour(out: TextIO, environment: Mapping[str, str], colour: bool | None = None) -> bool:
    """Say whether the stream gets escape sequences; a wish for none beats a wish for some."""
    if colour is not None:
        return colour
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "").strip().lower() not in OFF:
        return True
    return environment.get("TERM", "").lower() not in {"dumb", "unknown"} and out.isatty()


def width_of(out: TextIO, environment: Mapping[str, str]) -> int:
    """Return the columns of the stream, 80 where nobody knows."""
    columns = environment.get("COLUMNS", "").strip()
    if columns.isascii() and columns.isdigit() and int(columns[:6]) > 0:
        return max(LEAST_WIDTH, int(columns[:6]))
    try:
        found = os.get_terminal_size(out.fileno()).columns
    except (OSError, ValueError):
        found = 0
    return max(LEAST_WIDTH, found) if found else USUAL_WIDTH

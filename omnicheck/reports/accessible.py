"""Whether somebody asks for plain lines; apart, as a conversation asks this before anything is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What a switch in the environment says for "no".
OFF: Final = frozenset({"", "0", "false", "no", "off"})


def wants_accessible(environment: Mapping[str, str]) -> bool:
    """Say whether plain lines are asked for, without boxes, bars and escape sequences."""
    return environment.get("ACCESSIBLE", "").strip().lower() not in OFF

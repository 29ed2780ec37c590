"""The characters that reports are drawn with, each chosen by what the stream can carry."""

from __future__ import annotations

from dataclasses import dataclass

from omnicheck.reports.terminal.texts import can_carry


@dataclass(frozen=True, slots=True)
class Symbols:
    """One set of characters, each one column wide unless it says otherwise."""

    rule: str
    edge: str
    """Runs down the left side of a verdict."""
    bullet: str
    separator: str
    """Between short facts on one line, with its spaces."""
    here: str
    changed: str
    """Before what is not as it was."""
    full: str
    shade: str
    empty: str
    mark: str
    """A threshold in a bar."""
    point: str
    across: str
    upward: str
    crossing: str
    corners: str
    """Top left, top right, bottom left, bottom right."""
    ends: str
    """Where a line meets the frame: top, bottom, left, right."""


def symbols_for(encoding: str, *, accessible: bool) -> Symbols:
    """Return the finest symbols that the encoding carries, or typed ones for accessible reading."""

    def pick(fine: str, typed: str) -> str:
        return typed if accessible or not can_carry(fine, encoding) else fine

    # Characters that are drawn side by side are chosen together.
    full, shade, empty, mark = tuple(pick("█▒·│", "#=.|"))
    rule, edge = tuple(pick("─▌", "-|"))
    across, upward, crossing, *frame = tuple(pick("─│┼┌┐└┘┬┴├┤", "-|+++++++++"))
    return Symbols(
        rule=rule,
        edge=edge,
        bullet=pick("•", "-"),
        separator=pick(" · ", ", "),
        here=pick("►", ">"),
        changed=pick("→", ">"),
        full=full,
        shade=shade,
        empty=empty,
        mark=mark,
        point=pick("●", "O"),
        across=across,
        upward=upward,
        crossing=crossing,
        corners="".join(frame[:4]),
        ends="".join(frame[4:]),
    )

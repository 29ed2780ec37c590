"""`omnicheck compare OLD_RESULTS NEW_RESULTS`: what became of a portfolio, on screen, as JSON or as a table."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from omnicheck.cli.layout import filled, reading_width
from omnicheck.cli.reportfiles import Order, listed
from omnicheck.cli.streams import put, say
from omnicheck.errors import Fault, InputError, Place
from omnicheck.figures import number_text, signed_text
from omnicheck.language import _, plural
from omnicheck.plaintext import clean
from omnicheck.yamlsource import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from omnicheck.assessment.movement import Client, Crossing, Measure, Movement, Mover
    from omnicheck.batch.settings import ResultsKind

#: Businesses named in each list, unless all were asked for.
_MOST: Final = 10
_FIGURES: Final = 9
_INDENT: Final = "  "


def compare_tables(old: str, new: str, order: Order, *, as_json: bool, details: bool) -> None:
    """Hold two tables of results against each other, and show or write what came out.

    Raises:
        InputError: a file cannot be read, is no table of results, or cannot be written.
    """
    kinds = {path: _kind_of(path) for path in order.paths}
    _check_free(order, (old, new))
    from omnicheck.batch.movement import movement, write_movers

    found = movement(old, new)
    for path, kind in kinds.items():
        write_movers(found, path, kind)
    if as_json:
        _print_json(found)
    else:
        put("\n".join(_told(found, None if details else _MOST)))
    if order.outputs:
        tell = say if as_json else put
        tell(listed(order.paths, f"\n{_('Written:')}"))


def _kind_of(path: Path) -> ResultsKind:
    from omnicheck.batch.settings import ResultsKind

    ending = path.suffix.casefold().removeprefix(".")
    if ending in [*ResultsKind]:
        return ResultsKind(ending)
    what = _("Two tables give a table of the businesses that moved, and no report.")
    known = ", ".join(f".{kind}" for kind in ResultsKind)
    cure = _("Known endings are {known}. For a program, print everything with --json.")
    raise InputError([Fault(Place(displayed(str(path))), what, cure.format(known=known))])


def _check_free(order: Order, inputs: Sequence[str]) -> None:
    """Find out before any work whether a file would take the place of another one.

    Raises:
        InputError: it would.
    """
    faults = []
    for path in order.paths:
        stands = os.path.lexists(path)
        if stands and any(_is_same(path, given) for given in inputs):
            what = _("This file is read, so the table cannot take its place.")
            faults.append(Fault(Place(displayed(str(path))), what, _("Choose another name.")))
        elif stands and not order.force:
            what = _("There is such a file already.")
            cure = _("Choose another name, or replace it with --force.")
            faults.append(Fault(Place(displayed(str(path))), what, cure))
    if faults:
        raise InputError(faults)


def _is_same(path: Path, other: str) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False  # what cannot be read is told when it is read


def _print_json(found: Movement) -> None:
    import json
    from dataclasses import asdict

    put(json.dumps(asdict(found), indent=2, ensure_ascii=True, allow_nan=False))


def _told(found: Movement, most: int | None) -> Iterator[str]:
    width = reading_width()
    yield filled(_counts(found), width)
    for title, crossings in (
        (_("Strategy"), found.strategies),
        (_("Path"), found.paths),
        (_("Stage"), found.stages),
    ):
        yield filled(_crossed(title, crossings), width, "", _INDENT)
    if found.measures:
        yield ""
        yield from _measures(found.measures, width)
    yield from _listed(_("Who moved"), [_mover(each) for each in found.movers], most)
    yield from _listed(_("New"), [_client(each) for each in found.come], most)
    yield from _listed(_("Gone"), [_client(each) for each in found.gone], most)


def _counts(found: Movement) -> str:
    both = plural(
        "{count} business is in both tables", "{count} businesses are in both tables", found.both
    )
    words = _("{both}, {come} only in the newer one, {gone} only in the older one.")
    return words.format(both=both, come=len(found.come), gone=len(found.gone))


def _crossed(title: str, crossings: Sequence[Crossing]) -> str:
    if not crossings:
        return _("{title}: the same for all of them.").format(title=title)
    words = _("{count} from {before} to {after}")
    told = [
        words.format(count=each.count, before=clean(each.before), after=clean(each.after))
        for each in crossings
    ]
    return _("{title}: {moves}.").format(title=title, moves=", ".join(told))


def _measures(measures: Sequence[Measure], width: int) -> Iterator[str]:
    heads = (_("mean"), _("median"), _("up"), _("down"))
    room = max(width - len(heads) * _FIGURES, _FIGURES)
    yield _("Points moved").ljust(room) + "".join(head.rjust(_FIGURES) for head in heads)
    many = len({each.questionnaire for each in measures}) > 1
    for each in measures:
        title = f"{each.title} ({each.questionnaire})" if many else each.title
        figures = (
            *("" if value is None else signed_text(value) for value in (each.mean, each.median)),
            str(each.up),
            str(each.down),
        )
        *lines, last = filled(clean(title), room - 1, "", _INDENT).split("\n")
        yield from lines
        yield last.ljust(room) + "".join(figure.rjust(_FIGURES) for figure in figures)


def _mover(mover: Mover) -> str:
    told = [
        _("{before} to {after}").format(before=clean(before), after=clean(after))
        for before, after in (
            (mover.strategy_before, mover.strategy_after),
            (mover.path_before, mover.path_after),
            (mover.stage_before, mover.stage_after),
        )
        if before != after
    ]
    if mover.margin_moved and mover.margin_before is not None and mover.margin_after is not None:
        words = _("distance to the line {before} to {after}, {points}")
        told.append(
            words.format(
                before=number_text(mover.margin_before),
                after=number_text(mover.margin_after),
                points=signed_text(mover.margin_moved),
            )
        )
    return _("{name}: {moves}").format(name=clean(mover.name), moves="; ".join(told))


def _client(client: Client) -> str:
    return _("{name}: {path}").format(name=clean(client.name), path=clean(client.path))


def _listed(title: str, texts: Sequence[str], most: int | None) -> Iterator[str]:
    """Yield a list under its title; nothing where it is empty."""
    if not texts:
        return
    yield ""
    yield _("{title}:").format(title=title)
    shown = texts[:most]
    yield from (filled(text, reading_width(), _INDENT, 2 * _INDENT) for text in shown)
    left = len(texts) - len(shown)
    if left:
        yield _INDENT + plural("{count} more with --details.", "{count} more with --details.", left)

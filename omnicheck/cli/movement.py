"""`omnicheck compare OLD_RESULTS NEW_RESULTS`: what became of a portfolio, on screen, as pages or as a table."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from omnicheck.cli.faults import shown
from omnicheck.cli.layout import filled, reading_width, screen_width
from omnicheck.cli.reportfiles import Order, listed
from omnicheck.cli.streams import put, say
from omnicheck.errors import Fault, InputError, Place
from omnicheck.files import WriteError, atomic_write, check_room
from omnicheck.language import _, plural
from omnicheck.plaintext import clean
from omnicheck.reports import movement as words
from omnicheck.yamlsource import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from omnicheck.assessment.movement import Client, Measure, Movement, Mover
    from omnicheck.choices import ResultsKind

#: Businesses named in each list, unless all were asked for.
_MOST: Final = 10
_FIGURES: Final = 9
_INDENT: Final = "  "
#: Less room for the name of a score is too little for columns beside it.
_NARROW: Final = 20


def compare_tables(
    old: str, new: str, chosen: str | None, order: Order, *, as_json: bool, details: bool
) -> None:
    """Hold two tables of results against each other, and show or write what came out.

    `chosen` is a questionnaire that the titles are taken from, beside those that come with the program.

    Raises:
        InputError: a file cannot be read, is no table of results, or cannot be written.
    """
    tables = [Path(output) for output in order.outputs if _is_table(output)]
    pages = replace(order, outputs=tuple(o for o in order.outputs if not _is_table(o)))
    look = pages.checked(old, new, chosen) if pages.outputs or not tables else None
    _check_free(tables, (old, new), force=order.force)
    found = _found(old, new, chosen)
    made = {path: _made(found, path) for path in tables}
    for path, data in made.items():
        check_room(path, len(data))
    if look and pages.outputs:
        pages.fill(found, look)  # or raises before it has written any
    for path, data in made.items():
        atomic_write(path, data)
    if as_json:
        from omnicheck.reports.data import as_json as json_of

        put(json_of(found))
    else:
        put("\n".join(_told(found, None if details else _MOST)))
    if order.outputs:
        tell = say if as_json else put
        tell(listed(order.paths, f"\n{_('Written:')}"))


def _found(old: str, new: str, chosen: str | None) -> Movement:
    """Read both tables and hold them against each other; say what is odd about them.

    Raises:
        InputError: a file cannot be read, or is no table of results.
    """
    from omnicheck.api import load_questionnaire
    from omnicheck.batch.movement import between
    from omnicheck.batch.pastresults import read_results
    from omnicheck.batch.titles import Titles

    titles = Titles(load_questionnaire(chosen) if chosen else None)
    before, after = (read_results(Path(file), titles) for file in (old, new))
    for warning in (*before.warnings, *after.warnings):
        say(shown(warning, _("warning:"), screen_width(sys.stderr)))
    return between(before, after, titles)


def _made(found: Movement, path: Path) -> bytes:
    """Return the table of those that moved as the bytes of a file of this name."""
    from omnicheck.batch.movement import write_movers

    kind = _kind_of(path)
    assert kind is not None  # noqa: S101  by what tables are
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "moved"
        write_movers(found, draft, kind)
        return draft.read_bytes()


def _is_table(output: str) -> bool:
    # A slash at the end means a folder, which a path forgets; where pages go, that is told.
    return not output.endswith(("/", os.sep)) and _kind_of(Path(output)) is not None


def _kind_of(path: Path) -> ResultsKind | None:
    """Return the kind of the table that an ending stands for; None where it stands for a page."""
    from omnicheck.choices import ResultsKind

    known = [kind for kind in ResultsKind if kind is not ResultsKind.WORKBOOK]
    ending = path.suffix.casefold().removeprefix(".")
    return next((kind for kind in known if kind == ending), None)


def _check_free(tables: Sequence[Path], inputs: Sequence[str], *, force: bool) -> None:
    """Find out before any work whether each table can be written without harm to another file.

    A table carries no stamp, so any file that stands there may be somebody else's.

    Raises:
        InputError: with a fault for each that cannot.
        MissingExtraError: a library that it takes is not installed.
    """
    faults: list[Fault] = []
    for i, path in enumerate(tables):
        place = Place(displayed(str(path)))
        if any(_is_same(path, earlier) for earlier in tables[:i]):
            faults.append(Fault(place, _("This file is named twice."), _("Name it once.")))
        elif any(_is_same(path, Path(given)) for given in inputs):
            what = _("This file is read, so the table cannot take its place.")
            faults.append(Fault(place, what, _("Choose another name.")))
        else:
            faults += _in_the_way(path, force=force)
    if faults:
        raise InputError(faults)
    from omnicheck.batch.writers import check_writable

    for kind in filter(None, map(_kind_of, tables)):
        check_writable(kind)


def _in_the_way(path: Path, *, force: bool) -> Iterator[Fault]:
    place = Place(displayed(str(path)))
    if os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises for names that are too long
        cure = _("Name a file in it, such as {path}.").format(path=path / f"moved{path.suffix}")
        yield Fault(place, _("This is a folder."), cure)
    elif os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113
        yield Fault(place, _("This is not an ordinary file."), _("Choose another name."))
    elif os.path.lexists(path) and not force:
        cure = _("Choose another name, or replace it with --force.")
        yield Fault(place, _("There is such a file already."), cure)
    else:
        try:
            check_room(path)
        except WriteError as error:
            yield from error.faults


def _is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, be it there or not."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        # The folder only: a link at the end is replaced itself.
        real = (os.path.join(os.path.realpath(p.parent), p.name) for p in (one, other))  # noqa: PTH118
        return len({*map(os.path.normcase, real)}) == 1


def _told(found: Movement, most: int | None) -> Iterator[str]:
    width = reading_width()
    yield filled(clean(words.counts(found)), width)
    yield from (filled(clean(notice), width) for notice in found.notices)
    for title, text in words.crossings(found):
        yield filled(clean(_("{title}: {text}").format(title=title, text=text)), width, "", _INDENT)
    if found.measures:
        yield ""
        yield from _measures(found.measures, width)
    yield from _listed("moved", [_mover(each) for each in found.movers], most)
    yield from _listed("come", [_client(each) for each in found.come], most)
    yield from _listed("gone", [_client(each) for each in found.gone], most)


def _measures(measures: Sequence[Measure], width: int) -> Iterator[str]:
    heads = words.measure_head()
    room = width - len(heads) * _FIGURES
    if room < _NARROW:
        yield from _measures_in_turn(measures, width)
        return
    yield words.title_of("points").ljust(room) + "".join(head.rjust(_FIGURES) for head in heads)
    for title, each in zip(words.measure_titles(measures), measures, strict=True):
        *lines, last = filled(clean(title), room - 1, "", _INDENT).split("\n")
        yield from lines
        figures = words.measure_figures(each)
        yield last.ljust(room) + "".join(figure.rjust(_FIGURES) for figure in figures)


def _measures_in_turn(measures: Sequence[Measure], width: int) -> Iterator[str]:
    """Yield each score with its figures, where there is no room for columns."""
    yield _("{title}:").format(title=words.title_of("points"))
    for title, each in zip(words.measure_titles(measures), measures, strict=True):
        pairs = zip(words.measure_head(), words.measure_figures(each), strict=True)
        told = ", ".join(f"{head} {figure}" for head, figure in pairs if figure)
        text = _("{title}: {text}").format(title=title, text=told)
        yield filled(clean(text), width, _INDENT, 2 * _INDENT)


def _mover(mover: Mover) -> str:
    told = filter(None, (*words.mover_says(mover), words.distance_says(mover)))
    return _("{name}: {text}").format(name=mover.name, text="; ".join(told))


def _client(client: Client) -> str:
    return _("{name}: {text}").format(name=client.name, text=client.standing.path_title)


def _listed(section: str, texts: Sequence[str], most: int | None) -> Iterator[str]:
    """Yield a list under its title; nothing where it is empty."""
    if not texts:
        return
    yield ""
    yield _("{title}:").format(title=words.title_of(section))
    shown = texts[:most]
    yield from (filled(clean(text), reading_width(), _INDENT, 2 * _INDENT) for text in shown)
    left = len(texts) - len(shown)
    if left:
        yield _INDENT + plural("{count} more with --details.", "{count} more with --details.", left)

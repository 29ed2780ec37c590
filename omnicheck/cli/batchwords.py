"""What came of a batch, in words: what was wrong with the inputs, and what was written."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING, Final

from omnicheck.batch.products import FAULTS, OVERVIEW
from omnicheck.cli.layout import filled, reading_width, screen_width
from omnicheck.cli.streams import say
from omnicheck.language import _, plural
from omnicheck.plaintext import clean
from omnicheck.yamlsource import displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from omnicheck.batch.faultlist import Cause
    from omnicheck.batch.settings import Settings, Summary

#: Causes of faults that are told on the screen; all are in the list of faults.
_MOST_CAUSES: Final = 10
_MOST_OTHERS: Final = 5
_ANSWERS: Final = (".yaml", ".yml", ".json")


def tell_causes(causes: tuple[Cause, ...], label: str = "") -> None:
    """Say on standard error what was wrong: for each cause one example, and where else it was met."""
    from omnicheck.cli.faults import shown

    width = screen_width(sys.stderr)
    for cause in causes[:_MOST_CAUSES]:
        client = f"{clean(cause.client)}:" if cause.client else ""
        say(shown(cause.example, " ".join(filter(None, [label, client])), width))
        if also := _elsewhere(cause):
            say(f"  {also}" if width is None else filled(also, width, "  "))
    if (more := len(causes) - _MOST_CAUSES) > 0:
        say(plural("And one other thing.", "And {count} other things.", more))


def _elsewhere(cause: Cause) -> str:
    """Say where else a cause was met, the first few places by name."""
    others = cause.places[1:]
    named = clean(", ".join(others))
    more = cause.count - 1 - len(others)
    counted = plural("{count:,} more place", "{count:,} more places", more)
    if named and more:
        return _("The same in {places} and {more}.").format(places=named, more=counted)
    if named or more:
        return _("The same in {places}.").format(places=named or counted)
    return ""


def in_words(settings: Settings, summary: Summary) -> Iterator[str]:
    """Yield the lines of the summary: how many, what was written where, and what to do next."""
    width = reading_width()
    yield from (filled(line, width) for line in _counts(settings, summary))
    for title, names in _lists(settings, summary):
        yield f"\n{title}"
        yield from (f"  {displayed(str(settings.out / name))}" for name in names)
    yield ""
    yield from _next(settings, summary)


def _counts(settings: Settings, summary: Summary) -> Iterator[str]:
    words = plural("{count:,} business assessed", "{count:,} businesses assessed", summary.assessed)
    parts = [f"{count:,} {strategy}" for strategy, count in summary.strategies.items() if count]
    yield f"{words}: {', '.join(parts)}." if parts else f"{words}."
    if summary.failed:
        yield plural(
            "{count:,} could not be assessed.", "{count:,} could not be assessed.", summary.failed
        )
    if summary.reports_made or summary.reports_there:
        yield _reports(summary, dry_run=settings.dry_run)
    if summary.assessed and not summary.is_told:
        yield _("These are too many businesses for the overview and the workbook.")


def _reports(summary: Summary, *, dry_run: bool) -> str:
    made, there = summary.reports_made, summary.reports_there
    already = plural(
        "{count:,} report was there already", "{count:,} reports were there already", there
    )
    if dry_run:
        new = plural("{count:,} report would be made", "{count:,} reports would be made", made)
    else:
        new = plural("{count:,} report made", "{count:,} reports made", made)
    if not there:
        return f"{new}."
    return f"{already}, {new}." if made else f"{already}."


def _lists(settings: Settings, summary: Summary) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield what to list, each list with its title."""
    written = [*summary.written, *([f"reports{os.sep}"] if summary.reports_made else [])]
    if written:
        yield (_("Would be written:") if settings.dry_run else _("Written:")), written
    if summary.unchanged:
        yield _("As it was:"), summary.unchanged
    if others := summary.reports_of_others:
        title = plural(
            "Left alone: the report of a client that is not among these, or whose answers have a fault:",
            "Left alone: {count:,} reports of clients that are not among these, or whose answers have a fault:",
            len(others),
        )
        more = [] if len(others) <= _MOST_OTHERS else ["..."]
        yield filled(title, reading_width()), [*others[:_MOST_OTHERS], *more]
    if left := summary.left:
        title = plural(
            "Left from an earlier run:", "Left from an earlier run, {count:,} files:", len(left)
        )
        more = [] if len(left) <= _MOST_OTHERS else ["..."]
        yield title, [*left[:_MOST_OTHERS], *more]


def _next(settings: Settings, summary: Summary) -> Iterator[str]:
    """Yield what to do next."""
    if settings.dry_run:
        yield _filled(_("Nothing was written. To do it, run the same command without --dry-run."))
    elif summary.faults:
        faults = displayed(str(settings.out / FAULTS))
        listed = _("All faults are in {file}.").format(file=faults)
        again = _("Mend what is wrong, and run the same command again: it makes what is missing.")
        yield _filled(f"{listed} {again}" if FAULTS in _in_place(summary) else again)
        file = next((c.example.place.file for c in summary.causes if _is_answers(c)), None)
        if file:
            yield _("To look at one file:")
            yield f"  omnicheck check {shlex.quote(file)}"
    if not settings.dry_run and OVERVIEW in _in_place(summary):
        page = displayed(str(settings.out / OVERVIEW))
        yield _filled(_("To look at it all, open {file} in a browser.").format(file=page))
        if not settings.formats and not summary.faults:
            yield _filled(_("For a report on each business as well, add: --format html"))


def _in_place(summary: Summary) -> list[str]:
    return [*summary.written, *summary.unchanged]


def _filled(words: str) -> str:
    return filled(words, reading_width())


def _is_answers(cause: Cause) -> bool:
    return cause.example.place.file.endswith(_ANSWERS) and bool(cause.example.place.line)

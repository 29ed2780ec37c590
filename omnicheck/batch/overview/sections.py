"""The sections of the overview: each says one thing of the portfolio, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from omnicheck.batch import tallies
from omnicheck.batch.breakdowns import breakdown, largest
from omnicheck.batch.lots import TAG, column_named
from omnicheck.batch.overview.clients import MOST_ROWS, clients_of
from omnicheck.batch.overview.counts import businesses, number, of_all, share
from omnicheck.batch.overview.crowding import crowd
from omnicheck.batch.overview.record import GroupRow, Groups, OverviewSection, Shares
from omnicheck.choices import Strategy
from omnicheck.figures import score_text
from omnicheck.language import _, plural
from omnicheck.plaintext import clean
from omnicheck.reports.labels import strategy_label
from omnicheck.reports.manuscript.record import Fact, Facts, Heading, Note, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from omnicheck.batch.breakdowns import Group
    from omnicheck.batch.faultlist import Cause
    from omnicheck.batch.portfolio import Part, Portfolio
    from omnicheck.batch.tallies import Tally

_MOST_LINES: Final = 12


def standing(portfolio: Portfolio) -> OverviewSection:
    """Show where the businesses stand on the two indices, and how far they have come."""
    blocks = _by_part(portfolio, _standing)
    return OverviewSection("standing", _("Where the businesses stand"), blocks)


def recommendations(portfolio: Portfolio) -> OverviewSection:
    """Count the recommendations, and how firm they are."""
    blocks = _by_part(portfolio, _recommendations)
    return OverviewSection("recommendations", _("What we recommend"), blocks)


def held_back(portfolio: Portfolio) -> OverviewSection:
    """Count what keeps businesses from omnichannel."""
    title = _("What holds the group back most")
    return OverviewSection("held_back", title, _by_part(portfolio, _held_back))


def work(portfolio: Portfolio) -> OverviewSection:
    """Count the first actions of the plans."""
    return OverviewSection("work", _("What is most often to do first"), _by_part(portfolio, _work))


def open_answers(portfolio: Portfolio) -> OverviewSection:
    """Count the open answers that are worth finding out."""
    return OverviewSection("open", _("What is still open"), _by_part(portfolio, _open_answers))


def breakdowns(portfolio: Portfolio) -> OverviewSection:
    """Break the portfolio down by the columns asked for."""
    blocks = _by_part(portfolio, lambda part: _breakdowns(portfolio, part))
    return OverviewSection("breakdowns", _("Group by group"), blocks)


def clients(portfolio: Portfolio) -> OverviewSection:
    """List all businesses, unless there are too many for a page."""
    title = _("All businesses")
    if not len(portfolio):
        return OverviewSection("businesses", title, ())
    if len(portfolio) > MOST_ROWS:
        words = _("{businesses} are too many for a page. Each has its row in {file}.")
        told = words.format(businesses=businesses(len(portfolio)), file=portfolio.results_file)
        return OverviewSection("businesses", title, (Note(clean(told)),))
    return OverviewSection("businesses", title, (clients_of(portfolio, title),))


def faults(portfolio: Portfolio) -> OverviewSection:
    """Count what was wrong in the input."""
    title = _("What could not be read")
    if not portfolio.fault_count:
        return OverviewSection("faults", title, ())
    told = plural("{count} fault was found.", "{count} faults were found.", portfolio.fault_count)
    where = _("Each stands in {file}, with its place and its cure.")
    lead = Paragraph(f"{told} {where.format(file=clean(portfolio.faults_file))}")
    head = (_("What was wrong"), _("Times"), _("What to do"), _("Where it was met first"))
    rows = tuple(_cause(each) for each in portfolio.causes[:_MOST_LINES])
    rest = tuple(_more(len(portfolio.causes) - _MOST_LINES))
    return OverviewSection("faults", title, (lead, Table(title, head, rows, figures=(1,)), *rest))


def about(portfolio: Portfolio) -> OverviewSection:
    """Say what the page was made from and how to read it."""
    return OverviewSection("about", _("How to read this page"), tuple(_about(portfolio)))


def _by_part(portfolio: Portfolio, fill: Callable[[Part], Iterable[Any]]) -> tuple[Any, ...]:
    """Return the blocks on each questionnaire, under its title where there are several."""
    found = [(part, tuple(fill(part))) for part in portfolio.parts]
    if len(found) == 1:
        return found[0][1]
    blocks: list[Any] = []
    for part, filled in found:
        if filled:
            blocks += [Heading(_part_title(part)), *filled]
    return tuple(blocks)


def _part_title(part: Part) -> str:
    words = _("{questionnaire} ({businesses})")
    title = clean(part.questionnaire.title)
    return words.format(questionnaire=title, businesses=businesses(len(part.rows)))


def _standing(part: Part) -> Iterator[Any]:
    figure = crowd(part)
    if figure and figure.marks:
        yield figure
        yield from _beyond(part)
        yield from _without_place(part)
    counted = tallies.stages(part)
    head = (_("Stage today"), _("Businesses"), _("Share"))
    if len(counted) > 1:
        yield from _shares(_("How far they have come"), head, counted)


def _beyond(part: Part) -> Iterator[Paragraph]:
    """Explain marks that reach both lines without being omnichannel."""
    reached = ~part.is_omnichannel
    for name in part.picture or ():
        reached &= part.score(name) >= part.rows["stage"].map(part.lines_of(name))
    count = int(reached.sum())
    if count:
        yield Paragraph(
            plural(
                "{count} business reaches both lines and is still multichannel: something else "
                "that omnichannel needs is missing there.",
                "{count} businesses reach both lines and are still multichannel: something else "
                "that omnichannel needs is missing there.",
                count,
            )
        )


def _without_place(part: Part) -> Iterator[Paragraph]:
    unknown = [part.score(name).isna() for name in part.picture or ()]
    count = sum(any(each) for each in zip(*unknown, strict=True))
    if count:
        yield Paragraph(
            plural(
                "{count} business is not in the picture: too many of its answers are open.",
                "{count} businesses are not in the picture: too many of their answers are open.",
                count,
            )
        )


def _recommendations(part: Part) -> Iterator[Any]:
    head = (_("Recommendation"), _("Businesses"), _("Share"))
    yield from _shares(_("Recommendations as they are worded"), head, tallies.paths(part))
    if part.has("confidence"):
        yield _firmness(part)


def _firmness(part: Part) -> Table:
    rows = []
    for each in Strategy:
        counts = tallies.confidences([part], each)
        rows.append((strategy_label(each), *(number(tally.count) for tally in counts)))
    titles = (tally.title for tally in tallies.confidences([part]))
    caption = _("How firm the recommendations are")
    return Table(caption, (_("Confidence"), *titles), tuple(rows), figures=(1, 2, 3))


def _held_back(part: Part) -> Iterator[Any]:
    counted = tallies.held_back(part)
    if not counted:
        return
    told = _(
        "Omnichannel needs every one of its lines. Counted here is, for each of the "
        "{businesses} with multichannel, the line that is farthest from being met."
    )
    yield Paragraph(told.format(businesses=businesses(counted[0].total)))
    head = (_("Line"), _("Businesses"), _("Share"))
    yield from _shares(_("The line missed most"), head, counted)


def _work(part: Part) -> Iterator[Any]:
    counted = tallies.first_actions(part)
    if counted:
        yield Paragraph(
            _("Counted are the first steps of each plan. What many need can be done together.")
        )
        head = (_("Action"), _("Businesses"), _("Share"))
        yield from _shares(_("First steps of the plans"), head, counted)


def _open_answers(part: Part) -> Iterator[Any]:
    counted = tallies.next_answers(part)
    if counted:
        yield Paragraph(
            _("Counted is, for each business with open answers, the one to find out first.")
        )
        head = (_("Answer"), _("Businesses"), _("Share"))
        yield from _shares(_("The answers to find out first"), head, counted)


def _shares(caption: str, head: tuple[str, str, str], counted: tuple[Tally, ...]) -> Iterator[Any]:
    """Yield a count as bars; what is seldom is told in one sentence."""
    if not counted:
        return
    shown, rest = counted[:_MOST_LINES], counted[_MOST_LINES:]
    lines = (share(each.title, each.count, each.total, each.strategy) for each in shown)
    yield Shares(caption, head, tuple(lines))
    yield from _more(len(rest))


def _more(count: int) -> Iterator[Paragraph]:
    if count > 0:
        yield Paragraph(
            plural("{count} more comes after these.", "{count} more come after these.", count)
        )


def _cause(cause: Cause) -> tuple[str, ...]:
    example = cause.example
    places = ", ".join(cause.places)
    return tuple(map(clean, (example.what, number(cause.count), example.cure, places)))


def _breakdowns(portfolio: Portfolio, part: Part) -> Iterator[Any]:
    for name in portfolio.by:
        column = column_named(name, part.rows.columns)
        if column:
            yield from _groups(part, column)


def _groups(part: Part, column: str) -> Iterator[Any]:
    scores = part.picture or ()
    groups, left_out = largest(breakdown(part, column, scores))
    title = tallies.column_title(column)
    middles = (_("{score} (median)").format(score=clean(part.title_of(name))) for name in scores)
    head = (title, _("Businesses"), _("Omnichannel"), *middles)
    plain = clean(column.removeprefix(TAG))
    caption = _("By {column}").format(column=title.lower() if column in _KNOWN else plain)
    most = max(group.count for group in groups)
    yield Groups(caption, head, tuple(_group(group, most) for group in groups))
    if left_out:
        yield Paragraph(left_out)


#: Columns with a title of ours, which stands inside a sentence in small letters.
_KNOWN: Final = frozenset({"trade", "country", "region", "staff", "years", "questionnaire"})


def _group(group: Group, most: int) -> GroupRow:
    middles = ("" if each is None else score_text(each) for each in group.middles)
    multichannel = group.count - group.omnichannel
    return GroupRow(
        title=group.title,
        multichannel_length=round(100 * multichannel / most, 2),
        omnichannel_length=round(100 * group.omnichannel / most, 2),
        figures=(number(group.count), of_all(group.omnichannel, group.count), *middles),
    )


def _about(portfolio: Portfolio) -> Iterator[Any]:
    if len(portfolio):
        yield Paragraph(
            _(
                "Scores run from 0 to 100; 50 is halfway. The margin says how many points a business "
                "is above or below the line that decides: from 0 up it is omnichannel, unless too much "
                "is unknown. Half of a group are at or above its median, half at or below."
            )
        )
    yield Facts(tuple(_made_from(portfolio)))


def _made_from(portfolio: Portfolio) -> Iterator[Fact]:
    words = _("{id} {version} ({count})")
    used = (
        words.format(
            id=each.questionnaire.id,
            version=each.questionnaire.version,
            count=businesses(len(each.rows)),
        )
        for each in portfolio.parts
    )
    if portfolio.parts:
        yield Fact(plural("Questionnaire", "Questionnaires", len(portfolio.parts)), "; ".join(used))
    yield Fact(_("All figures"), clean(portfolio.results_file))
    if portfolio.fault_count:
        yield Fact(_("All faults"), clean(portfolio.faults_file))

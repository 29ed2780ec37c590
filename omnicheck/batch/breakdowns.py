"""A portfolio counted and broken down: by any column, with pandas, for the overview and the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from unicodedata import normalize

from omnicheck.language import _, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from omnicheck.batch.portfolio import Part

#: From so many different numbers on, a column is told in ranges.
_MANY_NUMBERS: Final = 8
_MOST_GROUPS: Final = 20
#: Each range begins at one of these; the last has no end.
_RANGES: Final = (0, 2, 5, 10, 20, 50, 100, 250, 1_000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Count:
    """How many businesses something is true of."""

    name: str
    """An id, or a text as it stands in the table."""
    count: int


@dataclass(frozen=True)
class Group:
    """The businesses that have one text in a column."""

    title: str
    count: int
    omnichannel: int
    middles: tuple[float | None, ...]
    """The median of each score asked for; None where no business has one."""


def counted(values: pd.Series[Any]) -> tuple[Count, ...]:
    """Count the different texts, without empty ones; the most frequent first, then by text."""
    found = values[values.notna() & (values != "")].value_counts()
    pairs = [Count(str(name), int(count)) for name, count in found.items()]
    return tuple(sorted(pairs, key=lambda each: (-each.count, each.name)))


def counted_lists(values: pd.Series[Any]) -> tuple[Count, ...]:
    """Count the entries of lists written with ";" between them."""
    return counted(values.str.split(";").explode().str.strip())


def breakdown(part: Part, column: str, scores: Sequence[str]) -> tuple[Group, ...]:
    """Return the groups that a column makes; the largest first, or ranges of numbers in order.

    Args:
        part: The businesses.
        column: A column of their rows; texts that differ only in case or blanks are one group.
        scores: The scores to find the middle of.
    """
    import pandas as pd

    titles, is_ordered = _grouped(part.rows[column])
    table = pd.DataFrame({name: part.score(name) for name in scores})
    table["is_omnichannel"] = part.is_omnichannel
    groups = []
    for title, rows in table.groupby(titles, observed=True, sort=is_ordered):
        middles = (rows[score].median() for score in scores)
        groups.append(
            Group(
                str(title),
                len(rows),
                int(rows["is_omnichannel"].sum()),
                tuple(None if pd.isna(middle) else float(middle) for middle in middles),
            )
        )
    if not is_ordered:
        groups.sort(key=lambda group: (group.title == _not_given(), -group.count, group.title))
    return tuple(groups)


def largest(groups: Sequence[Group]) -> tuple[tuple[Group, ...], str]:
    """Return the groups to show, and a sentence on those left out; empty where all are shown."""
    shown, rest = tuple(groups[:_MOST_GROUPS]), groups[_MOST_GROUPS:]
    if not rest:
        return shown, ""
    businesses = sum(group.count for group in rest)
    left_out = plural(
        "{count} smaller group is not shown", "{count} smaller groups are not shown", len(rest)
    )
    among = plural("with {count} business", "with {count} businesses together", businesses)
    return shown, f"{left_out}, {among}."


def folded(texts: pd.Series[Any]) -> pd.Series[str]:
    """Return texts as they are compared: without case and without blanks at their ends or doubled."""
    return texts.map(_folded)


def _folded(text: str) -> str:
    return " ".join(normalize("NFKC", text).casefold().split())


def _grouped(values: pd.Series[Any]) -> tuple[pd.Series[Any], bool]:
    """Return the title of each business's group, and whether the groups have an order of their own."""
    ranges = _ranges(values)
    if ranges is not None:
        return ranges, True
    keys = folded(values)
    by_key = values.groupby(keys).agg(lambda each: each.mode().iloc[0])
    return keys.map(by_key).replace("", _not_given()), False


def _ranges(values: pd.Series[Any]) -> pd.Series[Any] | None:
    """Return the range that each number is in; None where these are no numbers, or only a few."""
    import pandas as pd

    numbers = pd.to_numeric(values.where(values != ""), errors="coerce")
    is_numeric = bool((numbers.notna() | (values == "")).all())
    if not is_numeric or numbers.nunique() < _MANY_NUMBERS or numbers.min() < 0:
        return None
    starts = [start for start in _RANGES if start <= numbers.max()]
    is_whole = bool((numbers.dropna() % 1 == 0).all())
    titles = [_range_title(i, starts, is_whole=is_whole) for i in range(len(starts))]
    cut = pd.cut(numbers, [*starts, float("inf")], right=False, labels=titles)
    return cut.cat.add_categories(_not_given()).fillna(_not_given())


def _range_title(position: int, starts: Sequence[int], *, is_whole: bool) -> str:
    start = starts[position]
    if position + 1 == len(starts):
        return _("{start} and more").format(start=start)
    end = starts[position + 1]
    if is_whole:
        return _("{start} to {end}").format(start=start, end=end - 1)
    return _("{start} to under {end}").format(start=start, end=end)


def _not_given() -> str:
    return _("not given")

"""Where each business stands among the others of its batch: a benchmark that never leaves the machine.

A percentile here is the share of the others that score lower, plus half of those that score the same:
what `scipy.stats.percentileofscore(others, score, kind="mean")` returns. Counted are only others with the
same questionnaire whose score is known.

What could tell one business from the figures of another is not shown: a group has at least five
businesses, the one itself included, and of the others only counts are told, never a score, so neither
a lowest, a highest nor a middle one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from omnicheck.assessment.report import PeerLine
from omnicheck.batch.breakdowns import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from omnicheck.batch.portfolio import Part

#: Businesses in a group, the one itself included.
LEAST: Final = 5
#: Scores are quotients; equal ones may differ in their last bits.
_DECIMALS: Final = 9


def peers(part: Part) -> dict[str, tuple[PeerLine, ...]]:
    """Return where each client stands: within its trade, else among all, else not at all."""
    found: dict[str, list[PeerLine]] = {}
    trades = folded(part.rows["trade"])
    for score in part.scores:
        for client, line in _lines(part, trades, score):
            found.setdefault(client, []).append(line)
    return {client: tuple(lines) for client, lines in found.items()}


def _lines(part: Part, trades: pd.Series[str], score: str) -> Iterator[tuple[str, PeerLine]]:
    values = part.score(score).dropna().astype(float).round(_DECIMALS)
    trade = trades[values.index]
    in_trade = _standing(values, trade)
    in_all = _standing(values, trade.map(lambda _trade: ""))
    same_trade = (in_trade["others"] >= LEAST - 1) & (trade != "")
    chosen = in_trade.where(same_trade, in_all)
    enough = chosen["others"] >= LEAST - 1
    columns = (
        part.rows.loc[values.index, "client"][enough],
        same_trade[enough],
        *(chosen.loc[enough, name] for name in ("others", "lower", "equal")),
    )
    for client, is_trade, others, lower, equal in zip(*columns, strict=True):
        percentile = 100 * (lower + equal / 2) / others
        line = PeerLine(
            score, bool(is_trade), int(others), int(lower), int(equal), float(percentile)
        )
        yield str(client), line


def _standing(values: pd.Series[Any], groups: pd.Series[str]) -> pd.DataFrame:
    """Count the others of each business's group: all, those lower, and those that are the same."""
    import pandas as pd

    grouped = values.groupby(groups)
    lowest, highest = (grouped.rank(method=method) for method in ("min", "max"))
    return pd.DataFrame(
        {
            "others": grouped.transform("size") - 1,
            "lower": lowest - 1,
            "equal": highest - lowest,
        }
    )

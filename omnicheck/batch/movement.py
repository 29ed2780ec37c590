"""Two tables of results of a batch, joined by client and questionnaire: who came, who went, who moved."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from omnicheck.assessment.movement import (
    KIND,
    SCHEMA_VERSION,
    Client,
    Crossing,
    Measure,
    Movement,
    Mover,
)
from omnicheck.batch.ledger import QUESTIONNAIRE, profile_columns
from omnicheck.batch.lots import TAG
from omnicheck.batch.record import Input
from omnicheck.batch.tables import table_chunks
from omnicheck.batch.writers import open_writer
from omnicheck.catalog import bundled_ids, load_questionnaire
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _
from omnicheck.plaintext import clean
from omnicheck.results import ResultColumn, result_columns, score_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from omnicheck.batch.settings import ResultsKind

#: What every table of results has.
_NEEDED: Final = ("client", QUESTIONNAIRE, "strategy", "path", "stage", "margin")
_KEYS: Final = [QUESTIONNAIRE, "client"]
#: Of things that have a number, those that no score is.
_MARGIN: Final = "margin"
_MOST_FAULTS: Final = 20
_DECIMALS: Final = 4


def movement(old: str | Path, new: str | Path) -> Movement:
    """Hold two tables of results against each other.

    Raises:
        InputError: a file cannot be read, or is no table of results of `omnicheck batch`.
    """
    before, after = _read(Path(old)), _read(Path(new))
    both = before.merge(after, on=_KEYS, suffixes=("_before", "_after"), validate="1:1")
    return Movement(
        schema_version=SCHEMA_VERSION,
        kind=KIND,
        old_file=Path(old).name,
        new_file=Path(new).name,
        both=len(both),
        come=tuple(_only_in(after, before)),
        gone=tuple(_only_in(before, after)),
        strategies=_crossings(both, "strategy"),
        paths=_crossings(both, "path"),
        stages=_crossings(both, "stage"),
        measures=tuple(_measures(both)),
        movers=tuple(_movers(both)),
    )


def _read(path: Path) -> pd.DataFrame:
    """Read a table as texts; numbers become numbers.

    Raises:
        InputError: it is no table of results.
    """
    import pandas as pd

    table = Input(path, str(path), "table")
    parts = []
    for chunk in table_chunks(table):
        if chunk.faults:
            raise InputError(chunk.faults[:_MOST_FAULTS])
        parts.append(pd.DataFrame({cells.name: cells.texts() for cells in chunk.columns}))
    whole = pd.concat(parts, ignore_index=True).fillna("") if parts else pd.DataFrame()
    _check_columns(whole, path)
    _check_clients(whole, path)
    if "name" not in whole.columns:
        whole["name"] = whole["client"]
    faults: list[Fault] = []
    for name in [_MARGIN, *_scores(whole.columns)]:
        whole[name] = _numbers(whole, name, path, faults)
    if faults:
        raise InputError(faults[:_MOST_FAULTS])
    return whole


def _numbers(table: pd.DataFrame, name: str, path: Path, faults: list[Fault]) -> pd.Series[float]:
    """Return a column as numbers; what is none joins the faults, and only an empty cell is missing."""
    import pandas as pd

    found: pd.Series[float] = pd.to_numeric(table[name], errors="coerce").astype(float)
    odd = (table[name].str.strip() != "") & ~np.isfinite(found)
    what = _("{column}: “{text}” is not a number.")
    column = table.columns.get_loc(name)
    assert isinstance(column, int)  # noqa: S101  no name stands twice in a table that was read
    faults += [
        Fault(
            Place(str(path), int(row) + 1, column + 1),
            what.format(column=clean(name), text=clean(table[name][row])),
            _("Write digits, such as -4.5, or leave it empty."),
        )
        for row in np.flatnonzero(odd)[:_MOST_FAULTS]
    ]
    return found


def _check_columns(table: pd.DataFrame, path: Path) -> None:
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        what = _("This is no table of results: it has no column {names}.")
        cure = _(
            "Make one with: omnicheck batch PATH --out FOLDER. It is results.csv in that folder."
        )
        raise InputError([Fault(Place(str(path)), what.format(names=", ".join(missing)), cure)])


def _check_clients(table: pd.DataFrame, path: Path) -> None:
    twice = table[table.duplicated(_KEYS)]["client"]
    what = _("Two rows are of the same client and questionnaire: {client}.")
    faults = [
        Fault(Place(str(path)), what.format(client=clean(client)), _("Leave one out."))
        for client in twice[:_MOST_FAULTS]
    ]
    if faults:
        raise InputError(faults)


def _scores(columns: Iterable[str]) -> list[str]:
    """The columns that hold scores: those that are nothing else."""
    others = {column.name for column in (*profile_columns(), *result_columns(()))}
    return [name for name in columns if name not in others and not name.startswith(TAG)]


def _only_in(table: pd.DataFrame, other: pd.DataFrame) -> Iterator[Client]:
    known = set(zip(other[QUESTIONNAIRE], other["client"], strict=True))
    own = table[[each.name for each in fields(Client)]].to_dict("records")
    for row in sorted(own, key=lambda each: (each["client"], each[QUESTIONNAIRE])):
        if (row[QUESTIONNAIRE], row["client"]) not in known:
            yield Client(**_told(row))


def _crossings(both: pd.DataFrame, column: str) -> tuple[Crossing, ...]:
    before, after = f"{column}_before", f"{column}_after"
    moved = both[both[before] != both[after]]
    counts = moved.groupby([before, after]).size()
    pairs: list[tuple[str, str]] = counts.index.tolist()
    found = [Crossing(*pair, int(count)) for pair, count in zip(pairs, counts, strict=True)]
    return tuple(sorted(found, key=lambda each: (-each.count, each.before, each.after)))


def _measures(both: pd.DataFrame) -> Iterator[Measure]:
    """Yield the movement of every number that both tables have, by questionnaire."""
    ends = "_before", "_after"
    shared = [name.removesuffix(ends[0]) for name in both.columns if name.endswith(ends[0])]
    numbers = [name for name in shared if f"{name}{ends[1]}" in both.columns]
    scores = _scores(numbers)
    for questionnaire, rows in both.groupby(QUESTIONNAIRE, sort=True):
        titles = _titles(str(questionnaire))
        for name in (_MARGIN, *scores):
            moved = (rows[f"{name}{ends[1]}"] - rows[f"{name}{ends[0]}"]).round(_DECIMALS).dropna()
            if len(moved):
                yield Measure(
                    name=name,
                    questionnaire=str(questionnaire),
                    title=titles.get(name, name),
                    businesses=len(moved),
                    mean=round(float(moved.mean()), _DECIMALS),
                    median=round(float(moved.median()), _DECIMALS),
                    up=int((moved > 0).sum()),
                    down=int((moved < 0).sum()),
                )


def _titles(questionnaire: str) -> dict[str, str]:
    """Column -> title, for a questionnaire that comes with the program."""
    found = {_MARGIN: _("Distance to the line")}
    if questionnaire not in bundled_ids():
        return found
    record = load_questionnaire(questionnaire).questionnaire
    parts: dict[str, Any] = {**record.factors, **record.indices}
    return found | {score_column(name): part.title for name, part in parts.items()}


def _movers(both: pd.DataFrame) -> list[Mover]:
    margin_moved = (both["margin_after"] - both["margin_before"]).round(_DECIMALS)
    table = both.assign(margin_moved=margin_moved, name=both["name_after"])
    rows = table[[each.name for each in fields(Mover)]].to_dict("records")
    found = [Mover(**_told(row)) for row in rows]
    moved = [each for each in found if any(_weight(each))]
    return sorted(moved, key=lambda each: (*(-part for part in _weight(each)), each.client))


def _told(row: dict[Any, Any]) -> dict[str, Any]:
    """Return a row with nothing for a missing number, and each business with a name."""
    known = {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124  NaN
    return known | {"name": known["name"] or known["client"]}


def _weight(mover: Mover) -> tuple[float, ...]:
    """How much a business moved; what weighs most comes first."""
    return (
        mover.strategy_before != mover.strategy_after,
        mover.path_before != mover.path_after,
        mover.stage_before != mover.stage_after,
        abs(mover.margin_moved or 0),
    )


def write_movers(found: Movement, path: Path, kind: ResultsKind) -> None:
    """Write the businesses that moved, came or went to a table.

    Raises:
        MissingExtraError: the library for this kind is not installed.
        InputError: the file cannot be written.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = [{"moved": _("moved")} | asdict(mover) for mover in found.movers]
    for word, clients, end in ((_("new"), found.come, "after"), (_("gone"), found.gone, "before")):
        rows += [
            {
                "moved": word,
                "client": each.client,
                "name": each.name,
                "questionnaire": each.questionnaire,
                f"strategy_{end}": each.strategy,
                f"path_{end}": each.path,
                f"stage_{end}": each.stage,
                f"margin_{end}": each.margin,
            }
            for each in clients
        ]
    columns = _columns()
    table = pd.DataFrame(rows, columns=[column.name for column in columns])
    for column in columns:
        if column.kind == "text":
            table[column.name] = (
                table[column.name].astype(object).where(table[column.name].notna(), "")
            )
        else:
            table[column.name] = pd.to_numeric(table[column.name]).astype(float)
    with open_writer(kind, path, columns) as writer:
        writer.add(table)


def _columns() -> Sequence[ResultColumn]:
    meanings = {
        "moved": _("moved, new or gone."),
        "client": _("What tells the business from others."),
        "name": _("Its name."),
        "questionnaire": _("The questionnaire that was answered, by its id."),
        "strategy_before": _("What was recommended."),
        "strategy_after": _("What is recommended now."),
        "path_before": _("The variant of the recommendation before."),
        "path_after": _("The variant of the recommendation now."),
        "stage_before": _("The stage before."),
        "stage_after": _("The stage now."),
        "margin_before": _("Points from the line before."),
        "margin_after": _("Points from the line now."),
        "margin_moved": _("How many points it moved."),
    }
    return [
        ResultColumn(name, "number" if name.startswith("margin") else "text", meaning)
        for name, meaning in meanings.items()
    ]

"""Two tables of results of a batch, joined by client and questionnaire: who came, who went, who moved."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import omnicheck
from omnicheck.assessment.movement import (
    KIND,
    SCHEMA_VERSION,
    Client,
    Crossing,
    Measure,
    Movement,
    Mover,
    Standing,
)
from omnicheck.assessment.phrases import in_words
from omnicheck.assessment.report import BusinessProfile, Origin
from omnicheck.batch.ledger import QUESTIONNAIRE
from omnicheck.batch.pastresults import KEYS, MARGIN, read_results
from omnicheck.batch.titles import Titles
from omnicheck.batch.writers import open_writer
from omnicheck.language import _, plural
from omnicheck.results import ResultColumn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.batch.pastresults import PastResults
    from omnicheck.choices import ResultsKind

_NAMED: Final = ("strategy", "path", "stage")
_STANDING: Final = (*_NAMED, MARGIN)
_DECIMALS: Final = 4


def movement(
    old: str | Path, new: str | Path, questionnaire: LoadedQuestionnaire | None = None
) -> Movement:
    """Read two tables of results, and hold them against each other.

    A `questionnaire` gives the titles of its results; those that come with the program are known.

    Raises:
        InputError: a file cannot be read, or is no table of results of `omnicheck batch`.
    """
    titles = Titles(questionnaire)
    return between(read_results(Path(old), titles), read_results(Path(new), titles), titles)


def between(before: PastResults, after: PastResults, titles: Titles) -> Movement:
    """Hold an older table of results against a newer one."""
    both = before.rows.merge(after.rows, on=KEYS, suffixes=("_before", "_after"), validate="1:1")
    come, gone = (
        tuple(_only_in(one.rows, other.rows, titles))
        for one, other in ((after, before), (before, after))
    )
    names = [*{*before.scores, *after.scores}]
    return Movement(
        schema_version=SCHEMA_VERSION,
        kind=KIND,
        origin=_origin(names, after.path, titles),
        business=_portfolio(before.path, len(both) + len(come) + len(gone)),
        answered_on=None,
        redacted=False,
        old_file=before.path.name,
        new_file=after.path.name,
        notices=tuple(_notices(before, after, both, titles)),
        both=len(both),
        come=come,
        gone=gone,
        strategies=_crossings(both, "strategy", titles),
        paths=_crossings(both, "path", titles),
        stages=_crossings(both, "stage", titles),
        measures=tuple(_measures(both, before, after, titles)),
        movers=tuple(_movers(both, titles)),
    )


def _notices(
    before: PastResults, after: PastResults, both: pd.DataFrame, titles: Titles
) -> Iterator[str]:
    """Name the scores that cannot be held against each other, by the table that lacks them."""
    ends = (
        (before, _("Not compared, as the older table has no such column: {scores}.")),
        (after, _("Not compared, as the newer table has no such column: {scores}.")),
    )
    for questionnaire in sorted(set(both[QUESTIONNAIRE])):
        named = titles.of_scores(questionnaire)
        wanted = named or dict.fromkeys(
            [*before.scores[questionnaire], *after.scores[questionnaire]]
        )
        for end, says in ends:
            lacking = [name for name in wanted if name not in end.scores[questionnaire]]
            if lacking:
                yield says.format(
                    scores=in_words([f"“{named.get(name, name)}”" for name in lacking])
                )


def _origin(names: list[str], new: Path, titles: Titles) -> Origin:
    """Name the questionnaires that were answered; one alone with all that is known of it."""
    names = sorted(names)
    known = [titles.questionnaire(name) for name in names]
    only = known[0] if len(known) == 1 else None
    return Origin(
        program_version=omnicheck.__version__,
        questionnaire=", ".join(names),
        questionnaire_title=", ".join(
            found.record.title if found else name for name, found in zip(names, known, strict=True)
        ),
        questionnaire_version=only.record.version if only else "",
        questionnaire_sha256=only.document.sha256 if only else "",
        answers_file=new.name,
        answers_sha256=_digest(new),
    )


def _portfolio(old: Path, count: int) -> BusinessProfile:
    # The newer table may be made again, and the page of it with it; the older one is what it was.
    name = plural("{count} business", "{count} businesses", count)
    return BusinessProfile(
        name=name, trade=None, country=None, region=None, id=_digest(old), staff=None, years=None,
        tags={},
    )  # fmt: skip


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _only_in(table: pd.DataFrame, other: pd.DataFrame, titles: Titles) -> Iterator[Client]:
    known = table.set_index(KEYS).index.isin(other.set_index(KEYS).index)
    own = _rows(table[~known], ["client", "name", QUESTIONNAIRE, *_STANDING])
    for row in sorted(own, key=lambda each: (each["client"], each[QUESTIONNAIRE])):
        yield Client(row["client"], row["name"], row[QUESTIONNAIRE], _standing(row, titles))


def _crossings(both: pd.DataFrame, column: str, titles: Titles) -> tuple[Crossing, ...]:
    before, after = f"{column}_before", f"{column}_after"
    moved = both[both[before] != both[after]]
    found = [
        Crossing(
            questionnaire=str(questionnaire),
            before=str(was),
            after=str(now),
            before_title=_one_title(rows, "before", column, titles),
            after_title=_one_title(rows, "after", column, titles),
            count=len(rows),
        )
        for (questionnaire, was, now), rows in moved.groupby([QUESTIONNAIRE, before, after])
    ]
    return tuple(
        sorted(found, key=lambda each: (-each.count, each.questionnaire, each.before, each.after))
    )


def _one_title(rows: pd.DataFrame, end: str, column: str, titles: Titles) -> str:
    """Return what all of these businesses call a thing; where their stages call it otherwise, its own name."""
    first = rows.iloc[0]
    questionnaire, name = first[QUESTIONNAIRE], first[f"{column}_{end}"]
    told = {titles.of(column, name, questionnaire, stage) for stage in rows[f"stage_{end}"]}
    return told.pop() if len(told) == 1 else titles.of(column, name, questionnaire)


def _measures(
    both: pd.DataFrame, before: PastResults, after: PastResults, titles: Titles
) -> Iterator[Measure]:
    """Yield the movement of every number that both tables have, by questionnaire."""
    for questionnaire, rows in both.groupby(QUESTIONNAIRE, sort=True):
        name_of = {MARGIN: _("Distance to the line")} | titles.of_scores(str(questionnaire))
        older, newer = (end.scores[str(questionnaire)] for end in (before, after))
        for name in (MARGIN, *(each for each in older if each in newer)):
            moved = (rows[f"{name}_after"] - rows[f"{name}_before"]).round(_DECIMALS).dropna()
            if len(moved):
                yield Measure(
                    name=name,
                    questionnaire=str(questionnaire),
                    title=name_of.get(name, name),
                    businesses=len(moved),
                    mean=round(float(moved.mean()), _DECIMALS),
                    median=round(float(moved.median()), _DECIMALS),
                    up=int((moved > 0).sum()),
                    down=int((moved < 0).sum()),
                )


def _movers(both: pd.DataFrame, titles: Titles) -> list[Mover]:
    margin_moved = (both["margin_after"] - both["margin_before"]).round(_DECIMALS)
    table = both.assign(margin_moved=margin_moved, name=both["name_after"])
    ends = [f"{name}_{end}" for name in _STANDING for end in ("before", "after")]
    rows = _rows(table, ["client", "name", QUESTIONNAIRE, *ends, "margin_moved"])
    moved = [(_weight(row), row) for row in rows]
    moved.sort(key=lambda each: (*(-part for part in each[0]), each[1]["client"]))
    return [
        Mover(
            client=row["client"],
            name=row["name"],
            questionnaire=row[QUESTIONNAIRE],
            before=_standing(row, titles, "_before"),
            after=_standing(row, titles, "_after"),
            margin_moved=row["margin_moved"],
        )
        for weight, row in moved
        if any(weight)
    ]


def _standing(row: dict[str, Any], titles: Titles, end: str = "") -> Standing:
    """Return where a business stands, from the columns with this ending."""
    named = {name: row[f"{name}{end}"] for name in _NAMED}
    own = {
        f"{name}_title": titles.of(name, each, row[QUESTIONNAIRE], named["stage"])
        for name, each in named.items()
    }
    return Standing(**named, **own, margin=row[f"{MARGIN}{end}"])


def _rows(table: pd.DataFrame, columns: list[str]) -> Iterator[dict[str, Any]]:
    """Yield rows with nothing for a missing number, and each business with a name."""
    for row in table[columns].to_dict("records"):
        known = {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124  NaN
        yield known | {"name": known["name"] or known["client"]}


def _weight(row: dict[str, Any]) -> tuple[float, ...]:
    """How much a business moved; what weighs most comes first."""
    turned = (row[f"{name}_before"] != row[f"{name}_after"] for name in _NAMED)
    return (*turned, abs(row["margin_moved"] or 0))


def write_movers(found: Movement, path: Path, kind: ResultsKind) -> None:
    """Write the businesses that moved, came or went to a table.

    Raises:
        MissingExtraError: the library for this kind is not installed.
        InputError: the file cannot be written.
    """
    import pandas as pd

    rows = [
        _row(_("moved"), each, before=each.before, after=each.after)
        | {"margin_moved": each.margin_moved}
        for each in found.movers
    ]
    rows += [_row(_("new"), each, after=each.standing) for each in found.come]
    rows += [_row(_("gone"), each, before=each.standing) for each in found.gone]
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


def _row(moved: str, business: Client | Mover, **ends: Standing) -> dict[str, Any]:
    found: dict[str, Any] = {"moved": moved, "client": business.client, "name": business.name}
    found[QUESTIONNAIRE] = business.questionnaire
    return found | {
        f"{name}_{end}": getattr(standing, name)
        for end, standing in ends.items()
        for name in _STANDING
    }


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

"""The businesses of a batch as they are met: who they are, by which questionnaire, and where their answers are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from omnicheck.batch.identities import Identities
from omnicheck.batch.intake import read_chunk
from omnicheck.batch.ledger import QUESTIONNAIRE
from omnicheck.batch.lots import TAG, column_named
from omnicheck.batch.questionnaires import loaded
from omnicheck.batch.reading import ROWS_AT_ONCE, halved
from omnicheck.batch.reports import Client, stem_of
from omnicheck.batch.sources import FileSource, row_sources
from omnicheck.batch.tables import table_chunks
from omnicheck.errors import Fault, InputError, Place, did_you_mean
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    import pandas as pd

    from omnicheck.batch.parts import Chunk
    from omnicheck.batch.record import Input, Lot
    from omnicheck.batch.sources import Source
    from omnicheck.questionnaire import Questionnaire

#: Businesses that a page and a workbook for people can tell of; beyond, the results speak alone.
MOST_TOLD: Final = 20_000
#: Businesses whose answers a workbook shows; they are read once more for it.
MOST_QUOTED: Final = 2_000
#: Columns with another text for nearly every business: nobody looks for groups in them.
_EACH_ITS_OWN: Final = frozenset(["client", "name", "row", "first_actions"])


@dataclass(frozen=True)
class Met:
    """A business that was met."""

    identity: str
    """What tells it from others with the same questionnaire."""
    name: str
    questionnaire: str
    """Its id."""
    source: Source
    """Where its answers are."""


class Group:
    """All businesses that were met."""

    def __init__(self, inputs: Sequence[Input], chosen: str | None, *, get_reports: bool) -> None:
        """Begin with nobody.

        Args:
            inputs: What they will be read from.
            chosen: The questionnaire for inputs that name none.
            get_reports: Each of them gets reports.
        """
        self.identities = Identities()
        self.count = 0
        self.owners: dict[str, tuple[str, str]] = {}
        """Whose reports begin with a stem: the id of the questionnaire and the client."""
        self._inputs = inputs
        self._chosen = chosen
        self._get_reports = get_reports
        self._rows: list[pd.DataFrame] = []
        self._columns: dict[str, bool] = {}
        """Of the rows; whether each holds texts, which make groups, or else figures."""
        self._names: dict[str, dict[str, None]] = {}
        """Of each questionnaire, by its id: what `api.load_questionnaire` takes."""
        self._files: list[tuple[str, str, str, str]] = []
        """Client, name, source and id of the questionnaire of each business with a file of its own."""

    def add(self, rows: pd.DataFrame, questionnaires: Iterable[str]) -> None:
        """Take in some businesses, and the questionnaires they answered."""
        for name in questionnaires:
            self._names.setdefault(loaded(name).id, {}).setdefault(name)
        self.identities.add(rows)
        self.count += len(rows)
        self._rows.append(rows)
        self._columns |= {str(name): kind.kind == "O" for name, kind in rows.dtypes.items()}
        if self.count > MOST_TOLD:
            self._rows.clear()
        if not self._is_met_again:
            self._files.clear()
        else:
            of_files = rows[rows["row"] == ""]
            about = (of_files[name] for name in ("client", "name", "source", QUESTIONNAIRE))
            self._files += zip(*about, strict=True)

    def check(self, by: Iterable[str]) -> None:
        """Find out whether each questionnaire has an id of its own, and there are columns of these names.

        Raises:
            InputError: two different questionnaires have the same id, or a column is not there, or has
                figures, which make no groups.
        """
        for own_id, (first, *others) in self._names.items():
            for name in others:
                if loaded(name).document.sha256 != loaded(first).document.sha256:
                    what = _("This questionnaire differs from {other}, and has the same id: {id}.")
                    cure = _("Give each an id of its own, or assess their businesses apart.")
                    raise InputError(
                        [Fault(Place(name), what.format(other=first, id=own_id), cure)]
                    )

        useless = [name for name in by if column_named(name, self._texts) is None]
        if useless and self.count:
            raise InputError(_no_groups(name, self._columns, self._texts) for name in useless)

    def columns(self, by: Iterable[str]) -> tuple[str, ...]:
        """Return the columns of the rows that somebody means; see `check`."""
        return tuple(filter(None, (column_named(name, self._texts) for name in by)))

    def questionnaires(self) -> dict[str, Questionnaire]:
        """Return the questionnaires that were used, by id."""
        return {own_id: loaded(self.called(own_id)).record for own_id in sorted(self._names)}

    def rows(self) -> pd.DataFrame | None:
        """Return all rows of results; None where there are too many to tell of."""
        import pandas as pd

        return pd.concat(self._rows, ignore_index=True) if self._rows else None

    def met(self) -> Iterator[Met]:
        """Yield all of them, where they get reports or are few enough to show their answers.

        Tables are read once more; what is wrong in them was told before.
        """
        files = {each.name: each for each in self._inputs if each.kind == "answers"}
        for identity, name, source, questionnaire in self._files:
            yield Met(identity, name, questionnaire, FileSource(files[source]))
        if self._is_met_again:
            for table in (each for each in self._inputs if each.kind == "table"):
                yield from self._in_table(table)

    def clients(self) -> Iterator[Client]:
        """Yield all who get reports, each with what the names of its files begin with; to be done once."""
        for met in self.met():
            stem = self._free_stem(met)
            self.owners[stem] = met.questionnaire, met.identity
            yield Client(met.identity, stem, self.called(met.questionnaire), met.source)

    @property
    def _texts(self) -> list[str]:
        return [name for name, has_texts in self._columns.items() if has_texts]

    @property
    def _is_met_again(self) -> bool:
        return self._get_reports or self.count <= MOST_QUOTED

    def _in_table(self, table: Input) -> Iterator[Met]:
        for chunk in table_chunks(table, ROWS_AT_ONCE, self._chosen):
            for part, lot in _lots(chunk, self._chosen):
                questionnaire = loaded(lot.questionnaire).id
                if questionnaire not in self._names:
                    continue  # the table changed meanwhile
                for source in row_sources(part, lot):
                    identity, name = source.profile["client"], source.profile.get("name", "")
                    yield Met(identity, name or identity, questionnaire, source)

    def _free_stem(self, met: Met) -> str:
        stem, salt = stem_of(met.name, met.questionnaire, met.identity), 1
        while stem in self.owners:  # eight digits of a hash are enough for nearly everybody
            salt += 1
            stem = stem_of(met.name, met.questionnaire, f"{met.identity}\n{salt}")
        return stem

    def called(self, questionnaire: str) -> str:
        """Return, as `loaded` takes it, the questionnaire of this id."""
        return next(iter(self._names[questionnaire]))


def _lots(chunk: Chunk, chosen: str | None) -> Iterator[tuple[Chunk, Lot]]:
    """Read rows, each lot with those it was read from; rows that the program fails on are left out."""
    try:
        lots = read_chunk(chunk, chosen).lots
    except Exception:  # noqa: BLE001  it failed on them before, and told so
        for half in halved(chunk):
            yield from _lots(half, chosen)
    else:
        for lot in lots:
            yield chunk, lot


def _no_groups(name: str, columns: Container[str], texts: Iterable[str]) -> Fault:
    grouping = [column.removeprefix(TAG) for column in texts if column not in _EACH_ITS_OWN]
    listed = _("These columns make groups: {names}.").format(names=", ".join(grouping))
    if name in columns:
        what = _("This column holds a figure for each business; it makes no groups.")
        return Fault(Place(f"--by {name}"), what, listed)
    what = _("There is no column of this name to break the overview down by.")
    return Fault(Place(f"--by {name}"), what, did_you_mean(name, grouping) or listed)

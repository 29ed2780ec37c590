"""From rows of a table to coded businesses: each distinct cell of a column is read once.

The columns of a table are, by their names:

- questions, by their ids, topics or texts; case, spaces, hyphens and `_` do not matter. Cells hold what files of answers hold, parts of several answers apart by `;`;
- `id`, `name`, `trade`, `country`, `region`, `staff`, `years`, `answered_on`, `form` and `questionnaire`,
  as in a file of answers, all optional; a question of the same id comes first;
- any other, kept as the tag of its name, for breakdowns. There are no notes in tables.

What tells businesses apart is the id, else the exact name, else file and row.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from pydantic import TypeAdapter, ValidationError

from omnicheck.answer_tables import code_cells, no_question, rows_holding
from omnicheck.answers import LONGEST_NAME, Amount, Cleaned, Day, Name, are_cleaned
from omnicheck.batch.heads import Heads, near_misses
from omnicheck.batch.lots import TAG, profile_frame
from omnicheck.batch.parts import PROFILE_COLUMNS
from omnicheck.batch.questionnaires import loaded, own_faults, settled, why_not
from omnicheck.batch.record import Lot, Reading
from omnicheck.choices import Form
from omnicheck.engine.columns import NOT_ASKED, NOT_SURE
from omnicheck.errors import Fault, InputError, Place
from omnicheck.language import _, plural
from omnicheck.plaintext import clean
from omnicheck.questionnaire import LONGEST_TEXT
from omnicheck.validation import MisfitError, plain_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from omnicheck.batch.parts import Cells, Chunk
    from omnicheck.engine.compile import CompiledQuestionnaire

#: Rows that are named for one wrong text in a column where more is wrong with them, and different wrong
#: texts that are told.
_MOST_ROWS: Final = 3
_MOST_TEXTS: Final = 200
#: What the texts of profile columns must be; the others are clean texts of one line.
_KINDS: Final[dict[str, Any]] = {"staff": Amount, "years": Amount, "answered_on": Day, "form": Form}


def read_chunk(chunk: Chunk, questionnaire: str | None = None) -> Reading:
    """Read some rows of a table into one lot for each questionnaire, in the order of the rows.

    A row with a cell that does not fit is in no lot, and is named. Of rows with the same wrong cell the
    first are named there, and the others only if nothing else is told of them.

    Args:
        chunk: As `table_chunks` yields it.
        questionnaire: For rows that name none, as `api.load_questionnaire` takes it.
    """
    sieve = _Sieve(chunk)
    names = _questionnaires(chunk, questionnaire, sieve)
    found = [
        _read(_rows_of(chunk, names == name), str(name)) for name in dict.fromkeys(names) if name
    ]
    lots = tuple(lot for each in found for lot in each.lots if len(lot.codes))
    told = [chunk.faults, sieve.faults, *(each.faults for each in found)]
    faults = dict.fromkeys(fault for group in told for fault in group)
    warnings = (*chunk.warnings, *(warning for each in found for warning in each.warnings))
    failed = chunk.failed + sieve.failed + sum(each.failed for each in found)
    return Reading(
        lots, tuple(sorted(faults, key=lambda fault: fault.place)), failed, tuple(warnings)
    )


class _Misfit(Protocol):
    """Why a text does not fit, and what to write instead."""

    what: str

    @property
    def cure(self) -> str: ...


@dataclass
class _Sieve:
    """Keeps the rows apart that fit and those that do not."""

    chunk: Chunk
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fits = np.ones(len(self.chunk.numbers), dtype=np.bool_)

    @property
    def failed(self) -> int:
        """How many rows do not fit."""
        return int((~self.fits).sum())

    def refuse(self, cells: Cells, misfits: Mapping[int, _Misfit]) -> None:
        """Take out the rows with a text of this column that does not fit, and tell them."""
        found = list(rows_holding(cells.positions, misfits))
        for position, rows in found[:_MOST_TEXTS]:
            misfit = misfits[position]
            self._tell(cells, rows, f"{cells.name}: {misfit.what}", misfit.cure)
        if untold := [rows for _position, rows in found[_MOST_TEXTS:]]:
            what = _("{column}: this does not fit, nor do {count} other texts.")
            what = what.format(column=cells.name, count=_MOST_TEXTS)
            cure = _("Is this the column of the question? Its first misfits are told above.")
            self._tell(cells, np.sort(np.concatenate(untold)), what, cure, most=1)

    def _tell(
        self, cells: Cells, rows: NDArray[np.int64], what: str, cure: str, most: int = _MOST_ROWS
    ) -> None:
        is_told = self.fits[rows]
        is_told[:most] = True
        self.fits[rows] = False
        faults = [
            Fault(Place(self.chunk.table.name, int(number), cells.number), what, cure)
            for number in self.chunk.numbers[rows[is_told]]
        ]
        if untold := int((~is_told).sum()):
            more = plural("One more row has the same.", "{count} more rows have the same.", untold)
            faults[-1] = replace(faults[-1], what=f"{what} {more}")
        self.faults += faults


def _questionnaires(chunk: Chunk, chosen: str | None, sieve: _Sieve) -> NDArray[np.object_]:
    """Return the questionnaire of each row, as `loaded` takes it; empty where it cannot be used."""
    cells = _column(chunk, "questionnaire")
    names, misfits = list[str](), dict[int, MisfitError]()
    for position, text in enumerate(cells.distinct if cells else [""]):
        named = text.strip()
        try:
            name = settled(named, chosen, chunk.table.path.parent)
            loaded(name)
        except InputError as error:
            names.append("")
            if not named:
                sieve.faults += own_faults(error)
            why = why_not(named or chosen or "", error, is_quoted=not named)
            misfits[position] = MisfitError(*why)
        else:
            names.append(name)
    if cells is not None:
        sieve.refuse(cells, misfits)
        return np.asarray(np.array([*names, ""], dtype=object)[cells.positions])
    for misfit in misfits.values():
        sieve.fits[:] = False
        sieve.faults.append(Fault(Place(chunk.table.name), misfit.what, misfit.cure))
    return np.full(len(chunk.numbers), names[0], dtype=object)


def _rows_of(chunk: Chunk, wanted: NDArray[np.bool_]) -> Chunk:
    """Return some rows of a chunk, without what was wrong with others."""
    if wanted.all():
        return replace(chunk, faults=(), failed=0, warnings=())
    columns = tuple(replace(cells, positions=cells.positions[wanted]) for cells in chunk.columns)
    numbers = chunk.numbers[wanted]
    return replace(chunk, numbers=numbers, columns=columns, faults=(), failed=0, warnings=())


def _read(chunk: Chunk, name: str) -> Reading:
    """Read rows that have one questionnaire."""
    compiled = loaded(name).compiled
    heads = Heads(compiled)
    if told := tuple(heads.faults(chunk)):
        return Reading(faults=told, failed=len(chunk.numbers))
    chunk = heads.named(chunk)
    if not any(cells.name in compiled.column_by_id for cells in chunk.columns):
        names = (cells.name for cells in chunk.columns if cells.name not in PROFILE_COLUMNS)
        fault = no_question(names, compiled, Place(chunk.table.name))
        return Reading(faults=(fault,), failed=len(chunk.numbers))
    sieve = _Sieve(chunk)
    codes = _codes(chunk, compiled, sieve)
    texts = dict(_profile(chunk, compiled, sieve))
    fits = sieve.fits
    if not fits.all():
        texts = {column: values[fits] for column, values in texts.items()}
    texts |= _identities(texts, chunk, fits)
    texts.pop("id", None)
    codes = codes if fits.all() else codes[fits]
    lot = Lot(name, codes, profile_frame(texts, len(codes)))
    warnings = tuple(near_misses(chunk, compiled))
    return Reading((lot,), tuple(sieve.faults), sieve.failed, warnings)


def _codes(chunk: Chunk, compiled: CompiledQuestionnaire, sieve: _Sieve) -> NDArray[np.int64]:
    """Code all questions of the rows, shape (n, questions)."""
    shape = len(chunk.numbers), len(compiled.columns)
    codes = np.full(shape, NOT_SURE, dtype=np.int64, order="F")  # it is filled by column
    for cells in chunk.columns:
        position = compiled.column_by_id.get(cells.name)
        if position is not None:
            coded = code_cells(compiled.columns[position], cells.distinct)
            codes[:, position] = coded.table[cells.positions]
            sieve.refuse(cells, coded.misfits)
    form = _column(chunk, "form")
    if form is not None and "form" not in compiled.column_by_id:
        forms, misfits = _checked(form)
        sieve.refuse(form, misfits)
        is_quick = np.array([*(each == Form.QUICK for each in forms), False])[form.positions]
        is_left_out = [not column.question.quick for column in compiled.columns]
        codes[np.ix_(is_quick, is_left_out)] = NOT_ASKED
    return codes


def _column(chunk: Chunk, name: str) -> Cells | None:
    return next((cells for cells in chunk.columns if cells.name == name), None)


def _profile(
    chunk: Chunk, compiled: CompiledQuestionnaire, sieve: _Sieve
) -> Iterator[tuple[str, NDArray[np.object_]]]:
    """Yield the columns that say who the businesses are, and their tags."""
    own = {cells.name for cells in chunk.columns}
    for cells in chunk.columns:
        if cells.name in compiled.column_by_id or cells.name in ("form", "questionnaire"):
            continue
        if cells.name in PROFILE_COLUMNS:
            texts, misfits = _checked(cells)
            sieve.refuse(cells, misfits)
            name = cells.name
        else:
            texts = [*cells.distinct]
            if not are_cleaned([*filter(None, texts)]):
                texts = [clean(" ".join(text.split())) for text in texts]
            bare = cells.name.removeprefix(TAG)
            name = cells.name if bare != cells.name and bare not in own else f"{TAG}{cells.name}"
        yield name, np.array([*texts, ""], dtype=object)[cells.positions]


def _checked(cells: Cells) -> tuple[list[str], dict[int, MisfitError]]:
    """Read the texts of a profile column as a file of answers would; nothing stays nothing."""
    longest = LONGEST_NAME if cells.name == "name" else LONGEST_TEXT
    if cells.name not in _KINDS and are_cleaned([*filter(None, cells.distinct)], longest):
        return [*cells.distinct], {}
    adapter = _adapter(cells.name)
    texts, misfits = list[str](), dict[int, MisfitError]()
    for position, text in enumerate(cells.distinct):
        if not text or text.isspace():
            texts.append("")
            continue
        try:
            texts.append(adapter.validate_python(text))
        except ValidationError as error:
            detail = error.errors()[0]
            misfits[position] = MisfitError(*plain_words(detail["type"], detail.get("ctx", {})))
            texts.append("")
    return texts, misfits


@cache
def _adapter(column: str) -> TypeAdapter[Any]:
    return TypeAdapter(_KINDS.get(column, Name if column == "name" else Cleaned))


def _identities(
    texts: Mapping[str, NDArray[np.object_]], chunk: Chunk, fits: NDArray[np.bool_]
) -> dict[str, NDArray[np.object_]]:
    """Return the columns `client`, `source` and `row` of the rows that fit."""
    numbers = np.array([*map(str, chunk.numbers[fits].tolist())], dtype=object)
    blank = np.full(len(numbers), "", dtype=object)
    client = texts.get("id", blank)
    client = np.where(client == "", texts.get("name", blank), client)
    unnamed = np.flatnonzero(client == "")
    client[unnamed] = [f"{chunk.table.name}:{number}" for number in numbers[unnamed]]
    source = np.full(len(numbers), chunk.table.name, dtype=object)
    return {"client": client, "source": source, "row": numbers}

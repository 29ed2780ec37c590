"""A report file for each client, made exactly as `assess -o` makes it, and only where it is not there yet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import omnicheck
from omnicheck import api
from omnicheck.batch.questionnaires import loaded
from omnicheck.batch.reading import failure
from omnicheck.batch.store import REPORTS, how_to_go_on
from omnicheck.errors import Fault, InputError, Place, YamlError
from omnicheck.files import atomic_write, safe_name
from omnicheck.language import _
from omnicheck.reports.formats import render
from omnicheck.reports.shelf import KeptError, check_replacing, mode_for
from omnicheck.reports.stamp import identity_of
from omnicheck.yamlsource import displayed, read_regular_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from omnicheck.assessment.report import PeerLine, Report
    from omnicheck.batch.sources import Source
    from omnicheck.choices import Format
    from omnicheck.reports.rendering import Look

#: No report is larger.
_MOST_BYTES: Final = 20_000_000


@dataclass(frozen=True)
class Client:
    """A business that gets reports."""

    identity: str
    """What tells it from others with the same questionnaire."""
    stem: str
    """What the names of its files begin with."""
    questionnaire: str
    """As `api.load_questionnaire` takes it."""
    source: Source
    """Where its answers are."""
    peers: tuple[PeerLine, ...] = ()
    """Where it stands among the others, if the report is to say so."""


@dataclass(frozen=True)
class Made:
    """A report file that is in its place."""

    file: str
    """Relative to the folder of the batch."""
    digest: str
    key: str
    is_new: bool


@dataclass(frozen=True)
class ReportsDone:
    """What came of the reports of some clients."""

    made: tuple[Made, ...] = ()
    faults: tuple[tuple[str, Fault], ...] = ()
    """Each with the client it is about."""
    warnings: tuple[Fault, ...] = ()
    clients: int = 1


@dataclass(frozen=True)
class Order:
    """Which reports to make, and how; the same for all clients of a batch."""

    folder: Path
    """Of the batch; the reports go to a folder in it."""
    formats: tuple[Format, ...]
    look: Look
    redact: bool = False
    force: bool = False
    dry_run: bool = False
    """Only find out which are missing."""


@dataclass(frozen=True)
class ReportsTask:
    """Clients whose reports to make."""

    clients: tuple[Client, ...]
    order: Order
    known: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of files that were made before: their key and their digest."""

    def run(self) -> ReportsDone:
        """Make what is missing."""
        done = [_Desk(client, self.order, self.known).done() for client in self.clients]
        return ReportsDone(
            made=tuple(each for one in done for each in one.made),
            faults=tuple(each for one in done for each in one.faults),
            warnings=tuple(each for one in done for each in one.warnings),
            clients=len(done),
        )

    def halves(self) -> Sequence[ReportsTask]:
        """Return the first and the second half of the clients."""
        half = len(self.clients) // 2
        parts = (self.clients[:half], self.clients[half:])
        return [replace(self, clients=part) for part in parts] if half else []

    def lost(self, error: Exception | None) -> ReportsDone:
        """Return that the reports of the one client failed."""
        client = self.clients[0]
        return ReportsDone(faults=((client.identity, failure(client.source.name, error)),))


def stem_of(name: str, questionnaire: str, identity: str) -> str:
    """Return what the names of a client's files begin with: legal everywhere, and its own."""
    return safe_name(name, f"{questionnaire}\n{identity}")


def file_of(stem: str, kind: Format) -> str:
    """Return the name of a report, relative to the folder of the batch."""
    return f"{REPORTS}/{stem}.{kind}"


@dataclass
class _Desk:
    """Where the reports on one client are made; what is wrong with one of them stops no other."""

    client: Client
    order: Order
    known: Mapping[str, tuple[str, str]]
    made: list[Made] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def done(self) -> ReportsDone:
        """Make what is missing."""
        try:
            self._make_missing()
        except InputError as error:
            self.faults += error.faults
        told = tuple((self.client.identity, fault) for fault in self.faults)
        return ReportsDone(tuple(self.made), told, tuple(self.warnings))

    def _make_missing(self) -> None:
        questionnaire = loaded(self.client.questionnaire)
        answers = self.client.source.fingerprint()
        missing: dict[Format, str] = {}
        for kind in self.order.formats:
            key = self._key(kind, questionnaire.document.sha256, answers)
            if not self._is_there(kind, key):
                missing[kind] = key
        if not missing:
            return
        report = self._report(questionnaire)
        step = self._look if self.order.dry_run else self._make
        for kind, key in missing.items():
            try:
                step(report, kind, key)
            except InputError as error:
                self.faults += error.faults

    def _key(self, kind: Format, questionnaire: str, answers: str) -> str:
        """Return what is the same exactly when all is the same that a report is made from."""
        look = repr(self.order.look)
        redacted, peers = str(self.order.redact), repr(self.client.peers)
        parts = (omnicheck.__version__, kind, questionnaire, answers, look, redacted, peers)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _is_there(self, kind: Format, key: str) -> bool:
        """Whether a report of an earlier run stands there, untouched, and would come out the same."""
        file = file_of(self.client.stem, kind)
        known = self.known.get(file)
        if self.order.force or known is None or known[0] != key:
            return False
        data = _bytes_at(self.order.folder / file)
        if data is None or _digest(data) != known[1]:
            return False
        self.made.append(Made(file, known[1], key, is_new=False))
        return True

    def _report(self, questionnaire: api.LoadedQuestionnaire) -> Report:
        sheet = self.client.source.sheet(questionnaire)
        if sheet.identity != self.client.identity:
            what = _("This changed while the batch was running; there is no report on it.")
            cure = _("Run the same command again.")
            raise InputError([Fault(Place(self.client.source.name), what, cure)])
        report = replace(api.assess(sheet, questionnaire), peers=self.client.peers)
        return api.redact(report, questionnaire) if self.order.redact else report

    def _make(self, report: Report, kind: Format, key: str) -> None:
        file = file_of(self.client.stem, kind)
        path = self.order.folder / file
        rendered = render(report, kind, self.order.look)
        is_new = self.order.force or _bytes_at(path) != rendered.data
        if is_new:
            self._check_replacing(path, report)
            atomic_write(path, rendered.data, mode=mode_for(path, identity_of(report)))
        self.made.append(Made(file, _digest(rendered.data), key, is_new))
        place = Place(displayed(str(path)))
        self.warnings += [Fault(place, words) for words in rendered.warnings]

    def _look(self, report: Report, kind: Format, key: str) -> None:
        """Find out whether a report may be made."""
        file = file_of(self.client.stem, kind)
        self._check_replacing(self.order.folder / file, report)
        self.made.append(Made(file, "", key, is_new=True))

    def _check_replacing(self, path: Path, report: Report) -> None:
        if self.order.force:
            return
        try:
            check_replacing([path], identity_of(report))
        except KeptError as error:
            told = [replace(fault, cure=how_to_go_on()) for fault in error.faults]
            raise KeptError(told) from None


def _bytes_at(path: Path) -> bytes | None:
    """Return what stands in a file, None where there is no ordinary one; never waits."""
    try:
        return read_regular_file(str(path), str(path), _MOST_BYTES)
    except YamlError:
        return None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

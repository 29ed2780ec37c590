"""The reports of all clients of a batch: the work they make, and what is remembered of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from omnicheck.batch.group import MOST_TOLD
from omnicheck.batch.peers import LEAST
from omnicheck.batch.reports import Order, ReportsTask, file_of
from omnicheck.batch.store import REPORTS
from omnicheck.choices import Format
from omnicheck.errors import Fault, Place
from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from omnicheck.assessment.report import PeerLine
    from omnicheck.batch.group import Group
    from omnicheck.batch.reports import Client, Made
    from omnicheck.batch.settings import Settings
    from omnicheck.batch.store import Store

#: Clients whose reports one task makes: a second or two of work.
_AT_ONCE: Final = 16


def nobody_compared(count: int) -> Fault:
    """Say why no report tells where a business stands among so many."""
    if count > MOST_TOLD:
        what = _("No report says where the business stands: these are too many to compare.")
        return Fault(Place("--benchmark"), what)
    what = _("No report says where the business stands: there are too few to compare.")
    cure = _("It takes {count} or more with the same questionnaire.").format(count=LEAST)
    return Fault(Place("--benchmark"), what, cure)


class Mailing:
    """The reports of all clients."""

    def __init__(self, settings: Settings, group: Group, store: Store) -> None:
        """Begin with none; `group` holds who gets them."""
        self.links: dict[tuple[str, str], str] = {}
        """By the id of the questionnaire and the client: the report to open, relative to the folder."""
        self.has_peers = False
        """Some reports say where the business stands among the others; known when they are made."""
        self._settings = settings
        self._group = group
        self._store = store

    def tasks(self) -> Iterator[ReportsTask]:
        """Yield the work to do."""
        settings, made = self._settings, self._store.made
        order = Order(
            settings.out, settings.formats, settings.look,
            redact=settings.redact, force=settings.force, dry_run=settings.dry_run,
        )  # fmt: skip
        clients = self._clients()
        while part := tuple(islice(clients, _AT_ONCE)):
            files = [file_of(client.stem, kind) for client in part for kind in settings.formats]
            known = {file: made[file].latest for file in files if file in made}
            yield ReportsTask(part, order, known)

    def remember(self, made: Made) -> None:
        """Note that a report is in its place.

        Raises:
            WriteError: it cannot be noted, so that the next run makes it once more.
        """
        stem, _dot, ending = made.file.removeprefix(f"{REPORTS}/").rpartition(".")
        owner = self._group.owners[stem]
        formats = list(Format)
        earlier = self.links.get(owner, "").rpartition(".")[2]
        if not earlier or formats.index(Format(ending)) < formats.index(Format(earlier)):
            self.links[owner] = quote(made.file)
        is_known = self._store.knows(made.file, made.digest, made.key)
        if not is_known and not self._settings.dry_run:
            self._store.note(made.file, made.digest, made.key)

    def files(self) -> Iterator[str]:
        """Yield the names of all reports that were asked for, relative to the folder."""
        for stem in self._group.owners:
            yield from (file_of(stem, kind) for kind in self._settings.formats)

    def reports_of_others(self) -> tuple[str, ...]:
        """Return the reports of earlier runs whose clients are not in this one."""
        ours = {f"{REPORTS}/{stem}" for stem in self._group.owners}
        return tuple(
            name
            for name in sorted(self._store.made)
            if name.startswith(f"{REPORTS}/")
            and name.rpartition(".")[0] not in ours
            and (self._store.folder / name).exists()
        )

    def _clients(self) -> Iterator[Client]:
        """Yield who gets reports, each with where it stands among the others if that was asked for."""
        peers = self._peers() if self._settings.benchmark else {}
        self.has_peers = bool(peers)
        for client in self._group.clients():
            owner = self._group.owners[client.stem]
            yield replace(client, peers=peers.get(owner, ()))

    def _peers(self) -> dict[tuple[str, str], tuple[PeerLine, ...]]:
        from omnicheck.batch.peers import peers
        from omnicheck.batch.portfolio import parts_of

        rows = self._group.rows()
        if rows is None:
            return {}
        return {
            (part.questionnaire.id, client): lines
            for part in parts_of(rows, self._group.questionnaires())
            for client, lines in peers(part).items()
        }

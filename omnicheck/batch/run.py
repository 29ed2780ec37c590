"""A batch from end to end: read, refuse duplicates, then results, reports, the overview and the faults.

Nothing takes its place before all inputs are read, and each file does so whole. What is wrong with one
business, or with one file to write, stops none of the others.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from omnicheck.batch.discover import discover
from omnicheck.batch.faultlist import Causes, FaultList
from omnicheck.batch.group import Group
from omnicheck.batch.identities import refuse_duplicates
from omnicheck.batch.mailing import Mailing, nobody_compared
from omnicheck.batch.pool import Processes, results
from omnicheck.batch.products import FAULTS, OVERVIEW, WORKBOOK, Products
from omnicheck.batch.questionnaires import begin_run, loaded
from omnicheck.batch.reading import tasks_for
from omnicheck.batch.resultfiles import ResultFiles, results_name
from omnicheck.batch.settings import LOCAL, MOST_REPORTS, Settings, Stage, Summary, Unwatched, Watch
from omnicheck.batch.sizes import expected, jobs_for_reading, jobs_for_reports
from omnicheck.batch.spans import refuse_other_kinds, scored_by_workers
from omnicheck.batch.store import REPORTS, Store, opened
from omnicheck.batch.writers import check_writable
from omnicheck.errors import InputError, OmnicheckError
from omnicheck.files import WriteError
from omnicheck.language import _
from omnicheck.reports.rendering import check_installed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from omnicheck.batch.cluster import Cluster
    from omnicheck.batch.reading import Scored
    from omnicheck.batch.record import Input
    from omnicheck.batch.reports import ReportsDone
    from omnicheck.errors import Fault


class TooManyReportsError(OmnicheckError):
    """Reports were asked for on more businesses than anybody reads about."""

    def __init__(self) -> None:
        """Say how to get them all the same."""
        words = _(
            "There are more than {count:,} businesses, and each would get report files of its own. "
            "Nothing was written. Leave out --format, or add --force to make them all."
        )
        super().__init__(words.format(count=MOST_REPORTS))


def run_batch(settings: Settings, watch: Watch | None = None) -> Summary:
    """Read all inputs and write what the settings ask for; print nothing.

    Raises:
        InputError: nothing was found to read, two businesses are the same client, or the folder, the
            questionnaire or a column to break down by cannot be used. Nothing was put in its place.
        BusyError: another run writes to the folder.
        ClusterError: the Dask cluster cannot be used.
        MissingExtraError: a format, or the cluster, needs a library that is not installed.
        TooManyReportsError: there are too many businesses for a report on each.
    """
    begin_run(uuid4().hex)
    _check(settings)
    inputs, missing, left_out = discover(settings.paths, settings.out, _made_before(settings.out))
    if not inputs:
        raise InputError(missing)
    if settings.cluster:
        refuse_other_kinds(inputs)
    with ExitStack() as stack:
        cluster = stack.enter_context(_cluster(settings)) if settings.cluster else None
        if settings.dry_run:
            store = Store(settings.out, force=settings.force)
        else:
            store = stack.enter_context(opened(settings.out, force=settings.force))
        run = _Run(settings, inputs, store, watch or Unwatched(), cluster)
        run.fail(missing)
        run.warn(left_out)
        return run.finished()


def _made_before(folder: Path) -> Iterable[str]:
    """Return what earlier runs made; nothing where that cannot be read, which is told when it is opened."""
    try:
        return Store(folder).made
    except InputError:
        return ()


def _check(settings: Settings) -> None:
    """Find out before any work whether all is there that will be needed.

    Raises:
        InputError: the questionnaire cannot be used.
        MissingExtraError: a library is not installed.
    """
    if settings.cluster:
        from omnicheck.batch import cluster

        cluster.check_installed()
    for kind in settings.formats:
        check_installed(kind)
    for results_kind in settings.results:
        check_writable(results_kind)
    if settings.questionnaire:
        loaded(settings.questionnaire)


def _cluster(settings: Settings) -> AbstractContextManager[Cluster]:
    from omnicheck.batch.cluster import local_cluster, remote_cluster

    if settings.cluster in (None, LOCAL):
        return local_cluster(settings.jobs)
    return remote_cluster(settings.cluster)


class _Run:
    """One batch on its way."""

    def __init__(
        self,
        settings: Settings,
        inputs: list[Input],
        store: Store,
        watch: Watch,
        cluster: Cluster | None,
    ) -> None:
        self.settings = settings
        self.inputs = inputs
        self.store = store
        self.watch = watch
        self.cluster = cluster
        self.summary = Summary()
        self.warnings = Causes()
        self.faults = FaultList(None if settings.dry_run else store.staging / FAULTS)
        self.products = Products(store, self.summary, self.fail, dry_run=settings.dry_run)
        self.files = ResultFiles(
            store, settings.results, settings.columns, dry_run=settings.dry_run
        )
        self.group = Group(inputs, settings.questionnaire, get_reports=bool(settings.formats))
        self.mailing = Mailing(settings, self.group, store)

    def finished(self) -> Summary:
        """Do all of it."""
        try:
            self._read()
            self._refuse_duplicates()
            self.group.check(self.settings.by)
            self._place_results()
            self._make_reports()
            self._describe()
            self._end()
        finally:
            self.files.abandon()
            self.faults.close()
        return self.summary

    def fail(self, faults: Iterable[Fault], client: str = "") -> None:
        """Write down what is wrong."""
        self.faults.add(faults, client)

    def warn(self, warnings: Iterable[Fault]) -> None:
        """Write down what is worth a look."""
        for warning in warnings:
            self.warnings.add(warning)

    def _read(self) -> None:
        self.watch.begin(Stage.READING, expected(self.inputs))
        with closing(self._scored()) as found:
            for scored in found:
                self.watch.advance(scored.inputs)
                self._take(scored)
                if self._is_too_much():
                    raise TooManyReportsError

    def _scored(self) -> Generator[Scored, None, None]:
        settings = self.settings
        chosen, columns = settings.questionnaire, settings.columns
        if self.cluster:
            is_elsewhere = settings.cluster != LOCAL
            return scored_by_workers(
                self.inputs, chosen, columns, self.cluster, is_elsewhere=is_elsewhere
            )
        jobs = settings.jobs or jobs_for_reading(self.inputs)
        tasks = tasks_for(self.inputs, chosen, columns, self.files.lines)
        return results(tasks, Processes(jobs))

    def _take(self, scored: Scored) -> None:
        for fault in scored.faults:
            self.fail([fault], scored.clients.get(fault.place, ""))
        self.summary.failed += scored.failed
        self.warn(scored.warnings)
        if scored.rows is not None:
            self.summary.count(scored.rows["strategy"])
            self.group.add(scored.rows, scored.questionnaires)
            self.files.add(scored)

    def _is_too_much(self) -> bool:
        is_limited = bool(self.settings.formats) and not self.settings.force
        return is_limited and self.summary.assessed > MOST_REPORTS

    def _refuse_duplicates(self) -> None:
        suspects = self.group.identities.suspects()
        if len(suspects):
            with closing(self._scored()) as again:
                rows = (scored.rows for scored in again if scored.rows is not None)
                refuse_duplicates(suspects, rows)

    def _place_results(self) -> None:
        if self.files.needs_another_pass:
            self.files.again()
            with closing(self._scored()) as again:
                for scored in again:
                    self.files.add(scored)
        for name in self.files.finished():
            self.products.place(name)
        self.fail(self.files.faults)

    def _make_reports(self) -> None:
        count = self.group.count * len(self.settings.formats)
        if not count or not self._has_reports_folder():
            return
        self.watch.begin(Stage.REPORTS, count)
        jobs = self.settings.jobs or jobs_for_reports(count)
        with closing(results(self.mailing.tasks(), Processes(jobs))) as finished:
            for done in finished:
                self._take_reports(done)
        self.summary.reports_of_others = self.mailing.reports_of_others()
        if self.settings.benchmark and not self.mailing.has_peers:
            self.warn([nobody_compared(self.group.count)])

    def _has_reports_folder(self) -> bool:
        if self.settings.dry_run:
            return True
        return self.products.guarded(self.store.make_reports_folder)

    def _take_reports(self, done: ReportsDone) -> None:
        self.watch.advance(done.clients * len(self.settings.formats))
        for client, fault in done.faults:
            self.fail([fault], client)
        self.warn(done.warnings)
        for made in done.made:
            self.summary.reports_made += made.is_new
            self.summary.reports_there += not made.is_new
            self.products.guarded(partial(self.mailing.remember, made))

    def _describe(self) -> None:
        """Make the overview and the workbook; without businesses to tell of, remove those there are."""
        from omnicheck.batch.answered import answers_of, unread
        from omnicheck.batch.overview import overview_page
        from omnicheck.batch.portfolio import Portfolio, parts_of
        from omnicheck.batch.workbook import portfolio_workbook

        rows = self.group.rows()
        self.summary.is_told = rows is not None
        if rows is None:
            self.products.discard(OVERVIEW)
            self.products.discard(WORKBOOK)
            return
        answers = None if self.settings.dry_run else answers_of(self.group)
        self.fail(unread(answers, rows, {client for client, _fault in self.faults.kept}))
        portfolio = Portfolio(
            parts=parts_of(rows, self.group.questionnaires(), self.mailing.links),
            failed=self.summary.failed,
            fault_count=self.faults.causes.count,
            causes=self.faults.causes.listed(),
            answers=answers,
            faults=tuple(self.faults.kept),
            by=self.group.columns(self.settings.by),
            results_file=results_name(self.settings.results[0]),
            faults_file=FAULTS,
        )
        self.products.put(OVERVIEW, lambda: overview_page(portfolio, self.settings.look))
        self.products.put(WORKBOOK, lambda: portfolio_workbook(portfolio, self.settings.look))

    def _end(self) -> None:
        """Put the list of faults in its place, and remember it all in order."""
        if trouble := self.faults.close():
            self.fail(WriteError(self.settings.out / FAULTS, trouble).faults)
        elif self.faults.causes.count:
            self.products.place(FAULTS)
        else:
            self.products.discard(FAULTS)
        self.summary.left = self._left()
        if not self.settings.dry_run:
            self.products.guarded(self.store.tidy)
        self.summary.faults = self.faults.causes.count
        self.summary.causes = self.faults.causes.listed()
        self.summary.warnings = self.warnings.listed()

    def _left(self) -> tuple[str, ...]:
        """Return what earlier runs made and this one has nothing to do with, reports last."""
        handled = {OVERVIEW, WORKBOOK, FAULTS, *map(results_name, self.settings.results)}
        handled.update(self.summary.reports_of_others, self.mailing.files())
        left = (name for name in self.store.made if name not in handled)
        there = [name for name in left if os.path.lexists(self.settings.out / name)]
        return tuple(sorted(there, key=lambda name: (name.startswith(f"{REPORTS}/"), name)))

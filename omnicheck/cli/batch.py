"""`omnicheck batch`: folders of answers and tables become results, reports and an overview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omnicheck.choices import Columns, Format, PaperSize, ResultsKind
from omnicheck.cli.options import PaperOption, QuestionnaireOption, RedactOption, ThemeOption
from omnicheck.cli.streams import put, say
from omnicheck.language import _

if TYPE_CHECKING:
    from omnicheck.batch.settings import Settings, Summary
    from omnicheck.reports.rendering import Look


def _folder(name: str) -> Path:
    if not name.strip():
        raise typer.BadParameter(_("Name a folder; a dot stands for this one."))
    return Path(name)


def batch(  # noqa: PLR0913  each is an option of the command
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help=_(
                "Folders and files of answers, tables (.csv, .tsv, .xlsx, .parquet, .jsonl) with one "
                "business a row, and patterns; - reads answers from standard input."
            ),
        ),
    ],
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="FOLDER", parser=_folder, help=_("Write everything to this folder.")
        ),
    ],
    formats: Annotated[
        list[Format] | None,
        typer.Option(
            "--format",
            help=_("Also make a report file for each business. May be given several times."),
            show_default=False,
        ),
    ] = None,
    results: Annotated[
        list[ResultsKind] | None,
        typer.Option(
            "--results",
            help=_(
                "Kind of the table of results; csv unless you say so. May be given several times."
            ),
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        Columns,
        typer.Option("--columns", help=_("How much the table of results tells.")),
    ] = Columns.ALL,
    questionnaire: QuestionnaireOption = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="COLUMN",
            help=_(
                "Break the overview down by this column or tag, such as trade. May be given several times."
            ),
            show_default=False,
        ),
    ] = None,
    benchmark: Annotated[
        bool,
        typer.Option(
            "--benchmark", help=_("Show in each report where the business stands among the others.")
        ),
    ] = False,
    theme: ThemeOption = None,
    paper: PaperOption = None,
    redact: RedactOption = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help=_("Make everything anew, and replace files that omnicheck would keep otherwise."),
        ),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="NUMBER",
            min=1,
            help=_("Processes to work with; as many as pay unless you say so."),
            show_default=False,
        ),
    ] = None,
    dask: Annotated[
        bool,
        typer.Option(
            "--dask",
            help=_(
                "Have a Dask cluster on this machine read Parquet files, and folders of them; hardly ever "
                "needed."
            ),
        ),
    ] = False,
    dask_scheduler: Annotated[
        str | None,
        typer.Option(
            "--dask-scheduler",
            metavar="ADDRESS",
            help=_("The same with a cluster that runs already, such as tcp://10.0.0.5:8786."),
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Read and check everything, and write nothing."))
    ] = False,
    accessible: Annotated[
        bool,
        typer.Option(
            "--accessible",
            help=_(
                "Plain lines instead of a moving bar, for screen readers; so does ACCESSIBLE=1."
            ),
        ),
    ] = False,
) -> int:
    """Assess many businesses at once."""
    from omnicheck.batch.settings import LOCAL, Settings
    from omnicheck.cli.batchwords import in_words, tell_causes

    settings = Settings(
        paths=tuple(paths),
        out=out,
        formats=tuple(dict.fromkeys(formats or ())),
        results=tuple(dict.fromkeys(results or (ResultsKind.CSV,))),
        columns=columns,
        questionnaire=questionnaire,
        by=tuple(dict.fromkeys(by or ())),
        benchmark=benchmark,
        look=_look(theme, paper),
        redact=redact,
        force=force,
        jobs=jobs,
        cluster=dask_scheduler or (LOCAL if dask else None),
        dry_run=dry_run,
    )
    _say_what_is_idle(settings)
    summary = _worked(settings, accessible=accessible)
    tell_causes(summary.warnings, _("warning:"))
    tell_causes(summary.causes)
    put("\n".join(in_words(settings, summary)))
    return summary.exit_code


def _look(theme: str | None, paper: PaperSize | None) -> Look:
    from omnicheck.cli.reportfiles import theme_of
    from omnicheck.reports.rendering import Look
    from omnicheck.reports.theme import PLAIN

    return Look(theme_of(theme) if theme else PLAIN, paper or PaperSize.A4)


def _say_what_is_idle(settings: Settings) -> None:
    """Options that change only reports do nothing where none are asked for."""
    given = {"--benchmark": settings.benchmark, "--redact": settings.redact}
    idle = [name for name, value in given.items() if value]
    if idle and not settings.formats:
        words = _("{names}: only for reports on each business. To make them, add: --format html")
        say(words.format(names=", ".join(idle)))


def _worked(settings: Settings, *, accessible: bool) -> Summary:
    from omnicheck.batch import run_batch
    from omnicheck.cli.progress import shown_progress

    try:
        with shown_progress(accessible=accessible) as watch:
            return run_batch(settings, watch)
    except KeyboardInterrupt:
        if not settings.dry_run:
            words = _(
                "What is finished stays. Run the same command again, and it makes what is missing."
            )
            say(words)
        raise

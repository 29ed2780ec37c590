"""The program: its commands, its short start, and the switches that come before a command."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from omnicheck import __version__
from omnicheck.cli.ask import ask
from omnicheck.cli.assess import assess
from omnicheck.cli.batch import batch
from omnicheck.cli.check import check
from omnicheck.cli.command import Command, Group
from omnicheck.cli.compare import compare
from omnicheck.cli.layout import filled, pairs, reading_width
from omnicheck.cli.learn import learn
from omnicheck.cli.questionnaires import questionnaires
from omnicheck.cli.schema import schema
from omnicheck.cli.streams import end_quietly_on_cut_pipe, put, say
from omnicheck.cli.template import template
from omnicheck.cli.what_if import what_if
from omnicheck.errors import EXIT_INTERRUPTED
from omnicheck.language import _

app = typer.Typer(
    name="omnicheck",
    cls=Group,
    help=_(
        "Find out whether multichannel or omnichannel fits a business.\n\n"
        "omnicheck reads answers to plain questions, recommends one of the two strategies, says "
        "why, and hands over a plan. Everything stays on this computer."
    ),
    epilog="omnicheck learn\nomnicheck assess examples/corner_bakery.yaml\nomnicheck assess --help",
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main(arguments: list[str]) -> int:
    """Run the command that the arguments name; return the exit code."""
    end_quietly_on_cut_pipe()
    if "--no-color" in arguments:
        os.environ["NO_COLOR"] = "1"
    command = typer.main.get_command(app)
    code = command.main(arguments, prog_name="omnicheck", standalone_mode=False)
    if code == EXIT_INTERRUPTED:
        say(_("Stopped."))
    return code or 0


@app.callback()
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", "-V", help=_("Show the version."))] = False,
) -> None:
    """Show the version, or a short start when no command is given."""
    if version:
        put(f"omnicheck {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        _show_start()


def _show_start() -> None:
    width = reading_width()
    put(filled(_("omnicheck: multichannel or omnichannel?"), width))
    put()
    about = _(
        "Answer plain questions about a business and get one recommendation, its reasons and a plan. "
        "Nothing leaves this computer."
    )
    put(filled(about, width))
    put()
    put(_("Try:"))
    tries = {
        "omnicheck learn": _("both strategies on one screen"),
        "omnicheck ask": _("question by question to your recommendation"),
        "omnicheck assess examples/corner_bakery.yaml": _("what a report looks like"),
    }
    put(pairs(tries.items(), width))
    put()
    put(_("All commands: omnicheck --help"))


def _add(function: object, summary: str, details: str, examples: str) -> None:
    help_text = f"{summary}\n\n{details}" if details else summary
    app.command(cls=Command, help=help_text, epilog=examples)(function)  # type: ignore[type-var]


_add(
    learn,
    _("Explain the two strategies on one screen."),
    "",
    "omnicheck learn\nomnicheck learn -q channel_strategy",
)
_add(
    ask,
    _("Answer question by question, and get a recommendation."),
    _(
        "The answers are saved after each question. Stop with Ctrl-C whenever you like; the same command "
        "with the file's name goes on where you stopped."
    ),
    "omnicheck ask\nomnicheck ask --quick\nomnicheck ask corner_bakery.answers.yaml",
)
_add(
    template,
    _("Print a blank answers file, with every question explained."),
    _("Save it, fill it in with any editor, and hand it to: omnicheck assess"),
    "omnicheck template > my_business.yaml\nomnicheck template --form quick",
)
_add(
    check,
    _("Find every fault in the files that you write."),
    _(
        "Each fault is shown with file, line and column, and what to do. Exit code 2 if there is any."
    ),
    "omnicheck check examples/corner_bakery.yaml\n"
    "omnicheck check examples/corner_bakery.yaml examples/boutique.yaml",
)
_add(
    assess,
    _("Recommend a strategy from an answers file."),
    _(
        "The report is printed, or with -o written to files that only you can read. A file that "
        "omnicheck did not make, a report on another business and a report that somebody edited are "
        "never replaced without --force."
    ),
    "omnicheck assess examples/corner_bakery.yaml\n"
    "omnicheck assess examples/boutique.yaml -o boutique.html -o boutique.xlsx\n"
    "omnicheck assess examples/boutique.yaml --details\n"
    "omnicheck assess examples/boutique.yaml --explain need\n"
    "omnicheck assess examples/boutique.yaml --json",
)
_add(
    what_if,
    _("Show what other answers would change."),
    _(
        "Today stands beside the same business with other answers: recommendation, scores and plan, with "
        "each difference marked. Without --set and --scenarios, the smallest changes are shown that turn "
        "the recommendation."
    ),
    "omnicheck what-if examples/bike_shop.yaml\n"
    "omnicheck what-if examples/bike_shop.yaml --set hours_per_week=half_day\n"
    "omnicheck what-if examples/bike_shop.yaml --scenarios examples/what_if/scenarios.yaml",
)
_add(
    compare,
    _("Compare two dates, several people, or two tables."),
    _(
        "Two answers files: what moved, which answers moved it, which steps of the old plan the new "
        "answers speak for, and what comes next. With --respondents: who differs where, and which "
        "differences decide. Two tables of omnicheck batch: who moved."
    ),
    "omnicheck compare examples/compare/bike_shop_2025.yaml examples/bike_shop.yaml\n"
    "omnicheck compare --respondents examples/compare/owner.yaml examples/compare/staff.yaml "
    "examples/compare/consultant.yaml",
)
_add(
    batch,
    _("Assess many businesses at once."),
    _(
        "Folders of answers and tables become one table of results, an overview to open in a browser, a "
        "workbook and, if you like, a report on each business. One file with a fault stops none of the "
        "others: all faults are listed, and the exit code is 3. Run the same command again after a fault "
        "or an interruption, and it makes only what is missing."
    ),
    "omnicheck batch examples/batch --out reports\n"
    "omnicheck batch examples/batch --out reports --format html --by trade\n"
    "omnicheck batch examples/batch/respondents.csv --out survey --results xlsx",
)
_add(
    questionnaires,
    _("List the questionnaires, or print one for reading."),
    _("Printed are all questions with their options, values, weights and sources."),
    "omnicheck questionnaires\nomnicheck questionnaires channel_strategy",
)
_add(
    schema,
    _("Print a JSON Schema, so that an editor can help with writing."),
    _(
        "Editors that know YAML then show each question and complete the answers. The first line of "
        "each template tells them which schema to use."
    ),
    "omnicheck schema answers > channel_strategy.schema.json\nomnicheck schema questionnaire",
)

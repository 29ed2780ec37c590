"""The report files that a command was asked for: checked before the work, written after it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from omnicheck.cli.layout import filled, reading_width, screen_width
from omnicheck.cli.options import check_standard_input
from omnicheck.cli.streams import say
from omnicheck.errors import InputError
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.assessment.report import Report
    from omnicheck.choices import PaperSize
    from omnicheck.errors import Fault
    from omnicheck.reports.documents import Document
    from omnicheck.reports.rendering import Look, Rendered
    from omnicheck.reports.theme import Theme

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Order:
    """Which report files were asked for, and how they are to be."""

    outputs: tuple[str, ...]
    theme: str | None
    paper: PaperSize | None
    redact: bool
    force: bool

    @property
    def paths(self) -> list[Path]:
        """Where the files go."""
        return [Path(output) for output in self.outputs]

    def checked(self, *inputs: str | None) -> Look:
        """Find out before any work whether the files can be made; return how they are to look.

        `inputs` are files that are read for the report.

        Raises:
            InputError: with every fault of the files and of the theme.
            MissingExtraError: a format needs a library that is not installed.
        """
        from omnicheck.choices import PaperSize
        from omnicheck.reports.rendering import Look
        from omnicheck.reports.theme import PLAIN

        check_standard_input([*inputs, self.theme])
        self._say_what_is_idle()
        faults: list[Fault] = []
        file = self.theme
        theme = _gathered(faults, lambda: theme_of(file)) if file else None
        read = [name for name in (*inputs, file) if name and name != "-"]
        if self.outputs:
            from omnicheck.reports.shelf import check_targets

            faults += _named_as_folders(self.outputs)
            _gathered(faults, lambda: check_targets(self.paths, read))
        if faults:
            raise InputError(faults)
        return Look(theme or PLAIN, self.paper or PaperSize.A4)

    def fitted(self, report: Report, questionnaire: LoadedQuestionnaire) -> Report:
        """Return the report as it was asked for: whole, or to pass on."""
        from omnicheck.api import redact

        return redact(report, questionnaire) if self.redact else report

    def check_replacing(self, document: Document) -> None:
        """Find out before a long work whether the files of such a report would replace others.

        Raises:
            InputError: something that must not be lost stands at a path.
        """
        from omnicheck.reports.shelf import check_replacing
        from omnicheck.reports.stamp import identity_of

        if not self.force:
            check_replacing(self.paths, identity_of(document))

    def fill(self, document: Document, look: Look) -> None:
        """Make all files, then write them, then say what their reader should know.

        Raises:
            InputError: a file cannot be written, or must be kept.
        """
        from omnicheck.reports.formats import format_of, render
        from omnicheck.reports.shelf import put
        from omnicheck.reports.stamp import identity_of

        self.check_replacing(document)
        made = {path: render(document, format_of(path), look) for path in self.paths}
        files = {path: rendered.data for path, rendered in made.items()}
        put(files, identity_of(document), force=self.force)
        _say_warnings(made)

    def _say_what_is_idle(self) -> None:
        """Options that change only files do nothing where no file is asked for."""
        given = {"--theme": self.theme, "--paper": self.paper, "--force": self.force}
        idle = [name for name, value in given.items() if value]
        if idle and not self.outputs:
            words = _("{names}: only for report files. To write one, add: -o report.html")
            say(words.format(names=", ".join(idle)))


def _gathered(faults: list[Fault], work: Callable[[], _Result]) -> _Result | None:
    """Do some work; what is wrong joins the faults."""
    try:
        return work()
    except InputError as error:
        faults += error.faults
        return None


def _named_as_folders(outputs: Iterable[str]) -> Iterator[Fault]:
    """A path forgets the slash behind a name, which says that a folder is meant."""
    from omnicheck.errors import Fault, Place
    from omnicheck.yamlsource import displayed

    for output in outputs:
        if output.endswith(("/", os.sep)) and not os.path.isdir(output):  # noqa: PTH112
            what = _("The / at the end means a folder, and there is none.")
            cure = _("Name a file, such as {path}.").format(path=displayed(output.rstrip("/\\")))
            yield Fault(Place(displayed(output)), what, cure)


def theme_of(path: str) -> Theme:
    """Read a theme file, and say what is odd about it.

    Raises:
        InputError: it cannot be read or breaks a rule.
    """
    from omnicheck.cli.faults import shown
    from omnicheck.cli.inputs import open_document
    from omnicheck.reports.themefile import theme_from

    document = open_document(path)
    theme = theme_from(document)
    for warning in document.warnings:
        say(shown(warning, _("warning:"), screen_width(sys.stderr)))
    return theme


def _say_warnings(made: dict[Path, Rendered]) -> None:
    for path, rendered in made.items():
        for warning in rendered.warnings:
            words = clean(_("{file}: warning: {words}").format(file=path, words=warning))
            width = screen_width(sys.stderr)
            say(words if width is None else filled(words, width, "", "  "))


def listed(paths: Iterable[Path], heading: str) -> str:
    """Return paths below a heading, each on a line of its own, as they can be typed again."""
    from omnicheck.yamlsource import displayed

    return "\n".join([heading, *(f"  {displayed(str(path))}" for path in paths)])


def in_brief(report: Report) -> str:
    """Return the recommendation in a few lines, for where the whole report is in a file."""
    from omnicheck.reports import sentences

    verdict = report.verdict
    title = verdict.title.rstrip(".")
    if not title.startswith(verdict.strategy_title):
        title = f"{verdict.strategy_title}. {title}"
    words = f"{title}. {sentences.confidence(verdict)}"
    width = reading_width()
    return "\n".join(filled(clean(text), width) for text in (report.business.name, words))

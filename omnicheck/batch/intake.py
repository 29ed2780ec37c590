"""From files of answers to coded businesses: what `assess` reads of each file, for many at once.

One file that cannot be used never stops the others. What tells businesses apart is the id, else the
exact name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from omnicheck.answers import answers_from, code_row, naming, questionnaire_named
from omnicheck.batch.lots import OpenLot
from omnicheck.batch.ours import own_fault
from omnicheck.batch.questionnaires import loaded, own_faults, settled, why_not
from omnicheck.batch.record import Reading
from omnicheck.batch.rows import read_chunk
from omnicheck.errors import AnswersError, Fault, InputError, Place
from omnicheck.language import _
from omnicheck.yamlfile import MAX_BYTES, parse_document
from omnicheck.yamlsource import read_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.batch.record import Input
    from omnicheck.yamlfile import Document

__all__ = ["read_answers", "read_chunk"]

#: How a report of ours begins, if it is JSON: told before it is parsed, for it is long.
_REPORT: Final = re.compile(rb'\s*\{\s*"schema_version"\s*:')


def read_answers(inputs: Sequence[Input], questionnaire: str | None = None) -> Reading:
    """Read files of answers into one lot for each questionnaire, in the order of the inputs.

    Files that hold something else of ours, a questionnaire, a theme or a report, are left out with a
    warning.

    Args:
        inputs: Inputs of the kind "answers".
        questionnaire: For files that name none, as `api.load_questionnaire` takes it.
    """
    found = _Found()
    for each in inputs:
        try:
            found.read(each, questionnaire)
        except InputError as error:
            found.fail(error.faults)
        except Exception as error:  # noqa: BLE001  nothing may stop the other files or be lost
            found.fail([own_fault(each.name, error)])
    return Reading(
        tuple(lot.closed() for lot in found.lots.values()),
        tuple(dict.fromkeys(found.faults)),
        found.failed,
        tuple(found.warnings),
    )


@dataclass
class _Found:
    """What was read so far."""

    lots: dict[str, OpenLot] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    failed: int = 0
    warnings: list[Fault] = field(default_factory=list)
    settled: dict[tuple[str, Path], str] = field(default_factory=dict)
    """The questionnaires that files name, by what they say and their folder: most say the same."""

    def fail(self, faults: Sequence[Fault]) -> None:
        self.failed += 1
        self.faults += faults

    def read(self, source: Input, chosen: str | None) -> None:
        """Read one file.

        Raises:
            InputError: it cannot be used.
        """
        data = source.data
        if data is None:
            data, _name = read_bytes(source.path, MAX_BYTES)
        if _REPORT.match(data):
            self._leave_out(source, _("This is a report, not answers; it was left out."))
            return
        document = parse_document(data, source.name)
        if other := _something_else(document):
            self._leave_out(source, *other)
            return
        self.warnings += document.warnings
        named = questionnaire_named(document)
        name, questionnaire = self._questionnaire_of(document, source, chosen)
        if not named and chosen:
            document = naming(document, questionnaire.id)
        sheet = answers_from(document, questionnaire.compiled)
        lot = self.lots.setdefault(name, OpenLot(name))
        lot.add(code_row(sheet, questionnaire.compiled), sheet, source.name)

    def _questionnaire_of(
        self, document: Document, source: Input, chosen: str | None
    ) -> tuple[str, LoadedQuestionnaire]:
        """Load the questionnaire of a file; one of no use is told where it is named, and in full."""
        named, folder = questionnaire_named(document) or "", source.path.parent
        try:
            name = self.settled.get((named, folder))
            if name is None:
                name = self.settled[named, folder] = settled(named, chosen, folder)
            return name, loaded(name)
        except InputError as error:
            fault = document.fault(document.place_of(["questionnaire"]), *why_not(named, error))
            raise AnswersError([fault, *own_faults(error)]) from None

    def _leave_out(self, source: Input, what: str, cure: str = "") -> None:
        self.warnings.append(Fault(Place(source.name), what, cure))


def _something_else(document: Document) -> tuple[str, str] | None:
    """Say what a file is that has no answers in it, where that is known."""
    keys = document.root.entries.keys()
    if "questions" in keys:
        cure = _("To use it, name it in the files of answers, or with --questionnaire.")
        return _("This is a questionnaire, not answers; it was left out."), cure
    if keys & {"answers", "business"}:
        return None
    from omnicheck.reports.themefile import looks_like_theme
    from omnicheck.scenarios import looks_like_scenarios

    if looks_like_scenarios(document):
        cure = _("To try them: omnicheck what-if ANSWERS --scenarios {file}").format(
            file=document.name
        )
        return _("These are scenarios, not answers; they were left out."), cure
    if looks_like_theme(document):
        cure = _("To give reports this look: --theme {file}").format(file=document.name)
        return _("This is a theme for reports, not answers; it was left out."), cure
    return None

"""From what stands on the command line to what was read: files, and the questionnaire they are for."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from omnicheck.cli.streams import say
from omnicheck.errors import AnswersError, Fault, Place, QuestionnaireError, YamlError
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from omnicheck.answers import AnswerSheet
    from omnicheck.api import LoadedQuestionnaire
    from omnicheck.yamlfile import Document


_ENDINGS = (".yaml", ".yml", ".json")
_LONGEST_NAME = 80
_NEAR = 0.8


def open_document(path: str) -> Document:
    """Read a YAML file, or standard input for "-"; name the nearest file when there is none.

    Raises:
        YamlError: it cannot be read.
    """
    from omnicheck.yamlfile import read_document

    if path == "-" and sys.stdin and sys.stdin.isatty():
        say(_("Type or paste the file here; end it with Ctrl-D on a line of its own."))
    try:
        return read_document(path)
    except YamlError as error:
        if path == "-" or os.path.lexists(path):
            raise
        raise YamlError(_with_nearest_file(fault, path) for fault in error.faults) from None


def _with_nearest_file(fault: Fault, path: str) -> Fault:
    from omnicheck.yamlsource import displayed

    folder, name = os.path.split(path)
    try:
        near = _nearest_name(name, os.listdir(folder or "."))  # noqa: PTH208  names stay as they were given
    except (OSError, ValueError):
        near = None
    if near is None:
        return fault
    cure = _("Did you mean {name}?").format(name=displayed(os.path.join(folder, near)))  # noqa: PTH118
    return replace(fault, cure=cure)


def _nearest_name(name: str, others: Iterable[str]) -> str | None:
    """Return the name of a file to read that one slip of the finger turns into this one."""
    from difflib import SequenceMatcher

    stem, ending = os.path.splitext(name.casefold()[:_LONGEST_NAME])  # noqa: PTH122
    likeness: dict[str, tuple[float, bool]] = {}
    for other in others:
        other_stem, other_ending = os.path.splitext(other.casefold()[:_LONGEST_NAME])  # noqa: PTH122
        if other_ending in (*_ENDINGS, ending):
            ratio = SequenceMatcher(None, stem, other_stem).ratio()
            likeness[other] = ratio, ending == other_ending
    nearest = max(sorted(likeness), key=likeness.__getitem__, default=None)
    return nearest if nearest is not None and likeness[nearest][0] >= _NEAR else None


def load(name: str | None) -> LoadedQuestionnaire:
    """Load a questionnaire by its id or path; without a name, the one for everybody.

    Raises:
        InputError: there is no such questionnaire, or it has faults.
    """
    from omnicheck.api import LoadedQuestionnaire, load_questionnaire
    from omnicheck.catalog import questionnaire_from

    if name is None or not _is_path(name):
        return load_questionnaire(name) if name else load_questionnaire()
    document = open_document(name)
    if "answers" in document.root.entries and not is_questionnaire(document):
        what = _("These are answers, not a questionnaire.")
        cure = _("To assess them: omnicheck assess {file}").format(file=document.name)
        raise QuestionnaireError([Fault(Place(document.name), what, cure)])
    return LoadedQuestionnaire(questionnaire_from(document))


def is_questionnaire(document: Document) -> bool:
    """Whether a file looks like a questionnaire; everything else is taken for answers."""
    return "questions" in document.root.entries


def questionnaire_for(
    document: Document, chosen: str | None, option: str = "-q"
) -> LoadedQuestionnaire:
    """Load the questionnaire that was chosen with an option, else the one that the answers file names.

    Raises:
        InputError: there is no such questionnaire, or it has faults.
    """
    from omnicheck.answers import questionnaire_named
    from omnicheck.api import questionnaire_of

    if is_questionnaire(document):
        what = _("This is a questionnaire, not answers.")
        cure = _("For a blank answers file: omnicheck template -q {file}").format(
            file=document.name
        )
        raise AnswersError([Fault(Place(document.name), what, cure)])
    named = questionnaire_named(document)
    if chosen is None:
        _refuse_missing(document, named)
        return questionnaire_of(document)
    loaded = load(chosen)
    if named and named not in (chosen, loaded.id):
        words = _(
            "{file} names the questionnaire {named}; {chosen} is used, as you asked with {option}."
        )
        told = words.format(file=document.name, named=named, chosen=chosen, option=option)
        say(clean(told))
    return loaded


def _refuse_missing(document: Document, named: str | None) -> None:
    """Say in which line of the answers a questionnaire is named whose file is not there."""
    from omnicheck.catalog import bundled_ids

    if not named or named in bundled_ids() or not _is_path(named):
        return
    beside = Path(document.name).parent / named
    if not os.path.lexists(beside) and not os.path.lexists(named):
        place = document.place_of(["questionnaire"])
        what = _("There is no questionnaire file {name}.").format(name=named)
        cure = _("A path starts at the folder of this file, or at the folder you are in.")
        raise AnswersError([document.fault(place, what, cure)])


def _is_path(name: str) -> bool:
    return name.endswith(_ENDINGS) or "/" in name or "\\" in name


def answer_sheet(
    document: Document, questionnaire: LoadedQuestionnaire, chosen: str | None
) -> AnswerSheet:
    """Check a document as answers to a questionnaire; a chosen one need not stand in the file.

    Raises:
        AnswersError: with every fault.
    """
    from omnicheck.answers import answers_from, naming

    if _is_scenarios(document):
        what = _("These are scenarios, not answers.")
        cure = _("To try them: omnicheck what-if ANSWERS --scenarios {file}").format(
            file=document.name
        )
        raise AnswersError([Fault(Place(document.name), what, cure)])
    if chosen is not None:
        document = naming(document, questionnaire.id)
    return answers_from(document, questionnaire.compiled)


def _is_scenarios(document: Document) -> bool:
    """Whether a file looks like scenarios; what knows them is loaded only for a file that may be some."""
    if "scenarios" not in document.root.entries:
        return False
    from omnicheck.scenarios import looks_like_scenarios

    return looks_like_scenarios(document)

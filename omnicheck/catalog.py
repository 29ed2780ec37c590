"""Find questionnaires and load them: bundled ones by id, any other by its path."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from omnicheck.crosscheck import crosscheck
from omnicheck.errors import Fault, InputError, Place, QuestionnaireError, did_you_mean
from omnicheck.language import _
from omnicheck.questionnaire import Questionnaire
from omnicheck.validation import explain, prune
from omnicheck.yamlfile import Document, parse_document, read_document

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from pydantic_core import ErrorDetails

    from omnicheck.question_shape import Problem

DEFAULT_QUESTIONNAIRE: Final = "channel_strategy"
_SUFFIXES: Final = (".yaml", ".yml", ".json")
_WORDS: Final = {"title": "x", "means": "x"}
#: Of a questionnaire: what stands for a broken head while the references below it are checked.
_STAND_INS: Final = {
    "format": "1",
    "id": "x",
    "version": "1.0.0",
    "title": "x",
    "summary": "x",
    "minutes": {"full": "1"},
    "strategies": {"multichannel": _WORDS, "omnichannel": _WORDS},
}


@dataclass(frozen=True, slots=True)
class LoadedQuestionnaire:
    """A checked questionnaire and the file it came from, for tracing every number to its line."""

    questionnaire: Questionnaire
    document: Document


class BundledQuestionnairesMissingError(InputError):
    """The program was installed without its questionnaires."""

    def __init__(self) -> None:
        """Say what to do."""
        what = _("The questionnaires that come with omnicheck are missing.")
        super().__init__([Fault(Place("omnicheck"), what, _("Install omnicheck again."))])


class UnknownQuestionnaireError(InputError):
    """There is no bundled questionnaire of that id."""

    def __init__(self, name: str) -> None:
        """Name the nearest one."""
        known = bundled_ids()
        what = _("There is no questionnaire called {name}.").format(name=name)
        listed = _("Bundled are: {names}.").format(names=", ".join(known))
        cure = did_you_mean(name, known) or f"{listed} {_('To use a file, give its path.')}"
        super().__init__([Fault(Place("questionnaire"), what, cure)])


def bundled_root() -> Traversable:
    """Return the folder of bundled questionnaires: in the wheel, or beside it in a checkout."""
    package = files("omnicheck")
    shipped = package.joinpath("questionnaires")
    if shipped.is_dir():
        return shipped
    checkout = Path(str(package)).parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "questionnaires").is_dir():
        return checkout / "questionnaires"
    raise BundledQuestionnairesMissingError


def bundled_ids() -> list[str]:
    """Return the ids of the bundled questionnaires."""
    names = (entry.name for entry in bundled_root().iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def find_document(name: str) -> Document:
    """Read a questionnaire's file: a path when it looks like one or exists, else a bundled id."""
    if name.endswith(_SUFFIXES) or "/" in name or "\\" in name:
        return read_document(name)
    if name in bundled_ids():
        data = bundled_root().joinpath(f"{name}.yaml").read_bytes()
        return parse_document(data, f"{name}.yaml")
    raise UnknownQuestionnaireError(name)


def load_questionnaire(name: str = DEFAULT_QUESTIONNAIRE) -> LoadedQuestionnaire:
    """Load and check a questionnaire by bundled id or path.

    Raises:
        InputError: the file cannot be read, or breaks rules; all faults at once.
    """
    if name in bundled_ids():
        return _load_bundled(name)
    return questionnaire_from(find_document(name))


@cache
def _load_bundled(name: str) -> LoadedQuestionnaire:
    return questionnaire_from(find_document(name))


def questionnaire_from(document: Document) -> LoadedQuestionnaire:
    """Check a document as a questionnaire; report every fault, of shape and of reference alike.

    Raises:
        QuestionnaireError: with all faults, each at its line and column.
    """
    data: Any = document.plain()
    try:
        questionnaire = Questionnaire.model_validate(data)
    except ValidationError as error:
        errors = error.errors()
        faults = [
            explain(document, Questionnaire, e) for e in errors if not _is_shared(e, document)
        ]
        raise QuestionnaireError(faults + _beyond_shape(document, data, errors)) from None
    problems = crosscheck(questionnaire)
    if problems:
        raise QuestionnaireError(_fault(document, problem) for problem in problems)
    return LoadedQuestionnaire(questionnaire, document)


def _is_shared(error: ErrorDetails, document: Document) -> bool:
    """Whether an error is in an option that a question takes from a set, where it is told already."""
    match error["loc"]:
        case ("questions", int(i), "options", *_):
            return document.node_at(("questions", i, "options")) is None
        case _:
            return False


def _beyond_shape(document: Document, data: Any, errors: list[ErrorDetails]) -> list[Fault]:
    """Check the references of whatever has a sound shape, leaving out what the rest would explain."""
    pruned = prune(Questionnaire, data, errors, _STAND_INS)
    if pruned is None or not isinstance(pruned.record, Questionnaire):
        return []
    return [
        _fault(document, replace(problem, at=pruned.original(problem.at)))
        for problem in crosscheck(pruned.record)
        if problem.lacks not in pruned.parts
        and not any(re.search(rf"\b{re.escape(name)}\b", problem.what) for name in pruned.removed)
    ]


def _fault(document: Document, problem: Problem) -> Fault:
    return document.fault(document.place_of(problem.at), problem.what, problem.cure)

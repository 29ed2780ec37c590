"""Questionnaires of a batch: each is loaded once in a process, whichever files name it."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from omnicheck import api
from omnicheck.catalog import DEFAULT_QUESTIONNAIRE, UnknownQuestionnaireError
from omnicheck.errors import Fault, InputError
from omnicheck.language import _

if TYPE_CHECKING:
    from pathlib import Path

_MOST_KEPT: Final = 64


class _Asked:
    """Which questionnaires a run asked for, with the fingerprint of each; empty for one of no use."""

    run = ""
    found: Final[dict[str, str]] = {}


def loaded(questionnaire: str | None) -> api.LoadedQuestionnaire:
    """Load a questionnaire; without a name, the one for everybody.

    Raises:
        InputError: it cannot be read or breaks a rule.
    """
    found = _load(questionnaire or DEFAULT_QUESTIONNAIRE)
    if isinstance(found, InputError):
        raise found
    return found


@lru_cache(_MOST_KEPT)
def _load(name: str) -> api.LoadedQuestionnaire | InputError:
    try:
        found = api.load_questionnaire(name)
    except InputError as error:
        _Asked.found[name] = ""
        return error
    _Asked.found[name] = found.document.sha256
    return found


def begin_run(run: str) -> None:
    """Forget what was loaded for another run: the files may have changed since.

    Args:
        run: What tells this run from all others; the same for all who work on it.
    """
    if run != _Asked.run:
        _Asked.run = run
        _Asked.found.clear()
        _load.cache_clear()


def this_run() -> str:
    """Return the run that was begun last."""
    return _Asked.run


def asked_for() -> dict[str, str]:
    """Return all questionnaires that were asked for in this run, by name, with the fingerprint of each."""
    return {**_Asked.found}


def fingerprint(name: str) -> str:
    """Return what tells this questionnaire from all others; nothing if it cannot be used."""
    found = _load(name)
    return "" if isinstance(found, InputError) else found.document.sha256


def settled(named: str, chosen: str | None, folder: Path) -> str:
    """Return, as `loaded` takes it, the questionnaire of an input.

    Args:
        named: What the input itself says, or nothing.
        chosen: The questionnaire for inputs that do not name theirs; an input may name it by its id.
        folder: Of the input; paths in it start there.

    Raises:
        InputError: the chosen one cannot be read or breaks a rule.
    """
    if not named:
        return chosen or DEFAULT_QUESTIONNAIRE
    if chosen and named in (chosen, loaded(chosen).id):
        return chosen
    return _shortest(api.where_named(named, folder))


def _shortest(name: str) -> str:
    """The same path without detours, so that files in many folders name one questionnaire."""
    plain = os.path.normpath(name)
    try:
        return plain if os.path.samefile(plain, name) else name  # noqa: PTH121
    except OSError:
        return name


def why_not(named: str, error: InputError) -> tuple[str, str]:
    """Say, where an input names a questionnaire that cannot be used, what is wrong with it."""
    first = error.faults[0]
    if isinstance(error, UnknownQuestionnaireError):
        return first.what, first.cure
    what = _("The questionnaire {name} cannot be used.").format(name=named)
    return what, str(first)


def own_faults(error: InputError) -> tuple[Fault, ...]:
    """Return all that is wrong with a questionnaire, where it is more than `why_not` tells."""
    return error.faults if len(error.faults) > 1 else ()

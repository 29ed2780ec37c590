"""Questionnaires of a batch: each is loaded once in a process, whichever files name it."""

from __future__ import annotations

import os
import shlex
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from omnicheck import api
from omnicheck.catalog import DEFAULT_QUESTIONNAIRE, UnknownQuestionnaireError, bundled_ids
from omnicheck.errors import Fault, InputError
from omnicheck.language import _

if TYPE_CHECKING:
    from pathlib import Path

_MOST_KEPT: Final = 64
#: Of the names of questionnaire files that an input may name.
_ENDINGS: Final = (".yaml", ".yml", ".json")


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
        InputError: the chosen one cannot be read or breaks a rule, or this is neither the id of one that
            comes with omnicheck nor the name of a file.
    """
    if not named:
        return chosen or DEFAULT_QUESTIONNAIRE
    if chosen and named in (chosen, loaded(chosen).id):
        return chosen
    if not named.endswith(_ENDINGS) and named not in bundled_ids():
        raise UnknownQuestionnaireError(named)
    return _shortest(api.where_named(named, folder))


def _shortest(name: str) -> str:
    """The same path without detours, so that files in many folders name one questionnaire."""
    plain = os.path.normpath(name)
    try:
        return plain if os.path.samefile(plain, name) else name  # noqa: PTH121
    except OSError:
        return name


def why_not(named: str, error: InputError, *, is_quoted: bool = True) -> tuple[str, str]:
    """Say, where an input names a questionnaire that cannot be used, what is wrong with it.

    Without `is_quoted`, nothing that stands in its file is told: whoever fills in a table may not be the
    one to whom that file is open.
    """
    first = error.faults[0]
    if isinstance(error, UnknownQuestionnaireError):
        is_path = "/" in named or "\\" in named
        return first.what, _endings() if is_path else first.cure
    what = _("The questionnaire {name} cannot be used.").format(name=named)
    if not is_quoted:
        command = _("To see what is wrong with it: {command}")
        return what, command.format(command=f"omnicheck check {shlex.quote(named)}")
    return what, str(first)


def _endings() -> str:
    words = _("The name of a questionnaire file ends in {some} or {last}.")
    return words.format(some=", ".join(_ENDINGS[:-1]), last=_ENDINGS[-1])


def own_faults(error: InputError) -> tuple[Fault, ...]:
    """Return all that is wrong with a questionnaire, where it is more than `why_not` tells."""
    return error.faults if len(error.faults) > 1 else ()

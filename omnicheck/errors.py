"""What can go wrong: every fault has a place, a cause and a cure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from omnicheck.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable

EXIT_BUG = 1
EXIT_INPUT = 2
EXIT_PARTLY = 3
EXIT_INTERRUPTED = 130

#: Letters that tell a name by how it begins.
_BEGINNING = 3


class Place(NamedTuple):
    """Where something stands: a file as the user named it, line and column counted from 1.

    Line 0 means the file as a whole.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what the user gave: where, what, and what to do about it.

    `source_line` is the line of the file as it stands there, for showing with a caret.
    """

    place: Place
    what: str
    cure: str = ""
    source_line: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (f"{self.place}:", self.what, self.cure) if part)


class OmnicheckError(Exception):
    """Base of all errors that are shown to the user as they are, without a traceback."""

    exit_code = EXIT_INPUT


class InputError(OmnicheckError):
    """A file or an answer cannot be used; carries every fault found, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults, sorted by place, each one once."""
        self.faults: tuple[Fault, ...] = tuple(
            sorted(dict.fromkeys(faults), key=lambda fault: (fault.place, fault.what))
        )
        super().__init__("\n".join(str(fault) for fault in self.faults))


class MissingExtraError(OmnicheckError):
    """A format needs a library that is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        """Name the command that installs it."""
        super().__init__(
            _("{what} needs one more package. Install it with: {command}").format(
                what=what, command=f'pip install "omnicheck[{extra}]"'
            )
        )


class YamlError(InputError):
    """The file cannot be read as plain YAML data."""


class QuestionnaireError(InputError):
    """The questionnaire breaks a rule of its format."""


class AnswersError(InputError):
    """The answers do not fit the questionnaire."""


def last_place(error: BaseException) -> str:
    """Return the last line of this program that ran before an error; paths above it are the user's own."""
    import traceback

    package = Path(__file__).parent
    frames = [(Path(f.filename), f.lineno) for f in traceback.extract_tb(error.__traceback__)]
    own = [(path.relative_to(package), n) for path, n in frames if path.is_relative_to(package)]
    return "{}:{}".format(*own[-1]) if own else "?"


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name most like the word, or the shortest that begins with it; None for neither."""
    from difflib import get_close_matches

    folded, by_folded = word.casefold()[:80], {name.casefold(): name for name in known}
    matches = get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    if not matches and len(folded) >= _BEGINNING:
        matches = sorted((name for name in by_folded if name.startswith(folded)), key=len)
    return by_folded[matches[0]] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return "Did you mean x?" for the nearest known name, or an empty text."""
    match = nearest(word, known)
    return _("Did you mean {name}?").format(name=match) if match else ""

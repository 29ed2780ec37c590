"""How faults are shown: what is wrong, where it stands, what to do; and the exit code they lead to."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import typer
from typer.exceptions import TyperException

from omnicheck.cli.command import usage_line
from omnicheck.cli.layout import filled, reading_width, screen_width
from omnicheck.cli.streams import abandon_output, say
from omnicheck.errors import (
    EXIT_BUG,
    EXIT_INPUT,
    EXIT_INTERRUPTED,
    InputError,
    OmnicheckError,
    did_you_mean,
    last_place,
)
from omnicheck.language import _
from omnicheck.plaintext import clean

if TYPE_CHECKING:
    from omnicheck.errors import Fault

_MARGIN = "    "


def tell(error: BaseException, *, debug: bool) -> int:
    """Say on standard error what ended the program; return its exit code."""
    if debug and not isinstance(error, KeyboardInterrupt | TyperException):
        say(_trace(error))
    match error:
        case KeyboardInterrupt() | typer.Abort():
            say(_("Stopped."))
            return EXIT_INTERRUPTED
        case InputError(faults=faults):
            width = screen_width(sys.stderr)
            say("\n".join(shown(fault, width=width) for fault in faults))
            return error.exit_code
        case OmnicheckError():
            say(clean(str(error)))
            return error.exit_code
        case TyperException():
            say(_usage_words(error))
            return EXIT_INPUT
        case OSError(filename=None):
            # Only writing to a stream fails without a file name.
            abandon_output()
            say(
                _("The output cannot be written: {reason}.").format(
                    reason=error.strerror or clean(str(error))
                )
            )
            return EXIT_INPUT
        case _ if _came_of_interrupt(error):
            say(_("Stopped."))
            return EXIT_INTERRUPTED
        case _:
            say(_bug_words(error))
            return EXIT_BUG


def _came_of_interrupt(error: BaseException | None) -> bool:
    """Tell whether an interrupt is behind an error: Python wraps what meets it in `__set_name__`."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def shown(fault: Fault, label: str = "", width: int | None = None) -> str:
    """Return a fault as `file:line:col: what cure`, with the line it is about and a caret.

    The words stay on one line unless a width is given, so that editors and grep find the place.
    """
    head = clean(_joined(f"{fault.place}:", label, fault.what, fault.cure))
    if width is not None:
        head = filled(head, width, "", "  ")
    line = fault.source_line
    if not line.strip() or not fault.place.column:
        return head
    return "\n".join([head, *_pointed_at(line, fault.place.column - 1)])


def _pointed_at(line: str, column: int) -> list[str]:
    """Return the part of a line around a column, and a caret below that column."""
    room = reading_width() - len(_MARGIN)
    start = max(0, column - room * 2 // 3) if len(line) > room else 0
    before = clean(line[start:column].replace("\t", " "))
    after = clean(line[column : start + room].replace("\t", " "))
    if not start:
        # Indentation tells nothing here, and on a narrow screen it takes the room of the text.
        before = before.lstrip() if before.strip() else ""
    return [f"{_MARGIN}{before}{after}".rstrip(), f"{_MARGIN}{' ' * _cells(before)}^"]


def _cells(text: str) -> int:
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 1 + (east_asian_width(c) in "WF") for c in text)


def _trace(error: BaseException) -> str:
    import traceback

    lines = "".join(traceback.format_exception(error)).rstrip().split("\n")
    return "\n".join(clean(line) for line in lines)


def _bug_words(error: BaseException) -> str:
    """Tell where the program failed, and nothing of what the user gave it."""
    what = _("omnicheck has a fault of its own ({kind} at {place}); your files are unchanged.")
    how = _("To report it, run the command again with --debug and pass on what it prints.")
    return f"{what.format(kind=type(error).__name__, place=last_place(error))}\n{how}"


def _usage_words(error: TyperException) -> str:
    """Say what is wrong with a command line, in our words, and how the command is used."""
    ctx: Any = getattr(error, "ctx", None)
    words = [clean(_usage_fault(error, ctx))]
    if ctx is not None:
        words += [usage_line(ctx), _("More: {command} --help").format(command=ctx.command_path)]
    return "\n".join(words)


def _usage_fault(error: TyperException, ctx: Any) -> str:
    # Known by name: the classes themselves are private to typer and move between its releases.
    message = error.message
    option = getattr(error, "option_name", "")
    match type(error).__name__:
        case "NoSuchOption":
            known = [
                name for p in ctx.command.get_params(ctx) for name in p.opts if name[:2] == "--"
            ]
            return _joined(
                _("There is no option {name}.").format(name=option), did_you_mean(option, known)
            )
        case "BadOptionUsage" if "requires" in message:
            return _("A value is missing after {name}.").format(name=option)
        case "BadOptionUsage":
            return _("{name} takes no value.").format(name=option)
        case "MissingParameter":
            return _("{name} is missing.").format(name=_parameter_name(error))
        case "BadParameter":
            return _bad_value(error, message)
        case _:
            extra = re.fullmatch(r"Got unexpected extra argument\(s\) \((.*)\)", message, re.DOTALL)
            words = _("This is more than the command takes: {words}")
            return words.format(words=extra[1]) if extra else message


def _parameter_name(error: TyperException) -> str:
    parameter: Any = getattr(error, "param", None)
    if parameter is None:
        return _("Something")
    return str(parameter.metavar or parameter.opts[-1]).rstrip(".")


def _bad_value(error: TyperException, message: str) -> str:
    given = re.match(r"'(.*)' is not one of", message, re.DOTALL)
    parameter: Any = getattr(error, "param", None)
    choices = [str(choice) for choice in getattr(getattr(parameter, "type", None), "choices", ())]
    if not given or not choices:
        return f"{_parameter_name(error)}: {message}"
    what = _("“{given}” is not among the choices for {name}: {choices}.").format(
        given=given[1][:60], name=_parameter_name(error), choices=", ".join(choices)
    )
    return _joined(what, did_you_mean(given[1], choices))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)

"""Standard output and error, made safe: no encoding, closed stream or cut pipe crashes the program."""

from __future__ import annotations

import codecs
import os
import sys


def prepare() -> None:
    """Make both output streams accept any text, and end quietly when a reader goes away."""
    codecs.register_error("omnicheck", _stand_in)
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="omnicheck")
            if os.name == "nt" and "PYTHONIOENCODING" not in os.environ:
                # Else a template written to a file there is not UTF-8, and cannot be read back.
                reconfigure(encoding="utf-8")


def end_quietly_on_cut_pipe() -> None:
    """Let the system end the program when its reader, such as `head`, has seen enough."""
    import signal

    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def put(text: str = "") -> None:
    """Write a result: a text and a line end on standard output."""
    sys.stdout.write(f"{text}\n")


def say(text: str) -> None:
    """Write talk, such as warnings and faults, to standard error, after all results so far."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def abandon_output() -> None:
    """Send what is still waiting to be written nowhere, so that leaving does not fail again."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        return


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from omnicheck.plaintext import typed

    return "".join(map(typed, error.object[error.start : error.end])), error.end

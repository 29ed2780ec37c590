"""The command line: the only place that prints, exits and reads the environment."""

from __future__ import annotations

import os
import sys
from contextlib import suppress


def run() -> None:
    """Run the program and leave it: the only exit point."""
    from omnicheck.cli.streams import prepare

    prepare()
    arguments = sys.argv[1:]
    try:
        code = _answer(arguments)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  whatever it is, tell it in words
        from omnicheck.cli.faults import tell

        try:
            code = tell(error, debug="--debug" in arguments)
        except OSError:
            from omnicheck.errors import EXIT_INPUT

            code = EXIT_INPUT  # standard error is gone: nobody can be told
    _leave(code)


def _leave(code: int) -> None:
    if code and code == _interrupted():
        # Python remembers an interrupt that met it inside exec(), as imports use it, and would end by
        # that signal although it was dealt with; so it is not asked.
        with suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _interrupted() -> int:
    from omnicheck.errors import EXIT_INTERRUPTED

    return EXIT_INTERRUPTED


def _answer(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        # Answered before typer is imported: scripts ask this often.
        from omnicheck import __version__
        from omnicheck.cli.streams import put

        put(f"omnicheck {__version__}")
        return 0
    from omnicheck.cli.app import main

    return main(arguments)

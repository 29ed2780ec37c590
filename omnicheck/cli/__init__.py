"""The command line: the only place that prints, exits and reads the environment."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False  # see omnicheck/__init__.py
if TYPE_CHECKING:
    from typing import NoReturn

#: Allocations between two searches for cycles. Python's own 700 makes it search while a questionnaire
#: is read, in which there are none: a tenth of the time of `assess`.
_ALLOCATIONS = 250_000
#: What others read when they are imported.
_SWITCHES = {
    # numpy starts a thread for each core to multiply matrices, which nothing here does.
    "OPENBLAS_NUM_THREADS": "1",
    # pydantic looks through every installed package for plugins. None may read the answers.
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}


def run() -> None:
    """Run the program and leave it: the only exit point."""
    arguments = sys.argv[1:]
    try:
        _prepare()
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


def _prepare() -> None:
    from omnicheck.cli.streams import prepare

    prepare()
    gc.set_threshold(_ALLOCATIONS)
    for switch, value in _SWITCHES.items():
        os.environ.setdefault(switch, value)


def _leave(code: int) -> NoReturn:
    """End the process at once, with all output written.

    To take a questionnaire and its modules apart piece by piece first is a sixth of the time of `assess`.
    And Python remembers an interrupt that met it inside exec(), as imports use it, and would end by that
    signal although it was dealt with.
    """
    for stream in (sys.stdout, sys.stderr):
        try:  # contextlib.suppress would have to be imported
            stream.flush()
        except OSError:
            continue
    os._exit(code)


def _answer(arguments: list[str]) -> int:
    if arguments in (["--version"], ["-V"]):
        # Answered before typer is imported: scripts ask this often.
        from omnicheck import __version__
        from omnicheck.cli.streams import put

        put(f"omnicheck {__version__}")
        return 0
    from omnicheck.cli.app import main

    return main(arguments)

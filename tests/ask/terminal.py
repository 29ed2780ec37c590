"""The real program in a pseudo-terminal: type, wait for text, look at the screen."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pexpect
import pyte

from tests.cli.program import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Only a guard against hanging for ever; the program answers in a hundredth of this.
PATIENCE = 30.0
_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07]*\x07|\x1b[=>()][A-Z0-9]?|\x07")
_CUT_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*)?\Z")
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
CTRL_C, CTRL_D, CTRL_U, CTRL_Z, BACKSPACE = "\x03", "\x04", "\x15", "\x1a", "\x7f"
PASTE, PASTE_END = "\x1b[200~", "\x1b[201~"


class Terminal:
    """A program that runs in a terminal of its own."""

    def __init__(
        self,
        command: list[str],
        folder: Path,
        *,
        rows: int = 24,
        columns: int = 80,
        env: Mapping[str, str] | None = None,
    ) -> None:
        unset = ("COLUMNS", "LINES", "PROMPT_TOOLKIT_NO_CPR")
        around = environment({"TERM": "xterm-256color"} | dict(env or {}))
        spawned: Any = pexpect.spawn(
            command[0],
            command[1:],
            cwd=str(folder),
            env={name: value for name, value in around.items() if name not in unset},
            dimensions=(rows, columns),
            timeout=PATIENCE,
            echo=True,
        )
        self.child = spawned
        self.child.delaybeforesend = None
        self.child.delayafterclose = self.child.delayafterterminate = 0.02
        self.child.ptyproc.delayafterclose = self.child.ptyproc.delayafterterminate = 0.02
        self._display = pyte.HistoryScreen(columns, rows, history=2000, ratio=1)
        self._stream = pyte.ByteStream(self._display)
        self.raw = ""
        self._shown = ""
        self._waiting = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if not self.child.closed:
            with suppress(ProcessLookupError):
                self.child.kill(signal.SIGKILL)
            self.child.wait()  # on a busy machine a dead program takes a while to be gone
            self.child.close(force=True)

    def send(self, keys: str) -> None:
        """Press keys."""
        if keys == CTRL_C:
            self._until_it_waits()
        self.child.send(keys)

    def wait(self, *texts: str) -> None:
        """Wait until each of these comes up, one after the other, behind all that was waited for."""
        for text in texts:
            end = time.monotonic() + PATIENCE
            while (place := self._shown.find(text)) < 0:
                alive = self._read(end - time.monotonic())
                if not alive and text not in self._shown:
                    raise AssertionError(self._lost(text))
            self._shown = self._shown[place + len(text) :]

    def ask(self, keys: str, *texts: str) -> None:
        """Press keys, then wait."""
        self.send(keys)
        self.wait(*texts)

    def screen(self) -> str:
        """Return what the eye sees now."""
        return "\n".join(line.rstrip() for line in self._display.display)

    def scrollback(self) -> str:
        """Return all that can be seen by scrolling up."""
        columns = range(self._display.columns)
        above = ["".join(line[x].data for x in columns) for line in self._display.history.top]
        return "\n".join(line.rstrip() for line in [*above, *self._display.display])

    def line(self) -> str:
        """Return the line that the cursor is on."""
        return str(self._display.display[self._display.cursor.y]).rstrip()

    def see(self, text: str) -> None:
        """Wait until the screen shows a text, wherever it was drawn."""
        end = time.monotonic() + PATIENCE
        while text not in self.screen():
            if not self._read(end - time.monotonic()) and text not in self.screen():
                raise AssertionError(self._lost(text))

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self._until_it_waits()
        os.kill(self.child.pid, number)

    def end(self) -> int:
        """Wait for the end; return the exit code, or the number of the signal below zero."""
        end = time.monotonic() + PATIENCE
        while self._read(end - time.monotonic()):
            pass
        self.child.wait()
        self.child.close()
        code = self.child.exitstatus
        return int(-self.child.signalstatus if code is None else code)

    def hang_up(self) -> int:
        """Close the terminal under the program, as a window is closed; return its exit code."""
        self.child.ptyproc.fileobj.close()
        _pid, status = os.waitpid(self.child.pid, 0)
        self.child.closed = self.child.ptyproc.closed = True
        return os.waitstatus_to_exitcode(status)

    def _until_it_waits(self) -> None:
        """Let the program come to rest: Python notices no signal between a prompt and waiting for keys."""
        for _attempt in range(100):
            time.sleep(0.01)
            try:
                leader = os.tcgetpgrp(self.child.child_fd)
                about = Path(f"/proc/{leader}/stat").read_text()
            except OSError:  # no Linux, or it has ended
                return
            if about.rpartition(")")[2].split()[0] == "S":
                return

    def _read(self, patience: float) -> bool:
        """Take in what the program writes; False at its end."""
        if patience <= 0:
            return False
        if not select.select([self.child.child_fd], [], [], patience)[0]:
            return False
        try:
            data = os.read(self.child.child_fd, 65536)
        except OSError:
            return False
        self._stream.feed(data)
        text = data.decode("utf-8", "replace")
        self.raw += text
        self._waiting += text
        cut = _CUT_SEQUENCE.search(self._waiting)
        whole = self._waiting[: cut.start()] if cut else self._waiting
        self._waiting = self._waiting[len(whole) :]
        self._shown = re.sub(r"\s+", " ", self._shown + _SEQUENCE.sub("", whole))
        return bool(data)

    def _lost(self, text: str) -> str:
        return f"{text!r} did not come up; the screen was:\n{self.screen()}\n\nbehind: {self._shown[-600:]!r}"


def omnicheck(*arguments: str) -> list[str]:
    """Return the command line of the real program."""
    return [sys.executable, "-W", "error", "-m", "omnicheck", *arguments]

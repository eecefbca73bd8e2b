"""Run commands of a stack while a person reads the terminal and does what it asks for."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support.clicks.clerk import Clerk
from tests.support.clicks.terminal import requests
from tests.support.clicks.worker import Habit, Worker
from tests.support.engine.stack import PulumiError, Stack

_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True)
class Attended:
    """A stack whose terminal a person reads."""

    stack: Stack
    clerk: Clerk

    def run(self, *words: str) -> str:
        """Run a command that waits for a person, and meanwhile do what it asks for."""
        terminal = self.stack.folder / "terminal"
        with (
            terminal.open("w") as file,
            self.stack.start(*words, stdout=file, stderr=subprocess.STDOUT) as command,
        ):
            self._attend(command, terminal)
        if command.returncode:
            raise PulumiError(f"pulumi {' '.join(words)}\n{terminal.read_text()}")
        return terminal.read_text()

    def _attend(self, command: subprocess.Popen[str], terminal: Path) -> None:
        shown = _Quiet(terminal)
        worker = Worker(self.clerk, shown.text, time.monotonic, Habit(after=0.0))
        try:
            while command.poll() is None:
                worker.looks()
                time.sleep(_BETWEEN_LOOKS)
        finally:
            command.kill()

    def follow(self, printed: str) -> None:
        """Do what a command asked for before it ended; delete services before their users."""
        asked = [one for one in requests(printed) if one.act != "link"]
        for request in sorted(asked, key=lambda one: one.act != "delete service"):
            assert self.clerk.does(request), request


class _Quiet:
    """A terminal whose text is taken only when nothing was added since the last look."""

    def __init__(self, terminal: Path) -> None:
        self._terminal = terminal
        self._seen = self._whole = ""

    def text(self) -> str:
        """Return the last text that two looks in a row have seen, so that no list is cut."""
        text = self._terminal.read_text()
        if text == self._seen:
            self._whole = text
        self._seen = text
        return self._whole

"""Run `pulumi up` and kill a process at an exact call to Marketo."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from marketo_simulator import Simulator
from tests.support.engine.moments import Moment, watched
from tests.support.engine.stack import Stack

Victim = Literal["provider", "engine", "machine"]
"""The provider process, the `pulumi` command, or both at once, as when a container is stopped."""

_UP = "up --yes --skip-preview"
_CLEAR = "refresh --yes --skip-preview --clear-pending-creates"
RECOVERY: dict[Victim, tuple[str, ...]] = {
    "provider": (_UP,),
    "engine": ("cancel --yes", _CLEAR, _UP),
    "machine": ("cancel --yes", _UP, _CLEAR),
}
"""The commands that repair what a kill leaves; the order of the last two does not matter."""
PRINTED: dict[Victim, str] = {
    "provider": "error reading from server: EOF",
    "engine": "the stack is currently locked by 1 lock(s)",
    "machine": "with 1 pending operations from previous deployment",
}
"""The words by which Pulumi shows that it was interrupted, at once or in the commands after it."""


@dataclass
class Killing:
    """Kills a victim during an `up` of a stack, and leaves no process behind."""

    stack: Stack
    marketo: Simulator
    providers: list[int] = field(default_factory=list)

    def up(self, victim: Victim, moment: Moment) -> str:
        """Run an `up` that is killed at a moment; return what it printed."""
        output = self.stack.folder / "killed"
        with output.open("w") as file:
            words = ("up", "--yes", "--skip-preview")
            up = self.stack.start(*words, stdout=file, stderr=subprocess.STDOUT)
            app = watched(self.marketo)
            app.at(moment, lambda: self._kill(victim, up.pid), cut=victim != "engine")
            up.wait()
        assert app.happened.is_set(), f"{moment} never came:\n{output.read_text()}"
        assert up.returncode != 0
        return output.read_text()

    def up_that_waits(self, victim: Victim, is_time: Callable[[str], bool]) -> str:
        """Run an `up`, kill it as soon as its output is as wanted, and return the output."""
        output = self.stack.folder / "killed"
        with output.open("w") as file:
            words = ("up", "--yes", "--skip-preview")
            up = self.stack.start(*words, stdout=file, stderr=subprocess.STDOUT)
            while up.poll() is None and not is_time(output.read_text()):
                time.sleep(0.1)
            assert up.poll() is None, f"it ended by itself:\n{output.read_text()}"
            self._kill(victim, up.pid)
            up.wait()
        assert up.returncode != 0
        return output.read_text()

    def recover(self, victim: Victim) -> str:
        """Run the commands that repair it; return what they printed."""
        locked = "" if victim == "provider" else self.stack.up(fails=True)
        return locked + "".join(self.stack.run(*words.split()) for words in RECOVERY[victim])

    def wait_for_what_outlives(self) -> None:
        """Wait until a provider whose engine was killed makes no more calls, then end it."""
        seen = -1
        while self._alive() and seen != (now := len(self.marketo.app.calls.all())):
            seen = now
            time.sleep(1)
        for provider in self.providers:
            with suppress(ProcessLookupError):
                os.kill(provider, signal.SIGKILL)
        self.providers.clear()

    def _alive(self) -> bool:
        return any(Path(f"/proc/{pid}").exists() for pid in self.providers)

    def _kill(self, victim: Victim, engine: int) -> None:
        self.providers = [pid for pid in _descendants(engine) if _is_provider(pid)]
        victims = [] if victim == "engine" else self.providers
        for pid in victims if victim == "provider" else [engine, *victims]:
            os.kill(pid, signal.SIGKILL)


def _is_provider(pid: int) -> bool:
    return b"pulumi.dynamic" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")


def _descendants(ancestor: int) -> Iterator[int]:
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name of the program, in brackets, may hold anything.
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    level = [ancestor]
    while level:
        level = [child for child, parent in parents.items() if parent in level]
        yield from level

"""A stack that listens to everything its commands say, at the engine's highest verbosity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.engine.stack import PulumiError, Stack

TALKATIVE = ("--logflow", "-v=11")
ENGINE_LOG = "engine-log"
WIRE = ('"msg":"Marshaling property for RPC', '"msg":"Unmarshaling property for RPC')
"""How the lines begin in which the engine logs each property that it sends to a plugin and gets
from one. These are Pulumi's own, and hold every secret of every provider."""


@dataclass
class ListeningStack(Stack):
    """As `Stack`, and keeps what was said: on both outputs, and in the logs of engine and plugins.

    The logs go to a folder of the stack's. They hold all that our process says too, as the engine
    passes it on.
    """

    said: list[str] = field(default_factory=list)

    def run(self, *words: str, fails: bool = False) -> str:
        """Run a command and return what it prints."""
        log = self.folder / ENGINE_LOG
        log.mkdir(exist_ok=True)
        self.environment["TMPDIR"] = str(log)
        printed = ""
        try:
            printed = super().run(*words, *TALKATIVE, fails=fails)
        except PulumiError as error:
            printed = str(error)
            raise
        finally:
            self.said.append(printed)
        return printed.partition("The log file for this run is at ")[0]

    def where_it_is_told(self, secrets: Iterable[str]) -> list[str]:
        """In what these secrets are in plain text: what was said, the state, any file."""
        words = list(secrets)
        texts = {
            "state": self.run("stack", "export"),
            "output": "\n".join(self.said),
            "engine's log": "\n".join(line for line in self.log_lines() if not is_wire(line)),
        } | {
            str(path.relative_to(self.folder)): path.read_bytes().decode(errors="replace")
            for path in self.folder.rglob("*")
            if path.is_file() and ENGINE_LOG not in path.parts
        }
        return [name for name, text in texts.items() if any(word in text for word in words)]

    def log_lines(self) -> Iterator[str]:
        """What engine and plugins have logged."""
        for path in (self.folder / ENGINE_LOG).rglob("*"):
            if path.is_file():
                yield from path.read_bytes().decode(errors="replace").splitlines()


def is_wire(line: str) -> bool:
    """Whether a line of the log is about a property on its way between engine and plugin."""
    return any(begin in line for begin in WIRE)

"""Run a stack's commands at the engine's highest verbosity, and keep all output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.support.engine.stack import PulumiError, Stack

TALKATIVE = ("--logflow", "-v=11")
LOG_FILE = "\nThe log file for this run is at "
PAYLOAD = re.compile(
    r'(?:\{"time":.*?"msg":"|[IWEF]\d{4} [^\]]*\] )(?:Unm|M)arshaling property for RPC\['
)
"""The beginning of the engine's log lines about one property of one call to or from a plugin."""


def without_payloads(text: str) -> str:
    """Return the engine's log without the lines about properties of calls."""
    return "\n".join(line for line in text.splitlines() if not PAYLOAD.match(line))


@dataclass
class ListeningStack(Stack):
    """A `Stack` that keeps its output.

    Engines up to 3.259 log the properties that they send to plugins and get from them in plain
    text, secrets too. No plugin can hinder it, so these lines are left out.
    """

    said: list[str] = field(default_factory=list)

    def run(self, *words: str, fails: bool = False) -> str:
        """Run a command and return what it prints."""
        (self.folder / "log").mkdir(exist_ok=True)
        self.environment["TMPDIR"] = str(self.folder / "log")
        try:
            printed = super().run(*words, *TALKATIVE, fails=fails)
        except PulumiError as error:
            printed = str(error)
            raise
        finally:
            self.said.append(printed)
        return printed.partition(LOG_FILE)[0]

    def where_it_is_told(self, secrets: Iterable[str]) -> list[str]:
        """Return where these secrets stand in plain text: the output, the state, or a file."""
        secrets = list(secrets)
        texts = self._files() | {"state": self.run("stack", "export"), "said": "\n".join(self.said)}
        cleaned = {name: without_payloads(text) for name, text in texts.items()}
        return [name for name, text in cleaned.items() if any(word in text for word in secrets)]

    def kinds_of_files(self) -> Iterator[str]:
        """Yield the folders that are searched, below the backend's and the log's."""
        for name in self._files():
            yield name.removeprefix("backend/.pulumi/").partition("/")[0]

    def _files(self) -> dict[str, str]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes().decode(errors="replace")
            for path in self.folder.rglob("*")
            if path.is_file()
        }

"""A stack whose commands run at the engine's highest verbosity, and that hears all they say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.engine.stack import PulumiError, Stack

TALKATIVE = ("--logflow", "-v=11")
LOG_FILE = "\nThe log file for this run is at "
PAYLOAD = re.compile(
    r'(?:\{"time":.*?"msg":"|[IWEF]\d{4} [^\]]*\] )(?:Unm|M)arshaling property for RPC\['
)
"""How the engine's log begins to tell one property of one call to or from a plugin."""


def apart(text: str) -> tuple[str, str]:
    """What the engine's log tells of the properties of calls, and all other lines."""
    payloads: list[str] = []
    others: list[str] = []
    for line in text.splitlines():
        (payloads if PAYLOAD.match(line) else others).append(line)
    return "\n".join(payloads), "\n".join(others)


@dataclass
class ListeningStack(Stack):
    """As `Stack`, and keeps what was said.

    The engine logs the properties that it sends to plugins and gets from them in plain text,
    secrets too. No plugin can hinder it, so these lines are told apart; all others are searched.
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
        """In what these secrets are in plain text: what was said, the state, any file."""
        secrets = list(secrets)
        texts = self._files() | {"state": self.run("stack", "export"), "said": "\n".join(self.said)}
        told = {name: apart(text)[1] for name, text in texts.items()}
        return [name for name, text in told.items() if any(word in text for word in secrets)]

    def payloads(self) -> str:
        """The lines that are told apart."""
        return "\n".join(apart(text)[0] for text in self._files().values())

    def kinds_of_files(self) -> Iterator[str]:
        """The folders of what is searched, below the backend's and the log's."""
        for name in self._files():
            yield name.removeprefix("backend/.pulumi/").partition("/")[0]

    def _files(self) -> dict[str, str]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes().decode(errors="replace")
            for path in self.folder.rglob("*")
            if path.is_file()
        }

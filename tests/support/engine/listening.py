"""A stack whose commands run at the engine's highest verbosity, and that hears all they say."""

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
"""How the engine's log begins to tell one property of one call to or from a plugin."""


def without_payloads(text: str) -> str:
    """Return the engine's log without what it tells of the properties of calls."""
    return "\n".join(line for line in text.splitlines() if not PAYLOAD.match(line))


@dataclass
class ListeningStack(Stack):
    """As `Stack`, and keeps what was said.

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
        """In what these secrets are in plain text: what was said, the state, any file."""
        secrets = list(secrets)
        texts = self._files() | {"state": self.run("stack", "export"), "said": "\n".join(self.said)}
        told = {name: without_payloads(text) for name, text in texts.items()}
        return [name for name, text in told.items() if any(word in text for word in secrets)]

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

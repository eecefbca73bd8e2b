"""Do each step of a page as its reader would, and compare the output with what the page shows.

The kinds of code blocks:

- `sh`: run line by line, in the folder of the project. `<!-- fails -->` before it says that its
  last line is refused.
- `python`: the program from here on. `<!-- add -->` before it says that it is added to the program.
- `yaml`: the project's `Pulumi.yaml`.
- `text`: lines that the last command prints, in this order; `…` stands for anything.

What a person does in Marketo's pages stands in a comment, as a call of the simulator's control
interface: `<!-- person: POST roles {"name": "Orders API"} -->`. The credentials that such a call
shows are `$CLIENT_ID` and `$CLIENT_SECRET` from there on, and `{client_id}` in later calls.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from marketo_simulator import Simulator
from tests.support.engine.stack import Stack

STEP = re.compile(
    r"^ *<!-- (?P<mark>fails|add) -->$"
    r"|^ *<!-- person: (?P<method>[A-Z]+) (?P<path>\S+) ?(?P<body>[^\n]*) -->$"
    r"|^(?P<indent> *)```(?P<language>sh|python|yaml|text)\n(?P<block>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
ADDRESS = "http://127.0.0.1:8080"
"""The address at which pages say that the simulator listens."""
BEFORE = (
    "pip install ",
    "python -m marketo_simulator",
    "mkdir ",
    "pulumi login ",
    "python -m venv",
)
"""Lines that prepare what a test has already: the package, a simulator, a folder and a backend."""


@dataclass
class Walk:
    """A reader of a page, with a stack and a Marketo."""

    stack: Stack
    marketo: Simulator
    printed: str = ""
    commands: list[str] = field(default_factory=list)
    _mark: str = ""

    def through(self, page: Path) -> None:
        """Take every step of a page."""
        for step in STEP.finditer(page.read_text("utf-8")):
            if step["mark"]:
                self._mark = step["mark"]
            elif step["method"]:
                self._person(step["method"], step["path"], step["body"])
            else:
                block = re.sub(rf"^{step['indent']}", "", step["block"], flags=re.MULTILINE)
                getattr(self, f"_{step['language']}")(block.replace(ADDRESS, self.marketo.base_url))
                self._mark = ""

    def _sh(self, block: str) -> None:
        lines = [line for line in block.replace("\\\n", "").splitlines() if line.strip()]
        for line in lines:
            if not line.startswith(BEFORE):
                fails = self._mark == "fails" and line == lines[-1]
                self.printed = self.stack.shell(line, fails=fails)
                self.commands.append(line)
                self._keep_variable(line)

    def _python(self, block: str) -> None:
        program = self._project / "__main__.py"
        before = program.read_text("utf-8") + "\n" if self._mark == "add" else ""
        program.write_text(before + block, "utf-8")

    def _yaml(self, block: str) -> None:
        (self._project / "Pulumi.yaml").write_text(block, "utf-8")

    def _text(self, block: str) -> None:
        """Fail if the output differs from what the page shows, in more than spaces."""
        rest = " ".join(self.printed.split())
        for line in filter(None, (" ".join(line.split()) for line in block.splitlines())):
            pattern = ".*?".join(map(re.escape, line.split("…")))
            found = re.search(pattern, rest)
            assert found, f"{line!r} is not printed after what stands above it:\n{self.printed}"
            rest = rest[found.end() :]

    def _person(self, method: str, path: str, body: str) -> None:
        named = path.replace("{client_id}", self.stack.environment.get("CLIENT_ID", ""))
        address = f"{self.marketo.base_url}/_simulator/{named}"
        answer = httpx.request(method, address, json=json.loads(body) if body else None)
        shown = answer.raise_for_status().json() if answer.content else {}
        if "clientSecret" in shown:
            credentials = {"CLIENT_ID": shown["clientId"], "CLIENT_SECRET": shown["clientSecret"]}
            self.stack.environment |= credentials

    def _keep_variable(self, line: str) -> None:
        """Keep what a line exports, because each line is run by a new shell."""
        if found := re.fullmatch(r'export (\w+)="\$(\w+)"', line):
            self.stack.environment[found[1]] = self.stack.environment[found[2]]

    @property
    def _project(self) -> Path:
        return self.stack.folder / "project"

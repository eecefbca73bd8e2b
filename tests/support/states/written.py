"""Keep a state that a release has written, with its program and what Marketo held at that time.

The addresses of the two simulators are left out of the file: they differ each time.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from marketo_simulator import Simulator, state_file
from marketo_simulator.built_in import OPERATOR
from tests.support.engine.stack import Stack
from tests.support.project import ROOT

FOLDER = ROOT / "tests/states"
THIS_VERSION = version("marketo-resources")
_OF_THIS_MACHINE = frozenset({"sourcePosition", "stackTrace"})


@dataclass(frozen=True)
class Marketos:
    """The Marketo of the stack, and that of its explicit provider."""

    marketo: Simulator
    sandbox: Simulator

    def addresses(self) -> dict[str, str]:
        """Return the placeholders in a file for the address of each simulator."""
        return {
            f"@{name}@": one.base_url.removeprefix("http://")
            for name, one in (("marketo", self.marketo), ("sandbox", self.sandbox))
        }


@contextmanager
def two_marketos() -> Iterator[Marketos]:
    """Give two Marketos over sockets."""
    with Simulator() as marketo, Simulator() as sandbox:
        yield Marketos(marketo, sandbox)


@dataclass(frozen=True)
class Written:
    """What a release has written."""

    program: list[str]
    marketo: dict[str, Any]
    sandbox: dict[str, Any]
    stack: dict[str, Any]

    @classmethod
    def of(cls, program: str, stack: Stack, marketos: Marketos) -> Written:
        """Return a stack as it is now."""
        exported = json.loads(stack.run("stack", "export"))
        return cls(
            program.splitlines(),
            _saved(marketos.marketo),
            _saved(marketos.sandbox),
            _without(exported, _OF_THIS_MACHINE),
        )

    @classmethod
    def load(cls, path: Path, addresses: dict[str, str]) -> Written:
        """Read a state from its file."""
        text = path.read_text("utf-8")
        for name, address in addresses.items():
            text = text.replace(name, address)
        return cls(**json.loads(text))

    def save(self, path: Path, addresses: dict[str, str]) -> None:
        """Write the file."""
        text = json.dumps(asdict(self), indent=1)
        for name, address in addresses.items():
            text = text.replace(address, name)
        path.write_text(text + "\n", "utf-8")

    def restore(self, stack: Stack, marketos: Marketos) -> None:
        """Put the stack and both Marketos back to that time."""
        _restore(marketos.marketo, self.marketo)
        _restore(marketos.sandbox, self.sandbox)
        stack.program("\n".join(self.program))
        configure(stack, marketos)
        exported = stack.folder / "exported.json"
        exported.write_text(json.dumps(self.stack))
        stack.run("stack", "import", "--file", str(exported))


def configure(stack: Stack, marketos: Marketos) -> None:
    """Connect a stack to both, and give it the credentials of the custom services there are."""
    stack.connect(marketos.marketo)
    stack.run("config", "set", "sandbox", marketos.sandbox.base_url)
    stack.run("config", "set", "--secret", "sandboxSecret", marketos.sandbox.client_secret)
    for service in services(marketos.marketo):
        stack.run("config", "set", "--secret", f"{service.name}ClientId", service.client_id)
        stack.run("config", "set", "--secret", f"{service.name}ClientSecret", service.client_secret)


def services(marketo: Simulator) -> list[Any]:
    """Return the custom services, except the operator's."""
    owner = marketo.subscription.user_of_email(OPERATOR)
    assert owner
    return [one for one in marketo.subscription.services.values() if one.userid != owner.userid]


def _saved(marketo: Simulator) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state"
        state_file.save(marketo.subscription, path)
        return dict(json.loads(path.read_text("utf-8")))


def _restore(marketo: Simulator, saved: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state"
        path.write_text(json.dumps(saved), "utf-8")
        state_file.load(marketo.subscription, path)


def _without(value: Any, keys: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, keys) for key, one in value.items() if key not in keys}
    return [_without(one, keys) for one in value] if isinstance(value, list) else value

"""Model the engine's side of a stack in this process: the order of its calls, and its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pulumi.dynamic import Config, ConfigureRequest

from marketo_resources.core import notices
from marketo_resources.core.instance import Instance, close_instances, instance_for
from marketo_resources.dynamic.adapter import MarketoResourceProvider
from marketo_resources.settings import Settings
from marketo_simulator import Simulator

Wire = dict[str, Any]
Program = Mapping[str, Wire]
Process = Callable[[str], MarketoResourceProvider]
"""A provider process: gives the provider of a noun."""
NOUN = "__noun"
"""The key under which a program's entry says what it is; without it, an ApiOnlyUser."""


class RefusedError(Exception):
    """A preview refused the program; the text holds the problems."""


@dataclass
class Managed:
    """What state holds of a resource."""

    identity: str
    inputs: Wire
    outputs: Wire
    noun: str = "ApiOnlyUser"


@dataclass
class EngineModel:
    """A stack on a simulator; each command runs in a new process, as in Pulumi."""

    marketo: Simulator
    state: dict[str, Managed] = field(default_factory=dict)

    def preview(self, program: Program) -> dict[str, str]:
        """Return what would be done with each resource: create, update or delete.

        Raises:
            RefusedError: if a check fails; as in Pulumi, all resources are checked first.
        """
        process = self.new_process()
        return {
            name: step for name, (step, _) in self._plan(process, program).items() if step != "same"
        }

    def up(self, program: Program) -> None:
        """Apply a program; what succeeded before an error stays in state."""
        process = self.new_process()
        for name, declared in program.items():
            noun = declared.get(NOUN, Managed.noun)
            step, inputs = self._step(process(noun), name, declared)
            self._carry_out(process(noun), name, step, inputs)
            self.state[name].noun = noun
        for name in [name for name in self.state if name not in program]:
            managed = self.state[name]
            process(managed.noun).delete(managed.identity, managed.outputs)
            del self.state[name]

    def refresh(self) -> None:
        """Read everything anew; what is gone leaves the state."""
        process = self.new_process()
        for name, managed in list(self.state.items()):
            found = process(managed.noun).read(managed.identity, managed.outputs)
            if not found.id:
                del self.state[name]
                continue
            managed.outputs = dict(found.outs or {})
            managed.inputs = dict(found.inputs or managed.inputs)

    def _plan(self, process: Process, program: Program) -> dict[str, tuple[str, Wire]]:
        steps = {
            name: self._step(process(wire.get(NOUN, Managed.noun)), name, wire)
            for name, wire in program.items()
        }
        gone: dict[str, tuple[str, Wire]] = {
            name: ("delete", {}) for name in self.state if name not in program
        }
        return steps | gone

    def _step(
        self, provider: MarketoResourceProvider, name: str, declared: Wire
    ) -> tuple[str, Wire]:
        managed = self.state.get(name)
        checked = provider.check(
            managed.inputs if managed else {}, {"__name": name} | dict(declared)
        )
        if checked.failures:
            raise RefusedError("; ".join(f"{f.property} {f.reason}" for f in checked.failures))
        inputs = dict(checked.inputs or {})
        if managed is None:
            return "create", inputs
        changes = provider.diff(managed.identity, managed.outputs, inputs).changes
        if changes is None:
            # Without a list of differences, the engine compares the inputs itself.
            changes = managed.inputs != inputs
        return ("update" if changes else "same"), inputs

    def _carry_out(
        self, provider: MarketoResourceProvider, name: str, step: str, inputs: Wire
    ) -> None:
        if step == "create":
            made = provider.create(inputs)
            self.state[name] = Managed(made.id, inputs, dict(made.outs or {}))
            return
        managed = self.state[name]
        if step == "update":
            updated = provider.update(managed.identity, managed.outputs, inputs)
            managed.outputs = dict(updated.outs or {})
        managed.inputs = inputs

    def new_process(self) -> Process:
        """End the provider process before and begin another one."""
        forget_processes()
        return cache(self._provider)

    def _provider(self, noun: str) -> MarketoResourceProvider:
        provider = MarketoResourceProvider(noun, self._connect)
        provider.configure(ConfigureRequest(Config(self._configuration(), "test")))
        return provider

    def _connect(self, settings: Settings, offline: bool) -> Instance:  # noqa: FBT001 - as the core calls it
        return instance_for(settings, offline=offline)

    def _configuration(self) -> dict[str, str]:
        return {
            "marketo:baseUrl": self.marketo.base_url,
            "marketo:clientId": self.marketo.client_id,
            "marketo:clientSecret": self.marketo.client_secret,
            "marketo:callsPer20Seconds": "100000",
            "marketo:quotaStore": "memory://",
        }


def forget_processes() -> None:
    """Forget what a provider process knows, as its end does."""
    close_instances()
    notices.forget_said()

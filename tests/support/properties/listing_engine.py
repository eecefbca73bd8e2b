"""Model the engine's side of a stack whose resources depend on each other, and its previews."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from pulumi.output import UNKNOWN

from marketo_resources.core.instance import Instance, instance_for
from marketo_resources.dynamic.adapter import MarketoResourceProvider
from marketo_resources.marketo import Clock, ConnectionSettings, MarketoClient
from marketo_resources.settings import Settings
from tests.support.properties.engine_model import (
    NOUN,
    EngineModel,
    Managed,
    Process,
    Program,
    RefusedError,
    Wire,
)


class TimeOfItsOwn:
    """A time that passes only while somebody sleeps; `later` runs whenever it passes."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0
        self.later: Callable[[], object] = lambda: None

    def now(self) -> float:
        """Return the time."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.later()

    def clock(self) -> Clock:
        """Return the clock for a client."""
        return Clock(now=self.now, epoch=self.now, sleep=self.sleep, random=lambda: 0.5)


class WiredInstance(Instance):
    """An instance whose clients call a simulator without a socket, which is faster."""

    wire: httpx.BaseTransport

    def connected(self, settings: ConnectionSettings) -> MarketoClient:
        """Return a client on the wire."""
        return MarketoClient(settings, self.wire, clock=self.clock)


@dataclass(frozen=True)
class Listed:
    """What a preview lists for a resource: the step, its properties, and its notices."""

    step: str
    properties: frozenset[str]
    notices: str = ""


@dataclass
class ListingEngine(EngineModel):
    """An engine that passes outputs on, replaces resources, and says which properties differ."""

    time: TimeOfItsOwn = field(default_factory=TimeOfItsOwn)
    offline: bool = False
    by_hand: str = "auto"
    """The setting `usersByHand`."""
    at: str = ""
    """The resource that the last `up` reached."""
    blind: set[str] = field(default_factory=set)
    """The resources about which the last preview did not know everything."""
    unsure: set[str] = field(default_factory=set)
    """The resources that take the id of a resource that the last preview was still to make."""
    terminal: io.StringIO = field(default_factory=io.StringIO)
    """The output of the last `up` or refresh so far."""
    given: set[Any] = field(default_factory=set)
    """The values that other resources give, as far as those are made."""

    def listed(self, program: Program) -> dict[str, Listed]:
        """Preview; return what would be done with each resource.

        Raises:
            RefusedError: if a check fails.
        """
        process = self.new_process()
        found: dict[str, Listed] = {}
        self.blind.clear()
        self.unsure.clear()
        for name in program:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                step, inputs = self._judged(process, name, self._evaluated(program, name, found))
            found[name] = Listed(step, self._differing(name, inputs), printed.getvalue())
        gone = {name: Listed("delete", frozenset()) for name in self.state if name not in program}
        return {name: one for name, one in (found | gone).items() if one.step != "same"}

    def preview(self, program: Program) -> dict[str, str]:
        """Return the steps alone."""
        return {name: one.step for name, one in self.listed(program).items()}

    def up(self, program: Program) -> None:
        """Apply a program; what succeeded before an error stays in state."""
        process = self.new_process()
        replaced: list[tuple[str, Managed]] = []
        with self._listening():
            for name in program:
                self.at = name
                step, inputs = self._judged(process, name, self._evaluated(program, name))
                if step == "replace":
                    replaced.append((name, self.state.pop(name)))
                    step = "create"
                noun = str(program[name].get(NOUN, Managed.noun))
                self._carry_out(process(noun), name, step, inputs)
                self.state[name].noun = noun
            for name, managed in replaced:
                self.at = name
                process(managed.noun).delete(managed.identity, managed.outputs)
            for name in [name for name in reversed(self.state) if name not in program]:
                self.at, managed = name, self.state[name]
                process(managed.noun).delete(managed.identity, managed.outputs)
                del self.state[name]

    @property
    def printed(self) -> str:
        """Return the output of the last `up` or refresh so far."""
        return self.terminal.getvalue()

    @contextlib.contextmanager
    def _listening(self) -> Iterator[None]:
        self.terminal = io.StringIO()
        with contextlib.redirect_stdout(self.terminal):
            yield

    def refresh(self) -> None:
        """Read everything anew; what is gone leaves the state."""
        with self._listening():
            super().refresh()

    def _judged(self, process: Process, name: str, declared: Wire) -> tuple[str, Wire]:
        """Return the step as the engine decides it: it checks a replacement as a new resource."""
        provider = process(declared.get(NOUN, Managed.noun))
        step, inputs = self._step(provider, name, declared)
        managed = self.state.get(name)
        if managed and provider.diff(managed.identity, managed.outputs, inputs).replaces:
            return "replace", _checked(provider, name, declared)
        return step, inputs

    def _evaluated(
        self, program: Program, name: str, found: Mapping[str, Listed] | None = None
    ) -> Wire:
        """Return the declaration with the values of other resources that are known so far."""

        def of(value: Any) -> Any:
            if isinstance(value, list):
                return [of(one) for one in value]
            if not isinstance(value, Mapping):
                return value
            if "later" in value:
                return self._given(name, value["later"], previewing=found is not None)
            if "id_of" in value:
                given = self._id_of(value["id_of"], found or {})
                if given is UNKNOWN:
                    self.unsure.add(name)
                return given
            role = {}
            if "role" in value:
                role = {"role_name": program[value["role"]]["role_name"],
                        "role_id": self._id_of(value["role"], found or {})}  # fmt: skip
            return role | {key: of(part) for key, part in value.items() if key != "role"}

        return {key: of(value) for key, value in program[name].items()}

    def _given(self, name: str, value: Any, *, previewing: bool) -> Any:
        if previewing and value not in self.given:
            self.blind.add(name)
            return UNKNOWN
        self.given.add(value)
        return value

    def _id_of(self, name: str, found: Mapping[str, Listed]) -> Any:
        step = found[name].step if name in found else "same"
        managed = self.state.get(name)
        return UNKNOWN if managed is None or step in {"create", "replace"} else managed.identity

    def _differing(self, name: str, inputs: Wire) -> frozenset[str]:
        managed = self.state.get(name)
        if managed is None:
            return frozenset()
        keys = {*managed.inputs, *inputs}
        differing = {key for key in keys if managed.inputs.get(key) != inputs.get(key)}
        unfinished = managed.outputs.get("unfinished")
        return frozenset(differing.union(unfinished if isinstance(unfinished, list) else []))

    def _configuration(self) -> dict[str, str]:
        return super()._configuration() | {
            "marketo:offlinePreview": str(self.offline).lower(),
            "marketo:usersByHand": self.by_hand,
        }

    def _connect(self, settings: Settings, offline: bool) -> Instance:  # noqa: FBT001 - as the core calls it
        def wired(*args: Any, **kwargs: Any) -> Instance:
            made = WiredInstance(*args, **kwargs)
            made.wire = httpx.WSGITransport(app=self.marketo.app)
            return made

        return instance_for(settings, offline=offline, clock=self.time.clock(), make=wired)


def _checked(provider: MarketoResourceProvider, name: str, declared: Wire) -> Wire:
    checked = provider.check({}, {"__name": name} | dict(declared))
    if checked.failures:
        raise RefusedError("; ".join(f"{f.property} {f.reason}" for f in checked.failures))
    return dict(checked.inputs or {})

"""Define the operations of the fault matrix, and the stack in this process on which they run."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from marketo_resources.core.instance import Instance, instance_for
from marketo_resources.marketo import Clock, ConnectionSettings, MarketoClient
from marketo_resources.setting_names import UsersByHand
from marketo_resources.settings import Settings
from marketo_simulator import Simulator
from marketo_simulator.records import ALL_ZONES
from marketo_simulator.switches import Identity, UserCalls
from tests.support.clicks.clerk import Clerk
from tests.support.clicks.worker import Habit, Worker
from tests.support.faults.line import Line
from tests.support.marketo.stand import Waits
from tests.support.properties.engine_model import NOUN, EngineModel, Program, forget_processes

EMAIL = "etl@example.com"
SERVED = "served@example.com"
"""The user of the custom service, which no program of the matrix declares."""
START = 1_800_000_000.0
APPEARS_AFTER = 12.0
"""Seconds after which a person has made the role that is waited for, or clicked what is asked."""


def _nobody(_line: str) -> None:
    """Ignore a wait that a client announces."""


class Clockwork(Waits):
    """A clock that moves only when someone sleeps, and then runs what is due."""

    def __init__(self) -> None:
        super().__init__(START)
        self.due: list[tuple[float, Callable[[], object]]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        super().sleep(seconds)
        due = [happens for at, happens in self.due if at <= self.seconds]
        self.due = [entry for entry in self.due if entry[0] > self.seconds]
        for happens in due:
            happens()
        self.meanwhile()


class InstanceOnLine(Instance):
    """An instance whose clients call over a test's line."""

    line: Line

    def connected(self, settings: ConnectionSettings) -> MarketoClient:
        """Return a client on the line."""
        return MarketoClient(settings, self.line, clock=self.clock, announce=_nobody)


@dataclass
class EngineOnLine(EngineModel):
    """An engine whose provider processes wait without real time and call without a socket."""

    line: Line = field(kw_only=True)
    waits: Waits = field(kw_only=True)
    users_by_hand: UsersByHand = "auto"

    def _connect(self, settings: Settings, offline: bool) -> Instance:  # noqa: FBT001 - as the core calls it
        def on_line(*args: Any, **kwargs: Any) -> Instance:
            made = InstanceOnLine(*args, **kwargs)
            made.line = self.line
            return made

        clock = Clock(self.waits.now, self.waits.now, self.waits.sleep, lambda: 0.0)
        return instance_for(settings, offline=offline, clock=clock, make=on_line)

    def _configuration(self) -> dict[str, str]:
        return {
            "marketo:baseUrl": "http://localhost",
            "marketo:clientId": self.marketo.client_id,
            "marketo:clientSecret": self.marketo.client_secret,
            "marketo:callsPer20Seconds": "100000",
            "marketo:quotaStore": "memory://",
            "marketo:usersByHand": self.users_by_hand,
        }


@dataclass
class Stack:
    """A stack, its Marketo, and the line between them."""

    marketo: Simulator
    engine: EngineOnLine
    line: Line
    waits: Clockwork
    operation: Operation
    printed: io.StringIO

    def run(self) -> None:
        """Do the operation."""
        if self.operation.refreshes:
            self.engine.refresh()
        else:
            self.engine.up(self.operation.after)


def declared(**others: Any) -> dict[str, Any]:
    """Return the user of the programs."""
    grants = [{"role_name": "Warehouse API", "workspace": "Default"}]
    names = {"first_name": "E", "last_name": "TL"}
    return {"email_address": EMAIL, "roles": grants} | names | others


BOTH = [
    {"role_name": "Warehouse API", "workspace": "Europe"},
    {"role_name": "Other API", "workspace": "Default"},
]
ROLE = {NOUN: "ApiOnlyRole", "role_name": "Late API", "wait_for_creation": 600}
SERVICE = {
    NOUN: "CustomService",
    "service_name": "Served",
    "user_id": SERVED,
    "email_address": SERVED,
    "client_id": "served",
    "client_secret": "served-secret",
    "permissions": ["Read-Only Person"],
}


@dataclass(frozen=True)
class Operation:
    """Something an `up` does, from one program to another, or a refresh of the first."""

    name: str
    before: Program
    after: Program
    identity: Identity = "marketo"
    by_hand: str = ""
    """Who made the user before, if it was there: a person, a person with the dialog that the text
    names, or an interrupted `up`."""
    refreshes: bool = False
    waits_for_role: bool = False
    pending: bool = False
    """Whether Marketo holds the user as an invitation that is not accepted yet."""
    user_calls: UserCalls = "allowed"
    """Whether Marketo lets programs make, change and delete users during the operation."""
    users_by_hand: UsersByHand = "auto"
    """The setting `usersByHand` during the operation."""


_ONE = {"u": declared()}
_PATIENTLY = {"wait_for_person": 600}
_WAITING = {"u": declared(**_PATIENTLY)}
OPERATIONS = (
    Operation("create", {}, _ONE),
    Operation("create on Adobe identity", {}, _ONE, identity="adobe"),
    Operation("continue a create", {}, _ONE, by_hand="cut off"),
    Operation("read", _ONE, _ONE, refreshes=True),
    Operation("update attributes", _ONE, {"u": declared(first_name="New")}),
    Operation("update grants", _ONE, {"u": declared(roles=BOTH)}),
    Operation("update both", _ONE, {"u": declared(first_name="New", roles=BOTH)}),
    Operation("delete", _ONE, {}),
    Operation("take back an invitation", _ONE, {}, pending=True),
    Operation("adopt", {}, {"u": declared(adopt=True, roles=BOTH)}, by_hand="person"),
    Operation("create by hand", {}, _WAITING, identity="adobe", user_calls="refused"),
    Operation("create by hand, always", {}, _WAITING, users_by_hand="always"),
    Operation("continue a create by hand", {}, _ONE, identity="adobe", by_hand="dialog",
              user_calls="forbidden"),
    Operation("update by hand", _WAITING, {"u": declared(first_name="New", **_PATIENTLY)},
              user_calls="refused"),
    Operation("delete by hand", _WAITING, {}, identity="adobe", user_calls="forbidden"),
    Operation("wait for a role", {}, {"r": ROLE}, waits_for_role=True),
    Operation("read a role", {"r": ROLE}, {"r": ROLE}, refreshes=True),
    Operation("verify a service", {}, {"s": SERVICE}),
    Operation("read a service", {"s": SERVICE}, {"s": SERVICE}, refreshes=True),
)  # fmt: skip


@contextlib.contextmanager
def prepared(operation: Operation) -> Iterator[Stack]:
    """Return a stack on which the operation is the next thing to do."""
    waits = Clockwork()
    marketo = Simulator(identity=operation.identity, pending=operation.pending, clock=waits.now)
    line = Line(marketo, waits)
    engine = EngineOnLine(marketo, line=line, waits=waits)
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        stack = Stack(marketo, engine, line, waits, operation, printed)
        _furnish(stack)
        stack.engine.up(operation.before)
        marketo.subscription.switches.user_calls = operation.user_calls
        engine.users_by_hand = operation.users_by_hand
        waits.meanwhile = _someone_who_clicks(stack).looks
        line.calls.clear()
        yield stack
        forget_processes()


def _someone_who_clicks(stack: Stack) -> Worker:
    return Worker(
        Clerk.of(stack.marketo),
        stack.printed.getvalue,
        stack.waits.now,
        Habit(after=APPEARS_AFTER),
    )


def _furnish(stack: Stack) -> None:
    marketo, operation = stack.marketo, stack.operation
    subscription = marketo.subscription
    role = subscription.role_named("Warehouse API")
    assert role
    subscription.add_role("Other API", [])
    served = subscription.add_user(SERVED, "S", "Api", grants=[(role.id, 1)])
    subscription.add_service("Served", served, "served", "served-secret")
    if operation.by_hand:
        names = ("By", "Hand") if operation.by_hand == "person" else ("E", "TL")
        where = ALL_ZONES if operation.by_hand == "dialog" else 1
        subscription.add_user(EMAIL, *names, grants=[(role.id, where)])
    if operation.waits_for_role:
        made = START + APPEARS_AFTER
        stack.waits.due.append((made, lambda: subscription.add_role("Late API", [])))
    elif "r" in operation.before:
        subscription.add_role("Late API", [])


def as_recorded(text: str) -> str:
    """Return a message without what differs from run to run."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<id>", text)

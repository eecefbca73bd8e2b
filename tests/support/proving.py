"""Run `prove` against a simulator in this process, in time that passes only while it sleeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import SecretStr

from marketo_resources.cli.proving.exchanges import Exchanges
from marketo_resources.cli.proving.readings import Reading, as_json
from marketo_resources.cli.proving.run import Outcome, prove
from marketo_resources.cli.proving.start import Options, announcement, clean_up_before, ready
from marketo_resources.cli.proving.subject import CleanUp
from marketo_resources.marketo import Clock, ConnectionSettings
from marketo_simulator import Simulator
from marketo_simulator.marketo import probes

ADDRESS, SECOND = "proof@example.com", "second@example.com"
OPTIONS = Options(ADDRESS, SECOND, with_own_user=True)
SWITCHES: dict[str, tuple[Any, ...]] = {
    "identity": ("marketo", "adobe"),
    "user_calls": ("allowed", "refused", "forbidden"),
    "edit_in_use": ("allowed", "refused"),
    "relinked_token": ("old", "new"),
    "include_role_workspace": (False, True),
    "roles_body": ("either", "array", "input"),
    "errors": ("status", "body"),
    "visible_after": (0.0, 5.0, 100.0),
    "pending": (False, True),
    "invitations_readable": ("by-identity", "yes", "no"),
    "limits": (False, True),
    "dates": ("guide", "iso", "compact"),
    "spelling": ("guide", "specification"),
    "order": ("oldest-first", "newest-first", "by-name"),
    "rewrites": (False, True),
    "plan": ("full", "basic"),
    "crm": (False, True),
    "calls_a_day": (50_000, 500),
}
"""Every switch of the simulator, with the values to try; the first is its default."""

Transport = Callable[[httpx.BaseTransport], httpx.BaseTransport]


@dataclass
class Owner:
    """The owner of a simulated sandbox, who runs `prove` on it.

    Attributes:
        switches: How the sandbox behaves.
        people: How many people use it.
        has_all_permissions: Whether the credentials may send the harmless GETs too.
    """

    switches: dict[str, Any] = field(default_factory=dict)
    people: int = 3
    has_all_permissions: bool = True
    said: list[str] = field(default_factory=list)
    calls: int = 0

    def __post_init__(self) -> None:
        """Make the sandbox."""
        self.time = 1_800_000_000.0
        self.simulator = Simulator(clock=lambda: self.time, **self.switches)
        self.subscription = self.simulator.subscription
        for number in range(self.people):
            name = f"Surname{number}"
            self.subscription.add_user(f"p{number}@corp.test", "Petra", name, api_only=False)
        if self.has_all_permissions:
            role = self.subscription.role_named("API User Management")
            assert role
            role.permissions += {one for some in probes.NEEDED_PERMISSIONS.values() for one in some}

    def proves(
        self,
        options: Options = OPTIONS,
        through: Transport = lambda transport: transport,
    ) -> Outcome:
        """Run `prove`, and return its outcome."""
        transport = through(httpx.WSGITransport(app=self.simulator.app))
        marketo = Exchanges(self._settings, self.said.append, transport, self._clock)
        try:
            bench = ready(marketo, options)
            self.said += announcement(bench, "the sandbox")
            clean_up_before(bench, CleanUp(marketo, *options.addresses))
            return prove(bench, CleanUp(marketo, *options.addresses), self.said.append)
        finally:
            self.calls = marketo.calls
            marketo.close()

    @property
    def addresses(self) -> list[str]:
        """Return the addresses of all users and invitations."""
        return [user.email_address for user in self.subscription.users]

    @property
    def _settings(self) -> ConnectionSettings:
        return ConnectionSettings(
            base_url="http://localhost",
            client_id=self.simulator.client_id,
            client_secret=SecretStr(self.simulator.client_secret),
            quota_store=SecretStr("memory://"),
        )

    @property
    def _clock(self) -> Clock:
        def sleep(seconds: float) -> None:
            self.time += seconds

        return Clock(lambda: self.time, lambda: self.time, sleep, lambda: 0.5)


def by_name(outcome: Outcome) -> dict[str, Reading]:
    """Return the readings by their names."""
    return {one.name: one for one in outcome.readings}


def file_of(outcome: Outcome) -> dict[str, Any]:
    """Return what the file of a run holds."""
    return as_json(outcome.readings, outcome.before, {"made_by": "a test"})

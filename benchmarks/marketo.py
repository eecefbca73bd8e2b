"""Run a simulated Marketo in another process, so that its time can be told from ours."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

__all__ = ["Marketo", "declared", "marketo_process"]

_START = "Marketo simulator listening on "
UNCOUNTED = "identity"
"""The call for a token, which Marketo does not count against the quota."""


@dataclass(frozen=True)
class Marketo:
    """A running simulator."""

    base_url: str

    def calls(self) -> list[dict[str, Any]]:
        """Return the calls since the last question, except for tokens."""
        address = f"{self.base_url}/_simulator/calls"
        found = httpx.get(address).raise_for_status().json()
        httpx.delete(address).raise_for_status()
        return [call for call in found if call["endpoint"] != UNCOUNTED]

    def furnish(self, number: int) -> None:
        """Add users that no program knows."""
        names = [f"other-{one}@example.com" for one in range(number)]
        users = [{"emailAddress": name, "firstName": "O", "lastName": "N"} for name in names]
        httpx.post(f"{self.base_url}/_simulator/users", json=users).raise_for_status()

    def configuration(self, **others: str) -> dict[str, str]:
        """Return how a stack reaches it; without a pace of ours unless `others` sets one."""
        lifted = {"callsPer20Seconds": "100000", "quotaStore": "memory://"}
        settings = {"baseUrl": self.base_url, "clientId": "simulator"} | lifted | others
        plain = {f"marketo:{key}": value for key, value in settings.items()}
        return plain | {"marketo:clientSecret": "simulator-secret"}


@contextmanager
def marketo_process(*options: str, limits: bool = False) -> Iterator[Marketo]:
    """Run a simulator with these options of its command line."""
    words = [*options] if limits else [*options, "--no-limits"]
    command = [sys.executable, "-m", "marketo_simulator", "--port", "0", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own words
        try:
            line = process.stdout.readline() if process.stdout else ""
            yield Marketo(line.removeprefix(_START).strip())
        finally:
            process.terminate()


def declared(number: int) -> dict[str, Any]:
    """Return what the programs of the benchmarks declare of a user."""
    return {
        "email_address": f"user-{number}@example.com",
        "first_name": "User",
        "last_name": f"Number {number}",
        "roles": [{"role_name": "Warehouse API", "workspace": "Default"}],
    }

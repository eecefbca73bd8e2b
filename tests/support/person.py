"""A person who does in the simulator's admin pages what texts ask for, at moments of a wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from marketo_simulator import Simulator
from tests.support.simulator.clicking import Label, Person

ROLE = "Warehouse API"


@dataclass
class Clicks:
    """What a person does; each act is by the pages' own forms."""

    marketo: Simulator
    at: list[tuple[float, Callable[[], object]]] = field(default_factory=list)
    """Acts that are still to come, each with the moment at which it is done."""

    def passes(self, now: float) -> None:
        """Do what is due."""
        for moment, act in [one for one in self.at if one[0] <= now]:
            self.at.remove((moment, act))
            act()

    def makes(self, email: str, first: str, last: str, role: str = ROLE) -> None:
        """Admin > Users & Roles > Users > Create API Only User."""
        given: dict[Label, str | bool] = {
            "Email": email,
            "First Name": first,
            "Last Name": last,
            "API Only Role": role,
        }
        said = self._sends("Create API Only User", "Create API Only User", given)
        assert said == f"Created the API Only user {email}.", said

    def invites(
        self, email: str, first: str, last: str, *, api_only: bool = True, expires: str = ""
    ) -> None:
        """Admin > Users & Roles > Users > Invite New User, in its three steps."""
        person = self._person()
        person.follows("Invite New User")
        given: dict[Label, str | bool] = {"Email": email, "First Name": first, "Last Name": last}
        given["Access Expires"] = expires
        person.sends("Next", given)
        person.sends("Next", {("Roles in Default", ROLE): True, "API Only": api_only})
        person.sends("Send")
        assert email in person.said, person.said

    def edits(self, email: str, given: dict[Label, str | bool]) -> str:
        """Edit User, for some fields of it."""
        person = self._person()
        person.follows(f"Edit {email}")
        person.sends("Save", given)
        return person.said

    def deletes(self, email: str) -> str:
        """Delete User."""
        person = self._person()
        person.follows(f"Edit {email}")
        person.sends("Delete User")
        return person.said

    def links(self, service: str, email: str) -> None:
        """Admin > Integration > LaunchPoint > Edit Service: choose another API Only User."""
        said = self._sends(f"Edit {service}", "Save", {"API Only User": email})
        assert said == f"Saved the service {service}. It acts as {email}.", said

    def _sends(self, link: str, button: str, given: dict[Label, str | bool]) -> str:
        person = self._person()
        person.follows(link)
        person.sends(button, given)
        return person.said

    def _person(self) -> Person:
        return Person(httpx.Client(base_url=self.marketo.base_url, trust_env=False))

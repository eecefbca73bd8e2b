"""A person at the simulator's admin page: what only people can do in Marketo, by its forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import quote

import httpx

from marketo_simulator import Simulator

_VALUE = re.compile(r"<code>(.*?)</code>")


@dataclass(frozen=True)
class Admin:
    """A browser that sends the forms of the page and reads what it shows."""

    marketo: Simulator

    def makes_role(self, name: str, *permissions: str) -> None:
        """Admin > Users & Roles > Roles > New Role."""
        assert f"Created the role {name}" in self._sends("roles", name=name, permission=permissions)

    def ticks(self, role: str, *permissions: str) -> None:
        """Edit a role: from now on it has these boxes and no others."""
        link = re.search(
            rf'href="/admin/(roles/\d+)"[^>]*>Edit<span class="quiet"> {role}<', self._page()
        )
        assert link, f"the role {role} cannot be edited"
        assert f"Saved the role {role}" in self._sends(link[1], permission=permissions)

    def makes_service(self, name: str, email: str) -> tuple[str, str]:
        """LaunchPoint > New Service, then View Details: its client id and secret."""
        assert f"Created the service {name}" in self._sends("services", name=name, email=email)
        return self.sees_service(name)

    def sees_service(self, name: str) -> tuple[str, str]:
        """LaunchPoint > View Details: client id and secret."""
        rows = self._page().partition("LaunchPoint: custom services")[2].split("<tr ")
        (row,) = [row for row in rows if f'role="rowheader">{escape(name)}</th>' in row]
        client_id, client_secret = _VALUE.findall(row)
        return unescape(client_id), unescape(client_secret)

    def deletes_service(self, client_id: str) -> None:
        """LaunchPoint > Delete Service."""
        told = self._sends(f"services/{quote(client_id, safe='')}/delete")
        assert "Deleted the service" in told

    def _sends(self, form: str, **fields: str | tuple[str, ...]) -> str:
        data = {
            key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()
        }
        address = f"{self.marketo.base_url}/admin/{form}"
        answer = httpx.post(address, data=data, follow_redirects=True)
        return unescape(answer.raise_for_status().text)

    def _page(self) -> str:
        return httpx.get(self.marketo.base_url).raise_for_status().text

"""Call a simulator without a socket, as a program would."""

from __future__ import annotations

from typing import Any

from werkzeug.test import Client

from marketo_simulator import Simulator

EMAIL = "etl@example.com"
WAREHOUSE = 1003
"""Id of the built-in role *Warehouse API*."""
GRANT = {"accessRoleId": WAREHOUSE, "workspaceId": 1}
USAGE = "/rest/v1/stats/usage.json"
NEW = {"emailAddress": EMAIL, "firstName": "E", "lastName": "TL", "apiOnly": True}


class Marketo:
    """A simulator that a test calls as a program would."""

    def __init__(self, **switches: Any) -> None:
        self.now = 1_800_000_000.0
        self.simulator = Simulator(clock=lambda: self.now, **switches)
        self.subscription = self.simulator.subscription
        self.client = Client(self.simulator.app)

    def control(self, method: str, path: str, body: object = None, status: int = 200) -> Any:
        """Return the answer of the control interface."""
        sent: dict[str, Any] = {} if body is None else {"json": body}
        answered = self.client.open(f"/_simulator/{path}", method=method, **sent)
        assert answered.status_code == status, answered.get_data(as_text=True)
        return answered.get_json()

    def token(self, client_id: str = "simulator", secret: str = "simulator-secret") -> Any:  # noqa: S107 - it opens nothing else
        """Return Identity's answer."""
        query = {"grant_type": "client_credentials", "client_id": client_id}
        return self.client.get(
            "/identity/oauth/token", query_string=query | {"client_secret": secret}
        )

    def call(self, path: str, token: str = "", method: str = "GET", **more: Any) -> Any:
        """Return the answer to a call with a token."""
        token = token or self.token().get_json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        return self.client.open(path, method=method, headers=headers, **more)

    def users(self, path: str, **more: Any) -> Any:
        """Return the answer to one of the user management calls."""
        return self.call(f"/userservice/management/v1/users/{path}", **more)


def code_of(answered: Any) -> int | None:
    """Return Marketo's code in an answer."""
    listed = (answered.get_json() or {}).get("errors") or [{}]
    return int(listed[0]["code"]) if "code" in listed[0] else None

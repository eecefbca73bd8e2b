"""Define a dynamic resource with the properties of an ApiOnlyUser that makes its calls and no more.

The time that it takes more than a trivial resource is the cost of calling Marketo at all, and of
Pulumi for each property of a resource: it has one shared httpx client and only the calls that every
provider needs, without checks, retries, a pace or models.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi.dynamic import (
    ConfigureRequest,
    CreateResult,
    ReadResult,
    Resource,
    ResourceProvider,
)

__all__ = ["BareUser"]

_USERS = "/userservice/management/v1/users"
_UNSET = (
    "expires_at",
    "reason",
    "adopt",
    "delete_adopted",
    "wait_for_person",
    "adopted",
    "instance",
    "unfinished",
)
"""The properties of a user that the programs of the benchmarks do not give."""
_EMPTY = {
    "adopted": False,
    "delete_adopted": False,
    "reason": "",
    "unfinished": [],
    "wait_for_person": 0,
}
"""The outputs of a user that is declared so."""
_shared: dict[str, Any] = {}
_lock = threading.RLock()


class BareProvider(ResourceProvider):
    """Invites, reads and deletes; it returns what it was given."""

    serialize_as_secret_always = False  # as in ours, so that both are stored the same way

    def configure(self, req: ConfigureRequest) -> None:
        """Keep where Marketo is."""
        names = ("baseUrl", "clientId", "clientSecret")
        self._settings = [str(req.config.require(f"marketo:{name}")) for name in names]

    def create(self, props: Mapping[str, Any]) -> CreateResult:
        """Invite the user and read it back: the answer to an invitation does not contain it."""
        email = props["email_address"]
        body = {
            "emailAddress": email,
            "firstName": props["first_name"],
            "lastName": props["last_name"],
            "apiOnly": True,
            "userRoleWorkspaces": [{"accessRoleId": self._role(), "workspaceId": 1}],
        }
        self._call("POST", "/invite.json", json=body)
        self._call("GET", f"/{email}/user.json")
        grant = props["roles"][0] | {"role_id": str(self._role()), "workspace_id": "1"}
        made = {"instance": self._settings[0], "user_id": email, "roles": [grant]}
        return CreateResult(email, {**props, **made, **_EMPTY})

    def read(self, id_: str, props: Mapping[str, Any]) -> ReadResult:
        """Read the user."""
        self._call("GET", f"/{id_}/user.json")
        return ReadResult(id_, dict(props))

    def delete(self, id_: str, _props: Mapping[str, Any]) -> None:
        """Delete the user."""
        self._call("POST", f"/{id_}/delete.json")

    def _role(self) -> int:
        with _lock:
            if "role" not in _shared:
                roles = self._call("GET", "/roles.json")
                _shared["role"] = next(r["id"] for r in roles if r["name"] == "Warehouse API")
        return int(_shared["role"])

    def _call(self, method: str, path: str, **body: Any) -> Any:  # noqa: ANN401 - any JSON
        answer = self._client().request(method, _USERS + path, **body).raise_for_status()
        return answer.json() if answer.content else None

    def _client(self) -> Any:  # noqa: ANN401 - httpx is imported in the provider process only
        import httpx  # noqa: PLC0415 - the program hands this class over and makes no call

        with _lock:
            if "client" not in _shared:
                address, id_, secret = self._settings
                words = {
                    "grant_type": "client_credentials",
                    "client_id": id_,
                    "client_secret": secret,
                }
                token = httpx.get(f"{address}/identity/oauth/token", params=words)
                headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
                _shared["client"] = httpx.Client(base_url=address, headers=headers)
        return _shared["client"]


class BareUser(Resource, module="benchmark", name="BareUser"):
    """Has the properties of a user."""

    def __init__(self, resource_name: str, properties: Mapping[str, pulumi.Input[Any]]) -> None:
        unset = {"__name": resource_name} | dict.fromkeys(_UNSET)
        super().__init__(BareProvider(), resource_name, {**unset, **properties})

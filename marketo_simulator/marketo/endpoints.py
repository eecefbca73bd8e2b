"""Which call a method and a path are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from marketo_simulator.subscription import Subscription

from . import identity, probes, users
from .refusals import Refusal

USERS = "/userservice/management/v1/users/"
ACCESS = ("Access User Management Api", "Access Users")
Handler = Callable[[Subscription, users.Request], object]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint of the user management API; `takes_body` where JSON must be sent."""

    name: str
    method: str
    handler: Handler
    changes: bool = False
    takes_body: bool = False


_ALL = (
    Endpoint("allusers.json", "GET", users.list_users),
    Endpoint("roles.json", "GET", users.list_roles),
    Endpoint("workspaces.json", "GET", users.list_workspaces),
    Endpoint("invite.json", "POST", users.invite, changes=True, takes_body=True),
    Endpoint("{userid}/user.json", "GET", users.get_user),
    Endpoint("{userid}/invite.json", "GET", users.get_invited),
    Endpoint("{userid}/roles.json", "GET", users.get_user_roles),
    Endpoint("{userid}/update.json", "POST", users.update, changes=True, takes_body=True),
    Endpoint("{userid}/delete.json", "POST", users.delete, changes=True),
    Endpoint("{userid}/invite/delete.json", "POST", users.delete_invited, changes=True),
    Endpoint("{userid}/roles/create.json", "POST", users.add_roles, changes=True, takes_body=True),
    Endpoint(
        "{userid}/roles/delete.json", "POST", users.delete_roles, changes=True, takes_body=True
    ),
)  # fmt: skip
ENDPOINTS = {endpoint.name: endpoint for endpoint in _ALL}


def name_of(raw_path: str) -> str:
    """The name under which a call is logged and faults are set."""
    if raw_path == identity.PATH:
        return "identity"
    if not raw_path.startswith(USERS):
        return unquote(raw_path).lstrip("/")
    rest = raw_path.removeprefix(USERS)
    if rest in ENDPOINTS:
        return rest
    _, slash, call = rest.partition("/")
    return f"{{userid}}{slash}{call}"


def find(method: str, raw_path: str) -> tuple[Endpoint, str]:
    """The endpoint of a call, and the userid in its path."""
    endpoint = ENDPOINTS.get(name_of(raw_path)) if raw_path.startswith(USERS) else None
    if endpoint is None:
        raise Refusal(610, "Requested resource not found")
    if endpoint.method != method:
        raise Refusal(605, "HTTP Method not supported")
    is_about_one = endpoint.name.startswith("{userid}")
    userid = raw_path.removeprefix(USERS).partition("/")[0] if is_about_one else ""
    return endpoint, unquote(userid)


def is_probe(raw_path: str) -> bool:
    """Whether a path is one of the calls outside user management that are served."""
    return raw_path in probes.NEEDED_PERMISSIONS

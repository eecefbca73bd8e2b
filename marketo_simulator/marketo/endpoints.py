"""Find the endpoint of a call, and decide whether this subscription lets programs use it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from marketo_simulator.subscription import Subscription

from . import identity, probes, users
from .refusals import Forbidden, Refusal

USERS = "/userservice/management/v1/users/"
NOT_FOR_PROGRAMS = {
    "adobe": "This API is not available on Adobe Identity",
    "marketo": "This API is not available for this subscription",
}
ACCESS = ("Access User Management Api", "Access Users")
Handler = Callable[[Subscription, users.Request], object]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint of the user management API.

    Attributes:
        name: its path, under which calls are logged and faults are set.
        method: its HTTP method.
        handler: what it does.
        changes: whether it changes the subscription.
        takes_body: whether JSON must be sent.
        disputed: whether Adobe's pages disagree on programs using it for API-only users.
    """

    name: str
    method: str
    handler: Handler
    changes: bool = False
    takes_body: bool = False
    disputed: bool = False


_ALL = (
    Endpoint("allusers.json", "GET", users.list_users),
    Endpoint("roles.json", "GET", users.list_roles),
    Endpoint("workspaces.json", "GET", users.list_workspaces),
    Endpoint("invite.json", "POST", users.invite, changes=True, takes_body=True, disputed=True),
    Endpoint("{userid}/user.json", "GET", users.get_user),
    Endpoint("{userid}/invite.json", "GET", users.get_invited),
    Endpoint("{userid}/roles.json", "GET", users.get_user_roles),
    Endpoint(
        "{userid}/update.json", "POST", users.update, changes=True, takes_body=True, disputed=True
    ),
    Endpoint("{userid}/delete.json", "POST", users.delete, changes=True, disputed=True),
    Endpoint(
        "{userid}/invite/delete.json", "POST", users.delete_invited, changes=True, disputed=True
    ),
    Endpoint("{userid}/roles/create.json", "POST", users.add_roles, changes=True, takes_body=True),
    Endpoint(
        "{userid}/roles/delete.json", "POST", users.delete_roles, changes=True, takes_body=True
    ),
)  # fmt: skip
ENDPOINTS = {endpoint.name: endpoint for endpoint in _ALL}


def name_of(raw_path: str) -> str:
    """Return the name under which a call is logged and faults are set."""
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
    """Return the endpoint of a call, and the userid in its path."""
    endpoint = ENDPOINTS.get(name_of(raw_path)) if raw_path.startswith(USERS) else None
    if endpoint is None:
        raise Refusal(610, "Requested resource not found")
    if endpoint.method != method:
        raise Refusal(605, "HTTP Method not supported")
    is_about_one = endpoint.name.startswith("{userid}")
    userid = raw_path.removeprefix(USERS).partition("/")[0] if is_about_one else ""
    return endpoint, unquote(userid)


def check_is_for_programs(subscription: Subscription, endpoint: Endpoint) -> None:
    """Refuse a call that this subscription lets no program use."""
    switches = subscription.switches
    if not endpoint.disputed or switches.user_calls == "allowed":
        return
    if switches.user_calls == "forbidden":
        raise Forbidden
    raise Refusal(611, NOT_FOR_PROGRAMS[switches.identity], from_gateway=False)


def is_probe(raw_path: str) -> bool:
    """Return whether a path is one of the calls outside user management that are served."""
    return raw_path in probes.NEEDED_PERMISSIONS

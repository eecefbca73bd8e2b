"""The control interface: what only people can do in Marketo, for programs. No part of Marketo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.exceptions import BadRequest, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import control_users, rendering
from .faults import Fault
from .gateway import as_json
from .records import Role
from .subscription import Subscription

if TYPE_CHECKING:
    from .app import App

PREFIX = "/_simulator/"
Answer = object
Handler = Callable[["App", Any], Answer]
LOOPBACK = frozenset({"127.0.0.1", "::1", "", None})
_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def answer(app: App, request: Request) -> Response:
    """Do what a call under `/_simulator` asks for."""
    if not is_local(request):
        return as_json({"error": "the control interface answers this machine only"}, 403)
    try:
        name, values = _MAP.bind_to_environ(request.environ).match()
        body = request.get_json() if request.get_data() else None
        with app.subscription.changing():
            return as_json(_HANDLERS[name](app, body, **values), 200)
    except HTTPException as problem:
        return as_json({"error": problem.description}, problem.code or 400)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        return as_json({"error": f"{type(problem).__name__}: {problem}"}, 400)


def is_local(request: Request) -> bool:
    """Whether this machine asks, and means to: a site's own name may lead here too."""
    host = urlsplit(f"//{request.host}").hostname
    return request.environ.get("REMOTE_ADDR") in LOOPBACK and host in _NAMES


def role_of(subscription: Subscription, number: int) -> Role:
    """The role of an id, for people and programs that name one."""
    role = subscription.roles.get(number)
    if role is None:
        raise NotFound(f"no role {number}")
    return role


def check_editable(role: Role) -> None:
    """Marketo's own roles stay as they are."""
    if role.type == "system":
        raise BadRequest(f"{role.name} is one of Marketo's own roles and cannot be edited")


def _get_calls(app: App, _body: object) -> Answer:
    return app.calls.all()


def _delete_calls(app: App, _body: object) -> Answer:
    app.calls.clear()
    return {}


def _get_roles(app: App, _body: object) -> Answer:
    return [_role(app, role) for role in app.subscription.roles.values()]


def _post_roles(app: App, body: dict[str, Any]) -> Answer:
    role = app.subscription.add_role(
        body["name"],
        list(body.get("permissions", [])),
        only_all_zones=body.get("onlyAllZones", False),
        description=body.get("description", ""),
    )
    return _role(app, role)


def _patch_role(app: App, body: dict[str, Any], number: int) -> Answer:
    role = role_of(app.subscription, number)
    check_editable(role)
    role.name = body.get("name", role.name)
    role.permissions = list(body.get("permissions", role.permissions))
    role.only_all_zones = body.get("onlyAllZones", role.only_all_zones)
    role.description = body.get("description", role.description)
    role.updated_at = app.subscription.now()
    return _role(app, role)


def _delete_role(app: App, _body: object, number: int) -> Answer:
    role = role_of(app.subscription, number)
    check_editable(role)
    app.subscription.remove_role(role)
    return {}


def _role(app: App, role: Role) -> Answer:
    return rendering.role(app.subscription, role) | {"permissions": role.permissions}


def _post_workspaces(app: App, body: dict[str, Any]) -> Answer:
    return rendering.workspace(app.subscription, app.subscription.add_workspace(body["name"]))


def _get_services(app: App, _body: object) -> Answer:
    subscription = app.subscription
    owners = {user.userid: user.email_address for user in subscription.users}
    return [
        {"name": s.name, "emailAddress": owners[s.userid], "clientId": s.client_id}
        for s in subscription.services.values()
    ]


def _post_services(app: App, body: dict[str, Any]) -> Answer:
    user = app.subscription.user_of_email(body["emailAddress"])
    if user is None:
        raise NotFound(f"no user {body['emailAddress']}")
    service = app.subscription.add_service(body["name"], user)
    return {"clientId": service.client_id, "clientSecret": service.client_secret}


def _delete_service(app: App, _body: object, client_id: str) -> Answer:
    if client_id not in app.subscription.services:
        raise NotFound("no such custom service")
    app.subscription.remove_service(client_id)
    return {}


def _post_faults(app: App, body: list[dict[str, Any]]) -> Answer:
    for fault in [Fault.read(given) for given in body]:
        app.faults.add(fault)
    return {}


def _delete_faults(app: App, _body: object) -> Answer:
    app.faults.clear()
    return {}


def _post_clock(app: App, body: dict[str, Any]) -> Answer:
    app.subscription.advanced += float(body["advance"])
    return {"now": app.subscription.now()}


def _post_allowlist(app: App, body: dict[str, Any]) -> Answer:
    app.subscription.allowlist_blocks = bool(body["blocks"])
    return {}


_ROUTES: list[tuple[str, str, Callable[..., Answer]]] = [
    ("GET", "calls", _get_calls),
    ("DELETE", "calls", _delete_calls),
    ("GET", "users", control_users.get_all),
    ("POST", "users", control_users.post),
    ("PATCH", "users/<path:userid>", control_users.patch),
    ("DELETE", "users/<path:userid>", control_users.delete),
    ("GET", "roles", _get_roles),
    ("POST", "roles", _post_roles),
    ("PATCH", "roles/<int:number>", _patch_role),
    ("DELETE", "roles/<int:number>", _delete_role),
    ("POST", "workspaces", _post_workspaces),
    ("GET", "services", _get_services),
    ("POST", "services", _post_services),
    ("DELETE", "services/<client_id>", _delete_service),
    ("POST", "faults", _post_faults),
    ("DELETE", "faults", _delete_faults),
    ("POST", "clock", _post_clock),
    ("POST", "allowlist", _post_allowlist),
]
_HANDLERS = {f"{method} {path}": handler for method, path, handler in _ROUTES}
_MAP = Map(
    [Rule(PREFIX + path, endpoint=f"{m} {path}", methods=[m]) for m, path, _ in _ROUTES],
    merge_slashes=False,
)

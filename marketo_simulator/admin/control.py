"""The control interface: what only people can do in Marketo, for programs. No part of Marketo."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, UnsupportedMediaType
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from marketo_simulator import faults
from marketo_simulator.marketo import rendering
from marketo_simulator.marketo.gateway import as_json
from marketo_simulator.records import Role, Service

from . import control_users, operations
from .control_bodies import Reader, flag, list_of, name, or_null, parsed, read, seconds, text
from .operations import NotThereError, RefusedActError, RoleChanges, ServiceChanges

if TYPE_CHECKING:
    from marketo_simulator.app import App

PREFIX = "/_simulator/"
Answer = object
Json = dict[str, Any]
LOOPBACK = frozenset({"127.0.0.1", "::1", "", None})
_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ControlCall:
    """A call of the control interface.

    Attributes:
        method: its HTTP method.
        path: its path under the prefix, as werkzeug matches it.
        act: what it does.
        keys: the keys that its JSON body may have.
        needed: those that it must have.
        takes_list: whether the body may be a list of such objects.
    """

    method: str
    path: str
    act: Callable[..., Answer]
    keys: Mapping[str, Reader] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    takes_list: bool = False

    def given(self, body: object) -> Json | list[Json]:
        """Return what a body gives, read and checked."""
        if self.takes_list:
            return list_of(self._one)(body) if isinstance(body, list) else [self._one(body)]
        return self._one({} if body is None and not self.keys else body)

    def _one(self, body: object) -> Json:
        if body == {} and self.keys and not self.needed:
            raise RefusedActError(
                f"Nothing to change: send at least one of {', '.join(self.keys)}."
            )
        return read(body, self.keys, self.needed)


def answer(app: App, request: Request) -> Response:
    """Do what a call under `/_simulator` asks for."""
    if not is_local(request):
        return as_json({"error": "The control interface answers this machine only."}, 403)
    try:
        call, values = _call(request)
        given = call.given(_body(request))
        with app.subscription.changing():
            return as_json(call.act(app, given, **values), 200)
    except NotThereError as error:
        return as_json({"error": str(error)}, 404)
    except RefusedActError as error:
        return as_json({"error": str(error)}, 400)
    except HTTPException as error:
        return as_json({"error": error.description}, error.code or 400)


def is_local(request: Request) -> bool:
    """Whether this machine asks, and means to: a site's own name may lead here too."""
    host = urlsplit(f"//{request.host}").hostname
    return request.environ.get("REMOTE_ADDR") in LOOPBACK and host in _NAMES


def _call(request: Request) -> tuple[ControlCall, Mapping[str, str]]:
    try:
        found, values = _MAP.bind_to_environ(request.environ).match()
    except MethodNotAllowed as error:
        methods = " or ".join(sorted(set(error.valid_methods or ()) - {"HEAD"}))
        raise MethodNotAllowed(
            description=f"{request.method} {request.path} is not a call: use {methods}."
        ) from None
    except HTTPException:
        raise NotFound(f"There is no call {request.method} {request.path}.") from None
    return _CALLS[found], values


def _body(request: Request) -> object:
    data = request.get_data()
    if not data:
        return None
    # A page of another site can send text and forms here, and JSON only with our leave.
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send the body with `Content-Type: application/json`.")
    return parsed(data)


def _get_calls(app: App, _given: Json) -> Answer:
    return app.calls.all()


def _delete_calls(app: App, _given: Json) -> Answer:
    app.calls.clear()
    return {}


def _get_roles(app: App, _given: Json) -> Answer:
    return [_role(app, role) for role in app.subscription.roles.values()]


def _post_role(app: App, given: Json) -> Answer:
    return _role(app, operations.create_role(app.subscription, _role_changes(given)))


def _patch_role(app: App, given: Json, number: str) -> Answer:
    role = operations.role_of(app.subscription, number)
    operations.change_role(app.subscription, role, _role_changes(given))
    return _role(app, role)


def _delete_role(app: App, _given: Json, number: str) -> Answer:
    role = operations.role_of(app.subscription, number)
    operations.delete_role(app.subscription, role)
    return {}


def _role_changes(given: Json) -> RoleChanges:
    names = {"onlyAllZones": "only_all_zones"}
    return cast("RoleChanges", {names.get(key, key): value for key, value in given.items()})


def _role(app: App, role: Role) -> Answer:
    return rendering.role(app.subscription, role) | {"permissions": role.permissions}


def _post_workspace(app: App, given: Json) -> Answer:
    workspace = operations.create_workspace(app.subscription, given["name"])
    return rendering.workspace(app.subscription, workspace)


def _get_services(app: App, _given: Json) -> Answer:
    return [_service(app, service) for service in app.subscription.services.values()]


def _post_service(app: App, given: Json) -> Answer:
    subscription = app.subscription
    service = operations.create_service(subscription, given["name"], given["emailAddress"])
    return _service(app, service) | {"clientSecret": service.client_secret}


def _patch_service(app: App, given: Json, client_id: str) -> Answer:
    names = {"emailAddress": "email_address", "clientSecret": "client_secret"}
    changes = cast("ServiceChanges", {names[key]: value for key, value in given.items()})
    service = operations.service_of(app.subscription, client_id)
    operations.change_service(app.subscription, service, changes)
    replaced = {"clientSecret": service.client_secret} if "clientSecret" in given else {}
    return _service(app, service) | replaced


def _delete_service(app: App, _given: Json, client_id: str) -> Answer:
    service = operations.service_of(app.subscription, client_id)
    operations.delete_service(app.subscription, service)
    return {}


def _service(app: App, service: Service) -> Json:
    owner = app.subscription.user(service.userid)
    address = owner.email_address if owner else None
    return {"name": service.name, "emailAddress": address, "clientId": service.client_id}


def _post_faults(app: App, given: list[Json]) -> Answer:
    for fault in list_of(faults.Fault.read)(given):
        app.faults.add(fault)
    return {}


def _delete_faults(app: App, _given: Json) -> Answer:
    app.faults.clear()
    return {}


def _post_clock(app: App, given: Json) -> Answer:
    operations.advance(app.subscription, given["advance"])
    return {"now": app.subscription.now()}


def _post_allowlist(app: App, given: Json) -> Answer:
    app.subscription.allowlist_blocks = given["blocks"]
    return {}


_ROLE = {"name": name, "permissions": list_of(name), "onlyAllZones": flag, "description": text}
_NEW_SERVICE = {"name": name, "emailAddress": name}
_SERVICE = {"emailAddress": name, "clientSecret": or_null(name)}
_USER = control_users.USER
CALLS = (
    ControlCall("GET", "calls", _get_calls),
    ControlCall("DELETE", "calls", _delete_calls),
    ControlCall("GET", "users", control_users.get_all),
    ControlCall("POST", "users", control_users.post, _USER, control_users.NEEDED, takes_list=True),
    ControlCall("PATCH", "users/<path:userid>", control_users.patch, _USER),
    ControlCall("DELETE", "users/<path:userid>", control_users.delete),
    ControlCall("GET", "roles", _get_roles),
    ControlCall("POST", "roles", _post_role, _ROLE, ("name",)),
    ControlCall("PATCH", "roles/<number>", _patch_role, _ROLE),
    ControlCall("DELETE", "roles/<number>", _delete_role),
    ControlCall("POST", "workspaces", _post_workspace, {"name": name}, ("name",)),
    ControlCall("GET", "services", _get_services),
    ControlCall("POST", "services", _post_service, _NEW_SERVICE, tuple(_NEW_SERVICE)),
    ControlCall("PATCH", "services/<client_id>", _patch_service, _SERVICE),
    ControlCall("DELETE", "services/<client_id>", _delete_service),
    ControlCall("POST", "faults", _post_faults, faults.KEYS, faults.NEEDED, takes_list=True),
    ControlCall("DELETE", "faults", _delete_faults),
    ControlCall("POST", "clock", _post_clock, {"advance": seconds}, ("advance",)),
    ControlCall("POST", "allowlist", _post_allowlist, {"blocks": flag}, ("blocks",)),
)
_CALLS = {f"{call.method} {call.path}": call for call in CALLS}
_MAP = Map(
    [
        Rule(PREFIX + call.path, endpoint=name, methods=[call.method])
        for name, call in _CALLS.items()
    ],
    merge_slashes=False,
)

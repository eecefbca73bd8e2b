"""Answer the control interface, where programs do what only people can do in Marketo.

It is no part of Marketo's API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, UnsupportedMediaType
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from marketo_simulator.marketo import rendering
from marketo_simulator.marketo.gateway import as_json
from marketo_simulator.records import Role, Service

from . import control_faults, control_users, operations
from .control_bodies import Reader, flag, list_of, name, or_null, parsed, read, seconds, text
from .controlled import Controlled
from .local import is_local
from .operations import RoleChanges, ServiceChanges
from .refused import NotThereError, RefusedActError

PREFIX = "/_simulator/"
Answer = object
Json = dict[str, Any]


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


def answer(controlled: Controlled, request: Request) -> Response:
    """Do what a call under `/_simulator` asks for."""
    if not is_local(request):
        return as_json({"error": "The control interface answers this machine only."}, 403)
    try:
        call, values = _call(request)
        given = call.given(_body(request))
        with controlled.subscription.changing():
            return as_json(call.act(controlled, given, **values), 200)
    except NotThereError as error:
        return as_json({"error": str(error)}, 404)
    except RefusedActError as error:
        return as_json({"error": str(error)}, 400)
    except HTTPException as error:
        return as_json({"error": error.description}, error.code or 400)


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
    # A page of another site can send text and forms here, but JSON only if we allow it.
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("Send the body with `Content-Type: application/json`.")
    return parsed(data)


def _get_calls(controlled: Controlled, _given: Json) -> Answer:
    return controlled.calls.all()


def _delete_calls(controlled: Controlled, _given: Json) -> Answer:
    controlled.calls.clear()
    return {}


def _get_roles(controlled: Controlled, _given: Json) -> Answer:
    return [_role(controlled, role) for role in controlled.subscription.roles.values()]


def _post_role(controlled: Controlled, given: Json) -> Answer:
    return _role(controlled, operations.create_role(controlled.subscription, _role_changes(given)))


def _patch_role(controlled: Controlled, given: Json, number: str) -> Answer:
    role = operations.role_of(controlled.subscription, number)
    operations.change_role(controlled.subscription, role, _role_changes(given))
    return _role(controlled, role)


def _delete_role(controlled: Controlled, _given: Json, number: str) -> Answer:
    role = operations.role_of(controlled.subscription, number)
    operations.delete_role(controlled.subscription, role)
    return {}


def _role_changes(given: Json) -> RoleChanges:
    names = {"onlyAllZones": "only_all_zones"}
    return cast("RoleChanges", {names.get(key, key): value for key, value in given.items()})


def _role(controlled: Controlled, role: Role) -> Answer:
    return rendering.role(controlled.subscription, role) | {"permissions": role.permissions}


def _post_workspace(controlled: Controlled, given: Json) -> Answer:
    workspace = operations.create_workspace(controlled.subscription, given["name"])
    return rendering.workspace(controlled.subscription, workspace)


def _get_services(controlled: Controlled, _given: Json) -> Answer:
    return [_service(controlled, service) for service in controlled.subscription.services.values()]


def _post_service(controlled: Controlled, given: Json) -> Answer:
    subscription = controlled.subscription
    service = operations.create_service(
        subscription, given["name"], given["emailAddress"], given.get("description")
    )
    return _service(controlled, service) | {"clientSecret": service.client_secret}


def _patch_service(controlled: Controlled, given: Json, client_id: str) -> Answer:
    names = {"emailAddress": "email_address", "clientSecret": "client_secret"}
    changes = cast("ServiceChanges", {names.get(key, key): value for key, value in given.items()})
    service = operations.service_of(controlled.subscription, client_id)
    operations.change_service(controlled.subscription, service, changes)
    replaced = {"clientSecret": service.client_secret} if "clientSecret" in given else {}
    return _service(controlled, service) | replaced


def _delete_service(controlled: Controlled, _given: Json, client_id: str) -> Answer:
    service = operations.service_of(controlled.subscription, client_id)
    operations.delete_service(controlled.subscription, service)
    return {}


def _service(controlled: Controlled, service: Service) -> Json:
    owner = controlled.subscription.user(service.userid)
    address = owner.email_address if owner else None
    return {
        "name": service.name,
        "description": service.description,
        "emailAddress": address,
        "clientId": service.client_id,
    }


def _post_clock(controlled: Controlled, given: Json) -> Answer:
    operations.advance(controlled.subscription, given["advance"])
    return {"now": controlled.subscription.now()}


def _post_allowlist(controlled: Controlled, given: Json) -> Answer:
    operations.let_allowlist_block(controlled.subscription, given["blocks"])
    return {}


_ROLE = {"name": name, "permissions": list_of(name), "onlyAllZones": flag, "description": text}
_NEW_SERVICE = {"name": name, "emailAddress": name, "description": text}
_SERVICE = {
    "emailAddress": name,
    "clientSecret": or_null(name),
    "name": name,
    "description": text,
}
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
    ControlCall("POST", "services", _post_service, _NEW_SERVICE, ("name", "emailAddress")),
    ControlCall("PATCH", "services/<client_id>", _patch_service, _SERVICE),
    ControlCall("DELETE", "services/<client_id>", _delete_service),
    ControlCall(
        "POST",
        "faults",
        control_faults.post,
        control_faults.KEYS,
        control_faults.NEEDED,
        takes_list=True,
    ),
    ControlCall("DELETE", "faults", control_faults.delete),
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

"""The admin page: what only people can do in Marketo, for people. No part of Marketo's API.

A form changes the subscription and leads back to the page, which says what came of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from marketo_simulator.subscription import Subscription

from . import operations, page, values
from .local import is_local
from .operations import RoleChanges, ServiceChanges, UserChanges
from .refused import RefusedActError

Form = MultiDict[str, str]
T = TypeVar("T")
PREFIX = "/admin/"
PAGE = "/"


def answer(subscription: Subscription, request: Request) -> Response:
    """Show the page, or do what a form asks for."""
    try:
        _check_origin(request)
        handler, values = _MAP.bind_to_environ(request.environ).match()
        if handler == "page":
            said = request.args.get("said", "")
            with subscription.lock:
                return Response(page.page(subscription, said), mimetype="text/html")
        with subscription.changing():
            return _back(_FORMS[handler](subscription, request.form, **values))
    except RefusedActError as error:
        return _back(str(error))
    except (NotFound, BadRequest) as problem:
        if request.method == "POST":
            return _back(str(problem.description))
        return Response(problem.description, problem.code, mimetype="text/plain")
    except HTTPException as problem:
        return Response(problem.description, problem.code, mimetype="text/plain")


def _check_origin(request: Request) -> None:
    """A page of another site must not be able to send our forms."""
    if not is_local(request):
        raise Forbidden("the admin page answers this machine only")
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.host:
        raise Forbidden("this form was sent by another site")


def _back(said: str) -> Response:
    return Response(status=303, headers={"Location": f"{PAGE}?{urlencode({'said': said})}"})


def _create_role(subscription: Subscription, form: Form) -> str:
    wanted = _role_changes(form) | RoleChanges(
        name=_name(form, "name"),
        description=_line(form, "description"),
        only_all_zones="only_all_zones" in form,
    )
    role = operations.create_role(subscription, wanted)
    return f"Created the role {role.name} ({role.id})."


def _edit_role(subscription: Subscription, form: Form, number: str) -> str:
    role = operations.role_of(subscription, number)
    before = role.name
    named = RoleChanges(name=_name(form, "name")) if "name" in form else RoleChanges()
    operations.change_role(subscription, role, _role_changes(form) | named)
    renamed = "" if role.name == before else f", which was {before}"
    return f"Saved the role {role.name}{renamed}."


def _role_changes(form: Form) -> RoleChanges:
    permissions = [_held_to(values.name, "permission", one) for one in form.getlist("permission")]
    return RoleChanges(permissions=permissions)


def _delete_role(subscription: Subscription, _form: Form, number: str) -> str:
    role = operations.role_of(subscription, number)
    operations.delete_role(subscription, role)
    return f"Deleted the role {role.name}."


def _create_service(subscription: Subscription, form: Form) -> str:
    name, email = _name(form, "name"), _name(form, "email")
    service = operations.create_service(subscription, name, email)
    return f"Created the service {name}. Client Id: {service.client_id}"


def _replace_secret(subscription: Subscription, form: Form, client_id: str) -> str:
    service = operations.service_of(subscription, client_id)
    secret = _name(form, "client_secret") if _is_given(form, "client_secret") else None
    operations.change_service(subscription, service, ServiceChanges(client_secret=secret))
    return f"Replaced the secret of the service {service.name}. Its client id stays."


def _delete_service(subscription: Subscription, _form: Form, client_id: str) -> str:
    service = operations.service_of(subscription, client_id)
    operations.delete_service(subscription, service)
    return f"Deleted the service {service.name}."


def _edit_user(subscription: Subscription, form: Form, userid: str) -> str:
    user = operations.user_of(subscription, userid)
    ends = _is_given(form, "expires_at")
    changes = UserChanges(
        expires_at=_read(form, "expires_at", values.instant) if ends else None,
        first_name=_name(form, "first_name"),
        last_name=_name(form, "last_name"),
    )
    operations.change_user(subscription, user, changes)
    return f"Saved the user {user.email_address}."


def _lock_user(subscription: Subscription, form: Form, userid: str) -> str:
    user = operations.user_of(subscription, userid)
    reason = _line(form, "locked_reason") or None
    operations.change_user(subscription, user, UserChanges(locked=True, locked_reason=reason))
    return f"Locked the user {user.email_address}."


def _unlock_user(subscription: Subscription, _form: Form, userid: str) -> str:
    user = operations.user_of(subscription, userid)
    operations.change_user(subscription, user, UserChanges(locked=False))
    if user.has_expired(subscription.now()):
        return f"{user.email_address} stays locked: its access has expired. Give it a later date."
    return f"Unlocked the user {user.email_address}."


def _delete_user(subscription: Subscription, _form: Form, userid: str) -> str:
    user = operations.user_of(subscription, userid)
    operations.delete_user(subscription, user)
    return f"Deleted the user {user.email_address}."


def _is_given(form: Form, field: str) -> bool:
    return bool(form.get(field, "").strip())


def _name(form: Form, field: str) -> values.Name:
    return _read(form, field, values.name)


def _line(form: Form, field: str) -> values.Line:
    return _read(form, field, values.line)


def _read(form: Form, field: str, rule: Callable[[str], T]) -> T:
    return _held_to(rule, field, form.get(field, "").strip())


def _held_to(rule: Callable[[str], T], field: str, value: str) -> T:
    try:
        return rule(value)
    except RefusedActError as error:
        raise RefusedActError(f"{field.replace('_', ' ')}: {error}") from None


_ROUTES: list[tuple[str, Callable[..., str]]] = [
    ("roles", _create_role),
    ("roles/<number>", _edit_role),
    ("roles/<number>/delete", _delete_role),
    ("services", _create_service),
    ("services/<path:client_id>/secret", _replace_secret),
    ("services/<path:client_id>/delete", _delete_service),
    ("users/<path:userid>/lock", _lock_user),
    ("users/<path:userid>/unlock", _unlock_user),
    ("users/<path:userid>/delete", _delete_user),
    ("users/<path:userid>", _edit_user),
]
_FORMS: dict[str, Callable[..., Any]] = dict(_ROUTES)
_MAP = Map(
    [
        Rule(PAGE, endpoint="page", methods=["GET"]),
        *(Rule(PREFIX + path, endpoint=path, methods=["POST"]) for path, _ in _ROUTES),
    ],
    merge_slashes=False,
)

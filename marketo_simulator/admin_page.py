"""The admin page: what only people can do in Marketo, for people. No part of Marketo's API.

A form changes the subscription and leads back to the page, which says what came of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import admin_html, dates
from .control import check_editable, is_local, role_of
from .records import User
from .subscription import Subscription

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    Form = MultiDict[str, str]

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
                return Response(admin_html.page(subscription, said), mimetype="text/html")
        with subscription.changing():
            return _back(_FORMS[handler](subscription, request.form, **values))
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
    name = _needed(form, "name")
    role = subscription.add_role(
        name,
        form.getlist("permission"),
        description=form.get("description", ""),
        only_all_zones="only_all_zones" in form,
    )
    return f"Created the role {role.name} ({role.id})."


def _edit_role(subscription: Subscription, form: Form, number: int) -> str:
    role = role_of(subscription, number)
    check_editable(role)
    role.permissions = form.getlist("permission")
    role.updated_at = subscription.now()
    return f"Saved the role {role.name}."


def _delete_role(subscription: Subscription, _form: Form, number: int) -> str:
    role = role_of(subscription, number)
    check_editable(role)
    subscription.remove_role(role)
    return f"Deleted the role {role.name}."


def _create_service(subscription: Subscription, form: Form) -> str:
    name, email = _needed(form, "name"), _needed(form, "email")
    user = subscription.user_of_email(email)
    if user is None or not user.api_only:
        raise BadRequest(f"{email} is no API-only user.")
    service = subscription.add_service(name, user)
    return f"Created the service {name}. Client Id: {service.client_id}"


def _delete_service(subscription: Subscription, _form: Form, client_id: str) -> str:
    if client_id not in subscription.services:
        raise NotFound("There is no such service.")
    name = subscription.services[client_id].name
    subscription.remove_service(client_id)
    return f"Deleted the service {name}."


def _edit_user(subscription: Subscription, form: Form, userid: str) -> str:
    user = _user(subscription, userid)
    expires_at = form.get("expires_at", "").strip()
    try:
        instant = dates.seconds(expires_at) if expires_at else None
        datetime.fromtimestamp(instant or 0, UTC)  # the page must be able to show it
    except (ValueError, OverflowError, OSError):
        raise BadRequest(f"{expires_at} is no date: write it as 2027-06-30T00:00:00Z.") from None
    names = _needed(form, "first_name"), _needed(form, "last_name")
    user.first_name, user.last_name = names
    user.expires_at = instant
    return f"Saved the user {user.email_address}."


def _delete_user(subscription: Subscription, _form: Form, userid: str) -> str:
    user = _user(subscription, userid)
    if subscription.has_service(user):
        raise BadRequest(f"{user.email_address} is in use by a custom service: delete it first.")
    subscription.remove_user(user)
    return f"Deleted the user {user.email_address}."


def _user(subscription: Subscription, userid: str) -> User:
    user = subscription.user(userid)
    if user is None:
        raise NotFound(f"There is no user {userid}.")
    return user


def _needed(form: Form, name: str) -> str:
    value = form.get(name, "").strip()
    if not value:
        raise BadRequest(f"{name.replace('_', ' ')} is empty.")
    return value


_ROUTES: list[tuple[str, Callable[..., str]]] = [
    ("roles", _create_role),
    ("roles/<int:number>", _edit_role),
    ("roles/<int:number>/delete", _delete_role),
    ("services", _create_service),
    ("services/<path:client_id>/delete", _delete_service),
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

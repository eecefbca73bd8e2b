"""Answer the admin page, where people do what only people can do in Marketo.

It is no part of Marketo's API. A form changes the subscription and leads back to the page, which
says what was done. A dialog that is refused is shown again as it was filled in, and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from . import (
    assets,
    form_roles,
    form_services,
    form_users,
    page,
    role_dialogs,
    service_dialogs,
    user_dialogs,
)
from .controlled import Controlled
from .form_fields import Form
from .local import is_local
from .refused import NotThereError, RefusedActError

PREFIX = "/admin/"
PAGE = "/"
Shown = Callable[..., str]
"""Returns a page, given `Controlled`, what was filled in, the message, and the address's values."""


_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
}
"""The pages show secrets, and names from anywhere: they load and run only their own files."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the admin page.

    Attributes:
        path: its path under the prefix, as werkzeug matches it.
        shows: the page that a browser gets from it.
        does: what a form that is sent to it does; it returns the message to show.
        leads_to: the page shown after such a form, if the form is a step of a dialog.
        again: the page shown if such a form is refused; the first page without it.
        is_a: the media type of the answer to a GET.
        reads_query: whether a GET reads what was filled in from the query of the address.
    """

    path: str
    shows: Shown | None = None
    does: Callable[..., str] | None = None
    leads_to: Shown | None = None
    again: Shown | None = None
    is_a: str = "text/html"
    reads_query: bool = False


def answer(controlled: Controlled, request: Request) -> Response:
    """Show a page, or do what a form asks for."""
    try:
        _check_origin(request)
        path, values = _MAP.bind_to_environ(request.environ).match()
        act = _sent if request.method == "POST" else _shown
        return act(controlled, request, _ADDRESSES[path], **values)
    except RefusedActError as error:
        return _back(str(error))
    except (NotFound, BadRequest) as problem:
        if request.method == "POST":
            return _back(str(problem.description))
        return Response(problem.description, problem.code, mimetype="text/plain")
    except HTTPException as problem:
        return Response(problem.description, problem.code, mimetype="text/plain")


def _check_origin(request: Request) -> None:
    """Refuse a form that a page of another site sends."""
    if not is_local(request):
        raise Forbidden("the admin page answers this machine only")
    origin = request.headers.get("Origin")
    if request.method == "POST" and origin and urlsplit(origin).netloc != request.host:
        raise Forbidden("this form was sent by another site")


def _shown(controlled: Controlled, request: Request, address: Address, **values: str) -> Response:
    shows = address.shows or page.page
    with controlled.subscription.lock:
        given = request.args if address.reads_query else Form()
        text = shows(controlled, given, request.args.get("message", ""), **values)
    return _shown_as(text, 200, address.is_a)


def _sent(controlled: Controlled, request: Request, address: Address, **values: str) -> Response:
    try:
        with controlled.subscription.changing():
            message = (
                address.does(controlled.subscription, request.form, **values)
                if address.does
                else ""
            )
    except RefusedActError as error:
        if address.again is None or isinstance(error, NotThereError):
            raise
        with controlled.subscription.lock:
            return _shown_as(address.again(controlled, request.form, str(error), **values), 422)
    if address.leads_to:
        with controlled.subscription.lock:
            return _shown_as(address.leads_to(controlled, request.form, "", **values), 200)
    return _back(message)


def _shown_as(text: str, status: int, media_type: str = "text/html") -> Response:
    return Response(text, status, _HEADERS, mimetype=media_type)


def _back(message: str) -> Response:
    return Response(status=303, headers={"Location": f"{PAGE}?{urlencode({'message': message})}"})


def _nothing(_subscription: object, _form: Form, **_: str) -> str:
    return ""


def _methods(address: Address) -> list[str]:
    return [*["GET"] * bool(address.shows), *["POST"] * bool(address.does)]


_USER = "users/<path:userid>"
_SERVICE = "services/<path:client_id>"
_ADDRESSES = {
    one.path: one
    for one in (
        Address("", page.page, reads_query=True),
        Address(assets.STYLE, assets.style, is_a="text/css"),
        Address(assets.SCRIPT, assets.script, is_a="text/javascript"),
        Address("calls", page.calls_alone),
        Address("roles/new", role_dialogs.new_role),
        Address("roles", does=form_roles.create, again=role_dialogs.new_role),
        Address(
            "roles/<number>", role_dialogs.edit_role, form_roles.edit, again=role_dialogs.edit_role
        ),
        Address("roles/<number>/delete", does=form_roles.delete),
        Address("services/new", service_dialogs.new_service),
        Address("services", does=form_services.create, again=service_dialogs.new_service),
        Address(
            _SERVICE,
            service_dialogs.edit_service,
            form_services.edit,
            again=service_dialogs.edit_service,
        ),
        Address(f"{_SERVICE}/details", service_dialogs.view_details),
        Address(f"{_SERVICE}/token", does=_nothing, leads_to=service_dialogs.view_token),
        Address(f"{_SERVICE}/secret", does=form_services.replace_secret),
        Address(f"{_SERVICE}/delete", does=form_services.delete),
        Address("users/new", user_dialogs.new_user),
        Address("users", does=form_users.create, again=user_dialogs.new_user),
        Address("users/invite/info", does=_nothing, leads_to=user_dialogs.invite_info),
        Address(
            "users/invite/permissions",
            does=form_users.check_info,
            leads_to=user_dialogs.invite_permissions,
            again=user_dialogs.new_user,
        ),
        Address(
            "users/invite/message",
            does=form_users.check_invitation,
            leads_to=user_dialogs.invite_message,
            again=user_dialogs.invite_permissions,
        ),
        Address("users/invite", does=form_users.invite, again=user_dialogs.new_user),
        Address(f"{_USER}/lock", does=form_users.lock),
        Address(f"{_USER}/unlock", does=form_users.unlock),
        Address(f"{_USER}/delete", does=form_users.delete),
        Address(_USER, user_dialogs.edit_user, form_users.edit, again=user_dialogs.edit_user),
    )
}
_MAP = Map(
    [
        Rule((PREFIX + path) if path else PAGE, endpoint=path, methods=_methods(one))
        for path, one in _ADDRESSES.items()
    ],
    merge_slashes=False,
)

"""Answer the admin page: what only people can do in Marketo, for people. No part of Marketo's API.

A form changes the subscription and leads back to the page, which says what came of it. A dialog
that is refused is shown again as it was filled in, and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from werkzeug.exceptions import BadRequest, Forbidden, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from marketo_simulator.subscription import Subscription

from . import dialogs, form_roles, form_services, form_users, page
from .controlled import Controlled
from .form_fields import Form
from .local import is_local
from .refused import NotThereError, RefusedActError

PREFIX = "/admin/"
PAGE = "/"
Shown = Callable[..., str]
"""Returns a page for a subscription, what was filled in, what is said, and the address's values."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the admin page.

    Attributes:
        path: its path under the prefix, as werkzeug matches it.
        shows: the page that a browser gets from it.
        does: what a form that is sent to it does, which returns what came of it.
        leads_to: the page that follows such a form at once, where it is a step of a dialog.
        again: the page that is shown again where such a form is refused, instead of the first page.
    """

    path: str
    shows: Shown | None = None
    does: Callable[..., str] | None = None
    leads_to: Shown | None = None
    again: Shown | None = None


def answer(controlled: Controlled, request: Request) -> Response:
    """Show a page, or do what a form asks for."""
    try:
        _check_origin(request)
        path, values = _MAP.bind_to_environ(request.environ).match()
        if path == _FIRST:
            return _first_page(controlled, request)
        act = _sent if request.method == "POST" else _shown
        return act(controlled.subscription, request, _ADDRESSES[path], **values)
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


def _first_page(controlled: Controlled, request: Request) -> Response:
    said, find = request.args.get("said", ""), request.args.get(page.FIND, "")
    with controlled.subscription.lock:
        return _html(page.page(controlled, said, find))


def _shown(
    subscription: Subscription, _request: Request, address: Address, **values: str
) -> Response:
    if address.shows is None:  # a form alone, which is no page
        raise NotFound
    with subscription.lock:
        return _html(address.shows(subscription, Form(), "", **values))


def _sent(
    subscription: Subscription, request: Request, address: Address, **values: str
) -> Response:
    try:
        with subscription.changing():
            said = address.does(subscription, request.form, **values) if address.does else ""
    except RefusedActError as error:
        if address.again is None or isinstance(error, NotThereError):
            raise
        with subscription.lock:
            return _html(address.again(subscription, request.form, str(error), **values), 422)
    if address.leads_to:
        return _html(address.leads_to(subscription, request.form, "", **values))
    return _back(said)


def _html(text: str, status: int = 200) -> Response:
    # No site may show this page in a frame: it has secrets, and buttons.
    headers = {"Content-Security-Policy": "frame-ancestors 'none'"}
    return Response(text, status, headers, mimetype="text/html")


def _back(said: str) -> Response:
    return Response(status=303, headers={"Location": f"{PAGE}?{urlencode({'said': said})}"})


def _methods(address: Address) -> list[str]:
    return [*["GET"] * bool(address.shows), *["POST"] * bool(address.does)]


_FIRST = "the first page"
_USER = "users/<path:userid>"
_SERVICE = "services/<path:client_id>"
_ADDRESSES = {
    one.path: one
    for one in (
        Address("roles", does=form_roles.create),
        Address("roles/<number>", dialogs.edit_role, form_roles.edit, again=dialogs.edit_role),
        Address("roles/<number>/delete", does=form_roles.delete),
        Address("services", does=form_services.create),
        Address(_SERVICE, dialogs.edit_service, form_services.edit, again=dialogs.edit_service),
        Address(f"{_SERVICE}/secret", does=form_services.replace_secret),
        Address(f"{_SERVICE}/delete", does=form_services.delete),
        Address("users/new", dialogs.new_user),
        Address("users", does=form_users.create, again=dialogs.new_user),
        Address(
            "users/invite/permissions",
            does=form_users.check_info,
            leads_to=dialogs.invite_permissions,
            again=dialogs.new_user,
        ),
        Address(
            "users/invite/message",
            does=form_users.check_invitation,
            leads_to=dialogs.invite_message,
            again=dialogs.invite_permissions,
        ),
        Address("users/invite", does=form_users.invite, again=dialogs.new_user),
        Address(f"{_USER}/lock", does=form_users.lock),
        Address(f"{_USER}/unlock", does=form_users.unlock),
        Address(f"{_USER}/delete", does=form_users.delete),
        Address(_USER, dialogs.edit_user, form_users.edit, again=dialogs.edit_user),
    )
}
_MAP = Map(
    [
        Rule(PAGE, endpoint=_FIRST, methods=["GET"]),
        *(
            Rule(PREFIX + path, endpoint=path, methods=_methods(one))
            for path, one in _ADDRESSES.items()
        ),
    ],
    merge_slashes=False,
)

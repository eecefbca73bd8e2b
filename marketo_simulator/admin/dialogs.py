"""Show the dialogs of Marketo's admin pages about one user or one custom service.

Each asks for what the dialog of the same name asks for in Marketo, in its words. A form carries
along what the steps before it asked for, so that nothing is kept between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from marketo_simulator.records import ALL_ZONES, Grant, Role, User
from marketo_simulator.subscription import Subscription

from . import new_users, operations
from .elements import (
    box,
    button,
    choice,
    dialog,
    field,
    form,
    group,
    hidden,
    joined,
    link,
    permission_boxes,
)
from .form_fields import Form

CREATE = "Create API Only User"
INVITE = "Invite New User"
_INFO = ("email", "first_name", "last_name", "reason", "expires_at")
_EXPIRES = "Access Expires (ISO 8601, empty for never)"
_NONE_NEEDED = (
    "An invitation is not required for API only. We will create the user without an invite email "
    "having to be sent."
)


def new_user(subscription: Subscription, given: Form, said: str) -> str:
    """Return the dialog with which this subscription's identity adds users."""
    if subscription.switches.identity == "marketo":
        return _invite_info(given, said)
    roles = [(str(role.id), role.name) for role in new_users.api_only_roles(subscription)]
    asked = form(
        "/admin/users",
        _info(given, "email", "first_name", "last_name"),
        choice("API Only Role", "role", roles, given.get("role")),
        _buttons(CREATE),
    )
    return dialog(CREATE, said, asked)


def _invite_info(given: Form, said: str) -> str:
    """Return the first step of an invitation: who, why, and until when."""
    asked = form(
        "/admin/users/invite/permissions",
        _info(given, *_INFO),
        _carried(given, "grant", "api_only"),
        _buttons("Next"),
    )
    return dialog(f"{INVITE}: step 1 of 3, Info", said, asked)


def invite_permissions(subscription: Subscription, given: Form, said: str) -> str:
    """Return the second step: roles by workspace, and whether the API is all there is."""
    asked = form(
        "/admin/users/invite/message",
        _carried(given, *_INFO),
        _grants(subscription, given.getlist("grant")),
        box("API Only", "api_only", "yes", ticked="api_only" in given),
        _buttons("Next"),
    )
    return dialog(f"{INVITE}: step 2 of 3, Permissions", said, asked)


def invite_message(_subscription: Subscription, given: Form, said: str) -> str:
    """Return the last step: the message, which an API-only user does not need."""
    words = _NONE_NEEDED if "api_only" in given else "Welcome to Marketo."
    asked = form(
        "/admin/users/invite",
        _carried(given, *_INFO, "grant", "api_only"),
        Markup("<p>{}</p>").format(words),
        _buttons("Send"),
    )
    return dialog(f"{INVITE}: step 3 of 3, Message", said, asked)


def edit_user(subscription: Subscription, given: Form, said: str, userid: str) -> str:
    """Return what can be changed of a user, its lock and its deletion."""
    user = operations.user_of(subscription, userid)
    address = f"/admin/users/{quote(user.userid, safe='')}"
    shown = given or _of(user)
    edit = form(
        address,
        _info(shown, "email", "first_name", "last_name", "expires_at"),
        # What is not ticked is not sent: these say that the boxes were there.
        hidden("grant", ""),
        _grants(subscription, shown.getlist("grant")),
        hidden("api_only", ""),
        box("API Only", "api_only", "yes", ticked="yes" in shown.getlist("api_only")),
        _buttons("Save"),
    )
    delete = form(f"{address}/delete", button("Delete User", "danger"))
    return dialog(f"Edit User: {user.email_address}", said, edit, _lock(user, address), delete)


def edit_role(subscription: Subscription, given: Form, said: str, number: str) -> str:
    """Return what can be changed of a role, and its deletion."""
    role = operations.role_of(subscription, number)
    address = f"/admin/roles/{role.id}"
    ticked = given.getlist("permission") if given else role.permissions
    edit = form(
        address,
        field("Role name", "name", given.get("name", role.name), required=True, first=True),
        permission_boxes(ticked),
        _buttons(f"Save {role.name}"),
    )
    delete = form(f"{address}/delete", button(f"Delete {role.name}", "danger"))
    return dialog(f"Edit Role: {role.name}", said, edit, delete)


def edit_service(subscription: Subscription, given: Form, said: str, client_id: str) -> str:
    """Return what can be changed of a custom service: its name, and the user that it acts as."""
    service = operations.service_of(subscription, client_id)
    owner = subscription.user(service.userid)
    edit = form(
        f"/admin/services/{quote(service.client_id, safe='')}",
        field("Display Name", "name", given.get("name", service.name), required=True, first=True),
        service_owner(subscription, given.get("email", owner.email_address if owner else None)),
        _buttons("Save"),
    )
    return dialog(f"Edit Service: {service.name}", said, edit)


def service_owner(subscription: Subscription, chosen: str | None = None) -> Markup:
    """Return the list of users that a custom service can act as."""
    users = [user for user in subscription.users if operations.can_have_service(user)]
    options = [(user.email_address, user.email_address) for user in users]
    return choice("API Only User", "email", options, chosen)


def grant_text(grant: Grant) -> str:
    """Return how a form names a grant."""
    return f"{grant[0]}:{grant[1]}"


def _of(user: User) -> Form:
    expires = user.expires_at
    texts = {
        "email": user.email_address,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "expires_at": "" if expires is None else datetime.fromtimestamp(expires, UTC).isoformat(),
        "api_only": "yes" if user.api_only else "",
    }
    return MultiDict([*texts.items(), *(("grant", grant_text(one)) for one in user.grants)])


def _info(given: Form, *names: str) -> Markup:
    labels: Mapping[str, tuple[str, bool]] = {
        "email": ("Email", True),
        "first_name": ("First Name", True),
        "last_name": ("Last Name", True),
        "reason": ("Reason", False),
        "expires_at": (_EXPIRES, False),
    }
    return joined(
        field(
            labels[name][0],
            name,
            given.get(name, ""),
            required=labels[name][1],
            first=name == "email",
        )
        for name in names
    )


def _grants(subscription: Subscription, ticked: Iterable[str]) -> Markup:
    held = set(ticked)
    places = {ALL_ZONES: "All workspaces"} | {
        one.id: one.name for one in subscription.workspaces.values()
    }
    return joined(
        group(f"Roles in {name}", _role_boxes(subscription, place, held))
        for place, name in places.items()
    )


def _role_boxes(subscription: Subscription, place: int, held: set[str]) -> Iterable[Markup]:
    for role in _grantable(subscription, place):
        value = grant_text((role.id, place))
        yield box(role.name, "grant", value, ticked=value in held)


def _grantable(subscription: Subscription, place: int) -> Iterable[Role]:
    roles = subscription.roles.values()
    return (role for role in roles if place == ALL_ZONES or not role.only_all_zones)


def _lock(user: User, address: str) -> Markup:
    if user.locked:
        return form(f"{address}/unlock", button("Unlock User"))
    return form(
        f"{address}/lock", field("Reason for the lock", "locked_reason"), button("Lock User")
    )


def _carried(given: Form, *names: str) -> Markup:
    return joined(hidden(name, value) for name in names for value in given.getlist(name))


def _buttons(label: str) -> Markup:
    return Markup("{} {}").format(button(label), link("/", "Cancel"))

"""Show the dialogs of Marketo's admin pages about one user.

Each asks for what Marketo's dialog of the same name asks for, with the same labels. A form carries
the values of the steps before it in hidden fields, so that nothing is kept between steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote

from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from marketo_simulator.records import ALL_ZONES, Grant, Role, User
from marketo_simulator.subscription import Subscription

from . import new_users, operations
from .controlled import Controlled
from .elements import (
    NOTHING,
    box,
    button,
    buttons,
    choice,
    document,
    field,
    folded,
    form,
    group,
    hidden,
    joined,
    lone_box,
)
from .form_fields import Form

CREATE = "Create API Only User"
INVITE = "Invite New User"
_INFO = ("email", "first_name", "last_name", "reason", "expires_at")
_STEPS = ("Info", "Permissions", "Message")
_FIELDS = (
    ("email", "Email", True, ""),
    ("first_name", "First Name", True, ""),
    ("last_name", "Last Name", True, ""),
    ("reason", "Reason", False, ""),
    (
        "expires_at",
        "Access Expires",
        False,
        "Such as 2027-06-30T00:00:00Z. Leave it empty for access that never ends.",
    ),
)
"""Each field about a user: its name, its label, whether it is required, and a hint."""
_NONE_NEEDED = (
    "An invitation is not required for API only. We will create the user without an invite email "
    "having to be sent."
)


def new_user(controlled: Controlled, given: Form, message: str) -> str:
    """Return the dialog with which this subscription's identity adds users."""
    subscription = controlled.subscription
    if subscription.switches.identity == "marketo":
        return invite_info(controlled, given, message)
    roles = [(str(role.id), role.name) for role in new_users.api_only_roles(subscription)]
    asked = form(
        "/admin/users",
        _info(given, "email", "first_name", "last_name"),
        choice("API Only Role", "role", roles, given.get("role")),
        buttons(CREATE),
    )
    return document(CREATE, message, asked, is_dialog=True)


def invite_info(_controlled: Controlled, given: Form, message: str) -> str:
    """Return the first step of an invitation: who, why, and until when."""
    asked = form(
        "/admin/users/invite/permissions",
        _info(given, *_INFO),
        _carried(given, "grant", "api_only"),
        buttons("Next"),
    )
    return _step(0, message, asked)


def invite_permissions(controlled: Controlled, given: Form, message: str) -> str:
    """Return the second step: roles by workspace, and whether the user is API-only."""
    asked = form(
        "/admin/users/invite/message",
        _carried(given, *_INFO),
        _grants(controlled.subscription, given.getlist("grant")),
        lone_box("API Only", "api_only", "yes", ticked="api_only" in given),
        buttons("Next", back="/admin/users/invite/info"),
    )
    return _step(1, message, asked)


def invite_message(_controlled: Controlled, given: Form, message: str) -> str:
    """Return the last step: the message, which an API-only user does not need."""
    words = _NONE_NEEDED if "api_only" in given else "Welcome to Marketo."
    asked = form(
        "/admin/users/invite",
        _carried(given, *_INFO, "grant", "api_only"),
        Markup("<p>{}</p>").format(words),
        buttons("Send", back="/admin/users/invite/permissions"),
    )
    return _step(2, message, asked)


def _step(number: int, message: str, asked: Markup) -> str:
    steps = joined(
        Markup("<li{}>{}</li>").format(
            Markup(' aria-current="step"') if at == number else NOTHING, name
        )
        for at, name in enumerate(_STEPS)
    )
    title = f"{INVITE}: step {number + 1} of {len(_STEPS)}, {_STEPS[number]}"
    listed = Markup('<ol class="steps">{}</ol>').format(steps)
    return document(title, message, listed, asked, is_dialog=True)


def edit_user(controlled: Controlled, given: Form, message: str, userid: str) -> str:
    """Return what can be changed of a user, its lock and its deletion."""
    user = operations.user_of(controlled.subscription, userid)
    address = f"/admin/users/{quote(user.userid, safe='')}"
    edit = form(
        address,
        _edited(controlled.subscription, given or _of(user)),
        buttons("Save"),
    )
    title = f"Edit User: {user.email_address}"
    return document(title, message, edit, _lock(user, address), _deletion(address), is_dialog=True)


def _edited(subscription: Subscription, shown: Form) -> Markup:
    return joined(
        (
            _info(shown, "email", "first_name", "last_name", "expires_at"),
            # Browsers do not send unticked boxes; these fields say that the form has boxes.
            hidden("grant", ""),
            _grants(subscription, shown.getlist("grant")),
            hidden("api_only", ""),
            lone_box("API Only", "api_only", "yes", ticked="yes" in shown.getlist("api_only")),
        )
    )


def grant_text(grant: Grant) -> str:
    """Return how a form names a grant."""
    return f"{grant[0]}:{grant[1]}"


def _of(user: User) -> Form:
    expires = user.expires_at
    texts = {
        "email": user.email_address,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "expires_at": "" if expires is None else _written(expires),
        "api_only": "yes" if user.api_only else "",
    }
    return MultiDict([*texts.items(), *(("grant", grant_text(one)) for one in user.grants)])


def _written(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat().replace("+00:00", "Z")


def _info(given: Form, *names: str) -> Markup:
    return joined(
        field(label, name, given.get(name, ""), required=required, hint=hint)
        for name, label, required, hint in _FIELDS
        if name in names
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
        return folded("Unlock User", form(f"{address}/unlock", button("Unlock User")))
    asked = field("Reason for the lock", "locked_reason")
    return folded("Lock User", form(f"{address}/lock", asked, button("Lock User")))


def _deletion(address: str) -> Markup:
    delete = form(f"{address}/delete", button("Delete User"))
    words = Markup("<p>A deleted user cannot be restored.</p>")
    return folded("Delete User", words, delete, is_final=True)


def _carried(given: Form, *names: str) -> Markup:
    return joined(hidden(name, value) for name in names for value in given.getlist(name))

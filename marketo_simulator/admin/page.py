"""Show everything that the simulated subscription holds, and the calls of the last minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

from markupsafe import Markup

from marketo_simulator.call_log import Call
from marketo_simulator.records import ALL_ZONES, Role, Service, User
from marketo_simulator.subscription import Subscription

from . import operations
from .controlled import Controlled
from .dialogs import CREATE, INVITE, service_owner
from .elements import (
    box,
    button,
    document,
    edit_link,
    field,
    folded,
    form,
    found_by,
    joined,
    link,
    marked,
    navigation,
    note,
    permission_boxes,
    section,
    table,
)

FIND = "find"
"""The query parameter that says which users to show."""

_SHOWN_SECONDS = 60.0
"""Show the calls of so many seconds."""
_MOST_CALLS = 100
"""Show at most so many calls."""


def page(controlled: Controlled, said: str, find: str = "") -> str:
    """Return the whole page, with what came of the last form."""
    subscription = controlled.subscription
    sections = (
        ("users", "Users", _users(subscription, find)),
        ("roles", "Roles", _roles(subscription)),
        ("workspaces", "Workspaces", _workspaces(subscription)),
        ("services", "LaunchPoint: custom services", _services(subscription)),
        ("calls", "Calls of the last minute", _calls(controlled)),
    )
    return document(
        "Admin of the simulated Marketo",
        said,
        navigation(link(f"#{name}", title) for name, title, _ in sections),
        *(section(*one) for one in sections),
    )


def _users(subscription: Subscription, find: str) -> Markup:
    dialog = CREATE if subscription.switches.identity == "adobe" else INVITE
    shown = [user for user in subscription.users if _matches(user, find)]
    add = Markup("<p>{}</p>").format(link("/admin/users/new", dialog))
    search = found_by(FIND, "Address or name", find)
    count = note(f"{len(shown)} of {len(subscription.users)} users") if find else Markup()
    head = ("User", "Name", "Roles", "State", "Edit")
    return add + search + count + table(head, (_user(subscription, user) for user in shown))


def _matches(user: User, find: str) -> bool:
    words = f"{user.email_address} {user.first_name} {user.last_name}".casefold()
    return find.strip().casefold() in words


def _user(subscription: Subscription, user: User) -> list[object]:
    held = [_grant(subscription, role, place) for role, place in user.grants]
    edit = edit_link(f"/admin/users/{quote(user.userid, safe='')}", user.email_address)
    name = f"{user.first_name} {user.last_name}"
    state = Markup(", ").join(_state(subscription, user))
    return [user.email_address, name, ", ".join(held), state, edit]


def _state(subscription: Subscription, user: User) -> Iterator[Markup]:
    yield Markup("API Only") if user.api_only else marked("person", "soft")
    if user.pending:
        yield marked("invitation pending", "soft")
    if user.locked:
        reason = f" ({user.locked_reason})" if user.locked_reason else ""
        yield marked(f"locked{reason}", "bad")
    if user.has_expired(subscription.now()):
        yield marked("expired", "bad")


def _grant(subscription: Subscription, role: int, place: int) -> str:
    name = subscription.roles[role].name if role in subscription.roles else str(role)
    if place == ALL_ZONES:
        return f"{name} in all workspaces"
    workspace = subscription.workspaces.get(place)
    return f"{name} in {workspace.name if workspace else place}"


def _roles(subscription: Subscription) -> Markup:
    rows = [_role(role) for role in subscription.roles.values()]
    new = form(
        "/admin/roles",
        field("Role name", "name", required=True),
        field("Description", "description"),
        box("Only valid for all workspaces", "only_all_zones", "yes"),
        permission_boxes(()),
        button("Create role"),
    )
    return table(("Role", "Type", "Permissions", "Edit"), rows) + folded("New role", new)


def _role(role: Role) -> list[object]:
    listed = ", ".join(role.permissions)
    if not operations.is_editable(role):
        return [role.name, role.type, listed, ""]
    return [role.name, role.type, listed, edit_link(f"/admin/roles/{role.id}", role.name)]


def _workspaces(subscription: Subscription) -> Markup:
    return table(
        ("Workspace", "Id"), ((one.name, one.id) for one in subscription.workspaces.values())
    )


def _services(subscription: Subscription) -> Markup:
    rows = [_service(subscription, service) for service in subscription.services.values()]
    new = form(
        "/admin/services",
        field("Display name", "name", required=True),
        service_owner(subscription),
        button("Create service"),
    )
    head = ("Service", "API Only User", "Client Id", "Client Secret", "Edit")
    return table(head, rows) + Markup("<h3>New service</h3>") + new


def _service(subscription: Subscription, service: Service) -> list[object]:
    owner = subscription.user(service.userid)
    address = f"/admin/services/{quote(service.client_id, safe='')}"
    replace = form(
        f"{address}/secret",
        field("New secret (empty for a generated one)", "client_secret"),
        button(f"Replace the secret of {service.name}"),
    )
    delete = form(f"{address}/delete", button(f"Delete {service.name}", "danger"))
    more = folded(f"Secret and deletion of {service.name}", replace, delete)
    edit = edit_link(address, service.name)
    email = owner.email_address if owner else service.userid
    return [service.name, email, service.client_id, service.client_secret, edit + more]


def _calls(controlled: Controlled) -> Markup:
    since = controlled.subscription.now() - _SHOWN_SECONDS
    recent = controlled.calls.since(since)[::-1][:_MOST_CALLS]
    if not recent:
        return note("None.")
    head = ("At (UTC)", "Call", "HTTP", "Code", "Changed something")
    return table(head, (_call(one) for one in recent))


def _call(call: Call) -> list[object]:
    at = datetime.fromtimestamp(call.at, UTC).strftime("%H:%M:%S")
    is_fine = call.code is None and (call.status or 0) < HTTPStatus.BAD_REQUEST
    kind = "good" if is_fine else "bad"
    status = marked("under way" if call.status is None else str(call.status), kind)
    code = marked("" if call.code is None else str(call.code), kind)
    what = joined([Markup("<code>{} {}</code>").format(call.method, call.path)])
    return [at, what, status, code, "yes" if call.changed else ""]

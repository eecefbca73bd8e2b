"""Show everything that the simulated subscription holds: plain forms, usable with a keyboard."""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

from marketo_simulator.records import ALL_ZONES, Role, Service, User
from marketo_simulator.subscription import Subscription

from . import operations
from .dialogs import CREATE, INVITE, service_owner
from .elements import box, button, document, field, form, link, permission_boxes, section, table
from .form_fields import Form


def page(subscription: Subscription, _given: Form, said: str) -> str:
    """Return the whole page, with what came of the last form."""
    return document(
        "Admin of the simulated Marketo",
        said,
        _users(subscription),
        _roles(subscription),
        _workspaces(subscription),
        _services(subscription),
    )


def _users(subscription: Subscription) -> Markup:
    dialog = CREATE if subscription.switches.identity == "adobe" else INVITE
    rows = [_user(subscription, user) for user in subscription.users]
    listed = table(("User", "Name", "Roles", "State", "Edit"), rows)
    return section("Users", Markup("<p>{}</p>").format(link("/admin/users/new", dialog)), listed)


def _user(subscription: Subscription, user: User) -> list[object]:
    held = [_grant(subscription, role, place) for role, place in user.grants]
    edit = link(f"/admin/users/{quote(user.userid, safe='')}", f"Edit {user.email_address}")
    name = f"{user.first_name} {user.last_name}"
    return [user.email_address, name, ", ".join(held), _state(subscription, user), edit]


def _state(subscription: Subscription, user: User) -> str:
    reason = f" ({user.locked_reason})" if user.locked_reason else ""
    states = (
        "API Only" if user.api_only else "person",
        "invitation pending" if user.pending else "",
        f"locked{reason}" if user.locked else "",
        "expired" if user.has_expired(subscription.now()) else "",
    )
    return ", ".join(filter(None, states))


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
    listed = table(("Role", "Type", "Permissions", "Edit"), rows)
    return section("Roles", listed, Markup("<h3>New role</h3>"), new)


def _role(role: Role) -> list[object]:
    listed = ", ".join(role.permissions)
    if not operations.is_editable(role):
        return [role.name, role.type, listed, ""]
    address = f"/admin/roles/{role.id}"
    named = field("Role name", "name", role.name, required=True)
    edit = form(address, named, permission_boxes(role.permissions), button(f"Save {role.name}"))
    folded = Markup("<details><summary>Edit {}</summary>{}</details>").format(role.name, edit)
    delete = form(f"{address}/delete", button(f"Delete {role.name}"))
    return [role.name, role.type, listed, folded + delete]


def _workspaces(subscription: Subscription) -> Markup:
    rows: list[list[object]] = [[one.name, one.id] for one in subscription.workspaces.values()]
    return section("Workspaces", table(("Workspace", "Id"), rows))


def _services(subscription: Subscription) -> Markup:
    rows = [_service(subscription, service) for service in subscription.services.values()]
    new = form(
        "/admin/services",
        field("Display name", "name", required=True),
        service_owner(subscription),
        button("Create service"),
    )
    head = ("Service", "API Only User", "Client Id", "Client Secret", "Edit")
    listed = table(head, rows)
    return section("LaunchPoint: custom services", listed, Markup("<h3>New service</h3>"), new)


def _service(subscription: Subscription, service: Service) -> list[object]:
    owner = subscription.user(service.userid)
    address = f"/admin/services/{quote(service.client_id, safe='')}"
    edit = link(address, f"Edit {service.name}")
    replace = form(
        f"{address}/secret",
        field("New secret (empty for a generated one)", "client_secret"),
        button(f"Replace the secret of {service.name}"),
    )
    delete = form(f"{address}/delete", button(f"Delete {service.name}"))
    email = owner.email_address if owner else service.userid
    return [service.name, email, service.client_id, service.client_secret, edit + replace + delete]

"""The admin page as HTML: plain forms, no script, one column, usable with a keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote

from markupsafe import Markup

from marketo_simulator.records import ALL_ZONES, Role, Service, User
from marketo_simulator.subscription import Subscription

from . import operations
from .permission_boxes import BOXES

_STYLE = Markup(
    "body{font:16px/1.4 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem;"
    "border-bottom:1px solid #ccc;vertical-align:top}fieldset{margin:.5rem 0}"
    "label{display:inline-block;margin:.1rem .8rem .1rem 0}[role=status]{background:#ffd;"
    "padding:.5rem}"
)


def page(subscription: Subscription, said: str) -> str:
    """The whole page, with what came of the last form."""
    status = Markup('<p role="status">{}</p>').format(said) if said else ""
    return str(
        Markup(
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Admin of the '
            "simulated Marketo</title><style>{}</style></head><body><main><h1>Admin of the "
            "simulated Marketo</h1>{}{}{}{}{}</main></body></html>"
        ).format(
            _STYLE,
            status,
            _users(subscription),
            _roles(subscription),
            _workspaces(subscription),
            _services(subscription),
        )
    )


def _users(subscription: Subscription) -> Markup:
    rows = [_user(subscription, user) for user in subscription.users]
    head = ("User", "Roles", "State", "Edit")
    return _section("Users", _table(head, rows))


def _user(subscription: Subscription, user: User) -> list[object]:
    address = f"/admin/users/{quote(user.userid, safe='')}"
    form = _form(
        address,
        _field("First name", "first_name", user.first_name),
        _field("Last name", "last_name", user.last_name),
        _field("Access expires (ISO 8601, empty for never)", "expires_at", _instant(user)),
        _button(f"Save {user.email_address}"),
    )
    delete = _form(f"{address}/delete", _button(f"Delete {user.email_address}"))
    held = [_grant(subscription, role, place) for role, place in user.grants]
    forms = form + _lock(user, address) + delete
    return [user.email_address, ", ".join(held), _state(subscription, user), forms]


def _lock(user: User, address: str) -> Markup:
    if user.locked:
        return _form(f"{address}/unlock", _button(f"Unlock {user.email_address}"))
    reason = _field("Reason for the lock", "locked_reason")
    return _form(f"{address}/lock", reason, _button(f"Lock {user.email_address}"))


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


def _instant(user: User) -> str:
    if user.expires_at is None:
        return ""
    return datetime.fromtimestamp(user.expires_at, UTC).isoformat()


def _roles(subscription: Subscription) -> Markup:
    rows = [_role(role) for role in subscription.roles.values()]
    new = _form(
        "/admin/roles",
        _field("Role name", "name", required=True),
        _field("Description", "description"),
        _box("Only valid for all workspaces", "only_all_zones", "yes"),
        _boxes(()),
        _button("Create role"),
    )
    table = _table(("Role", "Type", "Permissions", "Edit"), rows)
    return _section("Roles", table + Markup("<h3>New role</h3>") + new)


def _role(role: Role) -> list[object]:
    listed = ", ".join(role.permissions)
    if not operations.is_editable(role):
        return [role.name, role.type, listed, ""]
    address = f"/admin/roles/{role.id}"
    named = _field("Role name", "name", role.name, required=True)
    edit = _form(address, named, _boxes(role.permissions), _button(f"Save {role.name}"))
    folded = Markup("<details><summary>Edit {}</summary>{}</details>").format(role.name, edit)
    delete = _form(f"{address}/delete", _button(f"Delete {role.name}"))
    return [role.name, role.type, listed, folded + delete]


def _workspaces(subscription: Subscription) -> Markup:
    rows: list[list[object]] = [[one.name, one.id] for one in subscription.workspaces.values()]
    return _section("Workspaces", _table(("Workspace", "Id"), rows))


def _services(subscription: Subscription) -> Markup:
    rows = [_service(subscription, service) for service in subscription.services.values()]
    choices = [user for user in subscription.users if operations.can_have_service(user)]
    options = Markup("").join(
        Markup('<option value="{0}">{0}</option>').format(user.email_address) for user in choices
    )
    owner = Markup('<label>API Only User <select name="email">{}</select></label>').format(options)
    new = _form(
        "/admin/services",
        _field("Display name", "name", required=True),
        owner,
        _button("Create service"),
    )
    table = _table(("Service", "API Only User", "Client Id", "Client Secret", "Edit"), rows)
    return _section("LaunchPoint: custom services", table + Markup("<h3>New service</h3>") + new)


def _service(subscription: Subscription, service: Service) -> list[object]:
    owner = subscription.user(service.userid)
    address = f"/admin/services/{quote(service.client_id, safe='')}"
    replace = _form(
        f"{address}/secret",
        _field("New secret (empty for a generated one)", "client_secret"),
        _button(f"Replace the secret of {service.name}"),
    )
    delete = _form(f"{address}/delete", _button(f"Delete {service.name}"))
    email = owner.email_address if owner else service.userid
    return [service.name, email, service.client_id, service.client_secret, replace + delete]


def _section(title: str, content: Markup) -> Markup:
    return Markup("<section><h2>{}</h2>{}</section>").format(title, content)


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Markup:
    titles = Markup("").join(Markup('<th scope="col">{}</th>').format(one) for one in head)
    lines = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row)
        )
        for row in rows
    )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        titles, lines
    )


def _form(address: str, *parts: Markup) -> Markup:
    inner = Markup("").join(parts)
    return Markup('<form method="post" action="{}">{}</form>').format(address, inner)


def _field(label: str, name: str, value: str = "", *, required: bool = False) -> Markup:
    needed = Markup(" required") if required else ""
    return Markup('<label>{} <input name="{}" value="{}"{}></label>').format(
        label, name, value, needed
    )


def _box(label: str, name: str, value: str, *, ticked: bool = False) -> Markup:
    mark = Markup(" checked") if ticked else ""
    return Markup('<label><input type="checkbox" name="{}" value="{}"{}> {}</label>').format(
        name, value, mark, label
    )


def _boxes(ticked: Iterable[str]) -> Markup:
    held = list(ticked)
    known = {name for names in BOXES.values() for name in names}
    groups = BOXES | {"Others": tuple(name for name in held if name not in known)}
    return Markup("").join(
        Markup("<fieldset><legend>{}</legend>{}</fieldset>").format(
            group,
            Markup("").join(_box(name, "permission", name, ticked=name in held) for name in names),
        )
        for group, names in groups.items()
        if names
    )


def _button(label: str) -> Markup:
    return Markup("<button>{}</button>").format(label)

"""List the roles of the simulated subscription on the admin page, with permissions by group."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from marketo_simulator.records import Role
from marketo_simulator.subscription import Subscription

from . import operations
from .elements import Row, act_link, link, section, table, tag
from .permission_boxes import BOXES, OTHERS, permission_list
from .role_dialogs import NEW


def roles(subscription: Subscription) -> Markup:
    """Return the list of roles; a group of permissions that no role has is left out."""
    held = {name for role in subscription.roles.values() for name in role.permissions}
    groups = [title for title in (*BOXES, OTHERS) if permission_list(title, held)]
    rows = (_row(subscription, role, groups) for role in subscription.roles.values())
    heads = ("Role Name", "Users", *groups, "")
    new = link("/admin/roles/new", NEW, "button")
    return section("Roles", "roles", table("roles", heads, rows), tools=(new,))


def _row(subscription: Subscription, role: Role, groups: Iterable[str]) -> Row:
    users = sum(any(grant[0] == role.id for grant in user.grants) for user in subscription.users)
    listed = (permission_list(title, role.permissions) for title in groups)
    is_editable = operations.is_editable(role)
    edit = act_link(f"/admin/roles/{role.id}", "Edit", role.name) if is_editable else ""
    return (_name(role), users, *listed, edit)


def _name(role: Role) -> Markup:
    marks = Markup("{}{}").format(
        "" if operations.is_editable(role) else tag("Marketo's own"),
        tag("all workspaces only") if role.only_all_zones else "",
    )
    description = Markup('<div class="muted description">{}</div>').format(role.description)
    return Markup("{} {}{}").format(role.name, marks, description if role.description else "")

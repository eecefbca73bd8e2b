"""Show the dialogs of Marketo's admin pages about one role."""

from __future__ import annotations

from markupsafe import Markup

from marketo_simulator.records import Role

from . import operations
from .controlled import Controlled
from .elements import button, buttons, document, field, folded, form, lone_box
from .form_fields import Form
from .permission_boxes import permission_boxes

NEW = "New Role"


def new_role(_controlled: Controlled, given: Form, message: str) -> str:
    """Return the dialog in which a role is made."""
    asked = form(
        "/admin/roles",
        _named(given.get("name", ""), given.get("description", "")),
        lone_box(
            "Only for all workspaces", "only_all_zones", "yes", ticked="only_all_zones" in given
        ),
        permission_boxes(given.getlist("permission")),
        buttons("Create"),
    )
    return document(NEW, message, asked, is_dialog=True)


def edit_role(controlled: Controlled, given: Form, message: str, number: str) -> str:
    """Return what can be changed of a role, and its deletion."""
    role = operations.role_of(controlled.subscription, number)
    name, description = given.get("name", role.name), given.get("description", role.description)
    ticked = given.getlist("permission") if given else role.permissions
    edit = form(
        f"/admin/roles/{role.id}",
        _named(name, description),
        permission_boxes(ticked),
        buttons("Save"),
    )
    return document(f"Edit Role: {role.name}", message, edit, _deletion(role), is_dialog=True)


def _named(name: str, description: str) -> Markup:
    return field("Role Name", "name", name, required=True) + field(
        "Description", "description", description
    )


def _deletion(role: Role) -> Markup:
    delete = form(f"/admin/roles/{role.id}/delete", button("Delete"))
    words = Markup("<p>Whoever holds this role loses it.</p>")
    return folded("Delete Role", words, delete, is_final=True)

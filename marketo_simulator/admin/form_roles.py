"""Do what the admin page's forms about roles ask for, and say what was done."""

from __future__ import annotations

from marketo_simulator.subscription import Subscription

from . import form_fields, operations
from .form_fields import Form
from .operations import RoleChanges


def create(subscription: Subscription, form: Form) -> str:
    """Add a role with the boxes that are ticked."""
    wanted = _boxes(form) | RoleChanges(
        name=form_fields.name(form, "name"),
        description=form_fields.line(form, "description"),
        only_all_zones="only_all_zones" in form,
    )
    role = operations.create_role(subscription, wanted)
    return f"Created the role {role.name} ({role.id})."


def edit(subscription: Subscription, form: Form, number: str) -> str:
    """Rename a role, and tick other boxes."""
    role = operations.role_of(subscription, number)
    before = role.name
    operations.change_role(subscription, role, _boxes(form) | _named(form))
    renamed = "" if role.name == before else f", which was {before}"
    return f"Saved the role {role.name}{renamed}."


def delete(subscription: Subscription, _form: Form, number: str) -> str:
    """Delete a role."""
    role = operations.role_of(subscription, number)
    operations.delete_role(subscription, role)
    return f"Deleted the role {role.name}."


def _named(form: Form) -> RoleChanges:
    named = RoleChanges()
    if "name" in form:
        named["name"] = form_fields.name(form, "name")
    if "description" in form:
        named["description"] = form_fields.line(form, "description")
    return named


def _boxes(form: Form) -> RoleChanges:
    return RoleChanges(permissions=form_fields.names(form, "permission"))

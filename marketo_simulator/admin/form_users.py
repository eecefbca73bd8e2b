"""Do what the admin page's forms about users ask for, and say what was done."""

from __future__ import annotations

from marketo_simulator.subscription import Subscription

from . import form_fields, new_users, operations
from .form_fields import Form
from .operations import UserChanges


def create(subscription: Subscription, form: Form) -> str:
    """Make an API-only user, as the dialog of Adobe identity does."""
    wanted = UserChanges(
        email_address=form_fields.name(form, "email"),
        first_name=form_fields.name(form, "first_name"),
        last_name=form_fields.name(form, "last_name"),
    )
    role = operations.role_of(subscription, str(form_fields.number(form, "role")))
    user = new_users.create_api_only_user(subscription, wanted, role)
    return f"Created the API Only user {user.email_address}."


def check_info(subscription: Subscription, form: Form) -> str:
    """Refuse the first step of an invitation if it is filled in wrongly."""
    wanted = _invited(form)
    del wanted["grants"]  # they are asked for in the next step
    new_users.check_invitation(subscription, wanted)
    return ""


def check_invitation(subscription: Subscription, form: Form) -> str:
    """Refuse the second step of an invitation if it is filled in wrongly."""
    new_users.check_invitation(subscription, _invited(form))
    return ""


def invite(subscription: Subscription, form: Form) -> str:
    """Send an invitation, or make the API-only user that needs none."""
    user = new_users.invite_user(subscription, _invited(form))
    if user.api_only:
        return f"Created the API Only user {user.email_address}."
    return f"Invited {user.email_address}, who is a person: API Only was not ticked."


def edit(subscription: Subscription, form: Form, userid: str) -> str:
    """Change a user; keep what the form has no field for."""
    user = operations.user_of(subscription, userid)
    changes = UserChanges(expires_at=form_fields.instant(form, "expires_at"))
    changes.update(_info(form) if "email" in form else _names(form))
    if "grant" in form:
        changes["grants"] = form_fields.grants(form, "grant")
        new_users.check_has_role(changes)
    if "api_only" in form:
        changes["api_only"] = "yes" in form.getlist("api_only")
    operations.change_user(subscription, user, changes)
    return f"Saved the user {user.email_address}."


def lock(subscription: Subscription, form: Form, userid: str) -> str:
    """Lock a user, with a reason or without."""
    user = operations.user_of(subscription, userid)
    reason = form_fields.line(form, "locked_reason") or None
    operations.change_user(subscription, user, UserChanges(locked=True, locked_reason=reason))
    return f"Locked the user {user.email_address}."


def unlock(subscription: Subscription, _form: Form, userid: str) -> str:
    """Unlock a user; one that has expired stays locked."""
    user = operations.user_of(subscription, userid)
    operations.change_user(subscription, user, UserChanges(locked=False))
    if user.has_expired(subscription.now()):
        return f"{user.email_address} stays locked: its access has expired. Give it a later date."
    return f"Unlocked the user {user.email_address}."


def delete(subscription: Subscription, _form: Form, userid: str) -> str:
    """Delete a user."""
    user = operations.user_of(subscription, userid)
    operations.delete_user(subscription, user)
    return f"Deleted the user {user.email_address}."


def _names(form: Form) -> UserChanges:
    return UserChanges(
        first_name=form_fields.name(form, "first_name"),
        last_name=form_fields.name(form, "last_name"),
    )


def _info(form: Form) -> UserChanges:
    changes = _names(form)
    changes["email_address"] = form_fields.name(form, "email")
    return changes


def _invited(form: Form) -> UserChanges:
    changes = _info(form)
    changes["reason"] = form_fields.line(form, "reason") or None
    changes["expires_at"] = form_fields.instant(form, "expires_at")
    changes["grants"] = form_fields.grants(form, "grant")
    changes["api_only"] = "yes" in form.getlist("api_only")
    return changes

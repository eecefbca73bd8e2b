"""Add users as the dialog of the subscription's identity does, by the rules of that dialog."""

from __future__ import annotations

from marketo_simulator.records import ALL_ZONES, Role, User
from marketo_simulator.subscription import Subscription

from . import operations
from .operations import UserChanges
from .refused import RefusedActError


def api_only_roles(subscription: Subscription) -> list[Role]:
    """Return the roles that can be chosen for an API-only user: those that people made."""
    return [role for role in subscription.roles.values() if operations.is_editable(role)]


def create_api_only_user(subscription: Subscription, wanted: UserChanges, role: Role) -> User:
    """Add a user on Adobe identity: its dialog takes one role, and no workspace."""
    if subscription.switches.identity != "adobe":
        raise RefusedActError("On Marketo identity users are added with Invite New User.")
    if role not in api_only_roles(subscription):
        raise RefusedActError(f"{role.name} is not an API Only role.")
    [user] = operations.create_users(
        subscription, [wanted | UserChanges(grants=[(role.id, ALL_ZONES)])]
    )
    return user


def check_invitation(subscription: Subscription, wanted: UserChanges) -> None:
    """Refuse an invitation that cannot be sent as it is filled in."""
    if subscription.switches.identity != "marketo":
        raise RefusedActError(
            "On Adobe identity people are invited in Adobe's Admin Console, and API-only users are "
            "added with Create API Only User."
        )
    operations.check_user(subscription, wanted, None)
    check_has_role(wanted)


def check_has_role(wanted: UserChanges) -> None:
    """Refuse a user whose roles are all unticked."""
    if wanted.get("grants") == []:
        raise RefusedActError("Select at least one role.")


def invite_user(subscription: Subscription, wanted: UserChanges) -> User:
    """Add a user on Marketo identity; a person's has an invitation to accept."""
    check_invitation(subscription, wanted)
    pending = UserChanges(pending=not wanted["api_only"])
    [user] = operations.create_users(subscription, [wanted | pending])
    return user

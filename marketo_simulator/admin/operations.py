"""Do what an administrator can do, by the same rules for the control interface and the admin page.

Each act checks everything before it changes anything, and refuses with a sentence for people.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TypedDict

from marketo_simulator.marketo import bodies
from marketo_simulator.marketo.refusals import Refusal
from marketo_simulator.records import ALL_ZONES, Grant, Role, Service, User, Workspace
from marketo_simulator.subscription import Subscription

from .refused import NotThereError, RefusedActError
from .values import DIGITS_OF_AN_ID, Line, Name, is_showable, shortened

_EDITS = {"email_address", "first_name", "last_name", "api_only", "expires_at", "grants"}
"""The fields whose change is an edit; `edit_in_use` may refuse edits of a user in use."""


class UserChanges(TypedDict, total=False):
    """The changes that an administrator can make to a user, under the names of `User`."""

    email_address: Name
    first_name: Name
    last_name: Name
    api_only: bool
    locked: bool
    locked_reason: Line | None
    pending: bool
    expires_at: float | None
    last_login_at: float | None
    grants: list[Grant]
    reason: Line | None
    failed_logins: int


class RoleChanges(TypedDict, total=False):
    """The changes that an administrator can make to a role, under the names of `Role`."""

    name: Name
    description: Line
    only_all_zones: bool
    permissions: list[Name]


class ServiceChanges(TypedDict, total=False):
    """The changes that an administrator can make to a service; a secret of None is generated."""

    name: Name
    description: Line
    email_address: Name
    client_secret: Name | None


def user_of(subscription: Subscription, userid: str) -> User:
    """Return the user of a userid or an e-mail address."""
    user = subscription.user(userid) or subscription.user_of_email(userid)
    if user is None:
        raise NotThereError(f"There is no user {userid}.")
    return user


def role_of(subscription: Subscription, number: str) -> Role:
    """Return the role of an id that is written in an address."""
    is_number = number.isascii() and number.isdigit() and len(number) <= DIGITS_OF_AN_ID
    role = subscription.roles.get(int(number)) if is_number else None
    if role is None:
        raise NotThereError(f"There is no role {shortened(number)}.")
    return role


def service_of(subscription: Subscription, client_id: str) -> Service:
    """Return the custom service of a client id."""
    service = subscription.services.get(client_id)
    if service is None:
        raise NotThereError(f"There is no service with the client id {shortened(client_id)}.")
    return service


def create_users(subscription: Subscription, wanted: list[UserChanges]) -> list[User]:
    """Add users, all or none; each has an address and names, and is API-only by default."""
    for one in wanted:
        check_user(subscription, one, None)
    _check_no_address_twice(wanted)
    return [_create_user(subscription, one) for one in wanted]


def _create_user(subscription: Subscription, wanted: UserChanges) -> User:
    user = subscription.add_user(wanted["email_address"], wanted["first_name"], wanted["last_name"])
    change_user(subscription, user, wanted)
    return user


def _check_no_address_twice(wanted: list[UserChanges]) -> None:
    addresses = [one["email_address"].lower() for one in wanted]
    if twice := [one for one in addresses if addresses.count(one) > 1]:
        raise RefusedActError(f"The e-mail address {twice[0]} is in the list twice.")


def change_user(subscription: Subscription, user: User, changes: UserChanges) -> None:
    """Change a user; unlocking it also clears the reason for the lock."""
    check_user(subscription, changes, user)
    if _EDITS & changes.keys() and not subscription.can_be_edited(user):
        raise RefusedActError(
            f"{user.email_address} is in use by a custom service, and cannot be edited: link the "
            "service to another user first."
        )
    for name, value in changes.items():
        setattr(user, name, value)
    if not user.locked:
        user.locked_reason = None


def check_user(subscription: Subscription, wanted: UserChanges, user: User | None) -> None:
    """Refuse fields that no user can have; `user` is the one to change, or None for a new one."""
    if "email_address" in wanted:
        _check_address(subscription, wanted["email_address"], user)
    locked = wanted.get("locked", user.locked if user else False)
    if wanted.get("locked_reason") and not locked:
        raise RefusedActError("Only a locked user has a reason for its lock: lock the user too.")
    _check_grants(subscription, wanted.get("grants", []))


def _check_address(subscription: Subscription, address: str, user: User | None) -> None:
    try:
        bodies.attributes({"emailAddress": address})
    except Refusal:
        raise RefusedActError(
            f"{address!r} is not an e-mail address that Marketo accepts."
        ) from None
    if subscription.user_of_email(address) not in (None, user):
        raise RefusedActError(f"There is a user with the e-mail address {address} already.")


def _check_grants(subscription: Subscription, grants: list[Grant]) -> None:
    for grant in grants:
        if problem := subscription.grant_problem(grant):
            raise RefusedActError(f"{problem}.")
        if grants.count(grant) > 1:
            raise RefusedActError(f"Role {grant[0]} is granted twice in workspace {grant[1]}.")


def role_id_of(subscription: Subscription, name: str) -> int:
    """Return the id of the role that has this name."""
    found = [role.id for role in subscription.roles.values() if role.name == name]
    return _only(found, f"role named {name!r}", (one.name for one in subscription.roles.values()))


def workspace_id_of(subscription: Subscription, name: str) -> int:
    """Return the id of the workspace that has this name; `AllZones` stands for all of them."""
    if name == "AllZones":
        return ALL_ZONES
    found = [one.id for one in subscription.workspaces.values() if one.name == name]
    names = ["AllZones", *(one.name for one in subscription.workspaces.values())]
    return _only(found, f"workspace named {name!r}", names)


def _only(found: list[int], what: str, names: Iterable[str]) -> int:
    if not found:
        raise RefusedActError(f"There is no {what}. There are: {', '.join(names)}.")
    if len(found) > 1:
        raise RefusedActError(f"There is more than one {what}: give the id, one of {found}.")
    return found[0]


def delete_user(subscription: Subscription, user: User) -> None:
    """Delete a user that no custom service acts as."""
    if subscription.has_service(user):
        raise RefusedActError(
            f"{user.email_address} is in use by a custom service: delete the service first, or "
            "link it to another user."
        )
    subscription.remove_user(user)


def create_role(subscription: Subscription, wanted: RoleChanges) -> Role:
    """Add a role."""
    _check_role_name(subscription, wanted["name"], None)
    permissions = wanted.get("permissions", [])
    others = {key: value for key, value in wanted.items() if key not in {"name", "permissions"}}
    return subscription.add_role(wanted["name"], list(permissions), **others)


def change_role(subscription: Subscription, role: Role, changes: RoleChanges) -> None:
    """Change a role, such as its name or its permissions."""
    _check_editable(role)
    if "name" in changes:
        _check_role_name(subscription, changes["name"], role)
    for name, value in changes.items():
        setattr(role, name, value)
    role.updated_at = subscription.now()


def delete_role(subscription: Subscription, role: Role) -> None:
    """Delete a role, and take it from the users who hold it."""
    _check_editable(role)
    subscription.remove_role(role)


def is_editable(role: Role) -> bool:
    """Return whether a role can be changed and deleted: Marketo's own cannot."""
    return role.type != "system"


def _check_editable(role: Role) -> None:
    if not is_editable(role):
        raise RefusedActError(f"{role.name} is one of Marketo's own roles and cannot be edited.")


def _check_role_name(subscription: Subscription, name: str, role: Role | None) -> None:
    if any(one.name == name and one is not role for one in subscription.roles.values()):
        raise RefusedActError(f"There is a role named {name!r} already.")


def create_workspace(subscription: Subscription, name: Name) -> Workspace:
    """Add a workspace."""
    if any(one.name == name for one in subscription.workspaces.values()):
        raise RefusedActError(f"There is a workspace named {name!r} already.")
    return subscription.add_workspace(name)


def create_service(
    subscription: Subscription, name: Name, address: Name, description: Line | None = None
) -> Service:
    """Add a custom service that acts as an API-only user."""
    service = subscription.add_service(name, _api_only_user(subscription, address))
    service.description = description or ""
    return service


def change_service(subscription: Subscription, service: Service, changes: ServiceChanges) -> None:
    """Rename a service, link it to another API-only user, replace its secret; its client id stays.

    A token that was given out before stays valid. `Subscription.holder_of` says whom it acts as.
    """
    if "email_address" in changes:
        service.userid = _api_only_user(subscription, changes["email_address"]).userid
    if "name" in changes:
        service.name = changes["name"]
    if "description" in changes:
        service.description = changes["description"]
    if "client_secret" in changes:
        service.client_secret = changes["client_secret"] or uuid.uuid4().hex


def can_have_service(user: User) -> bool:
    """Return whether a custom service can act as a user."""
    return user.api_only


def _api_only_user(subscription: Subscription, address: str) -> User:
    user = subscription.user_of_email(address)
    if user is None:
        raise RefusedActError(f"There is no user with the e-mail address {address}.")
    if not can_have_service(user):
        raise RefusedActError(f"{address} is not an API-only user: a service cannot act as it.")
    return user


def delete_service(subscription: Subscription, service: Service) -> None:
    """Delete a custom service; its tokens end."""
    subscription.remove_service(service.client_id)


def let_allowlist_block(subscription: Subscription, blocks: bool) -> None:  # noqa: FBT001 - what is set
    """Let the IP allowlist refuse every call, or none."""
    subscription.allowlist_blocks = blocks


def advance(subscription: Subscription, seconds: float) -> None:
    """Move the subscription's clock forward."""
    later = subscription.now() + seconds
    if not is_showable(later):
        raise RefusedActError("The clock cannot be moved beyond the year 9999.")
    subscription.advanced += seconds

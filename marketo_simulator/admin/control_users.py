"""Show, add, change and delete users through the control interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from marketo_simulator.marketo import rendering
from marketo_simulator.records import Grant, User
from marketo_simulator.subscription import Subscription

from . import operations
from .control_bodies import date, flag, list_of, name, or_null, read, text, whole
from .controlled import Controlled
from .operations import UserChanges
from .refused import RefusedActError

Json = dict[str, Any]
ByName = Callable[[Subscription, str], int]
_ATTRIBUTES = {
    "emailAddress": "email_address",
    "firstName": "first_name",
    "lastName": "last_name",
    "apiOnly": "api_only",
    "isLocked": "locked",
    "lockedReason": "locked_reason",
    "pending": "pending",
    "expiresAt": "expires_at",
    "lastLoginAt": "last_login_at",
    "failedLogins": "failed_logins",
}
_ID = _COUNT = whole(0, 2**31 - 1)
GRANT = {
    "accessRoleId": _ID,
    "accessRoleName": name,
    "workspaceId": _ID,
    "workspaceName": name,
}
"""A role in a workspace, each given by its id or its name; `AllZones` is all workspaces."""

USER = {
    "emailAddress": name,
    "firstName": name,
    "lastName": name,
    "apiOnly": flag,
    "isLocked": flag,
    "lockedReason": or_null(text),
    "pending": flag,
    "expiresAt": date,
    "lastLoginAt": date,
    "failedLogins": _COUNT,
    "userRoleWorkspaces": list_of(lambda entry: read(entry, GRANT)),
}
NEEDED = ("emailAddress", "firstName", "lastName")


def get_all(controlled: Controlled, _given: Json) -> list[Json]:
    """Return all users and invitations: each as Marketo's full answer, with `pending` added."""
    return [_shown(controlled.subscription, user) for user in controlled.subscription.users]


def post(controlled: Controlled, given: list[Json]) -> list[Json]:
    """Add users: all of them, or none if one is refused."""
    wanted = [_changes(controlled.subscription, fields) for fields in given]
    added = operations.create_users(controlled.subscription, wanted)
    return [_shown(controlled.subscription, user) for user in added]


def patch(controlled: Controlled, given: Json, userid: str) -> Json:
    """Change what is given of a user, its `userRoleWorkspaces` as a whole."""
    user = operations.user_of(controlled.subscription, userid)
    operations.change_user(controlled.subscription, user, _changes(controlled.subscription, given))
    return _shown(controlled.subscription, user)


def delete(controlled: Controlled, _given: Json, userid: str) -> Json:
    """Delete a user."""
    user = operations.user_of(controlled.subscription, userid)
    operations.delete_user(controlled.subscription, user)
    return {}


def _changes(subscription: Subscription, given: Json) -> UserChanges:
    changes = {_ATTRIBUTES[key]: value for key, value in given.items() if key in _ATTRIBUTES}
    if "userRoleWorkspaces" in given:
        changes["grants"] = [_grant(subscription, one) for one in given["userRoleWorkspaces"]]
    return cast("UserChanges", changes)


def _grant(subscription: Subscription, entry: Json) -> Grant:
    return (
        _id(entry, "accessRole", operations.role_id_of, subscription),
        _id(entry, "workspace", operations.workspace_id_of, subscription),
    )


def _id(entry: Json, what: str, by_name: ByName, subscription: Subscription) -> int:
    number, named = entry.get(f"{what}Id"), entry.get(f"{what}Name")
    found = number if named is None else by_name(subscription, named)
    if found is None:
        raise RefusedActError(f"userRoleWorkspaces: each entry needs {what}Id or {what}Name.")
    if number not in (None, found):
        raise RefusedActError(
            f"userRoleWorkspaces: {what}Id {number} is not {named!r}, whose id is {found}."
        )
    return int(found)


def _shown(subscription: Subscription, user: User) -> Json:
    return rendering.user(subscription, user) | {"id": user.id, "pending": user.pending}

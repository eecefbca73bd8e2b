"""Show the subscription's records as Marketo's answers do."""

from __future__ import annotations

from typing import Any

from marketo_simulator.records import ALL_ZONES, Grant, Role, User, Workspace
from marketo_simulator.subscription import Subscription

from .dates import Kind, written

Json = dict[str, Any]
INVITATION_LIFE = 7 * 24 * 3600.0
"""End an invitation this many seconds after it was sent."""

SUBSCRIPTION_ID = 3381
"""The id that invitations give of the subscription, as in the guide's sample."""


def error(subscription: Subscription, code: int, message: str) -> Json:
    """Return an error; its code is text in the list of codes, a number in the specification."""
    return {"code": str(code) if subscription.switches.by_guide else code, "message": message}


def summary(user: User) -> Json:
    """Return a user as the list of all users has it."""
    return {
        "userid": user.userid,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "emailAddress": user.email_address,
        "id": user.id,
        "apiOnly": user.api_only,
    }


def summary_with_grants(subscription: Subscription, record: User) -> Json:
    """Return a user as the list of all users has it, with its grants."""
    return summary(record) | {"userRoleWorkspaces": grants(subscription, record)}


def user(subscription: Subscription, record: User) -> Json:
    """Return a user in full; the guide's sample has 0 as the id, and null for what is empty."""
    switches = subscription.switches
    nothing = None if switches.by_guide else ""
    now = subscription.now()
    expired = "Access has expired" if record.has_expired(now) else nothing
    return summary(record) | {
        "id": 0 if switches.by_guide else record.id,
        "optedIn": False,
        "failedLogins": record.failed_logins,
        "failedDeviceCode": 0,
        "isLocked": record.is_locked(now),
        "lockedReason": record.locked_reason or expired,
        "userRoleWorkspaces": grants(subscription, record),
        "expiresAt": _date(subscription, record.expires_at, "user"),
        "lastLoginAt": _date(subscription, record.last_login_at, "user"),
    }


def invitation(subscription: Subscription, record: User) -> Json:
    """Return a pending invitation; its `expiresAt` is the end of the invitation."""
    created = _date(subscription, record.created_at, "record")
    number = SUBSCRIPTION_ID
    return {
        "id": record.id,
        "firstName": record.first_name,
        "lastName": record.last_name,
        "emailAddress": record.email_address,
        "userid": record.userid,
        "subscriptionId": number if subscription.switches.by_guide else str(number),
        "status": "pending",
        "expiresAt": _date(subscription, record.created_at + INVITATION_LIFE, "record"),
        "createdAt": created,
        "updatedAt": created,
    }


def grants(subscription: Subscription, record: User) -> list[Json]:
    """Return the grants of a user."""
    return [_grant(subscription, grant) for grant in record.grants]


def role(subscription: Subscription, record: Role) -> Json:
    """Return a role; the guide and the specification name two of its fields differently."""
    flags = {"hidden": record.hidden, "onlyAllZones": record.only_all_zones}
    if not subscription.switches.by_guide:
        flags = {"isHidden": record.hidden, "isOnlyAllZones": record.only_all_zones}
    return {
        "id": record.id,
        "name": record.name,
        "description": record.description,
        "type": record.type,
        **flags,
        "createdAt": _date(subscription, record.created_at, "record"),
        "updatedAt": _date(subscription, record.updated_at, "record"),
    }


def workspace(subscription: Subscription, record: Workspace) -> Json:
    """Return a workspace."""
    created = _date(subscription, record.created_at, "record")
    return {
        "id": record.id,
        "name": record.name,
        "description": record.description,
        "globalViz": 0,
        "status": "active",
        "currencyInfo": None if subscription.switches.by_guide else "",
        "createdAt": created,
        "updatedAt": created,
    }


def _grant(subscription: Subscription, grant: Grant) -> Json:
    role_id, workspace_id = grant
    is_everywhere = workspace_id == ALL_ZONES
    name = "AllZones" if is_everywhere else subscription.workspaces[workspace_id].name
    return {
        "accessRoleId": role_id,
        "accessRoleName": subscription.roles[role_id].name,
        "workspaceId": workspace_id,
        "workspaceName": name,
    }


def _date(subscription: Subscription, moment: float | None, kind: Kind) -> str | None:
    switches = subscription.switches
    return written(moment, switches.dates, kind, empty=None if switches.by_guide else "")

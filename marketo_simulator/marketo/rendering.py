"""The subscription's records as Marketo's answers show them."""

from __future__ import annotations

from typing import Any

from marketo_simulator.records import ALL_ZONES, Grant, Role, User, Workspace
from marketo_simulator.subscription import Subscription

from .dates import Kind, written

Json = dict[str, Any]
INVITATION_LIFE = 7 * 24 * 3600.0
SUBSCRIPTION_ID = 3381


def error(subscription: Subscription, code: int, message: str) -> Json:
    """One error: the error code list quotes its code, the specification says it is a number."""
    return {"code": str(code) if subscription.switches.by_guide else code, "message": message}


def summary(user: User) -> Json:
    """A user in the list of all users."""
    return {
        "userid": user.userid,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "emailAddress": user.email_address,
        "id": user.id,
        "apiOnly": user.api_only,
    }


def summary_with_grants(subscription: Subscription, record: User) -> Json:
    """A user in the list of all users, with its grants."""
    return summary(record) | {"userRoleWorkspaces": grants(subscription, record)}


def user(subscription: Subscription, record: User) -> Json:
    """A user in full. The guide's sample shows 0 as the id, and null where there is nothing."""
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
    """A pending invitation; its `expiresAt` is the invitation's own."""
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
    """The roles of a user by workspace."""
    return [_grant(subscription, grant) for grant in record.grants]


def role(subscription: Subscription, record: Role) -> Json:
    """A role. The guide and the specification name two of its fields differently."""
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
    """A workspace."""
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

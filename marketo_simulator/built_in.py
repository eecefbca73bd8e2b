"""Fill a new subscription with Marketo's own roles, two workspaces, and an operator."""

from __future__ import annotations

import time

from .records import ALL_ZONES, Role, Workspace
from .subscription import Clock, Subscription
from .switches import Switches

CLIENT_ID = "simulator"
CLIENT_SECRET = "simulator-secret"  # noqa: S105 - public: it opens nothing but this simulator
OPERATOR = "operator@example.com"
USER_MANAGEMENT = ["Access User Management Api", "Access Users"]
_SYSTEM_ROLES = {
    1: "Admin",
    2: "Standard User",
    101: "Analytics User",
    102: "Marketing User",
    103: "Web Designer",
}
_READABLE = (
    "Activity",
    "Assets",
    "Campaign",
    "Company",
    "Custom Object",
    "Custom Object Type",
    "Named Account",
    "Named Account List",
    "Opportunity",
    "Person",
    "Sales Person",
)


def new_subscription(switches: Switches, clock: Clock = time.time) -> Subscription:
    """Return a subscription with what every new one holds."""
    subscription = Subscription(switches, clock)
    _furnish(subscription)
    return subscription


def _furnish(subscription: Subscription) -> None:
    now = subscription.now()
    for number, name in _SYSTEM_ROLES.items():
        subscription.roles[number] = Role(
            number, name, type="system", only_all_zones=number == 1, created_at=now, updated_at=now
        )
    subscription.workspaces[1] = Workspace(1, "Default", "Initial system workspace", now)
    operators = subscription.add_role("API User Management", USER_MANAGEMENT, only_all_zones=True)
    europe = subscription.new_id()
    subscription.workspaces[europe] = Workspace(europe, "Europe", created_at=now)
    subscription.add_role("Warehouse API", [f"Read-Only {noun}" for noun in _READABLE])
    operator = subscription.add_user(
        OPERATOR, "Pulumi", "Operator", grants=[(operators.id, ALL_ZONES)]
    )
    subscription.add_service("Pulumi", operator, CLIENT_ID, CLIENT_SECRET)
